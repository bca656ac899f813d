"""The exercises of chapter 8: payments that end in neither Approve nor Deny."""

from ciba_helpers.check.exercise import Missing, exercise, exercise_on_am
from ciba_helpers.ciba.session import Cancelled, Session
from ciba_helpers.lab import Lab

_WAIT = "After starting it, await its `acknowledged()`; then go on."
_AGAIN = "Start another one with `autopilot=False`, and leave the phone alone."

_NOT_EXPIRED = {
    "asking": ("The till is still asking AM.", _WAIT),
    "pending": (
        "The till still waits.",
        "Move the clock ten minutes ahead, await `result()`, and only then bring it back.",
    ),
    "approved": ("Somebody has approved this payment.", _AGAIN),
    "denied": ("Somebody has denied this payment.", _AGAIN),
}
"""What a payment that has not expired lacks, by its status, and what mends it."""


@exercise("8.1", "Nobody answers")
def expired_payment(session: object) -> str:
    """Judge a payment that is to have expired."""
    one = _session(session)
    if isinstance(one.error, Cancelled):
        raise Missing("This till was closed, and hears nothing any more.", _AGAIN)
    if one.status == "failed":
        raise Missing(f"This payment went wrong before it could expire: {one.error}.", _WAIT)
    if one.status != "expired":
        raise Missing(*_NOT_EXPIRED[one.status])
    return "The till was told expired_token. Nobody said no, and nobody said yes: it asks anew."


@exercise_on_am("8.2", "A till that was closed")
async def closed_till(lab: object, session: object) -> str:
    """Judge a payment whose till was closed before the phone said yes."""
    one = _session(session)
    if not isinstance(lab, Lab):
        raise Missing("The first thing to hand over is the lab.", "check.closed_till(lab, closed)")
    if not isinstance(one.error, Cancelled):
        raise Missing("This till was not closed.", "Call `closed.cancel()` while it still waits.")
    if one.auth_req_id is None:
        raise Missing("The till was closed before AM had answered it.", _WAIT)
    status = await lab.mock.status(one.auth_req_id)
    if status == "pending":
        raise Missing("The phone has not answered yet.", "Approve: `await lab.phone.approve()`.")
    if status != "approved":
        raise Missing(f"At AM this payment is {status}, and not approved.", "Take a new payment.")
    return (
        "At AM it is approved, though the till is gone: CIBA has no way to take a request back. "
        "Tokens that nobody fetches expire with it."
    )


def _session(session: object) -> Session:
    if isinstance(session, Session):
        return session
    what = "Hand over what `await lab.start_payment(…)` gave you."
    raise Missing("That is not a payment of a till.", what)
