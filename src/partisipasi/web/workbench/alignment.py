"""Looking at what became of each clause: doubtful ones first, each with both texts and the runner-up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from partisipasi.accounts.rights import Act, Viewer, demand
from partisipasi.drafts.queries import (
    AlignmentView,
    ClauseView,
    Restorable,
    VersionView,
    alignment_view,
    alignments_of,
    clauses_of,
    full_labels,
    redlines_between,
    restorable_clauses,
)
from partisipasi.drafts.redline import redline
from partisipasi.feedback.concepts import agree_to_technical, confirm_alignment
from partisipasi.feedback.queries.names import clause_names
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_, gettext, ngettext
from partisipasi.site.forms import Form, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.web.workbench.effects import shortened
from partisipasi.web.workbench.places import concept_path, concept_place

#: Lines on one page, with both texts; and technical ones, a line each.
PER_PAGE, TECHNICAL_PER_PAGE = 40, 150


class SettleForm(msgspec.Struct):
    """What became of a clause. Without `op` the sender agrees with the line."""

    op: str = ""
    old: list[str] = []
    new: list[str] = []
    restores: int | None = None
    revision: Annotated[int, msgspec.Meta(ge=0)] = 0


class LinesForm(msgspec.Struct):
    """Technical lines to agree with."""

    lines: list[int] = []


class Side(msgspec.Struct, frozen=True):
    """One wording of a clause with its name."""

    name: str
    clause: ClauseView


class Back(msgspec.Struct, frozen=True):
    """The clause of an earlier version that a new one may be: its version, name, words then and now, how they differ,
    and how many clauses in it come back with it.
    """

    number: int
    name: str
    before: str
    after: str
    segments: list[tuple[str, str]]
    inside: int


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the alignment as the page shows it."""

    line: AlignmentView
    old: Side | None
    new: Side | None
    runner_up: Side | None
    segments: list[tuple[str, str]] | None
    back: Back | None = None

    @property
    def excerpt(self) -> list[tuple[str, str]]:
        """The redline with its long unchanged stretches cut."""
        return shortened(self.segments or [])


class _Texts(msgspec.Struct, frozen=True):
    """The clauses of both versions by text id, and their names."""

    old: list[ClauseView]
    new: list[ClauseView]
    by_id: Mapping[int, ClauseView]
    names: Mapping[int, str]
    gone: Mapping[int, Restorable]
    gone_names: Mapping[int, str]

    def side(self, text_id: int | None) -> Side | None:
        return Side(self.names[text_id], self.by_id[text_id]) if text_id is not None else None

    def choices(self, clauses: Sequence[ClauseView]) -> list[tuple[str, str, str]]:
        return [(clause.key, self.names[clause.text_id], clause.heading or clause.text) for clause in clauses]


@page("/ruang-kerja/versi/{version_id:int}/penyandingan", right=Act.enter_workbench)
async def review_page(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    version_id: FromPath[int],
    tampil: FromQuery[str] = "ragu",
    bagian: FromQuery[int] = 1,
) -> Response[bytes]:
    """The lines of the alignment that wait for a person; or those of substance, technical ones, settled ones, all."""
    return await _review(request, tx, viewer, version_id, tampil, bagian, blank(LinesForm))


@form("/ruang-kerja/versi/{version_id:int}/penyandingan", right=Act.enter_workbench)
async def agree_to_many(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], version_id: FromPath[int]
) -> Response[bytes]:
    """Agree with the marked technical lines."""
    sent = await read_form(request, LinesForm)
    if not sent.errors:
        async with sent.trying(tx, conflict=""):
            done = await agree_to_technical(tx, viewer, version_id=version_id, alignment_ids=sent.data.lines)
            notice = ngettext("%(num)s clause is settled.", "%(num)s clauses are settled.", done)
            return see_other(request, f"{concept_path(version_id)}/penyandingan?tampil=teknis", notice=notice)
    return await _review(request, tx, viewer, version_id, "teknis", 1, sent)


async def _review(
    request: Req,
    tx: Transaction,
    viewer: Viewer,
    version_id: int,
    wanted: str,
    number: int,
    sent: Form[LinesForm],
) -> Response[bytes]:
    place, version = await concept_place(tx, viewer, version_id)
    if version.follows_id is None:
        raise NotFound(N_("The first version follows no other one: there is nothing to compare."))
    views = _views(await alignments_of(tx, version_id))
    view = wanted if wanted in views else "semua"
    listed, size = views[view], TECHNICAL_PER_PAGE if view == "teknis" else PER_PAGE
    of = max(1, -(-len(listed) // size))
    number = min(max(number, 1), of)
    shown = listed[(number - 1) * size : number * size]
    texts = await _texts(tx, version, shown)
    return render(
        request,
        "workbench/alignment.html",
        status=sent.status,
        place=place,
        draft=place.draft,
        version=version,
        may_edit=place.may_edit and version.state == "concept",
        shown=await _shown(tx, shown, texts),
        counts={name: len(lines) for name, lines in views.items()},
        waiting_technical=sum(line.review == "open" for line in views["teknis"]),
        view=view,
        part=number,
        of=of,
        form=sent,
    )


def _views(lines: Sequence[AlignmentView]) -> dict[str, list[AlignmentView]]:
    """The lines by the ways to look at them: what keeps the version from being published comes first."""
    changed = [line for line in lines if line.changed]
    return {
        "ragu": [line for line in lines if line.review == "open"],
        "substansi": [line for line in changed if not line.technical],
        "teknis": [line for line in changed if line.technical],
        "pasti": [line for line in lines if line.review == "confirmed"],
        "semua": changed,
    }


@page("/ruang-kerja/penyandingan/{alignment_id:int}", right=Act.enter_workbench)
async def line_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], alignment_id: FromPath[int]
) -> Response[bytes]:
    """One line with the form to say what became of the clause."""
    line = await alignment_view(tx, viewer, alignment_id)
    values = blank(SettleForm, old=[line.old_key] if line.old_key else [], new=[line.new_key] if line.new_key else [])
    return await _line_page(request, tx, viewer, line, values)


@form("/ruang-kerja/penyandingan/{alignment_id:int}", right=Act.enter_workbench)
async def settle_line(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], alignment_id: FromPath[int]
) -> Response[bytes]:
    """Settle what became of a clause, and go back to those that are left."""
    sent = await read_form(request, SettleForm)
    line = await alignment_view(tx, viewer, alignment_id)
    if not sent.errors:
        async with sent.trying(tx, conflict=""):
            await _settle(tx, viewer, alignment_id, sent.data)
            following = await _next(tx, line)
            told = N_("Settled.") if following else N_("Settled. Nothing is left in doubt.")
            mark = f"#s-{following}" if following else ""
            return see_other(request, f"{concept_path(line.version_id)}/penyandingan{mark}", notice=gettext(told))
    return await _line_page(request, tx, viewer, line, sent)


async def _next(tx: Transaction, done: AlignmentView) -> int | None:
    """The doubtful line that stands after one just settled, so that whoever works through them goes on there."""
    waiting = [line for line in await alignments_of(tx, done.version_id) if line.review == "open"]
    at = (done.new_position or 0, done.old_position or 0)
    after = [line for line in waiting if (line.new_position or 0, line.old_position or 0) >= at]
    return next((line.id for line in [*after, *waiting]), None)


async def _settle(tx: Transaction, viewer: Viewer, alignment_id: int, said: SettleForm) -> None:
    if not said.op:
        await confirm_alignment(tx, viewer, alignment_id=alignment_id)
        return
    await confirm_alignment(
        tx,
        viewer,
        alignment_id=alignment_id,
        op=said.op,
        old=[] if said.op == "inserted" else said.old,
        new=[] if said.op == "deleted" else said.new,
        restores=said.restores if said.op == "inserted" else None,
        revision=said.revision or None,
    )


async def _line_page(
    request: Req,
    tx: Transaction,
    viewer: Viewer,
    line: AlignmentView,
    sent: Form[SettleForm],
) -> Response[bytes]:
    place, version = await concept_place(tx, viewer, line.version_id)
    demand(viewer, Act.edit_concept, team=place.roles)
    if version.state != "concept":
        return see_other(request, place.path)
    texts = await _texts(tx, version, [line])
    return render(
        request,
        "workbench/line.html",
        status=sent.status,
        place=place,
        draft=place.draft,
        version=version,
        shown=(await _shown(tx, [line], texts))[0],
        olds=texts.choices(texts.old),
        news=texts.choices(texts.new),
        restorable=await restorable_clauses(tx, version.id),
        form=sent,
    )


async def _texts(tx: Transaction, version: VersionView, lines: Sequence[AlignmentView]) -> _Texts:
    old = await clauses_of(tx, version.follows_id) if version.follows_id is not None else []
    new = await clauses_of(tx, version.id)
    back = {line.restores_id for line in lines if line.restores_id is not None}
    gone = {one.text_id: one for one in await restorable_clauses(tx, version.id)} if back else {}
    return _Texts(
        old,
        new,
        {clause.text_id: clause for clause in [*old, *new]},
        full_labels(old) | full_labels(new),
        gone,
        await clause_names(tx, back),
    )


async def _shown(tx: Transaction, lines: Sequence[AlignmentView], texts: _Texts) -> list[Shown]:
    sides = [(line, texts.side(line.old_text_id), texts.side(line.new_text_id)) for line in lines]
    pairs = [(old.clause, new.clause) for _, old, new in sides if old and new and old.clause.text != new.clause.text]
    segments = await redlines_between(tx, pairs)
    return [
        Shown(
            line=line,
            old=old,
            new=new,
            runner_up=texts.side(line.runner_up_id),
            segments=segments.get((line.old_text_id or 0, line.new_text_id or 0)),
            back=_back(line, new, texts),
        )
        for line, old, new in sides
    ]


def _back(line: AlignmentView, new: Side | None, texts: _Texts) -> Back | None:
    """What a new clause may be again, with all that stands in either."""
    gone = texts.gone.get(line.restores_id or 0)
    if gone is None or new is None or line.review != "open":
        return None
    before, after = _whole(gone, texts.gone.values()), _whole(new.clause, texts.new)
    inside = _below(gone, texts.gone.values())
    name = texts.gone_names.get(gone.text_id, gone.path)
    return Back(
        gone.number, name, before, after, [(part.op, part.text) for part in redline(before, after)], len(inside)
    )


def _below(top: Restorable | ClauseView, clauses: Iterable[Restorable | ClauseView]) -> list[Restorable | ClauseView]:
    inside, found = {top.key}, []
    for clause in clauses:
        if clause.parent in inside:
            inside.add(clause.key)
            found.append(clause)
    return found


def _whole(top: Restorable | ClauseView, clauses: Iterable[Restorable | ClauseView]) -> str:
    """The words of a clause and of all that stands in it."""
    return "\n".join(
        " ".join(part for part in (one.label if one is not top else "", one.heading, one.text) if part)
        for one in (top, *_below(top, clauses))
    ).strip()


ROUTES = [review_page, agree_to_many, line_page, settle_line]
