from typing import Any

import pytest

NONSENSE: list[Any] = [
    None,
    True,
    0,
    3.5,
    float("nan"),
    10**400,
    "",
    "the till",
    "a.b.c",
    "eyJhbGciOiJub25lIn0.e30.",
    "{}",
    "[]",
    "[[]]",
    b"\xff",
    [],
    [None],
    [[]],
    {},
    {"keys": None},
    {"keys": []},
    {"keys": [None]},
    {"keys": [{}]},
    {"kty": "EC", "crv": 5, "x": [], "y": {}},
    {"error": None},
    {None: None},
    (),
    set(),
    object(),
    Exception,
    print,
]
"""What somebody who has not understood may hand in."""


@pytest.fixture(params=NONSENSE, ids=lambda value: type(value).__name__)
def nonsense(request: pytest.FixtureRequest) -> Any:
    return request.param


@pytest.fixture(autouse=True)
def kept_apart(lab_directory: object) -> None:
    """Solved exercises are noted in a lab of the test's own."""
