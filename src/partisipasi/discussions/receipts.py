"""Reading one's own contribution by its receipt, and the earlier texts of anybody's public one."""

from __future__ import annotations

from datetime import datetime

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.editing import EDIT_WINDOW
from partisipasi.discussions.quoting import QUOTED_WORDS
from partisipasi.kit.database import Transaction


class OwnContribution(msgspec.Struct, frozen=True, kw_only=True):
    """A contribution as its author sees it, in any state. `address` is where the mail for its confirmation went."""

    id: int
    receipt: str
    state: str
    kind: str
    stance: str
    source: str
    html: str
    language: str
    public_name: str | None
    account_id: int | None
    thread_id: int
    thread_slug: str
    thread_title: str
    topic_id: int
    draft_id: int | None
    draft_slug: str | None
    draft_title: str | None
    clause_id: int | None
    clause_key: str | None
    version_number: int | None
    quote: str | None
    base_text: str | None
    proposed: str | None
    credit: bool
    hidden_rule: str | None
    held_reason: str | None
    stage: str
    round_closes_at: datetime | None
    round_open: bool
    created_at: datetime
    published_at: datetime | None
    edited_at: datetime | None
    editable: bool


class Addition(msgspec.Struct, frozen=True):
    """Words added to a contribution after its text stood fast."""

    at: datetime
    html: str


class EarlierText(msgspec.Struct, frozen=True):
    """A wording that was replaced. `source` is what was typed, for comparing it with what came after."""

    source: str
    html: str
    replaced_at: datetime


class History(msgspec.Struct, frozen=True, kw_only=True):
    """The wordings of a public contribution, latest first; `source` and `html` are of the one that stands now.

    `at` is when it first appeared; `fast` whether nothing but additions can change it any more.
    """

    id: int
    receipt: str
    source: str
    html: str
    language: str
    at: datetime
    edited_at: datetime | None
    fast: bool
    earlier: list[EarlierText] = []
    additions: list[Addition] = []


async def own_contribution(tx: Transaction, receipt: str) -> OwnContribution | None:
    """A contribution by its receipt. Only for whoever has shown to be its author."""
    return await tx.one(
        OwnContribution,
        f"""SELECT c.id, c.receipt, c.state, c.kind, c.stance, c.source, c.html, c.language, c.public_name,
                  p.account_id, c.thread_id, t.slug AS thread_slug, t.title AS thread_title, t.topic_id, c.draft_id,
                  d.slug AS draft_slug, d.title AS draft_title, c.clause_id, x.key AS clause_key,
                  v.number AS version_number, coalesce(nullif(a.exact, ''), {QUOTED_WORDS}) AS quote,
                  b.text AS base_text, g.proposed,
                  coalesce(g.credit, false) AS credit, c.hidden_rule, c.held_reason, s.stage,
                  r.closes_at AS round_closes_at,
                  coalesce(r.opens_at <= now() AND r.closes_at > now(), false) AS round_open,
                  c.created_at, c.published_at, c.edited_at,
                  c.state IN ('awaiting', 'held', 'published') AND c.created_at > now() - $2::interval
                    AND NOT EXISTS (SELECT 1 FROM support u WHERE u.contribution_id = c.id)
                    AND NOT EXISTS (SELECT 1 FROM contribution y WHERE y.parent_id = c.id) AS editable
           FROM contribution c JOIN thread t ON t.id = c.thread_id
           JOIN contribution_stage s ON s.contribution_id = c.id
           LEFT JOIN contributor p ON p.id = c.contributor_id
           LEFT JOIN draft d ON d.id = c.draft_id
           LEFT JOIN version v ON v.id = c.version_id
           LEFT JOIN clause_text x ON x.version_id = c.version_id AND x.clause_id = c.clause_id
           LEFT JOIN round r ON r.id = c.round_id
           LEFT JOIN anchor a ON a.contribution_id = c.id AND a.version_id = c.version_id
           LEFT JOIN suggestion g ON g.contribution_id = c.id
           LEFT JOIN clause_text b ON b.id = g.base_text_id
           WHERE c.receipt = $1""",
        receipt,
        EDIT_WINDOW,
    )


async def additions_to(tx: Transaction, contribution_id: int) -> list[Addition]:
    """What was added to a contribution, oldest first. Only for whoever may see its words."""
    return await tx.all(
        Addition,
        "SELECT created_at AS at, html FROM addition WHERE contribution_id = $1 ORDER BY id",
        contribution_id,
    )


async def history_of(tx: Transaction, viewer: Viewer, receipt: str) -> History | None:
    """The wordings of a public contribution; None where there is none for this viewer."""
    found = await tx.one(
        History,
        """SELECT c.id, c.receipt, c.source, c.html, c.language,
                  coalesce(c.published_at, c.created_at) AS at, c.edited_at,
                  c.created_at <= now() - $3::interval
                    OR EXISTS (SELECT 1 FROM support u WHERE u.contribution_id = c.id)
                    OR EXISTS (SELECT 1 FROM contribution y WHERE y.parent_id = c.id) AS fast
           FROM contribution c JOIN thread t ON t.id = c.thread_id
           WHERE c.receipt = $1 AND c.state = 'published' AND (t.audience = 'public' OR $2)""",
        receipt,
        viewer.reads_verified,
        EDIT_WINDOW,
    )
    if found is None:
        return None
    earlier = await tx.all(
        EarlierText,
        "SELECT source, html, replaced_at FROM contribution_edit WHERE contribution_id = $1 ORDER BY id DESC",
        found.id,
    )
    return msgspec.structs.replace(found, earlier=earlier, additions=await additions_to(tx, found.id))


async def receipt_of(tx: Transaction, contribution_id: int) -> str | None:
    """The receipt of a contribution."""
    found: str | None = await tx.value("SELECT receipt FROM contribution WHERE id = $1", contribution_id)
    return found


async def pending_address(tx: Transaction, contribution_id: int) -> str | None:
    """Where the mail that confirms a waiting contribution went. Only for whoever has shown to be its author."""
    found: str | None = await tx.value(
        """SELECT address FROM login_link WHERE subject_id = $1 AND purpose = 'confirm_contribution'
           ORDER BY id DESC LIMIT 1""",
        contribution_id,
    )
    return found
