"""What must always hold of answers: named queries that find what breaks it. Each must return no row.

`partisipasi verify` runs them on the whole database, the tests after every step of random sequences of acts.
"""

from __future__ import annotations

from partisipasi.feedback.agency_invariants import OF_AGENCIES
from partisipasi.feedback.endings import ENDINGS
from partisipasi.feedback.progress import PROGRESS_IS_COUNTED
from partisipasi.feedback.sums import sums_add_up
from partisipasi.kit.invariants import Invariant

#: Each is named by what is wrong; its query finds the ids of the things it is wrong with.
INVARIANTS: tuple[Invariant, ...] = (
    PROGRESS_IS_COUNTED,
    *ENDINGS,
    *OF_AGENCIES,
    sums_add_up("draft", "a draft"),
    Invariant(
        "a point of a contribution of another draft",
        """
        SELECT p.id FROM point p JOIN issue i ON i.id = p.issue_id JOIN contribution c ON c.id = p.contribution_id
        WHERE c.draft_id IS NOT NULL AND c.draft_id IS DISTINCT FROM i.draft_id""",
    ),
    Invariant(
        "a point in an issue that was merged into another",
        """
        SELECT p.id FROM point p JOIN issue i ON i.id = p.issue_id
        WHERE p.removed_at IS NULL AND i.merged_into_id IS NOT NULL""",
    ),
    Invariant(
        "a decision public without a release, or released before its time",
        """
        SELECT d.id FROM decision d
        WHERE (d.state IN ('released', 'superseded')) <> (d.release_id IS NOT NULL AND d.released_at IS NOT NULL)""",
    ),
    Invariant(
        "a decision approved by one of those who proposed it, or public without approval",
        """
        SELECT d.id FROM decision d
        WHERE d.approved_by = ANY (d.proposers) OR d.approved_by = d.proposed_by
           OR (d.state IN ('approved', 'released', 'superseded') AND d.approved_at IS NULL)""",
    ),
    Invariant(
        "a superseded decision with no newer one that names it",
        """
        SELECT d.id FROM decision d WHERE d.state = 'superseded' AND NOT EXISTS (
          SELECT 1 FROM decision n WHERE n.supersedes_id = d.id AND n.state IN ('released', 'superseded'))""",
    ),
    Invariant(
        "a change in a published version whose clause does not differ",
        """
        SELECT h.id FROM change h JOIN version v ON v.id = h.version_id AND v.state = 'published'
        JOIN clause_text o ON o.id = h.old_text_id JOIN clause_text n ON n.id = h.new_text_id
        WHERE (o.heading, o.text, o.label) IS NOT DISTINCT FROM (n.heading, n.text, n.label)
          AND NOT ('place' = ANY (h.flags)) AND h.op NOT IN ('split', 'merged')""",
    ),
    # A pasal that was split or merged may keep its own words: what differs is what stands in it.
    Invariant(
        "a split with one part, or a merger of one clause",
        """
        SELECT h.id FROM change h WHERE h.op IN ('split', 'merged') AND NOT EXISTS (
          SELECT 1 FROM change x WHERE x.version_id = h.version_id AND x.id <> h.id AND x.op = h.op
            AND (x.old_text_id = h.old_text_id OR x.new_text_id = h.new_text_id))""",
    ),
    Invariant(
        "a change said to come from the public whose words are the same",
        """
        SELECT h.id FROM change h JOIN clause_text o ON o.id = h.old_text_id JOIN clause_text n ON n.id = h.new_text_id
        WHERE h.cause = 'public_input' AND (h.technical OR (o.heading, o.text) IS NOT DISTINCT FROM (n.heading, n.text))
          AND NOT ('place' = ANY (h.flags)) AND h.op NOT IN ('split', 'merged')""",
    ),
    Invariant(
        "a published change from public input without a decision that was in force",
        """
        SELECT h.id FROM change h JOIN version v ON v.id = h.version_id AND v.state = 'published'
        WHERE h.cause = 'public_input' AND NOT EXISTS (
          SELECT 1 FROM decision_change l JOIN decision d ON d.id = l.decision_id
          WHERE l.change_id = h.id AND d.released_at IS NOT NULL AND d.released_at <= v.published_at
            AND d.outcome IN ('accepted', 'partly'))""",
    ),
    Invariant(
        "a published change linked with a decision that was never public",
        """
        SELECT h.id FROM change h JOIN version v ON v.id = h.version_id AND v.state = 'published'
        JOIN decision_change l ON l.change_id = h.id JOIN decision d ON d.id = l.decision_id
        WHERE d.state NOT IN ('released', 'superseded')""",
    ),
    Invariant(
        "a published text that takes back what a decision in force had changed, without another decision",
        """
        SELECT h.id FROM change h JOIN version v ON v.id = h.version_id AND v.state = 'published'
        JOIN clause_text n ON n.id = h.new_text_id
        JOIN change k ON k.clause_id = h.clause_id AND NOT k.technical
        JOIN version kv ON kv.id = k.version_id AND kv.state = 'published' AND kv.number < v.number
        JOIN clause_text ko ON ko.id = k.old_text_id JOIN clause_text kn ON kn.id = k.new_text_id
        JOIN decision_change l ON l.change_id = k.id JOIN decision c ON c.id = l.decision_id
        JOIN decision d ON d.issue_id = c.issue_id AND d.outcome IN ('accepted', 'partly')
          AND d.released_at <= v.published_at AND NOT EXISTS (
            SELECT 1 FROM decision s WHERE s.supersedes_id = d.id AND s.released_at <= v.published_at)
        WHERE NOT h.technical AND n.fingerprint = ko.fingerprint AND kn.fingerprint <> ko.fingerprint
          AND NOT EXISTS (SELECT 1 FROM decision_change m JOIN decision o ON o.id = m.decision_id
                          WHERE m.change_id = h.id AND o.id <> c.id AND o.outcome IN ('accepted', 'partly'))""",
    ),
    Invariant(
        "a version published while a round of its draft was open",
        """
        SELECT v.id FROM version v JOIN round r ON r.draft_id = v.draft_id
        WHERE v.state = 'published' AND r.opens_at < v.published_at AND r.closes_at > v.published_at""",
    ),
    Invariant(
        "a decision released with a version that accepts without a change",
        """
        SELECT d.id FROM decision d JOIN release r ON r.id = d.release_id AND r.kind = 'version'
        WHERE d.outcome IN ('accepted', 'partly') AND NOT d.no_text_change
          AND NOT EXISTS (SELECT 1 FROM decision_change l WHERE l.decision_id = d.id)""",
    ),
    Invariant(
        "a trace that cannot be walked: a change linked with a decision of another draft",
        """
        SELECT h.id FROM decision_change l JOIN change h ON h.id = l.change_id JOIN version v ON v.id = h.version_id
        JOIN decision d ON d.id = l.decision_id JOIN issue i ON i.id = d.issue_id
        WHERE i.draft_id IS DISTINCT FROM v.draft_id""",
    ),
    Invariant(
        "a notice whose contribution has no point in the decision's issue",
        """
        SELECT n.id FROM notice n JOIN decision d ON d.id = n.decision_id
        WHERE NOT EXISTS (
          SELECT 1 FROM point p WHERE p.issue_id = d.issue_id AND p.contribution_id = n.contribution_id)""",
    ),
    Invariant(
        "a notice of a decision that is not public, or of another draft's release",
        """
        SELECT n.id FROM notice n JOIN decision d ON d.id = n.decision_id JOIN issue i ON i.id = d.issue_id
        JOIN release r ON r.id = n.release_id
        WHERE d.released_at IS NULL OR (r.draft_id, r.agency_id) IS DISTINCT FROM (i.draft_id, i.agency_id)""",
    ),
    Invariant(
        "an answer without a notice: a point that stood when its decision was released",
        """
        SELECT p.id FROM point p JOIN contribution c ON c.id = p.contribution_id AND c.state = 'published'
        JOIN decision d ON d.issue_id = p.issue_id AND d.state = 'released'
        WHERE p.removed_at IS NULL AND p.placed_at < d.released_at AND c.published_at < d.released_at
          AND NOT EXISTS (SELECT 1 FROM notice n WHERE n.contribution_id = c.id AND n.decision_id = d.id)
          AND NOT EXISTS (SELECT 1 FROM moderation_decision m WHERE m.contribution_id = c.id AND m.act <> 'hide'
                            AND m.at >= d.released_at)""",
    ),
    Invariant(
        "a closed draft with a decision that was approved and never released",
        """
        SELECT d.id FROM decision d JOIN issue i ON i.id = d.issue_id JOIN draft f ON f.id = i.draft_id
        WHERE f.closed_at IS NOT NULL AND d.state = 'approved'""",
    ),
    Invariant(
        "a version published by somebody who made part of it",
        """
        SELECT v.id FROM version v JOIN version_maker k ON k.version_id = v.id AND k.account_id = v.published_by""",
    ),
    Invariant(
        "a version published by somebody who proposed a decision it released",
        """
        SELECT v.id FROM version v JOIN release r ON r.version_id = v.id AND r.kind = 'version'
        JOIN decision d ON d.release_id = r.id
        WHERE v.published_by = d.proposed_by OR v.published_by = ANY (d.proposers)""",
    ),
    Invariant(
        "words of an erased contribution in an excerpt or a reply",
        """
        SELECT c.id FROM contribution c
        WHERE c.contributor_id IS NULL AND c.source = '' AND c.kind <> 'suggestion' AND c.state = 'withdrawn'
          AND (EXISTS (SELECT 1 FROM point p WHERE p.contribution_id = c.id AND p.excerpt <> '')
            OR EXISTS (SELECT 1 FROM notice n WHERE n.contribution_id = c.id AND n.reply <> ''))""",
    ),
)
