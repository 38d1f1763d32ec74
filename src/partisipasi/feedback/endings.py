"""What must always hold of drafts that ended: all are answered, nothing goes on, later changes say why."""

from __future__ import annotations

from partisipasi.feedback.tables import LATER_CAUSES
from partisipasi.kit.invariants import Invariant

_LATER = ", ".join(f"'{cause}'" for cause in LATER_CAUSES)

#: What was heard before the end and not restored by a moderator, or confirmed, after it.
_HEARD_IN_TIME = """
    JOIN contribution c ON c.id = o.contribution_id AND c.published_at <= f.closed_at AND NOT EXISTS (
      SELECT 1 FROM moderation_decision m WHERE m.contribution_id = c.id AND m.act IN ('restore', 'release')
        AND m.at >= f.closed_at)"""

ENDINGS: tuple[Invariant, ...] = (
    Invariant(
        "a closed draft with a round that ends after it",
        """
        SELECT r.id FROM round r JOIN draft f ON f.id = r.draft_id
        WHERE f.closed_at IS NOT NULL AND r.closes_at > f.closed_at""",
    ),
    Invariant(
        "a closed draft that owes somebody an answer who spoke in time",
        f"""
        SELECT c.id FROM draft f JOIN owed_contribution o ON o.draft_id = f.id {_HEARD_IN_TIME}
        WHERE f.closed_at IS NOT NULL AND NOT o.question AND (NOT o.placed OR EXISTS (
          SELECT 1 FROM point p WHERE p.contribution_id = c.id AND p.removed_at IS NULL AND NOT EXISTS (
            SELECT 1 FROM decision d WHERE d.issue_id = p.issue_id AND d.state = 'released')))""",
    ),
    Invariant(
        "a closed draft without the release that ended it, or with two",
        """
        SELECT f.id FROM draft f WHERE f.closed_at IS NOT NULL
          AND (SELECT count(*) FROM release r WHERE r.draft_id = f.id AND r.kind = 'closing') <> 1""",
    ),
    Invariant(
        "a version published after its draft ended without being enacted",
        """
        SELECT v.id FROM version v JOIN draft f ON f.id = v.draft_id
        WHERE f.closed_how <> 'enacted' AND v.published_at > f.closed_at""",
    ),
    Invariant(
        "a change made after enactment without its cause in harmonisation or facilitation, or without saying why",
        f"""
        SELECT h.id FROM change h JOIN version v ON v.id = h.version_id AND v.state = 'published'
        JOIN draft f ON f.id = v.draft_id AND v.published_at > f.closed_at
        WHERE NOT h.technical AND (h.explanation = '' OR (h.cause IN ({_LATER})) IS NOT TRUE)""",
    ),
)
