"""What the client must be: confidential, allowed to use CIBA, known by its public key."""

import json
from collections.abc import Iterator
from typing import Any

from ciba_helpers.am.oauth2_clients import BACK_CHANNEL_REQUEST
from ciba_helpers.explain.catalogue.steps import CLIENT, CLIENT_ADVANCED, CLIENT_KEYS, CLIENTS
from ciba_helpers.explain.entry import Step
from ciba_helpers.preflight.checks import algorithms_of, unread
from ciba_helpers.preflight.configuration import Configuration, Unread, value_at
from ciba_helpers.preflight.finding import Finding, doubtful, good, missing

_PRIVATE = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}
"""The members of a JWK that only its owner may have (RFC 7518 6.2.2, 6.3.2, 6.4.1)."""

_ALGORITHMS = {"P-256": "ES256", "P-384": "ES384", "P-521": "ES512"}
_KEYS = Step(1, "Register the public key: `keys.public_key_set(key)` leaves `d` out.", CLIENT_KEYS)


def client_is_there(seen: Configuration) -> Iterator[Finding]:
    """The client exists."""
    mend = Step(4, "Register the client.", CLIENTS)
    says, means = f"There is no {seen.client_id}.", "AM answers every request `invalid_client`."
    yield from unread("Client", seen.client, missing("Client", says, means, mend))
    if isinstance(seen.client, dict):
        yield good("Client", f"{seen.client_id} is there.")


def client_is_confidential(seen: Configuration) -> Iterator[Finding]:
    """It has a secret, and is active."""
    if isinstance(seen.client, Unread):
        return
    kind = value_at(seen.client, "coreOAuth2ClientConfig", "clientType")
    status = value_at(seen.client, "coreOAuth2ClientConfig", "status")
    if kind != "Confidential":
        mend = Step(4, "Make it `Confidential`, with a secret.", f"{CLIENT} > Client type")
        yield missing("Client", f"It is {kind}.", "Only a client with a secret may ask.", mend)
    elif status not in (None, "Active"):
        mend = Step(4, "Make it `Active`.", f"{CLIENT} > Status")
        yield missing("Client", f"It is {status}.", "AM answers `invalid_client`.", mend)
    else:
        yield good("Client", "It is confidential.")


def client_may_use_ciba(seen: Configuration) -> Iterator[Finding]:
    """The Back Channel Request grant is among its own."""
    if isinstance(seen.client, Unread):
        return
    grants = value_at(seen.client, "advancedOAuth2ClientConfig", "grantTypes") or ()
    if BACK_CHANNEL_REQUEST in grants:
        yield good("Client", "It may use the Back Channel Request grant.")
        return
    where = f"{CLIENT_ADVANCED} > Grant Types"
    mend = Step(4, f"Add `{BACK_CHANNEL_REQUEST}` to its `grantTypes`.", where)
    says = "It may not use the Back Channel Request grant."
    yield missing("Client", says, "AM answers `unauthorized_client`.", mend)


def client_may_ask_for_openid(seen: Configuration) -> Iterator[Finding]:
    """CIBA is OpenID Connect: `openid` is among its scopes."""
    if isinstance(seen.client, Unread):
        return
    scopes = value_at(seen.client, "coreOAuth2ClientConfig", "scopes") or ()
    # A scope may carry what a consent page shows of it: `openid|en|Who you are`.
    if "openid" in {str(scope).partition("|")[0] for scope in scopes}:
        yield good("Client", "It may ask for the scope openid.")
        return
    mend = Step(4, "Add `openid` to its scopes.", f"{CLIENT} > Scope(s)")
    yield missing("Client", "It may not ask for openid.", "AM answers `invalid_scope`.", mend)


def client_authenticates_as_the_till_does(seen: Configuration) -> Iterator[Finding]:
    """The chapters send id and secret by HTTP Basic."""
    if isinstance(seen.client, Unread):
        return
    method = value_at(seen.client, "advancedOAuth2ClientConfig", "tokenEndpointAuthMethod")
    where = f"{CLIENT_ADVANCED} > Token Endpoint Authentication Method"
    mend = Step(4, "Choose `client_secret_basic`.", where)
    if method == "client_secret_basic":
        yield good("Client", "It authenticates with client_secret_basic, as the chapters do.")
    elif method == "none":
        yield missing("Client", "It does not authenticate.", "Anybody could ask for it.", mend)
    else:
        means = "A till of your own must do that; the chapters use HTTP Basic."
        yield doubtful("Client", f"It authenticates with {method}.", means, mend)


def client_has_a_public_subject(seen: Configuration) -> Iterator[Finding]:
    """Pairwise subjects are reported to fail when CIBA tokens are made."""
    subject = value_at(seen.client, "advancedOAuth2ClientConfig", "subjectType")
    if str(subject).lower() != "pairwise":  # AM spells it in either case
        return
    where = f"{CLIENT_ADVANCED} > Subject Type"
    means = "AM users have met `NoUserExistsException` when the tokens were to be made."
    mend = Step(4, "Choose the subject type `Public`.", where)
    yield doubtful("Client", "Its subject type is pairwise.", means, mend)


def client_has_a_public_key(seen: Configuration) -> Iterator[Finding]:
    """AM can verify what the client signs, and cannot sign in its name."""
    if isinstance(seen.client, Unread):
        return
    where = value_at(seen.client, "signEncOAuth2ClientConfig", "publicKeyLocation")
    if where != "jwks":
        means = "The preflight does not fetch keys; chapter 5 will tell."
        mend = Step(4, "Or register the key set itself: `jwks`.", CLIENT_KEYS)
        yield doubtful("Signing key", f"AM takes it from {where}.", means, mend)
        return
    keys = _keys(value_at(seen.client, "signEncOAuth2ClientConfig", "jwkSet"))
    if not keys:
        says, means = "No key set is registered.", "AM cannot verify any request."
        yield missing("Signing key", says, means, _KEYS)
        return
    yield from _private(keys)
    yield from _signing(seen, keys)


def _keys(text: Any) -> list[dict[str, Any]]:
    try:
        keys = json.loads(text)["keys"]
    except (TypeError, ValueError, KeyError):
        return []
    return [key for key in keys if isinstance(key, dict)] if isinstance(keys, list) else []


def _private(keys: list[dict[str, Any]]) -> Iterator[Finding]:
    if any(_PRIVATE & key.keys() for key in keys):
        says = "The private key is registered, not only the public one."
        means = "Whoever administers AM can sign as your till. Make a new key; this one is known."
        yield missing("Signing key", says, means, _KEYS)
    else:
        yield good("Signing key", "Only public keys are registered.")


def _signing(seen: Configuration, keys: list[dict[str, Any]]) -> Iterator[Finding]:
    named = [key for key in keys if key.get("kid") == seen.key_id]
    if not named:
        kids = ", ".join(str(key.get("kid", "no kid")) for key in keys)
        says, means = f"There is no {seen.key_id} ({kids}).", "AM finds no key by a request's kid."
        yield missing("Signing key", says, means, _KEYS)
        return
    if seen.public_key is not None and not _same(named[0], seen.public_key):
        says = f"AM's {seen.key_id} is another key than yours."
        yield missing("Signing key", says, "AM cannot verify what you sign.", _KEYS)
    alg, accepted = _algorithm(named[0]), algorithms_of(seen)
    if alg in accepted:
        yield good("Signing key", f"{seen.key_id} signs with {alg}, which AM accepts.")
    elif accepted:
        means = f"AM refuses the requests: it accepts {' and '.join(accepted)}."
        yield missing("Signing key", f"{seen.key_id} signs with {alg}.", means, _KEYS)


def _same(registered: dict[str, Any], own: dict[str, Any]) -> bool:
    """Whether two JWKs are one key: what RFC 7638 makes a thumbprint of is the same."""
    return all(registered.get(name) == own.get(name) for name in ("kty", "crv", "x", "y", "n", "e"))


def _algorithm(key: dict[str, Any]) -> str:
    named = key.get("alg") or _ALGORITHMS.get(str(key.get("crv")))
    return str(named or ("PS256" if key.get("kty") == "RSA" else "nothing AM knows"))
