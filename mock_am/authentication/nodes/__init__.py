"""The node types this server can run, by AM's id for them."""

from mock_am.authentication.node import NodeType
from mock_am.authentication.nodes.collectors import (
    DataStoreDecisionNode,
    PasswordCollectorNode,
    UsernameCollectorNode,
    ZeroPageLoginNode,
)
from mock_am.authentication.nodes.push_registration import PushRegistrationNode
from mock_am.authentication.nodes.push_result_verifier import PushResultVerifierNode
from mock_am.authentication.nodes.push_sender import PushAuthenticationSenderNode
from mock_am.authentication.nodes.recovery_codes import (
    RecoveryCodeCollectorDecisionNode,
    RecoveryCodeDisplayNode,
)
from mock_am.authentication.nodes.waiting import PollingWaitNode, PushWaitNode

NODE_TYPES: dict[str, NodeType] = {
    node_type.id: node_type
    for node_type in (
        ZeroPageLoginNode(),
        UsernameCollectorNode(),
        PasswordCollectorNode(),
        DataStoreDecisionNode(),
        PushRegistrationNode(),
        PushAuthenticationSenderNode(),
        PushWaitNode(),
        PollingWaitNode(),
        PushResultVerifierNode(),
        RecoveryCodeDisplayNode(),
        RecoveryCodeCollectorDecisionNode(),
    )
}
