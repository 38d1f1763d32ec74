"""What somebody was told, for their inbox and for mails. What may be seen is asked at the moment of showing."""

from __future__ import annotations

from datetime import datetime

import msgspec

from partisipasi.accounts.rights import Act, Viewer, demand
from partisipasi.drafts.queries.visibility import IS_PUBLIC
from partisipasi.feedback.gate import issue_label
from partisipasi.feedback.queries.names import PLACE_CHAIN, name_of_chain
from partisipasi.kit.database import Transaction
from partisipasi.kit.paging import Cursor

#: More unread than this are not counted out.
MOST_COUNTED = 99
_ENOUGH = MOST_COUNTED + 1

#: What news is about. Aliases: `n` the news.
NEWS_JOINS = """
    LEFT JOIN draft d ON d.id = n.draft_id
    LEFT JOIN version v ON v.id = n.version_id
    LEFT JOIN round r ON r.id = n.round_id
    LEFT JOIN round_change rc ON rc.id = n.round_change_id
    LEFT JOIN release e ON e.id = n.release_id AND n.kind IN ('decided', 'closed')
    LEFT JOIN contribution c ON c.id = n.contribution_id
    LEFT JOIN thread th ON th.id = n.thread_id
    LEFT JOIN issue i ON i.id = n.issue_id
    LEFT JOIN agency ia ON ia.id = i.agency_id
    LEFT JOIN moderation_decision md ON md.id = n.moderation_decision_id
    LEFT JOIN objection oj ON oj.id = n.objection_id
    LEFT JOIN thread_event te ON te.id = n.thread_event_id"""
#: What everybody may be told of, staff or not.
NEWS_IS_PUBLIC = f"""
    (n.draft_id IS NULL OR {IS_PUBLIC}) AND (n.version_id IS NULL OR v.state = 'published')
    AND (n.contribution_id IS NULL OR c.state = 'published')"""
#: What the owner of a notification (alias `t`) may be told of.
SHOWN = f"""{NEWS_IS_PUBLIC}
    AND (n.thread_id IS NULL OR th.audience = 'public' OR EXISTS (
      SELECT 1 FROM role_grant g WHERE g.account_id = t.account_id AND g.ended_at IS NULL AND g.role <> 'citizen')
      OR EXISTS (SELECT 1 FROM verification f
                 WHERE f.account_id = t.account_id AND f.ended_at IS NULL AND f.expires_at > now()))"""
NEWS_COLUMNS = f"""
    n.kind, n.family, n.at, n.draft_id, d.slug AS draft_slug, d.title AS draft_title, d.closed_how,
    v.number AS version_number, r.number AS round_number,
    coalesce(rc.closes_at, n.closes_at, r.closes_at) AS closes_at,
    coalesce(rc.reason, nullif(e.reason, '')) AS reason,
    c.receipt, c.kind AS said_kind, th.id AS thread_id, th.slug AS thread_slug, th.title AS thread_title,
    te.kind AS event_kind, te.detail AS event_detail, i.number AS issue_number, i.title AS issue_title,
    ia.id AS agency_id, ia.slug AS agency_slug,
    ia.name AS agency_name,
    md.public_ref AS decision_ref, md.act AS decision_act, oj.result AS objection_result,
    (SELECT {PLACE_CHAIN} FROM (SELECT) one LEFT JOIN LATERAL (
       SELECT x.* FROM clause_text x JOIN version xv ON xv.id = x.version_id
       WHERE x.clause_id = c.clause_id AND xv.state = 'published' ORDER BY xv.number DESC LIMIT 1) bottom ON true)
      AS chain"""

#: How many things the account with the alias `a` has not read; never more than MOST_COUNTED + 1.
UNREAD = f"""
    SELECT count(*) FROM (
      SELECT 1 FROM notification t JOIN news n ON n.id = t.news_id {NEWS_JOINS}
      WHERE t.account_id = a.id AND t.read_at IS NULL AND {SHOWN} LIMIT {_ENOUGH}) u"""
_TOLD = f"""
    SELECT t.id, t.read_at IS NOT NULL AS read, {NEWS_COLUMNS}
    FROM notification t JOIN news n ON n.id = t.news_id {NEWS_JOINS}
    WHERE t.account_id = $1 AND {SHOWN}"""
_LATER = f"{_TOLD} AND ($2::bigint IS NULL OR t.id < $2) ORDER BY t.id DESC LIMIT $3"
_EARLIER = f"{_TOLD} AND t.id > $2 ORDER BY t.id LIMIT $3"


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened, as it is told: what, where it is read, and whether it was. Nobody's words are in it."""

    id: int
    kind: str
    family: str
    at: datetime
    read: bool = False
    draft_id: int | None
    draft_slug: str | None
    draft_title: str | None
    closed_how: str | None
    version_number: int | None
    round_number: int | None
    closes_at: datetime | None
    reason: str | None
    receipt: str | None
    said_kind: str | None
    thread_id: int | None
    thread_slug: str | None
    thread_title: str | None
    event_kind: str | None = None
    event_detail: str | None = None
    issue_number: int | None
    issue_title: str | None
    decision_ref: str | None = None
    decision_act: str | None = None
    objection_result: str | None = None
    agency_id: int | None = None
    agency_slug: str | None = None
    agency_name: str | None = None
    chain: str | None

    @property
    def clause(self) -> str:
        """The clause it happened on, "Pasal 7 ayat (2)", or nothing."""
        return name_of_chain(self.chain) or ""

    @property
    def issue(self) -> str:
        """M-014, or nothing."""
        return issue_label(self.issue_number) if self.issue_number is not None else ""

    @property
    def draft_path(self) -> str:
        """Address of the draft's page, without language."""
        return f"/rancangan/{self.draft_id}-{self.draft_slug}"

    @property
    def path(self) -> str:
        """Where it is read, without language."""
        match self.kind:
            case "answered":
                return "/akun/masukan"
            case "version":
                return f"{self.draft_path}/versi/{self.version_number}"
            case "decided" if self.agency_id is not None:
                return f"/perangkat/{self.agency_id}-{self.agency_slug}/masukan/{self.issue}"
            case "decided" if self.issue_number is not None:
                return f"{self.draft_path}/pokok/{self.issue_number}"
            case "decided":
                return f"{self.draft_path}/hasil"
            case "service_overdue":
                return f"/ruang-kerja/layanan/{self.thread_id}"
            case "thread" | "thread_changed" | "thread_concluded" | "service_answered" | "service_resolved":
                return f"/diskusi/{self.thread_id}-{self.thread_slug}"
            case "temperature_asked":
                return f"/diskusi/{self.thread_id}-{self.thread_slug}/suhu"
            case "conclusion_proposed":
                return f"/diskusi/{self.thread_id}-{self.thread_slug}/kesimpulan"
            case "reply" | "mention" | "official" | "talk":
                return f"/masukan/{self.receipt}/di"
            case "moderated" | "report_decided" | "objection_decided":
                return f"/moderasi/keputusan/{self.decision_ref}"
            case _:
                return self.draft_path


async def inbox(tx: Transaction, viewer: Viewer, cursor: Cursor, *, size: int) -> list[Told]:
    """What the viewer was told, latest first: at most size + 1 rows.

    Raises:
        SignInNeeded: a guest.
    """
    demand(viewer, Act.keep_account)
    return await tx.all(
        Told,
        _EARLIER if cursor.before is not None else _LATER,
        viewer.account_id,
        cursor.before if cursor.before is not None else cursor.after,
        size + 1,
    )


async def told_to(tx: Transaction, viewer: Viewer, notification_id: int) -> Told | None:
    """One thing the viewer was told; None where it is not theirs or no longer to be seen."""
    return await tx.one(Told, f"{_TOLD} AND t.id = $2", viewer.account_id, notification_id)


async def count_unread(tx: Transaction, viewer: Viewer) -> int:
    """How many things the viewer has not read; never more than MOST_COUNTED + 1."""
    found: int = await tx.value(f"SELECT ({UNREAD}) FROM account a WHERE a.id = $1", viewer.account_id)
    return found
