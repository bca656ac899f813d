import httpx
import pytest

from ciba_helpers.ciba.errors import (
    AccessDenied,
    AuthorizationPending,
    CIBAError,
    ExpiredToken,
    SlowDown,
    UnexpectedAnswer,
    raise_for_error,
)


def answer(status: int, body: object) -> httpx.Response:
    return httpx.Response(status, json=body)


def test_a_success_is_its_json_object() -> None:
    assert raise_for_error(answer(200, {"auth_req_id": "x"})) == {"auth_req_id": "x"}


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ("authorization_pending", AuthorizationPending),
        ("slow_down", SlowDown),
        ("access_denied", AccessDenied),
        ("expired_token", ExpiredToken),
        ("invalid_grant", CIBAError),
        ("an_error_of_its_own", CIBAError),
    ],
)
@pytest.mark.parametrize("status", [400, 401, 403, 500, 503])
def test_an_error_has_its_kind_by_its_name_whatever_the_status(
    error: str, kind: type[CIBAError], status: int
) -> None:
    response = answer(status, {"error": error, "error_description": "why"})
    with pytest.raises(CIBAError) as raised:
        raise_for_error(response)
    assert type(raised.value) is kind
    assert (raised.value.error, raised.value.error_description) == (error, "why")
    assert raised.value.response is response
    assert str(raised.value) == f"{error}: why"


def test_slow_down_is_a_way_of_saying_not_yet_and_a_denial_is_not() -> None:
    assert issubclass(SlowDown, AuthorizationPending)
    assert not issubclass(AccessDenied, AuthorizationPending)
    assert not issubclass(ExpiredToken, AuthorizationPending)


@pytest.mark.parametrize("body", [{}, {"error_description": None}, {"error_description": ""}])
def test_an_error_needs_no_description(body: dict[str, object]) -> None:
    with pytest.raises(CIBAError) as raised:
        raise_for_error(answer(400, {"error": "access_denied", **body}))
    assert (raised.value.error_description, str(raised.value)) == ("", "access_denied")


@pytest.mark.parametrize(
    ("response", "says"),
    [
        (httpx.Response(400, html="<html>Bad Request</html>"), "not JSON (HTTP 400)"),
        (httpx.Response(502, text=""), "not JSON (HTTP 502)"),
        (httpx.Response(302, headers={"Location": "/login"}), "not JSON (HTTP 302)"),
        (httpx.Response(200, html="<html>Welcome</html>"), "not JSON (HTTP 200)"),
        (httpx.Response(200, content=b"\xff\xfe\xff"), "not JSON (HTTP 200)"),
        (answer(200, ["x"]), "not a JSON object (HTTP 200)"),
        (answer(400, "error"), "not a JSON object (HTTP 400)"),
        (answer(400, {}), "neither a result nor an error (HTTP 400)"),
        (answer(400, {"error": {"code": 1}}), "neither a result nor an error (HTTP 400)"),
        (answer(201, {"auth_req_id": "x"}), "neither a result nor an error (HTTP 201)"),
    ],
)
def test_what_is_neither_result_nor_error_is_unexpected(
    response: httpx.Response, says: str
) -> None:
    with pytest.raises(UnexpectedAnswer) as raised:
        raise_for_error(response)
    assert says in str(raised.value)
    assert raised.value.response is response
    assert not isinstance(raised.value, CIBAError)


def test_no_error_repeats_what_the_request_carried() -> None:
    request = httpx.Request(
        "POST", "https://op/access_token", data={"auth_req_id": "c0de"},
        headers={"Authorization": "Basic c2VjcmV0"},
    )  # fmt: skip
    for response in (answer(400, {"error": "invalid_grant"}), httpx.Response(400, text="c2VjcmV0")):
        response.request = request
        with pytest.raises((CIBAError, UnexpectedAnswer)) as raised:
            raise_for_error(response)
        shown = f"{raised.value} {raised.value!r}"
        assert "c2VjcmV0" not in shown
        assert "c0de" not in shown
