"""Configuration documents that carry a version, each in its own member."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.contract.configuration import CLIENTS, TREES, client, push_tree
from tests.contract.till import new_key

_KEY = new_key("kept")


@dataclass(frozen=True)
class Kind:
    """How a version is written into a body, and read in an answer."""

    body: Callable[[int], dict[str, Any]]
    version: Callable[[dict[str, Any]], int]


def _client(version: int) -> dict[str, Any]:
    body = client(_KEY)
    body["coreOAuth2ClientConfig"]["scopes"] = ["openid", str(version)]
    return body


def _version_of_client(body: dict[str, Any]) -> int:
    scopes = body["coreOAuth2ClientConfig"]["scopes"]["value"]
    return int(next(scope for scope in scopes if scope != "openid"))


_USER = Kind(
    lambda version: {"userpassword": "Ch4ng31t", "sn": str(version)},
    lambda body: int(body["sn"][0]),
)
_CLIENT = Kind(_client, _version_of_client)
_NODE = Kind(lambda version: {"secondsToWait": version}, lambda body: int(body["secondsToWait"]))
_TREE = Kind(
    lambda version: push_tree() | {"description": str(version)},
    lambda body: int(body["description"]),
)

DOCUMENTS = {
    f"{folder}/kept{number}": kind
    for folder, kind in (
        ("/users", _USER),
        (CLIENTS, _CLIENT),
        (f"{TREES}/nodes/PollingWaitNode", _NODE),
        (f"{TREES}/trees", _TREE),
    )
    for number in range(3)
}
"""Those that are put, replaced and deleted, by path."""
