"""No token serves for another kind of token (RFC 8725 2.8, 3.11, 3.12, RFC 9101 10.8)."""

from typing import Any

import pytest

from tests.contract.till import new_key
from tests.provider.assertions import assertion, by_assertion, post
from tests.provider.attacks import (
    GRANT,
    REQUEST,
    case,
    each_refused,
    each_taken,
    refused,
    still_works,
    unauthenticated,
    unharmed,
)
from tests.provider.forging import compact, ecdsa, forged
from tests.provider.provider import Client, Provider, grant

OTHER_TYPES: list[Any] = [
    "at+jwt",
    "application/at+jwt",
    "AT+JWT",
    "logout+jwt",
    "dpop+jwt",
    "id_token+jwt",
    "secevent+jwt",
    "entity-statement+jwt",
    "token-introspection+jwt",
    "JOSE+JSON",
    "application/json",
    "text/jwt",
    "jwt+oauth-authz-req",
    "oauth-authz-req",
    "xoauth-authz-req+jwt",
    "application/application/jwt",
    "JWT ",
    " JWT",
    "JWT; charset=utf-8",
    "JWT\x00",
    "",
    "*/*",
    None,
    5,
    True,
    [],
    ["JWT"],
    {},
    {"typ": "JWT"},
]
GENERAL = ["JWT", "jwt", "Jwt", "application/jwt", "JOSE", "jose", "application/jose"]
REQUEST_TYPE = "oauth-authz-req+jwt"
ASSERTION_TYPE = "client-authentication+jwt"


async def test_a_request_object_is_of_no_other_type(standing: Provider) -> None:
    till = standing.client
    types = [*OTHER_TYPES, ASSERTION_TYPE, f"application/{ASSERTION_TYPE}"]
    await each_refused(standing, till, {repr(typ): forged(till, typ=typ) for typ in types})


async def test_a_request_object_may_say_what_it_is(standing: Provider) -> None:
    # RFC 9101 4; RFC 7515 4.1.9: letter case and application/ make no difference
    till = standing.client
    types = [*GENERAL, REQUEST_TYPE, f"application/{REQUEST_TYPE}", "OAuth-AuthZ-Req+JWT"]
    await each_taken(standing, till, {typ: forged(till, typ=typ) for typ in types})


@pytest.fixture(scope="module")
async def signer(standing: Provider) -> Client:
    """A client that authenticates itself by signed assertions."""
    return await by_assertion(standing, "signingClient", new_key("signer"))


async def test_an_assertion_is_of_no_other_type(standing: Provider, signer: Client) -> None:
    async with unharmed(standing):
        for typ in (*OTHER_TYPES, REQUEST_TYPE, f"application/{REQUEST_TYPE}"):
            with case(typ):
                token = compact(
                    {"alg": "ES256", "typ": typ},
                    assertion(standing, signer),
                    ecdsa(signer.key),
                )
                refused(await post(signer, token), unauthenticated(standing, header=False))


async def test_an_assertion_may_say_what_it_is(standing: Provider, signer: Client) -> None:
    for typ in (*GENERAL, ASSERTION_TYPE, f"application/{ASSERTION_TYPE}"):
        header = {"alg": "ES256", "typ": typ}
        token = compact(header, assertion(standing, signer), ecdsa(signer.key))
        assert (await post(signer, token)).json() == {"active": False}, typ


async def test_an_assertion_is_no_request_object(standing: Provider, signer: Client) -> None:
    claims = assertion(standing, signer)
    now = signer.claims()["iat"]
    requests = {
        "as it is": compact({"alg": "ES256"}, claims, ecdsa(signer.key)),
        "with nbf": compact({"alg": "ES256"}, claims | {"nbf": now}, ecdsa(signer.key)),
    }
    async with unharmed(standing):
        for name, request in requests.items():
            with case(name):
                proof = compact({"alg": "ES256"}, assertion(standing, signer), ecdsa(signer.key))
                refused(await post(signer, proof, "bc-authorize", request=request))


async def test_a_request_object_is_no_assertion(standing: Provider, signer: Client) -> None:
    async with unharmed(standing):
        for token in (forged(signer), forged(signer, typ=REQUEST_TYPE)):
            refused(await post(signer, token), unauthenticated(standing, header=False))


@pytest.fixture(scope="module")
async def tokens(standing: Provider) -> dict[str, str]:
    """What a flow has brought, and an id that is approved."""
    answer = await standing.client.tokens()
    own = {name: answer[name] for name in ("access_token", "refresh_token", "id_token")}
    return {**own, "auth_req_id": await standing.client.approved()}


async def test_a_token_of_the_providers_is_no_request_object(
    standing: Provider, tokens: dict[str, str]
) -> None:
    await each_refused(standing, standing.client, tokens)


async def test_a_token_of_the_providers_is_no_assertion(
    standing: Provider, tokens: dict[str, str]
) -> None:
    async with unharmed(standing):
        for name, token in tokens.items():
            with case(name):
                answer = await post(standing.client, token)
                refused(answer, unauthenticated(standing, header=False))


async def test_only_an_auth_req_id_is_redeemed(standing: Provider, tokens: dict[str, str]) -> None:
    till = standing.client
    others = {name: token for name, token in tokens.items() if name != "auth_req_id"}
    others |= {"a request object": till.request_object(), "its jti": till.claims()["jti"]}
    async with unharmed(standing):
        for name, token in others.items():
            with case(name):
                refused(await till.post("access_token", data=grant(token)), GRANT)


async def test_only_a_refresh_token_refreshes(standing: Provider, tokens: dict[str, str]) -> None:
    till = standing.client
    async with unharmed(standing):
        for name in ("access_token", "id_token", "auth_req_id"):
            with case(name):
                form = {"grant_type": "refresh_token", "refresh_token": tokens[name]}
                refused(await till.post("access_token", data=form), GRANT)


async def test_only_an_access_token_opens_userinfo(
    standing: Provider, tokens: dict[str, str]
) -> None:
    # RFC 6750 3.1
    till = standing.client
    others = {name: token for name, token in tokens.items() if name != "access_token"}
    others["a request object"] = till.request_object()
    for name, token in others.items():
        with case(name):
            headers = {"Authorization": f"Bearer {token}"}
            answer = await standing.am.get(f"{standing.issuer}/userinfo", headers=headers)
            refused(answer, (401, "invalid_token"))
            assert 'error="invalid_token"' in answer.headers["www-authenticate"]


async def test_only_a_token_is_active_and_only_for_its_client(
    standing: Provider, tokens: dict[str, str]
) -> None:
    for name, token in tokens.items():
        own = await standing.client.post("introspect", data={"token": token})
        assert own.json()["active"] is (name in ("access_token", "refresh_token")), name
        foreign = await standing.other.post("introspect", data={"token": token})
        assert foreign.json() == {"active": False}, name


async def test_after_all_of_that_each_token_still_serves(
    standing: Provider, tokens: dict[str, str]
) -> None:
    till = standing.client
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    answer = await standing.am.get(f"{standing.issuer}/userinfo", headers=headers)
    assert answer.json()["sub"] == "demo"
    redeemed = await till.post("access_token", data=grant(tokens["auth_req_id"]))
    assert redeemed.status_code == 200
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    assert (await till.post("access_token", data=form)).status_code == 200


HINTS: dict[str, dict[str, Any]] = {
    "alg none": {"alg": "none"},
    "HS256": {"alg": "HS256"},
    "the client's key": {"alg": "ES256", "kid": "myCIBAKey"},
    "another type": {"alg": "ES256", "typ": "at+jwt"},
}


async def test_only_the_providers_id_token_is_a_hint(
    standing: Provider, tokens: dict[str, str]
) -> None:
    # CIBA 7.1, 14
    till = standing.client
    hints = {name: forged(till, **header) for name, header in HINTS.items()}
    hints |= {name: tokens[name] for name in ("access_token", "refresh_token", "auth_req_id")}
    header, payload, _ = tokens["id_token"].split(".")
    hints |= {
        "no signature": f"{header}.{payload}.",
        "our signature": forged(till, till.claims(sub="demo", tokenName="id_token")),
        "a request object": till.request_object(),
        "the other client's": (await standing.other.tokens())["id_token"],
        "garbage": "garbage",
    }
    requests = {
        name: till.request_object(login_hint=None, id_token_hint=hint)
        for name, hint in hints.items()
    }
    await each_refused(standing, till, requests, REQUEST)
    await still_works(standing)
