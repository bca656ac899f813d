"""How a notebook gets its AM, and picks up where the last chapter ended."""

import os
from functools import cache
from pathlib import Path

import httpx

from ciba_helpers import chapters, local_mock
from ciba_helpers.address import Address
from ciba_helpers.connection import DatedTransport
from ciba_helpers.lab import Lab
from ciba_helpers.local_mock import LabError
from ciba_helpers.workbook import lab_directory


async def open_lab(chapter: int) -> Lab:
    """The lab for a chapter: an AM, and whatever earlier chapters would have left.

    `AM_URL` (with `AM_REALM`, `AM_ADMIN`, `AM_PASSWORD`, `AM_CONTROL_TOKEN`) names an AM; without
    it a local mock is used, started on first use, or mounted in this process where `CIBA_LAB` is
    `in-process`. Raises LabError where no AM answers, or it is not ready for the chapter.
    """
    lab = await _reachable_lab(chapter)
    await chapters.prepare(lab)
    _show(lab)
    return lab


async def _reachable_lab(chapter: int) -> Lab:
    if os.environ.get("CIBA_LAB") == "in-process":
        state = local_mock.state_file(lab_directory())
        lab = Lab(Address.at("http://127.0.0.1:8080/am"), chapter, _in_process(state))
    else:
        url = os.environ.get("AM_URL") or local_mock.ensure_running(lab_directory())
        lab = Lab(Address.at(url), chapter, None)
        lab.is_shared = bool(os.environ.get("AM_URL"))
    await _check_answers(lab)
    await lab.mock.look()
    if lab.mock.is_there:
        await lab.clock.now()  # somebody may have moved it already
    return lab


@cache
def _in_process(state: Path) -> DatedTransport:
    from mock_am.app import Settings, create_app
    from mock_am.store.database import StateFileError

    state.parent.mkdir(parents=True, exist_ok=True)
    try:
        return DatedTransport(create_app(Settings(state=str(state))))
    except StateFileError as error:
        raise LabError(f"The mock AM did not start: {error}") from error


async def _check_answers(lab: Lab) -> None:
    try:
        response = await lab.quiet_http.get(f"{lab.url}/json/serverinfo/*")
    except (httpx.RequestError, httpx.InvalidURL) as error:
        raise LabError(f"Nothing answers at {lab.url}: {error}") from None
    if response.is_error or "cookieName" not in response.text:
        raise LabError(f"What answers at {lab.url} is not AM (HTTP {response.status_code}).")


def _show(lab: Lab) -> None:
    from IPython.core.getipython import get_ipython

    if get_ipython() is not None:
        from IPython.display import display

        from ciba_helpers.widgets.lab_card import LabCard

        display(LabCard(lab.chapter, lab.report))
