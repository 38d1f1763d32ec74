"""Saying which official reply answers a question: whoever asked says it, or the office that answers."""

from __future__ import annotations

from datetime import datetime

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.thread_events import note_event
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Forbidden, NotFound
from partisipasi.kit.i18n import N_
from partisipasi.kit.markup import plain
from partisipasi.record.actions import write_record


class Answer(msgspec.Struct, frozen=True):
    """An official reply in a question's thread."""

    receipt: str
    name: str
    html: str
    at: datetime
    accepted: bool

    @property
    def text(self) -> str:
        """Its words without marks."""
        return plain(self.html)


class _Question(msgspec.Struct):
    id: int
    kind: str
    topic_id: int
    agency_id: int | None
    opened_by: int | None
    accepted_id: int | None
    answer_id: int | None


_OF_THREAD = """SELECT t.id, t.kind, t.topic_id, t.agency_id, t.opened_by, t.accepted_id, %s AS answer_id
    FROM thread t %s AND t.draft_id IS NULL AND (t.audience = 'public' OR $2) FOR UPDATE OF t"""


async def official_answers(tx: Transaction, thread_id: int) -> list[Answer]:
    """Official replies in a thread, the accepted one first, then the newest; at most ten."""
    return await tx.all(
        Answer,
        """SELECT c.receipt, coalesce(c.speaks_for, c.public_name, '') AS name, c.html,
                  coalesce(c.published_at, c.created_at) AS at, t.accepted_id IS NOT DISTINCT FROM c.id AS accepted
           FROM contribution c JOIN thread t ON t.id = c.thread_id
           WHERE c.thread_id = $1 AND c.kind = 'official' AND c.state = 'published'
           ORDER BY t.accepted_id IS NOT DISTINCT FROM c.id DESC, c.id DESC LIMIT 10""",
        thread_id,
    )


def may_accept(viewer: Viewer, *, opened_by: int | None, topic_id: int, agency_id: int | None) -> bool:
    """Whether the viewer asked the question, or answers for the office it is put to."""
    if not viewer.signed_in:
        return False
    return opened_by == viewer.account_id or viewer.has("officer", topic_id=topic_id, agency_id=agency_id)


async def accept_answer(tx: Transaction, viewer: Viewer, *, receipt: str) -> int:
    """Accept an official reply as the answer; another one accepted before makes room.

    Returns:
        The thread's id.

    Raises:
        NotFound: no such official reply in a question's thread.
        Forbidden: neither who asked nor an officer for it.
    """
    found = await tx.one(
        _Question,
        _OF_THREAD
        % (
            "c.id",
            "JOIN contribution c ON c.thread_id = t.id AND c.kind = 'official' AND c.state = 'published' "
            "WHERE c.receipt = $1 AND t.kind = 'question'",
        ),
        receipt,
        viewer.reads_verified,
    )
    if found is None:
        raise NotFound(N_("There is no such official reply to a question."))
    _demand(viewer, found)
    if found.accepted_id == found.answer_id:
        return found.id
    await tx.execute("UPDATE thread SET accepted_id = $2 WHERE id = $1", found.id, found.answer_id)
    await _tell(tx, viewer, found, "accepted", found.answer_id)
    return found.id


async def take_back_acceptance(tx: Transaction, viewer: Viewer, *, thread_id: int) -> None:
    """Say that the question is not answered after all.

    Raises:
        NotFound: no such thread.
        Conflict: `not_accepted`: no answer is accepted.
        Forbidden: neither who asked nor an officer for it.
    """
    found = await tx.one(_Question, _OF_THREAD % ("t.accepted_id", "WHERE t.id = $1"), thread_id, viewer.reads_verified)
    if found is None:
        raise NotFound(N_("There is no such discussion."))
    _demand(viewer, found)
    if found.accepted_id is None:
        raise Conflict(N_("No answer is accepted here."), code="not_accepted")
    await tx.execute("UPDATE thread SET accepted_id = NULL WHERE id = $1", found.id)
    await _tell(tx, viewer, found, "unaccepted", found.answer_id)


def _demand(viewer: Viewer, found: _Question) -> None:
    if not may_accept(viewer, opened_by=found.opened_by, topic_id=found.topic_id, agency_id=found.agency_id):
        raise Forbidden(N_("Whoever asked, or the office that answers, says which reply is the answer."))


async def _tell(tx: Transaction, viewer: Viewer, found: _Question, kind: str, answer_id: int | None) -> None:
    role = "author" if found.opened_by == viewer.account_id else "officer"
    await note_event(tx, thread_id=found.id, kind=kind, by_role=role, contribution_id=answer_id)
    await write_record(
        tx, f"thread.answer_{kind}", actor_id=viewer.account_id, subject=("thread", found.id),
        details={"contribution": answer_id},
    )  # fmt: skip
    tx.changed(f"topic:{found.topic_id}")
