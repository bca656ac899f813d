"""Answers of the token endpoint while there are no tokens, and refusals of tokens."""

from ciba_helpers.explain import looks
from ciba_helpers.explain.catalogue.steps import (
    ASK_AGAIN,
    CHECK_GRANTS,
    CHECK_REALM,
    CIBA,
    CLIENT_ADVANCED,
    CLIENTS,
)
from ciba_helpers.explain.entry import Cause, Entry, Step

_CODE = "invalid_request"
_POLLING = "CIBA Core 1.0, section 11"
_TOKENS = "RFC 6749, section 5.2"
_BEARER = "RFC 6750, section 3.1"

_WAIT = Step(
    7, "Leave `interval` seconds between two polls; `await lab.client.wait(…)` does.", CIBA
)
_CLOCK_THEN_ASK = Step(7, "Set it right, `await lab.clock.reset()`, and ask again.")
_OWN_CLIENT = Step(9, "Poll as the client that asked, with the whole `auth_req_id`.")
_FORM = Step(5, "Send a form: `data={…}` writes it and its header.")
_CIBA_GRANT = Step(7, "Send `grant_type=urn:openid:params:grant-type:ciba`.")
_USE_TOKEN = Step(7, "Send the latest access token: `Authorization: Bearer …`.")
_NEW_TOKENS = Step(7, "Get new tokens: ask, approve, redeem.", CLIENT_ADVANCED)
_POST = Step(5, "Use `lab.http.post(…)`: the parameters travel in the body.")
_LISTEN = Step(7, "Wait for the tokens at the client's notification endpoint, or use poll mode.")

ENTRIES = (
    Entry(
        "authorization_pending",
        r".*",
        "Nothing is wrong: the end user has not answered yet.",
        (
            Cause("The phone still shows the question.", Step(6, "Answer it, then poll again.")),
            Cause("The till asked very soon.", _WAIT),
        ),
        _POLLING,
    ),
    Entry(
        "slow_down",
        r".*",
        "You asked again too soon. The question still stands; wait longer before the next poll.",
        (
            Cause("Less than `interval` seconds lie between two polls.", _WAIT),
            Cause("Two programs, or two cells, poll for the same `auth_req_id`.", _WAIT),
        ),
        _POLLING,
    ),
    Entry(
        "expired_token",
        r".*",
        "The end user did not answer in time, and the `auth_req_id` is worth nothing now.",
        (
            Cause("Nobody answered the phone within `expires_in` seconds.", ASK_AGAIN),
            Cause("The mock's clock was moved past that moment.", _CLOCK_THEN_ASK),
        ),
        _POLLING,
    ),
    Entry(
        "transaction_failed",
        r".*",
        "AM could not bring the tokens to the client, for a reason that is not the end user's.",
        (
            Cause(
                "The client was deleted while the end user was being asked.",
                Step(4, "Register it again, then ask again.", CLIENTS),
            ),
        ),
        "CIBA Core 1.0, section 12",
    ),
    Entry(
        "unauthorized_client",
        r"The client is registered for push mode: the tokens are brought to it",
        "In CIBA's push mode AM sends the tokens to the client, which must not ask for them.",
        (Cause("The client polls although it is registered for push mode.", _LISTEN),),
        _POLLING,
    ),
    Entry(
        "unauthorized_client",
        r"The client is not allowed to use this grant type",
        "The client's registration does not list this grant, the thing it wants tokens for.",
        (Cause("The grant is not registered.", CHECK_GRANTS, looks.form_field("grant_type")),),
        _TOKENS,
    ),
    Entry(
        "invalid_grant",
        r"The provided token id : (?P<secret>.*) belongs to different access grant\.",
        "The token you want to revoke was given to another client.",
        (Cause("The credentials are another client's than the token.", _NEW_TOKENS),),
        "RFC 7009, section 2.1",
    ),
    Entry(
        "invalid_grant",
        r".*",
        "AM has no tokens for this `auth_req_id` or refresh token.",
        (
            Cause(
                "It was redeemed before: once is enough.",
                ASK_AGAIN,
            ),
            Cause(
                "It is another client's, or was cut short while copying.",
                _OWN_CLIENT,
                looks.other_credentials,
            ),
            Cause("It belongs to another realm, or AM was reset since.", CHECK_REALM, looks.realm),
        ),
        f"{_POLLING}; {_TOKENS}",
    ),
    Entry(
        _CODE,
        r"Grant type is not set",
        "The request does not say by what right it wants tokens.",
        (Cause("The field `grant_type` is missing.", _CIBA_GRANT, looks.form_field("grant_type")),),
        _TOKENS,
    ),
    Entry(
        "unsupported_grant_type",
        r".*",
        "AM serves no such kind of grant here.",
        (
            Cause("`grant_type` is misspelt.", _CIBA_GRANT, looks.form_field("grant_type")),
            Cause("It is a grant that the mock does not have.", _CIBA_GRANT),
        ),
        _TOKENS,
    ),
    Entry(
        "unsupported_response_type",
        r".*",
        "The mock answers no logins in a browser; in CIBA there are none.",
        (Cause("The request went to `/authorize`.", Step(5, "POST to `/bc-authorize`.")),),
        "RFC 6749, section 4.1.2.1",
    ),
    Entry(
        "invalid_scope",
        r"The requested scope exceeds the scope that was granted",
        "A refresh token opens what was granted at first, never more.",
        (
            Cause(
                "`scope` has a word that the first request had not.",
                Step(7, "Leave `scope` out, or ask again with all of it."),
                looks.form_field("scope"),
            ),
        ),
        "RFC 6749, section 6",
    ),
    Entry(
        _CODE,
        r"Missing parameters?: (?P<names>.+)",
        "A form field that this endpoint needs is missing.",
        (
            Cause("It was left out or is misspelt.", _FORM, looks.content_type),
            Cause(
                "A poll must bring the `auth_req_id` of the acknowledgement.",
                Step(7, "Send `auth_req_id=lab.auth_req_id`."),
            ),
        ),
        _TOKENS,
    ),
    Entry(
        "invalid_token",
        r".*",
        "The access token opens nothing (any more).",
        (
            Cause(
                "The request brings no token.",
                _USE_TOKEN,
                looks.no_bearer,
            ),
            Cause("It has expired, or was revoked.", _NEW_TOKENS, looks.a_bearer),
            Cause("It is an ID token or refresh token, not the access token.", _USE_TOKEN),
            Cause("It belongs to another realm.", CHECK_REALM, looks.realm),
        ),
        _BEARER,
    ),
    Entry(
        _CODE,
        r"Access Token cannot be provided in both form and header",
        "The access token came twice, and AM does not choose.",
        (Cause("It stands in the header and in the form.", _USE_TOKEN),),
        "RFC 6750, section 2",
    ),
    Entry(
        _CODE,
        r"Invalid Content Type",
        "OAuth's requests are forms; this body says that it is something else.",
        (Cause("The body was sent as JSON.", _FORM, looks.content_type),),
        "RFC 6749, section 3.2 and appendix B",
    ),
    Entry(
        _CODE,
        r"The request body is too large",
        "The body is larger than AM reads here.",
        (Cause("A field holds far more than it needs.", _FORM),),
        "RFC 9110, section 15.5.14",
    ),
    Entry(
        _CODE,
        r"The request body is not well-formed",
        "The form cannot be decoded.",
        (Cause("It was put together by hand, with a stray `%` or other bytes.", _FORM),),
        "RFC 6749, appendix B",
    ),
    Entry(
        _CODE,
        r"A parameter must not appear more than once",
        "A form field came twice, and nobody may guess which one counts.",
        (Cause("The same name stands twice in the form or the URL.", _FORM),),
        "RFC 6749, section 3.2",
    ),
    Entry(
        "method_not_allowed",
        r".*",
        "This endpoint wants another HTTP method.",
        (Cause("GET was used where POST belongs, or the other way round.", _POST, looks.method),),
        "RFC 9110, section 15.5.6",
    ),
)
