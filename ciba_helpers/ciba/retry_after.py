"""When a provider wants to be asked again (RFC 9110 section 10.2.3)."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

BUSY = (httpx.codes.TOO_MANY_REQUESTS, httpx.codes.SERVICE_UNAVAILABLE)
"""What a provider answers that has not looked at the request (RFC 6585 4, RFC 9110 15.6.4)."""


def retry_after(response: httpx.Response) -> float:
    """Seconds that a Retry-After asks for; 0 where there is none to be read.

    A date counts from the answer's own Date, so that two clocks that differ do no harm.
    """
    text = response.headers.get("retry-after", "").strip()
    if text.isascii() and text.isdecimal():
        return float(text)
    moment = _moment(text)
    if moment is None:
        return 0
    answered = _moment(response.headers.get("date", "")) or datetime.now(UTC)
    return max((moment - answered).total_seconds(), 0)


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
