"""What came back, in whichever form it reaches the learner."""

import html
import json
import re
import time
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

import httpx

from ciba_helpers.ciba.errors import CIBAError, UnexpectedAnswer
from ciba_helpers.exchanges import Exchange
from ciba_helpers.show.jwt_view import opened
from ciba_helpers.show.secrets import masked_url

_AUTHORIZE_PAGE = re.compile(r"<code>(?P<code>\w+)</code>\s*(?P<words>.*?)</p>", re.DOTALL)


@dataclass(frozen=True)
class Answer:
    """An answer's code and words, and the exchange it ended, where there was one.

    `code` is the OAuth `error`, else the status as text, else the name of what went wrong; `asked`
    the first line of the request, secrets masked, "" where it is not known.
    """

    code: str
    words: str
    exchange: Exchange | None = None
    asked: str = ""

    @classmethod
    def of(cls, source: httpx.Response | Exchange | BaseException) -> Self:
        """The answer in `source`; an exception is followed to the answer that it tells of."""
        if isinstance(source, httpx.Response):
            return cls._of_exchange(Exchange.of(source, at=_answered_at(source)))
        if isinstance(source, Exchange):
            return cls._of_exchange(source)
        return cls._of_exception(source)

    @classmethod
    def _of_exchange(cls, exchange: Exchange) -> Self:
        code, words = _told(exchange.response_body)
        asked = f"{exchange.method} {masked_url(exchange.url)}"
        return cls(code or str(exchange.status), words, exchange, asked)

    @classmethod
    def _of_exception(cls, exception: BaseException) -> Self:
        response = getattr(exception, "response", None)
        if isinstance(response, httpx.Response):
            answer = cls.of(response)
            misfit = isinstance(exception, UnexpectedAnswer) and not response.is_error
            if not misfit:
                return answer
            return replace(answer, code="UnexpectedAnswer", words=str(exception))
        if isinstance(exception, CIBAError):
            return cls(exception.error, exception.error_description)
        if not isinstance(exception, UnexpectedAnswer | httpx.TransportError):
            origin = exception.__cause__ or exception.__context__
            if origin is not None:
                return cls._of_exception(origin)
        return cls(_name(exception), str(exception), asked=_asked(exception))

    @property
    def status(self) -> int | None:
        """The HTTP status; None where nothing was answered."""
        return self.exchange.status if self.exchange else None

    @property
    def at(self) -> float:
        """Seconds since the epoch at which AM answered."""
        return self.exchange.at if self.exchange else time.time()

    @property
    def path(self) -> str:
        """The path that was asked for."""
        return urlsplit(self.exchange.url).path if self.exchange else ""

    @cached_property
    def form(self) -> dict[str, str]:
        """The form that was sent."""
        is_form = "form-urlencoded" in (self.header("content-type") or "")
        return dict(parse_qsl(self.exchange.request_body)) if self.exchange and is_form else {}

    @cached_property
    def request_object(self) -> tuple[dict[str, Any], dict[str, Any]] | None:
        """Header and claims of the JWT that was sent as `request`; None where it opens not."""
        try:
            return opened(self.form.get("request", ""))
        except ValueError:
            return None

    def header(self, name: str) -> str | None:
        """A header of the request, by its name in lower case."""
        return self.exchange.request_headers.get(name) if self.exchange else None


def _name(exception: BaseException) -> str:
    # Which of httpx's many kinds it is makes no difference to who wonders why nobody answers.
    kinds = (httpx.ConnectError, httpx.TimeoutException, httpx.TransportError)
    return next((kind.__name__ for kind in kinds if isinstance(exception, kind)),
                type(exception).__name__)  # fmt: skip


def _asked(exception: BaseException) -> str:
    try:
        request: httpx.Request = exception.request  # type: ignore[attr-defined]
    except (AttributeError, RuntimeError):  # httpx's, where nobody told it the request
        return ""
    return f"{request.method} {masked_url(str(request.url))}"


def _answered_at(response: httpx.Response) -> float | None:
    """By AM's own clock where it tells it."""
    try:
        return parsedate_to_datetime(response.headers["date"]).timestamp()
    except (KeyError, ValueError):
        return None


def _told(text: str) -> tuple[str, str]:
    """The OAuth error ("" where there is none), and the words beside it."""
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        return _told_on_a_page(text)
    if not isinstance(body, dict):
        return "", ""
    error = body.get("error")
    words = body.get("error_description") if error else body.get("message")
    return str(error or ""), words if isinstance(words, str) else ""


def _told_on_a_page(text: str) -> tuple[str, str]:
    if page := _AUTHORIZE_PAGE.search(text):
        return page["code"], html.unescape(page["words"])
    return "", " ".join(re.sub(r"<(style|script).*?</\1>|<[^>]*>", " ", text, flags=re.S).split())
