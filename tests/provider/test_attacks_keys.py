"""Only a registered key counts; the header names one at most (RFC 8725 3.10, RFC 7515 4.1)."""

import datetime
import json
from base64 import b64encode
from collections.abc import Iterator
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from jwcrypto.jwk import JWK

from tests.contract import key_server
from tests.contract.configuration import CLIENTS, client, done
from tests.contract.key_server import KeyServer
from tests.contract.till import new_key
from tests.provider.attacks import each_refused, each_taken, still_works
from tests.provider.forging import altered, compact, der, ecdsa, forged, mirrored
from tests.provider.provider import Client, Provider


@pytest.fixture(scope="module")
def attacker() -> JWK:
    """A key that nobody registered, under the name of one that is."""
    return new_key()


@pytest.fixture
def theirs(attacker: JWK) -> Iterator[KeyServer]:
    """The attacker's own server, which publishes the key."""
    with key_server.running() as running:
        running.publish(attacker)
        yield running


async def test_a_key_that_is_not_registered_verifies_nothing(
    standing: Provider, attacker: JWK
) -> None:
    till, other = standing.client, standing.other
    requests = {
        "a stranger's": forged(till, sign=ecdsa(attacker)),
        "a stranger's without kid": forged(till, sign=ecdsa(attacker), kid="x"),
        "the other client's under our kid": forged(till, sign=ecdsa(other.key)),
        "the other client's under its kid": forged(till, sign=ecdsa(other.key), kid="otherKey"),
        "ours, but in DER": forged(till, sign=der(till.key)),
        "ours, but with another hash": forged(till, sign=ecdsa(till.key, hashes.SHA384())),
    }
    await each_refused(standing, till, requests)


async def test_another_clients_request_is_not_ours(standing: Provider) -> None:
    till, other = standing.client, standing.other
    requests = {
        "as it is": other.request_object(),
        "in our name, with its key": forged(other, till.claims()),
        "in its name, with our key": forged(till, other.claims()),
    }
    await each_refused(standing, till, requests)


def chain(key: JWK) -> list[str]:
    """A self-signed certificate of this key, as x5c has it."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "myCIBAClient")])
    begun = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    made = x509.CertificateBuilder(name, name, key.get_op_key("verify"), 1, begun, begun)
    signed = made.sign(key.get_op_key("sign"), hashes.SHA256())
    return [b64encode(signed.public_bytes(Encoding.DER)).decode()]


def brought(key: JWK, uri: str) -> dict[str, dict[str, Any]]:
    """Headers that bring this key along, or say where it is."""
    public = key.export_public(as_dict=True)
    return {
        "jwk": {"jwk": public},
        "jwk with its own kid": {"jwk": public, "kid": key.thumbprint()},
        "jku": {"jku": uri},
        "x5u": {"x5u": uri},
        "x5c": {"x5c": chain(key)},
        "x5t": {"x5t": "AAAA", "x5t#S256": "AAAA"},
        "all of them": {"jwk": public, "jku": uri, "x5u": uri, "x5c": chain(key)},
        "kid as a URL": {"kid": uri},
        "jwks": {"jwks": {"keys": [public]}, "jwks_uri": uri},
    }


async def test_a_key_in_the_header_is_neither_used_nor_fetched(
    standing: Provider, attacker: JWK, theirs: KeyServer
) -> None:
    till = standing.client
    headers = brought(attacker, theirs.uri)
    requests = {
        name: forged(till, sign=ecdsa(attacker), **header) for name, header in headers.items()
    }
    await each_refused(standing, till, requests)
    assert theirs.requests == []


async def test_a_claim_names_no_key_either(
    standing: Provider, attacker: JWK, theirs: KeyServer
) -> None:
    till = standing.client
    more = {"jwks": {"keys": [attacker.export_public(as_dict=True)]}, "jwks_uri": theirs.uri}
    more |= {"cnf": {"jwk": attacker.export_public(as_dict=True)}}
    await each_refused(
        standing, till, {"claims": forged(till, till.claims(**more), ecdsa(attacker))}
    )
    assert theirs.requests == []


async def test_what_the_header_brings_is_ignored_where_the_registered_key_signed(
    standing: Provider, attacker: JWK, theirs: KeyServer
) -> None:
    # am.md 12.1; RFC 7515 4.1: none of them is critical
    till = standing.client
    headers = {
        name: header
        for name, header in brought(attacker, theirs.uri).items()
        if "kid" not in header
    }
    headers["malformed"] = {"jku": 5, "jwk": "x", "x5u": [], "x5c": "x", "cty": 1, "zip": "DEF"}
    await each_taken(standing, till, {n: forged(till, **header) for n, header in headers.items()})
    assert theirs.requests == []


KIDS: list[Any] = [
    "unknown",
    "otherKey",
    "mycibakey",
    "MYCIBAKEY",
    "myCIBAKey ",
    " myCIBAKey",
    "myCIBAKey\x00",
    "myCIBAKey\n",
    "",
    "\x00",
    "*",
    "%",
    "../../../../dev/null",
    "/etc/passwd",
    "file:///dev/null",
    "' OR '1'='1",
    "' UNION SELECT 'AA' -- ",
    '"; DROP TABLE client; --',
    "$(id)",
    "{{7*7}}",
    "${jndi:ldap://127.0.0.1:9/a}",
    "\u202eyeKABICym",
    "k" * 8000,
    None,
    True,
    0,
    5,
    1.5,
    [],
    ["myCIBAKey"],
    {},
    {"$ne": ""},
]


async def test_a_kid_is_an_opaque_text(standing: Provider) -> None:
    till = standing.client
    await each_refused(standing, till, {repr(kid): forged(till, kid=kid) for kid in KIDS})


async def test_a_request_need_not_name_its_key(standing: Provider) -> None:
    till = standing.client
    request = compact({"alg": "ES256"}, till.claims(), ecdsa(till.key))
    await each_taken(standing, till, {"no kid": request})


def changed(key: JWK, **changes: Any) -> str:
    jwk = key.export_public(as_dict=True) | changes
    return json.dumps({"keys": [{name: v for name, v in jwk.items() if v is not None}]})


UNFIT: dict[str, dict[str, Any]] = {
    "for encryption": {"use": "enc"},
    "for agreement": {"use": None, "key_ops": ["deriveKey"]},
    "for nothing": {"use": None, "key_ops": []},
    "for another algorithm": {"alg": "ES384"},
    "for HMAC": {"alg": "HS256"},
    "of another kind": {"kty": "OKP"},
    "a secret": {"kty": "oct", "k": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},
    "off the curve": {"y": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},
    "of no curve": {"crv": None},
}


@pytest.mark.parametrize("name", UNFIT)
async def test_a_registered_key_serves_its_own_purpose_only(standing: Provider, name: str) -> None:
    # RFC 7517 4.2-4.4
    key = new_key("unfit")
    body = client(key, secret="a secret of its own", jwkSet=changed(key, **UNFIT[name]))
    await done(standing.administrator, f"{CLIENTS}/unfitClient", body)
    till = Client(standing.am, key, "unfitClient", "a secret of its own")
    await each_refused(standing, till, {name: till.request_object()})


async def test_a_short_rsa_key_verifies_nothing(standing: Provider) -> None:
    # RFC 7518 3.5
    key = JWK.generate(kty="RSA", size=1024, kid="short")
    body = client(key, secret="a secret of its own", jwkSet=changed(key))
    await done(standing.administrator, f"{CLIENTS}/shortClient", body)
    till = Client(standing.am, key, "shortClient", "a secret of its own")
    request = till.request_object({"alg": "PS256", "kid": "short"})
    await each_refused(standing, till, {"1024 bits": request})


async def test_a_client_without_keys_signs_nothing(standing: Provider) -> None:
    key = new_key("none")
    body = client(key, secret="a secret of its own", jwkSet='{"keys": []}')
    await done(standing.administrator, f"{CLIENTS}/keylessClient", body)
    till = Client(standing.am, key, "keylessClient", "a secret of its own")
    requests = {
        "its own": till.request_object(),
        "all zeros": forged(till, sign=altered(ecdsa(key), lambda made: bytes(64))),
    }
    await each_refused(standing, till, requests)


async def test_either_of_the_two_valid_signatures_is_taken(standing: Provider) -> None:
    # ECDSA has two for each signed text; replay is told by jti, not by the token
    till = standing.client
    await each_taken(standing, till, {"mirrored": forged(till, sign=mirrored(till.key))})
    await still_works(standing)
