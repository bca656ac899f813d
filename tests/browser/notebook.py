"""A notebook open in JupyterLab, used as a reader uses it."""

import os
import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.server import JupyterLab

OPENS_WITHIN = 60_000  # milliseconds
RUNS_WITHIN = 120_000


class Notebook:
    """One page with one notebook: what is on it, and what a reader does to it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.panel = page.locator(".jp-NotebookPanel:visible")
        self.dialogs = page.locator(".jp-Dialog:visible")
        self.pop_ups = page.locator(".Toastify__toast:visible")

    @classmethod
    def opened(cls, page: Page, lab: JupyterLab, name: str) -> "Notebook":
        """The notebook of that name, its kernel started and idle."""
        page.goto(lab.link(name))
        notebook = cls(page)
        expect(notebook.panel.locator(".jp-Cell").first).to_be_visible(timeout=OPENS_WITHIN)
        notebook.wait_until_idle()
        return notebook

    def wait_until_idle(self) -> None:
        """Wait until the kernel is there and has nothing to do."""
        status = self.page.locator("#jp-main-statusbar").get_by_text("Python 3 (ipykernel) | Idle")
        expect(status).to_be_visible(timeout=OPENS_WITHIN)

    def menu(self, menu: str, item: str) -> None:
        """Choose an item of a menu by mouse."""
        self.page.locator(".lm-MenuBar-itemLabel").get_by_text(menu, exact=True).click()
        self.page.locator(".lm-Menu-itemLabel").get_by_text(item, exact=True).click()

    def run_all(self) -> None:
        """Forget the stored outputs and start every cell; return while they run."""
        self.menu("Edit", "Clear Outputs of All Cells")
        self.menu("Run", "Run All Cells")

    def wait_until_run(self) -> None:
        """Wait until every code cell has its number, and show the errors if one has not."""
        try:
            numbers = [re.compile(rf"^\[{n}\]:$") for n in range(1, self.code_cells.count() + 1)]
            prompts = self.code_cells.locator(".jp-InputPrompt")
            expect(prompts).to_have_text(numbers, timeout=RUNS_WITHIN)
        except AssertionError as error:
            error.add_note("\n".join(self.errors()))
            raise

    @property
    def code_cells(self) -> Locator:
        """The code cells, from the first to the last."""
        return self.panel.locator(".jp-CodeCell")

    def output(self, text: str | re.Pattern[str]) -> Locator:
        """The first output in which the text can be read."""
        return self.panel.locator(".jp-OutputArea-output").filter(has_text=text).first

    def errors(self) -> list[str]:
        """What is shown in red: tracebacks and the error stream."""
        mime = "application/vnd.jupyter.stderr"
        return self.panel.locator(f'[data-mime-type="{mime}"]').all_text_contents()

    def screenshot(self, name: str) -> None:
        """Keep a picture of the page in the folder that SCREENSHOTS names, if it does."""
        if folder := os.environ.get("SCREENSHOTS"):
            self.page.screenshot(path=Path(folder) / f"{name}.png")
