"""Walking a stored tree: for a login, and for a backchannel request that nobody attends."""

import json
from dataclasses import replace

from mock_am.authentication.callbacks import (
    Callback,
    ConfirmationCallback,
    HiddenValueCallback,
    NameCallback,
    PollingWaitCallback,
)
from mock_am.authentication.push_message import PushMessage
from mock_am.authentication.walker import Ended, Parked, Trail, Walker
from mock_am.backchannel.request import BackchannelRequest, Event, Status, decide
from mock_am.http.deployment import Deployment
from mock_am.http.oauth2.notifying import tell
from mock_am.realm.document import Document
from mock_am.realm.tree import Tree
from mock_am.store import Store
from mock_am.store.walks import Walk


def walker(am: Deployment, realm: str, tree_name: str, headers: Document) -> Walker | None:
    """A walker for the realm's tree of this name; None where there is none to be entered.

    A disabled tree has no configuration (am.md 7); neither has an inner tree (AM 8, INF).
    """
    configuration = am.store.configuration
    tree = configuration.parsed(
        realm, "trees", tree_name, lambda document: Tree.of_document(tree_name, document)
    )
    if tree is None or not tree.may_be_entered:
        return None

    def config_of(node_type: str, node_id: str) -> Document | None:
        return configuration.document(realm, f"nodes/{node_type}", node_id)

    return Walker(tree, config_of, am.stored_realm(realm, am.clock.now()), headers)


def start_unattended(
    am: Deployment,
    realm: str,
    tree: str,
    username: str,
    binding_message: str | None,
    headers: Document,
) -> Parked | Ended | None:
    """Walk `tree` for a backchannel request with these headers; None where there is no such tree.

    Only a name is ever answered for the user, which is why such a tree begins with a Username
    Collector (am.md 8.2); at a wait the walk is parked; anything else that is asked ends it.
    """
    found = walker(am, realm, tree, headers)
    if found is None:
        return None
    state = {"bindingMessage": binding_message} if binding_message else {}
    reached = found.start(state)
    if isinstance(reached, Parked) and _asks_only_for_a_name(reached):
        reached = found.resume(
            reached.node_id, reached.state, reached.trail, [username], waited=False
        )
    reached = _answerable(found, reached)
    keep_trail(am.store, realm, username, reached.trail)
    return reached


def _asks_only_for_a_name(parked: Parked) -> bool:
    return len(parked.callbacks) == 1 and isinstance(parked.callbacks[0], NameCallback)


def _answerable(found: Walker, reached: Parked | Ended) -> Parked | Ended:
    if isinstance(reached, Ended) or _is_a_wait(reached.callbacks):
        return reached
    return found.given_up(reached)


def _is_a_wait(callbacks: tuple[Callback, ...]) -> bool:
    # A Push Wait Node also shows a number and a way out, which nobody has to take.
    shown = (PollingWaitCallback, HiddenValueCallback, ConfirmationCallback)
    waits = any(isinstance(one, PollingWaitCallback) for one in callbacks)
    return waits and all(isinstance(one, shown) for one in callbacks)


def park(am: Deployment, request: BackchannelRequest, tree: str, parked: Parked) -> None:
    """Keep the walk that `request` waits for; runs within a transaction."""
    am.store.walks.put(
        Walk(
            id=am.identifiers.opaque(),
            realm=request.realm,
            tree=tree,
            node_id=parked.node_id,
            state=parked.state,
            trail=parked.trail,
            callbacks=(),
            resume_at=parked.resume_at,
            message_id=parked.state.get("pushMessageId"),
            auth_req_id=request.auth_req_id,
            expires_at=request.expires_at,
        )
    )


def phone_answered(am: Deployment, message: PushMessage) -> None:
    """Let the backchannel walk that waits for `message` go on at once, if there is one."""
    walk = am.store.walks.of_message(message.message_id)
    if walk is not None:
        go_on(am, walk, waited=True)


def time_passed(am: Deployment, request: BackchannelRequest) -> BackchannelRequest:
    """Let the walk of `request` go on if its wait is over; the request as it is after that."""
    if request.status is not Status.PENDING:  # then nothing waits for it any more
        return request
    walk = am.store.walks.of_request(request.auth_req_id)
    if walk is None or am.clock.now() < walk.resume_at:
        return request
    go_on(am, walk, waited=False)
    return am.store.requests.get(request.auth_req_id) or request


def give_up(am: Deployment, request: BackchannelRequest) -> None:
    """Drop the walk of an expired request, and the message that nobody answered."""
    walk = am.store.walks.of_request(request.auth_req_id)
    if walk is not None:
        am.store.walks.delete(walk.id)
        am.store.push_messages.delete(walk.message_id or "")


def go_on(am: Deployment, walk: Walk, *, waited: bool) -> None:
    """Let a backchannel walk go on; `waited` is true where the phone has answered."""
    found = walker(am, walk.realm, walk.tree, {})
    if found is None:
        reached: Parked | Ended = Ended(False, walk.state, walk.trail)
    else:
        reached = _answerable(
            found, found.resume(walk.node_id, walk.state, walk.trail, (), waited=waited)
        )
    keep_trail(am.store, walk.realm, str(walk.state.get("username", "")), reached.trail)
    if isinstance(reached, Parked):
        message_id = reached.state.get("pushMessageId")
        am.store.walks.put(
            replace(
                walk,
                node_id=reached.node_id,
                state=reached.state,
                trail=reached.trail,
                resume_at=reached.resume_at,
                message_id=message_id,
            )
        )
        return
    am.store.walks.delete(walk.id)
    _decided(am, walk, reached)


def _decided(am: Deployment, walk: Walk, ended: Ended) -> None:
    request = am.store.requests.get(walk.auth_req_id or "")
    if request is not None:
        # Of a user who is gone meanwhile there is nothing left that could be granted.
        known = am.stored_realm(request.realm, am.clock.now()).username_exists(request.username)
        event = Event.APPROVE if ended.succeeded and known else Event.DENY
        decided = decide(request, event, at=am.clock.now())
        am.store.requests.change(request, decided)
        tell(am, decided)


def keep_trail(store: Store, realm: str, username: str, trail: Trail) -> None:
    """Remember the latest walk of this user, for `/_mock/trail`."""
    store.set(f"trail {realm} {username}", json.dumps([vars(step) for step in trail]))
