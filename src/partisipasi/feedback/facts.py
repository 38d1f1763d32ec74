"""Loading what the gate judges, each kind of fact by one query whatever the number of contributions."""

from __future__ import annotations

import msgspec

from partisipasi.drafts.queries.visibility import WORKS_HERE
from partisipasi.feedback.gate import (
    Approver,
    Caused,
    Facts,
    Gate,
    Held,
    IssuePoints,
    Owed,
    Promise,
    Review,
    Running,
    Taken,
    closing_gate,
    gate,
)
from partisipasi.feedback.tables import LATER_CAUSES
from partisipasi.kit.database import Transaction

_SETTLED = "('approved', 'released')"
_TAKING = "('accepted', 'partly')"
_LATER = ", ".join(f"'{cause}'" for cause in LATER_CAUSES)
_ENACTED = "SELECT 'enacted', d.id, '', 0, 0 FROM draft d WHERE d.id = $1 AND d.closed_how = 'enacted'"


async def gate_of_version(tx: Transaction, version_id: int) -> Gate:
    """The gate of a concept. The caller has checked that the viewer may see it and that it is one."""
    return gate(await facts_of_version(tx, version_id))


async def gate_of_closing(tx: Transaction, draft_id: int) -> Gate:
    """The gate of closing a draft without a further text."""
    return closing_gate(await _facts(tx, draft_id, None))


async def facts_of_version(tx: Transaction, version_id: int, *, draft_id: int | None = None) -> Facts:
    """All facts about a concept. `draft_id`: of its draft, where that is known already."""
    known: int = draft_id or await tx.value("SELECT draft_id FROM version WHERE id = $1", version_id)
    return await _facts(tx, known, version_id)


async def _facts(tx: Transaction, draft_id: int, version_id: int | None) -> Facts:
    rounds = await _rounds(tx, draft_id)
    inputs = await _inputs(tx, draft_id)
    answers = Facts(
        follows_round=any(one.begun for one in rounds),
        owed=[one for one in inputs if not one.held],
        issues=await _issues(tx, draft_id),
        held=[Held(one.contribution_id, one.receipt) for one in inputs if one.held],
        running=[one for one in rounds if not one.over],
        approvers=await _approvers(tx, draft_id, version_id),
    )
    if version_id is None:
        return answers
    links = await _links(tx, draft_id, version_id)
    return msgspec.structs.replace(
        answers,
        enacted=any(one.kind == "enacted" for one in links),
        unexplained=[Caused(one.id, one.label, one.links) for one in links if one.kind == "unexplained"],
        taken=[Taken(one.id, int(one.label), one.links) for one in links if one.kind == "taken"],
        caused=[Caused(one.id, one.label, one.links) for one in links if one.kind == "caused"],
        promises=await _promises(tx, version_id),
        reviews=[Review("alignment", one.id, one.label) for one in links if one.kind == "alignment"]
        + [Review("anchor", one.id, one.label) for one in links if one.kind == "anchor"],
        lost=sum(one.kind == "lost" for one in links),
        silent=sum(one.kind == "silent" for one in links),
    )


class _Round(Running, frozen=True):
    begun: bool
    over: bool


async def _rounds(tx: Transaction, draft_id: int) -> list[_Round]:
    return await tx.all(
        _Round,
        """SELECT id AS round_id, number, closes_at, opens_at <= now() AS begun, closes_at <= now() AS over
           FROM round WHERE draft_id = $1 ORDER BY id""",
        draft_id,
    )


class _Input(Owed, frozen=True):
    held: bool


async def _inputs(tx: Transaction, draft_id: int) -> list[_Input]:
    return await tx.all(
        _Input,
        """SELECT o.contribution_id, c.receipt, o.question, o.replied, o.placed, false AS held
           FROM owed_contribution o JOIN contribution c ON c.id = o.contribution_id
           WHERE o.draft_id = $1
           UNION ALL
           SELECT c.id, c.receipt, false, false, false, true FROM contribution c
           WHERE c.draft_id = $1 AND c.state = 'held' AND c.round_id IS NOT NULL AND (c.depth = 0 OR c.own_input)
             AND c.kind IN ('comment', 'suggestion', 'question')
           ORDER BY 1""",
        draft_id,
    )


async def _issues(tx: Transaction, draft_id: int) -> list[IssuePoints]:
    return await tx.all(
        IssuePoints,
        f"""SELECT i.id AS issue_id, i.number, count(k.point_id) AS points,
                   EXISTS (SELECT 1 FROM decision d WHERE d.issue_id = i.id AND d.state IN {_SETTLED}) AS settled
            FROM issue i JOIN counted_point k ON k.issue_id = i.id
            WHERE i.draft_id = $1 GROUP BY i.id ORDER BY i.number""",
        draft_id,
    )


async def _approvers(tx: Transaction, draft_id: int, version_id: int | None) -> list[Approver]:
    return await tx.all(
        Approver,
        f"""SELECT a.id AS account_id, coalesce(a.display_name, '') AS name,
                  EXISTS (SELECT 1 FROM version_maker k WHERE k.version_id = $2 AND k.account_id = a.id) AS made,
                  EXISTS (SELECT 1 FROM decision d JOIN issue i ON i.id = d.issue_id
                          WHERE i.draft_id = $1 AND d.state = 'approved'
                            AND (d.proposed_by = a.id OR a.id = ANY (d.proposers))) AS proposed
           FROM account a
           WHERE EXISTS (SELECT 1 FROM team_member m WHERE m.draft_id = $1 AND m.account_id = a.id
                           AND m.role = 'approver' AND m.ended_at IS NULL AND {WORKS_HERE})
           ORDER BY a.id""",
        draft_id,
        version_id,
    )


class _Link(msgspec.Struct, frozen=True):
    """A decision that takes something up, or a change said to come from input, with how many it is linked with.

    Also, linked with nothing, an alignment or an anchor that waits for review, and a lost change that is still listed:
    all that a concept owes, in one query.
    """

    kind: str
    id: int
    label: str
    links: int


async def _links(tx: Transaction, draft_id: int, version_id: int) -> list[_Link]:
    return await tx.all(
        _Link,
        f"""SELECT kind, id, label, links FROM (
            SELECT 'taken' AS kind, d.id, i.number::text AS label,
                   (SELECT count(*) FROM decision_change l
                    JOIN change h ON h.id = l.change_id JOIN version v ON v.id = h.version_id
                    WHERE l.decision_id = d.id AND NOT h.technical
                      AND (v.id = $2 OR v.state = 'published')) AS links, i.number AS place
            FROM decision d JOIN issue i ON i.id = d.issue_id
            WHERE i.draft_id = $1 AND d.state IN {_SETTLED} AND d.outcome IN {_TAKING} AND NOT d.no_text_change
            UNION ALL
            SELECT 'caused', h.id, coalesce(n.key, o.key),
                   (SELECT count(*) FROM decision_change l JOIN decision d ON d.id = l.decision_id
                    WHERE l.change_id = h.id AND d.state IN {_SETTLED} AND d.outcome IN {_TAKING}), h.position
            FROM change h
            LEFT JOIN clause_text n ON n.id = h.new_text_id LEFT JOIN clause_text o ON o.id = h.old_text_id
            WHERE h.version_id = $2 AND h.cause = 'public_input'
            UNION ALL
            SELECT 'unexplained', h.id, coalesce(n.key, o.key), 0, h.position
            FROM change h
            LEFT JOIN clause_text n ON n.id = h.new_text_id LEFT JOIN clause_text o ON o.id = h.old_text_id
            WHERE h.version_id = $2 AND NOT h.technical AND EXISTS ({_ENACTED})
              AND (h.explanation = '' OR (h.cause IN ({_LATER})) IS NOT TRUE)
            UNION ALL
            {_ENACTED}
            UNION ALL
            SELECT 'alignment', a.id, coalesce(n.key, o.key), 0, 0 FROM alignment a
            LEFT JOIN clause_text n ON n.id = a.new_text_id LEFT JOIN clause_text o ON o.id = a.old_text_id
            WHERE a.version_id = $2 AND a.review = 'open'
            UNION ALL
            SELECT 'anchor', a.id, coalesce(t.key, ''), 0, 1 FROM anchor a
            JOIN contribution c ON c.id = a.contribution_id AND c.state IN ('published', 'hidden', 'held')
            LEFT JOIN clause_text t ON t.clause_id = a.clause_id AND t.version_id = a.version_id
            WHERE a.version_id = $2 AND a.review = 'open'
            UNION ALL
            SELECT 'silent', h.id, '', 0, 2 FROM change h
            WHERE h.version_id = $2 AND NOT h.technical AND h.cause IS NULL
            UNION ALL
            SELECT 'lost', l.id, l.clause_name, 0, 2 FROM lost_change l
            WHERE l.version_id = $2 AND l.discarded_at IS NULL) x ORDER BY place, id""",
        draft_id,
        version_id,
    )


async def _promises(tx: Transaction, version_id: int) -> list[Promise]:
    # A clause keeps its identity in `change.clause_id`; one that was merged away is found by its old text's. What a
    # superseded decision changed stays promised by the one in force on its issue, if that takes it up as well.
    return await tx.all(
        Promise,
        f"""SELECT DISTINCT d.id AS decision_id, i.number, h.id AS change_id,
                   kept_old.fingerprint AS before, kept_new.fingerprint AS after, n.fingerprint AS now,
                   EXISTS (SELECT 1 FROM decision_change l2 JOIN decision d2 ON d2.id = l2.decision_id
                           WHERE l2.change_id = h.id AND d2.id <> l.decision_id AND d2.state IN {_SETTLED}
                             AND d2.outcome IN {_TAKING}) AS redecided,
                   h.cause IS NOT NULL AND h.explanation <> '' AS explained
            FROM change h
            LEFT JOIN clause_text n ON n.id = h.new_text_id
            LEFT JOIN clause_text o ON o.id = h.old_text_id
            JOIN change kept ON kept.clause_id IN (h.clause_id, o.clause_id) AND kept.version_id <> h.version_id
            JOIN version v ON v.id = kept.version_id AND v.state = 'published'
            LEFT JOIN clause_text kept_old ON kept_old.id = kept.old_text_id
            LEFT JOIN clause_text kept_new ON kept_new.id = kept.new_text_id
            JOIN decision_change l ON l.change_id = kept.id
            JOIN decision c ON c.id = l.decision_id
            JOIN decision d ON d.issue_id = c.issue_id AND d.state = 'released' AND d.outcome IN {_TAKING}
            JOIN issue i ON i.id = d.issue_id
            WHERE h.version_id = $1 AND NOT h.technical AND NOT kept.technical
            ORDER BY i.number, h.id""",
        version_id,
    )
