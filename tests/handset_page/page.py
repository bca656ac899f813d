"""The page's modules, run by Node outside of any browser."""

import json
import subprocess
from pathlib import Path
from typing import Any

from mock_am.http.handset.static_page import FOLDER

HERE = Path(__file__).parent

_PROGRAM = """
import { readFileSync } from "node:fs";
const { module, call, given } = JSON.parse(readFileSync(0));
const made = await import(module);
const base64 = (await import(new URL("base64.js", module))).fromBase64;
const bytes = (one) => (one !== null && one.base64 ? base64(one.base64) : one);
console.log(JSON.stringify(made[call](...given.map(bytes)) ?? null));
"""


def called(module: str, call: str, *given: Any) -> Any:
    """What a function of a module answers; bytes are given as `{"base64": …}`."""
    asked = {"module": (FOLDER / module).as_uri(), "call": call, "given": given}
    command = ["node", "--input-type=module", "--eval", _PROGRAM]
    done = subprocess.run(
        command, input=json.dumps(asked), capture_output=True, text=True, check=True, timeout=30
    )
    return json.loads(done.stdout)
