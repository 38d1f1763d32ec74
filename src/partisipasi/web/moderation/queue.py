"""The moderators' queue."""

from __future__ import annotations

from typing import Any

from litestar import Response
from litestar.di import NamedDependency

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.kit.database import Transaction
from partisipasi.moderation.queries import (
    queue,
)
from partisipasi.moderation.rules import REASON_NAMES, SERVICE_HOURS
from partisipasi.site.pages import Req, page, render


@page("/moderasi", right=Act.moderate)
async def queue_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer]
) -> Response[bytes]:
    """What waits for a moderator."""
    return render(
        request, "moderation/queue.html", rows=await queue(tx, viewer), reasons=REASON_NAMES, hours=SERVICE_HOURS,
        now=tx.now,
    )  # fmt: skip


ROUTES: list[Any] = [queue_page]
