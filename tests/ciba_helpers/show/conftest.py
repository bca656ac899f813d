import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from ciba_helpers.exchanges import Exchange

Make = Callable[..., Exchange]


@pytest.fixture
def make() -> Make:
    """Makes an exchange from a request line, a status and the answer's JSON."""

    def made(line: str, status: int = 200, answer: Any = None, **request: Any) -> Exchange:
        actor, at = request.pop("actor", "till"), request.pop("at", 0)
        method, url = line.split(" ", 1)
        asked = httpx.Request(method, f"http://am:8080{url}", **request)
        body = {} if answer is None else answer
        response = httpx.Response(status, content=json.dumps(body), request=asked)
        return Exchange.of(response, actor=actor, at=at)

    return made
