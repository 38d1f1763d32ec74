"""Addresses of the talk: what stands before the first hyphen is the number, the rest is for people."""

from __future__ import annotations

from partisipasi.discussions.queries import ThreadView
from partisipasi.drafts.queries.drafts import DraftView
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_

NOT_HERE = N_("There is nothing at this address.")


def number_of(place: str) -> int:
    """The number in "12-disiplin-pegawai".

    Raises:
        NotFound: it does not begin with one.
    """
    digits = place.partition("-")[0]
    if not digits.isascii() or not digits.isdigit() or len(digits) > 18:
        raise NotFound(NOT_HERE)
    return int(digits)


def draft_path(draft: DraftView) -> str:
    """Path of a draft, without language."""
    return f"/rancangan/{draft.id}-{draft.slug}"


def clause_path(draft: DraftView, number: int, key: str) -> str:
    """Path of a clause in one version."""
    return f"{draft_path(draft)}/versi/{number}/{key}"


def thread_path(thread: ThreadView) -> str:
    """Path of the page on which a thread is read: of a clause or draft its own page, else the forum's."""
    if thread.draft_id is None:
        return f"/diskusi/{thread.id}-{thread.slug}"
    draft = f"/rancangan/{thread.draft_id}-{thread.draft_slug}"
    if thread.clause_id is None:
        return f"{draft}/diskusi"
    return f"{draft}/versi/{thread.version_number}/{thread.clause_key}"
