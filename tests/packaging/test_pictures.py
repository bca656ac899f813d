"""What the pages show is there, small enough, and told in words too."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("notebooks/*.md")])
PICTURES = sorted((ROOT / "docs" / "images").iterdir())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_picture_on_a_page_is_there_and_told_in_words(page: Path) -> None:
    for words, target in re.findall(r"!\[(.*?)\]\((\S+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).is_file(), target
        assert len(words) > 20, f"{target}: {words!r}"


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_a_picture_is_soon_fetched(picture: Path) -> None:
    assert picture.stat().st_size < 200_000
