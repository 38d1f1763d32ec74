"""Points: what of a contribution is placed in which issue. Nothing moves once a decision is approved."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.feedback.considering import note_reading
from partisipasi.feedback.gate import issue_label
from partisipasi.feedback.owners import Owner, owner_of_issue, stand_for, touch_owner
from partisipasi.feedback.standing import stand, touch_places
from partisipasi.feedback.tables import Point
from partisipasi.kit.codes import parse_receipt
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Invalid, NotFound
from partisipasi.kit.i18n import N_
from partisipasi.kit.markup import plain
from partisipasi.kit.text import clean_text
from partisipasi.record.actions import write_record

LONGEST_EXCERPT = 2000


class OpenIssue(msgspec.Struct):
    """An issue under the lock of its owner. What decisions it has: in the making, waiting for release, public."""

    id: int
    draft_id: int | None
    agency_id: int | None
    number: int
    merged: bool
    points: int
    proposed: bool
    approved: bool
    released: bool

    @property
    def owner(self) -> Owner:
        """Whose issue it is."""
        return Owner(self.draft_id, self.agency_id)


async def place_points(
    tx: Transaction, viewer: Viewer, *, issue_id: int, receipts: Sequence[str], excerpt: str | None = None
) -> list[int]:
    """Place contributions, or an excerpt of one, in an issue. A forum contribution is linked with the draft by this.

    Args:
        receipts: at least one; exactly one with an excerpt.
        excerpt: words that occur in the contribution's text; None means all of it.

    Returns:
        The points' ids. What was already there in the same way keeps its point.

    Raises:
        Invalid: a receipt or an excerpt that cannot be placed.
        Conflict: a decision on the issue is approved, or public and no new one is proposed.
    """
    issue = await lock_issue(tx, viewer, issue_id)
    _demand_open(issue)
    if not receipts:
        raise Invalid({"receipt": N_("Choose at least one contribution.")})
    if excerpt is not None and len(receipts) != 1:
        raise Invalid({"excerpt": N_("An excerpt belongs to one contribution.")})
    points = await place(tx, viewer, issue_id, issue.owner, receipts, excerpt)
    touch_owner(tx, issue.owner)
    return points


async def place_point(
    tx: Transaction, viewer: Viewer, *, issue_id: int, receipt: str, excerpt: str | None = None
) -> int:
    """Place one contribution, or an excerpt of it, in an issue: see `place_points`."""
    return (await place_points(tx, viewer, issue_id=issue_id, receipts=[receipt], excerpt=excerpt))[0]


async def remove_point(tx: Transaction, viewer: Viewer, *, point_id: int) -> None:
    """Take a point out of its issue; the row stays as history.

    Raises:
        NotFound: no such point.
        Conflict: a decision on the issue is approved or public.
    """
    issue_id = await tx.value("SELECT issue_id FROM point WHERE id = $1 AND removed_at IS NULL", point_id)
    if issue_id is None:
        raise NotFound(N_("This point does not exist."))
    issue = await lock_issue(tx, viewer, issue_id)
    demand_free(issue)
    removed = await tx.execute(
        "UPDATE point SET removed_at = now(), removed_by = $2 WHERE id = $1 AND removed_at IS NULL",
        point_id,
        viewer.account_id,
    )
    if removed:
        await write_record(
            tx, "point.removed", actor_id=viewer.account_id, subject=("point", point_id), details={"issue": issue_id}
        )
        await touch_places(tx, await tx.values("SELECT contribution_id FROM point WHERE id = $1", point_id))
    touch_owner(tx, issue.owner)


async def take_back(tx: Transaction, viewer: Viewer, *, draft_id: int, point_ids: Collection[int]) -> int:
    """Take points back that the viewer placed: undoing a placing. Those that are gone already are passed over.

    Returns:
        How many were taken back.

    Raises:
        NotFound, Forbidden, Conflict: as `remove_point`.
    """
    await stand(tx, viewer, draft_id, Act.place_points, secret=True)
    own = await tx.values(
        """SELECT p.id FROM point p JOIN issue i ON i.id = p.issue_id
           WHERE p.id = ANY ($1::bigint[]) AND i.draft_id = $2 AND p.placed_by = $3 AND p.removed_at IS NULL""",
        list(point_ids),
        draft_id,
        viewer.account_id,
    )
    for point_id in own:
        await remove_point(tx, viewer, point_id=point_id)
    return len(own)


async def move_points(tx: Transaction, viewer: Viewer, *, point_ids: Collection[int], issue_id: int) -> int:
    """Move points into another issue of the same draft: how issues trade points and are split.

    Returns:
        How many are now in the other issue.

    Raises:
        Conflict: a decision on an issue concerned is approved or public.
    """
    target = await lock_issue(tx, viewer, issue_id)
    demand_free(target)
    sources = await tx.values(
        "SELECT DISTINCT issue_id FROM point WHERE id = ANY ($1::bigint[]) AND removed_at IS NULL", list(point_ids)
    )
    for source_id in sources:
        source = await lock_issue(tx, viewer, source_id)
        if source.owner != target.owner:
            raise Invalid({"issue": N_("Points move only between issues of one draft.")})
        demand_free(source)
    moved = await move(tx, viewer, list(point_ids), issue_id)
    await write_record(
        tx,
        "point.moved",
        actor_id=viewer.account_id,
        subject=("issue", issue_id),
        details={"points": sorted(point_ids)},
    )
    touch_owner(tx, target.owner)
    return moved


async def lock_issue(tx: Transaction, viewer: Viewer, issue_id: int) -> OpenIssue:
    """Lock an issue's draft or agency for somebody who may place points in it.

    Raises:
        NotFound, Forbidden, Conflict: as `owners.stand_for`.
    """
    owner = await owner_of_issue(tx, issue_id)
    if owner is not None:
        await stand_for(tx, viewer, owner, Act.place_points)
    # Read under the lock: what was seen before it may have been decided meanwhile.
    issue = await tx.one(
        OpenIssue,
        """SELECT i.id, i.draft_id, i.agency_id, i.number, i.merged_into_id IS NOT NULL AS merged,
                  (SELECT count(*) FROM point p WHERE p.issue_id = i.id AND p.removed_at IS NULL) AS points,
                  EXISTS (SELECT 1 FROM decision d WHERE d.issue_id = i.id AND d.state = 'proposed') AS proposed,
                  EXISTS (SELECT 1 FROM decision d WHERE d.issue_id = i.id AND d.state = 'approved') AS approved,
                  EXISTS (SELECT 1 FROM decision d WHERE d.issue_id = i.id AND d.state = 'released') AS released
           FROM issue i WHERE i.id = $1""",
        issue_id,
    )
    if issue is None:
        raise NotFound(N_("This issue does not exist."))
    return issue


def demand_free(issue: OpenIssue) -> None:
    """Refuse to move anything once a decision is approved: it was taken on these points and no others.

    Raises:
        Conflict: a decision is approved or public, or the issue was merged into another.
    """
    if issue.approved or issue.released:
        raise Conflict(
            N_("A decision on issue %(number)s is approved; its points and its wording stand."),
            code="decided",
            number=issue_label(issue.number),
        )
    if issue.merged:
        raise Conflict(N_("Issue %(number)s was merged into another."), code="merged", number=issue_label(issue.number))


def _demand_open(issue: OpenIssue) -> None:
    """New points may join a public decision's issue once a new decision on it is proposed."""
    if issue.released and issue.proposed and not issue.approved:
        return
    if issue.released and not issue.approved:
        raise Conflict(
            N_("The decision on issue %(number)s is public. Propose a new one on it first, or make another issue."),
            code="decided",
            number=issue_label(issue.number),
        )
    demand_free(issue)


# --- placing


class _Placeable(msgspec.Struct):
    id: int
    receipt: str
    draft_id: int | None
    kind: str
    state: str
    spam: bool
    public: bool
    bare: bool
    texts: list[str]


async def place(
    tx: Transaction,
    viewer: Viewer,
    issue_id: int,
    owner: Owner,
    receipts: Sequence[str],
    excerpt: str | None = None,
) -> list[int]:
    """Place contributions in an issue whose lock is held: see `place_points`."""
    found = await _placeable(tx, receipts)
    for one in found:
        _check_placeable(one, owner)
    words = None if excerpt is None else _excerpt(excerpt, found[0])
    ids = [one.id for one in found]
    # Placing a reply marks it as input of its own, as `discussions.marking` does for one that is not placed yet.
    await tx.execute(
        """UPDATE contribution SET own_input = true, kind = CASE WHEN kind = 'reply' THEN 'comment' ELSE kind END
           WHERE id = ANY ($1::bigint[]) AND depth > 0 AND NOT own_input""",
        ids,
    )
    present = await tx.values(
        """SELECT contribution_id FROM point
           WHERE issue_id = $1 AND contribution_id = ANY ($2::bigint[]) AND removed_at IS NULL
             AND excerpt IS NOT DISTINCT FROM $3""",
        issue_id,
        ids,
        words,
    )
    new = [id_ for id_ in ids if id_ not in set(present)]
    await tx.add_all(
        [Point(issue_id=issue_id, contribution_id=id_, excerpt=words, placed_by=viewer.account_id) for id_ in new]
    )
    await note_reading(tx, viewer, new)
    await write_record(
        tx,
        "points.placed",
        actor_id=viewer.account_id,
        subject=("issue", issue_id),
        details={"contributions": new},
    )
    await touch_places(tx, new)
    return await tx.values(
        """SELECT id FROM point WHERE issue_id = $1 AND contribution_id = ANY ($2::bigint[]) AND removed_at IS NULL
             AND excerpt IS NOT DISTINCT FROM $3 ORDER BY id""",
        issue_id,
        ids,
        words,
    )


async def _placeable(tx: Transaction, receipts: Sequence[str]) -> list[_Placeable]:
    wanted = list(dict.fromkeys(parse_receipt(receipt) or "" for receipt in receipts))
    found = await tx.all(
        _Placeable,
        """SELECT c.id, c.receipt, c.draft_id, c.kind, c.state,
                  c.hidden_rule IS NOT DISTINCT FROM 'spam' AS spam, t.audience = 'public' AS public,
                  c.source = '' AND c.kind <> 'suggestion' AS bare,
                  array(SELECT c.source UNION ALL SELECT s.proposed FROM suggestion s WHERE s.contribution_id = c.id
                        UNION ALL SELECT a.source FROM addition a WHERE a.contribution_id = c.id
                        UNION ALL SELECT c.html) AS texts
           FROM contribution c JOIN thread t ON t.id = c.thread_id
           WHERE c.receipt = ANY ($1::text[])""",
        wanted,
    )
    by_receipt = {one.receipt: one for one in found}
    if missing := [receipt for receipt in wanted if receipt not in by_receipt]:
        raise Invalid(
            {"receipt": N_("There is no contribution with the number %(receipt)s.")}, receipt=missing[0] or receipts[0]
        )
    return [by_receipt[receipt] for receipt in wanted]


def _check_placeable(one: _Placeable, owner: Owner) -> None:
    message = None
    if one.draft_id is not None and owner.draft_id is None:
        message = N_("The contribution %(receipt)s was made on a draft, which answers it.")
    elif one.draft_id is not None and one.draft_id != owner.draft_id:
        message = N_("The contribution %(receipt)s belongs to another draft.")
    elif not one.public:
        message = N_("The contribution %(receipt)s stands in a discussion that is not public.")
    elif one.kind == "official":
        message = N_("The contribution %(receipt)s is an official reply, not input.")
    elif one.bare:
        message = N_("The contribution %(receipt)s only says for or against; it is counted, not decided.")
    elif one.state not in ("published", "hidden") or (one.state == "hidden" and one.spam):
        message = N_("The contribution %(receipt)s is not published; it cannot be placed.")
    if message:
        raise Invalid({"receipt": message}, receipt=one.receipt)


def _excerpt(excerpt: str, contribution: _Placeable) -> str:
    words = clean_text(excerpt)
    if not words.strip():
        raise Invalid({"excerpt": N_("Choose the words that make the point.")})
    if len(words) > LONGEST_EXCERPT:
        raise Invalid({"excerpt": N_("The excerpt is too long; place the whole contribution instead.")})
    *sources, html = contribution.texts
    wanted = " ".join(words.split())
    if not any(wanted in " ".join(text.split()) for text in (*sources, plain(html))):
        raise Invalid({"excerpt": N_("These words do not occur in the contribution.")})
    return words


async def move(tx: Transaction, viewer: Viewer, point_ids: Collection[int], issue_id: int) -> int:
    """Close the points where they are and open them in the other issue, unless the same point is there already."""
    rows = await tx.values(
        """WITH gone AS (
             UPDATE point SET removed_at = now(), removed_by = $3
             WHERE id = ANY ($1::bigint[]) AND removed_at IS NULL AND issue_id <> $2
             RETURNING contribution_id, excerpt)
           INSERT INTO point (issue_id, contribution_id, excerpt, placed_by)
           SELECT DISTINCT $2::bigint, g.contribution_id, g.excerpt, $3::bigint FROM gone g
           WHERE NOT EXISTS (SELECT 1 FROM point p WHERE p.issue_id = $2 AND p.contribution_id = g.contribution_id
                               AND p.removed_at IS NULL AND p.excerpt IS NOT DISTINCT FROM g.excerpt)
           RETURNING id""",
        list(point_ids),
        issue_id,
        viewer.account_id,
    )
    return len(rows)
