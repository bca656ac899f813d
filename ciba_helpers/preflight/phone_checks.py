"""What it takes to reach the customer: the user, a registered phone, and a message that lasts."""

from collections.abc import Iterator

from ciba_helpers.explain.catalogue.steps import PUSH_SERVICE, USERS
from ciba_helpers.explain.entry import Step
from ciba_helpers.preflight.checks import unread
from ciba_helpers.preflight.configuration import Configuration, Unread, value_at
from ciba_helpers.preflight.finding import JOURNEYS, Finding, doubtful, good, missing
from ciba_helpers.preflight.tree_checks import SENDER

_CREDENTIALS = ("accessKey", "appleEndpoint", "googleEndpoint", "region")
"""What AM needs to send; it never shows the secret."""

_SERVICE = Step(3, "Add the service, with the credentials that Ping hands out.", PUSH_SERVICE)


def push_service_is_there(seen: Configuration) -> Iterator[Finding]:
    """The realm can send push messages."""
    means = "The Push Sender fails, and the till is told `access_denied`."
    absent = missing("Push service", "The realm has none.", means, _SERVICE)
    yield from unread("Push service", seen.push_service, absent)
    if isinstance(seen.push_service, Unread):
        return
    empty = [name for name in _CREDENTIALS if not seen.push_service.get(name)]
    if empty:
        yield missing("Push service", f"It has no {', '.join(empty)}.", means, _SERVICE)
    else:
        yield good("Push service", "It is there, with credentials.")


def messages_live_long_enough(seen: Configuration) -> Iterator[Finding]:
    """A message outlives neither the service's memory nor the sender's patience."""
    promised = value_at(seen.provider, "cibaConfig", "cibaAuthReqIdLifetime")
    if not isinstance(promised, int):
        return
    lives = list(_lifetimes(seen))
    for says, seconds, mend in lives:
        if seconds < promised:
            means = f"The till waits {promised} seconds; a later approval is not heard any more."
            yield doubtful("Push message", f"{says} {seconds} seconds.", means, mend)
    if lives and all(seconds >= promised for _, seconds, _ in lives):
        yield good("Push message", f"It lives as long as an auth_req_id: {promised} seconds.")


def _lifetimes(seen: Configuration) -> Iterator[tuple[str, int, Step]]:
    kept = value_at(seen.push_service, "mdDuration")
    if isinstance(kept, int):
        mend = Step(3, "Raise `mdDuration` (seconds).", f"{PUSH_SERVICE} > Response Cache Duration")
        yield "The service forgets it after", kept, mend
    for node in seen.nodes.values():
        timeout = value_at(node, "messageTimeout")
        if value_at(node, "_type", "_id") == SENDER and isinstance(timeout, int):
            mend = Step(3, "Raise the sender's `messageTimeout` (milliseconds).", JOURNEYS)
            yield "The Push Sender gives up on it after", timeout // 1000, mend


def user_is_there(seen: Configuration) -> Iterator[Finding]:
    """The end user exists, may log in, and goes by the name in `login_hint`."""
    mend = Step(3, "Create the user, or name another in `login_hint`.", USERS)
    says = f"There is no {seen.username}. (Advanced Identity Cloud knows users by UUID.)"
    absent = missing("User", says, "AM refuses requests for somebody it does not know.", mend)
    yield from unread("User", seen.user, absent)
    if isinstance(seen.user, Unread):
        return
    if "Inactive" in (seen.user.get("inetUserStatus") or ()):
        means = "The tree fails at its end, after the phone has approved."
        yield missing("User", f"{seen.username} is not active.", means, Step(3, "Activate.", USERS))
    elif seen.user.get("_id") != seen.username:
        says = f"AM knows {seen.username} as {seen.user.get('_id')}."
        means = "AMs with PingIDM want that id in `login_hint`, and name it in `sub`."
        mend = Step(2, "Use it: `await lab.signed_request(login_hint=…)`.", USERS)
        yield doubtful("User", says, means, mend)
    else:
        yield good("User", f"{seen.username} is there.")


def user_has_a_phone(seen: Configuration) -> Iterator[Finding]:
    """A phone is registered, or nobody can be asked."""
    if isinstance(seen.user, Unread):
        return
    mend = Step(6, "Register a handset: log in through a tree with a Push Registration.", JOURNEYS)
    means = "The Push Sender ends with NOT_REGISTERED, the till is told `access_denied`."
    none = missing("Phone", f"{seen.username} has none registered.", means, mend)
    yield from unread("Phone", seen.devices, none)
    if isinstance(seen.devices, Unread):
        return
    number = len(seen.devices["result"])
    if number == 0:
        yield none
    elif number == 1:
        yield good("Phone", f"{seen.username} has one registered.")
    else:
        yield good("Phone", f"{seen.username} has {number}; AM asks the first.")
