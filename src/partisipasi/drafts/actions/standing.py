"""Where a viewer stands towards a draft: the first thing every action on one asks."""

from __future__ import annotations

import msgspec

from partisipasi.accounts.rights import Act, Viewer, demand
from partisipasi.drafts.queries.teams import team_roles
from partisipasi.drafts.queries.visibility import SEES_CONCEPT, SEES_DRAFT
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, NotFound
from partisipasi.kit.i18n import N_

_NO_DRAFT = N_("There is no such draft.")
_NO_CONCEPT = N_("There is no such version.")
_CLOSED = N_("This draft is closed; nothing can be added to it any more.")
_PUBLISHED = N_("This version is published and never changes. Make the next version instead.")


class LockedDraft(msgspec.Struct, frozen=True, kw_only=True):
    """A draft held against other writers, and the viewer's roles in its team."""

    id: int
    topic_id: int
    created_by: int | None
    closed: bool
    enacted: bool
    sees_concept: bool
    roles: frozenset[str] = frozenset()

    def demand_open(self) -> None:
        """Refuse what cannot be done to a closed draft.

        Raises:
            Conflict: code `draft_closed`.
        """
        if self.closed:
            raise Conflict(_CLOSED, code="draft_closed")

    def demand_text_open(self) -> None:
        """Refuse a further text of a draft that ended, but for one that was enacted: its official text may differ.

        Raises:
            Conflict: code `draft_closed`.
        """
        if not self.enacted:
            self.demand_open()


class LockedConcept(msgspec.Struct, frozen=True, kw_only=True):
    """A concept held against other writers."""

    id: int
    draft_id: int
    topic_id: int
    number: int
    state: str
    revision: int
    follows_id: int | None
    corrections: int
    source: str
    closed: bool


async def lock_draft(tx: Transaction, viewer: Viewer, draft_id: int) -> LockedDraft:
    """Hold a draft until the transaction ends.

    Raises:
        NotFound: it is not there, or the viewer may not know of it.
    """
    found = await tx.one(
        LockedDraft,
        f"""SELECT d.id, d.topic_id, d.created_by, d.closed_at IS NOT NULL AS closed,
                   d.closed_how IS NOT DISTINCT FROM 'enacted' AS enacted, {SEES_CONCEPT} AS sees_concept
            FROM draft d WHERE d.id = $2 AND {SEES_DRAFT} FOR NO KEY UPDATE OF d""",
        viewer.account_id,
        draft_id,
    )
    if found is None:
        raise NotFound(_NO_DRAFT)
    return msgspec.structs.replace(found, roles=await team_roles(tx, draft_id, viewer.account_id))


async def lock_concept(tx: Transaction, viewer: Viewer, version_id: int) -> LockedConcept:
    """Hold a concept until the transaction ends, for somebody who may edit it.

    Raises:
        NotFound: it is not there, or the viewer may not see it.
        Forbidden: the viewer may see it and not change it.
        Conflict: it is published (code `published`), or its draft ended otherwise than enacted (`draft_closed`).
    """
    found = await tx.one(
        LockedConcept,
        f"""SELECT v.id, v.draft_id, d.topic_id, v.number, v.state, v.revision, v.follows_id, v.corrections, v.source,
                   d.closed_how IN ('unchanged', 'withdrawn') IS TRUE AS closed
            FROM version v JOIN draft d ON d.id = v.draft_id
            WHERE v.id = $2 AND (v.state = 'published' OR {SEES_CONCEPT}) FOR NO KEY UPDATE OF v""",
        viewer.account_id,
        version_id,
    )
    if found is None:
        raise NotFound(_NO_CONCEPT)
    demand(viewer, Act.edit_concept, team=await team_roles(tx, found.draft_id, viewer.account_id))
    if found.state == "published":
        raise Conflict(_PUBLISHED, code="published")
    if found.closed:
        raise Conflict(_CLOSED, code="draft_closed")
    return found
