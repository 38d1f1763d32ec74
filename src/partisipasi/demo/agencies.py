"""How the example's agencies answer what people told them: two officers, an issue, a decision public at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.demo.clock import Event
from partisipasi.demo.content import read
from partisipasi.demo.people import People
from partisipasi.demo.places import Places
from partisipasi.feedback.decisions import approve_decision, propose_decision
from partisipasi.feedback.issues import create_issue
from partisipasi.kit.database import Transaction
from partisipasi.topics.officers import name_officer

#: Who answers for which agency, and as what.
_OFFICERS = (
    ("bkpsdm", "rizky-pohan", "analyst"),
    ("bkpsdm", "nurhayati-harahap", "approver"),
    ("organisasi", "lina-wijaya", "analyst"),
    ("organisasi", "johannes-panggabean", "approver"),
    ("disdukcapil", "agus-prasetyo", "analyst"),
    ("disdukcapil", "johannes-panggabean", "approver"),
)


class AgencyIssuePlan(msgspec.Struct):
    """An issue of an agency and its decision. It is made of a `thread` of the forum, or of cases about a `service`."""

    agency: str
    analyst: str
    approver: str
    day: int
    title: str
    summary: str
    outcome: str
    reason: str
    thread: str = ""
    service: str = ""


class AgencyIssues:
    """The issues of agencies, raised and decided."""

    def __init__(self, tx: Transaction, people: People, places: Places) -> None:
        self._tx = tx
        self._people = people
        self._places = places

    async def name_officers(self, administrator: Viewer) -> None:
        """Name those who answer for agencies."""
        for agency, person, role in _OFFICERS:
            await name_officer(
                self._tx,
                administrator,
                agency_id=self._places.agencies[agency],
                account_id=self._people.account(person),
                role=role,
            )

    def events(self) -> Iterator[tuple[int, str, Event]]:
        """What happens, with its day and time."""
        for plan in read("agency_issues", list[AgencyIssuePlan]):
            yield plan.day, "14:00", partial(self._answer, plan)

    async def _answer(self, plan: AgencyIssuePlan) -> None:
        receipts = await self._tx.values(
            """SELECT c.receipt FROM contribution c JOIN thread t ON t.id = c.thread_id
               LEFT JOIN service_case k ON k.contribution_id = c.id LEFT JOIN service s ON s.id = k.service_id
               WHERE c.state = 'published' AND c.kind <> 'official' AND c.depth = 0
                 AND (t.title = nullif($1, '') OR s.name = $2) ORDER BY c.id""",
            plan.thread,
            plan.service,
        )
        await decide_issue(
            self._tx,
            await self._people.viewer(plan.analyst),
            await self._people.viewer(plan.approver),
            agency_id=self._places.agencies[plan.agency],
            title=plan.title,
            summary=plan.summary,
            receipts=receipts,
            outcome=plan.outcome,
            reason=plan.reason,
        )


async def decide_issue(
    tx: Transaction,
    analyst: Viewer,
    approver: Viewer,
    *,
    agency_id: int,
    title: str,
    summary: str,
    receipts: Sequence[str],
    outcome: str,
    reason: str,
) -> int:
    """Make an issue of an agency, and let two officers decide on it.

    Returns:
        The issue's id.
    """
    issue = await create_issue(tx, analyst, agency_id=agency_id, title=title, summary=summary, receipts=list(receipts))
    decision = await propose_decision(tx, analyst, issue_id=issue.id, outcome=outcome, reason=reason)
    await approve_decision(tx, approver, decision_id=decision.id)
    await tx.execute("UPDATE issue SET created_at = $2 WHERE id = $1", issue.id, tx.now)
    await tx.execute("UPDATE point SET placed_at = $2 WHERE issue_id = $1", issue.id, tx.now)
    await tx.execute("UPDATE decision SET proposed_at = $2 WHERE id = $1", decision.id, tx.now)
    return issue.id
