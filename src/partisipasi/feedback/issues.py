"""Issues: what several points amount to, as one question to decide."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.feedback.gate import issue_label
from partisipasi.feedback.owners import Owner, stand_for, touch_owner
from partisipasi.feedback.points import demand_free, lock_issue, move, place
from partisipasi.feedback.tables import Issue
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Invalid
from partisipasi.kit.i18n import N_
from partisipasi.kit.text import clean_line, clean_text
from partisipasi.record.actions import write_record

LONGEST_TITLE = 200
LONGEST_SUMMARY = 5000
_NEXT_NUMBER = {
    "draft_id": "SELECT coalesce(max(number), 0) + 1 FROM issue WHERE draft_id = $1",
    "agency_id": "SELECT coalesce(max(number), 0) + 1 FROM issue WHERE agency_id = $1",
}


class IssueRef(msgspec.Struct, frozen=True):
    """An issue just made. `label` is M-014, for good."""

    id: int
    number: int

    @property
    def label(self) -> str:
        """How the issue is called."""
        return issue_label(self.number)


async def create_issue(
    tx: Transaction,
    viewer: Viewer,
    *,
    draft_id: int | None = None,
    agency_id: int | None = None,
    title: str,
    summary: str = "",
    summary_for: str = "",
    summary_against: str = "",
    receipts: Collection[str] = (),
) -> IssueRef:
    """Make an issue, with whole contributions as its first points.

    Args:
        draft_id, agency_id: whose issue it is, one of the two.

    Raises:
        Invalid: no title, texts too long, a receipt that cannot be placed here.
        NotFound, Forbidden, Conflict: as `owners.stand_for`.
    """
    owner = Owner(draft_id, agency_id)
    await stand_for(tx, viewer, owner, Act.place_points)
    texts = _texts(title, summary, summary_for, summary_against)
    # The lock on the owner makes this number ours; numbers of emptied issues are never given again.
    number: int = await tx.value(_NEXT_NUMBER[owner.column], owner.id)
    issue = await tx.add(
        Issue(
            draft_id=draft_id,
            agency_id=agency_id,
            number=number,
            title=texts["title"],
            summary=texts["summary"],
            summary_for=texts["summary_for"],
            summary_against=texts["summary_against"],
            created_by=viewer.account_id,
        )
    )
    await write_record(
        tx, "issue.created", actor_id=viewer.account_id, subject=("issue", issue.id), details={"number": number}
    )
    if receipts:
        await place(tx, viewer, issue.id, owner, list(receipts))
    touch_owner(tx, owner)
    return IssueRef(issue.id, number)


async def edit_issue(
    tx: Transaction,
    viewer: Viewer,
    *,
    issue_id: int,
    title: str,
    summary: str = "",
    summary_for: str = "",
    summary_against: str = "",
) -> None:
    """Word an issue anew, as long as nothing is approved on it.

    Raises:
        Invalid: no title, texts too long.
        Conflict: a decision on it is approved or public.
    """
    issue = await lock_issue(tx, viewer, issue_id)
    demand_free(issue)
    texts = _texts(title, summary, summary_for, summary_against)
    await tx.execute(
        "UPDATE issue SET title = $2, summary = $3, summary_for = $4, summary_against = $5 WHERE id = $1",
        issue_id,
        texts["title"],
        texts["summary"],
        texts["summary_for"],
        texts["summary_against"],
    )
    await write_record(tx, "issue.edited", actor_id=viewer.account_id, subject=("issue", issue_id))
    touch_owner(tx, issue.owner)


async def merge_issues(tx: Transaction, viewer: Viewer, *, issue_id: int, into_id: int) -> None:
    """Move all points of an issue into another and say so on the first, whose number is not given again.

    Raises:
        Invalid: an issue into itself, or into one of another draft.
        Conflict: a decision on either is approved or public, or one was merged before.
    """
    source = await lock_issue(tx, viewer, issue_id)
    target = await lock_issue(tx, viewer, into_id)
    if issue_id == into_id or source.owner != target.owner:
        raise Invalid({"issue": N_("Choose another issue of the same draft.")})
    demand_free(source)
    demand_free(target)
    points = await tx.values("SELECT id FROM point WHERE issue_id = $1 AND removed_at IS NULL", issue_id)
    await move(tx, viewer, points, into_id)
    # What was proposed for the merged issue would otherwise wait for ever.
    await tx.execute("UPDATE decision SET state = 'returned' WHERE issue_id = $1 AND state = 'proposed'", issue_id)
    await tx.execute("UPDATE issue SET merged_into_id = $2 WHERE id = $1", issue_id, into_id)
    await write_record(
        tx, "issue.merged", actor_id=viewer.account_id, subject=("issue", issue_id), details={"into": into_id}
    )
    touch_owner(tx, source.owner)


def _texts(title: str, summary: str, summary_for: str, summary_against: str) -> dict[str, str]:
    texts = {
        "title": clean_line(title),
        "summary": clean_text(summary),
        "summary_for": clean_text(summary_for),
        "summary_against": clean_text(summary_against),
    }
    errors = {
        name: N_("This text is too long.")
        for name, value in texts.items()
        if len(value) > (LONGEST_TITLE if name == "title" else LONGEST_SUMMARY)
    }
    if not texts["title"]:
        errors["title"] = N_("Write the issue as a question to decide.")
    if errors:
        raise Invalid(errors)
    return texts
