"""Addresses of what everybody reads of drafts. These pages show everybody the same, so they are read as a guest."""

from __future__ import annotations

from litestar import Response

from partisipasi.accounts.rights import GUEST
from partisipasi.drafts.queries import DraftView, draft_view
from partisipasi.kit.database import Transaction
from partisipasi.site.exchange import exchange_of
from partisipasi.site.pages import Req, moved
from partisipasi.web.addresses import number_of


async def public_draft(tx: Transaction, place: str) -> DraftView:
    """The draft of an address like "12-disiplin-pegawai".

    Raises:
        NotFound: there is none, or nothing of it is published.
    """
    return await draft_view(tx, GUEST, number_of(place))


def elsewhere(request: Req, path: str) -> Response[bytes] | None:
    """Lead on to where a page really is, its query kept; None if the request is already there."""
    exchange = exchange_of(request)
    if exchange.path == path:
        return None
    return moved(request, f"{path}?{exchange.query}" if exchange.query else path)


def issue_path(draft_path: str, number: int) -> str:
    """Where an issue and its decision are read, without language."""
    return f"{draft_path}/pokok/{number}"
