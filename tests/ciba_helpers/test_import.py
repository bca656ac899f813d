import subprocess
import sys

import ciba_helpers


def test_importing_the_helpers_brings_neither_widgets_nor_the_mock() -> None:
    heavy = ["ipywidgets", "IPython", "matplotlib", "mock_am", "starlette", "uvicorn", "joserfc"]
    code = f"import sys, ciba_helpers; print([m for m in {heavy} if m in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (answer.stdout, answer.stderr) == ("[]\n", "")


def test_the_helpers_offer_exactly_this() -> None:
    assert sorted(ciba_helpers.__all__) == ["Lab", "LabError", "open_lab"]
    assert all(hasattr(ciba_helpers, name) for name in ciba_helpers.__all__)
