"""What may be wrong with the fields of a query or a form: CREST's parameters, and OAuth's."""

from urllib.parse import quote

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from tests.fuzz.seed import Fields
from tests.fuzz.values import texts

_FIELDS = (
    *("_id", "username", "/_id", "coreOAuth2ClientConfig/clientName", "nodes", "/a/0/b", "~1", "~"),
    *("", "/", "//", "0", "9" * 30, "9" * 5000, "²", "٣", "uid/0", "uid/-1", "uid/" + "9" * 5000),
    *("uid/²", "uid/٣", "_rev", "a.b", "'_id'"),
)
_OPERATORS = ("eq", "co", "sw", "lt", "le", "gt", "ge", "pr", "in", "EQ", "eq.x", "=", "xx", "not")
_OPERANDS = (
    *('"x"', "'x'", "1", "-1", "1.5", "1e5", ".5e1", "9" * 400, "9" * 5000, "1e999", "true"),
    *("null",),
    *('"', "'", '"\\"', '"\\', '"é"', "NaN", "", "x", '""', "²", '"' + "x" * 3000 + '"'),
)


def _comparison() -> SearchStrategy[str]:
    pieces = (st.sampled_from(pool) for pool in (_FIELDS, _OPERATORS, _OPERANDS))
    return st.tuples(*pieces).map(" ".join)


_FILTERS: SearchStrategy[str] = st.one_of(
    st.recursive(
        st.one_of(_comparison(), st.sampled_from(["true", "false", "_id pr", "!true"])),
        lambda inner: st.one_of(
            st.tuples(inner, st.sampled_from([" and ", " or ", "and", " "]), inner).map("".join),
            inner.map("!({})".format),
            inner.map("({})".format),
            inner.map("({}".format),
        ),
        max_leaves=4,
    ),
    st.sampled_from(
        [
            "",
            "(" * 1000,
            "(" * 60 + "true" + ")" * 60,
            "(" * 300 + "true" + ")" * 300,
            "!" * 1000 + "true",
            "true and " * 500 + "true",
            "\\" * 3000,
            '"' * 2001,
        ]
    ),
    texts,
)

_NUMBERS = (
    *("", "0", "1", "-1", "x", "1.5", "1e3", " 1", "+1", "1_0", "٣", "²", "9" * 30, "9" * 5000),
)
_POINTERS = st.lists(st.sampled_from(_FIELDS), max_size=4).map(",".join)
_ACTIONS = (
    *("", "create", "CREATE", "schema", "template", "getType", "getAllTypes", "nextdescendents"),
    *("clone", "listOutcomes", "reset", "check", "skip", "logout", "validate", "refresh"),
    *("x" * 300,),
    *("authenticate", "register", "getSessionInfo", "{0}", "{action}", "%s", "__class__", "\x00"),
)
_PARAMETERS: dict[str, SearchStrategy[str]] = {
    "_queryFilter": _FILTERS,
    "_queryId": st.sampled_from(["*", "query-all-ids", ""]),
    "_queryExpression": st.sampled_from(["x", ""]),
    "_fields": _POINTERS,
    "_sortKeys": st.one_of(_POINTERS, st.sampled_from(["+_id", "-_id", "-", "+", "--_id", ","])),
    "_pageSize": st.sampled_from(_NUMBERS),
    "_pagedResultsOffset": st.sampled_from(_NUMBERS),
    "_pagedResultsCookie": st.sampled_from(_NUMBERS),
    "_totalPagedResultsPolicy": st.sampled_from(["", "EXACT", "exact", "NONE", "ESTIMATE", "x"]),
    "_action": st.sampled_from(_ACTIONS),
    "_prettyPrint": st.sampled_from(["true", "false", "x"]),
    "_mimeType": st.just("text/html"),
    "realm": st.one_of(st.sampled_from(["/", "alpha", "/alpha/branch", "//", "/nowhere"]), texts),
    "authIndexType": st.sampled_from(["service", "SERVICE", "module", "level", "x", ""]),
    "authIndexValue": st.one_of(st.sampled_from(["secondLogin", "registerPhone"]), texts),
    "noSession": st.sampled_from(["true", "x"]),
    "refresh": st.sampled_from(["false", "x"]),
    "client_id": texts,
    "client_secret": texts,
    "access_token": texts,
    "token": texts,
    "type": st.sampled_from(["allow", "deny", "", "x"]),
    "username": texts,
    "user_code": texts,
    "requested_expiry": st.sampled_from(_NUMBERS),
    "scope": st.sampled_from(
        ["openid", "openid  profile", "profile", "openid admin", "OPENID", ""]
    ),
}


def changed_fields(draw: DrawFn, fields: Fields, *, query: bool) -> Fields:
    """Another value, one field more or less, one twice, or another name."""
    kind = draw(st.integers(0, 9))
    if kind < 3 or not fields:
        name = draw(st.sampled_from(list(_PARAMETERS) if query else list(FORM_FIELDS)))
        return (*fields, (name, draw(_value_of(name))))
    place = draw(st.integers(0, len(fields) - 1))
    before, (name, value), after = fields[:place], fields[place], fields[place + 1 :]
    if kind == 3:
        return (*before, *after)
    if kind == 4:
        return (*fields, (name, draw(st.one_of(st.just(value), texts))))
    if kind == 5:
        other = draw(st.one_of(st.sampled_from([name.upper(), name + " ", name + "[]"]), texts))
        return (*before, (other, value), *after)
    return (*before, (name, draw(_value_of(name))), *after)


FORM_FIELDS = (
    *("request", "request_uri", "client_id", "client_secret", "client_assertion", "scope", "token"),
    *("client_assertion_type", "grant_type", "auth_req_id", "refresh_token", "login_hint", "code"),
    *("id_token_hint", "login_hint_token", "binding_message", "user_code", "requested_expiry"),
    *("acr_values", "client_notification_token", "access_token", "token_type_hint", "x", ""),
)


def _value_of(name: str) -> SearchStrategy[str]:
    return st.one_of(_PARAMETERS[name], texts) if name in _PARAMETERS else texts


def encoded(draw: DrawFn, fields: Fields, *, badly: bool) -> str:
    """The fields in a form's encoding, or almost so; each octet is one character."""
    pairs = [f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in fields]
    text = "&".join(pairs)
    if not badly:
        return text
    place = draw(st.integers(0, len(text)))
    return text[:place] + draw(st.sampled_from(_STRAY)) + text[place:]


_STRAY = (
    *("%", "%z", "%ff", "%ed%a0%80", "%00", "&", "&&", "=", "&=&", ";", "+", "?", "&a" * 150),
    *("%C0",),
)
