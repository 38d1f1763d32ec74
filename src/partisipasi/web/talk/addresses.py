"""Addresses of the talk."""

from __future__ import annotations

from partisipasi.discussions.queries import ThreadView
from partisipasi.drafts.queries.drafts import DraftView


def clause_path(draft: DraftView, number: int, key: str) -> str:
    """Path of a clause in one version."""
    return f"{draft.path}/versi/{number}/{key}"


def thread_path(thread: ThreadView) -> str:
    """Path of the page on which a thread is read: of a clause or draft its own page, else the forum's."""
    if thread.draft_id is None:
        return f"/diskusi/{thread.id}-{thread.slug}"
    draft = f"/rancangan/{thread.draft_id}-{thread.draft_slug}"
    if thread.document_number is not None:
        return f"{draft}/dokumen/{thread.document_number}"
    if thread.clause_id is None:
        return f"{draft}/diskusi"
    return f"{draft}/versi/{thread.version_number}/{thread.clause_key}"
