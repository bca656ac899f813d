"""Coming back when the provider says so (RFC 9110 section 10.2.3, CIBA Core 1.0 section 10.1)."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest

from ciba_helpers.ciba.client import Acknowledgement, CIBAClient
from ciba_helpers.ciba.errors import AccessDenied
from ciba_helpers.ciba.retry_after import retry_after
from tests.ciba_helpers.ciba.provider import Provider, refusal, tokens

over_both = pytest.mark.parametrize("provider", ["in memory", "over HTTP"], indirect=True)

DATE = "Sun, 06 Nov 1994 08:49:37 GMT"
ACKNOWLEDGED = Acknowledgement("id", 600, 5)


def with_header(answer: httpx.Response, value: str, date: str | None = DATE) -> httpx.Response:
    answer.headers["Retry-After"] = value
    if date is not None:
        answer.headers["Date"] = date
    return answer


def busy(value: str) -> httpx.Response:
    return with_header(httpx.Response(503, text="busy"), value)


# The header


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("3", 3),
        ("0", 0),
        (" 120 ", 120),
        ("Sun, 06 Nov 1994 08:49:57 GMT", 20),
        ("Sunday, 06-Nov-94 08:50:37 GMT", 60),  # the two obsolete formats count (5.6.7)
        ("Sun Nov  6 08:49:38 1994", 1),
        ("Sun, 06 Nov 1994 08:49:00 GMT", 0),  # in the past
    ],
)
def test_seconds_and_dates_are_understood(value: str, seconds: float) -> None:
    assert retry_after(with_header(httpx.Response(503), value)) == seconds


@pytest.mark.parametrize(
    "value", ["soon", "-3", "3.5", "3 s", "1e3", "", "0x10", "²", "31 Feb", "Sun, 99 Nov 1994"]
)
def test_what_is_neither_asks_for_nothing(value: str) -> None:
    response = httpx.Response(503, headers={"Retry-After": value.encode("latin-1")})
    assert retry_after(response) == 0


def test_without_the_header_nothing_is_asked_for() -> None:
    assert retry_after(httpx.Response(503)) == 0


def test_a_date_counts_from_now_where_the_answer_has_no_date() -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    for date in (None, "yesterday"):
        assert 85 < retry_after(with_header(httpx.Response(503), soon, date)) <= 90


# The wait


@over_both
async def test_a_provider_that_turned_a_poll_away_unseen_is_asked_again(
    client: CIBAClient, provider: Provider
) -> None:
    # RFC 6585 4: whatever error stands in a 429, it is not about the request
    unseen = with_header(refusal("invalid_client", 429), "7")
    provider.answers = [unseen, unseen, tokens()]
    assert (await client.wait(ACKNOWLEDGED)).access_token
    assert provider.waits == [5, 7, 7]


@over_both
@pytest.mark.parametrize("status", [429, 503])
async def test_slow_down_is_slow_down_whatever_its_status(
    client: CIBAClient, provider: Provider, status: int
) -> None:
    # CIBA 11
    provider.answers = [refusal("slow_down", status), refusal("authorization_pending"), tokens()]
    await client.wait(ACKNOWLEDGED)
    assert provider.waits == [5, 10, 10]


@over_both
@pytest.mark.parametrize("interval", [1, 5])
@pytest.mark.parametrize("value", ["3", "Sun, 06 Nov 1994 08:49:40 GMT"])
async def test_a_provider_out_of_service_is_asked_again_when_it_says(
    client: CIBAClient, provider: Provider, interval: int, value: str
) -> None:
    provider.answers = [busy(value), busy(value), tokens()]
    await client.wait(Acknowledgement("id", 600, interval))
    assert provider.waits == [interval, max(3, interval), max(3, interval)]


@over_both
@pytest.mark.parametrize("value", ["30", "Sun, 06 Nov 1994 08:50:07 GMT"])
async def test_not_yet_may_say_when_to_come_back(
    client: CIBAClient, provider: Provider, value: str
) -> None:
    pending = with_header(refusal("authorization_pending"), value)
    provider.answers = [pending, refusal("authorization_pending"), tokens()]
    await client.wait(ACKNOWLEDGED)
    assert provider.waits == [5, 30, 5]


@over_both
async def test_slow_down_counts_beside_it(client: CIBAClient, provider: Provider) -> None:
    provider.answers = [
        with_header(refusal("slow_down"), "30"), with_header(refusal("slow_down"), "1"), tokens(),
    ]  # fmt: skip
    await client.wait(ACKNOWLEDGED)
    assert provider.waits == [5, 30, 15]


@over_both
async def test_it_counts_from_the_answer(client: CIBAClient, provider: Provider) -> None:
    pending = with_header(refusal("authorization_pending"), "3")
    provider.answers = [provider.held(10, busy("3")), provider.held(10, pending), tokens()]
    await client.wait(ACKNOWLEDGED)
    assert provider.waits == [5, 13, 13]


async def test_it_never_makes_a_wait_shorter(client: CIBAClient, provider: Provider) -> None:
    provider.answers = [
        busy("1"), with_header(refusal("authorization_pending"), "1"), tokens(),
    ]  # fmt: skip
    await client.wait(ACKNOWLEDGED)
    assert provider.waits == [5, 5, 5]


@pytest.mark.parametrize("value", [None, "soon", "-3", "²"])
async def test_out_of_service_without_a_time_to_come_back_waits_the_interval(
    client: CIBAClient, provider: Provider, value: str | None
) -> None:
    header = {} if value is None else {"Retry-After": value.encode("latin-1")}
    provider.answers = [httpx.Response(503, headers=header), tokens()]
    await client.wait(ACKNOWLEDGED)
    assert provider.waits == [5, 5]


@pytest.mark.parametrize("value", ["86400", "9" * 400, "Fri, 31 Dec 9999 23:59:59 GMT"])
async def test_a_provider_that_comes_back_too_late_is_asked_once_more_in_time(
    client: CIBAClient, provider: Provider, value: str
) -> None:
    provider.answers = [busy(value), tokens()]
    await client.wait(Acknowledgement("id", 60, 5))
    assert provider.waits == [5, 55]


@pytest.mark.parametrize("value", ["86400", "9" * 400, "Fri, 31 Dec 9999 23:59:59 GMT"])
async def test_not_yet_cannot_keep_a_client_away_for_a_day(
    client: CIBAClient, provider: Provider, value: str
) -> None:
    pending = with_header(refusal("authorization_pending"), value)
    provider.answers = [pending, tokens()]
    await client.wait(ACKNOWLEDGED)
    assert provider.waits == [5, 300]


async def test_a_final_answer_is_told_at_once(client: CIBAClient, provider: Provider) -> None:
    provider.answers = [with_header(refusal("access_denied"), "60")]
    with pytest.raises(AccessDenied):
        await client.wait(ACKNOWLEDGED)
    assert provider.time.now == pytest.approx(1005)


async def test_a_single_poll_is_answered_at_once(client: CIBAClient, provider: Provider) -> None:
    provider.answers = [with_header(refusal("authorization_pending"), "60"), tokens()]
    with pytest.raises(Exception, match="authorization_pending"):
        await client.poll_once("id")
    assert provider.time.now == 1000


# CIBA 10.1: long polling
async def test_a_provider_may_hold_a_poll_for_thirty_seconds(
    client: CIBAClient, provider: Provider
) -> None:
    provider.answers = [tokens()]
    await client.poll_once("id")
    assert provider.polls[0].extensions["timeout"]["read"] > 30
