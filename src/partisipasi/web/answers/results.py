"""You said, we answer: every issue of a draft with its decision, and what was not asked, not taken up, not yet done."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Stream

from partisipasi.accounts.rights import GUEST
from partisipasi.drafts.queries import versions_of
from partisipasi.exports.results import result_rows, wording
from partisipasi.exports.tables import table
from partisipasi.feedback.queries.changes import told_changes
from partisipasi.feedback.queries.discussed import discussed_unchanged
from partisipasi.feedback.queries.issues import IssueRow, issues_of
from partisipasi.feedback.queries.outcomes import sources_of, standing_of
from partisipasi.feedback.queries.redlines import redlines_of
from partisipasi.feedback.queries.results import totals_of
from partisipasi.feedback.tables import OUTCOMES
from partisipasi.kit.database import Transaction
from partisipasi.kit.i18n import href
from partisipasi.site.exchange import exchange_of
from partisipasi.site.pages import Req, page, render, shows
from partisipasi.site.paging import whole_number
from partisipasi.web.addresses import elsewhere
from partisipasi.web.answers.answers import answer_of, behind
from partisipasi.web.answers.cards import cards_of
from partisipasi.web.answers.words import OUTCOME_WORDS, outcome_in_words, reason_in_words
from partisipasi.web.drafts.addresses import public_draft

#: Issues on one page; rows of what was not taken up there; issues of one part of the report.
PAGE_SIZE = 50
NOT_TAKEN = 30
REPORT_SIZE = 300
#: Issues counted at all; a draft has some dozens.
MOST_ISSUES = 5000
#: Outcomes that take nothing up, in the order in which they are told.
_REFUSED = ("rejected", "deferred", "out_of_scope")


class NotTaken(msgspec.Struct, frozen=True, kw_only=True):
    """An issue that was not taken up, and why."""

    label: str
    title: str
    href: str
    outcome: str
    reason_label: str | None
    points: int


@page("/rancangan/{place:str}/hasil", cached=True)
async def results_page(request: Req, tx: NamedDependency[Transaction], place: FromPath[str]) -> Response[bytes]:
    """The results of a draft; `?hasil=` shows the issues of one outcome, `?dari=` begins after an issue's number."""
    draft = await public_draft(tx, place)
    here = f"{draft.path}/hasil"
    if leads := elsewhere(request, here):
        return leads
    shows(request, f"draft:{draft.id}")
    issues = await _standing_issues(tx, draft.id)
    wanted = request.query_params.get("hasil", "")
    chosen = [one for one in issues if not wanted or (one.outcome or "terbuka") == wanted]
    start = _start(request, chosen)
    shown = chosen[start : start + PAGE_SIZE]
    changes = await told_changes(tx, draft.id)
    lines = await redlines_of(changes)
    sources = await sources_of(tx, [one.id for one in shown])
    more = start + PAGE_SIZE < len(chosen)
    refused = _not_taken(issues, draft.path)
    return render(
        request,
        "answers/results.html",
        draft=draft,
        here=here,
        totals=await totals_of(tx, draft.id),
        standing=await standing_of(tx, draft.id),
        answers=[
            answer_of(
                one,
                cards_of(behind(one, changes), lines, draft.path, told=False),
                sources.get(one.id, []),
                f"{draft.path}/pokok/{one.number}",
            )
            for one in shown
        ],
        counts=_counts(issues),
        wanted=wanted,
        total=len(issues),
        later=shown[-1].number if more else None,
        start=start,
        refused=refused[:NOT_TAKEN],
        refused_more=len(refused) - NOT_TAKEN,
        unmoved=await discussed_unchanged(tx, draft.id) if not wanted and not start else [],
        outside=cards_of([one for one in changes if one.cause != "public_input"], lines, draft.path),
    )


@page("/rancangan/{place:str}/hasil/laporan", cached=True)
async def report_page(request: Req, tx: NamedDependency[Transaction], place: FromPath[str]) -> Response[bytes]:
    """The public report on a consultation, laid out for paper; `?dari=` begins after an issue's number."""
    draft = await public_draft(tx, place)
    here = f"{draft.path}/hasil/laporan"
    if leads := elsewhere(request, here):
        return leads
    shows(request, f"draft:{draft.id}")
    issues = await _standing_issues(tx, draft.id)
    changes = await told_changes(tx, draft.id)
    start = _start(request, issues)
    shown = issues[start : start + REPORT_SIZE]
    return render(
        request,
        "answers/report.html",
        draft=draft,
        here=here,
        versions=await versions_of(tx, GUEST, draft.id),
        totals=await totals_of(tx, draft.id),
        standing=await standing_of(tx, draft.id),
        answers=[
            answer_of(
                one,
                cards_of(behind(one, changes), {}, draft.path, told=False),
                [],
                f"{draft.path}/pokok/{one.number}",
            )
            for one in shown
        ],
        total=len(issues),
        start=start,
        later=shown[-1].number if start + REPORT_SIZE < len(issues) else None,
        refused=_not_taken(issues, draft.path),
        unmoved=await discussed_unchanged(tx, draft.id),
        outside=cards_of([one for one in changes if one.cause != "public_input"], {}, draft.path),
    )


@page("/rancangan/{place:str}/hasil.csv")
async def results_table(
    request: Req, tx: NamedDependency[Transaction], place: FromPath[str]
) -> Response[bytes] | Stream:
    """The results as a table, a row for every issue."""
    draft = await public_draft(tx, place)
    if leads := elsewhere(request, f"{draft.path}/hasil.csv"):
        return leads
    site = exchange_of(request).site
    words = wording(
        {code: outcome_in_words(code) for code in OUTCOME_WORDS},
        outcome_in_words(None),
        f"{site.settings.base_url}{href(draft.path)}/pokok/",
    )
    return Stream(
        table(words.header, result_rows(site.database, draft.id, words)),
        headers={
            # Here and not as its media type, before which the framework puts the handler's own.
            "content-type": "text/csv; charset=utf-8",
            "content-disposition": f'attachment; filename="hasil-rancangan-{draft.id}.csv"',
            "content-security-policy": "default-src 'none'; sandbox",
        },
    )


async def _standing_issues(tx: Transaction, draft_id: int) -> list[IssueRow]:
    """The issues of a draft that everybody sees, but those that were merged into another."""
    return [one for one in await issues_of(tx, GUEST, draft_id, limit=MOST_ISSUES) if one.merged_into is None]


def _start(request: Req, issues: Sequence[IssueRow]) -> int:
    number = whole_number(request.query_params.get("dari")) or 0
    return next((at for at, one in enumerate(issues) if one.number > number), 0)


def _counts(issues: Sequence[IssueRow]) -> list[tuple[str, int]]:
    """Outcome (empty for undecided) and how many issues have it, in the order of the list of outcomes."""
    counts = [(code, sum(one.outcome == code for one in issues)) for code in OUTCOMES]
    return [(code, count) for code, count in [*counts, ("terbuka", sum(not one.outcome for one in issues))] if count]


def _not_taken(issues: Sequence[IssueRow], draft_path: str) -> list[NotTaken]:
    """What was not taken up, by outcome."""
    return [
        NotTaken(
            label=one.label,
            title=one.title,
            href=href(f"{draft_path}/pokok/{one.number}"),
            outcome=outcome,
            reason_label=reason_in_words(one.reason_code),
            points=one.points,
        )
        for outcome in _REFUSED
        for one in issues
        if one.outcome == outcome
    ]
