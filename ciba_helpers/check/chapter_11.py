"""The exercises of chapter 11: reading the table of moves, and writing a check."""

from collections.abc import Callable, Iterable, Mapping
from inspect import iscoroutinefunction
from types import SimpleNamespace
from typing import Any

from ciba_helpers.check.exercise import Missing, exercise
from ciba_helpers.check.limit import TooLong, at_most
from ciba_helpers.signed_request import BINDING_MESSAGE

LIMIT = 5
"""Seconds that a check may take; it takes hardly any."""

_TABLE = "Look at TRANSITIONS: each key is a status and an event."

_DEF = "Write it as `def names_an_amount(asked):`."

_NAMED = ("Pay ExampleShop £50?", BINDING_MESSAGE, "£7", "Pay £12.50 now", "Two for £3, or one?")
_UNNAMED = ("Log in?", "Pay fifty pounds?", "£", "50", "Only £ off!", "50£", "Pay $50?", "£ 50")


@exercise("11.1", "What can still happen to an approved request")
def moves_of_an_approved_request(moves: Any, transitions: Mapping[tuple[Any, Any], Any]) -> str:
    """Compare `moves`, the events, with those of the table."""
    if isinstance(moves, str | bytes) or not isinstance(moves, Iterable):
        raise Missing("Those are no events in a collection.", "For instance ['approve', 'deny'].")
    given = {_event(one) for one in moves}
    known = {_name(event) for _, event in transitions}
    right = {_name(event) for status, event in transitions if _name(status) == "approved"}
    if wrong := sorted(given - right):
        says = f"{wrong[0]} cannot happen to an approved request."
        raise Missing(says if wrong[0] in known else f"{wrong[0]} is no event.", _TABLE)
    if given < right:
        raise Missing(f"There is more than {' and '.join(sorted(given)) or 'nothing'}.", _TABLE)
    return "It can be redeemed, or expire. Nobody can take an approval back."


def _event(one: Any) -> str:
    """The event's name; of a key of the table, that of its event."""
    of_the_approved = isinstance(one, tuple) and len(one) == 2 and _name(one[0]) == "approved"
    return _name(one[1] if of_the_approved else one)


def _name(value: Any) -> str:
    return str(getattr(value, "value", value)).lower()


@exercise("11.2", "A check that demands an amount")
def demands_an_amount(rule: Any, refusal: type[Exception]) -> str:
    """Try the check with binding messages that name an amount, and with some that do not."""
    if not callable(rule):
        raise Missing("That is no function.", _DEF)
    if iscoroutinefunction(rule):
        raise Missing("Nobody awaits a check: it looks, and waits for nothing.", _DEF)
    for message in _NAMED:
        _demand_consent(rule, {"binding_message": message}, refusal, f"{message!r}")
    for message in _UNNAMED:
        _demand_refusal(rule, {"binding_message": message}, refusal, f"{message!r}")
    _demand_refusal(rule, {}, refusal, "a request without a binding message")
    return "It lets pass what names an amount, and refuses the rest in the mock's own way."


def _demand_consent(
    rule: Callable[[Any], Any], claims: dict[str, str], refusal: type[Exception], what: str
) -> None:
    error = _raised(rule, claims)
    if isinstance(error, refusal):
        says = f"It refuses {what}, but the amount is there."
        raise Missing(says, "An amount is `£` with a digit right after it.")
    if error is not None:
        says = f"At {what} it raises {_words(error)}, but the amount is there."
        raise Missing(says, "It is handed what was asked: look at `asked.claims`.")


def _demand_refusal(
    rule: Callable[[Any], Any], claims: dict[str, str], refusal: type[Exception], what: str
) -> None:
    error = _raised(rule, claims)
    if error is None:
        raise Missing(f"It lets {what} pass.", f"Raise {refusal.__name__} there.")
    if not isinstance(error, refusal):
        says = f"At {what} it raises {_words(error)}."
        raise Missing(says, f"Raise {refusal.__name__} there, with nothing in brackets.")


def _raised(rule: Callable[[Any], Any], claims: dict[str, str]) -> BaseException | None:
    try:
        with at_most(LIMIT):
            rule(SimpleNamespace(claims=claims))
    except TooLong:
        says = f"It had not come to an end after {LIMIT} seconds, and was stopped."
        raise Missing(says, "Look for a loop without an end.") from None
    except (Exception, SystemExit) as error:  # it says no by raising; how, the caller looks at
        return error
    return None


def _words(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".rstrip(": .")
