"""What CIBA lets a client register and AM's schema does not have (CIBA 4)."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address
from typing import Any
from urllib.parse import SplitResult, urlsplit

from mock_am.realm.document import Document

_MODE = "backchannel_token_delivery_mode"
_ENDPOINT = "backchannel_client_notification_endpoint"
_ALG = "backchannel_authentication_request_signing_alg"
_USER_CODE = "backchannel_user_code_parameter"


class DeliveryMode(StrEnum):
    """How a client gets its tokens (CIBA 5)."""

    POLL = "poll"
    PING = "ping"
    PUSH = "push"


class InvalidClientMetadata(ValueError):
    """The metadata cannot be registered; the text says why."""


@dataclass(frozen=True)
class BackchannelClient:
    """A client's registration for CIBA.

    `notification_endpoint` is there for ping and push. `signing_alg` is the one algorithm that the
    client signs its requests with; None leaves it the provider's choice of them.
    """

    delivery_mode: DeliveryMode = DeliveryMode.POLL
    notification_endpoint: str | None = None
    signing_alg: str | None = None
    may_leave_unsigned: bool = False
    has_user_codes: bool = False

    @classmethod
    def of_document(cls, document: Document) -> "BackchannelClient":
        """The registration that a checked document describes.

        A signing algorithm of null is that of a client that does not sign (CIBA 4). One that is
        not mentioned leaves it at AM's rule: signed, with any algorithm of the provider.
        """
        return cls(
            delivery_mode=DeliveryMode(document.get(_MODE, "poll")),
            notification_endpoint=document.get(_ENDPOINT),
            signing_alg=document.get(_ALG),
            may_leave_unsigned=document.get(_ALG, "") is None,
            has_user_codes=document.get(_USER_CODE, False),
        )


AS_IN_AM = BackchannelClient()
"""A client that has registered nothing for CIBA, as there is nothing to register in AM."""


def checked_metadata(body: Document, algorithms: Collection[str]) -> Document:
    """`body` as it may be registered, its algorithm among these; raises InvalidClientMetadata."""
    for name, value in body.items():
        if name not in _VALID:
            raise InvalidClientMetadata(f"Unknown client metadata: {name[:100]!r}")
        if not _VALID[name](value):
            raise InvalidClientMetadata(f"Invalid value for {name}")
    if body.get(_ALG) not in (None, *algorithms):
        raise InvalidClientMetadata(f"{_ALG} must be one of {', '.join(sorted(algorithms))}")
    if body.get(_MODE, "poll") != "poll" and _ENDPOINT not in body:
        raise InvalidClientMetadata(f"{_ENDPOINT} is required for ping and push")
    return body


def _is_endpoint(value: Any) -> bool:
    # Neither a blank nor a control character, nor anything that is not ASCII.
    if not isinstance(value, str) or not re.fullmatch(r"[!-~]+", value):
        return False
    try:
        address = urlsplit(value)
        bare = "@" not in address.netloc and not address.fragment
        return bare and address.port != 0 and _is_secure(address)
    except ValueError:
        return False


def _is_secure(address: SplitResult) -> bool:
    # CIBA 4 wants https. Where a name leads is looked at again when it is called.
    host = address.hostname or ""
    if address.scheme == "http":
        return host == "localhost" or ip_address(host).is_loopback
    return address.scheme == "https" and bool(host)


_VALID: dict[str, Callable[[Any], bool]] = {
    _MODE: lambda value: isinstance(value, str) and value in set(DeliveryMode),
    _ENDPOINT: _is_endpoint,
    _ALG: lambda value: value is None or isinstance(value, str),
    _USER_CODE: lambda value: isinstance(value, bool),
}
