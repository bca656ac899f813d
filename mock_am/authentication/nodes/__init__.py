"""The node types this server can run, by AM's id for them."""

from collections.abc import Callable

from mock_am.authentication.node import NodeType, Outcome
from mock_am.authentication.nodes.collectors import (
    PasswordCollectorNode,
    UsernameCollectorNode,
    ZeroPageLoginNode,
)
from mock_am.authentication.nodes.decisions import (
    DataStoreDecisionNode,
    IdentifyExistingUserNode,
    IdentityStoreDecisionNode,
)
from mock_am.authentication.nodes.page import PageNode
from mock_am.authentication.nodes.push_registration import PushRegistrationNode
from mock_am.authentication.nodes.push_result_verifier import PushResultVerifierNode
from mock_am.authentication.nodes.push_sender import PushAuthenticationSenderNode
from mock_am.authentication.nodes.recovery_codes import (
    RecoveryCodeCollectorDecisionNode,
    RecoveryCodeDisplayNode,
)
from mock_am.authentication.nodes.utilities import RetryLimitDecisionNode, SetStateNode
from mock_am.authentication.nodes.waiting import PollingWaitNode, PushWaitNode
from mock_am.realm.document import Document

ConfigOf = Callable[[str, str], Document | None]
"""Looks a node's configuration up by type and id."""

NODE_TYPES: dict[str, NodeType] = {
    node_type.id: node_type
    for node_type in (
        ZeroPageLoginNode(),
        UsernameCollectorNode(),
        PasswordCollectorNode(),
        PageNode(),
        DataStoreDecisionNode(),
        IdentityStoreDecisionNode(),
        IdentifyExistingUserNode(),
        RetryLimitDecisionNode(),
        SetStateNode(),
        PushRegistrationNode(),
        PushAuthenticationSenderNode(),
        PushWaitNode(),
        PollingWaitNode(),
        PushResultVerifierNode(),
        RecoveryCodeDisplayNode(),
        RecoveryCodeCollectorDecisionNode(),
    )
}

TRANSIENT = frozenset(key for node_type in NODE_TYPES.values() for key in node_type.inputs)
"""The keys of sensitive values: AM's transient state."""


def needs_of(type_id: str, config: Document | None, config_of: ConfigOf) -> set[str]:
    """The transient values that a node reads; none where it is not stored."""
    node_type = NODE_TYPES.get(type_id)
    if node_type is None or config is None:
        return set()

    def needs_of_held(type_id: str, node_id: str) -> set[str]:
        return needs_of(type_id, config_of(type_id, node_id), config_of)

    return node_type.needs(config, needs_of_held)


def outcomes_of(node_type: NodeType, config: Document, config_of: ConfigOf) -> tuple[Outcome, ...]:
    """The outcomes of a node, which may be those of another that it holds."""
    source = node_type.outcomes_from(config)
    if source is None:
        return node_type.outcomes(config)
    held_type, held = NODE_TYPES.get(source[0]), config_of(*source)
    return () if held_type is None or held is None else held_type.outcomes(held)
