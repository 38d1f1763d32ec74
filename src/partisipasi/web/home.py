"""The home page: what is open, what was just answered, and how it works."""

from __future__ import annotations

import msgspec
from litestar import Response
from litestar.di import NamedDependency

from partisipasi.accounts.rights import GUEST
from partisipasi.drafts.queries import clause_in_place, drafts_list, open_drafts
from partisipasi.feedback.progress import progress_of, site_figures
from partisipasi.feedback.queries.lately import Shown, latest_answers, latest_change
from partisipasi.kit.database import Transaction
from partisipasi.kit.i18n import href
from partisipasi.site.pages import Req, page, render, shows
from partisipasi.web.drafts.addresses import issue_path
from partisipasi.web.drafts.rows import rows_of

#: How many drafts each list of the page holds; more stand on the page of all drafts.
OPEN, PLANNED, ANSWERS = 5, 3, 3


class Example(msgspec.Struct, frozen=True, kw_only=True):
    """A change as the home page shows it: the clause by name, its words as a redline, the issue that caused it."""

    change: Shown
    clause: str
    clause_href: str
    compare_href: str
    issue_href: str


@page("/", cached=True)
async def home(request: Req, tx: NamedDependency[Transaction]) -> Response[bytes]:
    """What is open, what was just answered, and how it works."""
    shows(request, "home", "drafts")
    opened = await open_drafts(tx, limit=OPEN)
    planned = await drafts_list(tx, GUEST, state="planned", size=PLANNED)
    progress = await progress_of(tx, [draft.id for draft in opened])
    example = await _example(tx)
    return render(
        request,
        "home/home.html",
        opened=rows_of(opened, progress),
        planned=rows_of(planned[:PLANNED], {}),
        example=example,
        answers=await latest_answers(tx, limit=ANSWERS, besides=example.change.issue_id if example else 0),
        figures=await site_figures(tx),
        issue_path=issue_path,
    )


async def _example(tx: Transaction) -> Example | None:
    change = await latest_change(tx)
    if change is None:
        return None
    here = await clause_in_place(tx, GUEST, change.version_id, change.key)
    draft = f"/rancangan/{change.draft_id}-{change.draft_slug}"
    return Example(
        change=change,
        clause=here.full_label,
        clause_href=href(f"{draft}/versi/{change.number}/{change.key}"),
        compare_href=href(f"{draft}/bandingkan/{change.old_number}..{change.number}"),
        issue_href=href(issue_path(draft, change.issue_number)),
    )
