"""What AM itself must be for CIBA: it answers, tells the time, has a realm and a provider."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from ciba_helpers.am.oauth2_clients import BACK_CHANNEL_REQUEST
from ciba_helpers.explain.catalogue.steps import ACR_MAPPING, CIBA, OPENID, REALMS, SERVICES
from ciba_helpers.explain.entry import Step
from ciba_helpers.preflight.configuration import Configuration, Document, Unread, value_at
from ciba_helpers.preflight.finding import ANSWERS, Finding, doubtful, good, missing

CLOCKS_MAY_DIFFER = 60
"""Seconds, as much as a till forgives in an ID token's `iat`."""

REQUEST_LIVES = 600
"""Seconds that the chapters' requests are good for: a larger difference refuses them all."""

PROVIDER = f"{SERVICES} > Add a Service > OAuth2 Provider"
BASE_URL = f"{SERVICES} > Base URL Source"


def unread(subject: str, what: object, absent: Finding) -> Iterator[Finding]:
    """What is said of a document that is not there: `absent`, or that AM does not show it."""
    if not isinstance(what, Unread) or what.kind == "silent":
        return  # silence is told once, by am_answers
    if what.kind == "absent":
        yield absent
    else:
        means = "Whether it is as it should be cannot be told from here."
        mend = Step(12, "Ask with an administrator of the realm: set `AM_ADMIN`, `AM_PASSWORD`.")
        yield doubtful(subject, f"It could not be looked at. {what.says}", means, mend)


def am_answers(seen: Configuration) -> Iterator[Finding]:
    """AM answers whatever it is asked."""
    documents = (seen.discovery, *vars(seen).values(), *seen.nodes.values())
    silent = [one for one in documents if isinstance(one, Unread) and one.kind == "silent"]
    if silent:
        means = "What is not mentioned below could not be read."
        yield missing("AM", silent[0].says, means, ANSWERS)
    else:
        yield good("AM", "It answers.")


def clocks_agree(seen: Configuration) -> Iterator[Finding]:
    """AM's clock and this machine's show the same time (RFC 7519 4.1.4)."""
    if seen.clock_ahead is None:
        if not isinstance(seen.discovery, Unread) or seen.discovery.kind != "silent":
            means = "A request's `exp` is measured by AM's clock."
            yield doubtful("Clocks", "AM's answers do not say what time it is.", means)
        return
    apart = abs(seen.clock_ahead)
    if apart <= CLOCKS_MAY_DIFFER:
        yield good("Clocks", "AM's clock and yours agree.")
        return
    grade = doubtful if apart < REQUEST_LIVES else missing
    where = "ahead of" if seen.clock_ahead > 0 else "behind"
    means = "Requests arrive expired or with an unreasonable `exp`, ID tokens look stale."
    mend = Step(2, "Let both machines follow a time server.")
    yield grade("Clocks", f"AM's clock is {round(apart)} seconds {where} yours.", means, mend)


def realm_is_there(seen: Configuration) -> Iterator[Finding]:
    """The realm exists and is active."""
    mend = Step(12, "Create the realm, or set `AM_REALM` to another.", REALMS)
    absent = missing("Realm", f"There is no realm {seen.realm}.", "Nothing else can be.", mend)
    yield from unread("Realm", seen.realm_settings, absent)
    if isinstance(seen.realm_settings, Unread):
        return
    if seen.realm_settings.get("active") is False:
        yield missing("Realm", f"{seen.realm} is not active.", "It serves nobody.", mend)
    else:
        yield good("Realm", f"{seen.realm} is there.")


def provider_is_there(seen: Configuration) -> Iterator[Finding]:
    """The realm has an OpenID provider."""
    mend = Step(3, "Add the provider; its defaults will do.", PROVIDER)
    means = "There is no `bc-authorize` and no token endpoint."
    absent = missing("OpenID provider", "The realm has none.", means, mend)
    yield from unread("OpenID provider", seen.provider, absent)
    if isinstance(seen.provider, dict):
        yield good("OpenID provider", "It is there.")
        yield from _grant(seen.provider)
        yield from _algorithms(seen.provider)


def _grant(provider: Document) -> Iterator[Finding]:
    if BACK_CHANNEL_REQUEST in (value_at(provider, "advancedOAuth2Config", "grantTypes") or ()):
        yield good("OpenID provider", "It allows the Back Channel Request grant.")
        return
    mend = Step(
        3,
        f"Add `{BACK_CHANNEL_REQUEST}` to the provider's `grantTypes`.",
        f"{SERVICES} > OAuth2 Provider > Advanced > Grant Types",
    )
    says = "It does not allow the Back Channel Request grant."
    yield missing("OpenID provider", says, "No client may use CIBA.", mend)


def algorithms_of(seen: Configuration) -> list[str]:
    """The algorithms that a request may be signed with."""
    return list(value_at(seen.provider, "cibaConfig", "supportedCibaSigningAlgorithms") or ())


def _algorithms(provider: Document) -> Iterator[Finding]:
    named = value_at(provider, "cibaConfig", "supportedCibaSigningAlgorithms")
    if named:
        yield good("OpenID provider", f"Requests may be signed with {' or '.join(named)}.")
        return
    mend = Step(3, 'Put `["ES256", "PS256"]` into `supportedCibaSigningAlgorithms`.', CIBA)
    says = "It accepts no algorithm for signed requests."
    yield missing("OpenID provider", says, "Every request is refused.", mend)


def discovery_answers(seen: Configuration) -> Iterator[Finding]:
    """AM's name for itself is the one that requests are addressed to (CIBA 7.1.1)."""
    if isinstance(seen.provider, Unread) and seen.provider.kind == "absent":
        return  # of a realm without a provider nothing can be discovered
    mend = Step(3, "Look at `…/.well-known/openid-configuration` of the realm.", PROVIDER)
    absent = missing(
        "Discovery", "The provider publishes nothing.", "Clients cannot find it.", mend
    )
    yield from unread("Discovery", seen.discovery, absent)
    if isinstance(seen.discovery, dict):
        yield _issuer(seen, str(seen.discovery.get("issuer")))


def _issuer(seen: Configuration, issuer: str) -> Finding:
    if f"{issuer}/".startswith(f"{seen.audience}/"):
        return good("Discovery", f"AM calls itself {issuer}, to which your `aud` belongs.")
    says = f"AM calls itself {issuer}, your requests are for {seen.audience}."
    if _same_port(issuer, seen.audience):
        means = "One of the two spells out the default port. AM may compare letter by letter."
        return doubtful("Discovery", says, means, _ADDRESS)
    means = "AM refuses the requests: `Audience validation failed`."
    return missing("Discovery", says, means, _ADDRESS)


_ADDRESS = Step(12, "Set `AM_URL` to the address AM knows itself by, or mend that one.", BASE_URL)


def _same_port(one: str, other: str) -> bool:
    default = {"https": 443, "http": 80}
    first, second = urlsplit(one), urlsplit(other)
    ports = [part.port or default.get(part.scheme) for part in (first, second)]
    same = (first.scheme, first.hostname) == (second.scheme, second.hostname)
    return same and ports[0] == ports[1] and first.path.startswith(second.path)


def acr_leads_to_a_tree(seen: Configuration) -> Iterator[Finding]:
    """The acr that requests ask for is mapped, and to a tree of its own (am.md 9.1, DOC)."""
    if isinstance(seen.provider, Unread):
        return
    mapping = value_at(seen.provider, "advancedOIDCConfig", "loaMapping") or {}
    mend = Step(3, f"Map `{seen.acr}` to the tree.", ACR_MAPPING)
    if seen.acr not in mapping:
        means = "AM cannot choose a tree, and refuses the request."
        yield missing("acr mapping", f"{seen.acr} leads to no tree.", means, mend)
        return
    tree = mapping[seen.acr]
    others = sorted(acr for acr, name in mapping.items() if name == tree and acr != seen.acr)
    if others:
        says = f"{seen.acr} leads to {tree}, and so does {', '.join(others)}."
        means = "AM's guide warns of it: a tree no longer tells which acr was asked for."
        yield doubtful("acr mapping", says, means, Step(3, "Give each its own tree.", OPENID))
    else:
        yield good("acr mapping", f"{seen.acr} leads to {tree}.")
