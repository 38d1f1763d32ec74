"""Changes with their cause, the decisions behind them, and the contributions behind those."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.drafts.queries.visibility import SEES_CONCEPT, SEES_VERSION
from partisipasi.feedback.gate import issue_label
from partisipasi.feedback.queries.names import clause_names
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_


class Behind(msgspec.Struct, frozen=True):
    """A decision behind a change, with the issue that it answers and how many contributions stand in that."""

    decision_id: int
    outcome: str
    state: str
    issue_id: int
    issue_number: int
    issue_title: str
    contributions: int

    @property
    def issue(self) -> str:
        """M-014."""
        return issue_label(self.issue_number)


class ChangeView(msgspec.Struct, frozen=True, kw_only=True):
    """One clause-level difference. `name` is what the clause is called now (of a deleted one: before);
    `former_name` what it was called before, where that differs.
    """

    id: int
    draft_id: int
    version_id: int
    number: int
    old_number: int | None
    state: str
    clause_id: int
    old_text_id: int | None
    new_text_id: int | None
    old_key: str | None
    new_key: str | None
    op: str
    flags: list[str]
    technical: bool
    position: int
    cause: str | None
    explanation: str
    heading: str
    before: str | None
    after: str | None
    name: str = ""
    former_name: str | None = None
    decisions: list[Behind] = []

    @property
    def key(self) -> str:
        """The clause's key in the newest of the two versions that has it."""
        return self.new_key or self.old_key or ""


_COLUMNS = """h.id, v.draft_id, h.version_id, v.number, w.number AS old_number, v.state, h.clause_id, h.old_text_id,
    h.new_text_id, o.key AS old_key, n.key AS new_key, h.op, h.flags, h.technical, h.position, h.cause, h.explanation,
    coalesce(n.heading, o.heading) AS heading, o.text AS before, n.text AS after"""
_SOURCE = """FROM change h JOIN version v ON v.id = h.version_id JOIN draft d ON d.id = v.draft_id
    LEFT JOIN version w ON w.id = v.follows_id
    LEFT JOIN clause_text o ON o.id = h.old_text_id LEFT JOIN clause_text n ON n.id = h.new_text_id"""


async def changes_of(
    tx: Transaction, viewer: Viewer, version_id: int, *, technical: bool | None = None
) -> list[ChangeView]:
    """The changes of a version in the order of its text.

    Args:
        technical: only those, or only the others; None for all.

    Raises:
        NotFound: no such version for this viewer.
    """
    if not await tx.value(
        f"SELECT true FROM version v JOIN draft d ON d.id = v.draft_id WHERE v.id = $2 AND {SEES_VERSION}",
        viewer.account_id,
        version_id,
    ):
        raise NotFound(N_("This version does not exist."))
    rows = await tx.all(
        ChangeView,
        f"""SELECT {_COLUMNS} {_SOURCE}
            WHERE h.version_id = $2 AND {SEES_VERSION} AND ($3::boolean IS NULL OR h.technical = $3)
            ORDER BY h.position, h.id""",
        viewer.account_id,
        version_id,
        technical,
    )
    return await with_decisions(tx, viewer, rows)


async def outside_changes(tx: Transaction, draft_id: int) -> list[ChangeView]:
    """Changes of substance in published versions that did not come from public input: stated, not hidden."""
    rows = await tx.all(
        ChangeView,
        f"""SELECT {_COLUMNS} {_SOURCE}
            WHERE v.draft_id = $1 AND v.state = 'published' AND NOT h.technical
              AND h.cause IS DISTINCT FROM 'public_input'
            ORDER BY v.number, h.position, h.id""",
        draft_id,
    )
    return await with_decisions(tx, Viewer(), rows)


async def change_view(tx: Transaction, viewer: Viewer, change_id: int) -> ChangeView:
    """One change.

    Raises:
        NotFound: no such change for this viewer.
    """
    rows = await tx.all(
        ChangeView,
        f"SELECT {_COLUMNS} {_SOURCE} WHERE h.id = $2 AND {SEES_VERSION}",
        viewer.account_id,
        change_id,
    )
    if not rows:
        raise NotFound(N_("This change does not exist."))
    return (await with_decisions(tx, viewer, rows))[0]


async def changes_behind(tx: Transaction, viewer: Viewer, decision_ids: Sequence[int]) -> dict[int, list[ChangeView]]:
    """Decision id → the changes it caused, as far as the viewer sees the versions they are in."""
    links = await tx.rows(
        "SELECT decision_id, change_id FROM decision_change WHERE decision_id = ANY ($1::bigint[])", list(decision_ids)
    )
    rows = await tx.all(
        ChangeView,
        f"""SELECT {_COLUMNS} {_SOURCE} WHERE h.id = ANY ($2::bigint[]) AND {SEES_VERSION}
            ORDER BY v.number, h.position, h.id""",
        viewer.account_id,
        [link["change_id"] for link in links],
    )
    seen = await with_decisions(tx, viewer, rows)
    wanted = {(link["decision_id"], link["change_id"]) for link in links}
    return {id_: [one for one in seen if (id_, one.id) in wanted] for id_ in decision_ids}


class _Linked(Behind, frozen=True):
    change_id: int


async def with_decisions(tx: Transaction, viewer: Viewer, rows: Sequence[ChangeView]) -> list[ChangeView]:
    """Changes with the names of their clauses and the decisions behind them that the viewer may know of."""
    if not rows:
        return []
    links = await tx.all(
        _Linked,
        f"""SELECT l.change_id, x.id AS decision_id, x.outcome, x.state, i.id AS issue_id, i.number AS issue_number,
                   i.title AS issue_title, (SELECT count(DISTINCT k.contribution_id) FROM counted_point k
                                            WHERE k.issue_id = i.id) AS contributions
            FROM decision_change l JOIN decision x ON x.id = l.decision_id JOIN issue i ON i.id = x.issue_id
            JOIN draft d ON d.id = i.draft_id
            WHERE l.change_id = ANY ($2::bigint[]) AND (x.released_at IS NOT NULL OR {SEES_CONCEPT})
            ORDER BY i.number, x.id""",
        viewer.account_id,
        [row.id for row in rows],
    )
    names = await clause_names(tx, [id_ for row in rows for id_ in (row.old_text_id, row.new_text_id)])
    return [_named(row, names, [link for link in links if link.change_id == row.id]) for row in rows]


def _named(row: ChangeView, names: dict[int, str], behind: Sequence[Behind]) -> ChangeView:
    old, new = names.get(row.old_text_id or 0), names.get(row.new_text_id or 0)
    return msgspec.structs.replace(
        row, name=new or old or "", former_name=old if new and old != new else None, decisions=list(behind)
    )
