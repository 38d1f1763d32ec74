"""For whom an officer may speak officially in a discussion."""

from __future__ import annotations

from partisipasi.accounts.rights import Viewer
from partisipasi.kit.database import Transaction


def speaks_for_agency(viewer: Viewer, *, topic_id: int, agency_id: int | None) -> tuple[bool, int | None]:
    """Whether the viewer may reply officially in a forum thread, and for which agency.

    In a thread put to an agency its officers speak, and those whose role counts everywhere; in one that is put to
    nobody, every officer of the topic, each for their own agency.

    Returns:
        (may, agency id). No agency is the city as a whole.
    """
    if viewer.has("officer", topic_id=topic_id, agency_id=agency_id):
        return True, agency_id
    if agency_id is None:
        for role in viewer.roles:
            if role.name == "officer" and role.agency_id is not None and role.topic_id in {None, topic_id}:
                return True, role.agency_id
    return False, None


async def office_name(tx: Transaction, agency_id: int | None) -> str:
    """What stands over an official reply; empty for the city as a whole."""
    name: str | None = await tx.value(
        "SELECT coalesce(nullif(short_name, ''), name) FROM agency WHERE id = $1", agency_id
    )
    return name or ""
