from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from mock_am.authentication.callbacks import HiddenValueCallback, callbacks_json
from mock_am.authentication.node import Ask, NodeProcessError
from mock_am.authentication.nodes import NODE_TYPES
from mock_am.errors import BadRequest
from mock_am.realm.document import Document
from tests.mock_am.authentication.realm_in_memory import DEVICE, RealmInMemory
from tests.mock_am.authentication.visiting import visit

# Push Sender


def sent(realm: RealmInMemory, state: Document | None = None, **config: Any) -> str | Ask:
    return visit("PushAuthenticationSenderNode", state or {"username": "demo"}, realm, config)[0]


def test_the_sender_sends_and_remembers() -> None:
    realm = RealmInMemory()
    state: Document = {"username": "demo", "bindingMessage": "Pay, {{user}}, {{issuer}}!"}
    assert sent(realm, state, messageTimeout=5000, pushType="BIOMETRIC") == "SENT"
    (message,) = realm.messages.values()
    assert state["pushMessageId"] == message.message_id
    assert state["pushMessageTimeout"] == 5.0
    assert message.text == "Pay, demo, ForgeRock!"
    assert (message.ttl, message.device_id) == (5.0, "fcm")
    assert message.claims()["k"] == "biometric"


def test_the_first_registered_device_is_asked() -> None:
    realm = RealmInMemory(devices=[DEVICE, replace(DEVICE, device_id="second")])
    sent(realm)
    assert [message.device_id for message in realm.messages.values()] == ["fcm"]


@pytest.mark.parametrize(
    ("config", "text"),
    [
        ({}, "Login attempt from demo at ForgeRock"),
        ({"userMessage": {"de": "Bist du es?"}}, "Bist du es?"),
        ({"userMessage": {"de": "Bist du es?", "en": "Is it you?"}}, "Is it you?"),
    ],
)
def test_without_a_binding_message_the_node_speaks(config: Document, text: str) -> None:
    realm = RealmInMemory()
    sent(realm, **config)
    assert [message.text for message in realm.messages.values()] == [text]


def test_the_senders_other_ways_out() -> None:
    skipper = RealmInMemory(skippers={"demo"})
    assert sent(skipper) == "SKIPPED"
    assert sent(skipper, mandatory=True) == "SENT"
    assert sent(RealmInMemory(devices=[])) == "NOT_REGISTERED"
    assert sent(RealmInMemory(push_service=False), captureFailure=True) == "FAILURE"


@pytest.mark.parametrize(
    ("realm", "state", "text"),
    [
        (RealmInMemory(), {"x": 1}, "Expected username to be set."),
        (RealmInMemory(), {"username": "demo", "pushMessageId": "x"}, "already set!"),
        (RealmInMemory(push_service=False), {"username": "demo"}, "Cannot find Push"),
    ],
)
def test_the_senders_errors(realm: RealmInMemory, state: Document, text: str) -> None:
    with pytest.raises(NodeProcessError, match=text):
        sent(realm, state)


# Waiting


@pytest.mark.parametrize("node_type", ["PollingWaitNode", "PushWaitNode"])
def test_a_wait_waits_until_its_time(node_type: str) -> None:
    realm, state = RealmInMemory(), Document()
    asked, _ = visit(node_type, state, realm, {"secondsToWait": 4})
    assert isinstance(asked, Ask)
    assert asked.resume_at == 1004.0
    assert asked.callbacks[0].output()[0] == {"name": "waitTime", "value": "4000"}
    realm.now = 1001.0
    early, _ = visit(node_type, state, realm, {"secondsToWait": 4}, answers=[])
    assert isinstance(early, Ask)
    assert early.callbacks[0].output()[0]["value"] == "3000"
    realm.now = 1004.0
    assert visit(node_type, state, realm, {"secondsToWait": 4}, answers=[])[0] == "DONE"
    assert state == {}


def test_a_wait_ends_early_where_the_phone_has_answered() -> None:
    state: Document = {"waitUntil": 2000.0}
    assert visit("PollingWaitNode", state, waited=True)[0] == "DONE"


# Verifier


@pytest.fixture
def asked() -> tuple[RealmInMemory, Document]:
    """A realm whose phone was asked, and the walk's state."""
    realm, state = RealmInMemory(), Document(username="demo")
    sent(realm, state)
    return realm, state


Asked = tuple[RealmInMemory, Document]


def test_the_verifier_waits_from_its_first_look(asked: Asked) -> None:
    # am.md 17.11
    realm, state = asked
    realm.now = 5000.0
    assert visit("PushResultVerifierNode", state, realm)[0] == "WAITING"
    realm.now = 5119.9
    assert visit("PushResultVerifierNode", state, realm)[0] == "WAITING"
    realm.now = 5120.0
    assert visit("PushResultVerifierNode", state, realm)[0] == "EXPIRED"
    assert realm.messages == {}
    assert state == {"username": "demo"}


@pytest.mark.parametrize(("answer", "outcome"), [("approved", "TRUE"), ("denied", "FALSE")])
def test_the_verifier_reads_the_answer(asked: Asked, answer: Any, outcome: str) -> None:
    realm, state = asked
    message_id = state["pushMessageId"]
    realm.messages[message_id] = replace(realm.messages[message_id], answer=answer)
    assert visit("PushResultVerifierNode", state, realm)[0] == outcome
    assert state == {"username": "demo"}


def test_a_message_that_is_gone_is_expired(asked: Asked) -> None:
    realm, state = asked
    realm.messages.clear()
    assert visit("PushResultVerifierNode", state, realm)[0] == "EXPIRED"


def test_the_verifier_needs_a_message() -> None:
    with pytest.raises(NodeProcessError, match="No push message ID"):
        visit("PushResultVerifierNode")


# Registration


def registering(realm: RealmInMemory, state: Document) -> str | Ask:
    return visit("PushRegistrationNode", state, realm, {"issuer": "Example Bank"})[0]


def test_registration_shows_the_code_until_the_phone_answers() -> None:
    realm, state = RealmInMemory(), Document(username="demo")
    shown = registering(realm, state)
    assert isinstance(shown, Ask)
    hidden = shown.callbacks[2]
    assert isinstance(hidden, HiddenValueCallback)
    assert hidden.value.startswith("pushauth://push/Example%20Bank:demo?")
    query = parse_qs(urlsplit(hidden.value).query)
    assert set(query) == {"l", "issuer", "m", "s", "c", "r", "a", "b"}
    assert registering(realm, state) == shown
    (message,) = realm.messages.values()
    realm.messages[message.message_id] = replace(message, answer="approved")
    assert registering(realm, state) == "successOutcome"
    assert realm.registered[0][1] == "Example Bank"


def test_registration_times_out() -> None:
    realm, state = RealmInMemory(), Document(username="demo")
    registering(realm, state)
    realm.now = 1060.0
    assert registering(realm, state) == "timeoutOutcome"
    assert realm.messages == {}


def test_an_unknown_user_cannot_register() -> None:
    assert registering(RealmInMemory(), Document(username="nobody")) == "failureOutcome"


# Configuration and callbacks


@pytest.mark.parametrize(
    ("node_type", "config"),
    [
        ("UsernameCollectorNode", {"x": 1}),
        ("PollingWaitNode", {"secondsToWait": "8"}),
        ("PollingWaitNode", {"secondsToWait": 10**400}),
        ("PollingWaitNode", {"waitingMessage": {"en": None}}),
        ("PushAuthenticationSenderNode", {"pushType": "default"}),
        ("PushRegistrationNode", {"issuer": None, "timeout": True}),
    ],
)
def test_a_configuration_of_the_wrong_kind_is_refused(node_type: str, config: Document) -> None:
    with pytest.raises(BadRequest):
        NODE_TYPES[node_type].checked(config)


def test_what_a_read_adds_is_passed_over() -> None:
    read = {"_id": "x", "_rev": "1", "_type": {}, "_outcomes": []}
    assert NODE_TYPES["PushResultVerifierNode"].checked(read) == {}


def test_inputs_are_named_by_their_position() -> None:
    realm, state = RealmInMemory(), Document(username="demo")
    shown = registering(realm, state)
    assert isinstance(shown, Ask)
    shapes = [(one["type"], one.get("input")) for one in callbacks_json(shown.callbacks)]
    assert shapes == [
        ("TextOutputCallback", None),
        ("TextOutputCallback", None),
        ("HiddenValueCallback", [{"name": "IDToken3", "value": "mfaDeviceRegistration"}]),
        ("PollingWaitCallback", None),
    ]
