"""All that chapters 3 and 4 configure, at once, in a realm that nobody else uses."""

from typing import Any

from ciba_helpers.am import oauth2_clients, oauth2_provider, push_service, trees
from ciba_helpers.am.session import Administrator
from ciba_helpers.article import ACR, CLIENT_ID, CLIENT_SECRET, TREE


async def make_ready(am: Administrator, public_key_set: dict[str, Any]) -> None:
    """Give the realm the push service, the tree, the acr mapping and the article's client.

    For a mock: a real AM would need credentials to send push messages with.
    """
    await push_service.put_push_service(
        am, access_key="mock", secret="mock", apple_endpoint="mock", google_endpoint="mock"
    )
    await trees.put_push_tree(am, TREE)
    await oauth2_provider.map_acr(am, ACR, TREE)
    client = oauth2_clients.confidential_client(CLIENT_SECRET, public_key_set)
    await oauth2_clients.put_client(am, CLIENT_ID, client)
