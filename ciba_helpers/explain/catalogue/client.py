"""Refusals of the client: who it is, and how it proves it."""

from ciba_helpers.explain import looks
from ciba_helpers.explain.catalogue.steps import (
    CHECK_CREDENTIALS,
    CHECK_REALM,
    CLIENT,
    CLIENT_ADVANCED,
    CLIENT_KEYS,
    CLIENTS,
    SET_CLOCK_BACK,
)
from ciba_helpers.explain.entry import Cause, Entry, Step

_CODE = "invalid_client"
_PROOF = "RFC 6749, section 2.3.1"
_ERRORS = "RFC 6749, section 5.2"
_ASSERTIONS = "RFC 7523, section 3"

_ONE_WAY = Step(5, "Keep one: `auth=(client_id, secret)`, and nothing of it in the form.")
_METHOD = Step(
    4,
    "Send the proof as `tokenEndpointAuthMethod` says.",
    f"{CLIENT_ADVANCED} > Token Endpoint Authentication Method",
)
_REGISTER = Step(4, "Register the client in this realm: `put_client`.", CLIENTS)
_ASSERT_AGAIN = Step(5, "Sign a new assertion, good for a few minutes, with a new `jti`.")
_ASSERTION_KEY = Step(4, "Sign with the key and the algorithm you registered.", CLIENT_KEYS)

ENTRIES = (
    Entry(
        _CODE,
        r"Client authentication failed",
        "AM does not believe that you are the client you say. It tells nobody whether the id or "
        "the secret is wrong.",
        (
            Cause("The request has no credentials.", CHECK_CREDENTIALS, looks.no_credentials),
            Cause(
                "The `Authorization` header is not HTTP Basic as it should be.",
                CHECK_CREDENTIALS,
                looks.not_basic,
            ),
            Cause(
                "The secret is wrong, or the id is misspelt.",
                Step(4, "Compare with what you registered.", CLIENT),
                looks.other_credentials,
            ),
            Cause("No such client is registered in this realm.", _REGISTER, looks.realm),
            Cause(
                "The id or secret has a `%`, `+` or colon, which must be form-encoded in Basic.",
                CHECK_CREDENTIALS,
                looks.only_basic,
            ),
        ),
        f"{_PROOF} and 5.2",
    ),
    Entry(
        _CODE,
        r"Invalid authentication method for accessing this endpoint\.",
        "The client proves who it is in another way than it is registered for.",
        (
            Cause("It sent no proof at all.", CHECK_CREDENTIALS, looks.no_credentials),
            Cause(
                "It is registered for the form (`client_secret_post`) or a signed JWT "
                "(`private_key_jwt`), and sent Basic, or the other way round.",
                _METHOD,
                looks.other_credentials,
            ),
        ),
        "OpenID Connect Core 1.0, section 9",
    ),
    Entry(
        _CODE,
        r"JWT 'iss' and 'sub' claims must be equal to the client_id",
        "A JWT that authenticates a client names it twice, as `iss` and as `sub`.",
        (Cause("One of the two is missing, or names another.", _ASSERT_AGAIN),),
        _ASSERTIONS,
    ),
    Entry(
        _CODE,
        r"JWT is not valid",
        "The JWT in `client_assertion` does not open, or its signature is not the client's.",
        (
            Cause("It was signed with another key or algorithm than registered.", _ASSERTION_KEY),
            Cause("It was cut short, or a claim is of the wrong kind.", _ASSERT_AGAIN),
        ),
        _ASSERTIONS,
    ),
    Entry(
        _CODE,
        r"JWT has expired",
        "The JWT in `client_assertion` was good until a moment that is over.",
        (
            Cause("It was signed a while ago.", _ASSERT_AGAIN),
            Cause("The mock's clock is ahead of yours.", SET_CLOCK_BACK),
        ),
        _ASSERTIONS,
    ),
    Entry(
        _CODE,
        r"JWT expiration time is unreasonable",
        "The JWT in `client_assertion` would stay good for too long.",
        (Cause("Its `exp` lies too far ahead, or counts milliseconds.", _ASSERT_AGAIN),),
        _ASSERTIONS,
    ),
    Entry(
        _CODE,
        r"Audience validation failed",
        "The JWT in `client_assertion` is meant for somebody else.",
        (
            Cause(
                "Its `aud` is not an address of this AM (strict profile: the issuer alone).",
                Step(5, "Write `lab.issuer` as its `aud`."),
            ),
        ),
        _ASSERTIONS,
    ),
    Entry(
        _CODE,
        r"JWT must contain the claim (?P<claim>.+)",
        "The JWT in `client_assertion` lacks a claim that makes it good for one use.",
        (Cause("`jti`, a new random text each time, is missing.", _ASSERT_AGAIN),),
        "OpenID Connect Core 1.0, section 9",
    ),
    Entry(
        _CODE,
        r"JWT has already been used",
        "This `client_assertion` was here before; each is good for one request.",
        (Cause("The same JWT was sent twice.", _ASSERT_AGAIN),),
        _ASSERTIONS,
    ),
    Entry(
        _CODE,
        r"Too many attempts to authenticate as this client.*",
        "So many tries in this client's name have failed that AM looks at no more for a moment.",
        (
            Cause(
                "A program repeats a wrong secret.",
                Step(4, "Stop it, compare the secret, and try again in a second.", CLIENT),
            ),
            Cause(
                "Somebody is guessing the secret.",
                Step(4, "Give the client a new, long one.", CLIENT),
            ),
        ),
        "RFC 6819, section 4.4.3.6; RFC 6585, section 4",
    ),
    Entry(
        _CODE,
        r"",
        "AM does not believe that you are the client you say.",
        (
            Cause("The request has no credentials.", CHECK_CREDENTIALS, looks.no_credentials),
            Cause("They are not those of a client in this realm.", CHECK_CREDENTIALS),
        ),
        _ERRORS,
        general=True,
    ),
    Entry(
        "invalid_request",
        r"Client authentication failed",
        "The request proves in two ways at once who the client is, or names two clients.",
        (
            Cause(
                "An `Authorization` header and a secret in the form came together.",
                _ONE_WAY,
                looks.other_credentials,
            ),
            Cause("`client_id` in the form is another than the one in the header.", _ONE_WAY),
        ),
        "RFC 6749, section 2.3",
    ),
    Entry(
        "invalid_request",
        r"Client credentials must not be in the URL",
        "URLs end up in logs and histories, so a secret in one is a secret no more.",
        (
            Cause(
                "The secret or the assertion stands after a `?`.",
                Step(
                    5, "Use `auth=` or `data=`, not `params=`; then give the client a new secret."
                ),
            ),
        ),
        _PROOF,
    ),
    Entry(
        "invalid_request",
        r"The Authorization header must not appear more than once",
        "Two `Authorization` headers cannot both be right.",
        (Cause("One was set by hand and one by `auth=`.", _ONE_WAY),),
        "RFC 9110, section 11.6.2",
    ),
    Entry(
        "unauthorized_client",
        r"",
        "The client is known, but may not do this.",
        (
            Cause(
                "Its registration lacks a grant, or it is public.",
                Step(4, "Compare `grantTypes` and `clientType`.", CLIENT_ADVANCED),
            ),
            Cause("The client of that name in this realm is another.", CHECK_REALM, looks.realm),
        ),
        _ERRORS,
        general=True,
    ),
)
