"""One decision for each request, and none after its end (CIBA 8, 11, 13)."""

import asyncio
from typing import Any

import pytest

from tests.contract.configuration import done, give_phone
from tests.provider.attacks import GRANT, asked, case, refused, still_works, taken, unharmed
from tests.provider.provider import Client, Provider, grant


async def decide(provider: Provider, auth_req_id: str, kind: str) -> int:
    """Answer as the user's phone would; the status."""
    params = {"token": auth_req_id, "type": kind}
    return (await provider.am.mock("POST", "/action", params=params)).status_code


async def poll(till: Client, auth_req_id: str) -> Any:
    return await till.post("access_token", data=grant(auth_req_id))


@pytest.mark.parametrize("kind", ["allow", "deny"])
async def test_what_was_denied_stays_denied(standing: Provider, kind: str) -> None:
    auth_req_id = await standing.client.acknowledged()
    assert await decide(standing, auth_req_id, "deny") == 200
    for _ in range(3):
        refused(await poll(standing.client, auth_req_id), (400, "access_denied"))
        assert await decide(standing, auth_req_id, kind) == 404


@pytest.mark.parametrize("kind", ["allow", "deny"])
async def test_what_was_approved_is_not_decided_again(standing: Provider, kind: str) -> None:
    auth_req_id = await standing.client.approved()
    assert await decide(standing, auth_req_id, kind) == 404
    assert (await poll(standing.client, auth_req_id)).status_code == 200
    assert await decide(standing, auth_req_id, kind) == 404
    refused(await poll(standing.client, auth_req_id), GRANT)


async def test_of_many_decisions_at_once_one_counts(standing: Provider) -> None:
    auth_req_id = await standing.client.acknowledged()
    kinds = ["allow", "deny"] * 6
    statuses = await asyncio.gather(*(decide(standing, auth_req_id, kind) for kind in kinds))
    assert sorted(statuses) == [200] + [404] * 11
    answers = [await poll(standing.client, auth_req_id) for _ in range(2)]
    if kinds[statuses.index(200)] == "allow":
        assert answers[0].status_code == 200
        refused(answers[1], GRANT)
    else:
        for answer in answers:
            refused(answer, (400, "access_denied"))


@pytest.mark.parametrize("kind", ["allow", "deny"])
async def test_a_decision_after_the_end_has_no_effect(provider: Provider, kind: str) -> None:
    auth_req_id = await provider.client.acknowledged()
    await provider.am.advance(601)
    for _ in range(2):
        assert await decide(provider, auth_req_id, kind) < 500
        refused(await poll(provider.client, auth_req_id), (400, "expired_token"))
    assert await decide(provider, auth_req_id, kind) == 404


async def test_an_approval_that_nobody_fetched_in_time_is_over(provider: Provider) -> None:
    auth_req_id = await provider.client.approved()
    await provider.am.advance(601)
    refused(await poll(provider.client, auth_req_id), (400, "expired_token"))


async def test_only_what_waits_can_be_decided(standing: Provider) -> None:
    waiting = await standing.client.acknowledged()
    unknown = ["nope", "", waiting.swapcase(), waiting + " ", waiting + "\x00", "'", "x" * 5000]
    async with unharmed(standing):
        for auth_req_id in unknown:
            with case(auth_req_id):
                assert await decide(standing, auth_req_id, "allow") == 404
        for kind in ("", "approve", "ALLOW", "allow ", "true", "deny,allow"):
            with case(kind):
                assert await decide(standing, waiting, kind) == 400
        params = {"token": waiting, "type": "allow"}
        for method in ("GET", "PUT", "DELETE"):
            answer = await standing.am.mock(method, "/action", params=params)
            assert answer.status_code == 405
    refused(await poll(standing.client, waiting), (400, "authorization_pending"))
    assert await decide(standing, waiting, "deny") == 200


async def test_a_decision_is_about_one_request_alone(standing: Provider) -> None:
    first, second = [await standing.client.acknowledged() for _ in range(2)]
    assert await decide(standing, second, "allow") == 200
    refused(await poll(standing.client, first), (400, "authorization_pending"))
    assert (await poll(standing.client, second)).status_code == 200
    assert await decide(standing, first, "deny") == 200


@pytest.mark.parametrize("status", ["Inactive", "Locked", "inactive", ""])
async def test_a_user_who_is_not_active_never_approves(provider: Provider, status: str) -> None:
    # CIBA 13: 403 before anybody is asked. In AM the tree decides, at its end (am.md 8).
    await done(provider.administrator, "/users/erin", {"inetUserStatus": [status]})
    before = await asked(provider)
    answer = await provider.client.ask(login_hint="erin")
    if provider.profile == "strict":
        refused(answer, (403, "access_denied"))
        assert await asked(provider) == before
    else:
        assert answer.status_code == 200
        auth_req_id = answer.json()["auth_req_id"]
        assert await decide(provider, auth_req_id, "allow") == 200
        refused(await poll(provider.client, auth_req_id), (400, "access_denied"))
    await still_works(provider)
    await done(provider.administrator, "/users/erin", {"inetUserStatus": ["Active"]})
    await taken(provider, await provider.client.ask(login_hint="erin"))


async def test_a_user_who_is_gone_meanwhile_approves_nothing(provider: Provider) -> None:
    auth_req_id = await provider.client.acknowledged()
    assert (await provider.administrator.delete("/users/demo")).status_code == 200
    await decide(provider, auth_req_id, "allow")
    refused(await poll(provider.client, auth_req_id), (400, "access_denied"))


async def test_a_user_without_a_phone_is_refused_at_once(provider: Provider) -> None:
    # CIBA 13
    await done(provider.administrator, "/users/walter", {"userpassword": "Ch4ng31t"})
    async with unharmed(provider):
        refused(await provider.client.ask(login_hint="walter"), (403, "access_denied"))
    await give_phone(provider.am, "walter")
    await taken(provider, await provider.client.ask(login_hint="walter"))


HINTS: list[Any] = [
    "nobody",
    "demo\x00",
    "demo ",
    " demo",
    "demo\n",
    "d\u0435mo",
    "*",
    "demo)(uid=*",
    "' OR '1'='1",
    "../demo",
    "demo/../erin",
    "id=demo,ou=user,o=alpha",
    "%64emo",
    "x" * 8000,
    "{{7*7}}",
    'x"\r\n\té<b>',
]


async def test_a_hint_names_its_user_to_the_letter(standing: Provider) -> None:
    # CIBA 13 unknown_user_id
    async with unharmed(standing):
        for hint in HINTS:
            with case(hint):
                answer = await standing.client.ask(login_hint=hint)
                refused(answer, (400, "unknown_user_id"))
                assert hint not in answer.json()["error_description"]


async def test_a_hint_is_a_text_and_there_is_one(standing: Provider) -> None:
    # CIBA 7.1
    values: list[Any] = ["", 0, 5, True, [], ["demo"], ["demo", "erin"], {}, {"sub": "demo"}]
    async with unharmed(standing):
        for value in values:
            with case(value):
                refused(await standing.client.ask(login_hint=value))
        refused(await standing.client.ask(login_hint=None))
        refused(await standing.client.ask(id_token_hint="x"))
        refused(await standing.client.ask(login_hint_token="x"))
