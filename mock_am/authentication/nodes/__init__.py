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


def outcomes_of(node_type: NodeType, config: Document, config_of: ConfigOf) -> tuple[Outcome, ...]:
    """The outcomes of a node, which may be those of another that it holds."""
    source = node_type.outcomes_from(config)
    if source is None:
        return node_type.outcomes(config)
    held_type, held = NODE_TYPES.get(source[0]), config_of(*source)
    return () if held_type is None or held is None else held_type.outcomes(held)
