"""Editing a concept in place: clauses put in, taken out, moved, numbered otherwise; and taking an edit back."""

from __future__ import annotations

import asyncio

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.drafts.actions.alignments import Saved, kept_pairs, read_saved, settle
from partisipasi.drafts.actions.concepts import (
    LONGEST_CLAUSE,
    LONGEST_HEADING,
    LONGEST_LABEL,
    NO_CLAUSE,
    NO_KIND,
    TOO_MANY,
    clause_meant,
    demand_unchanged,
    doubts_left,
)
from partisipasi.drafts.actions.confirmed import carry_confirmations
from partisipasi.drafts.actions.keeping import Save, as_outline, keep_save, name_in, stored_rows
from partisipasi.drafts.actions.standing import LockedConcept, lock_concept
from partisipasi.drafts.editing import Edit, Edited, Insert, Misplaced, Remove, Renumber, Reword, edit_outline
from partisipasi.drafts.numbering import number_in
from partisipasi.drafts.queries.clauses import ClauseView
from partisipasi.drafts.queries.versions import ConceptView
from partisipasi.drafts.revisions import Delta, Overtaken, Restored, as_clauses, take_back
from partisipasi.drafts.sources import MOST_CLAUSES
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Invalid, NotFound
from partisipasi.kit.i18n import N_
from partisipasi.kit.text import clean_line, clean_text

_LONG = N_("This is too long: at most %(limit)s characters.")
_EMPTY = N_("A clause needs a number, a heading or words.")
_NO_NUMBER = N_("Write the number as it is printed, for example “Pasal 7A”, “(2)” or “c.”.")
_NOT_THERE = N_("It cannot go there: into itself, a pasal into a pasal, or out of the enacted text.")
_LAST = N_("This is the only clause left. Replace the text instead.")
_CHANGED_INSIDE = N_("Somebody else has changed what stands in this clause since you opened it. Look at it again.")
_NO_EDIT = N_("There is no such edit of this concept.")
_UNDONE = N_("This edit is undone already.")
_OVERTAKEN = N_(
    "This edit cannot be undone by itself: %(clauses)s was changed again since. Undo the later edits first."
)
_ORDER = N_("Undo the later edits first: the order of the text was changed again since.")
_SAME = N_("Nothing would change.")
_NOTHING = N_("This edit changed no words, so there is nothing to undo.")


async def edit_concept(
    tx: Transaction,
    viewer: Viewer,
    *,
    version_id: int,
    revision: int,
    clause_id: int,
    edit: Edit,
    act: str | None = None,
) -> ConceptView:
    """Edit one clause of a concept in place; what follows from it (numbers, references) is done with it.

    Args:
        revision: the one that the sender saw. What others have done to other clauses since stays as they left it.
        clause_id: identity of the clause; for an insertion, of its neighbour or of what it goes into.
        act: what the history calls it, if not what the edit is.

    Returns:
        The concept; its `key` is the edited clause's key now, empty where it is gone.

    Raises:
        NotFound: no such concept for this viewer, or no such clause in it.
        Forbidden: the viewer may not edit it.
        Conflict: the clause was changed since that revision (code `stale_revision`), or the concept is published.
        Invalid: words too long or missing, a place where it cannot stand, an unknown kind or number, or an
            edit that changes nothing.
    """
    concept = await lock_concept(tx, viewer, version_id)
    saved = await read_saved(tx, concept)
    before = clause_meant(saved.clauses, "", clause_id)
    if isinstance(edit, Insert) and revision <= concept.revision:
        revision = concept.revision
    sent = (edit.text or "") if isinstance(edit, Reword) else ""
    await demand_unchanged(tx, concept, revision, before, clause_id, sent)
    if before is None:
        raise NotFound(NO_CLAUSE)
    if isinstance(edit, Remove):
        await _demand_same_inside(tx, concept, saved, before, revision)
    edited = await asyncio.to_thread(plan_edit, saved.clauses, before.key, edit)
    if edited.clauses == as_outline(saved.clauses):
        raise Invalid({"": _SAME})
    waiting = await settle(
        tx,
        concept,
        saved,
        edited.clauses,
        keys=edited.keys,
        confirmed=await carry_confirmations(tx, version_id, saved, edited.clauses, edited.keys),
        kept=kept_pairs(saved, edited.keys, {}),
        actor_id=viewer.account_id,
    )
    await tx.execute("UPDATE version SET corrections = corrections + 1 WHERE id = $1", version_id)
    born = await _identity(tx, version_id, edited.key) if isinstance(edit, Insert) and edited.key else before.id
    save = Save(
        act=act or str(type(edit).__struct_config__.tag),
        counts=edited.counts,
        warnings=await doubts_left(tx, version_id, before.line),
        clause_id=born,
        clause_name=name_in(edited.clauses, edited.key) or name_in(as_outline(saved.clauses), before.key),
    )
    return msgspec.structs.replace(await keep_save(tx, viewer, concept, saved, save, waiting), key=edited.key or "")


def plan_edit(clauses: list[ClauseView], key: str, edit: Edit) -> Edited:
    """What an edit would come to, without doing it: what the page shows before, and what the act then does.

    Raises:
        Invalid: words too long or missing, a place where it cannot stand, an unknown kind or number.
    """
    edit = _checked(edit)
    unit = next(clause for clause in clauses if clause.key == key)
    if isinstance(edit, Renumber) and number_in(unit.kind, edit.label) is None:
        raise Invalid({"label": _NO_NUMBER})
    try:
        edited = edit_outline(as_outline(clauses), key, edit)
    except Misplaced as error:
        raise Invalid({"target": _NOT_THERE}) from error
    except KeyError as error:
        raise Invalid({"target": _NOT_THERE}) from error
    except ValueError as error:
        raise Invalid({"kind": NO_KIND}) from error
    if not edited.clauses:
        raise Invalid({"": _LAST})
    if len(edited.clauses) > MOST_CLAUSES:
        raise Invalid({"text": TOO_MANY}, limit=MOST_CLAUSES)
    return edited


class _Kept(msgspec.Struct):
    id: int
    revision: int
    act: str
    clause_id: int | None
    clause_name: str
    delta: str
    undone: bool


async def undo_edit(tx: Transaction, viewer: Viewer, *, version_id: int, edit_id: int) -> ConceptView:
    """Take one edit of a concept back; that is a revision too, and can be undone likewise.

    Later edits of other clauses stay. What the edit changed must still be as it left it.

    Raises:
        NotFound: no such concept for this viewer, or no such edit of it.
        Forbidden: the viewer may not edit it.
        Conflict: it was undone before (`undone`), what it changed was changed again (`overtaken`), it changed nothing
            (`nothing`), or the concept is published.
    """
    concept = await lock_concept(tx, viewer, version_id)
    edit = await tx.one(
        _Kept,
        """SELECT e.id, e.revision, e.act, e.clause_id, e.clause_name, e.delta,
                  EXISTS (SELECT 1 FROM concept_edit u WHERE u.undoes_id = e.id) AS undone
           FROM concept_edit e WHERE e.id = $1 AND e.version_id = $2""",
        edit_id,
        version_id,
    )
    if edit is None:
        raise NotFound(_NO_EDIT)
    if edit.undone:
        raise Conflict(_UNDONE, code="undone")
    delta = msgspec.json.decode(edit.delta, type=Delta)
    if delta == Delta():
        raise Conflict(_NOTHING, code="nothing")
    saved = await read_saved(tx, concept)
    restored = await asyncio.to_thread(_taken_back, saved.clauses, delta)
    return await _restore(tx, viewer, concept, saved, restored, edit)


async def _restore(
    tx: Transaction, viewer: Viewer, concept: LockedConcept, saved: Saved, restored: Restored, edit: _Kept
) -> ConceptView:
    before = {clause.id: clause.key for clause in saved.clauses}
    keys = {new: before[one] for new, one in restored.identities.items() if one in before}
    back = {new: one for new, one in restored.identities.items() if one not in before}
    waiting = await settle(
        tx,
        concept,
        saved,
        restored.clauses,
        keys=keys,
        confirmed=await carry_confirmations(tx, concept.id, saved, restored.clauses, keys, back),
        restored=back,
        kept=kept_pairs(saved, keys, back),
        actor_id=viewer.account_id,
    )
    await tx.execute("UPDATE version SET corrections = corrections + 1 WHERE id = $1", concept.id)
    save = Save(
        act="undone",
        counts=restored.counts,
        warnings=await doubts_left(tx, concept.id, 0),
        clause_id=edit.clause_id,
        clause_name=edit.clause_name,
        undoes_id=edit.id,
    )
    view = await keep_save(tx, viewer, concept, saved, save, waiting)
    return msgspec.structs.replace(
        view, key=next((new for new, one in restored.identities.items() if one == edit.clause_id), "")
    )


def _taken_back(clauses: list[ClauseView], delta: Delta) -> Restored:
    try:
        return as_clauses(take_back(stored_rows(clauses), delta))
    except Overtaken as error:
        names = {
            clause.id: name_in(as_outline(clauses), clause.key) for clause in clauses if clause.id in error.clauses
        }
        said = ", ".join(list(names.values())[:3])
        raise Conflict(_OVERTAKEN if said else _ORDER, code="overtaken", clauses=said) from error


async def _demand_same_inside(
    tx: Transaction, concept: LockedConcept, saved: Saved, clause: ClauseView, revision: int
) -> None:
    """Refuse to delete a clause in which somebody else has changed something since the sender saw it."""
    if revision == concept.revision:
        return
    inside = {clause.id}
    for one in saved.clauses:
        if one.parent_id in inside:
            inside.add(one.id)
    deltas = await tx.values(
        "SELECT delta FROM concept_edit WHERE version_id = $1 AND revision > $2", concept.id, revision
    )
    for delta in deltas:
        if inside & {row.id for row in msgspec.json.decode(delta, type=Delta).after}:
            raise Conflict(_CHANGED_INSIDE, code="stale_revision")


async def _identity(tx: Transaction, version_id: int, key: str) -> int:
    found: int = await tx.value("SELECT clause_id FROM clause_text WHERE version_id = $1 AND key = $2", version_id, key)
    return found


def _checked(edit: Edit) -> Edit:
    """An edit with its words cleaned.

    Raises:
        Invalid: too long, or an insertion of nothing.
    """
    heading = clean_line(edit.heading or "") if isinstance(edit, Reword | Insert) else ""
    text = clean_text(edit.text or "") if isinstance(edit, Reword | Insert) else ""
    label = clean_line(edit.label) if isinstance(edit, Renumber) else ""
    for name, value, limit in (
        ("heading", heading, LONGEST_HEADING),
        ("text", text, LONGEST_CLAUSE),
        ("label", label, LONGEST_LABEL),
    ):
        if len(value) > limit:
            raise Invalid({name: _LONG}, limit=limit)
    if isinstance(edit, Insert):
        if not heading and not text:
            raise Invalid({"text": _EMPTY})
        return msgspec.structs.replace(edit, heading=heading, text=text)
    if isinstance(edit, Reword):
        return Reword(None if edit.heading is None else heading, None if edit.text is None else text)
    return msgspec.structs.replace(edit, label=label) if isinstance(edit, Renumber) else edit
