import pytest

from tests import npm
from tests.handset_page.page import HERE


@pytest.fixture(autouse=True, scope="session")
def node() -> None:
    npm.require("the library that the page holds", HERE, oldest=20)
