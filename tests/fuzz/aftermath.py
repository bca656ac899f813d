"""What was accepted has to be usable: the endpoints that read it, one after the other."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from tests.contract.am import ALPHA, OAUTH2, SESSION
from tests.contract.configuration import CIBA, CLIENTS, SERVICES, TREES
from tests.fuzz.lab import LOGIN_TREES, Lab
from tests.fuzz.seed import administrator
from tests.fuzz.wire import Answer, Sent

Exchange = Iterator[tuple[Sent, Answer]]

_READ = (
    *("/users?_queryFilter=true", f"{SERVICES}?_queryFilter=true", "/realm-config/authentication"),
    *(f"{CLIENTS}?_queryFilter=true", f"{TREES}/trees?_queryFilter=true", "/serverinfo/*"),
    *("/users/demo", f"{CLIENTS}/myCIBAClient", f"{SERVICES}/oauth-oidc"),
    *(f"{TREES}/trees/everything",),
    "/users/demo/devices/2fa/push?_queryFilter=true",
)
_INPUTS = {"NameCallback": "demo", "PasswordCallback": "Ch4ng31t", "ConfirmationCallback": 0}
_ROUNDS = 5


def used(lab: Lab) -> Exchange:
    """Every use and its answer."""
    headers = tuple(administrator(lab.live).items())
    for path in _READ:
        yield _got(lab, Sent("GET", f"/am{ALPHA}{path}", headers))
    nodes = f"/am{ALPHA}{TREES}/nodes?_action=nextdescendents"
    yield _got(lab, Sent("POST", nodes, headers))
    for path in (".well-known/openid-configuration", "connect/jwk_uri"):
        yield _got(lab, Sent("GET", f"/am{OAUTH2}/{path}"))
    yield from _flow(lab)
    for tree in LOGIN_TREES:
        yield from _login(lab, tree)
    for step in lab.live.steps:
        yield _posted(lab, f"{ALPHA}/authenticate", step)


def _got(lab: Lab, sent: Sent) -> tuple[Sent, Answer]:
    return sent, lab.line.exchange(sent)


def _posted(lab: Lab, path: str, body: Any, *headers: tuple[str, str]) -> tuple[Sent, Answer]:
    return _got(lab, Sent("POST", f"/am{path}", headers, json.dumps(body).encode()))


def _form(lab: Lab, endpoint: str, **form: str) -> tuple[Sent, Answer]:
    client_id, secret = lab.live.provider.client.auth
    body = urlencode({**form, "client_id": client_id, "client_secret": secret})
    kind = ("Content-Type", "application/x-www-form-urlencoded")
    basic = ("Authorization", lab.live.basic)
    by_header = Sent("POST", f"/am{OAUTH2}/{endpoint}", (kind, basic), urlencode(form).encode())
    sent, answer = _got(lab, by_header)
    if answer.status == 401:  # the client's method may have changed
        return _got(lab, Sent("POST", f"/am{OAUTH2}/{endpoint}", (kind,), body.encode()))
    return sent, answer


def _flow(lab: Lab) -> Exchange:
    live, tokens = lab.live, lab.live.tokens
    asked = _form(lab, "bc-authorize", request=live.provider.client.request_object())
    yield asked
    if asked[1].status == 200:
        auth_req_id = json.loads(asked[1].body)["auth_req_id"]
        for kind in ("allow", "deny"):
            path = f"/_mock/action?token={auth_req_id}&type={kind}"
            yield _got(lab, Sent("POST", path))
        yield _form(lab, "access_token", grant_type=CIBA, auth_req_id=auth_req_id)
    for one in (live.approved, live.pending):
        yield _form(lab, "access_token", grant_type=CIBA, auth_req_id=one)
    refresh = tokens["refresh_token"]
    yield _form(lab, "access_token", grant_type="refresh_token", refresh_token=refresh)
    yield _form(lab, "introspect", token=tokens["access_token"])
    bearer = ("Authorization", f"Bearer {tokens['access_token']}")
    yield _got(lab, Sent("GET", f"/am{OAUTH2}/userinfo", (bearer,)))
    own = (SESSION, live.user)
    yield _posted(lab, f"{ALPHA}/sessions?_action=getSessionInfo", {}, own)


def _login(lab: Lab, tree: str) -> Exchange:
    path = f"{ALPHA}/authenticate?authIndexType=service&authIndexValue={tree}"
    body: Any = {}
    for _ in range(_ROUNDS):
        sent, answer = _posted(lab, path, body)
        yield sent, answer
        body = json.loads(answer.body) if answer.status == 200 else {}
        if "callbacks" not in body:
            return
        for callback in body["callbacks"]:
            for one in callback.get("input", []):
                one["value"] = _INPUTS.get(callback["type"], one["value"])
