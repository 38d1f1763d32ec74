"""The trace of one contribution by its receipt: heard, considered, answered, and what its words changed.

Everybody sees the same of it; its owner, by account or slip, also sees it in any state and says whether an answer
answers.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.discussions.ownership import NOT_YOURS, holds_key
from partisipasi.discussions.receipts import OwnContribution, own_contribution
from partisipasi.feedback.notices import OwnNotice, answer_notice, notices_of
from partisipasi.feedback.queries.own import OwnRow, input_by_receipts
from partisipasi.feedback.queries.traces import Trace, trace_of
from partisipasi.kit.codes import parse_receipt
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_, gettext
from partisipasi.moderation.queries import latest_decision
from partisipasi.site.exchange import exchange_of
from partisipasi.site.forms import Form, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other, shows
from partisipasi.web.answers.steps import said_of, steps_of
from partisipasi.web.talk.slips import key_on_slip, own_here, receipts_on_slip, slip_cookie

_NO_RECEIPT = N_("This is not a receipt number. One looks like K7PM-3QXD-9; please check each character.")


class FindForm(msgspec.Struct):
    """A receipt, and the owner key if one has it at hand."""

    nomor: Annotated[str, msgspec.Meta(max_length=40, extra={"required": N_("Enter the receipt number.")})]
    kunci: Annotated[str, msgspec.Meta(max_length=60)] = ""


class SatisfiedForm(msgspec.Struct):
    """Whether an answer answers, and more words for the policy team."""

    satisfied: Annotated[str, msgspec.Meta(extra={"required": N_("Choose yes or no.")})]
    reply: Annotated[str, msgspec.Meta(max_length=2000, extra={"lines": True})] = ""


@page("/jejak")
async def find_page(request: Req, tx: NamedDependency[Transaction]) -> Response[bytes]:
    """Where one enters a receipt; below it what this browser has opened with an owner key within the hour."""
    sent = blank(FindForm, nomor=request.query_params.get("nomor"))
    return render(request, "answers/find.html", form=sent, opened=await _opened(request, tx))


async def _opened(request: Req, tx: Transaction) -> list[OwnRow]:
    receipts = receipts_on_slip(request)
    return await input_by_receipts(tx, receipts) if receipts else []


@form("/jejak", right=Act.read_public)
async def find(request: Req, tx: NamedDependency[Transaction]) -> Response[bytes]:
    """Lead to the trace; with the owner key the browser then holds the slip for an hour."""
    sent = await read_form(request, FindForm, once=False)
    receipt = None
    if not sent.errors:
        receipt = parse_receipt(sent.data.nomor)
        if receipt is None:
            sent.add_error("nomor", _NO_RECEIPT)
        elif await own_contribution(tx, receipt) is None:
            sent.add_error("nomor", N_("There is no input with this receipt number."))
        elif sent.data.kunci and not holds_key(
            exchange_of(request).site.settings, receipt=receipt, key=sent.data.kunci
        ):
            sent.add_error("kunci", NOT_YOURS)
    if sent.errors or receipt is None:
        return render(request, "answers/find.html", status=sent.status, form=sent, opened=await _opened(request, tx))
    cookies = [slip_cookie(request, receipt)] if sent.data.kunci else []
    return see_other(request, f"/jejak/{receipt}", cookies=cookies)


@page("/jejak/{receipt:str}", cached=True)
async def trace_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], receipt: FromPath[str]
) -> Response[bytes]:
    """The trace."""
    return await _show(request, tx, viewer, receipt, blank(SatisfiedForm))


@form("/jejak/{receipt:str}/jawaban/{notice_id:int}", right=Act.read_public)
async def say_whether(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    receipt: FromPath[str],
    notice_id: FromPath[int],
) -> Response[bytes]:
    """Say whether an answer answers. Only its owner can; for everybody else there is nothing here."""
    sent = await read_form(request, SatisfiedForm)
    known = parse_receipt(receipt) or ""
    if not sent.errors and sent.data.satisfied not in ("yes", "no"):
        sent.add_error("satisfied", N_("Choose yes or no."))
    if not sent.errors:
        async with sent.trying(tx, conflict=""):
            await answer_notice(
                tx,
                viewer,
                exchange_of(request).site.settings,
                notice_id=notice_id,
                satisfied=sent.data.satisfied == "yes",
                reply=sent.data.reply,
                key=key_on_slip(request, known),
            )
            notice = gettext(N_("Thank you. The policy team sees what you say."))
            return see_other(request, f"/jejak/{known}", notice=notice)
    if await own_here(request, tx, viewer, known) is None:
        raise NotFound(NOT_YOURS)
    return await _show(request, tx, viewer, known, sent, answered=notice_id)


async def _show(
    request: Req,
    tx: Transaction,
    viewer: Viewer,
    receipt: str,
    sent: Form[SatisfiedForm],
    *,
    answered: int | None = None,
) -> Response[bytes]:
    known = parse_receipt(receipt)
    if known is None:
        raise NotFound(_NO_RECEIPT)
    own = await own_here(request, tx, viewer, known)
    trace = await _trace(tx, viewer, known, own)
    if own is None and not viewer.signed_in:
        shows(request, f"contribution:{trace.id}", f"contribution:{trace.answered_with}", *_of_draft(trace))
    notices = await notices_of(tx, contribution_id=trace.id) if own is not None else []
    return render(
        request,
        "answers/trace.html",
        status=sent.status,
        trace=trace,
        said=said_of(trace),
        steps=await steps_of(trace),
        hidden=await latest_decision(tx, trace.id) if trace.state == "hidden" else None,
        own=own,
        notices=_in_force(notices),
        form=sent,
        answered=answered,
    )


async def _trace(tx: Transaction, viewer: Viewer, receipt: str, own: OwnContribution | None) -> Trace:
    """The trace; of what nobody ever saw and its owner took back, there is one for its owner only."""
    try:
        return await trace_of(tx, viewer, receipt)
    except NotFound:
        if own is not None and own.state == "withdrawn":
            raise NotFound(N_("You withdrew this input before it was public. There is nothing to trace.")) from None
        raise


def _of_draft(trace: Trace) -> list[str]:
    drafts = {trace.draft_id, *(point.draft_id for point in trace.points)}
    agencies = {f"agency:{point.agency_id}" for point in trace.points if point.agency_id is not None}
    return [f"draft:{draft_id}" for draft_id in sorted(id_ for id_ in drafts if id_ is not None)] + sorted(agencies)


def _in_force(notices: list[OwnNotice]) -> list[OwnNotice]:
    return [notice for notice in notices if notice.in_force]
