"""A push message as the phone shows it."""

import json
from dataclasses import dataclass, field
from typing import Any, Literal

Answer = Literal["approved", "denied"]
PushType = Literal["default", "challenge", "biometric"]


@dataclass(frozen=True)
class PushMessage:
    """A push message that was verified; `text` is the binding message.

    A `challenge` type shows `numbers`, of which the till shows the right one; a `biometric` one
    wants a fingerprint. `context` is what AM tells of the request: `remoteIp`, `userAgent`.
    """

    message_id: str
    text: str
    challenge: str
    push_type: PushType = "default"
    numbers: tuple[int, ...] = ()
    context: dict[str, Any] = field(default_factory=dict)
    answer: Answer | None = None

    @classmethod
    def of_claims(cls, message_id: str, claims: dict[str, Any]) -> "PushMessage":
        """The message that these claims of AM's describe."""
        return cls(
            message_id,
            claims["m"],
            claims["c"],
            claims.get("k", "default"),
            tuple(int(one) for one in claims["n"].split(",")) if "n" in claims else (),
            json.loads(claims.get("x", "{}")),
        )

    @property
    def choice(self) -> str:
        """The numbers to choose from, in words: `34, 43, 57`."""
        return ", ".join(map(str, self.numbers))

    def check(self, number: int | None) -> None:
        """Raises ValueError where `number` is not what an approval of this message takes."""
        if number is None and self.numbers:
            shown = f"the phone shows {self.choice}"
            raise ValueError(f"{shown}: approve(number=…) with the one that the till shows")
        if number is not None and not self.numbers:
            raise ValueError("the phone shows no numbers: approve() without one")
        if number is not None and number not in self.numbers:
            raise ValueError(f"{number} is not on the phone, which shows {self.choice}")
