"""Reading services and cases. Everybody reads cases; what is said in one is shown only while it is public.

A case is a thread of kind `service` with one row in `service_case`; the words that opened it are an ordinary
contribution (`contribution_id`), so an issue takes it in as a point like any other, and the agency's words are official
replies (`service_answer.contribution_id`). Cases without `heard_at` wait for a moderator and are counted nowhere.
Standings of a case, as lists are filtered by them:

- `open`: the agency owes something (received, reopened, in_progress, scheduled), and its author did not withdraw it;
- `overdue`: open, and `due_on` is past;
- `unrated`: answered as done or declined, and its author has said nothing since. It stays so: silence is no consent,
  and people who were let down twice seldom write a third time;
- `resolved`, `declined`, `elsewhere`: by its author; by the agency, whatever its author says; to be taken to others.
"""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.kit.database import Transaction
from partisipasi.kit.markup import plain
from partisipasi.service.days import today_of

STANDINGS = ("open", "overdue", "unrated", "resolved", "declined", "elsewhere")

#: Whether the agency owes an answer at all. Aliases: `k` the case, `c` its opening.
OWED = "(c.state = 'published' OR (c.state = 'hidden' AND c.hidden_rule IS DISTINCT FROM 'spam'))"
_IS_OPEN = f"(k.due_on IS NOT NULL AND {OWED})"
#: $1 is always the day it is.
_STANDING = f"""CASE $4::text
    WHEN '' THEN true
    WHEN 'open' THEN {_IS_OPEN}
    WHEN 'overdue' THEN {_IS_OPEN} AND k.due_on < $1
    WHEN 'unrated' THEN k.status IN ('done', 'declined') AND k.verdict IS NULL
    WHEN 'resolved' THEN k.verdict = 'resolved'
    WHEN 'declined' THEN k.status = 'declined'
    WHEN 'elsewhere' THEN k.status = 'out_of_scope' END"""
_ROW = f"""
    SELECT k.thread_id, t.slug, t.title, t.topic_id, k.contribution_id, c.receipt, c.state, k.agency_id,
           g.slug AS agency_slug, g.name AS agency_name, coalesce(nullif(g.short_name, ''), g.name) AS agency_short,
           k.service_id, s.name AS service_name, CASE WHEN c.state = 'published' THEN k.place ELSE '' END AS place,
           k.happened_on, k.status, k.heard_at, k.due_on, {_IS_OPEN} AS open,
           {_IS_OPEN} AND k.due_on < $1 AS overdue, k.answered_at, k.status_at, k.steps, k.reopened, k.verdict,
           k.verdict_at, k.elsewhere, CASE WHEN c.state = 'published' THEN left(c.html, 800) ELSE '' END AS opening
    FROM service_case k JOIN thread t ON t.id = k.thread_id JOIN contribution c ON c.id = k.contribution_id
    JOIN agency g ON g.id = k.agency_id LEFT JOIN service s ON s.id = k.service_id
    WHERE (t.audience = 'public' OR $2)"""
_LIST = f"""{_ROW} AND k.heard_at IS NOT NULL AND ($3::bigint IS NULL OR k.agency_id = $3) AND {_STANDING}
    AND ($5::bigint IS NULL OR coalesce(k.service_id, 0) = $5)
    AND ($6::date IS NULL OR k.heard_at >= $6) AND ($7::date IS NULL OR k.heard_at < $7)
    AND ($10::text IS NULL OR (k.place = $10 AND c.state = 'published'))"""
#: What is due first comes first: what is overdue stands on top by itself.
_BY_DUE = "(coalesce(k.due_on, 'infinity'::date), k.thread_id)"
_DUE_OF = "(SELECT coalesce(o.due_on, 'infinity'::date), o.thread_id FROM service_case o WHERE o.thread_id = $8)"


class ServiceView(msgspec.Struct, frozen=True, kw_only=True):
    """A service of an agency, with how many cases it has."""

    id: int
    agency_id: int
    topic_id: int
    name: str
    description: str
    closed_at: datetime | None
    cases: int


class CaseView(msgspec.Struct, frozen=True, kw_only=True):
    """A case and what stands of it.

    Attributes:
        state: of the words that opened it; unless it is `published`, `opening` and `place` are empty.
        service_name: None for a service that is not in the agency's list.
        opening: how the words begin, plain.
        open, overdue: see the module.
        steps: what a form gives back, so that nobody answers what has changed meanwhile.
    """

    thread_id: int
    slug: str
    title: str
    topic_id: int
    contribution_id: int
    receipt: str
    state: str
    agency_id: int
    agency_slug: str
    agency_name: str
    agency_short: str
    service_id: int | None
    service_name: str | None
    place: str
    happened_on: date
    status: str
    heard_at: datetime | None
    due_on: date | None
    open: bool
    overdue: bool
    answered_at: datetime | None
    status_at: datetime
    steps: int
    reopened: int
    verdict: str | None
    verdict_at: datetime | None
    elsewhere: str | None
    opening: str

    @property
    def path(self) -> str:
        """Address of its thread, without language."""
        return f"/diskusi/{self.thread_id}-{self.slug}"


class AnswerView(msgspec.Struct, frozen=True, kw_only=True):
    """An answer of the agency. Without a receipt it is a moderator's mark; `html` is empty where it is not public."""

    status: str
    on_day: date | None
    at: datetime
    receipt: str | None
    html: str
    speaks_for: str


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """An agency's cases in numbers.

    Attributes:
        answered: the agency has answered at least once (a moderator's mark is no answer).
        first_days: median of the days from being heard to the first answer; None without any.
        reopened: cases whose author said at least once that it was not resolved.
    """

    cases: int = 0
    open: int = 0
    overdue: int = 0
    answered: int = 0
    first_days: float | None = None
    done: int = 0
    declined: int = 0
    elsewhere: int = 0
    reopened: int = 0
    resolved: int = 0
    unrated: int = 0


async def services_of(tx: Transaction, agency_id: int | None = None, *, closed: bool = False) -> list[ServiceView]:
    """The services of an agency, or of all, by name; those it no longer offers only on request."""
    return await tx.all(
        ServiceView,
        """SELECT s.id, s.agency_id, s.topic_id, s.name, s.description, s.closed_at,
                  (SELECT count(*) FROM service_case k WHERE k.service_id = s.id AND k.heard_at IS NOT NULL) AS cases
           FROM service s JOIN agency g ON g.id = s.agency_id
           WHERE ($1::bigint IS NULL OR s.agency_id = $1) AND ($2 OR (s.closed_at IS NULL AND g.closed_at IS NULL))
           ORDER BY s.agency_id, lower(s.name), s.id""",
        agency_id,
        closed,
    )


async def case_of(tx: Transaction, viewer: Viewer, thread_id: int) -> CaseView | None:
    """The case of a thread; None where there is none for this viewer."""
    found = await tx.one(CaseView, f"{_ROW} AND k.thread_id = $3", today_of(tx), viewer.reads_verified, thread_id)
    return _plain(found) if found else None


async def case_opened_by(tx: Transaction, viewer: Viewer, contribution_id: int) -> CaseView | None:
    """The case that some words opened, once the agency can read it. The viewer is known to be their author."""
    sql = f"{_ROW} AND k.contribution_id = $3 AND k.heard_at IS NOT NULL"
    return await tx.one(CaseView, sql, today_of(tx), viewer.reads_verified, contribution_id)


async def answers_to(tx: Transaction, thread_id: int) -> list[AnswerView]:
    """The answers in a case, oldest first. Whoever asks sees the case."""
    return await tx.all(
        AnswerView,
        """SELECT a.status, a.on_day, a.at, c.receipt, coalesce(c.speaks_for, '') AS speaks_for,
                  CASE WHEN c.state = 'published' THEN c.html ELSE '' END AS html
           FROM service_answer a LEFT JOIN contribution c ON c.id = a.contribution_id
           WHERE a.thread_id = $1 ORDER BY a.id""",
        thread_id,
    )


async def cases_list(
    tx: Transaction,
    viewer: Viewer,
    *,
    agency_id: int | None = None,
    standing: str = "",
    service_id: int | None = None,
    since: date | None = None,
    until: date | None = None,
    place: str = "",
    by_due: bool = False,
    after: int | None = None,
    before: int | None = None,
    size: int = 20,
) -> list[CaseView]:
    """Cases, latest first, by keyset on their threads' ids: at most size + 1.

    Args:
        standing: one of `STANDINGS`, or empty for all.
        service_id: 0 for services that are not in the list.
        since, until: heard on or after the first day, before the second.
        place: where it was, as `places_of` names it; what is not public is not found by it. Empty for everywhere.
        by_due: what is due first comes first, so what is overdue does; what owes nothing comes last.
        after, before: threads that the page begins after or ends before; with `before`, rows come backwards.
    """
    sql, cursor = _LIST, after if before is None else before
    if by_due and before is not None:
        sql += f" AND {_BY_DUE} < {_DUE_OF} ORDER BY coalesce(k.due_on, 'infinity'::date) DESC, k.thread_id DESC"
    elif by_due:
        sql += f" AND ($8::bigint IS NULL OR {_BY_DUE} > {_DUE_OF})"
        sql += " ORDER BY coalesce(k.due_on, 'infinity'::date), k.thread_id"
    elif before is not None:
        sql += " AND k.thread_id > $8::bigint ORDER BY k.thread_id"
    else:
        sql += " AND ($8::bigint IS NULL OR k.thread_id < $8) ORDER BY k.thread_id DESC"
    sql += " LIMIT $9"
    rows = await tx.all(
        CaseView, sql, today_of(tx), viewer.reads_verified, agency_id, standing, service_id,
        since, until, cursor, size + 1, place or None,
    )  # fmt: skip
    return [_plain(row) for row in rows]


async def figures_of(
    tx: Transaction, agency_ids: list[int], *, since: date | None = None, until: date | None = None
) -> dict[int, Figures]:
    """Agency → its cases in numbers, of those heard on or after `since` and before `until`; every agency is there."""
    rows = await tx.rows(
        f"""WITH heard AS MATERIALIZED (
              SELECT k.agency_id, k.heard_at, k.due_on, k.answered_at, k.status, k.reopened, k.verdict,
                CASE WHEN k.due_on IS NOT NULL THEN
                (SELECT {OWED} FROM contribution c WHERE c.id = k.contribution_id) END AS open
              FROM service_case k
              WHERE k.agency_id = ANY ($2::bigint[]) AND k.heard_at IS NOT NULL
                AND ($3::date IS NULL OR k.heard_at >= $3) AND ($4::date IS NULL OR k.heard_at < $4))
            SELECT k.agency_id, count(*) AS cases, count(*) FILTER (WHERE k.open) AS open,
                   count(*) FILTER (WHERE k.open AND k.due_on < $1) AS overdue,
                   count(k.answered_at) AS answered,
                   round((percentile_cont(0.5) WITHIN GROUP (
                     ORDER BY extract(epoch FROM k.answered_at - k.heard_at)::float / 86400)
                     FILTER (WHERE k.answered_at IS NOT NULL))::numeric, 1)::float AS first_days,
                   count(*) FILTER (WHERE k.status = 'done') AS done,
                   count(*) FILTER (WHERE k.status = 'declined') AS declined,
                   count(*) FILTER (WHERE k.status = 'out_of_scope') AS elsewhere,
                   count(*) FILTER (WHERE k.reopened > 0) AS reopened,
                   count(*) FILTER (WHERE k.verdict = 'resolved') AS resolved,
                   count(*) FILTER (WHERE k.status IN ('done', 'declined') AND k.verdict IS NULL) AS unrated
            FROM heard k
            GROUP BY k.agency_id""",
        today_of(tx),
        agency_ids,
        since,
        until,
    )
    found = {row.pop("agency_id"): Figures(**row) for row in map(dict, rows)}
    return {agency_id: found.get(agency_id, Figures()) for agency_id in agency_ids}


async def overdue_now(tx: Transaction) -> list[tuple[int, date]]:
    """Every case that is overdue, with the day that has passed: for the program itself."""
    rows = await tx.rows(
        f"""SELECT k.thread_id, k.due_on FROM service_case k JOIN contribution c ON c.id = k.contribution_id
            WHERE {_IS_OPEN} AND k.due_on < $1 ORDER BY k.due_on, k.thread_id""",
        today_of(tx),
    )
    return [(row["thread_id"], row["due_on"]) for row in rows]


async def places_of(tx: Transaction, agency_id: int | None = None) -> list[str]:
    """Where people were when they told something that is public, most often named first: suggestions for a form."""
    return await tx.values(
        """SELECT k.place FROM service_case k JOIN contribution c ON c.id = k.contribution_id
           WHERE k.place <> '' AND c.state = 'published' AND ($1::bigint IS NULL OR k.agency_id = $1)
           GROUP BY k.place ORDER BY count(*) DESC, k.place LIMIT 40""",
        agency_id,
    )


def _plain(row: CaseView) -> CaseView:
    return msgspec.structs.replace(row, opening=plain(row.opening))
