"""`userinfo`: what an access token opens (am.md 14.1)."""

import pytest

from tests.contract.am import OAUTH2, Administrator
from tests.contract.configuration import CLIENTS, client, done
from tests.contract.refusals import INVALID_TOKEN
from tests.contract.till import Till, approve

# am.md 14.1


async def test_userinfo_tells_what_the_scope_opens(till: Till) -> None:
    tokens = await till.tokens()
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    expected = {
        "name": "demo",
        "family_name": "demo",
        "given_name": "demo",
        "sub": "demo",
        "subname": "demo",
    }
    for method in ("GET", "POST"):
        answer = await till.am.http.request(method, f"{OAUTH2}/userinfo", headers=headers)
        assert answer.json() == expected


async def test_openid_alone_opens_the_subject_alone(till: Till) -> None:
    tokens = await till.tokens(scope="openid")
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    answer = await till.am.get(f"{OAUTH2}/userinfo", headers=headers)
    assert answer.json() == {"sub": "demo", "subname": "demo"}


async def test_userinfo_asks_for_no_scope(till: Till, administrator: Administrator) -> None:
    # am.md 14.1; its ancestor looks at the token alone
    await done(administrator, f"{CLIENTS}/myCIBAClient", client(till.key, "refresh_token"))
    grant = {
        "grant_type": "refresh_token",
        "refresh_token": (await till.tokens())["refresh_token"],
        "scope": "profile",
    }
    token = (await till.grant(**grant)).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    answer = await till.am.get(f"{OAUTH2}/userinfo", headers=headers)
    assert (answer.json()["sub"], answer.json()["name"]) == ("demo", "demo")


@pytest.mark.parametrize("header", [None, "Bearer garbage", "Bearer", "Basic x", "é"])
async def test_userinfo_refuses_what_is_no_access_token(till: Till, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header.encode("latin-1")}
    answer = await till.am.get(f"{OAUTH2}/userinfo", headers=headers)
    assert (answer.status_code, answer.json()) == (401, INVALID_TOKEN)
    assert answer.headers["www-authenticate"].startswith("Bearer ")


async def test_userinfo_takes_the_token_from_a_form_too(till: Till) -> None:
    # RFC 6750 2.2
    form = {"access_token": (await till.tokens())["access_token"]}
    answer = await till.am.post(f"{OAUTH2}/userinfo", data=form)
    assert answer.json()["sub"] == "demo"
    headers = {"Authorization": f"Bearer {form['access_token']}"}
    both = await till.am.post(f"{OAUTH2}/userinfo", data=form, headers=headers)
    assert (both.status_code, both.json()) == (
        400,
        {
            "error_description": "Access Token cannot be provided in both form and header",
            "error": "invalid_request",
        },
    )
    json_body = await till.am.post(f"{OAUTH2}/userinfo", json={"a": 1}, headers=headers)
    assert json_body.json()["sub"] == "demo"


async def test_userinfo_tells_the_users_own_profile(
    till: Till, administrator: Administrator
) -> None:
    # am.md 14.1
    body = client(till.key)
    every = ["openid", "profile", "email", "phone", "address"]
    body["coreOAuth2ClientConfig"]["scopes"] = every
    await done(administrator, f"{CLIENTS}/myCIBAClient", body)
    profile = {
        "cn": "Babs Jensen",
        "sn": "Jensen",
        "givenName": "Babs",
        "mail": "babs@example.com",
        "telephoneNumber": "+44 117 496 0228",
        "postalAddress": "1 High Street, Bristol",
    }
    await done(administrator, "/users/demo", profile)
    token = (await till.tokens(scope=" ".join(every)))["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    assert (await till.am.get(f"{OAUTH2}/userinfo", headers=headers)).json() == {
        "name": "Babs Jensen",
        "family_name": "Jensen",
        "given_name": "Babs",
        "email": "babs@example.com",
        "phone_number": "+44 117 496 0228",
        "address": {"formatted": "1 High Street, Bristol"},
        "sub": "demo",
        "subname": "demo",
    }


async def test_userinfo_takes_neither_an_auth_req_id_nor_the_query(till: Till) -> None:
    auth_req_id = await till.acknowledged()
    await approve(till.am, auth_req_id)
    token = (await till.poll(auth_req_id)).json()["access_token"]
    bearer = {"Authorization": f"Bearer {auth_req_id}"}
    assert (await till.am.get(f"{OAUTH2}/userinfo", headers=bearer)).status_code == 401
    assert (await till.am.get(f"{OAUTH2}/userinfo?access_token={token}")).status_code == 401


async def test_userinfo_is_the_realms_own(till: Till, administrator: Administrator) -> None:
    await done(administrator, "/json/realms/root/realm-config/services/oauth-oidc", {})
    token = (await till.tokens())["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    assert (await till.am.get("/oauth2/userinfo", headers=headers)).status_code == 401


async def test_an_access_token_lasts_an_hour(till: Till) -> None:
    token = (await till.tokens())["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    await till.am.advance(3595)
    assert (await till.am.get(f"{OAUTH2}/userinfo", headers=headers)).status_code == 200
    await till.am.advance(6)
    assert (await till.am.get(f"{OAUTH2}/userinfo", headers=headers)).status_code == 401
