"""The processes of a running site: one serves pages, one works jobs; this one starts both and ends both."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

#: Seconds that processes get to finish what they have begun.
GRACE = 25
#: A process that has run for so many seconds has started well and is started again when it ends by itself; one that
#: then ends sooner so many times in a row is not.
STEADY, MOST_QUICK_ENDS = 10, 5


class _Kept:
    """One process of the site, kept running."""

    def __init__(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self.name = name
        self._command = command
        self._environment = {**os.environ, **environment}
        self._was_steady = False
        self._quick_ends = 0
        self.start()

    def start(self) -> None:
        """Start the process, in a session of its own: a Ctrl-C at the terminal reaches us, and we end all in order."""
        self._started = time.monotonic()
        self.process = subprocess.Popen(
            self._command, env=self._environment, start_new_session=True, stdin=subprocess.PIPE
        )

    def tend(self) -> bool:
        """Start the process again if it has ended; False if that would not help."""
        status = self.process.poll()
        if status is None:
            return True
        print(f"partisipasi: the {self.name} process ended with status {status}", file=sys.stderr)
        steady = time.monotonic() - self._started >= STEADY
        self._was_steady = self._was_steady or steady
        self._quick_ends = 0 if steady else self._quick_ends + 1
        if not self._was_steady or self._quick_ends > MOST_QUICK_ENDS:
            return False
        self.start()
        return True


def supervise(
    commands: Mapping[str, Sequence[str]],
    *,
    environment: Mapping[str, str],
    ready: Callable[[], None],
    tend: Callable[[], object],
) -> int:
    """Keep processes running until a signal asks for the end of all, or one cannot be kept running.

    Args:
        commands: name → command line.
        environment: for all of them.
        ready: called in a thread of its own once all are started.
        tend: called about once a second while they run.

    Returns:
        An exit status: 0 after SIGTERM or SIGINT, 1 when a process ended by itself again and again or at once.
    """
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stopping.set())
    kept = [_Kept(name, command, environment) for name, command in commands.items()]
    threading.Thread(target=ready, name="ready", daemon=True).start()
    well = True
    while well and not stopping.wait(1):
        tend()
        well = all(one.tend() for one in kept)
    _end([one.process for one in kept])
    return 0 if well else 1


def _end(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + GRACE
    for process in processes:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def end_with_parent() -> None:
    """End this process when its supervisor ends, even by kill -9: standard input then comes to its end."""

    def wait() -> None:
        # The plain descriptor: a thread inside Python's own reader would crash the interpreter at its end.
        while os.read(0, 1024):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="parent", daemon=True).start()


def end_when_orphaned() -> None:
    """End this process when its parent has ended, even by kill -9: another process has it as a child then.

    For processes that are not started by us and have no standard input of their own. One that lived on would hold the
    port, and answer for a site that is no longer there.
    """
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(5)
        os._exit(1)

    threading.Thread(target=watch, name="orphaned", daemon=True).start()


def wait_until_ready(url: str, *, seconds: float = 30) -> bool:
    """Whether a site on this machine answers within so many seconds."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{url}/siap", timeout=2) as answer:  # noqa: S310 - our own address
                if answer.status == 200:
                    return True
        except OSError:
            time.sleep(0.1)
    return False


def own_command(*words: str) -> list[str]:
    """The command line that runs this program again."""
    return [sys.executable, "-m", "partisipasi", *words]


def folder_words(folder: Path) -> list[str]:
    """How a child process is told the data folder."""
    return ["--data", str(folder)]
