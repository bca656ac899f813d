"""What cannot be seen, made visible: an HTTP exchange, a JWT, a tree, who talked to whom."""

from ciba_helpers.show.curl_view import CurlView, curl
from ciba_helpers.show.exchange_view import ExchangeView, exchange
from ciba_helpers.show.jwt_view import JwtView, jwt
from ciba_helpers.show.sequence_view import SequenceView, sequence
from ciba_helpers.show.state_view import StateView, state_machine
from ciba_helpers.show.timeline_view import TimelineView, timeline
from ciba_helpers.show.tree_view import TreeView, tree

__all__ = [
    "CurlView",
    "ExchangeView",
    "JwtView",
    "SequenceView",
    "StateView",
    "TimelineView",
    "TreeView",
    "curl",
    "exchange",
    "jwt",
    "sequence",
    "state_machine",
    "timeline",
    "tree",
]
