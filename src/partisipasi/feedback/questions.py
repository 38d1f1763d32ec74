"""Questions: answered by an official reply within some days, and shown to everybody where the answer helps many."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.drafts.queries.visibility import SEES_CONCEPT
from partisipasi.feedback.queries.names import PLACE_CHAIN, name_of_chain
from partisipasi.feedback.standing import demand_workbench, stand_beside
from partisipasi.feedback.tables import PinnedQuestion
from partisipasi.kit.codes import parse_receipt
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, NotFound
from partisipasi.kit.i18n import N_
from partisipasi.kit.markup import plain
from partisipasi.record.actions import write_record

#: A question is to be replied to within this time. SP4N-LAPOR! gives an agency five working days for a reply, which is
#: a week; a round is seldom shorter than two, so whoever asks in its first half can still use the answer in it.
REPLY_WITHIN = timedelta(days=7)
#: Questions pinned in one draft: more would no longer be read before asking again.
MOST_PINNED = 20


class QuestionRow(msgspec.Struct, frozen=True, kw_only=True):
    """A question that is owed a reply, as the team sees it. `name` is its clause's, empty for the draft as a whole."""

    id: int
    receipt: str
    state: str
    source: str
    author: str | None
    number: int | None
    version_number: int
    key: str | None
    at: datetime
    due_at: datetime
    replied_at: datetime | None
    overdue: bool
    pinned: bool
    assignee: str | None
    name: str = ""


class QuestionCounts(msgspec.Struct, frozen=True):
    """How many questions of a draft there are, wait, and wait longer than they should."""

    asked: int = 0
    waiting: int = 0
    overdue: int = 0


class PinnedView(msgspec.Struct, frozen=True, kw_only=True):
    """A pinned question with its official reply, as everybody sees it."""

    receipt: str
    html: str
    language: str
    clause_id: int | None
    key: str | None
    version_number: int
    reply_receipt: str
    reply_html: str
    speaks_for: str | None
    replied_at: datetime
    name: str = ""

    @property
    def words(self) -> str:
        """The question without marks."""
        return plain(self.html)


_OFFICIAL = """LEFT JOIN LATERAL (SELECT y.receipt, y.html, y.speaks_for, y.published_at FROM contribution y
      WHERE (y.root_id = c.id OR y.parent_id = c.id) AND y.kind = 'official' AND y.state = 'published'
      ORDER BY y.published_at, y.id LIMIT 1) f ON true"""
_HEARD = "coalesce(c.published_at, c.created_at)"


async def questions_of(
    tx: Transaction,
    viewer: Viewer,
    draft_id: int,
    *,
    waiting: bool | None = None,
    after: int | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[QuestionRow]:
    """The questions of a draft, oldest first, by keyset on their ids.

    Args:
        waiting: only those without an official reply, or only those with one; None for all.
        after, before: ids that the page begins after or ends before; with `before`, rows come backwards.

    Raises:
        NotFound: the viewer has no place in this draft's workbench.
    """
    rows = await tx.rows(
        f"""SELECT c.id, c.receipt, c.state, c.source, c.public_name AS author, coalesce(a.number, p.number) AS number,
                   v.number AS version_number, bottom.key, {_HEARD} AS at, {_HEARD} + $3 AS due_at,
                   f.published_at AS replied_at, f.receipt IS NULL AND {_HEARD} + $3 < now() AS overdue,
                   i.contribution_id IS NOT NULL AS pinned, w.display_name AS assignee, {PLACE_CHAIN} AS chain
            FROM draft d JOIN owed_contribution o ON o.draft_id = d.id AND o.question
            JOIN contribution c ON c.id = o.contribution_id JOIN version v ON v.id = c.version_id
            {_OFFICIAL}
            LEFT JOIN pinned_question i ON i.contribution_id = c.id
            LEFT JOIN assignment q ON q.contribution_id = c.id LEFT JOIN account w ON w.id = q.account_id
            LEFT JOIN contributor p ON p.id = c.contributor_id LEFT JOIN account a ON a.id = p.account_id
            LEFT JOIN clause_text bottom ON bottom.clause_id = c.clause_id AND bottom.version_id = c.version_id
            WHERE d.id = $2 AND {SEES_CONCEPT} AND ($4::boolean IS NULL OR (f.receipt IS NULL) = $4)
              AND ($5::bigint IS NULL OR c.id > $5) AND ($6::bigint IS NULL OR c.id < $6)
            ORDER BY CASE WHEN $6::bigint IS NULL THEN c.id ELSE -c.id END LIMIT $7""",
        viewer.account_id,
        draft_id,
        REPLY_WITHIN,
        waiting,
        after,
        before,
        limit,
    )
    if not rows:
        await demand_workbench(tx, viewer, draft_id)
    return [QuestionRow(name=name_of_chain(row.pop("chain")) or "", **row) for row in rows]


async def question_counts(tx: Transaction, draft_ids: list[int]) -> dict[int, QuestionCounts]:
    """Draft id → its questions in numbers; every draft asked for is there. For who works on these drafts."""
    rows = await tx.rows(
        f"""SELECT o.draft_id, count(*) AS asked, count(*) FILTER (WHERE NOT o.replied) AS waiting,
                   count(*) FILTER (WHERE NOT o.replied AND {_HEARD} + $2 < now()) AS overdue
            FROM owed_contribution o JOIN contribution c ON c.id = o.contribution_id
            WHERE o.draft_id = ANY ($1::bigint[]) AND o.question GROUP BY o.draft_id""",
        list(draft_ids),
        REPLY_WITHIN,
    )
    found = {row["draft_id"]: QuestionCounts(row["asked"], row["waiting"], row["overdue"]) for row in rows}
    return {draft_id: found.get(draft_id, QuestionCounts()) for draft_id in draft_ids}


async def pinned_of(tx: Transaction, draft_id: int, *, clause_id: int | None = None) -> list[PinnedView]:
    """The pinned questions of a draft with their replies, in the order of the text. Whoever asks sees the draft.

    What is hidden, held or withdrawn meanwhile, the question or its reply, is not among them.

    Args:
        clause_id: only those about this clause.
    """
    rows = await tx.rows(
        f"""SELECT c.receipt, c.html, c.language, c.clause_id, bottom.key, v.number AS version_number,
                   f.receipt AS reply_receipt, f.html AS reply_html, f.speaks_for, f.published_at AS replied_at,
                   {PLACE_CHAIN} AS chain
            FROM pinned_question i JOIN contribution c ON c.id = i.contribution_id AND c.state = 'published'
            JOIN version v ON v.id = c.version_id {_OFFICIAL}
            LEFT JOIN clause_text bottom ON bottom.clause_id = c.clause_id AND bottom.version_id = c.version_id
            WHERE c.draft_id = $1 AND ($2::bigint IS NULL OR c.clause_id = $2) AND f.receipt IS NOT NULL
            ORDER BY bottom.position NULLS FIRST, c.id LIMIT {MOST_PINNED}""",
        draft_id,
        clause_id,
    )
    return [PinnedView(name=name_of_chain(row.pop("chain")) or "", **row) for row in rows]


async def pin_question(tx: Transaction, viewer: Viewer, *, draft_id: int, receipt: str, pinned: bool) -> None:
    """Show a question with its official reply at the top of its clause and draft, or no longer.

    Raises:
        NotFound: an outsider, or no such question in the draft.
        Forbidden: not somebody who replies officially.
        Conflict: it has no official reply, is not public, or too many are pinned.
    """
    await stand_beside(tx, viewer, draft_id, Act.reply_officially)
    rows = await tx.rows(
        """SELECT c.id, c.clause_id, c.state = 'published' AND o.replied AS shown,
                  EXISTS (SELECT 1 FROM pinned_question i WHERE i.contribution_id = c.id) AS pinned,
                  (SELECT count(*) FROM pinned_question i JOIN contribution b ON b.id = i.contribution_id
                   WHERE b.draft_id = $1) AS all_pinned
           FROM contribution c JOIN owed_contribution o ON o.contribution_id = c.id AND o.question
           WHERE c.receipt = $2 AND o.draft_id = $1 FOR NO KEY UPDATE OF c""",
        draft_id,
        parse_receipt(receipt) or "",
    )
    if not rows:
        raise NotFound(N_("There is no such question in this draft."))
    (found,) = rows
    if found["pinned"] == pinned:
        return
    if pinned:
        if not found["shown"]:
            raise Conflict(N_("Only a public question with an official reply can be pinned."), code="no_reply")
        if found["all_pinned"] >= MOST_PINNED:
            raise Conflict(N_("So many questions are pinned already that nobody would read one more."), code="enough")
        await tx.add(PinnedQuestion(contribution_id=found["id"], pinned_by=viewer.account_id))
    else:
        await tx.execute("DELETE FROM pinned_question WHERE contribution_id = $1", found["id"])
    act = "question.pinned" if pinned else "question.unpinned"
    await write_record(tx, act, actor_id=viewer.account_id, subject=("contribution", found["id"]))
    tx.changed(f"draft:{draft_id}")
    if found["clause_id"] is not None:
        tx.changed(f"clause:{found['clause_id']}")
