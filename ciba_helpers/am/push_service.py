"""The Push Notification Service (console: Realms > Realm Name > Services)."""

from typing import Any

from ciba_helpers.am.session import Administrator

_PATH = "/realm-config/services/pushNotification"

MESSAGE_LIFETIME = 600
"""Seconds that AM keeps a push message. Its own 120 would end a message before the Push Sender's
time-out does, and with it the customer's time to find the phone."""


async def put_push_service(
    am: Administrator, *, access_key: str, secret: str, apple_endpoint: str, google_endpoint: str
) -> dict[str, Any]:
    """Give the realm its notification service, without which no Push Sender can send.

    A real AM needs credentials that Ping issues; the mock takes any and delivers by itself.
    """
    return await am.put(
        _PATH,
        {
            "accessKey": access_key,
            "secret": secret,
            "appleEndpoint": apple_endpoint,
            "googleEndpoint": google_endpoint,
            "region": "us-east-1",
            "mdDuration": MESSAGE_LIFETIME,
        },
    )


async def read_push_service(am: Administrator) -> dict[str, Any]:
    """The notification service's settings; raises AMError where the realm has none."""
    return await am.get(_PATH)


async def delete_push_service(am: Administrator) -> dict[str, Any]:
    """Take the realm's notification service away."""
    return await am.delete(_PATH)
