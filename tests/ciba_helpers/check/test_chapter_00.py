from typing import Any

import pytest

from ciba_helpers import check
from ciba_helpers.check.verdict import Outcome

RIGHT = {
    "consumption device": "the till",
    "OpenID provider": "AM",
    "authentication device": "the phone",
}


@pytest.mark.parametrize(
    "spelt",
    [
        {},
        {"consumption device": "till", "OpenID provider": "am", "authentication device": "Phone"},
        {"OpenID provider": "the bank"},
        {"OpenID provider": "the mock AM"},
        {"OpenID provider": "mock_am"},
        {"OpenID provider": "Ping Identity Access Management"},
        {"authentication device": "a mobile", "consumption device": "the checkout"},
        {"authentication device": "the customer's phone"},
        {"authentication device": "demo’s handset", "somebody else": 1},
    ],
)
def test_the_cast_is_right_in_several_spellings(spelt: dict[str, Any]) -> None:
    assert check.parts(RIGHT | spelt).outcome is Outcome.SOLVED


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"OpenID provider": "the phone"}, "The OpenID provider is not the phone: it asks"),
        ({"consumption device": "AM"}, "The consumption device is not AM: it wants"),
        ({"consumption device": "the phone"}, "The consumption device is not the phone"),
        ({"authentication device": "the till"}, "The authentication device is not the till"),
        ({"authentication device": "the customer"}, "“the customer” is not the authentication"),
        ({"authentication device": "demo"}, "“demo” is not the authentication device"),
        ({"authentication device": "till or phone"}, "Two play the authentication device"),
        ({"authentication device": None}, "Nobody plays the authentication device"),
    ],
)
def test_a_wrong_part_is_named_and_described(wrong: dict[str, Any], says: str) -> None:
    verdict = check.parts(RIGHT | wrong)
    assert verdict.outcome is Outcome.MISSING
    assert verdict.says.startswith(says)
    assert verdict.mend


def test_nonsense_is_told(nonsense: Any) -> None:
    assert check.parts(nonsense).outcome is Outcome.MISSING
    assert check.parts(RIGHT | {"OpenID provider": nonsense}).outcome is Outcome.MISSING
