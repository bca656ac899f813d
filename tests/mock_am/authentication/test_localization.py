import pytest

from mock_am.authentication.localization import localized

TEXTS = {"en": "Hello", "de": "Hallo", "pt_BR": "Oi", "fr-CA": "Allô"}


@pytest.mark.parametrize(
    ("preferred", "text"),
    [
        (None, "Hello"),
        ("", "Hello"),
        ("de", "Hallo"),
        ("de-CH", "Hallo"),
        ("DE_ch", "Hallo"),
        ("pt-BR", "Oi"),
        ("pt", "default"),
        ("fr-CA, de", "Allô"),
        ("es, de;q=0.3, en;q=0.7", "Hello"),
        ("en;q=0.2, de ; q=0.9", "Hallo"),
        ("en;q=0, es", "default"),
        ("en;q=nonsense", "Hello"),
        ("*", "default"),
        (", ;", "Hello"),
    ],
)
def test_the_text_is_in_the_language_that_the_request_prefers(
    preferred: str | None, text: str
) -> None:
    headers = {} if preferred is None else {"accept-language": preferred}
    assert localized(TEXTS, "default", headers) == text


def test_without_a_text_the_default_speaks() -> None:
    assert localized({}, "default", {}) == "default"
