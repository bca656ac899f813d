"""SECURITY.md names tests that are there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
NAMED = re.findall(r"`((?:test_|tests/)[\w*/.]+)`", (ROOT / "SECURITY.md").read_text("utf-8"))


def test_each_claim_names_tests_that_exist() -> None:
    for name in NAMED:
        where = ROOT if name.startswith("tests/") else ROOT / "tests" / "provider"
        assert list(where.glob(name)), name


def test_every_attack_on_the_provider_is_named() -> None:
    attacks = {path.name for path in (ROOT / "tests" / "provider").glob("test_attacks_*.py")}
    assert len(attacks) > 10
    assert attacks <= set(NAMED)


def test_the_page_is_one_page() -> None:
    words = (ROOT / "SECURITY.md").read_text("utf-8").split()
    assert len(words) < 1000
