"""What a scripted AM says can be told from what it should say, and by nothing else."""

import time
from typing import Any

import pytest

from ciba_helpers.ciba.errors import SlowDown, raise_for_error
from ciba_helpers.ciba.id_token import InvalidIdToken, verified_claims
from ciba_helpers.scripted_am import ISSUER, key_set, refusal, tokens


def claims_of(**changes: Any) -> dict[str, Any]:
    id_token = tokens(**changes).json()["id_token"]
    return verified_claims(
        id_token, key_set(), issuer=ISSUER, client_id="myCIBAClient", now=time.time()
    )


def test_its_tokens_are_believed_after_every_check() -> None:
    assert claims_of()["sub"] == "demo"


@pytest.mark.parametrize(
    "wrong", [{"aud": "another-shop"}, {"iss": "https://evil.example"}, {"exp": 1562677833}]
)
def test_a_claim_that_is_wrong_is_all_that_is_wrong(wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidIdToken):
        claims_of(**wrong)


def test_its_refusals_are_oauth_s() -> None:
    with pytest.raises(SlowDown):
        raise_for_error(refusal("slow_down"))


def test_its_private_key_is_not_published() -> None:
    assert "d" not in key_set()["keys"][0]
