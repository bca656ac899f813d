"""Any chapter, in any order, finds what it needs; a learner's own things are kept."""

import json
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path

import pytest

from ciba_helpers import keys
from ciba_helpers.am import oauth2_clients, push_service, trees
from ciba_helpers.am.realms import create_realm
from ciba_helpers.am.session import AMError
from ciba_helpers.am.users import push_devices, read_user
from ciba_helpers.ciba.errors import AuthorizationPending
from ciba_helpers.lab import Lab
from ciba_helpers.local_mock import LabError

pytestmark = pytest.mark.usefixtures("in_process")

Opened = Callable[[int], Awaitable[Lab]]
CHAPTERS = range(13)
NEED_THE_CLIENT = {0, *range(5, 13)} - {10}


async def is_ready(lab: Lab, chapter: int) -> None:
    """Does what the chapter is about; fails where something it needs is missing."""
    if chapter not in (1, 10):
        assert lab.key["kid"] == "myCIBAKey"
    if chapter == 3:
        await article_s_configuration(lab)
    if chapter == 4:
        await article_s_client(lab)
    if chapter in NEED_THE_CLIENT - {6, 7}:
        acknowledgement = await lab.client.ask(await lab.signed_request())
        lab.keep_auth_req_id(acknowledgement.auth_req_id)
        assert await lab.mock.status(lab.auth_req_id) == "pending"
        assert await lab.phone.receive()
    if chapter == 6:
        await lab.phone.approve()
        assert await lab.mock.status(lab.auth_req_id) == "approved"
    if chapter == 7:
        assert (await lab.client.poll_once(lab.auth_req_id)).id_token
        assert await lab.mock.status(lab.auth_req_id) == "redeemed"


async def article_s_configuration(lab: Lab) -> None:
    am = await lab.administrator()
    with pytest.raises(AMError):
        await trees.read_tree(am, "myCIBAPushTree")
    await push_service.put_push_service(
        am, access_key="a", secret="b", apple_endpoint="c", google_endpoint="d"
    )
    await trees.put_push_tree(am)


async def article_s_client(lab: Lab) -> None:
    am = await lab.administrator()
    with pytest.raises(AMError):
        await oauth2_clients.read_client(am, "myCIBAClient")
    profile = oauth2_clients.confidential_client("forgerock", keys.public_key_set(lab.key))
    await oauth2_clients.put_client(am, "myCIBAClient", profile)


@pytest.mark.parametrize("chapter", CHAPTERS)
async def test_a_chapter_runs_alone(opened: Opened, chapter: int) -> None:
    await is_ready(await opened(chapter), chapter)


@pytest.mark.parametrize(
    "order",
    [
        list(CHAPTERS),
        list(reversed(CHAPTERS)),
        [chapter for chapter in CHAPTERS for _ in range(2)],
        [7, 7, 6, 7, 5, 7, 3, 7, 4, 6, 8, 6, 9, 7, 1, 0],
    ],
    ids=["in order", "in reverse", "each twice", "to and fro"],
)
async def test_chapters_run_in_any_order(opened: Opened, order: Iterable[int]) -> None:
    for chapter in order:
        await is_ready(await opened(chapter), chapter)


async def test_one_chapter_takes_up_what_the_last_one_left(opened: Opened) -> None:
    await is_ready(await opened(5), 5)
    left = (await opened(6)).auth_req_id
    lab = await opened(6)
    assert lab.auth_req_id == left
    assert "Found your authentication request, waiting for the phone." in lab.report
    await is_ready(lab, 6)
    lab = await opened(7)
    assert lab.auth_req_id == left
    assert "Found your approved authentication request." in lab.report


async def test_the_report_says_what_was_found_and_what_was_prepared(opened: Opened) -> None:
    first, second = (await opened(7)).report, (await opened(7)).report
    where = "You are working with the mock AM at http://127.0.0.1:8080/am, realm /alpha."
    assert first == [
        where,
        "The realm /alpha is there.",
        "Made a signing key myCIBAKey, as chapter 1 does.",
        "Registered a phone for demo, from the QR code that AM shows.",
        "Configured AM for CIBA, as chapter 3 does: push leads to myCIBAPushTree.",
        "Registered the client myCIBAClient with your key, as chapter 4 does.",
        "Asked for authentication and approved it, as chapters 5 and 6 do.",
    ]
    assert second == [
        where,
        "The realm /alpha is there.",
        "Found your signing key myCIBAKey.",
        "Found demo's phone.",
        "Found AM configured for CIBA: push leads to myCIBAPushTree.",
        "Found the client myCIBAClient, registered with your key.",
        "Found your approved authentication request.",
    ]


async def test_a_chapter_prepares_no_more_than_it_needs(opened: Opened) -> None:
    lab = await opened(1)
    assert lab.report[1:] == ["The realm /alpha is there."]
    with pytest.raises(LabError, match="chapter 1 makes one"):
        _ = lab.key
    with pytest.raises(LabError, match="chapter 5 gets one"):
        _ = lab.auth_req_id
    with pytest.raises(LabError, match="phone is not here"):
        _ = lab.phone


async def test_chapter_10_needs_nothing_of_the_others(opened: Opened) -> None:
    lab = await opened(10)
    assert lab.report[1:] == ["The realm /alpha is there."]


@pytest.mark.parametrize("chapter", [-1, 13, 99])
async def test_there_is_no_other_chapter(opened: Opened, chapter: int) -> None:
    with pytest.raises(ValueError, match=f"no chapter {chapter}"):
        await opened(chapter)


async def test_what_the_lab_prepared_is_not_in_the_recorder(opened: Opened) -> None:
    lab = await opened(7)
    assert lab.recorder.exchanges == []
    await lab.client.poll_once(lab.auth_req_id)
    assert [(e.actor, e.status) for e in lab.recorder.exchanges] == [("till", 200)]


async def test_a_learner_s_key_client_and_phone_are_kept(opened: Opened) -> None:
    lab = await opened(8)
    key, phone = keys.keypair(lab.key), lab.phone.registration
    am = await lab.administrator()
    profile = oauth2_clients.confidential_client(
        "forgerock", keys.public_key_set(lab.key), scopes=["openid", "profile", "payments"]
    )
    await oauth2_clients.put_client(am, "myCIBAClient", profile)
    for chapter in (1, 2, 5, 6, 7, 8, 9, 10, 11, 12, 0):
        lab = await opened(chapter)
    assert keys.keypair(lab.key) == key
    assert lab.phone.registration == phone
    client = await oauth2_clients.read_client(am, "myCIBAClient")
    assert "payments" in client["coreOAuth2ClientConfig"]["scopes"]["value"]


async def test_a_key_made_anew_is_registered_and_the_old_one_is_no_longer_good(
    opened: Opened,
) -> None:
    lab = await opened(8)
    old_request = await lab.signed_request()
    lab.keep_key(keys.generate_signing_key())
    lab = await opened(5)
    found = "Found the client myCIBAClient, and registered your new key with it."
    assert found in lab.report
    await is_ready(lab, 5)
    with pytest.raises(Exception, match="invalid"):
        await lab.client.ask(old_request)


async def test_a_key_made_anew_leaves_the_rest_of_the_client_as_it_is(opened: Opened) -> None:
    lab = await opened(8)
    am = await lab.administrator()
    scopes = ["openid", "profile", "payments"]
    profile = oauth2_clients.confidential_client(
        "forgerock", keys.public_key_set(lab.key), scopes=scopes
    )
    await oauth2_clients.put_client(am, "myCIBAClient", profile)
    lab.keep_key(keys.generate_signing_key())
    lab = await opened(5)
    client = await oauth2_clients.read_client(am, "myCIBAClient")
    assert client["coreOAuth2ClientConfig"]["scopes"]["value"] == scopes
    assert oauth2_clients.key_set_of(client) == keys.public_key_set(lab.key)


async def test_a_phone_that_am_has_forgotten_is_registered_again(opened: Opened) -> None:
    lab = await opened(8)
    am = await lab.administrator()
    await am.post("/users/demo/devices/2fa/push?_action=reset", {})
    lab = await opened(8)
    assert "Registered a phone for demo, from the QR code that AM shows." in lab.report
    await is_ready(lab, 8)
    listed = [device["uuid"] for device in await push_devices(am, "demo")]
    assert listed == [lab.phone.registration.resource_id]


async def test_a_phone_of_a_mock_at_another_address_is_registered_again(opened: Opened) -> None:
    lab = await opened(8)
    kept = json.loads(lab.workbook.note("phone"))
    kept["mailbox"] = kept["mailbox"].replace(":8080", ":20000")
    lab.workbook.keep("phone", json.dumps(kept))
    lab = await opened(8)
    assert lab.phone.mailbox.startswith("http://127.0.0.1:8080/_mock/phones/")
    await is_ready(lab, 8)


async def test_the_clock_is_back_in_the_present_when_a_chapter_opens(opened: Opened) -> None:
    lab = await opened(8)
    before = await lab.clock.now()
    await lab.clock.advance(minutes=60)
    assert await lab.clock.now() >= before + 3600
    lab = await opened(8)
    assert await lab.clock.now() == pytest.approx(before, abs=60)


async def test_a_request_that_was_denied_is_asked_again(opened: Opened) -> None:
    lab = await opened(6)
    old = lab.auth_req_id
    await lab.phone.deny()
    lab = await opened(6)
    assert lab.auth_req_id != old
    await is_ready(lab, 6)


async def test_a_message_left_over_does_not_stand_in_the_way_of_the_request(
    opened: Opened,
) -> None:
    lab = await opened(6)
    await lab.client.ask(await lab.signed_request(binding_message="somebody else's"))
    await is_ready(await opened(6), 6)


async def test_an_acr_that_leads_nowhere_is_mended(opened: Opened) -> None:
    lab = await opened(8)
    await trees.delete_tree(await lab.administrator(), "myCIBAPushTree")
    lab = await opened(5)
    assert any(line.startswith("Configured AM for CIBA") for line in lab.report)
    await is_ready(lab, 5)


@pytest.mark.parametrize("name", ["/beta", "beta", "beta/", "/alpha/inner"])
async def test_a_realm_that_is_not_there_is_created(
    opened: Opened, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("AM_REALM", name)
    lab = await opened(8)
    path = "/" + name.strip("/")
    assert lab.realm == path
    assert f"Created the realm {path} with the user demo." in lab.report
    assert lab.issuer.endswith("/realms/root" + path.replace("/", "/realms/"))
    await is_ready(lab, 8)
    assert f"The realm {path} is there." in (await opened(8)).report


@pytest.mark.parametrize("name", ["/", ""])
async def test_the_root_realm_is_a_realm_too(
    opened: Opened, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("AM_REALM", name)
    lab = await opened(7)
    assert (lab.realm, lab.issuer) == ("/", "http://127.0.0.1:8080/am/oauth2")
    await is_ready(lab, 7)


async def test_a_realm_without_its_parent_is_said_to_be_impossible(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AM_REALM", "/nowhere/inner")
    with pytest.raises(LabError, match="/nowhere/inner cannot be created"):
        await opened(1)


async def test_a_realm_without_demo_gets_demo(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    await create_realm(await (await opened(1)).administrator(), "/bare")
    monkeypatch.setenv("AM_REALM", "/bare")
    lab = await opened(8)
    assert (await read_user(await lab.administrator(), "demo"))["realm"] == "/bare"
    await is_ready(lab, 8)


async def test_an_administrator_who_is_not_let_in_is_told_what_to_set(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AM_PASSWORD", "wr0ng")
    with pytest.raises(LabError, match=r"does not let amadmin in.*AM_PASSWORD") as raised:
        await opened(1)
    assert "wr0ng" not in str(raised.value)


async def test_spoilt_notes_stop_the_lab_and_stay_as_they_are(
    opened: Opened, in_process: Path
) -> None:
    await opened(8)
    notes = in_process / "notes.json"
    spoilt = notes.read_text()[:-40]
    notes.write_text(spoilt)
    with pytest.raises(LabError, match=r"notes\.json cannot be read\. Move it away"):
        await opened(8)
    assert notes.read_text() == spoilt
    notes.unlink()
    await is_ready(await opened(8), 8)


async def test_a_spoilt_phone_stops_the_lab_and_stays_as_it_is(opened: Opened) -> None:
    lab = await opened(8)
    lab.workbook.keep("phone", "{}")
    with pytest.raises(LabError, match=r"\.lab keeps is not a phone"):
        await opened(8)
    assert lab.workbook.note("phone") == "{}"


async def test_a_spoilt_key_stops_the_lab_and_stays_as_it_is(
    opened: Opened, in_process: Path
) -> None:
    await opened(8)
    file = in_process / "myCIBAKey.jwk.json"
    file.write_text('{"kty"')
    with pytest.raises(LabError, match=r"myCIBAKey\.jwk\.json does not hold a JSON Web Key"):
        await opened(8)
    assert file.read_text() == '{"kty"'


@pytest.fixture
def diary(in_process: Path) -> None:
    """Lies where the mock would keep its state."""
    in_process.mkdir()
    (in_process / "am.sqlite3").write_text("my diary")


async def test_a_spoilt_state_file_stops_the_lab_and_stays_as_it_is(
    opened: Opened, in_process: Path, diary: None
) -> None:
    state = in_process / "am.sqlite3"
    with pytest.raises(LabError, match=r"did not start: .*am\.sqlite3 is not a state file"):
        await opened(1)
    assert state.read_text() == "my diary"
    state.unlink()
    await opened(1)


async def test_a_kept_request_that_am_does_not_know_is_asked_again(opened: Opened) -> None:
    lab = await opened(8)
    lab.keep_auth_req_id("from another AM")
    lab = await opened(6)
    assert lab.auth_req_id != "from another AM"
    with pytest.raises(AuthorizationPending):
        await lab.client.poll_once(lab.auth_req_id)
