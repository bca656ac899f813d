import subprocess
from collections.abc import Callable

import httpx
import pytest

from ciba_helpers import show
from ciba_helpers.exchanges import Exchange

Make = Callable[..., Exchange]

BASIC = {"Authorization": "Basic bXlDSUJBQ2xpZW50OmZvcmdlcm9jaw=="}
BINDING_MESSAGE = "Allow £50 from 'Main' to \"Savings\"? $HOME `id` \\ 100%\n(EB-0246326)"


def words_of(command: str) -> list[str]:
    """What curl would be handed by the shell."""
    script = f"curl() {{ printf '%s\\0' \"$@\"; }}\n{command}"
    run = subprocess.run(["sh", "-c", script], capture_output=True, check=True)
    return run.stdout.decode().split("\0")[:-1]


def test_the_command_is_laid_out_as_in_the_article() -> None:
    request = httpx.Request(
        "POST", "http://am/bc-authorize", headers=BASIC, data={"request": "eyJ"}
    )
    assert str(show.curl(request)) == (
        "curl --request POST \\\n"
        "  --header 'Authorization: Basic bXlDSUJBQ2xpZW50OmZvcmdlcm9jaw==' \\\n"
        "  --data 'request=eyJ' \\\n"
        "  'http://am/bc-authorize'"
    )


def test_a_value_with_quotes_reaches_curl_unchanged() -> None:
    request = httpx.Request("POST", "http://am/", data={"binding_message": BINDING_MESSAGE})
    words = words_of(str(show.curl(request)))
    assert words[-3:-1] == ["--data-urlencode", f"binding_message={BINDING_MESSAGE}"]


def test_a_json_body_reaches_curl_unchanged() -> None:
    request = httpx.Request("PUT", "http://am/", json={"message": BINDING_MESSAGE})
    words = words_of(str(show.curl(request)))
    assert words[-2] == request.content.decode()
    assert "Content-Type: application/json" in words


def test_headers_that_curl_sets_itself_are_left_out() -> None:
    request = httpx.AsyncClient().build_request("POST", "http://am/", data={"a": "b"})
    assert words_of(str(show.curl(request))) == ["--request", "POST", "--data", "a=b", "http://am/"]


def test_an_unusual_accept_header_is_kept() -> None:
    request = httpx.Request("GET", "http://am/", headers={"Accept": "application/json"})
    assert "Accept: application/json" in words_of(str(show.curl(request)))


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (httpx.Request("HEAD", "http://am/"), ["--head", "http://am/"]),
        (httpx.Request("GET", "http://[::1]/"), ["--request", "GET", "--globoff", "http://[::1]/"]),
        (httpx.Request("GET", "http://am/", headers={"X-A": ""}),
         ["--request", "GET", "--header", "X-A;", "http://am/"]),
        (httpx.Request("POST", "http://am/", content="@/etc/passwd"),
         ["--request", "POST", "--header", "Content-Type:", "--data-raw", "@/etc/passwd",
          "http://am/"]),
        (httpx.Request("POST", "http://am/", data={"a@b": "c"}),
         ["--request", "POST", "--data", "a%40b=c", "http://am/"]),
    ],
)  # fmt: skip
def test_what_curl_reads_in_its_own_way_is_written_in_curls_way(
    request_: httpx.Request, expected: list[str]
) -> None:
    assert words_of(str(show.curl(request_))) == expected


def test_request_response_and_exchange_give_the_same_command(make: Make) -> None:
    exchange = make("POST /am/bc-authorize", headers=BASIC, data={"request": "e y"})
    request = httpx.Request("POST", exchange.url, headers=BASIC, data={"request": "e y"})
    response = httpx.Response(200, request=request)
    assert str(show.curl(exchange)) == str(show.curl(request)) == str(show.curl(response))
