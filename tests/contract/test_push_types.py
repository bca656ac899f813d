"""What a Push Sender asks of the phone: a number, a fingerprint (am.md 8.1, 11.2, 11.3)."""

import json
from typing import Any

import pytest
from jwcrypto.jwk import JWK

from tests.contract.am import Administrator
from tests.contract.configuration import SENDER, TREES, WAIT, done, push_tree
from tests.contract.phone import BAD, Phone
from tests.contract.till import Till, approve


async def asked(
    phone: Phone, administrator: Administrator, key: JWK, **sender: Any
) -> tuple[Till, str, dict[str, str]]:
    """A till, its auth_req_id, and the message, with the sender configured so."""
    path = f"{TREES}/nodes/PushAuthenticationSenderNode/{SENDER}"
    await done(administrator, path, sender)
    till = Till(phone.am, key)
    auth_req_id = await till.acknowledged()
    (message,) = await phone.mailbox()
    return till, auth_req_id, message


async def number_of(phone: Phone, auth_req_id: str) -> str:
    """The number that AM would show on its login page; a till must learn it some other way."""
    answer = await phone.am.mock("GET", "/request", params={"token": auth_req_id})
    number: str = answer.json()["number"]
    return number


Asked = tuple[Till, str, dict[str, str]]


@pytest.fixture
async def challenged(phone: Phone, administrator: Administrator, key: JWK) -> Asked:
    """A request whose phone shows three numbers."""
    return await asked(phone, administrator, key, pushType="CHALLENGE")


async def test_a_challenge_message_shows_three_numbers(phone: Phone, challenged: Asked) -> None:
    _, auth_req_id, message = challenged
    claims = phone.read(message)
    assert claims["k"] == "challenge"
    numbers = claims["n"].split(",")
    assert len(set(numbers)) == 3
    assert numbers == sorted(numbers), "two digits each, in order"
    assert all(10 <= int(number) < 100 for number in numbers)
    assert await number_of(phone, auth_req_id) in numbers


@pytest.mark.parametrize("spelled", [str, int])
async def test_the_right_number_approves(phone: Phone, challenged: Asked, spelled: Any) -> None:
    till, auth_req_id, message = challenged
    number = await number_of(phone, auth_req_id)
    answer = await phone.answer(message, challengeResponse=spelled(number))
    assert (answer.status_code, answer.json()) == (200, {})
    assert "access_token" in (await till.poll(auth_req_id)).json()


async def test_a_wrong_number_answers_200_and_denies(phone: Phone, challenged: Asked) -> None:
    till, auth_req_id, message = challenged
    right = await number_of(phone, auth_req_id)
    wrong = next(one for one in phone.read(message)["n"].split(",") if one != right)
    answer = await phone.answer(message, challengeResponse=wrong)
    assert (answer.status_code, answer.json()) == (200, {})
    assert (await till.poll(auth_req_id)).json()["error"] == "access_denied"
    assert (await phone.answer(message, challengeResponse=right)).json() == BAD, "too late"


async def test_an_approval_without_a_number_passes(phone: Phone, challenged: Asked) -> None:
    # AM's verifier compares what it was told; that a number must come is the app's business (SRC).
    till, auth_req_id, message = challenged
    assert (await phone.answer(message)).status_code == 200
    assert "access_token" in (await till.poll(auth_req_id)).json()


async def test_the_right_number_does_not_turn_a_denial(phone: Phone, challenged: Asked) -> None:
    till, auth_req_id, message = challenged
    number = await number_of(phone, auth_req_id)
    await phone.answer(message, challengeResponse=number, deny=True)
    assert (await till.poll(auth_req_id)).json()["error"] == "access_denied"


@pytest.mark.parametrize("number", ["", "x", "4 3", 4.3, [43], True])
async def test_what_is_no_number_is_refused_and_leaves_the_message_open(
    phone: Phone, challenged: Asked, number: Any
) -> None:
    till, auth_req_id, message = challenged
    answer = await phone.answer(message, challengeResponse=number)
    assert (answer.status_code, answer.json()) == (400, BAD)
    assert (await till.poll(auth_req_id)).json()["error"] == "authorization_pending"


async def test_the_right_number_with_a_wrong_response_is_refused(
    phone: Phone, challenged: Asked
) -> None:
    till, auth_req_id, message = challenged
    number, other = await number_of(phone, auth_req_id), "A" * 43 + "="
    answer = await phone.answer(message, response=other, challengeResponse=number)
    assert answer.json() == BAD
    assert (await till.poll(auth_req_id)).json()["error"] == "authorization_pending"


async def test_an_answered_challenge_cannot_be_answered_again(
    phone: Phone, challenged: Asked
) -> None:
    till, auth_req_id, message = challenged
    number = await number_of(phone, auth_req_id)
    await phone.answer(message, challengeResponse=number)
    assert (await phone.answer(message, challengeResponse=number)).json() == BAD
    assert "access_token" in (await till.poll(auth_req_id)).json()


async def test_the_number_is_told_while_it_is_asked_for(phone: Phone, challenged: Asked) -> None:
    _, auth_req_id, message = challenged
    await phone.answer(message, challengeResponse=await number_of(phone, auth_req_id))
    answer = await phone.am.mock("GET", "/request", params={"token": auth_req_id})
    assert answer.json() == {"status": "approved"}


@pytest.mark.parametrize(("kind", "outcome"), [("allow", None), ("deny", "access_denied")])
async def test_the_mocks_own_phone_knows_the_number(
    phone: Phone, challenged: Asked, kind: str, outcome: str | None
) -> None:
    till, auth_req_id, _ = challenged
    await approve(phone.am, auth_req_id, kind)
    assert (await till.poll(auth_req_id)).json().get("error") == outcome


async def test_a_push_wait_node_shows_the_number_to_nobody_and_waits(
    phone: Phone, administrator: Administrator, key: JWK
) -> None:
    tree = push_tree()
    tree["nodes"][WAIT]["nodeType"] = "PushWaitNode"
    await done(administrator, f"{TREES}/nodes/PushWaitNode/{WAIT}", {})
    await done(administrator, f"{TREES}/trees/myCIBAPushTree", tree)
    till, auth_req_id, message = await asked(phone, administrator, key, pushType="CHALLENGE")
    assert (await till.poll(auth_req_id)).json()["error"] == "authorization_pending"
    await phone.answer(message, challengeResponse=await number_of(phone, auth_req_id))
    assert "access_token" in (await till.poll(auth_req_id)).json()


@pytest.mark.parametrize(
    ("answer", "error"), [({}, None), ({"deny": True}, "access_denied")], ids=["allow", "deny"]
)
async def test_a_biometric_message_is_answered_as_any_other(
    phone: Phone,
    administrator: Administrator,
    key: JWK,
    answer: dict[str, bool],
    error: str | None,
) -> None:
    # The phone asks for the fingerprint; AM only says so.
    till, auth_req_id, message = await asked(phone, administrator, key, pushType="BIOMETRIC")
    claims = phone.read(message)
    assert (claims["k"], "n" in claims) == ("biometric", False)
    assert (await phone.answer(message, **answer)).json() == {}
    tokens = (await till.poll(auth_req_id)).json()
    assert tokens.get("error") == error
    assert ("access_token" in tokens) is (error is None)


async def test_only_what_is_configured_is_added_to_a_message(
    phone: Phone, administrator: Administrator, key: JWK
) -> None:
    _, _, message = await asked(phone, administrator, key)
    assert sorted(phone.read(message)) == ["c", "d", "i", "k", "l", "m", "p", "t", "u"]
    assert json.loads(phone.read(message)["p"]) == {}


async def test_the_context_of_the_request_travels_as_a_text(
    phone: Phone, administrator: Administrator, key: JWK
) -> None:
    path = f"{TREES}/nodes/PushAuthenticationSenderNode/{SENDER}"
    await done(administrator, path, {"contextInfo": True})
    till = Till(phone.am, key)
    till.am.http.headers.update({"User-Agent": "till/1.0", "X-Real-IP": "192.0.2.7"})
    await till.acknowledged()
    (message,) = await phone.mailbox()
    context = json.loads(phone.read(message)["x"])
    assert context == {"remoteIp": "192.0.2.7", "userAgent": "till/1.0"}


async def test_a_custom_payload_is_taken_from_the_shared_state(
    phone: Phone, administrator: Administrator, key: JWK
) -> None:
    _, _, message = await asked(phone, administrator, key, customPayload=["username", "nothing"])
    assert json.loads(phone.read(message)["p"]) == {"username": "demo"}


async def test_the_nodes_own_text_is_in_the_language_of_the_request(
    phone: Phone, administrator: Administrator, key: JWK
) -> None:
    # am.md 8.3
    path = f"{TREES}/nodes/PushAuthenticationSenderNode/{SENDER}"
    await done(administrator, path, {"userMessage": {"en": "Is it you?", "de": "Bist du es?"}})
    till = Till(phone.am, key)
    for language in ("de-CH, en;q=0.5", "fr"):
        till.am.http.headers["Accept-Language"] = language
        await till.acknowledged(binding_message=None)
    texts = [phone.read(message)["m"] for message in await phone.mailbox()]
    assert texts == ["Bist du es?", "Login attempt from demo at ForgeRock"]
