"""The contract suite as a guest of an AM that others use: it passes, and leaves no trace."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.contract.server import ROOT
from tests.real_am.somebodys_am import ADMIN, PASSWORD, SomebodysAM, serving

MODULES = ["test_base_url", "test_global_services", "test_realms", "test_sessions", "test_users"]
REASONS = {
    "is about the mock, or needs it",
    "moves the clock or holds a phone, which only the mock can",
    "AM took the request, and could not reach a phone of demo",
    "would change what the tests have not made, and others may use",
}


@dataclass(frozen=True)
class Run:
    """How pytest ended, and what it wrote."""

    status: int
    output: str

    def count(self, word: str) -> int:
        """How many tests are said to have `passed`, `failed`…"""
        found = re.search(rf"(\d+) {word}", self.output.splitlines()[-1])
        return int(found[1]) if found else 0


def suite(am: SomebodysAM, *modules: str, realm: str = "/guests", password: str = PASSWORD) -> Run:
    """Run modules of the contract suite as somebody would who has an AM."""
    named = {"AM_URL": am.url, "AM_REALM": realm, "AM_ADMIN": ADMIN, "AM_PASSWORD": password}
    paths = [f"tests/contract/{module}.py" for module in modules]
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *paths],
        cwd=ROOT,
        env={**os.environ, **named},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
    )
    return Run(ended.returncode, ended.stdout)


@pytest.fixture(scope="module")
def am(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SomebodysAM]:
    with serving(tmp_path_factory.mktemp("somebody") / "am.sqlite3") as running:
        yield running


@dataclass(frozen=True)
class Visit:
    """The suite's run, and the AM's state before and after it."""

    run: Run
    before: dict[str, list[Any]]
    after: dict[str, list[Any]]


@pytest.fixture(scope="module")
def visit(am: SomebodysAM) -> Visit:
    before = am.everything()
    run = suite(am, *MODULES)
    return Visit(run, before, am.everything())


def test_it_passes(visit: Visit) -> None:
    assert visit.run.status == 0, visit.run.output
    assert visit.run.count("passed") > 70
    assert visit.run.count("failed") == visit.run.count("error") == 0


def test_it_skips_for_known_reasons_alone(visit: Visit) -> None:
    skipped = re.findall(r"^SKIPPED \[\d+\] \S+: (.+)$", visit.run.output, re.MULTILINE)
    assert set(skipped) == REASONS


def test_everything_is_as_it_was(visit: Visit) -> None:
    assert len(visit.before["configuration"]) > 10
    assert visit.after == visit.before


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        (
            {"realm": "/beta"},
            "The realm /beta is there already: name one of the tests' own in AM_REALM.",
        ),
        ({"password": "wrong"}, "boss (AM_ADMIN, AM_PASSWORD) cannot log in: "),
    ],
)
def test_it_stops_with_a_sentence_where_it_cannot_begin(
    am: SomebodysAM, how: dict[str, str], sentence: str
) -> None:
    before = am.everything()
    run = suite(am, "test_sessions", **how)
    assert run.status != 0
    assert sentence in run.output
    assert run.count("passed") == 0
    assert am.everything() == before
