"""A login by phone, after another in which the phone was registered (am.md 8.1, 11)."""

import re
from typing import Any

import httpx

from tests.contract.am import ALPHA, AM, REALM, Administrator
from tests.contract.configuration import FAILURE, PUSH_SERVICE, SERVICES, SUCCESS, TREES, done
from tests.contract.phone import (
    REGISTER,
    REGISTRATION,
    REGISTRATION_TREE,
    Phone,
    filled,
    put_registration_tree,
    qr_step,
    qr_text,
)

NAME, SENDER, WAIT, VERIFIER, CODE, SHOW = (
    f"{letter}" * 8 + "-0000-4000-8000-000000000000" for letter in "abcdef"
)
LOGIN = f"{ALPHA}/authenticate?authIndexType=service&authIndexValue=secondLogin"


def placed(node_type: str, **connections: str) -> dict[str, Any]:
    """A node's place in a tree."""
    return {"nodeType": node_type, "displayName": node_type, "connections": connections}


def second_login(wait: str = "PushWaitNode") -> dict[str, Any]:
    """A login by phone; who has lost it, or lets the time run out, may give a recovery code."""
    after_the_wait = {"DONE": VERIFIER, "EXITED": CODE, "SPAM": FAILURE}
    decided = {"TRUE": SUCCESS, "FALSE": FAILURE, "EXPIRED": CODE, "WAITING": WAIT}
    sender = "PushAuthenticationSenderNode"
    return {
        "entryNodeId": NAME,
        "nodes": {
            NAME: placed("UsernameCollectorNode", outcome=SENDER),
            SENDER: placed(sender, SENT=WAIT, NOT_REGISTERED=FAILURE, SKIPPED=FAILURE),
            WAIT: placed(wait, **after_the_wait),
            VERIFIER: placed("PushResultVerifierNode", **decided),
            CODE: placed("RecoveryCodeCollectorDecisionNode", true=SUCCESS, false=FAILURE),
        },
    }


async def put_second_login(
    administrator: Administrator, wait: str = "PushWaitNode", **config: dict[str, Any]
) -> None:
    """The tree of the second login; `config` is that of `sender` and `wait_node`."""
    tree = second_login(wait)
    configured = {SENDER: config.get("sender", {}), WAIT: config.get("wait_node", {})}
    configured[CODE] = {"recoveryCodeType": "PUSH"}
    for node_id, node in tree["nodes"].items():
        path = f"{TREES}/nodes/{node['nodeType']}/{node_id}"
        await done(administrator, path, configured.get(node_id, {}))
    await done(administrator, f"{TREES}/trees/secondLogin", tree)


async def put_registration_with_codes(
    administrator: Administrator, *, wait_before: bool = False
) -> None:
    """The registration tree, with the node behind it that shows the recovery codes.

    `wait_before` puts a wait between the two.
    """
    await put_registration_tree(administrator)
    nodes: Any = REGISTRATION_TREE["nodes"]
    registered = nodes[REGISTER]["connections"] | {"successOutcome": WAIT if wait_before else SHOW}
    behind = {
        SHOW: placed("RecoveryCodeDisplayNode", outcome=SUCCESS),
        WAIT: placed("PollingWaitNode", DONE=SHOW),
    }
    tree = {
        **REGISTRATION_TREE,
        "nodes": {**nodes, REGISTER: placed("PushRegistrationNode", **registered), **behind},
    }
    for node_id, node in behind.items():
        await done(administrator, f"{TREES}/nodes/{node['nodeType']}/{node_id}", {})
    await done(administrator, f"{TREES}/trees/registerPhone", tree)


async def begun(am: AM) -> dict[str, Any]:
    """The second login, waiting for the phone."""
    step = (await am.post(LOGIN, json={})).json()
    answer = await am.post(LOGIN, json=filled(step, "demo"))
    waiting: dict[str, Any] = answer.json()
    return waiting


async def gone_on(am: AM, step: dict[str, Any], *, exit_pressed: bool = False) -> httpx.Response:
    """The callbacks go back as they came, but for a press on the exit."""
    if exit_pressed:
        step["callbacks"][-1]["input"][0]["value"] = 0
    return await am.post(LOGIN, json=step)


async def after_the_wait(am: AM, step: dict[str, Any]) -> httpx.Response:
    """What AM says when the client comes back in time."""
    await am.advance(6)
    return await gone_on(am, step)


def output_of(step: dict[str, Any], kind: str) -> dict[str, Any]:
    """What the step's callback of this type shows."""
    callback = next(one for one in step["callbacks"] if one["type"] == kind)
    return {one["name"]: one["value"] for one in callback["output"]}


def asks_for_a_code(answer: httpx.Response) -> bool:
    """Whether the tree took the way to the recovery code."""
    callbacks = answer.json().get("callbacks", [])
    return [one["output"][0]["value"] for one in callbacks] == ["Recovery Code"]


Registered = tuple[Phone, list[str]]


async def register_with_codes(am: AM, administrator: Administrator) -> Registered:
    """demo's phone and the recovery codes, after a first login that showed a QR code."""
    await done(administrator, f"{SERVICES}/pushNotification", PUSH_SERVICE)
    await put_registration_with_codes(administrator)
    await put_second_login(administrator)
    step = await qr_step(am)
    phone = Phone(am, qr_text(step))
    assert (await phone.register()).status_code == 200
    shown = (await am.post(REGISTRATION, json=filled(step, "mfaDeviceRegistration"))).json()
    finished = await am.post(REGISTRATION, json=shown)
    assert finished.json()["realm"] == REALM
    return phone, codes_shown(shown)


def codes_shown(step: dict[str, Any]) -> list[str]:
    """The recovery codes in the script of the step that shows them."""
    (callback,) = step["callbacks"]
    script, kind = (one["value"] for one in callback["output"])
    assert (callback["type"], kind) == ("TextOutputCallback", "4")
    return re.findall(r'^ +"(\w+)\\n', script, re.MULTILINE)
