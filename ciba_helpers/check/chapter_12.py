"""The exercise of chapter 12: an AM of somebody else's is made ready for CIBA."""

import json
from inspect import iscoroutinefunction
from typing import Any

from ciba_helpers.check.exercise import Missing, exercise
from ciba_helpers.check.faulty_site import faulty_site, leaked_key
from ciba_helpers.check.limit import TooLong, at_most
from ciba_helpers.preflight import Configuration, Finding, look_over
from ciba_helpers.preflight.configuration import value_at

LIMIT = 5
"""Seconds that it may take to mend a few documents."""

_DEF = "Write it as `def mend(site):`."
_MEND = "Change the documents in place, as `site.push_service[…] = …` does."


@exercise("12.1", "An AM made ready for CIBA")
def mended_site(mend: Any) -> str:
    """Let `mend` change the documents of the faulty site, and look over what it leaves."""
    site = _left_by(mend)
    for finding in look_over(site).open:
        raise Missing(_said(finding), finding.mend.do if finding.mend else _MEND)
    if leaked_key()["x"] in _coordinates(site):
        says = "All is green, but the key is still the one that lay open in AM."
        raise Missing(says, "Make a new one, `keys.generate_signing_key(site.key_id)`.")
    return "All is green, and whoever has seen the old key can do nothing with it."


def _left_by(mend: Any) -> Configuration:
    """The documents after `mend`: changed in place, or in a copy that it returns."""
    if not callable(mend):
        raise Missing("That is no function.", _DEF)
    if iscoroutinefunction(mend):
        raise Missing("Nobody awaits this function: the documents are here already.", _DEF)
    site = faulty_site()
    try:
        with at_most(LIMIT):
            returned = mend(site)
    except TooLong:
        says = f"Your function had not come to an end after {LIMIT} seconds, and was stopped."
        raise Missing(says, "Look for a loop without an end.") from None
    except (Exception, SystemExit) as error:
        says = f"Your function raises {type(error).__name__}: {error}."
        raise Missing(says, _MEND) from None
    return returned if isinstance(returned, Configuration) else site


def _said(finding: Finding) -> str:
    return f"{finding.subject}: {finding.says} {finding.means}".rstrip()


def _coordinates(site: Configuration) -> list[Any]:
    """`x` of each registered key, which no other key shares; the findings have seen to the rest."""
    keys = json.loads(value_at(site.client, "signEncOAuth2ClientConfig", "jwkSet"))["keys"]
    return [key.get("x") for key in keys if isinstance(key, dict)]
