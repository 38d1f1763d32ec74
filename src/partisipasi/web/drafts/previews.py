"""A concept as somebody outside reads it through a link: the text alone, marked with the reader's name on every page.

The secret is in the address, so the page is kept nowhere, tells no other site where it was, and the log names its
route. Opening it writes that it was opened: that is done in a transaction of its own, as pages are read in one
that cannot.
"""

from __future__ import annotations

from datetime import timedelta

from litestar import Response
from litestar.params import FromPath

from partisipasi.accounts.throttle import HOUR, Limit
from partisipasi.drafts.actions.previews import PreviewOver, open_preview
from partisipasi.drafts.portions import portions
from partisipasi.drafts.queries import clauses_of
from partisipasi.site.client import network_prefix
from partisipasi.site.exchange import exchange_of
from partisipasi.site.limits import count
from partisipasi.site.pages import Req, page, render, see_other
from partisipasi.web.drafts.leaves import portion_asked
from partisipasi.web.drafts.nodes import Margin, contents_of, tree_of
from partisipasi.web.drafts.reader import leaf_of, places_of

#: Openings from one network; a ministry sits behind one address.
OPENINGS = Limit(act="preview", free=600, window=HOUR)


@page("/pratinjau/{token:str}")
async def preview(request: Req, token: FromPath[str]) -> Response[bytes]:
    """The text of a concept, or that the link leads nowhere."""
    await count(request, (OPENINGS, network_prefix(request)))
    try:
        async with exchange_of(request).site.database.transaction() as tx:
            opened = await open_preview(tx, token=token, part=request.query_params.get("bab", ""))
            clauses = [] if opened.published else await clauses_of(tx, opened.version_id)
            now = tx.now
    except PreviewOver:
        return _private(render(request, "drafts/preview_over.html", status=410))
    if opened.published:
        return _private(see_other(request, f"/rancangan/{opened.draft_id}-{opened.draft_slug}/versi/{opened.number}"))
    cut = portions(clauses)
    shown = portion_asked(request, cut, clauses)
    base = exchange_of(request).path
    here = f"/en{base}" if exchange_of(request).language == "en" else base
    return _private(
        render(
            request,
            "drafts/preview.html",
            opened=opened,
            now=now,
            last_day=opened.expires_at - timedelta(minutes=1),
            nodes=tree_of(clauses, range(shown.start, shown.end), Margin(base="", open=False, counts=None, changes={})),
            contents=contents_of(clauses, places_of(cut, clauses, shown, here)),
            leaf=leaf_of(cut, clauses, shown, here) if len(cut) > 1 else None,
        )
    )


def _private(response: Response[bytes]) -> Response[bytes]:
    response.headers["referrer-policy"] = "no-referrer"
    response.headers["x-robots-tag"] = "noindex, nofollow"
    response.headers["cache-control"] = "no-store"
    return response
