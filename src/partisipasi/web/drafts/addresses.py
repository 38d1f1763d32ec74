"""Addresses of what everybody reads of drafts. These pages show everybody the same, so they are read as a guest."""

from __future__ import annotations

from partisipasi.accounts.rights import GUEST
from partisipasi.drafts.queries import DraftView, draft_view
from partisipasi.kit.database import Transaction
from partisipasi.web.addresses import number_of


async def public_draft(tx: Transaction, place: str) -> DraftView:
    """The draft of an address like "12-disiplin-pegawai".

    Raises:
        NotFound: there is none, or nothing of it is published.
    """
    return await draft_view(tx, GUEST, number_of(place))


def issue_path(draft_path: str, number: int) -> str:
    """Where an issue and its decision are read, without language."""
    return f"{draft_path}/pokok/{number}"
