"""The public log of decisions, narrowed and by page; and what a year of them amounts to.

It holds rules, public reasons and outcomes of objections: no text, no name, no staff. That a report was dismissed is
not in it, since nothing happened to anybody; the year counts it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec

from partisipasi.kit.database import Transaction
from partisipasi.kit.paging import Cursor
from partisipasi.moderation.statements import NOT_PUBLIC

PAGE_SIZE: Final = 30
#: Months to choose from: whoever looks further back pages, or opens the year.
MOST_MONTHS: Final = 24


class Narrowing(msgspec.Struct, frozen=True, kw_only=True):
    """What the log is narrowed to; None for all. `since` belongs to it, `until` no longer."""

    act: str | None = None
    rule: str | None = None
    topic_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None


class LogRow(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the public log. `objection` is the result of the latest objection, "open" while it waits."""

    id: int
    public_ref: str
    act: str
    rule: str | None
    public_reason: str
    automated: bool
    two_people: bool
    per_day: int | None
    ends_at: datetime | None
    at: datetime
    topic: str | None
    objection: str | None
    superseded: bool


class TopicChoice(msgspec.Struct, frozen=True):
    """A topic in which something was decided."""

    id: int
    slug: str
    name: str


class Count(msgspec.Struct, frozen=True):
    """How often something happened."""

    code: str
    count: int


class YearFigures(msgspec.Struct, frozen=True, kw_only=True):
    """A year of moderation in numbers. `median_hours` from a report to its decision; None without any.

    `in_time`: reports decided within the hours of the service level.
    """

    decisions: int
    automated: int
    two_people: int
    reports: int
    dismissed: int
    median_hours: float | None
    in_time: int
    objections: int
    waiting: int
    upheld: int
    modified: int
    overturned: int
    objections_late: int


_FROM = f"""
    FROM moderation_decision m
    LEFT JOIN contribution c ON c.id = m.contribution_id
    LEFT JOIN thread h ON h.id = coalesce(m.thread_id, c.thread_id)
    LEFT JOIN topic p ON p.id = h.topic_id
    WHERE NOT {NOT_PUBLIC} AND ($1::text IS NULL OR m.act = $1) AND ($2::text IS NULL OR m.rule = $2)
      AND ($3::bigint IS NULL OR h.topic_id = $3)
      AND ($4::timestamptz IS NULL OR m.at >= $4) AND ($5::timestamptz IS NULL OR m.at < $5)"""
_LOG = f"""
    SELECT m.id, m.public_ref, m.act, m.rule, m.public_reason, m.automated, m.seconded_by IS NOT NULL AS two_people,
           m.per_day, m.ends_at, m.at, p.name AS topic,
           (SELECT coalesce(j.result, 'open') FROM objection j WHERE j.decision_id = m.id
            ORDER BY j.id DESC LIMIT 1) AS objection,
           EXISTS (SELECT 1 FROM moderation_decision x WHERE x.supersedes_id = m.id) AS superseded
    {_FROM} AND ($6::bigint IS NULL OR m.id < $6) AND ($7::bigint IS NULL OR m.id > $7)
    ORDER BY CASE WHEN $8 THEN m.id END, m.id DESC LIMIT $9"""


async def public_log(tx: Transaction, narrowing: Narrowing, cursor: Cursor, *, size: int = PAGE_SIZE) -> list[LogRow]:
    """Decisions in public, newest first: one page and one row more (see site.paging)."""
    return await tx.all(
        LogRow, _LOG, *_values(narrowing), cursor.after, cursor.before, cursor.before is not None, size + 1
    )


async def log_size(tx: Transaction, narrowing: Narrowing) -> int:
    """How many lines the public log has, narrowed."""
    found: int = await tx.value(f"SELECT count(*) {_FROM}", *_values(narrowing))
    return found


def _values(narrowing: Narrowing) -> tuple[object, ...]:
    return (narrowing.act, narrowing.rule, narrowing.topic_id, narrowing.since, narrowing.until)


async def log_topics(tx: Transaction) -> list[TopicChoice]:
    """The topics in which moderators decided something, by name."""
    return await tx.all(
        TopicChoice,
        f"""SELECT p.id, p.slug, p.name FROM topic p WHERE EXISTS (
             SELECT 1 FROM moderation_decision m LEFT JOIN contribution c ON c.id = m.contribution_id
             JOIN thread h ON h.id = coalesce(m.thread_id, c.thread_id)
             WHERE h.topic_id = p.id AND NOT {NOT_PUBLIC}) ORDER BY p.name, p.id LIMIT 200""",
    )


async def log_months(tx: Transaction) -> list[str]:
    """The months in which something was decided, latest first, as 2026-11 by the city's calendar."""
    found: list[str] = await tx.values(
        f"""SELECT DISTINCT to_char(at AT TIME ZONE (SELECT zone FROM city), 'YYYY-MM') AS month
            FROM moderation_decision m WHERE NOT {NOT_PUBLIC} ORDER BY month DESC LIMIT {MOST_MONTHS}"""
    )
    return found


async def log_years(tx: Transaction) -> list[int]:
    """The years in which moderators decided anything, latest first."""
    found: list[int] = await tx.values(
        """SELECT DISTINCT extract(year FROM at AT TIME ZONE (SELECT zone FROM city))::int AS year
           FROM moderation_decision ORDER BY year DESC"""
    )
    return found


async def counts_of_year(tx: Transaction, since: datetime, until: datetime) -> tuple[list[Count], list[Count]]:
    """How many decisions of a year there were by act, and by rule, most first."""
    sql = """SELECT {column} AS code, count(*) AS count FROM moderation_decision
             WHERE at >= $1 AND at < $2 AND {column} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1"""
    acts = await tx.all(Count, sql.replace("{column}", "act"), since, until)
    rules = await tx.all(Count, sql.replace("{column}", "rule"), since, until)
    return acts, rules


async def figures_of_year(tx: Transaction, since: datetime, until: datetime, *, hours: int) -> YearFigures:
    """A year of moderation in numbers.

    Args:
        since, until: its first moment, and the first of the next.
        hours: within which a report is to be decided.
    """
    found = await tx.one(
        YearFigures,
        """SELECT d.*, r.*, o.* FROM
           (SELECT count(*) AS decisions, count(*) FILTER (WHERE automated) AS automated,
                   count(*) FILTER (WHERE seconded_by IS NOT NULL) AS two_people
            FROM moderation_decision WHERE at >= $1 AND at < $2) d,
           (SELECT count(*) AS reports, count(*) FILTER (WHERE m.act IN ('no_violation', 'release')) AS dismissed,
                   percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM m.at - r.created_at) / 3600)
                     AS median_hours,
                   count(*) FILTER (WHERE m.at - r.created_at <= make_interval(hours => $3)) AS in_time
            FROM report r JOIN moderation_decision m ON m.id = r.decision_id WHERE m.at >= $1 AND m.at < $2) r,
           (SELECT count(*) AS objections, count(*) FILTER (WHERE result IS NULL) AS waiting,
                   count(*) FILTER (WHERE result = 'upheld') AS upheld,
                   count(*) FILTER (WHERE result = 'modified') AS modified,
                   count(*) FILTER (WHERE result = 'overturned') AS overturned,
                   count(*) FILTER (WHERE (decided_at AT TIME ZONE (SELECT zone FROM city))::date > due_on)
                     AS objections_late
            FROM objection WHERE filed_at >= $1 AND filed_at < $2) o""",
        since,
        until,
        hours,
    )
    if found is None:
        raise RuntimeError("counting always gives a row")
    return found
