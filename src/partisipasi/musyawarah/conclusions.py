"""Writing a conclusion line by line, proposing it, taking it back; ending a musyawarah without one, with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.thread_events import note_event
from partisipasi.kit.codes import parse_receipt
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Invalid, NotFound
from partisipasi.kit.i18n import N_
from partisipasi.kit.jobs import enqueue
from partisipasi.kit.text import clean_text
from partisipasi.musyawarah.floor import Floor, lead_floor, role_of
from partisipasi.musyawarah.tables import PARTS, Conclusion, ConclusionLine, LineCitation, LineWording
from partisipasi.musyawarah.telling import TELL_CONCLUSION
from partisipasi.record.actions import write_record

#: How long participants may contest a line.
CONTEST_TIME = timedelta(days=7)
LONGEST_LINE, LONGEST_INTRODUCTION, LONGEST_REASON = 1000, 3000, 1000
MOST_LINES, MOST_CITED = 60, 20
PROPOSED = N_("The conclusion is proposed already.")


class _Line(msgspec.Struct, frozen=True):
    id: int
    proposed: bool


async def add_line(
    tx: Transaction, viewer: Viewer, *, thread_id: int, part: str, body: str, receipts: Sequence[str]
) -> int:
    """Write one more line into the conclusion that is being made; the first line begins it. Nobody else sees it yet.

    Args:
        part: of `PARTS`: which of the three lists.
        receipts: what the line rests on, said in this thread; as typed.

    Returns:
        The line's id.

    Raises:
        NotFound, SignInNeeded, Forbidden, Conflict: as `lead_floor`; `proposed`.
        Invalid: part, body, cited.
    """
    floor = await lead_floor(tx, viewer, thread_id)
    if floor.proposed:
        raise Conflict(PROPOSED, code="proposed")
    words = _checked(part, body)
    cited = await _cited(tx, floor, receipts)
    conclusion_id = floor.conclusion_id or await _begin(tx, viewer, thread_id)
    if await tx.value("SELECT count(*) FROM conclusion_line WHERE conclusion_id = $1", conclusion_id) >= MOST_LINES:
        raise Invalid({"body": N_("A conclusion has at most 60 lines.")})
    line = await tx.add(ConclusionLine(conclusion_id=conclusion_id))
    await tx.add(LineWording(line_id=line.id, number=1, part=part, body=words))
    await tx.add_all([LineCitation(line_id=line.id, contribution_id=one) for one in cited])
    return line.id


async def remove_line(tx: Transaction, viewer: Viewer, *, thread_id: int, line_id: int) -> None:
    """Take a line out of the conclusion that is being made.

    Raises:
        NotFound, SignInNeeded, Forbidden, Conflict: as `lead_floor`; `proposed`.
    """
    floor = await lead_floor(tx, viewer, thread_id)
    if floor.proposed:
        raise Conflict(PROPOSED, code="proposed")
    known = await tx.value(
        "SELECT id FROM conclusion_line WHERE id = $1 AND conclusion_id = $2", line_id, floor.conclusion_id
    )
    if known is None:
        raise NotFound(N_("There is no such line."))
    await tx.execute("DELETE FROM line_citation WHERE line_id = $1", line_id)
    await tx.execute("DELETE FROM line_wording WHERE line_id = $1", line_id)
    await tx.execute("DELETE FROM conclusion_line WHERE id = $1", line_id)


async def propose_conclusion(tx: Transaction, viewer: Viewer, *, thread_id: int, introduction: str = "") -> int:
    """Propose the conclusion: it is public from now on, and participants may contest its lines for seven days.

    Returns:
        The conclusion's id.

    Raises:
        NotFound, SignInNeeded, Forbidden, Conflict: as `lead_floor`; `proposed`.
        Invalid: no line, the introduction is too long.
    """
    floor = await lead_floor(tx, viewer, thread_id)
    if floor.proposed:
        raise Conflict(PROPOSED, code="proposed")
    words = clean_text(introduction)
    if len(words) > LONGEST_INTRODUCTION:
        raise Invalid({"introduction": N_("This text is too long.")})
    lines = await tx.value("SELECT count(*) FROM conclusion_line WHERE conclusion_id = $1", floor.conclusion_id)
    if not lines or floor.conclusion_id is None:
        raise Invalid({"introduction": N_("Write at least one line first.")})
    await tx.execute(
        """UPDATE conclusion SET introduction = $2, proposed_at = now(), contest_until = now() + $3::interval,
                  by_role = $4, made_by = $5 WHERE id = $1""",
        floor.conclusion_id,
        words,
        CONTEST_TIME,
        role_of(viewer),
        viewer.account_id,
    )
    await note_event(tx, thread_id=thread_id, kind="summarised", by_role=role_of(viewer), detail="conclusion")
    await write_record(
        tx,
        "conclusion.proposed",
        actor_id=viewer.account_id,
        subject=("thread", thread_id),
        details={"conclusion": floor.conclusion_id, "lines": lines},
    )
    await enqueue(tx, TELL_CONCLUSION, {"conclusion": floor.conclusion_id})
    return floor.conclusion_id


async def withdraw_conclusion(tx: Transaction, viewer: Viewer, *, thread_id: int, reason: str) -> None:
    """Take a proposed conclusion back while it can be contested; it stays readable, and the talk goes on.

    Raises:
        NotFound, SignInNeeded, Forbidden, Conflict: as `lead_floor`; `not_open`: none is open to be contested.
        Invalid: reason.
    """
    floor = await lead_floor(tx, viewer, thread_id)
    if not floor.contestable:
        raise Conflict(N_("No conclusion is open to be contested now."), code="not_open")
    why = checked_reason(reason)
    await tx.execute(
        "UPDATE conclusion SET withdrawn_at = now(), withdrawn_reason = $2 WHERE id = $1", floor.conclusion_id, why
    )
    await note_event(tx, thread_id=thread_id, kind="reopened", by_role=role_of(viewer), reason=why, detail="conclusion")
    await write_record(
        tx,
        "conclusion.withdrawn",
        actor_id=viewer.account_id,
        subject=("thread", thread_id),
        details={"conclusion": floor.conclusion_id},
    )


async def end_unconcluded(tx: Transaction, viewer: Viewer, *, thread_id: int, reason: str) -> None:
    """Close a musyawarah that comes to no conclusion; why is told in its stream.

    Raises:
        NotFound, SignInNeeded, Forbidden, Conflict: as `lead_floor`; `proposed`: there is a conclusion.
        Invalid: reason.
    """
    floor = await lead_floor(tx, viewer, thread_id)
    if floor.proposed:
        raise Conflict(PROPOSED, code="proposed")
    why = checked_reason(reason)
    await tx.execute("UPDATE thread SET closed_at = now(), opens_at = NULL, closes_at = NULL WHERE id = $1", thread_id)
    await note_event(tx, thread_id=thread_id, kind="closed", by_role=role_of(viewer), reason=why)
    await write_record(tx, "thread.closed", actor_id=viewer.account_id, subject=("thread", thread_id))


def checked_reason(reason: str) -> str:
    """A reason in public words.

    Raises:
        Invalid: none, or too long.
    """
    why = clean_text(reason)
    if not why:
        raise Invalid({"reason": N_("Say why, in words that everybody can read.")})
    if len(why) > LONGEST_REASON:
        raise Invalid({"reason": N_("This text is too long.")})
    return why


def checked_line(part: str, body: str) -> dict[str, str]:
    """What is wrong with a line, field by field."""
    wrong: dict[str, str] = {}
    if part not in PARTS:
        wrong["part"] = N_("Choose one of the three lists.")
    if not body:
        wrong["body"] = N_("Write the line.")
    elif len(body) > LONGEST_LINE:
        wrong["body"] = N_("This text is too long.")
    return wrong


def _checked(part: str, body: str) -> str:
    words = clean_text(body)
    if wrong := checked_line(part, words):
        raise Invalid(wrong)
    return words


async def _begin(tx: Transaction, viewer: Viewer, thread_id: int) -> int:
    return (await tx.add(Conclusion(thread_id=thread_id, made_by=viewer.account_id, by_role=role_of(viewer)))).id


async def _cited(tx: Transaction, floor: Floor, receipts: Sequence[str]) -> list[int]:
    """Ids of what is cited: public, in this thread, at least one."""
    known = {receipt for typed in receipts if (receipt := parse_receipt(typed))}
    if not known or len(known) < len({typed for typed in receipts if typed.strip()}):
        raise Invalid({"cited": N_("Name the receipt numbers of what the line rests on, such as K7PM-3QXD-9.")})
    if len(known) > MOST_CITED:
        raise Invalid({"cited": N_("A line cites at most 20 contributions.")})
    ids: list[int] = await tx.values(
        "SELECT id FROM contribution WHERE receipt = ANY($1::text[]) AND thread_id = $2 AND state = 'published'",
        sorted(known),
        floor.thread_id,
    )
    if len(ids) < len(known):
        raise Invalid({"cited": N_("One of these was not said in this musyawarah, or is no longer shown.")})
    return sorted(ids)
