"""The exercise of chapter 5: an error of one's own making."""

from typing import Any

import httpx

from ciba_helpers.check.exercise import Missing, exercise
from ciba_helpers.ciba.errors import CIBAError

_TRY = "Change binding_message and nothing else; how much does AM allow?"


@exercise("5.1", "A text that no phone can show")
def refused_message(answer: Any) -> str:
    """Judge a refusal: the response, its JSON, what `send` returned, or the exception."""
    error = _body_of(answer).get("error")
    if error != "invalid_binding_message":
        says = f"AM refused with {error}." if error else "AM did not refuse this one."
        raise Missing(says, _TRY)
    return (
        "AM refuses what a phone cannot show, before any phone rings. A till can cut its text and "
        "ask again."
    )


def _body_of(answer: Any) -> dict[str, Any]:
    if isinstance(answer, CIBAError):
        return {"error": answer.error}
    body = answer[-1] if isinstance(answer, tuple | list) and answer else answer
    if isinstance(answer, httpx.Response):
        body = _json_of(answer)
    if not isinstance(body, dict) or not {"error", "auth_req_id"} & body.keys():
        raise Missing("That is not an answer from bc-authorize.", "Hand in what `send` returns.")
    return body


def _json_of(response: httpx.Response) -> Any:
    try:
        return response.json()
    except ValueError:
        return None
