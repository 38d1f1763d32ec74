"""The results of a consultation: every issue with its decision, sums that add up, what was not answered or asked."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.feedback.queries.changes import ChangeView, outside_changes
from partisipasi.feedback.queries.issues import IssueRow, issues_of
from partisipasi.kit.database import Transaction


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
    """A contribution that still waits for an answer. Its words are read at its own place."""

    id: int
    receipt: str
    kind: str
    state: str
    stage: str
    key: str | None
    version_number: int
    at: datetime
    days: int


class RemainderRow(msgspec.Struct, frozen=True, kw_only=True):
    """What a version left unanswered, with reason and promised day. `left`: how many are still open."""

    number: int
    published_at: datetime
    reason: str
    promised_on: date
    points: int
    left: int


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


async def results_of(tx: Transaction, draft_id: int) -> Results:
    """The results of a draft as everybody sees them. Whoever asks has found that the draft is public."""
    return Results(
        issues=await issues_of(tx, Viewer(), draft_id),
        totals=await totals_of(tx, draft_id),
        outside=await outside_changes(tx, draft_id),
        unanswered=await unanswered_of(tx, draft_id),
        waiting=await waiting_of(tx, draft_id),
        remainders=await remainders_of(tx, draft_id),
    )


async def totals_of(tx: Transaction, draft_id: int) -> Totals:
    """The sums over a draft."""
    found = await tx.one(Totals, _TOTALS, draft_id)
    outcomes = await tx.all(
        OutcomeTotal,
        """SELECT k.outcome, count(DISTINCT k.issue_id) AS issues, count(*) AS points,
                  count(DISTINCT k.contribution_id) AS contributions, count(DISTINCT c.contributor_id) AS people
           FROM counted_point k JOIN contribution c ON c.id = k.contribution_id
           WHERE k.draft_id = $1 AND k.outcome IS NOT NULL GROUP BY k.outcome ORDER BY count(*) DESC, k.outcome""",
        draft_id,
    )
    return msgspec.structs.replace(found, by_outcome=outcomes) if found else _NOTHING


_TOTALS = """
    SELECT k.points, k.decided, k.points - k.decided AS open, k.contributions, k.people, o.owed, o.unplaced,
           o.questions, o.replied, x.bare, x.withdrawn, n.satisfied, n.unsatisfied
    FROM (SELECT count(*) AS points, count(k.outcome) AS decided, count(DISTINCT k.contribution_id) AS contributions,
                 count(DISTINCT c.contributor_id) AS people
          FROM counted_point k JOIN contribution c ON c.id = k.contribution_id WHERE k.draft_id = $1) k,
         (SELECT count(*) AS owed, count(*) FILTER (WHERE o.question) AS questions,
                 count(*) FILTER (WHERE o.replied) AS replied,
                 count(*) FILTER (WHERE NOT o.question AND NOT o.placed) AS unplaced
          FROM owed_contribution o WHERE o.draft_id = $1) o,
         (SELECT count(*) FILTER (WHERE c.state = 'published' AND c.source = '' AND c.kind <> 'suggestion') AS bare,
                 count(*) FILTER (WHERE (c.state = 'withdrawn' AND c.published_at IS NOT NULL)
                   OR (c.state = 'hidden' AND c.hidden_rule = 'spam')) AS withdrawn
          FROM contribution c WHERE c.draft_id = $1 AND c.round_id IS NOT NULL AND (c.depth = 0 OR c.own_input)
            AND c.kind IN ('comment', 'suggestion', 'question')) x,
         (SELECT count(*) FILTER (WHERE n.satisfied = 'yes') AS satisfied,
                 count(*) FILTER (WHERE n.satisfied = 'no') AS unsatisfied
          FROM notice n JOIN release r ON r.id = n.release_id
          JOIN decision d ON d.id = n.decision_id AND d.state = 'released' WHERE r.draft_id = $1) n"""
_NOTHING = Totals(
    points=0, decided=0, open=0, contributions=0, people=0, owed=0, unplaced=0, questions=0, replied=0, bare=0,
    withdrawn=0, satisfied=0, unsatisfied=0,
)  # fmt: skip


async def unanswered_of(tx: Transaction, draft_id: int, *, after: int = 0, limit: int = 50) -> list[Unanswered]:
    """Contributions of a draft that wait for an answer, oldest first, by keyset on their ids."""
    return await tx.all(
        Unanswered,
        """SELECT c.id, c.receipt, c.kind, c.state, s.stage, t.key, v.number AS version_number,
                  s.heard_at AS at, extract(day FROM now() - s.heard_at)::int AS days
           FROM owed_contribution o JOIN contribution c ON c.id = o.contribution_id
           JOIN contribution_stage s ON s.contribution_id = c.id
           JOIN version v ON v.id = c.version_id
           LEFT JOIN clause_text t ON t.clause_id = c.clause_id AND t.version_id = c.version_id
           WHERE o.draft_id = $1 AND s.stage <> 'answered' AND c.id > $2 ORDER BY c.id LIMIT $3""",
        draft_id,
        after,
        limit,
    )


async def waiting_of(tx: Transaction, draft_id: int) -> Waiting:
    """How long people of a draft wait for their answers. The counts by stage are in `feedback.progress`."""
    found = await tx.one(
        Waiting,
        """SELECT count(*) FILTER (WHERE s.stage <> 'answered') AS unanswered,
                  min(s.heard_at) FILTER (WHERE s.stage <> 'answered') AS oldest,
                  percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM s.answered_at - s.heard_at) / 86400)
                    FILTER (WHERE s.stage = 'answered') AS median_days
           FROM owed_contribution o JOIN contribution_stage s ON s.contribution_id = o.contribution_id
           WHERE o.draft_id = $1""",
        draft_id,
    )
    return found or Waiting(0, None, None)


async def remainders_of(tx: Transaction, draft_id: int) -> list[RemainderRow]:
    """What versions of a draft left unanswered, newest first; with nothing left it is mended."""
    return await tx.all(
        RemainderRow,
        """SELECT v.number, r.at AS published_at, m.reason, m.promised_on, m.points,
                  (SELECT count(*) FROM owed_contribution o JOIN contribution_stage s USING (contribution_id)
                   WHERE o.draft_id = $1 AND s.stage <> 'answered' AND s.heard_at <= r.at) AS left
           FROM remainder m JOIN release r ON r.id = m.release_id JOIN version v ON v.id = r.version_id
           WHERE r.draft_id = $1 ORDER BY m.id DESC""",
        draft_id,
    )
