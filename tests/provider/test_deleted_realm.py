"""Nothing that a realm has given out outlives it, not even for another realm of the same name."""

from tests.contract.am import OAUTH2, REALM_ID, REALMS
from tests.contract.configuration import done
from tests.contract.till import approve
from tests.provider.notification_endpoint import NotificationEndpoint
from tests.provider.provider import Provider, grant, prepared


async def anew(provider: Provider) -> Provider:
    """The realm deleted, made and configured again, with the same clients and keys."""
    realm = (await provider.administrator.get(f"{REALMS}/{REALM_ID}")).json()
    await provider.administrator.delete(f"{REALMS}/{REALM_ID}")
    await provider.administrator.put(f"{REALMS}/{REALM_ID}", realm)
    demo = {"userpassword": "Ch4ng31t"}
    await done(provider.administrator, "/users/demo", demo)
    return await prepared(provider.am, "strict", provider.client.key, provider.other.key)


async def test_what_a_deleted_realm_has_given_out_is_worth_nothing(strict: Provider) -> None:
    tokens = await strict.client.tokens()
    pending, approved = await strict.client.acknowledged(), await strict.client.approved()
    again = await anew(strict)
    for auth_req_id in (pending, approved):
        polled = await again.client.post("access_token", data=grant(auth_req_id))
        assert polled.json()["error"] == "invalid_grant"
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert (await strict.am.get(f"{OAUTH2}/userinfo", headers=bearer)).status_code == 401
    refresh = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    refused = await again.client.post("access_token", data=refresh)
    assert refused.json()["error"] == "invalid_grant"
    answered = await strict.am.mock("POST", "/action", params={"token": pending, "type": "allow"})
    assert answered.status_code == 404


async def test_nobody_is_told_of_it_either(
    strict: Provider, endpoint: NotificationEndpoint
) -> None:
    metadata = {"token_delivery_mode": "ping", "client_notification_endpoint": endpoint.url}
    await strict.metadata(strict.client, **metadata)
    await strict.client.acknowledged(client_notification_token="of-the-deleted-realm")
    again = await anew(strict)
    await again.metadata(again.client, **metadata)
    await strict.am.advance(700)  # beyond the end of the deleted realm's request
    told = await again.client.acknowledged(client_notification_token="of-the-new-one")
    await approve(strict.am, told)
    assert (await endpoint.call())["body"] == {"auth_req_id": told}
    assert len(endpoint.calls) == 1
