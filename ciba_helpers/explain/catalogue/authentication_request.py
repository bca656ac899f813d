"""Refusals of what is asked: whom, how, for what, and with which words."""

from ciba_helpers.explain import jwt_looks, looks
from ciba_helpers.explain.catalogue.steps import (
    ACR_MAPPING,
    CIBA,
    CLIENT,
    SIGN_AGAIN,
    USERS,
)
from ciba_helpers.explain.entry import Cause, Entry, Step

_CODE = "invalid_request"
_ASKING = "CIBA Core 1.0, section 7.1"
_ERRORS = "CIBA Core 1.0, section 13"

_SCOPES = Step(4, "Put the scope into the client's `scopes`.", f"{CLIENT} > Scope(s)")
_MAP_ACR = Step(3, "Map it to a tree: `map_acr(am, 'push', tree)`.", ACR_MAPPING)
_ONE_HINT = Step(2, "Keep `login_hint` and leave the other hints out.")
_SHORT_MESSAGE = Step(2, "Write 1 to 100 characters on one line.")
_PLAIN_BEGINNING = Step(2, "Begin with a letter, a number or a punctuation mark.")
_USER = Step(3, "Look for the user with `read_user`; mind the realm.", USERS)
_NEW_ID_TOKEN = Step(7, "Use the `id_token` of this client's latest token answer.")
_HINT_TOKEN = Step(2, "Sign the hint with the client's key, with `sub` and `exp` in it.")

ENTRIES = (
    Entry(
        _CODE,
        r"Exactly one login hint is required",
        "AM must know whom to ask, from exactly one of the three hints.",
        (Cause("There is no hint, or more than one.", _ONE_HINT, jwt_looks.hints),),
        _ASKING,
    ),
    Entry(
        _CODE,
        r"This kind of login hint is not supported",
        "CIBA has three kinds of hint; AM takes `login_hint` and `id_token_hint`.",
        (
            Cause(
                "You sent a `login_hint_token`, for the strict profile.", _ONE_HINT, jwt_looks.hints
            ),
        ),
        _ASKING,
    ),
    Entry(
        _CODE,
        r"login_hint_token is not a token that names an end user",
        "The `login_hint_token` does not open, or names nobody.",
        (Cause("Its signature, `iss`, `aud` or `sub` is not as it should be.", _HINT_TOKEN),),
        _ASKING,
    ),
    Entry(
        "expired_login_hint_token",
        r".*",
        "The token that names the end user was good until a moment that is over.",
        (Cause("The `login_hint_token` was made too long ago.", _HINT_TOKEN),),
        _ERRORS,
    ),
    Entry(
        _CODE,
        r"id_token_hint is not an ID token that this provider issued to the client",
        "The ID token you hint with is not one that this AM gave to this client.",
        (
            Cause("It is another client's or another realm's, or was changed.", _NEW_ID_TOKEN),
            Cause("An access token was sent in its place.", _NEW_ID_TOKEN),
        ),
        _ASKING,
    ),
    Entry(
        "unknown_user_id",
        r".*",
        "AM knows no end user by this hint.",
        (
            Cause(
                "The name is misspelt.",
                Step(2, "Sign with the right `login_hint=`.", USERS),
                jwt_looks.claim("login_hint"),
            ),
            Cause("The user lives in another realm than the client.", _USER, looks.realm),
            Cause(
                "On an AM with Ping's IDM, users are known by a UUID, not by their name.",
                Step(2, "Use the user's id as `login_hint`.", USERS),
            ),
        ),
        _ERRORS,
    ),
    Entry(
        "invalid_scope",
        r"The openid scope is required",
        "`scope` says what you want to know; CIBA insists on `openid` among it.",
        (
            Cause(
                "`scope` is missing or has no `openid`.",
                Step(2, "Ask for `scope='openid profile'`."),
                jwt_looks.claim("scope"),
            ),
        ),
        _ASKING,
    ),
    Entry(
        "invalid_scope",
        r"Unknown/invalid scope\(s\)",
        "You ask for something that this client may not ask for.",
        (
            Cause("A scope is not registered with the client.", _SCOPES, jwt_looks.claim("scope")),
            Cause("A scope is misspelt.", SIGN_AGAIN),
        ),
        _ERRORS,
    ),
    Entry(
        "invalid_scope",
        r"",
        "AM does not grant the scope that was asked for.",
        (Cause("It is not registered with the client.", _SCOPES),),
        _ERRORS,
        general=True,
    ),
    Entry(
        "invalid_binding_message",
        r".*",
        "The binding message is the text on the phone, and this one cannot be shown there.",
        (
            Cause(
                "It is empty, longer than 100 characters, or has a line break or a character that "
                "shows nothing.",
                _SHORT_MESSAGE,
                jwt_looks.binding_message,
            ),
            Cause(
                "It begins with a sign, such as a currency's or a space.",
                _PLAIN_BEGINNING,
                jwt_looks.first_character,
            ),
        ),
        _ERRORS,
    ),
    Entry(
        _CODE,
        r"acr_values is required",
        "`acr_values` says how to authenticate the end user; AM chooses the tree by it.",
        (Cause("The claim is missing or misspelt.", SIGN_AGAIN, jwt_looks.missing_claim),),
        _ASKING,
    ),
    Entry(
        _CODE,
        r"acr_values is not mapped to an authentication tree",
        "AM has no tree for the value in `acr_values`.",
        (
            Cause(
                "The value is misspelt: it must be one that AM maps.",
                Step(2, "Sign with `acr_values='push'`."),
                jwt_looks.claim("acr_values"),
            ),
            Cause("The mapping is missing in this realm.", _MAP_ACR),
            Cause("It leads to a tree that is not there any more.", _MAP_ACR),
        ),
        _ASKING,
    ),
    Entry(
        _CODE,
        r"requested_expiry must be a positive integer",
        "`requested_expiry` is for how many seconds the end user may take; this is no such number.",
        (
            Cause(
                "It is zero, negative, or not a whole number.",
                Step(2, "Write whole seconds, such as 300.", CIBA),
                jwt_looks.claim("requested_expiry"),
            ),
        ),
        _ASKING,
    ),
    Entry(
        _CODE,
        r"client_notification_token is required",
        "This client wants to be notified, so each request must bring a token to notify it with.",
        (
            Cause(
                "The client is registered for ping or push mode; a poll client needs none.",
                Step(2, "Add `client_notification_token`, new and random for each request."),
            ),
        ),
        _ASKING,
    ),
    Entry(
        "missing_user_code",
        r".*",
        "This end user has a user code, a word that keeps strangers from asking them.",
        (Cause("The request brings none.", Step(2, "Add the claim `user_code` and sign again.")),),
        _ERRORS,
    ),
    Entry(
        "invalid_user_code",
        r".*",
        "The user code is not the one that this end user chose.",
        (Cause("It is mistyped, or was changed.", Step(2, "Ask the end user, and sign again.")),),
        _ERRORS,
    ),
    Entry(
        _CODE,
        r"",
        "Something in the request is not as AM wants it; its own words are the best hint.",
        (Cause("A claim or a form field is missing, malformed or misplaced.", SIGN_AGAIN),),
        _ERRORS,
        general=True,
    ),
)
