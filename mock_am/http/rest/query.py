"""What a query asks for beside its collection: which resources, in which order, which page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from starlette.requests import Request

from mock_am.errors import BadRequest, NotImplementedByAM
from mock_am.http.rest.fields import MISSING, selected, steps, value_at
from mock_am.http.rest.parameters import not_parsed, number, parameter, parameters
from mock_am.http.rest.query_filter import Predicate, UnsupportedOperator, parsed
from mock_am.realm.document import Document
from mock_am.wording import COOKIE_AND_OFFSET, PAGED_RESULTS_COOKIE_INVALID

_KINDS = ("_queryFilter", "_queryId", "_queryExpression")
_DIGITS = 9
_POLICIES = ("NONE", "ESTIMATE", "EXACT")


@dataclass(frozen=True)
class Page:
    """Results and what the envelope says of the others; `total` is None where nobody counted."""

    results: Sequence[Document]
    cookie: str | None = None
    total: int | None = None


@dataclass(frozen=True)
class Query:
    """A query; a `size` of 0 or less is no paging, `first` is the first result's place."""

    matches: Predicate
    sort_keys: Sequence[str]
    fields: Sequence[str]
    size: int
    first: int
    counted: bool

    def page(self, resources: Iterable[Document]) -> Page:
        """The page of `resources` that is asked for."""
        found = [one for one in resources if self.matches(one)]
        for key in reversed(self.sort_keys):  # a stable sort, so the first key counts most
            found.sort(key=partial(_rank, key.lstrip("+-")), reverse=key.startswith("-"))
        total = len(found) if self.counted else None
        cookie = None
        if self.size > 0:
            end = self.first + self.size
            cookie = str(end) if end < len(found) else None
            found = found[self.first : end]
        return Page([selected(one, self.fields) for one in found], cookie, total)


def is_query(request: Request) -> bool:
    """Whether a GET is a query; without one of these parameters it is a read (CREST, FORK)."""
    return any(parameter(request, kind) is not None for kind in _KINDS)


def fields(request: Request) -> list[str]:
    """The JSON pointers in `_fields`."""
    return [field for value in parameters(request, "_fields") for field in value.split(",")]


def query_of(request: Request, *, counted: bool = False) -> Query:
    """What the parameters of `request` ask for; `counted` counts all results unasked.

    Raises BadRequest where one is malformed, NotImplementedByAM for a query that is none of
    `_queryFilter` or has an operator of its own.
    """
    return Query(
        matches=_filter(request),
        sort_keys=_sort_keys(request),
        fields=fields(request),
        size=number(request, "_pageSize"),
        first=_first(request),
        counted=counted or _policy(request) != "NONE",
    )


def _filter(request: Request) -> Predicate:
    given = [kind for kind in _KINDS if parameter(request, kind) is not None]
    if len(given) > 1:
        raise BadRequest(f"The parameters {given[1]} and {given[0]} are mutually exclusive")
    text = parameter(request, given[0]) or ""
    if given != ["_queryFilter"]:
        raise NotImplementedByAM(f"Query not supported: {text}")
    try:
        return parsed(text)
    except UnsupportedOperator:
        raise NotImplementedByAM(f"Query not supported: {text}") from None
    except ValueError:
        raise not_parsed("_queryFilter", text, "a valid query filter") from None


def _sort_keys(request: Request) -> list[str]:
    values = parameters(request, "_sortKeys")
    keys = [key.strip() for value in values for key in value.split(",")]  # `+` may come as a blank
    if not all(steps(key.lstrip("+-")) for key in keys):
        raise not_parsed("_sortKeys", ",".join(values), "a comma separated list of sort keys")
    return keys


def _rank(pointer: str, resource: Document) -> tuple[int, Any]:
    value = value_at(resource, pointer)
    if isinstance(value, list):
        value = value[0] if value else MISSING
    if isinstance(value, bool | int | float):
        return 0, value
    return (1, value.casefold()) if isinstance(value, str) else (2, "")


def _first(request: Request) -> int:
    cookie, offset = (
        parameter(request, "_pagedResultsCookie"),
        number(request, "_pagedResultsOffset"),
    )
    if cookie is None:
        return _not_negative("_pagedResultsOffset", offset)
    if offset:
        raise BadRequest(COOKIE_AND_OFFSET)
    if not cookie.isdecimal() or len(cookie) > _DIGITS:
        raise BadRequest(PAGED_RESULTS_COOKIE_INVALID)
    return int(cookie)


def _not_negative(name: str, value: int) -> int:
    if value < 0:
        raise not_parsed(name, str(value), "a valid integer")
    return value


def _policy(request: Request) -> str:
    value = parameter(request, "_totalPagedResultsPolicy") or "NONE"
    if value.upper() not in _POLICIES:
        raise not_parsed("_totalPagedResultsPolicy", value, "a valid count policy")
    return value.upper()
