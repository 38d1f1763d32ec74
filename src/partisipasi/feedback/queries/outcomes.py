"""What stands beside the issues of the results page: the input behind each, the end of the draft, what still waits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime

import msgspec

from partisipasi.feedback.queries.early import EARLY, EarlyAnswers
from partisipasi.feedback.queries.names import name_of_chain
from partisipasi.feedback.queries.results import REMAINDERS, UNANSWERED, RemainderRow, Unanswered
from partisipasi.kit.database import Transaction

#: Receipts shown with an issue; its own page has all of them.
_SHOWN = 8
#: Unanswered contributions listed, the oldest first.
_WAITING = 20


class Source(msgspec.Struct, frozen=True):
    """A contribution behind an issue, by its receipt alone. `hidden`: its words are not public."""

    receipt: str
    hidden: bool


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """Where the answers to a draft stand: how it ended, if it did, what is unanswered, promised, answered early.

    `waiting` lists the oldest of what is unanswered; how many there are comes from the counts that a chore keeps.
    """

    how: str | None
    reason: str
    at: datetime | None
    enacted_number: str
    enacted_on: date | None
    enacted_url: str
    unanswered: int
    waiting: list[Unanswered] = []
    remainders: list[RemainderRow] = []
    early: list[EarlyAnswers] = []

    @property
    def promised(self) -> RemainderRow | None:
        """The latest promise that is not kept yet."""
        return next((one for one in self.remainders if one.left), None)


async def sources_of(tx: Transaction, issue_ids: Collection[int]) -> dict[int, list[Source]]:
    """Issue id → the first contributions behind it. Whoever asks has found that the draft is public."""
    rows = await tx.rows(
        f"""SELECT i.id, x.receipt, x.hidden FROM unnest($1::bigint[]) AS i(id) CROSS JOIN LATERAL (
              SELECT c.receipt, c.state <> 'published' AS hidden FROM counted_point k
              JOIN contribution c ON c.id = k.contribution_id WHERE k.issue_id = i.id
              GROUP BY c.id ORDER BY c.id LIMIT {_SHOWN}) x""",
        list(issue_ids),
    )
    found: defaultdict[int, list[Source]] = defaultdict(list)
    for row in rows:
        found[row["id"]].append(Source(row["receipt"], row["hidden"]))
    return found


async def standing_of(tx: Transaction, draft_id: int) -> Standing:
    """Where the answers to a public draft stand, in one query."""
    row = (await tx.rows(_STANDING, draft_id))[0]
    remainders = msgspec.json.decode(row.pop("remainders") or "[]", type=list[RemainderRow])
    waiting = [
        msgspec.convert({**one, "name": name_of_chain(one["chain"]) or ""}, Unanswered)
        for one in msgspec.json.decode(row.pop("waiting") or "[]")
    ]
    unanswered = max(row.pop("unanswered"), len(waiting))
    early = msgspec.json.decode(row.pop("early") or "[]", type=list[EarlyAnswers])
    return Standing(early=early, remainders=remainders, waiting=waiting, unanswered=unanswered, **row)


_STANDING = f"""
    SELECT d.closed_how AS how, d.closed_reason AS reason, d.closed_at AS at, d.enacted_number, d.enacted_on,
           d.enacted_url, coalesce((SELECT p.heard - p.answered FROM draft_progress p WHERE p.draft_id = d.id), 0)
             AS unanswered,
           (SELECT json_agg(m)::text FROM ({REMAINDERS}) m) AS remainders,
           (SELECT json_agg(e)::text FROM ({EARLY}) e) AS early,
           (SELECT json_agg(u)::text FROM ({UNANSWERED} ORDER BY c.id LIMIT {_WAITING}) u) AS waiting
    FROM draft d WHERE d.id = $1"""
