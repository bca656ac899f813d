"""How a user's phone becomes known to AM: a login whose tree shows a QR code."""

import httpx

from ciba_helpers.am.login import Login
from ciba_helpers.am.session import Administrator
from ciba_helpers.am.trees import FAILURE, SUCCESS, placement, put_node, put_tree
from ciba_helpers.phone import Phone, register_phone

REGISTRATION_TREE = "registerPhone"

REGISTRATION_SECONDS = 600
"""How long AM waits for the QR code to be scanned. Its own 60 end while a hand looks for it."""

_NAME, _PASSWORD, _DECISION, _REGISTER = (
    f"{digit * 8}-c1ba-4000-8000-000000000000" for digit in "5678"
)


async def put_registration_tree(am: Administrator) -> None:
    """Build the tree that asks for name and password, then shows the QR code."""
    await put_node(am, "UsernameCollectorNode", _NAME, {})
    await put_node(am, "PasswordCollectorNode", _PASSWORD, {})
    await put_node(am, "DataStoreDecisionNode", _DECISION, {})
    registration = {"issuer": "ExampleBank", "timeout": REGISTRATION_SECONDS}
    await put_node(am, "PushRegistrationNode", _REGISTER, registration)
    await put_tree(am, REGISTRATION_TREE, _tree())


def _tree() -> dict[str, object]:
    ends = {"successOutcome": SUCCESS, "failureOutcome": FAILURE, "timeoutOutcome": FAILURE}
    return {
        "entryNodeId": _NAME,
        "nodes": {
            _NAME: placement(
                "UsernameCollectorNode", "Username Collector", {"outcome": _PASSWORD}, 160, 120
            ),
            _PASSWORD: placement(
                "PasswordCollectorNode", "Password Collector", {"outcome": _DECISION}, 380, 120
            ),
            _DECISION: placement(
                "DataStoreDecisionNode",
                "Data Store Decision",
                {"true": _REGISTER, "false": FAILURE},
                600,
                120,
            ),
            _REGISTER: placement("PushRegistrationNode", "Push Registration", ends, 820, 120),
        },
    }


async def register_by_login(
    http: httpx.AsyncClient, url: str, realm: str, username: str, password: str, mailboxes: str
) -> Phone:
    """Log in as the user, scan the QR code with a new phone, and finish the login.

    Raises AMError where AM refuses any of it, LookupError where the user has a phone already, for
    whom AM shows no QR code.
    """
    login = Login(http, url, realm, REGISTRATION_TREE)
    await login.begin()
    await login.send(username=username)
    await login.send(password=password)
    if login.succeeded:
        raise LookupError(f"{username} has a phone already, so AM shows no QR code: reset it first")
    phone = await register_phone(http, login.value_of("HiddenValueCallback") or "", mailboxes)
    await login.send()
    return phone
