"""Contesting a line for seven days, and what the facilitator makes of it afterwards: it stands, or it is amended."""

from __future__ import annotations

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.contributing import Posted, contribute, demand_confirmed
from partisipasi.discussions.places import Target
from partisipasi.discussions.thread_events import note_event
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Forbidden, Invalid, NotFound
from partisipasi.kit.i18n import N_
from partisipasi.kit.text import clean_text
from partisipasi.musyawarah.conclusions import checked_line, checked_reason
from partisipasi.musyawarah.floor import Floor, demand_leading, role_of, take_floor
from partisipasi.musyawarah.tables import Contest, LineWording
from partisipasi.record.actions import write_record
from partisipasi.settings import Settings

SHORTEST_CONTEST = 15
#: Aliases: `t` the thread, $2 an account: who has said or answered something in it.
TOOK_PART = """(
    EXISTS (SELECT 1 FROM contribution c JOIN contributor p ON p.id = c.contributor_id
            WHERE c.thread_id = t.id AND c.state = 'published' AND p.account_id = $2)
    OR EXISTS (SELECT 1 FROM temperature m JOIN wording w ON w.id = m.wording_id
               WHERE w.thread_id = t.id AND m.account_id = $2 AND m.replaced_at IS NULL))"""


class _Line(msgspec.Struct, frozen=True):
    part: str
    body: str
    number: int
    contests: int
    open_contests: int
    contested: bool


async def contest_line(
    tx: Transaction,
    viewer: Viewer,
    settings: Settings,
    *,
    thread_id: int,
    line_id: int,
    body: str,
    sure: bool = False,
    asks: bool = False,
    quick: bool = False,
) -> Posted:
    """Say that a line of the proposed conclusion is not right; the words stand beside it.

    Raises:
        SignInNeeded, Forbidden: not a confirmed account, or nobody who took part; who leads it takes it back instead.
        NotFound: no such line in the conclusion proposed.
        Conflict: `not_open`: the seven days are over, or it was taken back; `contested`: once already by the viewer.
        Invalid: body, sure. TooMany: too often.
    """
    demand_confirmed(viewer)
    floor = await take_floor(tx, viewer, thread_id, change=False)
    if not floor.contestable:
        raise Conflict(N_("This conclusion can no longer be contested. Your words are still below."), code="not_open")
    line = await _line(tx, viewer, floor, line_id)
    if viewer.account_id == floor.opened_by:
        raise Forbidden(N_("Who leads a musyawarah takes the conclusion back instead of contesting it."))
    if not await tx.value(f"SELECT {TOOK_PART} FROM thread t WHERE t.id = $1", thread_id, viewer.account_id):
        raise Forbidden(N_("A line is contested by those who took part in the musyawarah."))
    if line.contested:
        raise Conflict(N_("You have contested this line already."), code="contested")
    if len(clean_text(body)) < SHORTEST_CONTEST:
        raise Invalid({"body": N_("Say what is not right about this line, in a few words.")})
    posted = await contribute(
        tx, viewer, settings, target=Target(thread_id=thread_id), body=body, sure=sure, asks=asks, quick=quick
    )
    await tx.add(Contest(line_id=line_id, account_id=viewer.account_id, contribution_id=posted.id))
    tx.changed(f"thread:{thread_id}")
    return posted


async def decide_contested(
    tx: Transaction,
    viewer: Viewer,
    *,
    thread_id: int,
    line_id: int,
    seen: int,
    outcome: str,
    reason: str,
    part: str = "",
    body: str = "",
) -> None:
    """After the seven days, say of a contested line that it stands, or amend it; the earlier words stay readable.

    Args:
        seen: number of the line's wording that the form showed.
        outcome: "stands" or "amended"; with the latter, part and body are the line's new place and words.

    Raises:
        NotFound, SignInNeeded, Forbidden: as `lead_floor`.
        Conflict: `still_open`: the seven days are not over; `not_contested`; `newer_line`: amended meanwhile.
        Invalid: outcome, reason, part, body.
    """
    floor = await take_floor(tx, viewer, thread_id, change=True)
    demand_leading(viewer, floor)
    line = await _line(tx, viewer, floor, line_id)
    if floor.contestable:
        raise Conflict(N_("The line can be contested for now; decide on it when the time is over."), code="still_open")
    if not line.open_contests:
        raise Conflict(N_("Nobody contests this line, or it was decided on already."), code="not_contested")
    if line.number != seen:
        raise Conflict(N_("Somebody has amended this line meanwhile."), code="newer_line")
    why = checked_reason(reason)
    if outcome == "amended":
        words = clean_text(body)
        wrong = checked_line(part, words)
        if not wrong and (part, words) == (line.part, line.body):
            wrong = {"body": N_("These are the line's words now.")}
        if wrong:
            raise Invalid(wrong)
        await tx.add(LineWording(line_id=line_id, number=line.number + 1, part=part, body=words, reason=why))
    elif outcome != "stands":
        raise Invalid({"outcome": N_("Choose whether the line stands or is amended.")})
    await tx.execute(
        """UPDATE contest SET outcome = $2, reason = $3, decided_at = now()
           WHERE line_id = $1 AND outcome IS NULL""",
        line_id,
        outcome,
        why,
    )
    await note_event(
        tx, thread_id=thread_id, kind="summarised", by_role=role_of(viewer), reason=why, detail=f"line_{outcome}"
    )
    await write_record(
        tx,
        "conclusion.decided",
        actor_id=viewer.account_id,
        subject=("thread", thread_id),
        details={"line": line_id, "outcome": outcome},
    )


async def _line(tx: Transaction, viewer: Viewer, floor: Floor, line_id: int) -> _Line:
    found = None
    if floor.proposed:
        found = await tx.one(
            _Line,
            """SELECT x.part, x.body, x.number,
                      (SELECT count(*) FROM contest k WHERE k.line_id = l.id) AS contests,
                      (SELECT count(*) FROM contest k WHERE k.line_id = l.id AND k.outcome IS NULL) AS open_contests,
                      EXISTS (SELECT 1 FROM contest k WHERE k.line_id = l.id AND k.account_id = $3) AS contested
               FROM conclusion_line l JOIN LATERAL (SELECT * FROM line_wording x WHERE x.line_id = l.id
                                                    ORDER BY x.number DESC LIMIT 1) x ON true
               WHERE l.id = $1 AND l.conclusion_id = $2""",
            line_id,
            floor.conclusion_id,
            viewer.account_id,
        )
    if found is None:
        raise NotFound(N_("There is no such line."))
    return found
