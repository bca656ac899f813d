"""A client proves who it is, by one method, and nobody else does (RFC 6749 2.3, RFC 9700 2.5)."""

from base64 import b64encode
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from jwcrypto.jwk import JWK

from tests.contract.configuration import CLIENTS, client, done
from tests.contract.refusals import ENDPOINTS
from tests.contract.till import new_key
from tests.provider.assertions import TYPE, assertion, by_assertion, post
from tests.provider.attacks import REQUEST, case, refused, still_works, unauthenticated, unharmed
from tests.provider.forging import Sign, always, compact, ecdsa, mac
from tests.provider.provider import Client, Provider

SECRET = "forgerock"


def basic(client_id: str | bytes, secret: str | bytes, scheme: str = "Basic") -> str:
    """An Authorization header."""
    one, other = (text.encode() if isinstance(text, str) else text for text in (client_id, secret))
    return f"{scheme} {b64encode(one + b':' + other).decode()}"


async def calls(
    provider: Provider, endpoint: str = "introspect", headers: Any = None, **form: Any
) -> httpx.Response:
    """POST with nothing but these headers and this form."""
    url = f"{provider.issuer}/{endpoint}"
    return await provider.am.post(url, headers=headers, data={"token": "x"} | form)


HEADERS: dict[str, str] = {
    "a wrong secret": basic("myCIBAClient", "wrong"),
    "an empty secret": basic("myCIBAClient", ""),
    "a prefix": basic("myCIBAClient", SECRET[:-1]),
    "more": basic("myCIBAClient", SECRET + "k"),
    "twice": basic("myCIBAClient", SECRET * 2),
    "another case": basic("myCIBAClient", SECRET.upper()),
    "a line break behind": basic("myCIBAClient", SECRET + "\n"),
    "a space behind": basic("myCIBAClient", SECRET + " "),
    "a space in front": basic("myCIBAClient", " " + SECRET),
    "a NUL behind": basic("myCIBAClient", SECRET + "\x00"),
    "a NUL inside": basic("myCIBAClient", "forge\x00rock"),
    "an encoded NUL": basic("myCIBAClient", SECRET + "%00"),
    "a secret of 100 kB": basic("myCIBAClient", "a" * 40_000),
    "another client's secret": basic("myCIBAClient", "another-secret"),
    "an unknown client": basic("nobody", SECRET),
    "an unknown client with an empty secret": basic("nobody", ""),
    "another client's name": basic("otherClient", SECRET),
    "the name in another case": basic("mycibaclient", SECRET),
    "a space behind the name": basic("myCIBAClient ", SECRET),
    "a NUL behind the name": basic("myCIBAClient\x00", SECRET),
    "an empty name": basic("", SECRET),
    "nothing at all": basic("", ""),
    "the wrong way round": basic(SECRET, "myCIBAClient"),
    "the administrator": basic("amadmin", "password"),
    "a user": basic("demo", "Ch4ng31t"),
    "SQL": basic("myCIBAClient' OR '1'='1", "' OR '1'='1"),
    "a wildcard": basic("*", "*"),
    "encoded twice": basic("myCIBAClient", quote(quote("forge rock"))),
    "no UTF-8": basic(b"myCIBAClient", b"\xff"),
    "no UTF-8, encoded": basic("myCIBAClient", "%ff"),
    "a surrogate, encoded": basic("myCIBAClient", "%ED%A0%80"),
    "no colon": f"Basic {b64encode(b'myCIBAClient').decode()}",
    "no colon, but encoded": f"Basic {b64encode(b'myCIBAClient%3Aforgerock').decode()}",
    "no base64": "Basic !!!!",
    "not encoded": f"Basic myCIBAClient:{SECRET}",
    "base64url": "Basic bXlDSUJBQ2xpZW50OmZvcmdlcm9jaw",
    "something behind": basic("myCIBAClient", SECRET) + "x",
    "a comma list": f"{basic('myCIBAClient', SECRET)}, {basic('myCIBAClient', SECRET)}",
    "a parameter behind": basic("myCIBAClient", SECRET) + ' realm="x"',
    "no credentials": "Basic",
    "an empty header": "",
    "a bearer": "Bearer abc",
    "a digest": 'Digest username="myCIBAClient", response="x"',
    "another scheme": basic("myCIBAClient", SECRET, "Basic2"),
    "the scheme alone, run together": basic("myCIBAClient", SECRET).replace(" ", ""),
    "no scheme": b64encode(f"myCIBAClient:{SECRET}".encode()).decode(),
    "negotiated": "Negotiate YII=",
}


EVERYWHERE = ["a wrong secret", "an unknown client", "no colon", "no base64", "a bearer"]
"""Those that are tried at every endpoint."""


@pytest.mark.parametrize(
    ("endpoint", "names"),
    [(one, HEADERS if one == "bc-authorize" else EVERYWHERE) for one in ENDPOINTS],
    ids=ENDPOINTS,
)
async def test_only_the_clients_own_secret_opens(
    standing: Provider, endpoint: str, names: Iterable[str]
) -> None:
    async with unharmed(standing):
        for name in names:
            with case(name):
                answer = await calls(standing, endpoint, {"Authorization": HEADERS[name]})
                refused(answer, (401, "invalid_client"))
                assert answer.headers["www-authenticate"].startswith("Basic ")


async def test_the_secret_may_be_spelled_as_http_and_oauth_allow(standing: Provider) -> None:
    # RFC 6749 2.3.1, RFC 9110 11.1
    every_octet = "".join(f"%{octet:02X}" for octet in b"myCIBAClient")
    headers = {
        "as it is": basic("myCIBAClient", SECRET),
        "in lower case": basic("myCIBAClient", SECRET, "basic"),
        "in upper case": basic("myCIBAClient", SECRET, "BASIC"),
        "percent-encoded": basic(every_octet, "forge%72ock"),
        "percent-encoded in lower case": basic("my%43%49BAClient", "%66orgerock"),
        "two spaces": basic("myCIBAClient", SECRET, "Basic "),
    }
    for name, header in headers.items():
        with case(name):
            answer = await calls(standing, headers={"Authorization": header})
            assert answer.json() == {"active": False}


AWKWARD = ["p ä:ss%+&=", "100%", "a+b", "ein Wort", "🔑", "::", '"\\', "%"]


async def test_any_secret_works_that_is_form_encoded(standing: Provider) -> None:
    # RFC 6749 2.3.1
    for secret in AWKWARD:
        with case(secret):
            body = client(new_key(), secret=secret)
            await done(standing.administrator, f"{CLIENTS}/awk-ward", body)
            encoded = basic("awk%2Dward", quote(secret, safe=""))
            answer = await calls(standing, headers={"Authorization": encoded})
            assert answer.json() == {"active": False}


OWN = basic("myCIBAClient", SECRET)
WRONG = basic("myCIBAClient", "wrong")
POSTED = {"client_id": "myCIBAClient", "client_secret": SECRET}
ASSERTED = {"client_assertion": "a.b.c", "client_assertion_type": TYPE}

TWICE: dict[str, tuple[list[str], dict[str, str]]] = {
    "Basic and a posted secret": ([OWN], POSTED),
    "Basic and a wrong posted secret": ([OWN], POSTED | {"client_secret": "wrong"}),
    "a wrong Basic and a posted secret": ([WRONG], POSTED),
    "Basic and a posted secret without a name": ([OWN], {"client_secret": SECRET}),
    "Basic and an assertion": ([OWN], ASSERTED),
    "Basic and an assertion's type alone": ([OWN], {"client_assertion_type": TYPE}),
    "Basic and an assertion without a type": ([OWN], {"client_assertion": "a.b.c"}),
    "a posted secret and an assertion": ([], POSTED | ASSERTED),
    "all three": ([OWN], POSTED | ASSERTED),
    "a bearer and a posted secret": (["Bearer x"], POSTED),
    "two headers": ([OWN, OWN], {}),
    "a wrong header behind a right one": ([OWN, WRONG], {}),
    "a right header behind a wrong one": ([WRONG, OWN], {}),
    "a bearer beside Basic": ([OWN, "Bearer x"], {}),
    "another client's name beside Basic": ([OWN], {"client_id": "otherClient"}),
    "an unknown name beside Basic": ([OWN], {"client_id": "nobody"}),
    "the name in another case beside Basic": ([OWN], {"client_id": "MYCIBACLIENT"}),
}


@pytest.mark.parametrize("endpoint", ENDPOINTS)
async def test_a_client_uses_one_method_once(standing: Provider, endpoint: str) -> None:
    # RFC 6749 2.3
    async with unharmed(standing):
        for name, (headers, form) in TWICE.items():
            with case(name):
                sent = [("Authorization", header) for header in headers]
                refused(await calls(standing, endpoint, sent, **form))


async def test_its_own_name_beside_basic_is_taken(standing: Provider) -> None:
    answer = await calls(standing, headers={"Authorization": OWN}, client_id="myCIBAClient")
    assert answer.json() == {"active": False}


IN_THE_URL: dict[str, tuple[str, dict[str, str]]] = {
    "a secret": ("client_id=myCIBAClient&client_secret=forgerock", {}),
    "a secret, its name in the form": ("client_secret=forgerock", {"client_id": "myCIBAClient"}),
    "a secret beside a posted one": ("client_secret=forgerock", POSTED),
    "an empty secret": ("client_secret=", {"client_id": "myCIBAClient"}),
    "an assertion": (f"client_assertion=a.b.c&client_assertion_type={TYPE}", {}),
}


@pytest.mark.parametrize("endpoint", ENDPOINTS)
async def test_credentials_are_never_in_the_url(standing: Provider, endpoint: str) -> None:
    # RFC 6749 2.3.1
    async with unharmed(standing):
        for name, (query, form) in IN_THE_URL.items():
            with case(name):
                refused(await calls(standing, f"{endpoint}?{query}", **form), REQUEST)


@pytest.mark.parametrize("endpoint", ENDPOINTS)
async def test_who_says_nothing_or_only_a_name_is_nobody(standing: Provider, endpoint: str) -> None:
    forms: list[dict[str, str]] = [
        {},
        {"client_id": "myCIBAClient"},
        {"client_id": "nobody"},
        {"client_id": "myCIBAClient", "client_secret": ""},
        {"client_id": "myCIBAClient", "client_secret": SECRET},  # it is registered for Basic
        {"client_id": "myCIBAClient", "Client_Secret": SECRET},
        {"client_secret": SECRET},
        {"client_id": "myCIBAClient", "username": "myCIBAClient", "password": SECRET},
    ]
    async with unharmed(standing):
        for form in forms:
            with case(form):
                answer = await calls(standing, endpoint, **form)
                refused(answer, unauthenticated(standing, header=False))


@pytest.fixture(scope="module")
async def signer(standing: Provider) -> Client:
    """A client that authenticates itself by signed assertions."""
    return await by_assertion(standing, "signingClient", new_key("signer"))


async def test_no_answer_tells_a_stranger_which_clients_there_are(
    standing: Provider, signer: Client
) -> None:
    # RFC 6749 5.2. AM tells of a client that used another method than its own (am.md 12.3).
    def forged_by(name: str) -> dict[str, str]:
        claims = assertion(standing, signer, iss=name, sub=name)
        token = compact({"alg": "ES256"}, claims, ecdsa(new_key()))
        return {"client_assertion": token, "client_assertion_type": TYPE}

    async def answers(name: str) -> list[tuple[int, Any, dict[str, str]]]:
        heard = [
            await calls(standing, headers={"Authorization": basic(name, "wrong")}),
            await calls(standing, client_id=name, client_secret="wrong"),
            await calls(standing, client_id=name),
            await calls(standing, **forged_by(name)),
        ]
        unequal = {"date"}
        return [
            (
                one.status_code,
                one.json(),
                {k: v for k, v in one.headers.items() if k not in unequal},
            )
            for one in heard
        ]

    nobody, known = await answers("nobody"), await answers("myCIBAClient")
    assert known[0] == nobody[0]
    if standing.profile == "strict":
        assert known == nobody
        assert await answers("signingClient") == nobody


async def test_a_client_that_is_switched_off_is_nobody(standing: Provider) -> None:
    body = client(new_key(), secret="a secret of its own")
    body["coreOAuth2ClientConfig"]["status"] = "Inactive"
    await done(standing.administrator, f"{CLIENTS}/switchedOff", body)
    header = {"Authorization": basic("switchedOff", "a secret of its own")}
    unknown = await calls(standing, headers={"Authorization": basic("nobody", "x")})
    answer = await calls(standing, headers=header)
    refused(answer, (401, "invalid_client"))
    assert answer.json() == unknown.json()


async def test_a_public_client_too_says_its_name_as_the_header_wants_it(
    standing: Provider,
) -> None:
    # RFC 7617 2: there is a colon, whatever stands behind it
    body = client(new_key())
    body["coreOAuth2ClientConfig"]["clientType"] = "Public"
    await done(standing.administrator, f"{CLIENTS}/publicClient", body)
    named = await calls(standing, headers={"Authorization": basic("publicClient", "")})
    refused(named, (400, "unauthorized_client"))
    bare = f"Basic {b64encode(b'publicClient').decode()}"
    refused(await calls(standing, headers={"Authorization": bare}), (401, "invalid_client"))


# Client assertions (RFC 7523 3)

CLAIMS: dict[str, dict[str, Any]] = {
    "no iss": {"iss": None},
    "no sub": {"sub": None},
    "no aud": {"aud": None},
    "no exp": {"exp": None},
    "another iss": {"iss": "myCIBAClient"},
    "another sub": {"sub": "myCIBAClient"},
    "another client in both": {"iss": "otherClient", "sub": "otherClient"},
    "nobody in both": {"iss": "nobody", "sub": "nobody"},
    "iss in another case": {"iss": "SIGNINGCLIENT"},
    "iss in a list": {"iss": ["signingClient"]},
    "sub in a list": {"sub": ["signingClient"]},
    "sub an object": {"sub": {"a": 1}},
    "sub a number": {"sub": 5},
    "aud of another": {"aud": "https://other.example"},
    "aud a list of others": {"aud": ["https://other.example", "https://another.example"]},
    "aud an empty list": {"aud": []},
    "aud an object": {"aud": {}},
    "aud true": {"aud": True},
    "exp a text": {"exp": "9999999999"},
    "exp true": {"exp": True},
    "exp a list": {"exp": [1]},
    "exp zero": {"exp": 0},
    "exp negative": {"exp": -1},
    "exp huge": {"exp": 10**400},
    "exp far away": {"exp": 1e308},
    "nbf far away": {"nbf": 9_999_999_999},
    "nbf a text": {"nbf": "1"},
    "iat far away": {"iat": 9_999_999_999},
    "iat true": {"iat": True},
}

MADE: dict[str, Callable[[JWK], tuple[dict[str, Any], Sign]]] = {
    "alg none": lambda key: ({"alg": "none"}, always(b"")),
    "alg none, signed": lambda key: ({"alg": "none"}, ecdsa(key)),
    "HS256 with the public key": lambda key: (
        {"alg": "HS256"},
        mac(key.export_public().encode()),
    ),
    "HS256 with the secret": lambda key: (
        {"alg": "HS256"},
        mac(b"secret of signingClient, long enough to sign with"),
    ),
    "a stranger's key": lambda key: ({"alg": "ES256"}, ecdsa(new_key())),
    "a stranger's key brought along": lambda key: (
        {"alg": "ES256", "jwk": new_key().export_public(as_dict=True)},
        ecdsa(new_key()),
    ),
    "no signature": lambda key: ({"alg": "ES256"}, always(b"")),
    "zeros": lambda key: ({"alg": "ES256"}, always(bytes(64))),
    "critical": lambda key: ({"alg": "ES256", "crit": ["x"], "x": 1}, ecdsa(key)),
    "not encoded": lambda key: ({"alg": "ES256", "b64": False}, ecdsa(key)),
    "an unknown kid": lambda key: ({"alg": "ES256", "kid": "unknown"}, ecdsa(key)),
    "a kid that is no text": lambda key: ({"alg": "ES256", "kid": ["signer"]}, ecdsa(key)),
    "another algorithm": lambda key: ({"alg": "ES384"}, ecdsa(key)),
}


async def test_an_assertion_is_checked_like_a_request_object(
    standing: Provider, signer: Client
) -> None:
    expected = unauthenticated(standing, header=False)
    async with unharmed(standing):
        for name, changes in CLAIMS.items():
            with case(name):
                claims = assertion(standing, signer, **changes)
                token = compact({"alg": "ES256"}, claims, ecdsa(signer.key))
                refused(await post(signer, token), expected)
        for name, made in MADE.items():
            with case(name):
                header, sign = made(signer.key)
                token = compact(header, assertion(standing, signer), sign)
                refused(await post(signer, token), expected)
    token = compact({"alg": "ES256"}, assertion(standing, signer), ecdsa(signer.key))
    assert (await post(signer, token)).json() == {"active": False}


async def test_an_assertion_is_used_once_where_ciba_is_kept_to_the_letter(
    standing: Provider, signer: Client
) -> None:
    # OIDC Core 9; AM looks at no jti (am.md 12.3)
    claims = assertion(standing, signer)
    token = compact({"alg": "ES256"}, claims, ecdsa(signer.key))
    later = claims | {"exp": claims["exp"] + 1}
    again = compact({"alg": "ES256"}, later, ecdsa(signer.key))
    without = compact({"alg": "ES256"}, assertion(standing, signer, jti=None), ecdsa(signer.key))
    assert (await post(signer, token)).status_code == 200
    for one in (token, again, without):
        answer = await post(signer, one)
        if standing.profile == "strict":
            refused(answer, (401, "invalid_client"))
        else:
            assert answer.json() == {"active": False}
    await still_works(standing)
