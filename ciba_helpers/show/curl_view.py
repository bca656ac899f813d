"""The request as a command for the terminal."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import parse_qsl, quote, urlencode

import httpx

from ciba_helpers.exchanges import Exchange, body_of
from ciba_helpers.show.headers import spelled
from ciba_helpers.show.secrets import masked_body, masked_header, masked_pairs, masked_url
from ciba_helpers.show.style import PANELS, styled
from ciba_helpers.show.view import View

ADDED_BY_ANY_CLIENT = frozenset(
    {"host", "connection", "content-length", "accept-encoding", "user-agent", "transfer-encoding"}
)
FORM = "application/x-www-form-urlencoded"


def curl(source: httpx.Response | httpx.Request | Exchange) -> "CurlView":
    """Show the request as a curl command that can be pasted into a terminal.

    The command holds the real values, secrets too: it would not run without them. Quoting is
    POSIX, as bash, zsh and sh read it.
    """
    if isinstance(source, Exchange):
        return CurlView(
            _command(source.method, source.url, source.request_headers, source.request_body)
        )
    request = source.request if isinstance(source, httpx.Response) else source
    return CurlView(_command(request.method, str(request.url), request.headers, body_of(request)))


def masked_curl(exchange: Exchange) -> "CurlView":
    """The same command for reading only: what `show.exchange` masks is masked here."""
    headers = exchange.request_headers
    masked = {name: masked_header(name, value) for name, value in headers.items()}
    body, kind = exchange.request_body, headers.get("content-type", "")
    is_form = kind == FORM and bool(_form(body))
    masked_data = urlencode(masked_pairs(body)) if is_form else masked_body(body, kind)
    return CurlView(_command(exchange.method, masked_url(exchange.url), masked, masked_data))


@dataclass(frozen=True)
class CurlView(View):
    """The command; `str(view)` is what to paste."""

    command: str

    @property
    def html(self) -> str:
        """The command in a block of its own."""
        return styled(PANELS, self.panel)

    @property
    def panel(self) -> str:
        """The block without its style sheet, for a page that has it already."""
        block = f'<pre tabindex="0">{escape(self.command)}</pre>'
        return (
            '<div class="ciba-panels"><div class="ciba-panel" role="group"'
            f' aria-label="The request as a curl command">{block}</div></div>'
        )

    def __str__(self) -> str:
        return self.command


def _command(method: str, url: str, headers: Mapping[str, str], body: str) -> str:
    parts = ["curl --head" if method == "HEAD" else f"curl --request {method}"]
    if set(url) & set("[]{}"):
        parts.append("--globoff")
    parts += _headers(headers, body)
    parts += _data(body, headers.get("content-type", ""))
    return " \\\n  ".join([*parts, _quoted(url)])


def _headers(headers: Mapping[str, str], body: str) -> Iterator[str]:
    for name, value in headers.items():
        if not _curl_sends(name.lower(), value, body):
            # a semicolon is how curl is told to send an empty header
            header = f"{spelled(name)}: {value}" if value else f"{spelled(name)};"
            yield f"--header {_quoted(header)}"
    if body and "content-type" not in headers:
        yield "--header 'Content-Type:'"  # or curl would call it a form


def _curl_sends(name: str, value: str, body: str) -> bool:
    """Whether curl sends this header unasked."""
    if name == "content-type":
        return bool(body) and value == FORM
    return name in ADDED_BY_ANY_CLIENT or (name, value) == ("accept", "*/*")


def _data(body: str, content_type: str) -> list[str]:
    if body and content_type == FORM:
        parameters = [_parameter(name, value) for name, value in _form(body)]
        if parameters:
            return parameters
    if not body:
        return []
    # `--data @…` would read a file
    return [f"{'--data-raw' if body.startswith('@') else '--data'} {_quoted(body)}"]


def _form(body: str) -> list[tuple[str, str]]:
    """The body's parameters; none when curl could not send them one by one."""
    pairs = parse_qsl(body, keep_blank_values=True)
    return pairs if all(name and quote(name, safe="") == name for name, _ in pairs) else []


def _parameter(name: str, value: str) -> str:
    option = "--data" if quote(value, safe="") == value else "--data-urlencode"
    return f"{option} {_quoted(f'{name}={value}')}"


def _quoted(text: str) -> str:
    """One word for the shell, whatever is in it."""
    return "'" + text.replace("'", "'\\''") + "'"
