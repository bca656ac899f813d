from typing import Any

import pytest

from mock_am.backchannel.client_assertion import LIFETIME_LIMIT, check_assertion
from mock_am.oauth_errors import InvalidClient

NOW = 1_800_000_000.5
AUDIENCE = "http://am.example/am/oauth2"
CLAIMS = {"iss": "mine", "sub": "mine", "aud": AUDIENCE, "exp": NOW + 60}


def checked(**changes: Any) -> None:
    given = {name: value for name, value in (CLAIMS | changes).items() if value is not None}
    check_assertion(given, "mine", {AUDIENCE}, at=NOW)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"aud": ["x", AUDIENCE]},
        {"exp": NOW + LIFETIME_LIMIT},
        {"nbf": NOW + 60, "iat": NOW + 60},
        {"jti": 5},
    ],
)
def test_an_assertion_may_say_so(changes: dict[str, Any]) -> None:
    checked(**changes)


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"iss": "another"}, "JWT 'iss' and 'sub' claims must be equal to the client_id"),
        ({"sub": "another"}, "JWT 'iss' and 'sub' claims must be equal to the client_id"),
        ({"iss": ["mine"]}, "JWT 'iss' and 'sub' claims must be equal to the client_id"),
        ({"exp": NOW}, "JWT has expired"),
        ({"exp": NOW + LIFETIME_LIMIT + 1}, "JWT expiration time is unreasonable"),
        ({"nbf": NOW + 61}, "JWT is not valid"),
        ({"iat": NOW + 61}, "JWT is not valid"),
        ({"exp": float("nan")}, "JWT is not valid"),
        ({"exp": True}, "JWT is not valid"),
        ({"nbf": "now"}, "JWT is not valid"),
        ({"aud": f"{AUDIENCE}/"}, "Audience validation failed"),
        ({"aud": {AUDIENCE: 1}}, "Audience validation failed"),
        *(({claim: None}, "JWT is not valid") for claim in CLAIMS),
    ],
)
def test_an_assertion_may_not_say_so(changes: dict[str, Any], text: str) -> None:
    # am.md 12.3
    with pytest.raises(InvalidClient, match=f"^{text}$"):
        checked(**changes)
