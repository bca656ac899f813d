"""What a chapter can need, one function each: found where it is there, made where it is not."""

from typing import TYPE_CHECKING, Any

import httpx

from ciba_helpers import keys
from ciba_helpers.am import oauth2_clients, oauth2_provider, push_service, trees
from ciba_helpers.am.phone_registration import put_registration_tree, register_by_login
from ciba_helpers.am.realms import create_realm, realm_exists
from ciba_helpers.am.session import Administrator, AMError, ignoring_absence
from ciba_helpers.am.users import create_user, push_devices, read_user, reset_push_devices
from ciba_helpers.article import (
    ACR,
    CLIENT_ID,
    CLIENT_SECRET,
    KEY_ID,
    PASSWORD,
    TREE,
    USERNAME,
)
from ciba_helpers.ciba.client import CIBAClient
from ciba_helpers.ciba.errors import CIBAError
from ciba_helpers.local_mock import LabError

if TYPE_CHECKING:
    from ciba_helpers.lab import Lab


async def realm(lab: "Lab", am: Administrator) -> str:
    """The realm, and demo in it."""
    if await realm_exists(am, lab.realm):
        await _make_sure_of_the_user(lab, am)
        return f"The realm {lab.realm} is there."
    _only_on_a_mock(lab, f"AM has no realm {lab.realm}: create it, or set AM_REALM.")
    try:
        await create_realm(am, lab.realm)
    except AMError as error:
        raise LabError(f"The realm {lab.realm} cannot be created: {error}") from error
    await create_user(am, USERNAME, PASSWORD)
    return f"Created the realm {lab.realm} with the user {USERNAME}."


async def _make_sure_of_the_user(lab: "Lab", am: Administrator) -> None:
    try:
        await read_user(am, USERNAME)
    except AMError as error:
        _only_on_a_mock(lab, f"The realm {lab.realm} has no user {USERNAME}: {error}")
        await create_user(am, USERNAME, PASSWORD)


async def signing_key(lab: "Lab", am: Administrator) -> str:
    """The signing key of chapter 1."""
    if lab.workbook.key(KEY_ID) is not None:
        return f"Found your signing key {KEY_ID}."
    lab.keep_key(keys.generate_signing_key(KEY_ID))
    return f"Made a signing key {KEY_ID}, as chapter 1 does."


async def configuration(lab: "Lab", am: Administrator) -> str:
    """The push service, the tree and the acr mapping of chapter 3."""
    if (tree := await _tree_in_use(am)) is not None:
        return f"Found AM configured for CIBA: {ACR} leads to {tree}."
    _only_on_a_mock(lab, f"AM does not map {ACR} to {TREE} yet: chapter 3 does it.")
    await _make_sure_of_the_push_service(am)
    await trees.put_push_tree(am, TREE)
    await oauth2_provider.map_acr(am, ACR, TREE)
    return f"Configured AM for CIBA, as chapter 3 does: {ACR} leads to {TREE}."


async def _make_sure_of_the_push_service(am: Administrator) -> None:
    try:
        await push_service.read_push_service(am)
    except AMError:
        await push_service.put_push_service(
            am, access_key="mock", secret="mock", apple_endpoint="mock", google_endpoint="mock"
        )


async def _tree_in_use(am: Administrator) -> str | None:
    try:
        provider = await oauth2_provider.read_provider(am)
        tree: str = provider["advancedOIDCConfig"]["loaMapping"][ACR]
        await trees.read_tree(am, tree)
        await push_service.read_push_service(am)
    except (AMError, KeyError):
        return None
    return tree


async def clean_slate(lab: "Lab", am: Administrator) -> str:
    """Nothing of what chapter 3 is about to make, so that making it can be seen."""
    if not lab.mock.is_there:
        return "What you configure here stays in your AM: delete it when you are done."
    await trees.delete_push_tree(am, TREE)
    await ignoring_absence(push_service.delete_push_service(am))
    return f"Cleared the tree {TREE} and the push service, for you to make them."


async def no_client(lab: "Lab", am: Administrator) -> str:
    """No client yet: chapter 4 is about to register it."""
    if not lab.mock.is_there:
        return "The client you register here stays in your AM: delete it when you are done."
    await ignoring_absence(oauth2_clients.delete_client(am, CLIENT_ID))
    return f"Cleared the client {CLIENT_ID}, for you to register it."


async def client(lab: "Lab", am: Administrator) -> str:
    """The confidential client of chapter 4, with the key of chapter 1."""
    key_set = keys.public_key_set(lab.key)
    registered = await _registered_client(am)
    if registered is not None and oauth2_clients.key_set_of(registered) == key_set:
        return f"Found the client {CLIENT_ID}, registered with your key."
    _only_on_a_mock(lab, f"AM does not know {CLIENT_ID} with your key yet: chapter 4 does it.")
    if registered is not None:
        await oauth2_clients.put_key_set(am, CLIENT_ID, key_set)
        return f"Found the client {CLIENT_ID}, and registered your new key with it."
    profile = oauth2_clients.confidential_client(CLIENT_SECRET, key_set)
    await oauth2_clients.put_client(am, CLIENT_ID, profile)
    return f"Registered the client {CLIENT_ID} with your key, as chapter 4 does."


async def _registered_client(am: Administrator) -> dict[str, Any] | None:
    try:
        return await oauth2_clients.read_client(am, CLIENT_ID)
    except AMError as error:
        if error.code != httpx.codes.NOT_FOUND:
            raise
        return None


async def phone(lab: "Lab", am: Administrator) -> str:
    """A registered phone in demo's hand."""
    if not lab.mock.is_there:
        return f"On a real AM, {USERNAME}'s phone is a handset: register one before you go on."
    if lab.take_phone() and await _is_registered(lab, am):
        return f"Found {USERNAME}'s phone."
    await reset_push_devices(am, USERNAME)
    await _make_sure_of_the_push_service(am)
    await put_registration_tree(am)
    lab.keep_phone(
        await register_by_login(
            lab.phone_http, lab.url, lab.realm, USERNAME, PASSWORD, lab.mock.mailboxes
        )
    )
    return f"Registered a phone for {USERNAME}, from the QR code that AM shows."


async def _is_registered(lab: "Lab", am: Administrator) -> bool:
    registered = [device["uuid"] for device in await push_devices(am, USERNAME)]
    is_ours = registered == [lab.phone.registration.resource_id]
    # The mock may have moved to another port: a phone knows its mailbox by the address.
    return is_ours and lab.phone.mailbox.startswith(lab.mock.mailboxes)


async def pending_request(lab: "Lab", am: Administrator) -> str:
    """An authentication request that waits for the phone, as chapter 5 leaves one."""
    if await _stands_at(lab, "pending") and await _is_on_the_phone(lab):
        return "Found your authentication request, waiting for the phone."
    if lab.mock.is_there:
        await lab.phone.dismiss()
    await _ask(lab)
    return "Asked for authentication, as chapter 5 does: the phone has a message."


async def _is_on_the_phone(lab: "Lab") -> bool:
    # With a second message waiting, nobody could tell which one answers the request.
    return not lab.mock.is_there or len(await lab.phone.receive()) == 1


async def approved_request(lab: "Lab", am: Administrator) -> str:
    """An approved authentication request, as chapter 6 leaves one."""
    if await _stands_at(lab, "approved"):
        return "Found your approved authentication request."
    _only_on_a_mock(lab, "Approve a request in chapters 5 and 6 first.")
    await lab.phone.dismiss()
    await _ask(lab)
    await lab.phone.approve()
    return "Asked for authentication and approved it, as chapters 5 and 6 do."


async def _stands_at(lab: "Lab", status: str) -> bool:
    kept = lab.workbook.note("auth_req_id")
    if kept is None or not lab.mock.is_there:
        return kept is not None
    return await lab.mock.status(kept) == status


async def _ask(lab: "Lab") -> None:
    client = CIBAClient(lab.quiet_http, lab.issuer, CLIENT_ID, CLIENT_SECRET)
    try:
        acknowledgement = await client.ask(await lab.signed_request())
    except CIBAError as error:
        raise LabError(f"AM refused the authentication request: {error}") from error
    lab.keep_auth_req_id(acknowledgement.auth_req_id)


def _only_on_a_mock(lab: "Lab", otherwise: str) -> None:
    if not lab.mock.is_there:
        raise LabError(otherwise)
