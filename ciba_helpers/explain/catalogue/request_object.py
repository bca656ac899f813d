"""Refusals of the request object: the JWT that the till signs."""

from ciba_helpers.explain import jwt_looks, looks
from ciba_helpers.explain.catalogue.steps import CIBA, CLIENT_KEYS, SET_CLOCK_BACK, SIGN_AGAIN
from ciba_helpers.explain.entry import Cause, Entry, Step

_CODE = "invalid_request"
_CIBA = "CIBA Core 1.0, section 7.1.1"

_HELPER_SIGNS = Step(2, "Let the helper write and sign it: `request_claims(…)`, then `sign(…)`.")
_MINUTES = Step(2, "Take ten minutes from now: `request_claims(minutes=10, …)` does.")
_SECONDS = Step(2, "Write `int(time.time()) + 600`: `exp` counts seconds.")
_REGISTERED_KEY = Step(
    4,
    "Sign with the key you registered, `lab.key`, or register the public half of this one: "
    "`put_key_set`.",
    CLIENT_KEYS,
)
_NEW_JTI = Step(9, "Sign again, with a new `jti` each time: a `uuid4`, as text.")

ENTRIES = (
    Entry(
        _CODE,
        r"Request must have a 'request' parameter.*",
        "AM wants the question as a signed JWT in the form field `request`, and found none.",
        (
            Cause(
                "The field is missing or has another name.",
                Step(5, "Send it as a form: `data={'request': signed}`, not as `json=`."),
                looks.content_type,
            ),
            Cause("The claims were sent as bare parameters, not signed.", SIGN_AGAIN),
        ),
        _CIBA,
    ),
    Entry(
        _CODE,
        r"JWT is not valid",
        "What you sent as the request object is not a JWT that AM can open.",
        (
            Cause(
                "It is no signed JWT: cut short while copying, or encrypted, or plain JSON.",
                SIGN_AGAIN,
                jwt_looks.request_is_no_jwt,
            ),
            Cause("Its header or payload is not a proper JSON object.", _HELPER_SIGNS),
        ),
        "RFC 7515, section 5.2",
    ),
    Entry(
        _CODE,
        r"JWT signature could not be verified with the client's registered keys",
        "The signature does not belong to any public key that AM has for this client.",
        (
            Cause(
                "You signed with another key than the one you registered, or `kid` names another.",
                _REGISTERED_KEY,
                jwt_looks.in_header("kid"),
            ),
            Cause("A claim was changed after signing.", SIGN_AGAIN),
            Cause(
                "AM cannot read the client's key set: it is empty, or its address does not answer.",
                Step(4, "Look at `publicKeyLocation` and `jwkSet` of the client.", CLIENT_KEYS),
            ),
        ),
        f"{_CIBA}; RFC 7515, section 5.2",
    ),
    Entry(
        _CODE,
        r"JWT signing algorithm is not supported",
        "The JWT names a signing algorithm (`alg`) that AM does not take here.",
        (
            Cause(
                "AM takes ES256 and PS256, never `none`, and no HS256: a shared secret signs that.",
                Step(1, "Sign with a P-256 key, for ES256: `generate_signing_key()`.", CIBA),
                jwt_looks.in_header("alg"),
            ),
            Cause(
                "The client is registered for another algorithm than the one you use.",
                Step(4, "Sign with the algorithm that is registered.", CLIENT_KEYS),
            ),
        ),
        "FAPI-CIBA, section 5.2.2; RFC 8725, section 3.1",
    ),
    Entry(
        _CODE,
        r"JWT header typ is that of another kind of token",
        "The header's `typ` says that this JWT was made for another purpose.",
        (
            Cause(
                "An ID token, an access token or a proof was sent in the request object's place.",
                _HELPER_SIGNS,
                jwt_looks.in_header("typ"),
            ),
        ),
        "RFC 8725, section 3.11",
    ),
    Entry(
        _CODE,
        r"JWT header asks for an extension \(crit, b64\) that is not supported",
        "The header asks AM to understand an extension, and AM must refuse what it does not.",
        (
            Cause(
                "The header has `crit` or `b64`, which a request object has no use for.",
                _HELPER_SIGNS,
                jwt_looks.in_header("crit"),
            ),
        ),
        "RFC 7515, section 4.1.11",
    ),
    Entry(
        _CODE,
        r"JWT is too long",
        "The JWT is longer than AM is willing to read.",
        (Cause("A claim holds far more text than a question needs.", SIGN_AGAIN),),
        "RFC 8725, section 3.11",
    ),
    Entry(
        _CODE,
        r"JWT is nested too deeply",
        "The JSON in the JWT has lists within lists, deeper than AM is willing to read.",
        (Cause("A claim holds a structure where a plain text belongs.", _HELPER_SIGNS),),
        "RFC 8259, section 9",
    ),
    Entry(
        _CODE,
        r"JWT must contain the claim (?P<claim>.+)",
        "A claim that AM insists on is not in the JWT.",
        (
            Cause("It was left out, or its name is misspelt.", SIGN_AGAIN, jwt_looks.missing_claim),
            Cause(
                "The strict profile wants `iat`, `nbf` and `jti` as well, which AM does not.",
                Step(2, "Add the claim before you sign; a `jti` is a new random text each time."),
            ),
        ),
        _CIBA,
    ),
    Entry(
        _CODE,
        r"JWT claim (?P<claim>.+) is malformed",
        "A claim is there, but its value is of the wrong kind.",
        (
            Cause(
                "A moment (`exp`, `iat`, `nbf`) must be a number, every other claim a text.",
                _HELPER_SIGNS,
                jwt_looks.malformed_claim,
            ),
        ),
        "RFC 7519, section 4.1",
    ),
    Entry(
        _CODE,
        r"JWT expiration time is unreasonable",
        "The question would stay good for too long: AM takes an `exp` at most 30 minutes ahead "
        "(the strict profile 60).",
        (
            Cause("`exp` lies too far ahead.", _MINUTES, jwt_looks.exp_far_ahead),
            Cause(
                "`exp` counts milliseconds, as JavaScript does.",
                _SECONDS,
                jwt_looks.in_milliseconds,
            ),
            Cause("The mock's clock was moved back behind yours.", SET_CLOCK_BACK),
        ),
        f"{_CIBA}; FAPI-CIBA, section 5.2.2",
    ),
    Entry(
        _CODE,
        r"JWT has expired",
        "The moment in `exp` is over, so AM no longer believes the question.",
        (
            Cause("The request was signed a while ago.", SIGN_AGAIN, jwt_looks.exp_past),
            Cause("AM's clock is ahead of yours.", SET_CLOCK_BACK, jwt_looks.clock_ahead),
        ),
        "RFC 7519, section 4.1.4",
    ),
    Entry(
        _CODE,
        r"JWT is not valid yet",
        "`nbf` or `iat` (not before, issued at) lies in the future.",
        (
            Cause("Your clock is ahead of AM's.", SIGN_AGAIN, jwt_looks.claim("nbf")),
            Cause("The mock's clock was moved back.", SET_CLOCK_BACK),
        ),
        "RFC 7519, section 4.1.5",
    ),
    Entry(
        _CODE,
        r"JWT lifetime from nbf to exp is too long",
        "From `nbf` to `exp` it is more than an hour, longer than the strict profile allows.",
        (Cause("`exp` lies too far behind `nbf`.", _MINUTES),),
        "FAPI-CIBA, section 5.2.2",
    ),
    Entry(
        _CODE,
        r"JWT 'iss' claim must be equal to the client_id",
        "The JWT says that somebody else asks than the client that authenticates.",
        (
            Cause(
                "`iss` is not the client's id, to the letter.",
                Step(2, "Sign with `client_id=` the id you registered."),
                jwt_looks.another_issuer,
            ),
            Cause(
                "A parameter `client_id` in the JWT or beside it names another client.",
                SIGN_AGAIN,
            ),
        ),
        _CIBA,
    ),
    Entry(
        _CODE,
        r"Audience validation failed",
        "`aud`, the audience, says for whom the JWT is meant, and that is not this AM.",
        (
            Cause(
                "`aud` is not AM's address: another host, port or path, or none at all.",
                Step(2, "Sign with `audience=lab.audience`."),
                jwt_looks.another_audience,
            ),
            Cause(
                "The strict profile takes nothing but the issuer, realm included.",
                Step(2, "Sign with `audience=lab.issuer`."),
            ),
        ),
        _CIBA,
    ),
    Entry(
        _CODE,
        r"JWT has already been used",
        "A JWT with this `jti` was here before. Each is good for one request, so that nobody can "
        "send a recorded one again.",
        (Cause("The same signed request was sent twice.", _NEW_JTI, jwt_looks.claim("jti")),),
        _CIBA,
    ),
    Entry(
        _CODE,
        r"Authentication request parameters must be inside the signed JWT",
        "Beside the signed JWT stands a parameter that belongs inside it, where it is protected.",
        (
            Cause(
                "A form field such as `scope` or `login_hint` was sent next to `request`.",
                Step(5, "Send `request` alone: `data={'request': signed}`."),
            ),
        ),
        _CIBA,
    ),
)
