from typing import Any

import pytest

from mock_am.errors import DataValidationFailed, InvalidAttribute
from mock_am.realm.authentication_settings import (
    AuthenticationSettings,
    checked_settings,
    default_settings,
    readable,
)
from mock_am.realm.document import Document


def settings(**sections: Document) -> AuthenticationSettings:
    """The settings with these sections changed."""
    document = checked_settings(sections, default_settings())
    return AuthenticationSettings.of_document(document)


def test_nothing_changed_is_ams_defaults() -> None:
    assert settings() == AuthenticationSettings("ldapService", "/am/console", None, True)


def test_a_section_that_is_changed_keeps_its_other_defaults() -> None:
    document = checked_settings({"core": {"orgConfig": "push"}}, default_settings())
    assert document["core"] == {"adminAuthModule": "ldapService", "orgConfig": "push"}
    assert settings(core={"orgConfig": "push"}).default_tree == "push"


def test_the_first_url_is_the_one_that_is_told() -> None:
    urls = {"loginSuccessUrl": ["/a", "/b"], "loginFailureUrl": ["/c", "/d"]}
    told = settings(postauthprocess=urls)
    assert (told.success_url, told.failure_url) == ("/a", "/c")
    assert settings(postauthprocess={"loginSuccessUrl": []}).success_url == "/am/console"


@pytest.mark.parametrize(
    ("setting", "needed"),
    [("false", True), ("true", True), ("createAlias", True), ("ignore", False)],
)
def test_a_profile_is_needed_unless_it_is_ignored(setting: str, needed: bool) -> None:
    assert settings(userprofile={"dynamicProfileCreation": setting}).needs_profile is needed


def test_a_secret_that_is_left_out_is_kept_and_never_read() -> None:
    document = checked_settings({"security": {"sharedSecret": "c2Vj"}}, default_settings())
    kept = checked_settings(readable(document), document)
    assert kept["security"]["sharedSecret"] == "c2Vj"
    assert readable(kept)["security"]["sharedSecret"] is None
    assert kept["security"]["sharedSecret"] == "c2Vj"


@pytest.mark.parametrize(
    ("body", "label"),
    [
        ({"userprofile": {"dynamicProfileCreation": "maybe"}}, "User Profile"),
        ({"postauthprocess": {"loginSuccessUrl": "/a"}}, "Default Success Login URL"),
        ({"core": []}, "Core"),
    ],
)
def test_a_wrong_value_is_named_by_its_label(body: Document, label: str) -> None:
    with pytest.raises(DataValidationFailed, match=f"attribute, {label}$"):
        checked_settings(body, default_settings())


@pytest.mark.parametrize("body", [{"tree": {}}, {"trees": {"size": 1}}])
def test_an_unknown_name_is_refused(body: dict[str, Any]) -> None:
    with pytest.raises(InvalidAttribute):
        checked_settings(body, default_settings())
