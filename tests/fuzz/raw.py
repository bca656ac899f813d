"""What is hardly HTTP any more: request lines, headers, lengths and chunks that are wrong."""

from collections.abc import Callable

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from tests.fuzz.wire import Octets, Sent

Flaw = Callable[[DrawFn, Sent], Octets]

_LINES = (
    *(b"GET", b"GET /_mock/", b"GET /_mock/ HTTP/9.9", b"GET  /_mock/  HTTP/1.1", b"\x00\x01\x02"),
    *(b"G\x00T /_mock/ HTTP/1.1", b"GET /_mock/ http/1.1", b"GET\t/_mock/\tHTTP/1.1"),
    *(b" / HTTP/1.1",),
    *(b"GET /_mock/ HTTP/1.1 x", b"GET /\xff HTTP/1.1", b"GET /a b HTTP/1.1", b"GET / HTTP/1.10"),
    *(b"GET http://evil.example/am/json HTTP/1.1", b"OPTIONS * HTTP/1.1", b"GET # HTTP/1.1"),
    *(b"CONNECT evil.example:443 HTTP/1.1", b"PRI * HTTP/2.0", b"SSH-2.0-x", b"{}"),
    *(b"GET ? HTTP/1.1",),
    *(b"GET /_mock/ HTTP/0.9", b"GET /_mock/ HTTP/1.0", b"GET /" + b"a" * 20_000 + b" HTTP/1.1"),
    *(b"GET //_mock/ HTTP/1.1", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"GET /%", b"\r"),
)
_HEADERS = (
    *(b"no colon", b": no name", b"Name : x", b"N\x00me: x", b"Name: \x00", b"Name: a\rb"),
    *(b"\xff: x",),
    *(b"Name: a\r\n folded", b"Name: a\nOther: b", b"(x): y", b"Host: a\r\nHost: b", b"Name:"),
    *(b"X: " + b"a" * 20_000, b"X: " + b"a" * 60_000),
    *(b"\r\n".join(b"X%d: y" % n for n in range(900)),),
    *(b"Connection: close, keep-alive", b"Upgrade: websocket\r\nConnection: Upgrade", b"TE: x"),
    *(b"Expect: 100-continue", b"Expect: x", b"Upgrade: h2c\r\nConnection: Upgrade", b"Name: \x7f"),
)
_LENGTHS = (
    *(b"-1", b"+5", b"x", b"", b"5, 5", b"5, 6", b"0x5", b"1e3", b"5.0", b"\xb2", b"9" * 30, b" "),
    *(b"9" * 5000, b"0\r\nContent-Length: 5"),
)
_CODINGS = (
    *(b"gzip", b"gzip, chunked", b"chunked, chunked", b"xchunked", b"identity", b"", b"Chunked "),
    *(b"chunked\r\nTransfer-Encoding: chunked", b"chunked;q=1", b"chunked, identity"),
)
_CHUNKS = (
    *(b"x\r\n", b"-1\r\nx\r\n", b"\r\n", b"5\r\nab\r\n0\r\n\r\n", b"0x5\r\nabcde\r\n0\r\n\r\n"),
    *(b"f" * 30 + b"\r\n", b"5;" + b"a" * 20_000 + b"\r\nabcde\r\n0\r\n\r\n", b"5 5\r\n"),
    *(b"0\r\nbad trailer\r\n\r\n", b"1 \r\na\r\n0\r\n\r\n", b"2\r\nab0\r\n\r\n", b"\xff\r\n"),
)


def _head(sent: Sent) -> tuple[bytes, bytes, bytes]:
    """The request's first line, the others up to the body, and the body."""
    head, _, body = sent.octets().partition(b"\r\n\r\n")
    line, _, headers = head.partition(b"\r\n")
    return line, headers, body


def _joined(line: bytes, headers: bytes, body: bytes) -> bytes:
    return line + b"\r\n" + headers + b"\r\n\r\n" + body


def _without_length(headers: bytes) -> bytes:
    lines = headers.split(b"\r\n")
    return b"\r\n".join(one for one in lines if not one.lower().startswith(b"content-length"))


def _line(draw: DrawFn, sent: Sent) -> Octets:
    line = draw(st.one_of(st.sampled_from(_LINES), st.binary(max_size=12)))
    return Octets((_joined(line, b"Host: x", b"\r\n\r\n"),))


def _header(draw: DrawFn, sent: Sent) -> Octets:
    line, headers, body = _head(sent)
    return Octets((_joined(line, headers + b"\r\n" + draw(st.sampled_from(_HEADERS)), body),))


def _without_host(draw: DrawFn, sent: Sent) -> Octets:
    line, headers, body = _head(sent)
    return Octets((_joined(line, headers.replace(b"Host: 127.0.0.1", b"X: y"), body),))


def _length(draw: DrawFn, sent: Sent) -> Octets:
    line, headers, body = _head(sent)
    length = draw(st.sampled_from(_LENGTHS))
    headers = _without_length(headers) + b"\r\nContent-Length: " + length
    return Octets((_joined(line, headers, body),), whole=length != b"5, 5")


def _coding(draw: DrawFn, sent: Sent) -> Octets:
    line, headers, body = _head(sent)
    coding = b"\r\nTransfer-Encoding: " + draw(st.sampled_from(_CODINGS))
    return Octets((_joined(line, _without_length(headers) + coding, b"0\r\n\r\n" + body),))


def _chunk(draw: DrawFn, sent: Sent) -> Octets:
    line, headers, _ = _head(sent)
    headers = _without_length(headers) + b"\r\nTransfer-Encoding: chunked"
    return Octets((_joined(line, headers, draw(st.sampled_from(_CHUNKS))),))


def _both(draw: DrawFn, sent: Sent) -> Octets:
    # Which of the two counts is the server's choice, and with it whether more is to come.
    line, headers, body = _head(sent)
    headers = _without_length(headers) + b"\r\nContent-Length: 5\r\nTransfer-Encoding: chunked"
    return Octets((_joined(line, headers, body),), whole=False)


def _cut(draw: DrawFn, sent: Sent) -> Octets:
    octets = sent.octets()
    end = draw(st.integers(0, len(octets) - 1))
    return Octets((octets[:end],), whole=False, resets=draw(st.booleans()))


def _slow(draw: DrawFn, sent: Sent) -> Octets:
    octets = sent.octets()
    first, second = sorted(draw(st.integers(0, len(octets))) for _ in range(2))
    return Octets((octets[:first], octets[first:second], octets[second:]))


def _two(draw: DrawFn, sent: Sent) -> Octets:
    return Octets((sent.octets() + sent.octets(),))


def _more(draw: DrawFn, sent: Sent) -> Octets:
    return Octets((sent.octets() + draw(st.binary(min_size=1, max_size=20)) + b"\r\n\r\n",))


def _noise(draw: DrawFn, sent: Sent) -> Octets:
    octets = sent.octets()
    place = draw(st.integers(0, octets.index(b"\r\n\r\n")))
    noise = draw(st.sampled_from([b"\x00", b"\r", b"\n", b"\r\n", b"\xff", b":", b" ", b"\x1b"]))
    return Octets((octets[:place] + noise + octets[place:],))


_FLAWS: tuple[Flaw, ...] = (
    *(_line, _line, _header, _header, _without_host, _length, _length, _coding, _chunk, _chunk),
    *(_both, _cut, _cut, _slow, _two, _more, _noise, _noise),
)


def hardly_http(requests: list[Sent]) -> SearchStrategy[Octets]:
    """One of these requests, with something wrong about how it is sent."""

    @st.composite
    def one(draw: DrawFn) -> Octets:
        sent = draw(st.sampled_from(requests))
        return draw(st.sampled_from(_FLAWS))(draw, sent)

    return one()
