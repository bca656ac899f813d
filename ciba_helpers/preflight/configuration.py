"""What AM says of itself: read over REST, one document at a time, and kept as it came."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Literal

import httpx

from ciba_helpers.am import oauth2_clients, oauth2_provider, push_service, trees, users
from ciba_helpers.am.realms import read_realm
from ciba_helpers.am.session import Administrator, AMError, realm_path
from ciba_helpers.article import ACR, CLIENT_ID, KEY_ID, USERNAME
from ciba_helpers.connection import TIMEOUT

Document = dict[str, Any]

ODD_SHAPES = (TypeError, ValueError, LookupError, AttributeError, RecursionError)
"""What is raised by whoever takes for AM's document what is none."""


@dataclass(frozen=True)
class Unread:
    """What could not be read, and why in words.

    It is "absent" where AM says that there is none, "refused" where AM does not show it, and
    "silent" where AM does not answer.
    """

    kind: Literal["absent", "refused", "silent"]
    says: str


@dataclass(frozen=True)
class Configuration:
    """What CIBA needs of an AM, as AM shows it; the documents are AM's own.

    `audience` is what the till's requests carry as `aud`, `issuer` where it sends them, and
    `public_key` what verifies them, None where that is not known. `nodes` are the tree's,
    by their ids. `clock_ahead` is by how many seconds AM's clock is ahead of this machine's, None
    where AM does not tell.
    """

    url: str
    realm: str
    audience: str
    issuer: str
    acr: str
    client_id: str
    key_id: str
    public_key: Document | None
    username: str
    clock_ahead: float | None
    realm_settings: Document | Unread
    discovery: Document | Unread
    provider: Document | Unread
    tree: Document | Unread
    nodes: Mapping[str, Document | Unread]
    push_service: Document | Unread
    client: Document | Unread
    user: Document | Unread
    devices: Document | Unread


async def read_configuration(
    am: Administrator,
    *,
    client_id: str = CLIENT_ID,
    key_id: str = KEY_ID,
    public_key: Document | None = None,
    username: str = USERNAME,
    acr: str = ACR,
) -> Configuration:
    """Read what a request of `client_id` for `username` by `acr` meets; only GETs are sent.

    What cannot be read is `Unread` in its place. Once AM has fallen silent, it is not asked again.
    """
    reader, in_realm = _Reader(), "" if am.realm == "/" else realm_path(am.realm)
    issuer = f"{am.url}/oauth2{in_realm}"
    serverinfo = await reader.read(lambda: _serverinfo(am))
    realm_settings = await reader.read(lambda: read_realm(am, am.realm))
    discovery = await reader.read(lambda: _discovery(am.http, issuer))
    provider = await reader.read(lambda: oauth2_provider.read_provider(am))
    tree, nodes = await _tree(am, reader, provider, acr)
    return Configuration(
        url=am.url,
        realm=am.realm,
        audience=f"{am.url}/oauth2",
        issuer=issuer,
        acr=acr,
        client_id=client_id,
        key_id=key_id,
        public_key=public_key,
        username=username,
        clock_ahead=_ahead(value_at(serverinfo, "date")),
        realm_settings=realm_settings,
        discovery=discovery,
        provider=provider,
        tree=tree,
        nodes=nodes,
        push_service=await reader.read(lambda: push_service.read_push_service(am)),
        client=await reader.read(lambda: oauth2_clients.read_client(am, client_id)),
        user=await reader.read(lambda: users.read_user(am, username)),
        devices=await reader.read(lambda: _devices(am, username)),
    )


class _Reader:
    """Reads one thing after another; whoever has fallen silent is not asked again."""

    def __init__(self) -> None:
        self._silence: Unread | None = None

    async def read(self, call: Callable[[], Awaitable[Document]]) -> Document | Unread:
        if self._silence is not None:
            return self._silence
        try:
            document = await call()
        except AMError as error:
            return _refusal(error)
        except httpx.TransportError as error:
            self._silence = Unread("silent", in_words(error))
            return self._silence
        except (*ODD_SHAPES, httpx.DecodingError, httpx.InvalidURL):
            return _NOT_AM
        return document if isinstance(document, dict) else _NOT_AM


_NOT_AM = Unread("refused", "What answers is not what AM answers: is a proxy in between?")


def _refusal(error: AMError) -> Unread:
    said = f"AM says {error.code} {error.reason}"
    if error.code == httpx.codes.NOT_FOUND:
        return Unread("absent", f"{said}.")
    if error.code == httpx.codes.UNAUTHORIZED:
        return Unread("refused", f"{said}: the session has ended, or is no administrator's.")
    if error.code == httpx.codes.FORBIDDEN:
        return Unread("refused", f"{said}: this administrator may not read it.")
    return Unread("refused", f"{said}: AM's own log tells more.")


def in_words(error: httpx.TransportError) -> str:
    """Why nobody answers."""
    if isinstance(error, httpx.TimeoutException):
        return f"AM did not answer within {TIMEOUT} seconds."
    return f"Nobody answers there ({type(error).__name__}: {error})."


async def _serverinfo(am: Administrator) -> Document:
    response = await am.http.get(f"{am.url}/json/serverinfo/*")
    return {"date": response.headers.get("date", "")}


def _ahead(date: Any) -> float | None:
    try:
        return (parsedate_to_datetime(date) - datetime.now(UTC)).total_seconds()
    except (ValueError, TypeError):
        return None


async def _discovery(http: httpx.AsyncClient, issuer: str) -> Document:
    response = await http.get(f"{issuer}/.well-known/openid-configuration")
    if response.is_error:
        raise AMError(response)
    document: Document = response.json()
    return document


async def _tree(
    am: Administrator, reader: _Reader, provider: Document | Unread, acr: str
) -> tuple[Document | Unread, Mapping[str, Document | Unread]]:
    name = value_at(provider, "advancedOIDCConfig", "loaMapping", acr)
    if not isinstance(name, str):
        return Unread("absent", f"Nothing maps {acr} to a tree."), {}
    tree = await reader.read(lambda: trees.read_tree(am, name))
    placed = value_at(tree, "nodes")
    if not isinstance(placed, dict):
        return tree, {}
    read = {one: await reader.read(_node(am, one, place)) for one, place in placed.items()}
    return tree, read


def _node(am: Administrator, node_id: str, place: Document) -> Callable[[], Awaitable[Document]]:
    return lambda: trees.read_node(am, node_id, place)


async def _devices(am: Administrator, username: str) -> Document:
    return {"result": await users.push_devices(am, username)}


def value_at(document: object, *path: str) -> Any:
    """The value at `path` in one of AM's documents, unwrapped; None where there is none.

    AM wraps the values of a client: `{"inherited": false, "value": …}`.
    """
    for name in path:
        document = document.get(name) if isinstance(document, dict) else None
    if isinstance(document, dict) and "inherited" in document:
        return document.get("value")
    return document
