"""The session that a login ends in."""

from base64 import b64encode

from mock_am.authentication.nodes.push_result_verifier import NODE_TYPE
from mock_am.authentication.walker import Ended
from mock_am.errors import Unauthorized
from mock_am.http.deployment import Deployment
from mock_am.store.sessions import MAX_SECONDS, Session


def new_session(am: Deployment, realm: str, ended: Ended) -> Session:
    """The session of the user of a tree that succeeded; raises Unauthorized where it has none."""
    username, now = str(ended.state.get("username", "")), am.clock.now()
    if not username:
        # A session is somebody's (KB a45408787, DOC); what AM says where it is nobody's is INF.
        raise Unauthorized("Login failure")
    value = f"{am.identifiers.opaque()}.*{extension(am)}*"
    context_id = f"{am.identifiers.uuid()}-1"
    proved = str(ended.state.get(NODE_TYPE, ""))
    return Session(value, realm, username, context_id, now, now, now + MAX_SECONDS, proved)


def extension(am: Deployment) -> str:
    """What stands between the asterisks of a token id (am.md 3.1, REC).

    Length-prefixed names and values in base64, `=` written as `.`.
    """
    members = ("SI", "01", "SK", am.identifiers.secret(20), "type", "CTS", "S1", "")
    packed = b"".join(len(one).to_bytes(2, "big") + one.encode() for one in members)
    return b64encode(packed).decode().replace("=", ".")
