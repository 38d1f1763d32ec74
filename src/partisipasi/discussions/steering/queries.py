"""Reading what is written about a thread as a whole. A paragraph that cites what is no longer public is not shown."""

from __future__ import annotations

from datetime import datetime

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.kit.database import Transaction
from partisipasi.kit.markup import plain


class TextView(msgspec.Struct, frozen=True, kw_only=True):
    """A conclusion or summary. `parts_json`: html and whether it is masked, by paragraph; `cited`: contributions."""

    id: int
    kind: str
    number: int
    by_role: str
    at: datetime
    ended_at: datetime | None
    parts_json: str
    cited: list[int]

    @property
    def parts(self) -> list[tuple[str, bool]]:
        """Paragraphs: html (empty where masked), and whether something it cites is not public any more."""
        return msgspec.json.decode(self.parts_json, type=list[tuple[str, bool]])


class Movable(msgspec.Struct, frozen=True, kw_only=True):
    """A contribution that can be moved, as a list to choose from shows it. Of a hidden one there are no words."""

    id: int
    receipt: str
    depth: int
    name: str | None
    resident: int | None
    opening: str
    at: datetime
    replies: int


class OtherThread(msgspec.Struct, frozen=True, kw_only=True):
    """A thread that another one could be merged into."""

    id: int
    title: str
    topic: str
    contributions: int


class ObjectionView(msgspec.Struct, frozen=True, kw_only=True):
    """An objection that is public, with its answer."""

    contribution_id: int
    receipt: str
    number: int
    html: str
    name: str | None
    resident: int | None
    at: datetime
    answer: str | None
    words: str
    answered_at: datetime | None


_TEXT = """
    SELECT x.id, x.kind, x.number, x.by_role, x.at, x.ended_at,
           coalesce((SELECT json_agg(json_build_array(CASE WHEN q.masked THEN '' ELSE p.html END, q.masked)
                                     ORDER BY p.position)
              FROM thread_text_part p CROSS JOIN LATERAL (
                SELECT EXISTS (SELECT 1 FROM thread_citation z JOIN contribution c ON c.id = z.contribution_id
                               WHERE z.part_id = p.id AND c.state <> 'published') AS masked) q
              WHERE p.text_id = x.id), '[]')::text AS parts_json,
           coalesce((SELECT array_agg(DISTINCT z.contribution_id) FROM thread_text_part p
                     JOIN thread_citation z ON z.part_id = p.id WHERE p.text_id = x.id), '{}') AS cited
    FROM thread_text x WHERE x.thread_id = $1"""


async def texts_in_force(tx: Transaction, thread_id: int) -> dict[str, TextView]:
    """Kind → the conclusion and the summary of a thread that count now."""
    rows = await tx.all(TextView, f"{_TEXT} AND x.ended_at IS NULL", thread_id)
    return {row.kind: row for row in rows}


async def versions_of(tx: Transaction, thread_id: int) -> list[TextView]:
    """Every conclusion and summary a thread has had, newest first; at most a hundred."""
    return await tx.all(TextView, f"{_TEXT} ORDER BY x.at DESC, x.id DESC LIMIT 100", thread_id)


async def source_of(tx: Transaction, thread_id: int, kind: str) -> str:
    """The words of the text in force as they were typed, for whoever writes it anew; empty without one."""
    found: str | None = await tx.value(
        "SELECT source FROM thread_text WHERE thread_id = $1 AND kind = $2 AND ended_at IS NULL", thread_id, kind
    )
    return found or ""


async def objections_to(tx: Transaction, thread_id: int) -> list[ObjectionView]:
    """Public objections to the texts of a thread, open ones first; at most a hundred."""
    return await tx.all(
        ObjectionView,
        """SELECT o.contribution_id, c.receipt, x.number, c.html, c.public_name AS name,
                  coalesce(a.number, p.number) AS resident, coalesce(c.published_at, c.created_at) AS at, o.answer,
                  o.words, o.answered_at
           FROM thread_text x JOIN thread_objection o ON o.text_id = x.id
           JOIN contribution c ON c.id = o.contribution_id AND c.state = 'published'
           LEFT JOIN contributor p ON p.id = c.contributor_id LEFT JOIN account a ON a.id = p.account_id
           WHERE x.thread_id = $1 ORDER BY o.answer IS NOT NULL, c.id DESC LIMIT 100""",
        thread_id,
    )


async def movable(tx: Transaction, thread_id: int, *, after: int = 0, size: int = 50) -> list[Movable]:
    """Contributions of a thread that can be moved, first one first, one more than `size` if there are more.

    Args:
        after: id that the page begins after.
    """
    rows = await tx.all(
        Movable,
        """SELECT c.id, c.receipt, c.depth, CASE WHEN c.state = 'published' THEN c.public_name END AS name,
                  CASE WHEN c.state = 'published' THEN coalesce(a.number, p.number) END AS resident,
                  CASE WHEN c.state = 'published' THEN left(c.html, 600) ELSE '' END AS opening,
                  coalesce(c.published_at, c.created_at) AS at, coalesce(y.replies, 0) AS replies
           FROM contribution c LEFT JOIN contributor p ON p.id = c.contributor_id
           LEFT JOIN account a ON a.id = p.account_id LEFT JOIN contribution_tally y ON y.contribution_id = c.id
           WHERE c.thread_id = $1 AND c.state IN ('published', 'hidden') AND c.id > $2 ORDER BY c.id LIMIT $3""",
        thread_id,
        after,
        size + 1,
    )
    return [msgspec.structs.replace(row, opening=plain(row.opening)) for row in rows]


async def merge_targets(tx: Transaction, viewer: Viewer, thread_id: int) -> list[OtherThread]:
    """Threads of the same topic and readers that a thread could be merged into, the latest first; at most fifty."""
    return await tx.all(
        OtherThread,
        """SELECT o.id, o.title, k.name AS topic, coalesce(y.contributions, 0) AS contributions
           FROM thread t JOIN thread o ON o.topic_id = t.topic_id AND o.audience = t.audience AND o.id <> t.id
           JOIN topic k ON k.id = o.topic_id LEFT JOIN thread_tally y ON y.thread_id = o.id
           WHERE t.id = $1 AND o.draft_id IS NULL AND o.merged_into_id IS NULL
             AND o.kind IN ('discussion', 'question') AND (o.audience = 'public' OR $2)
             AND o.opened_by IS DISTINCT FROM $3
           ORDER BY o.id DESC LIMIT 50""",
        thread_id,
        viewer.reads_verified,
        viewer.account_id,
    )


async def moves_along(tx: Transaction, thread_id: int, receipts: list[str]) -> int:
    """How many public or hidden contributions go along with those chosen, themselves included."""
    found: int = await tx.value(
        """WITH RECURSIVE tree AS (
             SELECT id FROM contribution WHERE thread_id = $1 AND receipt = ANY($2)
             UNION SELECT c.id FROM tree JOIN contribution c ON c.parent_id = tree.id)
           SELECT count(*) FROM tree JOIN contribution c USING (id) WHERE c.state IN ('published', 'hidden')""",
        thread_id,
        receipts,
    )
    return found
