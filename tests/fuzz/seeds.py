"""A few requests for each route that the server takes: what the malformed ones are made from."""

from typing import Any

from starlette.routing import Route

from tests.contract.am import ALPHA, IN_REALM
from tests.contract.configuration import TREES
from tests.fuzz.lab import Lab
from tests.fuzz.seed import Seed, administrator
from tests.fuzz.seeds_login import CONTROL, LOGIN
from tests.fuzz.seeds_oauth import OAUTH

_KNOWN = {**OAUTH, **LOGIN, **CONTROL}
_OF_COLLECTIONS = ("create", "getType", "schema", "template", "getAllTypes", "nextdescendents")
_OF_ITEMS = ("clone", "create", "listOutcomes", "template")


def seeds_of(route: Route, lab: Lab) -> list[Seed]:
    """What that route takes; one that nobody has written anything for takes bare requests."""
    below = route.path.replace("{realm:realm}", "").removeprefix("/am")
    if below in _KNOWN:
        return _KNOWN[below](lab)
    path = route.path.replace("{realm:realm}", IN_REALM)
    if path.startswith("/am/json/") and "{rest:path}" not in path:
        return _configuration(path, lab)
    return _bare(path, lab)


def _bare(path: str, lab: Lab) -> list[Seed]:
    filled = path.replace(":path", "").replace("{", "").replace("}", "")
    headers = administrator(lab.live)
    return [
        Seed("GET", filled, headers=headers),
        Seed("POST", filled, headers=headers, json={}),
        Seed("PUT", filled, headers=headers, json={}),
    ]


def _configuration(path: str, lab: Lab) -> list[Seed]:
    bodies = _bodies(path.replace("/{id}", ""), lab)
    if "/{id}" in path:
        return _items(bodies, lab) or _bare(path, lab)
    headers, body = administrator(lab.live), next(iter(bodies.values()), {})
    where = path.replace("{node_type}", "PushAuthenticationSenderNode")
    queries = [
        Seed("GET", where, (("_queryFilter", filter_),), headers) for filter_ in ("true", "_id pr")
    ]
    acts = [Seed("POST", where, (("_action", name),), headers, body) for name in _OF_COLLECTIONS]
    single = lab.live.documents.get(where.removeprefix("/am"))
    puts = [Seed("PUT", where, (), headers, single)] * 5 if single else []
    return [*queries, *queries, *acts, *puts, Seed("GET", where, (), headers)]


def _items(bodies: dict[str, Any], lab: Lab) -> list[Seed]:
    headers = administrator(lab.live)
    puts = [Seed("PUT", path, (), headers, body) for path, body in bodies.items()]
    others = [Seed(method, path, (), headers) for path in bodies for method in ("GET", "DELETE")]
    acts = [
        Seed("POST", path, (("_action", name),), headers, {**body, "newId": "copy"})
        for path, body in list(bodies.items())[:2]
        for name in _OF_ITEMS
    ]
    return [*puts, *puts, *others, *acts]


def _bodies(collection: str, lab: Lab) -> dict[str, Any]:
    """The resources of a collection, by path: what a GET returns is what a PUT takes."""
    if "{node_type}" in collection:
        version = "/1.0" if collection.endswith("/1.0") else ""
        nodes = f"/am{ALPHA}{TREES}/nodes"
        return {
            f"{nodes}/{one['_type']['_id']}{version}/{one['_id']}": one for one in lab.live.nodes
        }
    documents = {f"/am{path}": body for path, body in lab.live.documents.items()}
    return {path: body for path, body in documents.items() if path.rpartition("/")[0] == collection}
