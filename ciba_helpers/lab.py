"""What a notebook works with: an AM, and the learner's own things."""

import os
import time
from functools import partial
from typing import TYPE_CHECKING, Any

import httpx
from jwcrypto.jwk import JWK

from ciba_helpers import keys
from ciba_helpers.address import Address
from ciba_helpers.am.session import Administrator, AMError, realm_path, sign_in
from ciba_helpers.article import CLIENT_ID, CLIENT_SECRET, KEY_ID, USERNAME
from ciba_helpers.ciba.client import CIBAClient
from ciba_helpers.ciba.session import Session
from ciba_helpers.connection import connection
from ciba_helpers.exchanges import Recorder
from ciba_helpers.handset import Handset, invite
from ciba_helpers.local_mock import LabError
from ciba_helpers.mock_control import Clock, MockControl
from ciba_helpers.phone import Phone
from ciba_helpers.preflight import Preflight, check_am, not_signed_in
from ciba_helpers.progress import Progress
from ciba_helpers.signed_request import BINDING_MESSAGE, request_claims, sign
from ciba_helpers.workbook import Workbook, lab_directory

if TYPE_CHECKING:
    from ciba_helpers.widgets.progress_card import ProgressCard


class Lab:
    """An AM to work with in a chapter, and the learner's own things.

    `http` is the till's connection to AM and `phone_http` the phone's; whatever goes over either
    is in `recorder`, a new one for each payment. `report` says what open_lab found and prepared.
    `is_shared` says that others may work with the same AM, and depend on its clock;
    `is_in_process` that it has no socket.
    """

    def __init__(
        self, address: Address, chapter: int, transport: httpx.AsyncBaseTransport | None
    ) -> None:
        self.url = address.url
        self.realm = address.realm
        self.chapter = chapter
        self.admin = address.admin
        self.admin_password = address.password
        self.http = connection(transport, {"response": [partial(self._record, "till")]})
        self.phone_http = connection(transport, {"response": [partial(self._record, "phone")]})
        # What the lab does behind the scenes is not the learner's, and not recorded.
        self.quiet_http = connection(transport)
        root = self.url.removesuffix("/am")
        self.mock = MockControl(self.quiet_http, root, address.control_token)
        self.clock = Clock(self.mock)
        self.recorder = self._new_recorder()
        self.workbook = Workbook(lab_directory())
        self.is_in_process = transport is not None
        self.is_shared = False
        self.report: list[str] = []
        self._phone: Phone | None = None
        self._payment: Session | None = None
        self._handset: Handset | None = None
        self.phone_http.headers.update(self.mock.headers)

    @property
    def issuer(self) -> str:
        """The realm's issuer, which is also where its OAuth2 endpoints are."""
        in_realm = "" if self.realm == "/" else realm_path(self.realm)
        return f"{self.url}/oauth2{in_realm}"

    @property
    def json_url(self) -> str:
        """Where AM's JSON API for the realm is."""
        return f"{self.url}/json{realm_path(self.realm)}"

    @property
    def audience(self) -> str:
        """The article's `aud`: AM's address with /oauth2 appended."""
        return f"{self.url}/oauth2"

    @property
    def key(self) -> JWK:
        """The learner's signing key; raises LabError where chapter 1 has not made one."""
        key = self.workbook.key(KEY_ID)
        if key is None:
            raise LabError("There is no signing key yet: chapter 1 makes one.")
        return key

    @property
    def client(self) -> CIBAClient:
        """The article's client, ready to ask and to poll."""
        return CIBAClient(self.http, self.issuer, CLIENT_ID, CLIENT_SECRET)

    @property
    def phone(self) -> Phone:
        """Demo's phone; raises LabError where it is not in the notebook's hands."""
        if self._phone is None:
            raise LabError("demo's phone is not here. On a real AM, take your own handset.")
        return self._phone

    @property
    def auth_req_id(self) -> str:
        """The auth_req_id the last chapter left, or open_lab prepared; LabError without one."""
        kept: str | None = self.workbook.note("auth_req_id")
        if kept is None:
            raise LabError("There is no auth_req_id yet: chapter 5 gets one.")
        return kept

    def keep_key(self, key: JWK) -> None:
        """Keep the learner's signing key for the chapters to come."""
        self.workbook.keep_key(key)

    def keep_auth_req_id(self, auth_req_id: str) -> None:
        """Keep an auth_req_id for the next chapter."""
        self.workbook.keep("auth_req_id", auth_req_id)

    def keep_phone(self, phone: Phone) -> None:
        """Keep a phone; the chapters to come find it again."""
        self._phone = phone
        self.workbook.keep("phone", phone.to_json())

    def take_phone(self) -> bool:
        """Pick up the phone of an earlier chapter; False where there is none."""
        kept = self.workbook.note("phone")
        if kept is not None:
            try:
                self._phone = Phone.from_json(self.phone_http, kept)
            except ValueError as error:
                raise LabError(f"What {self.workbook.directory} keeps is {error}.") from error
        return kept is not None

    @property
    def progress(self) -> "ProgressCard":
        """A table of the chapters read and the exercises solved so far; LabError where spoilt."""
        from ciba_helpers.widgets.progress_card import ProgressCard

        return ProgressCard(Progress(self.workbook.directory))

    def chapter_done(self) -> None:
        """Note in the learner's progress that this chapter was read to its end."""
        Progress(self.workbook.directory).chapter_done(self.chapter)

    async def administrator(self, *, quiet: bool = False) -> Administrator:
        """A signed-in administrator, recorded unless `quiet`; raises AMError where AM refuses."""
        http = self.quiet_http if quiet else self.http
        return await sign_in(http, self.url, self.realm, self.admin, self.admin_password)

    async def preflight(self) -> Preflight:
        """Whether AM is ready for the chapters' payments; reads its configuration, changes none.

        A refusal is told in words, and raises nothing.
        """
        try:
            administrator = await self.administrator(quiet=True)
        except (AMError, httpx.TransportError) as error:
            return not_signed_in(self.url, self.realm, self.admin, error)
        key = self.workbook.key(KEY_ID)
        return await check_am(administrator, public_key=keys.public_key(key) if key else None)

    async def signed_request(self, **changes: Any) -> str:
        """A fresh authentication request, signed; `changes` are those of `request_claims`."""
        now = await self.clock.now() if self.mock.is_there else time.time()
        claims = request_claims(client_id=CLIENT_ID, audience=self.audience, now=now, **changes)
        return sign(claims, self.key)

    async def invite_handset(self, *, anew: bool = False) -> Handset:
        """Invite a real handset, or a second window, to be alex's phone: `HandsetView` shows how.

        One that was invited before goes on, unless `anew`. Raises LabError on a real AM.
        """
        self._handset = await invite(self, anew=anew, before=self._handset)
        return self._handset

    async def start_payment(
        self,
        binding_message: str = BINDING_MESSAGE,
        *,
        username: str = USERNAME,
        autopilot: bool = True,
    ) -> Session:
        """Let the till ask a user to approve a payment; the session goes on in the background.

        A payment that is still under way is cancelled: a till has one at a time. A new recorder
        begins. The notebook's phone swipes older messages away and is switched on;
        in a run without hands `CIBA_AUTOPILOT=approve` or `deny` answers, unless `autopilot` is
        False. Anybody but demo answers with a handset, and the notebook's phone is left alone.
        """
        presses = _autopilot() if autopilot else None
        phone = self._phone if username == USERNAME else None  # nor is one here on a real AM
        request = await self.signed_request(binding_message=binding_message, login_hint=username)
        if self._payment is not None:
            self._payment.cancel()
        if phone is not None:
            await phone.dismiss()
        self.recorder = self._new_recorder()
        self._payment = Session(self.client, request, binding_message)
        if phone is not None:
            self._payment.on_end(phone.switch_on(autopilot=presses))
        return self._payment

    def _new_recorder(self) -> Recorder:
        # Whoever moves the mock's clock instead of waiting has waited, as far as AM is concerned.
        return Recorder(now=self.clock.reckoned)

    async def _record(self, actor: str, response: httpx.Response) -> None:
        await self.recorder.record(actor, response)


def _autopilot() -> str | None:
    chosen = os.environ.get("CIBA_AUTOPILOT")
    if chosen not in (None, "", "approve", "deny"):
        raise LabError(f"CIBA_AUTOPILOT is approve or deny, not {chosen}.")
    return chosen or None
