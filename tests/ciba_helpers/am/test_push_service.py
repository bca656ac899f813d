import pytest

from ciba_helpers.am.push_service import delete_push_service, put_push_service, read_push_service
from ciba_helpers.am.session import Administrator, AMError


async def test_a_realm_begins_without_a_push_service(am: Administrator) -> None:
    with pytest.raises(AMError) as refusal:
        await read_push_service(am)
    assert refusal.value.code == 404


async def test_what_was_put_is_read_and_the_secret_is_not(am: Administrator) -> None:
    await put_push_service(
        am, access_key="key", secret="s3cret", apple_endpoint="apple", google_endpoint="google"
    )
    read = await read_push_service(am)
    assert (read["accessKey"], read["region"]) == ("key", "us-east-1")
    assert read["mdDuration"] == 600, "as long as the request that the message is about"
    assert (read["appleEndpoint"], read["googleEndpoint"]) == ("apple", "google")
    assert "s3cret" not in str(read)


async def test_a_deleted_push_service_is_gone(am: Administrator) -> None:
    await put_push_service(am, access_key="a", secret="b", apple_endpoint="c", google_endpoint="d")
    await delete_push_service(am)
    with pytest.raises(AMError):
        await read_push_service(am)
