"""Where an officer can place what somebody said outside of a draft: the drafts they work on, with their open issues."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

import msgspec

from partisipasi.accounts.rights import Act, Viewer, may
from partisipasi.drafts.queries.visibility import WORKS_HERE
from partisipasi.feedback.gate import issue_label
from partisipasi.feedback.owners import Owner
from partisipasi.feedback.queries.placing import TAKES_POINTS
from partisipasi.kit.database import Transaction
from partisipasi.topics.officers import offices_of

#: Open issues offered of one place; the newest, as a forum speaks of what is going on.
_OFFERED = 60


class Choice(msgspec.Struct, frozen=True):
    """An issue that can take points."""

    id: int
    number: int
    title: str

    @property
    def label(self) -> str:
        """M-014."""
        return issue_label(self.number)


class Destination(msgspec.Struct, frozen=True):
    """A draft or an agency in whose issues the viewer places input."""

    owner: Owner
    name: str
    issues: list[Choice]

    @property
    def key(self) -> str:
        """How a form names it: d12, a3."""
        return f"{self.owner.column[0]}{self.owner.id}"


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """A contribution of a forum as an officer who may place it sees it."""

    id: int
    receipt: str
    kind: str
    source: str
    html: str
    name: str | None
    number: int | None
    at: datetime
    stage: str
    thread_title: str
    public: bool


class _Team(msgspec.Struct, frozen=True):
    draft_id: int
    title: str
    roles: list[str]


async def candidate_of(tx: Transaction, viewer: Viewer, receipt: str) -> Candidate | None:
    """A contribution that stands in a forum, in the open; None where there is none for this viewer."""
    return await tx.one(
        Candidate,
        """SELECT c.id, c.receipt, c.kind, c.source, c.html, c.public_name AS name,
                   coalesce(a.number, p.number) AS number, coalesce(c.published_at, c.created_at) AS at, s.stage,
                   t.title AS thread_title, t.audience = 'public' AS public
            FROM contribution c JOIN thread t ON t.id = c.thread_id
            JOIN contribution_stage s ON s.contribution_id = c.id
            LEFT JOIN contributor p ON p.id = c.contributor_id LEFT JOIN account a ON a.id = p.account_id
            WHERE c.receipt = $1 AND t.draft_id IS NULL AND c.state = 'published' AND c.kind <> 'official'
              AND (t.audience = 'public' OR $2)""",
        receipt,
        viewer.reads_verified,
    )


async def destinations_of(tx: Transaction, viewer: Viewer) -> list[Destination]:
    """The open drafts in which the viewer places input, newest first, then the agencies they answer for, each with the
    issues that still take points.
    """
    teams = await tx.all(
        _Team,
        f"""SELECT d.id AS draft_id, d.title, array_agg(DISTINCT m.role) AS roles
            FROM team_member m JOIN draft d ON d.id = m.draft_id AND d.closed_at IS NULL
            WHERE m.account_id = $1 AND m.ended_at IS NULL AND {WORKS_HERE} GROUP BY d.id ORDER BY d.id DESC""",
        viewer.account_id,
    )
    owners = {Owner(team.draft_id): team.title for team in teams if may(viewer, Act.place_points, team=team.roles)}
    for office in await offices_of(tx, viewer):
        if may(viewer, Act.place_points, team=office.roles):
            owners[Owner(agency_id=office.agency_id)] = office.name
    rows = await tx.rows(
        f"""SELECT x.* FROM unnest($1::bigint[]) AS w(id) CROSS JOIN LATERAL (
              SELECT i.draft_id, i.agency_id, i.id, i.number, i.title FROM issue i
              WHERE i.draft_id = w.id AND {TAKES_POINTS} ORDER BY i.number DESC LIMIT {_OFFERED}) x
            UNION ALL
            SELECT x.* FROM unnest($2::bigint[]) AS w(id) CROSS JOIN LATERAL (
              SELECT i.draft_id, i.agency_id, i.id, i.number, i.title FROM issue i
              WHERE i.agency_id = w.id AND {TAKES_POINTS} ORDER BY i.number DESC LIMIT {_OFFERED}) x""",
        [owner.draft_id for owner in owners if owner.draft_id],
        [owner.agency_id for owner in owners if owner.agency_id],
    )
    issues: defaultdict[Owner, list[Choice]] = defaultdict(list)
    for row in rows:
        issues[Owner(row["draft_id"], row["agency_id"])].append(Choice(row["id"], row["number"], row["title"]))
    return [Destination(owner, name, issues[owner]) for owner, name in owners.items()]
