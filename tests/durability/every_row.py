"""What is in a state file, read past the server."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

Content = dict[str, list[Any]]


def content(state: Path) -> Content:
    """Every row of every table."""
    with closing(sqlite3.connect(state)) as file:
        tables = file.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {name: sorted(file.execute(f"SELECT * FROM {name}"), key=repr) for (name,) in tables}
