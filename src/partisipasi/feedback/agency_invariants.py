"""What must always hold of the answers of agencies: the sums as of drafts, and that an approved decision is public."""

from __future__ import annotations

from partisipasi.feedback.sums import sums_add_up
from partisipasi.kit.invariants import Invariant

OF_AGENCIES: tuple[Invariant, ...] = (
    sums_add_up("agency", "an agency"),
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
