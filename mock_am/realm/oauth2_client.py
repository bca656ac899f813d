"""An OAuth2 client: AM's two forms of its JSON, and what the core reads of it (am.md 10)."""

import hmac
from dataclasses import dataclass
from typing import Any

from mock_am.errors import DataValidationFailed
from mock_am.realm.client_schema import NAME, PLAIN_SECTION, SECRET, client_schema
from mock_am.realm.document import Document, labels, template
from mock_am.realm.verification_keys import KeySetAddress, NoKeys, VerificationKeys, key_set

TYPE = {"_id": NAME, "name": "OAuth2 Clients", "collection": True}
_CORE = "coreOAuth2ClientConfig"
_GROUP = "agentgroup"
_SHOWN_IF_SET = frozenset(
    {
        "accessTokenModifierClass",
        "customLoginUrlTemplate",
        "oidcClaimsClass",
        "secretLabelIdentifier",  # but a list always has it
    }
)
"""Attributes that AM takes, and a read shows only where they are set (am.md 10.1, REC)."""


@dataclass(frozen=True)
class OAuth2Client:
    """A registered client. A lifetime or grace period of 0 seconds means: as the provider's.

    `keys` are those in the profile itself, `key_set_address` is where others are to be had. What
    it says about refresh tokens is None where the provider decides.
    """

    client_id: str
    secret: str | None
    confidential: bool
    active: bool
    scopes: frozenset[str]
    default_scopes: tuple[str, ...]
    grant_types: frozenset[str]
    auth_method: str
    assertion_alg: str
    keys: VerificationKeys
    key_set_address: KeySetAddress | None
    id_token_alg: str
    access_token_lifetime: int
    refresh_token_lifetime: int
    id_token_lifetime: int
    issue_refresh_token: bool | None
    issue_refresh_token_on_refresh: bool | None
    refresh_token_grace_period: int

    @classmethod
    def of_document(cls, client_id: str, document: Document) -> "OAuth2Client":
        """The client that a stored document describes."""
        core, advanced = document[_CORE], document["advancedOAuth2ClientConfig"]
        signing, own = document["signEncOAuth2ClientConfig"], document[PLAIN_SECTION]
        overrides = own["providerOverridesEnabled"]
        default_scopes = tuple(scope_name(scope) for scope in core["defaultScopes"])
        return cls(
            client_id=client_id,
            secret=core[SECRET],
            confidential=core["clientType"] == "Confidential",
            active=core["status"] == "Active",
            scopes=frozenset((*map(scope_name, core["scopes"]), *default_scopes)),
            default_scopes=default_scopes,
            grant_types=frozenset(advanced["grantTypes"]),
            auth_method=advanced["tokenEndpointAuthMethod"],
            assertion_alg=signing["tokenEndpointAuthSigningAlgorithm"],
            keys=_keys(signing),
            key_set_address=_key_set_address(signing),
            id_token_alg=signing["idTokenSignedResponseAlg"],
            access_token_lifetime=core["accessTokenLifetime"],
            refresh_token_lifetime=core["refreshTokenLifetime"],
            id_token_lifetime=document["coreOpenIDClientConfig"]["jwtTokenLifetime"],
            issue_refresh_token=own["issueRefreshToken"] if overrides else None,
            issue_refresh_token_on_refresh=(
                own["issueRefreshTokenOnRefreshedToken"] if overrides else None
            ),
            refresh_token_grace_period=advanced["refreshTokenGracePeriod"],
        )

    def knows(self, secret: str) -> bool:
        """Whether `secret` is this client's, compared in constant time."""
        expected = self.secret or ""
        same = hmac.compare_digest(secret.encode(), expected.encode())
        return same and bool(expected)

    @property
    def lacks_secret_to_sign(self) -> bool:
        """Whether its ID tokens are to be signed with a secret that it does not have."""
        return self.id_token_alg.startswith("HS") and not self.secret


def scope_name(scope: str) -> str:
    """The scope itself; the console stores translated ones as `name|locale|text`."""
    return scope.split("|", 1)[0]


def _keys(signing: Document) -> VerificationKeys:
    try:
        return _registered_keys(signing)
    except NoKeys:  # kept by a version of this server that did not check them
        return VerificationKeys(())


def _registered_keys(signing: Document) -> VerificationKeys:
    location, certificate = signing["publicKeyLocation"], signing["clientJwtPublicKey"]
    if location == "jwks" and signing["jwkSet"]:
        return VerificationKeys(key_set(signing["jwkSet"]))
    if location == "x509" and certificate:
        return VerificationKeys.of_certificate(certificate)
    return VerificationKeys(())


def _key_set_address(signing: Document) -> KeySetAddress | None:
    if signing["publicKeyLocation"] != "jwks_uri" or not signing["jwksUri"]:
        return None
    return KeySetAddress(
        uri=signing["jwksUri"],
        cache_time=signing["jwksCacheTimeout"] / 1000,
        miss_time=signing["jwkStoreCacheMissCacheTime"] / 1000,
    )


def checked_client(body: Document, existing: Document | None) -> Document:
    """`body`, in either form, as AM would store it; an omitted secret is kept (am.md 10.1, REC).

    Raises InvalidAttribute or DataValidationFailed.
    """
    checked = client_schema().checked(_unwrapped(body))
    # What is unset is there all the same, as a list shows it.
    document = {key: {**unset, **checked[key]} for key, unset in template(NAME).items()}
    if document[_CORE][SECRET] is None and existing is not None:
        document[_CORE][SECRET] = existing[_CORE][SECRET]
    _check_keys(document["signEncOAuth2ClientConfig"])
    return document


def _check_keys(signing: Document) -> None:
    for name, read in (
        ("jwkSet", key_set),
        ("clientJwtPublicKey", VerificationKeys.of_certificate),
    ):
        try:
            if signing[name]:
                read(signing[name])
        except NoKeys:
            raise DataValidationFailed(labels(NAME)[name]) from None


def _unwrapped(body: Document) -> Document:
    return {
        section: {n: _plain(value) for n, value in attributes.items() if n != _GROUP}
        if isinstance(attributes, dict)
        else attributes
        for section, attributes in body.items()
    }


def _plain(value: Any) -> Any:
    if isinstance(value, dict) and "inherited" in value:
        # Of a group's client; nobody has groups here, so what would be inherited is the default.
        value = None if value["inherited"] is True else value.get("value")
    if isinstance(value, list):  # AM's own example sends [null] for no names at all (DOC)
        return [one for one in value if one is not None]
    return value


def listed(document: Document) -> Document:
    """The form a query returns: plain values, never the secret (am.md 10.1, REC)."""
    core = {name: value for name, value in document[_CORE].items() if name != SECRET}
    plain = _shown(document[PLAIN_SECTION])
    return {**document, PLAIN_SECTION: plain, _CORE: {**core, _GROUP: None}}


def wrapped(document: Document) -> Document:
    """The form a read returns: `{"inherited", "value"}` around each value (am.md 10.1, REC)."""
    return {
        section: _shown(values) if section == PLAIN_SECTION else _wrapped_section(_shown(values))
        for section, values in document.items()
    }


def _shown(values: Document) -> Document:
    return {n: value for n, value in values.items() if value is not None or n not in _SHOWN_IF_SET}


def _wrapped_section(values: Document) -> Document:
    return {
        name: {"inherited": False} if value is None else {"inherited": False, "value": value}
        for name, value in values.items()
        if name != SECRET
    }
