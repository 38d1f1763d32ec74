"""What is always true of what moderators did, as queries for what breaks it: nothing is restricted in silence."""

from __future__ import annotations

from partisipasi.kit.invariants import Invariant

#: The last decision on whether a contribution (alias `c`) is shown; taking back another one says nothing of that.
_SHOWN_OR_NOT = """
    SELECT m.act, m.rule FROM moderation_decision m
    LEFT JOIN moderation_decision u ON u.id = m.supersedes_id AND m.act = 'undo'
    WHERE m.contribution_id = c.id AND (m.act IN ('hide', 'restore', 'release') OR u.act = 'hide')
    ORDER BY m.id DESC LIMIT 1"""

INVARIANTS: tuple[Invariant, ...] = (
    Invariant(
        "hidden_by_a_decision_under_its_rule",
        f"""SELECT c.id FROM contribution c LEFT JOIN LATERAL ({_SHOWN_OR_NOT}) d ON true
            WHERE c.state = 'hidden' AND (d.act IS DISTINCT FROM 'hide' OR d.rule IS DISTINCT FROM c.hidden_rule)""",
    ),
    Invariant(
        "held_for_a_reason_that_the_queue_shows",
        "SELECT id FROM contribution WHERE state = 'held' AND held_reason IS NULL",
    ),
    Invariant(
        "masked_by_a_decision",
        """SELECT k.id FROM masked_text k WHERE NOT EXISTS (
             SELECT 1 FROM moderation_decision m WHERE m.contribution_id = k.contribution_id AND m.act = 'mask')""",
    ),
    Invariant(
        "limited_by_a_decision",
        """SELECT x.id FROM restriction x WHERE NOT EXISTS (
             SELECT 1 FROM moderation_decision m WHERE m.public_ref = x.decision_ref AND m.act = x.kind)""",
    ),
    Invariant(
        "objection_decided_by_somebody_else",
        """SELECT j.id FROM objection j JOIN moderation_decision m ON m.id = j.decision_id
           WHERE j.decided_by IN (m.decided_by, m.seconded_by)""",
    ),
    Invariant(
        "objection_answered_by_a_decision_in_its_place",
        """SELECT j.id FROM objection j JOIN moderation_decision m ON m.id = j.successor_id
           WHERE m.supersedes_id IS DISTINCT FROM j.decision_id""",
    ),
)
