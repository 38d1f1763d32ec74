"""The public log of what moderators decided: narrowed, as a feed, and by year."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlencode

from babel import dates
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_, gettext, href, language, zone
from partisipasi.kit.paging import Cursor
from partisipasi.moderation.log import (
    PAGE_SIZE,
    LogRow,
    Narrowing,
    TopicChoice,
    counts_of_year,
    figures_of_year,
    log_months,
    log_size,
    log_topics,
    log_years,
    public_log,
)
from partisipasi.moderation.objecting import DECIDE_WITHIN
from partisipasi.moderation.rules import ACT_NAMES, RULE_NAMES, SERVICE_HOURS
from partisipasi.site.exchange import exchange_of
from partisipasi.site.layout import layout_context
from partisipasi.site.pages import Req, page, render, shows
from partisipasi.site.paging import cursor_of, page_of, whole_number
from partisipasi.site.templating import render_template
from partisipasi.web.moderation.reasons import RESULT_NAMES
from partisipasi.web.told.feeds import Entry
from partisipasi.web.told.scopes import lasting

PATH = "/moderasi/catatan"
_ATOM = "application/atom+xml; charset=utf-8"
_BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
#: Below this many, a median or a share says more about single people than about the work.
FEW = 10
#: What the log holds: dismissed reports are not in it.
_SHOWN_ACTS = {code: name for code, name in ACT_NAMES.items() if code != "no_violation"}


@page(PATH, cached=True)
async def log_page(request: Req, tx: NamedDependency[Transaction]) -> Response[bytes]:
    """What moderators decided: rule, reason, time; no names, no removed texts."""
    shows(request, "moderation-log")
    cursor = cursor_of(request)
    topics, months = await log_topics(tx), await log_months(tx)
    asked, narrowing = _narrowed(request, topics, months)
    rows = page_of(
        await public_log(tx, narrowing, cursor), cursor, PAGE_SIZE, path=PATH, key=lambda row: row.id,
        total=await log_size(tx, narrowing), query=asked,
    )  # fmt: skip
    return render(
        request,
        "moderation/log.html",
        page=rows,
        asked=asked,
        active=_active(asked, topics),
        topics=topics,
        months=[(month, month_name(month)) for month in months],
        years=await log_years(tx),
        rules=RULE_NAMES,
        acts=_SHOWN_ACTS,
        results=RESULT_NAMES,
    )


@get(
    "/moderasi/catatan.atom", media_type=_ATOM, include_in_schema=False, opt={"right": Act.read_public, "cached": True}
)
async def log_feed(request: Req, tx: NamedDependency[Transaction]) -> Response[bytes]:
    """The same as an Atom feed."""
    shows(request, "moderation-log")
    exchange = exchange_of(request)
    path = f"{PATH}.atom"
    cursor = Cursor(after=whole_number(request.query_params.get("sesudah")))
    found = await public_log(tx, Narrowing(), cursor)
    rows = found[:PAGE_SIZE]
    updated = rows[0].at if rows else exchange.site.city.updated_at or _BEGINNING
    base = lasting(exchange.site.settings, "")
    context = {
        **layout_context(exchange),
        "title": gettext(N_("Decisions of moderators")),
        "id": lasting(exchange.site.settings, f"{language()}{path}"),
        "own": f"{path}?sesudah={cursor.after}" if cursor.after else path,
        "first": path,
        "next": f"{path}?sesudah={rows[-1].id}" if len(found) > PAGE_SIZE else "",
        "page": PATH,
        "updated": updated,
        "entries": [_entry(row, base) for row in rows],
    }
    response = Response(render_template("told/feed.xml", context).encode())
    if rows:
        response.set_header("last-modified", format_datetime(updated, usegmt=True))
    return response


@page(f"{PATH}/tahun/{{year:int}}", cached=True)
async def year_page(request: Req, tx: NamedDependency[Transaction], year: FromPath[int]) -> Response[bytes]:
    """A year in numbers."""
    shows(request, "moderation-log")
    years = await log_years(tx)
    if year not in years:
        raise NotFound(N_("Nothing was decided in this year."))
    since, until = _moment(date(year, 1, 1)), _moment(date(year + 1, 1, 1))
    acts, rules = await counts_of_year(tx, since, until)
    return render(
        request,
        "moderation/year.html",
        year=year,
        years=years,
        figures=await figures_of_year(tx, since, until, hours=SERVICE_HOURS),
        acts=[(gettext(ACT_NAMES.get(one.code, one.code)), one.count) for one in acts],
        rules=[(gettext(RULE_NAMES.get(one.code, one.code)), one.count) for one in rules],
        hours=SERVICE_HOURS,
        days=DECIDE_WITHIN,
        few=FEW,
    )


def _narrowed(request: Req, topics: Sequence[TopicChoice], months: Sequence[str]) -> tuple[dict[str, str], Narrowing]:
    """What is asked for and known; what is not known narrows nothing."""
    query = request.query_params
    known: Mapping[str, Collection[str]] = {
        "tindakan": _SHOWN_ACTS,
        "aturan": RULE_NAMES,
        "topik": {topic.slug: topic.id for topic in topics},
        "bulan": months,
    }
    asked = {name: query[name] for name, values in known.items() if query.get(name) in values}
    since, until = _month(asked["bulan"]) if "bulan" in asked else (None, None)
    return asked, Narrowing(
        act=asked.get("tindakan"),
        rule=asked.get("aturan"),
        topic_id=next((topic.id for topic in topics if topic.slug == asked.get("topik")), None),
        since=since,
        until=until,
    )


def _active(asked: Mapping[str, str], topics: Sequence[TopicChoice]) -> list[tuple[str, str]]:
    """The filters in force: words, and the address without each."""
    names = {topic.slug: topic.name for topic in topics}
    words = {
        "tindakan": lambda code: gettext(_SHOWN_ACTS[code]),
        "aturan": lambda code: gettext(RULE_NAMES[code]),
        "topik": lambda slug: names[slug],
        "bulan": month_name,
    }
    found = []
    for name, value in asked.items():
        rest = urlencode({other: asked[other] for other in asked if other != name})
        found.append((words[name](value), href(f"{PATH}?{rest}" if rest else PATH)))
    return found


def month_name(month: str) -> str:
    """November 2026, of 2026-11."""
    return dates.format_date(date.fromisoformat(f"{month}-01"), "LLLL y", locale=language())


def _month(month: str) -> tuple[datetime, datetime]:
    year, number = (int(part) for part in month.split("-"))
    following = date(year + number // 12, number % 12 + 1, 1)
    return _moment(date(year, number, 1)), _moment(following)


def _moment(first: date) -> datetime:
    return datetime.combine(first, time(), tzinfo=zone())


def _entry(row: LogRow, base: str) -> Entry:
    parts = [gettext(RULE_NAMES[row.rule]) if row.rule else "", row.public_reason]
    title = ", ".join(filter(None, (gettext(ACT_NAMES.get(row.act, row.act)), row.topic)))
    return Entry(
        id=f"{base}{language()}/moderasi/{row.public_ref}",
        title=title,
        path=f"/moderasi/keputusan/{row.public_ref}",
        at=row.at,
        words=". ".join(filter(None, parts)) or title,
        language=language(),
    )


ROUTES: list[Any] = [log_page, log_feed, year_page]
