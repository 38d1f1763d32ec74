"""The moderators' queue, and going from case to case."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from litestar import Response
from litestar.di import NamedDependency

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.kit.database import Transaction
from partisipasi.kit.i18n import LANGUAGES, N_, gettext
from partisipasi.moderation.claims import claim_case
from partisipasi.moderation.rules import (
    ACT_NAMES,
    BATCH_NAMES,
    HELD_NAMES,
    KIND_NAMES,
    MOST_AT_ONCE,
    REASON_NAMES,
    RULE_NAMES,
    SERVICE_HOURS,
    URGENT_HOURS,
)
from partisipasi.moderation.undoing import undoable
from partisipasi.moderation.waiting import (
    KINDS,
    PAGE_SIZE,
    Asked,
    QueueRow,
    count_waiting,
    next_case,
    queue,
    waiting_topics,
)
from partisipasi.site.forms import Press, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.site.paging import cursor_of, page_of, whole_number

#: Hours to a case's due time that the queue can be narrowed to; 0 for overdue.
WITHIN = {"0": N_("Overdue"), "4": N_("Due within 4 hours"), "24": N_("Due within 24 hours")}


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
        request,
        "moderation/queue.html",
        page=rows,
        asked=asked,
        query=query,
        narrowed=urlencode(query),
        path_of=path_of,
        topics=await waiting_topics(tx, viewer),
        reasons=REASON_NAMES,
        kinds=KIND_NAMES,
        held=HELD_NAMES,
        rules=RULE_NAMES,
        within=WITHIN,
        hours=SERVICE_HOURS,
        urgent_hours=URGENT_HOURS,
        now=tx.now,
        form=blank(Press),
        undo=await undoable(tx, viewer, most=3),
        names={**ACT_NAMES, **BATCH_NAMES},
        acts=ACT_NAMES,
        marked=request.query_params.get("tandai") == "semua",
        most=MOST_AT_ONCE,
    )


@form("/moderasi/mulai", right=Act.moderate)
async def begin(request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer]) -> Response[bytes]:
    """Take the case that is due first."""
    await read_form(request, Press)
    return await go_on(request, tx, viewer, notice="")


async def go_on(request: Req, tx: Transaction, viewer: Viewer, *, notice: str) -> Response[bytes]:
    """Lead to what waits next as the queue is narrowed, taken for this moderator; to the queue where nothing does."""
    asked, query = asked_of(request)
    tail = f"?{urlencode(query)}" if query else ""
    row = await next_case(tx, viewer, asked)
    if row is None:
        return see_other(request, f"/moderasi{tail}", notice=notice or gettext(N_("Nothing waits for you.")))
    if row.id is not None and row.proposal_id is None:
        await claim_case(tx, viewer, contribution_id=row.id)
    return see_other(request, f"{path_of(row)}{tail}", notice=notice or None)


def path_of(row: QueueRow) -> str:
    """The page on which something that waits is decided."""
    if row.objection_id is not None:
        return f"/moderasi/keberatan/{row.objection_id}"
    return f"/moderasi/usul/{row.proposal_id}" if row.proposal_id else f"/moderasi/perkara/{row.id}"


def asked_of(request: Req) -> tuple[Asked, dict[str, str]]:
    """What a request narrows the queue to, and the query that says so."""
    sent = request.query_params
    within = sent.get("batas", "")
    asked = Asked(
        kind=sent.get("jenis", "") if sent.get("jenis") in KINDS else "",
        reason=sent.get("alasan", "") if sent.get("alasan") in REASON_NAMES else "",
        within=int(within) if within in WITHIN else None,
        mine=sent.get("saya") == "1",
        topic_id=whole_number(sent.get("topik")),
        language=sent.get("bahasa", "") if sent.get("bahasa") in LANGUAGES else "",
    )
    query = {
        "jenis": asked.kind,
        "alasan": asked.reason,
        "batas": "" if asked.within is None else str(asked.within),
        "saya": "1" * asked.mine,
        "topik": str(asked.topic_id or ""),
        "bahasa": asked.language,
    }
    return asked, {name: value for name, value in query.items() if value}


ROUTES: list[Any] = [queue_page, begin]
