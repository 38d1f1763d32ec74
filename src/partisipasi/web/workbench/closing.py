"""Ending a draft without a further text, and giving approved answers before the next version is ready."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act, Viewer, may
from partisipasi.drafts.queries.events import ending_of
from partisipasi.feedback.closing import Enacted, Text, close_draft, release_interim
from partisipasi.feedback.facts import gate_of_closing
from partisipasi.feedback.queries.previews import approved_of, preview_of
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import called
from partisipasi.kit.i18n import N_, gettext
from partisipasi.site.forms import Form, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.web.workbench.gate import obstacles
from partisipasi.web.workbench.places import work_place


class CloseForm(msgspec.Struct):
    """How a draft ends."""

    how: Annotated[str, msgspec.Meta(extra={"required": N_("Choose how the draft ends.")})]
    reason: Annotated[str, msgspec.Meta(max_length=5000, extra={"lines": True})] = ""
    number: Annotated[str, msgspec.Meta(max_length=200)] = ""
    on: Annotated[date | None, msgspec.Meta(extra={"wrong": N_("Enter a day as it stands in the calendar.")})] = None
    link: Annotated[str, msgspec.Meta(max_length=500)] = ""
    same: bool = False


class InterimForm(msgspec.Struct):
    """Answers given early."""

    decision_ids: list[int] = []
    early_reason: Annotated[str, msgspec.Meta(max_length=2000, extra={"lines": True})] = ""


@page("/ruang-kerja/rancangan/{draft_id:int}/tutup", right=Act.enter_workbench)
async def closing_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], draft_id: FromPath[int]
) -> Response[bytes]:
    """The gate of a draft's end, and what is approved and could be answered early."""
    return await _show(request, tx, viewer, draft_id, blank(CloseForm), blank(InterimForm))


@form("/ruang-kerja/rancangan/{draft_id:int}/tutup", right=Act.enter_workbench)
async def close(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], draft_id: FromPath[int]
) -> Response[bytes]:
    """End a draft and answer everyone."""
    sent = await read_form(request, CloseForm)
    if not sent.errors:
        async with sent.trying(tx, conflict=""):
            await _close(tx, viewer, draft_id, sent.data)
            place = await work_place(tx, viewer, draft_id, inside=True)
            notice = gettext(N_("The draft is closed. The answers are on their way."))
            return see_other(request, f"{place.draft.path}/hasil", notice=notice)
    return await _show(request, tx, viewer, draft_id, sent, blank(InterimForm))


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
    return await _show(request, tx, viewer, draft_id, blank(CloseForm), sent)


async def _close(tx: Transaction, viewer: Viewer, draft_id: int, asked: CloseForm) -> None:
    version_id = None
    if asked.how == "enacted" and asked.same:
        version_id = await tx.value(
            "SELECT id FROM version WHERE draft_id = $1 AND state = 'published' ORDER BY number DESC LIMIT 1", draft_id
        )
    await close_draft(
        tx,
        viewer,
        draft_id=draft_id,
        how=asked.how,
        reason=asked.reason,
        enacted=Enacted(number=asked.number, on=asked.on, url=asked.link),
        text=Text(version_id=version_id) if version_id is not None else None,
    )


async def _show(
    request: Req,
    tx: Transaction,
    viewer: Viewer,
    draft_id: int,
    closing: Form[CloseForm],
    interim: Form[InterimForm],
) -> Response[bytes]:
    place = await work_place(tx, viewer, draft_id, inside=True)
    gate = await gate_of_closing(tx, draft_id)
    return render(
        request,
        "workbench/closing.html",
        status=max(closing.status, interim.status),
        place=place,
        gate=gate,
        obstacles=await obstacles(tx, gate, place, place.draft.concept_id),
        preview=await preview_of(tx, viewer, draft_id),
        approved=await approved_of(tx, viewer, draft_id),
        ending=await ending_of(tx, draft_id),
        approver=may(viewer, Act.publish_version, team=place.roles),
        eligible=any(one.account_id == viewer.account_id for one in gate.publishers),
        form=closing,
        interim=interim,
    )


ROUTES = [closing_page, close, answer_early]
