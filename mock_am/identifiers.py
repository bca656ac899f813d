"""The one place that draws random values. Everything else is handed them."""

import secrets
import string
import uuid
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable

_ALPHANUMERIC = string.ascii_letters + string.digits


def base64url(data: bytes) -> str:
    """`data` as base64url without padding (RFC 7515 section 2)."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


class Identifiers:
    """Every identifier the server hands out, drawn from one source of random bytes."""

    def __init__(self, source: Callable[[int], bytes] = secrets.token_bytes) -> None:
        self._source = source

    def opaque(self, size: int = 20) -> str:
        """`size` random bytes as base64url; 20 bytes are AM's 27 characters (am.md 12.2, DOC)."""
        return base64url(self._source(size))

    def secret(self, size: int = 32) -> str:
        """`size` random bytes as padded base64: a device's shared secret or challenge."""
        return b64encode(self._source(size)).decode()

    def uuid(self) -> str:
        """A random UUID, version 4."""
        return str(uuid.UUID(bytes=self._source(16), version=4))

    def below(self, limit: int) -> int:
        """A random whole number from 0 up to, but not including, `limit`."""
        return int.from_bytes(self._source(8)) % limit

    def code(self, size: int = 10) -> str:
        """`size` random letters and digits, such as a recovery code."""
        return "".join(_ALPHANUMERIC[self.below(len(_ALPHANUMERIC))] for _ in range(size))
