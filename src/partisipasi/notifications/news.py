"""Telling people what happened: the news once, and one notification for each whom it concerns.

Who is told follows from the news itself, so that telling it again, after a crash or by a second job, adds nobody twice.
What they may see of it is checked when it is shown and when it is mailed, not here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from partisipasi.kit.database import Transaction
from partisipasi.notifications.tables import FAMILIES, News

FAMILY_OF: Final[Mapping[str, str]] = {kind: family for family, kinds in FAMILIES.items() for kind in kinds}
#: How people are told who have chosen nothing.
USUAL: Final[Mapping[str, str]] = {
    "answers": "now",
    "replies": "daily",
    "mentions": "daily",
    "rounds": "daily",
    "drafts": "daily",
    "talk": "daily",
    "moderation": "now",
    "services": "now",
    "musyawarah": "daily",
}
#: News older than this is no news: what was hidden for long and is shown again is told to nobody.
FRESH = timedelta(days=7)

#: Aliases: `n` the news. Each gives the accounts concerned.
_OF_DRAFT = """
    SELECT f.account_id FROM follow f WHERE f.draft_id = n.draft_id
    UNION SELECT f.account_id FROM follow f JOIN draft d ON d.topic_id = f.topic_id WHERE d.id = n.draft_id
    UNION SELECT f.account_id FROM follow f JOIN draft d ON d.agency_id = f.agency_id WHERE d.id = n.draft_id"""
_OF_CLAUSES = """
    UNION SELECT f.account_id FROM follow f JOIN clause c ON c.id = f.clause_id WHERE c.draft_id = n.draft_id"""
_OF_ISSUES = """
    UNION SELECT f.account_id FROM follow f JOIN issue i ON i.id = f.issue_id WHERE i.draft_id = n.draft_id"""
_OF_ISSUE = """
    SELECT f.account_id FROM follow f WHERE f.issue_id = n.issue_id
    UNION SELECT f.account_id FROM follow f JOIN issue i ON i.agency_id = f.agency_id WHERE i.id = n.issue_id"""
_ANSWERED = """
    SELECT p.account_id FROM notice x JOIN contributor p ON p.id = x.contributor_id
    WHERE x.release_id = n.release_id AND p.account_id IS NOT NULL"""
_ABOVE = """
    SELECT p.account_id FROM contribution c JOIN contribution up ON up.id IN ({which})
    JOIN contributor p ON p.id = up.contributor_id WHERE c.id = n.contribution_id AND p.account_id IS NOT NULL"""
#: Who is replied to is told of that alone.
_MENTIONED = """
    SELECT p.account_id FROM mention e JOIN contribution up ON up.id = e.target_id AND up.state = 'published'
    JOIN contributor p ON p.id = up.contributor_id AND p.account_id IS NOT NULL
    WHERE e.contribution_id = n.contribution_id
      AND n.once = 'mention ' || e.contribution_id || ' ' || coalesce(e.addition_id, 0)
      AND (e.addition_id IS NOT NULL OR NOT EXISTS (
        SELECT 1 FROM notification o JOIN news m ON m.id = o.news_id
        WHERE o.account_id = p.account_id AND m.contribution_id = n.contribution_id
          AND m.kind IN ('reply', 'official')))"""
#: One line for a discussion until it is read, and none for what one is told of as a reply.
_OF_TALK = """
    SELECT f.account_id FROM contribution c
    JOIN follow f ON f.thread_id = c.thread_id OR f.clause_id = c.clause_id
    WHERE c.id = n.contribution_id AND NOT EXISTS (
      SELECT 1 FROM notification o JOIN news m ON m.id = o.news_id
      WHERE o.account_id = f.account_id
        AND (m.contribution_id = n.contribution_id
             OR (m.kind = 'talk' AND m.thread_id = n.thread_id AND o.read_at IS NULL AND o.mailed_at IS NULL)))"""
_TOLD_IT = """
    SELECT p.account_id FROM service_case k JOIN contribution c ON c.id = k.contribution_id
    JOIN contributor p ON p.id = c.contributor_id WHERE k.thread_id = n.thread_id AND p.account_id IS NOT NULL"""
#: Officers of the agency; officers of the whole city only where it has none of its own, who would hear of all of them.
_OF_AGENCY = """
    SELECT g.account_id FROM service_case k
    JOIN role_grant g ON g.role = 'officer' AND g.ended_at IS NULL
    WHERE k.thread_id = n.thread_id AND (g.agency_id = k.agency_id OR (g.agency_id IS NULL AND NOT EXISTS (
      SELECT 1 FROM role_grant o WHERE o.role = 'officer' AND o.ended_at IS NULL AND o.agency_id = k.agency_id)))"""
#: Who answered an earlier wording and not yet the one that is asked about now.
_ASKED = """
    SELECT m.account_id FROM temperature m JOIN wording w ON w.id = m.wording_id
    WHERE w.thread_id = n.thread_id AND w.contribution_id <> n.contribution_id AND m.replaced_at IS NULL
      AND m.account_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM temperature k JOIN wording e ON e.id = k.wording_id
        WHERE e.contribution_id = n.contribution_id AND k.account_id = m.account_id AND k.replaced_at IS NULL)"""
#: Who has said something in a thread, or answered its check.
_TOOK_PART = """
    SELECT p.account_id FROM contribution c JOIN contributor p ON p.id = c.contributor_id
    WHERE c.thread_id = n.thread_id AND c.state = 'published' AND p.account_id IS NOT NULL
    UNION SELECT m.account_id FROM temperature m JOIN wording w ON w.id = m.wording_id
    WHERE w.thread_id = n.thread_id AND m.replaced_at IS NULL AND m.account_id IS NOT NULL"""
_OF_TOPIC = "SELECT f.account_id FROM thread t JOIN follow f ON f.topic_id = t.topic_id WHERE t.id = n.thread_id"
_OF_THREAD = "SELECT f.account_id FROM follow f WHERE f.thread_id = n.thread_id"

#: Who is concerned by a moderators' decision; who reported; who objected. Who decided is never told of it as an author.
_MODERATED = """
    SELECT p.account_id FROM moderation_decision m JOIN contributor p ON p.id = m.author_id
    WHERE m.id = n.moderation_decision_id AND p.account_id IS NOT NULL"""
_REPORTED = """
    SELECT r.account_id FROM report r WHERE r.decision_id = n.moderation_decision_id AND r.account_id IS NOT NULL"""
_OBJECTED = "SELECT j.account_id FROM objection j WHERE j.id = n.objection_id AND j.account_id IS NOT NULL"

_AUDIENCE: Final[Mapping[str, str]] = {
    "answered": _ANSWERED,
    "official": _ABOVE.format(which="c.parent_id, c.root_id"),
    "reply": _ABOVE.format(which="c.parent_id"),
    "mention": _MENTIONED,
    "round_opened": _OF_DRAFT,
    "round_closing": _OF_DRAFT,
    "round_extended": _OF_DRAFT,
    "round_shortened": _OF_DRAFT,
    "version": _OF_DRAFT + _OF_CLAUSES + _OF_ISSUES,
    "closed": _OF_DRAFT + _OF_CLAUSES + _OF_ISSUES,
    "decided": _OF_DRAFT,
    "issue": _OF_ISSUE,
    "talk": _OF_TALK,
    "thread": _OF_TOPIC,
    "moderated": _MODERATED,
    "report_decided": _REPORTED,
    "objection_decided": _OBJECTED,
    "service_answered": _TOLD_IT,
    "service_overdue": _OF_AGENCY,
    "service_resolved": _OF_AGENCY,
    "thread_changed": _OF_THREAD,
    "thread_concluded": _OF_THREAD,
    "temperature_asked": _ASKED,
    "conclusion_proposed": _TOOK_PART,
}
_TELL: Final[Mapping[str, str]] = {
    kind: f"""
    INSERT INTO notification (news_id, account_id)
    SELECT DISTINCT n.id, w.account_id
    FROM news n CROSS JOIN LATERAL ({audience}) w
    JOIN account a ON a.id = w.account_id AND a.erased_at IS NULL AND a.disabled_at IS NULL
    WHERE n.id = $1 AND w.account_id IS DISTINCT FROM n.actor_id
      AND NOT EXISTS (SELECT 1 FROM notification_choice k
                      WHERE k.account_id = w.account_id AND k.family = n.family AND k.choice = 'off')
    ON CONFLICT (news_id, account_id) DO NOTHING"""
    for kind, audience in _AUDIENCE.items()
}


async def tell(tx: Transaction, news: News) -> int:
    """Tell a piece of news to everybody it concerns but who made it, and who wants to know nothing of its family.

    Args:
        news: not stored yet. `kind` and `once` are given; the family follows from the kind.

    Returns:
        How many are told now; those told before are not counted.
    """
    news.family = FAMILY_OF[news.kind]
    known: int | None = await tx.value("SELECT id FROM news WHERE once = $1", news.once)
    news_id = known or (await tx.add(news)).id
    return await tx.execute(_TELL["issue" if news.issue_id is not None else news.kind], news_id)
