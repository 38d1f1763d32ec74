"""What is always true of services and cases, as queries for what breaks it."""

from __future__ import annotations

from partisipasi.kit.invariants import Invariant

INVARIANTS: tuple[Invariant, ...] = (
    Invariant(
        "case_on_a_thread_of_its_kind",
        """SELECT k.thread_id FROM service_case k JOIN thread t ON t.id = k.thread_id
           LEFT JOIN service s ON s.id = k.service_id
           WHERE t.kind <> 'service' OR t.agency_id IS DISTINCT FROM k.agency_id OR t.draft_id IS NOT NULL
              OR s.agency_id <> k.agency_id""",
    ),
    Invariant(
        "heard_and_open_has_a_day",
        """SELECT thread_id FROM service_case
           WHERE (heard_at IS NOT NULL AND status IN ('received', 'reopened', 'in_progress', 'scheduled'))
             IS DISTINCT FROM (due_on IS NOT NULL)""",
    ),
    Invariant(
        "case_stands_as_its_last_answer",
        """SELECT k.thread_id FROM service_case k
           LEFT JOIN LATERAL (SELECT status FROM service_answer a WHERE a.thread_id = k.thread_id
                              ORDER BY id DESC LIMIT 1) a ON true
           WHERE k.status <> coalesce(a.status, 'received') AND k.status <> 'reopened'""",
    ),
    Invariant(
        "answer_is_an_official_reply",
        """SELECT a.id FROM service_answer a JOIN contribution c ON c.id = a.contribution_id
           WHERE c.kind <> 'official' OR c.thread_id <> a.thread_id""",
    ),
)
