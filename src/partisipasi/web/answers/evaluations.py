"""Bahan evaluasi: what people told an agency in a period and what it made of it, as a page, on paper, as a table."""

from __future__ import annotations

from datetime import date

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Viewer
from partisipasi.exports.evaluations import evaluation_table
from partisipasi.feedback.periods import Period, offered, read_period, stretch
from partisipasi.feedback.queries.evaluations import FEWEST, Evaluation, evaluation_of
from partisipasi.feedback.queries.outcomes import sources_of
from partisipasi.kit.database import Transaction
from partisipasi.kit.i18n import N_, day, gettext, zone
from partisipasi.service.days import ANSWER_WITHIN, today_of
from partisipasi.service.vocabulary import STATUS_NAMES
from partisipasi.site.pages import Req, page, render, shows
from partisipasi.topics.queries import AgencyView, agency_view
from partisipasi.web.addresses import elsewhere, number_of
from partisipasi.web.answers.words import outcome_in_words


@page("/perangkat/{place:str}/bahan-evaluasi", cached=True)
async def evaluation_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], place: FromPath[str]
) -> Response[bytes]:
    """The material; `?dari=` and `?sampai=` are the days, without them it is of the running quarter."""
    agency = await agency_view(tx, number_of(place))
    here = f"{agency.path}/bahan-evaluasi"
    if leads := elsewhere(request, here):
        return leads
    if not viewer.signed_in:
        shows(request, f"agency:{agency.id}")
    today = today_of(tx)
    wanted = _wanted(request, today)
    period = wanted or stretch("quarter", today)
    found = await _material(tx, agency, period, today)
    sources = await sources_of(tx, [one.id for one in found.themes])
    return render(
        request,
        "answers/evaluation.html",
        agency=agency,
        here=here,
        period=period,
        name=name_of(period),
        refused=wanted is None,
        choices=[(name_of(one), f"?dari={one.first}&sampai={one.last}", one == period) for one in offered(today)],
        query=f"?dari={period.first}&sampai={period.last}",
        running=period.first <= today <= period.last,
        made_on=today,
        found=found,
        sources=sources,
        status_words=STATUS_NAMES,
        fewest=FEWEST,
        within=ANSWER_WITHIN,
    )


@page("/perangkat/{place:str}/bahan-evaluasi.csv")
async def evaluation_csv(request: Req, tx: NamedDependency[Transaction], place: FromPath[str]) -> Response[bytes]:
    """The same figures as a table: what is counted, of what, and how many."""
    agency = await agency_view(tx, number_of(place))
    if leads := elsewhere(request, f"{agency.path}/bahan-evaluasi.csv"):
        return leads
    today = today_of(tx)
    period = _wanted(request, today) or stretch("quarter", today)
    found = await _material(tx, agency, period, today)
    rows = evaluation_table(
        found,
        agency.name,
        name_of(period),
        {code: gettext(words) for code, words in STATUS_NAMES.items()},
        {one.outcome: outcome_in_words(one.outcome) for one in found.outcomes},
    )
    name = f"bahan-evaluasi-{agency.id}-{period.first}-{period.last}.csv"
    return Response(
        rows,
        headers={
            "content-type": "text/csv; charset=utf-8",
            "content-disposition": f'attachment; filename="{name}"',
            "content-security-policy": "default-src 'none'; sandbox",
        },
    )


def name_of(period: Period) -> str:
    """What a period is called: "Quarter 4, 2026", or its days."""
    year = period.first.year
    if period.kind == "quarter":
        return gettext(N_("Quarter %(part)s, %(year)s"), part=period.part, year=year)
    if period.kind == "half":
        return gettext(N_("Half-year %(part)s, %(year)s"), part=period.part, year=year)
    if period.kind == "year":
        return gettext(N_("Year %(year)s"), year=year)
    return gettext(N_("%(first)s to %(last)s"), first=day(period.first), last=day(period.last))


def _wanted(request: Req, today: date) -> Period | None:
    return read_period(request.query_params.get("dari", ""), request.query_params.get("sampai", ""), today)


async def _material(tx: Transaction, agency: AgencyView, period: Period, today: date) -> Evaluation:
    since, until = period.bounds(zone())
    return await evaluation_of(tx, agency.id, since, until, today=today)


ROUTES = [evaluation_page, evaluation_csv]
