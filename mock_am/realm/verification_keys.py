"""The public keys in a client's profile, ready to verify with."""

from collections.abc import Sequence
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, JWKRegistry, OctKey, OKPKey, RSAKey

from mock_am.realm.document import Document

Key = OctKey | RSAKey | ECKey | OKPKey

_PRIVATE = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})


class VerificationKeys:
    """A client's registered public keys, parsed once per change of its configuration.

    Only the public members are kept: a private key pasted into the client's profile, the slip
    the article's "Keypair set" invites, verifies like its public half. A key that is no public
    key is left out.
    """

    def __init__(self, jwks: Sequence[Document]) -> None:
        keys = [_key(jwk) for jwk in jwks if jwk.get("use", "sig") == "sig"]
        self._keys = [key for key in keys if key is not None]

    def matching(self, header: dict[str, Any]) -> list[Key]:
        """The keys that may have signed under `header`; kid is an opaque string."""
        kid, alg = header.get("kid"), header["alg"]
        return [
            key for key in self._keys if kid in (None, key.kid) and key.get("alg") in (None, alg)
        ]


def _key(jwk: Document) -> Key | None:
    public = {name: value for name, value in jwk.items() if name not in _PRIVATE}
    try:
        return JWKRegistry.import_key(public)
    except (JoseError, ValueError, TypeError, KeyError):
        return None
