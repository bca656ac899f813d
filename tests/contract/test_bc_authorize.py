"""`bc-authorize`: what is taken, what is refused, and that a refusal changes nothing (am.md 12)."""

import string
from typing import Any

import pytest
from jwcrypto.jwk import JWK

from tests.contract.am import AM, OAUTH2, Administrator
from tests.contract.configuration import CLIENTS, client, done, put_provider
from tests.contract.key_server import KeyServer
from tests.contract.phone import Phone
from tests.contract.refusals import NO_REQUEST
from tests.contract.till import Till, new_key, signed

ENDPOINT = f"{OAUTH2}/bc-authorize"
BASE64URL = set(string.ascii_letters + string.digits + "-_")


async def test_the_articles_request_is_acknowledged(till: Till) -> None:
    # am.md 12.2
    answer = await till.ask()
    assert answer.status_code == 200
    body = answer.json()
    assert list(body) == ["auth_req_id", "expires_in", "interval"]
    assert len(body["auth_req_id"]) == 27
    assert set(body["auth_req_id"]) <= BASE64URL
    assert (body["expires_in"], body["interval"]) == (600, 2)
    assert answer.headers["content-type"] == "application/json;charset=UTF-8"
    assert answer.headers["cache-control"] == "no-store"


async def test_lifetime_and_interval_are_the_providers(
    till: Till, administrator: Administrator
) -> None:
    # am.md 9.1
    await put_provider(administrator, cibaAuthReqIdLifetime=90, cibaMinimumPollingInterval=7)
    body = (await till.ask()).json()
    assert (body["expires_in"], body["interval"]) == (90, 7)


@pytest.mark.parametrize(("asked", "given"), [(30, 30), ("30", 30), (6000, 600)])
async def test_requested_expiry_shortens_the_lifetime(till: Till, asked: Any, given: int) -> None:
    # am.md 12.1: AM's documentation does not name it; CIBA 7.1
    assert (await till.ask(requested_expiry=asked)).json()["expires_in"] == given


@pytest.mark.parametrize(
    "audience",
    [
        "{am}/oauth2",
        f"{{am}}{OAUTH2}",
        f"{{am}}{OAUTH2}/bc-authorize",
        f"{{am}}{OAUTH2}/access_token",
        ["https://other.example", "{am}/oauth2"],
    ],
)
async def test_the_audience_may_be_any_name_of_the_provider(till: Till, audience: Any) -> None:
    # am.md 12.1
    names = audience if isinstance(audience, list) else [audience]
    filled = [name.format(am=till.am.url) for name in names]
    answer = await till.ask(aud=filled if isinstance(audience, list) else filled[0])
    assert answer.status_code == 200


@pytest.mark.parametrize("path", ["/oauth2", "/oauth2/realms/root"])
async def test_the_root_realm_has_two_addresses(
    am: AM, administrator: Administrator, path: str, key: JWK
) -> None:
    # am.md 1
    for kind in ("services/oauth-oidc", "agents/OAuth2Client/myCIBAClient"):
        body = client(key) if kind.startswith("agents") else {}
        await done(administrator, f"/json/realms/root/realm-config/{kind}", body)
    till = Till(am, key)
    request = signed(till.claims(aud=am.url + path), key)
    answer = await am.post(f"{path}/bc-authorize", data={"request": request}, auth=till.auth)
    expected = "acr_values is not mapped to an authentication tree"
    assert answer.json()["error_description"] == expected, "all but the tree is in order"


async def test_an_expiry_of_thirty_minutes_is_reasonable(till: Till) -> None:
    # am.md 12.1
    now = till.claims()["exp"] - 600
    assert (await till.ask(exp=now + 30 * 60)).status_code == 200


@pytest.mark.parametrize("claim", ["user_code", "client_notification_token", "nothing_known"])
async def test_what_ams_documentation_does_not_name_is_passed_over(till: Till, claim: str) -> None:
    # am.md 12.1
    assert (await till.ask(**{claim: "x"})).status_code == 200


async def test_the_second_of_two_acr_values_may_be_the_mapped_one(till: Till) -> None:
    # am.md 12.1
    assert (await till.ask(acr_values="unknown push")).status_code == 200


@pytest.mark.parametrize("typ", ["JWT", "oauth-authz-req+jwt"])
async def test_the_header_may_name_a_type(till: Till, typ: str) -> None:
    # am.md 12.1
    header = {"alg": "ES256", "kid": "myCIBAKey", "typ": typ}
    assert (await till.send(signed(till.claims(), till.key, header))).status_code == 200


async def test_a_null_claim_counts_as_absent(till: Till) -> None:
    # am.md 12.1
    request = signed(till.claims() | {"user_code": None, "id_token_hint": None}, till.key)
    assert (await till.send(request)).status_code == 200


async def test_ps256_is_taken_as_well(till: Till, administrator: Administrator) -> None:
    # am.md 12.1
    rsa = JWK.generate(kty="RSA", size=2048, kid="rsa")
    await done(administrator, f"{CLIENTS}/myCIBAClient", client(rsa))
    request = signed(till.claims(), rsa, {"alg": "PS256", "kid": "rsa"})
    assert (await till.send(request)).status_code == 200


async def test_the_client_id_may_stand_beside_the_request(till: Till) -> None:
    # am.md 12.1
    request = signed(till.claims(), till.key)
    same = await till.send(request, form={"client_id": "myCIBAClient"})
    assert same.status_code == 200
    other = await till.send(request, form={"client_id": "another"})
    assert other.json()["error"] == "invalid_request"


# What is refused. Each refusal reaches no phone, and the right request still works.


async def refused(phone: Phone, till: Till, answer: Any, error: str, description: str) -> None:
    """The answer is this error, no message went out, nothing was used up."""
    assert answer.status_code == 400
    assert list(answer.json().items()) == [("error_description", description), ("error", error)]
    assert await phone.mailbox() == []
    assert (await till.ask()).status_code == 200
    assert len(await phone.mailbox()) == 1


def _later(seconds: int) -> Any:
    return lambda till: till.claims()["exp"] - 600 + seconds


CLAIMS: dict[str, tuple[dict[str, Any], str, str]] = {
    "expired": ({"exp": _later(-1)}, "invalid_request", "JWT has expired"),
    "31 minutes": (
        {"exp": _later(31 * 60)},
        "invalid_request",
        "JWT expiration time is unreasonable",
    ),
    "wrong audience": (
        {"aud": "https://other.example/am/oauth2"},
        "invalid_request",
        "Audience validation failed",
    ),
    "another realm": (
        {"aud": lambda till: f"{till.am.url}/oauth2/realms/root/realms/beta"},
        "invalid_request",
        "Audience validation failed",
    ),
    "no audience": ({"aud": None}, "invalid_request", "JWT must contain the claim aud"),
    "no issuer": ({"iss": None}, "invalid_request", "JWT must contain the claim iss"),
    "no expiry": ({"exp": None}, "invalid_request", "JWT must contain the claim exp"),
    "another issuer": (
        {"iss": "another"},
        "invalid_request",
        "JWT 'iss' claim must be equal to the client_id",
    ),
    "unknown acr": (
        {"acr_values": "palm"},
        "invalid_request",
        "acr_values is not mapped to an authentication tree",
    ),
    "no acr": ({"acr_values": None}, "invalid_request", "acr_values is required"),
    "no openid": ({"scope": "profile"}, "invalid_scope", "The openid scope is required"),
    "unknown scope": (
        {"scope": "openid admin"},
        "invalid_scope",
        "Unknown/invalid scope(s)",
    ),
    "unknown user": (
        {"login_hint": "nobody"},
        "unknown_user_id",
        "The login hint does not identify an end user",
    ),
    "no hint": (
        {"login_hint": None},
        "invalid_request",
        "Exactly one login hint is required",
    ),
    "two hints": (
        {"login_hint_token": "x"},
        "invalid_request",
        "Exactly one login hint is required",
    ),
    "a hint of another kind": (
        {"login_hint": None, "login_hint_token": "x"},
        "invalid_request",
        "This kind of login hint is not supported",
    ),
    "101 characters": (
        {"binding_message": "a" * 101},
        "invalid_binding_message",
        "binding_message must be 1 to 100 characters without line breaks or control characters",
    ),
    "not yet": ({"nbf": _later(600)}, "invalid_request", "JWT is not valid yet"),
}


@pytest.mark.parametrize("name", CLAIMS)
async def test_a_bad_claim_is_refused_and_changes_nothing(
    phone: Phone, key: JWK, name: str
) -> None:
    # am.md 12.3
    till = Till(phone.am, key)
    changes, error, description = CLAIMS[name]
    claims = {claim: value(till) if callable(value) else value for claim, value in changes.items()}
    await refused(phone, till, await till.ask(**claims), error, description)


async def test_a_foreign_key_is_refused_and_changes_nothing(phone: Phone, key: JWK) -> None:
    # am.md 12.3
    till = Till(phone.am, key)
    answer = await till.send(signed(till.claims(), new_key()))
    description = "JWT signature could not be verified with the client's registered keys"
    await refused(phone, till, answer, "invalid_request", description)


@pytest.mark.parametrize("name", ["jwk", "jku", "x5u", "x5c"])
async def test_a_key_that_the_header_names_is_ignored(
    phone: Phone, key: JWK, key_source: KeyServer, name: str
) -> None:
    # am.md 12.1
    till, foreign = Till(phone.am, key), new_key()
    key_source.publish(foreign)
    public = foreign.export_public(as_dict=True)
    named = {"jwk": public, "jku": key_source.uri, "x5u": key_source.uri, "x5c": ["MIIB"]}
    header = {"alg": "ES256", "kid": "myCIBAKey", name: named[name]}
    answer = await till.send(signed(till.claims(), foreign, header))
    assert key_source.requests == []
    description = "JWT signature could not be verified with the client's registered keys"
    await refused(phone, till, answer, "invalid_request", description)


async def test_another_clients_key_is_refused(
    phone: Phone, administrator: Administrator, key: JWK
) -> None:
    # am.md 12.3
    other = new_key("otherKey")
    await done(administrator, f"{CLIENTS}/otherClient", client(other))
    till = Till(phone.am, key)
    answer = await till.send(signed(till.claims(), other))
    description = "JWT signature could not be verified with the client's registered keys"
    await refused(phone, till, answer, "invalid_request", description)


@pytest.mark.parametrize("alg", ["HS256", "RS256"])
async def test_an_algorithm_the_provider_does_not_name_is_refused(
    phone: Phone, key: JWK, alg: str
) -> None:
    # am.md 17.2: RS256, the usual default of JWT libraries, is refused
    till = Till(phone.am, key)
    secret = JWK(kty="oct", k="Zm9yZ2Vyb2Nr" * 4)
    signing = secret if alg == "HS256" else JWK.generate(kty="RSA", size=2048)
    answer = await till.send(signed(till.claims(), signing, {"alg": alg, "kid": "myCIBAKey"}))
    description = "JWT signing algorithm is not supported"
    await refused(phone, till, answer, "invalid_request", description)


async def test_an_unsigned_jwt_is_refused(phone: Phone, key: JWK) -> None:
    # am.md 12.1
    till = Till(phone.am, key)
    _, payload, _ = signed(till.claims(), key).split(".")
    answer = await till.send(f"eyJhbGciOiJub25lIn0.{payload}.")
    description = "JWT signing algorithm is not supported"
    await refused(phone, till, answer, "invalid_request", description)


@pytest.mark.parametrize("form", [{}, {"request": ""}])
async def test_the_request_parameter_is_required(till: Till, form: dict[str, str]) -> None:
    # am.md 12.3, DOC
    answer = await till.am.post(ENDPOINT, data=form, auth=till.auth)
    assert (answer.status_code, answer.json()) == (400, NO_REQUEST)


@pytest.mark.parametrize("name", ["scope", "login_hint", "binding_message", "acr_values"])
async def test_no_parameter_may_stand_outside_the_jwt(till: Till, name: str) -> None:
    # am.md 12.1
    answer = await till.send(signed(till.claims(), till.key), form={name: "x"})
    assert answer.json()["error"] == "invalid_request"


async def test_a_client_without_the_grant_is_unauthorized(
    till: Till, administrator: Administrator
) -> None:
    # am.md 12.3
    body = client(till.key)
    body["advancedOAuth2ClientConfig"]["grantTypes"] = ["authorization_code"]
    await done(administrator, f"{CLIENTS}/myCIBAClient", body)
    answer = await till.ask()
    assert (answer.status_code, answer.json()["error"]) == (400, "unauthorized_client")


async def test_a_public_client_is_unauthorized(till: Till, administrator: Administrator) -> None:
    # am.md 13
    body = client(till.key)
    body["coreOAuth2ClientConfig"]["clientType"] = "Public"
    await done(administrator, f"{CLIENTS}/myCIBAClient", body)
    for answer in (await till.ask(), await till.poll("x")):
        assert (answer.status_code, answer.json()["error"]) == (400, "unauthorized_client")


async def test_a_provider_without_the_grant_serves_nobody(
    till: Till, administrator: Administrator
) -> None:
    # am.md 9.1
    body = {"advancedOAuth2Config": {"grantTypes": ["refresh_token"]}}
    await done(administrator, "/realm-config/services/oauth-oidc", body)
    assert (await till.ask()).json()["error"] == "unauthorized_client"
    answer = await till.poll("x")
    assert answer.json()["error"] == "unsupported_grant_type"


async def test_a_scope_that_is_asked_for_twice_is_granted_once(till: Till) -> None:
    # am.md 12.1: scope is space separated
    tokens = await till.tokens(scope=" openid  profile openid")
    assert tokens["scope"] == "openid profile"


async def test_a_default_scope_stands_in_where_none_is_asked_for(
    till: Till, administrator: Administrator
) -> None:
    # am.md 10.1
    body = client(till.key)
    body["coreOAuth2ClientConfig"] |= {"scopes": [], "defaultScopes": ["openid", "email|en|Mail"]}
    await done(administrator, f"{CLIENTS}/myCIBAClient", body)
    assert (await till.tokens(scope=None))["scope"] == "openid email"
