"""What one chapter leaves for the next, kept in the lab's directory."""

import json
import os
from pathlib import Path
from typing import Any

from jwcrypto.jwk import JWK

from ciba_helpers import keys, private_file
from ciba_helpers.local_mock import LabError

_MOVE_IT = "Move it away to begin anew."


def lab_directory() -> Path:
    """`CIBA_LAB_DIR`, else `.lab` beside the project's `pyproject.toml`, else here."""
    if configured := os.environ.get("CIBA_LAB_DIR"):
        return Path(configured)
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "pyproject.toml").is_file():
            return folder / ".lab"
    return here / ".lab"


class Workbook:
    """The learner's own things: the signing key, the phone, the latest auth_req_id.

    Whatever reads them raises LabError where a file is spoilt, and leaves that file alone.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._notes = directory / "notes.json"

    def key(self, kid: str) -> JWK | None:
        """The signing key of this name, if one was kept."""
        path = self._key_file(kid)
        try:
            return keys.load(path) if path.is_file() else None
        except ValueError as error:
            raise LabError(f"{error}. {_MOVE_IT}") from error

    def keep_key(self, key: JWK) -> None:
        """Keep a signing key under its kid."""
        keys.save(key, self._key_file(key["kid"]))

    def note(self, name: str) -> Any:
        """What was kept under `name`, None where nothing was."""
        return self._read().get(name)

    def keep(self, name: str, value: Any) -> None:
        """Keep a JSON value under `name`."""
        private_file.write(self._notes, json.dumps({**self._read(), name: value}, indent=1))

    def _read(self) -> dict[str, Any]:
        try:
            notes = json.loads(self._notes.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except ValueError:
            notes = None
        if not isinstance(notes, dict):
            raise LabError(f"{self._notes} cannot be read. {_MOVE_IT}")
        return notes

    def _key_file(self, kid: str) -> Path:
        return self.directory / f"{kid}.jwk.json"
