"""Making a concept, replacing its text, setting one clause right. Every edit names the revision it saw."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import msgspec

from partisipasi.accounts.rights import Act, Viewer, demand
from partisipasi.drafts.actions.alignments import kept_pairs, read_saved, same_clauses, settle
from partisipasi.drafts.actions.confirmed import carry_confirmations
from partisipasi.drafts.actions.keeping import Save, as_outline, keep_save, name_in, seen_before, stale
from partisipasi.drafts.actions.stages import first_text
from partisipasi.drafts.actions.standing import LockedConcept, LockedDraft, lock_concept, lock_draft
from partisipasi.drafts.correction import WrongPlace, correct
from partisipasi.drafts.outline import Outline, OutlineWarning, read_outline
from partisipasi.drafts.queries.clauses import ClauseView
from partisipasi.drafts.queries.versions import ConceptView, newest_version
from partisipasi.drafts.revisions import Row
from partisipasi.drafts.sources import MOST_CLAUSES, clean_source
from partisipasi.drafts.tables import Version
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Invalid, NotFound
from partisipasi.kit.i18n import N_
from partisipasi.kit.text import clean_line, clean_text

LONGEST_LABEL, LONGEST_HEADING, LONGEST_CLAUSE = 100, 1000, 200_000
_CONCEPT_EXISTS = N_("There is already a concept of this draft. Change that one, or publish it first.")
TOO_MANY = N_("The text has more than %(limit)s clauses; no draft is that long. Is it the right file?")
_NOTHING_PUBLISHED = N_("Nothing of this draft is published yet: the first version needs a text.")
NO_CLAUSE = N_("There is no such clause in this version.")
NO_KIND = N_("Choose what this clause is.")
_NO_PLACE = N_("It cannot stand there: the order of the text would change.")
_NOTHING_LEFT = N_("A clause needs a number, a heading or words.")
_LONG = N_("This is too long: at most %(limit)s characters.")


async def create_concept(tx: Transaction, viewer: Viewer, *, draft_id: int, source: str) -> ConceptView:
    """Make the next version of a draft as a concept from a text.

    Raises:
        NotFound: the viewer may not know of the draft.
        Forbidden: the viewer is no drafter or legal reviewer of its team.
        Conflict: there is a concept already (code `concept_exists`), or the draft is closed (`draft_closed`).
        Invalid, TooLarge: nothing in the text, or too much.
    """
    draft = await _demand_no_concept(tx, viewer, draft_id)
    source, outline = await _read(source)
    row = Version(number=0, source=source, title=outline.title, coverage=outline.coverage)
    concept = await _begin(tx, viewer, draft, row)
    saved = await read_saved(tx, concept)
    waiting = await settle(tx, concept, saved, outline.clauses, keys={}, confirmed=(), actor_id=viewer.account_id)
    return await keep_save(tx, viewer, concept, saved, _of_text("created", outline), waiting)


async def copy_version(tx: Transaction, viewer: Viewer, *, draft_id: int) -> ConceptView:
    """Begin the next version of a draft with the published text, clause for clause, to be edited in place.

    Raises:
        NotFound: the viewer may not know of the draft, or nothing of it is published.
        Forbidden: the viewer is no drafter or legal reviewer of its team.
        Conflict: there is a concept already (code `concept_exists`), or the draft is closed (`draft_closed`).
    """
    draft = await _demand_no_concept(tx, viewer, draft_id)
    latest = await newest_version(tx, draft_id)
    if latest is None:
        raise NotFound(_NOTHING_PUBLISHED)
    source: str = await tx.value("SELECT source FROM version WHERE id = $1", latest.id)
    row = Version(number=0, source=source, title=latest.title, coverage=latest.coverage, corrections=latest.corrections)
    concept = await _begin(tx, viewer, draft, row)
    saved = await read_saved(tx, concept)
    clauses = as_outline(saved.old)
    same = [(clause.key, clause.key) for clause in clauses]
    waiting = await settle(tx, concept, saved, clauses, keys={}, confirmed=(), kept=same, actor_id=viewer.account_id)
    save = Save(act="copied", counts=latest.counts, warnings=())
    return await keep_save(tx, viewer, concept, saved, save, waiting)


async def revise_concept(
    tx: Transaction, viewer: Viewer, *, version_id: int, revision: int, source: str
) -> ConceptView:
    """Replace the text of a concept. What was set right by hand in the text before is read anew with it.

    Args:
        revision: the one that the sender saw.

    Raises:
        NotFound, Forbidden: as for `create_concept`.
        Conflict: an earlier revision was seen (code `stale_revision`, detail a StaleEdit), or it is published.
        Invalid, TooLarge: nothing in the text, or too much.
    """
    concept = await lock_concept(tx, viewer, version_id)
    if revision != concept.revision:
        raise await stale(concept, concept.source, source)
    source, outline = await _read(source)
    saved = await read_saved(tx, concept)
    keys = await asyncio.to_thread(same_clauses, saved.clauses, outline.clauses)
    waiting = await settle(
        tx,
        concept,
        saved,
        outline.clauses,
        keys=keys,
        confirmed=await carry_confirmations(tx, version_id, saved, outline.clauses, keys),
        actor_id=viewer.account_id,
    )
    await tx.execute(
        "UPDATE version SET source = $2, title = $3, corrections = 0 WHERE id = $1", version_id, source, outline.title
    )
    return await keep_save(tx, viewer, concept, saved, _of_text("revised", outline), waiting)


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
    """Set one clause of a concept right: what it is, its number, its words, what it stands in.

    Args:
        revision: the one that the sender saw. What others have done to other clauses since stays as they left it.
        key, clause_id: the clause; its identity counts where it is given, since keys shift with the numbers.
        inside: key of the clause it is to stand in (`drafts.correction.places_for`), None for the top of the text.

    Returns:
        The concept; its `key` is the clause's key now, which follows its number and place.

    Raises:
        NotFound: no such concept for this viewer, or no such clause in it.
        Forbidden: the viewer may not edit it.
        Conflict: the clause was changed since that revision (code `stale_revision`, detail a StaleEdit), or the
            concept is published.
        Invalid: an unknown kind, a place that would change the order of the text, or an empty clause.
    """
    concept = await lock_concept(tx, viewer, version_id)
    saved = await read_saved(tx, concept)
    before = clause_meant(saved.clauses, key, clause_id)
    await demand_unchanged(tx, concept, revision, before, clause_id, text if text is not None else "")
    if before is None:
        raise NotFound(NO_CLAUSE)
    label, heading, text = _checked(before, label, heading, text)
    try:
        corrected = correct(
            as_outline(saved.clauses), before.key, kind=kind, label=label, heading=heading, text=text, inside=inside
        )
    except WrongPlace as error:
        raise Invalid({"inside": _NO_PLACE}) from error
    except ValueError as error:
        raise Invalid({"kind": NO_KIND}) from error
    waiting = await settle(
        tx,
        concept,
        saved,
        corrected.clauses,
        keys=corrected.keys,
        confirmed=await carry_confirmations(tx, version_id, saved, corrected.clauses, corrected.keys),
        kept=kept_pairs(saved, corrected.keys, {}),
        actor_id=viewer.account_id,
    )
    await tx.execute("UPDATE version SET corrections = corrections + 1 WHERE id = $1", version_id)
    doubts = await doubts_left(tx, version_id, before.line)
    now = next(new for new, old in corrected.keys.items() if old == before.key)
    same_place = corrected.keys.get(before.key) == before.key and not {kind, label} - {before.kind, before.label, None}
    save = Save(
        act="reworded" if same_place else "corrected",
        counts=corrected.counts,
        warnings=doubts,
        clause_id=before.id,
        clause_name=name_in(corrected.clauses, now),
    )
    return msgspec.structs.replace(await keep_save(tx, viewer, concept, saved, save, waiting), key=now)


def clause_meant(clauses: Sequence[ClauseView], key: str, clause_id: int | None) -> ClauseView | None:
    """The clause that an edit is about: by its identity where that was sent, else by its key."""
    return next((one for one in clauses if (one.id == clause_id if clause_id else one.key == key)), None)


async def demand_unchanged(
    tx: Transaction, concept: LockedConcept, revision: int, now: ClauseView | None, clause_id: int | None, sent: str
) -> None:
    """Refuse an edit of a clause that somebody else has changed since the sender saw it.

    Args:
        revision: the one that was seen.
        now: the clause as it is, None if it is gone.
        clause_id: its identity as the sender knows it; without it nothing tells that it was left alone.
        sent: the words that were sent.

    Raises:
        Conflict: code `stale_revision`, detail a StaleEdit with the words then, now and as sent.
    """
    if revision == concept.revision:
        return
    known = 0 <= revision < concept.revision and clause_id is not None
    then = await seen_before(tx, concept.id, revision, clause_id or 0) if known else None
    if not known or now is None or (then is not None and _differs(then, now)):
        raise await stale(concept, now.text if now else "", sent, then.text if then else None)


async def doubts_left(tx: Transaction, version_id: int, line: int) -> list[OutlineWarning]:
    """What the reader of a concept's text still doubts once a person has looked at a line."""
    doubts: str = await tx.value("SELECT warnings FROM version WHERE id = $1", version_id)
    return [doubt for doubt in msgspec.json.decode(doubts, type=list[OutlineWarning]) if doubt.line != line]


def _differs(then: Row, now: ClauseView) -> bool:
    return (then.kind, then.label, then.heading, then.text) != (now.kind, now.label, now.heading, now.text)


def _of_text(act: str, outline: Outline) -> Save:
    return Save(act=act, counts=outline.counts, warnings=outline.warnings, coverage=outline.coverage)


async def _demand_no_concept(tx: Transaction, viewer: Viewer, draft_id: int) -> LockedDraft:
    draft = await lock_draft(tx, viewer, draft_id)
    demand(viewer, Act.edit_concept, team=draft.roles)
    draft.demand_text_open()
    if await tx.value("SELECT true FROM version WHERE draft_id = $1 AND state = 'concept'", draft_id):
        raise Conflict(_CONCEPT_EXISTS, code="concept_exists")
    return draft


async def _begin(tx: Transaction, viewer: Viewer, draft: LockedDraft, row: Version) -> LockedConcept:
    """Add the next version of a draft, still without clauses. `row` has what is known of its text."""
    latest = await newest_version(tx, draft.id)
    row.draft_id, row.created_by = draft.id, viewer.account_id
    row.number, row.follows_id = (latest.number + 1, latest.id) if latest else (1, None)
    version = await tx.add(row)
    await first_text(tx, draft.id, actor_id=viewer.account_id)
    return LockedConcept(
        id=version.id,
        draft_id=draft.id,
        topic_id=draft.topic_id,
        number=version.number,
        state="concept",
        revision=0,
        follows_id=version.follows_id,
        corrections=version.corrections,
        source=version.source,
        closed=False,
    )


async def _read(source: str) -> tuple[str, Outline]:
    source = clean_source(source)
    outline = await asyncio.to_thread(read_outline, source)
    if len(outline.clauses) > MOST_CLAUSES:
        raise Invalid({"text": TOO_MANY}, limit=MOST_CLAUSES)
    return source, outline


def _checked(
    before: ClauseView, label: str | None, heading: str | None, text: str | None
) -> tuple[str | None, str | None, str | None]:
    label = None if label is None else clean_line(label)
    heading = None if heading is None else clean_line(heading)
    text = None if text is None else clean_text(text)
    given = {"label": (label, LONGEST_LABEL), "heading": (heading, LONGEST_HEADING), "text": (text, LONGEST_CLAUSE)}
    for name, (value, limit) in given.items():
        if value is not None and len(value) > limit:
            raise Invalid({name: _LONG}, limit=limit)
    kept = (
        label if label is not None else before.label,
        heading if heading is not None else before.heading,
        text if text is not None else before.text,
    )
    if not any(kept):
        raise Invalid({"text": _NOTHING_LEFT})
    return label, heading, text
