"""`aud` is this provider and `iss` the client, to the letter (CIBA 7.1.1, RFC 8725 3.8, 3.9)."""

from typing import Any

import pytest

from tests.contract.am import OAUTH2
from tests.provider.attacks import REQUEST, each_refused, each_taken
from tests.provider.forging import forged, raw_payload
from tests.provider.provider import Provider


def bad_audiences(issuer: str) -> list[Any]:
    """Values that are not this provider."""
    host = issuer.removesuffix(f"/am{OAUTH2}")
    return [
        "https://other.example",
        "https://other.example/am" + OAUTH2,
        [],
        [""],
        ["https://other.example", "https://another.example"],
        [[issuer]],
        [{"aud": issuer}],
        [issuer, 5],
        [issuer, None],
        [issuer, [issuer]],
        {},
        {"a": 1},
        {issuer: True},
        "",
        " ",
        "*",
        0,
        1,
        True,
        False,
        1.5,
        issuer + "/",
        issuer + " ",
        " " + issuer,
        issuer + "\n",
        issuer + "\x00",
        issuer + "#",
        issuer + "?realm=/alpha",
        issuer + "/userinfo",
        issuer + "/realms/root",
        issuer + "/.well-known/openid-configuration",
        issuer[:-1],
        issuer + "a",
        issuer.upper(),
        issuer.swapcase(),
        issuer.replace("http://", "HTTP://"),
        issuer.replace("http://", "https://"),
        issuer.replace("http://", "http://user@"),
        issuer.replace("http://", ""),
        issuer.replace("127.0.0.1", "localhost"),
        issuer.replace("/alpha", "/beta"),
        issuer.replace("/alpha", "/%61lpha"),
        issuer.replace("/alpha", "/beta/../alpha"),
        f"{issuer} {issuer}",
        f"{issuer},{issuer}",
        f'["{issuer}"]',
        host,
        host + "/am",
        "myCIBAClient",
    ]


async def test_another_audience_is_refused(standing: Provider) -> None:
    till = standing.client
    audiences = bad_audiences(standing.issuer)
    requests = {repr(aud): till.request_object(aud=aud) for aud in audiences}
    requests["none"] = till.request_object(aud=None)
    requests["null"] = forged(till, raw_payload(till, '"aud": null', aud=None))
    await each_refused(standing, till, requests)


async def test_the_issuer_alone_or_among_others_is_taken(standing: Provider) -> None:
    # RFC 7519 4.1.3
    till, issuer = standing.client, standing.issuer
    audiences = [issuer, [issuer], ["https://other.example", issuer], [issuer, issuer]]
    requests = {repr(aud): till.request_object(aud=aud) for aud in audiences}
    await each_taken(standing, till, requests)


ISSUERS: list[Any] = [
    "otherClient",
    "MYcibacLIENT",
    "mycibaclient",
    "myCIBAClient ",
    " myCIBAClient",
    "myCIBAClient\x00",
    "myCIBAClient\n",
    "myCIBAClien",
    "myCIBAClientt",
    "my%43IBAClient",
    "mуCIBAClient",  # noqa: RUF001  a Cyrillic letter is the point
    "myCIBAClient, otherClient",
    "*",
    "",
    ["myCIBAClient"],
    ["myCIBAClient", "otherClient"],
    {"client_id": "myCIBAClient"},
    {},
    [],
    0,
    True,
    1.5,
]


@pytest.mark.parametrize("claim", ["iss", "client_id"])
async def test_who_signed_is_the_client_that_authenticated(standing: Provider, claim: str) -> None:
    # CIBA 7.1.1; RFC 9101 5
    till = standing.client
    requests = {repr(value): till.request_object(**{claim: value}) for value in ISSUERS}
    await each_refused(standing, till, requests)


async def test_an_issuer_must_be_there(standing: Provider) -> None:
    till = standing.client
    requests = {
        "missing": till.request_object(iss=None),
        "null": forged(till, raw_payload(till, '"iss": null', iss=None)),
        "the provider": till.request_object(iss=standing.issuer),
        "the user": till.request_object(iss="demo"),
        "in sub": till.request_object(iss=None, sub="myCIBAClient", azp="myCIBAClient"),
    }
    await each_refused(standing, till, requests, REQUEST)


async def test_the_clients_own_client_id_inside_is_taken(standing: Provider) -> None:
    # RFC 9101 4
    till = standing.client
    await each_taken(standing, till, {"own": till.request_object(client_id="myCIBAClient")})
