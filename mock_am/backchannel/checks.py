"""What an authentication request must be: read down, it is the specification."""

from collections.abc import Callable

from mock_am.backchannel.jwt_checks import (
    audience_is_this_provider,
    expiry_is_reasonable,
    has_begun,
    is_not_expired,
    issuer_is_the_client,
    jti_is_a_string,
    lifetime_is_short,
    names_no_other_client,
    required_claims_are_present,
    times_are_numbers,
)
from mock_am.backchannel.request_checks import (
    acr_is_given,
    acr_names_a_tree,
    acr_values_is_a_string,
    binding_message_can_be_shown,
    client_is_confidential,
    client_may_use_ciba,
    exactly_one_hint,
    nothing_outside_the_jwt,
    notification_token_is_a_bearer_token,
    requested_expiry_is_positive,
    scope_has_openid,
    scope_is_registered,
    user_code_is_a_string,
)
from mock_am.backchannel.submission import Submission

Check = Callable[[Submission], None]

OF_THE_CLIENT: tuple[Check, ...] = (
    client_is_confidential,  # am.md 13, DOC; FAPI-CIBA ID1 5.2.2-2
    client_may_use_ciba,  # CIBA 13 unauthorized_client
)

OF_THE_JWT: tuple[Check, ...] = (
    nothing_outside_the_jwt,  # CIBA 7.1.1
    required_claims_are_present,  # CIBA 7.1.1; am.md 12.1
    issuer_is_the_client,  # CIBA 7.1.1
    audience_is_this_provider,  # CIBA 7.1.1; am.md 12.1
    times_are_numbers,  # RFC 7519 2
    is_not_expired,  # RFC 7519 4.1.4
    expiry_is_reasonable,  # am.md 12.1, DOC; FAPI-CIBA ID1 5.2.2-9
    has_begun,  # RFC 7519 4.1.5
    lifetime_is_short,  # FAPI-CIBA ID1 5.2.2-9
    jti_is_a_string,  # RFC 7519 4.1.7
    names_no_other_client,  # RFC 9101 5
)

OF_THE_REQUEST: tuple[Check, ...] = (
    exactly_one_hint,  # CIBA 7.1
    scope_has_openid,  # CIBA 7.1
    scope_is_registered,  # CIBA 13 invalid_scope
    notification_token_is_a_bearer_token,  # CIBA 7.1
    binding_message_can_be_shown,  # CIBA 7.1, 13; am.md 12.1
    user_code_is_a_string,  # CIBA 7.1
    requested_expiry_is_positive,  # CIBA 7.1
    acr_values_is_a_string,  # CIBA 7.1.1
    acr_is_given,  # am.md 12.1, DOC; 9.1, INF
    acr_names_a_tree,  # am.md 12.1, 12.3
)


def run(checks: tuple[Check, ...], asked: Submission) -> None:
    """Run `checks` in order; the first that fails raises its OAuthError."""
    for check in checks:
        check(asked)
