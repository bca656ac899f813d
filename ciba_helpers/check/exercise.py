"""How a function becomes the check of an exercise.

The function takes the learner's answer, and what else it must look at. It returns a sentence of
praise, or raises `Missing`. An answer that is still `...` is not looked at.
"""

import ast
import inspect
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from textwrap import dedent
from types import FunctionType
from typing import ParamSpec

import httpx

from ciba_helpers.am.session import AMError
from ciba_helpers.check.verdict import Exercise, Outcome, Verdict
from ciba_helpers.local_mock import LabError
from ciba_helpers.progress import Progress
from ciba_helpers.workbook import lab_directory

Given = ParamSpec("Given")

EXERCISES: dict[str, Exercise] = {}
"""Every exercise there is, by its number."""

_NOT_YET = "Put your answer where the three dots are, and run the cell again."
_PLAIN = "Hand in plain values, as the exercise asks for."
_UNDER_WAY = "This is a call that nobody has waited for yet."


class Missing(Exception):
    """What an answer lacks, in a sentence, and the step that mends it."""

    def __init__(self, says: str, mend: str) -> None:
        super().__init__(says)
        self.mend = mend


def exercise(number: str, title: str) -> Callable[[Callable[Given, str]], Callable[Given, Verdict]]:
    """Make a function the check of exercise `number`, whose answers are judged here."""
    one = _registered(number, title)

    def decorated(judge: Callable[Given, str]) -> Callable[Given, Verdict]:
        @wraps(judge)
        def check(*args: Given.args, **kwargs: Given.kwargs) -> Verdict:
            with _judging(one) as verdicts:
                early = _too_early(one, *args, *kwargs.values())
                verdicts.append(early or _solved(one, judge(*args, **kwargs)))
            return verdicts[0]

        return check

    return decorated


def exercise_on_am(
    number: str, title: str
) -> Callable[[Callable[Given, Awaitable[str]]], Callable[Given, Awaitable[Verdict]]]:
    """The same for a check that must ask AM: `await check.…(…)`."""
    one = _registered(number, title)

    def decorated(judge: Callable[Given, Awaitable[str]]) -> Callable[Given, Awaitable[Verdict]]:
        @wraps(judge)
        async def check(*args: Given.args, **kwargs: Given.kwargs) -> Verdict:
            with _judging(one) as verdicts:
                early = _too_early(one, *args, *kwargs.values())
                verdicts.append(early or _solved(one, await judge(*args, **kwargs)))
            return verdicts[0]

        return check

    return decorated


@contextmanager
def _judging(one: Exercise) -> Iterator[list[Verdict]]:
    """Where a verdict is put; one that says why, where the answer cannot be judged."""
    verdicts = list[Verdict]()
    try:
        yield verdicts
    except Missing as missing:
        verdicts.append(_missing(one, missing))
    except (AMError, LabError, httpx.TransportError, TimeoutError):
        raise  # it is not the answer that is to be mended
    except Exception as error:  # an answer may be made of anything, and raise when looked at
        says = f"Your answer cannot be looked at: that raises {type(error).__name__}."
        verdicts.append(_missing(one, Missing(says, _PLAIN)))


def _registered(number: str, title: str) -> Exercise:
    if number in EXERCISES:
        raise ValueError(f"there are two exercises {number}")
    EXERCISES[number] = Exercise(number, title)
    return EXERCISES[number]


def _too_early(one: Exercise, *answers: object) -> Verdict | None:
    """The verdict on what cannot be judged yet: three dots are left, or an `await` was forgotten.

    The dots may be within a list or dict that was half filled in.
    """
    if any(map(_has_dots, answers)):
        return Verdict(one, Outcome.NOT_YET, _NOT_YET)
    if any(map(inspect.isawaitable, answers)):
        return _missing(one, Missing(_UNDER_WAY, "Put await in front of it."))
    return None


def _has_dots(answer: object) -> bool:
    if isinstance(answer, dict):
        return any(_has_dots(one) for one in answer.values())
    if isinstance(answer, list | tuple | set):
        return any(_has_dots(one) for one in answer)
    return answer is ... or (isinstance(answer, FunctionType) and _is_unwritten(answer))


def _is_unwritten(function: FunctionType) -> bool:
    """Whether three dots stand in its source; those in a type such as `Callable[..., int]` may."""
    try:
        source = ast.parse(dedent(inspect.getsource(function)))
    except (OSError, SyntaxError):
        return False
    types = [one for one in ast.walk(source) if isinstance(one, ast.Subscript)]
    allowed = {id(one) for subscript in types for one in ast.walk(subscript)}
    constants = [one for one in ast.walk(source) if isinstance(one, ast.Constant)]
    return any(one.value is ... and id(one) not in allowed for one in constants)


def _solved(one: Exercise, praise: str) -> Verdict:
    Progress(lab_directory()).solved(one.number)
    return Verdict(one, Outcome.SOLVED, praise)


def _missing(one: Exercise, missing: Missing) -> Verdict:
    return Verdict(one, Outcome.MISSING, str(missing), missing.mend)
