"""The public log."""

from __future__ import annotations

from typing import Any

from litestar import Response
from litestar.di import NamedDependency

from partisipasi.kit.database import Transaction
from partisipasi.moderation.queries import (
    PAGE_SIZE,
    log_size,
    public_log,
)
from partisipasi.moderation.rules import ACT_NAMES, RULE_NAMES
from partisipasi.site.pages import Req, page, render, shows
from partisipasi.site.paging import cursor_of, page_of


@page("/moderasi/catatan", cached=True)
async def log_page(request: Req, tx: NamedDependency[Transaction]) -> Response[bytes]:
    """What moderators decided: rule, reason, time; no names, no removed texts."""
    shows(request, "moderation-log")
    cursor = cursor_of(request)
    rows = page_of(
        await public_log(tx, cursor), cursor, PAGE_SIZE, path="/moderasi/catatan", key=lambda row: row.id,
        total=await log_size(tx),
    )  # fmt: skip
    return render(request, "moderation/log.html", page=rows, rules=RULE_NAMES, acts=ACT_NAMES)


ROUTES: list[Any] = [log_page]
