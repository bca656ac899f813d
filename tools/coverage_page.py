"""Write docs/coverage.md: what of AM the mock does, partly does, and does not.

Endpoints stand in docs/coverage.toml. Which settings have an effect is read from the code: each
document is handed to whoever reads it, and notes which of its attributes are asked for.
"""

import argparse
import inspect
import sys
import tomllib
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from mock_am.authentication.node import NodeType
from mock_am.authentication.nodes import NODE_TYPES
from mock_am.realm.authentication_settings import AuthenticationSettings, default_settings
from mock_am.realm.base_url import BaseURLSource
from mock_am.realm.document import template
from mock_am.realm.oauth2_client import OAuth2Client, checked_client
from mock_am.realm.oauth2_provider import OAuth2Provider
from mock_am.realm.push_service import AuthenticatorPushService, PushService
from mock_am.realm.services import SERVICE_TYPES

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "coverage.md"
FACTS = PAGE.with_suffix(".toml")

Document = dict[str, Any]
Reader = Callable[[Document], Any]


class Noting(dict[str, Any]):
    """A document that notes which of its attributes are read."""

    def __init__(self, document: Document, read: set[str]) -> None:
        super().__init__(document)
        self.read = read

    def __getitem__(self, key: str) -> Any:
        """The value; a section is none itself."""
        value = super().__getitem__(key)
        if isinstance(value, dict) and value:
            return Noting(value, self.read)
        self.read.add(key)
        return value

    def get(self, key: str, default: Any = None) -> Any:
        """The value, where there is one."""
        self.read.add(key)
        return super().get(key, default)


SERVICE_READERS: Mapping[str, tuple[Reader, Document]] = {
    "oauth-oidc": (partial(OAuth2Provider.of_document, "issuer"), {}),
    "pushNotification": (PushService.of_document, {}),
    "authenticatorPushService": (AuthenticatorPushService.of_document, {}),
    "baseurl": (
        BaseURLSource.of_document,
        {"source": "FIXED_VALUE", "fixedValue": "https://am.example"},
    ),
}
"""Who reads a service, and settings with which everything that counts is asked for."""

CLIENTS: tuple[Document, ...] = (
    {"overrideOAuth2ClientConfig": {"providerOverridesEnabled": True}},
    {"signEncOAuth2ClientConfig": {"publicKeyLocation": "jwks", "jwkSet": '{"keys": []}'}},
    {
        "signEncOAuth2ClientConfig": {
            "publicKeyLocation": "jwks_uri",
            "jwksUri": "https://client.example/jwks",
        }
    },
)
"""Clients whose keys come in each of the ways there are."""


def attributes(document: Document) -> list[str]:
    """Every attribute of a document, sections opened."""
    found: list[str] = []
    for key, value in document.items():
        found += attributes(value) if isinstance(value, dict) and value else [key]
    return found


def read_by(reader: Reader, documents: Iterable[Document]) -> set[str]:
    """The attributes that `reader` asks these documents for."""
    read: set[str] = set()
    for document in documents:
        reader(Noting(document, read))
    return read


def service_settings(name: str) -> tuple[list[str], set[str]]:
    """A service's attributes, and those that have an effect."""
    reader, body = SERVICE_READERS[name]
    return attributes(template(name)), read_by(reader, [SERVICE_TYPES[name].checked(body)])


def client_settings() -> tuple[list[str], set[str]]:
    """An OAuth2 client's attributes, and those that have an effect."""
    reader = partial(OAuth2Client.of_document, "client")
    documents = [checked_client(body, None) for body in CLIENTS]
    return attributes(template("OAuth2Client")), read_by(reader, documents)


def core_settings() -> tuple[list[str], set[str]]:
    """A realm's core authentication settings, and those that have an effect."""
    settings = default_settings()
    return attributes(settings), read_by(AuthenticationSettings.of_document, [settings])


def node_settings(node_type: NodeType) -> tuple[list[str], set[str]]:
    """A node's attributes, and those that its code names beyond the schema."""
    module = inspect.getsource(sys.modules[type(node_type).__module__])
    known = [attribute.key for attribute in node_type.attributes]
    return known, {key for key in known if module.count(f'"{key}"') > 1}


def page() -> str:
    """The whole page."""
    facts = tomllib.loads(FACTS.read_text(encoding="utf-8"))
    parts = [INTRODUCTION, *_endpoints(facts["endpoint"]), *_missing(facts["missing"])]
    return "\n".join([*parts, *_nodes(), *_settings(), DIFFERENCES])


def _endpoints(endpoints: list[Mapping[str, str]]) -> list[str]:
    rows = [
        f"| `{one['path']}` | {one['calls']} | {one['state']} | {one.get('note', '')} |"
        for one in endpoints
    ]
    head = ["## Endpoints", "", "| path | calls | | notes |", "| --- | --- | --- | --- |"]
    return [*head, *rows, ""]


def _missing(missing: list[Mapping[str, Any]]) -> list[str]:
    intro = "Each of these answers AM's own 404 or 501, never a sample."
    return ["## Not there", "", intro, "", *(f"- {one['what']}" for one in missing), ""]


def _nodes() -> list[str]:
    head = ["## Node types", "", "| node | has an effect | stored only |", "| --- | --- | --- |"]
    rows = [_node(one) for one in NODE_TYPES.values()]
    return [*head, *rows, ""]


def _node(node_type: NodeType) -> str:
    known, effective = node_settings(node_type)
    has_effect = _listed(key for key in known if key in effective)
    stored = _listed(key for key in known if key not in effective)
    return f"| {node_type.name} (`{node_type.id}`) | {has_effect} | {stored} |"


def _settings() -> list[str]:
    services = {f"services/{name}": service_settings(name) for name in SERVICE_TYPES}
    resources = {
        **services,
        "agents/OAuth2Client": client_settings(),
        "authentication": core_settings(),
    }
    parts = ["## Settings", ""]
    for path, (known, effective) in resources.items():
        parts += _resource(path, sorted(known), effective)
    return parts


def _resource(path: str, known: list[str], effective: set[str]) -> list[str]:
    stored = [key for key in known if key not in effective]
    return [
        f"### `realm-config/{path}`",
        "",
        f"Has an effect: {_listed(key for key in known if key in effective)}.",
        "",
        f"<details><summary>Stored only: {len(stored)}</summary>",
        "",
        _listed(stored),
        "",
        "</details>",
        "",
    ]


def _listed(keys: Iterable[str]) -> str:
    return ", ".join(f"`{key}`" for key in keys) or "–"


INTRODUCTION = """\
# What of AM the mock does

*Mocked* means that the answers are AM's, errors included, and that what is configured counts.
*Partly* says what is missing. What is *stored only* is checked against AM's schema, kept and shown,
and changes nothing.

This page is written by `python -m tools.coverage_page` from `coverage.toml` and from the code: an
attribute has an effect where the code asks for it. A test compares it with the running mock.
"""

DIFFERENCES = """\
## Different on purpose

- **Addresses.** A request's `Host` and `X-Forwarded-…` headers are never believed. The base URL is
  the server's own, or the fixed value of the realm's Base URL Source; its other sources count as
  the server's own.
- **Push.** Amazon's part is a mailbox under `/_mock/phones`; any credentials will do. Signing,
  challenge, answer and time-outs are AM's.
- **Time.** `/_mock/clock` moves it.
- **Versions.** `serverinfo/version` says that it is a mock.
- **Tokens** are opaque: `statelessTokensEnabled` has no effect. Pairwise clients get the plain
  subject; AM fails there.
- **Wording.** Where AM's exact words are not known, ours stand in the last part of
  `mock_am/wording.py`. Nobody should quote those as AM's.
- **Queries** of configuration take filters, pages and sort keys; AM takes the filter `true` alone.
"""


def main() -> None:
    """Write the page; with --check, fail where it is not what would be written."""
    parser = argparse.ArgumentParser(description="Write docs/coverage.md.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail if it differs")
    check = parser.parse_args().check
    differs = not PAGE.exists() or page() != PAGE.read_text(encoding="utf-8")
    if differs and not check:
        PAGE.write_text(page(), encoding="utf-8")
    print("docs/coverage.md", "differs" if differs and check else "is up to date")
    sys.exit(differs and check)


if __name__ == "__main__":
    main()
