"""By when the input of a round is promised its answers, whether that was kept, and how far the answers have come."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

import msgspec

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.drafts.queries.rounds import round_view
from partisipasi.feedback.progress import Progress
from partisipasi.feedback.queries.results import REMAINDERS, RemainderRow
from partisipasi.feedback.standing import stand
from partisipasi.feedback.tables import AnswerPromise
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Invalid
from partisipasi.kit.i18n import N_, zone
from partisipasi.kit.text import clean_text
from partisipasi.record.actions import write_record

#: So long before a promised day the team is warned that it may be missed: two working weeks, in which decisions that
#: are worded can still be approved and a version be published.
WARN_BEFORE = timedelta(days=14)
LONGEST_REASON = 1000


class PromiseView(msgspec.Struct, frozen=True, kw_only=True):
    """The promise of a round as it stands now. `first`: the day promised at first, where it was put off since;
    `left`: how much of the round's input has no answer yet; `answered_at`: when the last answer was given.
    """

    round_id: int
    round_number: int
    promised_on: date
    reason: str
    first: date | None
    heard: int
    left: int
    answered_at: datetime | None
    over: bool

    def state(self, today: date) -> str:
        """ "waiting"; "soon" when the day is near; "missed" once it is over with input left; "kept", or "late"."""
        if self.over and not self.left and (self.heard or today > self.promised_on):
            last = self.answered_at.astimezone(zone()).date() if self.answered_at else None
            return "kept" if last is None or last <= self.promised_on else "late"
        if today > self.promised_on:
            return "missed"
        return "soon" if self.promised_on - today <= WARN_BEFORE else "waiting"

    def days(self, today: date) -> int:
        """Days until the promised day; negative once it is over."""
        return (self.promised_on - today).days


class Outlook(msgspec.Struct, frozen=True):
    """How far the answers to a draft have come, what is promised, and what publications left unanswered."""

    progress: Progress
    promises: list[PromiseView]
    remainders: list[RemainderRow]


_PROMISES = """
    SELECT r.draft_id, r.id AS round_id, r.number AS round_number, m.promised_on, m.reason,
           CASE WHEN f.promised_on <> m.promised_on THEN f.promised_on END AS first,
           coalesce(p.heard, 0) AS heard, coalesce(p.heard - p.answered, 0) AS left, p.answered_at,
           r.closes_at <= now() AS over
    FROM round r
    JOIN LATERAL (SELECT * FROM answer_promise a WHERE a.round_id = r.id ORDER BY a.id DESC LIMIT 1) m ON true
    JOIN LATERAL (SELECT promised_on FROM answer_promise a WHERE a.round_id = r.id ORDER BY a.id LIMIT 1) f ON true
    LEFT JOIN round_progress p ON p.round_id = r.id"""


async def promise_answers(
    tx: Transaction, viewer: Viewer, *, round_id: int, promised_on: date, reason: str = ""
) -> None:
    """Promise the input of a round its answers by a day, or put off the day that was promised.

    Args:
        promised_on: a day in the city's zone, not before the round closes and not past.
        reason: why another day is promised than before; everybody can read it.

    Raises:
        NotFound: no such round.
        Forbidden: neither drafter nor approver of the team.
        Conflict: the draft is closed.
        Invalid: a day that does not fit, or another day without a reason.
    """
    found = await round_view(tx, round_id)
    await stand(tx, viewer, found.draft_id, Act.manage_rounds)
    before = await promised_day(tx, round_id)
    if before == promised_on:
        return
    reason = clean_text(reason)
    errors = {}
    if promised_on < found.closes_at.astimezone(zone()).date():
        errors["promised_on"] = N_("Answers cannot be promised before the round closes.")
    elif promised_on < tx.now.astimezone(zone()).date():
        errors["promised_on"] = N_("This day is over already.")
    if before is not None and not reason.strip():
        errors["reason"] = N_("Give the reason; everybody can read it.")
    elif len(reason) > LONGEST_REASON:
        errors["reason"] = N_("This text is too long.")
    if errors:
        raise Invalid(errors)
    await tx.add(
        AnswerPromise(
            round_id=round_id,
            promised_on=promised_on,
            reason=reason if before is not None else "",
            promised_by=viewer.account_id,
        )
    )
    await write_record(
        tx,
        "answers.promised",
        actor_id=viewer.account_id,
        subject=("round", round_id),
        details={"on": promised_on.isoformat(), "before": before.isoformat() if before else None},
    )
    tx.changed("home", "drafts", f"draft:{found.draft_id}")


async def promised_day(tx: Transaction, round_id: int) -> date | None:
    """The day that is promised now; None where none ever was."""
    found: date | None = await tx.value(
        "SELECT promised_on FROM answer_promise WHERE round_id = $1 ORDER BY id DESC LIMIT 1", round_id
    )
    return found


async def promises_of(tx: Transaction, draft_ids: Collection[int]) -> dict[int, list[PromiseView]]:
    """Draft id → the promises of its rounds, latest round first; every draft asked for is there."""
    rows = await tx.rows(f"{_PROMISES} WHERE r.draft_id = ANY ($1::bigint[]) ORDER BY r.number DESC", list(draft_ids))
    found: dict[int, list[PromiseView]] = {draft_id: [] for draft_id in draft_ids}
    for row in rows:
        found[row.pop("draft_id")].append(PromiseView(**row))
    return found


async def outlook_of(tx: Transaction, draft_id: int) -> Outlook:
    """How far the answers to a public draft have come, in one query."""
    (row,) = await tx.rows(
        f"""SELECT (SELECT to_json(p)::text FROM draft_progress p WHERE p.draft_id = $1) AS progress,
                   (SELECT json_agg(m ORDER BY m.round_number DESC)::text FROM ({_PROMISES} WHERE r.draft_id = $1) m)
                     AS promises,
                   (SELECT json_agg(m)::text FROM ({REMAINDERS}) m) AS remainders""",
        draft_id,
    )
    return Outlook(
        msgspec.json.decode(row["progress"], type=Progress) if row["progress"] else Progress(),
        msgspec.json.decode(row["promises"] or "[]", type=list[PromiseView]),
        msgspec.json.decode(row["remainders"] or "[]", type=list[RemainderRow]),
    )


def today() -> date:
    """The day it is in the city's zone."""
    return datetime.now(zone()).date()
