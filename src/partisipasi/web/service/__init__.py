"""Agencies and their services: public pages, telling what happened, the officers' desk, whether it helped."""

from __future__ import annotations

from typing import Any

from partisipasi.web.service import agencies, desk, marking, offering, own, telling

ROUTES: list[Any] = [
    *agencies.ROUTES,
    *telling.ROUTES,
    *own.ROUTES,
    *marking.ROUTES,
    *offering.ROUTES,
    *desk.ROUTES,
]
