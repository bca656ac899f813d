"""A request and its response side by side."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape

import httpx

from ciba_helpers.exchanges import Exchange
from ciba_helpers.show.carried_tokens import carried, shown
from ciba_helpers.show.curl_view import masked_curl
from ciba_helpers.show.headers import TEACHING
from ciba_helpers.show.jwt_view import JwtView
from ciba_helpers.show.secrets import (
    masked_body,
    masked_header,
    masked_url,
    shortened,
)
from ciba_helpers.show.signature import Key
from ciba_helpers.show.style import PANELS, folded, styled
from ciba_helpers.show.view import View


def exchange(
    response: httpx.Response | Exchange, *, keys: Key | Iterable[Key] | None = None
) -> "ExchangeView":
    """Show the request and the response side by side, and beneath, folded, what is inside.

    Passwords, client secrets, sessions and tokens are masked, long values shortened, and only
    headers that teach something are shown. Each JWT that is no secret in itself can be opened;
    `keys`, a JWK, a key set or several of either, judge the signatures they fit. What is random
    in a JWT is left out, and its moments are as far away as they were from the exchange's `at`.
    The curl command is for reading: `show.curl` gives the one that runs. A response must have
    been read. Raises `ValueError` where one of `keys` fits and is no JWK.
    """
    given = (keys,) if isinstance(keys, Mapping) else tuple(keys or ())
    seen = response if isinstance(response, Exchange) else Exchange.of(response)
    opened = {name: shown(token, given, now=seen.at) for name, token in carried(seen)}
    return ExchangeView(seen, opened)


@dataclass(frozen=True)
class ExchangeView(View):
    """The exchange as two panels, and its JWTs by name; as text, the two first lines."""

    exchange: Exchange
    tokens: Mapping[str, JwtView]

    @property
    def html(self) -> str:
        """The two panels, which wrap below one another where it is narrow."""
        seen = self.exchange
        panels = _panel("Request", self._asked, seen.request_headers, seen.request_body) + _panel(
            "Response", self._answered, seen.response_headers, seen.response_body
        )
        tokens = (
            folded(f"<b>{name}</b>, the JWT opened", view.panels)
            for name, view in self.tokens.items()
        )
        command = folded("<b>as curl</b>, secrets masked", masked_curl(seen).panel)
        inside = "".join([*tokens, command])
        return styled(PANELS, f'<div class="ciba-panels">{panels}</div>\n{inside}')

    def __str__(self) -> str:
        return f"{self._asked} → {self._answered}"

    @property
    def _asked(self) -> str:
        return f"{self.exchange.method} {masked_url(self.exchange.url)}"

    @property
    def _answered(self) -> str:
        status = self.exchange.status
        return f"{status} {httpx.codes.get_reason_phrase(status)}".strip()


def _panel(name: str, title: str, headers: Mapping[str, str], body: str) -> str:
    kind = headers.get("content-type", "")
    breakable = escape(title).replace("/", "/<wbr>")
    return (
        f'\n<div class="ciba-panel" role="group" aria-label="{name}">'
        f'<div class="ciba-title"><small>{name}</small><br>{breakable}</div>'
        f"{_headers(headers)}{_body(masked_body(body, kind))}</div>"
    )


def _headers(headers: Mapping[str, str]) -> str:
    lines = "<br>\n".join(_lines(headers))
    return f'<div class="ciba-headers">{lines}</div>' if lines else ""


def _lines(headers: Mapping[str, str]) -> Iterator[str]:
    for name, spelling in TEACHING.items():
        if name in headers:
            value = shortened(masked_header(name, headers[name]))
            yield f"<b>{escape(spelling)}:</b> {escape(value)}"


def _body(text: str) -> str:
    return f'<pre tabindex="0">{escape(text)}</pre>' if text else ""
