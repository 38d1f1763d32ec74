"""What officers do with lost changes: say it of another change, set it aside for good, or list it again."""

from __future__ import annotations

import msgspec

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.feedback.changes import GONE, LONGEST_EXPLANATION, set_change
from partisipasi.feedback.losses import both_sentences, decisions_now
from partisipasi.feedback.standing import stand, touch
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Invalid, NotFound
from partisipasi.kit.i18n import N_
from partisipasi.record.actions import write_record

_NOT_LISTED = N_("This is no longer listed as lost: somebody else has dealt with it, or the change is back.")
_PUBLISHED = N_("This version is published; its changes stand as they are.")
_TOO_LONG = N_("Together with the explanation that stands there this is too long: at most %(limit)s characters.")


class _Lost(msgspec.Struct):
    id: int
    draft_id: int
    version_id: int
    state: str
    cause: str | None
    explanation: str
    decision_ids: list[int]
    discarded: bool


class _Change(msgspec.Struct):
    id: int
    technical: bool
    cause: str | None
    explanation: str
    decision_ids: list[int]


async def attach_lost(tx: Transaction, viewer: Viewer, *, lost_id: int, change_id: int) -> None:
    """Say of another change of the concept what was said of one that is gone; the other's own words stay.

    Raises:
        NotFound: no such lost change or change of its concept for this viewer, or it is no longer listed.
        Forbidden: the viewer does not place points in this draft.
        Conflict: the version is published (code `published`).
        Invalid: only numbers shift in that change, or both explanations are too long together.
    """
    lost = await _standing(tx, viewer, lost_id)
    change = await tx.one(
        _Change,
        """SELECT h.id, h.technical, h.cause, h.explanation,
                  array(SELECT l.decision_id FROM decision_change l WHERE l.change_id = h.id) AS decision_ids
           FROM change h WHERE h.id = $1 AND h.version_id = $2""",
        change_id,
        lost.version_id,
    )
    if change is None:
        raise NotFound(GONE)
    standing = await decisions_now(tx, lost.decision_ids)
    explanation = both_sentences(change.explanation, lost.explanation)
    if len(explanation) > LONGEST_EXPLANATION:
        raise Invalid({"change": _TOO_LONG}, limit=LONGEST_EXPLANATION)
    decisions = {*change.decision_ids, *standing.values()}
    cause = "public_input" if decisions else change.cause or lost.cause
    await set_change(
        tx, viewer, change_id=change_id, cause=cause, explanation=explanation, decision_ids=sorted(decisions)
    )
    await tx.execute("DELETE FROM lost_change WHERE id = $1", lost.id)
    await _record(tx, viewer, "lost_change.attached", lost)


async def discard_lost(tx: Transaction, viewer: Viewer, *, lost_id: int) -> None:
    """Take a lost change off the list: what was said of it is not needed any more. It can be listed again.

    Raises:
        NotFound, Forbidden, Conflict: as for `attach_lost`.
    """
    lost = await _standing(tx, viewer, lost_id)
    await tx.execute(
        "UPDATE lost_change SET discarded_at = now(), discarded_by = $2 WHERE id = $1", lost.id, viewer.account_id
    )
    await _record(tx, viewer, "lost_change.discarded", lost)


async def list_again(tx: Transaction, viewer: Viewer, *, lost_id: int) -> None:
    """Put a discarded lost change back on the list.

    Raises:
        NotFound, Forbidden, Conflict: as for `attach_lost`.
    """
    lost = await _standing(tx, viewer, lost_id, discarded=True)
    await tx.execute("UPDATE lost_change SET discarded_at = NULL, discarded_by = NULL WHERE id = $1", lost.id)
    await _record(tx, viewer, "lost_change.listed", lost)


async def _standing(tx: Transaction, viewer: Viewer, lost_id: int, *, discarded: bool = False) -> _Lost:
    draft_id = await tx.value(
        "SELECT v.draft_id FROM lost_change l JOIN version v ON v.id = l.version_id WHERE l.id = $1", lost_id
    )
    if draft_id is None:
        raise NotFound(_NOT_LISTED)
    await stand(tx, viewer, draft_id, Act.place_points, secret=True, text=True)
    lost = await tx.one(
        _Lost,
        """SELECT l.id, v.draft_id, l.version_id, v.state, l.cause, l.explanation, l.decision_ids,
                  l.discarded_at IS NOT NULL AS discarded
           FROM lost_change l JOIN version v ON v.id = l.version_id WHERE l.id = $1""",
        lost_id,
    )
    if lost is None or lost.discarded != discarded:
        raise Conflict(_NOT_LISTED, code="not_listed")
    if lost.state == "published":
        raise Conflict(_PUBLISHED, code="published")
    return lost


async def _record(tx: Transaction, viewer: Viewer, kind: str, lost: _Lost) -> None:
    details = {"cause": lost.cause, "decisions": sorted(lost.decision_ids)}
    await write_record(tx, kind, actor_id=viewer.account_id, subject=("version", lost.version_id), details=details)
    touch(tx, lost.draft_id)
