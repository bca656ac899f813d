"""What may be wrong with the headers, as far as they are headers at all."""

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from tests.contract.am import SESSION
from tests.fuzz.values import texts

Headers = list[tuple[str, str]]

_VALUES: dict[str, tuple[str, ...]] = {
    "Accept-API-Version": (
        *("", "resource=9.0", "protocol=9.0", "protocol=1.0", "resource=1.0,resource=2.0", "x"),
        *("resource=", "resource=1.0, protocol=1.0", "resource=" + "9" * 3000, "protocol=2.1,,"),
    ),
    "Content-Type": (
        *("", "text/plain", "application/xml", "application/json; charset=utf-16", "multipart/"),
        *("application/json;charset=x", "multipart/form-data; boundary=x", "application/json, x"),
        *("application/x-www-form-urlencoded; charset=utf-16", "application/x-www-form-urlencoded"),
        *("APPLICATION/JSON", ";", "application/json; charset=utf-8", "text/html;" + "a" * 3000),
    ),
    "If-Match": ("*", "", '"1"', "1", 'W/"1"', '"1", "2"', "*" * 3000),
    "If-None-Match": ("*", "", '"1"', "1", 'W/"1"', '"*"'),
    "If-Modified-Since": ("Thu, 01 Jan 1970 00:00:00 GMT", "x"),
    "If-Unmodified-Since": ("x",),
    "Authorization": (
        *("", "Basic", "Basic ", "Basic !", "Basic Og==", "Basic AAAA", "Basic //79", "Bearer"),
        *("Bearer ", "Bearer x y", "Negotiate x", "basic bXlDSUJBQ2xpZW50OmZvcmdlcm9jaw==", "x"),
        *("Basic bXlDSUJBQ2xpZW50OiUlJQ==", "Digest username=x", "Basic " + "A" * 3000, "DPoP x"),
    ),
    "Cookie": (f"{SESSION}=x", f"{SESSION}=", "=", ";;;", "a" * 3000, f"{SESSION}=*; {SESSION}=y"),
    SESSION: ("", "x", "*", "AAAA" * 500, "é".encode().decode("latin-1")),
    "Host": ("", "evil.example", "a:b:c", "[::1", "127.0.0.1:1", "x" * 300, "a/b", "a@b"),
    "X-Forwarded-Host": ("evil.example", "", "a, b"),
    "X-Forwarded-Proto": ("https", "javascript", ""),
    "X-Forwarded-For": ("8.8.8.8", "x", "127.0.0.1, x"),
    "X-Forwarded-Port": ("99999", "x"),
    "X-Forwarded-Prefix": ("/x", "//evil.example"),
    "Forwarded": ("for=x;host=evil.example;proto=https", ";;;"),
    "X-HTTP-Method-Override": ("DELETE", "PUT"),
    "X-Requested-With": ("XMLHttpRequest",),
    "X-OpenAM-Username": (
        "demo",
        "",
        "=?utf-8?b?w6k=?=",
        "=?x?b?w6k=?=",
        "=?utf-8?b?!!?=",
        "amadmin",
    ),
    "X-OpenAM-Password": ("x", "", "=?utf-8?q?=ZZ?=", "=?utf-8?b?/w==?=", "=?utf-16?b?AAA=?="),
    "Accept": ("text/html", "*/*;q=x", ""),
    "Accept-Encoding": ("gzip", "br;q=9", "*;q=0"),
    "Accept-Language": ("fr", "x-" * 500, "*"),
    "Content-Encoding": ("gzip", "x"),
    "Content-Language": ("x",),
    "Origin": ("https://evil.example", "null"),
    "Access-Control-Request-Method": ("PUT",),
    "Expect": ("100-continue", "x"),
    "Connection": ("close", "Upgrade", "x"),
    "Upgrade": ("websocket", "h2c"),
    "Range": ("bytes=0-1", "bytes=-"),
    "Referer": ("https://evil.example/",),
    "X-" + "y" * 300: ("",),
}


def changed_headers(draw: DrawFn, headers: Headers) -> Headers:
    """One header more, less, twice or with another value."""
    kind = draw(st.integers(0, 9))
    name = draw(st.sampled_from(list(_VALUES)))
    value = draw(st.one_of(st.sampled_from(_VALUES[name]), texts.map(_sendable)))
    if kind < 5 or not headers:
        return [(name, value), *(one for one in headers if one[0].lower() != name.lower())]
    place = draw(st.integers(0, len(headers) - 1))
    own, others = headers[place][0], [*headers[:place], *headers[place + 1 :]]
    if kind == 5:
        return others
    if kind == 6:
        return [*headers, headers[place]]
    if kind == 7:
        return [*headers, (own, value)]
    known = st.sampled_from(_VALUES[own]) if own in _VALUES else texts.map(_sendable)
    return [*others, (own, draw(known))]


def _sendable(text: str) -> str:
    octets = text.encode().decode("latin-1")
    return "".join(one for one in octets if one >= " " and one != "\x7f").strip()
