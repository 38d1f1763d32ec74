"""What must always hold of the answers of agencies: the sums as of drafts, and that an approved decision is public."""

from __future__ import annotations

from partisipasi.kit.invariants import Invariant

OF_AGENCIES: tuple[Invariant, ...] = (
    Invariant(
        "points with a public decision and open points are not all points of an agency",
        """
        SELECT a.id FROM agency a
        CROSS JOIN LATERAL (
          SELECT count(*) AS points, count(*) FILTER (WHERE k.outcome IS NOT NULL) AS decided,
                 count(*) FILTER (WHERE k.outcome IS NULL) AS open
          FROM counted_point k WHERE k.agency_id = a.id) s
        CROSS JOIN LATERAL (
          SELECT coalesce(sum(n), 0) AS by_outcome FROM (
            SELECT count(*) AS n FROM counted_point k WHERE k.agency_id = a.id AND k.outcome IS NOT NULL
            GROUP BY k.outcome) x) o
        CROSS JOIN LATERAL (
          SELECT count(*) AS standing FROM point p JOIN issue i ON i.id = p.issue_id
          JOIN contribution c ON c.id = p.contribution_id
          WHERE i.agency_id = a.id AND p.removed_at IS NULL AND (c.state = 'published'
            OR (c.state = 'hidden' AND c.hidden_rule IS DISTINCT FROM 'spam'))) p
        WHERE s.decided + s.open <> s.points OR o.by_outcome <> s.decided OR p.standing <> s.points""",
    ),
    Invariant(
        "a decision of an agency that was approved and is not public",
        """
        SELECT d.id FROM decision d JOIN issue i ON i.id = d.issue_id
        WHERE i.agency_id IS NOT NULL AND d.state = 'approved'""",
    ),
    Invariant(
        "a decision of an agency that promises or caused a change of a text",
        """
        SELECT d.id FROM decision d JOIN issue i ON i.id = d.issue_id WHERE i.agency_id IS NOT NULL
          AND (d.no_text_change OR EXISTS (SELECT 1 FROM decision_change l WHERE l.decision_id = d.id))""",
    ),
    Invariant(
        "a release of an agency with a version, or of a kind that is of drafts",
        """
        SELECT r.id FROM release r
        WHERE (r.agency_id IS NOT NULL AND (r.version_id IS NOT NULL OR r.kind NOT IN ('service', 'superseding')))
           OR (r.agency_id IS NULL AND r.kind = 'service')""",
    ),
)
