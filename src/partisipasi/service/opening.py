"""Telling an agency how it served: a thread of kind `service` with the words, and the case that stands on it."""

from __future__ import annotations

from datetime import date

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.contributing import Posted, contribute, demand_confirmed
from partisipasi.discussions.places import Target
from partisipasi.discussions.screening import Sender, screen
from partisipasi.discussions.tables import Thread
from partisipasi.kit.database import Database, Transaction
from partisipasi.kit.errors import Conflict, Invalid, NotFound
from partisipasi.kit.i18n import N_, day, gettext
from partisipasi.kit.jobs import Payload
from partisipasi.kit.text import clean_line, clean_text, slug
from partisipasi.record.actions import write_record
from partisipasi.service.days import ANSWER_WITHIN, OLDEST, today_of, working_days_after
from partisipasi.service.tables import ServiceCase
from partisipasi.settings import Settings

LONGEST_PLACE = 120
#: Both parts together, with what stands between them, stay below the longest text.
LONGEST_PART = 4000
OTHER_SERVICE = N_("Another service")


class OpenedCase(msgspec.Struct, frozen=True, kw_only=True):
    """A case just opened, with the words that opened it."""

    thread_id: int
    slug: str
    posted: Posted


class _About(msgspec.Struct, frozen=True):
    name: str
    topic_id: int


async def open_case(
    tx: Transaction,
    viewer: Viewer,
    settings: Settings,
    *,
    agency_id: int,
    service_id: int | None,
    place: str,
    happened_on: date | None,
    happened: str,
    better: str = "",
    sure: bool = False,
    asks: bool = False,
) -> OpenedCase:
    """Tell an agency what happened at one of its services.

    Args:
        service_id: one of its list; None for one that is not in it.
        place: the office or district, in the author's words.
        happened, better: what happened, and what would be better.
        sure, asks: see `screening.screen`.

    Raises:
        SignInNeeded, Forbidden: not a confirmed account.
        NotFound: no such agency or service.
        Conflict: the agency offers no service here (code `no_service`).
        Invalid: field by field.
        TooMany: too often.
    """
    demand_confirmed(viewer)
    about = await _about(tx, agency_id, service_id)
    place = clean_line(place)
    when = _check(tx, place, happened_on, happened, better, sure=sure, asks=asks)
    title = f"{about.name or gettext(OTHER_SERVICE)}, {day(when)}"
    thread = await tx.add(
        Thread(
            topic_id=about.topic_id,
            agency_id=agency_id,
            kind="service",
            title=title,
            slug=slug(title),
            opened_by=viewer.account_id,
        )
    )
    posted = await contribute(
        tx, viewer, settings, target=Target(thread_id=thread.id), body=_words(happened, better), sure=sure, asks=asks
    )
    await tx.add(
        ServiceCase(
            thread_id=thread.id,
            contribution_id=posted.id,
            agency_id=agency_id,
            service_id=service_id,
            place=place,
            happened_on=when,
            status_at=tx.now,
        )
    )
    if posted.state == "published":
        await begin_case(tx, posted.id)
    await write_record(tx, "service_case.opened", actor_id=viewer.account_id, subject=("thread", thread.id))
    tx.changed(f"topic:{about.topic_id}", "topics")
    return OpenedCase(thread_id=thread.id, slug=thread.slug, posted=posted)


async def begin_case(tx: Transaction, contribution_id: int) -> None:
    """Count a case from now on, if these words opened one and are public for the first time: its days begin."""
    agency_id = await tx.value(
        """UPDATE service_case k SET heard_at = c.published_at, status_at = c.published_at, due_on = $2
           FROM contribution c WHERE c.id = k.contribution_id AND c.id = $1 AND c.state = 'published'
             AND k.heard_at IS NULL RETURNING k.agency_id""",
        contribution_id,
        working_days_after(today_of(tx), ANSWER_WITHIN),
    )
    if agency_id is not None:
        tx.changed(f"agency:{agency_id}", "agencies")


async def begin_told_case(database: Database, payload: Payload) -> None:
    """Job, when something became public: what a moderator held opens its case only then.

    Args:
        payload: `contribution`, its id.
    """
    async with database.transaction() as tx:
        found = payload["contribution"]
        if isinstance(found, int):
            await begin_case(tx, found)


async def _about(tx: Transaction, agency_id: int, service_id: int | None) -> _About:
    if not await tx.value("SELECT true FROM agency WHERE id = $1 AND closed_at IS NULL", agency_id):
        raise NotFound(N_("There is no such agency."))
    found = await tx.one(
        _About,
        """SELECT CASE WHEN $2::bigint IS NULL THEN '' ELSE name END AS name, topic_id FROM service
           WHERE agency_id = $1 AND closed_at IS NULL AND ($2::bigint IS NULL OR id = $2) ORDER BY id LIMIT 1""",
        agency_id,
        service_id,
    )
    if found is not None:
        return found
    if service_id is not None:
        raise NotFound(N_("There is no such service."))
    raise Conflict(N_("This agency does not take feedback on its services here yet."), code="no_service")


def _check(
    tx: Transaction, place: str, happened_on: date | None, happened: str, better: str, *, sure: bool, asks: bool
) -> date:
    wrong: dict[str, str] = {}
    if not place:
        wrong["place"] = N_("Say where it was: the office, or the district.")
    elif len(place) > LONGEST_PLACE:
        wrong["place"] = N_("Name the place in a few words.")
    today = today_of(tx)
    if happened_on is None:
        wrong["happened_on"] = N_("Say on which day it was.")
    elif happened_on > today:
        wrong["happened_on"] = N_("This day is still to come.")
    elif happened_on < today - OLDEST:
        wrong["happened_on"] = N_("This is more than a year ago: nobody could look into it any more.")
    if not clean_text(happened):
        wrong["happened"] = N_("Tell what happened.")
    for name, text in (("happened", happened), ("better", better)):
        if len(text) > LONGEST_PART:
            wrong[name] = N_("This text is too long. Please shorten it.")
    verdict = screen(place, Sender(vouched=True), sure=sure, asks=asks)
    if verdict.outcome != "accept":
        wrong.setdefault("sure" if verdict.reason == "contact_data" else "place", verdict.message)
    if wrong or happened_on is None:
        raise Invalid(wrong)
    return happened_on


def _words(happened: str, better: str) -> str:
    wish = clean_text(better)
    if not wish:
        return happened
    # The catalogues are filled from the code, and what stands inside a formatted string is not found there.
    label = gettext(N_("What would be better:"))
    return f"{happened}\n\n**{label}**\n\n{wish}"
