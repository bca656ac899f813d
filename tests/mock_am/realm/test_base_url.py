from typing import Any

import pytest

from mock_am.realm.base_url import BaseURLSource
from mock_am.realm.services import SERVICE_TYPES

OWN = "http://127.0.0.1:8080/am"
FIXED = {"source": "FIXED_VALUE", "fixedValue": "https://am.example:8443"}


@pytest.mark.parametrize(
    ("body", "url"),
    [
        ({}, OWN),
        ({"contextPath": "/openam"}, "http://127.0.0.1:8080/openam"),
        ({"contextPath": ""}, "http://127.0.0.1:8080"),
        (FIXED, "https://am.example:8443/am"),
        (FIXED | {"contextPath": "/sso/"}, "https://am.example:8443/sso"),
        (FIXED | {"source": "X_FORWARDED_HEADERS"}, OWN),
        ({"source": "EXTENSION_CLASS", "extensionClassName": "org.example.Source"}, OWN),
    ],
)
def test_the_base_url_follows_the_source(body: dict[str, Any], url: str) -> None:
    source = BaseURLSource.of_document(SERVICE_TYPES["baseurl"].checked(body))
    assert source.url(OWN) == url
