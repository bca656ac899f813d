"""A handset that somebody holds: a browser that the mock's page has made a phone.

The notebook invites it with a QR code and lets the login go on that shows the code; what the
handset decides, the notebook learns from AM alone.
"""

import asyncio
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlencode, urlsplit

from ciba_helpers.am.login import Login
from ciba_helpers.am.phone_registration import REGISTRATION_TREE, put_registration_tree
from ciba_helpers.am.session import Administrator, AMError
from ciba_helpers.am.users import create_user, push_devices, read_user, reset_push_devices
from ciba_helpers.article import PASSWORD
from ciba_helpers.local_mock import LabError
from ciba_helpers.observable import Observable
from ciba_helpers.push_protocol import parse_qr_text

if TYPE_CHECKING:
    from ciba_helpers.lab import Lab

OWNER = "alex"
"""Not demo, whose phone lives in the notebooks."""

POLL_SECONDS = 2
"""Between two looks whether the code was scanned: what AM asks its login page to wait."""

TICK = 0.25

_NOTE = "handset"

Status = Literal["waiting", "registered", "expired", "unreachable"]


class Handset(Observable):
    """An invitation, and what came of it.

    `page` is where the handset's page is; `link` opens it as a phone, and is as secret as the phone
    itself: it is what the QR code says. `status` is "waiting" until somebody has scanned the code,
    then "registered"; "expired" where AM waits no longer; "unreachable" where the mock has no
    socket for a browser.
    """

    owner = OWNER

    def __init__(self, status: Status, page: str = "", link: str = "") -> None:
        super().__init__()
        self.status = status
        self.page = page
        self.link = link or page
        self._following: asyncio.Task[None] | None = None

    def __repr__(self) -> str:
        return f"<Handset of {self.owner}: {self.status}>"

    @property
    def is_registered(self) -> bool:
        """Whether it may be asked."""
        return self.status == "registered"

    @property
    def is_on_this_machine(self) -> bool:
        """Whether the page has an address of this machine alone, so that it takes a window here."""
        return urlsplit(self.page).hostname in ("127.0.0.1", "::1")

    async def registered(self, timeout: float = 300) -> None:  # noqa: ASYNC109  interruptible
        """Wait until somebody has scanned the code.

        Raises TimeoutError after `timeout` seconds, LabError where the code is of no use any more.
        """
        deadline = asyncio.get_running_loop().time() + timeout
        while not self.is_registered:
            if self.status != "waiting":
                raise LabError(f"No handset can register by this code: it is {self.status}.")
            if asyncio.get_running_loop().time() >= deadline:
                raise TimeoutError("Still waiting for somebody to scan the code: do, then rerun")
            await asyncio.sleep(TICK)

    def follow(self, login: Login, lab: "Lab", note: dict[str, Any]) -> None:
        """Let the login that shows the code go on in the background, until the code is scanned."""
        self._following = asyncio.ensure_future(self._follow(login, lab, note))

    def give_up(self) -> None:
        """Wait no longer: there is a newer invitation."""
        if self._following is not None:
            self._following.cancel()
        if self.status == "waiting":
            self._become("expired")

    async def _follow(self, login: Login, lab: "Lab", note: dict[str, Any]) -> None:
        try:
            while not login.succeeded:
                await asyncio.sleep(POLL_SECONDS)
                await login.send()
        except Exception:  # the time is over, or AM is gone: either way the code is of no use
            self._become("expired")
        else:
            lab.workbook.keep(_NOTE, note)
            self._become("registered")

    def _become(self, status: Status) -> None:
        self.status = status
        self.changed()


async def invite(lab: "Lab", *, anew: bool, before: Handset | None) -> Handset:
    """Invite a handset for alex, or find the one that has registered, unless `anew`.

    Makes sure of alex, of the tree that registers phones, and switches the mock's page on; the
    invitation `before` counts no more. Raises LabError on a real AM, and where the mock serves no
    page.
    """
    if before is not None:
        before.give_up()
    if not lab.mock.is_there:
        raise LabError(
            "A real AM has no page for handsets: take one with the ForgeRock Authenticator, and "
            "register it where AM shows its QR code."
        )
    if lab.is_in_process:
        return Handset("unreachable")
    told = await lab.mock.call("PUT", "/handset")
    am = await lab.administrator(quiet=True)
    await _make_sure_of_the_owner(am)
    if not anew and await _is_registered(lab, am, told["token"]):
        return Handset("registered", told["page"])
    return await _invited(lab, am, told["page"], told["token"])


async def _make_sure_of_the_owner(am: Administrator) -> None:
    try:
        await read_user(am, OWNER)
    except AMError:
        await create_user(am, OWNER, PASSWORD)


async def _is_registered(lab: "Lab", am: Administrator, token: str) -> bool:
    note = lab.workbook.note(_NOTE) or {}
    registered = [device["uuid"] for device in await push_devices(am, OWNER)]
    # With another token, its page hears nothing any more.
    return note.get("token") == token and registered == [note.get("uuid")]


async def _invited(lab: "Lab", am: Administrator, page: str, token: str) -> Handset:
    await reset_push_devices(am, OWNER)
    await put_registration_tree(am)
    login = Login(lab.quiet_http, lab.url, lab.realm, REGISTRATION_TREE)
    await login.begin()
    await login.send(username=OWNER)
    await login.send(password=PASSWORD)
    qr_text = login.value_of("HiddenValueCallback") or ""
    # In the fragment, which a browser sends to nobody.
    link = f"{page}#{urlencode({'token': token, 'registration': qr_text})}"
    handset = Handset("waiting", page, link)
    handset.follow(login, lab, {"token": token, "uuid": parse_qr_text(qr_text).resource_id})
    return handset
