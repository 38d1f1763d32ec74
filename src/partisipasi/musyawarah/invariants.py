"""What is always true of musyawarah, as queries for what breaks it."""

from __future__ import annotations

from partisipasi.kit.invariants import Invariant

INVARIANTS: tuple[Invariant, ...] = (
    Invariant(
        "wording_tally",
        """SELECT w.id FROM wording w LEFT JOIN wording_tally y ON y.wording_id = w.id
           LEFT JOIN (SELECT wording_id, count(*) FILTER (WHERE choice = 'agree') AS agree,
                             count(*) FILTER (WHERE choice = 'unsure') AS unsure,
                             count(*) FILTER (WHERE choice = 'object') AS object
                      FROM temperature WHERE replaced_at IS NULL GROUP BY wording_id) n ON n.wording_id = w.id
           WHERE (coalesce(y.agree, 0), coalesce(y.unsure, 0), coalesce(y.object, 0))
             IS DISTINCT FROM (coalesce(n.agree, 0), coalesce(n.unsure, 0), coalesce(n.object, 0))""",
    ),
    Invariant(
        "wording_is_a_statement_of_its_musyawarah",
        """SELECT w.id FROM wording w JOIN contribution c ON c.id = w.contribution_id
           JOIN thread t ON t.id = w.thread_id
           WHERE c.thread_id <> w.thread_id OR c.kind <> 'statement' OR c.depth <> 0 OR t.kind <> 'musyawarah'""",
    ),
    Invariant(
        "wordings_are_numbered_without_gaps",
        """SELECT thread_id FROM wording GROUP BY thread_id HAVING min(number) <> 1 OR max(number) <> count(*)""",
    ),
    Invariant(
        "reason_stands_below_its_wording",
        """SELECT m.id FROM temperature m JOIN wording w ON w.id = m.wording_id
           JOIN contribution c ON c.id = m.contribution_id
           WHERE c.root_id IS DISTINCT FROM w.contribution_id""",
    ),
    Invariant(
        "argument_is_on_a_side_in_a_musyawarah",
        """SELECT c.id FROM contribution c JOIN thread t ON t.id = c.thread_id
           WHERE c.kind = 'argument' AND (c.stance = 'none' OR c.depth <> 0 OR t.kind <> 'musyawarah')""",
    ),
    Invariant(
        "line_has_words",
        """SELECT l.id FROM conclusion_line l
           WHERE NOT EXISTS (SELECT 1 FROM line_wording x WHERE x.line_id = l.id AND x.number = 1)""",
    ),
    Invariant(
        "proposed_line_cites_its_thread",
        """SELECT l.id FROM conclusion_line l JOIN conclusion o ON o.id = l.conclusion_id AND o.proposed_at IS NOT NULL
           WHERE NOT EXISTS (SELECT 1 FROM line_citation x WHERE x.line_id = l.id)
           UNION ALL
           SELECT l.id FROM conclusion_line l JOIN conclusion o ON o.id = l.conclusion_id
           JOIN line_citation x ON x.line_id = l.id JOIN contribution c ON c.id = x.contribution_id
           WHERE c.thread_id <> o.thread_id""",
    ),
    Invariant(
        "contested_within_seven_days",
        """SELECT x.id FROM contest x JOIN conclusion_line l ON l.id = x.line_id
           JOIN conclusion o ON o.id = l.conclusion_id
           WHERE o.proposed_at IS NULL OR x.at < o.proposed_at OR x.at >= o.contest_until
              OR o.contest_until <> o.proposed_at + interval '7 days'""",
    ),
    Invariant(
        "line_amended_for_a_contest",
        """SELECT x.id FROM line_wording x WHERE x.number > 1 AND (x.reason = '' OR NOT EXISTS (
             SELECT 1 FROM contest k WHERE k.line_id = x.line_id AND k.outcome = 'amended'))""",
    ),
)
