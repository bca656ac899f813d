"""A request and its response side by side."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape

import httpx

from ciba_helpers.exchanges import Exchange
from ciba_helpers.show.headers import TEACHING
from ciba_helpers.show.secrets import (
    masked_header,
    masked_json,
    masked_pairs,
    masked_url,
    shortened,
)
from ciba_helpers.show.style import PANELS, styled
from ciba_helpers.show.view import View


def exchange(response: httpx.Response | Exchange) -> "ExchangeView":
    """Show the request and the response side by side.

    Passwords, client secrets, sessions and tokens are masked, long values shortened, and only
    headers that teach something are shown. A response must have been read.
    """
    return ExchangeView(response if isinstance(response, Exchange) else Exchange.of(response))


@dataclass(frozen=True)
class ExchangeView(View):
    """The exchange as two panels; as text, its two first lines."""

    exchange: Exchange

    @property
    def html(self) -> str:
        """The two panels, which wrap below one another where it is narrow."""
        seen = self.exchange
        panels = _panel("Request", self._asked, seen.request_headers, seen.request_body) + _panel(
            "Response", self._answered, seen.response_headers, seen.response_body
        )
        return styled(PANELS, f'<div class="ciba-panels">{panels}</div>')

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


def masked_body(body: str, content_type: str) -> str:
    """The body laid out for reading: JSON indented, a form one parameter a line."""
    try:
        return json.dumps(masked_json(json.loads(body)), indent=2, ensure_ascii=False)
    except ValueError:
        pass
    if "form-urlencoded" in content_type:
        return "\n".join(f"{name}={value}" for name, value in masked_pairs(body))
    return shortened(body)
