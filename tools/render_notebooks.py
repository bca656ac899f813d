"""Run every notebook once, in order, or those that are named, and store what its cells showed.

The only writer of stored outputs. A cell whose output differs only in what the sanitiser hides
keeps what is stored, so that rendering twice changes nothing.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode
from nbval.plugin import coalesce_streams

from tools.notebook_runs import ROOT, Environment, fresh_lab, notebooks, sanitized

METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
WIDGET = "application/vnd.jupyter.widget-view+json"
STANDS_IN_FOR_A_WIDGET = {"text/html", "text/plain"}


def main() -> None:
    """Write the notebooks that changed; with --check, name them and fail."""
    parser = argparse.ArgumentParser(description="Run every notebook and store its outputs.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail if one changed")
    parser.add_argument("notebooks", nargs="*", type=Path, help="which ones, instead of all")
    given = parser.parse_args()
    check, chosen = given.check, [path.resolve() for path in given.notebooks] or notebooks()
    with fresh_lab(CIBA_AUTOPILOT="approve") as environment:
        rendered = {path: render(path, environment) for path in chosen}
    changed = {path: text for path, text in rendered.items() if text != read(path)}
    for path, text in changed.items():
        print(f"{path.relative_to(ROOT)}: {'would change' if check else 'written'}")
        if not check:
            path.write_text(text, encoding="utf-8")
    print(f"{len(rendered)} notebooks, {len(changed)} changed")
    sys.exit(bool(check and changed))


def read(path: Path) -> str:
    """The notebook's bytes as text."""
    return path.read_text(encoding="utf-8")


def render(path: Path, environment: Environment) -> str:
    """The notebook's text after one run from top to bottom."""
    stored = nbformat.reads(read(path), as_version=4)
    fresh = run(path, environment)
    fresh.metadata = nbformat.from_dict(METADATA)
    for was, cell in zip(stored.cells, fresh.cells, strict=True):
        tidy_metadata(cell)
        if cell.cell_type == "code":
            cell.outputs = settled(
                was.outputs, [storable(o) for o in coalesce_streams(cell.outputs)]
            )
    return nbformat.writes(fresh).rstrip("\n") + "\n"


def run(path: Path, environment: Environment) -> NotebookNode:
    """The notebook, run in its folder; a cell that raises must be tagged raises-exception."""
    client = NotebookClient(
        nbformat.reads(read(path), as_version=4),
        timeout=60,
        kernel_name="python3",
        record_timing=False,
        store_widget_state=False,
        resources={"metadata": {"path": str(path.parent)}},
    )
    try:
        return client.execute(env=environment)
    except CellExecutionError as error:
        sys.exit(f"{path.relative_to(ROOT)}\n{error}")


def tidy_metadata(cell: NotebookNode) -> None:
    """Leave the tags and drop what an editor remembers."""
    cell.metadata = nbformat.from_dict({k: v for k, v in cell.metadata.items() if k == "tags"})


def storable(output: NotebookNode) -> NotebookNode:
    """The output without a widget nobody can revive, and without this machine's paths."""
    if output.keys() >= {"data"} and output.data.keys() >= STANDS_IN_FOR_A_WIDGET:
        output.data.pop(WIDGET, None)
    if output.output_type == "error":
        output.traceback = [without_paths(line) for line in output.traceback]
    return output


def without_paths(line: str) -> str:
    """A traceback's line in which files are named from the project, or from Python's own folder."""
    for folder, name in ((ROOT, ""), (Path(sys.prefix), ""), (Path(sys.base_prefix), "python/")):
        line = line.replace(f"{folder}/", name)
        if folder.is_relative_to(Path.home()):
            line = line.replace(f"~/{folder.relative_to(Path.home())}/", name)
    return line


def settled(stored: list[NotebookNode], fresh: list[NotebookNode]) -> list[NotebookNode]:
    """The stored outputs where nbval would see no difference, else the fresh ones."""
    return stored if list(map(compared, stored)) == list(map(compared, fresh)) else fresh


def compared(output: NotebookNode) -> dict[str, Any]:
    """What is looked at in an output, flat and sanitised as nbval has it."""
    flat = {**output, **output.get("data", {}), "data": None, "traceback": None}
    return {k: sanitized(v) if isinstance(v, str) else v for k, v in flat.items()}


if __name__ == "__main__":
    main()
