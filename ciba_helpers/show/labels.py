"""What to call a request and its answer in few words."""

import json
import re
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import httpx

from ciba_helpers.exchanges import Exchange
from ciba_helpers.show.jwt_view import opened

REALMS = re.compile(r"(/realms/[^/]+)+(?=/)")
AREAS = re.compile(r"^.*/(?:json|oauth2|realm-config)/")
WORTH_NAMING = ("auth_req_id", "access_token", "id_token", "tokenId", "authId")
PUSH_ANSWERS = {"authenticate": "approved", "register": "registered"}


def request_label(exchange: Exchange) -> str:
    """Method and the URL's last part: `POST bc-authorize`, `PUT trees/myCIBAPushTree`."""
    parts = urlsplit(exchange.url)
    action = parse_qs(parts.query).get("_action", [""])[0]
    place = AREAS.sub("", REALMS.sub("", parts.path)).strip("/")
    tail = "/".join(unquote(place).split("/")[-3:])
    return f"{exchange.method} {tail}{f'?_action={action}' if action else ''}"


def answer_label(exchange: Exchange) -> str:
    """Status and what came: `200 auth_req_id`, `400 authorization_pending`, `200 approved`."""
    return f"{exchange.status} {_outcome(exchange)}".strip()


def _outcome(exchange: Exchange) -> str:
    body = json_object(exchange.response_body)
    if isinstance(body.get("error"), str):
        return str(body["error"])
    named = [name for name in WORTH_NAMING if name in body]
    if named:
        return ", ".join(named)
    reason = httpx.codes.get_reason_phrase(exchange.status)
    return push_answer(exchange) or reason


def push_answer(exchange: Exchange) -> str:
    """What a phone's signed message said, once AM took it; "" where this is none."""
    url = urlsplit(exchange.url)
    action = parse_qs(url.query).get("_action", [""])[0]
    if not url.path.endswith("/push/sns/message") or exchange.status != 200:
        return ""
    return "denied" if _denies(exchange.request_body) else PUSH_ANSWERS.get(action, "")


def _denies(body: str) -> bool:
    """AM takes the mere presence of `deny` for a refusal."""
    try:
        return "deny" in opened(str(json_object(body).get("jwt", "")))[1]
    except ValueError:
        return False


def json_object(body: str) -> dict[str, Any]:
    """The body as a JSON object; empty when it is none."""
    try:
        value = json.loads(body)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
