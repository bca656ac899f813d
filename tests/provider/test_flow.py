"""The provider that these tests start from works at all."""

from tests.provider.provider import Provider


async def test_both_clients_complete_a_flow_for_both_users(provider: Provider) -> None:
    for client in (provider.client, provider.other):
        for username in ("demo", "erin"):
            tokens = await client.tokens(login_hint=username)
            assert tokens["scope"] == "openid profile"
