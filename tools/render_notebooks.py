"""Run every notebook once, in order, or those that are named, and store what its cells showed.

The chapters come first, then their solved twins, each made the same as its chapter but for the
exercises. The only writer of stored outputs. A cell whose output differs only in what the
sanitiser hides keeps what is stored, so that rendering twice changes nothing.
"""

import argparse
import sys
from copy import deepcopy
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode
from nbval.plugin import coalesce_streams

from tools.notebook_runs import ROOT, Environment, chapters, fresh_lab, sanitized
from tools.twins import exercises, read_twin, synced, twin_of, unsolved

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
    parser.add_argument("chapters", nargs="*", type=Path, help="which ones, instead of all")
    given = parser.parse_args()
    chosen = [path.resolve() for path in given.chapters] or chapters()
    for path in chosen:
        demand_solutions(path, put_stubs=not given.check)
    with fresh_lab(CIBA_AUTOPILOT="approve") as environment:
        rendered = {path: render(path, read(path), environment) for path in chosen}
        rendered |= dict(
            render_twin(p, n, environment) for p, n in rendered.items() if exercises(n)
        )
    changed = [path for path, notebook in rendered.items() if not is_stored(path, notebook)]
    for path in changed:
        print(f"{path.relative_to(ROOT)}: {'would change' if given.check else 'written'}")
        if not given.check:
            write(path, rendered[path])
    print(f"{len(rendered)} notebooks, {len(changed)} changed")
    sys.exit(bool(given.check and changed))


def demand_solutions(chapter: Path, *, put_stubs: bool) -> None:
    """Stop, naming the first exercise that the chapter's twin does not solve.

    A stub is put where the twin lacks one, for a maintainer to fill in.
    """
    notebook, twin = read(chapter), read_twin(chapter)
    if lacking := unsolved(notebook, twin):
        path = twin_of(chapter)
        if put_stubs:
            write(path, synced(notebook, twin))
        named = f"{path.relative_to(ROOT)}: the exercise in cell {lacking[0]} is not solved."
        sys.exit(f"{named} Fill it in there, and render again.")


def render_twin(
    chapter: Path, notebook: NotebookNode, environment: Environment
) -> tuple[Path, NotebookNode]:
    """The twin of a chapter that has just been rendered."""
    path = twin_of(chapter)
    return path, render(path, synced(notebook, read_twin(chapter)), environment)


def read(path: Path) -> NotebookNode:
    """The notebook as it is stored."""
    return nbformat.read(path, as_version=4)


def write(path: Path, notebook: NotebookNode) -> None:
    """Store the notebook."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(text_of(notebook), encoding="utf-8")


def is_stored(path: Path, notebook: NotebookNode) -> bool:
    """Whether the file holds exactly this notebook."""
    return path.exists() and path.read_text(encoding="utf-8") == text_of(notebook)


def text_of(notebook: NotebookNode) -> str:
    """The notebook's file."""
    return nbformat.writes(notebook).rstrip("\n") + "\n"


def render(path: Path, stored: NotebookNode, environment: Environment) -> NotebookNode:
    """The notebook after one run from top to bottom in the folder of `path`."""
    fresh = run(path, stored, environment)
    fresh.metadata = nbformat.from_dict(METADATA)
    for was, cell in zip(stored.cells, fresh.cells, strict=True):
        tidy_metadata(cell)
        if cell.cell_type == "code":
            cell.outputs = settled(
                was.outputs, [storable(o) for o in coalesce_streams(cell.outputs)]
            )
    return fresh


def run(path: Path, stored: NotebookNode, environment: Environment) -> NotebookNode:
    """The notebook, run; a cell that raises must be tagged raises-exception."""
    client = NotebookClient(
        deepcopy(stored),
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
