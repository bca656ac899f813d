from pathlib import Path

import pytest

from ciba_helpers.local_mock import LabError
from ciba_helpers.progress import Progress


def test_a_new_learner_has_done_nothing_and_nothing_is_written(tmp_path: Path) -> None:
    progress = Progress(tmp_path / ".lab")
    assert (progress.chapters, progress.exercises) == (frozenset(), frozenset())
    assert not (tmp_path / ".lab").exists()


def test_what_was_done_is_found_again(tmp_path: Path) -> None:
    for _ in range(2):
        Progress(tmp_path).chapter_done(2)
        Progress(tmp_path).solved("2.1")
    Progress(tmp_path).chapter_done(12)
    assert Progress(tmp_path).chapters == {2, 12}
    assert Progress(tmp_path).exercises == {"2.1"}


@pytest.mark.parametrize(
    "spoilt", ["", "[]", '{"chapters": ["x"]}', '{"exercises": [1]}', '{"others": []}']
)
def test_a_spoilt_file_is_told_and_left_alone(tmp_path: Path, spoilt: str) -> None:
    file = tmp_path / "progress.json"
    file.write_text(spoilt)
    with pytest.raises(LabError, match=r"progress\.json cannot be read\. Move it away"):
        Progress(tmp_path).solved("2.1")
    assert file.read_text() == spoilt
