import pytest

from mock_am.http.rest.api_version import served


@pytest.mark.parametrize(
    ("routes", "asked", "version"),
    [
        (("1.1", "2.0"), None, (2, 0)),
        (("2.0", "1.1"), (1, 0), (1, 1)),
        (("1.1", "2.0"), (1, 1), (1, 1)),
        (("1.1", "2.0"), (1, 2), None),
        (("1.1", "1.10", "2.0"), (1, 2), (1, 10)),
        (("1.1", "2.0"), (3, 0), None),
        (("2.1",), (2, 0), (2, 1)),
    ],
)
def test_the_newest_compatible_version_serves(
    routes: tuple[str, ...], asked: tuple[int, int] | None, version: tuple[int, int] | None
) -> None:
    # am.md 2.2
    assert served(routes, asked) == version
