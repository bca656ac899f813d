"""`bc-authorize`: what is taken, what is refused, and that a refusal changes nothing (am.md 12)."""

import json
import string
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import pytest
from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS

from tests.contract.am import AM, OAUTH2, Administrator
from tests.contract.configuration import CLIENTS, client, done, put_provider
from tests.contract.phone import Phone
from tests.contract.till import Till, approve, new_key, signed

ENDPOINT = f"{OAUTH2}/bc-authorize"
NO_HINT = {
    "error_description": "id_token_hint is not an ID token that this provider issued to the client",
    "error": "invalid_request",
}
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
    # am.md 12.1: AM does not document it, CIBA 7.1 does
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


async def test_a_key_in_the_header_is_ignored(phone: Phone, key: JWK) -> None:
    # am.md 12.1
    till, foreign = Till(phone.am, key), new_key()
    header = {"alg": "ES256", "kid": "myCIBAKey", "jwk": foreign.export_public(as_dict=True)}
    answer = await till.send(signed(till.claims(), foreign, header))
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
    assert answer.json() == {
        "error_description": "Request must have a 'request' parameter the value of which must be "
        "a signed jwt",
        "error": "invalid_request",
    }


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


async def test_a_default_scope_stands_in_where_none_is_asked_for(
    till: Till, administrator: Administrator
) -> None:
    # am.md 10.1
    body = client(till.key)
    body["coreOAuth2ClientConfig"] |= {"scopes": [], "defaultScopes": ["openid", "email|en|Mail"]}
    await done(administrator, f"{CLIENTS}/myCIBAClient", body)
    assert (await till.tokens(scope=None))["scope"] == "openid email"


# id_token_hint: an ID token says who the end user is (am.md 12.1)


async def hinted(till: Till, token: str, **changes: Any) -> Any:
    """Ask with an ID token instead of a name."""
    return await till.ask(login_hint=None, id_token_hint=token, **changes)


@pytest.mark.parametrize("alg", ["ES256", "RS256"])
async def test_an_id_token_may_name_the_end_user(
    till: Till, administrator: Administrator, alg: str
) -> None:
    # am.md 12.1
    chosen = client(till.key, idTokenSignedResponseAlg=alg)
    await done(administrator, f"{CLIENTS}/myCIBAClient", chosen)
    answer = await hinted(till, (await till.tokens())["id_token"])
    assert answer.status_code == 200, answer.text
    await approve(till.am, answer.json()["auth_req_id"])
    assert (await till.poll(answer.json()["auth_req_id"])).status_code == 200


async def test_an_expired_id_token_still_names_the_end_user(till: Till) -> None:
    # am.md 12.1; CIBA 14
    token = (await till.tokens())["id_token"]
    await till.am.advance(7200)
    assert (await hinted(till, token)).status_code == 200


async def test_an_id_token_of_another_client_names_nobody(
    till: Till, administrator: Administrator
) -> None:
    # am.md 12.1; CIBA 14
    await done(administrator, f"{CLIENTS}/otherClient", client(till.key))
    other = Till(till.am, till.key, "otherClient")
    answer = await hinted(other, (await till.tokens())["id_token"])
    assert answer.json() == NO_HINT


async def test_a_forged_id_token_names_nobody(till: Till) -> None:
    # am.md 12.1
    token = (await till.tokens())["id_token"]
    header, payload, signature = token.split(".")
    claims = json.loads(urlsafe_b64decode(payload + "=="))
    forged = [
        signed(claims, till.key),
        f"{header}.{payload}.{signature[:-4]}AAAA",
        f"eyJhbGciOiJub25lIn0.{payload}.",
        "x",
        "é",
        f"{header}.{payload}",
    ]
    for one in forged:
        assert (await hinted(till, one)).json() == NO_HINT


async def test_a_token_signed_with_the_clients_secret_names_nobody(
    till: Till, administrator: Administrator
) -> None:
    # am.md 12.1: the client could have written anything into it
    chosen = client(till.key, idTokenSignedResponseAlg="HS256")
    await done(administrator, f"{CLIENTS}/myCIBAClient", chosen)
    assert (await hinted(till, (await till.tokens())["id_token"])).json() == NO_HINT


async def test_a_user_who_is_gone_is_unknown_by_an_id_token_too(
    till: Till, administrator: Administrator
) -> None:
    # am.md 12.3
    token = (await till.tokens())["id_token"]
    assert (await administrator.delete("/users/demo")).status_code == 200
    assert (await hinted(till, token)).json()["error"] == "unknown_user_id"


async def test_two_hints_are_one_too_many(till: Till) -> None:
    # am.md 12.1; CIBA 7.1
    answer = await till.ask(id_token_hint=(await till.tokens())["id_token"])
    assert answer.json()["error_description"] == "Exactly one login hint is required"


# Client authentication, the same at every endpoint

FAILED = {"error_description": "Client authentication failed", "error": "invalid_client"}
OTHER_METHOD = {
    "error_description": "Invalid authentication method for accessing this endpoint.",
    "error": "invalid_client",
}
ENDPOINTS = ("bc-authorize", "access_token", "introspect", "token/revoke")


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize(
    "auth",
    [
        ("myCIBAClient", "wrong"),
        ("myCIBAClient", ""),
        ("myCIBAClient", "forgerock\n"),
        ("myCIBAClient", "forgeroc"),
        ("nobody", "forgerock"),
        ("", ""),
    ],
)
async def test_wrong_credentials_are_401_with_a_challenge(
    till: Till, endpoint: str, auth: tuple[str, str]
) -> None:
    # am.md 12.3
    answer = await till.am.post(f"{OAUTH2}/{endpoint}", data={"token": "x"}, auth=auth)
    assert (answer.status_code, answer.json()) == (401, FAILED)
    assert answer.headers["www-authenticate"].startswith("Basic ")


@pytest.mark.parametrize("header", ["Basic !!!!", "Basic", "Basic /w==", "Bearer abc", "é"])
async def test_an_authorization_header_that_is_none_is_401(till: Till, header: str) -> None:
    # am.md 12.3
    headers = {"Authorization": header.encode("latin-1")}
    answer = await till.am.post(ENDPOINT, data={"a": "b"}, headers=headers)
    assert (answer.status_code, answer.json()) == (401, FAILED)


@pytest.mark.parametrize("form", [{}, {"client_id": "nobody"}])
async def test_missing_credentials_are_400(till: Till, form: dict[str, str]) -> None:
    # am.md 12.3: 401 only where an Authorization header was sent
    answer = await till.am.post(ENDPOINT, data={"request": "x", **form})
    assert (answer.status_code, answer.json()) == (400, FAILED)


async def test_the_strict_profile_answers_401_always(mount: Any) -> None:
    # am.md 12.3: what CIBA Core wants
    am = await mount(profile="strict")
    assert (await am.post(ENDPOINT, data={"client_id": "nobody"})).status_code == 401


async def test_two_methods_at_once_are_an_invalid_request(till: Till) -> None:
    # am.md 12.3
    form = {"client_id": "myCIBAClient", "client_secret": "forgerock"}
    answer = await till.send("x", form=form)
    assert answer.status_code == 400
    assert answer.json() == FAILED | {"error": "invalid_request"}


async def test_only_the_registered_method_counts(till: Till, administrator: Administrator) -> None:
    # am.md 10.1
    request = signed(till.claims(), till.key)
    credentials = {"client_id": "myCIBAClient", "client_secret": "forgerock"}
    form = {"request": request, **credentials}
    assert (await till.am.post(ENDPOINT, data=form)).json() == OTHER_METHOD
    body = client(till.key)
    body["advancedOAuth2ClientConfig"]["tokenEndpointAuthMethod"] = "client_secret_post"
    await done(administrator, f"{CLIENTS}/myCIBAClient", body)
    assert (await till.send(request, auth=None, form=credentials)).status_code == 200
    refused = await till.ask()
    assert (refused.status_code, refused.json()) == (401, OTHER_METHOD)
    assert (await till.am.post(ENDPOINT, data={"client_id": "myCIBAClient"})).status_code == 400


@pytest.mark.parametrize("method", ["none", "tls_client_auth", "self_signed_tls_client_auth"])
async def test_a_confidential_client_without_a_method_of_ours_never_gets_in(
    till: Till, administrator: Administrator, method: str
) -> None:
    # am.md 10.1
    body = client(till.key)
    body["advancedOAuth2ClientConfig"]["tokenEndpointAuthMethod"] = method
    await done(administrator, f"{CLIENTS}/myCIBAClient", body)
    credentials = {"client_id": "myCIBAClient", "client_secret": "forgerock"}
    for form in (credentials, {"client_id": "myCIBAClient"}):
        assert (await till.am.post(ENDPOINT, data=form)).json() == OTHER_METHOD


async def test_credentials_may_be_percent_encoded(
    am: AM, administrator: Administrator, till: Till
) -> None:
    # am.md 12.1; RFC 6749 2.3.1
    body = client(till.key, secret="p ä:ss%+")
    await done(administrator, f"{CLIENTS}/my-client", body)
    till.auth = ("my%2Dclient", "p+%C3%A4%3Ass%25%2B")
    answer = await till.ask(iss="my-client")
    assert answer.status_code == 200


# The form


async def test_get_is_not_the_method(till: Till) -> None:
    # am.md 12.3
    for endpoint in ENDPOINTS:
        answer = await till.am.get(f"{OAUTH2}/{endpoint}", auth=till.auth)
        assert answer.status_code == 405
        assert answer.json() == {
            "error_description": "Required Method: POST found: GET",
            "error": "method_not_allowed",
        }


async def test_a_json_body_is_the_wrong_content_type(till: Till) -> None:
    # am.md 12.3
    answer = await till.am.post(ENDPOINT, json={"request": "x"}, auth=till.auth)
    assert answer.json() == {
        "error_description": "Invalid Content Type",
        "error": "invalid_request",
    }


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"request=%zz", 400),
        (b"request=%ff", 400),
        (b"&".join(b"a%d=1" % n for n in range(10_000)), 400),
        (b"x=" + b"a" * 300_000, 413),
    ],
)
async def test_a_malformed_form_is_an_invalid_request(till: Till, body: bytes, status: int) -> None:
    # am.md 12.3
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = await till.am.post(ENDPOINT, content=body, headers=headers, auth=till.auth)
    assert (answer.status_code, answer.json()["error"]) == (status, "invalid_request")


async def test_a_parameter_must_not_be_repeated(till: Till) -> None:
    # am.md 12.3; RFC 6749 3.2
    answer = await till.am.post(
        ENDPOINT, data={"request": [signed(till.claims(), till.key)] * 2}, auth=till.auth
    )
    assert answer.json() == {
        "error_description": "A parameter must not appear more than once",
        "error": "invalid_request",
    }


async def test_the_query_string_never_counts(till: Till) -> None:
    # am.md 12.1
    request = signed(till.claims(), till.key)
    answer = await till.am.post(f"{ENDPOINT}?request={request}", auth=till.auth, data={})
    assert answer.json()["error"] == "invalid_request"


async def test_a_realm_without_provider_or_client_refuses(am: AM) -> None:
    # am.md 12.3
    answer = await am.post(ENDPOINT, auth=("myCIBAClient", "forgerock"), data={"request": "x"})
    assert answer.json() == FAILED


# Hostile request objects: never a 500, always invalid_request


def _jws(payload: bytes, key: JWK, header: dict[str, Any] | None = None) -> str:
    token = JWS(payload)
    token.add_signature(key, protected=json.dumps(header or {"alg": "ES256", "kid": "myCIBAKey"}))
    text: str = token.serialize(compact=True)
    return text


PAYLOADS = [
    b"",
    b"[]",
    b"5",
    b"null",
    b"\xff\xfe",
    b"{" * 4000,
    b"[" * 4000 + b"]" * 4000,
    b'{"exp": NaN}',
    b'{"exp": 1e999}',
    b'{"iss": "a", "iss": "b"}',
    b'{"login_hint": "\\ud800"}',
    b'{"exp": ' + b"9" * 5000 + b"}",
]


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
async def test_a_payload_that_is_no_json_object_is_refused(till: Till, payload: bytes) -> None:
    # am.md 12.3
    answer = await till.send(_jws(payload, till.key))
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "ES256", "crit": []},
        {"alg": "ES256", "crit": ["exp"]},
        {"alg": "ES256", "crit": ["b64"], "b64": False},
        {"alg": ["ES256"]},
        {"alg": None},
        {},
        [],
        "x",
    ],
)
async def test_a_hostile_header_is_refused(till: Till, header: Any) -> None:
    # am.md 12.3; RFC 7515 4.1.11
    _, payload, signature = signed(till.claims(), till.key).split(".")
    protected = urlsafe_b64encode(json.dumps(header).encode()).rstrip(b"=").decode()
    answer = await till.send(f"{protected}.{payload}.{signature}")
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize(
    "request_object", ["x", "a.b", "a.b.c", "a.b.c.d", "....", "é.é.é", "a" * 20_000, ".."]
)
async def test_what_is_no_jwt_is_refused(till: Till, request_object: str) -> None:
    # am.md 12.3
    answer = await till.send(request_object)
    assert answer.json() == {
        "error_description": "JWT is not valid",
        "error": "invalid_request",
    }


HOSTILE = [True, -1, 10**400, -(10**400), 1e308, [], [None], {}, {"a": 1}, ""]


@pytest.mark.parametrize("claim", ["iss", "aud", "exp", "nbf", "iat", "jti", "scope", "client_id"])
async def test_a_hostile_claim_never_breaks_the_server(till: Till, claim: str) -> None:
    # am.md 12.3
    for value in HOSTILE:
        request = _jws(json.dumps(till.claims() | {claim: value}).encode(), till.key)
        answer = await till.send(request)
        allowed = {"invalid_request", "invalid_scope"}
        assert answer.status_code == 200 or answer.json()["error"] in allowed, value


async def test_a_time_too_large_for_a_float_is_malformed(till: Till) -> None:
    # am.md 12.3
    exp = till.claims()["exp"] + 0.5
    answer = await till.ask(exp=exp, nbf=-(10**400))
    assert answer.json()["error_description"] == "JWT claim nbf is malformed"


async def test_descriptions_never_echo_what_was_sent(till: Till) -> None:
    # am.md 12.3; CIBA 13, RFC 6749 5.2
    for claim in ("login_hint", "acr_values", "scope", "binding_message", "iss", "aud"):
        answer = await till.ask(**{claim: 'openid x"\r\né<b>\\'})
        description = answer.json()["error_description"]
        assert "<b>" not in description
        assert description.isascii()
        assert '"' not in description
        assert "\\" not in description
