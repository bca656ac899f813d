"""What may be wrong with a method, and with a path."""

from urllib.parse import quote

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from tests.fuzz.values import texts

METHODS = (
    *("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"),
    *("TRACE", "CONNECT", "PROPFIND", "FOO", "get", "post", "M-SEARCH", "_", "X" * 200),
)

_SEGMENTS = (
    *("", ".", "..", "%2e%2e", "%2F", "..%2f..", "%00", "a%00b", "%ff", "%ed%a0%80", "%", "%zz"),
    *("%25", "%252e", "*", "~", "a;b=c", "a:b", "%20", "%0a", "%0d%0aX:%20y", "%F0%9F%98%80"),
    *("root", "realms", "alpha", "nowhere", "null", "-1", "_", "x" * 3000, "%41" * 3000, "(", "'"),
)
_REALMS = (
    *("", "/realms/root", "/realms/root/realms/nowhere", "/realms/alpha"),
    *("/realms/root/realms/%00",),
    *("/realms/root/realms/alpha/realms/branch", "/realms/root/realms/%2Falpha", "/realms"),
    *("/realms/root" + "/realms/alpha" * 400, "/realms/root/realms/%ff", "/realms/root/realms/"),
)


def changed_path(draw: DrawFn, path: str) -> str:
    """The path with a segment or its realm changed."""
    kind = draw(st.integers(0, 9))
    if kind < 2 and "/realms/root/realms/alpha" in path:
        return path.replace("/realms/root/realms/alpha", draw(st.sampled_from(_REALMS)))
    if kind == 2:
        return draw(st.sampled_from([path + "/", path + "//", "/" + path, path.upper(), "*", "/"]))
    segments = path.split("/")
    place = draw(st.integers(max(1, len(segments) - 3), len(segments) - 1))
    other = draw(st.one_of(st.sampled_from(_SEGMENTS), texts.map(_quoted)))
    if kind == 3:
        return "/".join([*segments[:place], other, *segments[place:]])
    if kind == 4:
        return "/".join([*segments[:place], *segments[place + 1 :]]) or "/"
    if kind == 5:
        other = "".join(f"%{ord(one):02x}" for one in segments[place]) if "%" not in path else ""
    if kind == 6:
        other = segments[place] + other
    return "/".join([*segments[:place], other, *segments[place + 1 :]])


def _quoted(text: str) -> str:
    return quote(text, safe="!$&'()*+,;=:@/")
