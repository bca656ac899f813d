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
    "spoilt",
    ["", "[]", "[" * 100_000, '{"chapters": ["x"]}', '{"exercises": [1]}', '{"others": []}'],
)
def test_a_spoilt_file_is_told_and_left_alone(tmp_path: Path, spoilt: str) -> None:
    file = tmp_path / "progress.json"
    file.write_text(spoilt)
    with pytest.raises(LabError, match=r"progress\.json cannot be read\. Move it away"):
        Progress(tmp_path).solved("2.1")
    assert file.read_text() == spoilt


def test_a_file_where_the_folder_should_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(LabError, match=r"progress\.json cannot be read\. Move it away"):
        Progress(tmp_path / "file").solved("2.1")


def test_where_nothing_can_be_written_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("ciba_helpers.private_file.write", refuse)
    with pytest.raises(LabError, match=r"cannot be noted in .* \(Read-only file system\)\. Start"):
        Progress(tmp_path).solved("2.1")


def test_what_a_newer_version_has_noted_stays(tmp_path: Path) -> None:
    for exercise in ("99.1", "2.1"):
        Progress(tmp_path).solved(exercise)
    Progress(tmp_path).chapter_done(99)
    assert Progress(tmp_path).exercises == {"99.1", "2.1"}
    assert Progress(tmp_path).chapters == {99}
