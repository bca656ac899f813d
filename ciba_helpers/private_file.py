"""Files that nobody but their owner may read."""

import os
from pathlib import Path


def write(path: Path, text: str) -> None:
    """Put `text` at `path`, whole or not at all, whatever lay there before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    written = path.with_suffix(f".{os.getpid()}")
    written.unlink(missing_ok=True)
    written.touch(mode=0o600)
    written.write_text(text, encoding="utf-8")
    written.replace(path)
