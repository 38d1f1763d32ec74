"""The results of a consultation in sums that add up, and what is not answered yet."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from partisipasi.feedback.queries.names import PLACE_CHAIN
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


#: What waits for an answer in the draft $1, for a condition and an order to follow.
UNANSWERED = f"""
    SELECT c.id, c.receipt, c.kind, c.state, s.stage, bottom.key, v.number AS version_number, s.heard_at AS at,
           extract(day FROM now() - s.heard_at)::int AS days, {PLACE_CHAIN} AS chain
    FROM owed_contribution e JOIN contribution c ON c.id = e.contribution_id
    JOIN contribution_stage s ON s.contribution_id = c.id
    JOIN version v ON v.id = c.version_id
    LEFT JOIN clause_text bottom ON bottom.clause_id = c.clause_id AND bottom.version_id = c.version_id
    WHERE e.draft_id = $1 AND s.stage <> 'answered'"""


#: What versions of the draft $1 left unanswered, newest first; with nothing left a promise is kept.
REMAINDERS = """
    SELECT v.number, r.at AS published_at, m.reason, m.promised_on, m.points,
           (SELECT count(*) FROM owed_contribution o JOIN contribution_stage s USING (contribution_id)
            WHERE o.draft_id = r.draft_id AND s.stage <> 'answered' AND s.heard_at <= r.at) AS left
    FROM remainder m JOIN release r ON r.id = m.release_id JOIN version v ON v.id = r.version_id
    WHERE r.draft_id = $1 ORDER BY m.id DESC"""


async def totals_of(tx: Transaction, draft_id: int) -> Totals:
    """The sums over a draft."""
    sums = await tx.rows(_TOTALS, draft_id)
    outcomes = await tx.all(
        OutcomeTotal,
        """SELECT k.outcome, count(DISTINCT k.issue_id) AS issues, count(*) AS points,
                  count(DISTINCT k.contribution_id) AS contributions, count(DISTINCT c.contributor_id) AS people
           FROM counted_point k JOIN contribution c ON c.id = k.contribution_id
           WHERE k.draft_id = $1 AND k.outcome IS NOT NULL GROUP BY k.outcome ORDER BY count(*) DESC, k.outcome""",
        draft_id,
    )
    return Totals(**sums[0], by_outcome=outcomes)


async def remainders_of(tx: Transaction, draft_id: int) -> list[RemainderRow]:
    """What versions of a draft left unanswered, newest first; with nothing left it is mended."""
    return await tx.all(RemainderRow, REMAINDERS, draft_id)


_TOTALS = """
    SELECT k.points, k.decided, k.points - k.decided AS open, k.contributions, k.people, o.owed, o.unplaced,
           o.questions, o.replied, x.bare, x.withdrawn, n.satisfied, n.unsatisfied
    FROM (SELECT count(*) AS points, count(k.outcome) AS decided, count(DISTINCT k.contribution_id) AS contributions,
                 count(DISTINCT c.contributor_id) AS people
          FROM counted_point k JOIN contribution c ON c.id = k.contribution_id WHERE k.draft_id = $1) k,
         (SELECT count(*) AS owed, count(*) FILTER (WHERE NOT question AND NOT placed) AS unplaced,
                 count(*) FILTER (WHERE question) AS questions, count(*) FILTER (WHERE replied) AS replied
          FROM owed_contribution WHERE draft_id = $1) o,
         (SELECT count(*) FILTER (WHERE c.state = 'published' AND c.source = '' AND c.kind <> 'suggestion') AS bare,
                 count(*) FILTER (WHERE (c.state = 'withdrawn' AND c.published_at IS NOT NULL)
                   OR (c.state = 'hidden' AND c.hidden_rule = 'spam')) AS withdrawn
          FROM contribution c WHERE c.draft_id = $1 AND c.round_id IS NOT NULL AND (c.depth = 0 OR c.own_input)
            AND c.kind IN ('comment', 'suggestion', 'question')) x,
         (SELECT count(*) FILTER (WHERE n.satisfied = 'yes') AS satisfied,
                 count(*) FILTER (WHERE n.satisfied = 'no') AS unsatisfied
          FROM notice n JOIN release r ON r.id = n.release_id
          JOIN decision d ON d.id = n.decision_id AND d.state = 'released' WHERE r.draft_id = $1) n"""
