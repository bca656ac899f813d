"""Query parameters as CREST reads them: names in any case, most of them given once."""

from starlette.requests import Request

from mock_am.errors import BadRequest
from mock_am.http.rest.api_version import api_version


def parameters(request: Request, name: str) -> list[str]:
    """Every value given for `name`."""
    given = request.query_params.multi_items()
    return [value for key, value in given if key.lower() == name.lower()]


def parameter(request: Request, name: str) -> str | None:
    """The value of `name`, None where it is not given.

    Raises BadRequest where it is given twice (CREST's HttpUtils, FORK).
    """
    values = parameters(request, name)
    if len(values) > 1:
        message = "Multiple values provided for the single-valued request parameter"
        raise BadRequest(f"{message} '{name}'")
    return values[0] if values else None


def number(request: Request, name: str) -> int:
    """The whole number that `name` gives, 0 where it is not given; raises BadRequest for others."""
    value = parameter(request, name)
    try:
        return int(value or 0)
    except ValueError:
        raise not_parsed(name, value, "a valid integer") from None


def not_parsed(name: str, value: str | None, kind: str) -> BadRequest:
    """AM's answer to a value that is not what the parameter wants (CREST's HttpAdapter, FORK)."""
    return BadRequest(f"The value '{value}' for parameter '{name}' could not be parsed as {kind}")


def action_of(request: Request) -> str:
    """The action that a POST asks for: `create` where it names none, since protocol 2.1 (FORK).

    Raises BadRequest where an older protocol names none.
    """
    name = parameter(request, "_action")
    if name is None and api_version(request).protocol < (2, 1):
        raise BadRequest("No values provided for the request parameter '_action'")
    return "create" if name is None or name.lower() == "create" else name
