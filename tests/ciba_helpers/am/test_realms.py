import pytest

from ciba_helpers.am.realms import create_realm, realm_exists, realm_id
from ciba_helpers.am.session import Administrator, AMError


def test_a_realm_s_id_is_its_path_in_unpadded_base64url() -> None:
    assert (realm_id("/"), realm_id("/alpha")) == ("Lw", "L2FscGhh")


async def test_a_realm_is_there_or_it_is_not(am: Administrator) -> None:
    assert await realm_exists(am, "/")
    assert await realm_exists(am, "/alpha")
    assert not await realm_exists(am, "/beta")


async def test_a_created_realm_is_there_and_so_is_one_inside_it(am: Administrator) -> None:
    await create_realm(am, "/beta")
    await create_realm(am, "/beta/inner")
    assert await realm_exists(am, "/beta")
    assert await realm_exists(am, "/beta/inner")
    assert not await realm_exists(am, "/inner")


async def test_a_realm_needs_its_parent(am: Administrator) -> None:
    with pytest.raises(AMError, match="Realm does not exist"):
        await create_realm(am, "/nowhere/inner")


async def test_only_a_missing_realm_is_not_there(am: Administrator) -> None:
    stranger = Administrator(am.http, am.url, "/", "iPlanetDirectoryPro", "forged")
    with pytest.raises(AMError, match="401"):
        await realm_exists(stranger, "/alpha")
