"""What became of issues that were made elsewhere: where each is read, and its decision, if it is public."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from partisipasi.drafts.queries.visibility import IS_PUBLIC
from partisipasi.feedback.gate import issue_label
from partisipasi.kit.database import Transaction


class MadeIssue(msgspec.Struct, frozen=True, kw_only=True):
    """An issue of a public draft or of an agency. `outcome` is that of its released decision, if there is one."""

    id: int
    number: int
    draft_id: int | None
    agency_id: int | None
    slug: str
    owner: str
    outcome: str | None

    @property
    def label(self) -> str:
        """M-014."""
        return issue_label(self.number)

    @property
    def path(self) -> str:
        """Where it is read once it is decided; before that, what it belongs to."""
        if self.draft_id is None:
            agency = f"/perangkat/{self.agency_id}-{self.slug}"
            return f"{agency}/masukan/{self.label}" if self.outcome else agency
        draft = f"/rancangan/{self.draft_id}-{self.slug}"
        return f"{draft}/pokok/{self.number}" if self.outcome else draft

    @property
    def tag(self) -> str:
        """What kept pages that show it are dropped by."""
        return f"draft:{self.draft_id}" if self.agency_id is None else f"agency:{self.agency_id}"


async def made_issues(tx: Transaction, issue_ids: Sequence[int]) -> dict[int, MadeIssue]:
    """Issues of public drafts and of agencies by id; one that was merged is told as the one it was merged into."""
    if not issue_ids:
        return {}
    asked = await tx.rows(
        "SELECT id, coalesce(merged_into_id, id) AS now FROM issue WHERE id = ANY($1::bigint[])", list(issue_ids)
    )
    found = await tx.all(
        MadeIssue,
        f"""SELECT i.id, i.number, d.id AS draft_id, g.id AS agency_id, coalesce(d.slug, g.slug) AS slug,
                   coalesce(d.title, g.name) AS owner,
                   (SELECT x.outcome FROM decision x WHERE x.issue_id = i.id AND x.state = 'released'
                    ORDER BY x.id DESC LIMIT 1) AS outcome
            FROM issue i LEFT JOIN draft d ON d.id = i.draft_id LEFT JOIN agency g ON g.id = i.agency_id
            WHERE i.id = ANY($1::bigint[]) AND (i.draft_id IS NULL OR {IS_PUBLIC})""",
        [row["now"] for row in asked],
    )
    by_id = {one.id: one for one in found}
    return {row["id"]: by_id[row["now"]] for row in asked if row["now"] in by_id}
