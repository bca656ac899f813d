"""Refusals that every endpoint of AM's JSON API has: versions, bodies, preconditions, queries."""

from ciba_helpers.explain import looks
from ciba_helpers.explain.catalogue.steps import CHECK_BODY
from ciba_helpers.explain.entry import Cause, Entry, Step

_GUIDE = "AM: REST API, "
_VERSIONS = f"{_GUIDE}versions"
_HEADERS = f"{_GUIDE}PUT, If-Match and If-None-Match"
_QUERIES = f"{_GUIDE}query"
_BODIES = f"{_GUIDE}JSON bodies"

_VERSION = Step(3, "Send `Accept-API-Version: protocol=2.1,resource=1.0`, as the chapter does.")
_CREATE = Step(3, "`If-None-Match: *` belongs to a PUT that must create and never replace.")
_REREAD = Step(3, "Read the resource again, change what you got, and send that.")
_NO_CONDITION = Step(3, "Leave the header out.")
_FILTER = Step(3, "Use `_queryFilter=true`, which finds everything.")
_ACTION = Step(3, "Compare `_action` with the chapter's; without one it means `create`.")

ENTRIES = (
    Entry(
        "404|406",
        r'Accept-API-Version: Requested version ".*" does not match any routes\.',
        "Each of AM's endpoints has versions, and the one you ask for is none of them.",
        (
            Cause("`resource=` names a version that is not there.", _VERSION, looks.version),
            Cause("The version is that of another endpoint.", _VERSION),
        ),
        _VERSIONS,
    ),
    Entry(
        "400",
        r"Version string is in an invalid format\.",
        "The header `Accept-API-Version` cannot be read.",
        (Cause("It is misspelt.", _VERSION, looks.version),),
        _VERSIONS,
    ),
    Entry(
        "400",
        r"Unsupported (major|minor) version: .*",
        "You ask for a newer protocol than this AM speaks.",
        (Cause("`protocol=` is too high; the newest is 2.1.", _VERSION, looks.version),),
        _VERSIONS,
    ),
    Entry(
        "400",
        r"The request could not be processed because it specified the content-type .*",
        "AM's JSON API reads JSON, and your body says that it is something else.",
        (Cause("The body was sent as a form: `data=`.", CHECK_BODY, looks.content_type),),
        _BODIES,
    ),
    Entry(
        "400",
        r"The request could not be processed because it did not contain any JSON content",
        "This request needs a body, and has none.",
        (Cause("`json=` was forgotten.", CHECK_BODY),),
        _BODIES,
    ),
    Entry(
        "400",
        r"The request could not be processed because the provided content is not valid JSON",
        "The body cannot be read as JSON.",
        (
            Cause("It was written by hand: single quotes, or a comma too many.", CHECK_BODY),
            Cause("The same member stands in it twice.", CHECK_BODY),
        ),
        _BODIES,
    ),
    Entry(
        "400",
        r"The request could not be processed because the provided content is not a JSON object",
        "The body is JSON, but a list, a text or a number, where an object belongs.",
        (Cause("The outer braces are missing.", CHECK_BODY),),
        _BODIES,
    ),
    Entry(
        "412",
        r"If-None-Match \* not appropriate for GET requests"
        r"|If-(None-)?Match not supported for \w+ requests",
        "A condition in the headers that this method has no use for.",
        (Cause("The headers of a PUT were used again.", _NO_CONDITION, looks.method),),
        _HEADERS,
    ),
    Entry(
        "412",
        r"Simultaneous use of If-Match and If-None-Match not supported for PUT requests",
        "One header says *only if it is there*, the other *only if it is not*.",
        (Cause("Both were sent.", _CREATE),),
        _HEADERS,
    ),
    Entry(
        "400",
        r'".*" is not a supported value for If-None-Match on PUT',
        "With PUT, `If-None-Match` can only be `*`.",
        (Cause("A revision was sent where `*` belongs.", _CREATE),),
        _HEADERS,
    ),
    Entry(
        "412",
        r"Revision did not match",
        "Somebody changed the resource since you read it, and AM keeps their change.",
        (Cause("The `_rev` in `If-Match` is an old one.", _REREAD),),
        _HEADERS,
    ),
    Entry(
        "412",
        r"Unable to (create SMS|save) config: Service already exists|Service Already Exists"
        r"|Identity .* of type user already exists\.|Organization already exists, .*",
        "It is there already, and you asked AM not to replace it. Nothing was changed.",
        (
            Cause(
                "The cell has run before.", Step(3, "Nothing to mend: go on with what is there.")
            ),
            Cause("You want to replace it.", Step(3, "Leave `If-None-Match: *` out.")),
        ),
        _HEADERS,
    ),
    Entry(
        "409",
        r"Header \S+ not supported",
        "AM knows revisions, not dates of change.",
        (Cause("A cache or a library has added the header.", _NO_CONDITION),),
        _HEADERS,
    ),
    Entry(
        "400",
        r"No values provided for the request parameter '_action'",
        "A POST of this older protocol must say what to do.",
        (Cause("`?_action=create` or the like is missing.", _ACTION, looks.version),),
        f"{_GUIDE}action",
    ),
    Entry(
        "400",
        r"Multiple values provided for the single-valued request parameter '.*'",
        "A parameter in the URL came twice.",
        (Cause("It stands in the address and in `params=`.", Step(3, "Keep one of the two.")),),
        f"{_GUIDE}query",
    ),
    Entry(
        "400",
        r"The value '.*' for parameter '.*' could not be parsed as .*",
        "A parameter in the URL has a value that AM cannot read.",
        (Cause("It is misspelt, or a text where a number belongs.", _FILTER),),
        _QUERIES,
    ),
    Entry(
        "400",
        r"The parameters \w+ and \w+ are mutually exclusive",
        "Two parameters in the URL contradict each other.",
        (Cause("Both were sent.", Step(3, "Keep one of the two.")),),
        _QUERIES,
    ),
    Entry(
        "400",
        r"The paged results cookie is invalid",
        "The mark that says where the next page begins is not one of AM's.",
        (Cause("It was changed or made up.", Step(3, "Use the last answer's, or begin anew.")),),
        _QUERIES,
    ),
    Entry(
        "501",
        r"Query not supported: .*",
        "AM has no such way to search.",
        (Cause("It is none of those that this endpoint knows.", _FILTER),),
        _QUERIES,
    ),
    Entry(
        "400",
        r"The resource (collection|instance)  cannot be \w+",
        "The method does not fit the address: one is for a list, the other for one thing in it.",
        (
            Cause(
                "The id at the end of the address is missing, or is one too many.",
                Step(3, "Compare the address with the chapter's."),
                looks.path,
            ),
        ),
        f"{_GUIDE}resources",
    ),
    Entry(
        "501",
        r"Method \w+ not supported|Patch not supported|Not supported\."
        r"|Operation is not supported\.",
        "AM does not do this here.",
        (
            Cause(
                "The method is another than the chapter's.",
                Step(3, "Read with GET, write with PUT, act with POST."),
                looks.method,
            ),
        ),
        f"{_GUIDE}methods",
    ),
    Entry(
        "501",
        r"Unsupported operation|Not Implemented|.*[Aa]ctions? .*(supported|implemented).*"
        r"|.+not supported",
        "AM knows no such action here.",
        (Cause("`_action` is misspelt, or is another endpoint's.", _ACTION, looks.path),),
        f"{_GUIDE}action",
    ),
    Entry(
        "409",
        r"",
        "It contradicts what is there already.",
        (Cause("Something of that name exists.", Step(3, "Read it before you create.")),),
        _GUIDE + "status codes",
        general=True,
    ),
)
