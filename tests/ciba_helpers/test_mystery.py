from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from ciba_helpers.ciba.errors import CIBAError
from ciba_helpers.explain import explain
from ciba_helpers.lab import Lab
from ciba_helpers.mystery import CASES, mystery
from ciba_helpers.show.jwt_view import jwt
from ciba_helpers.signed_request import decode, sign

Opened = Callable[[int], Awaitable[Lab]]


@pytest.mark.parametrize("case", CASES)
async def test_am_refuses_a_mystery_and_takes_it_with_one_claim_mended(
    in_process: Path, opened: Opened, case: int
) -> None:
    lab = await opened(9)
    request = await mystery(lab, case)
    with pytest.raises(CIBAError) as refused:
        await lab.client.ask(request)
    right = decode(await lab.signed_request()).payload
    claims = decode(request).payload
    (wrong,) = (name for name in claims if claims[name] != right[name] and name != "exp")
    assert f"`{wrong}`" in str(explain(refused.value)) or wrong in refused.value.error
    assert await lab.client.ask(sign(claims | {wrong: right[wrong]}, lab.key))


async def test_in_the_first_mystery_the_header_names_a_key_that_is_not_there(
    in_process: Path, opened: Opened
) -> None:
    lab = await opened(9)
    request = await mystery(lab, 0)
    with pytest.raises(CIBAError, match="signature could not be verified"):
        await lab.client.ask(request)
    assert jwt(request, key=lab.key).verified
    assert decode(request).header["kid"] == "myCIBAkey"
    assert await lab.client.ask(sign(decode(request).payload, lab.key))


@pytest.mark.parametrize("case", [-1, 4, "1", None])
async def test_another_case_is_refused(in_process: Path, opened: Opened, case: int) -> None:
    lab = await opened(9)
    with pytest.raises(ValueError, match="take 0, 1, 2 or 3"):
        await mystery(lab, case)
