"""Issues in the workbench: the list, one issue with its points and decisions, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act, Viewer, may
from partisipasi.feedback.issues import LONGEST_SUMMARY, LONGEST_TITLE, create_issue, edit_issue, merge_issues
from partisipasi.feedback.owners import Owner, owner_of_issue
from partisipasi.feedback.points import move_points, place_point
from partisipasi.feedback.queries.destinations import Choice
from partisipasi.feedback.queries.echoes import echoes_of
from partisipasi.feedback.queries.inbox import inbox_counts
from partisipasi.feedback.queries.issues import IssueRow, IssueView, issue_view, issues_of, merged_where
from partisipasi.feedback.queries.offices import open_issues_of_agency
from partisipasi.feedback.queries.places import Place, names_at
from partisipasi.feedback.queries.placing import OpenIssue, open_issues
from partisipasi.feedback.queries.waiting import decisions_waiting, next_undecided
from partisipasi.feedback.reasons import TEMPLATES
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Invalid
from partisipasi.kit.i18n import N_, gettext
from partisipasi.site.forms import Form, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.site.paging import cursor_of, page_of
from partisipasi.web.answers.words import REASONS
from partisipasi.web.workbench.places import OfficePlace, WorkPlace, place_of_issue, work_place
from partisipasi.web.workbench.proposing import DecisionForm, first_words, offers_of
from partisipasi.web.workbench.said import said_as_point

PAGE_SIZE = 50
#: The list's filter: its words in the address and where an issue stands.
STANDINGS = {
    "terbuka": "open",
    "diusulkan": "proposed",
    "dikembalikan": "returned",
    "disetujui": "approved",
    "terbit": "released",
    "digabung": "merged",
}
#: Clauses named at the head of an issue, those most spoken of.
CLAUSES = 8
_LONG = msgspec.Meta(max_length=LONGEST_SUMMARY, extra={"lines": True})


class IssueForm(msgspec.Struct):
    """An issue's wording."""

    title: Annotated[
        str, msgspec.Meta(max_length=LONGEST_TITLE, extra={"required": N_("Write the issue as a question to decide.")})
    ]
    summary: Annotated[str, _LONG] = ""
    summary_for: Annotated[str, _LONG] = ""
    summary_against: Annotated[str, _LONG] = ""


class MergeForm(msgspec.Struct):
    """Which issue another one goes into."""

    into: Annotated[int, msgspec.Meta(extra={"required": N_("Choose another issue of the same draft.")})]


class MoveForm(msgspec.Struct):
    """Points that go into another issue, or into a new one."""

    points: list[int] = []
    issue: int | None = None
    title: Annotated[str, msgspec.Meta(max_length=LONGEST_TITLE)] = ""


class PointForm(msgspec.Struct):
    """A contribution that is placed by its number, from wherever it stands."""

    receipt: Annotated[str, msgspec.Meta(max_length=40, extra={"required": N_("Enter a receipt number.")})]
    excerpt: Annotated[str, msgspec.Meta(max_length=2000, extra={"lines": True})] = ""


class Forms(msgspec.Struct, frozen=True, kw_only=True):
    """The forms of an issue's page; the one that was sent stands here with its errors."""

    decision: Form[DecisionForm] | None = None
    move: Form[MoveForm] | None = None
    point: Form[PointForm] | None = None
    remark: Form[Any] | None = None

    @property
    def faulty(self) -> Form[Any]:
        """The form with errors, or an empty one."""
        sent = (self.decision, self.move, self.point, self.remark)
        return next((one for one in sent if one is not None and one.errors), blank(MoveForm))


@page("/ruang-kerja/rancangan/{draft_id:int}/pokok", right=Act.enter_workbench)
async def list_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], draft_id: FromPath[int]
) -> Response[bytes]:
    """The issues of a draft with their counts and states."""
    return await _list(request, tx, viewer, draft_id, blank(IssueForm))


@form("/ruang-kerja/rancangan/{draft_id:int}/pokok", right=Act.enter_workbench)
async def new_issue(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], draft_id: FromPath[int]
) -> Response[bytes]:
    """Make an issue without points yet."""
    sent = await read_form(request, IssueForm)
    if not sent.errors:
        async with sent.trying(tx):
            made = await create_issue(tx, viewer, draft_id=draft_id, **msgspec.structs.asdict(sent.data))
            notice = gettext(N_("Issue %(number)s is made."), number=made.label)
            return see_other(request, issue_path(made.id), notice=notice)
    return await _list(request, tx, viewer, draft_id, sent)


@page("/ruang-kerja/pokok/{issue_id:int}", right=Act.enter_workbench)
async def issue_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], issue_id: FromPath[int]
) -> Response[bytes]:
    """One issue: the question, the points, the decision. One that was merged leads on."""
    return await show_issue(request, tx, viewer, issue_id, Forms())


@page("/ruang-kerja/pokok/{issue_id:int}/ubah", right=Act.enter_workbench)
async def edit_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], issue_id: FromPath[int]
) -> Response[bytes]:
    """The form for an issue's wording, and for merging it into another."""
    view, place = await _issue(tx, viewer, issue_id)
    return await _edit_page(request, tx, viewer, view, place, _wording(view), blank(MergeForm))


@form("/ruang-kerja/pokok/{issue_id:int}/ubah", right=Act.enter_workbench)
async def edit(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], issue_id: FromPath[int]
) -> Response[bytes]:
    """Word an issue anew."""
    sent = await read_form(request, IssueForm)
    view, place = await _issue(tx, viewer, issue_id)
    if not sent.errors:
        async with sent.trying(tx):
            await edit_issue(tx, viewer, issue_id=issue_id, **msgspec.structs.asdict(sent.data))
            return see_other(request, issue_path(issue_id), notice=gettext(N_("The issue is saved.")))
    return await _edit_page(request, tx, viewer, view, place, sent, blank(MergeForm))


@form("/ruang-kerja/pokok/{issue_id:int}/gabung", right=Act.enter_workbench)
async def merge(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], issue_id: FromPath[int]
) -> Response[bytes]:
    """Move everything of an issue into another one."""
    sent = await read_form(request, MergeForm)
    view, place = await _issue(tx, viewer, issue_id)
    if not sent.errors:
        async with sent.trying(tx):
            await merge_issues(tx, viewer, issue_id=issue_id, into_id=sent.data.into)
            notice = gettext(N_("Issue %(number)s is merged into this one."), number=view.issue.label)
            return see_other(request, issue_path(sent.data.into), notice=notice)
    return await _edit_page(request, tx, viewer, view, place, _wording(view), sent)


@form("/ruang-kerja/pokok/{issue_id:int}/pindah", right=Act.enter_workbench)
async def move(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], issue_id: FromPath[int]
) -> Response[bytes]:
    """Move points into another issue: how issues trade points, and how one is split."""
    sent = await read_form(request, MoveForm)
    target = issue_id
    if not sent.errors:
        async with sent.trying(tx, conflict="issue"):
            target = await _move(tx, viewer, issue_id, sent.data)
    if sent.errors:
        return await show_issue(request, tx, viewer, issue_id, Forms(move=sent))
    return see_other(request, issue_path(target), notice=gettext(N_("The points stand here now.")))


@form("/ruang-kerja/pokok/{issue_id:int}/butir", right=Act.enter_workbench)
async def add_point(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], issue_id: FromPath[int]
) -> Response[bytes]:
    """Place a contribution by its number: from a forum, or one that is placed elsewhere too."""
    sent = await read_form(request, PointForm)
    if not sent.errors:
        async with sent.trying(tx, conflict="receipt"):
            await place_point(
                tx, viewer, issue_id=issue_id, receipt=sent.data.receipt, excerpt=sent.data.excerpt or None
            )
            return see_other(request, issue_path(issue_id), notice=gettext(N_("The contribution is placed.")))
    return await show_issue(request, tx, viewer, issue_id, Forms(point=sent))


def issue_path(issue_id: int) -> str:
    """Address of an issue in the workbench, without language."""
    return f"/ruang-kerja/pokok/{issue_id}"


async def show_issue(request: Req, tx: Transaction, viewer: Viewer, issue_id: int, forms: Forms) -> Response[bytes]:
    """An issue's page, with the forms as they were sent."""
    after = cursor_of(request).after or 0
    view, place = await _issue(tx, viewer, issue_id, after=after)
    if view.issue.merged_into is not None and (target := await merged_where(tx, issue_id)):
        told = N_("Issue %(number)s was merged into this one; its number is not given again.")
        return see_other(request, issue_path(target[0]), notice=gettext(told, number=view.issue.label))
    more = len(view.points) > PAGE_SIZE
    points = view.points[:PAGE_SIZE]
    clauses = view.clauses[:CLAUSES]
    places: list[Place] = [(one.version_number, one.key) for one in points]
    places += [(one.version_number, one.key) for one in clauses]
    names = await names_at(tx, place.draft.id, places) if place.draft else {}
    base = place.draft.path if place.draft else ""
    latest = view.decisions[0] if view.decisions else None
    return render(
        request,
        "workbench/issue.html",
        status=forms.faulty.status,
        place=place,
        view=view,
        issue=view.issue,
        points=[
            (point, said_as_point(point, base, names.get((point.version_number, point.key), ""))) for point in points
        ],
        clauses=[
            (
                names.get((one.version_number, one.key), one.key),
                f"{base}/versi/{one.version_number}/{one.key}",
                one,
            )
            for one in clauses
        ],
        more=points[-1].id if more else None,
        after=after,
        others=[one for one in await _open_issues(tx, viewer, place) if one.id != issue_id],
        pending=latest if latest and latest.state in ("proposed", "approved") else None,
        history=view.decisions,
        undecided=await _next_undecided(tx, viewer, view) if latest else None,
        echoes=await echoes_of(tx, viewer, issue_id),
        reasons=REASONS,
        templates=TEMPLATES,
        begun=request.query_params.get("contoh", ""),
        decision=forms.decision or first_words(request, latest),
        move=forms.move or blank(MoveForm),
        point=forms.point or blank(PointForm),
        remark=forms.remark or blank(MoveForm),
        faulty=forms.faulty,
        offers=offers_of(viewer, view, place),
    )


async def _next_undecided(tx: Transaction, viewer: Viewer, view: IssueView) -> IssueRow | None:
    draft_id = view.issue.draft_id
    if draft_id is None:
        return None
    following = await next_undecided(tx, draft_id, after=view.issue.number)
    found = await issues_of(tx, viewer, draft_id, ids=[following]) if following is not None else []
    return found[0] if found else None


def _wording(view: IssueView) -> Form[IssueForm]:
    return blank(
        IssueForm,
        title=view.issue.title,
        summary=view.issue.summary,
        summary_for=view.summary_for,
        summary_against=view.summary_against,
    )


async def _issue(
    tx: Transaction, viewer: Viewer, issue_id: int, *, after: int = 0
) -> tuple[IssueView, WorkPlace | OfficePlace]:
    view = await issue_view(tx, viewer, issue_id, after=after, limit=PAGE_SIZE + 1)
    return view, await place_of_issue(tx, viewer, view.issue.owner)


async def _open_issues(tx: Transaction, viewer: Viewer, place: WorkPlace | OfficePlace) -> Sequence[OpenIssue | Choice]:
    if place.draft is not None:
        return await open_issues(tx, viewer, place.draft.id)
    return await open_issues_of_agency(tx, viewer, place.id)


async def _move(tx: Transaction, viewer: Viewer, issue_id: int, asked: MoveForm) -> int:
    if not asked.points:
        raise Invalid({"points": N_("Mark at least one point.")})
    if bool(asked.title) == (asked.issue is not None):
        raise Invalid({"issue": N_("Choose an issue, or name a new one: one of the two.")})
    target = asked.issue or 0
    if asked.title:
        owner = await owner_of_issue(tx, issue_id) or Owner(0)
        made = await create_issue(tx, viewer, draft_id=owner.draft_id, agency_id=owner.agency_id, title=asked.title)
        target = made.id
    if not await move_points(tx, viewer, point_ids=asked.points, issue_id=target):
        raise Invalid({"points": N_("These points no longer stand here.")})
    return target


async def _list(request: Req, tx: Transaction, viewer: Viewer, draft_id: int, sent: Form[IssueForm]) -> Response[bytes]:
    place = await work_place(tx, viewer, draft_id, inside=True)
    wanted = request.query_params.get("keadaan", "")
    cursor = cursor_of(request)
    rows = await issues_of(
        tx,
        viewer,
        draft_id,
        standing=STANDINGS.get(wanted),
        after=cursor.after,
        before=cursor.before,
        limit=PAGE_SIZE + 1,
    )
    waiting = await decisions_waiting(tx, viewer, [draft_id])
    return render(
        request,
        "workbench/issues.html",
        status=sent.status,
        place=place,
        counts=await inbox_counts(tx, viewer, draft_id),
        page=page_of(
            rows,
            cursor,
            PAGE_SIZE,
            path=f"{place.path}/pokok",
            key=lambda row: row.number,
            query={"keadaan": wanted} if wanted in STANDINGS else {},
        ),
        wanted=wanted if wanted in STANDINGS else "",
        proposed=waiting[draft_id].proposed,
        may_place=place.draft.closed_at is None and may(viewer, Act.place_points, team=place.roles),
        form=sent,
    )


async def _edit_page(
    request: Req,
    tx: Transaction,
    viewer: Viewer,
    view: IssueView,
    place: WorkPlace | OfficePlace,
    sent: Form[IssueForm],
    merging: Form[MergeForm],
) -> Response[bytes]:
    return render(
        request,
        "workbench/issue_edit.html",
        status=max(sent.status, merging.status),
        place=place,
        issue=view.issue,
        form=sent,
        merge=merging,
        others=[one for one in await _open_issues(tx, viewer, place) if one.id != view.issue.id],
    )


ROUTES = [list_page, new_issue, issue_page, edit_page, edit, merge, move, add_point]
