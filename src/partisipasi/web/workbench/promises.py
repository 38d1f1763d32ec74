"""By when the input of a round is promised its answers, said by the team for everybody to read."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act, Viewer, demand
from partisipasi.drafts.queries import RoundView, round_view
from partisipasi.feedback.promises import LONGEST_REASON, promise_answers, promises_of, today
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import called
from partisipasi.kit.i18n import N_, gettext
from partisipasi.site.forms import Form, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.web.workbench.places import WorkPlace, work_place


class PromiseForm(msgspec.Struct):
    """A day, and why it is another one than before."""

    promised_on: Annotated[
        date,
        msgspec.Meta(
            extra={
                "required": N_("Choose the day by which answers are given."),
                "wrong": N_("Enter a day as it stands in the calendar."),
            }
        ),
    ]
    promise_reason: Annotated[str, msgspec.Meta(max_length=LONGEST_REASON, extra={"lines": True})] = ""


@page("/ruang-kerja/putaran/{round_id:int}/janji", right=Act.enter_workbench)
async def promise_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], round_id: FromPath[int]
) -> Response[bytes]:
    """The day that is promised, and the form for another one."""
    found = await round_view(tx, round_id)
    place = await work_place(tx, viewer, found.draft_id, inside=True)
    return await _show(request, tx, place, found, blank(PromiseForm))


@form("/ruang-kerja/putaran/{round_id:int}/janji", right=Act.enter_workbench)
async def promise(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], round_id: FromPath[int]
) -> Response[bytes]:
    """Promise a day, or put it off."""
    sent = await read_form(request, PromiseForm)
    found = await round_view(tx, round_id)
    place = await work_place(tx, viewer, found.draft_id, inside=True)
    demand(viewer, Act.manage_rounds, team=place.roles)
    if not sent.errors:
        async with sent.trying(tx, conflict=""):
            with called({"reason": "promise_reason"}):
                await promise_answers(
                    tx,
                    viewer,
                    round_id=round_id,
                    promised_on=sent.data.promised_on,
                    reason=sent.data.promise_reason,
                )
            notice = gettext(N_("The day is promised, and everybody can read it."))
            return see_other(request, f"/ruang-kerja/putaran/{round_id}/janji", notice=notice)
    return await _show(request, tx, place, found, sent)


async def _show(
    request: Req, tx: Transaction, place: WorkPlace, found: RoundView, sent: Form[PromiseForm]
) -> Response[bytes]:
    promises = (await promises_of(tx, [found.draft_id]))[found.draft_id]
    return render(
        request,
        "workbench/promise.html",
        status=sent.status,
        place=place,
        draft=place.draft,
        round=found,
        promise=next((one for one in promises if one.round_id == found.id), None),
        today=today(),
        form=sent,
    )


ROUTES = [promise_page, promise]
