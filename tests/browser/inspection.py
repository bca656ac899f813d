"""What is looked for in a page: parts cut off, words too faint, what axe-core finds."""

import os
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page

from tests.npm import require

HERE = Path(__file__).parent
AXE = HERE / "axe"
CLIPPING = (HERE / "clipping.js").read_text(encoding="utf-8")
CONTRAST = (HERE / "contrast.js").read_text(encoding="utf-8")

# Plain text and tracebacks are JupyterLab's to colour; ours is everything else a cell shows.
OUTPUTS = ".jp-NotebookPanel:not(.lm-mod-hidden) .jp-OutputArea-output:not(.jp-RenderedText)"
# Everything in JupyterLab's body is placed absolutely: the body is 0 px high, and hides what is
# not in it. Browsers know better, axe does not and would pass over every word.
RUN_AXE = """(scope) => {
    document.body.style.overflow = "visible";
    return axe.run(scope ?? document, { resultTypes: ["violations"] });
}"""


def clipped(panel: Locator) -> list[str]:
    """What in a notebook's outputs is cut off or does not fit in."""
    found: list[str] = panel.evaluate(CLIPPING)
    return found


def faint(panel: Locator) -> list[str]:
    """Words in a notebook's drawings whose contrast is below 4.5 to 1."""
    found: list[str] = panel.evaluate(CONTRAST)
    return found


def require_axe() -> None:
    """Skip where there is no npm to install axe-core, but never in continuous integration."""
    if os.environ.get("CI") != "true":
        require("axe-core", AXE, 4)
    assert (AXE / "node_modules" / "axe-core").exists(), "axe-core is not installed"


def violations(page: Page, *parts: str) -> list[str]:
    """What axe-core calls serious or critical in those parts of the page, or in all of it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate((AXE / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8"))
    scope = {"include": [[part] for part in parts]} if parts else None
    found = page.evaluate(RUN_AXE, scope)["violations"]
    return [told(rule, node) for rule in found for node in rule["nodes"] if grave(rule)]


def grave(rule: dict[str, Any]) -> bool:
    """Whether it bars somebody: the outline of the page is the notebook's and JupyterLab's too."""
    return rule["impact"] in ("serious", "critical")


def told(rule: dict[str, Any], node: dict[str, Any]) -> str:
    """One finding: how bad, which rule, where, and what would mend it."""
    return (
        f"{node['impact']}: {rule['help']} ({rule['id']}), {node['html']}: {node['failureSummary']}"
    )


def outputs_violate(page: Page) -> list[str]:
    """What axe-core finds in the outputs of the notebook in view."""
    return violations(page, OUTPUTS)
