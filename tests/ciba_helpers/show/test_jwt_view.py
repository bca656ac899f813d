import base64
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from jwcrypto.jwk import JWK
from jwcrypto.jwt import JWT

from ciba_helpers import show
from ciba_helpers.show.jwt_view import distance
from ciba_helpers.show.moments import moment

KEY = JWK.generate(kty="EC", crv="P-256", kid="myCIBAKey")
OTHER = JWK.generate(kty="EC", crv="P-256", kid="other")
NOON = 1795608000  # 25 November 2026, 12:00 UTC


@pytest.fixture
def tz(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The zone of the reader."""
    zone = getattr(request, "param", "CET-1")
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    yield zone
    monkeypatch.undo()
    time.tzset()


def signed(claims: dict[str, object], key: JWK = KEY) -> str:
    token = JWT(header={"alg": "ES256", "kid": key["kid"]}, claims=claims)
    token.make_signed_token(key)
    return str(token.serialize())


def encoded(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def test_header_and_payload_are_laid_open() -> None:
    view = show.jwt(signed({"iss": "myCIBAClient"}))
    assert view.header == {"alg": "ES256", "kid": "myCIBAKey"}
    assert view.payload == {"iss": "myCIBAClient"}


def test_without_a_key_the_signature_is_not_judged() -> None:
    view = show.jwt(signed({}))
    assert view.verified is None
    assert view.verdict == "Signature not checked, because no key was given."


@pytest.mark.parametrize("key", [KEY, KEY.export(as_dict=True), KEY.export_public(as_dict=True)])
def test_the_right_key_verifies_whatever_form_it_has(key: Any) -> None:
    view = show.jwt(signed({}), key)
    assert view.verified
    assert view.verdict == "Signature verified with key myCIBAKey."


def test_a_key_set_offers_the_key_that_the_header_names() -> None:
    keys = {"keys": [OTHER.export_public(as_dict=True), KEY.export_public(as_dict=True)]}
    assert show.jwt(signed({}), keys).verified
    absent = show.jwt(signed({}), {"keys": keys["keys"][:1]})
    assert absent.verdict == "Signature NOT verified: the key set has no key 'myCIBAKey'."


def test_another_key_does_not_verify() -> None:
    view = show.jwt(signed({}), OTHER)
    assert view.verified is False
    assert "NOT verified" in view.verdict


def test_a_changed_payload_does_not_verify() -> None:
    header, _, signature = signed({"login_hint": "demo"}).split(".")
    assert show.jwt(f"{header}.{encoded({'login_hint': 'eve'})}.{signature}", KEY).verified is False


def test_an_unsigned_token_does_not_verify() -> None:
    assert show.jwt(f"{encoded({'alg': 'none'})}.{encoded({})}.", KEY).verified is False


def test_a_key_made_for_another_algorithm_does_not_verify() -> None:
    assert not show.jwt(signed({}), {**KEY.export_public(as_dict=True), "alg": "ES384"}).verified


def test_each_moment_is_told_by_the_readers_clock_and_to_the_second(tz: str) -> None:
    claims = dict.fromkeys(("exp", "iat", "nbf", "auth_time", "updated_at"), NOON)
    html = show.jwt(signed({**claims, "exp": NOON + 600}), now=NOON + 2).html
    ends = "25 Nov 2026, 13:10:00 CET, in 9 min 58 s</time>, 10 minutes after iat"
    assert f'<i>(<time datetime="2026-11-25T12:10:00Z">{ends})</i>' in html
    assert html.count("13:00:00 CET, 2 s ago</time>)</i>") == 4


def test_moments_without_iat_say_how_far_they_are_from_now_and_no_more(tz: str) -> None:
    html = show.jwt(signed({"exp": NOON + 90}), now=NOON).html
    assert "13:01:30 CET, in 1 min 30 s</time>)</i>" in html


def test_what_the_reader_reads_in_text_says_nothing_that_passes() -> None:
    at = {
        str(
            show.jwt(
                signed(
                    {"exp": NOON},
                ),
                KEY,
                now=now,
            )
        )
        for now in (NOON, NOON + 99)
    }
    assert at == {"JWT (ES256). Signature verified with key myCIBAKey."}


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "now"),
        (0.4, "now"),
        (-123, "2 min 3 s ago"),
        (60, "in 1 min"),
        (3599, "in 59 min 59 s"),
        (3600, "in 1 h"),
        (3661, "in 1 h 1 min"),
        (172_799, "in 47 h 59 min"),
        (-86400 * 29, "29 days ago"),
        (-86400 * 2700, "7 years ago"),
    ],
)
def test_a_moment_is_as_far_as_one_would_say(seconds: float, words: str) -> None:
    assert moment(NOON + seconds, NOON).endswith(f", {words}</time>")


@pytest.mark.parametrize("tz", ["<-03>3", "XYZABC-5:30"], indirect=True)
def test_a_zone_without_an_abbreviation_is_told_by_its_offset(tz: str) -> None:
    offset = {"<-03>3": "09:00:00 UTC-03:00", "XYZABC-5:30": "17:30:00 UTC+05:30"}[tz]
    assert offset in moment(NOON, NOON)


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        (NOON * 1000, "on no calendar: is it in milliseconds?"),
        (10**400, "on no calendar: is it in milliseconds?"),
        (-(10**15), "on no calendar"),
        (float("inf"), "on no calendar: is it in milliseconds?"),
        (float("nan"), "on no calendar"),
    ],
)
@pytest.mark.parametrize("other", ["iat", "nbf"])
def test_what_is_on_no_calendar_is_said(claim: float, words: str, other: str) -> None:
    token = f"{encoded({'alg': 'ES256'})}.{encoded({'exp': claim, other: NOON})}.c2ln"
    assert f"<i>({words})</i>" in show.jwt(token).html


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "within a minute of now"),
        (59, "within a minute of now"),
        (60, "1 minute from now"),
        (598.2, "10 minutes from now"),
        (-598.2, "10 minutes ago"),
        (5400, "2 hours from now"),
        (-86400 * 2700, "2700 days ago"),
    ],
)
def test_a_distance_is_rounded_so_that_a_second_does_not_show(seconds: float, words: str) -> None:
    assert distance(seconds, "now") == words


def test_a_claim_that_should_be_a_moment_but_is_not_is_shown_as_it_is() -> None:
    assert "&quot;tomorrow&quot;" in show.jwt(signed({"exp": "tomorrow", "iat": True})).html


@pytest.mark.parametrize(
    ("token", "complaint"),
    [
        ("", "three parts"),
        ("a.b", "three parts"),
        ("a.b.c.d.e", "encrypted"),
        ("%%%.e30.", "header is not base64url"),
        (f"{encoded({})}.x.", "payload is not base64url"),
        (f"{encoded({})}.{encoded([])}.", "not an object"),
    ],
)
def test_what_is_no_jwt_is_refused_in_words(token: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        show.jwt(token)


def test_what_is_no_key_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="not a JWK"):
        show.jwt(signed({}), {"kty": "nonsense"})
