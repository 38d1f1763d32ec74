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


def supervise(
    commands: Mapping[str, Sequence[str]],
    *,
    environment: Mapping[str, str],
    ready: Callable[[], None],
    tend: Callable[[], object],
) -> int:
    """Run processes until one ends by itself or a signal asks for the end of all.

    Args:
        commands: name → command line.
        environment: for all of them.
        ready: called in a thread of its own once all are started.
        tend: called about once a second while they run.

    Returns:
        An exit status: 0 after SIGTERM or SIGINT, 1 when a process ended by itself.
    """
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stopping.set())
    # Their own sessions: a Ctrl-C at the terminal reaches us, and we end them in order.
    running = {
        name: subprocess.Popen(
            command, env={**os.environ, **environment}, start_new_session=True, stdin=subprocess.PIPE
        )
        for name, command in commands.items()
    }
    threading.Thread(target=ready, name="ready", daemon=True).start()
    failed = None
    while not stopping.wait(1):
        tend()
        failed = next((name for name, process in running.items() if process.poll() is not None), None)
        if failed:
            print(
                f"partisipasi: the {failed} process ended with status {running[failed].returncode}",
                file=sys.stderr,
            )
            break
    for process in running.values():
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + GRACE
    for process in running.values():
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    return 1 if failed else 0


def end_with_parent() -> None:
    """End this process when its supervisor ends, even by kill -9: standard input then comes to its end."""

    def wait() -> None:
        # The plain descriptor: a thread inside Python's own reader would crash the interpreter at its end.
        while os.read(0, 1024):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="parent", daemon=True).start()


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
