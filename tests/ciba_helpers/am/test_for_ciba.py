"""A fresh realm is made ready for CIBA at once."""

import httpx

from ciba_helpers import keys
from ciba_helpers.am.for_ciba import make_ready
from ciba_helpers.am.session import Administrator
from ciba_helpers.preflight import check_am


async def test_a_fresh_realm_lacks_only_a_phone_then(
    am: Administrator, http: httpx.AsyncClient
) -> None:
    await make_ready(am, keys.public_key_set(keys.generate_signing_key()))
    before = [finding.subject for finding in (await check_am(am)).open]
    root = am.url.removesuffix("/am")
    await http.post(f"{root}/_mock/phones", json={"realm": "/alpha", "username": "demo"})
    after = [finding.subject for finding in (await check_am(am)).open]
    assert ("Phone" in before, "Phone" in after) == (True, False)
    assert set(after) <= {"Clocks"}, "an app without a server dates no answer"
