from collections.abc import Callable
from typing import Any

import pytest

from mock_am.backchannel import jwt_checks, request_checks
from mock_am.backchannel.checks import OF_THE_CLIENT, OF_THE_JWT, OF_THE_REQUEST, Check, run
from mock_am.backchannel.profile import AM, STRICT, Profile
from mock_am.backchannel.submission import PARAMETERS, Submission
from mock_am.oauth_errors import (
    InvalidBindingMessage,
    InvalidRequest,
    InvalidScope,
    OAuthError,
    UnauthorizedClient,
)
from tests.mock_am.clients import a_client, a_provider

NOW = 1_800_000_000.5
AUDIENCE = "http://am.example/am/oauth2"
CLAIMS = {
    "iss": "myCIBAClient",
    "aud": AUDIENCE,
    "exp": NOW + 600,
    "iat": NOW,
    "nbf": NOW,
    "jti": "1",
    "scope": "openid profile",
    "login_hint": "demo",
    "acr_values": "push",
    "binding_message": "Pay £50?",
}
HOSTILE: list[Any] = [
    None,
    True,
    False,
    0,
    -1,
    1.5,
    10**400,
    -(10**400),
    float("inf"),
    float("nan"),
    "",
    "x",
    "\ud800",
    [],
    [None],
    [[]],
    {},
    {"a": 1},
]

ALL = OF_THE_JWT + OF_THE_REQUEST

Make = Callable[..., Submission]


@pytest.fixture(scope="module")
def asked() -> Make:
    """Makes a submission: claims that differ, a claim to leave out as None."""
    client, provider = a_client(), a_provider()

    def make(
        profile: Profile = AM, form: dict[str, str] | None = None, **claims: Any
    ) -> Submission:
        given = {key: value for key, value in (CLAIMS | claims).items() if value is not None}
        return Submission(form or {}, given, client, provider, profile, frozenset({AUDIENCE}), NOW)

    return make


def test_the_articles_request_passes_every_check(asked: Make) -> None:
    for profile in (AM, STRICT):
        run(OF_THE_CLIENT, asked(profile, form={"request": "x"}))
        run(ALL, asked(profile))


def test_am_takes_the_articles_claims_alone(asked: Make) -> None:
    # am.md 12.1: no iat, nbf, jti
    run(ALL, asked(iat=None, nbf=None, jti=None))


@pytest.mark.parametrize("claim", CLAIMS)
def test_no_hostile_value_gets_past_as_anything_but_an_oauth_error(asked: Make, claim: str) -> None:
    for value in HOSTILE:
        try:
            run(ALL, asked(**{claim: value}))
        except OAuthError:
            continue
        submission = asked(**{claim: value})
        assert isinstance(submission.lifetime, int)
        assert isinstance(submission.scope, tuple)


def test_the_checks_run_in_this_order() -> None:
    # CIBA 7.2; the first that fails gives the answer
    names = [check.__name__ for check in ALL]
    assert names.index("nothing_outside_the_jwt") == 0
    assert names.index("required_claims_are_present") == 1
    assert names.index("times_are_numbers") < names.index("is_not_expired")
    assert names.index("is_not_expired") < names.index("expiry_is_reasonable")
    assert names.index("exactly_one_hint") < names.index("scope_has_openid")
    assert names.index("acr_values_is_a_string") < names.index("acr_names_a_tree")


BAD: list[tuple[Check, type[OAuthError], dict[str, Any]]] = [
    *(
        (jwt_checks.required_claims_are_present, InvalidRequest, {claim: None})
        for claim in ("iss", "aud", "exp")
    ),
    *(
        (jwt_checks.issuer_is_the_client, InvalidRequest, {"iss": iss})
        for iss in ("MYCIBACLIENT", "other", "", ["myCIBAClient"], 1, {"a": 1}, True)
    ),
    *(
        (jwt_checks.audience_is_this_provider, InvalidRequest, {"aud": aud})
        for aud in ("", "x", AUDIENCE + "/", [], [["x"]], [1], {"a": AUDIENCE}, 5, True)
    ),
    *(
        (jwt_checks.times_are_numbers, InvalidRequest, {claim: value})
        for claim in ("exp", "nbf", "iat")
        for value in ("1800000600", True, False, [], {}, float("inf"), float("nan"), 10**400)
    ),
    *((jwt_checks.is_not_expired, InvalidRequest, {"exp": exp}) for exp in (NOW, NOW - 1, 0, -5)),
    *(
        (jwt_checks.expiry_is_reasonable, InvalidRequest, {"exp": NOW + ahead})
        for ahead in (1800.01, 31 * 60, 1e12)
    ),
    (jwt_checks.has_begun, InvalidRequest, {"nbf": NOW + 61}),
    (jwt_checks.has_begun, InvalidRequest, {"iat": NOW + 61}),
    (jwt_checks.lifetime_is_short, InvalidRequest, {"exp": NOW + 60, "nbf": NOW - 3541}),
    *((jwt_checks.jti_is_a_string, InvalidRequest, {"jti": jti}) for jti in ("", 1, [], True)),
    (jwt_checks.names_no_other_client, InvalidRequest, {"client_id": "other"}),
    (jwt_checks.names_no_other_client, InvalidRequest, {"client_id": ["myCIBAClient"]}),
    *(
        (request_checks.scope_has_openid, InvalidScope, {"scope": scope})
        for scope in (None, "", "profile", "OPENID", "openidx", 5, ["openid"], {"openid": 1})
    ),
    *(
        (request_checks.scope_is_registered, InvalidScope, {"scope": scope})
        for scope in ("openid admin", 'openid "x"', "openid \\y", "openid\x00")
    ),
    *(
        (request_checks.exactly_one_hint, InvalidRequest, hints)
        for hints in (
            {"login_hint": None},
            {"id_token_hint": "x"},
            {"login_hint": None, "id_token_hint": 5},
            {"login_hint_token": "x"},
            {"login_hint": None, "login_hint_token": "x"},
            {"login_hint": ""},
            {"login_hint": 5},
            {"login_hint": ["demo"]},
        )
    ),
    *(
        (
            request_checks.binding_message_can_be_shown,
            InvalidBindingMessage,
            {"binding_message": text},
        )
        for text in (
            "",
            "a" * 101,
            "a\nb",
            "a\rb",
            "a\x07b",
            "a\x1b[2Jb",
            "pay \u202e05£",
            "a\u2028b",
            "a\u200bb",
            "\ue000",
            "a\ud800",
            " leading blank",
            "£ leads",
            5,
            [],
            True,
        )
    ),
    *(
        (request_checks.requested_expiry_is_positive, InvalidRequest, {"requested_expiry": value})
        for value in (0, -5, "0", "", "-1", "1.5", 1.5, True, "٣", "1e3", 10**400, [], {}, "9" * 10)
    ),
    *(
        (request_checks.acr_values_is_a_string, InvalidRequest, {"acr_values": value})
        for value in (["push"], 5, {"push": 1}, True)
    ),
    (request_checks.acr_is_given, InvalidRequest, {"acr_values": None}),
    (request_checks.acr_is_given, InvalidRequest, {"acr_values": ""}),
    (request_checks.acr_names_a_tree, InvalidRequest, {"acr_values": "palm"}),
    (request_checks.acr_names_a_tree, InvalidRequest, {"acr_values": "PUSH"}),
]


@pytest.mark.parametrize(
    ("check", "error", "claims"), BAD, ids=lambda one: getattr(one, "__name__", None)
)
def test_a_bad_claim_fails_its_check(
    asked: Make, check: Check, error: type[OAuthError], claims: dict[str, Any]
) -> None:
    with pytest.raises(error):
        check(asked(**claims))


GOOD: list[tuple[Check, dict[str, Any]]] = [
    (jwt_checks.audience_is_this_provider, {"aud": ["https://other.example", AUDIENCE]}),
    (jwt_checks.is_not_expired, {"exp": NOW + 0.01}),
    (jwt_checks.expiry_is_reasonable, {"exp": NOW + 1800}),
    (jwt_checks.has_begun, {"nbf": NOW + 60, "iat": NOW + 60}),
    (jwt_checks.has_begun, {"nbf": None, "iat": None}),
    (jwt_checks.lifetime_is_short, {"exp": NOW + 60, "nbf": NOW - 3540}),
    (jwt_checks.names_no_other_client, {"client_id": "myCIBAClient"}),
    (request_checks.exactly_one_hint, {"login_hint": None, "id_token_hint": "x"}),
    (request_checks.scope_has_openid, {"scope": "profile openid"}),
    (request_checks.binding_message_can_be_shown, {"binding_message": None}),
    (request_checks.binding_message_can_be_shown, {"binding_message": "a" + "£" * 99}),
    (request_checks.binding_message_can_be_shown, {"binding_message": "1234 品川 👍"}),
    (request_checks.requested_expiry_is_positive, {"requested_expiry": 1}),
    (request_checks.requested_expiry_is_positive, {"requested_expiry": "300"}),
    (request_checks.acr_names_a_tree, {"acr_values": "palm push"}),
]


@pytest.mark.parametrize(("check", "claims"), GOOD, ids=lambda one: getattr(one, "__name__", None))
def test_a_good_claim_passes_its_check(asked: Make, check: Check, claims: dict[str, Any]) -> None:
    check(asked(**claims))


@pytest.mark.parametrize("claim", ["iss", "aud", "exp", "iat", "nbf", "jti"])
def test_strict_wants_all_six_claims(asked: Make, claim: str) -> None:
    # CIBA 7.1.1
    with pytest.raises(InvalidRequest, match=f"the claim {claim}$"):
        jwt_checks.required_claims_are_present(asked(STRICT, **{claim: None}))


def test_strict_takes_an_hour_and_no_acr(asked: Make) -> None:
    jwt_checks.expiry_is_reasonable(asked(STRICT, exp=NOW + 3600))
    request_checks.acr_is_given(asked(STRICT, acr_values=None))
    with pytest.raises(InvalidRequest, match="unreasonable"):
        jwt_checks.expiry_is_reasonable(asked(STRICT, exp=NOW + 3601))


@pytest.mark.parametrize("name", sorted(PARAMETERS))
def test_no_parameter_stands_outside_the_jwt(asked: Make, name: str) -> None:
    with pytest.raises(InvalidRequest):
        request_checks.nothing_outside_the_jwt(asked(form={name: "x"}))


def test_a_public_client_asks_for_nobody() -> None:
    # am.md 13
    public = a_client(core={"clientType": "Public"})
    submission = Submission({}, {}, public, a_provider(), AM, frozenset(), NOW)
    with pytest.raises(UnauthorizedClient):
        request_checks.client_is_confidential(submission)


def test_the_default_scope_counts_where_none_is_asked_for() -> None:
    # am.md 10.1
    client = a_client(core={"defaultScopes": ["openid", "email"]})
    for claims, expected in (({}, ("openid", "email")), ({"scope": "openid"}, ("openid",))):
        submission = Submission({}, claims, client, a_provider(), AM, frozenset(), NOW)
        assert submission.scope == expected


def test_both_the_provider_and_the_client_must_allow_ciba() -> None:
    silent = a_provider(advancedOAuth2Config={"grantTypes": ["refresh_token"]})
    other = a_client(advanced={"grantTypes": ["refresh_token"]})
    for client, provider in ((a_client(), silent), (other, a_provider())):
        submission = Submission({}, {}, client, provider, AM, frozenset(), NOW)
        with pytest.raises(UnauthorizedClient):
            request_checks.client_may_use_ciba(submission)


def test_the_default_acr_counts_where_none_is_asked_for() -> None:
    mapping = {"loaMapping": {"push": "t"}, "defaultACR": ["palm", "push"]}
    provider = a_provider(advancedOIDCConfig=mapping)
    for profile in (AM, STRICT):
        submission = Submission({}, {}, a_client(), provider, profile, frozenset(), NOW)
        request_checks.acr_is_given(submission)
        assert submission.acr == "push"


@pytest.mark.parametrize(("wanted", "given"), [(None, 600), (30, 30), ("30", 30), (601, 600)])
def test_the_lifetime_is_the_shorter_one(asked: Make, wanted: Any, given: int) -> None:
    assert asked(requested_expiry=wanted).lifetime == given
