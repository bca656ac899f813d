from typing import Any

import httpx
import pytest

from ciba_helpers import check
from ciba_helpers.check.verdict import Outcome
from ciba_helpers.ciba.errors import CIBAError

REFUSED = {"error_description": "…", "error": "invalid_binding_message"}
TAKEN = {"auth_req_id": "35Evy3bJXJEnhll2ebacgROYfbU", "expires_in": 600, "interval": 2}


@pytest.mark.parametrize(
    "answer",
    [
        (400, REFUSED),
        [400, REFUSED],
        REFUSED,
        httpx.Response(400, json=REFUSED),
        CIBAError("invalid_binding_message", ""),
    ],
)
def test_a_refused_message_is_right_in_every_form(answer: Any) -> None:
    assert check.refused_message(answer).outcome is Outcome.SOLVED


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ((400, {"error": "invalid_request"}), "AM refused with invalid_request"),
        (CIBAError("invalid_scope", ""), "AM refused with invalid_scope"),
        ((200, TAKEN), "AM did not refuse this one"),
        (httpx.Response(200, json=TAKEN), "AM did not refuse this one"),
        (httpx.Response(200, text="<html>"), "That is not an answer from bc-authorize"),
        (httpx.Response(200, json=[]), "That is not an answer from bc-authorize"),
        ("invalid_binding_message", "That is not an answer from bc-authorize"),
        (400, "That is not an answer from bc-authorize"),
    ],
)
def test_another_answer_is_told(answer: Any, says: str) -> None:
    verdict = check.refused_message(answer)
    assert verdict.outcome is Outcome.MISSING
    assert verdict.says.startswith(says)
    assert verdict.mend


def test_nonsense_is_told(nonsense: Any) -> None:
    assert check.refused_message(nonsense).outcome is Outcome.MISSING
