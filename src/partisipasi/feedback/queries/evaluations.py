"""Evaluation material of an agency: what people told it in a period, what it decided, how long that took.

Everything is counted; nobody is named, and words are found by their receipts alone. Groups in which fewer than FEWEST
people spoke are put together, as a place or a service with two people in it may say who they are.
"""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from partisipasi.feedback.gate import issue_label
from partisipasi.feedback.queries.results import OutcomeTotal
from partisipasi.kit.database import Transaction

#: People that a group must have to stand by itself, and times that a median must be of.
FEWEST = 5
#: Issues told one by one; the agency's page has all of them.
_THEMES = 100


class Waits(msgspec.Struct, frozen=True):
    """How long something took, in days. `median` and `slowest` (90th percentile) are None where there are too few."""

    count: int
    median: float | None
    slowest: float | None


class Theme(msgspec.Struct, frozen=True, kw_only=True):
    """An issue with input of the period, or decided in it. The counts are of the period. `outcome`: of the decision now
    in force; `decided`: it was made public in the period.
    """

    id: int
    number: int
    title: str
    points: int
    contributions: int
    people: int
    outcome: str | None
    released_at: datetime | None
    decided: bool
    reason_html: str | None

    @property
    def label(self) -> str:
        """M-014."""
        return issue_label(self.number)


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """Cases by service, place or status. `name` is empty for what was put together; the count is None where even that
    is of too few people.
    """

    by: str
    name: str
    cases: int | None


class Evaluation(msgspec.Struct, frozen=True, kw_only=True):
    """All of it. `said`, `people`, `placed`: input of the period; `cases`: of services in it; `overdue`: of these, open
    and past their day now; `resolved`, `unresolved`: what their authors said last.
    """

    said: int
    people: int
    placed: int
    cases: int
    open: int
    overdue: int
    ended: int
    resolved: int
    unresolved: int
    first_answers: Waits
    decisions: Waits
    themes: list[Theme] = []
    groups: list[Group] = []
    outcomes: list[OutcomeTotal] = []

    @property
    def decided(self) -> list[Theme]:
        """Issues decided in the period."""
        return [one for one in self.themes if one.decided]

    @property
    def actions(self) -> list[Theme]:
        """What the agency said it would change: decided in the period and taken up, in full or in part."""
        return [one for one in self.decided if one.outcome in ("accepted", "partly")]

    def of(self, by: str) -> list[Group]:
        """The groups of one kind."""
        return [one for one in self.groups if one.by == by]


async def evaluation_of(
    tx: Transaction, agency_id: int, since: datetime, until: datetime, *, today: date
) -> Evaluation:
    """Evaluation material of an agency for everybody; hidden words count, spam and what was withdrawn does not.

    Args:
        since, until: the period; `until` is no longer in it.
        today: the day it is in the city, against which cases are overdue.
    """
    figures = (await tx.rows(_FIGURES, agency_id, since, until, today))[0]
    waits = {
        name: Waits(
            figures.pop(f"{name}_count"),
            _enough(figures[f"{name}_count_again"], figures.pop(f"{name}_median")),
            _enough(figures.pop(f"{name}_count_again"), figures.pop(f"{name}_slowest")),
        )
        for name in ("first", "notice")
    }
    return Evaluation(
        first_answers=waits["first"],
        decisions=waits["notice"],
        themes=await tx.all(Theme, _ISSUES, agency_id, since, until, _THEMES),
        groups=grouped(await tx.rows(_GROUPS, agency_id, since, until)),
        outcomes=await tx.all(OutcomeTotal, _OUTCOMES, agency_id, since, until),
        **figures,
    )


def grouped(rows: list[dict[str, object]]) -> list[Group]:
    """Groups large enough, and the rest of each kind put together.

    Args:
        rows: `by`, `name`, `cases`, `people` of each group, largest first within its kind.
    """
    found: list[Group] = []
    for by in dict.fromkeys(str(row["by"]) for row in rows):
        own = [(str(row["name"]), int(str(row["cases"])), int(str(row["people"]))) for row in rows if row["by"] == by]
        # What stands of a case says nothing of who wrote it.
        large = [(name, cases) for name, cases, people in own if (people >= FEWEST and name) or by == "status"]
        small = [(cases, people) for name, cases, people in own if (people < FEWEST or not name) and by != "status"]
        found += [Group(by=by, name=name, cases=cases) for name, cases in large]
        if small:
            enough = sum(people for _, people in small) >= FEWEST
            found.append(Group(by=by, name="", cases=sum(cases for cases, _ in small) if enough else None))
    return found


def _enough(count: int, days: float | None) -> float | None:
    return days if count >= FEWEST else None


_STANDS = "(c.state = 'published' OR (c.state = 'hidden' AND c.hidden_rule IS DISTINCT FROM 'spam'))"
_IN_TIME = "coalesce(c.published_at, c.created_at) >= $2 AND coalesce(c.published_at, c.created_at) < $3"
_CASES = f"""FROM service_case k JOIN contribution c ON c.id = k.contribution_id AND {_STANDS}
    WHERE k.agency_id = $1 AND k.heard_at >= $2 AND k.heard_at < $3"""
_OPEN = "k.status IN ('received', 'reopened', 'in_progress', 'scheduled')"
_FIRST = "extract(epoch FROM k.answered_at - k.heard_at) / 86400.0"
_TAKEN = "extract(epoch FROM w.answered_at - w.heard_at) / 86400.0"
_FIGURES = f"""
    SELECT s.*, k.*, n.* FROM
      (SELECT count(*) AS said, count(DISTINCT c.contributor_id) AS people, count(*) FILTER (WHERE o.placed) AS placed
       FROM agency_input o JOIN contribution c ON c.id = o.contribution_id
       WHERE o.agency_id = $1 AND {_IN_TIME}) s,
      (SELECT count(*) AS cases, count(*) FILTER (WHERE {_OPEN}) AS open,
              count(*) FILTER (WHERE {_OPEN} AND k.due_on < $4) AS overdue,
              count(*) FILTER (WHERE NOT ({_OPEN})) AS ended,
              count(*) FILTER (WHERE k.verdict = 'resolved') AS resolved,
              count(*) FILTER (WHERE k.verdict = 'unresolved') AS unresolved,
              count(k.answered_at) AS first_count, count(k.answered_at) AS first_count_again,
              (percentile_cont(0.5) WITHIN GROUP (ORDER BY {_FIRST}))::float AS first_median,
              (percentile_cont(0.9) WITHIN GROUP (ORDER BY {_FIRST}))::float AS first_slowest
       {_CASES}) k,
      (SELECT count(*) AS notice_count, count(*) AS notice_count_again,
              (percentile_cont(0.5) WITHIN GROUP (ORDER BY {_TAKEN}))::float AS notice_median,
              (percentile_cont(0.9) WITHIN GROUP (ORDER BY {_TAKEN}))::float AS notice_slowest
       FROM (SELECT min(n.created_at) AS answered_at, coalesce(c.published_at, c.created_at) AS heard_at
             FROM notice n JOIN release r ON r.id = n.release_id AND r.agency_id = $1
             JOIN contribution c ON c.id = n.contribution_id GROUP BY c.id) w
       WHERE w.answered_at >= $2 AND w.answered_at < $3) n"""
_ISSUES = f"""
    SELECT i.id, i.number, i.title, p.points, p.contributions, p.people, d.outcome, d.released_at,
           coalesce(d.released_at >= $2 AND d.released_at < $3, false) AS decided, d.reason_html
    FROM issue i
    CROSS JOIN LATERAL (
      SELECT count(*) AS points, count(DISTINCT k.contribution_id) AS contributions,
             count(DISTINCT c.contributor_id) AS people
      FROM counted_point k JOIN contribution c ON c.id = k.contribution_id
      WHERE k.issue_id = i.id AND {_IN_TIME}) p
    LEFT JOIN decision d ON d.issue_id = i.id AND d.state = 'released'
    WHERE i.agency_id = $1 AND i.merged_into_id IS NULL
      AND (p.points > 0 OR (d.released_at >= $2 AND d.released_at < $3))
    ORDER BY p.people DESC, p.points DESC, i.number LIMIT $4"""
# Place and service of words that are not public are not shown either.
_GROUPS = f"""
    SELECT 'status' AS by, k.status AS name, count(*) AS cases, count(DISTINCT c.contributor_id) AS people
    {_CASES} GROUP BY k.status
    UNION ALL
    SELECT 'service', coalesce(s.name, ''), count(*), count(DISTINCT c.contributor_id)
    FROM service_case k JOIN contribution c ON c.id = k.contribution_id AND {_STANDS}
    LEFT JOIN service s ON s.id = k.service_id
    WHERE k.agency_id = $1 AND k.heard_at >= $2 AND k.heard_at < $3 GROUP BY 2
    UNION ALL
    SELECT 'place', CASE WHEN c.state = 'published' THEN k.place ELSE '' END, count(*), count(DISTINCT c.contributor_id)
    {_CASES} GROUP BY 2
    ORDER BY 1, 3 DESC, 2"""
_OUTCOMES = """
    SELECT d.outcome, count(DISTINCT d.issue_id) AS issues, count(k.point_id) AS points,
           count(DISTINCT k.contribution_id) AS contributions, count(DISTINCT c.contributor_id) AS people
    FROM decision d JOIN issue i ON i.id = d.issue_id AND i.agency_id = $1
    LEFT JOIN counted_point k ON k.issue_id = i.id LEFT JOIN contribution c ON c.id = k.contribution_id
    WHERE d.state = 'released' AND d.released_at >= $2 AND d.released_at < $3
    GROUP BY d.outcome ORDER BY count(DISTINCT d.issue_id) DESC, d.outcome"""
