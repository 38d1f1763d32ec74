"""What a save of a concept cost: words about changes that are gone are kept, and go back where the change is back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import msgspec

from partisipasi.feedback.differences import Difference, Told, returning_words
from partisipasi.feedback.tables import LostChange
from partisipasi.kit.database import Transaction


async def keep_lost(tx: Transaction, version_id: int, lost: Sequence[Told]) -> None:
    """List what was said about changes that are no longer there, until somebody discards it or says it elsewhere."""
    await tx.add_all(
        [
            LostChange(
                version_id=version_id,
                clause_id=one.clause_id,
                old_text_id=one.old_text_id,
                clause_name=one.name,
                cause=one.cause,
                explanation=one.explanation,
                sentence=one.sentence,
                sentence_en=one.sentence_en,
                decision_ids=list(one.decision_ids),
                before=one.before,
                after=one.after,
            )
            for one in lost
        ]
    )


async def regain(
    tx: Transaction, version_id: int, found: Sequence[Difference], said: Mapping[int, Told]
) -> dict[int, Told]:
    """Take back from the lost changes of a concept what goes for its differences again.

    Args:
        said: index into `found` → what is said about it already.

    Returns:
        Index into `found` → what is said about it now, under the number of the change where it has one.
    """
    lost = await tx.all(
        Told,
        """SELECT id, clause_id, old_text_id, cause, explanation, decision_ids, sentence, sentence_en, before,
                  after, clause_name AS name
           FROM lost_change WHERE version_id = $1 AND discarded_at IS NULL ORDER BY id""",
        version_id,
    )
    if not lost:
        return {}
    rows = await tx.rows(
        """SELECT id, trim(concat(heading, E'\\n', text), E' \\n') AS words FROM clause_text
           WHERE id = ANY ($1::bigint[])""",
        [one.new_text_id for one in found if one.new_text_id is not None],
    )
    returning = returning_words(found, said, lost, {row["id"]: row["words"] for row in rows})
    await tx.execute("DELETE FROM lost_change WHERE id = ANY ($1::bigint[])", [one.id for one in returning.values()])
    standing = await decisions_now(tx, {id_ for one in returning.values() for id_ in one.decision_ids})
    return {
        index: msgspec.structs.replace(
            one,
            id=said[index].id if index in said else one.id,
            explanation=both_sentences(said[index].explanation if index in said else "", one.explanation),
            sentence=(said[index].sentence if index in said else "") or one.sentence,
            sentence_en=(said[index].sentence_en if index in said else "") or one.sentence_en,
            decision_ids=tuple(dict.fromkeys(standing[id_] for id_ in one.decision_ids if id_ in standing)),
        )
        for index, one in returning.items()
    }


async def decisions_now(tx: Transaction, decision_ids: Collection[int]) -> dict[int, int]:
    """Decision → the one that stands on its issue now, if that takes something up."""
    rows = await tx.rows(
        """SELECT d.id AS was, n.id AS now FROM decision d
           CROSS JOIN LATERAL (SELECT x.id, x.outcome FROM decision x
             WHERE x.issue_id = d.issue_id AND x.state IN ('proposed', 'approved', 'released')
             ORDER BY x.id DESC LIMIT 1) n
           WHERE d.id = ANY ($1::bigint[]) AND n.outcome IN ('accepted', 'partly')""",
        sorted(decision_ids),
    )
    return {row["was"]: row["now"] for row in rows}


def both_sentences(first: str, second: str) -> str:
    """Two explanations as one; what is in the other already is not said twice."""
    if not second or second in first:
        return first
    return second if not first or first in second else f"{first}\n\n{second}"
