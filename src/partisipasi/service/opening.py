"""Telling an agency how it served: a thread of kind `service` with the words, and the case that stands on it."""

from __future__ import annotations

from datetime import date

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.confirming import Awaiting, contribute_awaiting
from partisipasi.discussions.contributing import Posted, Words, contribute, demand_confirmed
from partisipasi.discussions.places import Target
from partisipasi.discussions.screening import Sender, screen
from partisipasi.discussions.tables import Thread
from partisipasi.kit.database import Database, Transaction
from partisipasi.kit.errors import Conflict, Invalid, NotFound
from partisipasi.kit.i18n import N_, day, gettext
from partisipasi.kit.jobs import Payload
from partisipasi.kit.text import clean_line, clean_text, slug
from partisipasi.record.actions import write_record
from partisipasi.service.days import OLDEST, answer_due, today_of
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


class AwaitingCase(msgspec.Struct, frozen=True, kw_only=True):
    """What a guest told, with the link that goes by mail; `title` is that of its thread."""

    title: str
    awaiting: Awaiting


class Told(msgspec.Struct, frozen=True):
    """What is told: see `open_case`."""

    agency_id: int
    service_id: int | None
    place: str
    happened_on: date | None
    happened: str
    better: str


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
    quick: bool = False,
) -> OpenedCase:
    """Tell an agency what happened at one of its services.

    Args:
        service_id: one of its list; None for one that is not in it.
        place: the office or district, in the author's words.
        happened, better: what happened, and what would be better.
        sure, asks, quick: see `screening.screen`.

    Raises:
        SignInNeeded, Forbidden: not a confirmed account.
        NotFound: no such agency or service.
        Conflict: the agency offers no service here (code `no_service`).
        Invalid: field by field.
        TooMany: too often.
    """
    demand_confirmed(viewer)
    told = Told(agency_id, service_id, clean_line(place), happened_on, happened, better)
    thread = await _begin_thread(tx, told, opened_by=viewer.account_id, sure=sure, asks=asks)
    target = Target(thread_id=thread.id)
    posted = await contribute(
        tx, viewer, settings, target=target, body=_words(happened, better), sure=sure, asks=asks, quick=quick
    )
    await _store(tx, told, thread, posted, actor_id=viewer.account_id)
    if posted.state == "published":
        await begin_case(tx, posted.id)
    return OpenedCase(thread_id=thread.id, slug=thread.slug, posted=posted)


async def open_case_awaiting(
    tx: Transaction,
    settings: Settings,
    *,
    agency_id: int,
    service_id: int | None,
    place: str,
    happened_on: date | None,
    happened: str,
    better: str = "",
    email: str,
    public_name: str = "",
    sure: bool = False,
    quick: bool = False,
) -> AwaitingCase:
    """Tell an agency as a guest: it waits, known to nobody, until the button of the mail publishes it.

    The caller mails the link.

    Args:
        As `open_case`, and `email`, `public_name` as typed: see `confirming.contribute_awaiting`.

    Raises:
        NotFound, Conflict, Invalid, TooMany: as `open_case`; fields `email` and `public_name` too.
    """
    told = Told(agency_id, service_id, clean_line(place), happened_on, happened, better)
    thread = await _begin_thread(tx, told, opened_by=None, sure=sure, asks=True)
    awaiting = await contribute_awaiting(
        tx, settings, target=Target(thread_id=thread.id), version_id=None, words=Words(body=_words(happened, better)),
        email=email, public_name=public_name, sure=sure, quick=quick,
    )  # fmt: skip
    await _store(tx, told, thread, awaiting.posted, actor_id=None)
    return AwaitingCase(title=thread.title, awaiting=awaiting)


async def begin_case(tx: Transaction, contribution_id: int) -> None:
    """Count a case from now on, if these words opened one and are public for the first time: its days begin."""
    agency_id = await tx.value(
        """UPDATE service_case k SET heard_at = c.published_at, status_at = c.published_at, due_on = $2
           FROM contribution c WHERE c.id = k.contribution_id AND c.id = $1 AND c.state = 'published'
             AND k.heard_at IS NULL RETURNING k.agency_id""",
        contribution_id,
        await answer_due(tx),
    )
    if agency_id is not None:
        # Whose it is was not known while a guest's words waited.
        await tx.execute(
            """UPDATE thread t SET opened_by = p.account_id FROM contribution c
               JOIN contributor p ON p.id = c.contributor_id
               WHERE c.id = $1 AND t.id = c.thread_id AND t.opened_by IS NULL""",
            contribution_id,
        )
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


async def _begin_thread(tx: Transaction, told: Told, *, opened_by: int | None, sure: bool, asks: bool) -> Thread:
    """The thread of what is told, once all of it but the words themselves is checked."""
    about = await _about(tx, told.agency_id, told.service_id)
    when = _check(tx, told.place, told.happened_on, told.happened, told.better, sure=sure, asks=asks)
    title = f"{about.name or gettext(OTHER_SERVICE)}, {day(when)}"
    return await tx.add(
        Thread(
            topic_id=about.topic_id, agency_id=told.agency_id, kind="service", title=title, slug=slug(title),
            opened_by=opened_by,
        )
    )  # fmt: skip


async def _store(tx: Transaction, told: Told, thread: Thread, posted: Posted, *, actor_id: int | None) -> None:
    await tx.add(
        ServiceCase(
            thread_id=thread.id, contribution_id=posted.id, agency_id=told.agency_id, service_id=told.service_id,
            place=told.place, happened_on=told.happened_on or today_of(tx), status_at=tx.now,
        )
    )  # fmt: skip
    await write_record(tx, "service_case.opened", actor_id=actor_id, subject=("thread", thread.id))
    tx.changed(f"topic:{thread.topic_id}", "topics")


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
