"""`realm-config/agents`: the kinds of agents, of which OAuth2 clients are one (am.md 10)."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from mock_am.errors import NotImplementedByAM
from mock_am.http.deployment import deployment, realm_of
from mock_am.http.realm_config.oauth2_clients import OAuth2Clients
from mock_am.http.rest.answer import json_answer
from mock_am.http.rest.conventions import Endpoint

_TYPES = {
    "WebAgent": "Web Agents",
    "J2EEAgent": "J2EE Agents",
    "2.2_Agent": "2.2 Agents",
    "OAuth2Client": "OAuth2 Client Agents",
    "SharedAgent": "Shared Agents",
    "SoapSTSAgent": "Soap STS Agents",
    "RemoteConsentAgent": "OAuth2 Remote Consent Agents",
    "SoftwarePublisher": "OAuth2 Software Publisher Agents",
    "IdentityGatewayAgent": "Identity Gateway Agents",
    "TrustedJwtIssuer": "OAuth2 Trusted JWT Issuer Agents",
}
"""AM's names of them all (REC); only OAuth2 clients can be made here."""


class Agents(OAuth2Clients):
    """Every agent of a realm; each is an OAuth2 client."""

    def actions(self) -> Mapping[str, Endpoint]:
        """An agent is made in the collection of its type."""
        return {"getAllTypes": self.get_all_types, "nextdescendents": self.nextdescendents}

    async def get_all_types(self, request: Request) -> Response:
        """The types of agents (am.md 10.1, REC)."""
        types = [{"_id": id_, "name": name, "collection": True} for id_, name in _TYPES.items()]
        return json_answer({"result": types})

    async def nextdescendents(self, request: Request) -> Response:
        """The agents themselves, in the form of a list but without revision (REC)."""
        every = deployment(request).store.configuration.all(realm_of(request), self.kind(request))
        shown = [self.listed(request, one) for one in every]
        return json_answer({"result": [{k: v for k, v in s.items() if k != "_rev"} for s in shown]})


async def things(request: Request) -> Response:
    """`agents/OAuth2Thing`: what a deployment without Things says (am.md 10.1, REC)."""
    raise NotImplementedByAM("OAuth 2.0 for Things is not enabled")
