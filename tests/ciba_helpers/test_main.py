from pathlib import Path

import pytest

from ciba_helpers import __main__ as command
from ciba_helpers import local_mock


@pytest.fixture
def jupyter(lab_directory: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Instead of JupyterLab; the options it was started with."""
    started = list[list[str]]()

    def run(options: list[str]) -> int:
        started.append(options)
        return 7

    monkeypatch.setattr(command, "_run_jupyter", run)
    return started


@pytest.fixture
def mock(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Instead of the mock AM; what was done with it."""
    done = list[str]()
    url = "http://127.0.0.1:20000/am"
    monkeypatch.setattr(local_mock, "ensure_running", lambda _: done.append("started") or url)
    monkeypatch.setattr(local_mock, "stop", lambda _: done.append("stopped") or True)
    return done


def test_the_mock_starts_before_jupyterlab_and_ends_after_it(
    jupyter: list[list[str]], mock: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main([]) == 7
    assert (jupyter, mock) == ([[]], ["started", "stopped"])
    assert "ready at http://127.0.0.1:20000/am" in capsys.readouterr().out


@pytest.mark.parametrize(
    "options",
    [["--no-browser"], ["--port", "9999"], ["--port=9999", "--no-browser"], ["--ip", "0.0.0.0"]],
)
@pytest.mark.parametrize("word", [[], ["lab"]])
def test_options_reach_jupyterlab(
    jupyter: list[list[str]], mock: list[str], word: list[str], options: list[str]
) -> None:
    command.main([*word, *options])
    assert jupyter == [options]


def test_with_an_am_of_one_s_own_no_mock_is_started(
    jupyter: list[list[str]], mock: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AM_URL", "https://am.example.com/am")
    assert command.main([]) == 7
    assert (jupyter, mock) == ([[]], [])


def test_an_empty_am_url_is_none(
    jupyter: list[list[str]], mock: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AM_URL", "")
    command.main([])
    assert mock == ["started", "stopped"]


def test_a_mock_that_does_not_start_is_one_sentence_and_exit_code_two(
    jupyter: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_: Path) -> str:
        raise local_mock.LabError("It did not start.")

    monkeypatch.setattr(local_mock, "ensure_running", fail)
    assert command.main([]) == 2
    assert capsys.readouterr().err == "ciba_helpers: It did not start.\n"
    assert jupyter == []


def test_an_unknown_word_is_refused(
    lab_directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as refused:
        command.main(["stpo"])
    assert refused.value.code == 2
    assert "stpo" in capsys.readouterr().err


def test_stopping_where_nothing_runs_says_so(
    lab_directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["stop"]) == 0
    assert capsys.readouterr().out == "No mock AM was running.\n"


def test_outside_the_project_it_says_where_to_go(
    jupyter: list[list[str]],
    mock: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert command.main([]) == 2
    assert "no folder notebooks here" in capsys.readouterr().err
    assert (jupyter, mock) == ([], [])


@pytest.mark.parametrize(("user", "allowed"), [(0, True), (1000, False)])
def test_root_is_let_in_as_in_a_container(
    monkeypatch: pytest.MonkeyPatch, user: int, allowed: bool
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: user)
    assert ("--ServerApp.allow_root=True" in command._jupyter_command([])) is allowed
