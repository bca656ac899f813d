"""Whether the handset's page is there at all: off unless somebody switches it on.

On means that there is a token. It is kept in the state file, so that it outlives the process.
"""

import hmac
import sqlite3

from starlette.requests import Request
from starlette.responses import Response

from mock_am import wording
from mock_am.errors import Conflict, NotFound, RestError
from mock_am.http.control import control_endpoint
from mock_am.http.deployment import Deployment, deployment
from mock_am.http.rest.answer import error_answer, json_answer
from mock_am.http.rest.conventions import Endpoint, allow, state_refusal

TOKEN = "handset_token"
"""The setting that holds the token; empty while the page is off."""

TOKEN_BYTES = 32


@control_endpoint
async def switch(request: Request) -> Response:
    """PUT switches the page on and tells its address and token; DELETE switches it off.

    Switched on twice, the token stays: whoever has the page open goes on.
    """
    allow(request, "PUT", "DELETE")
    am = deployment(request)
    if request.method == "DELETE":
        _keep(am, "")
        return json_answer({})
    if am.doors.page is None:
        raise Conflict(wording.HANDSET_PAGE_NOWHERE)
    token = token_of(am) or am.identifiers.opaque(TOKEN_BYTES)
    _keep(am, token)
    return json_answer({"page": am.doors.page, "token": token})


def _keep(am: Deployment, token: str) -> None:
    with am.store.transaction():
        am.store.set(TOKEN, token)


def token_of(am: Deployment) -> str:
    """The page's token; empty while the page is off."""
    return am.store.setting(TOKEN, "")


def is_token(am: Deployment, token: str) -> bool:
    """Whether this is the page's token, and the page is on."""
    expected = token_of(am)
    return bool(expected) and hmac.compare_digest(token.encode(), expected.encode())


def handset_endpoint(handler: Endpoint) -> Endpoint:
    """A handler under `/handset/`: AM's 404 while the page is off, or where it is not served."""

    async def endpoint(request: Request) -> Response:
        try:
            am = deployment(request)
            am.store.notice_others()
            if not token_of(am):
                raise NotFound
            am.doors.check(request.scope)
            return await handler(request)
        except RestError as error:
            return error_answer(error)
        except sqlite3.Error as error:
            return state_refusal(error)

    return endpoint
