"""Aligning a concept with the version it follows, at each save, with what persons have confirmed kept."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

import msgspec
from rapidfuzz.distance import Indel

from partisipasi.drafts.actions.clauses import store_clauses
from partisipasi.drafts.actions.standing import LockedConcept
from partisipasi.drafts.alignment import Confirmed, Pair, align
from partisipasi.drafts.alignment.restored import likely_restored
from partisipasi.drafts.identity import inherit
from partisipasi.drafts.outline import Clause
from partisipasi.drafts.queries.alignments import AlignmentView, alignments_of, restorable_clauses
from partisipasi.drafts.queries.clauses import ClauseView, clauses_of
from partisipasi.kit.database import Transaction


class Saved(msgspec.Struct, frozen=True):
    """A concept as it was saved before: its clauses and alignment, and the clauses of the version it follows."""

    old: list[ClauseView]
    clauses: list[ClauseView]
    alignment: list[AlignmentView]


async def read_saved(tx: Transaction, concept: LockedConcept) -> Saved:
    """Read what a save of a concept begins with."""
    return Saved(
        await clauses_of(tx, concept.follows_id) if concept.follows_id else [],
        await clauses_of(tx, concept.id),
        await alignments_of(tx, concept.id),
    )


async def settle(
    tx: Transaction,
    concept: LockedConcept,
    saved: Saved,
    clauses: Sequence[Clause],
    *,
    keys: Mapping[str, str],
    confirmed: Sequence[Confirmed],
    restored: Mapping[str, int] | None = None,
    kept: Sequence[tuple[str, str]] = (),
    actor_id: int | None,
) -> int:
    """Store the clauses of a concept with their identities and its alignment.

    Args:
        clauses: the concept's clauses now, in document order.
        keys: new key → key of the same clause as it was saved before.
        confirmed: what persons have settled, in old keys and new keys of now.
        restored: new key → identity of an earlier version's clause that comes back.
        kept: pairs of old and new keys that are one clause because an edit in place left them so.

    Returns:
        How many lines of the alignment wait for a person.
    """
    pairs = await asyncio.to_thread(align, saved.old, clauses, confirmed, kept) if saved.old else []
    before = {clause.key: clause.id for clause in saved.clauses}
    carried = {new: before[key] for new, key in keys.items()} | dict(restored or {})
    identities: Mapping[str, int | None] = carried
    if saved.old:
        old_ids = {clause.key: clause.id for clause in saved.old}
        identities = inherit(pairs, old_ids, {clause.key: len(clause.text) for clause in saved.old}, carried)
    text_ids = await store_clauses(
        tx,
        draft_id=concept.draft_id,
        version_id=concept.id,
        clauses=clauses,
        identities=identities,
        before=saved.clauses,
    )
    back = await _coming_back(tx, concept, pairs, clauses, text_ids)
    pairs = [msgspec.structs.replace(pair, review="open") if pair.new in back else pair for pair in pairs]
    await _store_pairs(tx, concept.id, pairs, saved, clauses, text_ids, actor_id)
    await _propose(tx, concept.id, {text_ids[key]: entry for key, entry in back.items()})
    return sum(pair.review == "open" for pair in pairs)


def kept_pairs(saved: Saved, keys: Mapping[str, str], restored: Mapping[str, int]) -> list[tuple[str, str]]:
    """Pairs of old and new keys that an edit in place leaves one clause; what waits for a person is not in it.

    Args:
        keys: new key → key of the same clause as it was saved before.
        restored: new key → identity of a clause that comes back by undoing.
    """
    in_doubt = {line.new_key for line in saved.alignment if line.review == "open" or line.op in ("split", "merged")}
    old_keys = {clause.id: clause.key for clause in saved.old}
    ids = {clause.key: clause.id for clause in saved.clauses}
    now = {new: ids[before] for new, before in keys.items() if before not in in_doubt} | dict(restored)
    return [(old_keys[identity], new) for new, identity in now.items() if identity in old_keys]


def same_clauses(before: Sequence[ClauseView], now: Sequence[Clause]) -> dict[str, str]:
    """New key → key of the same clause in the concept as it was saved before, by aligning the two."""
    best: dict[str, Pair] = {}
    for pair in align(before, now):
        if pair.old is None or pair.new is None:
            continue
        if pair.old not in best or pair.score > best[pair.old].score:
            best[pair.old] = pair
    found: dict[str, Pair] = {}
    for pair in best.values():
        new = pair.new or ""
        if new not in found or pair.score > found[new].score:
            found[new] = pair
    return {new: pair.old or "" for new, pair in found.items()}


async def _coming_back(
    tx: Transaction,
    concept: LockedConcept,
    pairs: Sequence[Pair],
    clauses: Sequence[Clause],
    text_ids: Mapping[str, int],
) -> dict[str, tuple[int, float]]:
    """New clauses that nobody has settled and that are like one of an earlier version: key → its wording, likeness."""
    inserted = {pair.new for pair in pairs if pair.op == "inserted" and pair.review != "confirmed"}
    if concept.number <= 2 or not inserted:
        return {}
    gone = await restorable_clauses(tx, concept.id)
    # What was restored before has its earlier identity already.
    born = await tx.values(
        """SELECT x.id FROM clause_text x JOIN clause c ON c.id = x.clause_id
           WHERE x.version_id = $1 AND c.born_version_id = $1""",
        concept.id,
    )
    own = set(born)
    fresh = [clause for clause in clauses if clause.key in inserted and text_ids[clause.key] in own]
    found = await asyncio.to_thread(likely_restored, gone, fresh)
    return {key: (int(other), score) for key, (other, score) in found.items()}


async def _propose(tx: Transaction, version_id: int, back: Mapping[int, tuple[int, float]]) -> None:
    """Write down which new clause texts may be clauses of earlier versions; a proposal of before goes with it."""
    await tx.execute(
        """UPDATE alignment s SET restores_id = n.restores, restores_score = n.score
           FROM alignment k LEFT JOIN unnest($2::bigint[], $3::bigint[], $4::float8[]) AS n(text, restores, score)
             ON n.text = k.new_text_id AND k.old_text_id IS NULL
           WHERE k.version_id = $1 AND s.id = k.id AND s.restores_id IS DISTINCT FROM n.restores""",
        version_id,
        list(back),
        [text_id for text_id, _ in back.values()],
        [score for _, score in back.values()],
    )


async def _store_pairs(
    tx: Transaction,
    version_id: int,
    pairs: Sequence[Pair],
    saved: Saved,
    clauses: Sequence[Clause],
    text_ids: Mapping[str, int],
    actor_id: int | None,
) -> None:
    """Make these the alignment of a concept; a line between the same two texts stays the same row."""
    runners = _Runners(saved.old, clauses, text_ids)
    old_rows = {clause.key: clause.text_id for clause in saved.old}
    rows = {(line.old_text_id, line.new_text_id): line for line in saved.alignment}
    wanted = {(old_rows.get(pair.old or ""), text_ids.get(pair.new or "")): pair for pair in pairs}
    gone = [line.id for place, line in rows.items() if place not in wanted]
    await tx.execute("DELETE FROM alignment WHERE id = ANY($1::bigint[])", gone)
    staying = [(rows[place].id, pair) for place, pair in wanted.items() if place in rows]
    coming = [(place, pair) for place, pair in wanted.items() if place not in rows]
    await tx.execute(
        """UPDATE alignment s SET op = n.op, flags = string_to_array(n.flags, ','), score = n.score, method = n.method,
                  review = n.review, runner_up_id = n.runner_up_id,
                  confirmed_by = CASE WHEN n.review <> 'confirmed' THEN NULL ELSE coalesce(s.confirmed_by, $8) END,
                  confirmed_at = CASE WHEN n.review <> 'confirmed' THEN NULL ELSE coalesce(s.confirmed_at, now()) END
           FROM unnest($1::bigint[], $2::text[], $3::text[], $4::float8[], $5::text[], $6::text[], $7::bigint[])
             AS n(id, op, flags, score, method, review, runner_up_id)
           WHERE s.id = n.id""",
        [row for row, _ in staying],
        *_columns([pair for _, pair in staying], runners),
        actor_id,
    )
    await tx.execute(
        """INSERT INTO alignment (version_id, old_text_id, new_text_id, op, flags, score, method, review, runner_up_id,
                                  confirmed_by, confirmed_at)
           SELECT $1, n.old, n.new, n.op, string_to_array(n.flags, ','), n.score, n.method, n.review, n.runner_up_id,
                  CASE WHEN n.review = 'confirmed' THEN $10::bigint END,
                  CASE WHEN n.review = 'confirmed' THEN now() END
           FROM unnest($2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::float8[], $7::text[], $8::text[],
                       $9::bigint[]) AS n(old, new, op, flags, score, method, review, runner_up_id)""",
        version_id,
        [place[0] for place, _ in coming],
        [place[1] for place, _ in coming],
        *_columns([pair for _, pair in coming], runners),
        actor_id,
    )


def _columns(pairs: Sequence[Pair], runners: _Runners) -> tuple[Sequence[object], ...]:
    return (
        [pair.op for pair in pairs],
        [",".join(pair.flags) for pair in pairs],
        [pair.score for pair in pairs],
        [pair.method for pair in pairs],
        [pair.review for pair in pairs],
        [runners.text_id(pair) for pair in pairs],
    )


class _Runners:
    """Finds the clause text that a runner-up's key means: a key may occur in both versions."""

    def __init__(self, old: Sequence[ClauseView], new: Sequence[Clause], text_ids: Mapping[str, int]) -> None:
        self._old = {clause.key: clause for clause in old}
        self._new = {clause.key: clause for clause in new}
        self._text_ids = text_ids

    def text_id(self, pair: Pair) -> int | None:
        key = pair.runner_up
        if key is None:
            return None
        other_new = self._new.get(key) if pair.old is not None and key != pair.new else None
        other_old = self._old.get(key) if pair.new is not None and key != pair.old else None
        if other_new is not None and other_old is not None:
            to_old = Indel.normalized_similarity(self._old[pair.old or ""].text, other_new.text)
            to_new = Indel.normalized_similarity(self._new[pair.new or ""].text, other_old.text)
            other_new = other_new if to_old >= to_new else None
        if other_new is not None:
            return self._text_ids[key]
        return other_old.text_id if other_old is not None else None
