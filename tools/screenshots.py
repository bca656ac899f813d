"""Take the pictures of the README and the docs: chapters in JupyterLab, and the handset's page.

Needs Chromium on PATH. Each shows what a run of today shows: identifiers and ports differ from one
set to the next, the rest does not.
"""

import argparse
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from tests.browser.conftest import QUIET
from tests.browser.notebook import DARK, LIGHT, Notebook
from tests.browser.server import Jupyter, jupyter
from tests.browser.two_devices import wait_for_the_push
from tools.notebook_runs import ROOT

IMAGES = ROOT / "docs" / "images"
WINDOW = {"width": 1120, "height": 900}
HANDSET = {"width": 390, "height": 640}
MARGIN = 6  # pixels around what is shown
LATEST = 60_000  # milliseconds


@dataclass(frozen=True)
class Picture:
    """A stretch of a chapter, from the code cell that contains `first` to the one with `last`."""

    file: str
    chapter: str
    first: str
    last: str
    theme: str = LIGHT


PICTURES = (
    Picture("configure_am", "03_configure_am", "show.tree(tree, trail)", "show.tree(tree, trail)"),
    Picture("ask", "05_ask_for_authentication", "show.curl(answer)", "push_tree()", DARK),
    Picture("two_devices", "08_two_devices", "two_devices(session", "two_devices(session"),
    Picture("when_it_goes_wrong", "09_when_it_goes_wrong", 'answers["aud"]', 'answers["aud"]'),
)


def main() -> None:
    """Take all pictures, or those that are named."""
    parser = argparse.ArgumentParser(description="Take the pictures of the docs.")
    parser.add_argument("names", nargs="*", help="which ones, instead of all")
    names = parser.parse_args().names
    with TemporaryDirectory() as folder, jupyter(Path(folder)) as lab, chromium() as browser:
        for picture in PICTURES:
            if not names or picture.file in names:
                take(picture, browser, lab)
        if not names or "handset" in names:
            take_handset(browser, lab)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser that the tests use, with the same switches."""
    path = shutil.which("chromium")
    if path is None:
        raise SystemExit("chromium is not on PATH")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=path, args=QUIET)


def take(picture: Picture, browser: Browser, lab: Jupyter) -> None:
    """Run the chapter and keep the stretch."""
    with desk(browser, lab) as page:
        notebook = Notebook.picked(page, lab, picture.chapter)
        notebook.use_theme(picture.theme)
        notebook.run_all()
        if picture.file == "two_devices":
            wait_for_the_push(notebook)  # and show the two while the till waits
        else:
            notebook.wait_until_run()
        with notebook.unrolled():
            keep(page, picture.file, notebook.cell(picture.first), notebook.cell(picture.last))
    lab.end_kernels()


def take_handset(browser: Browser, lab: Jupyter) -> None:
    """Register the page from chapter 8, ask it, and keep what it shows."""
    with desk(browser, lab) as page:
        notebook = Notebook.picked(page, lab, "08_two_devices")
        notebook.run(notebook.cell("open_lab"))
        notebook.run(notebook.cell("lab.invite_handset()"))
        link = notebook.panel.get_by_role("link", name="Open the phone in a window of its own")
        with page.expect_popup() as opening:
            link.click()
        card = notebook.panel.locator(".ciba-invitation")
        expect(card).to_contain_text("alex holds a phone", timeout=LATEST)
        notebook.run(notebook.cell("username=handset.owner"))
        handset = opening.value
        handset.set_viewport_size(HANDSET)
        handset.emulate_media(reduced_motion="reduce")
        message = handset.get_by_role("region", name="Push notification")
        expect(message.get_by_role("button", name="Approve")).to_be_enabled(timeout=LATEST)
        handset.screenshot(path=IMAGES / "handset.png")
    lab.end_kernels()


@contextmanager
def desk(browser: Browser, lab: Jupyter) -> Iterator[Page]:
    """JupyterLab in a window in which nothing moves."""
    with (
        browser.new_context(viewport=WINDOW, reduced_motion="reduce") as context,
        context.new_page() as page,
    ):
        page.goto(lab.start)
        yield page


def keep(page: Page, name: str, first: Locator, last: Locator) -> None:
    """Keep the part of the page from the top of one to the bottom of the other."""
    top, bottom = first.bounding_box(), last.bounding_box()
    assert top is not None
    assert bottom is not None
    clip = {
        "x": top["x"],
        "y": top["y"] - MARGIN,
        "width": top["width"] + MARGIN,
        "height": bottom["y"] + bottom["height"] - top["y"] + 2 * MARGIN,
    }
    page.screenshot(path=IMAGES / f"{name}.png", clip=clip)


if __name__ == "__main__":
    main()
