"""Logging in, sessions and phones; and what the mock alone has."""

from typing import Any

from tests.contract.am import ALPHA, SESSION
from tests.contract.phone import challenge_response
from tests.fuzz.lab import Lab
from tests.fuzz.seed import Fields, Seed, Seeds, Token, administrator
from tests.fuzz.tokens import hs256


def _authenticate(lab: Lab) -> list[Seed]:
    path, version = f"/am{ALPHA}/authenticate", {"Accept-API-Version": "resource=2.0"}
    by_headers = {**version, "X-OpenAM-Username": "demo", "X-OpenAM-Password": "Ch4ng31t"}
    by_tree = [
        Seed("POST", path, (("authIndexType", "service"), ("authIndexValue", tree)), json={})
        for tree in ("ldapService", "secondLogin", "registerPhone", "myCIBAPushTree")
    ]
    steps = [Seed("POST", path, headers=version, json=step) for step in lab.live.steps]
    return [Seed("POST", path, headers=by_headers, json={}), *steps, *steps, *by_tree]


def _sessions(lab: Lab) -> list[Seed]:
    path, headers = f"/am{ALPHA}/sessions", {SESSION: lab.live.admin}
    actions = ("getSessionInfo", "getSessionInfoAndResetIdleTime", "refresh", "validate", "logout")
    body = {"tokenId": lab.live.user}
    return [Seed("POST", path, (("_action", action),), headers, body) for action in actions]


def _push_answer(lab: Lab) -> list[Seed]:
    asked = lab.state.where("push_message", answer=None)
    return [*(_answer(message) for message in asked), _refresh(lab)]


def _answer(message: dict[str, Any]) -> Seed:
    claims = {
        "response": challenge_response(message["shared_secret"], message["challenge"]),
        "deviceId": "fcm-1",
        "deviceName": "Pixel",
        "mechanismUid": message["mechanism_uid"] or "mechanism-1",
        "challengeResponse": "12",
    }
    body = {"messageId": message["message_id"], "jwt": _of_phone(claims, message)}
    return _sent_by_phone(message["kind"].lower(), body)


def _refresh(lab: Lab) -> Seed:
    device = lab.state.where("push_device", username="demo")[0]
    token = _of_phone({"deviceId": "fcm-2", "deviceName": "Pixel"}, device)
    body = {"username": "demo", "mechanismUid": device["mechanism_uid"], "jwt": token}
    return _sent_by_phone("refresh", body)


def _of_phone(claims: dict[str, Any], row: dict[str, Any]) -> Token:
    return Token({"typ": "JWT", "alg": "HS256"}, claims, hs256(row["shared_secret"]))


def _sent_by_phone(action: str, body: dict[str, Any]) -> Seed:
    return Seed("POST", f"/am{ALPHA}/push/sns/message", (("_action", action),), json=body)


def _devices(lab: Lab) -> list[Seed]:
    path, headers = f"/am{ALPHA}/users/demo/devices/2fa/push", administrator(lab.live)
    acts = [
        Seed("POST", path, (("_action", action),), headers, {"value": True})
        for action in ("skip", "check", "reset")
    ]
    return [Seed("GET", path, (("_queryFilter", "true"),), headers), *acts]


def _device(lab: Lab) -> list[Seed]:
    device, headers = lab.state.where("push_device", username="demo")[0], administrator(lab.live)
    path = f"/am{ALPHA}/users/demo/devices/2fa/push/{device['uuid']}"
    return [Seed("DELETE", path, headers=headers), Seed("GET", path, headers=headers)]


def _serverinfo(lab: Lab) -> list[Seed]:
    headers = administrator(lab.live)
    return [Seed("GET", f"/am{ALPHA}/serverinfo/{name}", (), headers) for name in ("*", "version")]


LOGIN: dict[str, Seeds] = {
    "/json/authenticate": _authenticate,
    "/json/sessions": _sessions,
    "/json/push/sns/message": _push_answer,
    "/json/users/{username}/devices/2fa/push": _devices,
    "/json/users/{username}/devices/2fa/push/{id}": _device,
    "/json/serverinfo/{name}": _serverinfo,
}
"""By the route's path, without the realm in it."""


def _messages(lab: Lab) -> list[Seed]:
    device = lab.state.where("push_device", username="erin")[0]
    path = f"/_mock/phones/{device['device_id']}/messages"
    return [Seed("GET", path), Seed("DELETE", path)]


def _of_request(method: str, path: str) -> Seeds:
    return lambda lab: [
        Seed(method, path, (("token", lab.live.pending), ("type", kind)))
        for kind in ("allow", "deny")
    ]


def _always(*seeds: Seed) -> Seeds:
    return lambda lab: list(seeds)


def _metadata(path: str, whose: Fields, *bodies: dict[str, Any]) -> Seeds:
    puts = [Seed("PUT", path, whose, json=body) for body in bodies]
    return _always(*puts, *puts, Seed("GET", path, whose), Seed("DELETE", path, whose))


_PUSHED = {
    "backchannel_token_delivery_mode": "push",
    "backchannel_client_notification_endpoint": "http://127.0.0.1:1/",
    "backchannel_authentication_request_signing_alg": "ES256",
    "backchannel_user_code_parameter": True,
}
_UNSIGNED = {"backchannel_authentication_request_signing_alg": None}
_DEMO = {"realm": "/alpha", "username": "demo"}
_CLIENT = {"realm": "/alpha", "client_id": "myCIBAClient"}
CONTROL: dict[str, Seeds] = {
    "/_mock/": _always(Seed("GET", "/_mock/")),
    "/_mock/phones": _always(Seed("POST", "/_mock/phones", json=_DEMO)),
    "/_mock/phones/{device_id}/messages": _messages,
    "/_mock/action": _of_request("POST", "/_mock/action"),
    "/_mock/client": _metadata("/_mock/client", tuple(_CLIENT.items()), _PUSHED, _UNSIGNED),
    "/_mock/user": _metadata("/_mock/user", tuple(_DEMO.items()), {"user_code": "1234"}),
    "/_mock/request": _of_request("GET", "/_mock/request"),
    "/_mock/trail": _always(Seed("GET", "/_mock/trail", tuple(_DEMO.items()))),
    "/_mock/clock": _always(
        Seed("POST", "/_mock/clock", json={"advance": 1}), Seed("GET", "/_mock/clock")
    ),
    "/_mock/handset": _always(Seed("PUT", "/_mock/handset"), Seed("DELETE", "/_mock/handset")),
    # Without the token: an answer with it has no end.
    "/handset/messages/{device_id}": _always(
        Seed("GET", "/handset/messages/x"),
        Seed("GET", "/handset/messages/x", headers={"Authorization": "Bearer x"}),
    ),
    "/handset/{name:path}": _always(
        Seed("GET", "/handset/"), Seed("GET", "/handset/vendor/noble-hashes/sha2.js")
    ),
}
"""By the route's path."""
