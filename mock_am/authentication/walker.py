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
from mock_am.authentication.nodes import NODE_TYPES, TRANSIENT, ConfigOf, needs_of
from mock_am.realm.document import Document
from mock_am.realm.tree import FAILURE, SUCCESS, Tree

LOCKED_OUT = "User Locked Out."
"""What AM says to who is not active (auth node reference: Success, Failure, DOC)."""

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
    """The walk is over.

    `no_session` says that its success makes no session, `locked_out` that it failed because the
    user is not active.
    """

    succeeded: bool
    state: Document
    trail: Trail
    no_session: bool = False
    locked_out: bool = False


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

    def given_up(self, parked: Parked) -> Ended:
        """The end of a walk that asks at a node what nobody is there to answer."""
        asked = ", ".join(type(one).__name__ for one in parked.callbacks)
        step = self._step(parked.node_id, f"Nobody is there to answer the {asked}.")
        return Ended(False, parked.state, (*parked.trail, step))

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
                return self._ended(node_id, state, trail)
            try:
                reached = self._visit(node_id, state, answers, waited=waited)
                following = node_id if isinstance(reached, Ask) else self._next(node_id, reached)
            except NodeProcessError as error:
                return Ended(False, state, (*trail, self._step(node_id, str(error))))
            if isinstance(reached, Ask):
                kept = self._kept(node_id, state)
                return Parked(
                    node_id, reached.callbacks, reached.resume_at, kept, trail, reached.page
                )
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

    def _ended(self, end: str, state: Document, trail: Trail) -> Ended:
        # Both ends look at the user's status (auth node reference: Success, Failure, DOC).
        if self.services.is_inactive(state.get("username", "")):
            return Ended(False, state, (*trail, self._step(end, LOCKED_OUT)), locked_out=True)
        for node_id in dict.fromkeys(step.node_id for step in trail if end == SUCCESS):
            self._tell(node_id, state)
        return Ended(end == SUCCESS, state, trail, self.tree.no_session)

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

    def _kept(self, node_id: str, state: Document) -> Document:
        """The state that outlives the request.

        A sensitive value does so only where a node further down the tree needs it (TreeState in
        AM's public API, DOC). AM encrypts it then; this server keeps passwords as they are.
        """
        lost = TRANSIENT & state.keys()
        if lost:
            lost -= {key for one in self._further_down(node_id) for key in self._needs(one)}
        return {key: value for key, value in state.items() if key not in lost}

    def _further_down(self, node_id: str) -> set[str]:
        reached: set[str] = set()
        following = {node_id}
        while following:
            placed = [self.tree.nodes[one] for one in following if one in self.tree.nodes]
            targets = {target for one in placed for target in one.connections.values()}
            following = targets - reached
            reached |= targets
        return reached

    def _needs(self, node_id: str) -> set[str]:
        placement = self.tree.nodes.get(node_id)
        if placement is None:
            return set()
        config = self.config_of(placement.node_type, node_id)
        return needs_of(placement.node_type, config, self.config_of)
