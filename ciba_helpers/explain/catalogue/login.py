"""Refusals of a login, and of a session that a login gave."""

from ciba_helpers.explain import looks
from ciba_helpers.explain.catalogue.steps import (
    CHECK_REALM,
    CHECK_TREE,
    LOGIN_SETTINGS,
    REALMS,
    SIGN_IN,
    TREES,
    USERS,
)
from ciba_helpers.explain.entry import Cause, Entry, Step

_GUIDE = "AM: Authenticate over REST"
_SESSIONS = "AM: Manage sessions over REST"

_AGAIN = Step(6, "Begin the login anew: POST without `authId`.")
_CALLBACKS = Step(
    6, "Send back the whole answer you got, with only the `value`s of `input` filled in."
)
_USER = Step(3, "Look at the user: `read_user(am, name)`.", USERS)
_TREE_NAME = Step(3, "Name a tree: `authIndexType=service&authIndexValue=…`.", TREES)

ENTRIES = (
    Entry(
        "401",
        r"Access Denied",
        "This needs a session, the proof that somebody has signed in, and AM sees none.",
        (
            Cause("The session token was not sent.", SIGN_IN, looks.no_session),
            Cause(
                "The session has expired, was ended, or the mock was restarted or reset.",
                SIGN_IN,
                looks.old_session,
            ),
            Cause(
                "The header is not named like AM's cookie.",
                Step(0, "Ask `serverinfo` for `cookieName`."),
            ),
        ),
        _SESSIONS,
    ),
    Entry(
        "401",
        r"Login failure|Authentication Failed",
        "The tree came to Failure: AM does not believe that you are this user.",
        (
            Cause("Name or password is wrong.", _USER, looks.login_name),
            Cause("The user lives in another realm.", CHECK_REALM, looks.realm),
            Cause("The tree is wired wrongly, or a node in it failed.", CHECK_TREE),
        ),
        _GUIDE,
    ),
    Entry(
        "401",
        r"User Locked Out\.",
        "The user is there, but may not log in.",
        (Cause("Somebody has set the user inactive.", _USER, looks.login_name),),
        _GUIDE,
    ),
    Entry(
        "401",
        r"User Requires Profile to Login",
        "The tree succeeded, but for somebody whom this realm does not know.",
        (
            Cause("The tree never checks that the user exists.", CHECK_TREE),
            Cause(
                "The realm asks for a profile.",
                Step(3, "Create the user: `create_user`.", f"{LOGIN_SETTINGS} > User Profile"),
            ),
        ),
        _GUIDE,
    ),
    Entry(
        "401",
        r"Session has timed out",
        "The login took too long, or its `authId` was used before.",
        (Cause("Each answer brings a new `authId`, good for one step.", _AGAIN),),
        _GUIDE,
    ),
    Entry(
        "400",
        r"AuthId JWT Signature not valid|Failed to parse JWT, the authId is none",
        "`authId` carries the login from step to step, and this one is not AM's.",
        (
            Cause("It was changed or cut short.", _CALLBACKS),
            Cause("The mock was reset since.", _AGAIN),
        ),
        _GUIDE,
    ),
    Entry(
        "400",
        r"Incorrect number of callbacks found in JSON response"
        r"|Required callback not found in JSON response|A callback's input must be a text",
        "AM asked some questions (*callbacks*), and other ones came back.",
        (Cause("One was left out, changed, or filled with no text.", _CALLBACKS),),
        _GUIDE,
    ),
    Entry(
        "400",
        r"Invalid realm, .*",
        "The login names a realm that this AM does not have.",
        (Cause("`?realm=` is misspelt.", CHECK_REALM, looks.path),),
        _GUIDE,
    ),
    Entry(
        "400",
        r"Org is inactive",
        "The realm is switched off.",
        (Cause("Somebody set it inactive.", Step(3, "Set `active` to true.", REALMS)),),
        _GUIDE,
    ),
    Entry(
        "400",
        r"Unknown Authentication Index Type|No Configuration found",
        "AM cannot find the tree that you want to log in by.",
        (
            Cause("`authIndexValue` is misspelt, or the tree is not in this realm.", _TREE_NAME),
            Cause("`authIndexType` is another than `service`.", _TREE_NAME),
            Cause("The tree has lost a node that it leads to.", CHECK_TREE),
        ),
        _GUIDE,
    ),
    Entry(
        "415",
        r"Unsupported Media Type",
        "A login's body must be JSON.",
        (
            Cause(
                "It was sent as a form.",
                Step(3, "Send `json={…}`, or no body at all."),
                looks.content_type,
            ),
        ),
        _GUIDE,
    ),
)
