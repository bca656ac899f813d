"""A tree with a node of every type that the other trees lack; the push tree gets one too."""

from typing import Any

from tests.contract.am import Administrator
from tests.contract.configuration import FAILURE, NAME, SUCCESS, TREES, done, push_tree
from tests.contract.login_trees import Nodes, page, put_node, put_tree
from tests.contract.second_login import placed

_PLACES = tuple(f"{n}{n}" * 4 + "-f0f0-4000-8000-000000000000" for n in range(1, 9))
STATE, PAGE, IDENTIFY, STORE, WAIT, SHOW, RETRY, STATE_BEFORE = _PLACES


async def put_everything(administrator: Administrator) -> None:
    """Store them."""
    await put_node(administrator, "UsernameCollectorNode", page()["nodes"][0]["_id"], {})
    await put_node(administrator, "PasswordCollectorNode", page()["nodes"][1]["_id"], {})
    texts: dict[str, Any] = {"pageHeader": {"en": "Hello"}, "stage": "s"}
    decided = {"LOCKED": IDENTIFY, "CANCELLED": FAILURE, "EXPIRED": FAILURE}
    nodes: Nodes = {
        STATE: ("SetStateNode", {"attributes": {"a": "b"}}, {"outcome": PAGE}),
        PAGE: ("PageNode", page(**texts), {"outcome": STORE}),
        STORE: ("IdentityStoreDecisionNode", {}, {"TRUE": WAIT, "FALSE": RETRY, **decided}),
        IDENTIFY: ("IdentifyExistingUserNode", {}, {"true": WAIT, "false": WAIT}),
        WAIT: (
            "PollingWaitNode",
            {"exitable": True, "spamDetectionEnabled": True},
            {"DONE": SHOW, "EXITED": SHOW, "SPAM": FAILURE},
        ),
        SHOW: ("RecoveryCodeDisplayNode", {}, {"outcome": SUCCESS}),
        RETRY: ("RetryLimitDecisionNode", {}, {"Retry": PAGE, "Reject": FAILURE}),
    }
    await put_tree(administrator, "everything", STATE, nodes)
    await put_node(administrator, "SetStateNode", STATE_BEFORE, {"attributes": {"a": "b"}})
    tree = push_tree(entry=STATE_BEFORE)
    tree["nodes"][STATE_BEFORE] = placed("SetStateNode", outcome=NAME)
    await done(administrator, f"{TREES}/trees/myCIBAPushTree", tree)
