from collections.abc import Callable, Iterator
from inspect import isawaitable, signature
from pathlib import Path
from typing import Any

import httpx
import pytest

from ciba_helpers import check
from ciba_helpers.check.exercise import EXERCISES, Missing, exercise, exercise_on_am
from ciba_helpers.check.verdict import Exercise, Outcome
from ciba_helpers.local_mock import LabError
from ciba_helpers.progress import Progress


@pytest.fixture(autouse=True)
def registered() -> Iterator[None]:
    before = dict(EXERCISES)
    yield
    EXERCISES.clear()
    EXERCISES.update(before)


def judge(answer: Any) -> str:
    if answer != 42:
        raise Missing(f"{answer} is not it.", "Multiply 6 by 7.")
    return "So it is."


@pytest.mark.parametrize("answer", [..., {"a": 1, "b": ...}, [1, {"a": [...]}], (1, ...)])
def test_an_answer_with_dots_left_is_not_yet_looked_at(lab_directory: Path, answer: object) -> None:
    verdict = exercise("2.9", "Compute")(judge)(answer)
    assert (verdict.outcome, verdict.mend) == (Outcome.NOT_YET, "")
    assert not Progress(lab_directory).exercises


class Hostile(dict[str, Any]):
    """Raises whenever it is looked at."""

    __hash__ = None  # type: ignore[assignment]

    def _raise(self, *_: object) -> Any:
        raise RuntimeError("do not look")

    __eq__ = __len__ = __bool__ = __repr__ = __iter__ = get = keys = values = items = _raise


def endless() -> list[Any]:
    answer = list[Any]()
    answer.append(answer)
    return answer


@pytest.mark.parametrize(
    ("answer", "kind"), [(Hostile(), "RuntimeError"), (endless(), "RecursionError")]
)
@pytest.mark.parametrize("name", check.__all__)
async def test_an_answer_that_raises_when_looked_at_is_told_by_every_check(
    lab_directory: Path, name: str, answer: Any, kind: str
) -> None:
    function = getattr(check, name)
    verdict = function(*[answer] * len(signature(function).parameters))
    if isawaitable(verdict):
        verdict = await verdict
    assert verdict.outcome is Outcome.MISSING
    assert verdict.says == f"Your answer cannot be looked at: that raises {kind}."


@pytest.mark.parametrize("error", [LabError, TimeoutError, httpx.ConnectError])
def test_an_am_that_is_not_there_is_no_fault_of_the_answer(error: type[Exception]) -> None:
    def asks(answer: Any) -> str:
        raise error("Nothing answers")

    with pytest.raises(error, match="Nothing answers"):
        exercise("2.9", "Ask")(asks)(42)


async def test_a_forgotten_await_is_told() -> None:
    async def answer() -> int:
        return 42

    under_way = answer()
    verdict = exercise("2.9", "Compute")(judge)(under_way)
    assert verdict.outcome is Outcome.MISSING
    assert verdict.mend == "Put await in front of it."
    assert await under_way == 42


def an_unwritten_test(till: object) -> None: ...


async def a_half_written_test(till: object) -> None:
    am = [...]
    assert am


def a_written_test(till: Callable[..., object]) -> None:
    assert till


@pytest.mark.parametrize("answer", [an_unwritten_test, a_half_written_test, [an_unwritten_test]])
def test_a_function_with_dots_left_is_not_yet_looked_at(lab_directory: Path, answer: Any) -> None:
    verdict = exercise("2.9", "Write")(judge)(answer)
    assert verdict.outcome is Outcome.NOT_YET


@pytest.mark.parametrize("answer", [a_written_test, lambda till: till, len])
def test_a_function_without_them_is_judged(lab_directory: Path, answer: Any) -> None:
    verdict = exercise("2.9", "Write")(judge)(answer)
    assert verdict.outcome is Outcome.MISSING


def test_a_wrong_answer_is_told_what_is_missing_and_how_to_mend_it(lab_directory: Path) -> None:
    verdict = exercise("2.9", "Compute")(judge)(41)
    assert verdict.outcome is Outcome.MISSING
    assert (verdict.says, verdict.mend) == ("41 is not it.", "Multiply 6 by 7.")
    assert not Progress(lab_directory).exercises


def test_a_right_answer_is_praised_and_noted(lab_directory: Path) -> None:
    verdict = exercise("2.9", "Compute")(judge)(42)
    assert (verdict.outcome, verdict.says) == (Outcome.SOLVED, "So it is.")
    assert Progress(lab_directory).exercises == {"2.9"}


async def test_a_check_that_asks_am_is_awaited_and_judges_alike(lab_directory: Path) -> None:
    async def judge_later(answer: Any) -> str:
        return judge(answer)

    check = exercise_on_am("2.9", "Compute")(judge_later)
    outcomes = [(await check(answer)).outcome for answer in (..., 41, 42)]
    assert outcomes == [Outcome.NOT_YET, Outcome.MISSING, Outcome.SOLVED]
    assert Progress(lab_directory).exercises == {"2.9"}


def test_an_exercise_is_known_by_its_number_and_there_are_no_two_of_it() -> None:
    exercise("2.9", "Compute")(judge)
    assert EXERCISES["2.9"] == Exercise("2.9", "Compute")
    assert EXERCISES["2.9"].chapter == 2
    with pytest.raises(ValueError, match=r"two exercises 2\.9"):
        exercise("2.9", "Another")


def test_a_verdict_says_in_words_what_its_mark_says(lab_directory: Path) -> None:
    verdict = exercise("2.9", "Compute <b>")(judge)(41)
    assert str(verdict) == (
        "✗ Something is missing. Exercise 2.9, Compute <b>: 41 is not it. Multiply 6 by 7."
    )
    assert "Something is missing." in verdict.html
    assert "Compute &lt;b&gt;" in verdict.html
