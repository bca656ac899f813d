"""Tills that each do one thing wrong: what a good test notices."""

from collections.abc import Mapping
from typing import Any

import httpx

from ciba_helpers.check.till import Acknowledgement, Sleep, Till
from ciba_helpers.ciba.errors import AccessDenied, CIBAError, ExpiredToken
from ciba_helpers.ciba.polling import SLOW_DOWN_STEP
from ciba_helpers.signed_request import decode


class KeepsPolling(Till):
    """Takes a denial for "not yet"."""

    flaw = "keeps polling after access_denied"
    hint = "Count the polls: after the denial there must be none."

    def answered(self, error: CIBAError) -> None:
        """Go on after a denial, too."""
        if not isinstance(error, AccessDenied):
            super().answered(error)


class AsksOnceMore(Till):
    """Cannot believe a denial."""

    flaw = "asks once more after access_denied, to be sure"
    hint = "Script an answer after the denial too, and count the polls."

    async def __call__(
        self, http: httpx.AsyncClient, acknowledgement: Acknowledgement, sleep: Sleep
    ) -> str:
        """Raise the denial, after a second look."""
        try:
            return await super().__call__(http, acknowledgement, sleep)
        except AccessDenied:
            await sleep(self.interval(acknowledgement))
            await self.poll(http, acknowledgement)
            raise


class ShrugsAtDenial(Till):
    """Ends without a word, as if nothing had been asked."""

    flaw = "ends quietly after access_denied, as if all were well"
    hint = "Demand that AccessDenied is raised."

    async def __call__(
        self, http: httpx.AsyncClient, acknowledgement: Acknowledgement, sleep: Sleep
    ) -> str:
        """Return nobody's name."""
        try:
            return await super().__call__(http, acknowledgement, sleep)
        except AccessDenied:
            return ""


class CallsItATimeout(Till):
    """Cannot tell "no" from "nobody there"."""

    flaw = "takes a denial for a customer who did not answer"
    hint = "Demand AccessDenied itself, not just any exception."

    def answered(self, error: CIBAError) -> None:
        """Say that nobody answered."""
        if isinstance(error, AccessDenied):
            raise TimeoutError("The customer did not answer")
        super().answered(error)


class AsksAtOnce(Till):
    """Does not wait before its first poll."""

    flaw = "polls at once, before the first interval has passed"
    hint = "Look at the first of the waits."

    def first_pause(self, interval: float) -> float:
        """Nothing."""
        return 0


class PollsTooFast(Till):
    """Knows better how often to ask."""

    flaw = "polls every second, whatever interval AM has asked for"
    hint = "Compare the waits with the acknowledgement's interval."

    def interval(self, acknowledgement: Acknowledgement) -> float:
        """A second."""
        return 1


class IgnoresSlowDown(Till):
    """Takes slow_down for authorization_pending."""

    flaw = "ignores slow_down"
    hint = "Look at the wait that follows a slow_down: it is five seconds longer."

    def slower(self, interval: float) -> tuple[float, float]:
        """As before."""
        return interval, interval


class ForgetsSlowDown(Till):
    """Waits longer once, then falls back."""

    flaw = "obeys slow_down once, and is as fast as before after the next poll"
    hint = "Script an authorization_pending after the slow_down, and look at the wait after that."

    def slower(self, interval: float) -> tuple[float, float]:
        """Longer this time."""
        return interval, interval + SLOW_DOWN_STEP


class GivesUpWhenBusy(Till):
    """Takes an overloaded AM for a refusal."""

    flaw = "gives up at a 503"
    hint = "Answer 503 first and tokens next."

    def busy(self, answer: httpx.Response, interval: float) -> float:
        """Raise what the answer is."""
        answer.raise_for_status()
        return interval


class HurriesBack(Till):
    """Asks an overloaded AM again at its usual pace."""

    flaw = "ignores Retry-After"
    hint = "Answer 503 with Retry-After: 30, and look at the wait that follows."

    def busy(self, answer: httpx.Response, interval: float) -> float:
        """The usual interval."""
        return interval


class GivesUpOffline(Till):
    """Cannot stand a broken connection."""

    flaw = "gives up when the network fails for a moment"
    hint = "Put an httpx.ConnectError among the answers, and tokens after it."

    async def poll(
        self, http: httpx.AsyncClient, acknowledgement: Acknowledgement
    ) -> httpx.Response:
        """Ask once, and make of any failure the end."""
        try:
            return await super().poll(http, acknowledgement)
        except httpx.TransportError as error:
            raise ConnectionError("AM cannot be reached") from error


class NeverExpires(Till):
    """Waits for ever."""

    flaw = "goes on polling after expired_token"
    hint = "Answer expired_token, and demand ExpiredToken after one poll."

    def answered(self, error: CIBAError) -> None:
        """Go on after the end, too."""
        if not isinstance(error, ExpiredToken):
            super().answered(error)


class TakesAnything(Till):
    """Reads the ID token, and believes it."""

    flaw = "takes tokens without checking them"
    hint = "Hand it an ID token whose aud is another client, and demand InvalidIdToken."

    async def believed(self, http: httpx.AsyncClient, tokens: Mapping[str, Any]) -> str:
        """Whatever it says."""
        return str(decode(tokens["id_token"]).payload["sub"])


AT_A_DENIAL = (KeepsPolling, AsksOnceMore, ShrugsAtDenial, CallsItATimeout)
"""The tills that do wrong when the customer says no."""

BROKEN = (
    *AT_A_DENIAL,
    AsksAtOnce,
    PollsTooFast,
    IgnoresSlowDown,
    ForgetsSlowDown,
    GivesUpWhenBusy,
    HurriesBack,
    GivesUpOffline,
    NeverExpires,
    TakesAnything,
)
