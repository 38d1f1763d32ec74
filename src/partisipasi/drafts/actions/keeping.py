"""What every save of a concept ends with: the next revision, what it changed and by whom, the record."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.drafts.actions.alignments import Saved
from partisipasi.drafts.actions.standing import LockedConcept
from partisipasi.drafts.naming import full_label
from partisipasi.drafts.outline import Clause, OutlineWarning
from partisipasi.drafts.queries.clauses import ClauseView, clauses_of
from partisipasi.drafts.queries.versions import ConceptView
from partisipasi.drafts.redline import redline
from partisipasi.drafts.revisions import Delta, Row, Standing, difference, rows_of
from partisipasi.drafts.tables import ConceptEdit
from partisipasi.kit.database import Transaction, as_json
from partisipasi.kit.errors import Conflict
from partisipasi.kit.i18n import N_
from partisipasi.kit.text import shorten
from partisipasi.record.actions import write_record

STALE = N_("Somebody else has changed this concept since you opened it.")
_EXCERPT = 160
Segments = list[tuple[str, str]]


class StaleEdit(msgspec.Struct, frozen=True):
    """What an edit meets that saw an earlier revision: the text as it is now and how what was sent differs from it.

    `difference` is a redline from the current text to the one sent, long unchanged stretches cut; `base` the text as
    the sender saw it, None where that is not known, and `meanwhile` the redline from it to the current one.
    """

    revision: int
    current: str
    difference: Segments
    base: str | None = None
    meanwhile: Segments = []


class Save(msgspec.Struct, frozen=True, kw_only=True):
    """What a save was: its act (`tables.EDIT_ACTS`), the clause it was about, the edit it undoes."""

    act: str
    counts: Mapping[str, int]
    warnings: Sequence[OutlineWarning]
    coverage: float | None = None
    clause_id: int | None = None
    clause_name: str = ""
    undoes_id: int | None = None


def as_outline(clauses: Sequence[ClauseView]) -> list[Clause]:
    """Stored clauses as the outline has them."""
    return [
        Clause(
            key=clause.key,
            kind=clause.kind,
            label=clause.label,
            path=clause.path,
            heading=clause.heading,
            text=clause.text,
            line=clause.line,
            parent=clause.parent,
        )
        for clause in clauses
    ]


def stored_rows(clauses: Sequence[ClauseView]) -> list[Row]:
    """Stored clauses as the rows that edits are told in."""
    standing = zip(clauses, as_outline(clauses), strict=True)
    return rows_of([Standing(view.id, view.parent_id, clause) for view, clause in standing])


def name_in(clauses: Sequence[Clause], key: str | None) -> str:
    """What the clause of a key is called in an outline."""
    by_key = {clause.key: clause for clause in clauses}
    chain = []
    at = by_key.get(key or "")
    while at is not None:
        chain.append(at)
        at = by_key.get(at.parent or "")
    return full_label(chain[::-1]) if chain else ""


async def note_maker(tx: Transaction, viewer: Viewer, version_id: int) -> None:
    """Remember that somebody made part of a concept: who made any of it may not publish it."""
    await tx.execute(
        "INSERT INTO version_maker (version_id, account_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        version_id,
        viewer.account_id,
    )


async def keep_save(
    tx: Transaction, viewer: Viewer, concept: LockedConcept, saved: Saved, save: Save, waiting: int
) -> ConceptView:
    """Write down what a save came to.

    Args:
        saved: the concept as it was before.
        waiting: how many lines of its alignment wait for a person now.
    """
    coverage: float = await tx.value(
        """UPDATE version SET revision = revision + 1, counts = $2, warnings = $3, coverage = coalesce($4, coverage)
           WHERE id = $1 RETURNING coverage""",
        concept.id,
        as_json(save.counts),
        as_json(save.warnings),
        save.coverage,
    )
    revision = concept.revision + 1
    before, after = stored_rows(saved.clauses), stored_rows(await clauses_of(tx, concept.id))
    # A first text is no change of anything: there is nothing to go back to.
    delta = await asyncio.to_thread(difference, before, after) if before else Delta()
    await tx.add(
        ConceptEdit(
            version_id=concept.id,
            revision=revision,
            act=save.act,
            clause_id=save.clause_id,
            clause_name=save.clause_name,
            delta=as_json(delta),
            account_id=viewer.account_id,
            undoes_id=save.undoes_id,
        )
    )
    await note_maker(tx, viewer, concept.id)
    await write_record(
        tx,
        f"concept.{save.act}",
        actor_id=viewer.account_id,
        subject=("version", concept.id),
        details={"revision": revision},
    )
    return ConceptView(
        id=concept.id,
        draft_id=concept.draft_id,
        number=concept.number,
        state="concept",
        revision=revision,
        counts=dict(save.counts),
        warnings=list(save.warnings),
        coverage=coverage,
        open_alignments=waiting,
    )


async def stale(concept: LockedConcept, current: str, sent: str, base: str | None = None) -> Conflict:
    """The refusal of an edit that saw an earlier revision, with both texts and the one it began from."""
    difference_now = await asyncio.to_thread(_redlined, current, sent)
    meanwhile = await asyncio.to_thread(_redlined, base, current) if base is not None else []
    detail = StaleEdit(concept.revision, current, difference_now, base, meanwhile)
    return Conflict(STALE, code="stale_revision", detail=detail)


async def seen_before(tx: Transaction, version_id: int, revision: int, clause_id: int) -> Row | None:
    """A clause as it was at an earlier revision, if it was touched since; None if it is as it was."""
    deltas = await tx.values(
        "SELECT delta FROM concept_edit WHERE version_id = $1 AND revision > $2 ORDER BY revision", version_id, revision
    )
    for delta in deltas:
        for row in msgspec.json.decode(delta, type=Delta).before:
            if row.id == clause_id:
                return row
    return None


def _redlined(old: str, new: str) -> Segments:
    return [
        (part.op, part.text if part.op != "same" or len(part.text) <= 2 * _EXCERPT else _ends(part.text))
        for part in redline(old, new)
    ]


def _ends(text: str) -> str:
    return f"{shorten(text[:_EXCERPT], _EXCERPT)} … {text[-_EXCERPT:].split(' ', 1)[-1]}"
