"""`_queryFilter`: CREST's grammar, read by recursive descent into a predicate (am.md 2.3).

Or         = And ( 'or' And ) *
And        = Not ( 'and' Not ) *
Not        = '!' Primary | Primary
Primary    = '(' Or ')' | 'true' | 'false' | Pointer 'pr' | Pointer Operator Value
Value      = number | 'true' | 'false' | a string in double or single quotes
"""

import re
from collections.abc import Callable
from operator import eq, ge, gt, le, lt
from typing import Any

from mock_am.http.rest.fields import MISSING, value_at

Predicate = Callable[[Any], bool]

MAX_DEPTH = 64
"""Nested parentheses that are read: CREST stops at 256 rules, and each takes four (FORK)."""

_TOKEN = re.compile(r"""\s*(?:([()!])|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^\s()"']+))""")
_NUMBER = re.compile(r"[+-]?\d+|[+-]?\d*\.\d+([eE][+-]?\d+)?")
_OPERATOR = re.compile(r"[a-z_0-9.]+")


class UnsupportedOperator(ValueError):
    """A well-formed filter with an operator that nobody here knows."""


class _Quoted(str):
    """A token that was a string in quotes."""

    __slots__ = ()


def parsed(text: str) -> Predicate:
    """The predicate that `text` is.

    Raises UnsupportedOperator for an extended operator, ValueError where it is malformed.
    """
    parser = _Parser(_tokens(text))
    predicate = parser.alternatives(0)
    if parser.tokens:
        raise ValueError(parser.tokens)
    return predicate


def _tokens(text: str) -> list[str]:
    tokens: list[str] = []
    position, end = 0, len(text.rstrip())
    while position < end:
        found = _TOKEN.match(text, position)
        if found is None:
            raise ValueError(text)
        sign, double, single, word = found.groups()
        quoted = single if double is None else double
        tokens.append(sign or word or _Quoted(re.sub(r"\\(.)", r"\1", quoted)))
        position = found.end()
    return tokens


class _Parser:
    """Reads the rules off the tokens that are left."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens

    def take(self) -> str:
        """The next token, and past it."""
        if not self.tokens:
            raise ValueError("incomplete")
        return self.tokens.pop(0)

    def word(self) -> str:
        """The next token, which must be no string and no sign."""
        token = self.take()
        if isinstance(token, _Quoted) or token in ("(", ")", "!"):
            raise ValueError(token)
        return token

    def takes(self, word: str) -> bool:
        """Whether the next token is this word; goes past it if so."""
        found = bool(self.tokens) and _is_word(self.tokens[0], word)
        if found:
            self.take()
        return found

    def alternatives(self, depth: int) -> Predicate:
        """An Or."""
        if depth > MAX_DEPTH:
            raise ValueError("nested too deeply")
        members = [self.conjunction(depth)]
        while self.takes("or"):
            members.append(self.conjunction(depth))
        return lambda document: any(member(document) for member in members)

    def conjunction(self, depth: int) -> Predicate:
        """An And."""
        members = [self.negation(depth)]
        while self.takes("and"):
            members.append(self.negation(depth))
        return lambda document: all(member(document) for member in members)

    def negation(self, depth: int) -> Predicate:
        """A Not."""
        if not self.takes("!"):
            return self.primary(depth)
        inner = self.primary(depth)
        return lambda document: not inner(document)

    def primary(self, depth: int) -> Predicate:
        """A Primary."""
        if self.takes("("):
            inner = self.alternatives(depth + 1)
            if not self.takes(")"):
                raise ValueError("unbalanced")
            return inner
        field = self.word()
        if _is_word(field, "true", "false"):
            return lambda document: _is_word(field, "true")
        return self.comparison(field)

    def comparison(self, field: str) -> Predicate:
        """What follows a pointer."""
        operator = self.word().lower()
        if operator == "pr":
            return lambda document: any(one is not None for one in _values(document, field))
        compare, wanted = _OPERATORS.get(operator), _value(self.take())
        if compare is None and _OPERATOR.fullmatch(operator):
            raise UnsupportedOperator(operator)
        if compare is None:
            raise ValueError(operator)
        return lambda document: any(
            _holds(compare, one, wanted) for one in _values(document, field)
        )


def _is_word(token: str, *words: str) -> bool:
    return not isinstance(token, _Quoted) and token.lower() in words


def _value(token: str) -> str | float:
    if isinstance(token, _Quoted):
        return token
    if _is_word(token, "true", "false"):
        return _is_word(token, "true")
    if not _NUMBER.fullmatch(token):
        raise ValueError(token)
    return float(token) if "." in token else int(token)


def _values(document: Any, field: str) -> list[Any]:
    value = value_at(document, field)
    if value is MISSING:
        return []
    return value if isinstance(value, list) else [value]


def _holds(compare: Callable[[Any, Any], Any], value: Any, wanted: Any) -> bool:
    # Texts are compared without regard to case, as a directory compares most attributes of users.
    if isinstance(value, str) and isinstance(wanted, str):
        return bool(compare(value.casefold(), wanted.casefold()))
    return _kind(value) == _kind(wanted) != "other" and bool(compare(value, wanted))


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    return "number" if isinstance(value, int | float) else "other"


def _contains(value: Any, wanted: Any) -> bool:
    return wanted in value if isinstance(value, str) else bool(value == wanted)


def _starts_with(value: Any, wanted: Any) -> bool:
    return value.startswith(wanted) if isinstance(value, str) else bool(value == wanted)


_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "eq": eq,
    "co": _contains,
    "sw": _starts_with,
    "lt": lt,
    "le": le,
    "gt": gt,
    "ge": ge,
}
