import pytest

from mock_am.realm.push_service import AuthenticatorPushService, PushService
from mock_am.realm.services import SERVICE_TYPES

CREDENTIALS = {"accessKey": "a", "secret": "s", "appleEndpoint": "x", "googleEndpoint": "y"}


def push_service(**settings: str | int) -> PushService:
    return PushService.of_document(SERVICE_TYPES["pushNotification"].checked(settings))


def test_with_its_credentials_the_service_can_send() -> None:
    assert push_service(**CREDENTIALS).can_send


def test_a_message_is_kept_for_two_minutes_unless_told_otherwise() -> None:
    # am.md 9.2
    assert push_service().message_lifetime == 120
    assert push_service(mdDuration=600).message_lifetime == 600


@pytest.mark.parametrize("missing", CREDENTIALS)
def test_without_one_of_them_it_cannot(missing: str) -> None:
    given = {name: value for name, value in CREDENTIALS.items() if name != missing}
    assert not push_service(**given).can_send


def test_the_skip_attribute_is_the_same_where_no_service_names_it() -> None:
    defaults = SERVICE_TYPES["authenticatorPushService"].checked({})
    assert AuthenticatorPushService.of_document(defaults) == AuthenticatorPushService()
