"""The queue and its cases for moderators, who see texts and counts, never addresses."""

from __future__ import annotations

from datetime import datetime

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.attaching import FILES_JSON
from partisipasi.discussions.quoting import QUOTED_JSON
from partisipasi.kit.database import Transaction


class CaseReport(msgspec.Struct, frozen=True):
    """One open report."""

    reason: str
    note: str
    created_at: datetime


class CaseDecision(msgspec.Struct, frozen=True):
    """What was decided about the contribution before. `by`: of BY, in which role, never who."""

    act: str
    rule: str | None
    public_reason: str
    private_note: str
    at: datetime
    by: str


class Case(msgspec.Struct, frozen=True):
    """A contribution as a moderator needs it to decide: text, place, author's record in counts."""

    id: int
    receipt: str
    state: str
    kind: str
    hidden_rule: str | None
    held_reason: str | None
    html: str
    name: str | None
    number: int | None
    created_at: datetime
    thread_title: str
    draft_id: int | None
    draft_title: str | None
    topic_id: int
    thread_id: int
    clause_label: str | None
    clause_text: str | None
    parent_html: str | None
    author_contributions: int
    author_hidden: int
    own_work: bool
    #: What was decided and edited so far; a form posts it, and a decision on another state of things is refused.
    version: str
    author_account: int | None
    author_id: int | None
    masked: bool
    edit_asked: bool
    #: Where its thread is read, where that is a discussion of the forum.
    thread_path: str | None
    #: What it quotes, and the files that came with it (see `quoting.QUOTED_JSON`, `attaching.FILES_JSON`).
    quoted_json: str | None
    files_json: str | None


#: Whether the viewer ($1) works on what is concerned: wrote it, entered it, or is in the team of its draft.
OWN_WORK = """
    coalesce(c.entered_by = $1 OR h.opened_by = $1
     OR h.id IN (SELECT mine.thread_id FROM contributor me JOIN contribution mine ON mine.contributor_id = me.id
                 WHERE me.account_id = $1)
     OR EXISTS (SELECT 1 FROM report mine WHERE mine.contribution_id = c.id AND mine.account_id = $1)
     OR EXISTS (SELECT 1 FROM role_grant w WHERE w.account_id = $1 AND w.role = 'officer' AND w.ended_at IS NULL
                  AND w.agency_id IN (h.agency_id, d.agency_id))
     OR EXISTS (SELECT 1 FROM team_member m WHERE m.draft_id = c.draft_id AND m.account_id = $1 AND m.ended_at IS NULL),
     false)
"""
#: Topics the viewer ($1) moderates; a grant without a topic is for all.
MY_TOPIC = """
    EXISTS (SELECT 1 FROM role_grant g WHERE g.account_id = $1 AND g.role = 'moderator' AND g.ended_at IS NULL
            AND (g.topic_id IS NULL OR g.topic_id = h.topic_id))
"""
#: What was decided and edited so far about a contribution; a decision on another state of things is refused.
VERSION = """
    coalesce((SELECT max(m.id) FROM moderation_decision m WHERE m.contribution_id = c.id), 0) || '.'
      || (SELECT count(*) FROM contribution_edit e WHERE e.contribution_id = c.id)
"""


#: In which role a decision (alias `m`) was made.
_BY = """
    CASE WHEN m.automated THEN 'program' WHEN m.seconded_by IS NOT NULL THEN 'two'
         WHEN EXISTS (SELECT 1 FROM objection j WHERE j.successor_id = m.id) THEN 'objection' ELSE 'moderator' END AS by
"""


async def case(tx: Transaction, viewer: Viewer, contribution_id: int) -> Case | None:
    """One case, if this moderator's topics include it. Withdrawn and unconfirmed contributions are no cases."""
    return await tx.one(
        Case,
        f"""SELECT c.id, c.receipt, c.state, c.kind, c.hidden_rule, c.held_reason, c.html, c.public_name AS name,
                   o.number, c.created_at, h.title AS thread_title, c.draft_id, d.title AS draft_title,
                   h.topic_id, h.id AS thread_id,
                   t.label AS clause_label, t.text AS clause_text,
                   (SELECT q.html FROM contribution q
                      WHERE q.id = c.parent_id AND q.state = 'published') AS parent_html,
                   (SELECT count(*) FROM contribution x WHERE x.contributor_id = c.contributor_id
                      AND x.state = 'published') AS author_contributions,
                   (SELECT count(*) FROM contribution x WHERE x.contributor_id = c.contributor_id
                      AND x.state = 'hidden') AS author_hidden,
                   {OWN_WORK} AS own_work,
                   {VERSION} AS version,
                   o.account_id AS author_account, c.contributor_id AS author_id,
                   EXISTS (SELECT 1 FROM masked_text k WHERE k.contribution_id = c.id) AS masked,
                   EXISTS (SELECT 1 FROM edit_request q WHERE q.contribution_id = c.id AND q.answered_at IS NULL)
                     AS edit_asked,
                   CASE WHEN h.draft_id IS NULL THEN '/diskusi/' || h.id || '-' || h.slug END AS thread_path,
                   {QUOTED_JSON} AS quoted_json, {FILES_JSON} AS files_json
            FROM contribution c
            JOIN thread h ON h.id = c.thread_id
            LEFT JOIN draft d ON d.id = c.draft_id
            LEFT JOIN contributor o ON o.id = c.contributor_id
            LEFT JOIN clause_text t ON t.clause_id = c.clause_id AND t.version_id = c.version_id
            WHERE c.id = $2 AND c.state IN ('held', 'published', 'hidden') AND {MY_TOPIC}""",
        viewer.account_id,
        contribution_id,
    )


async def case_reports(tx: Transaction, contribution_id: int) -> list[CaseReport]:
    """Open reports of a case, oldest first. Who reported is not told."""
    return await tx.all(
        CaseReport,
        """SELECT reason, note, created_at FROM report WHERE contribution_id = $1 AND closed_at IS NULL
           ORDER BY created_at LIMIT 100""",
        contribution_id,
    )


async def case_decisions(tx: Transaction, contribution_id: int) -> list[CaseDecision]:
    """Earlier decisions of a case, newest first, with notes for staff."""
    return await tx.all(
        CaseDecision,
        f"""SELECT act, rule, public_reason, private_note, at, {_BY} FROM moderation_decision m
            WHERE contribution_id = $1 ORDER BY id DESC LIMIT 100""",
        contribution_id,
    )


async def latest_decision(tx: Transaction, contribution_id: int) -> CaseDecision | None:
    """The decision in force about a contribution, without the notes for staff."""
    return await tx.one(
        CaseDecision,
        f"""SELECT act, rule, public_reason, '' AS private_note, at, {_BY} FROM moderation_decision m
            WHERE contribution_id = $1 ORDER BY id DESC LIMIT 1""",
        contribution_id,
    )
