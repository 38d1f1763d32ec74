"""The search page."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from litestar import Response
from litestar.di import NamedDependency

from partisipasi.accounts.rights import Viewer
from partisipasi.kit.codes import parse_receipt
from partisipasi.kit.database import Transaction
from partisipasi.kit.i18n import N_
from partisipasi.search.operators import read_query
from partisipasi.search.queries import search
from partisipasi.site.forms import read_values
from partisipasi.site.pages import Req, page, render

#: Kinds that can be asked for, with what they are called.
KINDS = {
    "draft": N_("Drafts"),
    "clause": N_("Clauses"),
    "thread": N_("Discussions"),
    "contribution": N_("Contributions"),
}


#: How operators are typed, and what each does.
EXAMPLES = {
    "oleh:Siti": N_("said under this name; oleh:1024 finds Warga 1024"),
    "topik:disiplin": N_("in a topic with this name"),
    "instansi:Dukcapil": N_("about this agency"),
    "status:terbuka": N_("open drafts and discussions; also ditutup, didengar, dipertimbangkan, dijawab"),
    "sesudah:2026-10-01": N_("from this day on"),
    "sebelum:2026-11-01": N_("before this day"),
}


class SearchForm(msgspec.Struct):
    """What is looked for, and among what. Anything at all may be typed."""

    q: Annotated[str, msgspec.Meta(max_length=200)] = ""
    jenis: Literal["draft", "clause", "thread", "contribution"] | None = None


@page("/cari")
async def find(request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer]) -> Response[bytes]:
    """Find drafts, clauses, discussions and contributions."""
    sent = {name: [value] for name, value in request.query_params.items()}
    form = read_values(sent, SearchForm)
    asked = form.data if not form.errors else SearchForm(q=form.value("q")[:200])
    wanted = read_query(asked.q)
    hits = await search(tx, viewer, wanted, kind=asked.jenis) if wanted else []
    receipt = parse_receipt(asked.q)
    return render(
        request, "search/results.html", receipt=receipt, form=form, q=asked.q, kind=asked.jenis, kinds=KINDS, hits=hits,
        ignored=wanted.ignored if wanted else (), examples=EXAMPLES,
    )  # fmt: skip
