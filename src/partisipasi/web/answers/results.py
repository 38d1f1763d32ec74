"""You said, we answer: every issue of a draft with its decision, and what was not asked, not taken up, not yet done."""

from __future__ import annotations

from collections.abc import Sequence

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import GUEST
from partisipasi.feedback.queries.changes import told_changes
from partisipasi.feedback.queries.issues import IssueRow, issues_of
from partisipasi.feedback.queries.outcomes import sources_of, standing_of
from partisipasi.feedback.queries.redlines import redlines_of
from partisipasi.feedback.queries.results import totals_of
from partisipasi.feedback.tables import OUTCOMES
from partisipasi.kit.database import Transaction
from partisipasi.site.pages import Req, page, render, shows
from partisipasi.site.paging import whole_number
from partisipasi.web.addresses import elsewhere
from partisipasi.web.answers.answers import answer_of, behind
from partisipasi.web.answers.cards import cards_of
from partisipasi.web.drafts.addresses import public_draft

#: Issues on one page.
PAGE_SIZE = 50


@page("/rancangan/{place:str}/hasil", cached=True)
async def results_page(request: Req, tx: NamedDependency[Transaction], place: FromPath[str]) -> Response[bytes]:
    """The results of a draft; `?hasil=` shows the issues of one outcome, `?dari=` begins after an issue's number."""
    draft = await public_draft(tx, place)
    here = f"{draft.path}/hasil"
    if leads := elsewhere(request, here):
        return leads
    shows(request, f"draft:{draft.id}")
    issues = [one for one in await issues_of(tx, GUEST, draft.id) if one.merged_into is None]
    wanted = request.query_params.get("hasil", "")
    chosen = [one for one in issues if not wanted or (one.outcome or "terbuka") == wanted]
    start = _start(request, chosen)
    shown = chosen[start : start + PAGE_SIZE]
    changes = await told_changes(tx, draft.id)
    lines = await redlines_of(changes)
    sources = await sources_of(tx, [one.id for one in shown])
    more = start + PAGE_SIZE < len(chosen)
    return render(
        request,
        "answers/results.html",
        draft=draft,
        here=here,
        totals=await totals_of(tx, draft.id),
        standing=await standing_of(tx, draft.id),
        answers=[
            answer_of(
                one, cards_of(behind(one, changes), lines, draft.path, told=False), sources.get(one.id, []), draft
            )
            for one in shown
        ],
        counts=_counts(issues),
        wanted=wanted,
        total=len(issues),
        later=shown[-1].number if more else None,
        start=start,
        outside=cards_of([one for one in changes if one.cause != "public_input"], lines, draft.path),
    )


def _start(request: Req, issues: Sequence[IssueRow]) -> int:
    number = whole_number(request.query_params.get("dari")) or 0
    return next((at for at, one in enumerate(issues) if one.number > number), 0)


def _counts(issues: Sequence[IssueRow]) -> list[tuple[str, int]]:
    """Outcome (empty for undecided) and how many issues have it, in the order of the list of outcomes."""
    counts = [(code, sum(one.outcome == code for one in issues)) for code in OUTCOMES]
    return [(code, count) for code, count in [*counts, ("terbuka", sum(not one.outcome for one in issues))] if count]
