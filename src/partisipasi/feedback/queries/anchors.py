"""One anchor: where a contribution belongs in a version."""

from __future__ import annotations

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.drafts.queries.visibility import SEES_VERSION
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_


class AnchorView(msgspec.Struct, frozen=True, kw_only=True):
    """An anchor. `clause_id` and `key` are None where its clause is gone; `quote` is empty for the whole clause."""

    id: int
    version_id: int
    receipt: str
    clause_id: int | None
    key: str | None
    quote: str
    state: str
    review: str


async def anchor_view(tx: Transaction, viewer: Viewer, anchor_id: int) -> AnchorView:
    """An anchor by its id.

    Raises:
        NotFound: none for this viewer.
    """
    found = await tx.one(
        AnchorView,
        f"""SELECT n.id, n.version_id, c.receipt, n.clause_id, x.key, n.exact AS quote, n.state, n.review
            FROM anchor n JOIN contribution c ON c.id = n.contribution_id
            JOIN version v ON v.id = n.version_id JOIN draft d ON d.id = v.draft_id
            LEFT JOIN clause_text x ON x.version_id = n.version_id AND x.clause_id = n.clause_id
            WHERE n.id = $2 AND {SEES_VERSION}""",
        viewer.account_id,
        anchor_id,
    )
    if found is None:
        raise NotFound(N_("This does not exist, or the concept was saved anew meanwhile."))
    return found
