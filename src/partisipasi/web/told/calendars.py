"""When rounds close, as a calendar to subscribe to: for the city, a topic and a draft."""

from __future__ import annotations

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act
from partisipasi.exports.calendars import Closing, Event, calendar, closings
from partisipasi.kit.database import Transaction
from partisipasi.kit.i18n import N_, gettext, href, language, when
from partisipasi.kit.text import shorten
from partisipasi.site.exchange import exchange_of
from partisipasi.site.pages import Req, shows
from partisipasi.web.addresses import elsewhere
from partisipasi.web.told.scopes import Scope, of_city, of_draft, of_partisipasi, of_topic

_CALENDAR = "text/calendar"
_OPTIONS = {"right": Act.read_public, "cached": True}


@get("/tenggat.ics", media_type=_CALENDAR, include_in_schema=False, opt=_OPTIONS)
async def city_calendar(request: Req, tx: NamedDependency[Transaction]) -> Response[bytes]:
    """When input on any draft closes."""
    return await _calendar(request, tx, of_city())


@get("/rancangan/{place:str}/tenggat.ics", media_type=_CALENDAR, include_in_schema=False, opt=_OPTIONS)
async def draft_calendar(request: Req, tx: NamedDependency[Transaction], place: FromPath[str]) -> Response[bytes]:
    """When input on a draft closes."""
    scope = await of_draft(tx, place)
    return elsewhere(request, f"{scope.path}/tenggat.ics") or await _calendar(request, tx, scope)


@get("/topik/{place:str}/tenggat.ics", media_type=_CALENDAR, include_in_schema=False, opt=_OPTIONS)
async def topic_calendar(request: Req, tx: NamedDependency[Transaction], place: FromPath[str]) -> Response[bytes]:
    """When input on the drafts of a topic closes."""
    scope = await of_topic(tx, place)
    return elsewhere(request, f"{scope.path}/tenggat.ics") or await _calendar(request, tx, scope)


async def _calendar(request: Req, tx: Transaction, scope: Scope) -> Response[bytes]:
    shows(request, *scope.tags)
    site = exchange_of(request).site
    host = site.settings.host.partition(":")[0]
    events = [
        Event(
            # The same in both languages: whoever takes both has one entry.
            uid=f"putaran-{closing.id}@{host}",
            closing=closing,
            title=_title(closing),
            words=_words(closing),
            url=f"{site.settings.base_url}{href(closing.path)}",
        )
        for closing in await closings(tx, draft_id=scope.draft_id, topic_id=scope.topic_id)
    ]
    written = calendar(
        scope.named(of_partisipasi(site.city.short_name)),
        gettext(N_("When input on drafts closes")),
        events,
        language=language(),
        reminder=gettext(N_("Input closes tomorrow")),
    )
    return Response(written)


def _title(closing: Closing) -> str:
    title = shorten(closing.draft_title, 120)
    if closing.called_off:
        return gettext(N_("Closed earlier: %(title)s"), title=title)
    return gettext(N_("Last day for input: %(title)s"), title=title)


def _words(closing: Closing) -> str:
    if closing.called_off:
        return gettext(N_("This date no longer counts: input on this draft has closed before."))
    lines = [
        closing.draft_title,
        gettext(
            N_("Round %(number)s. Input is taken until %(date)s."), number=closing.number, date=when(closing.closes_at)
        ),
    ]
    return "\n\n".join(lines)


ROUTES = [city_calendar, draft_calendar, topic_calendar]
