"""The moderators' queue, and going from case to case."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from litestar import Response
from litestar.di import NamedDependency

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.kit.database import Transaction
from partisipasi.kit.i18n import N_, gettext
from partisipasi.moderation.claims import claim_case
from partisipasi.moderation.rules import (
    ACT_NAMES,
    BATCH_NAMES,
    HELD_NAMES,
    KIND_NAMES,
    MOST_AT_ONCE,
    REASON_NAMES,
    SERVICE_HOURS,
    URGENT_HOURS,
)
from partisipasi.moderation.undoing import undoable
from partisipasi.moderation.waiting import KINDS, PAGE_SIZE, Asked, count_waiting, next_case, queue
from partisipasi.site.forms import Press, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.site.paging import cursor_of, page_of


@page("/moderasi", right=Act.moderate)
async def queue_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer]
) -> Response[bytes]:
    """What waits for a moderator, soonest due first."""
    asked, query = asked_of(request)
    cursor = cursor_of(request)
    found = await queue(tx, viewer, cursor, asked)
    rows = page_of(
        found, cursor, PAGE_SIZE, path="/moderasi", key=lambda row: row.key,
        total=found[0].waiting if found else await count_waiting(tx, viewer, asked), query=query,
    )  # fmt: skip
    return render(
        request, "moderation/queue.html", page=rows, asked=asked, narrowed=urlencode(query), reasons=REASON_NAMES,
        kinds=KIND_NAMES, held=HELD_NAMES, hours=SERVICE_HOURS, urgent_hours=URGENT_HOURS, now=tx.now,
        form=blank(Press), undo=await undoable(tx, viewer), names={**ACT_NAMES, **BATCH_NAMES}, query=query,
        marked=request.query_params.get("tandai") == "semua", most=MOST_AT_ONCE,
    )  # fmt: skip


@form("/moderasi/mulai", right=Act.moderate)
async def begin(request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer]) -> Response[bytes]:
    """Take the case that is due first."""
    await read_form(request, Press)
    return await go_on(request, tx, viewer, notice="")


async def go_on(request: Req, tx: Transaction, viewer: Viewer, *, notice: str) -> Response[bytes]:
    """Lead to the next case, taken for this moderator; to the queue where none is left."""
    case_id = await next_case(tx, viewer)
    if case_id is None:
        return see_other(request, "/moderasi", notice=notice or gettext(N_("Nothing waits for you.")))
    await claim_case(tx, viewer, contribution_id=case_id)
    return see_other(request, f"/moderasi/perkara/{case_id}", notice=notice or None)


def asked_of(request: Req) -> tuple[Asked, dict[str, str]]:
    """What a request narrows the queue to, and the query that says so."""
    sent = request.query_params
    kind = sent.get("jenis", "") if sent.get("jenis") in KINDS else ""
    reason = sent.get("alasan", "") if sent.get("alasan") in REASON_NAMES else ""
    asked = Asked(kind=kind, reason=reason, late=sent.get("terlambat") == "1", mine=sent.get("saya") == "1")
    query = {"jenis": kind, "alasan": reason, "terlambat": "1" * asked.late, "saya": "1" * asked.mine}
    return asked, {name: value for name, value in query.items() if value}


ROUTES: list[Any] = [queue_page, begin]
