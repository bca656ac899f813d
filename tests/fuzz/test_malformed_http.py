"""What is hardly HTTP gets an answer where one is owed, and never harms anybody else.

The HTTP server answers most of it itself, with 400, and hangs up.
"""

from hypothesis import given

from tests.contract.am import ALPHA, OAUTH2
from tests.fuzz.check import LIMIT, in_time
from tests.fuzz.conftest import bounded
from tests.fuzz.lab import Lab
from tests.fuzz.oracle import goes_on_by_itself
from tests.fuzz.raw import hardly_http
from tests.fuzz.seed import administrator
from tests.fuzz.wire import Octets, Sent, spoken

NUMBER = 300
ALIVE = Sent("GET", "/_mock/")


def _requests(lab: Lab) -> list[Sent]:
    json = ("Content-Type", "application/json")
    form = ("Content-Type", "application/x-www-form-urlencoded")
    basic = ("Authorization", lab.live.basic)
    headers = (*administrator(lab.live).items(), json)
    request = f"request={lab.live.provider.client.request_object()}".encode()
    return [
        ALIVE,
        Sent("POST", f"/am{ALPHA}/authenticate", (json,), b"{}"),
        Sent("PUT", f"/am{ALPHA}/users/new", headers, b'{"userpassword":"Ch4ng31t"}'),
        Sent("DELETE", f"/am{ALPHA}/users/erin", headers),
        Sent("POST", f"/am{OAUTH2}/bc-authorize", (form, basic), request),
        Sent("GET", f"/am{OAUTH2}/.well-known/openid-configuration"),
    ]


def test_no_malformed_http_breaks_the_server(lab: Lab) -> None:
    port = int(lab.server.port)

    def seconds(octets: Octets) -> float:
        answer = spoken(port, octets)
        lab.state.undo(lab.state.changes())
        return answer.seconds if answer else 0

    @bounded(NUMBER)
    @given(hardly_http(_requests(lab)))
    def breaks_nothing(octets: Octets) -> None:
        answer = spoken(port, octets)
        assert lab.line.exchange(ALIVE).status == 200
        changes = [one for one in lab.state.changes() if not goes_on_by_itself(one)]
        lab.state.undo(changes)
        if answer is not None:
            assert answer.status < 500, answer
            assert answer.status < 400 or not changes
            assert in_time(answer.seconds, lambda: seconds(octets)) <= LIMIT
        assert lab.server.process.poll() is None

    breaks_nothing()
    assert lab.exceptions() == []
