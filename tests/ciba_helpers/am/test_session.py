import httpx
import pytest

from ciba_helpers.am.session import Administrator, AMError, realm_path, sign_in
from ciba_helpers.connection import connection


@pytest.mark.parametrize(
    ("realm", "path"),
    [
        ("/", "/realms/root"),
        ("/alpha", "/realms/root/realms/alpha"),
        ("/alpha/beta", "/realms/root/realms/alpha/realms/beta"),
    ],
)
def test_a_realm_has_its_place_in_the_address(realm: str, path: str) -> None:
    assert realm_path(realm) == path


def answer(status: int, **content: object) -> httpx.Response:
    return httpx.Response(status, **content)  # type: ignore[arg-type]


def test_an_error_says_what_am_said() -> None:
    body = {"code": 404, "reason": "Not Found", "message": "Service does not exist."}
    error = AMError(answer(404, json=body))
    assert (error.code, error.reason, error.message) == tuple(body.values())
    assert str(error) == "404 Not Found: Service does not exist."


@pytest.mark.parametrize("content", [{"text": "<html>Bad Gateway</html>"}, {"json": ["x"]}])
def test_an_error_that_is_not_am_s_is_told_by_its_status(content: dict[str, object]) -> None:
    error = AMError(answer(502, **content))
    assert (error.code, error.reason) == (502, "Bad Gateway")


def test_a_long_page_is_cut() -> None:
    assert len(str(AMError(answer(500, text="x" * 10_000)))) < 300


async def test_the_administrator_is_let_in_and_works_in_the_realm(am: Administrator) -> None:
    assert am.realm == "/alpha"
    assert (await am.get("/users/demo"))["realm"] == "/alpha"


async def test_the_session_travels_in_a_header_not_in_a_cookie(
    http: httpx.AsyncClient, am: Administrator
) -> None:
    assert not http.cookies
    request = (await am.request("GET", "/realms/root/users/demo")).request
    assert "iPlanetDirectoryPro" in request.headers
    assert "cookie" not in request.headers
    assert request.headers["Accept-API-Version"] == "protocol=2.1,resource=1.0"


async def test_headers_are_written_with_underscores(am: Administrator) -> None:
    request = (await am.request("GET", "/realms/root/users/demo", If_None_Match="x")).request
    assert request.headers["If-None-Match"] == "x"


async def test_a_wrong_password_is_refused(http: httpx.AsyncClient, am: Administrator) -> None:
    with pytest.raises(AMError, match="401 Unauthorized") as refusal:
        await sign_in(http, am.url, "/alpha", "amadmin", "wrong")
    assert refusal.value.code == 401
    assert refusal.value.response.status_code == 401


async def test_the_cookie_s_name_is_am_s_own() -> None:
    def am(request: httpx.Request) -> httpx.Response:
        if request.method == "GET" and "serverinfo" in str(request.url):
            return answer(200, json={"cookieName": "myCookie"})
        if request.method == "POST":
            assert request.headers["X-OpenAM-Username"] == "admin"
            assert request.headers["X-OpenAM-Password"] == "s3cret"
            return answer(200, json={"tokenId": "the token"})
        return answer(200, json={"sent": request.headers["myCookie"]})

    async with connection(httpx.MockTransport(am)) as http:
        signed_in = await sign_in(http, "http://am.test/am", "/", "admin", "s3cret")
        assert await signed_in.get("/anything") == {"sent": "the token"}
