from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from ciba_helpers import check
from ciba_helpers.check.chapter_09 import CODES, FAULTS
from ciba_helpers.check.verdict import Outcome
from ciba_helpers.lab import Lab
from ciba_helpers.progress import Progress

Opened = Callable[[int], Awaitable[Lab]]

PREDICTED = dict.fromkeys(FAULTS, "invalid_request")
MENDED = {
    1: {"aud": "http://127.0.0.1:8080/am/oauth2"},
    2: {"binding_message": "Pay £50?"},
    3: {"scope": "openid"},
}
NONSENSE = [None, 1, "x", [], {}, {"exp": 1}, {"exp": object()}, {"a": {"b": {1, 2}}}, object()]


def answered(error: object) -> httpx.Response:
    return httpx.Response(400, json={"error": error})


def test_predictions_are_noted_before_there_is_any_answer(lab_directory: Path) -> None:
    verdict = check.predictions(PREDICTED, {})
    assert verdict.outcome is Outcome.SOLVED
    assert verdict.says.startswith("Thirteen predictions are noted")
    assert Progress(lab_directory).exercises == {"9.1"}


def test_predictions_are_compared_with_what_am_has_answered_so_far(lab_directory: Path) -> None:
    answers = {"exp": answered("invalid_request"), "denial": answered("access_denied"),
               "alg none": answered("invalid_request")}  # fmt: skip
    verdict = check.predictions(PREDICTED, answers)
    assert verdict.outcome is Outcome.SOLVED
    assert verdict.says == (
        "1 of 2 as AM answered. Otherwise: denial (invalid_request; AM said access_denied)."
    )


def test_predictions_that_all_come_true_are_counted(lab_directory: Path) -> None:
    answers = {one: answered("invalid_request") for one in FAULTS}
    assert check.predictions(PREDICTED, answers).says == "13 of 13 as AM answered."


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, json={"auth_req_id": "x"}),
        httpx.Response(200, json=[]),
        httpx.Response(502, text="<html>"),
    ],
    ids=["acknowledgement", "list", "page"],
)
def test_an_answer_without_an_error_is_no_refusal(
    lab_directory: Path, answer: httpx.Response
) -> None:
    verdict = check.predictions(PREDICTED, {"aud": answer})
    assert verdict.says.endswith("Otherwise: aud (invalid_request; AM said nothing of the kind).")


@pytest.mark.parametrize("code", [" Slow_Down ", "SLOW_DOWN", "slow_down"])
def test_a_code_may_be_written_in_any_case(lab_directory: Path, code: str) -> None:
    answers = {"exp": answered("slow_down")}
    assert check.predictions(PREDICTED | {"exp": code}, answers).says == "1 of 1 as AM answered."


@pytest.mark.parametrize(
    ("prediction", "says"),
    [
        ([], "The predictions are no dictionary."),
        ({}, "There is no prediction for tampered payload, another key"),
        (dict.fromkeys(FAULTS[1:], CODES[0]), "There is no prediction for tampered payload."),
        (PREDICTED | {"aud": "forbidden"}, "The prediction for aud is none of the codes."),
        (PREDICTED | {"aud": 400}, "The prediction for aud is none of the codes."),
        (PREDICTED | {"aud": 10**5000}, "The prediction for aud is none of the codes."),
    ],
    ids=["list", "nothing", "one lacks", "unknown", "status", "huge"],
)
def test_what_is_no_prediction_is_told(lab_directory: Path, prediction: Any, says: str) -> None:
    verdict = check.predictions(prediction, {})
    assert verdict.outcome is Outcome.MISSING
    assert verdict.says.startswith(says)
    assert verdict.mend


@pytest.mark.parametrize("nonsense", NONSENSE, ids=lambda one: type(one).__name__)
def test_nonsense_is_told_and_raises_nothing(lab_directory: Path, nonsense: Any) -> None:
    assert check.predictions(nonsense, nonsense).outcome is Outcome.MISSING
    assert check.predictions(PREDICTED, {"exp": nonsense}).outcome is Outcome.SOLVED


def test_an_exercise_that_is_half_filled_in_is_not_yet_judged(lab_directory: Path) -> None:
    assert check.predictions(PREDICTED | {"exp": ...}, {}).outcome is Outcome.NOT_YET


async def test_what_mends_the_mysteries_is_tried_on_am_and_leaves_the_phone_quiet(
    in_process: Path, opened: Opened
) -> None:
    lab = await opened(9)
    verdict = await check.mended(lab, MENDED)
    assert verdict.outcome is Outcome.SOLVED, verdict.says
    assert [message.answer for message in lab.phone.messages] == ["denied"] * 3
    assert await lab.phone.receive() == ()


async def test_any_value_that_am_takes_is_right(in_process: Path, opened: Opened) -> None:
    lab = await opened(9)
    other = {
        1: {"aud": [lab.issuer]},
        2: {"binding_message": "GBP 50?"},
        3: {"scope": "profile openid"},
    }
    assert (await check.mended(lab, other)).outcome is Outcome.SOLVED
    in_text = {str(case): claim for case, claim in other.items()}
    assert (await check.mended(lab, in_text)).outcome is Outcome.SOLVED


@pytest.mark.parametrize(
    ("case", "claim", "says"),
    [
        (1, {"aud": "https://other.example"}, "Case 1: with your aud, AM says invalid_request: Au"),
        (2, {"scope": "openid"}, "Case 2: with your scope, AM says invalid_binding_message: "),
        (2, {"binding_message": "x" * 101}, "Case 2: with your binding_message, AM says invalid_b"),
        (3, {"scope": None}, "Case 3: with your scope, AM says invalid_scope: "),
        (3, {"scope": "openid", "exp": 1}, "Case 3 changes 2 claims: only one is wrong."),
        (3, {}, "Case 3 changes 0 claims"),
        (1, "aud", "Case 1 has no claim yet."),
        (1, {1: "aud"}, "Case 1 has no claim yet."),
        (1, {"aud": {1, 2}}, "Case 1: JSON cannot say that."),
        (1, {"aud": float("nan")}, "Case 1: with your aud, AM says invalid_request"),
        (1, {"aud": "\ud800"}, "Case 1: with your aud, AM says invalid_request"),
    ],
)  # fmt: skip
async def test_what_am_still_refuses_is_told_with_its_words(
    in_process: Path, opened: Opened, case: int, claim: Any, says: str
) -> None:
    verdict = await check.mended(await opened(9), MENDED | {case: claim})
    assert verdict.outcome is Outcome.MISSING
    assert verdict.says.startswith(says)
    assert verdict.mend


@pytest.mark.parametrize("nonsense", NONSENSE, ids=lambda one: type(one).__name__)
async def test_nonsense_mends_nothing_and_raises_nothing(
    in_process: Path, opened: Opened, nonsense: Any
) -> None:
    lab = await opened(9)
    for claims in (nonsense, {1: nonsense}):
        assert (await check.mended(lab, claims)).outcome is Outcome.MISSING
