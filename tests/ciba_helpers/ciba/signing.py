"""A provider's key, and what it signs."""

import json
from typing import Any

from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS

KEY = JWK.generate(kty="RSA", size=2048, kid="rsa")
JWKS = {"keys": [KEY.export_public(as_dict=True)]}


def signed(claims: Any, key: JWK = KEY, alg: str = "RS256") -> str:
    """`claims` as a JWT that names its key."""
    token = JWS(json.dumps(claims))
    token.add_signature(key, protected={"alg": alg, "kid": key.get("kid", "none")})
    return token.serialize(compact=True)
