"""An AM that refuses, is silent, or is none at all: told in words, never raised."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from copy import copy, deepcopy
from dataclasses import replace
from email.utils import formatdate
from typing import Any

import httpx
import pytest

from ciba_helpers.am.session import Administrator
from ciba_helpers.connection import connection
from ciba_helpers.contents import CHAPTERS
from ciba_helpers.lab import Lab
from ciba_helpers.preflight import (
    Configuration,
    Grade,
    Preflight,
    check_am,
    look_over,
    read_configuration,
)
from ciba_helpers.preflight.report import CHECKS
from tests.ciba_helpers.preflight.faults import FAULTS, Fault

pytestmark = pytest.mark.usefixtures("in_process")

Opened = Callable[[int], Awaitable[Lab]]
Handler = Callable[[httpx.Request], httpx.Response]


@pytest.fixture
async def administrator(opened: Opened) -> Administrator:
    return await (await opened(12)).administrator(quiet=True)


@pytest.fixture
async def configuration(administrator: Administrator) -> Configuration:
    return await read_configuration(administrator)


@pytest.fixture
async def answered_by() -> AsyncIterator[Callable[[Handler], Administrator]]:
    """An administrator of an AM that is made of one function."""
    connections = list[httpx.AsyncClient]()

    def made(handler: Handler) -> Administrator:
        connections.append(connection(httpx.MockTransport(handler)))
        return Administrator(connections[-1], "https://am.example.com/am", "/alpha", "sid", "t")

    yield made
    for one in connections:
        await one.aclose()


def lines(preflight: Preflight) -> list[str]:
    return [f"{f.grade.value[0]} {f.subject}: {f.says}" for f in preflight.open]


# Nothing is changed


async def test_it_only_reads(administrator: Administrator) -> None:
    methods = list[str]()

    async def note(request: httpx.Request) -> None:
        methods.append(request.method)

    administrator.http.event_hooks["request"].append(note)
    assert (await check_am(administrator)).is_green
    assert len(methods) > 10
    assert set(methods) == {"GET"}


# Refusals


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "AM says 401 Unauthorized: the session has ended, or is no administrator's."),
        (403, "AM says 403 Forbidden: this administrator may not read it."),
        (500, "AM says 500 Internal Server Error: AM's own log tells more."),
    ],
)
async def test_a_refusal_is_told_in_words(
    answered_by: Callable[[Handler], Administrator], status: int, words: str
) -> None:
    preflight = await check_am(answered_by(lambda _: httpx.Response(status, json={})))
    told = [line for line in lines(preflight) if words in line]
    subjects = ["Realm", "OpenID provider", "Discovery", "Push service", "Client", "User"]
    assert told == [f"! {one}: It could not be looked at. {words}" for one in subjects]
    assert preflight.is_ready, "what could not be looked at may be as it should be"
    assert not preflight.is_green


async def test_one_document_that_is_kept_back_hides_no_other(
    administrator: Administrator, answered_by: Callable[[Handler], Administrator]
) -> None:
    real = administrator.http._transport

    class Kept(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            if "global-config" in request.url.path:
                return httpx.Response(403, json={"code": 403, "reason": "Forbidden"})
            return await real.handle_async_request(request)

    async with connection(Kept()) as http:
        administrator.http = http
        preflight = await check_am(administrator)
    assert len(preflight.open) == 1
    assert lines(preflight)[0].startswith("! Realm: It could not be looked at. AM says 403")


async def test_an_empty_realm_lacks_each_thing_once(
    answered_by: Callable[[Handler], Administrator],
) -> None:
    dated = {"date": formatdate(usegmt=True)}
    preflight = await check_am(answered_by(lambda _: httpx.Response(404, json={}, headers=dated)))
    assert lines(preflight) == [
        "✗ Realm: There is no realm /alpha.",
        "✗ OpenID provider: The realm has none.",
        "✗ Push service: The realm has none.",
        "✗ Client: There is no myCIBAClient.",
        "✗ User: There is no demo. (Advanced Identity Cloud knows users by UUID.)",
    ]


def silent(request: httpx.Request) -> httpx.Response:
    raise httpx.ReadTimeout("", request=request)


def unreachable(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("Name or service not known", request=request)


@pytest.mark.parametrize(
    ("handler", "words"),
    [
        (silent, "✗ AM: AM did not answer within 30 seconds."),
        (unreachable, "✗ AM: Nobody answers there (ConnectError: Name or service not known)."),
    ],
)
async def test_an_am_that_does_not_answer_is_asked_once(
    answered_by: Callable[[Handler], Administrator], handler: Handler, words: str
) -> None:
    asked = list[httpx.Request]()

    def counted(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return handler(request)

    preflight = await check_am(answered_by(counted))
    assert lines(preflight) == [words]
    assert len(asked) == 1


async def test_an_am_that_falls_silent_is_told_of_beside_what_was_seen(
    answered_by: Callable[[Handler], Administrator],
) -> None:
    def tired(request: httpx.Request) -> httpx.Response:
        if "/global-config/" in request.url.path:
            return httpx.Response(200, json={"active": True})
        if "/serverinfo/" in request.url.path:
            return httpx.Response(200, json={}, headers={"date": formatdate(usegmt=True)})
        return silent(request)

    preflight = await check_am(answered_by(tired))
    assert [finding.subject for finding in preflight.findings] == ["AM", "Clocks", "Realm"]
    assert lines(preflight) == ["✗ AM: AM did not answer within 30 seconds."]


@pytest.mark.parametrize(
    "body", [b"<html>Sign in to the proxy</html>", b"[]", b'"text"', b"null", b"\xff"]
)
async def test_what_is_not_am_is_said_to_be_that(
    answered_by: Callable[[Handler], Administrator], body: bytes
) -> None:
    preflight = await check_am(answered_by(lambda _: httpx.Response(200, content=body)))
    told = [line for line in lines(preflight) if "is a proxy in between?" in line]
    assert len(told) == 6
    assert not preflight.is_green


async def test_an_answer_that_cannot_be_unpacked_is_not_am_s(
    answered_by: Callable[[Handler], Administrator],
) -> None:
    def garbled(request: httpx.Request) -> httpx.Response:
        stream = httpx.ByteStream(b"no gzip")
        return httpx.Response(200, headers={"content-encoding": "gzip"}, stream=stream)

    told = [one for one in lines(await check_am(answered_by(garbled))) if "a proxy" in one]
    assert len(told) == 6


async def test_json_without_end_is_not_am_s(
    answered_by: Callable[[Handler], Administrator],
) -> None:
    deep = httpx.Response(200, content=b"[" * 100_000)
    told = [one for one in lines(await check_am(answered_by(lambda _: deep))) if "a proxy" in one]
    assert len(told) == 6


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ({"authId": "x", "callbacks": []}, "it asks for more than a name and a password"),
        ({"tokenId": None}, "what answers is not what AM answers"),
        ([], "what answers is not what AM answers"),
    ],
)
async def test_a_login_that_ends_in_no_session_is_told_of(
    opened: Opened, monkeypatch: pytest.MonkeyPatch, answer: Any, why: str
) -> None:
    lab = await opened(12)

    def asks_for_more(request: httpx.Request) -> httpx.Response:
        is_login = request.url.path.endswith("/authenticate")
        return httpx.Response(200, json=answer if is_login else {"cookieName": "sid"})

    async with connection(httpx.MockTransport(asks_for_more)) as http:
        monkeypatch.setattr(lab, "quiet_http", http)
        preflight = await lab.preflight()
    assert lines(preflight)[0].startswith(f"✗ Administrator: AM does not let amadmin in ({why}")


@pytest.mark.parametrize("password", ["wr0ng"])
async def test_an_administrator_who_is_not_let_in_is_told_what_to_set(
    opened: Opened, password: str
) -> None:
    lab = await opened(12)
    lab.admin_password = password
    preflight = await lab.preflight()
    assert lines(preflight) == [
        "✗ Administrator: AM does not let amadmin in (401 Unauthorized: Login failure)."
    ]
    assert "AM_PASSWORD" in str(preflight)
    assert "wr0ng" not in str(preflight)


async def test_an_am_that_has_gone_away_since_is_told_of(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab = await opened(12)
    async with connection(httpx.MockTransport(unreachable)) as http:
        monkeypatch.setattr(lab, "quiet_http", http)
        preflight = await lab.preflight()
    assert lines(preflight)[0].startswith("✗ AM: Nobody answers there")


# What the mock cannot be


@pytest.mark.parametrize(
    ("ahead", "expected"),
    [
        (0, []),
        (-60, []),
        (61, ["! Clocks: AM's clock is 61 seconds ahead of yours."]),
        (-599, ["! Clocks: AM's clock is 599 seconds behind yours."]),
        (600, ["✗ Clocks: AM's clock is 600 seconds ahead of yours."]),
        (None, ["! Clocks: AM's answers do not say what time it is."]),
    ],
)
async def test_clocks_that_differ_are_told_of(
    configuration: Configuration, ahead: float | None, expected: list[str]
) -> None:
    assert lines(look_over(replace(configuration, clock_ahead=ahead))) == expected


async def test_the_clocks_are_compared_by_the_date_of_an_answer(
    answered_by: Callable[[Handler], Administrator],
) -> None:
    past = {"date": "Tue, 09 Jul 2019 13:10:33 GMT"}
    preflight = await check_am(answered_by(lambda _: httpx.Response(404, headers=past)))
    assert re.match(r"✗ Clocks: AM's clock is \d{9} seconds behind yours", lines(preflight)[0])


async def test_an_inactive_realm_serves_nobody(configuration: Configuration) -> None:
    seen = replace(configuration, realm_settings={"active": False})
    assert lines(look_over(seen)) == ["✗ Realm: /alpha is not active."]


@pytest.mark.parametrize(
    ("issuer", "mark"),
    [
        ("https://am.example.com:443/am/oauth2/realms/root/realms/alpha", "!"),
        ("https://am.example.com:8443/am/oauth2/realms/root/realms/alpha", "✗"),
        ("https://am.example.com/openam/oauth2/realms/root/realms/alpha", "✗"),
        ("https://am.example.com/am/oauth2evil", "!"),
        ("http://am.example.com/am/oauth2/realms/root/realms/alpha", "✗"),
    ],
)
async def test_an_issuer_that_does_not_fit_aud_is_told_of(
    configuration: Configuration, issuer: str, mark: str
) -> None:
    seen = replace(
        configuration, audience="https://am.example.com/am/oauth2", discovery={"issuer": issuer}
    )
    (line,) = lines(look_over(seen))
    assert line.startswith(f"{mark} Discovery: AM calls itself {issuer}")


async def test_a_user_who_goes_by_a_uuid_is_told_of(configuration: Configuration) -> None:
    uuid = "0d2b3a4c-1f5e-4a6b-8c7d-9e0f1a2b3c4d"
    assert isinstance(configuration.user, dict)
    seen = replace(configuration, user={**configuration.user, "_id": uuid})
    assert lines(look_over(seen)) == [f"! User: AM knows demo as {uuid}."]


async def test_a_node_with_a_version_is_read_at_that_version(
    administrator: Administrator, configuration: Configuration
) -> None:
    assert isinstance(configuration.tree, dict)
    for place in configuration.tree["nodes"].values():
        place["version"] = "1.0"
    path = "/realm-config/authentication/authenticationtrees/trees/myCIBAPushTree"
    await administrator.put(path, configuration.tree)
    read = list[str]()

    async def note(request: httpx.Request) -> None:
        read.append(request.url.path)

    administrator.http.event_hooks["request"].append(note)
    assert (await check_am(administrator)).is_green
    assert len([path for path in read if "Node/1.0/" in path]) == 4


@pytest.mark.parametrize("odd", [{}, {"value": 1}, {"nodes": {}}, {"cibaConfig": None}])
@pytest.mark.parametrize(
    "part", ["realm_settings", "discovery", "provider", "tree", "push_service", "client", "user"]
)
async def test_a_document_of_an_unknown_shape_is_no_reason_to_give_up(
    configuration: Configuration, part: str, odd: dict[str, Any]
) -> None:
    seen = replace(configuration, **{part: odd})
    assert look_over(seen).findings


ODD: list[Any] = [None, 1.5, "x", ["x"], [None], [{}], {}, {"a": 1}, {"inherited": 1, "value": 5}]


def variants(document: Any) -> Iterator[Any]:
    """The document with each of its values, however deep, replaced by each odd one in turn."""
    yield from ODD
    inner = document.items() if isinstance(document, dict) else ()
    inner = enumerate(document) if isinstance(document, list) else inner
    for place, value in inner:
        for one in variants(value):
            changed = copy(document)
            changed[place] = one
            yield changed


@pytest.mark.parametrize(
    "part",
    [
        "realm_settings",
        "discovery",
        "provider",
        "tree",
        "push_service",
        "client",
        "user",
        "devices",
    ],
)
async def test_no_value_however_deep_is_of_a_type_that_stops_it(
    configuration: Configuration, part: str
) -> None:
    for document in variants(getattr(configuration, part)):
        if isinstance(document, dict):
            preflight = look_over(replace(configuration, **{part: document}))
            assert preflight.html


async def test_no_node_is_of_a_shape_that_stops_it(configuration: Configuration) -> None:
    for node_id, node in configuration.nodes.items():
        for odd in variants(node):
            if isinstance(odd, dict):
                nodes = {**configuration.nodes, node_id: odd}
                assert look_over(replace(configuration, nodes=nodes)).html


@pytest.mark.parametrize("text", ["[" * 100_000, '{"keys":{}}', '{"keys":[[]]}', "5", ""])
async def test_a_key_set_that_is_none_is_told_of(configuration: Configuration, text: str) -> None:
    assert isinstance(configuration.client, dict)
    client = deepcopy(configuration.client)
    client["signEncOAuth2ClientConfig"]["jwkSet"]["value"] = text
    assert not look_over(replace(configuration, client=client)).is_green


async def test_of_an_odd_shape_it_says_which_and_goes_on(configuration: Configuration) -> None:
    assert isinstance(configuration.user, dict)
    user = {**configuration.user, "inetUserStatus": 5}
    preflight = look_over(replace(configuration, user=user))
    assert lines(preflight) == ["! Phone: What AM shows of it has not the shape of AM's documents."]
    assert preflight.findings[-1].says == "demo has one registered."


# How it looks


async def test_each_check_says_what_is_well(configuration: Configuration) -> None:
    silent = {"client_has_a_public_subject"}  # only its opposite is worth a word
    for check in CHECKS:
        found = list(check(configuration))
        assert check.__name__ in silent or found
        assert all(finding.grade is Grade.GOOD for finding in found)


async def test_it_looks_the_same_each_time(configuration: Configuration) -> None:
    first, second = look_over(configuration), look_over(configuration)
    assert (first.html, str(first)) == (second.html, str(second))


async def test_no_meaning_is_in_a_mark_or_a_colour_alone(configuration: Configuration) -> None:
    html = look_over(replace(configuration, clock_ahead=61, realm_settings={"active": False})).html
    for grade in Grade:
        mark, word, _ = grade.value
        assert f"{mark}</b> {word}</td>" in html
    assert html.count('aria-hidden="true"') == html.count("<tr>")
    assert 'role="group" aria-label="Preflight of realm /alpha at http' in html
    assert '<th scope="row">Clocks</th>' in html


async def test_what_am_says_is_escaped(configuration: Configuration) -> None:
    seen = replace(configuration, discovery={"issuer": "<script>alert(1)</script>"})
    assert "<script>" not in look_over(seen).html
    assert "&lt;script&gt;" in look_over(seen).html


async def test_the_text_says_what_mends_a_fault_and_where(configuration: Configuration) -> None:
    text = str(look_over(replace(configuration, realm_settings={"active": False})))
    assert "Not ready for CIBA (good: 24, missing: 1)." in text
    assert "✗ Realm: /alpha is not active. It serves nobody." in text
    assert "  Mend it: Create the realm, or set `AM_REALM` to another. " in text
    assert "Console: Realms." in text


async def test_what_is_left_to_do_is_shown_alone(configuration: Configuration) -> None:
    preflight = look_over(replace(configuration, realm_settings={"active": False}))
    assert [finding.subject for finding in preflight.to_do.findings] == ["Realm"]
    assert "Not ready for CIBA (missing: 1)." in str(preflight.to_do)
    ready = look_over(configuration)
    assert str(ready.to_do).endswith("Ready for CIBA (nothing is left to do).")


async def test_the_page_s_names_then_and_now_are_told(configuration: Configuration) -> None:
    assert isinstance(configuration.tree, dict)
    seen = replace(configuration, tree={**configuration.tree, "enabled": False})
    assert "Authentication &gt; Trees (in newer versions: Journeys)" in look_over(seen).html


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name.replace(" ", "-"))
async def test_a_step_leads_to_a_chapter_that_is_there(opened: Opened, fault: Fault) -> None:
    lab = await opened(12)
    await fault.make(await lab.administrator(quiet=True))
    html = (await lab.preflight()).html
    files = {file for file, _ in CHAPTERS}
    linked = set(re.findall(r'<a href="([^"]+)">Chapter', html))
    assert linked
    assert linked <= files
