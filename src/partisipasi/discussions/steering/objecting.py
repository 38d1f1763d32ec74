"""Saying that a summary or conclusion is wrong, and answering that.

An objection is a contribution like any other, in the same thread, so that it can be read, reported and withdrawn like
one; it can be written while the thread is closed, and does not wait where it is slowed.
"""

from __future__ import annotations

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.contributing import Posted, Words, demand_confirmed, prepare, store
from partisipasi.discussions.contributors import contributor_of, sender_of
from partisipasi.discussions.pacing import keep_pace
from partisipasi.discussions.places import Floor, Target
from partisipasi.discussions.steering.standing import demand_voice, lock_thread
from partisipasi.discussions.steering.tables import ANSWERS, ThreadObjection
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Forbidden, Invalid, NotFound
from partisipasi.kit.i18n import N_
from partisipasi.kit.text import clean_text
from partisipasi.record.actions import write_record
from partisipasi.settings import Settings

SHORTEST_ANSWER, LONGEST_ANSWER = 15, 2000
_ENDED = N_("This text has been changed meanwhile. Please read it again.")
_NOT_THERE = N_("People who took part in this discussion can object to it.")
_TWICE = N_("You have objected to this text already. It is being looked at.")


class _Text(msgspec.Struct, frozen=True):
    thread_id: int
    ended: bool


async def object_to_text(
    tx: Transaction, viewer: Viewer, settings: Settings, *, text_id: int, body: str, sure: bool = False
) -> Posted:
    """Say what is wrong with the conclusion or summary in force, in words that everybody can read.

    Raises:
        SignInNeeded, Forbidden: not a confirmed account, or not one that took part in the thread.
        NotFound: there is no such text for this viewer.
        Conflict: `changed`: it was replaced; `twice`: one objection of the same person is open.
        Invalid, TooMany: as `contribute`.
    """
    demand_confirmed(viewer)
    text = await tx.one(
        _Text, "SELECT thread_id, ended_at IS NOT NULL AS ended FROM thread_text WHERE id = $1", text_id
    )
    if text is None:
        raise NotFound(N_("There is no such text."))
    contributor_id = await contributor_of(tx, account_id=viewer.account_id or 0)
    sender = await sender_of(tx, contributor_id=contributor_id, source=clean_text(body))
    await keep_pace(tx, contributor_id, sender)
    ready = await prepare(
        tx, viewer, target=Target(thread_id=text.thread_id), version_id=None, words=Words(body=body), sender=sender,
        sure=sure, asks=True, floor=Floor(),
    )  # fmt: skip
    if text.ended:
        raise Conflict(_ENDED, code="changed")
    if not await took_part(tx, text.thread_id, viewer.account_id):
        raise Forbidden(_NOT_THERE)
    twice = await tx.value(
        """SELECT EXISTS (SELECT 1 FROM thread_objection o JOIN contribution c ON c.id = o.contribution_id
             WHERE o.text_id = $1 AND c.contributor_id = $2 AND o.answer IS NULL
               AND c.state IN ('published', 'held'))""",
        text_id,
        contributor_id,
    )
    if twice:
        raise Conflict(_TWICE, code="twice")
    state = "held" if ready.verdict.outcome == "hold" else "published"
    posted = await store(
        tx, settings, ready, state=state, contributor_id=contributor_id, public_name=viewer.display_name
    )
    await tx.add(ThreadObjection(contribution_id=posted.id, text_id=text_id))
    await write_record(
        tx, "thread.text_objected", actor_id=viewer.account_id, subject=("contribution", posted.id),
        details={"text": text_id},
    )  # fmt: skip
    return posted


async def answer_objection(tx: Transaction, viewer: Viewer, *, contribution_id: int, answer: str, words: str) -> None:
    """Answer an objection: the text was changed, or it stays, and why. A summary is changed by writing it anew.

    Raises:
        NotFound, Conflict, SignInNeeded, Forbidden: see `lock_thread`, `demand_voice`.
        Conflict: `answered` already.
        Invalid: fields `answer`, `words`.
    """
    found = await tx.rows(
        """SELECT c.thread_id, o.text_id FROM thread_objection o JOIN contribution c ON c.id = o.contribution_id
           WHERE o.contribution_id = $1 AND c.state = 'published'""",
        contribution_id,
    )
    if not found:
        raise NotFound(N_("There is no such objection."))
    thread = await lock_thread(tx, viewer, found[0]["thread_id"])
    demand_voice(viewer, thread, "moderator", "officer")
    reply = clean_text(words).strip()
    wrong: dict[str, str] = {}
    if answer not in ANSWERS:
        wrong["answer"] = N_("Choose what became of it.")
    if not SHORTEST_ANSWER <= len(reply) <= LONGEST_ANSWER:
        wrong["words"] = N_("Answer in a sentence or two.")
    if wrong:
        raise Invalid(wrong)
    done = await tx.execute(
        """UPDATE thread_objection SET answer = $2, words = $3, answered_by = $4, answered_at = now()
           WHERE contribution_id = $1 AND answer IS NULL""",
        contribution_id,
        answer,
        reply,
        viewer.account_id,
    )
    if not done:
        raise Conflict(N_("This objection has been answered meanwhile."), code="answered")
    await write_record(
        tx, "thread.objection_answered", actor_id=viewer.account_id, subject=("contribution", contribution_id),
        details={"answer": answer},
    )  # fmt: skip
    tx.changed(f"thread:{thread.id}")


async def took_part(tx: Transaction, thread_id: int, account_id: int | None) -> bool:
    """Whether somebody has said something in a thread that is public."""
    found: bool = await tx.value(
        """SELECT EXISTS (SELECT 1 FROM contribution c JOIN contributor p ON p.id = c.contributor_id
             WHERE c.thread_id = $1 AND p.account_id = $2 AND c.state = 'published')""",
        thread_id,
        account_id,
    )
    return found
