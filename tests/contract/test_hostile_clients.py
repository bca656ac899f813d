"""A hostile administrator's client, and a hostile client's requests: never a 5xx (am.md 10, 12)."""

import json
from base64 import b64encode
from typing import Any

import pytest
from jwcrypto.jwk import JWK

from tests.contract.am import ALPHA, OAUTH2, Administrator
from tests.contract.configuration import CLIENT, CLIENTS, client, done
from tests.contract.hostile import attributes, other_types, other_values
from tests.contract.refusals import ENDPOINTS
from tests.contract.till import Till, approve, signed

MIB = 1024 * 1024
ODD = ["\x00", "\ud800", "a" * 200_000, 10**400, [[]], {"inherited": 5}, {"inherited": {"a": []}}]
"""Values that are odd whatever the attribute is."""


async def listed(administrator: Administrator) -> list[tuple[str, str, Any]]:
    """Section, name and value of every attribute of the article's client."""
    answer = await administrator.get(f"{CLIENTS}?_queryFilter=true")
    return attributes(answer.json()["result"][0])


async def put(administrator: Administrator, body: Any) -> Any:
    """PUT a client as Python's JSON writes it, lone surrogates and all."""
    headers = {**administrator.headers, "Content-Type": "application/json"}
    content = json.dumps(body)
    return await administrator.am.http.put(f"{ALPHA}{CLIENT}", headers=headers, content=content)


async def test_no_value_of_an_attribute_breaks_the_registration(
    till: Till, administrator: Administrator
) -> None:
    for section, name, value in await listed(administrator):
        for wrong in (*other_types(value), *ODD):
            answer = await put(administrator, {section: {name: wrong}})
            assert answer.status_code in (200, 400), (name, wrong)
        answer = await put(administrator, {section: ["x"]})
        assert answer.status_code == 400, section


async def test_no_setting_of_a_client_breaks_the_endpoints(
    till: Till, administrator: Administrator
) -> None:
    for section, name, value in await listed(administrator):
        for other in other_values(value):
            body = client(till.key, "refresh_token")
            body[section] = body.get(section, {}) | {name: other}
            if (await put(administrator, body)).status_code == 200:
                assert [one for one in await flow(till) if one.status_code >= 500] == [], name


async def flow(till: Till) -> list[Any]:
    """The answers of a whole flow, as far as it gets."""
    answers = [await till.ask()]
    if answers[0].status_code == 200:
        auth_req_id = answers[0].json()["auth_req_id"]
        await approve(till.am, auth_req_id)
        answers.append(await till.poll(auth_req_id))
        token = answers[1].json().get("refresh_token", "none")
        answers.append(await till.grant(grant_type="refresh_token", refresh_token=token))
    return answers


def keys(**changes: Any) -> str:
    """A set with one key, of kid myCIBAKey, that is this."""
    return json.dumps({"keys": [{"kid": "myCIBAKey", **changes}]})


MODULUS, POINT = "_" * 80_000, "A" * 43
KEY_SETS = {
    "null": "null",
    "duplicate members": '{"keys": [], "keys": []}',
    "many keys": json.dumps({"keys": [{}] * 3000}),
    "deep": "[" * 100_000,
    "a byte order mark": "\ufeff" + keys(kty="EC"),
    "a huge modulus": keys(kty="RSA", n=MODULUS, e="AQAB"),
    "a huge exponent": keys(kty="RSA", n=MODULUS[:342], e=MODULUS[:342]),
    "no point of the curve": keys(kty="EC", crv="P-256", x=POINT, y=POINT),
    "another curve": keys(kty="EC", crv="secp256k1", x=POINT, y=POINT),
    "an agreement key": keys(kty="OKP", crv="X25519", x=POINT),
    "members of other types": keys(kty="EC", crv=[], x={}, y=None, use=5, alg=[], key_ops="x"),
    "a surrogate": keys(kty="EC", crv="P-256", x="\ud800", y="\ud800"),
}


@pytest.mark.parametrize("name", KEY_SETS)
@pytest.mark.parametrize("alg", ["ES256", "PS256"])
async def test_no_key_set_breaks_the_endpoint(
    till: Till, administrator: Administrator, name: str, alg: str
) -> None:
    body = client(till.key, jwkSet=KEY_SETS[name])
    if (await put(administrator, body)).status_code == 200:
        key = till.key if alg == "ES256" else JWK.generate(kty="RSA", size=2048)
        header = {"alg": alg, "kid": "myCIBAKey"}
        answer = await till.send(signed(till.claims(), key, header))
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize(
    "pair",
    [
        b"\x00:\x00",
        b"\xff\xfe:x",
        b"%00%zz%ff:%",
        b"%ED%A0%80:x",
        b"myCIBAClient:forge\x00rock",
        b"a" * 7000,
        b":",
    ],
)
async def test_no_encoding_of_the_credentials_breaks_an_endpoint(
    till: Till, endpoint: str, pair: bytes
) -> None:
    headers = {"Authorization": f"Basic {b64encode(pair).decode()}"}
    answer = await till.am.post(f"{OAUTH2}/{endpoint}", data={"token": "x"}, headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize("endpoint", [*ENDPOINTS, "userinfo"])
@pytest.mark.parametrize("body", [b"\x00", b"%00=%00", b"=&=&a", b"token=%ED%A0%80", b"\xff=\xff"])
async def test_no_form_breaks_an_endpoint(till: Till, endpoint: str, body: bytes) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = await till.am.post(
        f"{OAUTH2}/{endpoint}", content=body, headers=headers, auth=till.auth
    )
    assert 400 <= answer.status_code < 500


@pytest.mark.parametrize("endpoint", [*ENDPOINTS, "userinfo"])
async def test_a_body_of_ten_megabytes_is_too_large(till: Till, endpoint: str) -> None:
    form = {"token": "a" * 10 * MIB}
    answer = await till.am.post(f"{OAUTH2}/{endpoint}", data=form, auth=till.auth)
    assert (answer.status_code, answer.json()["error"]) == (413, "invalid_request")


async def test_a_client_of_ten_megabytes_is_too_large(administrator: Administrator) -> None:
    answer = await put(administrator, {"coreOAuth2ClientConfig": {"clientName": ["a" * 10 * MIB]}})
    assert answer.status_code == 413
    assert (await administrator.get(CLIENT)).status_code == 404
    await done(administrator, CLIENT, {})
