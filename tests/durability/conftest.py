"""State files, and users whom the permissions of files bind."""

import subprocess
import sys
from pathlib import Path

import pytest

AS_ANYBODY = (sys.executable, str(Path(__file__).with_name("as_anybody.py")))


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """A state file that does not exist yet."""
    return tmp_path / "am.sqlite3"


@pytest.fixture(scope="session")
def as_anybody(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    """What a command is run through to be bound by permissions."""
    file = tmp_path_factory.mktemp("permissions") / "read-only"
    file.touch(0o444)
    write = (sys.executable, "-c", f"open({str(file)!r}, 'w')")
    if (
        subprocess.run([*AS_ANYBODY, *write], stderr=subprocess.DEVNULL, check=False).returncode
        == 0
    ):
        pytest.skip("this user may write what is read-only, and cannot give that up here")
    return AS_ANYBODY
