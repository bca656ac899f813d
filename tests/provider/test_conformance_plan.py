"""Every module of the OpenID Foundation's plan `fapi-ciba-id1-test-plan` has its test here."""

import ast
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


def parts_of_tests(source: str) -> list[str]:
    """The tests of a module, each with the line before it, and the tables that they run through."""
    body = ast.parse(source).body
    tests = [node for node in body if getattr(node, "name", "").startswith("test_")]
    marks = [mark for test in tests for mark in getattr(test, "decorator_list", ())]
    tables = {name.id for mark in marks for name in ast.walk(mark) if isinstance(name, ast.Name)}
    named = [node for node in body if _target(node) in tables]
    lines = source.splitlines()
    return ["\n".join(lines[_first(node) - 2 : node.end_lineno]) for node in [*tests, *named]]


def _target(node: ast.stmt) -> str | None:
    return getattr(getattr(node, "target", None), "id", None)


def _first(node: ast.stmt) -> int:
    return min(one.lineno for one in [node, *getattr(node, "decorator_list", ())])


PARTS = [part for path in SOURCES for part in parts_of_tests(path.read_text("utf-8"))]


def places(module: str) -> list[str]:
    """The tests or tables that name the module, in a comment or as the key of a case."""
    name = re.compile(rf'(?:# |"){re.escape(module)}(?:$|:|")', re.MULTILINE)
    return [part for part in PARTS if name.search(part)]


@pytest.mark.parametrize("module", MODULES)
def test_each_module_of_the_plan_is_run_by_one_test(module: str) -> None:
    assert len(places(module)) == 1


def test_no_module_is_both_run_and_not() -> None:
    assert [module for module in NOT_HERE if module in MODULES or places(module)] == []
    assert len(MODULES) + 1 + 2 == 45, (
        "the plan's modules for every profile, Brazil's two with them"
    )
