import base64
import json
from typing import Any

import pytest
from jwcrypto.jwk import JWK
from jwcrypto.jwt import JWT

from ciba_helpers import show
from ciba_helpers.show.jwt_view import distance

KEY = JWK.generate(kty="EC", crv="P-256", kid="myCIBAKey")
OTHER = JWK.generate(kty="EC", crv="P-256", kid="other")


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


def test_moments_are_told_relative_to_iat() -> None:
    html = show.jwt(signed({"iat": 1000, "exp": 1600, "nbf": 1000}), now=99999).html
    assert "&quot;exp&quot;: 1600,  <i>(10 minutes after iat)</i>" in html
    assert "<i>(within a minute of iat)</i>" in html


def test_without_iat_moments_are_told_relative_to_now() -> None:
    assert (
        "&quot;exp&quot;: 1600  <i>(10 minutes from now)</i>"
        in show.jwt(signed({"exp": 1600}), now=1001.7).html
    )


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
