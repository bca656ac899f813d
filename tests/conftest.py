"""What every test shares."""

import pytest


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """The event loop that uvicorn and Jupyter run on."""
    return "asyncio"
