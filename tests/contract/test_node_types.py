"""Every type of node: its name, its outcomes, its configuration (am.md 8, 8.1)."""

from typing import Any

import pytest

from tests.contract.am import Administrator, error
from tests.contract.configuration import NAME, SENDER, TREES
from tests.contract.login_trees import ASK_NAME, DECISION, PAGE, put_node
from tests.contract.node_types import DEFAULTS, ON_PAGE

NODES = f"{TREES}/nodes"


def _one(outcome: str, name: str) -> dict[str, str]:
    return {"id": outcome, "displayName": name}


SENT = [_one("SENT", "Sent"), _one("NOT_REGISTERED", "Not Registered")]
SKIPPED, CAPTURED = _one("SKIPPED", "Skipped"), _one("FAILURE", "Failure")
TRUE_FALSE = [_one("true", "True"), _one("false", "False")]
LDAP = ["True", "False", "Locked", "Cancelled", "Expired"]


@pytest.mark.parametrize(
    ("node_type", "name", "config", "outcomes"),
    [
        ("UsernameCollectorNode", "Username Collector", {}, [_one("outcome", "Outcome")]),
        ("PasswordCollectorNode", "Password Collector", {}, [_one("outcome", "Outcome")]),
        ("DataStoreDecisionNode", "Data Store Decision", {}, TRUE_FALSE),
        ("IdentifyExistingUserNode", "Identify Existing User", {}, TRUE_FALSE),
        (
            "IdentityStoreDecisionNode",
            "Identity Store Decision",
            {},
            [_one(name.upper(), name) for name in LDAP],
        ),
        (
            "ZeroPageLoginNode",
            "Zero Page Login Collector",
            {},
            [_one("true", "Has Credentials"), _one("false", "No Credentials")],
        ),
        (
            "RetryLimitDecisionNode",
            "Retry Limit Decision",
            {},
            [_one("Retry", "Retry"), _one("Reject", "Reject")],
        ),
        (
            "SetStateNode",
            "Set State",
            {"attributes": {"colour": "red"}},
            [_one("outcome", "Outcome")],
        ),
        (
            "RecoveryCodeDisplayNode",
            "Recovery Code Display Node",
            {},
            [_one("outcome", "Outcome")],
        ),
        (
            "RecoveryCodeCollectorDecisionNode",
            "Recovery Code Collector Decision",
            {},
            TRUE_FALSE,
        ),
        ("PushAuthenticationSenderNode", "Push Sender", {}, [*SENT, SKIPPED]),
        ("PushAuthenticationSenderNode", "Push Sender", {"mandatory": True}, SENT),
        (
            "PushAuthenticationSenderNode",
            "Push Sender",
            {"captureFailure": True},
            [*SENT, SKIPPED, CAPTURED],
        ),
        ("PollingWaitNode", "Polling Wait Node", {}, [_one("DONE", "Done")]),
        (
            "PollingWaitNode",
            "Polling Wait Node",
            {"exitable": True, "spamDetectionEnabled": True},
            [_one("DONE", "Done"), _one("EXITED", "Exited"), _one("SPAM", "Spam")],
        ),
        (
            "PushWaitNode",
            "Push Wait Node",
            {},
            [_one("DONE", "Done"), _one("EXITED", "Exit")],
        ),
        (
            "PushResultVerifierNode",
            "Push Result Verifier Node",
            {},
            [
                _one("TRUE", "Success"),
                _one("FALSE", "Failure"),
                _one("EXPIRED", "Expired"),
                _one("WAITING", "Waiting"),
            ],
        ),
        (
            "PushRegistrationNode",
            "Push Registration",
            {},
            [
                _one("successOutcome", "Success"),
                _one("failureOutcome", "Failure"),
                _one("timeoutOutcome", "Time Out"),
            ],
        ),
    ],
)
async def test_a_node_has_ams_type_and_outcomes(
    administrator: Administrator,
    node_type: str,
    name: str,
    config: dict[str, Any],
    outcomes: list[dict[str, str]],
) -> None:
    # am.md 8.1
    node = (await administrator.put(f"{TREES}/nodes/{node_type}/{NAME}", config)).json()
    assert node["_id"] == NAME
    assert node["_type"] == {"_id": node_type, "name": name, "collection": True}
    assert node["_outcomes"] == outcomes


@pytest.mark.parametrize(
    ("nodes", "outcomes"),
    [
        (ON_PAGE, TRUE_FALSE),
        (ON_PAGE[:1], [_one("outcome", "Outcome")]),
        ([], []),
    ],
)
async def test_the_outcomes_of_a_page_are_its_last_nodes(
    administrator: Administrator, nodes: list[Any], outcomes: list[Any]
) -> None:
    # am.md 8; Auth node reference, Page node
    await put_node(administrator, "UsernameCollectorNode", ASK_NAME, {})
    await put_node(administrator, "DataStoreDecisionNode", DECISION, {})
    stored = (await administrator.put(f"{NODES}/PageNode/{PAGE}", {"nodes": nodes})).json()
    assert stored["nodes"] == nodes
    assert (stored["pageHeader"], stored["pageDescription"]) == ({}, {})
    assert "stage" not in stored
    assert stored["_outcomes"] == outcomes


@pytest.mark.parametrize("node_type", DEFAULTS)
async def test_a_node_has_ams_defaults(administrator: Administrator, node_type: str) -> None:
    # am.md 8.1
    node = (await administrator.put(f"{TREES}/nodes/{node_type}/{NAME}", {})).json()
    config = {key: value for key, value in node.items() if not key.startswith("_")}
    assert config == DEFAULTS[node_type]


@pytest.mark.parametrize(
    ("node_type", "config", "label"),
    [
        ("PushAuthenticationSenderNode", {"messageTimeout": "soon"}, "Message Timeout"),
        ("PushAuthenticationSenderNode", {"messageTimeout": 2**31}, "Message Timeout"),
        ("PushAuthenticationSenderNode", {"mandatory": 1}, "Remove 'skip' option"),
        ("PushAuthenticationSenderNode", {"userMessage": {"en": 5}}, "User Message"),
        ("PushAuthenticationSenderNode", {"userMessage": "hello"}, "User Message"),
        ("PushAuthenticationSenderNode", {"customPayload": [1]}, "Custom Payload Attributes"),
        ("PushAuthenticationSenderNode", {"pushType": "SMOKE"}, "Push Type"),
        ("RecoveryCodeCollectorDecisionNode", {"recoveryCodeType": "SMS"}, "Recovery Code Type"),
        ("PushRegistrationNode", {"issuer": ""}, "Issuer"),
        ("PushRegistrationNode", {"accountName": "NICKNAME"}, "Account Name"),
        ("IdentifyExistingUserNode", {"identityAttribute": ""}, "Identity Attribute"),
        ("RetryLimitDecisionNode", {"retryLimit": 0}, "Retry Limit"),
        ("PageNode", {"nodes": [{"nodeType": "UsernameCollectorNode"}]}, "Nodes"),
    ],
)
async def test_a_nodes_schema_is_kept(
    administrator: Administrator, node_type: str, config: dict[str, Any], label: str
) -> None:
    # am.md 2.4; the labels are those of the nodes' resource bundles in am-external
    message = f"Data validation failed for the attribute, {label}"
    answer = await administrator.put(f"{TREES}/nodes/{node_type}/{SENDER}", config)
    assert answer.json() == error(400, "Bad Request", message)
