import pytest

from mock_am.errors import DataValidationFailed, InvalidAttribute
from mock_am.realm.authentication_settings import (
    checked_settings,
    default_settings,
    default_tree,
    readable,
)


def test_a_login_without_a_name_walks_the_organizations_tree() -> None:
    assert default_tree(default_settings()) == "ldapService"
    changed = checked_settings({"core": {"orgConfig": "push"}}, default_settings())
    assert default_tree(changed) == "push"
    assert changed["core"]["adminAuthModule"] == "ldapService"


def test_a_secret_that_is_left_out_is_kept_and_never_read() -> None:
    settings = checked_settings({"security": {"sharedSecret": "c2Vj"}}, default_settings())
    kept = checked_settings(readable(settings), settings)
    assert kept["security"]["sharedSecret"] == "c2Vj"
    assert readable(kept)["security"]["sharedSecret"] is None
    assert kept["security"]["sharedSecret"] == "c2Vj"


def test_the_schema_is_kept() -> None:
    with pytest.raises(DataValidationFailed):
        checked_settings({"trees": {"authenticationSessionsMaxDuration": "5"}}, default_settings())
    with pytest.raises(InvalidAttribute):
        checked_settings({"tree": {}}, default_settings())
