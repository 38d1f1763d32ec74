"""What reading a concept's text anew would keep, lose and bring: tried out and taken back, so that it is exactly so."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.drafts.queries.alignments import alignments_of
from partisipasi.drafts.queries.clauses import ClauseView, clauses_of, full_labels
from partisipasi.feedback.concepts import revise_concept
from partisipasi.feedback.queries.lost import LostView, lost_changes
from partisipasi.kit.database import Transaction
from partisipasi.kit.text import shorten

#: Clauses that are listed by name; the rest is counted.
LISTED = 30
_EXCERPT = 110
Names = list[tuple[str, str]]


class Rereading(msgspec.Struct, frozen=True, kw_only=True):
    """What a newly read text would come to.

    `born`, `gone` and `reworded` list names with the beginning of the words, shortened to `LISTED`; the totals count
    all. `same` counts clauses whose words stay. `kept` and `regained` count changes with something said about them;
    `confirmed` and `unconfirmed` what persons settled about clauses and is kept or falls away; `waiting` the doubtful
    lines afterwards.
    """

    same: int
    born: Names
    born_total: int
    gone: Names
    gone_total: int
    reworded: Names
    reworded_total: int
    kept: int
    regained: int
    lost: list[LostView]
    confirmed: int
    unconfirmed: int
    waiting: int

    @property
    def loses(self) -> bool:
        """Whether anything that somebody said would no longer stand."""
        return bool(self.lost or self.unconfirmed)


async def try_text(tx: Transaction, viewer: Viewer, *, version_id: int, revision: int, source: str) -> Rereading:
    """Try what `concepts.revise_concept` would do. Nothing of it stays.

    Raises:
        NotFound, Forbidden, Conflict, Invalid, TooLarge: as `concepts.revise_concept`.
    """
    async with tx.rehearsal():
        before = await clauses_of(tx, version_id)
        lost, aside = await _lost_ids(tx, version_id), await _aside(tx, version_id)
        await revise_concept(tx, viewer, version_id=version_id, revision=revision, source=source)
        after = await clauses_of(tx, version_id)
        return await _compared(tx, viewer, version_id, before, after, lost, aside)


async def _compared(
    tx: Transaction,
    viewer: Viewer,
    version_id: int,
    before: Sequence[ClauseView],
    after: Sequence[ClauseView],
    lost: set[int],
    aside: set[int],
) -> Rereading:
    was, now = {one.id: one for one in before}, {one.id: one for one in after}
    born = [one for one in after if one.id not in was]
    gone = [one for one in before if one.id not in now]
    reworded = [one for one in after if one.id in was and one.fingerprint != was[one.id].fingerprint]
    listed = await lost_changes(tx, viewer, version_id)
    lines = await alignments_of(tx, version_id)
    said = await tx.value(
        """SELECT count(*) FROM change h WHERE h.version_id = $1 AND (h.cause IS NOT NULL OR h.explanation <> ''
             OR EXISTS (SELECT 1 FROM decision_change l WHERE l.change_id = h.id))""",
        version_id,
    )
    regained = len(lost - await _lost_ids(tx, version_id))
    return Rereading(
        same=len(after) - len(born) - len(reworded),
        born=_named(born, after),
        born_total=len(born),
        gone=_named(gone, before),
        gone_total=len(gone),
        reworded=_named(reworded, after),
        reworded_total=len(reworded),
        kept=said - regained,
        regained=regained,
        lost=[one for one in listed if one.id not in lost and one.discarded_at is None],
        confirmed=sum(line.review == "confirmed" for line in lines),
        unconfirmed=len(await _aside(tx, version_id) - aside),
        waiting=sum(line.review == "open" for line in lines),
    )


async def _lost_ids(tx: Transaction, version_id: int) -> set[int]:
    return set(await tx.values("SELECT id FROM lost_change WHERE version_id = $1 AND discarded_at IS NULL", version_id))


async def _aside(tx: Transaction, version_id: int) -> set[int]:
    return set(await tx.values("SELECT id FROM lost_confirmation WHERE version_id = $1", version_id))


def _named(some: Sequence[ClauseView], among: Sequence[ClauseView]) -> Names:
    names = full_labels(list(among))
    return [(names[one.text_id], shorten(one.heading or one.text, _EXCERPT)) for one in some[:LISTED]]
