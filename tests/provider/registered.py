"""What is registered for CIBA under `/_mock/`, for AM has no place for it (CIBA 4)."""

from typing import Any

from tests.contract.am import REALM
from tests.provider.notified import NotificationEndpoint
from tests.provider.provider import Client, Provider


async def registered(provider: Provider, client: Client, **metadata: Any) -> None:
    """The client has this metadata of CIBA 4, in its spelling without `backchannel_`."""
    body = {f"backchannel_{name}": value for name, value in metadata.items()}
    params = {"realm": REALM, "client_id": client.auth[0]}
    answer = await provider.am.mock("PUT", "/client", params=params, json=body)
    assert answer.status_code in (200, 201), answer.text


async def notified_by(
    provider: Provider, client: Client, mode: str, endpoint: NotificationEndpoint
) -> None:
    """The client gets its tokens by `mode`, at this endpoint."""
    metadata = {"token_delivery_mode": mode, "client_notification_endpoint": endpoint.uri}
    await registered(provider, client, **metadata)


async def delivery(provider: Provider, auth_req_id: str) -> dict[str, Any]:
    """How often the provider has called about this request, and what came of it."""
    answer = await provider.am.mock("GET", "/request", params={"token": auth_req_id})
    notification: dict[str, Any] = answer.json()["notification"]
    return notification


async def user_code(strict: Provider, code: str, username: str = "demo") -> None:
    """From now on that user has a code."""
    params = {"realm": REALM, "username": username}
    answer = await strict.am.mock("PUT", "/user", params=params, json={"user_code": code})
    assert answer.status_code in (200, 201), answer.text
