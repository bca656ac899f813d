import asyncio
import json
from base64 import urlsafe_b64encode
from collections.abc import Awaitable, Callable
from dataclasses import replace

import httpx
import pytest
from starlette.applications import Starlette

from ciba_helpers import keys
from ciba_helpers.am import oauth2_clients, oauth2_provider, push_service, trees
from ciba_helpers.am.phone_registration import put_registration_tree, register_by_login
from ciba_helpers.am.session import Administrator, AMError
from ciba_helpers.am.users import create_user, push_devices, reset_push_devices
from ciba_helpers.ciba.client import CIBAClient
from ciba_helpers.ciba.errors import AccessDenied, AuthorizationPending
from ciba_helpers.connection import connection
from ciba_helpers.mock_control import MockControl
from ciba_helpers.phone import Phone, register_phone
from ciba_helpers.signed_request import request_claims, sign
from tests.ciba_helpers.fake_time import FakeTime, until

MAILBOXES = "http://am.example.com/_mock/phones"

Ask = Callable[..., Awaitable[str]]


@pytest.fixture
async def phone(am: Administrator) -> Phone:
    """Demo's phone, registered from the QR code."""
    await push_service.put_push_service(
        am, access_key="a", secret="b", apple_endpoint="c", google_endpoint="d"
    )
    await put_registration_tree(am)
    return await register_by_login(am.http, am.url, "/alpha", "demo", "Ch4ng31t", MAILBOXES)


@pytest.fixture
async def client(am: Administrator) -> CIBAClient:
    """The article's client, and AM configured for it."""
    return CIBAClient(
        am.http, f"{am.url}/oauth2/realms/root/realms/alpha", "myCIBAClient", "forgerock"
    )


@pytest.fixture
async def ask(am: Administrator, client: CIBAClient, app: Starlette) -> Ask:
    """Asks for authentication, so that the phone gets a message; the auth_req_id."""
    await trees.put_push_tree(am)
    await oauth2_provider.map_acr(am, "push", "myCIBAPushTree")
    key = keys.generate_signing_key()
    profile = oauth2_clients.confidential_client("forgerock", keys.public_key_set(key))
    await oauth2_clients.put_client(am, "myCIBAClient", profile)

    async def asked(binding_message: str = "Pay £50?") -> str:
        now = app.state.deployment.clock.now()
        claims = request_claims(
            client_id="myCIBAClient",
            audience=f"{am.url}/oauth2",
            now=now,
            binding_message=binding_message,
        )
        return (await client.ask(sign(claims, key))).auth_req_id

    return asked


async def test_a_registered_phone_is_on_am_s_list(phone: Phone, am: Administrator) -> None:
    (device,) = await push_devices(am, "demo")
    assert device["deviceName"] == "Push Device"
    assert device["uuid"] == phone.registration.resource_id
    assert phone.name == f"Notebook phone {phone.registration.device_id[:6]}"
    assert phone.owner == "demo"
    assert phone.registration.issuer == "ExampleBank"


async def test_every_phone_is_another(phone: Phone, am: Administrator) -> None:
    await reset_push_devices(am, "demo")
    other = await register_by_login(am.http, am.url, "/alpha", "demo", "Ch4ng31t", MAILBOXES)
    assert other.registration.device_id != phone.registration.device_id
    assert other.registration.mechanism_uid != phone.registration.mechanism_uid
    assert other.registration.shared_secret != phone.registration.shared_secret
    assert other.registration.resource_id != phone.registration.resource_id


async def test_a_message_rings_on_its_owner_s_phone_and_nobody_else_answers_it(
    phone: Phone, ask: Ask, client: CIBAClient, am: Administrator
) -> None:
    await create_user(am, "bob", "Pa55word")
    bobs = await register_by_login(am.http, am.url, "/alpha", "bob", "Pa55word", MAILBOXES)
    auth_req_id = await ask()
    assert await bobs.receive() == ()
    (message,) = await phone.receive()
    with pytest.raises(AMError, match="400"):
        await bobs.approve(message)
    with pytest.raises(AuthorizationPending):
        await client.poll_once(auth_req_id)
    await phone.approve()
    assert (await client.poll_once(auth_req_id)).access_token


async def test_a_qr_text_that_am_did_not_show_registers_nothing(
    phone: Phone, am: Administrator
) -> None:
    url = phone.registration.authentication_url.replace("=authenticate", "=register")
    address = urlsafe_b64encode(url.encode()).rstrip(b"=").decode()
    values = f"l=YWE&issuer=YWE&c=YWE&s={'A' * 43}&m=REGISTER:unknown&r={address}&a={address}"
    with pytest.raises(AMError, match="400 Bad Request"):
        await register_phone(am.http, f"pushauth://push/ExampleBank:demo?{values}", MAILBOXES)
    assert len(await push_devices(am, "demo")) == 1


async def test_what_is_no_qr_text_registers_nothing(am: Administrator) -> None:
    with pytest.raises(ValueError, match="begins with pushauth"):
        await register_phone(am.http, "", MAILBOXES)


async def test_the_phone_shows_the_binding_message(phone: Phone, ask: Ask) -> None:
    assert await phone.receive() == ()
    await ask("Pay £50?")
    (message,) = await phone.receive()
    assert (message.text, message.answer) == ("Pay £50?", None)
    assert phone.messages == (message,)


async def test_looking_twice_finds_the_same_message_once(phone: Phone, ask: Ask) -> None:
    await ask()
    assert await phone.receive() == await phone.receive()
    assert len(phone.messages) == 1


async def test_an_approved_request_gives_tokens(phone: Phone, ask: Ask, client: CIBAClient) -> None:
    auth_req_id = await ask()
    with pytest.raises(AuthorizationPending):
        await client.poll_once(auth_req_id)
    await phone.approve()
    assert (await client.poll_once(auth_req_id)).access_token
    assert [message.answer for message in phone.messages] == ["approved"]
    assert await phone.receive() == ()


async def test_a_denied_request_is_refused(phone: Phone, ask: Ask, client: CIBAClient) -> None:
    auth_req_id = await ask()
    await phone.deny()
    with pytest.raises(AccessDenied):
        await client.poll_once(auth_req_id)
    assert [message.answer for message in phone.messages] == ["denied"]


async def test_the_newest_message_is_answered_unless_another_is_named(
    phone: Phone, ask: Ask, client: CIBAClient
) -> None:
    first, second, third = await ask("first"), await ask("second"), await ask("third")
    oldest, *_ = await phone.receive()
    await phone.approve()
    await phone.deny(oldest)
    assert {m.text: m.answer for m in phone.messages} == {
        "first": "denied", "second": None, "third": "approved",
    }  # fmt: skip
    assert (await client.poll_once(third)).access_token
    with pytest.raises(AuthorizationPending):
        await client.poll_once(second)
    with pytest.raises(AccessDenied):
        await client.poll_once(first)


@pytest.mark.parametrize("answer", ["approve", "deny"])
async def test_without_a_message_there_is_nothing_to_answer(
    phone: Phone, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    monkeypatch.setattr("ciba_helpers.phone.DELIVERY_SECONDS", 0)
    with pytest.raises(LookupError, match="no message"):
        await getattr(phone, answer)()


async def test_a_message_still_on_its_way_is_waited_for(
    phone: Phone, ask: Ask, client: CIBAClient, time: FakeTime
) -> None:
    answering = asyncio.ensure_future(phone.approve())
    await until(lambda: time.now > 1000)
    auth_req_id = await ask()
    await answering
    assert (await client.poll_once(auth_req_id)).access_token


async def test_a_message_is_answered_once(phone: Phone, ask: Ask, client: CIBAClient) -> None:
    auth_req_id = await ask()
    (message,) = await phone.receive()
    await phone.deny(message)
    with pytest.raises(AMError):
        await phone.approve(message)
    assert [m.answer for m in phone.messages] == ["denied"]
    with pytest.raises(AccessDenied):
        await client.poll_once(auth_req_id)


async def test_an_answer_signed_with_another_secret_changes_nothing(
    phone: Phone, ask: Ask, client: CIBAClient
) -> None:
    auth_req_id = await ask()
    (message,) = await phone.receive()
    thief = with_another_secret(phone)
    with pytest.raises(AMError, match="400"):
        await thief.approve(message)
    with pytest.raises(AuthorizationPending):
        await client.poll_once(auth_req_id)


async def test_a_message_signed_with_another_secret_is_ignored(
    phone: Phone, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ask()
    stranger = with_another_secret(phone)
    changes = list[int]()
    stranger.on_change(lambda: changes.append(1))
    assert await stranger.receive() == ()
    assert stranger.messages == ()
    assert not changes
    monkeypatch.setattr("ciba_helpers.phone.DELIVERY_SECONDS", 0)
    with pytest.raises(LookupError):
        await stranger.approve()


def with_another_secret(phone: Phone) -> Phone:
    described = json.loads(phone.to_json())
    described["shared_secret"] = "b3uYLkQ7dRPjBaIzV0t/aijoXRgMq+NP5AwVAvRfa/E="
    return Phone.from_json(phone._http, json.dumps(described))


async def sending(am: Administrator, **sender: object) -> None:
    """The Push Sender, configured so."""
    await trees.put_node(am, "PushAuthenticationSenderNode", trees.SEND, sender)


@pytest.fixture
async def challenged(phone: Phone, ask: Ask, am: Administrator) -> str:
    """The auth_req_id of a request whose phone shows numbers."""
    await sending(am, pushType="CHALLENGE")
    return await ask("Pay £50?")


async def number_at_the_till(am: Administrator, auth_req_id: str) -> int:
    """The right one of the numbers."""
    control = MockControl(am.http, am.url.removesuffix("/am"), None)
    await control.look()
    answer = await control.call("GET", f"/request?token={auth_req_id}")
    return int(answer["number"])


async def test_the_phone_shows_three_numbers_and_takes_the_right_one(
    phone: Phone, challenged: str, client: CIBAClient, am: Administrator
) -> None:
    (message,) = await phone.receive()
    assert (message.push_type, len(message.numbers)) == ("challenge", 3)
    number = await number_at_the_till(am, challenged)
    assert number in message.numbers
    await phone.approve(number=number)
    assert (await client.poll_once(challenged)).access_token


async def test_a_wrong_number_is_as_good_as_a_denial(
    phone: Phone, challenged: str, client: CIBAClient, am: Administrator
) -> None:
    (message,) = await phone.receive()
    right = await number_at_the_till(am, challenged)
    await phone.approve(number=next(one for one in message.numbers if one != right))
    with pytest.raises(AccessDenied):
        await client.poll_once(challenged)


async def test_a_number_must_be_chosen_from_those_on_the_phone(
    phone: Phone, challenged: str, client: CIBAClient
) -> None:
    (message,) = await phone.receive()
    shown = "{}, {}, {}".format(*message.numbers)
    with pytest.raises(ValueError, match=f"shows {shown}: approve\\(number=…\\)"):
        await phone.approve()
    with pytest.raises(ValueError, match=f"7 is not on the phone, which shows {shown}"):
        await phone.approve(message, number=7)
    with pytest.raises(AuthorizationPending):
        await client.poll_once(challenged)
    await phone.deny()
    with pytest.raises(AccessDenied):
        await client.poll_once(challenged)


async def test_a_number_is_no_answer_where_none_is_asked_for(phone: Phone, ask: Ask) -> None:
    await ask()
    with pytest.raises(ValueError, match="shows no numbers"):
        await phone.approve(number=43)


async def test_a_biometric_message_is_approved_with_our_finger(
    phone: Phone, ask: Ask, client: CIBAClient, am: Administrator
) -> None:
    await sending(am, pushType="BIOMETRIC")
    auth_req_id = await ask()
    (message,) = await phone.receive()
    assert (message.push_type, message.numbers) == ("biometric", ())
    await phone.approve()
    assert (await client.poll_once(auth_req_id)).access_token


async def test_a_message_tells_where_the_request_came_from(
    phone: Phone, ask: Ask, am: Administrator
) -> None:
    await ask()
    await sending(am, contextInfo=True)
    await ask()
    plain, told = await phone.receive()
    assert plain.context == {}
    assert told.context["userAgent"].startswith("python-httpx/")


async def test_the_autopilot_leaves_numbers_alone_and_says_so_once(
    phone: Phone, challenged: str, time: FakeTime, caplog: pytest.LogCaptureFixture
) -> None:
    phone.switch_on(autopilot="approve")
    await until(lambda: time.now > 1002)
    (message,) = phone.messages
    assert message.answer is None
    assert [record.getMessage() for record in caplog.records] == [
        "The autopilot leaves the message 'Pay £50?' alone: it cannot see which of "
        f"{message.choice} the till shows. Answer it with phone.approve(number=…)."
    ]
    await phone.approve(number=message.numbers[0])
    assert phone.messages[0].answer == "approved"
    phone.switch_off()


async def test_the_autopilot_goes_on_with_what_it_can_answer(
    phone: Phone, challenged: str, ask: Ask, am: Administrator, time: FakeTime
) -> None:
    phone.switch_on(autopilot="approve")
    await until(lambda: time.now > 1001)
    await sending(am)
    await ask("the next one")
    await until(lambda: phone.messages[-1].answer == "approved")
    assert [message.answer for message in phone.messages] == [None, "approved"]
    phone.switch_off()


async def test_the_autopilot_can_deny_what_shows_numbers(
    phone: Phone, challenged: str, time: FakeTime
) -> None:
    phone.switch_on(autopilot="deny")
    await until(lambda: bool(phone.messages) and phone.messages[0].answer == "denied")
    phone.switch_off()


async def test_followers_hear_of_each_message_and_each_answer(phone: Phone, ask: Ask) -> None:
    heard = list[list[str | None]]()
    phone.on_change(lambda: heard.append([m.answer for m in phone.messages]))
    await ask()
    await phone.receive()
    await phone.receive()
    await phone.deny()
    assert heard == [[None], ["denied"]]


async def test_a_phone_switched_on_again_knows_its_secret(
    phone: Phone, ask: Ask, client: CIBAClient
) -> None:
    auth_req_id = await ask()
    again = Phone.from_json(phone._http, phone.to_json())
    assert again.registration == phone.registration
    await again.approve()
    assert (await client.poll_once(auth_req_id)).access_token


@pytest.mark.parametrize("text", ["", "{", "{}", "[]", "null", '"x"', '{"mailbox": "x"}'])
def test_what_is_no_phone_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a phone: "):
        Phone.from_json(connection(), text)


async def test_the_shared_secret_is_kept_out_of_sight(phone: Phone) -> None:
    secret = phone.registration.shared_secret
    assert secret in phone.to_json()
    assert secret not in f"{phone!r} {phone} {phone.registration!r} {vars(phone)}"


@pytest.mark.parametrize(
    ("autopilot", "answer"), [(None, None), ("approve", "approved"), ("deny", "denied")]
)
async def test_a_phone_that_is_switched_on_hears_and_its_autopilot_answers(
    phone: Phone, ask: Ask, time: FakeTime, autopilot: str | None, answer: str | None
) -> None:
    phone.switch_on(autopilot=autopilot)
    await ask()
    await until(lambda: bool(phone.messages) and phone.messages[0].answer == answer)
    phone.switch_off()
    assert [m.answer for m in phone.messages] == [answer]


async def test_a_phone_looks_four_times_a_second(phone: Phone, time: FakeTime) -> None:
    looks = mailbox_of(phone, time)
    phone.switch_on()
    await until(lambda: len(looks) == 5)
    phone.switch_off()
    assert looks == [1000.0, 1000.25, 1000.5, 1000.75, 1001.0]


async def test_a_phone_that_is_switched_off_looks_no_more(phone: Phone, time: FakeTime) -> None:
    looks = mailbox_of(phone, time)
    phone.switch_on()
    await until(lambda: len(looks) == 2)
    phone.switch_off()
    phone.switch_off()
    for _ in range(20):
        await asyncio.sleep(1)
    assert len(looks) == 2


async def test_switching_on_twice_is_switching_on_once(phone: Phone, time: FakeTime) -> None:
    looks = mailbox_of(phone, time)
    phone.switch_on()
    phone.switch_on()
    await until(lambda: len(looks) == 3)
    phone.switch_off()
    assert looks == [1000.0, 1000.25, 1000.5]


def refused() -> httpx.Response:
    raise httpx.ConnectError("refused")


@pytest.mark.parametrize(
    "trouble",
    [
        refused,
        lambda: httpx.Response(503, text="down"),
        lambda: httpx.Response(200, text="<html>"),
    ],
    ids=["no connection", "out of service", "not JSON"],
)
async def test_a_phone_out_of_coverage_looks_again(
    phone: Phone, ask: Ask, time: FakeTime, trouble: Callable[[], httpx.Response]
) -> None:
    reachable = phone._http
    looks = mailbox_of(phone, time, trouble)
    phone.switch_on(autopilot="approve")
    await until(lambda: len(looks) == 2)
    phone._http = reachable
    await ask()
    await until(lambda: [m.answer for m in phone.messages] == ["approved"])
    phone.switch_off()


async def test_an_answer_that_does_not_arrive_is_sent_again_by_the_autopilot(
    phone: Phone, ask: Ask, time: FakeTime
) -> None:
    await ask()
    right = phone.registration
    phone.registration = replace(right, authentication_url="http://am.example.com/am/nowhere")
    phone.switch_on(autopilot="approve")
    await until(lambda: bool(phone.messages) and time.now > 1001)
    phone.registration = right
    await until(lambda: [m.answer for m in phone.messages] == ["approved"])
    phone.switch_off()


def empty() -> httpx.Response:
    return httpx.Response(200, json={"result": []})


def mailbox_of(
    phone: Phone, time: FakeTime, answer: Callable[[], httpx.Response] = empty
) -> list[float]:
    """Gives the phone another mailbox; the moments at which it looks there."""
    looks = list[float]()

    def mailbox(request: httpx.Request) -> httpx.Response:
        looks.append(time.now)
        return answer()

    phone._http = connection(httpx.MockTransport(mailbox))
    return looks


async def test_swiping_away_leaves_the_request_open_and_the_next_message_alone(
    phone: Phone, ask: Ask, client: CIBAClient, app: Starlette
) -> None:
    swiped = await ask("an older one")
    await phone.dismiss()
    assert (phone.messages, await phone.receive()) == ((), ())
    app.state.deployment.clock.advance(1)
    await ask("the next one")
    assert [message.text for message in await phone.receive()] == ["the next one"]
    assert [message.text for message in phone.messages] == ["the next one"]
    with pytest.raises(AuthorizationPending):
        await client.poll_once(swiped)


async def test_a_swiped_message_hides_no_message_sent_after_the_clock_was_set_back(
    phone: Phone, ask: Ask, app: Starlette
) -> None:
    clock = app.state.deployment.clock
    clock.advance(660)
    await ask("an older one")
    await phone.dismiss()
    clock.advance(-660)
    await ask("the next one")
    assert [message.text for message in await phone.receive()] == ["the next one"]


async def test_swiping_where_nothing_waits_hides_no_later_message(
    phone: Phone, ask: Ask, app: Starlette
) -> None:
    await ask()
    await phone.approve()
    await phone.dismiss()
    await phone.dismiss()
    app.state.deployment.clock.advance(1)
    await ask("the next one")
    assert [message.text for message in await phone.receive()] == ["the next one"]
