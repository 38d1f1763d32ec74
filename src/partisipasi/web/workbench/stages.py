"""The stage of a draft in the workbench: where it stands, how it came there, and the form to move it."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act, Viewer, demand, may
from partisipasi.drafts.actions import move_stage
from partisipasi.drafts.queries.stages import stages_of, steps_of
from partisipasi.drafts.tables import STAGES
from partisipasi.kit.database import Transaction
from partisipasi.kit.i18n import N_, gettext
from partisipasi.site.forms import Form, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.web.workbench.places import WorkPlace, work_place


class StageForm(msgspec.Struct):
    """The stage a draft has reached."""

    stage: Annotated[str, msgspec.Meta(extra={"required": N_("Choose the stage it has reached.")})]
    began_on: Annotated[date | None, msgspec.Meta(extra={"wrong": N_("Enter a day as it stands in the calendar.")})] = (
        None
    )
    note: Annotated[str, msgspec.Meta(max_length=500, extra={"lines": True})] = ""


@page("/ruang-kerja/rancangan/{draft_id:int}/tahap", right=Act.enter_workbench)
async def stage_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], draft_id: FromPath[int]
) -> Response[bytes]:
    """Where a draft stands and how it came there."""
    place = await work_place(tx, viewer, draft_id, inside=True)
    return await _show(request, tx, viewer, place, blank(StageForm))


@form("/ruang-kerja/rancangan/{draft_id:int}/tahap", right=Act.enter_workbench)
async def move(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], draft_id: FromPath[int]
) -> Response[bytes]:
    """Say which stage a draft has reached."""
    place = await work_place(tx, viewer, draft_id, inside=True)
    demand(viewer, Act.manage_rounds, team=place.roles)
    sent = await read_form(request, StageForm)
    if not sent.errors:
        async with sent.trying(tx, conflict=""):
            await move_stage(tx, viewer, draft_id=draft_id, **msgspec.structs.asdict(sent.data))
            return see_other(request, f"{place.path}/tahap", notice=gettext(N_("The stage is set.")))
    return await _show(request, tx, viewer, place, sent)


async def _show(
    request: Req, tx: Transaction, viewer: Viewer, place: WorkPlace, sent: Form[StageForm]
) -> Response[bytes]:
    moves = await stages_of(tx, place.draft.id)
    goes_on = place.draft.closed_how in (None, "enacted")
    return render(
        request,
        "workbench/stages.html",
        status=sent.status,
        place=place,
        draft=place.draft,
        steps=steps_of(moves),
        moves=moves[::-1],
        others=[stage for stage in STAGES if stage != place.draft.stage],
        may_move=goes_on and may(viewer, Act.manage_rounds, team=place.roles),
        form=sent,
    )


ROUTES = [stage_page, move]
