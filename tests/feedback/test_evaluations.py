"""Evaluation material: periods, sums, and that small groups are not told."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from agency_scene import Office, make_office
from partisipasi.feedback.decisions import approve_decision, propose_decision
from partisipasi.feedback.issues import create_issue
from partisipasi.feedback.periods import named, offered, read_period, stretch
from partisipasi.feedback.queries.evaluations import evaluation_of, grouped
from partisipasi.kit.database import Transaction
from partisipasi.settings import Settings

TODAY = date(2026, 11, 24)


@pytest.fixture
async def office(tx: Transaction, settings: Settings) -> Office:
    return await make_office(tx, settings)


def test_periods_are_quarters_half_years_and_years() -> None:
    assert (stretch("quarter", TODAY).first, stretch("quarter", TODAY).last) == (date(2026, 10, 1), date(2026, 12, 31))
    assert stretch("quarter", date(2026, 1, 5), back=1).first == date(2025, 10, 1)
    assert stretch("half", TODAY, back=1) == named(date(2026, 1, 1), date(2026, 6, 30))
    assert [one.part for one in offered(TODAY)[:4]] == [4, 3, 2, 1]
    assert read_period("", "", TODAY) == stretch("quarter", TODAY)
    assert read_period("2026-01-05", "2026-01-05", TODAY) is not None
    for wrong in (("x", "2026-01-01"), ("2026-02-01", "2026-01-01"), ("2020-01-01", "2026-01-01"), ("2026-01-01", "")):
        assert read_period(*wrong, TODAY) is None


def test_a_group_of_few_people_is_not_told_and_cannot_be_worked_out() -> None:
    rows: list[dict[str, object]] = [
        {"by": "place", "name": "Medan Baru", "cases": 9, "people": 7},
        {"by": "place", "name": "Medan Kota", "cases": 3, "people": 2},
        {"by": "service", "name": "KTP", "cases": 4, "people": 3},
        {"by": "service", "name": "KK", "cases": 4, "people": 3},
        {"by": "status", "name": "done", "cases": 1, "people": 1},
    ]
    told = [(one.by, one.name, one.cases) for one in grouped(rows)]
    assert told == [("place", "Medan Baru", 9), ("place", "", None), ("service", "", 8), ("status", "done", 1)]


async def test_the_material_counts_the_period_and_its_sums_add_up(tx: Transaction, office: Office) -> None:
    now = datetime.now(UTC)
    made = await create_issue(
        tx, office.analyst, agency_id=office.agency_id, title="Loket?", receipts=[office.first, office.second]
    )
    before = await evaluation_of(tx, office.agency_id, now - timedelta(days=9), now + timedelta(days=1), today=TODAY)
    assert (before.said, before.people, before.placed) == (2, 2, 2)
    assert [(one.label, one.points, one.outcome) for one in before.themes] == [("M-001", 2, None)]
    assert before.outcomes == [] and before.actions == []
    proposed = await propose_decision(tx, office.analyst, issue_id=made.id, outcome="partly", reason="Mulai Juli.")
    await approve_decision(tx, office.boss, decision_id=proposed.id)
    found = await evaluation_of(tx, office.agency_id, now - timedelta(days=9), now + timedelta(days=1), today=TODAY)
    assert [one.label for one in found.actions] == ["M-001"]
    assert sum(row.issues for row in found.outcomes) == len(found.decided)
    assert sum(row.points for row in found.outcomes) == sum(one.points for one in found.decided)
    assert (found.decisions.count, found.decisions.median) == (2, None), "two are too few for a median"
    await tx.execute("UPDATE contribution SET state = 'hidden', hidden_rule = 'spam' WHERE receipt = $1", office.second)
    found = await evaluation_of(tx, office.agency_id, now - timedelta(days=9), now + timedelta(days=1), today=TODAY)
    assert (found.said, found.themes[0].points) == (1, 1)
    long_ago = await evaluation_of(
        tx, office.agency_id, now - timedelta(days=90), now - timedelta(days=60), today=TODAY
    )
    assert (long_ago.said, long_ago.themes, long_ago.outcomes) == (0, [], [])
