"""`private_key_jwt`, the same at every endpoint (am.md 12.3)."""

import asyncio
import hmac
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from jwcrypto.jwk import JWK

from tests.contract import hostile, key_server
from tests.contract.am import AM, IN_REALM, OAUTH2, Administrator
from tests.contract.configuration import (
    CIBA,
    CLIENTS,
    PROVIDER,
    client,
    configure,
    done,
    give_phone,
)
from tests.contract.refusals import ENDPOINTS, FAILED, OTHER_METHOD, TWO_METHODS, refusal
from tests.contract.till import Till, approve, new_key, signed

TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
SECRET = "a secret as long as the hash of the widest algorithm that it may sign with"


def failed(description: str) -> dict[str, str]:
    """The refusal of a client for this reason."""
    return refusal(description, "invalid_client")


INACTIVE = {"active": False}
NOT_VALID = failed("JWT is not valid")


def assertion(
    till: Till, key: JWK | None = None, alg: str = "ES256", kid: str | None = None, **changes: Any
) -> str:
    """The client's assertion with changed claims; a change to None leaves the claim out."""
    now = till.claims()["exp"] - 600
    claims = {
        "iss": "myCIBAClient",
        "sub": "myCIBAClient",
        "aud": f"{till.am.url}{OAUTH2}/access_token",
        "exp": now + 300,
    } | changes
    given = {name: value for name, value in claims.items() if value is not None}
    return signed(given, key or till.key, {"alg": alg} | ({"kid": kid} if kid else {}))


async def post(till: Till, endpoint: str, signed_by: str, /, **form: str) -> Any:
    """POST to an endpoint with an assertion and without a secret."""
    data = {"client_assertion": signed_by, "client_assertion_type": TYPE, **form}
    return await till.am.post(f"{OAUTH2}/{endpoint}", data=data)


async def by_assertion(administrator: Administrator, key: JWK, **signing: Any) -> None:
    """The client authenticates by assertions in ES256."""
    body = client(key, **{"tokenEndpointAuthSigningAlgorithm": "ES256"} | signing)
    body["advancedOAuth2ClientConfig"]["tokenEndpointAuthMethod"] = "private_key_jwt"
    body["coreOAuth2ClientConfig"]["userpassword"] = SECRET
    await done(administrator, f"{CLIENTS}/myCIBAClient", body)


@pytest.fixture
async def signing(till: Till, administrator: Administrator) -> Till:
    """The article's client, which authenticates by signed assertions."""
    await by_assertion(administrator, till.key)
    return till


async def test_a_whole_flow_needs_no_secret(signing: Till) -> None:
    # am.md 12.1
    till = signing
    request = signed(till.claims(), till.key)
    asked = await post(till, "bc-authorize", assertion(till), request=request)
    assert asked.status_code == 200, asked.text
    auth_req_id = asked.json()["auth_req_id"]
    await approve(till.am, auth_req_id)
    form = {"grant_type": CIBA, "auth_req_id": auth_req_id}
    tokens = (await post(till, "access_token", assertion(till), **form)).json()
    token = tokens["access_token"]
    seen = await post(till, "introspect", assertion(till), token=token)
    assert seen.json()["active"] is True
    ended = await post(till, "token/revoke", assertion(till), token=token)
    assert (ended.status_code, ended.json()) == (200, {})


@pytest.mark.parametrize(
    "audience",
    ["", IN_REALM, f"{IN_REALM}/access_token"],
)
async def test_the_audience_may_be_any_name_of_the_provider(signing: Till, audience: str) -> None:
    # am.md 12.1
    token = assertion(signing, aud=["https://other.example", f"{signing.am.url}/oauth2{audience}"])
    assert (await post(signing, "introspect", token, token="x")).json() == {"active": False}


async def test_a_provider_may_have_more_names(signing: Till, administrator: Administrator) -> None:
    # AM's documentation of the provider service: allowedAudienceValues is for assertions
    other = "https://gateway.example"
    for allowed, expected in (([], failed("Audience validation failed")), ([other], INACTIVE)):
        settings = {"advancedOAuth2Config": {"allowedAudienceValues": allowed}}
        await done(administrator, PROVIDER, settings)
        answer = await post(signing, "introspect", assertion(signing, aud=other), token="x")
        assert answer.json() == expected
    asked = signed(signing.claims(aud=other), signing.key)
    answer = await post(signing, "bc-authorize", assertion(signing), request=asked)
    assert answer.json() == refusal("Audience validation failed", "invalid_request")


BAD: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "no issuer": ({"iss": None}, NOT_VALID),
    "no audience": ({"aud": None}, NOT_VALID),
    "no expiry": ({"exp": None}, NOT_VALID),
    "no subject": ({"sub": None}, FAILED),
    "another issuer": (
        {"iss": "another"},
        failed("JWT 'iss' and 'sub' claims must be equal to the client_id"),
    ),
    "an unknown subject": ({"iss": "another", "sub": "another"}, FAILED),
    "another audience": ({"aud": "https://other.example"}, failed("Audience validation failed")),
    "another realm": (
        {"aud": "https://am.example/am/oauth2/realms/root"},
        failed("Audience validation failed"),
    ),
    "expired": ({"exp": 1_000_000_000}, failed("JWT has expired")),
    "too long": ({"exp": 5_000_000_000}, failed("JWT expiration time is unreasonable")),
    "a text as expiry": ({"exp": "tomorrow"}, NOT_VALID),
    "not yet": ({"nbf": 5_000_000_000}, NOT_VALID),
}


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize("name", BAD)
async def test_a_bad_assertion_is_400_at_every_endpoint(
    signing: Till, name: str, endpoint: str
) -> None:
    # am.md 12.3
    changes, expected = BAD[name]
    answer = await post(signing, endpoint, assertion(signing, **changes), token="x")
    assert (answer.status_code, answer.json()) == (400, expected)


async def test_an_assertion_lives_thirty_minutes_at_most(signing: Till) -> None:
    # am.md 12.1
    now = signing.claims()["exp"] - 600
    fine = await post(signing, "introspect", assertion(signing, exp=now + 1790), token="x")
    assert fine.status_code == 200
    long = await post(signing, "introspect", assertion(signing, exp=now + 1900), token="x")
    assert long.json() == failed("JWT expiration time is unreasonable")


async def test_only_a_registered_key_signs_an_assertion(signing: Till) -> None:
    answer = await post(signing, "introspect", assertion(signing, new_key()), token="x")
    assert answer.json() == NOT_VALID


async def test_only_the_registered_algorithm_counts(
    signing: Till, administrator: Administrator
) -> None:
    # am.md 10.1
    await by_assertion(administrator, signing.key, tokenEndpointAuthSigningAlgorithm="RS256")
    answer = await post(signing, "introspect", assertion(signing), token="x")
    assert answer.json() == NOT_VALID


@pytest.mark.parametrize("alg", ["HS256", "none"])
async def test_neither_a_secret_nor_nothing_stands_in_for_the_key(signing: Till, alg: str) -> None:
    # RFC 8725 2.1, 3.1
    if alg == "none":
        token = f"eyJhbGciOiJub25lIn0.{assertion(signing).split('.')[1]}."
    else:
        token = assertion(signing, JWK.from_password(SECRET), alg=alg)
    assert (await post(signing, "introspect", token, token="x")).json() == NOT_VALID


@pytest.mark.parametrize("token", ["x", "a.b.c", "..", "é.é.é", "a" * 20_000])
async def test_what_is_no_jwt_is_no_assertion(signing: Till, token: str) -> None:
    answer = await post(signing, "introspect", token, token="x")
    assert (answer.status_code, answer.json()) == (400, NOT_VALID)


@pytest.mark.parametrize("claim", ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"])
async def test_a_hostile_claim_never_breaks_the_server(signing: Till, claim: str) -> None:
    for value in hostile.CLAIMS:
        token = assertion(signing, **{claim: value})
        answer = await post(signing, "introspect", token, token="x")
        assert answer.status_code == 200 or answer.json()["error"] == "invalid_client", value


@pytest.mark.parametrize(
    "form",
    [
        {"client_assertion_type": TYPE},
        {"client_assertion": "{token}"},
        {"client_assertion": "{token}", "client_assertion_type": "another"},
    ],
)
async def test_an_assertion_says_of_which_type_it_is(signing: Till, form: dict[str, str]) -> None:
    # RFC 7521 4.2
    data = {name: value.format(token=assertion(signing)) for name, value in form.items()}
    answer = await signing.am.post(f"{OAUTH2}/introspect", data={"token": "x", **data})
    assert answer.status_code == 400
    assert answer.json()["error"] == "invalid_client"


async def test_two_methods_at_once_are_an_invalid_request(signing: Till) -> None:
    # am.md 12.3
    both = {"client_id": "myCIBAClient", "client_secret": SECRET}
    for extra, auth in ((both, None), ({}, ("myCIBAClient", SECRET))):
        data = {"client_assertion": assertion(signing), "client_assertion_type": TYPE, **extra}
        credentials = {} if auth is None else {"auth": auth}
        answer = await signing.am.post(f"{OAUTH2}/introspect", data=data, **credentials)
        assert answer.json() == TWO_METHODS


async def test_a_client_id_beside_the_assertion_is_the_same(signing: Till) -> None:
    token = assertion(signing)
    same = await post(signing, "introspect", token, token="x", client_id="myCIBAClient")
    assert same.status_code == 200
    other = await post(signing, "introspect", token, token="x", client_id="another")
    assert other.json()["error"] == "invalid_request"


async def test_a_client_with_an_assertion_cannot_use_its_secret(signing: Till) -> None:
    # am.md 12.3
    credentials = {"client_id": "myCIBAClient", "client_secret": SECRET, "token": "x"}
    answer = await signing.am.post(f"{OAUTH2}/introspect", data=credentials)
    assert (answer.status_code, answer.json()) == (400, OTHER_METHOD)


async def test_a_client_with_a_secret_cannot_use_an_assertion(till: Till) -> None:
    # am.md 12.3
    answer = await post(till, "introspect", assertion(till), token="x")
    assert (answer.status_code, answer.json()) == (400, OTHER_METHOD)


@pytest.mark.parametrize("alg", ["HS256", "HS512"])
async def test_a_long_secret_signs_where_the_client_registered_so(
    signing: Till, administrator: Administrator, alg: str
) -> None:
    # AM's documentation of client authentication: an HMAC secret has 32 octets at least
    await by_assertion(administrator, signing.key, tokenEndpointAuthSigningAlgorithm=alg)
    token = assertion(signing, JWK.from_password(SECRET), alg=alg)
    assert (await post(signing, "introspect", token, token="x")).status_code == 200
    wrong = assertion(signing, JWK.from_password(SECRET + "!"), alg=alg)
    assert (await post(signing, "introspect", wrong, token="x")).json() == NOT_VALID


async def test_a_short_secret_signs_nothing(till: Till, administrator: Administrator) -> None:
    body = client(till.key, secret="0" * 31, tokenEndpointAuthSigningAlgorithm="HS256")
    body["advancedOAuth2ClientConfig"]["tokenEndpointAuthMethod"] = "private_key_jwt"
    await done(administrator, f"{CLIENTS}/myCIBAClient", body)
    payload = assertion(till).split(".")[1]
    signed_part = f"eyJhbGciOiJIUzI1NiJ9.{payload}"
    mac = hmac.digest(b"0" * 31, signed_part.encode(), "sha256")
    token = f"{signed_part}.{urlsafe_b64encode(mac).rstrip(b'=').decode()}"
    assert (await post(till, "introspect", token, token="x")).json() == NOT_VALID


async def test_the_key_may_be_at_a_uri(
    till: Till, administrator: Administrator, key_source: key_server.KeyServer
) -> None:
    # am.md 10.1; the request object and the assertion need one fetch
    by_uri = {"publicKeyLocation": "jwks_uri", "jwkSet": None, "jwksUri": key_source.uri}
    await by_assertion(administrator, till.key, **by_uri)
    request = signed(till.claims(), till.key)
    answer = await post(till, "bc-authorize", assertion(till), request=request)
    assert answer.status_code == 200
    assert len(key_source.requests) == 1


async def test_assertions_of_anybody_do_not_flood_the_key_server(
    till: Till, administrator: Administrator, key_source: key_server.KeyServer
) -> None:
    # am.md 10.1
    by_uri = {"publicKeyLocation": "jwks_uri", "jwkSet": None, "jwksUri": key_source.uri}
    await by_assertion(administrator, till.key, **by_uri)
    forged = [assertion(till, new_key(), kid=f"unknown {n}") for n in range(30)]
    answers = await asyncio.gather(*(post(till, "introspect", one, token="x") for one in forged))
    assert [answer.json() for answer in answers] == [NOT_VALID] * 30
    assert len(key_source.requests) == 1
    await till.am.advance(61)
    assert (await post(till, "introspect", assertion(till), token="x")).status_code == 200


# Once is enough in AM's own profile; the strict one wants a jti, once


async def test_am_takes_an_assertion_twice_and_without_jti(signing: Till) -> None:
    # am.md 12.3: its ancestor looks at no jti
    for token in [assertion(signing)] * 2 + [assertion(signing, jti="1")] * 2:
        assert (await post(signing, "introspect", token, token="x")).status_code == 200


async def test_the_strict_profile_takes_an_assertion_once(mount: Any, key: JWK) -> None:
    # OIDC Core 9
    am: AM = await mount(profile="strict")
    administrator = Administrator(am, await am.session())
    await configure(administrator, key)
    await give_phone(am)
    await by_assertion(administrator, key)
    till, issuer = Till(am, key), f"{am.url}{OAUTH2}"
    token = assertion(till, jti="1", aud=issuer)
    assert (await post(till, "access_token", token)).json()["error"] == "invalid_request"
    again = await post(till, "introspect", token, token="x")
    assert (again.status_code, again.json()) == (401, failed("JWT has already been used"))
    without = await post(till, "introspect", assertion(till, aud=issuer), token="x")
    assert without.json() == failed("JWT must contain the claim jti")
    now = till.claims()["exp"] - 600
    request = signed(till.claims(iat=now, nbf=now, jti="1", aud=issuer), key)
    asked = await post(till, "bc-authorize", assertion(till, jti="2", aud=issuer), request=request)
    assert asked.status_code == 200, "a request object counts its own"
