"""Writing a decision: the one way in which anything a moderator does comes to be known and can be objected to."""

from __future__ import annotations

from datetime import datetime

from partisipasi.kit.codes import new_decision_ref
from partisipasi.kit.database import Transaction
from partisipasi.moderation.public_words import check_public_words
from partisipasi.moderation.rules import UNDO_WITHIN, UNDOABLE
from partisipasi.moderation.tables import ModerationDecision
from partisipasi.moderation.telling import tell_decision_later
from partisipasi.record.actions import write_record

#: Acts that settle what was reported about a contribution. Asking for an edit does not: the result is looked at.
_SETTLING = frozenset({"no_violation", "mask", "hide", "restore", "release", "warn", "pace", "suspend"})


async def write_decision(
    tx: Transaction,
    *,
    act: str,
    decided_by: int | None,
    contribution_id: int | None = None,
    thread_id: int | None = None,
    account_id: int | None = None,
    rule: str | None = None,
    facts: str = "",
    detection: str = "",
    automated: bool = False,
    scope: str = "",
    per_day: int | None = None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    public_reason: str = "",
    private_note: str = "",
    seconded_by: int | None = None,
    supersedes_id: int | None = None,
    batch_id: int | None = None,
    held_reason: str | None = None,
    before: str | None = None,
) -> ModerationDecision:
    """Write a decision down, once for all: record, public log, and the job that tells those concerned.

    It changes nothing but that; whoever calls it has checked the right and carries the act out in the same transaction.
    What can still be undone is told only afterwards, and an undoing is told to nobody.

    Args:
        act: of ACTS.
        contribution_id, thread_id, account_id: what it is about, exactly one of them.
        rule: of RULES; None where no rule is broken (no violation, restored, released, moved for order).
        facts: what was found, in public words without personal data.
        detection: of DETECTIONS; left out, it is "held" for a release, "report" where a report is open, else "staff".
        automated: whether a program decided.
        scope: what the restriction covers, in public words.
        per_day: how many a day, of a pace.
        starts_at, ends_at: from when until when it counts, where it has an end.
        public_reason: for everybody. private_note: for moderators alone.
        seconded_by: who agreed, where two have to decide.
        supersedes_id: the decision that this one changes or takes back.
        batch_id: the batch it was made in.
        held_reason: why it was held before, where it was.
        before: how the thread stood before, as it is stored.

    Returns:
        The row, with id and public reference.

    Raises:
        Invalid: `public_reason` or `facts` holds personal data.
    """
    for field, words in (("public_reason", public_reason), ("facts", facts)):
        check_public_words(field, words)
    if not detection:
        detection = await _how_found(tx, act, contribution_id)
    decision = await tx.add(
        ModerationDecision(
            public_ref=new_decision_ref(),
            contribution_id=contribution_id,
            thread_id=thread_id,
            account_id=account_id,
            author_id=await _author(tx, contribution_id, thread_id, account_id),
            act=act,
            rule=rule,
            facts=facts,
            detection=detection,
            automated=automated,
            scope=scope,
            per_day=per_day,
            starts_at=starts_at,
            ends_at=ends_at,
            public_reason=public_reason,
            private_note=private_note,
            decided_by=decided_by,
            seconded_by=seconded_by,
            supersedes_id=supersedes_id,
            batch_id=batch_id,
            held_reason=held_reason,
            before=before,
            at=tx.now,
        )
    )
    await _settle_reports(tx, decision)
    await _record(tx, decision)
    tx.changed("moderation-log")
    if act != "undo":
        undoable = act in UNDOABLE and supersedes_id is None and not automated
        await tell_decision_later(tx, decision.id, delay=UNDO_WITHIN if undoable else None)
    return decision


async def _how_found(tx: Transaction, act: str, contribution_id: int | None) -> str:
    if act == "release":
        return "held"
    found: str = await tx.value(
        """SELECT CASE WHEN EXISTS (SELECT 1 FROM report WHERE contribution_id = $1 AND closed_at IS NULL) THEN 'report'
                       ELSE 'staff' END""",
        contribution_id,
    )
    return found


async def _author(
    tx: Transaction, contribution_id: int | None, thread_id: int | None, account_id: int | None
) -> int | None:
    """Whoever is concerned, as a contributor."""
    found: int | None = await tx.value(
        """SELECT contributor_id FROM contribution WHERE id = $1
           UNION ALL SELECT o.id FROM contributor o JOIN thread h ON h.opened_by = o.account_id WHERE h.id = $2
           UNION ALL SELECT id FROM contributor WHERE account_id = $3""",
        contribution_id,
        thread_id,
        account_id,
    )
    return found


async def _settle_reports(tx: Transaction, decision: ModerationDecision) -> None:
    if decision.contribution_id is not None and decision.act in _SETTLING:
        await tx.execute(
            "UPDATE report SET closed_at = now(), decision_id = $2 WHERE contribution_id = $1 AND closed_at IS NULL",
            decision.contribution_id,
            decision.id,
        )


async def _record(tx: Transaction, decision: ModerationDecision) -> None:
    kind, target = next(
        (kind, target)
        for kind, target in (
            ("contribution", decision.contribution_id),
            ("thread", decision.thread_id),
            ("account", decision.account_id),
        )
        if target is not None
    )
    details: dict[str, object] = {"decision": decision.id, "rule": decision.rule}
    if decision.batch_id is not None:
        details["batch"] = decision.batch_id
    if decision.supersedes_id is not None:
        details["supersedes"] = decision.supersedes_id
    await write_record(
        tx, f"{kind}.moderated_{decision.act}", actor_id=decision.decided_by, subject=(kind, target), details=details
    )
