"""The list of an agency's services: its officers and administrators keep it."""

from __future__ import annotations

import msgspec

from partisipasi.accounts.rights import Act, Viewer, may
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Forbidden, Invalid, NotFound, SignInNeeded, Taken
from partisipasi.kit.i18n import N_
from partisipasi.kit.text import clean_line, clean_text
from partisipasi.record.actions import write_record
from partisipasi.service.tables import Service
from partisipasi.topics.queries import agency_view

LONGEST_NAME, LONGEST_DESCRIPTION = 120, 1000


class _Known(msgspec.Struct, frozen=True):
    agency_id: int
    closed: bool


def answers_for(viewer: Viewer, agency_id: int) -> bool:
    """Whether somebody speaks for an agency: its officers, and officers of the whole city."""
    return viewer.has("officer", agency_id=agency_id)


def keeps_services(viewer: Viewer, agency_id: int) -> bool:
    """Whether somebody keeps the list of an agency's services."""
    return answers_for(viewer, agency_id) or may(viewer, Act.administer)


async def add_service(
    tx: Transaction, viewer: Viewer, *, agency_id: int, topic_id: int | None, name: str, description: str = ""
) -> int:
    """Put a service into an agency's list. From the first one on the agency takes feedback.

    Args:
        topic_id: in whose forum feedback on it stands.

    Returns:
        Its id.

    Raises:
        SignInNeeded, Forbidden: neither an officer of the agency nor an administrator.
        NotFound: no such agency.
        Taken, Invalid: field by field.
    """
    _demand_keeper(viewer, agency_id)
    await agency_view(tx, agency_id)
    name, description = await _checked(tx, agency_id, topic_id, name, description)
    row = await tx.add(Service(agency_id=agency_id, topic_id=topic_id or 0, name=name, description=description))
    await write_record(tx, "service.added", actor_id=viewer.account_id, subject=("service", row.id))
    _changed(tx, agency_id)
    return row.id


async def change_service(
    tx: Transaction,
    viewer: Viewer,
    *,
    service_id: int,
    topic_id: int | None,
    name: str,
    description: str = "",
    closed: bool = False,
) -> int:
    """Change what a service is called, or take it from the list, or put it back. What was told about it stays.

    Returns:
        The agency's id.

    Raises:
        SignInNeeded, Forbidden, Taken, Invalid: as `add_service`.
        NotFound: no such service.
    """
    known = await tx.one(
        _Known,
        "SELECT agency_id, closed_at IS NOT NULL AS closed FROM service WHERE id = $1 FOR UPDATE",
        service_id,
    )
    if known is None:
        raise NotFound(N_("There is no such service."))
    _demand_keeper(viewer, known.agency_id)
    name, description = await _checked(tx, known.agency_id, topic_id, name, description, service_id)
    await tx.execute(
        """UPDATE service SET name = $2, description = $3, topic_id = $4,
                  closed_at = CASE WHEN $5 THEN coalesce(closed_at, now()) END WHERE id = $1""",
        service_id,
        name,
        description,
        topic_id,
        closed,
    )
    act = "service.changed" if closed == known.closed else "service.closed" if closed else "service.reopened"
    await write_record(tx, act, actor_id=viewer.account_id, subject=("service", service_id))
    _changed(tx, known.agency_id)
    return known.agency_id


def _demand_keeper(viewer: Viewer, agency_id: int) -> None:
    if keeps_services(viewer, agency_id):
        return
    if not viewer.signed_in:
        raise SignInNeeded(N_("Please sign in first."))
    raise Forbidden(N_("Your role does not include this."))


async def _checked(
    tx: Transaction, agency_id: int, topic_id: int | None, name: str, description: str, service_id: int = 0
) -> tuple[str, str]:
    name, description = clean_line(name), clean_text(description)
    wrong: dict[str, str] = {}
    if not name:
        wrong["name"] = N_("Give it a name.")
    elif len(name) > LONGEST_NAME:
        wrong["name"] = N_("This name is too long.")
    if len(description) > LONGEST_DESCRIPTION:
        wrong["description"] = N_("This description is too long.")
    if not await tx.value("SELECT true FROM topic WHERE id = $1 AND closed_at IS NULL", topic_id):
        wrong["topic_id"] = N_("Choose a topic.")
    if wrong:
        raise Invalid(wrong)
    if await tx.value(
        "SELECT true FROM service WHERE agency_id = $1 AND lower(name) = lower($2) AND id <> $3",
        agency_id,
        name,
        service_id,
    ):
        raise Taken({"name": N_("There is already one of this name.")})
    return name, description


def _changed(tx: Transaction, agency_id: int) -> None:
    tx.changed(f"agency:{agency_id}", "agencies")
