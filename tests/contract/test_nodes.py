"""`authenticationtrees/nodes` (am.md 8, 8.1)."""

from typing import Any

import pytest

from tests.contract.am import ALPHA, AM, Administrator, error
from tests.contract.configuration import FAILURE, NAME, SENDER, SUCCESS, TREES
from tests.contract.login_trees import (
    ASK_NAME,
    ASK_PASSWORD,
    DECISION,
    OTHER,
    PAGE,
    Nodes,
    answered,
    login,
    page,
    put_login_tree,
    put_node,
    put_tree,
)

NODES = f"{TREES}/nodes"


def _one(outcome: str, name: str) -> dict[str, str]:
    return {"id": outcome, "displayName": name}


SENT = [_one("SENT", "Sent"), _one("NOT_REGISTERED", "Not Registered")]
SKIPPED, CAPTURED = _one("SKIPPED", "Skipped"), _one("FAILURE", "Failure")
TRUE_FALSE = [_one("true", "True"), _one("false", "False")]
LDAP = ["True", "False", "Locked", "Cancelled", "Expired"]
ON_PAGE = [
    {"_id": ASK_NAME, "nodeType": "UsernameCollectorNode", "displayName": "Name"},
    {"_id": DECISION, "nodeType": "DataStoreDecisionNode", "displayName": "Decision"},
]


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


DEFAULTS: dict[str, dict[str, Any]] = {
    "UsernameCollectorNode": {},
    "PasswordCollectorNode": {},
    "DataStoreDecisionNode": {},
    "ZeroPageLoginNode": {
        "usernameHeader": "X-OpenAM-Username",
        "passwordHeader": "X-OpenAM-Password",
        "allowWithoutReferer": True,
        "referrerWhiteList": [],
    },
    "IdentityStoreDecisionNode": {
        "minimumPasswordLength": 8,
        "useUniversalIdForUsername": False,
        "mixedCaseForPasswordChangeMessages": False,
    },
    "IdentifyExistingUserNode": {"identifier": "userName", "identityAttribute": "mail"},
    "RetryLimitDecisionNode": {"retryLimit": 3, "incrementUserAttributeOnFailure": True},
    "PushAuthenticationSenderNode": {
        "messageTimeout": 120000,
        "userMessage": {},
        "mandatory": False,
        "contextInfo": False,
        "customPayload": [],
        "pushType": "DEFAULT",
        "captureFailure": False,
    },
    "PollingWaitNode": {
        "secondsToWait": 8,
        "spamDetectionEnabled": False,
        "spamDetectionTolerance": 3,
        "waitingMessage": {},
        "exitable": False,
        "exitMessage": {},
    },
    "PushWaitNode": {
        "secondsToWait": 5,
        "waitingMessage": {},
        "challengeMessage": {},
        "exitMessage": {},
    },
    "PushResultVerifierNode": {},
    "PushRegistrationNode": {
        "issuer": "ForgeRock",
        "accountName": "USERNAME",
        "timeout": 60,
        "bgColor": "032b75",
        "generateRecoveryCodes": True,
        "scanQRCodeMessage": {},
    },
}


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


async def test_an_unknown_attribute_is_answered_with_the_known_ones(
    administrator: Administrator,
) -> None:
    # am.md 2.4
    path = f"{TREES}/nodes/RetryLimitDecisionNode/{NAME}"
    answer = await administrator.put(path, {"retryLimit": 5, "colour": "red"})
    valid = {"validAttributes": ["incrementUserAttributeOnFailure", "retryLimit"]}
    message = "Invalid attribute specified."
    assert answer.json() == error(400, "Bad Request", message, detail=valid)


async def test_type_and_outcomes_that_a_client_sends_are_the_servers_business(
    administrator: Administrator,
) -> None:
    # am.md 8: a display name that was sent came back in AM's own spelling
    sent = {
        "_id": NAME,
        "_type": {"_id": "UsernameCollectorNode", "name": "x", "collection": True},
        "_outcomes": [_one("outcome", "outcome")],
    }
    path = f"{TREES}/nodes/UsernameCollectorNode/{NAME}"
    stored = (await administrator.put(path, sent)).json()
    assert stored["_type"]["name"] == "Username Collector"
    assert stored["_outcomes"] == [_one("outcome", "Outcome")]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "NoSuchNode/node1"),
        ("PUT", "NoSuchNode/node1"),
        ("DELETE", "NoSuchNode/1.0/node1"),
        ("GET", "NoSuchNode?_queryFilter=true"),
        ("POST", "NoSuchNode?_action=schema"),
    ],
)
async def test_an_unknown_node_type_is_not_found(
    administrator: Administrator, method: str, path: str
) -> None:
    # am.md 8
    body = {} if method in ("PUT", "POST") else None
    answer = await administrator.request(method, f"{TREES}/nodes/{path}", body)
    message = f"Resource '{path.partition('?')[0]}' not found"
    assert answer.json() == error(404, "Not Found", message)


async def test_nodes_are_listed_by_type(administrator: Administrator) -> None:
    path = f"{TREES}/nodes/PushResultVerifierNode"
    assert (await administrator.get(f"{path}?_queryFilter=true")).json()["result"] == []
    await administrator.put(f"{path}/{SENDER}", {})
    (node,) = (await administrator.get(f"{path}?_queryFilter=true")).json()["result"]
    assert node["_id"] == SENDER


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


@pytest.mark.parametrize("first", ["", "/1.0"])
async def test_a_versioned_path_is_the_same_node(administrator: Administrator, first: str) -> None:
    # am.md 8: newer builds insert the version
    one, other = (
        f"{NODES}/RetryLimitDecisionNode{version}" for version in (first, "" if first else "/1.0")
    )
    created = await administrator.put(f"{one}/{NAME}", {"retryLimit": 5})
    assert created.status_code == 201
    assert created.headers["location"].endswith(f"{one}/{NAME}")
    read = (await administrator.get(f"{other}/{NAME}")).json()
    assert read == created.json()
    listed = (await administrator.get(f"{other}?_queryFilter=true")).json()["result"]
    assert read in listed
    assert (await administrator.delete(f"{other}/{NAME}")).status_code == 200
    assert (await administrator.get(f"{one}/{NAME}")).status_code == 404


# What an editor asks


async def _asked(administrator: Administrator, path: str, body: Any = None) -> Any:
    answer = await administrator.post(f"{NODES}{path}", {} if body is None else body)
    assert answer.status_code == 200
    assert answer.headers["content-api-version"].endswith("resource=1.0")
    assert "etag" not in answer.headers
    return answer.json()


MFA, BASIC = ["mfa", "multi-factor authentication"], ["basic authn", "basic authentication"]
TAGS = {
    "UsernameCollectorNode": BASIC,
    "PasswordCollectorNode": BASIC,
    "ZeroPageLoginNode": BASIC,
    "DataStoreDecisionNode": BASIC,
    "IdentityStoreDecisionNode": BASIC,
    "IdentifyExistingUserNode": ["identity management"],
    "PageNode": ["utilities"],
    "RetryLimitDecisionNode": ["utilities"],
    "SetStateNode": ["utilities"],
    "PollingWaitNode": ["utilities"],
    "PushAuthenticationSenderNode": MFA,
    "PushWaitNode": MFA,
    "PushResultVerifierNode": MFA,
    "PushRegistrationNode": MFA,
}


async def test_all_node_types_are_named(administrator: Administrator) -> None:
    # am.md 8
    every = (await _asked(administrator, "?_action=getAllTypes"))["result"]
    by_id = {one["_id"]: one for one in every}
    assert len(by_id) == len(every)
    for node_type, tags in TAGS.items():
        one = by_id[node_type]
        assert {*one} == {"_id", "name", "collection", "tags", "metadata", "help"}
        assert one["tags"] == one["metadata"]["tags"] == tags
        assert one["collection"] is True
        assert one["help"]


@pytest.mark.parametrize("node_type", TAGS)
async def test_a_node_type_tells_of_itself(administrator: Administrator, node_type: str) -> None:
    # am.md 8
    every = (await _asked(administrator, "?_action=getAllTypes"))["result"]
    (listed,) = [one for one in every if one["_id"] == node_type]
    assert await _asked(administrator, f"/{node_type}?_action=getType") == listed


@pytest.mark.parametrize("node_type", TAGS)
async def test_a_template_is_what_a_new_node_has(
    administrator: Administrator, node_type: str
) -> None:
    # am.md 8
    template = await _asked(administrator, f"/{node_type}?_action=template")
    node = (await administrator.put(f"{NODES}/{node_type}/{NAME}", {})).json()
    assert template == {key: value for key, value in node.items() if not key.startswith("_")}


@pytest.mark.parametrize("node_type", TAGS)
async def test_a_schema_describes_what_the_template_holds(
    administrator: Administrator, node_type: str
) -> None:
    # am.md 8
    schema = await _asked(administrator, f"/{node_type}?_action=schema")
    template = await _asked(administrator, f"/{node_type}?_action=template")
    assert {*schema} == {"type", "properties", "required"}
    assert {*template} <= {*schema["properties"]}
    assert {*schema["required"]} <= {*schema["properties"]}
    for key, one in schema["properties"].items():
        assert {"title", "description", "propertyOrder", "type", "exampleValue"} <= {*one}
        if "default" in one:
            assert one["default"] == template[key]


async def test_a_choice_is_described_with_its_names(administrator: Administrator) -> None:
    # am.md 8, as recorded; am-external for the names
    schema = await _asked(administrator, "/PushAuthenticationSenderNode/1.0?_action=schema")
    names = ["Tap to Accept", "Display Challenge Code", "Use Biometrics to Accept"]
    one = schema["properties"]["pushType"]
    assert (one["title"], one["propertyOrder"], one["type"]) == ("Push Type", 600, "string")
    assert one["enum"] == ["DEFAULT", "CHALLENGE", "BIOMETRIC"]
    assert one["enumNames"] == one["options"]["enum_titles"] == names
    assert one["default"] == "DEFAULT"


@pytest.mark.parametrize(
    ("node_type", "config"),
    [
        ("PushAuthenticationSenderNode", {"mandatory": True, "captureFailure": True}),
        ("PollingWaitNode", {"exitable": True}),
        ("PageNode", {"nodes": ON_PAGE}),
        ("UsernameCollectorNode", {}),
    ],
)
async def test_outcomes_are_listed_for_a_configuration_that_nobody_keeps(
    administrator: Administrator, node_type: str, config: dict[str, Any]
) -> None:
    # am.md 8
    await put_node(administrator, "DataStoreDecisionNode", DECISION, {})
    listed = await _asked(administrator, f"/{node_type}?_action=listOutcomes", config)
    query = f"{NODES}/{node_type}?_queryFilter=true"
    before = [one["_id"] for one in (await administrator.get(query)).json()["result"]]
    assert NAME not in before
    stored = (await administrator.put(f"{NODES}/{node_type}/{NAME}", config)).json()
    assert listed == stored["_outcomes"]


async def test_outcomes_of_a_wrong_configuration_are_not_listed(
    administrator: Administrator,
) -> None:
    path = f"{NODES}/PollingWaitNode?_action=listOutcomes"
    answer = await administrator.post(path, {"exitable": "yes"})
    message = "Data validation failed for the attribute, Exitable"
    assert answer.json() == error(400, "Bad Request", message)


async def test_all_nodes_of_a_realm_are_listed_without_a_revision(
    administrator: Administrator,
) -> None:
    # am.md 8
    await put_login_tree(administrator, "login")
    every = (await _asked(administrator, "?_action=nextdescendents"))["result"]
    by_id = {one["_id"]: one for one in every}
    for node_type, node_id in [
        ("PageNode", PAGE),
        ("UsernameCollectorNode", ASK_NAME),
        ("PasswordCollectorNode", ASK_PASSWORD),
        ("DataStoreDecisionNode", DECISION),
    ]:
        read = (await administrator.get(f"{NODES}/{node_type}/{node_id}")).json()
        del read["_rev"]
        assert by_id[node_id] == read


@pytest.mark.parametrize("path", ["", "/PageNode"])
async def test_another_action_is_not_supported(administrator: Administrator, path: str) -> None:
    # am.md 2.6
    answer = await administrator.post(f"{NODES}{path}?_action=paint", {})
    assert answer.json() == error(501, "Not Implemented", "paintnot supported")


async def test_only_an_administrator_asks(am: AM) -> None:
    # am.md 2.6
    path = f"{ALPHA}{NODES}?_action=getAllTypes"
    assert (await am.post(path, json={})).status_code == 401
    demo = await am.session("demo", "Ch4ng31t", ALPHA)
    assert (await am.post(path, json={}, headers=demo)).status_code == 403


# What the nodes do


async def test_a_page_asks_for_everything_in_one_step(am: AM, administrator: Administrator) -> None:
    # am.md 3.2, 8
    about = {"pageHeader": {"en": "Hello"}, "pageDescription": {"en": "Log in."}, "stage": "one"}
    await put_login_tree(administrator, "login", config=about)
    step = (await login(am, "login")).json()
    assert [(one["type"], one["_id"]) for one in step["callbacks"]] == [
        ("NameCallback", 0),
        ("PasswordCallback", 1),
    ]
    assert (step["header"], step["description"], step["stage"]) == ("Hello", "Log in.", "one")
    assert "tokenId" in (await answered(am, step, "demo", "Ch4ng31t")).json()


async def test_a_page_without_texts_has_none(am: AM, administrator: Administrator) -> None:
    # am.md 3.2
    await put_login_tree(administrator, "login")
    assert {*(await login(am, "login")).json()} == {"authId", "callbacks"}


@pytest.mark.parametrize("inputs", [("", "Ch4ng31t"), ("demo", "")])
async def test_a_page_that_is_not_filled_in_is_asked_again(
    am: AM, administrator: Administrator, inputs: tuple[str, str]
) -> None:
    await put_login_tree(administrator, "login")
    again = (await login(am, "login", *inputs)).json()
    assert [one["type"] for one in again["callbacks"]] == ["NameCallback", "PasswordCallback"]
    assert "tokenId" in (await answered(am, again, "demo", "Ch4ng31t")).json()


async def test_a_page_sends_its_last_nodes_outcome_on(am: AM, administrator: Administrator) -> None:
    await put_node(administrator, "UsernameCollectorNode", ASK_NAME, {})
    on_page = [{"_id": ASK_NAME, "nodeType": "UsernameCollectorNode", "displayName": "Name"}]
    nodes: Nodes = {PAGE: ("PageNode", {"nodes": on_page}, {"outcome": FAILURE})}
    await put_tree(administrator, "closed", PAGE, nodes)
    assert (await login(am, "closed", "demo")).status_code == 401


async def test_a_callback_beside_no_page_has_no_id(am: AM, administrator: Administrator) -> None:
    # am.md 3.2: recorded answers of other nodes have none
    nodes: Nodes = {ASK_NAME: ("UsernameCollectorNode", {}, {"outcome": FAILURE})}
    await put_tree(administrator, "name", ASK_NAME, nodes)
    (callback,) = (await login(am, "name")).json()["callbacks"]
    assert {*callback} == {"type", "output", "input"}


async def test_a_loop_back_to_a_collector_asks_anew(am: AM, administrator: Administrator) -> None:
    # am-external: a collector looks at its callback alone
    await put_login_tree(administrator, "login", wrong=PAGE)
    step = (await login(am, "login", "nobody", "wrong")).json()
    assert [one["type"] for one in step["callbacks"]] == ["NameCallback", "PasswordCallback"]
    assert "tokenId" in (await answered(am, step, "demo", "Ch4ng31t")).json()


def _retry(**config: Any) -> Nodes:
    connections = {"Retry": PAGE, "Reject": FAILURE}
    return {OTHER: ("RetryLimitDecisionNode", {"retryLimit": 2, **config}, connections)}


async def _wrong(am: AM, step: dict[str, Any]) -> Any:
    return await answered(am, step, "demo", "wrong")


@pytest.mark.parametrize("kept", [True, False])
async def test_a_retry_limit_lets_the_user_try_that_often(
    am: AM, administrator: Administrator, kept: bool
) -> None:
    # am.md 8
    others = _retry(incrementUserAttributeOnFailure=kept)
    await put_login_tree(administrator, "login", wrong=OTHER, others=others)
    answer = await login(am, "login")
    for _ in range(2):
        answer = await _wrong(am, answer.json())
        assert answer.status_code == 200
    assert (await _wrong(am, answer.json())).status_code == 401


async def test_a_count_that_is_kept_with_the_user_outlives_the_login(
    am: AM, administrator: Administrator
) -> None:
    # am-external: RetryLimitDecisionNode
    await put_login_tree(administrator, "login", wrong=OTHER, others=_retry())
    for _ in range(2):
        assert (await _wrong(am, (await login(am, "login")).json())).status_code == 200
    assert (await _wrong(am, (await login(am, "login")).json())).status_code == 401
    after = await _wrong(am, (await login(am, "login")).json())
    assert after.status_code == 200, "a rejection begins the count again"


async def test_a_success_begins_the_count_again(am: AM, administrator: Administrator) -> None:
    # am-external: RetryLimitDecisionNode
    await put_login_tree(administrator, "login", wrong=OTHER, others=_retry())
    for _ in range(3):
        step = (await _wrong(am, (await login(am, "login")).json())).json()
        assert "tokenId" in (await answered(am, step, "demo", "Ch4ng31t")).json()


@pytest.mark.parametrize(
    ("status", "password", "status_code"),
    [("Active", "Ch4ng31t", 200), ("Active", "wrong", 401), ("Inactive", "Ch4ng31t", 401)],
)
async def test_an_identity_store_decision_tells_a_locked_account(
    am: AM, administrator: Administrator, status: str, password: str, status_code: int
) -> None:
    # am-external: LdapDecisionNode
    await administrator.put("/users/demo", {"inetUserStatus": [status]})
    await put_node(administrator, "UsernameCollectorNode", ASK_NAME, {})
    await put_node(administrator, "PasswordCollectorNode", ASK_PASSWORD, {})
    ends = {"TRUE": SUCCESS, "FALSE": FAILURE, "LOCKED": FAILURE}
    nodes: Nodes = {
        PAGE: ("PageNode", page(), {"outcome": DECISION}),
        DECISION: ("IdentityStoreDecisionNode", {}, ends),
    }
    await put_tree(administrator, "login", PAGE, nodes)
    assert (await login(am, "login", "demo", password)).status_code == status_code
    nodes[DECISION] = ("IdentityStoreDecisionNode", {}, ends | {"LOCKED": PAGE})
    await put_tree(administrator, "login", PAGE, nodes)
    locked = "authId" in (await login(am, "login", "demo", password)).json()
    assert locked is (status == "Inactive")


async def test_set_state_says_who_is_there(am: AM, administrator: Administrator) -> None:
    # am-external: SetStateNode
    attributes = {"username": "demo", "password": "Ch4ng31t"}
    nodes: Nodes = {
        OTHER: ("SetStateNode", {"attributes": attributes}, {"outcome": DECISION}),
        DECISION: ("DataStoreDecisionNode", {}, {"true": SUCCESS, "false": FAILURE}),
    }
    await put_tree(administrator, "state", OTHER, nodes)
    assert "tokenId" in (await login(am, "state")).json()


async def test_zero_page_login_reads_encoded_names(am: AM, administrator: Administrator) -> None:
    # am.md 3.1
    await administrator.put("/users/démo", {"userpassword": "Ch4ng31t"})
    answer = await am.login("=?UTF-8?B?ZMOpbW8=?=", "Ch4ng31t", ALPHA)
    assert answer.status_code == 200
