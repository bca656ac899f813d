from typing import Any

import pytest
from jwcrypto.jwk import JWK

from mock_am.realm.oauth2_client import OAuth2Client, checked_client, listed, wrapped
from mock_am.realm.verification_keys import KeySetAddress, VerificationKeys
from tests.mock_am.clients import a_client

CORE = "coreOAuth2ClientConfig"
BODY = {CORE: {"userpassword": "forgerock", "scopes": ["openid"]}}


def test_both_forms_are_the_same_client() -> None:
    document = checked_client(BODY, None)
    assert checked_client(wrapped(document), document) == document
    assert checked_client(listed(document), document) == document


@pytest.mark.parametrize("given", [{}, {"userpassword": None}])
def test_an_omitted_secret_is_kept(given: dict[str, Any]) -> None:
    changed = checked_client({CORE: given}, checked_client(BODY, None))
    assert changed[CORE]["userpassword"] == "forgerock"
    assert changed[CORE]["scopes"] == [], "everything else falls back"


def test_neither_form_shows_the_secret() -> None:
    document = checked_client(BODY, None)
    for form in (wrapped(document), listed(document)):
        assert "userpassword" not in form[CORE]


def test_a_secret_is_known_to_the_letter() -> None:
    client = a_client()
    assert client.knows("forgerock")
    for wrong in ("", "forgeroc", "forgerock ", "Forgerock", "förgerock"):
        assert not client.knows(wrong)


def test_without_a_secret_nothing_is_known() -> None:
    client = a_client(core={"userpassword": None})
    assert not client.knows("")
    assert not client.knows("None")


def test_a_translated_scope_counts_by_its_name() -> None:
    client = a_client(core={"scopes": ["openid", "profile|en|Your profile"]})
    assert client.scopes == {"openid", "profile"}


def test_keys_are_read_only_where_the_client_says_jwks() -> None:
    key = JWK.generate(kty="EC", crv="P-256")
    header = {"alg": "ES256"}
    assert len(a_client(key).keys.matching(header)) == 1
    by_uri = a_client(key, signing={"publicKeyLocation": "jwks_uri"})
    assert by_uri.keys.matching(header) == []


def test_of_a_private_key_only_the_public_half_is_kept() -> None:
    key = JWK.generate(kty="EC", crv="P-256").export_private(as_dict=True)
    (kept,) = VerificationKeys([key]).matching({"alg": "ES256"})
    assert not kept.is_private


def test_a_secret_key_is_no_verification_key() -> None:
    # RFC 8725 2.1
    assert VerificationKeys([{"kty": "oct", "k": "AAAA"}]).matching({"alg": "HS256"}) == []


def test_kid_is_an_opaque_string() -> None:
    key = JWK.generate(kty="EC", crv="P-256", kid="a").export_public(as_dict=True)
    keys = VerificationKeys([key])
    assert len(keys.matching({"alg": "ES256", "kid": "a"})) == 1
    for kid in ("A", "../a", "", "a ", ["a"], 1, {}):
        assert keys.matching({"alg": "ES256", "kid": kid}) == []


def test_lifetimes_of_zero_mean_the_providers() -> None:
    client = OAuth2Client.of_document("x", checked_client({}, None))
    assert (client.access_token_lifetime, client.id_token_lifetime) == (0, 0)
    assert client.confidential
    assert client.active


def test_a_default_scope_may_be_asked_for_as_well() -> None:
    client = a_client(core={"scopes": ["openid"], "defaultScopes": ["profile|en|Your profile"]})
    assert client.scopes == {"openid", "profile"}
    assert client.default_scopes == ("profile",)


def test_times_are_milliseconds_in_the_profile_and_seconds_here() -> None:
    signing = {
        "publicKeyLocation": "jwks_uri",
        "jwksUri": "https://client.example/jwks",
        "jwksCacheTimeout": 90_000,
        "jwkStoreCacheMissCacheTime": 1_500,
    }
    address = a_client(signing=signing).key_set_address
    assert address == KeySetAddress("https://client.example/jwks", 90.0, 1.5)
    assert a_client(signing=signing | {"publicKeyLocation": "jwks"}).key_set_address is None
    assert a_client(signing=signing | {"jwksUri": None}).key_set_address is None


@pytest.mark.parametrize(("enabled", "expected"), [(True, False), (False, None)])
def test_overrides_count_only_where_they_are_enabled(enabled: bool, expected: bool | None) -> None:
    client = a_client(
        overrides={
            "providerOverridesEnabled": enabled,
            "issueRefreshToken": False,
            "issueRefreshTokenOnRefreshedToken": False,
        }
    )
    assert client.issue_refresh_token is expected
    assert client.issue_refresh_token_on_refresh is expected


@pytest.mark.parametrize(("location", "name"), [("x509", "clientJwtPublicKey"), ("jwks", "jwkSet")])
def test_keys_that_were_kept_unchecked_are_none(location: str, name: str) -> None:
    document = checked_client({}, None)
    document["signEncOAuth2ClientConfig"] |= {"publicKeyLocation": location, name: "x"}
    client = OAuth2Client.of_document("x", document)
    assert client.keys.matching({"alg": "ES256"}) == []
