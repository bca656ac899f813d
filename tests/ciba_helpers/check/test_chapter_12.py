"""Somebody else's AM is ready only when all three faults are mended, and the leaked key is gone."""

import json
import sys
import time
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from ciba_helpers import keys
from ciba_helpers.am.trees import FAILURE, VERIFY
from ciba_helpers.check.chapter_12 import mended_site
from ciba_helpers.check.faulty_site import faulty_site, leaked_key
from ciba_helpers.check.verdict import Outcome
from ciba_helpers.preflight import Configuration, look_over

pytestmark = pytest.mark.usefixtures("lab_directory")


def refuse_a_refusal(site: Any) -> None:
    site.tree["nodes"][VERIFY]["connections"]["FALSE"] = FAILURE


def remember_longer(site: Any) -> None:
    site.push_service["mdDuration"] = 600


def promise_less(site: Any) -> None:
    site.provider["cibaConfig"]["cibaAuthReqIdLifetime"] = 120


def register(key_set: dict[str, Any]) -> Callable[[Any], None]:
    def change(site: Any) -> None:
        signing = site.client["signEncOAuth2ClientConfig"]
        signing["jwkSet"]["value"] = json.dumps(key_set)

    return change


def new_key(site: Any) -> None:
    register(keys.public_key_set(keys.generate_signing_key(site.key_id)))(site)


def all_of(*changes: Callable[[Any], None]) -> Callable[[Any], None]:
    def mend(site: Any) -> None:
        for change in changes:
            change(site)

    return mend


def test_three_things_are_wrong_each_time() -> None:
    first = faulty_site()
    assert len(look_over(first).open) == 3
    new_key(first)
    assert len(look_over(faulty_site()).open) == 3


@pytest.mark.parametrize("longer", [remember_longer, promise_less])
def test_any_way_to_mend_it_is_praised(longer: Callable[[Any], None]) -> None:
    verdict = mended_site(all_of(refuse_a_refusal, longer, new_key))
    assert verdict.outcome is Outcome.SOLVED


def unwrap(site: Any) -> None:
    signing = site.client["signEncOAuth2ClientConfig"]
    signing["jwkSet"] = signing["jwkSet"]["value"]


def in_a_copy(site: Any) -> Any:
    copy = deepcopy(site)
    all_of(refuse_a_refusal, remember_longer, new_key)(copy)
    return copy


@pytest.mark.parametrize(
    "mend",
    [all_of(refuse_a_refusal, remember_longer, new_key, unwrap), in_a_copy],
)
def test_the_documents_may_be_unwrapped_or_copied(mend: Callable[[Any], Any]) -> None:
    assert mended_site(mend).outcome is Outcome.SOLVED


async def waits(site: Any) -> None:
    refuse_a_refusal(site)


@pytest.mark.parametrize(
    ("mend", "words"),
    [
        (all_of(remember_longer, new_key), "FALSE of Push Result Verifier leads to success"),
        (all_of(refuse_a_refusal, new_key), "forgets it after 120 seconds"),
        (all_of(refuse_a_refusal, remember_longer), "The private key is registered"),
        (
            all_of(refuse_a_refusal, remember_longer, register(keys.public_key_set(leaked_key()))),
            "the key is still the one that lay open",
        ),
        (all_of(refuse_a_refusal, remember_longer, register({"keys": []})), "No key set"),
        (lambda site: None, "FALSE of"),
    ],
)
def test_what_is_left_is_named(mend: Callable[[Any], None], words: str) -> None:
    verdict = mended_site(mend)
    assert verdict.outcome is Outcome.MISSING
    assert words in verdict.says
    assert verdict.mend


def spoil(site: Configuration) -> None:
    assert isinstance(site.tree, dict)
    site.tree["nodes"] = [1, 2, 3]


def misspell(site: Any) -> None:
    site.three["nodes"] = {}


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (42, "That is no function"),
        (None, "That is no function"),
        (faulty_site(), "That is no function"),
        (lambda: None, "raises TypeError"),
        (waits, "Nobody awaits this function"),
        (misspell, "raises AttributeError"),
        (spoil, "has not the shape"),
    ],
)
def test_nonsense_is_told_so(answer: Any, words: str) -> None:
    verdict = mended_site(answer)
    assert verdict.outcome is Outcome.MISSING
    assert words in verdict.says


def unwritten(site: Any) -> None: ...


def test_an_unwritten_function_is_not_yet_looked_at() -> None:
    assert mended_site(unwritten).outcome is Outcome.NOT_YET


def test_a_mend_that_never_ends_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ciba_helpers.check.chapter_12.LIMIT", 0.05)

    def loops(site: Any) -> None:
        while True:
            time.sleep(0.01)

    verdict = mended_site(loops)
    assert "was stopped" in verdict.says
    assert verdict.mend == "Look for a loop without an end."


def test_a_mend_that_ends_python_is_told_so() -> None:
    assert "SystemExit: 1." in mended_site(lambda site: sys.exit(1)).says
