"""The page's own tests, its library, and both ends of the protocol: three programs, one answer."""

import re
import subprocess
from base64 import b64encode
from pathlib import Path

import pytest

from ciba_helpers import push_protocol
from mock_am.authentication import push_message
from mock_am.http.handset.static_page import FOLDER
from tests.handset_page.page import HERE, called

VENDOR = FOLDER / "vendor" / "noble-hashes"
PACKAGE = HERE / "node_modules" / "@noble" / "hashes"
SECRET = b64encode(bytes(range(32))).decode()
CHALLENGE = b64encode(bytes(range(100, 132))).decode()
CLAIMS = {"m": "Pay £50? ✓", "c": CHALLENGE, "k": "default", "i": "1795567875794", "t": "600"}


@pytest.mark.parametrize("path", sorted(HERE.glob("*.test.mjs")), ids=lambda path: path.stem)
def test_the_modules_pass_their_own_tests(path: Path) -> None:
    # A mailbox that waits for a server would keep Node from ending.
    command = ["node", "--test", "--test-force-exit", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^# pass [1-9]", done.stdout, re.MULTILINE), "there are some"


@pytest.mark.parametrize("path", sorted(VENDOR.iterdir()), ids=lambda path: path.name)
def test_the_library_is_what_npm_installs_byte_for_byte(path: Path) -> None:
    assert path.read_bytes() == (PACKAGE / path.name).read_bytes()


def test_the_library_s_licence_goes_with_it() -> None:
    assert "MIT License" in (VENDOR / "LICENSE").read_text()


def test_the_page_imports_only_what_it_holds() -> None:
    for path in FOLDER.rglob("*.js"):
        for name in re.findall(r'^(?:import|\} from)[^"\n]*"([^"]+)"', path.read_text(), re.M):
            assert name.startswith("./"), f"{path.name} imports {name}"
            assert (path.parent / name).is_file(), f"{path.name} imports {name}"


def test_the_page_needs_nothing_that_only_a_secure_context_has() -> None:
    for path in FOLDER.glob("*.js"):
        code = re.sub(r"//.*", "", path.read_text())
        assert not re.findall(r"subtle|randomUUID|serviceWorker|Notification\b", code), path.name


def test_the_page_s_own_modules_set_no_html() -> None:
    for path in FOLDER.glob("*.js"):
        assert not re.findall(r"innerHTML|outerHTML|insertAdjacent|document\.write|eval\(",
                              path.read_text()), path.name  # fmt: skip


# Both ends


def test_a_message_of_ams_is_read_by_the_page() -> None:
    jwt = push_message.signed(CLAIMS, SECRET, typ="JWT")
    assert called("push_protocol.js", "verifiedMessage", jwt, {"base64": SECRET}) == CLAIMS


@pytest.mark.parametrize("claims", [{"response": "x"}, {"response": "x", "deny": True}])
def test_what_the_page_signs_am_and_the_notebook_s_phone_read(claims: dict[str, object]) -> None:
    jwt = called("push_protocol.js", "signed", claims, {"base64": SECRET})
    assert push_message.verified_claims(jwt, SECRET) == claims
    assert push_protocol.verified_message(jwt, SECRET) == claims


def test_all_three_compute_the_same_response() -> None:
    secret, challenge = {"base64": SECRET}, {"base64": CHALLENGE}
    page = called("push_protocol.js", "challengeResponse", secret, challenge)
    assert page == push_message.challenge_response(SECRET, CHALLENGE)
    assert page == push_protocol.challenge_response(SECRET, CHALLENGE)
