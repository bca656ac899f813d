"""A notebook open in JupyterLab or Notebook 7, used as a reader uses it."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nbformat import NotebookNode
from playwright.sync_api import Locator, Page, expect

from tests.browser.server import Jupyter

OPENS_WITHIN = 60_000  # milliseconds
RUNS_WITHIN = 120_000
DARK, LIGHT = "JupyterLab Dark", "JupyterLab Light"


class Notebook:
    """One page with one notebook: what is on it, and what a reader does to it.

    `cells` are its code cells as the file has them.
    """

    def __init__(self, page: Page, cells: list[NotebookNode]) -> None:
        self.page = page
        self.cells = cells
        self.panel = page.locator(".jp-NotebookPanel:visible")
        self.status = page.locator(".jp-Notebook-ExecutionIndicator:visible")
        self.dialogs = page.locator(".jp-Dialog:visible")
        self.pop_ups = page.locator(".Toastify__toast:visible")

    @classmethod
    def opened(cls, page: Page, lab: Jupyter, name: str) -> "Notebook":
        """The notebook of that name in a page of its own, its kernel started and idle."""
        page.goto(lab.link(name))
        return cls(page, lab.cells(name)).ready()

    @classmethod
    def picked(cls, page: Page, lab: Jupyter, name: str) -> "Notebook":
        """The same, from the menu of a JupyterLab that is open: it takes a third of the time."""
        notebook = cls(page, lab.cells(name))
        notebook.menu("File", "Open from Path…")
        page.get_by_placeholder("/path/relative/to/jlab/root").fill(f"{name}.ipynb")
        page.keyboard.press("Enter")
        return notebook.ready()

    def ready(self) -> "Notebook":
        """Itself, once all of it is on the page and the kernel waits for work."""
        expect(self.code_cells).to_have_count(len(self.cells), timeout=OPENS_WITHIN)
        self.wait_until_idle()
        return self

    def close(self) -> None:
        """Leave the notebook and end its kernel."""
        self.menu("File", "Close and Shut Down Notebook…")
        self.dialogs.get_by_role("button", name="Ok").click()
        expect(self.dialogs).to_have_count(0)

    def wait_until_idle(self) -> None:
        """Wait until the kernel is there and has nothing to do."""
        kernel = self.page.locator(".jp-Toolbar-kernelName:visible")
        expect(kernel).to_have_text("Python 3 (ipykernel)", timeout=OPENS_WITHIN)
        expect(self.status).to_have_attribute("data-status", "idle", timeout=OPENS_WITHIN)

    def menu(self, menu: str, *items: str) -> None:
        """Choose an item of a menu, or of a menu within it, by mouse."""
        self.page.locator(".lm-MenuBar-itemLabel").get_by_text(menu, exact=True).click()
        for item in items:
            self.page.locator(".lm-Menu-itemLabel").get_by_text(item, exact=True).click()

    def use_theme(self, theme: str) -> None:
        """Change the colours of the whole page."""
        self.menu("Settings", "Theme", theme)
        expect(self.page.locator("body")).to_have_attribute("data-jp-theme-name", theme)

    @contextmanager
    def unrolled(self) -> Iterator[None]:
        """A window so high that nothing of the notebook is scrolled out of it.

        What is not in the window, axe-core takes for hidden, and does not look at.
        """
        sheet, size = self.panel.locator(".jp-WindowedPanel-outer"), self.page.viewport_size
        assert size is not None
        height = 200 + sheet.evaluate("it => it.scrollHeight")
        self.page.set_viewport_size({"width": size["width"], "height": height})
        expect(sheet).to_have_js_property("scrollTop", sheet.evaluate("it => it.scrollTop = 0"))
        self.page.evaluate(TWO_FRAMES)  # until what was out of sight has taken its place
        yield
        self.page.set_viewport_size(size)

    def run_all(self) -> None:
        """Forget the stored outputs and start every cell; return while they run."""
        self.menu("Edit", "Clear Outputs of All Cells")
        self.menu("Run", "Run All Cells")

    def run(self, cell: Locator) -> None:
        """Run that cell to its end."""
        cell.locator(".jp-InputPrompt").click()
        self.menu("Run", "Run Selected Cell and Do not Advance")
        self.wait_until_idle()

    def run_from(self, cell: Locator) -> None:
        """Start that cell and all below; return while they run."""
        cell.locator(".jp-InputPrompt").click()
        self.menu("Run", "Run Selected Cell and All Below")

    def stop(self) -> None:
        """Press the button that interrupts the kernel."""
        self.panel.locator('[data-command="notebook:interrupt-kernel"]').click()

    def is_busy(self) -> bool:
        """Whether a cell is running."""
        return self.status.get_attribute("data-status") == "busy"

    def wait_until_run(self) -> None:
        """Wait until every code cell has its number, and show the errors if one has not."""
        try:
            expect(self.prompts).to_have_text(self.numbers, timeout=RUNS_WITHIN)
        except AssertionError as error:
            error.add_note("\n".join(self.errors()))
            raise

    @property
    def numbers(self) -> list[re.Pattern[str]]:
        """What stands beside each code cell after the first run from top to bottom."""
        return [re.compile(rf"^\[{n}\]:$") for n in range(1, len(self.cells) + 1)]

    @property
    def prompts(self) -> Locator:
        """What stands beside each code cell: its number, or a star while it runs or waits."""
        return self.code_cells.locator(".jp-InputPrompt")

    @property
    def code_cells(self) -> Locator:
        """The code cells, from the first to the last."""
        return self.panel.locator(".jp-CodeCell")

    def cell(self, code: str) -> Locator:
        """The first code cell that contains this."""
        return self.code_cells.filter(has=self.page.locator(".jp-Editor", has_text=code)).first

    def output(self, text: str | re.Pattern[str]) -> Locator:
        """The first output in which the text can be read."""
        return self.panel.locator(".jp-OutputArea-output").filter(has_text=text).first

    def errors(self) -> list[str]:
        """What is shown in red: tracebacks and the error stream."""
        return self.panel.locator(RED).all_text_contents()

    def errors_unasked_for(self) -> list[str]:
        """What is shown in red below cells that are not meant to fail."""
        outputs = self.code_cells.evaluate_all(TOLD_IN_RED, RED)
        calm = ("raises-exception" not in c.metadata.get("tags", []) for c in self.cells)
        return [words for words, is_calm in zip(outputs, calm, strict=True) if words and is_calm]

    def screenshot(self, name: str) -> None:
        """Keep a picture of the page in the folder that SCREENSHOTS names, if it does."""
        if folder := os.environ.get("SCREENSHOTS"):
            self.page.screenshot(path=Path(folder) / f"{name}.png")


RED = '[data-mime-type="application/vnd.jupyter.stderr"]'
TWO_FRAMES = "() => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))"
TOLD_IN_RED = """(cells, red) =>
    cells.map((cell) => [...cell.querySelectorAll(red)].map((one) => one.textContent).join("\\n"))
"""
