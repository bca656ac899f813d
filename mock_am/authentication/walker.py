"""Walking a tree: from the entry node, or from where it was parked, to the next stop."""

from collections.abc import Sequence
from dataclasses import dataclass

from mock_am.authentication.callbacks import Callback
from mock_am.authentication.node import (
    Ask,
    LifecycleNode,
    NodeProcessError,
    RealmServices,
    Visit,
)
from mock_am.authentication.nodes import NODE_TYPES, ConfigOf
from mock_am.realm.document import Document
from mock_am.realm.tree import FAILURE, SUCCESS, Tree

_MAX_STEPS = 200
"""Nodes visited in one go; only a loop without a wait in it needs more."""


@dataclass(frozen=True)
class Step:
    """One visited node and the outcome, or the error, it ended with."""

    node_id: str
    display_name: str
    outcome: str


Trail = tuple[Step, ...]


@dataclass(frozen=True)
class Parked:
    """The walk waits at `node_id` until its callbacks come back, or until `resume_at`.

    `page` is what a Page Node says beside its callbacks, None at any other node.
    """

    node_id: str
    callbacks: tuple[Callback, ...]
    resume_at: float
    state: Document
    trail: Trail
    page: Document | None = None


@dataclass(frozen=True)
class Ended:
    """The walk is over; `no_session` says that its success makes no session."""

    succeeded: bool
    state: Document
    trail: Trail
    no_session: bool = False


@dataclass(frozen=True)
class Walker:
    """A tree, the realm it runs in, and the headers of the request that runs it."""

    tree: Tree
    config_of: ConfigOf
    services: RealmServices
    headers: Document

    def start(self, state: Document) -> Parked | Ended:
        """Walk from the entry node."""
        return self._walk(self.tree.entry_node_id, dict(state), (), None, waited=False)

    def resume(
        self, parked_at: str, state: Document, trail: Trail, answers: Sequence[str], *, waited: bool
    ) -> Parked | Ended:
        """Walk on from a parked node with its callbacks' `answers`."""
        return self._walk(parked_at, dict(state), trail, answers, waited=waited)

    def _walk(
        self,
        node_id: str,
        state: Document,
        trail: Trail,
        answers: Sequence[str] | None,
        *,
        waited: bool,
    ) -> Parked | Ended:
        for _ in range(_MAX_STEPS):
            if node_id in (SUCCESS, FAILURE):
                return self._ended(node_id == SUCCESS, state, trail)
            try:
                reached = self._visit(node_id, state, answers, waited=waited)
                following = node_id if isinstance(reached, Ask) else self._next(node_id, reached)
            except NodeProcessError as error:
                return Ended(False, state, (*trail, self._step(node_id, str(error))))
            if isinstance(reached, Ask):
                return _parked(node_id, reached, state, trail)
            trail = (*trail, self._step(node_id, reached))
            node_id, answers = following, None
        return Ended(False, state, (*trail, self._step(node_id, "The tree loops without a wait.")))

    def _visit(
        self, node_id: str, state: Document, answers: Sequence[str] | None, *, waited: bool
    ) -> str | Ask:
        placement = self.tree.nodes.get(node_id)
        if placement is None:
            raise NodeProcessError(f"Node {node_id} is no longer in the tree.")
        return self._process(placement.node_type, node_id, state, answers, waited=waited)

    def _process(
        self,
        type_id: str,
        node_id: str,
        state: Document,
        answers: Sequence[str] | None,
        *,
        waited: bool,
    ) -> str | Ask:
        node_type, config = NODE_TYPES.get(type_id), self.config_of(type_id, node_id)
        if node_type is None or config is None:
            raise NodeProcessError(f"Node {type_id}/{node_id} does not exist.")

        def run(type_id: str, node_id: str, answers: Sequence[str] | None) -> str | Ask:
            return self._process(type_id, node_id, state, answers, waited=waited)

        return node_type.process(
            Visit(config, state, self.services, self.headers, answers, waited, node_id, run)
        )

    def _ended(self, succeeded: bool, state: Document, trail: Trail) -> Ended:
        for node_id in dict.fromkeys(step.node_id for step in trail if succeeded):
            self._tell(node_id, state)
        return Ended(succeeded, state, trail, self.tree.no_session)

    def _tell(self, node_id: str, state: Document) -> None:
        placement = self.tree.nodes.get(node_id)
        node_type = NODE_TYPES.get(placement.node_type) if placement else None
        if not isinstance(node_type, LifecycleNode):
            return
        config = self.config_of(node_type.id, node_id)
        if config is not None:
            node_type.succeeded(Visit(config, state, self.services, self.headers, node_id=node_id))

    def _next(self, node_id: str, outcome: str) -> str:
        target = self.tree.nodes[node_id].connections.get(outcome)
        if target is None or (target not in self.tree.nodes and target not in (SUCCESS, FAILURE)):
            raise NodeProcessError(f"Outcome {outcome} is not connected.")
        return target

    def _step(self, node_id: str, outcome: str) -> Step:
        placement = self.tree.nodes.get(node_id)
        return Step(node_id, placement.display_name if placement else node_id, outcome)


def _parked(node_id: str, ask: Ask, state: Document, trail: Trail) -> Parked:
    # A password is never written down between two requests.
    kept = {key: value for key, value in state.items() if key != "password"}
    return Parked(node_id, ask.callbacks, ask.resume_at, kept, trail, ask.page)
