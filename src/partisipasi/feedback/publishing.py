"""Publishing a version: one transaction that locks, checks again, and makes text, decisions and notices public at once.

Everything costly was worked out on the concept beforehand; here states flip. A crash leaves the old version or the
whole new one.
"""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.discussions.anchors import complete_anchors
from partisipasi.drafts.actions.rounds import NO_INTRODUCTION, open_round
from partisipasi.drafts.sealing import seal_version
from partisipasi.feedback.facts import gate_of_version
from partisipasi.feedback.gate import REMAINDER, Gate
from partisipasi.feedback.owners import Owner
from partisipasi.feedback.releasing import release_decisions
from partisipasi.feedback.standing import stand, touch
from partisipasi.feedback.summaries import complete_summary
from partisipasi.feedback.tables import Remainder
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Forbidden, Invalid, NotFound
from partisipasi.kit.i18n import N_, zone
from partisipasi.kit.text import clean_text
from partisipasi.record.actions import write_record

LONGEST_REASON = 2000
NOT_YET = N_("This cannot be published yet. Each gap below leads to where it is mended.")


class Promised(msgspec.Struct, frozen=True):
    """Why some points stay unanswered, and by which day they will be answered."""

    reason: str
    promised_on: date


class Opening(msgspec.Struct, frozen=True):
    """The round that opens with a version. `opens_at` None or past means now; without words of its own it has those of
    the version. One of the two must say something.
    """

    closes_at: datetime
    introduction: str = ""
    opens_at: datetime | None = None


class Published(msgspec.Struct, frozen=True):
    """A version just published."""

    id: int
    draft_id: int
    number: int
    release_id: int
    round_id: int | None


class _Concept(msgspec.Struct):
    draft_id: int
    number: int
    state: str
    revision: int
    summary_edits: int


async def publish_version(
    tx: Transaction,
    viewer: Viewer,
    *,
    version_id: int,
    revision: int | None = None,
    summary_edits: int | None = None,
    introduction: str = "",
    introduction_en: str = "",
    remainder: Promised | None = None,
    opening: Opening | None = None,
) -> Published:
    """Publish a concept, with the decisions that were approved for it and the answers they give.

    Args:
        revision, summary_edits: the revision, and how often the summary had been edited, when the publisher saw both;
            a later text is not published unseen.
        introduction, introduction_en: the plain summary of the version: what changes, for whom, from when. Needed
            where a round opens with it.
        remainder: what a named approver leaves unanswered for a while.
        opening: the round to open on the new version.

    Raises:
        NotFound: no such version, or an outsider.
        Forbidden: no approver of the team, or one who made part of the concept or proposed what it would release.
        Conflict: published already, changed meanwhile (code `stale`), or the gate is not open: code `gate`, with the
            `Gate` as detail. Once the draft was enacted its official text may still be published, with changes that
            harmonisation or facilitation caused, but nothing opens on it any more (code `draft_closed`).
        Invalid: a remainder without reason or with a day that has passed, a round without a plain summary (field
            `introduction`) or with impossible times.
    """
    concept = await _lock(tx, viewer, version_id, revision, summary_edits, opens=opening is not None)
    _check_remainder(remainder, tx.now)
    if opening is not None and not (opening.introduction.strip() or introduction.strip()):
        raise Invalid({"introduction": NO_INTRODUCTION})
    await complete_anchors(tx, version_id)
    gate = await gate_of_version(tx, version_id)
    demand_publisher(viewer, gate)
    demand_gate(gate, with_remainder=remainder is not None)
    release_id = await release_decisions(
        tx,
        owner=Owner(concept.draft_id),
        kind="version",
        actor_id=viewer.account_id,
        decision_ids=await approved_decisions(tx, concept.draft_id),
        version_id=version_id,
    )
    await _settle_links(tx, version_id)
    await complete_summary(tx, version_id)
    await seal_version(
        tx,
        version_id=version_id,
        actor_id=viewer.account_id or 0,
        introduction=clean_text(introduction).strip(),
        introduction_en=clean_text(introduction_en).strip(),
    )
    if remainder is not None and gate.unanswered:
        await _promise(tx, release_id, remainder, gate)
    await write_record(
        tx,
        "version.released",
        actor_id=viewer.account_id,
        subject=("version", version_id),
        details={"release": release_id, "remainder": gate.unanswered},
    )
    round_ = None
    if opening is not None:
        round_ = await open_round(
            tx,
            viewer,
            version_id=version_id,
            opens_at=opening.opens_at,
            closes_at=opening.closes_at,
            introduction=opening.introduction,
        )
    touch(tx, concept.draft_id)
    return Published(version_id, concept.draft_id, concept.number, release_id, round_.id if round_ else None)


def demand_publisher(viewer: Viewer, gate: Gate) -> None:
    """Refuse an approver who is not independent of what is published, as long as somebody else could do it.

    Where nobody could, the gate's own gap `no_publisher` says so.

    Raises:
        Forbidden: somebody else must do it.
    """
    if gate.publishers and all(one.account_id != viewer.account_id for one in gate.publishers):
        raise Forbidden(N_("You made part of this or proposed one of its decisions. Another approver publishes it."))


def demand_gate(gate: Gate, *, with_remainder: bool = False) -> None:
    """Refuse while a gap is open that nothing excuses.

    Raises:
        Conflict: code `gate`, the gate as detail.
    """
    if any(gap.code not in REMAINDER or not with_remainder for gap in gate.gaps):
        raise Conflict(NOT_YET, code="gate", detail=gate)


async def approved_decisions(tx: Transaction, draft_id: int) -> list[int]:
    """The decisions of a draft that are approved and wait for a release."""
    return await tx.values(
        """SELECT d.id FROM decision d JOIN issue i ON i.id = d.issue_id
           WHERE i.draft_id = $1 AND d.state = 'approved' ORDER BY d.id""",
        draft_id,
    )


async def _lock(
    tx: Transaction, viewer: Viewer, version_id: int, revision: int | None, summary_edits: int | None, *, opens: bool
) -> _Concept:
    draft_id = await tx.value("SELECT draft_id FROM version WHERE id = $1", version_id)
    if draft_id is not None:
        draft = await stand(tx, viewer, draft_id, Act.publish_version, secret=True, text=True)
        if opens:
            draft.demand_open()
    concept = await tx.one(
        _Concept,
        "SELECT draft_id, number, state, revision, summary_edits FROM version WHERE id = $1 FOR NO KEY UPDATE",
        version_id,
    )
    if concept is None:
        raise NotFound(N_("This version does not exist."))
    if concept.state == "published":
        raise Conflict(N_("This version is published already."), code="published")
    unseen = revision is not None and revision != concept.revision
    if unseen or (summary_edits is not None and summary_edits != concept.summary_edits):
        raise Conflict(N_("The concept was changed meanwhile. Please read it again, then publish it."), code="stale")
    return concept


def _check_remainder(remainder: Promised | None, now: datetime) -> None:
    if remainder is None:
        return
    reason = clean_text(remainder.reason)
    errors = {}
    if not reason.strip() or len(reason) > LONGEST_REASON:
        errors["remainder_reason"] = N_("Say why these points are not answered yet.")
    if remainder.promised_on <= now.astimezone(zone()).date():
        errors["promised_on"] = N_("Promise a day that is still to come.")
    if errors:
        raise Invalid(errors)


async def _promise(tx: Transaction, release_id: int, remainder: Promised, gate: Gate) -> None:
    await tx.add(
        Remainder(
            release_id=release_id,
            reason=clean_text(remainder.reason),
            promised_on=remainder.promised_on,
            points=gate.unanswered,
        )
    )


async def _settle_links(tx: Transaction, version_id: int) -> None:
    """Keep only decisions in force behind the changes: a proposal that was never approved has caused nothing."""
    await tx.execute(
        """DELETE FROM decision_change l USING change h, decision d
           WHERE h.id = l.change_id AND d.id = l.decision_id AND h.version_id = $1 AND d.state <> 'released'""",
        version_id,
    )
