"""Whether it helped: only who told it can say so, with their account or their owner key."""

from __future__ import annotations

from datetime import datetime

import msgspec

from partisipasi.accounts.rights import GUEST, Viewer
from partisipasi.discussions.contributing import Words, prepare, store
from partisipasi.discussions.contributors import sender_of
from partisipasi.discussions.ownership import Owned, demand_owned
from partisipasi.discussions.places import Target
from partisipasi.discussions.screening import Sender
from partisipasi.discussions.thread_events import note_event
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Invalid, NotFound
from partisipasi.kit.i18n import N_
from partisipasi.kit.jobs import enqueue
from partisipasi.kit.text import clean_text
from partisipasi.record.actions import write_record
from partisipasi.service.answering import NO_CASE, STALE, TELL_SERVICE
from partisipasi.service.days import answer_due
from partisipasi.settings import Settings


class _Judged(msgspec.Struct, frozen=True):
    thread_id: int
    agency_id: int
    status: str
    verdict: str | None
    steps: int
    heard_at: datetime | None


async def judge_case(
    tx: Transaction,
    viewer: Viewer,
    settings: Settings,
    *,
    receipt: str,
    resolved: bool,
    body: str = "",
    steps: int,
    key: str = "",
    sure: bool = False,
) -> str:
    """Say whether the agency's answer resolved it. Words become a reply in the thread; "not resolved" needs some.

    What is not resolved is open again, with a new term for the agency. Who said "resolved" may still say otherwise.

    Args:
        receipt: of the words that opened the case. key: the owner key, where the viewer is not its account.
        steps: how many steps the author saw.

    Returns:
        State of the words in the thread: `published` or `held`; empty without words.

    Raises:
        NotFound: not one's own, or no case.
        Conflict: `stale`; `not_public`; `not_asked`: not answered as done or declined; `already`.
        Invalid: `body`, or `sure` when asked whether personal data may be public.
    """
    owned = await demand_owned(tx, viewer, settings, receipt=receipt, key=key)
    case = await tx.one(
        _Judged,
        """SELECT thread_id, agency_id, status, verdict, steps, heard_at FROM service_case
           WHERE contribution_id = $1 FOR UPDATE""",
        owned.id,
    )
    if case is None:
        raise NotFound(NO_CASE)
    _demand_asked(owned, case, resolved=resolved, steps=steps)
    if not resolved and not clean_text(body):
        raise Invalid({"body": N_("Say what is still not resolved: the agency reads it and answers anew.")})
    state = await _say(tx, settings, owned, case.thread_id, body, sure=sure) if clean_text(body) else ""
    await tx.execute(
        """UPDATE service_case SET verdict = $2::text, verdict_at = now(), status_at = now(), steps = steps + 1,
                  status = CASE WHEN $3 THEN status ELSE 'reopened' END, due_on = CASE WHEN NOT $3 THEN $4::date END,
                  reopened = reopened + CASE WHEN $3 THEN 0 ELSE 1 END
           WHERE thread_id = $1""",
        case.thread_id,
        "resolved" if resolved else "unresolved",
        resolved,
        await answer_due(tx),
    )
    detail = "resolved" if resolved else "reopened"
    await note_event(tx, thread_id=case.thread_id, kind="status_changed", by_role="author", detail=detail)
    await write_record(
        tx,
        "service_case.judged",
        actor_id=owned.account_id,
        subject=("thread", case.thread_id),
        details={"resolved": resolved},
    )
    payload = {"thread": case.thread_id, "kind": "service_resolved", "step": case.steps + 1}
    await enqueue(tx, TELL_SERVICE, payload)
    tx.changed(f"agency:{case.agency_id}", "agencies")
    return state


def _demand_asked(owned: Owned, case: _Judged, *, resolved: bool, steps: int) -> None:
    if owned.state != "published":
        raise Conflict(N_("Your feedback is not public at the moment."), code="not_public")
    if case.steps != steps:
        raise Conflict(STALE, code="stale")
    if case.status not in {"done", "declined"}:
        raise Conflict(N_("The agency has not said yet that it is done."), code="not_asked")
    if resolved and case.verdict == "resolved":
        raise Conflict(N_("You have said this already."), code="already")


async def _say(tx: Transaction, settings: Settings, owned: Owned, thread_id: int, body: str, *, sure: bool) -> str:
    sender = Sender(new=True)
    if owned.contributor_id is not None:
        sender = await sender_of(tx, contributor_id=owned.contributor_id, source=clean_text(body))
    ready = await prepare(
        tx, GUEST, target=Target(thread_id=thread_id), version_id=None, words=Words(body=body, kind="reply"),
        parent=owned.receipt, sender=sender, sure=sure, asks=True,
    )  # fmt: skip
    state = "held" if ready.verdict.outcome == "hold" else "published"
    name = await tx.value("SELECT public_name FROM contribution WHERE id = $1", owned.id)
    posted = await store(tx, settings, ready, state=state, contributor_id=owned.contributor_id, public_name=name)
    return posted.state
