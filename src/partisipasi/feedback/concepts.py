"""Saving a concept with all that follows from its text: web and API call these, never `drafts.actions` directly.

After each save the anchors of what was said on earlier versions are carried over and the changes worked out again, so
that the gate can be read from the concept at any time and publishing only flips states.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.discussions import anchors
from partisipasi.discussions.places import whole_texts
from partisipasi.drafts import actions as drafts
from partisipasi.drafts.actions.standing import lock_draft
from partisipasi.drafts.editing import Edit
from partisipasi.drafts.queries.versions import ConceptView
from partisipasi.feedback.changes import lift_changes, refresh_changes
from partisipasi.feedback.differences import Told
from partisipasi.feedback.standing import stand
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Invalid, NotFound
from partisipasi.kit.i18n import N_
from partisipasi.kit.text import clean_text
from partisipasi.record.actions import write_record

_NO_ANCHOR = N_("This does not exist, or the concept was saved anew meanwhile.")


async def create_concept(tx: Transaction, viewer: Viewer, *, draft_id: int, source: str) -> ConceptView:
    """Make the next version of a draft from a text: see `drafts.actions.create_concept`."""
    concept = await drafts.create_concept(tx, viewer, draft_id=draft_id, source=source)
    await _follow(tx, concept.id, ())
    return concept


async def revise_concept(
    tx: Transaction, viewer: Viewer, *, version_id: int, revision: int, source: str
) -> ConceptView:
    """Replace the text of a concept: see `drafts.actions.revise_concept`."""
    told = await _lift(tx, viewer, version_id)
    concept = await drafts.revise_concept(tx, viewer, version_id=version_id, revision=revision, source=source)
    await _follow(tx, version_id, told)
    return concept


async def correct_clause(
    tx: Transaction,
    viewer: Viewer,
    *,
    version_id: int,
    revision: int,
    key: str,
    clause_id: int | None = None,
    kind: str | None = None,
    label: str | None = None,
    heading: str | None = None,
    text: str | None = None,
    inside: str | msgspec.UnsetType | None = msgspec.UNSET,
) -> ConceptView:
    """Set one clause of a concept right: see `drafts.actions.correct_clause`."""
    told = await _lift(tx, viewer, version_id)
    concept = await drafts.correct_clause(
        tx,
        viewer,
        version_id=version_id,
        revision=revision,
        key=key,
        clause_id=clause_id,
        kind=kind,
        label=label,
        heading=heading,
        text=text,
        inside=inside,
    )
    await _follow(tx, version_id, told)
    return concept


async def copy_version(tx: Transaction, viewer: Viewer, *, draft_id: int) -> ConceptView:
    """Begin the next version with the published text: see `drafts.actions.copy_version`."""
    concept = await drafts.copy_version(tx, viewer, draft_id=draft_id)
    await _follow(tx, concept.id, ())
    return concept


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
    """Edit a clause of a concept in place: see `drafts.actions.edit_concept`."""
    told = await _lift(tx, viewer, version_id)
    concept = await drafts.edit_concept(
        tx, viewer, version_id=version_id, revision=revision, clause_id=clause_id, edit=edit, act=act
    )
    await _follow(tx, version_id, told)
    return concept


async def undo_edit(tx: Transaction, viewer: Viewer, *, version_id: int, edit_id: int) -> ConceptView:
    """Take an edit of a concept back: see `drafts.actions.undo_edit`."""
    told = await _lift(tx, viewer, version_id)
    concept = await drafts.undo_edit(tx, viewer, version_id=version_id, edit_id=edit_id)
    await _follow(tx, version_id, told)
    return concept


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
    """Settle what became of a clause: see `drafts.actions.confirm_alignment`."""
    version_id = await tx.value("SELECT version_id FROM alignment WHERE id = $1", alignment_id)
    told = await _lift(tx, viewer, version_id) if version_id is not None else []
    await drafts.confirm_alignment(
        tx, viewer, alignment_id=alignment_id, op=op, old=old, new=new, restores=restores, revision=revision
    )
    await _follow(tx, version_id, told)


async def agree_to_technical(
    tx: Transaction, viewer: Viewer, *, version_id: int, alignment_ids: Collection[int]
) -> int:
    """Agree with many lines in which only numbers shifted: see `drafts.actions.agree_to_technical`."""
    told = await _lift(tx, viewer, version_id)
    settled = await drafts.agree_to_technical(tx, viewer, version_id=version_id, alignment_ids=alignment_ids)
    await _follow(tx, version_id, told)
    return settled


class _Place(msgspec.Struct):
    draft_id: int
    version_id: int
    state: str
    clause_id: int | None


async def confirm_anchor(
    tx: Transaction, viewer: Viewer, *, anchor_id: int, clause_id: int | None = None, quote: str | None = None
) -> None:
    """Settle where a contribution belongs in a concept.

    Args:
        clause_id: identity of another clause of the concept; None agrees with the one found.
        quote: the words there that are meant; None keeps what was found.

    Raises:
        NotFound: no such anchor for this viewer.
        Forbidden: the viewer does not place points in this draft.
        Conflict: the version is published (code `published`).
        Invalid: a clause the concept has not, words that do not occur in the clause.
    """
    place = await tx.one(
        _Place,
        """SELECT v.draft_id, v.id AS version_id, v.state, a.clause_id
           FROM anchor a JOIN version v ON v.id = a.version_id WHERE a.id = $1""",
        anchor_id,
    )
    if place is None:
        raise NotFound(_NO_ANCHOR)
    await stand(tx, viewer, place.draft_id, Act.place_points, secret=place.state == "concept", text=True)
    state = await tx.value("SELECT state FROM version WHERE id = $1 FOR NO KEY UPDATE", place.version_id)
    if state == "published":
        raise Conflict(N_("This version is published; what belongs where stands as it is."), code="published")
    words = await _words(tx, place, clause_id, quote)
    await anchors.confirm_anchor(
        tx, anchor_id=anchor_id, account_id=viewer.account_id or 0, clause_id=clause_id, quote=words
    )
    await write_record(
        tx,
        "anchor.confirmed",
        actor_id=viewer.account_id,
        subject=("anchor", anchor_id),
        details={"clause": clause_id or place.clause_id},
    )


async def _words(tx: Transaction, place: _Place, clause_id: int | None, quote: str | None) -> str | None:
    text_id = await tx.value(
        "SELECT id FROM clause_text WHERE version_id = $1 AND clause_id = $2",
        place.version_id,
        place.clause_id if clause_id is None else clause_id,
    )
    if clause_id is not None and text_id is None:
        raise Invalid({"clause_id": N_("Choose a clause of this version.")})
    words = clean_text(quote or "")
    if not words:
        return None
    whole = (await whole_texts(tx, [text_id])).get(text_id, "") if text_id is not None else ""
    if " ".join(words.split()) not in " ".join(whole.split()):
        raise Invalid({"quote": N_("These words do not occur in the clause.")})
    return words


async def _lift(tx: Transaction, viewer: Viewer, version_id: int) -> list[Told]:
    """Hold the draft as every act on its answers does, and free the clauses from their changes."""
    draft_id = await tx.value("SELECT draft_id FROM version WHERE id = $1", version_id)
    if draft_id is None:
        return []
    await lock_draft(tx, viewer, draft_id)
    return await lift_changes(tx, version_id)


async def _follow(tx: Transaction, version_id: int, told: Sequence[Told]) -> None:
    await anchors.carry_anchors(tx, version_id)
    await refresh_changes(tx, version_id, told)
