"""What a guest does on an AM that others use, and what it leaves alone."""

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.contract.am import ALPHA, AM, OAUTH2, REALM, REALM_ID, REALMS, ROOT, SESSION, realm_id
from tests.contract.real_am import Visit

URL = "https://am.example.com/am"
BELOW = {"name": "beta", "parentPath": REALM, "active": True, "aliases": []}
BESIDE = BELOW | {"parentPath": "/"}


class Others:
    """An AM with one user whom nobody made here; it remembers what reached it."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.acknowledges = 200

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Make whatever is put."""
        self.asked.append(f"{request.method} {request.url.path.removeprefix('/am')}")
        if request.url.path.endswith("/authenticate"):
            cookie = {"Set-Cookie": f"{SESSION}=token{len(self.asked)}; Path=/"}
            return httpx.Response(200, json={"tokenId": "token"}, headers=cookie)
        if request.url.path.endswith("/bc-authorize"):
            return httpx.Response(self.acknowledges)
        if request.method == "GET":
            return httpx.Response(200 if request.url.path.endswith("/users/theirs") else 404)
        made = request.method in ("PUT", "POST")
        headers = {"Location": str(request.url)} if made else {}
        return httpx.Response(201 if made else 200, headers=headers)


@pytest.fixture
def others() -> Others:
    return Others()


@pytest.fixture
async def am(others: Others) -> AsyncIterator[AM]:
    am = AM(URL, httpx.MockTransport(others), is_mock=False)
    yield am
    await am.http.aclose()


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/json/realms/root/users/theirs", None),
        ("PUT", f"{ALPHA}/users/mine", {}),
        ("PUT", f"{ALPHA}/realms/beta/users/mine", {}),
        ("DELETE", f"{ALPHA}/realm-config/services/baseurl", None),
        ("POST", f"{ALPHA}/users?_action=create", {}),
        ("POST", f"{OAUTH2}/bc-authorize", {}),
        ("POST", f"{ROOT}/authenticate", {}),
        ("POST", f"{ROOT}/sessions/?_action=logout", {}),
        ("POST", f"{ROOT}/realm-config/services?_action=getAllTypes", {}),
        ("POST", "/oauth2/authorize", {}),
        ("POST", f"{REALMS}?_action=create", BELOW),
        ("PUT", f"{REALMS}/{realm_id(f'{REALM}/beta')}", BELOW),
        ("DELETE", f"{REALMS}/{REALM_ID}", None),
    ],
)
async def test_what_is_the_tests_own_is_done(
    am: AM, others: Others, method: str, path: str, body: object
) -> None:
    Visit(am)
    await am.http.request(method, path, json=body)
    assert others.asked[-1] == f"{method} {path.partition('?')[0]}"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", f"{ALPHA}/users/theirs", {}),
        ("DELETE", f"{ALPHA}/users/the%69rs", None),
        ("DELETE", f"{ALPHA}/realms/beta/users/theirs", None),
        ("PUT", "/json/realms/root/users/mine", {}),
        ("PUT", f"{ALPHA}bet/users/mine", {}),
        ("PATCH", f"{ROOT}/realm-config/authentication", {}),
        ("PUT", "/json/global-config/services/oauth-oidc", {}),
        ("POST", f"{ROOT}/realm-config/services/baseurl?_action=create", {}),
        ("POST", f"{ROOT}/realm-config/authentication/authenticationtrees/trees", {}),
        ("POST", "/oauth2/register", {}),
        ("POST", f"{REALMS}?_action=create", BESIDE),
        ("POST", f"{REALMS}?_action=create", []),
        ("PUT", f"{REALMS}/{realm_id(f'{REALM}bet')}", BESIDE),
        ("DELETE", f"{REALMS}/Lw", None),
        ("DELETE", f"{REALMS}/!", None),
    ],
)
async def test_what_is_others_is_left_alone(
    am: AM, others: Others, method: str, path: str, body: object
) -> None:
    Visit(am)
    with pytest.raises(pytest.skip.Exception, match="others may use"):
        await am.http.request(method, path, json=body)
    assert not [asked for asked in others.asked if asked.startswith(method)]


async def test_where_no_phone_can_be_asked_the_test_is_skipped(am: AM, others: Others) -> None:
    Visit(am)
    assert (await am.post(f"{OAUTH2}/bc-authorize")).status_code == 200
    others.acknowledges = 403
    with pytest.raises(pytest.skip.Exception, match="could not reach a phone"):
        await am.post(f"{OAUTH2}/bc-authorize")


async def test_what_was_made_is_deleted_the_latest_first_and_every_session_ends(
    am: AM, others: Others
) -> None:
    visit = Visit(am)
    await visit.begin()
    await am.session()
    for name in ("one", "two", "one"):
        await am.http.put(f"{ALPHA}/users/{name}", json={})
    others.asked.clear()
    await visit.end()
    users = [f"DELETE {ALPHA}/users/{name}" for name in ("one", "two", "one")]
    assert others.asked == [*users, *[f"POST {ROOT}/sessions"] * 2]


async def test_who_could_not_log_in_has_nothing_to_tidy(am: AM, others: Others) -> None:
    await Visit(am).end()
    assert others.asked == []
