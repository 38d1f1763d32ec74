"""The inbox of a draft: reading what is owed an answer, and placing it in issues, whole or in part, one or several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import urlencode

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act, Viewer, may
from partisipasi.discussions.marking import mark_own_input
from partisipasi.drafts.queries import ClauseInPlace, clause_in_place, version_by_number
from partisipasi.feedback.gate import issue_label
from partisipasi.feedback.issues import create_issue
from partisipasi.feedback.points import place_points, remove_point
from partisipasi.feedback.queries.inbox import InboxFilter, InboxRow, inbox, inbox_counts
from partisipasi.feedback.queries.placing import (
    PlacedPoint,
    ReplyRow,
    SpokenClause,
    open_issues,
    owed_id,
    points_on,
    replies_on,
    spoken_clauses,
)
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Invalid
from partisipasi.kit.i18n import N_, gettext, ngettext
from partisipasi.site.forms import Form, blank, read_form, read_values
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.site.paging import cursor_of, page_of
from partisipasi.web.talk.posts import author_of
from partisipasi.web.workbench.places import WorkPlace, draft_path, work_place
from partisipasi.web.workbench.said import Said, said_in_inbox

PAGE_SIZE = 25
_IN_VERSION = N_("%(clause)s in version %(number)s (%(count)s)")
_KINDS = ("comment", "suggestion", "question")
_STANCES = ("agree", "agree_with_changes", "disagree", "none")


class FilterForm(msgspec.Struct):
    """What of the inbox is wanted, as the address says it."""

    jenis: str = ""
    sikap: str = ""
    bagian: int | None = None
    tempat: str = ""
    cari: Annotated[str, msgspec.Meta(max_length=100)] = ""


class PlaceForm(msgspec.Struct):
    """Where contributions are placed: those marked in the list, or with none marked the one that is open."""

    receipts: list[str] = []
    opened: str = ""
    issue: int | None = None
    title: Annotated[str, msgspec.Meta(max_length=200)] = ""
    part: bool = False
    excerpt: Annotated[str, msgspec.Meta(max_length=12_000, extra={"lines": True})] = ""


class Back(msgspec.Struct):
    """A button alone; `back` is the query of the page it was pressed on."""

    back: Annotated[str, msgspec.Meta(max_length=600)] = ""
    own: bool = False


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """The contribution that is open beside the list."""

    row: InboxRow
    said: Said
    clause: ClauseInPlace | None
    points: list[PlacedPoint]
    replies: list[tuple[str, ReplyRow]]
    earlier: str
    later: str


@page("/ruang-kerja/rancangan/{draft_id:int}/masukan", right=Act.enter_workbench)
async def inbox_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], draft_id: FromPath[int]
) -> Response[bytes]:
    """The list and, beside it, one contribution with its clause and the form to place it."""
    return await show_inbox(request, tx, viewer, draft_id, blank(PlaceForm))


@form("/ruang-kerja/rancangan/{draft_id:int}/masukan", right=Act.enter_workbench)
async def place(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], draft_id: FromPath[int]
) -> Response[bytes]:
    """Place what was chosen, and go on to the next contribution."""
    sent = await read_form(request, PlaceForm)
    label = ""
    if not sent.errors:
        async with sent.trying(tx, conflict="issue"):
            label = await _place(tx, viewer, draft_id, sent.data, _chosen(sent.data))
    if sent.errors:
        return await show_inbox(request, tx, viewer, draft_id, sent)
    placed = _chosen(sent.data)
    notice = ngettext(
        "Placed in issue %(issue)s: %(num)s contribution.",
        "Placed in issue %(issue)s: %(num)s contributions.",
        len(placed),
        issue=label,
    )
    return see_other(request, await _next(request, tx, viewer, draft_id, placed), notice=notice)


@form("/ruang-kerja/butir/{point_id:int}/keluarkan", right=Act.enter_workbench)
async def take_out(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], point_id: FromPath[int]
) -> Response[bytes]:
    """Take a point out of its issue: the way back from a placing."""
    sent = await read_form(request, Back)
    where: int | None = await tx.value(
        "SELECT i.draft_id FROM point p JOIN issue i ON i.id = p.issue_id WHERE p.id = $1", point_id
    )
    await remove_point(tx, viewer, point_id=point_id)
    back = sent.data.back if not sent.errors else ""
    return see_other(
        request, f"{draft_path(where or 0)}/masukan{_query(back)}", notice=gettext(N_("The point is taken out."))
    )


@form("/ruang-kerja/masukan/{receipt:str}/mandiri", right=Act.enter_workbench)
async def mark_reply(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], receipt: FromPath[str]
) -> Response[bytes]:
    """Say that a reply is input of its own, so that it is placed and answered by itself."""
    sent = await read_form(request, Back)
    await mark_own_input(tx, viewer, receipt=receipt, own=True)
    where: int | None = await tx.value("SELECT draft_id FROM contribution WHERE receipt = $1", receipt)
    notice = gettext(N_("The reply is now input of its own and stands in the list."))
    back = sent.data.back if not sent.errors else ""
    return see_other(request, f"{draft_path(where or 0)}/masukan{_query(back)}", notice=notice)


async def show_inbox(
    request: Req,
    tx: Transaction,
    viewer: Viewer,
    draft_id: int,
    shown: Form[PlaceForm],
    *,
    reply: Form[Any] | None = None,
) -> Response[bytes]:
    """The inbox with the form as it was sent. `reply` is the form of an official reply, when that was sent."""
    place = await work_place(tx, viewer, draft_id, inside=True)
    chosen = read_values(request.query_params.dict(), FilterForm)
    wanted, query = _wanted(chosen)
    cursor = cursor_of(request)
    rows = page_of(
        await inbox(tx, viewer, draft_id, wanted, after=cursor.after, before=cursor.before, limit=PAGE_SIZE + 1),
        cursor,
        PAGE_SIZE,
        path=f"{place.path}/masukan",
        key=lambda row: row.id,
        query=query,
    )
    clauses = await spoken_clauses(tx, viewer, draft_id)
    names = {clause.clause_id: clause.name for clause in clauses}
    opened = await _opened(request, tx, viewer, place, rows.rows, names)
    issues = await open_issues(tx, viewer, draft_id, opened.row.clause_id if opened else None)
    here = _here(request)
    return render(
        request,
        "workbench/inbox.html",
        status=max(shown.status, reply.status if reply else 200),
        place=place,
        counts=await inbox_counts(tx, viewer, draft_id),
        page=rows,
        names=names,
        clauses=_choices(clauses),
        filter=chosen,
        filtered=bool(query),
        here=urlencode(here),
        opened=opened,
        issues=issues,
        may_place=place.draft.closed_at is None and may(viewer, Act.place_points, team=place.roles),
        may_reply=may(viewer, Act.reply_officially, team=place.roles),
        form=shown,
        reply=reply or shown,
        link=lambda receipt: f"?{urlencode({**here, 'baca': receipt})}#baca",
        author_of=author_of,
    )


def _chosen(asked: PlaceForm) -> list[str]:
    return list(dict.fromkeys(asked.receipts)) or ([asked.opened] if asked.opened else [])


async def _place(tx: Transaction, viewer: Viewer, draft_id: int, asked: PlaceForm, receipts: list[str]) -> str:
    """Returns the label of the issue."""
    if not receipts:
        raise Invalid({"receipts": N_("Choose at least one contribution.")})
    if bool(asked.title) == (asked.issue is not None):
        raise Invalid({"issue": N_("Choose an issue, or name a new one: one of the two.")})
    excerpt = asked.excerpt if asked.part else None
    if excerpt is not None and len(receipts) > 1:
        raise Invalid({"excerpt": N_("An excerpt belongs to one contribution. Unmark the others in the list.")})
    if asked.title:
        made = await create_issue(
            tx, viewer, draft_id=draft_id, title=asked.title, receipts=[] if excerpt else receipts
        )
        if excerpt is not None:
            await place_points(tx, viewer, issue_id=made.id, receipts=receipts, excerpt=excerpt)
        return made.label
    number = await tx.value("SELECT number FROM issue WHERE id = $1 AND draft_id = $2", asked.issue, draft_id)
    if number is None:
        raise Invalid({"issue": N_("Choose an issue of this draft.")})
    await place_points(tx, viewer, issue_id=asked.issue or 0, receipts=receipts, excerpt=excerpt)
    return issue_label(number)


async def _next(request: Req, tx: Transaction, viewer: Viewer, draft_id: int, receipts: Sequence[str]) -> str:
    """Where to go on: the contribution after the last one placed, under the same filter."""
    wanted, _ = _wanted(read_values(request.query_params.dict(), FilterForm))
    ids = [await owed_id(tx, viewer, draft_id, receipt) for receipt in receipts[:PAGE_SIZE]]
    following = await inbox(tx, viewer, draft_id, wanted, after=max([id_ or 0 for id_ in ids], default=0), limit=1)
    here = _here(request)
    here["baca"] = following[0].receipt if following else (receipts[0] if len(receipts) == 1 else "")
    return f"{draft_path(draft_id)}/masukan{_query(urlencode({k: v for k, v in here.items() if v}))}"


async def _opened(
    request: Req,
    tx: Transaction,
    viewer: Viewer,
    place: WorkPlace,
    rows: Sequence[InboxRow],
    names: dict[int, str],
) -> Opened | None:
    wanted = request.query_params.get("baca", "")
    row = next((one for one in rows if one.receipt == wanted), None)
    if row is None and wanted:
        known = await owed_id(tx, viewer, place.draft.id, wanted)
        found = await inbox(tx, viewer, place.draft.id, after=known - 1, limit=1) if known else []
        row = found[0] if found else None
    row = row or (rows[0] if rows else None)
    if row is None:
        return None
    at = next((index for index, one in enumerate(rows) if one.id == row.id), None)
    return Opened(
        row=row,
        said=said_in_inbox(row, place.draft.path, names.get(row.clause_id or 0, "")),
        clause=await _clause(tx, viewer, place.draft.id, row),
        points=await points_on(tx, viewer, row.id),
        replies=[(author_of(one.name, one.number), one) for one in await replies_on(tx, viewer, row.id)],
        earlier=rows[at - 1].receipt if at else "",
        later=rows[at + 1].receipt if at is not None and at + 1 < len(rows) else "",
    )


async def _clause(tx: Transaction, viewer: Viewer, draft_id: int, row: InboxRow) -> ClauseInPlace | None:
    if row.key is None:
        return None
    version = await version_by_number(tx, viewer, draft_id, row.version_number)
    return await clause_in_place(tx, viewer, version.id, row.key)


def _wanted(chosen: Form[FilterForm]) -> tuple[InboxFilter, dict[str, str]]:
    """What the address asks for, and the part of its query that says so. Nonsense asks for nothing."""
    if chosen.errors:
        return InboxFilter(), {}
    asked = chosen.data
    wanted = InboxFilter(
        kind=asked.jenis if asked.jenis in _KINDS else None,
        stance=asked.sikap if asked.sikap in _STANCES else None,
        clause_id=asked.bagian,
        placed={"sudah": True, "belum": False}.get(asked.tempat),
        words=asked.cari or None,
    )
    query = {name: str(value) for name, value in msgspec.structs.asdict(asked).items() if value}
    return wanted, query


def _here(request: Req) -> dict[str, str]:
    """The query of the page, cleaned: filter, page, and what is open."""
    known = (*FilterForm.__struct_fields__, "sesudah", "sebelum", "baca")
    return {name: value[:100] for name, value in request.query_params.items() if name in known and value}


def _query(here: str) -> str:
    return f"?{here}#baca" if here else ""


def _choices(clauses: list[SpokenClause]) -> list[tuple[int, str]]:
    """The clauses to choose from. Numbers move between versions: two clauses of one name are told apart by theirs."""
    names = Counter(clause.name for clause in clauses)
    return [
        (
            clause.clause_id,
            gettext(_IN_VERSION, clause=clause.name, number=clause.version_number, count=clause.count)
            if names[clause.name] > 1
            else f"{clause.name} ({clause.count})",
        )
        for clause in clauses
    ]


ROUTES = [inbox_page, place, take_out, mark_reply]
