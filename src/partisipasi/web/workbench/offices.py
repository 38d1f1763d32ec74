"""The place of an agency's officers: what people told it, its issues, and how both are put together."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act, Viewer, may
from partisipasi.feedback.gate import issue_label
from partisipasi.feedback.issues import LONGEST_TITLE, create_issue
from partisipasi.feedback.points import place_points
from partisipasi.feedback.queries.issues import issues_of
from partisipasi.feedback.queries.offices import AgencyInput, agency_counts, agency_inbox, open_issues_of_agency
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Invalid
from partisipasi.kit.i18n import N_, href, ngettext
from partisipasi.site.forms import Form, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.site.paging import cursor_of, page_of
from partisipasi.web.workbench.places import OfficePlace, office_place
from partisipasi.web.workbench.said import said_to_agency

PAGE_SIZE = 25
ISSUES = 50


class OfficeForm(msgspec.Struct):
    """Contributions marked in the list, and the issue they go into: one that is there, or a new one."""

    receipts: list[str] = []
    issue: int | None = None
    title: Annotated[str, msgspec.Meta(max_length=LONGEST_TITLE)] = ""


@page("/ruang-kerja/perangkat/{agency_id:int}", right=Act.enter_workbench)
async def office_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], agency_id: FromPath[int]
) -> Response[bytes]:
    """What people told the agency, what waits for a place first of all."""
    return await _show(request, tx, viewer, await office_place(tx, viewer, agency_id), blank(OfficeForm))


@form("/ruang-kerja/perangkat/{agency_id:int}", right=Act.enter_workbench)
async def place(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], agency_id: FromPath[int]
) -> Response[bytes]:
    """Place what is marked."""
    sent = await read_form(request, OfficeForm)
    office = await office_place(tx, viewer, agency_id)
    if not sent.errors:
        async with sent.trying(tx, conflict="issue"):
            label = await _place(tx, viewer, agency_id, sent.data)
            notice = ngettext(
                "Placed in issue %(issue)s: %(num)s contribution.",
                "Placed in issue %(issue)s: %(num)s contributions.",
                len(sent.data.receipts),
                issue=label,
            )
            return see_other(request, office.path, notice=notice)
    return await _show(request, tx, viewer, office, sent)


@page("/ruang-kerja/perangkat/{agency_id:int}/pokok", right=Act.enter_workbench)
async def issues_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], agency_id: FromPath[int]
) -> Response[bytes]:
    """The issues of an agency with their counts and states."""
    office = await office_place(tx, viewer, agency_id)
    cursor = cursor_of(request)
    rows = await issues_of(
        tx, viewer, None, agency_id=agency_id, after=cursor.after, before=cursor.before, limit=ISSUES + 1
    )
    return render(
        request,
        "workbench/office_issues.html",
        place=office,
        counts=await agency_counts(tx, agency_id),
        page=page_of(rows, cursor, ISSUES, path=f"{office.path}/pokok", key=lambda row: row.number),
    )


async def _show(
    request: Req, tx: Transaction, viewer: Viewer, office: OfficePlace, sent: Form[OfficeForm]
) -> Response[bytes]:
    every = request.query_params.get("lihat") == "semua"
    cursor = cursor_of(request)
    rows = await agency_inbox(
        tx,
        viewer,
        office.id,
        placed=None if every else False,
        after=cursor.after,
        before=cursor.before,
        limit=PAGE_SIZE + 1,
    )
    listed = page_of(rows, cursor, PAGE_SIZE, path=office.path, key=_key, query={"lihat": "semua"} if every else {})
    return render(
        request,
        "workbench/office.html",
        status=sent.status,
        place=office,
        counts=await agency_counts(tx, office.id),
        page=listed,
        rows=[(row, said_to_agency(row, href(f"/masukan/{row.receipt}/di"))) for row in listed.rows],
        every=every,
        issues=await open_issues_of_agency(tx, viewer, office.id),
        may_place=may(viewer, Act.place_points, team=office.roles),
        form=sent,
    )


async def _place(tx: Transaction, viewer: Viewer, agency_id: int, asked: OfficeForm) -> str:
    """Returns the label of the issue."""
    title = asked.title.strip()
    if not asked.receipts:
        raise Invalid({"receipts": N_("Choose at least one contribution.")})
    if bool(title) == (asked.issue is not None):
        raise Invalid({"issue": N_("Choose an issue, or name a new one: one of the two.")})
    if title:
        return (await create_issue(tx, viewer, agency_id=agency_id, title=title, receipts=asked.receipts)).label
    number = await tx.value("SELECT number FROM issue WHERE id = $1 AND agency_id = $2", asked.issue, agency_id)
    if number is None:
        raise Invalid({"issue": N_("Choose an issue of this agency.")})
    await place_points(tx, viewer, issue_id=asked.issue or 0, receipts=asked.receipts)
    return issue_label(number)


def _key(row: AgencyInput) -> int:
    return row.id


ROUTES = [office_page, place, issues_page]
