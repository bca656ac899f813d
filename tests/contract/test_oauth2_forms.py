"""The form that every OAuth2 endpoint reads (am.md 12.3)."""

from typing import Any
from urllib.parse import urlencode

import pytest

from tests.contract.am import OAUTH2
from tests.contract.refusals import ENDPOINTS, NOT_POST, WRONG_CONTENT_TYPE
from tests.contract.till import Till, signed

ENDPOINT = f"{OAUTH2}/bc-authorize"


async def test_get_is_not_the_method(till: Till) -> None:
    # am.md 12.3
    for endpoint in ENDPOINTS:
        answer = await till.am.get(f"{OAUTH2}/{endpoint}", auth=till.auth)
        assert (answer.status_code, answer.json()) == (405, NOT_POST)


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize("body", [{"json": {"token": "x"}}, {"files": {"token": (None, "x")}}])
async def test_what_is_no_form_is_the_wrong_content_type(
    till: Till, endpoint: str, body: dict[str, Any]
) -> None:
    # am.md 12.3
    answer = await till.am.post(f"{OAUTH2}/{endpoint}", auth=till.auth, **body)
    assert (answer.status_code, answer.json()) == (400, WRONG_CONTENT_TYPE)


async def test_a_form_may_name_its_encoding(till: Till) -> None:
    # CIBA 7.1
    headers = {"Content-Type": "Application/X-WWW-Form-URLencoded; charset=UTF-8"}
    form = urlencode({"request": signed(till.claims(), till.key)})
    answer = await till.am.post(ENDPOINT, content=form, headers=headers, auth=till.auth)
    assert answer.status_code == (200 if till.am.is_mock else 403), "a real AM reaches no phone"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"request=%zz", 400),
        (b"request=%ff", 400),
        (b"&".join(b"a%d=1" % n for n in range(10_000)), 400),
        (b"x=" + b"a" * 300_000, 413),
    ],
)
async def test_a_malformed_form_is_an_invalid_request(till: Till, body: bytes, status: int) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = await till.am.post(ENDPOINT, content=body, headers=headers, auth=till.auth)
    assert (answer.status_code, answer.json()["error"]) == (status, "invalid_request")


async def test_a_parameter_must_not_be_repeated(till: Till) -> None:
    # RFC 6749 3.2
    answer = await till.am.post(
        ENDPOINT, data={"request": [signed(till.claims(), till.key)] * 2}, auth=till.auth
    )
    assert answer.json() == {
        "error_description": "A parameter must not appear more than once",
        "error": "invalid_request",
    }


async def test_the_query_string_never_counts(till: Till) -> None:
    request = signed(till.claims(), till.key)
    answer = await till.am.post(f"{ENDPOINT}?request={request}", auth=till.auth, data={})
    assert answer.json()["error"] == "invalid_request"
