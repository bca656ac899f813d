"""Refusals of the phone's answer, of the mock's own controls, and of its page for handsets."""

from ciba_helpers.explain import looks
from ciba_helpers.explain.catalogue.steps import CHECK_REALM, PUSH_SERVICE, USERS
from ciba_helpers.explain.entry import Cause, Entry, Step

_PUSH = "AM: Push authentication"
_MOCK = "The mock's own controls: `/_mock/`"

_HANDSET = "The mock's page for handsets: `/handset/`"
_INVITE = Step(8, "Make a fresh code, and open it: `await lab.invite_handset()`.")

_METADATA = Step(4, "Compare the names with CIBA Core 1.0, section 4.")
_ADVANCE = Step(7, "Move the clock with `await lab.clock.advance(seconds=…)`.")

ENTRIES = (
    Entry(
        "400",
        r"Bad request\.",
        "AM does not take this answer from a phone. It never says why, so that a guesser learns "
        "nothing.",
        (
            Cause(
                "The message was answered before, or is too old.",
                Step(6, "Look for a newer one: `await lab.phone.receive()`."),
            ),
            Cause(
                "The answer was signed with another phone's secret, or answers another challenge.",
                Step(6, "Use `lab.phone.approve()`, or register the phone anew.", USERS),
            ),
            Cause(
                "`_action` is none of `register`, `authenticate`, `refresh`.",
                Step(6, "Answer at the address that came with the registration."),
                looks.path,
            ),
        ),
        _PUSH,
    ),
    Entry(
        "404",
        r"Cannot find Push Notification Service\.",
        "This realm sends no push notifications.",
        (
            Cause(
                "The Push Notification Service is missing.",
                Step(3, "Put it: `put_push_service`.", PUSH_SERVICE),
            ),
            Cause("The address names another realm.", CHECK_REALM, looks.realm),
        ),
        _PUSH,
    ),
    Entry(
        "403",
        r"A control token is required: .*",
        "This mock lets nobody move its clock or hold its phones without the control token.",
        (
            Cause(
                "The token was not sent.",
                Step(0, "Set `AM_CONTROL_TOKEN` before you open the lab."),
                looks.no_control_token,
            ),
            Cause("It is another one.", Step(0, "Ask whoever started the mock.")),
        ),
        _MOCK,
    ),
    Entry(
        "403",
        r"No web page may use the controls",
        "The mock's controls are for programs on this machine: any web page could misuse them.",
        (
            Cause(
                "The request came from a page in a browser, or has its `Origin` header.",
                Step(0, "Call it from a cell, or with curl and without that header."),
            ),
        ),
        _MOCK,
    ),
    Entry(
        "404",
        r"(Realm|User) not found: .*|Not found in realm .*: .*",
        "The mock has no such realm, user or client.",
        (
            Cause("The name is misspelt.", CHECK_REALM, looks.path),
            Cause("It was not created yet.", Step(3, "Open the lab again: it makes them.", USERS)),
        ),
        _MOCK,
    ),
    Entry(
        "404",
        r"No phone has been asked for this auth_req_id, or it was answered already",
        "There is nothing on a phone to answer for this `auth_req_id`.",
        (
            Cause("It was answered already.", Step(7, "Poll: the answer waits for you.")),
            Cause(
                "The tree has sent no push message.",
                Step(5, "Look at the way it took: `lab.mock.trail`."),
            ),
        ),
        _MOCK,
    ),
    Entry(
        "400",
        r"type must be allow or deny",
        "The phone can say yes or no, and this is neither.",
        (Cause("`type` is misspelt.", Step(6, "Use `lab.phone.approve()` or `.deny()`.")),),
        _MOCK,
    ),
    Entry(
        "400",
        r"advance must be a number of seconds|The clock may be moved by ten years at most",
        "The mock's clock cannot be moved so.",
        (Cause("The number of seconds is missing, no number, or far too large.", _ADVANCE),),
        _MOCK,
    ),
    Entry(
        "409",
        r"AM has no such thing: start the mock with --profile strict",
        "AM knows no ping or push mode and no user codes; only the mock's strict profile does.",
        (
            Cause(
                "The mock was started as AM is.",
                Step(0, "Start it anew: `python -m mock_am --profile strict`."),
            ),
        ),
        _MOCK,
    ),
    Entry(
        "400",
        r"Unknown client metadata: .*|Invalid value for .*|backchannel_\w+ must be one of .*"
        r"|backchannel_\w+ is required for ping and push",
        "What you register of the client for CIBA is not what CIBA allows.",
        (Cause("A name is misspelt, or a value is none of those allowed.", _METADATA),),
        "CIBA Core 1.0, section 4",
    ),
    Entry(
        "400",
        r"user_code must be a text that is not empty, and nothing beside it",
        "A user code is one text.",
        (Cause("It is empty or no text.", Step(4, "Send `json={'user_code': '…'}`.")),),
        "CIBA Core 1.0, section 7.1",
    ),
    Entry(
        "409",
        r"The handset's page is served on loopback, or where the mock was started with .*",
        "This mock listens beyond loopback, and shows nobody there a page that was not asked for.",
        (
            Cause(
                "The mock was started with `--host`, and without `--handset`.",
                Step(8, "Start it with `--handset` and the address that the handset can reach."),
            ),
        ),
        _HANDSET,
    ),
    Entry(
        "403",
        r"The handset's page is served under its own address alone",
        "The page does not answer to the name that it was asked for under: any site could have its "
        "name lead here.",
        (Cause("The address was changed or is that of a proxy.", _INVITE, looks.path),),
        _HANDSET,
    ),
    Entry(
        "401",
        r"The token of this handset's page does not count",
        "The page was switched off since the code was made, or the mock was reset.",
        (Cause("The code is an old one, or was not copied whole.", _INVITE),),
        _HANDSET,
    ),
    Entry(
        "503",
        r"Too many handsets' pages are open",
        "Each open page listens for its messages, and so many listen already.",
        (
            Cause(
                "Pages were left open.",
                Step(8, "Close those that are not needed; the others go on by themselves."),
            ),
        ),
        _HANDSET,
    ),
)
