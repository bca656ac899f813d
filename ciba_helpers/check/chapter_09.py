"""The exercises of chapter 9: predict what AM says, and mend what it refuses."""

import json
from collections.abc import Mapping
from typing import Any

import httpx

from ciba_helpers.article import CLIENT_ID, CLIENT_SECRET
from ciba_helpers.check.exercise import Missing, exercise, exercise_on_am
from ciba_helpers.lab import Lab
from ciba_helpers.mystery import CASES, mystery_claims
from ciba_helpers.signed_request import sign

FAULTS = (
    "tampered payload", "another key", "alg confusion", "exp", "aud", "replay", "binding message",
    "no phone", "mis-wired tree", "too fast", "foreign auth_req_id", "denial", "expiry",
)  # fmt: skip
CODES = (
    "access_denied", "authorization_pending", "expired_token", "invalid_binding_message",
    "invalid_client", "invalid_grant", "invalid_request", "slow_down", "unknown_user_id",
)  # fmt: skip


@exercise("9.1", "Predict what AM says")
def predictions(prediction: object, answers: object) -> str:
    """A code for each fault; compared with AM's answers as far as there are any.

    Having predicted is what counts: the faults that AM answers otherwise are named.
    """
    predicted = _predicted(prediction)
    said = _said(answers)
    if not said:
        return "Thirteen predictions are noted. Run this cell again when AM has answered."
    wrong = [f"{one} ({predicted[one]}; AM said {said[one]})"
             for one in said if predicted[one] != said[one]]  # fmt: skip
    score = f"{len(said) - len(wrong)} of {len(said)} as AM answered."
    return f"{score} Otherwise: {', '.join(wrong)}." if wrong else score


def _predicted(prediction: object) -> dict[str, str]:
    if not isinstance(prediction, dict):
        raise Missing("The predictions are no dictionary.", "Keep the names, fill in the codes.")
    if absent := [one for one in FAULTS if one not in prediction]:
        raise Missing(f"There is no prediction for {', '.join(absent)}.", "Keep all the names.")
    given = {one: _code(prediction[one]) for one in FAULTS}
    if odd := [one for one, code in given.items() if code not in CODES]:
        choice = f"Choose among {', '.join(CODES)}."
        raise Missing(f"The prediction for {odd[0]} is none of the codes.", choice)
    return given


def _code(prediction: object) -> str:
    return prediction.strip().lower() if isinstance(prediction, str) else ""


def _said(answers: object) -> dict[str, str]:
    """The code that AM answered each fault with, as far as it has."""
    kept = answers if isinstance(answers, dict) else {}
    given = {one: kept[one] for one in FAULTS if isinstance(kept.get(one), httpx.Response)}
    return {one: _error(answer) or "nothing of the kind" for one, answer in given.items()}


def _error(answer: httpx.Response, member: str = "error") -> str:
    try:
        return str(answer.json().get(member, ""))
    except (ValueError, AttributeError):
        return ""


@exercise_on_am("9.2", "Mend three mysteries")
async def mended(lab: Lab, claims: object) -> str:
    """One claim for each mystery, with which AM takes it. On a mock, the phone then denies it."""
    if not isinstance(claims, dict):
        raise Missing("The answer is no dictionary.", "Give a claim for each case: {1: {…}, …}.")
    for case in CASES:
        await _take(lab, case, _one_claim(case, claims.get(case, claims.get(str(case)))))
    return "AM takes all three, and each took one claim to mend."


def _one_claim(case: int, change: object) -> Mapping[str, Any]:
    mend = 'Write it as a dictionary, such as {"exp": 1234567890}.'
    if not isinstance(change, dict) or not all(isinstance(name, str) for name in change):
        raise Missing(f"Case {case} has no claim yet.", mend)
    if len(change) != 1:
        raise Missing(f"Case {case} changes {len(change)} claims: only one is wrong.", mend)
    try:
        json.dumps(change)
    except (TypeError, ValueError, RecursionError):
        raise Missing(f"Case {case}: JSON cannot say that.", mend) from None
    return change


async def _take(lab: Lab, case: int, change: Mapping[str, Any]) -> None:
    """Let AM take the case with the change; raises Missing where it does not."""
    request = sign({**await mystery_claims(lab, case), **change}, lab.key)
    answer = await lab.quiet_http.post(
        f"{lab.issuer}/bc-authorize", data={"request": request}, auth=(CLIENT_ID, CLIENT_SECRET)
    )
    if answer.is_error:
        said = f"{_error(answer)}: {_error(answer, 'error_description')}"
        raise Missing(
            f"Case {case}: with your {next(iter(change))}, AM says {said}.",
            f"Let explain(await ask(await mystery(lab, {case}))) tell you more.",
        )
    if lab.mock.is_there:
        await lab.phone.deny(await lab.phone.wait_for_message())
