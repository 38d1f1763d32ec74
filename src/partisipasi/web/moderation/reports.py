"""Reporting a contribution."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.kit.codes import parse_receipt
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_, gettext
from partisipasi.moderation.actions import report_contribution
from partisipasi.moderation.reporting import PAGE_SIZE, own_reports
from partisipasi.moderation.rules import ACT_NAMES, REASON_EXAMPLES, REASON_NAMES
from partisipasi.site.client import network_prefix
from partisipasi.site.exchange import exchange_of
from partisipasi.site.forms import Form, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.site.paging import cursor_of, page_of


class ReportForm(msgspec.Struct):
    """A report."""

    reason: Annotated[str, msgspec.Meta(extra={"required": N_("Choose a reason.")})]
    note: Annotated[str, msgspec.Meta(max_length=1000, extra={"lines": True})] = ""


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
        async with sent.trying(tx, conflict=""):
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
        request, "moderation/report.html", status=shown.status, form=shown, receipt=receipt, reasons=REASON_NAMES,
        examples=REASON_EXAMPLES,
    )  # fmt: skip


def _reporter(request: Req, viewer: Viewer) -> bytes:
    """Who reports: an account for good, a guest's network for a day. Nobody can turn it back."""
    who = f"account {viewer.account_id}" if viewer.signed_in else f"network {network_prefix(request)}"
    secret = exchange_of(request).site.settings.secret
    day = "" if viewer.signed_in else datetime.now(UTC).date().isoformat()
    return hmac.new(secret.encode(), f"report {day} {who}".encode(), hashlib.sha256).digest()


@page("/akun/laporan", right=Act.keep_account)
async def own_reports_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer]
) -> Response[bytes]:
    """What one reported, and what came of it."""
    cursor = cursor_of(request)
    rows = page_of(
        await own_reports(tx, viewer, cursor), cursor, PAGE_SIZE, path="/akun/laporan", key=lambda row: row.id
    )
    return render(request, "moderation/own_reports.html", page=rows, reasons=REASON_NAMES, acts=ACT_NAMES)


ROUTES: list[Any] = [report_form, send_report, own_reports_page]
