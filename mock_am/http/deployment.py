"""The running server as the handlers see it."""

import hmac
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import cast

from starlette.requests import Request

from mock_am.backchannel.profile import Profile
from mock_am.clock import Clock
from mock_am.errors import NotFound
from mock_am.http.attempt_guard import AttemptGuard
from mock_am.http.handset.doors import Doors
from mock_am.http.handset.streams import Streams
from mock_am.http.key_sets import KeySets
from mock_am.http.notifications import Notifier
from mock_am.identifiers import Identifiers
from mock_am.realm.backchannel_client import AS_IN_AM, BackchannelClient
from mock_am.realm.base_url import BaseURLSource
from mock_am.realm.oauth2_client import OAuth2Client
from mock_am.realm.oauth2_provider import OAuth2Provider
from mock_am.realm.realm import ROOT, realm_id, url_path
from mock_am.realm.services import BASE_URL, OAUTH2_PROVIDER
from mock_am.store import Store
from mock_am.store.realm_services import StoredRealm

CLOCK_OFFSET = "clock_offset"
"""The setting that says how far the clock is ahead of real time, in seconds."""
CLIENTS = "agents/OAuth2Client"
CLIENT_METADATA = "_mock/client"
USER_METADATA = "_mock/user"
REALMS = "realms"
NO_REALM = ""
"""Where global configuration is kept."""


@dataclass(frozen=True)
class Deployment:
    """What one server is made of.

    `url` is its address with the deployment path: `http://127.0.0.1:8080/am`. A `control_token`
    guards `/_mock/`; None leaves it open. `pending_limit` is how many requests may wait for one
    user at a time; None for any number. `doors` is where the handset's page is served once it is
    switched on, `streams` what its pages listen to.
    """

    url: str
    profile: Profile
    store: Store
    clock: Clock
    identifiers: Identifiers
    key_sets: KeySets
    attempts: AttemptGuard
    notifier: Notifier
    pending_limit: int | None
    admin: str
    admin_password: str
    control_token: str | None
    doors: Doors
    streams: Streams

    def base_url(self, realm: str) -> str:
        """What the realm's URLs begin with: its Base URL Source decides (am.md 9.4)."""
        source = self.store.configuration.parsed(
            realm, "services", BASE_URL, BaseURLSource.of_document
        )
        return source.url(self.url) if source else self.url

    def issuer(self, realm: str) -> str:
        """The realm's issuer; the root realm's is the bare OAuth 2.0 endpoint (am.md 12.1)."""
        return _issuer(self.base_url(realm), realm)

    def audiences(self, realm: str) -> frozenset[str]:
        """What a client's JWT may be addressed to in this realm.

        am.md 12.1, DOC: "the OAuth 2.0 endpoint" is one thing in a table and another in a sample.
        """
        if self.profile.only_issuer_is_audience:
            return frozenset({self.issuer(realm)})
        return _audiences(self.base_url(realm), realm)

    def provider(self, realm: str) -> OAuth2Provider:
        """The realm's OpenID provider; raises NotFound where it has none."""
        issuer = self.issuer(realm)
        found = self.store.configuration.parsed(
            realm,
            "services",
            OAUTH2_PROVIDER,
            lambda document: OAuth2Provider.of_document(issuer, document),
        )
        if found is None:
            raise NotFound("No OpenID Connect provider for realm " + realm)
        # The base URL may have changed since the provider was parsed.
        return found if found.issuer == issuer else replace(found, issuer=issuer)

    def client(self, realm: str, client_id: str) -> OAuth2Client | None:
        """The realm's client of this id."""
        return self.store.configuration.parsed(
            realm,
            CLIENTS,
            client_id,
            lambda document: OAuth2Client.of_document(client_id, document),
        )

    def backchannel_client(self, realm: str, client_id: str) -> BackchannelClient:
        """What that client has registered for CIBA; in AM there is nothing to register."""
        if not self.profile.has_client_metadata:
            return AS_IN_AM
        registered = self.store.configuration.parsed(
            realm, CLIENT_METADATA, client_id, BackchannelClient.of_document
        )
        return registered or AS_IN_AM

    def user_code(self, realm: str, username: str) -> str | None:
        """The user's code (CIBA 7.1); in AM nobody has one."""
        if not self.profile.has_client_metadata:
            return None
        document = self.store.configuration.document(realm, USER_METADATA, username)
        return document["user_code"] if document else None

    def stored_realm(self, realm: str, now: float) -> StoredRealm:
        """What tree nodes need of the realm."""
        endpoint = f"{self.base_url(realm)}/json{url_path(realm)}/push/sns/message"
        administrator = (self.admin, self.admin_password)
        return StoredRealm(self.store, realm, self.identifiers, endpoint, administrator, now)

    def follow_clock(self) -> None:
        """Let the clock be as far ahead as the state file says."""
        offset = float(self.store.setting(CLOCK_OFFSET, "0"))
        self.clock.advance(offset - self.clock.offset)

    def controlled_by(self, token: str) -> bool:
        """Whether a caller with this token may use `/_mock/`."""
        expected = self.control_token
        return expected is None or hmac.compare_digest(token.encode(), expected.encode())


@lru_cache(1024)
def _issuer(base_url: str, realm: str) -> str:
    return f"{base_url}/oauth2{'' if realm == ROOT else url_path(realm)}"


@lru_cache(1024)
def _audiences(base_url: str, realm: str) -> frozenset[str]:
    endpoint = f"{base_url}/oauth2"
    bases = {_issuer(base_url, realm), endpoint + url_path(realm)}
    own = {base + name for base in bases for name in ("", "/bc-authorize", "/access_token")}
    return frozenset({endpoint, *own})


def deployment(request: Request) -> Deployment:
    """The deployment that serves `request`."""
    return cast(Deployment, request.app.state.deployment)


def realm_of(request: Request) -> str:
    """The path of the realm in the URL; raises NotFound where there is no such realm."""
    realm: str = request.path_params.get("realm", ROOT)
    if deployment(request).store.configuration.document(NO_REALM, REALMS, realm_id(realm)) is None:
        raise NotFound(f'Realm "{realm}" not found')  # RealmRoutingFactory, FORK
    return realm
