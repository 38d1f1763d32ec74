"""Moderation: reporting, the moderators' queue and cases, the public log."""

from __future__ import annotations

from typing import Any

from partisipasi.web.moderation import cases, log, objections, queue, reasons, reports

ROUTES: list[Any] = [*reports.ROUTES, *queue.ROUTES, *cases.ROUTES, *reasons.ROUTES, *objections.ROUTES, *log.ROUTES]
