"""Colours and type: Jupyter's own variables, so that a view follows the reader's theme.

Each falls back to Jupyter's light theme where no variables are defined.
"""

PAPER = "var(--jp-layout-color1,#fff)"
SHADE = "var(--jp-layout-color2,#eee)"
INK = "var(--jp-content-font-color1,#212121)"
SOFT_INK = "var(--jp-content-font-color2,#616161)"
LINE = "var(--jp-inverse-layout-color3,#616161)"
OUTLINE = "var(--jp-inverse-layout-color4,#757575)"
EDGE = "var(--jp-border-color1,#bdbdbd)"
ACCENT = "var(--jp-brand-color1,#1976d2)"
GOOD = "var(--jp-success-color1,#388e3c)"
BAD = "var(--jp-error-color1,#d32f2f)"
SANS = "var(--jp-ui-font-family,system-ui,sans-serif)"
MONO = "var(--jp-code-font-family,ui-monospace,monospace)"

PANELS = (
    f".ciba-panels{{display:flex;flex-wrap:wrap;gap:12px;margin:4px 0;color:{INK};"
    f"font:13px/1.5 {SANS}}}"
    f".ciba-panel{{flex:1 1 320px;min-width:0;border:1px solid {EDGE};border-radius:6px;"
    f"background:{PAPER};overflow:hidden}}"
    f".ciba-panel>.ciba-title{{padding:4px 12px;background:{SHADE};font-weight:600;"
    "overflow-wrap:anywhere}"
    ".ciba-panel>.ciba-headers{padding:6px 12px 0;overflow-wrap:anywhere}"
    f".ciba-panels .ciba-panel pre{{margin:0;padding:8px 12px;max-height:26em;overflow:auto;"
    f"white-space:pre-wrap;word-break:normal;overflow-wrap:anywhere;background:none;color:{INK};"
    f"font:12px/1.5 {MONO}}}"
    f".ciba-panels .ciba-panel pre:focus-visible{{outline:2px solid {ACCENT};outline-offset:-2px}}"
    ".ciba-title small{font-size:11px;font-weight:400;letter-spacing:.04em}"
    f".ciba-panels i{{color:{SOFT_INK}}}"
    f".ciba-folded{{margin:4px 0;color:{INK};font:13px/1.5 {SANS}}}"
    ".ciba-folded>summary{cursor:pointer;width:fit-content;padding:2px 6px;border-radius:4px}"
    f".ciba-folded>summary:focus-visible{{outline:2px solid {ACCENT};outline-offset:-2px}}"
)


def styled(css: str, html: str) -> str:
    """`html` with the style sheet it needs in front."""
    return f"<style>{css}</style>\n{html}"


def folded(summary: str, html: str) -> str:
    """`html` beneath a line that opens it, by mouse or keyboard; PANELS has its looks."""
    return f'\n<details class="ciba-folded"><summary>{summary}</summary>{html}</details>'
