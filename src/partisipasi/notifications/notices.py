"""Delivering notices: one mail to each person a release answers, with everything that concerns them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from partisipasi.feedback.notices import PersonMail, take_mail_batch
from partisipasi.kit.database import Database
from partisipasi.kit.jobs import Payload
from partisipasi.kit.mail import Letter, post_letter
from partisipasi.notifications.choices import answered_at_once
from partisipasi.settings import Settings

#: People told in one transaction: a crash repeats at most this many, and tells nobody twice.
BATCH = 100


async def mail_notices(
    database: Database,
    settings: Settings,
    write: Callable[[PersonMail], Awaitable[Letter]],
    payload: Payload,
    *,
    size: int = BATCH,
) -> int:
    """Job: write to everybody whom a release answers. Begun again, it goes on where it stopped.

    Marking the notices and making the mail due are one transaction, so each person gets exactly one. Who has chosen
    another way for answers is passed over: they find them on the site, or in the mail of the day.

    Args:
        write: words the mail to one person, in their language.
        payload: `release`, the id of the release.

    Returns:
        How many people were taken up.
    """
    told = 0
    while True:
        async with database.transaction() as tx:
            people = await take_mail_batch(tx, release_id=payload["release"], size=size)
            wanted = await answered_at_once(tx, [person.contributor_id for person in people])
            for person in people:
                if person.contributor_id in wanted:
                    await post_letter(tx, settings, await write(person))
        if not people:
            return told
        told += len(people)
