import json
import re
from dataclasses import replace
from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit

import pytest

from mock_am.authentication.callbacks import HiddenValueCallback, NameCallback, callbacks_json
from mock_am.authentication.node import Ask, NodeProcessError
from mock_am.authentication.nodes import NODE_TYPES
from mock_am.authentication.nodes.push_sender import NUMBER
from mock_am.authentication.nodes.recovery_codes import CODES, DEVICE_NAME
from mock_am.errors import BadRequest
from mock_am.identifiers import base64url
from mock_am.realm.document import Document
from mock_am.realm.push_device import PushDevice, SkipSetting
from tests.mock_am.authentication.realm_in_memory import DEVICE, RealmInMemory
from tests.mock_am.authentication.visiting import visit

# Push Sender


def sent(realm: RealmInMemory, state: Document | None = None, **config: Any) -> str | Ask:
    state = {"username": "demo"} if state is None else state
    return visit("PushAuthenticationSenderNode", state, realm, config)[0]


def test_the_sender_sends_and_remembers() -> None:
    realm = RealmInMemory(lifetime=90)
    state: Document = {"username": "demo", "bindingMessage": "Pay, {{user}}, {{issuer}}!"}
    assert sent(realm, state, messageTimeout=5000, pushType="BIOMETRIC") == "SENT"
    (message,) = realm.messages.values()
    assert state["pushMessageId"] == message.message_id
    assert (state["t"], state["pushMechanismUid"]) == (5000, "m")
    assert message.text == "Pay, demo, ForgeRock!"
    assert (message.ttl, message.device_id) == (5.0, "fcm")
    assert message.expires_at == 1090.0, "mdDuration, whatever the message's own time-out"
    assert (message.claims()["k"], message.extra) == ("biometric", {"p": "{}"})
    assert NUMBER not in state


def test_the_first_registered_device_is_asked() -> None:
    realm = RealmInMemory(devices=[DEVICE, replace(DEVICE, uuid="e", device_id="second")])
    sent(realm)
    assert [message.device_id for message in realm.messages.values()] == ["fcm"]


@pytest.mark.parametrize(
    ("config", "text"),
    [
        ({}, "Login attempt from demo at ForgeRock"),
        ({"userMessage": {"de": "Bist du es?"}}, "Login attempt from demo at ForgeRock"),
        ({"userMessage": {"de": "Bist du es?", "en": "Is it you?"}}, "Is it you?"),
    ],
)
def test_without_a_binding_message_the_node_speaks(config: Document, text: str) -> None:
    realm = RealmInMemory()
    sent(realm, **config)
    assert [message.text for message in realm.messages.values()] == [text]


def test_a_challenge_message_shows_three_numbers_of_which_one_is_right() -> None:
    # am.md 11.3
    realm, state = RealmInMemory(), Document(username="demo")
    for _ in range(50):
        sent(realm, state, pushType="CHALLENGE")
        message = realm.messages.pop(state.pop("pushMessageId"))
        numbers = [int(one) for one in message.extra["n"].split(",")]
        assert len(set(numbers)) == 3
        assert numbers == sorted(numbers)
        assert all(10 <= number < 100 for number in numbers)
        assert int(state[NUMBER]) in numbers


def test_a_message_carries_what_the_node_is_told_to_share() -> None:
    # am.md 11.3
    realm, state = RealmInMemory(), Document(username="demo", basket=["tea", "£5"])
    headers = {"x-real-ip": "192.0.2.1", "user-agent": "till/1", "accept": "*/*"}
    config = {"contextInfo": True, "customPayload": ["basket", "nothing"]}
    visit("PushAuthenticationSenderNode", state, realm, config, headers=headers)
    (message,) = realm.messages.values()
    assert json.loads(message.extra["p"]) == {"basket": ["tea", "£5"]}
    assert json.loads(message.extra["x"]) == {"remoteIp": "192.0.2.1", "userAgent": "till/1"}


@pytest.mark.parametrize("mandatory", [False, True])
@pytest.mark.parametrize(
    ("skip", "devices", "outcome", "outcome_if_mandatory"),
    [
        (SkipSetting.SKIPPABLE, [DEVICE], "SKIPPED", "SENT"),
        (SkipSetting.SKIPPABLE, [], "SKIPPED", "NOT_REGISTERED"),
        (SkipSetting.NOT_SET, [DEVICE], "NOT_REGISTERED", "SENT"),
        (SkipSetting.NOT_SET, [], "NOT_REGISTERED", "NOT_REGISTERED"),
        (SkipSetting.NOT_SKIPPABLE, [DEVICE], "SENT", "SENT"),
        (SkipSetting.NOT_SKIPPABLE, [], "NOT_REGISTERED", "NOT_REGISTERED"),
    ],
)
def test_the_skip_setting_counts_before_the_device(
    skip: SkipSetting,
    devices: list[PushDevice],
    outcome: str,
    outcome_if_mandatory: str,
    mandatory: bool,
) -> None:
    # am.md 8.3
    expected = outcome_if_mandatory if mandatory else outcome
    assert sent(RealmInMemory(skip=skip, devices=devices), mandatory=mandatory) == expected


NOT_SENT = "AuthenticatorPush :: sendMessage() : Failed to transmit message through PushService."


@pytest.mark.parametrize(
    ("realm", "state", "config", "reason", "text"),
    [
        (RealmInMemory(), {"x": 1}, {}, "MISSING_USERNAME", "Expected username to be set."),
        (
            RealmInMemory(),
            {"username": "demo", "pushMessageId": "x"},
            {},
            "SENDER_ALREADY_USED",
            "Message ID is already set! "
            "Must finish one push authentication before starting a new one.",
        ),
        (
            RealmInMemory(lifetime=None),
            {"username": "demo"},
            {},
            "TRANSMISSION_FAILURE",
            f"{NOT_SENT} (No Push Notification Delegate configured for this realm.)",
        ),
        (
            RealmInMemory(),
            {"username": "nobody"},
            {},
            "TRANSMISSION_FAILURE",
            f"{NOT_SENT} (Failed to fetch identity.)",
        ),
        (
            RealmInMemory(),
            {"username": "demo", "x": "é" * 3072},
            {"customPayload": ["x"]},
            "TRANSMISSION_FAILURE",
            f"{NOT_SENT} (Payload data exceed maximum accepted size)",
        ),
    ],
)
def test_the_sender_fails_with_ams_words_or_takes_the_way_of_failure(
    realm: RealmInMemory, state: Document, config: Document, reason: str, text: str
) -> None:
    # am.md 8.3
    with pytest.raises(NodeProcessError) as failure:
        sent(realm, dict(state), **config)
    assert str(failure.value) == text
    kept = dict(state)
    assert sent(realm, kept, captureFailure=True, **config) == "FAILURE"
    assert kept == state | {"PushAuthFailureReason": reason}
    assert realm.messages == {}


# Waiting


@pytest.mark.parametrize("node_type", ["PollingWaitNode", "PushWaitNode"])
def test_a_wait_waits_until_its_time(node_type: str) -> None:
    realm, state, config = RealmInMemory(), Document(), {"secondsToWait": 4}
    asked, _ = visit(node_type, state, realm, config)
    assert isinstance(asked, Ask)
    assert asked.resume_at == 1004.0
    assert asked.callbacks[0].output()[0] == {"name": "waitTime", "value": "4000"}
    realm.now = 1001.0
    early, _ = visit(node_type, state, realm, config, answers=[])
    assert isinstance(early, Ask)
    assert early.resume_at == 1004.0
    assert early.callbacks[0].output()[0]["value"] == "4000", "as AM says again"
    realm.now = 1004.0
    assert visit(node_type, state, realm, config, answers=[])[0] == "DONE"
    assert state == {}


def test_a_wait_ends_early_where_the_phone_has_answered() -> None:
    state: Document = {"waitUntil": 2000.0, "spamCount": 0}
    assert visit("PollingWaitNode", state, waited=True)[0] == "DONE"
    assert state == {}


def shapes(asked: str | Ask) -> list[tuple[str, Any]]:
    assert isinstance(asked, Ask)
    return [(one["type"], one["output"][-1]["value"]) for one in callbacks_json(asked.callbacks)]


def test_a_polling_wait_says_for_how_long() -> None:
    asked, _ = visit("PollingWaitNode", config={"waitingMessage": {"en": "{{time}} s, please"}})
    assert shapes(asked) == [("PollingWaitCallback", "8 s, please")]
    asked, _ = visit("PollingWaitNode")
    assert shapes(asked) == [("PollingWaitCallback", "Waiting for response...")]


@pytest.mark.parametrize(
    ("node_type", "config", "answers"),
    [
        ("PollingWaitNode", {"exitable": True}, ["0"]),
        ("PushWaitNode", {}, ["0"]),
        ("PushWaitNode", {}, ["pushChallengeNumber", "0"]),
    ],
)
def test_a_wait_can_be_left(node_type: str, config: Document, answers: list[str]) -> None:
    # am.md 8.1
    state = Document()
    asked, _ = visit(node_type, state, config=config | {"exitMessage": {"en": "Enough"}})
    assert isinstance(asked, Ask)
    button = callbacks_json(asked.callbacks)[-1]
    assert button["type"] == "ConfirmationCallback"
    assert button["output"][2] == {"name": "options", "value": ["Enough"]}
    assert button["input"] == [{"name": "IDToken2", "value": 100}]
    assert isinstance(visit(node_type, state, config=config, answers=["100"])[0], Ask)
    assert visit(node_type, state, config=config, answers=answers)[0] == "EXITED"
    assert state == {}


def test_a_push_wait_shows_the_number_to_look_for() -> None:
    # am.md 8.1
    asked, _ = visit("PushWaitNode", {NUMBER: "43"})
    text = "Tap the number [43] on the Push Notification to continue."
    assert shapes(asked)[:2] == [
        ("PollingWaitCallback", text),
        ("HiddenValueCallback", "pushChallengeNumber"),
    ]
    assert isinstance(asked, Ask)
    assert asked.callbacks[1] == HiddenValueCallback("pushChallengeNumber", "43")
    config = {"challengeMessage": {"en": "Look for {{challenge}}"}}
    asked, _ = visit("PushWaitNode", {NUMBER: "43"}, config=config)
    assert shapes(asked)[0] == ("PollingWaitCallback", "Look for 43")


def test_who_comes_back_early_too_often_is_spam() -> None:
    # am.md 8.1
    state, config = Document(), {"spamDetectionEnabled": True, "spamDetectionTolerance": 2}
    for _ in range(4):  # the first visit, and one early return more than is tolerated
        assert isinstance(visit("PollingWaitNode", state, config=config, answers=[])[0], Ask)
    patient = dict(state) | {"waitUntil": 0.0}
    assert visit("PollingWaitNode", patient, config=config, answers=[])[0] == "SPAM"
    assert visit("PollingWaitNode", state, config=config, answers=[])[0] == "SPAM"
    assert state == {}
    unwatched = {"spamDetectionTolerance": 2}
    for _ in range(9):
        assert isinstance(visit("PollingWaitNode", state, config=unwatched, answers=[])[0], Ask)


# Verifier


def verified(realm: RealmInMemory, state: Document) -> str | Ask:
    return visit("PushResultVerifierNode", state, realm)[0]


Asked = tuple[RealmInMemory, Document]


@pytest.fixture
def asked() -> Asked:
    """A realm that keeps messages for long, whose phone was asked, and the walk's state."""
    realm, state = RealmInMemory(lifetime=600), Document(username="demo")
    sent(realm, state)
    return realm, state


def answer(asked: Asked, answer: Literal["approved", "denied"], **claims: Any) -> None:
    realm, state = asked
    message = realm.messages[state["pushMessageId"]]
    realm.messages[message.message_id] = replace(message, answer=answer, content=json.dumps(claims))


def test_the_verifier_waits_from_its_first_look(asked: Asked) -> None:
    # am.md 17.11
    realm, state = asked
    realm.now = 1300.0
    assert verified(realm, state) == "WAITING"
    realm.now = 1419.9
    assert verified(realm, state) == "WAITING"
    realm.now = 1420.0
    assert verified(realm, state) == "EXPIRED"
    assert state.keys() == {"username", "pushMechanismUid"}


@pytest.mark.parametrize("answered", [False, True])
def test_a_message_that_is_gone_is_expired(asked: Asked, answered: bool) -> None:
    # am.md 8.3
    realm, state = asked
    if answered:
        answer(asked, "approved")
    state["pushMessageExpiration"] = 9999.0
    realm.now = 1600.0
    assert verified(realm, state) == "EXPIRED"
    assert state.keys() == {"username", "pushMechanismUid"}


@pytest.mark.parametrize(("said", "outcome"), [("approved", "TRUE"), ("denied", "FALSE")])
def test_the_verifier_reads_the_answer_and_drops_the_message(
    asked: Asked, said: Any, outcome: str
) -> None:
    realm, state = asked
    answer(asked, said)
    assert verified(realm, state) == outcome
    assert state.keys() - {"nodeType"} == {"username", "pushMechanismUid"}
    assert realm.messages == {}


@pytest.mark.parametrize(
    ("said", "before", "after"),
    [
        ("approved", {}, "AuthenticatorPush|"),
        ("approved", {"nodeType": "Binding|"}, "Binding|AuthenticatorPush|"),
        ("denied", {"nodeType": "Binding|"}, "Binding|"),
    ],
)
def test_the_verifier_notes_that_the_phone_has_approved(
    asked: Asked, said: Any, before: dict[str, str], after: str
) -> None:
    # am-external: PushResultVerifierNode
    realm, state = asked
    state |= before
    answer(asked, said)
    verified(realm, state)
    assert state["nodeType"] == after


@pytest.mark.parametrize(
    ("said", "claims", "outcome"),
    [
        ("approved", {"challengeResponse": "43"}, "TRUE"),
        ("approved", {"challengeResponse": 43}, "TRUE"),
        ("approved", {"challengeResponse": "043"}, "TRUE"),
        ("approved", {"challengeResponse": "34"}, "FALSE"),
        ("approved", {}, "TRUE"),
        ("denied", {"challengeResponse": "43"}, "FALSE"),
    ],
)
def test_the_number_must_be_the_one_that_was_asked_for(
    asked: Asked, said: Any, claims: Document, outcome: str
) -> None:
    realm, state = asked
    state[NUMBER] = "43"
    answer(asked, said, **claims)
    assert verified(realm, state) == outcome


def test_a_text_is_nobodys_number(asked: Asked) -> None:
    realm, state = asked
    state[NUMBER] = "x"  # a Set State Node's
    answer(asked, "approved", challengeResponse="43")
    assert verified(realm, state) == "FALSE"


def test_a_number_that_nobody_asked_for_changes_nothing(asked: Asked) -> None:
    answer(asked, "approved", challengeResponse="1")
    assert verified(*asked) == "TRUE"


def test_an_approval_is_noted_with_the_device(asked: Asked) -> None:
    realm, _ = asked
    realm.devices.append(replace(DEVICE, uuid="e", mechanism_uid="n"))
    realm.now = 1050.0
    answer(asked, "approved")
    verified(*asked)
    assert [one.last_access_at for one in realm.devices] == [1050.0, 500.0]


def test_the_verifier_needs_a_message() -> None:
    with pytest.raises(NodeProcessError, match="Unable to find push message ID"):
        visit("PushResultVerifierNode")


def test_without_a_time_out_the_verifier_waits_on(asked: Asked) -> None:
    realm, state = asked
    del state["t"]
    assert verified(realm, state) == "WAITING"
    assert "pushMessageExpiration" not in state


# Registration


def registering(
    realm: RealmInMemory, state: Document, answers: list[str] | None = None, **config: Any
) -> str | Ask:
    config = {"issuer": "Example Bank"} | config
    return visit("PushRegistrationNode", state, realm, config, answers=answers)[0]


@pytest.fixture
def without_a_phone() -> RealmInMemory:
    """A realm whose user has no phone yet."""
    return RealmInMemory(devices=[], skip=SkipSetting.NOT_SET)


def answered(realm: RealmInMemory) -> None:
    (message,) = realm.messages.values()
    claims = {"mechanismUid": "m2", "deviceId": "fcm2", "deviceName": "Pixel"}
    realm.messages[message.message_id] = replace(
        message, answer="approved", content=json.dumps(claims)
    )


def qr_text(shown: str | Ask) -> str:
    assert isinstance(shown, Ask)
    hidden = shown.callbacks[2]
    assert isinstance(hidden, HiddenValueCallback)
    return hidden.value


def test_registration_shows_the_code_until_the_phone_answers(
    without_a_phone: RealmInMemory,
) -> None:
    realm, state = without_a_phone, Document(username="demo")
    shown = registering(realm, state)
    assert qr_text(shown).startswith("pushauth://push/Example%20Bank:demo?")
    query = parse_qs(urlsplit(qr_text(shown)).query)
    assert list(query) == ["l", "issuer", "m", "s", "c", "r", "a", "uid", "pid", "b"]
    assert registering(realm, state, answers=["x"]) == shown
    answered(realm)
    realm.now = 1030.0
    assert registering(realm, state, answers=["x"]) == "successOutcome"
    (device,) = realm.devices
    assert query["pid"] == [base64url(device.uuid.encode())]
    assert (device.device_id, device.mechanism_uid, device.issuer) == ("fcm2", "m2", "Example Bank")
    assert device.device_name == "Push Device", "as AM 8.0 registers it, whatever its own name"
    assert (device.created_at, device.last_access_at) == (1030.0, 1030.0)
    assert realm.skip is SkipSetting.NOT_SKIPPABLE
    assert realm.messages == {}
    assert "pushMessageId" not in state


@pytest.mark.parametrize(("wanted", "number"), [(True, 10), (False, 0)])
def test_recovery_codes_are_kept_and_left_to_be_shown(
    without_a_phone: RealmInMemory, wanted: bool, number: int
) -> None:
    realm, state = without_a_phone, Document(username="demo")
    registering(realm, state)
    answered(realm)
    registering(realm, state, answers=["x"], generateRecoveryCodes=wanted)
    codes = realm.devices[0].recovery_codes
    assert len(set(codes)) == number
    assert state.get(CODES, []) == list(codes)
    assert state.get(DEVICE_NAME) == ("Push Device" if wanted else None)


@pytest.mark.parametrize(
    ("config", "label"),
    [
        ({}, "Example%20Bank:demo"),
        ({"accountName": "EMAIL_ADDRESS"}, "Example%20Bank:demo@example.com"),
        ({"accountName": "LAST_NAME"}, "Example%20Bank:demo"),
        ({"issuer": "Bank: Zürich"}, "Bank:%20Z%C3%BCrich:demo"),
    ],
)
def test_the_qr_code_names_issuer_and_account(
    without_a_phone: RealmInMemory, config: Document, label: str
) -> None:
    # am.md 11.1
    without_a_phone.attributes["demo", "mail"] = ["demo@example.com"]
    shown = registering(without_a_phone, Document(username="demo"), **config)
    assert qr_text(shown).startswith(f"pushauth://push/{label}?")


def test_a_colour_is_written_without_its_hash(without_a_phone: RealmInMemory) -> None:
    # am.md 11.1
    shown = registering(without_a_phone, Document(username="demo"), bgColor="#519387")
    assert parse_qs(urlsplit(qr_text(shown)).query)["b"] == ["519387"]


def test_registration_times_out_after_so_many_polls(without_a_phone: RealmInMemory) -> None:
    realm, state = without_a_phone, Document(username="demo")
    registering(realm, state, timeout=6)
    assert isinstance(registering(realm, state, answers=["x"], timeout=6), Ask)
    assert isinstance(registering(realm, state, answers=["x"], timeout=6), Ask)
    assert registering(realm, state, answers=["x"], timeout=6) == "timeoutOutcome"
    assert "pushMessageId" in state, "which a Push Sender after it would stumble over, as in AM"


def test_a_text_in_place_of_the_polls_is_none(without_a_phone: RealmInMemory) -> None:
    realm, state = without_a_phone, Document(username="demo")
    registering(realm, state)
    state["pushRegistrationTimeout"] = "x"  # a Set State Node's
    assert isinstance(registering(realm, state, answers=["x"]), Ask)


def test_registration_times_out_when_its_message_is_gone(without_a_phone: RealmInMemory) -> None:
    realm, state = without_a_phone, Document(username="demo")
    registering(realm, state)
    realm.now = 1120.0
    assert registering(realm, state, answers=["x"]) == "timeoutOutcome"
    assert "pushMessageId" not in state


def test_who_has_a_phone_passes_without_a_code() -> None:
    realm = RealmInMemory()
    assert registering(realm, Document(username="demo")) == "successOutcome"
    assert realm.messages == {}


@pytest.mark.parametrize(
    ("realm", "state", "answers", "text"),
    [
        (RealmInMemory(), {}, None, "Expected username to be set."),
        (RealmInMemory(), {"username": "nobody"}, None, "Failed to get the identity object"),
        (RealmInMemory(), {"username": "demo"}, ["x"], "Unable to find push message ID"),
        (
            RealmInMemory(),
            {"username": "demo", "pushMessageId": "another node's"},
            ["x"],
            "Unable to find push message ID",
        ),
        (
            RealmInMemory(devices=[], lifetime=None),
            {"username": "demo"},
            None,
            "Unable to read service addresses for Push Notification Service.",
        ),
    ],
)
def test_the_errors_of_a_registration(
    realm: RealmInMemory, state: Document, answers: list[str] | None, text: str
) -> None:
    with pytest.raises(NodeProcessError) as failure:
        registering(realm, state, answers)
    assert str(failure.value) == text


# Recovery codes


def test_recovery_codes_are_shown_once() -> None:
    state: Document = {CODES: ["aaaaaaaaa1", "aaaaaaaaa2"], DEVICE_NAME: "Push Device"}
    asked, _ = visit("RecoveryCodeDisplayNode", state)
    assert isinstance(asked, Ask)
    (shown,) = callbacks_json(asked.callbacks)
    script, kind = (one["value"] for one in shown["output"])
    assert (shown["type"], kind) == ("TextOutputCallback", "4")
    assert re.findall(r'\s[\w\W]"([\w]+)\\', script) == ["aaaaaaaaa1", "aaaaaaaaa2"], "as SDKs look"
    assert "<em>Push Device</em>" in script
    assert state == {}
    assert visit("RecoveryCodeDisplayNode", state, answers=[])[0] == "outcome"


def test_without_recovery_codes_nothing_is_shown() -> None:
    assert visit("RecoveryCodeDisplayNode")[0] == "outcome"


def recovered(realm: RealmInMemory, code: str, kind: str = "PUSH") -> str | Ask:
    state, config = Document(username="demo"), {"recoveryCodeType": kind}
    return visit("RecoveryCodeCollectorDecisionNode", state, realm, config, answers=[code])[0]


def test_a_recovery_code_is_asked_for_until_there_is_one() -> None:
    asked, _ = visit("RecoveryCodeCollectorDecisionNode", {"username": "demo"})
    assert isinstance(asked, Ask)
    assert asked.callbacks == (NameCallback("Recovery Code"),)
    assert isinstance(recovered(RealmInMemory(), ""), Ask)


def test_a_recovery_code_is_good_once_and_for_the_first_device() -> None:
    # am.md 8.1
    first = replace(DEVICE, recovery_codes=("a1", "b2"))
    realm = RealmInMemory(devices=[first, replace(DEVICE, uuid="e", recovery_codes=("c3",))])
    assert [recovered(realm, code) for code in ("a1", "a1", "c3", "x", "b2")] == [
        "true", "false", "false", "false", "true",
    ]  # fmt: skip
    assert realm.devices[0].recovery_codes == ()


@pytest.mark.parametrize("kind", ["OATH", "WEB_AUTHN"])
def test_a_phones_code_is_no_code_of_another_kind(kind: str) -> None:
    realm = RealmInMemory(devices=[replace(DEVICE, recovery_codes=("a1",))])
    assert recovered(realm, "a1", kind) == "false"
    assert realm.devices[0].recovery_codes == ("a1",)


def test_without_a_device_no_recovery_code_is_right() -> None:
    assert recovered(RealmInMemory(devices=[]), "a1") == "false"


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
        ("RecoveryCodeCollectorDecisionNode", {"recoveryCodeType": "push"}),
    ],
)
def test_a_configuration_of_the_wrong_kind_is_refused(node_type: str, config: Document) -> None:
    with pytest.raises(BadRequest):
        NODE_TYPES[node_type].checked(config)


def test_what_a_read_adds_is_passed_over() -> None:
    read = {"_id": "x", "_rev": "1", "_type": {}, "_outcomes": []}
    assert NODE_TYPES["PushResultVerifierNode"].checked(read) == {}


def test_inputs_are_named_by_their_position(without_a_phone: RealmInMemory) -> None:
    shown = registering(without_a_phone, Document(username="demo"))
    assert isinstance(shown, Ask)
    shapes = [(one["type"], one.get("input")) for one in callbacks_json(shown.callbacks)]
    assert shapes == [
        ("TextOutputCallback", None),
        ("TextOutputCallback", None),
        ("HiddenValueCallback", [{"name": "IDToken3", "value": "mfaDeviceRegistration"}]),
        ("PollingWaitCallback", None),
    ]
