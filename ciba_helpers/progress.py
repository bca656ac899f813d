"""Which chapters and exercises the learner has done, kept in the lab's directory."""

import json
from pathlib import Path

from ciba_helpers import private_file
from ciba_helpers.local_mock import LabError


class Progress:
    """What is done, in a file of its own: numbers of chapters, and of exercises such as "2.1".

    Whatever reads it raises LabError where the file is spoilt, and leaves it alone; whatever
    writes it, where it cannot be written.
    """

    def __init__(self, directory: Path) -> None:
        self._file = directory / "progress.json"

    @property
    def chapters(self) -> frozenset[int]:
        """The chapters whose recap has been reached."""
        return frozenset(int(one) for one in self._read("chapters"))

    @property
    def exercises(self) -> frozenset[str]:
        """The exercises that were solved."""
        return frozenset(self._read("exercises"))

    def chapter_done(self, number: int) -> None:
        """Note that the end of a chapter was reached."""
        self._add("chapters", str(number))

    def solved(self, exercise: str) -> None:
        """Note that an exercise was solved."""
        self._add("exercises", exercise)

    def _add(self, kind: str, one: str) -> None:
        kept = self._read_all()
        if one not in kept.get(kind, []):
            kept[kind] = [*kept.get(kind, []), one]
            self._write(json.dumps(kept, indent=1))

    def _write(self, text: str) -> None:
        try:
            private_file.write(self._file, text)
        except OSError as error:
            says = f"Your progress cannot be noted in {self._file} ({error.strerror})."
            raise LabError(f"{says} Start Jupyter in a folder that you may write to.") from error

    def _read(self, kind: str) -> list[str]:
        return self._read_all().get(kind, [])

    def _read_all(self) -> dict[str, list[str]]:
        try:
            kept = json.loads(self._file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, RecursionError):
            kept = None
        if not _is_progress(kept):
            raise LabError(f"{self._file} cannot be read. Move it away to begin anew.")
        return dict(kept)


def _is_progress(kept: object) -> bool:
    return isinstance(kept, dict) and all(
        kind in ("chapters", "exercises")
        and isinstance(done, list)
        and all(isinstance(one, str) for one in done)
        and (kind == "exercises" or all(one.isdecimal() for one in done))
        for kind, done in kept.items()
    )
