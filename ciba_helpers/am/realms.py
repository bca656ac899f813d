"""Realms (console: Realms)."""

from base64 import urlsafe_b64encode
from typing import Any

from ciba_helpers.am.session import Administrator, AMError


def realm_id(realm: str) -> str:
    """A realm's id in AM's URLs: unpadded base64url of its path."""
    return urlsafe_b64encode(realm.encode()).rstrip(b"=").decode()


async def read_realm(am: Administrator, realm: str) -> dict[str, Any]:
    """A realm's own settings; raises AMError where there is none, or none that `am` may see."""
    response = await am.request("GET", f"/global-config/realms/{realm_id(realm)}")
    settings: dict[str, Any] = response.json()
    return settings


async def realm_exists(am: Administrator, realm: str) -> bool:
    """Whether AM has this realm."""
    try:
        await read_realm(am, realm)
    except AMError as error:
        if error.code != 404:
            raise
        return False
    return True


async def create_realm(am: Administrator, realm: str) -> None:
    """Create a realm whose parent is there already."""
    parent, _, name = realm.rpartition("/")
    body = {"name": name, "parentPath": parent or "/", "active": True, "aliases": []}
    await am.request("PUT", f"/global-config/realms/{realm_id(realm)}", body)
