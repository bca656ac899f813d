"""The glossary: what each term says, and that every link to it and from it leads somewhere."""

import re
from itertools import chain

import nbformat
import pytest

from tools.notebook_runs import NOTEBOOKS, chapters
from tools.twins import RELATIVE_LINK

TEXT = (NOTEBOOKS / "glossary.md").read_text(encoding="utf-8")
TERM = re.compile(r"^### (.+)\n\n(.+)\n\n(.+)$", re.MULTILINE)
TERMS = {found[1]: (found[2], found[3]) for found in TERM.finditer(TEXT)}
HEADINGS = re.findall(r"^#+ (.+)$", TEXT, re.MULTILINE)
MET_AND_SOURCE = re.compile(r"\*\[Chapter (\d+)\]\((\d\d)_\w+\.ipynb\) · [^*]+\*")
SENTENCE_END = re.compile(r"[.!?](?= [A-Z*`]|$)")
FRAGMENT = re.compile(r"\]\((?:\.\./)?glossary\.md#([^)]+)\)")

FROM_THE_DESIGN = {
    "acknowledgement",
    "authentication device",
    "authentication request",
    "authentication tree",
    "client",
    "connection",
    "consumption device",
    "end user",
    "entry node",
    "identity",
    "node",
    "OAuth2 provider service",
    "OpenID provider",
    "outcome",
    "realm",
    "request object",
}


def test_has_the_words_of_the_specification_and_of_am() -> None:
    assert FROM_THE_DESIGN - TERMS.keys() == set()


def test_its_terms_stand_in_the_order_of_the_alphabet_and_once() -> None:
    terms = re.findall(r"^### (.+)$", TEXT, re.MULTILINE)
    assert terms == sorted(set(terms), key=str.lower)
    assert terms == list(TERMS)


@pytest.mark.parametrize("term", TERMS)
def test_a_term_is_explained_in_few_sentences(term: str) -> None:
    assert 1 <= len(SENTENCE_END.findall(TERMS[term][0])) <= 3


@pytest.mark.parametrize("term", TERMS)
def test_a_term_names_the_chapter_that_needs_it_and_its_source(term: str) -> None:
    found = MET_AND_SOURCE.fullmatch(TERMS[term][1])
    assert found is not None
    assert int(found[1]) == int(found[2])


def test_its_links_lead_to_what_is_there() -> None:
    links = set(RELATIVE_LINK.findall(TEXT))
    assert links
    assert not [link for link in links if not (NOTEBOOKS / link).exists()]


def test_every_link_to_one_of_its_headings_leads_there() -> None:
    """JupyterLab and GitHub spell a heading's anchor alike where it is in lower case."""
    anchors = {heading.replace(" ", "-") for heading in HEADINGS if heading == heading.lower()}
    prose = chain.from_iterable(nbformat.read(path, as_version=4).cells for path in chapters())
    used = set(chain.from_iterable(FRAGMENT.findall(cell.source) for cell in prose))
    assert used - anchors == set()


@pytest.mark.parametrize(
    "section",
    [
        "Three things called push",
        "Two things called backchannel",
        "Names that have changed",
        "Where the article slips",
    ],
)
def test_has_a_section(section: str) -> None:
    assert section in HEADINGS
