"""`python -m mock_am` as a process of its own."""

import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
READY = "mock AM ready at "


class Server:
    """A running mock; `url` is its address with the deployment path `/am`.

    `through` is a command that runs the server's, as of one who has fewer rights.
    """

    def __init__(self, state: Path | str, *arguments: str, through: Sequence[str] = ()) -> None:
        self.process = started("--port", "0", "--state", str(state), *arguments, through=through)
        assert self.process.stdout is not None
        self.ready_line = self.process.stdout.readline().rstrip("\n")
        self.url = self.ready_line.removeprefix(READY).split(" ")[0]
        self.port = self.url.removesuffix("/am").rpartition(":")[2]

    def kill(self) -> None:
        """SIGKILL: nothing of the server's own code runs any more."""
        self.process.kill()
        self.close()

    def stop(self) -> int:
        """SIGTERM; the exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.close()

    def close(self) -> int:
        """Wait for the end and let go of the pipes."""
        self.process.communicate(timeout=10)
        return self.process.returncode


def started(*arguments: str, through: Sequence[str] = ()) -> subprocess.Popen[str]:
    """The command, begun."""
    return subprocess.Popen(
        [*through, sys.executable, "-m", "mock_am", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
