"""Reads the mock's source: which sentences an expression can be.

Those of literals, constants and conditions, of what a local name was set to, of what a parameter is
called with, of what a function returns. What it cannot read fails.
"""

import ast
import importlib
import itertools
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import mock_am
from mock_am import wording

PACKAGE = Path(mock_am.__file__).parent
REPEATS = {"str(invalid)"}
"""What repeats the words of an error that is read where it is raised."""


class Scope(NamedTuple):
    """A function, or a module's own lines, and the names of its module as they are at run time."""

    node: ast.AST
    names: dict[str, Any]


@cache
def scopes() -> tuple[Scope, ...]:
    """All of them in the mock."""
    return tuple(itertools.chain.from_iterable(map(_scopes, sorted(PACKAGE.rglob("*.py")))))


def _scopes(path: Path) -> Iterator[Scope]:
    name = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
    if name.endswith("__main__"):
        return
    names = vars(importlib.import_module(name.removesuffix(".__init__")))
    tree = ast.parse(path.read_text())
    yield Scope(tree, names)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield Scope(node, names)


def inside(node: ast.AST) -> Iterator[ast.AST]:
    """What belongs to this scope and to no function within it."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield child
            yield from inside(child)


def texts(node: ast.AST, scope: Scope) -> list[str | None]:
    """The sentences that an expression can be."""
    if ast.unparse(node) in REPEATS:
        return []
    match node:
        case ast.Constant(value=None):
            return [None]
        case ast.Constant(value=str(text)):
            return [text]
        case ast.JoinedStr(values=values):
            return _joined([_part(value, scope) for value in values])
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _joined([_part(left, scope), _part(right, scope)])
        case ast.IfExp(body=body, orelse=orelse):
            return texts(body, scope) + texts(orelse, scope)
        case ast.Call(func=ast.Attribute(value=template, attr="format")):
            return [re.sub(r"\{\w+\}", "x", text or "") for text in texts(template, scope)]
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return _returned(name, node)
        case ast.Attribute(value=ast.Name(id="wording"), attr=name):
            return [vars(wording)[name]]
        case ast.Attribute(attr=name):
            return _set_anywhere(name)
        case ast.Subscript(value=ast.Name(id=name)):
            return list(scope.names[name].values())
        case ast.Name(id=name):
            return _named(name, scope)
    raise AssertionError(f"cannot read {ast.unparse(node)}")


def _part(node: ast.AST, scope: Scope) -> list[str]:
    """The same of a part of a sentence, where what cannot be known is `x`."""
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    inner = node.value if isinstance(node, ast.FormattedValue) else node
    if not isinstance(inner, ast.Name):
        return ["x"]
    here = [value for target, value in _assignments(scope.node) if target == inner.id]
    spelled_out = [str(value.value) for value in here if isinstance(value, ast.Constant)]
    known = scope.names.get(inner.id)
    return spelled_out or ([known] if isinstance(known, str) else ["x"])


def _joined(parts: list[list[str]]) -> list[str | None]:
    return ["".join(chosen) for chosen in itertools.product(*parts)]


def _named(name: str, scope: Scope) -> list[str | None]:
    assert isinstance(scope.node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Module)
    values = [value for target, value in _assignments(scope.node) if target == name]
    if values:
        return [text for value in values for text in texts(value, scope)]
    if isinstance(scope.names.get(name), str):
        return [scope.names[name]]
    assert not isinstance(scope.node, ast.Module), f"cannot read {name}"
    return _passed(name, scope.node)


def _assignments(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    for inner in inside(node):
        if isinstance(inner, ast.Assign):
            for target in inner.targets:
                if isinstance(target, ast.Name):
                    yield target.id, inner.value
                elif isinstance(target, ast.Tuple) and isinstance(inner.value, ast.Tuple):
                    pairs = zip(target.elts, inner.value.elts, strict=True)
                    yield from ((t.id, v) for t, v in pairs if isinstance(t, ast.Name))


def _passed(name: str, function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str | None]:
    """What the parameter `name` is called with, wherever that is."""
    names = [one.arg for one in function.args.args]
    assert name in names, f"cannot read {name} of {function.name}"
    place, found = names.index(name), list[str | None]()
    for scope in scopes():
        for call in inside(scope.node):
            if isinstance(call, ast.Call) and _called(call) == function.name:
                given = [k.value for k in call.keywords if k.arg == name] + call.args[place:][:1]
                found += [text for one in given for text in texts(one, scope)]
    assert found, f"nobody calls {function.name}"
    return found


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)


def _returned(name: str, call: ast.AST) -> list[str | None]:
    """What any function of that name returns."""
    found = [
        text
        for scope in scopes()
        if isinstance(scope.node, ast.FunctionDef) and scope.node.name == name
        for node in inside(scope.node)
        if isinstance(node, ast.Return) and node.value is not None
        for text in texts(node.value, scope)
    ]
    assert found, f"cannot read {ast.unparse(call)}"
    return found


def _set_anywhere(name: str) -> list[str | None]:
    """What any class's attribute of that name is set to."""
    found = [
        text
        for scope in scopes()
        if isinstance(scope.node, ast.Module)
        for target, value in _assignments(scope.node)
        if target == name
        for text in texts(value, scope)
    ]
    assert found, f"cannot read {name}"
    return found
