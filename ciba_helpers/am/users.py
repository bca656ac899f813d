"""Identities and their phones (console: Realms > Realm Name > Identities)."""

from typing import Any

from ciba_helpers.am.session import Administrator


async def create_user(am: Administrator, username: str, password: str) -> dict[str, Any]:
    """Create a user; raises AMError where there is one of that name."""
    body = {"username": username, "userpassword": password, "mail": f"{username}@example.com"}
    return await am.post("/users?_action=create", body)


async def read_user(am: Administrator, username: str) -> dict[str, Any]:
    """A user; raises AMError where there is none."""
    return await am.get(f"/users/{username}")


async def push_devices(am: Administrator, username: str) -> list[dict[str, Any]]:
    """The phones a user has registered, in the order in which AM would use them."""
    answer = await am.get(f"/users/{username}/devices/2fa/push?_queryFilter=true")
    devices: list[dict[str, Any]] = answer["result"]
    return devices


async def reset_push_devices(am: Administrator, username: str) -> None:
    """Forget every phone of a user."""
    await am.post(f"/users/{username}/devices/2fa/push?_action=reset", {})
