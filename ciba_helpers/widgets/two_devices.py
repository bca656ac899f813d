"""Both devices side by side, and the diagram that draws itself while they talk to AM."""

from typing import TYPE_CHECKING, Any

import ipywidgets

from ciba_helpers.exchanges import Exchange, Recorder
from ciba_helpers.show.sequence_steps import Story
from ciba_helpers.show.sequence_view import SequenceView
from ciba_helpers.widgets.card import bundle, still
from ciba_helpers.widgets.phone import PhoneView
from ciba_helpers.widgets.redraw import Redraw
from ciba_helpers.widgets.till import TillView

if TYPE_CHECKING:
    from ciba_helpers.ciba.session import Session
    from ciba_helpers.phone import Phone

PAUSE = 0.2  # seconds between two drawings: fast enough for the eye


def two_devices(session: "Session", phone: "Phone", recorder: Recorder) -> "TwoDevicesView":
    """Till and phone side by side, the sequence diagram of what `recorder` heard below.

    Raises `RuntimeError` when called where no event loop runs.
    """
    return TwoDevicesView(session, phone, recorder)


class TwoDevicesView:
    """The live picture: `till` and `phone` are the two cards, `widget` is all of it."""

    def __init__(self, session: "Session", phone: "Phone", recorder: Recorder) -> None:
        self._recorder = recorder
        self._message, self._owner = session.binding_message, phone.owner
        self.till, self.phone = TillView(session), PhoneView(phone)
        self._listener = _Listener(recorder)
        self._diagram = ipywidgets.HTML()
        self.widget = ipywidgets.VBox([self._devices(), self._diagram])
        self.widget.add_class("ciba-devices")
        self._draw()
        self._unsubscribe = recorder.on_change(Redraw(self._draw, pause=PAUSE))
        # The same phone answers the next payment too: that one has a picture of its own.
        self._stop_watching = session.on_change(lambda: self._session_changed(session))

    def close(self) -> None:
        """Stop following all three and take them off the page."""
        self._unsubscribe()
        self._stop_watching()
        self.till.close()
        self.phone.close()
        self.widget.close()

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        words = f"It asks for: {self._message} The phone of {self._owner} answers."
        text = f"Till and phone of {self._owner}, with the diagram of their talk with AM"
        return bundle(self.widget, still("Till and phone", "till", words), text)

    def _devices(self) -> Any:
        side_by_side = ipywidgets.Layout(flex_flow="row wrap", align_items="stretch")
        return ipywidgets.HBox([self.till.widget, self.phone.widget], layout=side_by_side)

    def _session_changed(self, session: "Session") -> None:
        if session.status not in ("asking", "pending"):
            self.phone.stop_following()

    def _draw(self) -> None:
        self._diagram.value = SequenceView(self._listener.story().steps()).svg


class _Listener:
    """Tells each exchange once: a mailbox looked into all day must not make drawing dearer."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._begin()

    def _begin(self) -> None:
        self._story, self._told = Story(), 0
        self._last: Exchange | None = None

    def story(self) -> Story:
        heard = self._recorder.exchanges
        if self._was_cleared(heard):
            self._begin()
        for exchange in heard[self._told :]:
            self._story.add(exchange)
        self._told, self._last = len(heard), heard[-1] if heard else None
        return self._story

    def _was_cleared(self, heard: list[Exchange]) -> bool:
        if self._told == 0:
            return False
        return self._told > len(heard) or heard[self._told - 1] is not self._last
