"""A tree that is wired wrongly fails, as it would in AM (am.md 8.2, 8.3)."""

from typing import Any

import pytest
from jwcrypto.jwk import JWK

from tests.contract.am import AM, REALM, Administrator
from tests.contract.configuration import (
    CONNECTIONS,
    FAILURE,
    NAME,
    PUSH_SERVICE,
    SENDER,
    SERVICES,
    SUCCESS,
    TREES,
    TYPES,
    VERIFIER,
    WAIT,
    configure,
    done,
    give_phone,
    push_tree,
    put_push_tree,
)
from tests.contract.till import Till, approve

REFUSED = {
    "error_description": "The authentication tree refused the authentication request",
    "error": "access_denied",
}
TREE = f"{TREES}/trees/myCIBAPushTree"
OTHER = "5" * 8 + "-0000-4000-8000-000000000000"


async def last_step(am: AM) -> tuple[str, str]:
    """The node where the latest walk of demo ended, and how."""
    params = {"realm": REALM, "username": "demo"}
    step = (await am.mock("GET", "/trail", params=params)).json()["result"][-1]
    return step["node_id"], step["outcome"]


async def refused_at(till: Till, node_id: str, outcome: str) -> None:
    """The request is refused at once, because of this node."""
    answer = await till.ask()
    assert (answer.status_code, answer.json()) == (403, REFUSED)
    assert await last_step(till.am) == (node_id, outcome)


async def test_it_must_begin_with_a_username_collector(
    till: Till, administrator: Administrator
) -> None:
    await done(administrator, TREE, push_tree(entry=SENDER))
    await refused_at(till, SENDER, "Expected username to be set.")


async def test_it_needs_the_push_service(till: Till, administrator: Administrator) -> None:
    await administrator.delete(f"{SERVICES}/pushNotification")
    await refused_at(
        till,
        SENDER,
        "AuthenticatorPush :: sendMessage() : Failed to transmit message through PushService. "
        "(No Push Notification Delegate configured for this realm.)",
    )
    await done(administrator, f"{SERVICES}/pushNotification", PUSH_SERVICE)
    await till.acknowledged()


async def test_a_sender_that_captures_failure_takes_that_way(
    till: Till, administrator: Administrator
) -> None:
    await administrator.delete(f"{SERVICES}/pushNotification")
    sender = f"{TREES}/nodes/PushAuthenticationSenderNode/{SENDER}"
    await done(administrator, sender, {"captureFailure": True})
    await done(administrator, TREE, push_tree(SENDER={"FAILURE": FAILURE}))
    await refused_at(till, SENDER, "FAILURE")


async def test_a_sender_that_captures_failure_needs_no_name(
    till: Till, administrator: Administrator
) -> None:
    # am.md 8.3
    sender = f"{TREES}/nodes/PushAuthenticationSenderNode/{SENDER}"
    await done(administrator, sender, {"captureFailure": True})
    await done(administrator, TREE, push_tree(entry=SENDER, SENDER={"FAILURE": SUCCESS}))
    await till.acknowledged()


async def test_it_needs_a_registered_device(am: AM, administrator: Administrator, key: JWK) -> None:
    await configure(administrator, key)
    till = Till(am, key)
    await refused_at(till, SENDER, "NOT_REGISTERED")
    await give_phone(am)
    await till.acknowledged()


async def test_another_users_phone_does_not_help(
    am: AM, administrator: Administrator, key: JWK
) -> None:
    await configure(administrator, key)
    await administrator.put("/users/bob", {"userpassword": "x"})
    await give_phone(am, "bob")
    await refused_at(Till(am, key), SENDER, "NOT_REGISTERED")


async def test_false_wired_to_success_lets_a_denial_in(
    till: Till, administrator: Administrator
) -> None:
    wrong = {"TRUE": SUCCESS, "FALSE": SUCCESS, "EXPIRED": FAILURE, "WAITING": WAIT}
    await done(administrator, TREE, push_tree(VERIFIER=wrong))
    auth_req_id = await till.acknowledged()
    await approve(till.am, auth_req_id, "deny")
    assert (await till.poll(auth_req_id)).status_code == 200


async def test_true_wired_to_failure_keeps_everybody_out(
    till: Till, administrator: Administrator
) -> None:
    await done(administrator, TREE, push_tree(VERIFIER={"TRUE": FAILURE}))
    auth_req_id = await till.acknowledged()
    await approve(till.am, auth_req_id)
    assert (await till.poll(auth_req_id)).json()["error"] == "access_denied"


async def test_not_registered_wired_to_success_asks_nobody(
    am: AM, administrator: Administrator, key: JWK
) -> None:
    await configure(administrator, key)
    await done(administrator, TREE, push_tree(SENDER={"NOT_REGISTERED": SUCCESS}))
    till = Till(am, key)
    assert (await till.poll(await till.acknowledged())).status_code == 200


@pytest.mark.parametrize("connections", [{}, {"SENT": "nowhere"}])
async def test_an_outcome_must_lead_somewhere(
    till: Till, administrator: Administrator, connections: dict[str, str]
) -> None:
    await done(administrator, TREE, push_tree(SENDER=connections))
    await refused_at(till, SENDER, "Outcome SENT is not connected.")


async def test_an_unconnected_outcome_after_the_wait_denies(
    till: Till, administrator: Administrator
) -> None:
    await done(administrator, TREE, push_tree(VERIFIER={"FALSE": FAILURE}))
    auth_req_id = await till.acknowledged()
    await approve(till.am, auth_req_id)
    assert (await till.poll(auth_req_id)).json()["error"] == "access_denied"
    assert await last_step(till.am) == (VERIFIER, "Outcome TRUE is not connected.")


@pytest.mark.parametrize("missing", [NAME, SENDER, WAIT])
async def test_a_node_must_have_been_stored(
    till: Till, administrator: Administrator, missing: str
) -> None:
    path = f"{TREES}/nodes/{TYPES[missing]}/{missing}"
    assert (await administrator.delete(path)).status_code == 200
    await refused_at(till, missing, f"Node {TYPES[missing]}/{missing} does not exist.")


async def test_a_loop_without_a_wait_ends(till: Till, administrator: Administrator) -> None:
    await done(administrator, f"{TREES}/nodes/SetStateNode/{OTHER}", {})
    tree = push_tree(NAME={"outcome": OTHER})
    tree["nodes"][OTHER] = {
        "nodeType": "SetStateNode",
        "displayName": "Round and round",
        "connections": {"outcome": OTHER},
    }
    await done(administrator, TREE, tree)
    await refused_at(till, OTHER, "The tree loops without a wait.")


@pytest.mark.parametrize("behind", [NAME, SENDER, WAIT, VERIFIER])
async def test_a_text_in_place_of_what_a_node_has_noted_breaks_no_tree(
    till: Till, administrator: Administrator, behind: str
) -> None:
    # am.md 8.3: the tree goes its way as if nobody had set anything.
    noted = ("waitUntil", "spamCount", "t", "pushMessageExpiration")
    config = {"attributes": dict.fromkeys(noted, "x")}
    await done(administrator, f"{TREES}/nodes/SetStateNode/{OTHER}", config)
    (outcome, following), *others = CONNECTIONS[behind].items()
    tree = push_tree()
    tree["nodes"][behind]["connections"] = {outcome: OTHER, **dict(others)}
    tree["nodes"][OTHER] = {
        "nodeType": "SetStateNode",
        "displayName": "Spoils the state",
        "connections": {"outcome": following},
    }
    await done(administrator, TREE, tree)
    auth_req_id = await till.acknowledged()
    for _ in range(3):
        assert (await till.poll(auth_req_id)).json()["error"] == "authorization_pending"
        await till.am.advance(9)
    await approve(till.am, auth_req_id)
    assert "access_token" in (await till.poll(auth_req_id)).json()


async def test_a_collector_asked_twice_cannot_run_unattended(
    till: Till, administrator: Administrator
) -> None:
    # A collector asks whatever the state holds, and a backchannel request answers once.
    await done(administrator, TREE, push_tree(NAME={"outcome": NAME}))
    await refused_at(till, NAME, "Nobody is there to answer the NameCallback.")


async def test_two_pushes_at_once_are_an_error(till: Till, administrator: Administrator) -> None:
    await done(administrator, TREE, push_tree(SENDER={"SENT": SENDER}))
    message = (
        "Message ID is already set! Must finish one push authentication before starting a new one."
    )
    await refused_at(till, SENDER, message)


async def test_a_verifier_without_a_push_before_it_fails(
    till: Till, administrator: Administrator
) -> None:
    await done(administrator, TREE, push_tree(NAME={"outcome": VERIFIER}))
    await refused_at(till, VERIFIER, "Unable to find push message ID")


async def test_a_tree_that_asks_for_a_password_cannot_run_unattended(
    till: Till, administrator: Administrator
) -> None:
    await done(administrator, f"{TREES}/nodes/PasswordCollectorNode/{OTHER}", {})
    tree = push_tree(NAME={"outcome": OTHER})
    tree["nodes"][OTHER] = {
        "nodeType": "PasswordCollectorNode",
        "displayName": "Password",
        "connections": {"outcome": SENDER},
    }
    await done(administrator, TREE, tree)
    await refused_at(till, OTHER, "Nobody is there to answer the PasswordCallback.")


@pytest.mark.parametrize("gone", ["deleted", "disabled"])
async def test_a_mapped_tree_must_be_there_and_enabled(
    till: Till, administrator: Administrator, gone: str
) -> None:
    if gone == "deleted":
        await administrator.delete(TREE)
    else:
        await done(administrator, TREE, push_tree() | {"enabled": False})
    answer = await till.ask()
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


async def skipping(administrator: Administrator, **sender: Any) -> None:
    """demo has chosen to go without push; the Push Sender is configured so."""
    await done(administrator, "/users/demo", {"push2faEnabled": ["1"]})
    path = f"{TREES}/nodes/PushAuthenticationSenderNode/{SENDER}"
    await done(administrator, path, sender)


async def test_a_user_who_skips_push_is_skipped(till: Till, administrator: Administrator) -> None:
    # am.md 8.3
    await skipping(administrator)
    await refused_at(till, SENDER, "SKIPPED")


async def test_the_skip_attribute_is_the_one_that_the_service_names(
    till: Till, administrator: Administrator
) -> None:
    # am.md 9.3
    await done(administrator, "/users/demo", {"push2faEnabled": ["2"], "employeeNumber": ["1"]})
    await till.acknowledged()
    service = {"authenticatorPushSkippableName": "employeeNumber"}
    await done(administrator, f"{SERVICES}/authenticatorPushService", service)
    await refused_at(till, SENDER, "SKIPPED")


@pytest.mark.parametrize("setting", [[], ["0"], ["nonsense"]])
async def test_a_user_without_a_skip_setting_is_not_registered_despite_the_phone(
    till: Till, administrator: Administrator, setting: list[str]
) -> None:
    # am.md 8.3
    await done(administrator, "/users/demo", {"push2faEnabled": setting})
    await refused_at(till, SENDER, "NOT_REGISTERED")


async def test_a_mandatory_push_is_not_skipped(till: Till, administrator: Administrator) -> None:
    # am.md 8.3
    await skipping(administrator, mandatory=True)
    auth_req_id = await till.acknowledged()
    assert await last_step(till.am) == (SENDER, "SENT")
    await approve(till.am, auth_req_id)
    assert (await till.poll(auth_req_id)).status_code == 200


async def test_a_push_wait_node_serves_as_well(till: Till, administrator: Administrator) -> None:
    # am.md 8.1
    tree = push_tree()
    tree["nodes"][WAIT]["nodeType"] = "PushWaitNode"
    await done(administrator, f"{TREES}/nodes/PushWaitNode/{WAIT}", {})
    await done(administrator, TREE, tree)
    assert "access_token" in await till.tokens()


async def test_the_tree_mended_works_again(till: Till, administrator: Administrator) -> None:
    await done(administrator, TREE, push_tree(entry=SENDER))
    assert (await till.ask()).status_code == 403
    await put_push_tree(administrator)
    assert "access_token" in await till.tokens()


async def test_who_is_locked_out_while_the_phone_is_asked_is_refused(
    till: Till, administrator: Administrator
) -> None:
    # Auth node reference, Success node
    auth_req_id = await till.acknowledged()
    await done(administrator, "/users/demo", {"inetUserStatus": ["Inactive"]})
    await approve(till.am, auth_req_id)
    assert (await till.poll(auth_req_id)).json()["error"] == "access_denied"
    assert await last_step(till.am) == (SUCCESS, "User Locked Out.")
