"""What `explain` makes of real answers: those of a mock in this process."""

import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx
import pytest

from ciba_helpers.am.session import AMError
from ciba_helpers.ciba.errors import CIBAError, UnexpectedAnswer, raise_for_error
from ciba_helpers.exchanges import Exchange
from ciba_helpers.explain import explain
from ciba_helpers.local_mock import LabError
from ciba_helpers.show.secrets import MASK
from tests.contract.am import ALPHA, OAUTH2, SESSION, Administrator
from tests.contract.configuration import CIBA, SERVICES, configure, give_phone
from tests.contract.conftest import mounted
from tests.contract.till import Till, approve, new_key, signed

Send = Callable[[Till], Awaitable[httpx.Response]]

KEY = new_key()


@pytest.fixture
async def till() -> AsyncIterator[Till]:
    """The article's client at a mock that is configured; demo has a phone."""
    async with mounted() as am:
        await configure(Administrator(am, await am.session()), KEY)
        await give_phone(am)
        yield Till(am, KEY)


def asked(**changes: Any) -> Send:
    """The article's request with changed claims."""
    return lambda till: till.ask(**changes)


def soon(minutes: float) -> int:
    return int(time.time() + minutes * 60)


async def polled_at_once(till: Till) -> httpx.Response:
    auth_req_id = await till.acknowledged()
    await till.poll(auth_req_id)
    return await till.poll(auth_req_id)


async def redeemed_twice(till: Till) -> httpx.Response:
    auth_req_id = await till.acknowledged()
    await approve(till.am, auth_req_id)
    await till.poll(auth_req_id)
    await till.am.advance(10)
    return await till.poll(auth_req_id)


async def denied(till: Till) -> httpx.Response:
    auth_req_id = await till.acknowledged()
    await approve(till.am, auth_req_id, "deny")
    return await till.poll(auth_req_id)


async def sent_twice(till: Till) -> httpx.Response:
    await till.ask(jti="once")
    return await till.ask(jti="once")


async def expired_session(till: Till) -> httpx.Response:
    session = await till.am.session()
    await till.am.advance(3 * 3600)
    return await till.am.get(f"{ALPHA}{SERVICES}/pushNotification", headers=session)


async def clock_moved(till: Till) -> httpx.Response:
    exp = soon(10)
    await till.am.advance(3600)
    return await till.ask(exp=exp)


async def another_version(till: Till) -> httpx.Response:
    headers = await till.am.session() | {"Accept-API-Version": "protocol=2.1,resource=7.0"}
    return await till.am.get(f"{ALPHA}{SERVICES}/pushNotification", headers=headers)


async def cookie_alone(till: Till) -> httpx.Response:
    session = await till.am.session()
    url = f"{ALPHA}{SERVICES}/pushNotification"
    return await till.am.http.delete(url, headers={"Cookie": f"{SESSION}={session[SESSION]}"})


async def user_without_phone(till: Till) -> httpx.Response:
    users = f"{ALPHA}/users/erin"
    await till.am.http.put(
        users, headers=await till.am.session(), json={"userpassword": "Ch4ng31t"}
    )
    return await till.ask(login_hint="erin")


FROM_REAL_ANSWERS: dict[str, tuple[Send, str, int]] = {
    "exp too far ahead": (
        lambda till: till.ask(exp=soon(45)),
        "`exp` lies too far ahead. Your `exp` lies 45 minutes from now; AM takes 30 minutes.",
        2,
    ),
    "exp in milliseconds": (
        lambda till: till.ask(exp=soon(10) * 1000),
        "`exp` counts milliseconds, as JavaScript does. Your `exp` is ",
        2,
    ),
    "the article's exp": (
        asked(exp=1562677833),
        "The request was signed a while ago. Your `exp` was 2019-07-09 13:10 UTC.",
        2,
    ),
    "the mock's clock moved": (
        clock_moved,
        "AM's clock is ahead of yours. By the clock here your `exp` is 10 minutes from now",
        0,
    ),
    "wrong aud": (
        asked(aud="https://other.example/am/oauth2"),
        "`aud` is not AM's address: another host, port or path, or none at all. "
        "Your `aud` is `https://other.example/am/oauth2`",
        2,
    ),
    "another iss": (
        asked(iss="otherClient"),
        "`iss` is not the client's id, to the letter. "
        "Your `iss` is `otherClient`, but you authenticate as `myCIBAClient`.",
        2,
    ),
    "air_values": (
        asked(acr_values=None, air_values="push"),
        "The claim is missing or misspelt. "
        "Your JWT has `air_values`, which looks like a slip for `acr_values`.",
        2,
    ),
    "no exp": (asked(exp=None), "It was left out, or its name is misspelt. Your JWT has ", 2),
    "exp as a text": (
        asked(exp="soon"),
        "A moment (`exp`, `iat`, `nbf`) must be a number, every other claim a text. "
        'Your `exp` is `"soon"`.',
        2,
    ),
    "unknown acr": (asked(acr_values="fax"), "The value is misspelt: it must be one that", 2),
    "unknown user": (
        asked(login_hint="dmo"),
        "The name is misspelt. Your `login_hint` is `dmo`.",
        2,
    ),
    "no openid": (asked(scope="profile"), "`scope` is missing or has no `openid`. Your `scope`", 2),
    "unknown scope": (asked(scope="openid x"), "A scope is not registered with the client.", 4),
    "two hints": (
        asked(id_token_hint="x.y.z"),
        "There is no hint, or more than one. Your JWT has `login_hint`, `id_token_hint`.",
        2,
    ),
    "long message": (
        asked(binding_message="x" * 104),
        "It is empty, longer than 100 characters, or has a line break or a character that shows "
        "nothing. Yours has 104 characters.",
        2,
    ),
    "message of two lines": (
        asked(binding_message="one\ntwo"),
        "It is empty, longer than 100 characters, or has a line break or a character that shows "
        "nothing. Yours has a line break as character 4 of 7.",
        2,
    ),
    "message with what nobody sees": (
        asked(binding_message="Pay £50?\u200b"),
        "It is empty, longer than 100 characters, or has a line break or a character that shows "
        "nothing. Yours has U+200B as character 9 of 9.",
        2,
    ),
    "message with a letter that is blank": (
        asked(binding_message="\u3164"),
        "It is empty, longer than 100 characters, or has a line break or a character that shows "
        "nothing. Yours has U+3164 as character 1 of 1.",
        2,
    ),
    "message that begins with an amount": (
        asked(binding_message="£50 to ExampleShop?"),
        "It begins with a sign, such as a currency's or a space. Yours begins with `£`.",
        2,
    ),
    "wrong key": (
        lambda till: till.send(signed(till.claims(), new_key("stolen"))),
        "You signed with another key than the one you registered, or `kid` names another. "
        "The header of your JWT says `kid`: `stolen`.",
        4,
    ),
    "no JWT": (lambda till: till.send("question"), "It is no signed JWT", 2),
    "no request": (
        lambda till: till.am.post(f"{OAUTH2}/bc-authorize", data={"x": "y"}, auth=till.auth),
        "The field is missing or has another name.",
        5,
    ),
    "phoneless user": (
        user_without_phone,
        "The end user has no phone: the push sender ended with NOT_REGISTERED.",
        6,
    ),
    "wrong secret": (
        lambda till: till.send("x", auth=("myCIBAClient", "forgerok")),
        "The secret is wrong, or the id is misspelt. You authenticated as `myCIBAClient`",
        4,
    ),
    "no credentials": (
        lambda till: till.send("x", auth=None),
        "The request has no credentials. You sent neither",
        5,
    ),
    "JSON for a form": (
        lambda till: till.am.post(f"{OAUTH2}/bc-authorize", json={"request": "x"}, auth=till.auth),
        "The body was sent as JSON. You sent it as `application/json`.",
        5,
    ),
    "GET": (
        lambda till: till.am.get(f"{OAUTH2}/bc-authorize", auth=till.auth),
        "GET was used where POST belongs, or the other way round. You sent GET.",
        5,
    ),
    "a realm that is not there": (
        lambda till: till.am.post("/oauth2/realms/root/realms/alpah/bc-authorize", data={"x": "y"}),
        "The realm is misspelt. The path names the realm `/alpah`.",
        3,
    ),
    "an endpoint that is not there": (
        lambda till: till.am.post(f"{OAUTH2}/bc_authorize"),
        "The last part of the address is misspelt. You asked for ",
        5,
    ),
    "pending": (
        lambda till: _polled(till),
        "The phone still shows the question.",
        6,
    ),
    "too soon": (polled_at_once, "Less than `interval` seconds lie between two polls.", 7),
    "redeemed twice": (redeemed_twice, "It was redeemed before: once is enough.", 5),
    "denied": (denied, "The end user pressed Deny on the phone.", 8),
    "sent twice": (sent_twice, "The same signed request was sent twice. Your `jti` is `once`.", 9),
    "signed by nobody": (
        lambda till: till.send("eyJhbGciOiJub25lIn0.e30."),
        "AM takes ES256 and PS256, never `none`, and no HS256: a shared secret signs that. "
        "The header of your JWT says `alg`: `none`.",
        1,
    ),
    "misspelt grant": (
        lambda till: till.grant(grant_type="ciba"),
        "`grant_type` is misspelt. Your `grant_type` is `ciba`.",
        7,
    ),
    "grant without auth_req_id": (
        lambda till: till.grant(grant_type=CIBA),
        "It was left out or is misspelt.",
        5,
    ),
    "no access token": (
        lambda till: till.am.get(f"{OAUTH2}/userinfo"),
        "The request brings no token. You sent no `Authorization: Bearer` header.",
        7,
    ),
    "unknown access token": (
        lambda till: till.am.get(f"{OAUTH2}/userinfo", headers={"Authorization": "Bearer x"}),
        "It has expired, or was revoked. You sent a token",
        7,
    ),
    "a page of the browser's": (
        lambda till: till.am.get(f"{OAUTH2}/authorize", params={"client_id": "myCIBAClient"}),
        "The request went to `/authorize`.",
        5,
    ),
    "no session": (
        lambda till: till.am.get(f"{ALPHA}{SERVICES}/pushNotification"),
        "The session token was not sent. You sent no header `iPlanetDirectoryPro`.",
        3,
    ),
    "expired session": (
        expired_session,
        "The session has expired, was ended, or the mock was restarted or reset. You sent a",
        3,
    ),
    "another version": (
        another_version,
        "`resource=` names a version that is not there. "
        "You asked for `protocol=2.1,resource=7.0`.",
        3,
    ),
    "wrong password": (
        lambda till: till.am.login("demo", "wrong", ALPHA),
        "Name or password is wrong. You tried to log in as `demo`.",
        3,
    ),
    "a realm of the JSON API": (
        lambda till: till.am.login("demo", "x", "/json/realms/root/realms/alpah"),
        "The realm is misspelt, or its parent is missing. The path names the realm `/alpah`.",
        3,
    ),
    "an unknown tree": (
        lambda till: till.am.post(
            f"{ALPHA}/authenticate?authIndexType=service&authIndexValue=x", json={}
        ),
        "`authIndexValue` is misspelt, or the tree is not in this realm.",
        3,
    ),
    "a phone's answer to nothing": (
        lambda till: till.am.post(
            f"{ALPHA}/push/sns/message?_action=authenticate", json={"messageId": "x", "jwt": "y"}
        ),
        "The message was answered before, or is too old.",
        6,
    ),
    "a clock without seconds": (
        lambda till: till.am.mock("POST", "/clock", json={}),
        "The number of seconds is missing, no number, or far too large.",
        7,
    ),
}  # fmt: skip


async def _polled(till: Till) -> httpx.Response:
    return await till.poll(await till.acknowledged())


@pytest.mark.parametrize("name", FROM_REAL_ANSWERS)
async def test_the_first_cause_is_the_right_one(name: str, till: Till) -> None:
    send, says, chapter = FROM_REAL_ANSWERS[name]
    explanation = explain(await send(till))
    assert explanation.is_known
    first = explanation.causes[0]
    assert f"{first.says} {first.seen}".startswith(says)
    assert first.step.chapter == chapter


async def test_forbidden_is_explained_by_the_header_that_shows_the_cookie_was_meant(
    till: Till,
) -> None:
    explanation = explain(await cookie_alone(till))
    assert explanation.code == "403 Forbidden"
    assert explanation.causes[0].seen.startswith("You sent the session as a cookie")


async def test_a_cause_that_the_exchange_rules_out_is_left_away(till: Till) -> None:
    causes = explain(await till.send("x", auth=None)).causes
    assert not [cause for cause in causes if "secret is wrong" in cause.says]


async def test_an_auth_req_id_that_is_not_known_may_be_that_of_another_client(till: Till) -> None:
    redeemed, foreign, _ = explain(await till.poll("x" * 27)).causes
    assert redeemed.says.startswith("It was redeemed before")
    assert foreign.seen == "You authenticated as `myCIBAClient` by HTTP Basic."
    assert foreign.step.do.startswith("Poll as the client that asked")


@pytest.mark.parametrize("message", ["x" * 101, "\u200bPay £50?", "£50?", "one\ntwo"])
async def test_one_fault_of_a_binding_message_is_not_told_as_another(
    message: str, till: Till
) -> None:
    assert len(explain(await till.ask(binding_message=message)).causes) == 1


async def test_a_success_says_that_nothing_is_wrong(till: Till) -> None:
    explanation = explain(await till.ask())
    assert not explanation.is_error
    assert explanation.causes == ()
    assert str(explanation) == "200 OK\nNothing is wrong: AM did what it was asked."
    assert "No error" in explanation.html


async def test_exception_exchange_and_answer_are_explained_alike(till: Till) -> None:
    answer = await till.ask(exp=1562677833)
    with pytest.raises(CIBAError) as refused:
        raise_for_error(answer)
    from_answer = explain(answer)
    assert explain(refused.value) == from_answer
    assert explain(Exchange.of(answer)) == from_answer
    refused_by_am = AMError(await till.am.login("demo", "wrong", ALPHA))
    assert explain(refused_by_am).code == "401 Unauthorized"


def test_a_pushed_error_has_no_answer_and_is_explained_by_its_code() -> None:
    explanation = explain(CIBAError("expired_token", "The auth_req_id has expired"))
    assert explanation.code == "expired_token"
    assert explanation.causes[0].says.startswith("Nobody answered the phone")


def caused(origin: Exception) -> LabError:
    """A LabError that was raised because of `origin`."""
    error = LabError("no lab")
    error.__cause__ = origin
    return error


def test_an_exception_is_followed_to_its_cause() -> None:
    request = httpx.Request("GET", "http://127.0.0.1:1/am?token=s3cret")
    explanation = explain(caused(httpx.ConnectError("refused", request=request)))
    assert explanation.code == "ConnectError"
    assert explanation.asked == f"GET http://127.0.0.1:1/am?token={MASK}"
    assert explanation.causes[0].says.startswith("The mock is not running")


@pytest.mark.parametrize(
    ("error", "means"),
    [
        (httpx.ReadTimeout("slow"), "Somebody listens, but did not answer in time."),
        (httpx.RemoteProtocolError("cut"), "The connection broke before the answer was complete."),
        (UnexpectedAnswer("The provider's answer is not JSON"), "Something answered, but not what"),
    ],
)
def test_where_no_answer_came_it_says_why(error: Exception, means: str) -> None:
    assert explain(error).means.startswith(means)


def test_a_proxys_page_is_no_answer_of_an_openid_provider() -> None:
    page = httpx.Response(200, html="<h1>Welcome</h1>", request=httpx.Request("POST", "http://x/y"))
    explanation = explain(UnexpectedAnswer("The provider's answer is not JSON", page))
    assert explanation.causes[0].says.startswith("The address is not AM's")


def refusal(status: int, body: Any, **request: Any) -> httpx.Response:
    """An answer to a POST."""
    sent = httpx.Request("POST", "http://am.example/am/oauth2/access_token", **request)
    return httpx.Response(status, json=body, request=sent)


def test_an_error_that_nobody_knows_is_said_to_be_unknown() -> None:
    explanation = explain(refusal(418, {"message": "I am a teapot"}))
    assert not explanation.is_known
    assert (explanation.words, explanation.causes) == ("I am a teapot", ())
    assert "Unknown error" in explanation.html
    assert explanation.means.startswith("This explanation knows no such error")


def test_an_error_without_a_body_is_explained_by_its_status() -> None:
    answer = httpx.Response(404, request=httpx.Request("HEAD", "http://am.example/am/json"))
    assert explain(answer).means == "There is nothing at this address."


def test_words_that_nobody_knows_are_explained_by_their_code() -> None:
    body = {"error": "invalid_client", "error_description": "Nope"}
    explanation = explain(refusal(401, body))
    assert explanation.words == "Nope"
    assert explanation.causes[0].says == "The request has no credentials."


async def test_no_secret_is_shown(till: Till) -> None:
    tokens = await till.tokens()
    other = {"client_id": "myCIBAClient", "client_secret": "forgerok-s3cret"}
    answers = [
        await till.am.get(
            f"{OAUTH2}/userinfo", headers={"Authorization": "Bearer s3cret-of-somebody"}
        ),
        await till.am.post(f"{OAUTH2}/access_token", data=other),
        await till.am.login("demo", "s3cret", ALPHA),
        refusal(
            400,
            {
                "error": "invalid_grant",
                "error_description": "The provided token id : s3cret belongs to different access "
                "grant.",
            },
        ),
        refusal(418, {"message": f"no such token {tokens['access_token']}"}),
    ]
    for answer in answers:
        shown = explain(answer)
        for text in (shown.html, str(shown), repr(shown)):
            assert "s3cret" not in text
            assert tokens["access_token"] not in text


def test_what_comes_from_outside_is_escaped() -> None:
    page = explain(refusal(418, {"message": "<script>alert(1)</script>"})).html
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


async def test_a_notebook_shows_it_as_a_named_group_that_links_to_the_chapter(till: Till) -> None:
    html = explain(await till.ask(exp=1562677833))._repr_mimebundle_()["text/html"]
    assert 'role="group" aria-label="Explanation of 400 invalid_request"' in html
    assert '<a href="02_sign_the_request.ipynb">Chapter 2, Sign the request</a>' in html
    assert "<code>exp</code>" in html
    assert "AM said: <q>JWT has expired</q>" in html
    assert not {"http://", "https://"} & set(html.replace("http://127.0.0.1", "").split())


async def test_as_text_it_has_everything_too(till: Till) -> None:
    assert str(explain(await till.ask(exp=1562677833))) == (
        "400 invalid_request: JWT has expired\n"
        "The moment in `exp` is over, so AM no longer believes the question.\n"
        "1. The request was signed a while ago. Your `exp` was 2019-07-09 13:10 UTC.\n"
        "   Mend it: Sign a fresh request: `await lab.signed_request()`. "
        "(Chapter 2, Sign the request.)\n"
        "See RFC 7519, section 4.1.4."
    )


def test_waiting_is_not_called_an_error() -> None:
    html = explain(CIBAError("authorization_pending", "")).html
    assert "Not yet" in html
    assert ">Error<" not in html


def test_explaining_needs_neither_widgets_nor_the_mock() -> None:
    heavy = ["ipywidgets", "IPython", "matplotlib", "mock_am", "starlette"]
    code = f"import sys, ciba_helpers.explain; print([m for m in {heavy} if m in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (answer.stdout, answer.stderr) == ("[]\n", "")
