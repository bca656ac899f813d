"""openid-client, which many programs in JavaScript log in with, against the mock."""

import uuid

import pytest

from tests.contract.till import approve, new_key, signed
from tests.provider.notification_endpoint import NotificationEndpoint
from tests.provider.openid_client.conftest import METHODS
from tests.provider.openid_client.program import (
    Program,
    Refused,
    Theirs,
    connected,
    decision,
    passing,
)
from tests.provider.provider import Provider

REFUSED = ("ResponseBodyError", 400)
CHALLENGED = ("WWWAuthenticateChallengeError", 401, "invalid_client")


async def test_it_completes_a_flow(each: Theirs) -> None:
    # CIBA 7, 10.1; OIDC Core 3.1.3.7: the library has checked the ID token and its signature
    asked = await each.ask(binding_message="1234")
    interval = passing(asked["interval"])
    tokens = await each.poll(asked, passing(0), interval, decision(asked))
    assert each.heard == ["authorization_pending", "authorization_pending", "tokens"]
    assert (tokens["claims"]["sub"], tokens["claims"]["acr"]) == ("demo", "push")
    userinfo = await each.tell("userinfo", **tokens)
    assert userinfo["sub"] == "demo"
    refreshed = await each.tell("refresh", refresh_token=tokens["refresh_token"])
    assert refreshed["access_token"] != tokens["access_token"]
    assert refreshed["claims"]["sub"] == "demo"


async def test_it_meets_a_denial(basic: Theirs) -> None:
    # CIBA 11
    asked = await basic.ask()
    with pytest.raises(Refused) as raised:
        await basic.poll(asked, passing(0), decision(asked, "deny"))
    assert raised.value.told("name", "status", "error") == (*REFUSED, "access_denied")
    assert basic.heard == ["authorization_pending", "access_denied"]


async def test_it_meets_the_end_of_its_time(basic: Theirs) -> None:
    # CIBA 11: it sends requested_expiry as a string
    asked = await basic.ask(requested_expiry="10")
    assert asked["expires_in"] == 10
    with pytest.raises(Refused) as raised:
        await basic.poll(asked, passing(0), passing(10))
    assert raised.value.told("name", "status", "error") == (*REFUSED, "expired_token")
    assert basic.heard == ["authorization_pending", "expired_token"]


async def test_it_slows_down_when_it_is_told_to(basic: Theirs) -> None:
    # CIBA 11: five seconds more, with the provider as with the library
    asked = await basic.ask()
    assert await basic.poll(asked, passing(0), passing(0)) is None
    assert basic.heard == ["authorization_pending", "slow_down"]
    await basic.am.advance(asked["interval"] + 4)
    with pytest.raises(Refused, match="slow_down"):
        await basic.redeem(asked["auth_req_id"])
    await basic.am.advance(asked["interval"] + 10)
    with pytest.raises(Refused, match="authorization_pending"):
        await basic.redeem(asked["auth_req_id"])


async def test_it_cannot_redeem_twice(basic: Theirs) -> None:
    # CIBA 10.1.1
    asked = await basic.ask()
    await basic.poll(asked, decision(asked))
    with pytest.raises(Refused) as raised:
        await basic.redeem(asked["auth_req_id"])
    assert raised.value.told("name", "status", "error") == (*REFUSED, "invalid_grant")


async def test_it_cannot_send_a_request_twice(basic: Theirs) -> None:
    # RFC 7519 4.1.7
    form = await basic.request()
    await basic.send(form)
    with pytest.raises(Refused) as raised:
        await basic.send(form)
    assert raised.value.told("name", "status", "error") == (*REFUSED, "invalid_request")


@pytest.mark.parametrize("method", METHODS)
async def test_with_a_foreign_secret_or_key_it_is_challenged(
    program: Program, strict: Provider, method: str
) -> None:
    # RFC 6749 5.2: the library reads the challenge, and leaves the body to the program
    made = await connected(program, strict, method, secret="a guess", key=new_key("their-key"))
    request = {"request": made.ours.request_object()}
    for attempt in (made.send(request), made.redeem(uuid.uuid4().hex)):
        with pytest.raises(Refused) as raised:
            await attempt
        assert raised.value.told("name", "status", "error") == CHALLENGED
        (challenge,) = raised.value.thrown["cause"]
        assert challenge["scheme"] == "basic"


@pytest.mark.parametrize(
    ("parameters", "error"),
    [
        ({"login_hint": "nobody"}, "unknown_user_id"),
        ({"scope": "openid other"}, "invalid_scope"),
        ({"binding_message": "two\nlines"}, "invalid_binding_message"),
        ({"requested_expiry": "-1"}, "invalid_request"),
    ],
)
async def test_it_understands_why_a_request_is_refused(
    basic: Theirs, parameters: dict[str, str], error: str
) -> None:
    # CIBA 13
    with pytest.raises(Refused) as raised:
        await basic.ask(**parameters)
    assert raised.value.told("name", "status", "error") == (*REFUSED, error)


async def test_it_may_be_registered_not_to_sign(strict: Provider, basic: Theirs) -> None:
    # CIBA 4, 7.1: this is what the library does where it is left to itself
    form = {"scope": "openid", "login_hint": "demo", "binding_message": "1234"}
    with pytest.raises(Refused, match="invalid_request"):
        await basic.send(form)
    await strict.metadata(basic.ours, authentication_request_signing_alg=None)
    asked = await basic.send(form)
    tokens = await basic.poll(asked, decision(asked))
    assert tokens["scope"] == "openid"


async def test_a_hint_may_be_a_token(basic: Theirs) -> None:
    # CIBA 7.1, 14
    asked = await basic.ask(login_hint="erin")
    told = await basic.poll(asked, decision(asked))
    token = signed(basic.ours.claims(sub="erin", login_hint=None), basic.ours.key)
    for hint in ({"id_token_hint": told["id_token"]}, {"login_hint_token": token}):
        form = {"request": await basic.tell("sign", parameters={"scope": "openid", **hint})}
        asked = await basic.send(form)
        tokens = await basic.poll(asked, decision(asked))
        assert tokens["claims"]["sub"] == "erin"


async def test_it_fetches_its_tokens_when_it_is_pinged(
    strict: Provider, basic: Theirs, endpoint: NotificationEndpoint
) -> None:
    # CIBA 10.2
    metadata = {"token_delivery_mode": "ping", "client_notification_endpoint": endpoint.url}
    await strict.metadata(basic.ours, **metadata)
    await approve(strict.am, (await basic.ask(client_notification_token="t0ken"))["auth_req_id"])
    ping = await endpoint.call()
    assert ping["headers"]["authorization"] == "Bearer t0ken"
    tokens = await basic.redeem(ping["body"]["auth_req_id"])
    assert tokens["claims"]["sub"] == "demo"


@pytest.mark.parametrize("provider", ["am"], indirect=True)
async def test_it_has_to_be_told_what_am_does_not_publish(
    program: Program, provider: Provider
) -> None:
    # am.md 14
    unaware = await connected(program, provider, "client_secret_basic")
    with pytest.raises(Refused) as raised:
        await unaware.ask()
    assert raised.value.told("code") == ("OAUTH_MISSING_SERVER_METADATA",)
    known = {"backchannel_authentication_endpoint": f"{provider.issuer}/bc-authorize"}
    made = await connected(program, provider, "client_secret_basic", **known)
    asked = await made.ask()
    tokens = await made.poll(asked, passing(0), passing(asked["interval"]), decision(asked))
    assert made.heard == ["authorization_pending", "authorization_pending", "tokens"]
    assert tokens["claims"]["sub"] == "demo"
