"""What an authentication request must be, beside what the conformance plan tries.

Section numbers without a name are CIBA Core 1.0's.
"""

from typing import Any

import pytest
from jwcrypto.jwe import JWE
from jwcrypto.jwk import JWK

from tests.contract.configuration import PROVIDER, done
from tests.contract.till import signed
from tests.provider.asserting import asserting
from tests.provider.conformance import (
    acknowledgement,
    completed,
    metadata,
    refused,
)
from tests.provider.provider import Provider, grant


async def loa_mapping(strict: Provider, **mapping: str) -> None:
    """The provider maps these acr values to trees."""
    section = {"advancedOIDCConfig": {"loaMapping": mapping}}
    await done(strict.administrator, PROVIDER, section)


@pytest.mark.parametrize("audience", ["issuer", "list"])
async def test_the_audience_may_stand_in_a_list(strict: Provider, audience: str) -> None:
    # 7.1.1, RFC 7519 4.1.3
    many = ["https://other.example", strict.issuer]
    acknowledgement(await strict.client.ask(aud=strict.issuer if audience == "issuer" else many))


@pytest.mark.parametrize("path", ["", "/oauth2", "/oauth2/realms/root", "/oauth2/bc-authorize"])
async def test_the_audience_is_the_issuer_to_the_letter(strict: Provider, path: str) -> None:
    # 7.1.1
    refused(await strict.client.ask(aud=f"{strict.am.url}{path}"))
    refused(await strict.client.ask(aud=f"{strict.issuer}/"))


@pytest.mark.parametrize(
    "beside",
    [
        {"scope": "openid"},
        {"acr_values": "push"},
        {"login_hint": "demo"},
        {"id_token_hint": "x"},
        {"login_hint_token": "x"},
        {"binding_message": "1234"},
        {"requested_expiry": "300"},
        {"user_code": "1234"},
        {"client_notification_token": "0" * 32},
    ],
    ids=lambda beside: next(iter(beside)),
)
async def test_a_signed_request_has_its_parameters_inside(
    strict: Provider, beside: dict[str, str]
) -> None:
    # 7.1.1
    request = strict.client.request_object()
    refused(await strict.client.send(request, form=beside))
    acknowledgement(await strict.client.send(request))


async def test_what_nobody_knows_is_ignored(strict: Provider) -> None:
    # 7.2
    request = strict.client.request_object(x_unknown={"a": [1]})
    acknowledgement(await strict.client.send(request, form={"x_unknown": "1"}))


async def test_an_encrypted_request_is_not_read(strict: Provider) -> None:
    # 7.1.1
    token = JWE(strict.client.request_object(), '{"alg":"ECDH-ES","enc":"A128GCM"}')
    token.add_recipient(JWK.generate(kty="EC", crv="P-256"))
    refused(await strict.client.send(token.serialize(compact=True)))


async def test_a_request_by_reference_is_not_fetched(strict: Provider) -> None:
    # 7.1.1 knows `request` alone; discovery says so
    form = {"request_uri": "https://client.example/request"}
    refused(await strict.client.post("bc-authorize", data=form))
    assert (await metadata(strict.am))["request_uri_parameter_supported"] is False


async def test_nothing_signed_with_a_secret_is_a_request(strict: Provider) -> None:
    # 7.1.1, FAPI-CIBA ID1: PS256 or ES256
    secret = JWK.from_password("a secret that is long enough for whoever would sign with it")
    request = signed(strict.client.claims(), secret, {"alg": "HS256"})
    refused(await strict.client.send(request))


async def test_checks_go_from_the_client_to_the_jwt_to_the_parameters_to_the_user(
    strict: Provider,
) -> None:
    # 7.2
    ask, wrong = strict.client, ("myCIBAClient", "a guess")
    worst = {"exp": 1, "scope": "profile", "login_hint": "nobody"}
    answer = await ask.send(ask.request_object(**worst), auth=wrong)
    refused(answer, "invalid_client", 401)
    refused(await ask.ask(**worst), "invalid_request")
    refused(await ask.ask(scope="profile", login_hint="nobody"), "invalid_scope")
    refused(await ask.ask(login_hint="nobody"), "unknown_user_id")
    refused(await ask.ask(login_hint="nobody", binding_message="a\nb"), "invalid_binding_message")


NO_SCOPE = ["profile", "openid admin", "", 5, ["openid"], "OpenID"]
PARTED_OTHERWISE = [f"openid{blank}profile" for blank in "\t\n\u00a0,+"]  # RFC 6749 3.3: a space


@pytest.mark.parametrize("scope", [*NO_SCOPE, *PARTED_OTHERWISE])
async def test_a_scope_without_openid_or_with_the_unknown_is_invalid(
    strict: Provider, scope: Any
) -> None:
    # 7.1, 13
    refused(await strict.client.ask(scope=scope), "invalid_scope")


@pytest.mark.parametrize(
    "hints",
    [
        {"login_hint": None},
        {"login_hint": ""},
        {"id_token_hint": "x"},
        {"login_hint_token": "x"},
        {"login_hint": None, "id_token_hint": "x", "login_hint_token": "x"},
        {"id_token_hint": "x", "login_hint_token": "x"},
        {"login_hint": 5},
        {"login_hint": ["demo"]},
    ],
)
async def test_exactly_one_hint_names_the_user(strict: Provider, hints: dict[str, Any]) -> None:
    # 7.1, 7.2
    refused(await strict.client.ask(**hints))


async def test_acr_values_are_taken_in_the_order_of_preference(strict: Provider) -> None:
    # 7.1, FAPI-CIBA ID1 5.2.2: the acr that was asked for stands in the ID token
    await loa_mapping(strict, push="myCIBAPushTree", other="myCIBAPushTree")
    for asked, reached in (
        ("push", "push"),
        ("other push", "other"),
        ("push other", "push"),
        ("unknown other", "other"),
    ):
        _, claims = await completed(strict.client, await strict.client.ask(acr_values=asked))
        assert claims["acr"] == reached


@pytest.mark.parametrize("asked", [1, 599, 600, "1", "599"])
async def test_a_shorter_expiry_that_is_requested_is_granted(
    strict: Provider, asked: int | str
) -> None:
    # 7.1, 7.1.1: a JSON number or string
    answer = acknowledgement(await strict.client.ask(requested_expiry=asked))
    assert answer["expires_in"] == int(asked)


@pytest.mark.parametrize("asked", [601, 3600, "86400"])
async def test_a_longer_expiry_is_cut_to_the_providers(strict: Provider, asked: int | str) -> None:
    # 7.1: it may influence expires_in
    answer = acknowledgement(await strict.client.ask(requested_expiry=asked))
    assert answer["expires_in"] == 600


@pytest.mark.parametrize("asked", [0, -5, 1.5, True, "0", "-5", "+5", "1.5", "1e2", " 5", "", "٣"])
async def test_an_expiry_that_is_no_positive_integer_is_refused(
    strict: Provider, asked: Any
) -> None:
    # 7.1
    refused(await strict.client.ask(requested_expiry=asked))


async def test_a_user_who_is_unknown_is_told_to_the_client_as_such(strict: Provider) -> None:
    # 13
    refused(await strict.client.ask(login_hint="nobody"), "unknown_user_id")


async def test_what_is_decided_before_anybody_is_asked_is_forbidden(strict: Provider) -> None:
    # 13 access_denied: erin's account has no phone left to ask
    await done(strict.administrator, "/users/frank", {"userpassword": "Ch4ng31t"})
    refused(await strict.client.ask(login_hint="frank"), "access_denied", 403)


@pytest.mark.parametrize("alg", ["RS256", "RS384", "PS384", "PS512", "RS512"])
async def test_no_other_algorithm_than_fapis_two_signs_a_request(
    strict: Provider, alg: str
) -> None:
    # FAPI-CIBA ID1, FAPI 1 part 2 8.6: whatever the provider's own settings would allow
    every = {"cibaConfig": {"supportedCibaSigningAlgorithms": [alg, "PS256"]}}
    mapped = {"advancedOIDCConfig": {"loaMapping": {"push": "myCIBAPushTree"}}}
    await done(strict.administrator, PROVIDER, every | mapped)
    mine = await asserting(strict, "rsa-client", "PS256")
    refused(await mine.send(mine.request_object({"alg": alg})))
    acknowledgement(await mine.ask())


@pytest.mark.parametrize("endpoint", ["bc-authorize", "access_token"])
async def test_no_other_algorithm_than_fapis_two_signs_an_assertion(
    strict: Provider, endpoint: str
) -> None:
    # FAPI-CIBA ID1, FAPI 1 part 2 8.6: not even one that the client registered
    mine = await asserting(strict, "rsa-client", "RS256")
    form = grant("x") if endpoint == "access_token" else {"request": mine.request_object()}
    refused(await mine.post(endpoint, data=form), "invalid_client", 401)


async def test_from_nbf_to_exp_an_hour_may_pass_and_no_more(strict: Provider) -> None:
    # FAPI-CIBA ID1 5.2.2-9
    now = strict.client.claims()["iat"]
    acknowledgement(await strict.client.ask(nbf=now - 600, exp=now + 3000))
    refused(await strict.client.ask(nbf=now - 601, exp=now + 3000))
