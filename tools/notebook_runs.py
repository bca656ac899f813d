"""What every run of the notebooks shares: which ones, in which environment, compared how."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from nbval.plugin import get_sanitize_patterns

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = ROOT / "notebooks"
SOLUTIONS = NOTEBOOKS / "solutions"
SANITIZER = ROOT / "tests" / "notebooks" / "sanitize.cfg"

Environment = Mapping[str, str]


def chapters() -> list[Path]:
    """The chapters in reading order."""
    return sorted(NOTEBOOKS.glob("*.ipynb"))


def solutions() -> list[Path]:
    """The chapters' solved twins, in the same order."""
    return sorted(SOLUTIONS.glob("*.ipynb"))


def notebooks() -> list[Path]:
    """Every notebook: the chapters, then their solved twins."""
    return chapters() + solutions()


def name(notebook: Path) -> str:
    """What a notebook is called in reports: its path below notebooks/, without the ending."""
    return notebook.relative_to(NOTEBOOKS).with_suffix("").as_posix()


@contextmanager
def fresh_lab(**settings: str) -> Iterator[Environment]:
    """The environment of a learner's first day, and the end of the mock that was started in it."""
    with TemporaryDirectory(prefix="ciba-lab-") as folder:
        environment = {**first_day(Path(folder)), **settings}
        try:
            yield environment
        finally:
            stop = [sys.executable, "-m", "ciba_helpers", "stop"]
            subprocess.run(stop, env=environment, cwd=ROOT, check=True)


def first_day(folder: Path) -> Environment:
    """Nothing kept from earlier, no AM but the lab's own, nobody's personal Jupyter settings."""
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith(("AM_", "CIBA_"))
    }
    return inherited | {
        "CIBA_LAB_DIR": str(folder / "lab"),
        "IPYTHONDIR": str(folder / "ipython"),
        "JUPYTER_CONFIG_DIR": str(folder / "jupyter"),
        "JUPYTER_DATA_DIR": str(folder / "jupyter-data"),
        "JUPYTER_RUNTIME_DIR": str(folder / "jupyter-runtime"),
        "JUPYTER_PREFER_ENV_PATH": "1",  # the kernel python3 is this very Python
    }


def sanitizer() -> list[tuple[str, str]]:
    """The patterns and replacements of sanitize.cfg, as nbval reads them."""
    return get_sanitize_patterns(SANITIZER.read_text(encoding="utf-8"))


def sanitized(text: str) -> str:
    """The text as nbval compares it."""
    for pattern, replacement in sanitizer():
        text = re.sub(pattern, replacement, text)
    return text
