import os
from pathlib import Path

import pytest

from ciba_helpers import keys
from ciba_helpers.local_mock import LabError
from ciba_helpers.workbook import Workbook, lab_directory


@pytest.fixture
def workbook(tmp_path: Path) -> Workbook:
    return Workbook(tmp_path / "new" / ".lab")


def test_a_new_workbook_is_empty_and_writes_nothing(workbook: Workbook) -> None:
    assert workbook.note("phone") is None
    assert workbook.key("myCIBAKey") is None
    assert not workbook.directory.exists()


def test_notes_are_found_again_each_by_its_name(workbook: Workbook) -> None:
    workbook.keep("auth_req_id", "abc")
    workbook.keep("phone", {"owner": "demo"})
    workbook.keep("auth_req_id", "def")
    again = Workbook(workbook.directory)
    assert (again.note("auth_req_id"), again.note("phone")) == ("def", {"owner": "demo"})


def test_a_key_is_found_again_by_its_kid(workbook: Workbook) -> None:
    key = keys.generate_signing_key("mine")
    workbook.keep_key(key)
    found = workbook.key("mine")
    assert found is not None
    assert keys.keypair(found) == keys.keypair(key)
    assert workbook.key("another") is None


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_the_phone_s_secret_is_readable_by_its_owner_only(workbook: Workbook) -> None:
    workbook.keep("phone", "secret")
    (notes,) = workbook.directory.iterdir()
    assert notes.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("text", ["", "{", '["a list"]', "null", "\x00\xff"])
def test_spoilt_notes_are_named_and_left_as_they_are(workbook: Workbook, text: str) -> None:
    workbook.directory.mkdir(parents=True)
    notes = workbook.directory / "notes.json"
    notes.write_text(text)
    with pytest.raises(LabError, match=r"notes\.json .*[Mm]ove"):
        workbook.note("phone")
    with pytest.raises(LabError, match=r"notes\.json"):
        workbook.keep("phone", "new")
    assert notes.read_text() == text
    assert list(workbook.directory.iterdir()) == [notes]


def test_a_spoilt_key_file_is_named_and_left_as_it_is(workbook: Workbook) -> None:
    workbook.directory.mkdir(parents=True)
    file = workbook.directory / "myCIBAKey.jwk.json"
    file.write_text('{"kty": "EC"')
    with pytest.raises(LabError, match=r"myCIBAKey\.jwk\.json does not hold .*[Mm]ove"):
        workbook.key("myCIBAKey")
    assert file.read_text() == '{"kty": "EC"'


def test_ciba_lab_dir_says_where_the_lab_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CIBA_LAB_DIR", str(tmp_path / "elsewhere"))
    assert lab_directory() == tmp_path / "elsewhere"


def test_without_it_the_lab_is_beside_the_project_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("CIBA_LAB_DIR", raising=False)
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "notebooks" / "solutions").mkdir(parents=True)
    for folder in (tmp_path, tmp_path / "notebooks", tmp_path / "notebooks" / "solutions"):
        monkeypatch.chdir(folder)
        assert lab_directory() == tmp_path / ".lab"


def test_outside_a_project_the_lab_is_here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CIBA_LAB_DIR", "")
    monkeypatch.chdir(tmp_path)
    assert lab_directory() == tmp_path / ".lab"
