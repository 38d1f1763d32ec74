"""For whom somebody may speak officially in a discussion: asked for the check and for what the form offers."""

from __future__ import annotations

from partisipasi.accounts.rights import Act, Viewer, may
from partisipasi.drafts.queries.teams import team_roles
from partisipasi.kit.database import Transaction


async def office_for(
    tx: Transaction, viewer: Viewer, *, draft_id: int | None, topic_id: int, agency_id: int | None
) -> str | None:
    """The office that the viewer may reply for: empty for the city as a whole, None for none.

    About a draft, its team speaks. In a forum thread put to an agency, its officers speak, and those whose role counts
    everywhere; in one that is put to nobody, every officer of the topic, each for their own agency.
    """
    if not viewer.signed_in:
        return None
    if draft_id is not None:
        team = await team_roles(tx, draft_id, viewer.account_id or 0)
        return await _name(tx, agency_id) if may(viewer, Act.reply_officially, team=team) else None
    if viewer.has("officer", topic_id=topic_id, agency_id=agency_id):
        return await _name(tx, agency_id)
    own = None if agency_id is not None else _own_agency(viewer, topic_id)
    return await _name(tx, own) if own is not None else None


def _own_agency(viewer: Viewer, topic_id: int) -> int | None:
    return next(
        (
            role.agency_id
            for role in viewer.roles
            if role.name == "officer" and role.agency_id is not None and role.topic_id in {None, topic_id}
        ),
        None,
    )


async def _name(tx: Transaction, agency_id: int | None) -> str:
    name: str | None = await tx.value(
        "SELECT coalesce(nullif(short_name, ''), name) FROM agency WHERE id = $1", agency_id
    )
    return name or ""
