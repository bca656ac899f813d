"""The Page Node: several nodes that ask, shown as one page (Auth node reference, DOC)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from mock_am.authentication.localization import localized
from mock_am.authentication.node import Ask, NodeProcessError, NodeType, Outcome, Visit
from mock_am.authentication.nodes.utilities import UTILITIES
from mock_am.realm.attribute import Attribute
from mock_am.realm.document import Document

_INPUTS = "pageInputs"
"""Where the state says how many inputs of the page belong to which node."""


@dataclass(frozen=True)
class _Children(Attribute):
    """The nodes on the page; each is stored under its own type and id."""

    def accepts(self, value: Any) -> bool:
        """A list of `{_id, nodeType[, displayName]}`."""
        return isinstance(value, list) and all(map(_is_child, value))

    def shape(self) -> Document:
        """What the JSON schema says of it."""
        names = ("_id", "nodeType", "displayName")
        properties = {name: {"type": "string"} for name in names}
        return {"items": {"type": "object", "properties": properties}, "type": "array"}


def _is_child(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    texts = (value.get("_id"), value.get("nodeType"), value.get("displayName", ""))
    return all(isinstance(text, str) for text in texts)


class PageNode(NodeType):
    """Asks for everything that its nodes ask for, in one step."""

    id = "PageNode"
    name = "Page Node"
    help = "Shows what several nodes ask for as one page."
    tags = UTILITIES
    attributes: ClassVar[tuple[Attribute, ...]] = (
        Attribute("pageHeader", "Page Header", "The page's title, by locale.", {}, 100),
        Attribute("pageDescription", "Page Description", "The page's text, by locale.", {}, 200),
        Attribute("stage", "Stage", "A name that helps the client to show the page.", None, 300),
        _Children("nodes", "Nodes", "The nodes on the page, in order.", [], 400),
    )

    def outcomes(self, config: Document) -> tuple[Outcome, ...]:
        """None of its own: they are its last node's."""
        return ()

    def outcomes_from(self, config: Document) -> tuple[str, str] | None:
        """The last node on the page, the only one that may have several outcomes (DOC)."""
        if not config["nodes"]:
            return None
        last = config["nodes"][-1]
        return last["nodeType"], last["_id"]

    def needs(self, config: Document, needs_of: Callable[[str, str], Iterable[str]]) -> set[str]:
        """What its nodes need; a page on a page is never run."""
        held = [child for child in config["nodes"] if child["nodeType"] != PageNode.id]
        return {key for child in held for key in needs_of(child["nodeType"], child["_id"])}

    def copied(self, config: Document, copy: Callable[[str, str], str]) -> Document:
        """A copy of the page holds copies of its nodes."""
        nodes = [
            {**child, "_id": copy(child["nodeType"], child["_id"])} for child in config["nodes"]
        ]
        return {**config, "nodes": nodes}

    def process(self, visit: Visit) -> str | Ask:
        """Run the nodes; one that asks again has the whole page asked again (INF)."""
        reached = _run(visit, _dealt_out(visit))
        if visit.answers is not None and any(isinstance(one, Ask) for one in reached):
            reached = _run(visit, {})
        asks = [one for one in reached if isinstance(one, Ask)]
        if asks:
            return Ask(
                tuple(callback for ask in asks for callback in ask.callbacks),
                resume_at=max(ask.resume_at for ask in asks),
                page=_page(visit),
            )
        visit.state.pop(_INPUTS, None)
        return str(reached[-1])


def _run(visit: Visit, answers: Mapping[str, Sequence[str]]) -> list[str | Ask]:
    children = visit.config["nodes"]
    if not children:
        raise NodeProcessError("A page node must hold a node.")
    if any(child["nodeType"] == PageNode.id for child in children):
        raise NodeProcessError("A page node cannot hold a page node.")
    reached = {
        child["_id"]: visit.run(child["nodeType"], child["_id"], answers.get(child["_id"]))
        for child in children
    }
    visit.state[_INPUTS] = [
        [child_id, sum(callback.takes_input for callback in one.callbacks)]
        for child_id, one in reached.items()
        if isinstance(one, Ask)
    ]
    return list(reached.values())


def _dealt_out(visit: Visit) -> dict[str, list[str]]:
    if visit.answers is None:
        return {}
    dealt, rest = {}, list(visit.answers)
    for child_id, count in visit.state.get(_INPUTS, []):
        dealt[child_id], rest = rest[:count], rest[count:]
    return dealt


def _page(visit: Visit) -> Document:
    # What is empty is left out (am.md 3.2).
    about = {
        "stage": visit.config.get("stage", ""),
        "header": _text(visit, "pageHeader"),
        "description": _text(visit, "pageDescription"),
    }
    return {name: text for name, text in about.items() if text}


def _text(visit: Visit, key: str) -> str:
    # A page's first text is its default (AM 8 entity reference, DOC).
    texts = visit.config[key]
    return localized(texts, next(iter(texts.values()), ""), visit.headers)
