"""Each test of the contract names a section of am.md, and each section is named (README.md)."""

import ast
import io
import json
import re
import tokenize
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SECTIONS = set(
    re.findall(r"^\| (\d+(?:\.\d+)?) \|", (HERE / "README.md").read_text(), re.MULTILINE)
)
CHAPTERS = {"2", "3", "11", "12", "14"}
"""All they say stands in their sections, so that their number alone says too little."""
NUMBERED = {"17", "20"}
"""Lists: 17.2 is the second of its entries."""
TO_BE_HELD = {one for one in SECTIONS - CHAPTERS if 1 <= float(one) < 15}
CITED = re.compile(r"am\.md (\d+(?:\.\d+)?(?:, \d+(?:\.\d+)?)*)")
OF_THE_MOCK = {
    "command_line",
    "control",
    "coverage",
    "durability",
    "sections",
    "shapes",
    "strict_profile",
}
MODULES = [
    path
    for path in sorted(HERE.glob("test_*.py"))
    if path.stem.removeprefix("test_") not in OF_THE_MOCK
]
FIXTURES = [path for path in sorted(HERE.glob("recorded/*.json")) if path.stem != "shapes"]


def cited(text: str) -> set[str]:
    """The sections that a text names."""
    return {one for listed in CITED.findall(text) for one in listed.split(", ")}


def named_by_tests(path: Path) -> dict[str, set[str]]:
    """For each test of a module, the sections that it or its module names."""
    source = path.read_text()
    module = ast.parse(source)
    of_all = cited(ast.get_docstring(module) or "")
    comments = [
        (token.start[0], cited(token.string))
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.COMMENT
    ]
    return {
        one.name: of_all.union(
            *(named for line, named in comments if one.lineno < line <= (one.end_lineno or 0))
        )
        for one in module.body
        if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef) and one.name.startswith("test_")
    }


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_each_test_names_its_section(path: Path) -> None:
    named = named_by_tests(path)
    assert named
    assert not [name for name, sections in named.items() if not sections - CHAPTERS]
    unknown = {one for sections in named.values() for one in sections} - SECTIONS
    assert not {one for one in unknown if one.partition(".")[0] not in NUMBERED}


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_each_recorded_exchange_names_its_section(path: Path) -> None:
    sections = cited(json.loads(path.read_text())["holds"])
    assert sections
    assert sections <= SECTIONS - CHAPTERS


def test_each_section_is_named_by_a_test() -> None:
    named = [sections for path in MODULES for sections in named_by_tests(path).values()]
    assert len(TO_BE_HELD) > 35
    assert TO_BE_HELD - set().union(*named) == set()
