"""pyproject.toml, constraints.txt and environment.yml agree, and this environment is theirs."""

import ast
import re
import sys
import tomllib
from importlib.metadata import distribution, packages_distributions, version
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from rattler import MatchSpec

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
RUNTIME = [Requirement(text) for text in PROJECT["dependencies"]]
EXTRAS = PROJECT["optional-dependencies"]
DIRECT = RUNTIME + [Requirement(text) for extra in EXTRAS.values() for text in extra]
CONSTRAINTS = (ROOT / "constraints.txt").read_text(encoding="utf-8")
PINS = [Requirement(pin) for pin in CONSTRAINTS.splitlines() if not pin.lstrip().startswith("#")]


def applies(requirement: Requirement, extra: str = "") -> bool:
    """Whether the requirement is one on this machine."""
    return requirement.marker is None or requirement.marker.evaluate({"extra": extra})


PINNED = {canonicalize_name(pin.name): str(pin.specifier) for pin in PINS if applies(pin)}


def needs(requirement: Requirement, found: set[tuple[str, str]]) -> None:
    """Add every distribution, and extra of one, that the requirement leads to on this machine."""
    for extra in {"", *requirement.extras}:
        needed = (canonicalize_name(requirement.name), extra)
        if needed not in found:
            found.add(needed)
            for text in distribution(requirement.name).requires or []:
                if applies(further := Requirement(text), extra):
                    needs(further, found)


@pytest.fixture(scope="module")
def needed() -> set[str]:
    found: set[tuple[str, str]] = set()
    for requirement in DIRECT:
        needs(requirement, found)
    return {name for name, _ in found}


@pytest.fixture
def environment() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("requirement", DIRECT, ids=lambda requirement: requirement.name)
def test_a_dependency_is_pinned_within_its_bounds(requirement: Requirement) -> None:
    pin = PINNED[canonicalize_name(requirement.name)].removeprefix("==")
    assert requirement.specifier.contains(pin)


def test_every_pin_is_one_version() -> None:
    assert not [str(pin) for pin in PINS if not re.fullmatch(r"==[\w.]+", str(pin.specifier))]


def test_the_pins_are_what_is_needed_and_no_more(needed: set[str]) -> None:
    assert set(PINNED) == needed


def test_what_is_installed_is_what_is_pinned(needed: set[str]) -> None:
    assert {name: f"=={version(name)}" for name in needed} == PINNED


def test_the_constraints_name_no_index() -> None:
    assert not re.findall(r"^\s*-.*|\S*(?:://|@|--hash)\S*", CONSTRAINTS, re.MULTILINE)


def test_conda_gets_python_and_pip_and_nothing_else(environment: dict[str, Any]) -> None:
    assert environment["channels"] == ["conda-forge"]
    *conda, pip = environment["dependencies"]
    assert [MatchSpec(spec, strict=True).name.normalized for spec in conda] == ["python", "pip"]
    assert pip == {"pip": ["-c constraints.txt", f"-e .[{','.join(EXTRAS)}]"]}


def test_condas_python_is_one_that_the_project_runs_on(environment: dict[str, Any]) -> None:
    python = MatchSpec(environment["dependencies"][0], strict=True).version
    assert python.removesuffix(".*") in SpecifierSet(PROJECT["requires-python"])


def test_what_the_packages_import_is_what_they_declare() -> None:
    modules = [path for name in ("ciba_helpers", "mock_am") for path in (ROOT / name).rglob("*.py")]
    imported = {name for path in modules for name in imports(path)}
    third_party = imported - sys.stdlib_module_names - {"ciba_helpers", "mock_am"}
    distributions = {packages_distributions()[name][0] for name in third_party}
    assert set(map(canonicalize_name, distributions)) == {r.name for r in RUNTIME}


def imports(path: Path) -> set[str]:
    """The top-level packages that a module imports, at any depth of it."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    return {name.partition(".")[0] for name in names}
