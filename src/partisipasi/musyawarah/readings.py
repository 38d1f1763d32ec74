"""Reading a conclusion: its lines in three lists, what each rests on, who contests it, what it was and became."""

from __future__ import annotations

from datetime import datetime

import msgspec

from partisipasi.kit.database import Transaction


class ConclusionView(msgspec.Struct, frozen=True, kw_only=True):
    """A conclusion as it stands. `contestable` and `final` by the database's clock."""

    id: int
    introduction: str
    by_role: str
    proposed_at: datetime | None
    contest_until: datetime | None
    contestable: bool
    final: bool
    withdrawn_at: datetime | None
    withdrawn_reason: str


class Citation(msgspec.Struct, frozen=True, array_like=True):
    """What a line rests on; the name is empty where it is no longer shown."""

    receipt: str
    shown: bool
    name: str | None
    number: int | None


class ContestView(msgspec.Struct, frozen=True, array_like=True):
    """What is said against a line; the words are empty where they are not shown."""

    receipt: str
    shown: bool
    name: str | None
    number: int | None
    html: str
    at: datetime
    outcome: str | None
    reason: str
    decided_at: datetime | None
    own: bool


class Earlier(msgspec.Struct, frozen=True, array_like=True):
    """Earlier words of a line, and why they were amended."""

    part: str
    body: str
    at: datetime
    why: str


class LineView(msgspec.Struct, frozen=True, kw_only=True):
    """One line with all that stands beside it."""

    id: int
    part: str
    body: str
    number: int
    issue_id: int | None
    cited_json: str
    contests_json: str
    earlier_json: str

    @property
    def cited(self) -> list[Citation]:
        """What it rests on."""
        return msgspec.json.decode(self.cited_json, type=list[Citation])

    @property
    def contests(self) -> list[ContestView]:
        """What is said against it, in the order of saying."""
        return msgspec.json.decode(self.contests_json, type=list[ContestView])

    @property
    def earlier(self) -> list[Earlier]:
        """What it said before, latest first."""
        return msgspec.json.decode(self.earlier_json, type=list[Earlier])

    @property
    def waiting(self) -> bool:
        """Whether somebody contests it and nothing is decided on that yet."""
        return any(one.outcome is None for one in self.contests)

    @property
    def contested_by_viewer(self) -> bool:
        """Whether the viewer contests it."""
        return any(one.own for one in self.contests)


_CONCLUSION = """
    SELECT o.id, o.introduction, o.by_role, o.proposed_at, o.contest_until,
           o.withdrawn_at IS NULL AND coalesce(o.contest_until > now(), false) AS contestable,
           o.withdrawn_at IS NULL AND coalesce(o.contest_until <= now(), false) AS final,
           o.withdrawn_at, o.withdrawn_reason
    FROM conclusion o WHERE o.thread_id = $1"""
_LINES = """
    SELECT l.id, x.part, x.body, x.number, l.issue_id,
      coalesce((SELECT json_agg(json_build_array(c.receipt, c.state = 'published',
                  CASE WHEN c.state = 'published' THEN c.public_name END,
                  CASE WHEN c.state = 'published' THEN coalesce(a.number, p.number) END) ORDER BY c.id)
                FROM line_citation y JOIN contribution c ON c.id = y.contribution_id
                LEFT JOIN contributor p ON p.id = c.contributor_id LEFT JOIN account a ON a.id = p.account_id
                WHERE y.line_id = l.id), '[]')::text AS cited_json,
      coalesce((SELECT json_agg(json_build_array(c.receipt, c.state = 'published',
                  CASE WHEN c.state = 'published' THEN c.public_name END,
                  CASE WHEN c.state = 'published' THEN coalesce(a.number, p.number) END,
                  CASE WHEN c.state = 'published' THEN c.html ELSE '' END,
                  k.at, k.outcome, k.reason, k.decided_at, coalesce(k.account_id = $2, false)) ORDER BY k.id)
                FROM contest k JOIN contribution c ON c.id = k.contribution_id
                LEFT JOIN contributor p ON p.id = c.contributor_id LEFT JOIN account a ON a.id = p.account_id
                WHERE k.line_id = l.id), '[]')::text AS contests_json,
      coalesce((SELECT json_agg(json_build_array(e.part, e.body, e.at,
                  (SELECT n.reason FROM line_wording n WHERE n.line_id = l.id AND n.number = e.number + 1))
                  ORDER BY e.number DESC)
                FROM line_wording e WHERE e.line_id = l.id AND e.number < x.number), '[]')::text AS earlier_json
    FROM conclusion_line l
    JOIN LATERAL (SELECT * FROM line_wording x WHERE x.line_id = l.id ORDER BY x.number DESC LIMIT 1) x ON true
    WHERE l.conclusion_id = $1 ORDER BY l.id"""


async def conclusions_of(tx: Transaction, thread_id: int) -> list[ConclusionView]:
    """Every conclusion of a musyawarah that was found for the viewer, latest first; one in the making has no day."""
    return await tx.all(ConclusionView, f"{_CONCLUSION} ORDER BY o.id DESC", thread_id)


async def lines_of(tx: Transaction, conclusion_id: int, account_id: int | None) -> list[LineView]:
    """The lines of a conclusion."""
    return await tx.all(LineView, _LINES, conclusion_id, account_id)


class FromLine(msgspec.Struct, frozen=True, kw_only=True):
    """The line of a musyawarah that an issue was made of."""

    thread_id: int
    slug: str
    title: str
    line_id: int


#: The line that an issue was made of, if its musyawarah is public; alias `i` the issue, fields those of `FromLine`.
LINE_OF_ISSUE = """
    SELECT t.id AS thread_id, t.slug, t.title, l.id AS line_id
    FROM conclusion_line l JOIN conclusion o ON o.id = l.conclusion_id JOIN thread t ON t.id = o.thread_id
    WHERE l.issue_id = i.id AND t.audience = 'public' LIMIT 1"""
