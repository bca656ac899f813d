"""The two devices to look at and to press: views of plain objects, which they draw and call."""

from ciba_helpers.widgets.handset import HandsetView
from ciba_helpers.widgets.phone import PhoneView
from ciba_helpers.widgets.till import TillView
from ciba_helpers.widgets.two_devices import TwoDevicesView, two_devices

__all__ = ["HandsetView", "PhoneView", "TillView", "TwoDevicesView", "two_devices"]
