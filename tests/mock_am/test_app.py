from contextlib import closing
from pathlib import Path

from mock_am.app import Settings, create_app
from mock_am.clock import Clock


def test_a_fresh_state_has_two_realms_and_demo_in_both() -> None:
    store = create_app().state.deployment.store
    with closing(store):
        assert len(store.configuration.all("", "realms")) == 2
        for realm in ("/", "/alpha"):
            assert [user.id for user in store.configuration.all(realm, "users")] == ["demo"]


def test_a_kept_clock_offset_comes_back(tmp_path: Path) -> None:
    state = str(tmp_path / "am.sqlite3")
    with closing(create_app(Settings(state=state)).state.deployment.store) as store:
        store.set("clock_offset", "660.0")
    app = create_app(Settings(state=state, clock=Clock(source=lambda: 1000.0)))
    with closing(app.state.deployment.store):
        assert app.state.deployment.clock.now() == 1660.0


def test_the_controls_are_open_only_without_a_token() -> None:
    for token, given, allowed in (
        (None, "", True),
        ("let-me-in", "let-me-in", True),
        ("let-me-in", "", False),
        ("let-me-in", "let-me-i", False),
        ("let-me-in", "é", False),
    ):
        am = create_app(Settings(control_token=token)).state.deployment
        with closing(am.store):
            assert am.controlled_by(given) is allowed
