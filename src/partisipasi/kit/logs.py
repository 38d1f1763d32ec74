"""Structured logs on standard error: one line of JSON an event, and never what people typed or who they are.

Events carry ids, counts, codes and names of routes. A trace is written only for a fault of ours: where it happened and
what kind it is, without local values and without its message, which may quote what somebody typed.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog


def configure_logs(*, level: int = logging.INFO) -> None:
    """Send our events and those of the libraries through one formatter."""
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.ExceptionRenderer(structlog.tracebacks.ExceptionDictTransformer(show_locals=False)),
        _without_messages,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer()],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)


def _without_messages(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The event, with the trace of a fault reduced to kinds and places."""
    if "exception" in event:
        event["exception"] = [_place(error) for error in event["exception"]]
    return event


def _place(error: MutableMapping[str, Any]) -> dict[str, Any]:
    frames = [f"{frame['filename']}:{frame['lineno']} {frame['name']}" for frame in error["frames"]]
    inner = [_place(part) for one in error.get("exceptions", ()) for part in one]
    return {"type": error["exc_type"], "is_cause": error["is_cause"], "frames": frames} | (
        {"exceptions": inner} if inner else {}
    )
