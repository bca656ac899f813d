"""Which AM the notebooks work with."""

import os
from dataclasses import dataclass, field
from typing import Self

import httpx

from ciba_helpers.local_mock import LabError


@dataclass(frozen=True)
class Address:
    """Which AM, which realm, and who administers it."""

    url: str
    realm: str
    admin: str
    password: str = field(repr=False)
    control_token: str | None = field(repr=False)

    @classmethod
    def at(cls, url: str) -> Self:
        """The AM at `url`; the environment says the rest: `AM_REALM`, `AM_ADMIN` and so on.

        Raises LabError where `url` is no address.
        """
        environment = os.environ
        return cls(
            url=_checked(url),
            realm="/" + environment.get("AM_REALM", "alpha").strip("/"),
            admin=environment.get("AM_ADMIN", "amadmin"),
            password=environment.get("AM_PASSWORD", "password"),
            control_token=environment.get("AM_CONTROL_TOKEN"),
        )


def _checked(url: str) -> str:
    try:
        port = httpx.URL(url).port or 0
    except (httpx.InvalidURL, ValueError):
        port = -1
    if not url.startswith(("http://", "https://")) or not 0 <= port <= 65535:
        raise LabError(f"AM_URL is not an address such as https://am.example.com:8443/am: {url}")
    return url.rstrip("/")
