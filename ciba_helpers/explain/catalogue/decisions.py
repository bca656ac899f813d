"""Refusals of who may ask, and the answer no."""

from ciba_helpers.explain.catalogue.steps import (
    CHECK_GRANTS,
    CHECK_TREE,
    CIBA,
    CLIENT,
    CLIENT_KEYS,
    PUSH_SERVICE,
    USERS,
)
from ciba_helpers.explain.entry import Cause, Entry, Step

_ERRORS = "CIBA Core 1.0, section 13"

_STOP = Step(8, "Stop, and say so at the till: a new payment is the customer's to start.")
_USER = Step(3, "Look for the user with `read_user`; mind the realm.", USERS)

ENTRIES = (
    Entry(
        "access_denied",
        r"The end user may not log in",
        "The end user is there, but not active, and nobody was asked.",
        (Cause("Somebody has set the user inactive.", _USER),),
        _ERRORS,
    ),
    Entry(
        "access_denied",
        r"Too many authentication requests wait for this end user",
        "So many questions wait on this end user's phone that AM adds no other.",
        (
            Cause(
                "Earlier requests were never answered.",
                Step(6, "Answer or deny them, `await lab.phone.deny()`, or let them expire.", CIBA),
            ),
        ),
        "CIBA Core 1.0, section 14",
    ),
    Entry(
        "access_denied",
        r"The authentication tree refused the authentication request",
        "The tree that `acr_values` leads to came to Failure before the end user was asked.",
        (
            Cause(
                "The end user has no phone: the push sender ended with NOT_REGISTERED.",
                Step(6, "Register a phone for this user; the chapter's last part does.", USERS),
            ),
            Cause(
                "The tree is wired wrongly, or begins with a node that needs a screen.", CHECK_TREE
            ),
            Cause(
                "The realm has no Push Notification Service.",
                Step(3, "Put the service with `put_push_service`.", PUSH_SERVICE),
            ),
        ),
        f"{_ERRORS}; AM: Backchannel request grant",
    ),
    Entry(
        "access_denied",
        r"The end user denied the authorization request",
        "The answer is no, and that is final: do not ask again by yourself.",
        (
            Cause("The end user pressed Deny on the phone.", _STOP),
            Cause("The tree came to Failure after the phone had answered.", CHECK_TREE),
        ),
        "CIBA Core 1.0, section 11",
    ),
    Entry(
        "access_denied",
        r"",
        "The end user, or AM, said no. That is final.",
        (Cause("It was denied on the phone.", _STOP), Cause("The tree failed.", CHECK_TREE)),
        "CIBA Core 1.0, section 11",
        general=True,
    ),
    Entry(
        "unauthorized_client",
        r"The client is not allowed to use the Back Channel Request grant",
        "A client may use CIBA only where its registration says so.",
        (Cause("The grant `urn:openid:params:grant-type:ciba` is missing.", CHECK_GRANTS),),
        _ERRORS,
    ),
    Entry(
        "unauthorized_client",
        r"The client has no secret to sign its ID tokens with",
        "With HS256 and its kin, an ID token is signed with the client's own secret.",
        (
            Cause(
                "The client was registered without a secret.",
                Step(4, "Give it a secret.", f"{CLIENT} > Client secret"),
            ),
            Cause(
                "The algorithm of its ID tokens is not the one you meant.",
                Step(4, "Choose ES256 or RS256: those are signed with AM's key.", CLIENT_KEYS),
            ),
        ),
        "OpenID Connect Core 1.0, section 10.1",
    ),
    Entry(
        "unauthorized_client",
        r"Only a confidential client may do this",
        "Only a confidential client, one that can keep a secret, may do this.",
        (
            Cause(
                "The client is registered as public.",
                Step(4, "Set `clientType` to `Confidential`.", f"{CLIENT} > Client type"),
            ),
        ),
        "CIBA Core 1.0, section 4",
    ),
)
