"""Moderation: reporting, the moderators' queue and cases, the public log."""

from __future__ import annotations

from typing import Any

from partisipasi.web.moderation import bulk, cases, log, notes, objections, people, proposals, queue, reasons, reports

ROUTES: list[Any] = [
    *reports.ROUTES,
    *queue.ROUTES,
    *bulk.ROUTES,
    *proposals.ROUTES,
    *cases.ROUTES,
    *notes.ROUTES,
    *people.ROUTES,
    *reasons.ROUTES,
    *objections.ROUTES,
    *log.ROUTES,
]
