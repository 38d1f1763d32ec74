"""Clauses that people said much about and that stayed as they were: they want an explanation most."""

from __future__ import annotations

import msgspec

from partisipasi.feedback.gate import issue_label
from partisipasi.feedback.queries.names import NAME_CHAIN, name_of_chain
from partisipasi.kit.database import Transaction

#: Contributions from which a clause counts as much discussed, and how many clauses are listed.
MUCH = 3
_LISTED = 10


class Unmoved(msgspec.Struct, frozen=True, kw_only=True):
    """A clause as it stands in the newest version, much discussed before and unchanged since; with the issues, as
    (label, number, outcome), in which what was said about it is answered.
    """

    key: str
    name: str
    number: int
    contributions: int
    people: int
    issues: list[tuple[str, int, str | None]]


async def discussed_unchanged(tx: Transaction, draft_id: int) -> list[Unmoved]:
    """The clauses of a public draft that were discussed most and changed in none of the versions that followed.

    A clause counts as changed with any part of it. While a version is the only one nothing could have changed yet,
    unless the draft is closed.
    """
    rows = await tx.rows(_DISCUSSED, draft_id, MUCH, _LISTED)
    return [
        Unmoved(
            name=name_of_chain(row.pop("chain")) or "",
            issues=[
                (issue_label(number), number, outcome)
                for number, outcome in msgspec.json.decode(row.pop("issues") or "[]", type=list[tuple[int, str | None]])
            ],
            **row,
        )
        for row in rows
    ]


_DISCUSSED = f"""
    WITH RECURSIVE newest AS (
      SELECT v.id, v.number, d.closed_at IS NOT NULL AS closed FROM version v JOIN draft d ON d.id = v.draft_id
      WHERE v.draft_id = $1 AND v.state = 'published' ORDER BY v.number DESC LIMIT 1),
    talk AS (
      SELECT c.clause_id, count(*) AS contributions, count(DISTINCT c.contributor_id) AS people, min(w.number) AS since
      FROM contribution c JOIN version w ON w.id = c.version_id CROSS JOIN newest
      WHERE c.draft_id = $1 AND c.state = 'published' AND c.kind IN ('comment', 'suggestion', 'question')
        AND (c.depth = 0 OR c.own_input) AND c.clause_id IS NOT NULL AND (w.number < newest.number OR newest.closed)
      GROUP BY c.clause_id HAVING count(*) >= $2),
    changed AS (
      SELECT coalesce(h.new_text_id, h.old_text_id) AS text_id, v.number
      FROM change h JOIN version v ON v.id = h.version_id AND v.state = 'published'
      WHERE v.draft_id = $1 AND NOT h.technical),
    above AS (
      SELECT t.clause_id, t.parent_id, x.number FROM changed x JOIN clause_text t ON t.id = x.text_id
      UNION SELECT t.clause_id, t.parent_id, a.number FROM above a JOIN clause_text t ON t.id = a.parent_id)
    SELECT bottom.key, {NAME_CHAIN} AS chain, newest.number, talk.contributions, talk.people,
           (SELECT json_agg(json_build_array(i.number, x.outcome) ORDER BY i.number)::text FROM issue i
            LEFT JOIN decision x ON x.issue_id = i.id AND x.state = 'released'
            WHERE i.draft_id = $1 AND EXISTS (
              SELECT 1 FROM counted_point k JOIN contribution c ON c.id = k.contribution_id
              WHERE k.issue_id = i.id AND c.clause_id = talk.clause_id)) AS issues
    FROM talk CROSS JOIN newest
    JOIN clause_text bottom ON bottom.clause_id = talk.clause_id AND bottom.version_id = newest.id
    WHERE NOT EXISTS (SELECT 1 FROM above a WHERE a.clause_id = talk.clause_id AND a.number > talk.since)
    ORDER BY talk.contributions DESC, bottom.position LIMIT $3"""
