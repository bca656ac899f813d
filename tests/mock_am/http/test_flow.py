"""What a complete flow (ask, approve, redeem) takes, counted rather than timed."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from starlette.applications import Starlette

from benchmarks.flows import Work, configured_flow
from mock_am.app import Settings, create_app
from mock_am.clock import Clock
from mock_am.store.configuration import Configuration

MOST_STATEMENTS = 32
"""Three transactions, what is new and what has changed; of the configuration, nothing."""


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Starlette]:
    """A server whose clock stands still, at what the test's own says."""
    now = Clock().now()
    clock = Clock(source=lambda: now)
    made = create_app(Settings(state=str(tmp_path / "am.sqlite3"), clock=clock))
    with closing(made.state.deployment.store):
        yield made


async def statements(app: Starlette, flow: Work) -> list[str]:
    """What one flow asks of the state file."""
    asked: list[str] = []
    connection = app.state.deployment.store._database.connection
    connection.set_trace_callback(asked.append)
    await flow()
    connection.set_trace_callback(None)
    return asked


async def test_a_flow_asks_little_of_the_file_however_many_went_before(app: Starlette) -> None:
    flow = await configured_flow(app)
    await flow()
    asked = await statements(app, flow)
    assert len(asked) <= MOST_STATEMENTS, asked
    assert not [statement for statement in asked if " configuration" in statement]
    for _ in range(50):
        await flow()
    assert len(await statements(app, flow)) == len(asked)


async def test_a_flow_is_three_transactions(app: Starlette) -> None:
    flow = await configured_flow(app)
    asked = await statements(app, flow)
    writes = ("INSERT", "UPDATE", "DELETE")
    assert asked.count("BEGIN IMMEDIATE") == asked.count("COMMIT") == 3
    outside = [
        statement
        for number, statement in enumerate(asked)
        if statement.startswith(writes)
        and asked[:number].count("BEGIN IMMEDIATE") == asked[:number].count("COMMIT")
    ]
    assert outside == []


async def test_a_flow_leaves_the_documents_that_all_share_as_they_are(app: Starlette) -> None:
    flow = await configured_flow(app)
    configuration: Configuration = app.state.deployment.store.configuration
    keys = [("/alpha", "users", "demo"), ("", "realms", "L2FscGhh")]
    keys += [
        ("/alpha", kind, stored.id)
        for kind in ("nodes/PushAuthenticationSenderNode", "nodes/PollingWaitNode")
        for stored in configuration.all("/alpha", kind)
    ]
    shared = [configuration.document(*key) for key in keys]
    await flow()
    for key, document in zip(keys, shared, strict=True):
        stored = configuration.get(*key)
        assert stored is not None
        assert configuration.document(*key) is document, "not read again"
        assert document == stored.document
    assert len(keys) == 4
