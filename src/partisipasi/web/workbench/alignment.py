"""Looking at what became of each clause: doubtful ones first, each with both texts and the runner-up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from partisipasi.accounts.rights import Act, Viewer, demand
from partisipasi.drafts.queries import (
    AlignmentView,
    ClauseView,
    VersionView,
    alignment_view,
    alignments_of,
    clauses_of,
    full_labels,
    redline_of,
    restorable_clauses,
    version_view,
)
from partisipasi.feedback.concepts import confirm_alignment
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_, gettext
from partisipasi.site.forms import Form, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.web.workbench.places import concept_path, concept_place

#: Lines on one page.
PER_PAGE = 40


class SettleForm(msgspec.Struct):
    """What became of a clause. Without `op` the sender agrees with the line."""

    op: str = ""
    old: list[str] = []
    new: list[str] = []
    restores: int | None = None
    revision: Annotated[int, msgspec.Meta(ge=0)] = 0


class Side(msgspec.Struct, frozen=True):
    """One wording of a clause with its name."""

    name: str
    clause: ClauseView


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the alignment as the page shows it."""

    line: AlignmentView
    old: Side | None
    new: Side | None
    runner_up: Side | None
    segments: list[tuple[str, str]] | None


class _Texts(msgspec.Struct, frozen=True):
    """The clauses of both versions by text id, and their names."""

    old: list[ClauseView]
    new: list[ClauseView]
    by_id: Mapping[int, ClauseView]
    names: Mapping[int, str]

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
    """The lines of the alignment that wait for a person, or all that changed."""
    place, version = await concept_place(tx, viewer, version_id)
    if version.follows_id is None:
        raise NotFound(N_("The first version follows no other one: there is nothing to compare."))
    lines = await alignments_of(tx, version_id)
    waiting = [line for line in lines if line.review == "open"]
    settled = [line for line in lines if line.review == "confirmed"]
    changed = [line for line in lines if line.op != "same" or line.flags]
    listed = {"ragu": waiting, "pasti": settled}.get(tampil, changed)
    of = max(1, -(-len(listed) // PER_PAGE))
    number = min(max(bagian, 1), of)
    texts = await _texts(tx, version)
    return render(
        request,
        "workbench/alignment.html",
        place=place,
        draft=place.draft,
        version=version,
        may_edit=place.may_edit and version.state == "concept",
        shown=[await _shown(tx, line, texts) for line in listed[(number - 1) * PER_PAGE : number * PER_PAGE]],
        waiting=len(waiting),
        settled=len(settled),
        changed=len(changed),
        view=tampil if tampil in ("ragu", "pasti") else "semua",
        number=number,
        of=of,
        form=blank(SettleForm),
    )


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
            left = (await version_view(tx, viewer, line.version_id)).open_alignments
            told = N_("Settled.") if left else N_("Settled. Nothing is left in doubt.")
            return see_other(request, f"{concept_path(line.version_id)}/penyandingan", notice=gettext(told))
    return await _line_page(request, tx, viewer, line, sent)


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
    texts = await _texts(tx, version)
    return render(
        request,
        "workbench/line.html",
        status=sent.status,
        place=place,
        draft=place.draft,
        version=version,
        shown=await _shown(tx, line, texts),
        olds=texts.choices(texts.old),
        news=texts.choices(texts.new),
        restorable=await restorable_clauses(tx, version.id),
        form=sent,
    )


async def _texts(tx: Transaction, version: VersionView) -> _Texts:
    old = await clauses_of(tx, version.follows_id) if version.follows_id is not None else []
    new = await clauses_of(tx, version.id)
    return _Texts(old, new, {clause.text_id: clause for clause in [*old, *new]}, full_labels(old) | full_labels(new))


async def _shown(tx: Transaction, line: AlignmentView, texts: _Texts) -> Shown:
    old, new = texts.side(line.old_text_id), texts.side(line.new_text_id)
    differs = old is not None and new is not None and old.clause.text != new.clause.text
    return Shown(
        line=line,
        old=old,
        new=new,
        runner_up=texts.side(line.runner_up_id),
        segments=await redline_of(tx, old.clause, new.clause) if old and new and differs else None,
    )
