"""Values that nobody should send, and JSON with one of its values changed to such a one."""

import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy


@dataclass(frozen=True)
class Raw:
    """JSON that Python would not write."""

    text: str


@dataclass(frozen=True)
class Twice:
    """An object with a member that stands in it again, with another value."""

    members: dict[str, Any]
    name: str
    value: Any


def written(value: Any) -> str:
    """`value` as JSON; lone surrogates as escapes, NaN and its like as they are."""
    if isinstance(value, Raw):
        return value.text
    if isinstance(value, Twice):
        again = f"{json.dumps(value.name)}:{written(value.value)}"
        return written(value.members)[:-1] + ("," if value.members else "") + again + "}"
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(k)}:{written(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(written(one) for one in value) + "]"
    return json.dumps(value)


_TEXTS = (
    *("", " ", "x", "true", "null", "0", "-1", "9" * 400, "9" * 5000, "1e400", "٣", "²", "NaN"),
    *("/", "//", "..", "../../etc/passwd", "%", "%00", "%2e%2e%2f", "a\x00b", "\x00"),
    *("\r\nSet-Cookie: a=b", "\x7f", "\x85", "\u2028", "\u202e", "\ufeff", "\ufffe", "é"),
    *(
        "e\u0301",
        "ß",
        "İ",
        "😀",
        "中文",
        "<script>alert(1)</script>",
        "'; DROP TABLE token; --",
        '"',
    ),
    *("\\", "{}", "[]", "{{7*7}}", "${jndi:ldap://127.0.0.1:1/a}", "*", "demo", "DEMO", "demo "),
    *("amadmin", "/alpha", "http://127.0.0.1:1/", "https://[", "http://a:99999999/"),
    *("file:///etc/passwd", "=?utf-8?b?w6k=?=", "=?nocharset?b?w6k=?=", "=?utf-8?q?=?="),
    *("x" * 200, "x" * 3000),
)

texts: SearchStrategy[str] = st.one_of(
    st.sampled_from(_TEXTS), st.sampled_from(_TEXTS), st.text(max_size=12)
)
"""Texts that can be written in UTF-8."""

surrogates = st.sampled_from(["\ud800", "a\udfff", "\udc80", "\ud83d", "\ude00\ud83d"])
"""Texts that cannot."""

_NUMBERS = (
    *(0, -0.0, 1, -1, 2**31 - 1, 2**31, -(2**31), 2**32, 2**53 + 1, 2**63 - 1, 2**63, -(2**64)),
    *(10**400, -(10**400), 1e308, -1e308, 5e-324, 0.1, 1.5, 1e16),
    *(float("nan"), float("inf"), float("-inf")),
)

_RAW = (
    Raw("9" * 5000),
    Raw("1e999999999"),
    Raw("-"),
    Raw("01"),
    Raw("+1"),
    Raw("'x'"),
    Raw("undefined"),
    Raw('"\\x"'),
    Raw('"\n"'),
    Raw('"\\ud83d\\ude00\\ud83d"'),
    Raw("[" * 500 + "]" * 500),
    Raw("[" * 100_000),
    Raw('{"a":' * 500 + "1" + "}" * 500),
    Raw('{"a":' * 50_000),
    Raw("[" + ",".join(["0"] * 20_000) + "]"),
    Raw('"' + "x" * 300_000 + '"'),
    Raw('"' + "x" * 1_200_000 + '"'),
    Raw('{"a":1,"a":2}'),
    Raw("/**/1"),
    Raw(""),
)

_CONTAINERS: tuple[Any, ...] = (
    *([], [None], [[]], [1], ["x"], ["x", "x"], ["x", 1], [{}], [True], [""]),
    *({}, {"a": 1}, {"": ""}, {"a": {"b": {"c": None}}}, {"inherited": True}),
    *({"inherited": False, "value": 1}, {"$ref": "#"}, {"__proto__": {}}, {"x": "y"}),
)

json_values: SearchStrategy[Any] = st.one_of(
    st.sampled_from(_CONTAINERS),
    texts,
    st.sampled_from(_NUMBERS),
    st.sampled_from([None, True, False]),
    st.sampled_from(_RAW),
    surrogates,
    st.integers(),
    st.floats(),
)
"""JSON values, and what almost is one."""

small_json_values: SearchStrategy[Any] = st.one_of(
    st.sampled_from(_CONTAINERS),
    texts,
    st.sampled_from(_NUMBERS),
    st.sampled_from([None, True, False]),
    st.sampled_from([one for one in _RAW if len(one.text) < 6000]),
    surrogates,
    st.integers(),
)
"""Those that fit into a token."""


def changed(
    draw: DrawFn, document: Any, values: SearchStrategy[Any], others: tuple[str, ...] = ()
) -> Any:
    """`document` with one thing in it changed; `others` are names that a member may get."""
    if isinstance(document, dict) and document and draw(st.integers(0, 9)) < 9:
        return _changed_object(draw, document, values, others)
    if isinstance(document, list) and document and draw(st.integers(0, 3)) < 3:
        place = draw(st.integers(0, len(document) - 1))
        inner = changed(draw, document[place], values, others)
        return [*document[:place], inner, *document[place + 1 :]]
    if isinstance(document, str) and draw(st.booleans()):
        return _changed_text(draw, document, values)
    return draw(values)


def _changed_text(draw: DrawFn, text: str, values: SearchStrategy[Any]) -> Any:
    """JSON within JSON, or a token, changed inside; any other text made longer."""
    if text.startswith("{"):
        return written(changed(draw, json.loads(text), values))
    if text.count(".") == 2:
        return corrupted(draw, text)
    return text + draw(texts)


def corrupted(draw: DrawFn, token: str) -> str:
    """A token with one part of its text changed."""
    parts = token.split(".")
    place = draw(st.integers(0, len(parts) - 1))
    part = parts[place]
    cut = draw(st.integers(0, len(part)))
    others = [
        "",
        part[:cut],
        part[:cut] + "A" + part[cut + 1 :],
        part + "=",
        part + "==\n",
        part[:cut] + "+/" + part[cut:],
        part[:cut] + "é" + part[cut:],
        part[:cut] + "." + part[cut:],
        part[:cut] + " " + part[cut:],
        part * 200,
        _base64url(draw(st.binary(max_size=40))),
        _base64url(draw(texts).encode()),
        _base64url(b"[" * 5000),
        _base64url(b'{"alg":' * 1000),
        _base64url(b'{"alg":' + b"9" * 5000 + b"}"),
        _base64url(b'{"alg":"HS256","x":' + b"[" * 5000 + b"]" * 5000 + b"}"),
    ]
    parts[place] = draw(st.sampled_from(others))
    return ".".join(parts)


def _base64url(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _changed_object(
    draw: DrawFn, document: dict[str, Any], values: SearchStrategy[Any], others: tuple[str, ...]
) -> Any:
    name = draw(st.sampled_from(list(document)))
    how = draw(st.sampled_from(["inside"] * 6 + ["drop", "rename", "add", "twice", "swap"]))
    if how == "inside":
        return {**document, name: changed(draw, document[name], values, others)}
    if how == "drop":
        return {key: value for key, value in document.items() if key != name}
    if how == "swap":
        return {**document, name: document[draw(st.sampled_from(list(document)))]}
    other = draw(st.one_of(st.sampled_from([*others, "x", "_id", "_rev", ""]), texts, surrogates))
    if how == "rename":
        return {other if key == name else key: value for key, value in document.items()}
    if how == "add":
        return {**document, other: draw(values)}
    return Twice(document, name, draw(values))
