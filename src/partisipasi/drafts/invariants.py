"""What must always hold of drafts: named queries that find what breaks it. Each must return no row."""

from __future__ import annotations

from partisipasi.kit.invariants import Invariant

INVARIANTS: tuple[Invariant, ...] = (
    Invariant(
        "versions of a draft not numbered one after the other, or following another one than the last published",
        """
        SELECT v.id FROM version v
        LEFT JOIN version p ON p.draft_id = v.draft_id AND p.number = v.number - 1 AND p.state = 'published'
        WHERE (v.number > 1 AND p.id IS NULL) OR v.follows_id IS DISTINCT FROM p.id""",
    ),
    Invariant(
        "a published version without clauses, without the digest of its text, or with pairs nobody has looked at",
        """
        SELECT v.id FROM version v WHERE v.state = 'published' AND (v.sha256 = ''
          OR NOT EXISTS (SELECT 1 FROM clause_text x WHERE x.version_id = v.id)
          OR EXISTS (SELECT 1 FROM alignment s WHERE s.version_id = v.id AND s.review = 'open'))""",
    ),
    Invariant(
        "a clause text that stands in one of another version, or before what it stands in",
        """
        SELECT x.id FROM clause_text x JOIN clause_text p ON p.id = x.parent_id
        WHERE p.version_id <> x.version_id OR p.position >= x.position OR p.depth <> x.depth - 1""",
    ),
    Invariant(
        "a clause of one draft in a version of another",
        """
        SELECT x.id FROM clause_text x JOIN version v ON v.id = x.version_id JOIN clause c ON c.id = x.clause_id
        WHERE c.draft_id <> v.draft_id""",
    ),
    Invariant(
        "a clause text missing from the alignment of its version with the one before it",
        """
        SELECT x.id FROM version v JOIN clause_text x ON x.version_id IN (v.id, v.follows_id)
        WHERE v.follows_id IS NOT NULL AND NOT EXISTS (
          SELECT 1 FROM alignment s WHERE s.version_id = v.id AND x.id IN (s.old_text_id, s.new_text_id))""",
    ),
    Invariant(
        "a line of an alignment between other versions than its own and the one before it",
        """
        SELECT s.id FROM alignment s JOIN version v ON v.id = s.version_id
        LEFT JOIN clause_text o ON o.id = s.old_text_id LEFT JOIN clause_text n ON n.id = s.new_text_id
        WHERE o.version_id <> v.follows_id OR n.version_id <> v.id OR v.follows_id IS NULL""",
    ),
    Invariant(
        "a clause that is one and the same in both versions and yet another one by identity",
        """
        SELECT s.id FROM alignment s JOIN clause_text o ON o.id = s.old_text_id
        JOIN clause_text n ON n.id = s.new_text_id
        WHERE s.op NOT IN ('split', 'merged') AND o.clause_id <> n.clause_id""",
    ),
    Invariant(
        "two rounds of a draft at the same time",
        """
        SELECT a.id FROM round a JOIN round b ON b.draft_id = a.draft_id AND b.id > a.id
        WHERE a.opens_at < b.closes_at AND b.opens_at < a.closes_at""",
    ),
    Invariant(
        "a round on a version that is not published, or of another draft",
        """
        SELECT r.id FROM round r JOIN version v ON v.id = r.version_id
        WHERE v.state <> 'published' OR v.draft_id <> r.draft_id""",
    ),
    Invariant(
        "a role in a team that ended before it began",
        """
        SELECT m.id FROM team_member m WHERE m.ended_at < m.added_at""",
    ),
    Invariant(
        "a stored file that is not that of its digest",
        """
        SELECT k.sha256 FROM stored_content k
        WHERE encode(sha256(k.content), 'hex') <> k.sha256 OR octet_length(k.content) <> k.size""",
    ),
    Invariant(
        "a document without a file, or files of one not numbered one after the other",
        """
        SELECT x.id FROM document x LEFT JOIN document_version f ON f.document_id = x.id
        GROUP BY x.id HAVING count(f.id) = 0 OR max(f.number) <> count(f.id)""",
    ),
)
