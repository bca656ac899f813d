"""The handset's page in a real browser, against a mock in a process of its own."""

import re
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Literal
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.bank import Bank, open_bank
from tests.browser.inspection import require_axe, violations


def _encoded(text: str) -> str:
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


PHONE = {"width": 390, "height": 760}
WITHIN = 10_000  # milliseconds
MESSAGE = "Pay ExampleShop £50? <b>EB-0246326</b>"


@pytest.fixture(scope="module")
def open_for_all(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bank]:
    with open_bank(tmp_path_factory.mktemp("bank")) as bank:
        yield bank


@pytest.fixture
def bank(open_for_all: Bank) -> Bank:
    """A bank as it opens in the morning: nothing to tap, and its page switched off."""
    open_for_all.push_type("DEFAULT")
    open_for_all.switch("DELETE")
    return open_for_all


@pytest.fixture
def complaints() -> list[str]:
    """What the browser has found wrong, and whatever it asked another server for."""
    return []


@pytest.fixture
def phone(browser: Browser, bank: Bank, complaints: list[str]) -> Iterator[Page]:
    """A phone's screen, on which nothing is open yet."""
    home = urlsplit(bank.server.url).netloc
    with browser.new_context(viewport=PHONE) as context:
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda one: complaints.append(one.text) if _is_bad(one.text) else None)
        page.on(
            "request",
            lambda one: complaints.append(one.url) if urlsplit(one.url).netloc != home else None,
        )
        yield page


def _is_bad(text: str) -> bool:
    return "Content Security Policy" in text or "Uncaught" in text


@pytest.fixture
def registered(phone: Page, bank: Bank) -> Page:
    """The phone of alex, waiting."""
    phone.goto(bank.invitation())
    expect(phone.get_by_role("heading", name="alex’s phone")).to_be_visible(timeout=WITHIN)
    is_connected(phone)
    bank.let_in()
    return phone


def is_connected(phone: Page) -> None:
    expect(phone.get_by_role("status")).to_contain_text("Connected", timeout=WITHIN)


def arrives(phone: Page, text: str = MESSAGE) -> Locator:
    message = phone.get_by_role("region", name="Push notification")
    expect(message).to_contain_text(text, timeout=WITHIN)
    return message


def is_told(bank: Bank, phone: Page, auth_req_id: str, words: str, status: str) -> None:
    expect(phone.get_by_role("heading", name=words)).to_be_visible(timeout=WITHIN)
    assert bank.told(auth_req_id)["status"] == status


# Registering


def test_the_link_registers_and_leaves_no_secret_in_sight(
    registered: Page, bank: Bank, complaints: list[str]
) -> None:
    assert urlsplit(registered.url).fragment == ""
    expect(registered.get_by_text("Waiting for a push notification.")).to_be_visible()
    kept = registered.evaluate("JSON.stringify(Object.keys(localStorage))")
    assert kept == '["handset"]'
    assert complaints == []


def test_without_a_link_it_says_what_to_do(phone: Page, bank: Bank) -> None:
    phone.goto(bank.switch()["page"])
    expect(phone.get_by_text("This is no phone yet. Scan the QR code")).to_be_visible()


def test_a_spoilt_link_says_what_to_do(phone: Page, bank: Bank) -> None:
    phone.goto(bank.invitation()[:-200])
    notice = phone.get_by_role("region", name="This link is not whole")
    expect(notice).to_contain_text("Scan the QR code once more")


def test_a_code_that_was_used_says_what_to_do(registered: Page, browser: Browser) -> None:
    used = registered.evaluate("performance.getEntriesByType('navigation')[0].name")
    with browser.new_context(viewport=PHONE) as another:
        page = another.new_page()
        page.goto(used)
        notice = page.get_by_role("region", name="AM did not take this code")
        expect(notice).to_contain_text("Run the notebook's cell again", timeout=WITHIN)


def test_a_second_invitation_replaces_the_first_when_told_to(registered: Page, bank: Bank) -> None:
    registered.goto(bank.invitation())
    expect(registered.get_by_role("heading", name="Replace the phone")).to_be_focused(
        timeout=WITHIN
    )
    registered.get_by_role("button", name="Replace it").click()
    expect(registered.get_by_text("Waiting for a push notification.")).to_be_visible(timeout=WITHIN)
    bank.let_in()
    bank.asks(MESSAGE)
    arrives(registered)


def test_a_browser_that_keeps_nothing_says_so_and_works(phone: Page, bank: Bank) -> None:
    phone.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('denied'); } })"
    )
    phone.goto(bank.invitation())
    notice = phone.get_by_role("region", name="This browser keeps nothing here")
    expect(notice).to_contain_text("allow this site to store data", timeout=WITHIN)
    bank.let_in()
    bank.asks(MESSAGE)
    arrives(phone)


def test_it_works_where_the_browser_trusts_no_address(phone: Page, bank: Bank) -> None:
    # On http://192.168.… there is no crypto.subtle and no crypto.randomUUID.
    phone.add_init_script("Object.defineProperty(window, 'crypto', { value: { getRandomValues: "
                          "crypto.getRandomValues.bind(crypto) } })")  # fmt: skip
    phone.goto(bank.invitation())
    is_connected(phone)
    bank.let_in()
    auth_req_id = bank.asks(MESSAGE)
    arrives(phone).get_by_role("button", name="Approve").click()
    is_told(bank, phone, auth_req_id, "You approved", "approved")


def test_it_works_at_the_address_for_handsets(browser: Browser, tmp_path: Path) -> None:
    with (
        open_bank(tmp_path, "--handset", "127.0.0.2:0") as bank,
        browser.new_context(viewport=PHONE) as context,
    ):
        phone, asked = context.new_page(), set[str]()
        phone.on("request", lambda one: asked.add(urlsplit(one.url).hostname or ""))
        phone.goto(bank.invitation())
        is_connected(phone)
        bank.let_in()
        auth_req_id = bank.asks(MESSAGE)
        arrives(phone).get_by_role("button", name="Deny").click()
        is_told(bank, phone, auth_req_id, "You denied", "denied")
        assert asked == {"127.0.0.2"}


# Answering


def test_a_push_arrives_live_and_is_approved_by_mouse(
    registered: Page, bank: Bank, complaints: list[str]
) -> None:
    auth_req_id = bank.asks(MESSAGE)
    message = arrives(registered)
    expect(registered.get_by_role("alert")).to_have_text(f"Push notification: {MESSAGE}")
    expect(registered.get_by_role("heading", name="Push notification")).to_be_focused()
    expect(message).to_contain_text(re.compile(r"Good for (1 min \d+|2 min 0) s"))
    message.get_by_role("button", name="Approve").click()
    is_told(bank, registered, auth_req_id, "You approved", "approved")
    expect(registered.get_by_role("list")).to_contain_text(f"You approved: {MESSAGE}")
    assert complaints == []


def test_it_is_denied_by_keyboard(registered: Page, bank: Bank) -> None:
    auth_req_id = bank.asks(MESSAGE)
    message = arrives(registered)
    expect(message.get_by_role("button", name="Deny")).to_be_enabled()
    registered.keyboard.press("Tab")
    expect(message.get_by_role("button", name="Deny")).to_be_focused()
    registered.keyboard.press("Enter")
    is_told(bank, registered, auth_req_id, "You denied", "denied")
    expect(registered.get_by_role("heading", name="You denied")).to_be_focused()


def test_the_number_that_the_till_shows_approves(registered: Page, bank: Bank) -> None:
    bank.push_type("CHALLENGE")
    auth_req_id = bank.asks(MESSAGE)
    message = arrives(registered, "Tap the number that the till shows.")
    expect(message.get_by_role("button", name="Approve", exact=True)).to_be_hidden()
    number = bank.told(auth_req_id)["number"]
    message.get_by_role("button", name=f"Approve with {number}").click()
    is_told(bank, registered, auth_req_id, "You approved", "approved")


def test_another_number_does_not(registered: Page, bank: Bank) -> None:
    bank.push_type("CHALLENGE")
    auth_req_id = bank.asks(MESSAGE)
    right = bank.told(auth_req_id)["number"]
    buttons = arrives(registered).get_by_role("button", name="Approve with")
    expect(buttons).to_have_count(3)
    buttons.filter(has_not_text=right).first.click()
    is_told(bank, registered, auth_req_id, "You approved", "denied")


def test_a_fingerprint_is_stood_for_by_a_press(registered: Page, bank: Bank) -> None:
    bank.push_type("BIOMETRIC")
    auth_req_id = bank.asks(MESSAGE)
    arrives(registered, "Approving stands for your fingerprint.")
    registered.get_by_role("button", name="Approve").click()
    is_told(bank, registered, auth_req_id, "You approved", "approved")


def test_the_one_on_the_screen_stays_there_while_others_come(registered: Page, bank: Bank) -> None:
    bank.asks("the first")
    arrives(registered, "the first")
    bank.asks("the second")
    message = arrives(registered, "One more waits.")
    expect(message).to_contain_text("the first")
    message.get_by_role("button", name="Deny").click()
    arrives(registered, "the second")


def test_whoever_is_busy_elsewhere_is_not_taken_away(registered: Page, bank: Bank) -> None:
    bank.asks("the first")
    deny = arrives(registered, "the first").get_by_role("button", name="Deny")
    expect(deny).to_be_enabled()
    deny.focus()
    bank.asks("the second")
    expect(registered.get_by_role("alert")).to_have_text("Push notification: the second")
    expect(deny).to_be_focused()


def test_a_message_that_nobody_answers_expires_by_am_s_clock(registered: Page, bank: Bank) -> None:
    bank.asks(MESSAGE)
    arrives(registered)
    bank.advance(130)
    expect(registered.get_by_role("heading", name="It expired")).to_be_visible(timeout=WITHIN)
    expect(registered.get_by_role("button")).to_have_count(0)


# Going on


def test_a_reload_goes_on(registered: Page, bank: Bank) -> None:
    auth_req_id = bank.asks(MESSAGE)
    arrives(registered)
    registered.reload()
    arrives(registered).get_by_role("button", name="Approve").click()
    is_told(bank, registered, auth_req_id, "You approved", "approved")
    registered.reload()
    expect(registered.get_by_role("list")).to_contain_text("You approved", timeout=WITHIN)


def test_a_mock_that_was_started_again_goes_on(registered: Page, bank: Bank) -> None:
    bank.stop()
    notice = registered.get_by_role("region", name="The mock AM cannot be reached")
    expect(notice).to_contain_text("connects again by itself", timeout=WITHIN)
    bank.start_again()
    is_connected(registered)
    expect(notice).to_be_hidden()
    auth_req_id = bank.asks(MESSAGE)
    arrives(registered).get_by_role("button", name="Approve").click()
    is_told(bank, registered, auth_req_id, "You approved", "approved")


def test_an_answer_without_a_network_can_be_sent_again(registered: Page, bank: Bank) -> None:
    auth_req_id = bank.asks(MESSAGE)
    message = arrives(registered)
    registered.route("**/push/sns/message*", lambda route: route.abort())
    message.get_by_role("button", name="Approve").click()
    notice = registered.get_by_role("region", name="That did not get through")
    expect(notice).to_contain_text("same network")
    registered.unroute("**/push/sns/message*")
    message.get_by_role("button", name="Approve").click()
    is_told(bank, registered, auth_req_id, "You approved", "approved")
    expect(notice).to_be_hidden()


def test_switched_off_it_says_so(registered: Page, bank: Bank) -> None:
    bank.switch("DELETE")
    notice = registered.get_by_role("region", name="does not serve this page any more")
    expect(notice).to_contain_text("Run the notebook's cell again", timeout=WITHIN)
    expect(registered.get_by_role("status")).to_contain_text("Not connected")
    registered.reload()
    expect(registered.get_by_text("Not Found").first).to_be_visible()


def test_a_token_that_does_not_count_any_more_is_told(registered: Page, bank: Bank) -> None:
    bank.switch("DELETE")
    bank.switch()
    registered.reload()
    notice = registered.get_by_role("region", name="code does not count any more")
    expect(notice).to_contain_text("scan the new code", timeout=WITHIN)


# Other sites


HOSTILE = "http://evil.example"
FORGED = "pushauth://push/{issuer}:<i>eve</i>?" + urlencode(
    {
        "r": _encoded(f"{HOSTILE}/am/json/push/sns/message?_action=register"),
        "a": _encoded(f"{HOSTILE}/am/json/push/sns/message?_action=authenticate"),
        **{"s": _encoded("s" * 32), "c": _encoded("c" * 32), "m": "REGISTER:x"},
        "issuer": _encoded("<img src=x onerror=alert(1)>"),
    }
)


def forged(bank: Bank) -> str:
    """A link that somebody else has made up."""
    fragment = {"token": "x", "registration": FORGED.format(issuer="<img src=x onerror=alert(1)>")}
    return f"{bank.switch()['page']}#{urlencode(fragment)}"


def test_a_forged_invitation_leads_nowhere_else(
    phone: Page, bank: Bank, complaints: list[str]
) -> None:
    phone.goto(forged(bank))
    notice = phone.get_by_role("region", name="AM did not take this code")
    expect(notice).to_be_visible(timeout=WITHIN)
    assert complaints == []


def test_a_forged_invitation_takes_no_phone_away(registered: Page, bank: Bank) -> None:
    registered.goto("about:blank")
    registered.goto(forged(bank))
    asking = registered.get_by_role("region", name="Replace the phone in this browser?")
    expect(asking).to_contain_text("<i>eve</i>’s phone at <img src=x", timeout=WITHIN)
    asking.get_by_role("button", name="Replace it").click()
    notice = registered.get_by_role("region", name="AM did not take this code")
    expect(notice).to_be_visible(timeout=WITHIN)
    auth_req_id = bank.asks(MESSAGE)
    arrives(registered).get_by_role("button", name="Approve").click()
    is_told(bank, registered, auth_req_id, "You approved", "approved")


TRIES = """async ({page, token}) => {
  const tried = [];
  const attempt = async (name, what) => {
    try { tried.push([name, String(await what())]); } catch { tried.push([name, "refused"]); }
  };
  const headers = { Authorization: `Bearer ${token}` };
  await attempt("stream", async () => (await fetch(`${page}messages/x`, { headers })).status);
  await attempt("page", async () => (await fetch(page)).status);
  await attempt("controls", async () =>
    (await fetch(new URL("/_mock/handset", page), { method: "DELETE" })).status);
  await attempt("script", () => import(`${page}main.js`));
  const frame = document.createElement("iframe");
  const loaded = new Promise((resolve) => (frame.onload = resolve));
  frame.src = page;
  document.body.append(frame);
  await loaded;
  await attempt("frame", () => frame.contentWindow.document.title);
  const opened = window.open(page);
  await new Promise((resolve) => setTimeout(resolve, 500));
  await attempt("window", () => opened.localStorage.handset);
  return tried;
}"""


def test_a_hostile_page_beside_it_gets_at_nothing(registered: Page, bank: Bank) -> None:
    told = bank.switch()
    hostile = registered.context.new_page()
    hostile.route(f"{HOSTILE}/", lambda route: route.fulfill(content_type="text/html", body="<p>"))
    hostile.goto(f"{HOSTILE}/")
    tried = hostile.evaluate(TRIES, told)
    assert [name for name, outcome in tried if outcome != "refused"] == []
    assert not any(frame.get_by_text("phone").count() for frame in hostile.frames[1:])
    assert bank.switch() == told
    auth_req_id = bank.asks(MESSAGE)
    arrives(registered).get_by_role("button", name="Deny").click()
    is_told(bank, registered, auth_req_id, "You denied", "denied")


# Its looks


@pytest.mark.parametrize("height", [568, 284], ids=["plain", "of 640 pixels at 200 percent"])
def test_on_a_narrow_screen_nothing_is_cut_off(registered: Page, bank: Bank, height: int) -> None:
    registered.set_viewport_size({"width": 320, "height": height})
    bank.push_type("CHALLENGE")
    bank.asks("W" * 100)
    message = arrives(registered, "W" * 100)
    width = registered.evaluate("document.documentElement.scrollWidth")
    assert width <= 320
    for button in message.get_by_role("button").all():
        box = button.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 320


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_of_its_states(
    registered: Page, bank: Bank, scheme: Literal["light", "dark"]
) -> None:
    require_axe()
    registered.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    assert violations(registered) == []
    for push_type, press in (("DEFAULT", "Approve"), ("CHALLENGE", "Deny")):
        bank.push_type(push_type)
        bank.asks(push_type)
        button = arrives(registered, push_type).get_by_role("button", name=press)
        expect(button).to_be_enabled()
        assert violations(registered) == []
        button.click()
        expect(registered.get_by_role("heading", name=re.compile("^You"))).to_be_visible()
        assert violations(registered) == []
    registered.goto(bank.invitation())
    expect(registered.get_by_role("button", name="Replace it")).to_be_visible()
    assert violations(registered) == []
    registered.get_by_role("button", name="Keep it").click()
    bank.switch("DELETE")
    expect(registered.get_by_role("region", name="does not serve")).to_be_visible(timeout=WITHIN)
    assert violations(registered) == []


def test_nothing_moves_for_who_asked_for_stillness(registered: Page, bank: Bank) -> None:
    registered.emulate_media(reduced_motion="reduce")
    bank.asks(MESSAGE)
    arrives(registered)
    assert registered.evaluate("document.getAnimations().length") == 0
