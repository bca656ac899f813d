"""The files of the project depend on no package index, no machine and no folder beside it."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

FOREIGN = {
    "a package index": r"https?://[\w.-]*(?:pypi|pythonhosted|npmjs|debian|registry|anaconda)"
    r"|\bpypi[.]org|pythonhosted[.]org|npmjs[.]org",
    "a path of one machine": r"(?<![\w.])/(?:home|root(?!/realms)|tmp|Users|work)/[A-Za-z.]",
    "a folder beside the project": r"\.\./shared",
}


def text_files() -> dict[str, str]:
    """Every file that is committed or about to be, by its path, unless it is binary."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(listing, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    paths = [ROOT / name for name in names.split("\0") if name]
    found = {path: path.read_bytes() for path in paths if path.is_file()}
    return {str(p.relative_to(ROOT)): b.decode() for p, b in found.items() if b"\0" not in b}


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a git clone")
@pytest.mark.parametrize("what", FOREIGN)
def test_names_no(what: str) -> None:
    files = text_files()
    assert "pyproject.toml" in files
    found = {name: re.findall(FOREIGN[what], text) for name, text in files.items()}
    assert not {name: hits for name, hits in found.items() if hits}


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a git clone")
def test_the_handset_s_page_is_in_the_wheel_whole() -> None:
    # The wheel holds what lies in the packages and git does not ignore.
    page = ROOT / "mock_am" / "http" / "handset" / "page"
    files = [str(path.relative_to(ROOT)) for path in page.rglob("*") if path.is_file()]
    assert any(name.endswith("vendor/noble-hashes/LICENSE") for name in files)
    ignored = subprocess.run(["git", "check-ignore", "--no-index", *files], cwd=ROOT,
                             capture_output=True, check=False)  # fmt: skip
    assert ignored.stdout == b""
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]
    assert "mock_am" in wheel["targets"]["wheel"]["packages"]
    assert "exclude" not in wheel["targets"]["wheel"]
