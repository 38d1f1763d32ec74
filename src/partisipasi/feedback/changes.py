"""Changes: what became of each clause of the version before, told as differences with a cause.

They are worked out again at each save of a concept; what the team said about a change (cause, explanation, decisions)
follows the clause.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import msgspec

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.drafts.queries.alignments import alignments_of
from partisipasi.feedback.differences import Difference, Told, carry_words, differences, lost_words, stays_said
from partisipasi.feedback.losses import keep_lost, regain
from partisipasi.feedback.queries.names import NAME_CHAIN, name_of_chain
from partisipasi.feedback.standing import stand, touch
from partisipasi.feedback.tables import CAUSES, LATER_CAUSES, Change
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Invalid, NotFound
from partisipasi.kit.i18n import N_
from partisipasi.kit.text import clean_text
from partisipasi.record.actions import write_record

LONGEST_EXPLANATION = 2000
LONGEST_SENTENCE = 300
_SAID = """(h.cause IS NOT NULL OR h.explanation <> '' OR cardinality(k.decision_ids) > 0
    OR h.sentence <> '' OR h.sentence_en <> '')"""
_OLD_CHAIN = NAME_CHAIN.replace("bottom.", "o.")
_NEW_CHAIN = NAME_CHAIN.replace("bottom.", "n.")
GONE = N_("This change does not exist. The concept may have been saved anew meanwhile.")


async def lift_changes(tx: Transaction, version_id: int) -> list[Told]:
    """Take a concept's changes away, so that its text can be replaced, and remember what was said about them."""
    rows = await tx.rows(
        f"""SELECT h.id, h.clause_id, h.old_text_id, h.cause, h.explanation, k.decision_ids,
                  h.sentence, h.sentence_en,
                  CASE WHEN {_SAID} THEN trim(concat(o.heading, E'\n', o.text), E' \n') ELSE '' END AS before,
                  CASE WHEN {_SAID} THEN trim(concat(n.heading, E'\n', n.text), E' \n') ELSE '' END AS after,
                  CASE WHEN {_SAID} AND n.id IS NOT NULL THEN {_NEW_CHAIN}
                       WHEN {_SAID} THEN {_OLD_CHAIN} END AS chain
           FROM change h JOIN version v ON v.id = h.version_id AND v.state = 'concept'
           LEFT JOIN clause_text o ON o.id = h.old_text_id LEFT JOIN clause_text n ON n.id = h.new_text_id
           CROSS JOIN LATERAL (SELECT array(SELECT l.decision_id FROM decision_change l WHERE l.change_id = h.id)
                               AS decision_ids) k
           WHERE h.version_id = $1 ORDER BY h.position, h.id""",
        version_id,
    )
    told = [_told(row) for row in rows]
    ids = [one.id for one in told]
    await tx.execute("DELETE FROM decision_change WHERE change_id = ANY ($1::bigint[])", ids)
    await tx.execute("DELETE FROM change WHERE id = ANY ($1::bigint[])", ids)
    return told


def _told(row: dict[str, Any]) -> Told:
    name = name_of_chain(row.pop("chain")) or ""
    return Told(**{**row, "decision_ids": tuple(row["decision_ids"])}, name=name)


async def refresh_changes(tx: Transaction, version_id: int, told: Sequence[Told] | None = None) -> int:
    """Work out a concept's changes from its alignment.

    What was said about a change that is no longer there is kept as a lost change; where a lost one is there again,
    its words are back.

    Args:
        told: what `lift_changes` remembered; lifted here if the caller did not have to do it earlier.

    Returns:
        How many changes there are.
    """
    remembered = await lift_changes(tx, version_id) if told is None else told
    found = differences(await alignments_of(tx, version_id))
    carried = carry_words(found, remembered)
    # First all is put down as lost: a clause that was given another identity finds its words there at once.
    await keep_lost(tx, version_id, lost_words(found, carried, remembered))
    said = {index: stays_said(found[index], one) for index, one in carried.items()}
    said |= await regain(tx, version_id, found, said)
    await tx.add_all([_row(version_id, one) for index, one in enumerate(found) if index not in said])
    # What is back keeps the number of the change that it is said of, if there is one; else it gets a new one.
    await tx.add_all([_row(version_id, found[index], one) for index, one in said.items() if index in carried])
    made = {
        index: _row(version_id, found[index], one, known=False) for index, one in said.items() if index not in carried
    }
    await tx.add_all(list(made.values()))
    numbers = {index: made[index].id if index in made else one.id for index, one in said.items()}
    links = [(decision_id, numbers[index]) for index, one in said.items() for decision_id in one.decision_ids]
    if links:
        await tx.execute_many("INSERT INTO decision_change (decision_id, change_id) VALUES ($1, $2)", links)
    return len(found)


def _row(version_id: int, difference: Difference, told: Told | None = None, *, known: bool = True) -> Change:
    row = Change(
        version_id=version_id,
        clause_id=difference.clause_id,
        old_text_id=difference.old_text_id,
        new_text_id=difference.new_text_id,
        op=difference.op,
        flags=list(difference.flags),
        technical=difference.technical,
        position=difference.position,
    )
    if told is not None:
        row.explanation, row.cause = told.explanation, told.cause
        if known:
            row.id = told.id
        row.sentence, row.sentence_en = told.sentence, told.sentence_en
    return row


class _Target(msgspec.Struct):
    draft_id: int
    version_id: int
    state: str
    technical: bool


async def set_change(
    tx: Transaction,
    viewer: Viewer,
    *,
    change_id: int,
    cause: str | None,
    explanation: str = "",
    decision_ids: Collection[int] = (),
    issue_numbers: Collection[int] = (),
    sentence: str | None = None,
    sentence_en: str | None = None,
) -> None:
    """Say why a clause of a concept changes, and link the decisions that caused it.

    Args:
        cause: one of `tables.CAUSES`, or None to leave it open.
        sentence, sentence_en: what is different now, in the team's own words; None keeps what was said, empty lets the
            sentence be made from the words.
        decision_ids, issue_numbers: the decisions, or the issues whose latest decision is meant; replace earlier links.

    Raises:
        NotFound: no such change, or an outsider.
        Conflict: the version is published.
        Invalid: an unknown cause, a decision that takes nothing up, public input for a technical change, another
            cause than `tables.LATER_CAUSES` once the draft was enacted, a text that is too long.
    """
    target = await tx.one(
        _Target,
        """SELECT v.draft_id, v.id AS version_id, v.state, h.technical
           FROM change h JOIN version v ON v.id = h.version_id WHERE h.id = $1""",
        change_id,
    )
    if target is None:
        raise NotFound(GONE)
    draft = await stand(tx, viewer, target.draft_id, Act.place_points, secret=target.state == "concept", text=True)
    explanation = clean_text(explanation)
    own = [None if words is None else " ".join(clean_text(words).split()) for words in (sentence, sentence_en)]
    # The concept itself is held too: a save replaces its changes.
    state = await tx.value("SELECT state FROM version WHERE id = $1 FOR NO KEY UPDATE", target.version_id)
    if state == "published":
        raise Conflict(N_("This version is published; its changes stand as they are."), code="published")
    linked = bool(decision_ids or issue_numbers)
    _check(target, cause, explanation, own, linked=linked, later=draft.closed)
    decisions = await _decisions(tx, target.draft_id, decision_ids, issue_numbers)
    if not await tx.execute(
        """UPDATE change SET cause = $2, explanation = $3, sentence = coalesce($4, sentence),
                  sentence_en = coalesce($5, sentence_en) WHERE id = $1""",
        change_id,
        cause or None,
        explanation,
        *own,
    ):
        raise NotFound(GONE)
    await tx.execute("DELETE FROM decision_change WHERE change_id = $1", change_id)
    await tx.execute(
        "INSERT INTO decision_change (decision_id, change_id) SELECT unnest($2::bigint[]), $1", change_id, decisions
    )
    await write_record(
        tx,
        "change.explained",
        actor_id=viewer.account_id,
        subject=("change", change_id),
        details={"cause": cause, "decisions": sorted(decisions)},
    )
    touch(tx, target.draft_id)


def _check(
    target: _Target, cause: str | None, explanation: str, sentences: Sequence[str | None], *, linked: bool, later: bool
) -> None:
    errors = {}
    if cause and cause not in CAUSES:
        errors["cause"] = N_("Choose one of the causes in the list.")
    elif later and cause and cause not in LATER_CAUSES:
        errors["cause"] = N_("The draft was enacted: what changes now comes from harmonisation or facilitation.")
    elif target.technical and (cause == "public_input" or linked):
        errors["cause"] = N_("Only numbers or references shift here. Link the clause whose words change.")
    if len(explanation) > LONGEST_EXPLANATION:
        errors["explanation"] = N_("The explanation is too long.")
    for field, words in zip(("sentence", "sentence_en"), sentences, strict=True):
        if words and len(words) > LONGEST_SENTENCE:
            errors[field] = N_("One sentence is enough; this is too long.")
    if errors:
        raise Invalid(errors)


class _Linked(msgspec.Struct):
    id: int
    outcome: str


async def _decisions(
    tx: Transaction, draft_id: int, decision_ids: Collection[int], issue_numbers: Collection[int]
) -> list[int]:
    found = await tx.all(
        _Linked,
        """SELECT DISTINCT ON (i.id) d.id, d.outcome
           FROM decision d JOIN issue i ON i.id = d.issue_id
           WHERE i.draft_id = $1 AND d.state IN ('proposed', 'approved', 'released')
             AND (d.id = ANY ($2::bigint[]) OR i.number = ANY ($3::int[]))
           ORDER BY i.id, d.id DESC""",
        draft_id,
        list(decision_ids),
        list(issue_numbers),
    )
    if len(found) < len(set(decision_ids)) or len(found) < len(set(issue_numbers)):
        raise Invalid({"decisions": N_("One of these decisions does not exist, or is no longer in force.")})
    if any(one.outcome not in ("accepted", "partly") for one in found):
        raise Invalid({"decisions": N_("Only a decision that accepts, in full or in part, can cause a change.")})
    return [one.id for one in found]


async def move_links(tx: Transaction, *, issue_id: int, decision_id: int) -> None:
    """Let the concept's changes that were linked with an issue's earlier decisions follow its newest one."""
    await tx.execute(
        """WITH old AS (
             DELETE FROM decision_change l USING decision d, change h, version v
             WHERE d.id = l.decision_id AND d.issue_id = $1 AND d.id <> $2
               AND h.id = l.change_id AND v.id = h.version_id AND v.state = 'concept'
             RETURNING l.change_id)
           INSERT INTO decision_change (decision_id, change_id) SELECT DISTINCT $2::bigint, change_id FROM old
           ON CONFLICT DO NOTHING""",
        issue_id,
        decision_id,
    )
