"""The program that uses openid-client."""

from collections.abc import Iterator

import pytest

from tests.provider.openid_client.program import Program, Theirs, connected
from tests.provider.provider import Provider

METHODS = ("client_secret_basic", "client_secret_post", "private_key_jwt")


@pytest.fixture(scope="session")
def program() -> Iterator[Program]:
    """The program, for all tests."""
    running = Program()
    yield running
    running.stop()


@pytest.fixture(params=METHODS)
async def each(request: pytest.FixtureRequest, program: Program, strict: Provider) -> Theirs:
    """The program, once with each method of authentication."""
    return await connected(program, strict, request.param)


@pytest.fixture
async def basic(program: Program, strict: Provider) -> Theirs:
    """The program, with a secret in the Authorization header."""
    return await connected(program, strict, "client_secret_basic")
