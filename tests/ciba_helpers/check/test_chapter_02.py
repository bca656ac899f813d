import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from ciba_helpers import check, keys
from ciba_helpers.check.verdict import Outcome
from ciba_helpers.lab import Lab
from ciba_helpers.signed_request import request_claims, sign

Open = Callable[[int], Awaitable[Lab]]


@pytest.fixture
async def lab(in_process: Path, opened: Open) -> Lab:
    return await opened(2)


def claims_for(lab: Lab, **changes: Any) -> dict[str, Any]:
    """Right claims but for the changes; None takes a claim out, and exp counts from now."""
    right = request_claims(
        client_id="myCIBAClient",
        audience=lab.audience,
        now=time.time(),
        minutes=5,
        binding_message="Pay ExampleShop £12?",
    )
    return {name: one for name, one in (right | changes).items() if one is not None}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"binding_message": "£12.00 for ExampleShop"},
        {"binding_message": "Transfer 12 pounds to ExampleShop (EB-0246326)"},
        {"binding_message": "GBP 12,00"},
        {"scope": "openid"},
        {"jti": "once", "iat": 1},
    ],
)
async def test_a_small_payment_is_right_in_several_spellings(
    lab: Lab, changes: dict[str, Any]
) -> None:
    request = sign(claims_for(lab, **changes), lab.key)
    assert check.small_payment(request, lab).outcome is Outcome.SOLVED


async def test_am_is_addressed_by_its_issuer_too_and_in_a_list(lab: Lab) -> None:
    for audience in (lab.issuer, [lab.audience], ["https://other.example", lab.issuer]):
        request = sign(claims_for(lab, aud=audience), lab.key)
        assert check.small_payment(request, lab).outcome is Outcome.SOLVED


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"iss": "demo"}, "iss does not name your client"),
        ({"iss": None}, "iss does not name your client"),
        ({"aud": None}, "aud is not AM's address"),
        ({"aud": "https://another-bank.example/am/oauth2"}, "aud is not AM's address"),
        ({"login_hint": "erin"}, "login_hint does not name demo"),
        ({"acr_values": "fax"}, "acr_values does not say"),
        ({"acr_values": None, "air_values": "push"}, "acr_values does not say"),
        ({"scope": "profile"}, "scope has no openid"),
        ({"scope": None}, "scope has no openid"),
        ({"exp": None}, "exp is a number of seconds"),
        ({"exp": "1795400000"}, "exp is a number of seconds"),
        ({"exp": True}, "exp is a number of seconds"),
        ({"exp": 300}, "exp is a moment, counted from 1970"),
        ({"exp": 1562677833}, "The request has expired"),
        ({"exp": 1000 * int(time.time())}, "exp counts milliseconds"),
        ({"exp": 10**400}, "exp counts milliseconds"),
        ({"binding_message": None}, "The phone would have nothing to show"),
        ({"binding_message": " "}, "The phone would have nothing to show"),
        ({"binding_message": 12}, "The phone would have nothing to show"),
        ({"binding_message": "Pay £50?"}, "The text does not say £12"),
        ({"binding_message": "Pay £120?"}, "The text does not say £12"),
        ({"binding_message": "Pay £12.50?"}, "The text does not say £12"),
        ({"binding_message": "Pay £3,012?"}, "The text does not say £12"),
        ({"binding_message": "Pay 12?"}, "The text does not say £12"),
        ({"binding_message": "Pay £12" + "?" * 94}, "AM shows 100 characters on one line"),
        ({"binding_message": "Pay £12\n?"}, "AM shows 100 characters on one line"),
    ],
)
async def test_each_wrong_claim_is_told(lab: Lab, changes: dict[str, Any], says: str) -> None:
    is_missing(sign(claims_for(lab, **changes), lab.key), lab, says)


@pytest.mark.parametrize(("minutes", "says"), [(10, "10 minutes"), (1, "1 minutes")])
async def test_another_lifetime_is_told(lab: Lab, minutes: float, says: str) -> None:
    exp = int(time.time() + minutes * 60)
    request = sign(claims_for(lab, exp=exp), lab.key)
    is_missing(request, lab, f"The request is good for {says}")


async def test_a_foreign_signature_is_told(lab: Lab) -> None:
    request = sign(claims_for(lab), keys.generate_signing_key())
    is_missing(request, lab, "The signature is not your key's")


async def test_claims_that_nobody_signed_are_told(lab: Lab) -> None:
    is_missing(claims_for(lab), lab, "These are claims, and nobody has signed them")


async def test_nonsense_is_told(lab: Lab, nonsense: Any) -> None:
    is_missing(nonsense, lab, "")


def is_missing(answer: Any, lab: Lab, says: str) -> None:
    """The verdict says what is missing so, and how to mend it."""
    verdict = check.small_payment(answer, lab)
    assert verdict.outcome is Outcome.MISSING
    assert verdict.says.startswith(says)
    assert verdict.mend
