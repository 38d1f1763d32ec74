"""What is always true of the talk, as queries for what breaks it."""

from __future__ import annotations

from partisipasi.kit.invariants import Invariant

INVARIANTS: tuple[Invariant, ...] = (
    Invariant(
        "contribution_tally",
        """SELECT c.id FROM contribution c LEFT JOIN contribution_tally y ON y.contribution_id = c.id
           WHERE (coalesce(y.supports, 0), coalesce(y.replies, 0)) IS DISTINCT FROM
             ((SELECT count(*) FROM support s WHERE s.contribution_id = c.id),
              (SELECT count(*) FROM contribution r WHERE r.state = 'published'
                 AND (r.parent_id = c.id OR r.root_id = c.id)))""",
    ),
    Invariant(
        "thread_tally",
        """SELECT t.id FROM thread t LEFT JOIN thread_tally y ON y.thread_id = t.id
           LEFT JOIN (SELECT thread_id, count(*) AS said, count(*) FILTER (WHERE depth = 0) AS roots
                      FROM contribution WHERE state = 'published' GROUP BY thread_id) n ON n.thread_id = t.id
           WHERE (coalesce(y.contributions, 0), coalesce(y.roots, 0))
             IS DISTINCT FROM (coalesce(n.said, 0), coalesce(n.roots, 0))""",
    ),
    Invariant(
        "root_in_its_place",
        """SELECT c.id FROM contribution c LEFT JOIN contribution_tally y ON y.contribution_id = c.id
           WHERE (y.thread_id, coalesce(y.best, 0)) IS DISTINCT FROM
             (CASE WHEN c.depth = 0 AND c.state NOT IN ('awaiting', 'held') THEN c.thread_id END,
              CASE WHEN c.depth = 0 AND c.state = 'published' THEN talk_best(y.supports + y.brought) ELSE 0 END)""",
    ),
    Invariant(
        "topic_tally",
        """SELECT k.id FROM topic k LEFT JOIN topic_tally y ON y.topic_id = k.id
           LEFT JOIN (SELECT topic_id, count(*) AS threads, count(*) FILTER (WHERE audience = 'public') AS public
                      FROM thread WHERE draft_id IS NULL AND merged_into_id IS NULL
                      GROUP BY topic_id) n ON n.topic_id = k.id
           WHERE (coalesce(y.threads, 0), coalesce(y.public, 0))
             IS DISTINCT FROM (coalesce(n.threads, 0), coalesce(n.public, 0))""",
    ),
    Invariant(
        "reply_in_thread_of_its_root",
        """SELECT c.id FROM contribution c LEFT JOIN contribution p ON p.id = c.parent_id
           LEFT JOIN contribution r ON r.id = c.root_id
           WHERE c.depth > 0 AND (p.thread_id IS DISTINCT FROM c.thread_id OR r.thread_id IS DISTINCT FROM c.thread_id
             OR r.depth <> 0 OR p.depth NOT IN (c.depth - 1, 2))""",
    ),
    Invariant(
        "merged_thread_is_empty_and_leads_to_one_that_is_not",
        """SELECT t.id FROM thread t JOIN thread o ON o.id = t.merged_into_id
           WHERE o.merged_into_id IS NOT NULL OR EXISTS (SELECT 1 FROM contribution c WHERE c.thread_id = t.id)""",
    ),
    Invariant(
        "reply_younger_than_what_it_answers",
        "SELECT c.id FROM contribution c JOIN contribution p ON p.id = c.parent_id WHERE p.id >= c.id",
    ),
    Invariant(
        "mention_of_somebody_else_in_the_same_thread",
        """SELECT m.id FROM mention m JOIN contribution c ON c.id = m.contribution_id
           JOIN contribution t ON t.id = m.target_id LEFT JOIN addition x ON x.id = m.addition_id
           WHERE (t.thread_id <> c.thread_id AND NOT EXISTS (
               SELECT 1 FROM thread_event e WHERE e.kind = 'split' AND e.thread_id IN (c.thread_id, t.thread_id)))
              OR t.contributor_id = c.contributor_id
              OR (m.addition_id IS NULL AND t.id >= c.id)
              OR (m.addition_id IS NOT NULL AND x.contribution_id IS DISTINCT FROM c.id)""",
    ),
    Invariant(
        "published_has_time_and_author_state",
        """SELECT c.id FROM contribution c
           WHERE (c.state = 'published' AND c.published_at IS NULL)
              OR (c.state = 'awaiting' AND (c.contributor_id IS NOT NULL OR c.published_at IS NOT NULL))
              OR (c.state = 'hidden' AND c.hidden_rule IS NULL)
              OR (c.state = 'held' AND c.held_reason IS NULL)""",
    ),
    Invariant(
        "talk_about_a_document_of_its_draft",
        """SELECT t.id FROM thread t JOIN document x ON x.id = t.document_id
           WHERE t.draft_id IS DISTINCT FROM x.draft_id OR t.title <> x.title
           UNION ALL
           SELECT c.id FROM contribution c JOIN thread t ON t.id = c.thread_id
           WHERE t.document_id IS NOT NULL AND (c.draft_id IS DISTINCT FROM t.draft_id OR c.clause_id IS NOT NULL)""",
    ),
    Invariant(
        "contribution_of_its_round",
        """SELECT c.id FROM contribution c JOIN round r ON r.id = c.round_id
           WHERE r.draft_id IS DISTINCT FROM c.draft_id OR r.version_id IS DISTINCT FROM c.version_id""",
    ),
)
