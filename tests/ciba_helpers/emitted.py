"""Reads from the mock's source which errors it can give.

Every call of an error class is found, and the sentences it can be called with.
"""

import ast
import builtins
from collections.abc import Iterator
from typing import Any, NamedTuple

from mock_am import wording
from mock_am.errors import DataValidationFailed, InvalidAttribute, RestError
from mock_am.oauth_errors import InvalidClient, OAuthError, OAuthMethodNotAllowed
from mock_am.realm.backchannel_client import InvalidClientMetadata
from tests.ciba_helpers.source_texts import Scope, inside, scopes, texts

BESIDE = {
    ("404", 'Accept-API-Version: Requested version "9.0" does not match any routes.'),
    ("406", 'Accept-API-Version: Requested version "9.0" does not match any routes.'),
    ("not_found", wording.ENDPOINT_UNKNOWN),
    ("400", "Invalid HTTP request received."),  # uvicorn's, before the mock sees the request
}
"""Errors whose class is chosen elsewhere than their words."""


OWN_WORDS: dict[type, tuple[Any, ...]] = {
    InvalidAttribute: ([],),
    DataValidationFailed: ("x",),
    OAuthMethodNotAllowed: (["POST"], "GET"),
}
"""Classes that make their words themselves, and what to make one with."""


class Emitted(NamedTuple):
    """An error's code, as in its body, and its words; `x` stands for what varies."""

    code: str
    words: str


def emitted() -> set[Emitted]:
    """Every error that the mock can give."""
    found = {Emitted(*one) for one in BESIDE}
    for scope in scopes():
        found |= {one for node in inside(scope.node) for one in _errors(node, scope)}
    for kind in subclasses(OAuthError):
        found |= set(_wordless(kind))
    return found


def subclasses(base: type) -> Iterator[type]:
    """All classes below `base`."""
    for one in base.__subclasses__():
        yield one
        yield from subclasses(one)


def _wordless(kind: type) -> Iterator[Emitted]:
    try:
        yield _made(kind, None)
    except TypeError:  # it must be told its words
        return


def _errors(node: ast.AST, scope: Scope) -> Iterator[Emitted]:
    if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Name):
        kind = _kind(node.exc, scope)
        if kind:
            yield _made(kind, None)
    if isinstance(node, ast.Call) and (kind := _kind(node.func, scope)):
        told = (
            []
            if kind in OWN_WORDS
            else [*node.args[:1], *(k.value for k in node.keywords if k.arg == "description")]
        )
        for words in texts(told[0], scope) if told else [None]:
            yield _made(kind, words)
            if scope.names["__name__"] == "mock_am.http.deployment":  # the OAuth endpoints' too
                yield Emitted("not_found", str(words).replace('"', "?"))  # RFC 6749 5.2: no quotes


def _kind(node: ast.AST, scope: Scope) -> type | None:
    found = scope.names.get(node.id) if isinstance(node, ast.Name) else None
    errors = (RestError, OAuthError, InvalidClientMetadata)
    return found if isinstance(found, type) and issubclass(found, errors) else None


def _made(kind: type, words: str | None) -> Emitted:
    if kind is InvalidClientMetadata:
        return Emitted("400", str(words))
    document = _instance(kind, words).document()
    if issubclass(kind, OAuthError):
        return Emitted(document["error"], document["error_description"])
    return Emitted(str(document["code"]), document["message"])


def _instance(kind: type, words: str | None) -> Any:
    if kind in OWN_WORDS:
        return kind(*OWN_WORDS[kind])
    if issubclass(kind, InvalidClient):
        return kind(description=words) if words else kind()
    return kind(words) if words else kind()


def raised_otherwise() -> set[str]:
    """What the mock raises that is no class by name, and so must be read elsewhere."""
    return {
        ast.unparse(_raised(node))
        for scope in scopes()
        for node in inside(scope.node)
        if isinstance(node, ast.Raise) and node.exc is not None
        if not _is_a_class(_raised(node), scope)
    }


def _raised(node: ast.Raise) -> ast.AST:
    return node.exc.func if isinstance(node.exc, ast.Call) else node.exc or node


def _is_a_class(node: ast.AST, scope: Scope) -> bool:
    return isinstance(node, ast.Name) and isinstance(
        scope.names.get(node.id, vars(builtins).get(node.id)), type
    )
