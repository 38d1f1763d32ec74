"""The application: routes, job handlers and chores of every room, put together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from functools import partial

from litestar import Litestar
from litestar.di import Provide

from partisipasi import api, web
from partisipasi.accounts.erasing import replay
from partisipasi.accounts.sessions import note_seen
from partisipasi.accounts.tidying import tidy_accounts
from partisipasi.discussions.attaching import tidy_files
from partisipasi.discussions.mentions import TELL_MENTIONS
from partisipasi.discussions.reading import tidy_reading
from partisipasi.discussions.saving import tidy_drafts
from partisipasi.discussions.steering.standing import TELL_THREAD
from partisipasi.discussions.steering.timing import keep_times
from partisipasi.discussions.telling import TELL_CONTRIBUTION
from partisipasi.drafts.actions.rounds import TELL_ROUND, TELL_ROUND_CHANGE
from partisipasi.feedback.progress import count_progress
from partisipasi.feedback.releasing import MAIL_NOTICES, TELL_RELEASE
from partisipasi.kit.database import Database
from partisipasi.kit.jobs import Handler, Periodic
from partisipasi.kit.mail import SEND_MAIL, forget_mails, send_mail
from partisipasi.moderation.batches import WORK_BATCH, go_on_with_batch
from partisipasi.moderation.telling import TELL_DECISION, TELL_OBJECTION
from partisipasi.moderation.undoing import TAKE_BACK_BATCH, go_on_taking_back
from partisipasi.musyawarah.finishing import finish_conclusions
from partisipasi.musyawarah.telling import TELL_CONCLUSION, TELL_TEMPERATURE
from partisipasi.notifications.digests import mail_at_once, mail_daily
from partisipasi.notifications.moderation_news import tell_decision, tell_objection
from partisipasi.notifications.musyawarah_news import tell_conclusion, tell_temperature
from partisipasi.notifications.notices import mail_notices
from partisipasi.notifications.queries import UNREAD
from partisipasi.notifications.service_news import tell_overdue, tell_service
from partisipasi.notifications.subscribing import tidy_subscriptions
from partisipasi.notifications.telling import (
    forget_news,
    tell_closing,
    tell_contribution,
    tell_mentions,
    tell_release,
    tell_round,
    tell_round_change,
)
from partisipasi.notifications.telling_threads import tell_thread
from partisipasi.record.chain import lengthen_chain, note_head
from partisipasi.search.indexing import index_due
from partisipasi.service.answering import TELL_SERVICE
from partisipasi.service.forgetting import tidy_unconfirmed
from partisipasi.service.opening import begin_told_case
from partisipasi.settings import Settings
from partisipasi.site.context import Site
from partisipasi.site.entry import Entry
from partisipasi.site.errors import handlers
from partisipasi.site.guards import check_request, check_routes
from partisipasi.site.unit import UnitOfWork, forget_presses, provide_transaction
from partisipasi.site.viewer import provide_viewer
from partisipasi.web.account.privacy import ERASERS
from partisipasi.web.answers.letters import write_notice
from partisipasi.web.told.letters import write_digest


def create_app(settings: Settings, database: Database) -> Entry:
    """The ASGI application of one process.

    Raises:
        UndeclaredRoute: a route without a right.
    """
    site = Site(settings, database)
    site.unread = UNREAD
    inner = Litestar(
        route_handlers=[*web.ROUTES, *api.ROUTES],
        dependencies={
            "tx": Provide(provide_transaction),
            "viewer": Provide(provide_viewer, sync_to_thread=False),
        },
        guards=[check_request],
        middleware=[UnitOfWork()],
        exception_handlers=handlers(),
        lifespan=[partial(_lifespan, site=site)],
        request_max_body_size=256 * 1024,
        multipart_form_part_limit=100,
        openapi_config=api.openapi(),
        logging_config=None,
        debug=False,
    )
    inner.state.site = site
    check_routes(inner)
    return Entry(site, inner)


def job_handlers(settings: Settings, database: Database) -> Mapping[str, Handler]:
    """Who handles which job."""
    site = Site(settings, database)

    async def mail(payload: Mapping[str, object]) -> None:
        city = await site.current_city()
        await send_mail(database, settings, city.short_name, payload)

    async def notices(payload: Mapping[str, object]) -> None:
        await mail_notices(database, settings, partial(write_notice, site), payload)

    async def said(payload: Mapping[str, object]) -> None:
        await begin_told_case(database, payload)
        await tell_contribution(database, payload)

    return {
        SEND_MAIL: mail,
        MAIL_NOTICES: notices,
        TELL_CONTRIBUTION: said,
        TELL_MENTIONS: partial(tell_mentions, database),
        TELL_ROUND: partial(tell_round, database),
        TELL_ROUND_CHANGE: partial(tell_round_change, database),
        TELL_RELEASE: partial(tell_release, database),
        TELL_DECISION: partial(tell_decision, database),
        TELL_OBJECTION: partial(tell_objection, database),
        WORK_BATCH: partial(go_on_with_batch, database),
        TAKE_BACK_BATCH: partial(go_on_taking_back, database),
        TELL_SERVICE: partial(tell_service, database),
        TELL_THREAD: partial(tell_thread, database),
        TELL_TEMPERATURE: partial(tell_temperature, database),
        TELL_CONCLUSION: partial(tell_conclusion, database),
    }


def chores(settings: Settings, database: Database) -> tuple[Periodic, ...]:
    """What is done over and over."""
    site = Site(settings, database)
    write = partial(write_digest, site)

    async def mail_now() -> None:
        await mail_at_once(database, settings, write)

    async def mail_day() -> None:
        await mail_daily(database, settings, write, (await site.current_city()).zone_info)

    return (
        Periodic("chain", 2, partial(lengthen_chain, database)),
        Periodic("index", 2, partial(index_due, database)),
        Periodic("progress", 2, partial(count_progress, database)),
        Periodic("note_head", 3600, partial(note_head, database, settings.data)),
        Periodic("tidy_drafts", 24 * 3600, partial(tidy_drafts, database)),
        Periodic("tidy_reading", 24 * 3600, partial(tidy_reading, database)),
        Periodic("tidy_files", 3600, partial(tidy_files, database)),
        Periodic("tidy_unconfirmed", 3600, partial(tidy_unconfirmed, database)),
        Periodic("forget_presses", 3600, partial(forget_presses, database)),
        Periodic("forget_mails", 3600, partial(forget_mails, database)),
        Periodic("mail_at_once", 20, mail_now),
        Periodic("mail_daily", 600, mail_day),
        Periodic("tidy_subscriptions", 3600, partial(tidy_subscriptions, database)),
        Periodic("tell_closing", 600, partial(tell_closing, database)),
        Periodic("tell_overdue", 600, partial(tell_overdue, database)),
        Periodic("keep_times", 5, partial(keep_times, database)),
        Periodic("finish_conclusions", 60, partial(finish_conclusions, database)),
        Periodic("forget_news", 24 * 3600, partial(forget_news, database)),
        Periodic("tidy_accounts", 3600, partial(tidy_accounts, settings, database)),
    )


async def replay_erasures(database: Database, settings: Settings) -> int:
    """After a restore: erase again, in every room, whom the ledger names and the backup brought back.

    Returns:
        How many accounts were erased.
    """
    async with database.transaction() as tx:
        return await replay(tx, settings, erasers=tuple(ERASERS))


@asynccontextmanager
async def _lifespan(_app: Litestar, site: Site) -> AsyncIterator[None]:
    site.signals.start()
    noting = asyncio.create_task(_note_sessions(site))
    try:
        yield
    finally:
        noting.cancel()
        with suppress(asyncio.CancelledError):
            await noting
        await site.signals.stop()
        await site.database.close()
        await site.counting.close()


async def _note_sessions(site: Site) -> None:
    """Write down now and then which sessions were used: reading a page must not write."""
    while True:
        await asyncio.sleep(60)
        seen, site.sessions_seen = site.sessions_seen, set()
        if seen:
            with suppress(Exception):
                async with site.database.transaction() as tx:
                    await note_seen(tx, [session for session in seen if session is not None])
