"""You told us, we answer: the issues of an agency with its decisions, and each by itself."""

from __future__ import annotations

import re

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import GUEST, Viewer
from partisipasi.feedback.gate import issue_label
from partisipasi.feedback.queries.issues import IssueRow, issue_view, issues_of, merged_where
from partisipasi.feedback.queries.offices import agency_totals
from partisipasi.feedback.queries.outcomes import sources_of
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_, gettext, href
from partisipasi.site.pages import Req, moved, page, render, shows
from partisipasi.site.paging import cursor_of, page_of
from partisipasi.topics.queries import AgencyView, agency_view
from partisipasi.web.addresses import elsewhere, number_of
from partisipasi.web.answers.answers import answer_of
from partisipasi.web.answers.issues import PAGE_SIZE, decisions_told, words_of
from partisipasi.web.told.follow import follow_button

ROWS = 30
_LABEL = re.compile(r"M-(\d{3,6})")


@page("/perangkat/{place:str}/masukan", cached=True)
async def answers_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], place: FromPath[str]
) -> Response[bytes]:
    """The issues of an agency by number, each with its decision, and the sums over all of them."""
    agency = await agency_view(tx, number_of(place))
    here = f"{agency.path}/masukan"
    if leads := elsewhere(request, here):
        return leads
    _shows(request, viewer, agency)
    cursor = cursor_of(request)
    rows = await issues_of(
        tx, GUEST, None, agency_id=agency.id, after=cursor.after, before=cursor.before, limit=ROWS + 1
    )
    listed = page_of(rows, cursor, ROWS, path=href(here), key=_number)
    standing = [one for one in listed.rows if not one.merged_into]
    sources = await sources_of(tx, [one.id for one in standing])
    return render(
        request,
        "answers/agency.html",
        agency=agency,
        here=here,
        totals=await agency_totals(tx, agency.id),
        page=listed,
        answers=[answer_of(one, [], sources.get(one.id, []), f"{here}/{one.label}") for one in standing],
        follow=await follow_button(tx, viewer, "agency", agency.id),
    )


@page("/perangkat/{place:str}/masukan/{label:str}", cached=True)
async def agency_issue(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    place: FromPath[str],
    label: FromPath[str],
) -> Response[bytes]:
    """One issue of an agency: the question, what was said, the decision."""
    agency = await agency_view(tx, number_of(place))
    found = _LABEL.fullmatch(label)
    here = f"{agency.path}/masukan/{label}"
    if found and (leads := elsewhere(request, here)):
        return leads
    issue_id = None
    if found:
        issue_id = await tx.value("SELECT id FROM issue WHERE agency_id = $1 AND number = $2", agency.id, int(found[1]))
    if issue_id is None:
        raise NotFound(N_("This issue does not exist."))
    _shows(request, viewer, agency)
    if target := await merged_where(tx, issue_id):
        return moved(request, f"{agency.path}/masukan/{issue_label(target[1])}")
    after = cursor_of(request).after or 0
    view = await issue_view(tx, GUEST, issue_id, after=after, limit=PAGE_SIZE + 1)
    points = view.points[:PAGE_SIZE]
    return render(
        request,
        "answers/issue.html",
        about=agency.name,
        about_path=agency.path,
        list_path=f"{agency.path}/masukan",
        merged_path="",
        here=here,
        view=view,
        issue=view.issue,
        label=label,
        decisions=await decisions_told(view, "", gettext(N_("Approver, %(agency)s"), agency=agency.name)),
        points=[words_of(point, {}, "") for point in points],
        after=after,
        follow=await follow_button(tx, viewer, "issue", issue_id),
        more=points[-1].id if len(view.points) > PAGE_SIZE else None,
    )


def _shows(request: Req, viewer: Viewer, agency: AgencyView) -> None:
    if not viewer.signed_in:
        shows(request, f"agency:{agency.id}")


def _number(row: IssueRow) -> int:
    return row.number


ROUTES = [answers_page, agency_issue]
