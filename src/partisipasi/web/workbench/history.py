"""Who changed what in a concept, and taking an edit back."""

from __future__ import annotations

import asyncio

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.drafts.queries import EditView, clauses_of, edits_of
from partisipasi.drafts.redline import redline
from partisipasi.drafts.revisions import Delta, Row
from partisipasi.feedback.concepts import undo_edit
from partisipasi.kit.database import Transaction
from partisipasi.kit.i18n import N_, gettext
from partisipasi.site.forms import Form, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.site.paging import cursor_of, page_of, whole_number
from partisipasi.web.workbench.effects import shortened
from partisipasi.web.workbench.places import concept_path, concept_place

PER_PAGE = 20
#: Clauses of one edit that are shown with their words.
LISTED = 6


class UndoForm(msgspec.Struct):
    """The edit to take back."""

    edit: int = 0


class Line(msgspec.Struct, frozen=True):
    """A clause that an edit touched: its label then and now, and the words that came and went."""

    before: str
    after: str
    parts: list[tuple[str, str]]


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A revision as the page shows it. `technical`: clauses of which only numbers and references shifted with it."""

    edit: EditView
    lines: list[Line]
    more: int
    moved: bool
    may_undo: bool


@page("/ruang-kerja/versi/{version_id:int}/riwayat", right=Act.enter_workbench)
async def history_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], version_id: FromPath[int]
) -> Response[bytes]:
    """The revisions of a concept, newest first, each with its words and a button to undo it."""
    return await _show(request, tx, viewer, version_id, blank(UndoForm))


@form("/ruang-kerja/versi/{version_id:int}/riwayat", right=Act.enter_workbench)
async def undo(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], version_id: FromPath[int]
) -> Response[bytes]:
    """Take an edit back; where later ones build on it, say which clauses they changed."""
    sent = await read_form(request, UndoForm)
    if not sent.errors:
        async with sent.trying(tx, conflict=""):
            await undo_edit(tx, viewer, version_id=version_id, edit_id=sent.data.edit)
            path = f"{concept_path(version_id)}/riwayat"
            return see_other(request, path, notice=gettext(N_("The edit is undone.")))
    return await _show(request, tx, viewer, version_id, sent)


async def _show(
    request: Req, tx: Transaction, viewer: Viewer, version_id: int, sent: Form[UndoForm]
) -> Response[bytes]:
    place, version = await concept_place(tx, viewer, version_id)
    clause_id = whole_number(request.query_params.get("clause"))
    cursor = cursor_of(request)
    rows = await edits_of(tx, viewer, version_id, cursor, limit=PER_PAGE + 1, clause_id=clause_id)
    path = f"{concept_path(version_id)}/riwayat"
    query = {"clause": str(clause_id)} if clause_id is not None else {}
    shown = page_of(rows, cursor, PER_PAGE, path=path, key=lambda row: row.revision, query=query)
    may_edit = place.may_edit and version.state == "concept"
    about = next((one for one in await clauses_of(tx, version_id) if one.id == clause_id), None) if clause_id else None
    return render(
        request,
        "workbench/history.html",
        status=sent.status,
        place=place,
        draft=place.draft,
        version=version,
        told=await asyncio.to_thread(lambda: [_told(row, may_edit) for row in shown.rows]),
        shown=shown,
        about=about,
        form=sent,
    )


def _told(edit: EditView, may_edit: bool) -> Told:
    delta = edit.delta
    was, now = {row.id: row for row in delta.before}, {row.id: row for row in delta.after}
    touched = list(dict.fromkeys([*was, *now]))
    # The clause that was meant first, then those whose words differ; shifted numbers come last.
    touched.sort(key=lambda key: (key != edit.clause_id, _text(was.get(key)) == _text(now.get(key))))
    return Told(
        edit=edit,
        lines=[_line(was.get(key), now.get(key)) for key in touched[:LISTED]],
        more=max(len(touched) - LISTED, 0),
        moved=delta.order_before is not None and set(was) == set(now),
        may_undo=may_edit and edit.undone_by is None and delta != Delta(),
    )


def _line(was: Row | None, now: Row | None) -> Line:
    parts = shortened([(part.op, part.text) for part in redline(_text(was), _text(now))])
    return Line(_label(was), _label(now), parts)


def _label(row: Row | None) -> str:
    return (row.label or row.heading or row.slug) if row else ""


def _text(row: Row | None) -> str:
    return " – ".join(part for part in (row.heading, row.text) if part) if row else ""


ROUTES = [history_page, undo]
