"""Making a concept, replacing its text, setting one clause right. Every edit names the revision it saw."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

import msgspec

from partisipasi.accounts.rights import Act, Viewer, demand
from partisipasi.drafts.actions.alignments import kept_confirmations, read_saved, same_clauses, settle
from partisipasi.drafts.actions.stages import first_text
from partisipasi.drafts.actions.standing import LockedConcept, lock_concept, lock_draft
from partisipasi.drafts.correction import WrongPlace, correct
from partisipasi.drafts.outline import Clause, Outline, OutlineWarning, read_outline
from partisipasi.drafts.queries.clauses import ClauseView
from partisipasi.drafts.queries.versions import ConceptView
from partisipasi.drafts.redline import redline
from partisipasi.drafts.sources import MOST_CLAUSES, clean_source
from partisipasi.drafts.tables import Version
from partisipasi.kit.database import Transaction, as_json
from partisipasi.kit.errors import Conflict, Invalid, NotFound
from partisipasi.kit.i18n import N_
from partisipasi.kit.text import clean_line, clean_text, shorten
from partisipasi.record.actions import write_record

LONGEST_LABEL, LONGEST_HEADING, LONGEST_CLAUSE = 100, 1000, 200_000
_CONCEPT_EXISTS = N_("There is already a concept of this draft. Change that one, or publish it first.")
_STALE = N_("Somebody else has changed this concept since you opened it.")
_TOO_MANY = N_("The text has more than %(limit)s clauses; no draft is that long. Is it the right file?")
_NO_CLAUSE = N_("There is no such clause in this version.")
_NO_KIND = N_("Choose what this clause is.")
_NO_PLACE = N_("It cannot stand there: the order of the text would change.")
_NOTHING_LEFT = N_("A clause needs a number, a heading or words.")
_LONG = N_("This is too long: at most %(limit)s characters.")
_EXCERPT = 160


class StaleEdit(msgspec.Struct, frozen=True):
    """What an edit meets that saw an earlier revision: the text as it is now and how what was sent differs from it.

    `difference` is a redline from the current text to the one sent, long unchanged stretches cut.
    """

    revision: int
    current: str
    difference: list[tuple[str, str]]


async def create_concept(tx: Transaction, viewer: Viewer, *, draft_id: int, source: str) -> ConceptView:
    """Make the next version of a draft as a concept from a text.

    Raises:
        NotFound: the viewer may not know of the draft.
        Forbidden: the viewer is no drafter or legal reviewer of its team.
        Conflict: there is a concept already (code `concept_exists`), or the draft is closed (`draft_closed`).
        Invalid, TooLarge: nothing in the text, or too much.
    """
    draft = await lock_draft(tx, viewer, draft_id)
    demand(viewer, Act.edit_concept, team=draft.roles)
    draft.demand_open()
    if await tx.value("SELECT true FROM version WHERE draft_id = $1 AND state = 'concept'", draft_id):
        raise Conflict(_CONCEPT_EXISTS, code="concept_exists")
    source, outline = await _read(source)
    latest = await tx.rows(
        "SELECT id, number FROM version WHERE draft_id = $1 AND state = 'published' ORDER BY number DESC LIMIT 1",
        draft_id,
    )
    version = await tx.add(
        Version(
            draft_id=draft_id,
            number=latest[0]["number"] + 1 if latest else 1,
            follows_id=latest[0]["id"] if latest else None,
            title=outline.title,
            source=source,
            coverage=outline.coverage,
            created_by=viewer.account_id,
        )
    )
    await first_text(tx, draft_id, actor_id=viewer.account_id)
    concept = LockedConcept(
        id=version.id,
        draft_id=draft_id,
        topic_id=draft.topic_id,
        number=version.number,
        state="concept",
        revision=0,
        follows_id=version.follows_id,
        corrections=0,
        source=source,
        closed=False,
    )
    saved = await read_saved(tx, concept)
    waiting = await settle(tx, concept, saved, outline.clauses, keys={}, confirmed=(), actor_id=viewer.account_id)
    return await _keep(tx, viewer, concept, "concept.created", outline.counts, outline.warnings, outline, waiting)


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
        raise await _stale(concept, concept.source, source)
    source, outline = await _read(source)
    saved = await read_saved(tx, concept)
    keys = await asyncio.to_thread(same_clauses, saved.clauses, outline.clauses)
    waiting = await settle(
        tx,
        concept,
        saved,
        outline.clauses,
        keys=keys,
        confirmed=kept_confirmations(saved, keys),
        actor_id=viewer.account_id,
    )
    await tx.execute(
        "UPDATE version SET source = $2, title = $3, corrections = 0 WHERE id = $1", version_id, source, outline.title
    )
    return await _keep(tx, viewer, concept, "concept.revised", outline.counts, outline.warnings, outline, waiting)


async def correct_clause(
    tx: Transaction,
    viewer: Viewer,
    *,
    version_id: int,
    revision: int,
    key: str,
    kind: str | None = None,
    label: str | None = None,
    heading: str | None = None,
    text: str | None = None,
    inside: str | msgspec.UnsetType | None = msgspec.UNSET,
) -> ConceptView:
    """Set one clause of a concept right: what it is, its number, its words, what it stands in.

    Args:
        revision: the one that the sender saw.
        inside: key of the clause it is to stand in (`drafts.correction.places_for`), None for the top of the text.

    Returns:
        The concept; its `key` is the clause's key now, which follows its number and place.

    Raises:
        NotFound: no such concept for this viewer, or no such clause in it.
        Forbidden: the viewer may not edit it.
        Conflict: an earlier revision was seen (code `stale_revision`, detail a StaleEdit), or it is published.
        Invalid: an unknown kind, a place that would change the order of the text, or an empty clause.
    """
    concept = await lock_concept(tx, viewer, version_id)
    saved = await read_saved(tx, concept)
    before = next((clause for clause in saved.clauses if clause.key == key), None)
    if revision != concept.revision:
        raise await _stale(concept, before.text if before else "", text if text is not None else "")
    if before is None:
        raise NotFound(_NO_CLAUSE)
    label, heading, text = _checked(before, label, heading, text)
    try:
        corrected = correct(
            as_outline(saved.clauses), key, kind=kind, label=label, heading=heading, text=text, inside=inside
        )
    except WrongPlace as error:
        raise Invalid({"inside": _NO_PLACE}) from error
    except ValueError as error:
        raise Invalid({"kind": _NO_KIND}) from error
    waiting = await settle(
        tx,
        concept,
        saved,
        corrected.clauses,
        keys=corrected.keys,
        confirmed=kept_confirmations(saved, corrected.keys),
        actor_id=viewer.account_id,
    )
    await tx.execute("UPDATE version SET corrections = corrections + 1 WHERE id = $1", version_id)
    doubts: str = await tx.value("SELECT warnings FROM version WHERE id = $1", version_id)
    warnings = [
        warning for warning in msgspec.json.decode(doubts, type=list[OutlineWarning]) if warning.line != before.line
    ]
    view = await _keep(tx, viewer, concept, "concept.corrected", corrected.counts, warnings, None, waiting)
    return msgspec.structs.replace(view, key=next(new for new, old in corrected.keys.items() if old == key))


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


async def note_maker(tx: Transaction, viewer: Viewer, version_id: int) -> None:
    """Remember that somebody made part of a concept: who made any of it may not publish it."""
    await tx.execute(
        "INSERT INTO version_maker (version_id, account_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        version_id,
        viewer.account_id,
    )


async def _read(source: str) -> tuple[str, Outline]:
    source = clean_source(source)
    outline = await asyncio.to_thread(read_outline, source)
    if len(outline.clauses) > MOST_CLAUSES:
        raise Invalid({"text": _TOO_MANY}, limit=MOST_CLAUSES)
    return source, outline


async def _stale(concept: LockedConcept, current: str, sent: str) -> Conflict:
    segments = await asyncio.to_thread(redline, current, sent)
    difference: list[tuple[str, str]] = [
        (part.op, part.text if part.op != "same" or len(part.text) <= 2 * _EXCERPT else _ends(part.text))
        for part in segments
    ]
    return Conflict(_STALE, code="stale_revision", detail=StaleEdit(concept.revision, current, difference))


def _ends(text: str) -> str:
    return f"{shorten(text[:_EXCERPT], _EXCERPT)} … {text[-_EXCERPT:].split(' ', 1)[-1]}"


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


async def _keep(
    tx: Transaction,
    viewer: Viewer,
    concept: LockedConcept,
    act: str,
    counts: Mapping[str, int],
    warnings: Sequence[OutlineWarning],
    outline: Outline | None,
    waiting: int,
) -> ConceptView:
    """Write down what a save came to: the next revision, its maker, the record."""
    coverage: float = await tx.value(
        """UPDATE version SET revision = revision + 1, counts = $2, warnings = $3, coverage = coalesce($4, coverage)
           WHERE id = $1 RETURNING coverage""",
        concept.id,
        as_json(counts),
        as_json(warnings),
        outline.coverage if outline else None,
    )
    await note_maker(tx, viewer, concept.id)
    revision = concept.revision + 1
    await write_record(
        tx, act, actor_id=viewer.account_id, subject=("version", concept.id), details={"revision": revision}
    )
    return ConceptView(
        id=concept.id,
        draft_id=concept.draft_id,
        number=concept.number,
        state="concept",
        revision=revision,
        counts=dict(counts),
        warnings=list(warnings),
        coverage=coverage,
        open_alignments=waiting,
    )
