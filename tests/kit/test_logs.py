"""The log of a fault says what kind it is and where, and nothing that somebody typed."""

from __future__ import annotations

import json
import subprocess
import sys

PROGRAM = """
import logging, structlog
from partisipasi.kit.logs import configure_logs
configure_logs()
def inner(typed):
    try:
        int(typed)
    except ValueError as error:
        raise RuntimeError("cannot take " + typed) from error
try:
    inner("rahasia warga")
except RuntimeError as error:
    structlog.get_logger("ours").error("fault", exc_info=error)
    logging.getLogger("library").error("failed", exc_info=error)
"""


def test_a_fault_is_logged_by_kind_and_place_and_without_its_message() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [line["event"] for line in lines] == ["fault", "failed"]
    for line in lines:
        assert [error["type"] for error in line["exception"]] == ["RuntimeError", "ValueError"]
        assert any("inner" in frame for frame in line["exception"][0]["frames"])
    assert "rahasia" not in done.stderr
