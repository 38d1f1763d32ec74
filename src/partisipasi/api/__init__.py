"""JSON under /api/v1: one module per area."""

from __future__ import annotations

from typing import Any

ROUTES: list[Any] = []
