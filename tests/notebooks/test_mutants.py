"""The notebooks notice a broken AM: each mutant is one rule of the mock that no longer holds.

A chapter that stays green with a mutant teaches a rule that nobody checks. A few run every time,
CANARY=all runs all of them.
"""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.notebooks.nbval_runs import nbval
from tools.notebook_runs import NOTEBOOKS, ROOT, fresh_lab


@dataclass(frozen=True)
class Mutant:
    """One change to one module of the mock, and the chapter that must notice."""

    name: str
    module: str
    was: str
    becomes: str
    notices: str
    every_run: bool = False


MUTANTS = [
    Mutant(
        "approves without the phone",
        "http/oauth2/bc_authorize.py",
        "        park(am, request, tree, reached)\n",
        "        request = decide(request, Event.APPROVE, at=asked.at)\n",
        "07_redeem_the_tokens",
        every_run=True,
    ),
    Mutant(
        "never slows down",
        "backchannel/request.py",
        "PollResult.TOO_SOON\n",
        "PollResult.PENDING\n",
        "07_redeem_the_tokens",
    ),
    Mutant(
        "forgets that an auth_req_id expires",
        "backchannel/request.py",
        "if request.status is Status.EXPIRED or request.expires_at <= at:",
        "if request.status is Status.EXPIRED:",
        "07_redeem_the_tokens",
    ),
    Mutant(
        "redeems an auth_req_id twice",
        "backchannel/request.py",
        "if request.status is Status.REDEEMED:\n        return request, PollResult.USED",
        "if request.status is Status.REDEEMED:\n        return request, PollResult.GRANTED",
        "07_redeem_the_tokens",
    ),
    Mutant(
        "ties the ID token to no access token",
        "token/id_token.py",
        "digest[: len(digest) // 2]",
        "digest[: len(digest) // 4]",
        "07_redeem_the_tokens",
    ),
    Mutant(
        "takes a denial for an approval",
        "authentication/push_message.py",
        '"denied" if denied else "approved"',
        '"approved"',
        "08_two_devices",
        every_run=True,
    ),
    Mutant(
        "lets an answer be sent twice",
        "authentication/nodes/push_result_verifier.py",
        "        visit.services.forget(message_id)\n",
        "",
        "06_approve_on_the_phone",
    ),
    Mutant(
        "believes any response to a challenge",
        "authentication/push_message.py",
        "expected = challenge_response(self.shared_secret, self.challenge)",
        "return True",
        "06_approve_on_the_phone",
    ),
    Mutant(
        "accepts a foreign signature",
        "backchannel/request_object.py",
        "raise InvalidRequest(wording.SIGNATURE_INVALID)",
        "return jws.extract_compact(token.encode()).payload",
        "05_ask_for_authentication",
        every_run=True,
    ),
    Mutant(
        "accepts an expired request",
        "backchannel/jwt_checks.py",
        'if asked.claims["exp"] <= asked.at:',
        "if False:",
        "05_ask_for_authentication",
    ),
    Mutant(
        "allows more than thirty minutes",
        "backchannel/profile.py",
        "lifetime_limit=30 * 60,",
        "lifetime_limit=90 * 60,",
        "05_ask_for_authentication",
    ),
    Mutant(
        "accepts a request to somebody else",
        "backchannel/checks.py",
        "    audience_is_this_provider,  #",
        "    #",
        "05_ask_for_authentication",
    ),
    Mutant(
        "accepts any secret",
        "realm/oauth2_client.py",
        "return same and bool(expected)",
        "return True",
        "05_ask_for_authentication",
    ),
    Mutant(
        "shows the client's secret",
        "realm/oauth2_client.py",
        "        if name != SECRET\n    }",
        "    }",
        "04_register_the_client",
    ),
    Mutant(
        "stores a tree without its entry node",
        "realm/tree.py",
        'not in {*document["nodes"], SUCCESS, FAILURE}',
        "is None",
        "03_configure_am",
    ),
    Mutant(
        "takes nobody for somebody without a phone",
        "authentication/nodes/push_sender.py",
        'return self._failed(visit, "MISSING_USERNAME", "Expected username to be set.")',
        'return "NOT_REGISTERED"',
        "03_configure_am",
    ),
    Mutant(
        "sends without a push service",
        "store/realm_services.py",
        "if service and service.can_send else None",
        "if service and service.can_send else 600",
        "03_configure_am",
    ),
    Mutant(
        "ends a refusal in success",
        "authentication/nodes/push_result_verifier.py",
        'return _ended(visit, "FALSE")\n        visit.services.note_use',
        'return _ended(visit, "TRUE")\n        visit.services.note_use',
        "03_configure_am",
    ),
    Mutant(
        "takes a request that nobody signed",
        "backchannel/request_object.py",
        "    algorithm = _algorithm(parsed.header, algorithms)\n",
        '    if parsed.header.get("alg") == "none":\n        return _claims(parsed)\n'
        "    algorithm = _algorithm(parsed.header, algorithms)\n",
        "09_when_it_goes_wrong",
    ),
    Mutant(
        "takes a public key for a shared secret",
        "backchannel/request_object.py",
        "    algorithm = _algorithm(parsed.header, algorithms)\n",
        '    if parsed.header.get("alg") == "HS256":\n        return _claims(parsed)\n'
        "    algorithm = _algorithm(parsed.header, algorithms)\n",
        "09_when_it_goes_wrong",
    ),
    Mutant(
        "takes the same request twice",
        "http/oauth2/bc_authorize.py",
        "if jti is not None and not am.store.first_use(",
        "if False and not am.store.first_use(",
        "09_when_it_goes_wrong",
    ),
    Mutant(
        "takes a failed tree for an approval",
        "http/oauth2/bc_authorize.py",
        "    elif reached.succeeded:\n",
        "    elif not isinstance(reached, Parked):\n",
        "09_when_it_goes_wrong",
    ),
    Mutant(
        "shows a message of any length",
        "backchannel/request_checks.py",
        "BINDING_MESSAGE_LIMIT = 100\n",
        "BINDING_MESSAGE_LIMIT = 1000\n",
        "09_when_it_goes_wrong",
    ),
    Mutant(
        "redeems another client's auth_req_id",
        "http/oauth2/access_token.py",
        "(found.realm, found.client_id) != (realm, client.client_id)",
        "found.realm != realm",
        "09_when_it_goes_wrong",
        every_run=True,
    ),
    Mutant(
        "never forgives a poll that came too soon",
        "backchannel/request.py",
        "if last is None or abs(at - last) >= request.interval:",
        "if last is None:",
        "09_when_it_goes_wrong",
    ),
    Mutant(
        "chooses no key by its kid",
        "realm/verification_keys.py",
        'kid, alg = header.get("kid") if self._by_kid else None, header.get("alg")',
        'kid, alg = None, header.get("alg")',
        "09_when_it_goes_wrong",
    ),
]
CHOSEN = [one for one in MUTANTS if one.every_run or os.environ.get("CANARY") == "all"]


@pytest.mark.parametrize("mutant", CHOSEN, ids=lambda mutant: mutant.name.replace(" ", "-"))
def test_a_chapter_notices_an_am_that(mutant: Mutant, tmp_path: Path) -> None:
    break_the_mock(mutant, tmp_path)
    notebook = NOTEBOOKS / f"{mutant.notices}.ipynb"
    with fresh_lab(CIBA_AUTOPILOT="approve", PYTHONPATH=str(tmp_path)) as environment:
        run = nbval([notebook], environment, tmp_path / "report.xml")
    assert run.red, f"{mutant.notices} is green with an AM that {mutant.name}"


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name.replace(" ", "-"))
def test_the_rule_to_break_is_there_once(mutant: Mutant) -> None:
    assert (ROOT / "mock_am" / mutant.module).read_text("utf-8").count(mutant.was) == 1


def break_the_mock(mutant: Mutant, folder: Path) -> None:
    """A copy of the mock in `folder`, without the rule."""
    shutil.copytree(ROOT / "mock_am", folder / "mock_am")
    module = folder / "mock_am" / mutant.module
    module.write_text(module.read_text("utf-8").replace(mutant.was, mutant.becomes), "utf-8")
