"""Saying that a reply is input of its own: it is then placed and answered by itself, not with what it replies to."""

from __future__ import annotations

import msgspec

from partisipasi.accounts.rights import Act, Viewer, demand
from partisipasi.discussions.tallies import counted, tell
from partisipasi.drafts.queries.teams import team_roles
from partisipasi.kit.codes import parse_receipt
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_
from partisipasi.record.actions import write_record


class _Reply(msgspec.Struct, frozen=True):
    id: int
    draft_id: int | None
    kind: str
    own_input: bool


async def mark_own_input(tx: Transaction, viewer: Viewer, *, receipt: str, own: bool) -> None:
    """Mark a reply in a draft's talk as input of its own, or take the mark back.

    That no point of it is left when the mark is taken back is feedback's to check.

    Raises:
        SignInNeeded, Forbidden: not one who places points in this draft.
        NotFound: no such public reply in a draft's talk.
    """
    reply = await tx.one(
        _Reply,
        """SELECT c.id, c.draft_id, c.kind, c.own_input
           FROM contribution c WHERE c.receipt = $1 AND c.depth > 0 AND c.draft_id IS NOT NULL
             AND c.state = 'published' AND c.kind <> 'official' FOR UPDATE""",
        parse_receipt(receipt),
    )
    if reply is None:
        raise NotFound(N_("There is no such reply."))
    demand(viewer, Act.place_points, team=await team_roles(tx, reply.draft_id or 0, viewer.account_id))
    if reply.own_input == own:
        return
    await tx.execute(
        """UPDATE contribution SET own_input = $2::boolean,
                  kind = CASE WHEN $2::boolean AND kind = 'reply' THEN 'comment'
                              WHEN NOT $2::boolean AND kind IN ('comment', 'suggestion') THEN 'reply'
                              ELSE kind END WHERE id = $1""",
        reply.id,
        own,
    )
    tell(tx, await counted(tx, reply.id))
    await write_record(
        tx, "contribution.marked", actor_id=viewer.account_id, subject=("contribution", reply.id), details={"own": own}
    )
