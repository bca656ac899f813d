"""Contrast, with the values that JupyterLab's own themes give the variables."""

import re
from pathlib import Path
from typing import NamedTuple

import jupyterlab
import pytest

from ciba_helpers.show import style
from ciba_helpers.show.style import (
    ACCENT,
    BAD,
    GOOD,
    INK,
    LINE,
    OUTLINE,
    PAPER,
    SHADE,
    SOFT_INK,
)

THEMES = Path(jupyterlab.__file__).parent / "themes" / "@jupyterlab"
PAGE = "var(--jp-layout-color0,#fff)"
"""What a notebook's outputs lie on."""

WORDS = [
    (INK, PAPER),
    (INK, SHADE),  # a panel's title, a start state, what stands in a band
    (INK, PAGE),  # what is folded
    (SOFT_INK, PAPER),  # outcomes, nodes that a walk left aside, a moment
    (PAPER, INK),  # a badge
]
LINES = [
    (LINE, PAPER),
    (LINE, SHADE),  # where one band ends and another begins
    (OUTLINE, PAPER),  # boxes, lifelines, ways not taken
    (ACCENT, PAPER),  # the way that a walk took, what has the focus
    (ACCENT, PAGE),
    (GOOD, PAPER),
    (BAD, PAPER),
]


class Colour(NamedTuple):
    red: float
    green: float
    blue: float
    alpha: float = 1

    def over(self, ground: "Colour") -> "Colour":
        pairs = zip(self[:3], ground[:3], strict=True)
        return Colour(*(self.alpha * mine + (1 - self.alpha) * its for mine, its in pairs))

    @property
    def luminance(self) -> float:
        """WCAG 2.2, relative luminance."""
        parts = [one / 255 for one in self[:3]]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def colour(value: str, theme: dict[str, str]) -> Colour:
    """What a CSS value comes to in a theme; one of its variables, or the fallback beside it."""
    if found := re.fullmatch(r"var\((--[\w-]+),(.+)\)", value):
        return colour(theme.get(found[1], found[2]), theme)
    if found := re.fullmatch(r"rgba\(([\d.,]+)\)", value):
        return Colour(*map(float, found[1].split(",")))
    digits = {"white": "fff", "black": "000"}.get(value, value.removeprefix("#"))
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    return Colour(*(int(digits[at : at + 2], 16) for at in (0, 2, 4)))


def variables(theme: str) -> dict[str, str]:
    css = (THEMES / f"theme-{theme}-extension" / "index.css").read_text()
    return dict(re.findall(r"(--jp-[\w-]+):([^;}]+)", css))


def contrast(above: str, below: str, theme: dict[str, str]) -> float:
    ground = colour(below, theme).over(colour(PAPER, theme))
    light, dark = sorted(
        (colour(above, theme).over(ground).luminance, ground.luminance), reverse=True
    )
    return (light + 0.05) / (dark + 0.05)


KNOWN = {"light": variables("light"), "dark": variables("dark"), "none": {}}


@pytest.mark.parametrize("theme", KNOWN)
@pytest.mark.parametrize(("ink", "ground"), WORDS)
def test_words_stand_out(ink: str, ground: str, theme: str) -> None:
    assert contrast(ink, ground, KNOWN[theme]) >= 4.5


@pytest.mark.parametrize("theme", KNOWN)
@pytest.mark.parametrize(("stroke", "ground"), LINES)
def test_lines_that_mean_something_stand_out(stroke: str, ground: str, theme: str) -> None:
    assert contrast(stroke, ground, KNOWN[theme]) >= 3


def test_the_measure_is_the_one_of_wcag() -> None:
    assert contrast("#000", "#fff", {}) == pytest.approx(21)
    assert contrast("#777", "#fff", {}) == pytest.approx(4.48, abs=0.01)
    assert contrast("rgba(0,0,0,.54)", "#fff", {}) == pytest.approx(4.61, abs=0.03)


def test_every_colour_is_one_that_both_themes_have() -> None:
    named = [value for value in vars(style).values() if re.match("var.--jp-.*color", str(value))]
    assert len(named) >= 9
    for theme in ("light", "dark"):
        assert {value[4:].partition(",")[0] for value in named} <= KNOWN[theme].keys()
