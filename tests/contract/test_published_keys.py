"""`connect/jwk_uri`: the provider's public keys (am.md 14.5)."""

import hashlib
import re
from base64 import b64decode, urlsafe_b64encode

from cryptography import x509
from jwcrypto.jwk import JWK

from tests.contract.am import AM, OAUTH2, Administrator
from tests.contract.configuration import SERVICES, done
from tests.contract.till import Till

# am.md 14.5


async def test_published_keys_are_public_and_named_as_ams(am: AM, till: Till) -> None:
    keys = (await am.get(f"{OAUTH2}/connect/jwk_uri")).json()["keys"]
    assert {key.get("crv", key["kty"]) for key in keys} == {"RSA", "P-256", "P-384", "P-521"}
    for key in keys:
        assert not {"d", "p", "q", "dp", "dq", "qi", "alg"} & key.keys()
        assert key["use"] == "sig"
        assert re.fullmatch(r"[A-Za-z0-9+/]{27}=", key["kid"])
    assert len({key["kid"] for key in keys}) == len(keys)


async def test_each_published_key_has_a_certificate(am: AM, till: Till) -> None:
    # am.md 14.5: x5t and x5c stand before the key's own members
    for key in (await am.get(f"{OAUTH2}/connect/jwk_uri")).json()["keys"]:
        assert list(key)[:5] == ["kty", "kid", "use", "x5t", "x5c"]
        (encoded,) = key["x5c"]
        der = b64decode(encoded)
        digest = urlsafe_b64encode(hashlib.sha1(der).digest()).rstrip(b"=").decode()
        assert key["x5t"] == digest
        certified = x509.load_der_x509_certificate(der)
        certified.verify_directly_issued_by(certified)
        public = JWK.from_pyca(certified.public_key()).export_public(as_dict=True)
        assert public.items() - {("kid", public["kid"])} <= {
            (name, value) for name, value in key.items() if name != "x5c"
        }


async def test_each_key_appears_for_each_algorithm_where_the_provider_says_so(
    am: AM, till: Till, administrator: Administrator
) -> None:
    # am.md 14.5
    settings = {"includeAllKtyAlgCombinationsInJwksUri": True}
    await done(administrator, f"{SERVICES}/oauth-oidc", {"advancedOIDCConfig": settings})
    keys = (await am.get(f"{OAUTH2}/connect/jwk_uri")).json()["keys"]
    algorithms = [key["alg"] for key in keys]
    assert sorted(algorithms) == sorted(
        [f"{kind}{size}" for kind in ("ES", "PS", "RS") for size in (256, 384, 512)]
    )
    assert len({key["kid"] for key in keys}) == 4


async def test_the_keys_stay_the_same(am: AM, till: Till) -> None:
    first = (await am.get(f"{OAUTH2}/connect/jwk_uri")).json()
    assert (await am.get(f"{OAUTH2}/connect/jwk_uri")).json() == first
