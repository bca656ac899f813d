"""The exercise of chapter 12: an AM of somebody else's is made ready for CIBA."""

from typing import Any

from jwcrypto.jwk import JWK

from ciba_helpers.am.oauth2_clients import key_set_of
from ciba_helpers.check.exercise import Missing, exercise
from ciba_helpers.check.faulty_site import faulty_site, leaked_key
from ciba_helpers.check.limit import TooLong, at_most
from ciba_helpers.preflight import Configuration, Finding, look_over

LIMIT = 5
"""Seconds that it may take to mend a few documents."""

_MEND = "Change the documents in place, as `site.push_service[…] = …` does."


@exercise("12.1", "An AM made ready for CIBA")
def mended_site(mend: Any) -> str:
    """Let `mend` change the documents of the faulty site, and look over what it leaves."""
    site = faulty_site()
    _run(mend, site)
    for finding in look_over(site).open:
        raise Missing(_said(finding), finding.mend.do if finding.mend else _MEND)
    if leaked_key().thumbprint() in _thumbprints(site):
        says = "All is green, but the key is still the one that lay open in AM."
        raise Missing(says, "Make a new one, `keys.generate_signing_key(site.key_id)`.")
    return "All is green, and whoever has seen the old key can do nothing with it."


def _run(mend: Any, site: Configuration) -> None:
    if not callable(mend):
        raise Missing("That is no function.", "Write it as `def mend(site):`.")
    try:
        with at_most(LIMIT):
            mend(site)
    except TooLong:
        says = f"Your function had not come to an end after {LIMIT} seconds, and was stopped."
        raise Missing(says, "Look for a loop without an end.") from None
    except (Exception, SystemExit) as error:
        says = f"Your function raises {type(error).__name__}: {error}."
        raise Missing(says, _MEND) from None


def _said(finding: Finding) -> str:
    return f"{finding.subject}: {finding.says} {finding.means}".rstrip()


def _thumbprints(site: Configuration) -> list[str]:
    assert isinstance(site.client, dict)  # or a finding would have told
    key_set = key_set_of(site.client) or {"keys": []}
    return [JWK(**key).thumbprint() for key in key_set["keys"]]
