"""All that one said oneself, what changed last first."""

from __future__ import annotations

from litestar import Response
from litestar.di import NamedDependency

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.feedback.queries.own import count_own, own_input
from partisipasi.kit.database import Transaction
from partisipasi.site.pages import Req, page, render
from partisipasi.site.paging import cursor_of, page_of

PAGE_SIZE = 20


@page("/akun/masukan", right=Act.keep_account)
async def own_page(request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer]) -> Response[bytes]:
    """One's own input with how far each has come."""
    cursor = cursor_of(request)
    rows = page_of(
        await own_input(tx, viewer, after=cursor.after, before=cursor.before, limit=PAGE_SIZE + 1),
        cursor,
        PAGE_SIZE,
        path="/akun/masukan",
        key=lambda row: row.key,
        total=await count_own(tx, viewer),
    )
    return render(request, "answers/own.html", page=rows)
