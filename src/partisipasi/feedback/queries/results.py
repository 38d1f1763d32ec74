"""The results of a consultation: every issue with its decision, sums that add up, what was not answered or asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from statistics import median

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.feedback.queries.changes import ChangeView, outside_changes
from partisipasi.feedback.queries.issues import IssueRow, issues_of
from partisipasi.feedback.queries.names import NAME_CHAIN, name_of_chain
from partisipasi.kit.database import Transaction

_SHOWN = 50
_DAY = timedelta(days=1)


class OutcomeTotal(msgspec.Struct, frozen=True):
    """An outcome with its points, which add up, and the contributions and people beside them, which do not."""

    outcome: str
    issues: int
    points: int
    contributions: int
    people: int


class Totals(msgspec.Struct, frozen=True, kw_only=True):
    """Sums over a draft. `decided` + `open` = `points` = the points of all outcomes + `open`.

    `unplaced`: input in no issue yet; `questions` and `replied`: by official replies; `bare`: stances without words,
    counted by stance alone; `withdrawn`: taken back, or hidden as spam, and so not owed an answer.
    """

    points: int
    decided: int
    open: int
    contributions: int
    people: int
    owed: int
    unplaced: int
    questions: int
    replied: int
    bare: int
    withdrawn: int
    satisfied: int
    unsatisfied: int
    by_outcome: list[OutcomeTotal] = []


class Unanswered(msgspec.Struct, frozen=True, kw_only=True):
    """A contribution that still waits for an answer. Its words are read at its own place; `name` is its clause's."""

    id: int
    receipt: str
    kind: str
    state: str
    stage: str
    key: str | None
    version_number: int
    at: datetime
    days: int
    name: str = ""


class RemainderRow(msgspec.Struct, frozen=True, kw_only=True):
    """What a version left unanswered, with reason and promised day. `left`: how many are still open."""

    number: int
    published_at: datetime
    reason: str
    promised_on: date
    points: int
    left: int = 0


class Waiting(msgspec.Struct, frozen=True):
    """How long people of a draft wait: since when the oldest unanswered one, and the median days to an answer."""

    unanswered: int
    oldest: datetime | None
    median_days: float | None


class Results(msgspec.Struct, frozen=True, kw_only=True):
    """The results page. `unanswered` holds the oldest ones; how many there are says `waiting`."""

    issues: list[IssueRow]
    totals: Totals
    outside: list[ChangeView]
    unanswered: list[Unanswered]
    waiting: Waiting
    remainders: list[RemainderRow]


class _Standing(msgspec.Struct, frozen=True):
    """How far one contribution that is owed an answer has come."""

    id: int
    question: bool
    replied: bool
    placed: bool
    stage: str
    heard_at: datetime
    answered_at: datetime | None


#: What waits for an answer in the draft $1, for a condition and an order to follow.
UNANSWERED = f"""
    SELECT c.id, c.receipt, c.kind, c.state, s.stage, bottom.key, v.number AS version_number, s.heard_at AS at,
           extract(day FROM now() - s.heard_at)::int AS days, {NAME_CHAIN} AS chain
    FROM owed_contribution e JOIN contribution c ON c.id = e.contribution_id
    JOIN contribution_stage s ON s.contribution_id = c.id
    JOIN version v ON v.id = c.version_id
    LEFT JOIN clause_text bottom ON bottom.clause_id = c.clause_id AND bottom.version_id = c.version_id
    WHERE e.draft_id = $1 AND s.stage <> 'answered'"""


async def results_of(tx: Transaction, draft_id: int) -> Results:
    """The results of a draft as everybody sees them. Whoever asks has found that the draft is public."""
    standings = await _standings(tx, draft_id)
    waiting = [one for one in standings if one.stage != "answered"]
    return Results(
        issues=await issues_of(tx, Viewer(), draft_id),
        totals=await _totals(tx, draft_id, standings),
        outside=await outside_changes(tx, draft_id),
        unanswered=await _shown(tx, waiting[:_SHOWN]),
        waiting=_waiting(standings),
        remainders=await _remainders(tx, draft_id, waiting),
    )


async def totals_of(tx: Transaction, draft_id: int) -> Totals:
    """The sums over a draft."""
    return await _totals(tx, draft_id, await _standings(tx, draft_id))


async def unanswered_of(tx: Transaction, draft_id: int, *, after: int = 0, limit: int = 50) -> list[Unanswered]:
    """Contributions of a draft that wait for an answer, oldest first, by keyset on their ids."""
    rows = await tx.rows(
        f"{UNANSWERED} AND c.id > $2 ORDER BY c.id LIMIT $3",
        draft_id,
        after,
        limit,
    )
    return [Unanswered(name=name_of_chain(row.pop("chain")) or "", **row) for row in rows]


async def waiting_of(tx: Transaction, draft_id: int) -> Waiting:
    """How long people of a draft wait for their answers. The counts by stage are in `feedback.progress`."""
    return _waiting(await _standings(tx, draft_id))


async def remainders_of(tx: Transaction, draft_id: int) -> list[RemainderRow]:
    """What versions of a draft left unanswered, newest first; with nothing left it is mended."""
    if not await tx.value(
        "SELECT true FROM remainder m JOIN release r ON r.id = m.release_id WHERE r.draft_id = $1 LIMIT 1", draft_id
    ):
        return []
    waiting = [one for one in await _standings(tx, draft_id) if one.stage != "answered"]
    return await _remainders(tx, draft_id, waiting)


async def _standings(tx: Transaction, draft_id: int) -> list[_Standing]:
    # Read once for all sums of a page: the stage of ten thousand contributions is what costs here.
    return await tx.all(
        _Standing,
        """SELECT o.contribution_id AS id, o.question, o.replied, o.placed, s.stage, s.heard_at, s.answered_at
           FROM owed_contribution o JOIN contribution_stage s ON s.contribution_id = o.contribution_id
           WHERE o.draft_id = $1 ORDER BY o.contribution_id""",
        draft_id,
    )


async def _totals(tx: Transaction, draft_id: int, standings: Sequence[_Standing]) -> Totals:
    sums = await tx.rows(_TOTALS, draft_id)
    outcomes = await tx.all(
        OutcomeTotal,
        """SELECT k.outcome, count(DISTINCT k.issue_id) AS issues, count(*) AS points,
                  count(DISTINCT k.contribution_id) AS contributions, count(DISTINCT c.contributor_id) AS people
           FROM counted_point k JOIN contribution c ON c.id = k.contribution_id
           WHERE k.draft_id = $1 AND k.outcome IS NOT NULL GROUP BY k.outcome ORDER BY count(*) DESC, k.outcome""",
        draft_id,
    )
    return Totals(
        **sums[0],
        owed=len(standings),
        unplaced=sum(not one.question and not one.placed for one in standings),
        questions=sum(one.question for one in standings),
        replied=sum(one.replied for one in standings),
        by_outcome=outcomes,
    )


def _waiting(standings: Sequence[_Standing]) -> Waiting:
    unanswered = [one.heard_at for one in standings if one.stage != "answered"]
    taken = [(one.answered_at - one.heard_at) / _DAY for one in standings if one.answered_at is not None]
    return Waiting(len(unanswered), min(unanswered, default=None), median(taken) if taken else None)


async def _shown(tx: Transaction, waiting: Sequence[_Standing]) -> list[Unanswered]:
    stages = {one.id: one.stage for one in waiting}
    rows = await tx.all(
        Unanswered,
        """SELECT c.id, c.receipt, c.kind, c.state, '' AS stage, t.key, v.number AS version_number,
                  coalesce(c.published_at, c.created_at) AS at,
                  extract(day FROM now() - coalesce(c.published_at, c.created_at))::int AS days
           FROM contribution c JOIN version v ON v.id = c.version_id
           LEFT JOIN clause_text t ON t.clause_id = c.clause_id AND t.version_id = c.version_id
           WHERE c.id = ANY ($1::bigint[]) ORDER BY c.id""",
        list(stages),
    )
    return [msgspec.structs.replace(row, stage=stages[row.id]) for row in rows]


async def _remainders(tx: Transaction, draft_id: int, waiting: Sequence[_Standing]) -> list[RemainderRow]:
    rows = await tx.all(
        RemainderRow,
        """SELECT v.number, r.at AS published_at, m.reason, m.promised_on, m.points
           FROM remainder m JOIN release r ON r.id = m.release_id JOIN version v ON v.id = r.version_id
           WHERE r.draft_id = $1 ORDER BY m.id DESC""",
        draft_id,
    )
    return [msgspec.structs.replace(row, left=sum(one.heard_at <= row.published_at for one in waiting)) for row in rows]


_TOTALS = """
    SELECT k.points, k.decided, k.points - k.decided AS open, k.contributions, k.people, x.bare, x.withdrawn,
           n.satisfied, n.unsatisfied
    FROM (SELECT count(*) AS points, count(k.outcome) AS decided, count(DISTINCT k.contribution_id) AS contributions,
                 count(DISTINCT c.contributor_id) AS people
          FROM counted_point k JOIN contribution c ON c.id = k.contribution_id WHERE k.draft_id = $1) k,
         (SELECT count(*) FILTER (WHERE c.state = 'published' AND c.source = '' AND c.kind <> 'suggestion') AS bare,
                 count(*) FILTER (WHERE (c.state = 'withdrawn' AND c.published_at IS NOT NULL)
                   OR (c.state = 'hidden' AND c.hidden_rule = 'spam')) AS withdrawn
          FROM contribution c WHERE c.draft_id = $1 AND c.round_id IS NOT NULL AND (c.depth = 0 OR c.own_input)
            AND c.kind IN ('comment', 'suggestion', 'question')) x,
         (SELECT count(*) FILTER (WHERE n.satisfied = 'yes') AS satisfied,
                 count(*) FILTER (WHERE n.satisfied = 'no') AS unsatisfied
          FROM notice n JOIN release r ON r.id = n.release_id
          JOIN decision d ON d.id = n.decision_id AND d.state = 'released' WHERE r.draft_id = $1) n"""
