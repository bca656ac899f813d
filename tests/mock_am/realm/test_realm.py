import pytest

from mock_am.errors import BadRequest
from mock_am.realm.realm import Realm, is_below, realm_id, realm_path, url_path

IDS = [("/", "Lw"), ("/alpha", "L2FscGhh"), ("/first/second", "L2ZpcnN0L3NlY29uZA")]


@pytest.mark.parametrize(("path", "identifier"), IDS)
def test_an_id_is_the_encoded_path(path: str, identifier: str) -> None:
    # am.md 1
    assert realm_id(path) == identifier
    assert realm_path(identifier) == path


@pytest.mark.parametrize("identifier", ["L2FscGhh=", "Lw==", "é", "*", "L2FscGhi/", "_w", "Lx"])
def test_what_no_path_makes_is_no_id(identifier: str) -> None:
    assert realm_path(identifier) is None


def test_the_place_in_the_url() -> None:
    assert url_path("/") == "/realms/root"
    assert url_path("/first/second") == "/realms/root/realms/first/realms/second"


@pytest.mark.parametrize(
    ("path", "parent"), [("/", None), ("/alpha", "/"), ("/first/second", "/first")]
)
def test_a_realm_and_its_document_say_the_same(path: str, parent: str | None) -> None:
    realm = Realm(path)
    assert realm.parent == parent
    assert Realm.of_document(realm.document()) == realm


def test_the_root_realm_may_have_an_empty_parent() -> None:
    # am.md 5
    body = {"name": "/", "parentPath": "", "active": True, "aliases": []}
    assert Realm.of_document(body) == Realm("/")


@pytest.mark.parametrize("name", ["", "a b", "a/b", "a?b", "a#b", "a%b", None, 5, "/"])
def test_a_bad_name_is_refused(name: object) -> None:
    with pytest.raises(BadRequest):
        Realm.of_document({"name": name, "parentPath": "/", "active": True, "aliases": []})


@pytest.mark.parametrize(
    ("path", "other", "below"),
    [
        ("/a/b", "/a", True),
        ("/a", "/", True),
        ("/a", "/a", False),
        ("/ab", "/a", False),
        ("/", "/", False),
    ],
)
def test_what_stands_below_a_realm(path: str, other: str, below: bool) -> None:
    assert is_below(path, other) is below
