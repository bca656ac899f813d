"""What an administrator would do with frodo, from looking around to taking everything away."""

from dataclasses import dataclass, field
from urllib.parse import quote

import httpx

from tests.contract.configuration import CIBA, CLIENTS, PUSH_SERVICE, SERVICES, TREES
from tests.frodo.command import CLIENT, JOURNEY, Frodo, Run, without_meta

NAME = "frodo witness"
SECRET = "forgerock"
CONFIGURED = {
    "pushNotification": PUSH_SERVICE,
    "oauth-oidc": {"cibaConfig": {"cibaAuthReqIdLifetime": 90}},
}
STRAY = "99999999-f0d0-4000-8000-000000000000"
"""A node that no tree places."""


@dataclass
class Scenario:
    """The commands' runs, and the mock's own answers in between."""

    frodo: Frodo
    http: httpx.Client
    runs: dict[str, Run] = field(default_factory=dict)
    seen: dict[str, httpx.Response] = field(default_factory=dict)

    @classmethod
    def played(cls, frodo: Frodo, http: httpx.Client) -> "Scenario":
        """Every command in its turn."""
        scenario = cls(frodo, http)
        scenario._look_around()
        scenario._services()
        scenario._journeys()
        scenario._clients()
        return scenario

    @property
    def realm_path(self) -> str:
        """`/realms/root…`, the realm in URLs."""
        return "/realms/root" + ("" if self.frodo.realm == "/" else f"/realms{self.frodo.realm}")

    def config(self, path: str) -> str:
        """The URL of something configured in the realm."""
        return f"/json{self.realm_path}{path}"

    def _run(
        self, command: str, *arguments: str, named: str | None = None, typed: str = ""
    ) -> None:
        self.runs[named or command] = self.frodo.run(*command.split(), *arguments, typed=typed)

    def _look_around(self) -> None:
        for service, body in CONFIGURED.items():
            self.http.put(self.config(f"{SERVICES}/{service}"), json=body).raise_for_status()
        self.runs["info"] = self.frodo.info()
        self._run("realm list", "-l")
        self._run("realm describe")
        self._run("service list", "-l")

    def _services(self) -> None:
        self._run("service export", "-a", "-f", "services.json")
        for service in CONFIGURED:
            self.http.delete(self.config(f"{SERVICES}/{service}")).raise_for_status()
        self._run("service import", "-a", "-f", "services.json")
        again = ("-a", "-f", "services again.json")
        self._run("service export", *again, named="service export again")

    def _journeys(self) -> None:
        stray = self.config(f"{TREES}/nodes/UsernameCollectorNode/{STRAY}")
        tree = self.config(f"{TREES}/trees/{quote(NAME)}")
        self._run("journey import", "-i", NAME, "-f", str(JOURNEY))
        self._run("journey list", "-l")
        self.http.put(stray, json={}).raise_for_status()
        self._run("journey prune", typed="y\n")
        self.seen["pruned node"] = self.http.get(stray)
        self._run("journey export", "-i", NAME, "-f", "journey.json")
        self.seen["tree"] = self.http.get(tree)
        self.seen["walk"] = self._begin_walk()
        self._run("journey delete", "-i", NAME)
        self.seen["deleted tree"] = self.http.get(tree)
        journey = without_meta(JOURNEY)
        for node_id, node in {**journey["nodes"], **journey["innerNodes"]}.items():
            path = f"{TREES}/nodes/{node['_type']['_id']}/{node_id}"
            self.seen[f"deleted node {node_id}"] = self.http.get(self.config(path))

    def _begin_walk(self) -> httpx.Response:
        service = {"authIndexType": "service", "authIndexValue": NAME}
        return self.http.post(f"/json{self.realm_path}/authenticate", params=service)

    def _clients(self) -> None:
        client = self.config(f"{CLIENTS}/{quote(NAME)}")
        self._run("oauth client import", "-i", NAME, "-f", str(CLIENT))
        self._run("oauth client list", "-l")
        self._run("oauth client export", "-i", NAME, "-f", "client.json")
        self.seen["client"] = self.http.get(client)
        self.seen["right secret"] = self._redeem(SECRET)
        self.seen["wrong secret"] = self._redeem("guessed")
        self.http.delete(client).raise_for_status()
        # What was exported is imported in place of what has gone, and exported the same.
        exported, again = ("-i", NAME, "-f", "client.json"), ("-i", NAME, "-f", "again.json")
        self._run("oauth client import", *exported, named="oauth client import again")
        self._run("oauth client export", *again, named="oauth client export again")

    def _redeem(self, secret: str) -> httpx.Response:
        form = {"client_id": NAME, "client_secret": secret}
        poll = {"grant_type": CIBA, "auth_req_id": "unknown"}
        return self.http.post(f"/oauth2{self.realm_path}/access_token", data={**form, **poll})
