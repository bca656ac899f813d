"""A connection to an app in this process looks like one to a server."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from starlette.applications import Starlette

from ciba_helpers.connection import DatedTransport, connection


async def test_an_app_in_this_process_dates_its_answers_as_a_server_would(app: Starlette) -> None:
    async with connection(DatedTransport(app)) as http:
        answer = await http.get("http://am.example.com/am/json/serverinfo/*")
    age = datetime.now(UTC) - parsedate_to_datetime(answer.headers["date"])
    assert abs(age.total_seconds()) < 5
    assert answer.json()["cookieName"] == "iPlanetDirectoryPro"
