import json
from typing import Any

import pytest
from jwcrypto.jwk import JWK, JWKSet

from ciba_helpers import check, keys
from ciba_helpers.check.verdict import Outcome, Verdict

SECOND = JWK.generate(kty="EC", crv="P-384", use="sig", alg="ES384", kid="mySecondKey")
MINE = keys.generate_signing_key()


@pytest.mark.parametrize(
    "answer",
    [
        SECOND,
        keys.keypair(SECOND),
        SECOND.export(),
        JWK.generate(kty="EC", crv="P-384", alg="ES384", kid="other", key_ops=["sign"]),
    ],
)
def test_a_second_key_is_right_in_every_form(answer: Any) -> None:
    assert check.second_key(answer).outcome is Outcome.SOLVED


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"crv": "P-256", "alg": "ES256"}, "The key's curve is P-256"),
        ({"crv": "P-521", "alg": "ES512"}, "The key's curve is P-521"),
        ({"kty": "RSA", "crv": None, "size": 2048}, "The key's type is RSA"),
        ({"kty": "OKP", "crv": "Ed25519"}, "The key's type is OKP"),
        ({"alg": "ES256"}, "ES256 belongs to the curve P-256"),
        ({"alg": "RS256"}, "RS256 is another"),
        ({"alg": None}, "The key does not name its algorithm"),
        ({"use": "enc"}, "The key does not say that it is for signing"),
        ({"use": None}, "The key does not say that it is for signing"),
        ({"kid": None}, "The key has no name of its own"),
        ({"kid": "myCIBAKey"}, "The key has no name of its own"),
    ],
)
def test_what_a_second_key_lacks_is_told(changes: dict[str, Any], says: str) -> None:
    wanted = {"kty": "EC", "crv": "P-384", "use": "sig", "alg": "ES384", "kid": "mySecondKey"}
    given = {name: value for name, value in (wanted | changes).items() if value is not None}
    is_missing(check.second_key(JWK.generate(**given)), says)


def test_the_public_half_signs_nothing() -> None:
    is_missing(check.second_key(keys.public_key(SECOND)), "This is the public half")


def test_a_set_handed_in_for_a_key_is_told() -> None:
    is_missing(check.second_key(keys.keypair_set(SECOND)), "That is not a JSON Web Key, but a set")


def test_a_second_key_that_is_nonsense_is_told(nonsense: Any) -> None:
    is_missing(check.second_key(nonsense), "That is not a JSON Web Key")


@pytest.mark.parametrize(
    "answer",
    [
        keys.public_key_set(MINE),
        json.dumps(keys.public_key_set(MINE)),
        {"keys": [keys.public_key(SECOND), keys.public_key(MINE)]},
        JWKSet.from_json(json.dumps(keys.public_key_set(MINE))),
    ],
)
def test_am_may_have_the_public_key_in_a_set(answer: Any) -> None:
    assert check.key_set_for_am(answer, MINE).outcome is Outcome.SOLVED


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (keys.keypair(MINE), "This one has d in it"),
        (MINE, "This one has d in it"),
        (keys.keypair_set(MINE), "This one has d in it"),
        (JWKSet.from_json(json.dumps(keys.keypair_set(MINE))), "This one has d in it"),
        (keys.public_key(MINE), "This is public, but a single key"),
        (keys.public_key_set(SECOND), "Your key is not in this set"),
        ("public_key_set", "That is text, and not JSON"),
        ({"keys": []}, "There is no key in it"),
    ],
)
def test_what_am_may_not_have_is_told(answer: Any, says: str) -> None:
    is_missing(check.key_set_for_am(answer, MINE), says)


def test_a_key_set_that_is_nonsense_is_told(nonsense: Any) -> None:
    is_missing(check.key_set_for_am(nonsense, MINE), "")


def is_missing(verdict: Verdict, says: str) -> None:
    """The verdict says what is missing so, and how to mend it."""
    assert verdict.outcome is Outcome.MISSING
    assert verdict.says.startswith(says)
    assert verdict.mend
