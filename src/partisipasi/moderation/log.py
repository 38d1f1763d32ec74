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
    """A topic that the log can be narrowed to."""

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


_LINES = """
    FROM moderation_decision m
    LEFT JOIN contribution c ON c.id = m.contribution_id
    LEFT JOIN thread h ON h.id = coalesce(m.thread_id, c.thread_id)
    LEFT JOIN topic p ON p.id = h.topic_id"""
_LOG = f"""
    SELECT m.id, m.public_ref, m.act, m.rule, m.public_reason, m.automated, m.seconded_by IS NOT NULL AS two_people,
           m.per_day, m.ends_at, m.at, p.name AS topic,
           (SELECT coalesce(j.result, 'open') FROM objection j WHERE j.decision_id = m.id
            ORDER BY j.id DESC LIMIT 1) AS objection,
           (SELECT x.id FROM moderation_decision x WHERE x.supersedes_id = m.id LIMIT 1) IS NOT NULL AS superseded
    {_LINES}"""
#: What each narrowing adds. Only what is asked for stands in a statement, so that each walks the index it has.
_NARROWINGS = {
    "act": "m.act = ${}",
    "rule": "m.rule = ${}",
    "topic_id": "h.topic_id = ${}",
    "since": "m.at >= ${}",
    "until": "m.at < ${}",
}


async def public_log(tx: Transaction, narrowing: Narrowing, cursor: Cursor, *, size: int = PAGE_SIZE) -> list[LogRow]:
    """Decisions in public, newest first: one page and one row more (see site.paging)."""
    where, values = _where(narrowing)
    key, way = (cursor.after, "<") if cursor.before is None else (cursor.before, ">")
    if key is not None:
        values.append(key)
        where += f" AND m.id {way} ${len(values)}"
    order = "m.id" if cursor.before is not None else "m.id DESC"
    sql = f"{_LOG} {where} ORDER BY {order} LIMIT ${len(values) + 1}"
    return await tx.all(LogRow, sql, *values, size + 1)


async def log_size(tx: Transaction, narrowing: Narrowing) -> int:
    """How many lines the public log has, narrowed."""
    lines = "FROM moderation_decision m" if narrowing.topic_id is None else _LINES
    # Counted along an index, less the few that only an index cannot tell.
    where, values = _where(narrowing, "m.act <> 'no_violation'")
    hidden, _ = _where(narrowing, f"m.act = 'undo' AND {NOT_PUBLIC}")
    sql = f"SELECT (SELECT count(*) {lines} {where}) - (SELECT count(*) {lines} {hidden})"
    found: int = await tx.value(sql, *values)
    return found


def _where(narrowing: Narrowing, begins: str = f"NOT {NOT_PUBLIC}") -> tuple[str, list[object]]:
    asked = {name: value for name in _NARROWINGS if (value := getattr(narrowing, name)) is not None}
    parts = [_NARROWINGS[name].format(number) for number, name in enumerate(asked, 1)]
    return " AND ".join([f"WHERE {begins}", *parts]), list(asked.values())


async def log_topics(tx: Transaction) -> list[TopicChoice]:
    """The topics that the log can be narrowed to, by name."""
    return await tx.all(TopicChoice, "SELECT id, slug, name FROM topic ORDER BY name, id LIMIT 200")


async def log_months(tx: Transaction) -> list[str]:
    """The months in which something was decided, latest first, as 2026-11 by the city's calendar."""
    return await _times(tx, "month", "YYYY-MM", where=f"NOT {NOT_PUBLIC}", most=MOST_MONTHS)


async def log_years(tx: Transaction) -> list[int]:
    """The years in which moderators decided anything, latest first."""
    return [int(year) for year in await _times(tx, "year", "YYYY", where="true", most=100)]


async def _times(tx: Transaction, unit: str, shape: str, *, where: str, most: int) -> list[str]:
    """The months or years of decisions, latest first: one look at the index for each, however many decisions it has."""
    latest = f"""SELECT date_trunc('{unit}', m.at AT TIME ZONE z.zone) FROM moderation_decision m WHERE {where}"""
    sql = f"""
        WITH RECURSIVE z AS (SELECT zone FROM city), found (began) AS (
          SELECT ({latest} ORDER BY m.at DESC LIMIT 1) FROM z
          UNION ALL
          SELECT ({latest} AND m.at < f.began AT TIME ZONE z.zone ORDER BY m.at DESC LIMIT 1)
          FROM found f CROSS JOIN z WHERE f.began IS NOT NULL)
        SELECT to_char(began, '{shape}') FROM found WHERE began IS NOT NULL LIMIT {most}"""
    found: list[str] = await tx.values(sql)
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
