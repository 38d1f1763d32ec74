"""Reporting, the moderators' queue and cases, and the public log."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime
from typing import Annotated

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.kit.codes import parse_receipt
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Invalid, NotFound
from partisipasi.kit.i18n import N_, gettext
from partisipasi.moderation.actions import hide, release, report_contribution, restore
from partisipasi.moderation.queries import (
    PAGE_SIZE,
    Case,
    case,
    case_decisions,
    case_reports,
    log_size,
    public_log,
    queue,
)
from partisipasi.moderation.rules import ACT_NAMES, REASON_NAMES, RULE_NAMES, SERVICE_HOURS
from partisipasi.site.client import network_prefix
from partisipasi.site.exchange import exchange_of
from partisipasi.site.forms import Form, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other, shows
from partisipasi.site.paging import cursor_of, page_of


class ReportForm(msgspec.Struct):
    """A report."""

    reason: Annotated[str, msgspec.Meta(extra={"required": N_("Choose a reason.")})]
    note: Annotated[str, msgspec.Meta(max_length=1000, extra={"lines": True})] = ""


class DecisionForm(msgspec.Struct):
    """A moderator's decision: act is hide, restore or release."""

    act: Annotated[str, msgspec.Meta(extra={"required": N_("Choose what to do.")})]
    rule: str = ""
    public_reason: Annotated[str, msgspec.Meta(max_length=1000, extra={"lines": True})] = ""
    private_note: Annotated[str, msgspec.Meta(max_length=2000, extra={"lines": True})] = ""


@page("/laporkan/{receipt:str}", right=Act.report)
async def report_form(request: Req, receipt: FromPath[str]) -> Response[bytes]:
    """Why is this to be looked at?"""
    return _report_page(request, receipt, blank(ReportForm))


@form("/laporkan/{receipt:str}", right=Act.report)
async def send_report(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], receipt: FromPath[str]
) -> Response[bytes]:
    """Send a report."""
    sent = await read_form(request, ReportForm)
    if not sent.errors:
        async with sent.trying(tx):
            await report_contribution(
                tx, viewer, receipt=parse_receipt(receipt) or "", reason=sent.data.reason, note=sent.data.note,
                reporter=_reporter(request, viewer),
            )  # fmt: skip
    if sent.errors:
        return _report_page(request, receipt, sent)
    notice = gettext(N_("Thank you. A moderator looks at it, usually within a day."))
    return see_other(request, f"/jejak/{receipt}", notice=notice)


def _report_page(request: Req, receipt: str, shown: Form[ReportForm]) -> Response[bytes]:
    if parse_receipt(receipt) is None:
        raise NotFound(N_("There is no such contribution, or it is not public."))
    return render(
        request, "moderation/report.html", status=shown.status, form=shown, receipt=receipt, reasons=REASON_NAMES
    )


def _reporter(request: Req, viewer: Viewer) -> bytes:
    """Who reports: an account for good, a guest's network for a day. Nobody can turn it back."""
    who = f"account {viewer.account_id}" if viewer.signed_in else f"network {network_prefix(request)}"
    secret = exchange_of(request).site.settings.secret
    day = "" if viewer.signed_in else datetime.now(UTC).date().isoformat()
    return hmac.new(secret.encode(), f"report {day} {who}".encode(), hashlib.sha256).digest()


@page("/moderasi", right=Act.moderate)
async def queue_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer]
) -> Response[bytes]:
    """What waits for a moderator."""
    return render(
        request, "moderation/queue.html", rows=await queue(tx, viewer), reasons=REASON_NAMES, hours=SERVICE_HOURS,
        now=tx.now,
    )  # fmt: skip


@page("/moderasi/perkara/{contribution_id:int}", right=Act.moderate)
async def case_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], contribution_id: FromPath[int]
) -> Response[bytes]:
    """One case with all that is needed to decide it."""
    return await _case_page(request, tx, await _case(tx, viewer, contribution_id), blank(DecisionForm))


@form("/moderasi/perkara/{contribution_id:int}", right=Act.moderate)
async def decide(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], contribution_id: FromPath[int]
) -> Response[bytes]:
    """Decide a case."""
    sent = await read_form(request, DecisionForm)
    found = await _case(tx, viewer, contribution_id)
    if not sent.errors:
        async with sent.trying(tx):
            await _carry_out(tx, viewer, contribution_id, sent.data)
    if sent.errors:
        return await _case_page(request, tx, found, sent)
    return see_other(request, "/moderasi", notice=gettext(N_("The case is decided.")))


async def _carry_out(tx: Transaction, viewer: Viewer, contribution_id: int, asked: DecisionForm) -> None:
    if asked.act == "hide":
        await hide(
            tx, viewer, contribution_id=contribution_id, rule=asked.rule, public_reason=asked.public_reason,
            private_note=asked.private_note,
        )  # fmt: skip
    elif asked.act == "restore":
        await restore(
            tx, viewer, contribution_id=contribution_id, public_reason=asked.public_reason,
            private_note=asked.private_note,
        )  # fmt: skip
    elif asked.act == "release":
        await release(tx, viewer, contribution_id=contribution_id, private_note=asked.private_note)
    else:
        raise Invalid({"act": N_("Choose what to do.")})


async def _case(tx: Transaction, viewer: Viewer, contribution_id: int) -> Case:
    found = await case(tx, viewer, contribution_id)
    if found is None:
        raise NotFound(N_("There is no such case."))
    return found


async def _case_page(request: Req, tx: Transaction, found: Case, shown: Form[DecisionForm]) -> Response[bytes]:
    return render(
        request,
        "moderation/case.html",
        status=shown.status,
        case=found,
        form=shown,
        reports=await case_reports(tx, found.id),
        decisions=await case_decisions(tx, found.id),
        rules=RULE_NAMES,
        reasons=REASON_NAMES,
        acts=ACT_NAMES,
    )


@page("/moderasi/catatan", cached=True)
async def log_page(request: Req, tx: NamedDependency[Transaction]) -> Response[bytes]:
    """What moderators decided: rule, reason, time; no names, no removed texts."""
    shows(request, "moderation-log")
    cursor = cursor_of(request)
    rows = page_of(
        await public_log(tx, cursor), cursor, PAGE_SIZE, path="/moderasi/catatan", key=lambda row: row.id,
        total=await log_size(tx),
    )  # fmt: skip
    return render(request, "moderation/log.html", page=rows, rules=RULE_NAMES, acts=ACT_NAMES)


ROUTES = [report_form, send_report, queue_page, case_page, decide, log_page]
