"""The list of drafts with its filters."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import urlencode

import msgspec
from litestar import Response
from litestar.di import NamedDependency

from partisipasi.accounts.rights import GUEST, Viewer
from partisipasi.drafts.queries import DraftView, count_drafts, drafts_list
from partisipasi.feedback.progress import progress_of
from partisipasi.kit.database import Transaction
from partisipasi.kit.i18n import N_, gettext, href
from partisipasi.kit.paging import Cursor
from partisipasi.site.forms import read_values
from partisipasi.site.pages import Req, page, render, shows
from partisipasi.site.paging import cursor_of, page_of
from partisipasi.topics.queries import agencies_list, topics_list
from partisipasi.web.drafts.rows import rows_of
from partisipasi.web.told.follow import follow_button

PAGE = 20
#: States that can be asked for, with what they are called.
STATES = {
    "open": N_("Open for input"),
    "planned": N_("Opens soon"),
    "closed": N_("Input closed"),
    "published": N_("Published to read"),
    "ended": N_("Ended"),
}

#: Stages that can be asked for.
STAGES = {
    "planning": N_("Planning"),
    "drafting": N_("Drafting"),
    "deliberation": N_("Deliberation"),
    "adoption": N_("Adoption"),
    "promulgation": N_("Promulgation"),
}

_Slug = Annotated[str, msgspec.Meta(max_length=100)]


class Filters(msgspec.Struct):
    """What the list is narrowed to: topic, agency (slugs), state and stage."""

    topik: _Slug = ""
    perangkat: _Slug = ""
    status: Literal["open", "planned", "closed", "published", "ended"] | None = None
    tahap: Literal["planning", "drafting", "deliberation", "adoption", "promulgation"] | None = None


class _Narrowed(msgspec.Struct, frozen=True):
    """The filters as the queries take them."""

    topic_id: int | None
    agency_id: int | None
    state: str | None
    stage: str | None

    async def drafts(self, tx: Transaction, cursor: Cursor) -> list[DraftView]:
        return await drafts_list(
            tx,
            GUEST,
            topic_id=self.topic_id,
            agency_id=self.agency_id,
            state=self.state,
            stage=self.stage,
            after=cursor.after,
            before=cursor.before,
            size=PAGE,
        )

    async def count(self, tx: Transaction) -> int:
        return await count_drafts(
            tx, GUEST, topic_id=self.topic_id, agency_id=self.agency_id, state=self.state, stage=self.stage
        )


@page("/rancangan", cached=True)
async def list_drafts(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer]
) -> Response[bytes]:
    """All public drafts, newest first, narrowed by topic, agency, state and stage."""
    shows(request, "drafts", "topics")
    topics, agencies = await topics_list(tx, closed=True), await agencies_list(tx, closed=True)
    asked = _filters(request)
    topic = next((one for one in topics if one.slug == asked.topik), None)
    agency = next((one for one in agencies if one.slug == asked.perangkat), None)
    narrowed = _Narrowed(topic.id if topic else None, agency.id if agency else None, asked.status, asked.tahap)
    cursor = cursor_of(request)
    found = await narrowed.drafts(tx, cursor)
    total = await narrowed.count(tx)
    path = href("/rancangan")
    # What is not known narrows nothing.
    active = {
        "topik": (topic.slug, topic.title) if topic else None,
        "perangkat": (agency.slug, agency.short_name or agency.name) if agency else None,
        "status": (asked.status, gettext(STATES[asked.status])) if asked.status else None,
        "tahap": (asked.tahap, gettext(STAGES[asked.tahap])) if asked.tahap else None,
    }
    query = {name: value[0] for name, value in active.items() if value}
    listed = page_of(found, cursor, PAGE, path=path, key=lambda draft: draft.id, total=total, query=query)
    return render(
        request,
        "drafts/list.html",
        rows=rows_of(listed.rows, await progress_of(tx, [draft.id for draft in listed.rows])),
        page=listed,
        asked=asked,
        topics=topics,
        agencies=agencies,
        states=STATES,
        stages=STAGES,
        active=[(value[1], _without(path, query, name)) for name, value in active.items() if value],
        later_page=cursor.after is not None or cursor.before is not None,
        follow=await follow_button(tx, viewer, "agency", agency.id) if agency else None,
    )


def _filters(request: Req) -> Filters:
    """The filters of a request; what cannot be meant counts as not asked for."""
    sent = {name: [value] for name, value in request.query_params.items() if value}
    form = read_values(sent, Filters)
    if not form.errors:
        return form.data
    wrong = {name for name, _ in form.errors}
    return read_values({name: value for name, value in sent.items() if name not in wrong}, Filters).data


def _without(path: str, query: dict[str, str], name: str) -> str:
    """The address of the list without one of its filters."""
    kept = {other: value for other, value in query.items() if other != name}
    return f"{path}?{urlencode(kept)}" if kept else path
