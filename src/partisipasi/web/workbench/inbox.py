"""The inbox of a draft: reading what is owed an answer, and placing it in issues, whole or in part, one or several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act, Viewer, may
from partisipasi.drafts.queries import ClauseInPlace, Member, clause_in_place, team_of
from partisipasi.feedback.considering import LONGEST_NOTE
from partisipasi.feedback.gate import issue_label
from partisipasi.feedback.issues import create_issue
from partisipasi.feedback.points import place_points
from partisipasi.feedback.queries.inbox import InboxRow, Note, inbox, inbox_counts
from partisipasi.feedback.queries.placing import (
    PlacedPoint,
    ReplyRow,
    open_issues,
    owed_id,
    placed_just_now,
    points_on,
    replies_on,
    spoken_clauses,
)
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Invalid
from partisipasi.kit.i18n import N_, gettext, ngettext
from partisipasi.site.forms import Form, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.site.paging import Page, cursor_of, page_of
from partisipasi.web.talk.posts import author_of
from partisipasi.web.workbench.inbox_filter import (
    CHOICES,
    Asked,
    asked_of,
    back_to,
    clause_choices,
    here_of,
    query_of,
)
from partisipasi.web.workbench.places import WorkPlace, draft_path, work_place
from partisipasi.web.workbench.said import Said, said_in_inbox

PAGE_SIZE = 25
#: Issues offered to choose from at once; the search finds the others.
OFFERED = 60


class PlaceForm(msgspec.Struct):
    """Where contributions are placed: those marked in the list, or with none marked the one that is open.

    `seen` are the points that the open one had when it was opened, after a 0: none is not the same as not told.
    """

    receipts: list[str] = []
    opened: str = ""
    issue: int | None = None
    title: Annotated[str, msgspec.Meta(max_length=200)] = ""
    seen: Annotated[str, msgspec.Meta(max_length=2000)] | None = None
    part: bool = False
    excerpt: Annotated[str, msgspec.Meta(max_length=12_000, extra={"lines": True})] = ""


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """The contribution that is open beside the list."""

    row: InboxRow
    said: Said
    clause: ClauseInPlace | None
    points: list[PlacedPoint]
    replies: list[tuple[str, ReplyRow]]
    notes: list[tuple[str, Note]]
    earlier: str
    later: str


@page("/ruang-kerja/rancangan/{draft_id:int}/masukan", right=Act.enter_workbench)
async def inbox_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], draft_id: FromPath[int]
) -> Response[bytes]:
    """The list and, beside it, one contribution with its clause and the form to place it."""
    if request.headers.get("hx-request") == "true" and "pokok" in request.query_params:
        return await _issues_alone(request, tx, viewer, draft_id)
    return await show_inbox(request, tx, viewer, draft_id, blank(PlaceForm))


@form("/ruang-kerja/rancangan/{draft_id:int}/masukan", right=Act.enter_workbench)
async def place(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], draft_id: FromPath[int]
) -> Response[bytes]:
    """Place what was chosen, and go on to the next contribution."""
    sent = await read_form(request, PlaceForm)
    placed = chosen_in(sent.data.receipts, sent.data.opened)
    label, excerpt = "", None
    if not sent.errors:
        async with sent.trying(tx, conflict="issue"):
            excerpt = await _excerpt(tx, sent.data, placed)
            label = await _place(tx, viewer, draft_id, sent.data, placed, excerpt)
    if sent.errors:
        return await show_inbox(request, tx, viewer, draft_id, sent)
    new = await placed_just_now(tx, viewer, draft_id)
    undo = ",".join(map(str, new[:PAGE_SIZE]))
    if excerpt is not None:
        # What is left of it would be forgotten: it stands in the list as placed.
        here = query_of(here_of(request), baca=placed[0], baru=undo)
        notice = gettext("The chosen words are placed in issue %(issue)s. The rest can be placed now.", issue=label)
        return see_other(request, back_to(draft_path(draft_id), here), notice=notice)
    notice = ngettext(
        "Placed in issue %(issue)s: %(num)s contribution.",
        "Placed in issue %(issue)s: %(num)s contributions.",
        len(placed),
        issue=label,
    )
    return see_other(request, await path_of_next(request, tx, viewer, draft_id, placed, baru=undo), notice=notice)


async def show_inbox(
    request: Req,
    tx: Transaction,
    viewer: Viewer,
    draft_id: int,
    shown: Form[PlaceForm],
    *,
    other: Form[Any] | None = None,
) -> Response[bytes]:
    """The inbox with the form as it was sent. `other` is another of its forms, when that was sent."""
    place = await work_place(tx, viewer, draft_id, inside=True)
    asked = asked_of(request, viewer)
    rows = await _page(request, tx, viewer, place, asked)
    clauses = await spoken_clauses(tx, viewer, draft_id)
    names = {clause.clause_id: clause.name for clause in clauses}
    # Sent without an address of its own it was the first of the list, which may be another one by now.
    wanted = request.query_params.get("baca", "") or shown.value("opened")
    opened = await _opened(wanted, tx, viewer, place, rows.rows, names)
    words, here = request.query_params.get("pokok", "")[:100], here_of(request)
    counts = await inbox_counts(tx, viewer, draft_id)
    return render(
        request,
        "workbench/inbox.html",
        status=max(shown.status, other.status if other else 200),
        place=place,
        counts=counts,
        page=rows,
        names=names,
        clauses=clause_choices(clauses),
        asked=asked,
        filter=asked.form,
        here=query_of(here),
        keep=here,
        back_query=query_of(here, baca=""),
        alone="baca" in here,
        opened=opened,
        issues=await open_issues(
            tx, viewer, draft_id, opened.row.clause_id if opened else None, words=words, limit=OFFERED
        ),
        searched=words,
        undo=_undo(request),
        marked=set(request.query_params.get("tandai", "")[:1000].split(",")) - {""},
        colleagues=_colleagues(await team_of(tx, draft_id, deputies=True)),
        rounds=counts.rounds,
        choices=CHOICES,
        longest_note=LONGEST_NOTE,
        **_rights(viewer, place),
        form=shown,
        reply=other or shown,
        link=lambda receipt: f"?{query_of(here, baca=receipt)}#baca",
        author_of=author_of,
    )


def chosen_in(receipts: Sequence[str], opened: str) -> list[str]:
    """What is meant: the contributions marked in the list, or with none marked the one that is open."""
    return list(dict.fromkeys(receipts)) or ([opened] if opened else [])


async def path_of_next(
    request: Req, tx: Transaction, viewer: Viewer, draft_id: int, receipts: Sequence[str], **more: str
) -> str:
    """Where to go on: the contribution after the last one dealt with, under the same filter."""
    wanted = asked_of(request, viewer).wanted
    ids = [await owed_id(tx, viewer, draft_id, receipt) for receipt in receipts[:PAGE_SIZE]]
    following = await inbox(tx, viewer, draft_id, wanted, after=max([id_ or 0 for id_ in ids], default=0), limit=1)
    here = here_of(request)
    here["baca"] = following[0].receipt if following else (receipts[0] if len(receipts) == 1 else "")
    return back_to(draft_path(draft_id), query_of(here, **more))


async def _page(request: Req, tx: Transaction, viewer: Viewer, place: WorkPlace, asked: Asked) -> Page[InboxRow]:
    cursor = cursor_of(request)
    return page_of(
        await inbox(
            tx,
            viewer,
            place.draft.id,
            asked.wanted,
            after=cursor.after,
            before=cursor.before,
            limit=PAGE_SIZE + 1,
        ),
        cursor,
        PAGE_SIZE,
        path=f"{place.path}/masukan",
        key=lambda row: row.id,
        query=asked.query,
    )


def _rights(viewer: Viewer, place: WorkPlace) -> dict[str, Any]:
    return {
        "may_place": place.draft.closed_at is None and may(viewer, Act.place_points, team=place.roles),
        "may_note": may(viewer, Act.write_note, team=place.roles),
        "may_reply": may(viewer, Act.reply_officially, team=place.roles),
    }


async def _issues_alone(request: Req, tx: Transaction, viewer: Viewer, draft_id: int) -> Response[bytes]:
    """The issues that fit the words typed so far, for the part of the page that shows them."""
    words = request.query_params.get("pokok", "")[:100]
    await work_place(tx, viewer, draft_id, inside=True)
    found = await open_issues(
        tx, viewer, draft_id, asked_of(request, viewer).wanted.clause_id, words=words, limit=OFFERED
    )
    return render(request, "workbench/_pick_issue.html", issues=found, searched=words, form=blank(PlaceForm))


def _undo(request: Req) -> list[int]:
    """Points that were placed a moment ago, which a button takes back."""
    said = request.query_params.get("baru", "").split(",")
    return [int(one) for one in said[:PAGE_SIZE] if one.isascii() and one.isdigit() and len(one) < 18]


def _colleagues(team: Sequence[Member]) -> list[Member]:
    return [member for member in team if set(member.roles) - {"reader"}]


async def _excerpt(tx: Transaction, asked: PlaceForm, receipts: list[str]) -> str | None:
    """The words to place alone. Whoever shortened them means a part, ticked or not: the form shows the whole text."""
    if asked.part:
        return asked.excerpt
    if not asked.excerpt.strip() or receipts != [asked.opened]:
        return None
    source = await tx.value("SELECT source FROM contribution WHERE receipt = $1", asked.opened)
    return None if source is None or source.split() == asked.excerpt.split() else asked.excerpt


async def _demand_unmoved(tx: Transaction, viewer: Viewer, asked: PlaceForm, receipts: list[str]) -> None:
    """Two officers may have the same contribution open: the second hears what the first did with it."""
    if asked.seen is None or receipts != [asked.opened]:
        return
    id_ = await tx.value("SELECT id FROM contribution WHERE receipt = $1", asked.opened)
    seen = asked.seen.split(",")
    for point in await points_on(tx, viewer, id_ or 0):
        if str(point.id) not in seen:
            raise Conflict(
                N_(
                    "Since you opened this contribution it was placed in %(issue)s. "
                    "Place it once more only if it makes another point."
                ),
                issue=point.issue,
            )


async def _demand_new(tx: Transaction, viewer: Viewer, draft_id: int, title: str) -> None:
    """Refuse an issue that is there already.

    The same question twice would be decided twice: the back button brings a title back that is an issue by now.

    Raises:
        Conflict: an open issue has this title.
    """
    wanted = " ".join(title.casefold().split())
    for one in await open_issues(tx, viewer, draft_id, words=wanted):
        if " ".join(one.title.casefold().split()) == wanted:
            raise Conflict(
                N_("%(issue)s asks this already. Choose it among the issues that are there."), issue=one.label
            )


async def _place(
    tx: Transaction, viewer: Viewer, draft_id: int, asked: PlaceForm, receipts: list[str], excerpt: str | None
) -> str:
    """Returns the label of the issue."""
    if not receipts:
        raise Invalid({"receipts": N_("Choose at least one contribution.")})
    if bool(asked.title) == (asked.issue is not None):
        raise Invalid({"issue": N_("Choose an issue, or name a new one: one of the two.")})
    await _demand_unmoved(tx, viewer, asked, receipts)
    if excerpt is not None and len(receipts) > 1:
        raise Invalid({"excerpt": N_("An excerpt belongs to one contribution. Unmark the others in the list.")})
    if asked.title:
        await _demand_new(tx, viewer, draft_id, asked.title)
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


async def _opened(
    wanted: str,
    tx: Transaction,
    viewer: Viewer,
    place: WorkPlace,
    rows: Sequence[InboxRow],
    names: dict[int, str],
) -> Opened | None:
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
        clause=await _clause(tx, viewer, row),
        points=await points_on(tx, viewer, row.id),
        replies=[(author_of(one.name, one.number), one) for one in await replies_on(tx, viewer, row.id)],
        notes=[(author_of(one.name, one.number), one) for one in row.notes],
        earlier=rows[at - 1].receipt if at else "",
        later=next((one.receipt for one in rows if one.id > row.id), ""),
    )


async def _clause(tx: Transaction, viewer: Viewer, row: InboxRow) -> ClauseInPlace | None:
    if row.key is None:
        return None
    return await clause_in_place(tx, viewer, row.version_id, row.key)


ROUTES = [inbox_page, place]
