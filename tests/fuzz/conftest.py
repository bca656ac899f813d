"""A lab in each profile."""

from collections.abc import Iterator
from contextlib import ExitStack, closing

import pytest
from hypothesis import HealthCheck, settings

from tests.fuzz.lab import Lab

PROFILES = ("strict", "am")


def bounded(number: int) -> settings:
    """So many examples, the same ones in every run."""
    return settings(
        max_examples=number,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


@pytest.fixture(scope="session")
def labs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Lab]]:
    """Both of them."""
    folder = tmp_path_factory.mktemp("fuzz")
    with ExitStack() as stack:
        yield {
            one: stack.enter_context(closing(Lab.opened(folder / f"{one}.sqlite3", one)))
            for one in PROFILES
        }


@pytest.fixture(params=PROFILES)
def lab(request: pytest.FixtureRequest, labs: dict[str, Lab]) -> Lab:
    """One after the other."""
    return labs[request.param]
