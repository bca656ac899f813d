from typing import Any

import pytest

from mock_am.errors import BadRequest
from mock_am.realm.identity import (
    changed_identity,
    checked_identity,
    first,
    has_password,
    readable,
)


def identity(**body: Any) -> dict[str, Any]:
    return checked_identity("bob", "/first/second", {"userpassword": "pw"} | body, at=0)


def test_names_default_and_attributes_are_lists() -> None:
    bob = identity(mail="bob@example.com", givenName=["Bob"])
    assert bob["sn"] == bob["cn"] == bob["uid"] == ["bob"]
    assert (bob["mail"], bob["givenName"]) == (["bob@example.com"], ["Bob"])
    suffix = "o=second,ou=services,o=first,ou=services,ou=am-config"
    assert bob["universalid"] == [f"id=bob,ou=user,{suffix}"]
    assert bob["createTimestamp"] == ["19700101000000Z"]


def test_the_password_is_not_readable() -> None:
    assert "userpassword" not in readable(identity())


@pytest.mark.parametrize("password", [None, "", 5, ["pw"]])
def test_a_password_is_required(password: Any) -> None:
    with pytest.raises(BadRequest, match="must include 'userpassword'"):
        identity(userpassword=password)


def test_a_change_replaces_what_it_names() -> None:
    changed = changed_identity(identity(mail="a"), {"mail": "b", "username": "other"})
    assert (changed["mail"], changed["username"]) == (["b"], "bob")
    assert has_password(changed, "pw")


@pytest.mark.parametrize(
    ("status", "password", "right"),
    [("Active", "pw", True), ("Active", "PW", False), ("Inactive", "pw", False)],
)
def test_only_an_active_user_has_a_password(status: str, password: str, right: bool) -> None:
    assert has_password(identity(inetUserStatus=status), password) is right


def test_the_first_value_or_none() -> None:
    assert first({"a": ["x", "y"]}, "a") == "x"
    assert first({"a": []}, "a") is None
    assert first({}, "a") is None


def test_an_attribute_without_values_is_gone_and_a_user_without_a_status_is_active() -> None:
    bob = changed_identity(identity(mail="bob@example.com"), {"mail": [], "inetUserStatus": []})
    assert not {"mail", "inetUserStatus"} & bob.keys()
    assert has_password(bob, "pw")
