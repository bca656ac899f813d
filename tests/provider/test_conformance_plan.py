"""Every module of the OpenID Foundation's plan `fapi-ciba-id1-test-plan` has its test here."""

import re
from pathlib import Path

import pytest

MODULES = (
    "discovery-end-point-verification",
    "fapi-ciba-id1",
    "user-rejects-authentication",
    "multiple-call-to-token-endpoint",
    "auth-req-id-expired",
    "ensure-authorization-request-with-binding-message-succeeds",
    "ensure-other-scope-order-succeeds",
    "ensure-requested-expiry-as-string-succeeds",
    "ensure-authorization-request-with-potentially-bad-binding-message",
    *(
        f"ensure-request-object-missing-{claim}-fails"
        for claim in ("aud", "iss", "exp", "iat", "nbf", "jti")
    ),
    "ensure-request-object-bad-aud-fails",
    "ensure-request-object-bad-iss-fails",
    "ensure-request-object-expired-exp-fails",
    "ensure-request-object-exp-is-70-minutes-in-future-fails",
    "ensure-request-object-nbf-is-10-minutes-in-future-fails",
    "ensure-request-object-nbf-is-70-minutes-in-past-fails",
    "ensure-request-object-signature-algorithm-is-none-fails",
    "ensure-request-object-signature-algorithm-is-bad-fails",
    "ensure-request-object-signature-algorithm-is-RS256-fails",
    "ensure-request-object-signed-by-other-client-fails",
    "ensure-authorization-request-with-multiple-hints-fails",
    "ensure-unsigned-backchannel-authorization-request-fails",
    "ensure-wrong-auth-req-id-in-token-endpoint-request",
    "ensure-different-client-id-and-issuer-in-backchannel-authorization-request",
    "ensure-wrong-client-id-in-token-endpoint-request",
    "ensure-wrong-client-id-in-backchannel-authorization-request",
    "ensure-without-client-assertion-in-token-endpoint-request",
    "ensure-without-client-assertion-in-backchannel-authorization-request",
    *(
        f"ensure-client-assertion-signature-algorithm-in-{request}-request-is-RS256-fails"
        for request in ("backchannel-authorization", "token-endpoint")
    ),
    "ensure-client-assertion-with-iss-aud-to-token-endpoint-succeeds",
    "ping-backchannel-notification-endpoint-response-has-body",
    "ping-backchannel-notification-endpoint-response-401",
    "ping-backchannel-notification-endpoint-response-403",
    "ping-backchannel-notification-endpoint-return-redirect-request",
    "ping-with-mtls-ciba-notification-endpoint-response-401-and-require-server-does-not-retry",
    "refresh-token",
)
"""The plan's modules, without the beginning `fapi-ciba-id1-`."""

NOT_HERE = {
    "ensure-mtls-holder-of-key-required": "tokens bound to a certificate need TLS, which is not "
    "mocked",
    "brazil-*": "two modules with the rules of Open Finance Brasil alone",
    "connectid-*": "twenty-one modules with the rules of ConnectID Australia alone",
}
"""Modules that cannot be run here, and why."""

SOURCES = [
    path
    for path in sorted(Path(__file__).parent.glob("test_conformance_*.py"))
    if path != Path(__file__)
]


def named_in(module: str) -> list[str]:
    """The files that name the module, in a comment or as the key of a case."""
    name = re.compile(rf'(?:# |"){re.escape(module)}(?:$|:|")', re.MULTILINE)
    return [path.name for path in SOURCES if name.search(path.read_text("utf-8"))]


@pytest.mark.parametrize("module", MODULES)
def test_each_module_of_the_plan_is_run_in_one_place(module: str) -> None:
    assert len(named_in(module)) == 1


def test_no_module_is_both_run_and_not() -> None:
    assert [module for module in NOT_HERE if module in MODULES or named_in(module)] == []
    assert len(MODULES) + 1 + 2 == 45, (
        "the plan's modules for every profile, Brazil's two with them"
    )
