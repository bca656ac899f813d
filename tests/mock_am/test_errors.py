import pytest

from mock_am import errors, oauth_errors, wording


def test_a_rest_error_is_code_reason_message() -> None:
    assert errors.NotFound().document() == {
        "code": 404,
        "reason": "Not Found",
        "message": "Not Found",
    }


def test_a_detail_is_there_only_where_there_is_one() -> None:
    assert "detail" not in errors.BadRequest("x").document()
    assert errors.InvalidAttribute(["b", "a"]).document()["detail"] == {
        "validAttributes": ["a", "b"]
    }


def test_the_description_stands_before_the_error() -> None:
    # am.md 12.3
    assert list(oauth_errors.SlowDown().document()) == ["error_description", "error"]


SENTENCES = [name for name in vars(wording) if name.isupper()]


@pytest.mark.parametrize("name", SENTENCES)
def test_a_sentence_may_stand_in_an_oauth_error(name: str) -> None:
    # RFC 6749 5.2: %x20-21 / %x23-5B / %x5D-7E
    text = getattr(wording, name)
    assert text.isascii()
    assert text.isprintable()
    assert not {'"', "\\"} & set(text)
