"""Where somebody stands before acting on a draft's answers: the draft is locked, their right in it checked.

The lock orders everything that could change what the gate has seen, and leaves contributions alone: it does not
conflict with the share that a new row takes on the draft it refers to.
"""

from __future__ import annotations

from collections.abc import Collection

from partisipasi.accounts.rights import Act, Viewer, demand
from partisipasi.drafts.actions.standing import LockedDraft, lock_draft
from partisipasi.drafts.queries.teams import roles_and_sight
from partisipasi.drafts.queries.visibility import SEES_CONCEPT
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_

_GONE = N_("This is not there.")
#: Contributions whose traces are dropped one by one; of more at once, the draft's own tag drops most.
_MOST_TOLD = 100


async def stand(
    tx: Transaction,
    viewer: Viewer,
    draft_id: int,
    act: Act,
    *,
    secret: bool = False,
    closed: bool = False,
    text: bool = False,
) -> LockedDraft:
    """Lock a draft for an act and check the viewer's right to it.

    Args:
        secret: whether the thing acted on is not public, so that outsiders must not learn that it exists.
        closed: whether the act is possible on a closed draft.
        text: whether the act prepares a text, which is possible on an enacted draft: its official text may differ.

    Raises:
        NotFound: no such draft, or a secret thing for an outsider.
        Forbidden, SignInNeeded: the right is missing.
        Conflict: the draft is closed (code `draft_closed`).
    """
    draft = await lock_draft(tx, viewer, draft_id)
    if secret and not draft.sees_concept:
        raise NotFound(_GONE)
    demand(viewer, act, team=draft.roles, topic_id=draft.topic_id)
    if text:
        draft.demand_text_open()
    elif not closed:
        draft.demand_open()
    return draft


async def stand_beside(tx: Transaction, viewer: Viewer, draft_id: int, act: Act) -> frozenset[str]:
    """Check the right to an act that changes nothing the gate looks at, and so needs no lock.

    Returns:
        The viewer's roles in the draft's team.

    Raises:
        NotFound: no such draft, or an outsider, who must not learn of its workbench.
        Forbidden: the right is missing.
    """
    roles, sees = await roles_and_sight(tx, viewer, draft_id)
    if not sees:
        raise NotFound(_GONE)
    demand(viewer, act, team=roles)
    return roles


async def reads_workbench(tx: Transaction, viewer: Viewer, draft_id: int) -> bool:
    """Whether the viewer sees what is not public of this draft's answers: its team, and readers."""
    if not viewer.signed_in:
        return False
    return bool(await tx.value(f"SELECT {SEES_CONCEPT} FROM draft d WHERE d.id = $2", viewer.account_id, draft_id))


async def demand_workbench(tx: Transaction, viewer: Viewer, draft_id: int) -> None:
    """Refuse whoever does not see the workbench of this draft.

    Raises:
        NotFound: an outsider; the place is not theirs to know.
    """
    if not await reads_workbench(tx, viewer, draft_id):
        raise NotFound(_GONE)


def touch(tx: Transaction, draft_id: int) -> None:
    """Drop every cached page that shows this draft's answers."""
    tx.changed("home", "drafts", f"draft:{draft_id}")


async def touch_places(tx: Transaction, contribution_ids: Collection[int]) -> None:
    """Drop the cached traces of contributions, and the discussions that show how far their answers have come."""
    for id_ in list(contribution_ids)[:_MOST_TOLD]:
        tx.changed(f"contribution:{id_}")
    # What stands on a draft is dropped with the draft.
    threads = await tx.values(
        """SELECT DISTINCT t.id FROM contribution c JOIN thread t ON t.id = c.thread_id AND t.draft_id IS NULL
           WHERE c.id = ANY ($1::bigint[])""",
        list(contribution_ids),
    )
    tx.changed(*(f"thread:{id_}" for id_ in threads))
