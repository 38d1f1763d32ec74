"""Answering early: approved decisions become public before the next version is ready."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act, Viewer, may
from partisipasi.feedback.closing import release_interim
from partisipasi.feedback.queries.early import early_answers, early_publishers
from partisipasi.feedback.queries.previews import approved_of, preview_of
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import called
from partisipasi.kit.i18n import N_, gettext
from partisipasi.site.forms import Form, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.web.workbench.places import work_place


class InterimForm(msgspec.Struct):
    """Answers given early."""

    decision_ids: list[int] = []
    early_reason: Annotated[str, msgspec.Meta(max_length=2000, extra={"lines": True})] = ""


@page("/ruang-kerja/rancangan/{draft_id:int}/jawab-dini", right=Act.enter_workbench)
async def interim_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], draft_id: FromPath[int]
) -> Response[bytes]:
    """What is approved and could be answered now, who may do it, and what was answered early before."""
    return await _show(request, tx, viewer, draft_id, blank(InterimForm))


@form("/ruang-kerja/rancangan/{draft_id:int}/jawab-dini", right=Act.enter_workbench)
async def answer_early(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], draft_id: FromPath[int]
) -> Response[bytes]:
    """Make approved decisions public before the next version."""
    sent = await read_form(request, InterimForm)
    if not sent.errors:
        async with sent.trying(tx, conflict=""):
            with called({"reason": "early_reason"}):
                await release_interim(
                    tx, viewer, draft_id=draft_id, decision_ids=sent.data.decision_ids, reason=sent.data.early_reason
                )
            place = await work_place(tx, viewer, draft_id, inside=True)
            notice = gettext(N_("These decisions are public. The answers are on their way."))
            return see_other(request, f"{place.draft.path}/hasil", notice=notice)
    return await _show(request, tx, viewer, draft_id, sent)


async def _show(
    request: Req, tx: Transaction, viewer: Viewer, draft_id: int, sent: Form[InterimForm]
) -> Response[bytes]:
    place = await work_place(tx, viewer, draft_id, inside=True)
    return render(
        request,
        "workbench/interim.html",
        status=sent.status,
        place=place,
        approved=await approved_of(tx, viewer, draft_id),
        preview=await preview_of(tx, viewer, draft_id),
        approvers=await early_publishers(tx, viewer, draft_id),
        earlier=await early_answers(tx, draft_id),
        approver=may(viewer, Act.publish_version, team=place.roles),
        form=sent,
    )


ROUTES = [interim_page, answer_early]
