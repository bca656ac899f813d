"""The catalogue has an entry for every error that the mock can give, and for no other."""

import inspect
import json
import re
from pathlib import Path

import httpx
import pytest

from ciba_helpers import Lab, keys, signed_request
from ciba_helpers.am import oauth2_clients, oauth2_provider, push_service, realms, trees, users
from ciba_helpers.ciba.client import CIBAClient
from ciba_helpers.contents import CHAPTERS
from ciba_helpers.explain.catalogue import ENTRIES, entry_of
from ciba_helpers.explain.entry import Entry
from ciba_helpers.mock_control import Clock, MockControl
from ciba_helpers.phone import Phone
from mock_am import wording
from mock_am.errors import RestError
from mock_am.oauth_errors import OAuthError
from tests.ciba_helpers.emitted import Emitted, emitted, raised_otherwise, subclasses

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
NO_ERROR = {"AUTHORIZE_ERROR_TITLE"}
"""Wording that is the title of a page whose error stands below it."""
BESIDE_THE_MOCK = {"ConnectError", "TimeoutException", "TransportError", "UnexpectedAnswer"}
"""What a learner meets where no AM answers."""
EMITTED = sorted(emitted())
CONSTANTS = {
    name: re.sub(r"\{\w+\}", "x", value)
    for name, value in vars(wording).items()
    if name.isupper() and name not in NO_ERROR
}


def own_entry(code: str, words: str) -> Entry | None:
    """The entry that knows these words."""
    found = entry_of(code, words)
    return None if found is None or found.general else found


def test_the_source_of_the_mock_tells_many_errors() -> None:
    assert len(EMITTED) > 150


def test_no_error_is_raised_in_a_way_that_is_not_read() -> None:
    assert raised_otherwise() == {
        "answer",  # of the token endpoint: one of the classes that need no words
        "auth_id.timed_out",  # a function that makes an error, which is read there
        "timed_out",
        "not_parsed",
        "manners.mismatch",  # see emitted.BESIDE
    }


@pytest.mark.parametrize("one", EMITTED, ids=str)
def test_every_error_that_the_mock_gives_has_an_entry_of_its_own(one: Emitted) -> None:
    assert own_entry(one.code, one.words)


@pytest.mark.parametrize("name", CONSTANTS)
def test_every_sentence_of_the_wording_is_given_with_an_error(name: str) -> None:
    assert CONSTANTS[name] in {one.words for one in EMITTED}


@pytest.mark.parametrize("kind", sorted(subclasses(OAuthError), key=lambda one: one.__name__))
def test_every_oauth_error_code_has_an_entry_whatever_the_words(kind: type[OAuthError]) -> None:
    assert entry_of(kind.error, "words that nobody has ever said")


@pytest.mark.parametrize("kind", sorted(subclasses(RestError), key=lambda one: one.__name__))
def test_every_status_of_the_json_api_has_an_entry_for_its_bare_phrase(
    kind: type[RestError],
) -> None:
    assert own_entry(str(int(kind.status)), kind.status.phrase)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda one: f"{one.code} {one.words[:40]}")
def test_no_entry_is_about_an_error_that_cannot_be(entry: Entry) -> None:
    known = any(entry_of(one.code, one.words) is entry for one in EMITTED)
    bare = any(
        entry.fits(str(int(kind.status)), kind.status.phrase) for kind in subclasses(RestError)
    )
    assert known or bare or entry.general or entry.code in BESIDE_THE_MOCK


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda one: f"{one.code} {one.words[:40]}")
def test_every_entry_says_what_it_means_why_and_what_to_do(entry: Entry) -> None:
    assert entry.means
    assert entry.section
    assert entry.causes
    for cause in entry.causes:
        assert cause.step.chapter in range(len(CHAPTERS))
        for text in (entry.means, cause.says, cause.step.do):
            assert text[-1] in ".?!"
            assert text.count("`") % 2 == 0


STEPS = sorted({cause.step.do for entry in ENTRIES for cause in entry.causes})
HELPERS = (
    keys,
    signed_request,
    oauth2_clients,
    oauth2_provider,
    push_service,
    realms,
    trees,
    users,
)
PARTS = {"client": CIBAClient, "clock": Clock, "http": httpx.AsyncClient, "mock": MockControl,
         "phone": Phone}  # fmt: skip


@pytest.mark.parametrize("do", [do for do in STEPS if "lab." in do])
def test_what_a_step_names_of_the_lab_is_there(do: str) -> None:
    for first, second in re.findall(r"\blab\.(\w+)(?:\.(\w+))?", do):
        assert hasattr(Lab, first) or f"self.{first} =" in inspect.getsource(Lab)
        assert not second or hasattr(PARTS[first], second)


@pytest.mark.parametrize("do", [do for do in STEPS if re.search(r"`\w+\(", do)])
def test_a_helper_that_a_step_names_is_there(do: str) -> None:
    for name in set(re.findall(r"`(\w+)\(", do)) - {"int"}:
        assert any(hasattr(module, name) for module in HELPERS)


@pytest.mark.parametrize("number", range(len(CHAPTERS)))
def test_the_chapters_have_the_names_of_the_notebooks(number: int) -> None:
    file, title = CHAPTERS[number]
    assert file.startswith(f"{number:02}_")
    first = json.loads((NOTEBOOKS / file).read_text())["cells"][0]["source"]
    assert "".join(first).partition("\n")[0] == f"# {title}"
