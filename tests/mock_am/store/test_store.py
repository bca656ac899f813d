import sqlite3
import time
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from mock_am.backchannel.request import BackchannelRequest, Status
from mock_am.realm.document import Document
from mock_am.store import Store, configuration
from mock_am.store.database import _SCHEMA, FORMAT, PATIENCE, StateFileError
from mock_am.store.sessions import Session
from mock_am.store.table import SWEEP_LIMIT
from mock_am.token.grant import Authorization, Token

REQUEST = BackchannelRequest(
    auth_req_id="id",
    realm="/alpha",
    client_id="c",
    username="demo",
    scope=("openid", "profile"),
    acr="push",
    issued_at=1000.0,
    expires_at=1600.0,
    interval=2,
)
GRANTED = Authorization("/alpha", "c", "demo", ("openid",), "push", 1000, "grant", "audit-1")


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "am.sqlite3")


@pytest.fixture
def store(path: str) -> Iterator[Store]:
    with closing(Store(path)) as opened:
        yield opened


def session(name: str, expires_at: float = 2000.0) -> Session:
    return Session(name, "/", "demo", "ctx", 1000.0, 1000.0, expires_at)


def test_what_is_kept_is_read_back_alike(store: Store) -> None:
    approved = replace(REQUEST, status=Status.APPROVED, auth_time=1200.5)
    store.requests.put(REQUEST)
    store.requests.put(approved)
    assert store.requests.get("id") == approved
    assert store.requests.get("other") is None


def test_a_transaction_that_fails_leaves_nothing(store: Store) -> None:
    def both(fail: bool) -> None:
        with store.transaction():
            store.requests.put(REQUEST)
            store.set("name", "value")
            if fail:
                raise RuntimeError

    with pytest.raises(RuntimeError):
        both(fail=True)
    assert store.requests.get("id") is None
    assert store.setting("name", "none") == "none"
    both(fail=False)
    assert store.requests.get("id") == REQUEST


def test_even_an_interrupt_rolls_back(store: Store) -> None:
    def interrupted() -> None:
        with store.transaction():
            store.requests.put(REQUEST)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert store.requests.get("id") is None
    with store.transaction():
        store.requests.put(REQUEST)
    assert store.requests.get("id") == REQUEST


def test_another_connection_sees_it_at_once(store: Store, path: str) -> None:
    with closing(Store(path)) as other:
        store.requests.put(REQUEST)
        assert other.requests.get("id") == REQUEST


def test_it_is_there_after_closing(path: str) -> None:
    with closing(Store(path)) as first:
        first.requests.put(REQUEST)
        kid = first.signing_key("P-256").kid
    with closing(Store(path)) as second:
        assert second.requests.get("id") == REQUEST
        assert second.signing_key("P-256").kid == kid


def test_two_connections_agree_on_a_signing_key(store: Store, path: str) -> None:
    with closing(Store(path)) as other:
        assert store.signing_key("P-256").kid == other.signing_key("P-256").kid


def test_a_change_writes_what_differs_and_nothing_else(store: Store) -> None:
    asked: list[str] = []
    polled = replace(REQUEST, last_polled_at=1002.0, scope=("openid",))
    store.requests.put(REQUEST)
    store._database.connection.set_trace_callback(asked.append)
    store.requests.change(REQUEST, REQUEST)
    assert asked == []
    store.requests.change(REQUEST, polled)
    assert len(asked) == 1
    assert "expires_at" not in asked[0]
    assert store.requests.get("id") == polled


def test_a_change_does_not_bring_back_what_is_gone(store: Store) -> None:
    store.requests.change(REQUEST, replace(REQUEST, status=Status.APPROVED))
    assert store.requests.get("id") is None


def test_a_signing_key_that_was_rolled_back_is_not_used_again(store: Store) -> None:
    made: list[str] = []

    def fails() -> None:
        with store.transaction():
            made.append(store.signing_key("P-256").kid)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    kid = store.signing_key("P-256").kid
    assert kid not in made
    assert store.signing_key("P-256").kid == kid


def test_a_signing_key_is_read_anew_only_where_others_have_written(store: Store, path: str) -> None:
    asked: list[str] = []
    key = store.signing_key("P-256")
    with closing(Store(path)) as other:
        other.requests.put(REQUEST)
        assert store.signing_key("P-256") is key, "its text is the same"
        store._database.connection.set_trace_callback(asked.append)
        assert store.signing_key("P-256") is key
        assert asked == ["PRAGMA data_version"]
        with other.transaction():
            other.clear()
        assert store.signing_key("P-256") is not key


def test_who_follows_the_others_is_called_once_for_what_they_wrote(store: Store, path: str) -> None:
    calls: list[None] = []
    store.notice_others()
    store.follow_others(lambda: calls.append(None))
    store.requests.put(REQUEST)
    store.notice_others()
    assert calls == [], "nobody else has written"
    with closing(Store(path)) as other:
        other.set("name", "value")
    with store.transaction():
        assert len(calls) == 1
    store.notice_others()
    assert len(calls) == 1


# Locks


def test_a_change_waits_for_a_lock_once_and_then_no_more_until_it_is_gone(
    store: Store, path: str
) -> None:
    def took() -> float:
        begun = time.monotonic()
        with pytest.raises(sqlite3.OperationalError, match="locked"), store.transaction():
            pass
        return time.monotonic() - begun

    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        for _ in range(2):
            other.execute("BEGIN IMMEDIATE")
            assert took() >= PATIENCE
            assert took() < PATIENCE / 2
            other.execute("ROLLBACK")
            with store.transaction():
                store.requests.put(REQUEST)


# Configuration


def test_a_parsed_document_follows_changes_by_another_connection(store: Store, path: str) -> None:
    parses: list[Document] = []

    def parse(document: Document) -> str:
        parses.append(document)
        return str(document["a"])

    def parsed() -> str | None:
        return store.configuration.parsed("/", "trees", "t", parse)

    assert parsed() is None
    store.configuration.put("/", "trees", "t", {"a": 1})
    assert (parsed(), parsed(), len(parses)) == ("1", "1", 1), "parsed once per change"
    with closing(Store(path)) as other:
        other.configuration.put("/", "trees", "t", {"a": 2})
        assert (parsed(), len(parses)) == ("2", 2)
        other.configuration.delete("/", "trees", "t")
        assert parsed() is None
        other.configuration.put("/", "trees", "t", {"a": 1})
        assert parsed() == "1"


def test_a_rolled_back_change_is_not_remembered_as_parsed(store: Store) -> None:
    def parsed() -> Document | None:
        return store.configuration.parsed("/", "trees", "t", dict)

    def changed() -> None:
        with store.transaction():
            store.configuration.put("/", "trees", "t", {"a": 2})
            assert parsed() == {"a": 2}
            raise RuntimeError

    store.configuration.put("/", "trees", "t", {"a": 1})
    with pytest.raises(RuntimeError):
        changed()
    assert parsed() == {"a": 1}


def test_a_document_that_was_not_there_is_found_once_another_has_put_it(
    store: Store, path: str
) -> None:
    assert store.configuration.document("/", "trees", "t") is None
    with closing(Store(path)) as other:
        other.configuration.put("/", "trees", "t", {"a": 1})
    assert store.configuration.document("/", "trees", "t") == {"a": 1}
    store.configuration.delete_realm("/")
    assert store.configuration.document("/", "trees", "t") is None


def test_what_nobody_changed_is_asked_for_once(store: Store, path: str) -> None:
    asked: list[str] = []
    store.configuration.put("/", "trees", "t", {"a": 1})
    store._database.connection.set_trace_callback(asked.append)
    with store.transaction():
        first, second, *_ = [store.configuration.document("/", "trees", "t") for _ in range(9)]
    assert first is second
    assert [statement.partition(" ")[0] for statement in asked] == [
        "BEGIN",
        "PRAGMA",
        "SELECT",
        "COMMIT",
    ]
    with closing(Store(path)) as other:
        other.requests.put(REQUEST)
    assert store.configuration.document("/", "trees", "t") is first, "the revision is the same"


def test_a_change_and_its_document_are_two_things(store: Store) -> None:
    store.configuration.put("/", "trees", "t", {"a": 1})
    for_a_change = store.configuration.get("/", "trees", "t")
    assert for_a_change is not None
    for_a_change.document["a"] = 2
    assert store.configuration.document("/", "trees", "t") == {"a": 1}


def test_only_so_many_documents_are_remembered(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(configuration, "KEPT_LIMIT", 3)
    for number in range(10):
        assert store.configuration.document("/", "users", f"nobody {number}") is None
    assert len(store.configuration._parsed) <= 3


def test_documents_are_kept_apart_by_realm_type_and_id(store: Store) -> None:
    for realm in ("/", "/alpha"):
        for kind in ("trees", "users"):
            store.configuration.put(realm, kind, "x", {"is": f"{realm} {kind}"})
    stored = store.configuration.get("/alpha", "users", "x")
    assert stored is not None
    assert stored.document == {"is": "/alpha users"}
    store.configuration.delete_realm("/alpha")
    assert store.configuration.get("/alpha", "users", "x") is None
    assert len(store.configuration.all("/", "users")) == 1


# Sweeping


def test_a_sweep_drops_a_few_expired_rows_and_no_live_one(store: Store) -> None:
    for number in range(SWEEP_LIMIT + 5):
        store.sessions.put(session(f"old {number}", expires_at=1000.0))
    store.sessions.put(session("live"))
    store.sweep(1500.0)
    assert len(store.sessions.where("expires_at < 1500")) == 5
    store.sweep(1500.0)
    assert store.sessions.where("1 = 1") == [session("live")]


def test_after_a_sweep_that_found_nothing_there_is_none_for_a_second(store: Store) -> None:
    def swept(at: float) -> bool:
        store.sessions.put(session("old", expires_at=1000.0))
        store.sweep(at)
        return store.sessions.get("old") is None

    store.sweep(1500.0)
    assert not swept(1500.9)
    assert swept(1501.0)
    store.sweep(1501.0)
    assert swept(1400.0), "the clock was set back"


def test_an_expired_request_is_remembered_for_a_late_poll(store: Store) -> None:
    store.requests.put(REQUEST)
    store.sweep(1600.0 + 3599)
    assert store.requests.get("id") == REQUEST
    store.sweep(1600.0 + 3601)
    assert store.requests.get("id") is None


# Tokens and jti


def test_a_token_is_found_until_it_expires(store: Store) -> None:
    token = Token("value", "access_token", GRANTED, 4600)
    store.tokens.put(token)
    assert store.tokens.get("value", 4599.9) == token
    assert store.tokens.get("value", 4600.0) is None


@pytest.mark.parametrize(("retired_at", "ends_at"), [(1060, 1060), (5000, 4600)])
def test_a_retired_token_ends_sooner_and_never_later(
    store: Store, retired_at: int, ends_at: int
) -> None:
    store.tokens.put(Token("value", "refresh_token", GRANTED, 4600))
    store.tokens.retire("value", retired_at)
    assert store.tokens.get("value", ends_at - 1) is not None
    assert store.tokens.get("value", ends_at) is None


def test_revoking_a_grant_takes_all_of_its_tokens(store: Store) -> None:
    other = replace(GRANTED, grant_id="other")
    store.tokens.put(Token("a", "access_token", GRANTED, 4600))
    store.tokens.put(Token("b", "refresh_token", GRANTED, 4600))
    store.tokens.put(Token("c", "access_token", other, 4600))
    store.tokens.revoke_grant("grant")
    assert [name for name in "abc" if store.tokens.get(name, 1000)] == ["c"]


def test_a_jti_is_used_once_by_a_client_of_a_realm(store: Store) -> None:
    assert store.first_use("/", "c", "jti", 2000)
    assert not store.first_use("/", "c", "jti", 2000)
    assert store.first_use("/", "other", "jti", 2000)
    assert store.first_use("/alpha", "c", "jti", 2000)
    store.sweep(2001)
    assert store.first_use("/", "c", "jti", 3000)


def test_used_jtis_are_swept_a_few_at_a_time(store: Store) -> None:
    for number in range(SWEEP_LIMIT + 1):
        store.first_use("/", "c", f"jti {number}", 2000)
    store.sweep(2001)
    assert [store.first_use("/", "c", f"jti {n}", 3000) for n in range(SWEEP_LIMIT + 1)].count(
        False
    ) == 1


def test_clear_forgets_everything_the_keys_too(store: Store) -> None:
    kid = store.signing_key("P-256").kid
    store.requests.put(REQUEST)
    store.configuration.put("/", "trees", "t", {"a": 1})
    with store.transaction():
        store.clear()
    assert store.requests.get("id") is None
    assert store.configuration.get("/", "trees", "t") is None
    assert store.signing_key("P-256").kid != kid


# Foreign files


def test_a_text_file_is_refused(tmp_path: Path) -> None:
    diary = tmp_path / "diary.txt"
    diary.write_text("Dear diary, this is a long enough text." * 10)
    with pytest.raises(StateFileError, match="is not a state file of mock_am"):
        Store(str(diary))
    assert diary.read_text().startswith("Dear diary")


def test_another_programs_database_is_refused_and_left_alone(path: str) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE diary (day TEXT)")
    before = Path(path).read_bytes()
    with pytest.raises(StateFileError, match="is not a state file of mock_am"):
        Store(path)
    assert Path(path).read_bytes() == before


def test_another_versions_file_is_refused(path: str) -> None:
    Store(path).close()
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA user_version = 99")
    with pytest.raises(StateFileError, match="was written by another version"):
        Store(path)


def test_the_format_changes_with_the_schema() -> None:
    # An older file would be taken for a current one: count FORMAT up, then note the new sum here.
    assert (FORMAT, zlib.crc32(_SCHEMA.encode())) == (5, 776271573)


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StateFileError, match="cannot be opened"):
        Store(str(tmp_path))


def test_an_empty_file_becomes_a_state_file(path: str) -> None:
    Path(path).touch()
    with closing(Store(path)) as store:
        assert store.requests.get("id") is None
