"""What happened as an Atom feed (RFC 4287), of the city, a topic, a draft; older entries by page (RFC 5005)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act
from partisipasi.exports.happenings import Happening, happenings, spot_of
from partisipasi.kit.database import Transaction
from partisipasi.kit.i18n import N_, day, gettext, language
from partisipasi.kit.markup import plain
from partisipasi.kit.markup import render as render_markup
from partisipasi.kit.text import shorten
from partisipasi.site.exchange import exchange_of
from partisipasi.site.layout import layout_context
from partisipasi.site.pages import Req, moved, shows
from partisipasi.site.templating import render_template
from partisipasi.web.addresses import elsewhere
from partisipasi.web.told.scopes import Scope, lasting, of_city, of_draft, of_topic

#: Entries of one document, and letters of one summary.
ENTRIES, LETTERS = 30, 600
#: When a feed without entries was last changed, where nothing else is known.
_BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
_ATOM = "application/atom+xml; charset=utf-8"
_OPTIONS = {"right": Act.read_public, "cached": True}
#: What XML cannot hold (XML 1.0, 2.2), not even escaped.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One entry: its lasting id, title, path without language, moment, and words with their language."""

    id: str
    title: str
    path: str
    at: datetime
    words: str
    language: str


@get("/umpan.atom", media_type=_ATOM, include_in_schema=False, opt=_OPTIONS)
async def city_feed(request: Req, tx: NamedDependency[Transaction]) -> Response[bytes]:
    """What happened to all drafts."""
    return await _feed(request, tx, of_city(), "/umpan.atom")


@get("/rancangan.atom", media_type=_ATOM, include_in_schema=False, opt={"right": Act.read_public, "cached": False})
async def old_feed(request: Req) -> Response[bytes]:
    """Where the feed of all drafts used to be."""
    return moved(request, "/umpan.atom")


@get("/rancangan/{place:str}/umpan.atom", media_type=_ATOM, include_in_schema=False, opt=_OPTIONS)
async def draft_feed(request: Req, tx: NamedDependency[Transaction], place: FromPath[str]) -> Response[bytes]:
    """What happened to a draft."""
    scope = await of_draft(tx, place)
    path = f"{scope.path}/umpan.atom"
    return elsewhere(request, path) or await _feed(request, tx, scope, path)


@get("/topik/{place:str}/umpan.atom", media_type=_ATOM, include_in_schema=False, opt=_OPTIONS)
async def topic_feed(request: Req, tx: NamedDependency[Transaction], place: FromPath[str]) -> Response[bytes]:
    """What happened to the drafts of a topic, and the discussions opened in it."""
    scope = await of_topic(tx, place)
    path = f"{scope.path}/umpan.atom"
    return elsewhere(request, path) or await _feed(request, tx, scope, path)


async def _feed(request: Req, tx: Transaction, scope: Scope, path: str) -> Response[bytes]:
    shows(request, *scope.tags)
    exchange = exchange_of(request)
    asked = request.query_params.get("sesudah", "")
    before = spot_of(asked)
    found = await happenings(tx, draft_id=scope.draft_id, topic_id=scope.topic_id, before=before, limit=ENTRIES + 1)
    shown = found[:ENTRIES]
    updated = shown[0].at if shown else exchange.site.city.updated_at or _BEGINNING
    own = f"{path}?sesudah={asked}" if before else path
    context = {
        **layout_context(exchange),
        "title": _writable(scope.named(gettext(N_("News about drafts")))),
        "id": lasting(exchange.site.settings, f"{language()}{path}"),
        "own": own,
        "first": path,
        "next": f"{path}?sesudah={shown[-1].cursor}" if len(found) > ENTRIES else "",
        "page": scope.path,
        "updated": updated,
        "entries": [_entry(one, lasting(exchange.site.settings, "")) for one in shown],
    }
    response = Response(render_template("told/feed.xml", context).encode())
    if shown:
        response.set_header("last-modified", format_datetime(updated, usegmt=True))
    return response


def _entry(one: Happening, base: str) -> Entry:
    place = f"rancangan/{one.draft_id}/" if one.draft_id is not None else ""
    spoken = "en" if language() == "en" and one.words_en else "id"
    words = plain(render_markup(one.words_en if spoken == "en" else one.words))
    title = one.draft_title or one.thread_title or ""
    return Entry(
        id=f"{base}{language()}/{place}{one.what}/{one.id}",
        title=_writable(f"{_LINES[one.what](one)}: {title}"),
        path=one.path,
        at=one.at,
        words=_writable(shorten(words or title, LETTERS)),
        language=spoken,
    )


def _writable(text: str) -> str:
    return _UNWRITABLE.sub("", text)


def _ended(one: Happening) -> str:
    known = {
        "enacted": N_("The draft has been enacted"),
        "withdrawn": N_("The draft has been withdrawn"),
    }
    return gettext(known.get(one.how or "", N_("The draft has ended without a new text")))


def _version(one: Happening) -> str:
    if one.number == 1:
        return gettext(N_("New draft"))
    return gettext(N_("Version %(number)s is published"), number=one.number)


def _changed(one: Happening) -> str:
    date = day(one.closes_at or one.at)
    if one.how == "extended":
        return gettext(N_("More time: input is taken until %(date)s"), date=date)
    return gettext(N_("Input was closed early, on %(date)s"), date=date)


def _document(one: Happening) -> str:
    line = N_("New document, %(title)s") if one.how == "new" else N_("Newer file of the document %(title)s")
    return gettext(line, title=one.document_title or "")


_LINES: Mapping[str, Callable[[Happening], str]] = {
    "version": _version,
    "round_opened": lambda one: gettext(N_("Open for input until %(date)s"), date=day(one.closes_at or one.at)),
    "round_changed": _changed,
    "round_closed": lambda one: gettext(N_("Input has closed")),
    "decided": lambda _: gettext(N_("New decisions with their reasons")),
    "ended": _ended,
    "document": _document,
    "thread": lambda _: gettext(N_("New discussion")),
}
ROUTES = [city_feed, old_feed, draft_feed, topic_feed]
