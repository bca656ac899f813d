"""The files of the project depend on no package index, no machine and no folder beside it."""

import re
import subprocess
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
