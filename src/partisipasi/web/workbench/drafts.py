"""The home of the workbench, a new draft, and a draft's page with all that belongs to its texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act, Viewer, demand, may
from partisipasi.drafts.actions import create_draft, describe_draft
from partisipasi.drafts.queries import (
    WorkDraft,
    approvers_of,
    drafts_for_staff,
    drafts_worked_on,
    rounds_of,
    team_of,
    versions_of,
)
from partisipasi.drafts.tables import KINDS
from partisipasi.feedback.progress import progress_of
from partisipasi.feedback.promises import promises_of
from partisipasi.feedback.queries.waiting import decisions_waiting
from partisipasi.feedback.questions import question_counts
from partisipasi.kit.database import Transaction
from partisipasi.kit.i18n import N_, gettext
from partisipasi.site.forms import Form, Press, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.topics.officers import offices_of
from partisipasi.topics.queries import agencies_list, topics_list
from partisipasi.web.workbench.places import draft_path, work_place
from partisipasi.web.workbench.tasks import Owed, Task, tasks_of


class DraftForm(msgspec.Struct):
    """A new draft."""

    title: Annotated[str, msgspec.Meta(max_length=300, extra={"required": N_("Give the draft a title.")})]
    kind: Annotated[str, msgspec.Meta(extra={"required": N_("Choose what kind of text it is.")})]
    topic_id: Annotated[int, msgspec.Meta(extra={"required": N_("Choose a topic.")})]
    agency_id: Annotated[int, msgspec.Meta(extra={"required": N_("Choose an agency.")})]
    summary: Annotated[str, msgspec.Meta(max_length=2000, extra={"lines": True})] = ""


class DescriptionForm(msgspec.Struct):
    """What a draft is called."""

    title: Annotated[str, msgspec.Meta(max_length=300, extra={"required": N_("Give the draft a title.")})]
    summary: Annotated[str, msgspec.Meta(max_length=2000, extra={"lines": True})] = ""


@page("/ruang-kerja", right=Act.enter_workbench)
async def home(request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer]) -> Response[bytes]:
    """The drafts the viewer works on, with what is left to do, and those the viewer may look at."""
    mine = await drafts_worked_on(tx, viewer)
    tasks = await _tasks(tx, viewer, mine)
    others = []
    if viewer.holds("reader") or viewer.holds("administrator"):
        known = {draft.id for draft in mine}
        others = [draft for draft in await drafts_for_staff(tx, viewer) if draft.id not in known]
    return render(
        request,
        "workbench/home.html",
        mine=[(draft, tasks[draft.id]) for draft in mine],
        others=others,
        offices=await offices_of(tx, viewer),
        may_create=may(viewer, Act.create_draft, anywhere=True),
    )


@page("/ruang-kerja/rancangan/baru", right=Act.create_draft)
async def new_draft_page(request: Req, tx: NamedDependency[Transaction]) -> Response[bytes]:
    """The form for a new draft."""
    return await _new_draft(request, tx, blank(DraftForm))


@form("/ruang-kerja/rancangan/baru", right=Act.create_draft)
async def new_draft(request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer]) -> Response[bytes]:
    """Make a draft and go on to its team."""
    sent = await read_form(request, DraftForm)
    if not sent.errors:
        async with sent.trying(tx):
            made = await create_draft(tx, viewer, **msgspec.structs.asdict(sent.data))
            return see_other(
                request,
                f"{draft_path(made.id)}/tim",
                notice=gettext(N_("The draft is made. Now name who works on it.")),
            )
    return await _new_draft(request, tx, sent)


@page("/ruang-kerja/rancangan/{draft_id:int}", right=Act.enter_workbench)
async def draft_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], draft_id: FromPath[int]
) -> Response[bytes]:
    """A draft in the workbench: its concept, versions, rounds and team."""
    place = await work_place(tx, viewer, draft_id)
    concept_id = place.draft.concept_id
    works = await drafts_worked_on(tx, viewer, draft_id=draft_id) if place.roles else []
    return render(
        request,
        "workbench/draft.html",
        place=place,
        draft=place.draft,
        tasks=(await _tasks(tx, viewer, works)).get(draft_id, []),
        versions=await versions_of(tx, viewer, draft_id),
        rounds=await rounds_of(tx, draft_id),
        team=await team_of(tx, draft_id),
        approvers=await approvers_of(tx, concept_id) if concept_id is not None else [],
        form=blank(Press),
    )


@page("/ruang-kerja/rancangan/{draft_id:int}/judul", right=Act.enter_workbench)
async def describe_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], draft_id: FromPath[int]
) -> Response[bytes]:
    """The form for a draft's title and summary."""
    place = await work_place(tx, viewer, draft_id, inside=True)
    demand(viewer, Act.edit_concept, team=place.roles)
    values = blank(DescriptionForm, title=place.draft.title, summary=place.draft.summary)
    return render(request, "workbench/describe.html", place=place, draft=place.draft, form=values)


@form("/ruang-kerja/rancangan/{draft_id:int}/judul", right=Act.enter_workbench)
async def describe(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], draft_id: FromPath[int]
) -> Response[bytes]:
    """Change a draft's title and summary."""
    sent = await read_form(request, DescriptionForm)
    if not sent.errors:
        async with sent.trying(tx):
            await describe_draft(tx, viewer, draft_id=draft_id, title=sent.data.title, summary=sent.data.summary)
            return see_other(request, draft_path(draft_id), notice=gettext(N_("The description is saved.")))
    place = await work_place(tx, viewer, draft_id, inside=True)
    return render(request, "workbench/describe.html", status=sent.status, place=place, draft=place.draft, form=sent)


async def _tasks(tx: Transaction, viewer: Viewer, works: Sequence[WorkDraft]) -> dict[int, list[Task]]:
    """Draft id → what is left to do there."""
    ids = [work.id for work in works]
    progress, decisions = await progress_of(tx, ids), await decisions_waiting(tx, viewer, ids)
    questions, promises = await question_counts(tx, ids), await promises_of(tx, ids)
    return {
        work.id: tasks_of(work, Owed(progress[work.id], questions[work.id], promises[work.id]), decisions[work.id])
        for work in works
    }


async def _new_draft(request: Req, tx: Transaction, sent: Form[DraftForm]) -> Response[bytes]:
    return render(
        request,
        "workbench/new_draft.html",
        status=sent.status,
        form=sent,
        kinds=KINDS,
        topics=await topics_list(tx),
        agencies=await agencies_list(tx),
    )
