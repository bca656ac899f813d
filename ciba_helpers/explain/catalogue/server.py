"""When nobody answers, an address leads nowhere, or the server itself is in trouble."""

from ciba_helpers.explain import looks
from ciba_helpers.explain.catalogue.steps import CHECK_BODY, CHECK_REALM, SERVICES, SIGN_IN
from ciba_helpers.explain.entry import Cause, Entry, Step

_HTTP = "RFC 9110, section 15"

_REOPEN = Step(0, "Open the lab again: it finds AM, or starts the mock.")
_ADDRESS = Step(0, "Compare the address with `lab.url`; AM's ends in `/am` or `/openam`.")
_STATE_FILE = Step(0, "Close what else uses it, or start the mock with another state file.")
_ENDPOINT = Step(5, "Compare it with `lab.issuer` and the chapter's endpoint.", SERVICES)
_ADMINISTRATOR = Step(3, "Sign in as the administrator: `await lab.administrator()`.")
_RAW = Step(0, "Send it with `lab.http`, which speaks HTTP as it should be.")
_ASK_AM = Step(0, "Restart the mock; on a real AM, its log tells the cause.")

ENTRIES = (
    Entry(
        "ConnectError",
        r".*",
        "Nobody listens at this address, so nothing was asked and nothing answered.",
        (
            Cause("The mock is not running, or on another port since it was restarted.", _REOPEN),
            Cause("The address is wrong: host, port, or http for https.", _ADDRESS),
        ),
        "RFC 9110, section 4.2",
    ),
    Entry(
        "TimeoutException",
        r".*",
        "Somebody listens, but did not answer in time.",
        (
            Cause("AM is busy, or stopped in a debugger.", _REOPEN),
            Cause("A firewall swallows what you send.", _ADDRESS),
        ),
        _HTTP,
    ),
    Entry(
        "TransportError",
        r".*",
        "The connection broke before the answer was complete.",
        (
            Cause("The server was stopped or restarted meanwhile.", _REOPEN),
            Cause("What listens there does not speak HTTP, or wants https.", _ADDRESS),
        ),
        _HTTP,
    ),
    Entry(
        "UnexpectedAnswer",
        r".*",
        "Something answered, but not what CIBA allows an OpenID provider to say.",
        (
            Cause(
                "The address is not AM's, or a proxy answered in its place.", _ADDRESS, looks.path
            ),
            Cause("AM's version or settings are others than these chapters expect.", _ENDPOINT),
        ),
        "CIBA Core 1.0, sections 7.3 and 10.1.1",
    ),
    Entry(
        "404|not_found",
        r"The server has not found anything matching the request URI",
        "AM's OAuth part has no such endpoint.",
        (
            Cause("The last part of the address is misspelt.", _ENDPOINT, looks.path),
            Cause("The realm in it is not there.", CHECK_REALM, looks.realm),
        ),
        _HTTP,
    ),
    Entry(
        "not_found",
        r'Realm [?"].*[?"] not found',
        "The address names a realm that this AM does not have.",
        (Cause("The realm is misspelt.", CHECK_REALM, looks.realm),),
        _HTTP,
    ),
    Entry(
        "404|not_found",
        r"No OpenID Connect provider for realm .*",
        "The realm is there, but no OpenID provider in it, so nobody answers OAuth's questions.",
        (
            Cause(
                "The OAuth2 Provider service is missing.",
                Step(3, "Put it: `map_acr` does so too.", f"{SERVICES} > OAuth2 Provider"),
            ),
            Cause("The address names another realm.", CHECK_REALM, looks.realm),
        ),
        "OpenID Connect Discovery 1.0, section 4",
    ),
    Entry(
        "400",
        r"Invalid HTTP request received\.",
        "What arrived is not HTTP, so the server itself refused it before AM saw it.",
        (
            Cause("https was sent to a port that speaks http.", _ADDRESS),
            Cause("A header or the first line was put together by hand.", _RAW),
        ),
        "RFC 9112, section 2.2",
    ),
    Entry(
        "400",
        r"Bad Request",
        "AM cannot make sense of the request, and says no more.",
        (Cause("The body or a parameter is not what this address wants.", CHECK_BODY),),
        _HTTP,
    ),
    Entry(
        "401",
        r"Unauthorized",
        "AM does not know who you are.",
        (
            Cause("The session token was not sent.", SIGN_IN, looks.no_session),
            Cause("The session is over.", SIGN_IN, looks.old_session),
        ),
        _HTTP,
    ),
    Entry(
        "403",
        r"Forbidden",
        "AM knows who you are, but you may not do this.",
        (
            Cause("The session is a user's, where an administrator's is needed.", _ADMINISTRATOR),
            Cause(
                "The session came as a cookie, without a header that shows it was meant: "
                "`Accept-API-Version` or `X-Requested-With`.",
                Step(3, "Send the session as a header named like the cookie."),
                looks.cookie_alone,
            ),
            Cause(
                "A phone may be removed only by who has just proved to hold one.", _ADMINISTRATOR
            ),
        ),
        _HTTP,
    ),
    Entry(
        "404",
        r"Not Found",
        "There is nothing at this address.",
        (
            Cause("It has not been made yet, or was deleted.", _REOPEN, looks.path),
            Cause("The address is misspelt.", _ADDRESS),
            Cause(
                "A PUT that may only update, with `If-Match` or in protocol 1.0, found nothing.",
                Step(3, "Create it first, with `Accept-API-Version: protocol=2.1,resource=1.0`."),
            ),
        ),
        _HTTP,
    ),
    Entry(
        "405",
        r"Method Not Allowed",
        "The address is right, the method is not.",
        (Cause("Another method belongs here.", _ENDPOINT, looks.method),),
        _HTTP,
    ),
    Entry(
        "406",
        r"Not Acceptable",
        "AM cannot answer in the form that you accept.",
        (Cause("`Accept-API-Version` asks for another version.", _ENDPOINT, looks.version),),
        _HTTP,
    ),
    Entry(
        "409",
        r"Conflict",
        "It contradicts what is there already.",
        (Cause("Something of that name exists.", Step(3, "Read it before you create.")),),
        _HTTP,
    ),
    Entry(
        "412",
        r"Precondition Failed",
        "A condition that you set in the headers does not hold, so nothing was changed.",
        (Cause("The resource changed since.", Step(3, "Read it again, then write.")),),
        "RFC 9110, section 13",
    ),
    Entry(
        "413",
        r"Request Entity Too Large|Content Too Large",
        "The body is larger than AM reads.",
        (Cause("It holds far more than it needs.", CHECK_BODY),),
        _HTTP,
    ),
    Entry(
        "501",
        r"Not Implemented",
        "The mock does not do this.",
        (Cause("It is a part of AM that CIBA does not need.", _ENDPOINT, looks.path),),
        _HTTP,
    ),
    Entry(
        "500|503|server_error|temporarily_unavailable",
        r"The state file .*",
        "The mock cannot use the file it keeps its state in.",
        (
            Cause("Another process holds it.", _STATE_FILE),
            Cause("The disk is full, the file is damaged, or access is denied.", _STATE_FILE),
        ),
        _HTTP,
    ),
    Entry(
        "500|503|server_error|temporarily_unavailable",
        r".*",
        "The server itself has failed; your request may have been right.",
        (Cause("It is in trouble, or just starting.", _ASK_AM),),
        _HTTP,
    ),
)
