"""Settling by a person what became of a clause."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import get_args

from partisipasi.accounts.rights import Viewer
from partisipasi.drafts.actions.alignments import Saved, read_saved, settle
from partisipasi.drafts.actions.confirmed import standing_confirmations
from partisipasi.drafts.actions.keeping import as_outline, name_in, note_maker
from partisipasi.drafts.actions.standing import LockedConcept, lock_concept
from partisipasi.drafts.alignment import Confirmed
from partisipasi.drafts.alignment.pairs import Op
from partisipasi.drafts.queries.alignments import AlignmentView, alignment_view, alignments_of, restorable_clauses
from partisipasi.drafts.queries.clauses import ClauseView
from partisipasi.drafts.revisions import Delta
from partisipasi.drafts.tables import ConceptEdit
from partisipasi.drafts.wording import mask_references, normalise
from partisipasi.kit.database import Transaction, as_json
from partisipasi.kit.errors import Conflict, Invalid
from partisipasi.kit.i18n import N_
from partisipasi.record.actions import write_record

_UNKNOWN_OP = N_("Choose what became of the clause.")
_NO_OLD = N_("Choose a clause of the version before.")
_NO_NEW = N_("Choose a clause of this version.")
_ONE_EACH = N_("Choose one clause of each version.")
_SPLIT = N_("A clause that was split has one old wording and at least two new ones.")
_MERGED = N_("Clauses that were merged have at least two old wordings and one new one.")
_ONLY_NEW = N_("A new clause has no wording in the version before.")
_ONLY_OLD = N_("A clause that is gone has no wording in this version.")
_NOT_RESTORABLE = N_("That clause cannot come back here: this version has it, or it is of another draft.")
_NONE_MARKED = N_("Mark at least one clause.")
_NOT_TECHNICAL = N_("In one of these clauses words changed as well. Look at it by itself.")
_STALE = N_("Somebody else has changed this concept since you opened it.")


async def confirm_alignment(
    tx: Transaction,
    viewer: Viewer,
    *,
    alignment_id: int,
    op: str | None = None,
    old: Sequence[str] = (),
    new: Sequence[str] = (),
    restores: int | None = None,
    revision: int | None = None,
) -> None:
    """Settle what became of a clause: agree with the line, or say it otherwise. The rest is then aligned around it.

    Args:
        op: None to agree, also that a clause which is like an earlier one is that one again. Otherwise what happened;
            whether one clause was reworded, renumbered or left the same is seen from its words, and only "moved" is
            taken at its word.
        old, new: keys in the version before and in this one; for a pair, a side left out is the line's own.
        restores: identity of a clause of an earlier version that this one brings back (only with op "inserted").
        revision: the one the sender saw, if it matters to the sender.

    Raises:
        NotFound: no such line for this viewer.
        Forbidden: the viewer may not edit the concept.
        Conflict: the concept is published, or has another revision (code `stale_revision`).
        Invalid: op and keys that do not fit each other, said of `op`, `old`, `new` or `restores`.
    """
    line = await alignment_view(tx, viewer, alignment_id)
    concept = await lock_concept(tx, viewer, line.version_id)
    line = await alignment_view(tx, viewer, alignment_id)
    if revision is not None and revision != concept.revision:
        raise Conflict(_STALE, code="stale_revision")
    if op is None and not old and not new and restores is None and line.restores_id is None:
        await _agree(tx, viewer, line)
    elif op is None and not old and not new:
        saved = await read_saved(tx, concept)
        await _bring_back(tx, viewer, concept, saved, line, restores)
    else:
        saved = await read_saved(tx, concept)
        entry = _entry(line, saved, op or line.op, tuple(dict.fromkeys(old)), tuple(dict.fromkeys(new)))
        restored = await _restored(tx, concept, entry, restores)
        await _repair(tx, viewer, concept, saved, [entry], restored)
    await note_maker(tx, viewer, concept.id)
    await write_record(
        tx,
        "alignment.confirmed",
        actor_id=viewer.account_id,
        subject=("version", concept.id),
        details={"op": op or line.op, "old": list(old), "new": list(new)},
    )


async def agree_to_technical(
    tx: Transaction, viewer: Viewer, *, version_id: int, alignment_ids: Collection[int]
) -> int:
    """Agree with many lines at once, of those where nothing but numbers and references shifted.

    Args:
        alignment_ids: the lines that were listed; one that somebody has settled meanwhile is passed over.

    Returns:
        How many were settled by this.

    Raises:
        NotFound: no such version for this viewer.
        Forbidden: the viewer may not edit the concept.
        Conflict: the concept is published, or a line is not there any more (code `stale_revision`).
        Invalid: none was marked, or in one of them words changed: that has to be looked at by itself.
    """
    concept = await lock_concept(tx, viewer, version_id)
    lines = {line.id: line for line in await alignments_of(tx, concept.id)}
    if not alignment_ids:
        raise Invalid({"lines": _NONE_MARKED})
    if not set(alignment_ids) <= lines.keys():
        raise Conflict(_STALE, code="stale_revision")
    marked = [lines[id_] for id_ in alignment_ids]
    if any(not line.technical for line in marked):
        raise Invalid({"lines": _NOT_TECHNICAL})
    settled = await tx.execute(
        """UPDATE alignment SET review = 'confirmed', confirmed_by = $2, confirmed_at = now()
           WHERE id = ANY ($1::bigint[]) AND review = 'open'""",
        [line.id for line in marked],
        viewer.account_id,
    )
    await note_maker(tx, viewer, concept.id)
    await write_record(
        tx,
        "alignment.confirmed",
        actor_id=viewer.account_id,
        subject=("version", concept.id),
        details={"op": "technical", "lines": sorted(line.id for line in marked if line.review == "open")},
    )
    return settled


async def _agree(tx: Transaction, viewer: Viewer, line: AlignmentView) -> None:
    """Confirm a line as it stands; the parts of a split or merge are one judgement."""
    await tx.execute(
        """UPDATE alignment SET review = 'confirmed', confirmed_by = $3, confirmed_at = now()
           WHERE version_id = $2 AND (id = $1
             OR ($4 = 'split' AND op = 'split' AND old_text_id = $5)
             OR ($4 = 'merged' AND op = 'merged' AND new_text_id = $6))""",
        line.id,
        line.version_id,
        viewer.account_id,
        line.op,
        line.old_text_id,
        line.new_text_id,
    )


async def _bring_back(
    tx: Transaction,
    viewer: Viewer,
    concept: LockedConcept,
    saved: Saved,
    line: AlignmentView,
    restores: int | None,
) -> None:
    """Agree that a new clause is an earlier one again, and with it what is proposed for the clauses in it."""
    inside = {line.new_key}
    for clause in saved.clauses:
        if clause.parent in inside:
            inside.add(clause.key)
    restored = {
        one.new_key: one.restores_clause_id
        for one in saved.alignment
        if one.new_key in inside and one.review == "open" and one.restores_clause_id is not None
    }
    if restores is not None:
        restored[line.new_key] = restores
    known = {clause.clause_id for clause in await restorable_clauses(tx, concept.id)}
    found = {key: identity for key, identity in restored.items() if key is not None and identity in known}
    if line.new_key not in found or line.old_key is not None:
        raise Invalid({"restores": _NOT_RESTORABLE})
    entries = [Confirmed(old=(), new=(key,), op="inserted") for key in found]
    await _repair(tx, viewer, concept, saved, entries, {key: identity for key, identity in found.items() if identity})


async def _repair(
    tx: Transaction,
    viewer: Viewer,
    concept: LockedConcept,
    saved: Saved,
    entries: Sequence[Confirmed],
    restored: dict[str, int],
) -> None:
    """Align anew around what was said; earlier judgements stay unless they concern the same clauses."""
    entry = entries[0]
    olds, news = {key for one in entries for key in one.old}, {key for one in entries for key in one.new}
    keys = {clause.key: clause.key for clause in saved.clauses}
    kept = [other for other in standing_confirmations(saved) if not (set(other.old) & olds or set(other.new) & news)]
    await settle(
        tx,
        concept,
        saved,
        as_outline(saved.clauses),
        keys=keys,
        confirmed=[*kept, *entries],
        restored=restored,
        actor_id=viewer.account_id,
    )
    await tx.execute("UPDATE version SET revision = revision + 1 WHERE id = $1", concept.id)
    # No words changed: there is nothing to undo, but who did it is told.
    subject = entry.new[0] if entry.new else entry.old[0]
    await tx.add(
        ConceptEdit(
            version_id=concept.id,
            revision=concept.revision + 1,
            act="aligned",
            clause_name=name_in(as_outline(saved.clauses if entry.new else saved.old), subject),
            delta=as_json(Delta()),
            account_id=viewer.account_id,
        )
    )


def _entry(line: AlignmentView, saved: Saved, op: str, old: tuple[str, ...], new: tuple[str, ...]) -> Confirmed:
    known: tuple[Op, ...] = get_args(Op)
    verdict = next((name for name in known if name == op), None)
    if verdict is None:
        raise Invalid({"op": _UNKNOWN_OP})
    olds = {clause.key: clause for clause in saved.old}
    news = {clause.key: clause for clause in saved.clauses}
    if not set(old) <= olds.keys():
        raise Invalid({"old": _NO_OLD})
    if not set(new) <= news.keys():
        raise Invalid({"new": _NO_NEW})
    if verdict != "inserted":
        old = old or ((line.old_key,) if line.old_key else ())
    if verdict != "deleted":
        new = new or ((line.new_key,) if line.new_key else ())
    _check_sides(verdict, old, new)
    if len(old) == len(new) == 1:
        verdict = _fitting(verdict, olds[old[0]], news[new[0]])
    return Confirmed(old=old, new=new, op=verdict)


def _check_sides(op: Op, old: Sequence[str], new: Sequence[str]) -> None:
    if op == "inserted":
        if old:
            raise Invalid({"old": _ONLY_NEW})
        if not new:
            raise Invalid({"new": _NO_NEW})
    elif op == "deleted":
        if new:
            raise Invalid({"new": _ONLY_OLD})
        if not old:
            raise Invalid({"old": _NO_OLD})
    elif op == "split":
        if len(old) != 1 or len(new) < 2:
            raise Invalid({"new": _SPLIT})
    elif op == "merged":
        if len(old) < 2 or len(new) != 1:
            raise Invalid({"old": _MERGED})
    elif len(old) != 1 or len(new) != 1:
        raise Invalid({"old" if len(old) != 1 else "new": _ONE_EACH})


def _fitting(op: Op, old: ClauseView, new: ClauseView) -> Op:
    """What a pair really is: nobody can make changed words the same by saying so, nor the reverse."""
    if op == "moved":
        return op
    if _substance(old) != _substance(new):
        return "reworded"
    return "same" if " ".join(old.label.split()) == " ".join(new.label.split()) else "renumbered"


def _substance(clause: ClauseView) -> str:
    return mask_references(normalise(f"{clause.heading}\n{clause.text}"))


async def _restored(tx: Transaction, concept: LockedConcept, entry: Confirmed, restores: int | None) -> dict[str, int]:
    if restores is None:
        return {}
    known = {clause.clause_id for clause in await restorable_clauses(tx, concept.id)}
    if entry.op != "inserted" or len(entry.new) != 1 or restores not in known:
        raise Invalid({"restores": _NOT_RESTORABLE})
    return {entry.new[0]: restores}
