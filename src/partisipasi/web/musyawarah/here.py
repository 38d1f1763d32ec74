"""The musyawarah that a page is about, as its viewer sees it, and what they may do there."""

from __future__ import annotations

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.queries import ThreadView, thread_view
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Forbidden, NotFound
from partisipasi.musyawarah.floor import NOT_LEADING, leads
from partisipasi.musyawarah.queries import Panel, Voice, panel_of, voices_of
from partisipasi.web.addresses import NOT_HERE, number_of
from partisipasi.web.talk.addresses import thread_path
from partisipasi.web.talk.posts import author_of

SIDES = ("for", "middle", "against")


class Glimpse(msgspec.Struct, frozen=True):
    """A voice as the page shows it."""

    receipt: str
    author: str
    words: str
    supports: int


class Here(msgspec.Struct, frozen=True, kw_only=True):
    """A musyawarah: its thread and what stands above the talk."""

    thread: ThreadView
    panel: Panel
    path: str
    leads: bool
    may_answer: bool
    voices: dict[str, list[Glimpse]] = {}


async def here_of(tx: Transaction, viewer: Viewer, place: str) -> Here:
    """The musyawarah an address names.

    Raises:
        NotFound: there is none for this viewer.
    """
    thread = await thread_view(tx, viewer, number_of(place))
    if thread is None or thread.kind != "musyawarah":
        raise NotFound(NOT_HERE)
    return await here_in(tx, viewer, thread)


async def here_in(tx: Transaction, viewer: Viewer, thread: ThreadView, *, voices: bool = False) -> Here:
    """What stands above the talk of a thread, with a few voices if asked for."""
    panel = await panel_of(tx, viewer, thread.id)
    if panel is None:
        raise NotFound(NOT_HERE)
    heard = await voices_of(tx, thread.id, panel.wording_id) if voices else []
    leading = leads(viewer, topic_id=thread.topic_id, opened_by=panel.opened_by, took_side=panel.took_side)
    open_check = panel.shown and not thread.closed and panel.proposed_at is None
    return Here(
        thread=thread,
        panel=panel,
        path=thread_path(thread),
        leads=leading,
        may_answer=open_check and (viewer.account_id is None or viewer.account_id != panel.opened_by),
        voices=_grouped(heard),
    )


def _grouped(heard: list[Voice]) -> dict[str, list[Glimpse]]:
    groups: dict[str, list[Glimpse]] = {}
    for voice in heard:
        glimpse = Glimpse(voice.receipt, author_of(voice.name, voice.number), voice.words, voice.supports)
        groups.setdefault(voice.own_group, []).append(glimpse)
    return groups


def demand_leads(here: Here) -> None:
    """Refuse whoever does not lead.

    Raises:
        Forbidden.
    """
    if not here.leads:
        raise Forbidden(NOT_LEADING)
