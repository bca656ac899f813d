"""Recovery codes: each stands in for a lost phone once (SRC)."""

from typing import ClassVar

from mock_am.authentication.callbacks import NameCallback, TextOutputCallback
from mock_am.authentication.node import Ask, NodeType, Outcome, Visit
from mock_am.realm.attribute import Attribute
from mock_am.realm.document import Document

CODES = "recoveryCodes"
DEVICE_NAME = "recoveryCodeDeviceName"
"""Where a registration leaves the codes, and the device's name, for the node that shows them."""

TITLE = "Your Recovery Codes"
DESCRIPTION = "You must make a copy of these recovery codes. They cannot be displayed again."
INTRODUCTION = (
    "Use one of these codes to authenticate if you lose your device, which has been named:"
)
PROMPT = "Recovery Code"


class RecoveryCodeDisplayNode(NodeType):
    """Shows, once, the codes that a registration before it has generated."""

    id = "RecoveryCodeDisplayNode"
    name = "Recovery Code Display Node"
    help = "Shows the recovery codes that a registration has generated."
    tags = ("mfa", "multi-factor authentication")
    inputs: ClassVar[tuple[str, ...]] = (CODES, DEVICE_NAME)

    def outcomes(self, config: Document) -> tuple[Outcome, ...]:
        """A single way out."""
        return (Outcome("outcome", "Outcome"),)

    def process(self, visit: Visit) -> str | Ask:
        """A script, as AM's login page wants it; nothing where there are no codes."""
        codes = visit.state.pop(CODES, None)
        device_name = visit.state.pop(DEVICE_NAME, "")
        if not codes:
            return "outcome"
        shown = TextOutputCallback(_script(codes, device_name), message_type=4)
        return Ask((shown,), resume_at=visit.services.now)


class RecoveryCodeCollectorDecisionNode(NodeType):
    """Asks for a recovery code; one of the user's first device, not used before, is right."""

    id = "RecoveryCodeCollectorDecisionNode"
    name = "Recovery Code Collector Decision"
    help = "Asks for one of the recovery codes that the user kept when a device was registered."
    tags = ("mfa", "multi-factor authentication")
    attributes: ClassVar[tuple[Attribute, ...]] = (
        Attribute(
            "recoveryCodeType",
            "Recovery Code Type",
            "The kind of device that the code stands in for.",
            "OATH",
            100,
            choices={"OATH": "OATH", "PUSH": "PUSH", "WEB_AUTHN": "WEB_AUTHN"},
        ),
    )

    def outcomes(self, config: Document) -> tuple[Outcome, ...]:
        """Right or wrong."""
        return (Outcome("true", "True"), Outcome("false", "False"))

    def process(self, visit: Visit) -> str | Ask:
        """Ask until something is said, then compare."""
        code = visit.answers[0] if visit.answers else ""
        if not code:
            return Ask((NameCallback(PROMPT),), resume_at=visit.services.now)
        return "true" if _used(visit, code) else "false"


def _used(visit: Visit, code: str) -> bool:
    # Only phones are registered here: a user has no OATH or WebAuthn device, hence no such code.
    of_a_phone = visit.config["recoveryCodeType"] == "PUSH"
    devices = visit.services.push_devices(visit.username) if of_a_phone else ()
    used = devices[0].without_code(code) if devices else None
    if used is not None:
        visit.services.keep_device(used)
    return used is not None


def _script(codes: list[str], device_name: str) -> str:
    """The codes in the form in which SDKs look for them: each on a line of its own (JS SDK)."""
    lines = [f"<h3>{TITLE}</h3>", f"<h4>{DESCRIPTION}</h4>"]
    for code in codes:
        lines += ['<div class=\\"text-center\\">', code, "</div>"]
    lines.append(f"<p>{INTRODUCTION} <em>{device_name}</em></p>")
    html = " +\n".join(f'    "{line}\\n"' for line in lines)
    return f'document.getElementById("wrapper").innerHTML +=\n{html};\n'
