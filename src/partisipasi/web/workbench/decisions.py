"""Decisions in the workbench: proposed by one officer, approved or given back by another."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.feedback.decisions import approve_decision, propose_decision, return_decision
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, NotFound
from partisipasi.kit.i18n import N_, gettext
from partisipasi.site.forms import read_form
from partisipasi.site.pages import Req, form, see_other
from partisipasi.web.workbench.issues import Forms, issue_path, show_issue
from partisipasi.web.workbench.proposing import DecisionForm


class ApproveForm(msgspec.Struct):
    """Approval of the wording that was proposed at `seen`."""

    seen: datetime


class RemarkForm(msgspec.Struct):
    """What should be different."""

    remark: Annotated[
        str,
        msgspec.Meta(max_length=10_000, extra={"lines": True, "required": N_("Say what should be different.")}),
    ]


@form("/ruang-kerja/pokok/{issue_id:int}/keputusan", right=Act.enter_workbench)
async def propose(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], issue_id: FromPath[int]
) -> Response[bytes]:
    """Propose a decision, or word the proposal anew."""
    sent = await read_form(request, DecisionForm)
    if not sent.errors:
        async with sent.trying(tx, conflict=""):
            await propose_decision(tx, viewer, issue_id=issue_id, **msgspec.structs.asdict(sent.data))
            notice = gettext(N_("The decision is proposed. An approver who did not propose it looks at it next."))
            return see_other(request, issue_path(issue_id), notice=notice)
    return await show_issue(request, tx, viewer, issue_id, Forms(decision=sent))


@form("/ruang-kerja/keputusan/{decision_id:int}/setujui", right=Act.enter_workbench)
async def approve(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], decision_id: FromPath[int]
) -> Response[bytes]:
    """Approve what a colleague proposed, as it was read."""
    sent = await read_form(request, ApproveForm)
    issue_id = await _issue_of(tx, decision_id)
    if sent.errors:
        raise Conflict(N_("Please read the decision again, then approve it."), code="stale")
    decided = await approve_decision(tx, viewer, decision_id=decision_id, seen=sent.data.seen)
    if decided.state == "released":
        notice = gettext(N_("The decision is public. Everybody whose input it answers gets it."))
    else:
        notice = gettext(N_("The decision is approved. It becomes public with the next version."))
    return see_other(request, issue_path(issue_id), notice=notice)


@form("/ruang-kerja/keputusan/{decision_id:int}/kembalikan", right=Act.enter_workbench)
async def give_back(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], decision_id: FromPath[int]
) -> Response[bytes]:
    """Give a proposal back with a remark."""
    sent = await read_form(request, RemarkForm)
    issue_id = await _issue_of(tx, decision_id)
    if not sent.errors:
        async with sent.trying(tx):
            await return_decision(tx, viewer, decision_id=decision_id, remark=sent.data.remark)
            return see_other(request, issue_path(issue_id), notice=gettext(N_("The decision is given back.")))
    return await show_issue(request, tx, viewer, issue_id, Forms(remark=sent))


async def _issue_of(tx: Transaction, decision_id: int) -> int:
    found: int | None = await tx.value("SELECT issue_id FROM decision WHERE id = $1", decision_id)
    if found is None:
        raise NotFound(N_("This decision does not exist."))
    return found


ROUTES = [propose, approve, give_back]
