"""Answering a case: what the agency did or will do, in its name; and saying that a case belongs to somebody else."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from partisipasi.accounts.rights import Act, Viewer, demand
from partisipasi.discussions.contributing import contribute
from partisipasi.discussions.places import Target
from partisipasi.discussions.thread_events import note_event
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Forbidden, Invalid, NotFound, SignInNeeded
from partisipasi.kit.i18n import N_
from partisipasi.kit.jobs import enqueue
from partisipasi.kit.text import clean_text
from partisipasi.record.actions import write_record
from partisipasi.service.days import FURTHEST, today_of
from partisipasi.service.offering import answers_for
from partisipasi.service.tables import ANSWERS, ELSEWHERE, ServiceAnswer
from partisipasi.settings import Settings

#: The job: `{"thread": id, "kind": of news, "step": number}`.
TELL_SERVICE = "tell_service"
NO_CASE = N_("There is no such feedback.")
STALE = N_("Something has happened here since you opened the page. Please read it, then send your words again.")
_PLANS = ("in_progress", "scheduled")


class _Case(msgspec.Struct, frozen=True):
    """A case, locked, with what a step needs to know."""

    thread_id: int
    topic_id: int
    agency_id: int
    office: str
    receipt: str
    state: str
    spam: bool
    happened_on: date
    heard_at: datetime | None
    status: str
    verdict: str | None
    steps: int


async def answer_case(
    tx: Transaction,
    viewer: Viewer,
    settings: Settings,
    *,
    thread_id: int,
    status: str,
    body: str,
    on_day: date | None = None,
    elsewhere: str | None = None,
    steps: int,
) -> None:
    """Answer for the agency: an official reply in the thread, and what stands of the case from now on.

    Args:
        status: one of `tables.ANSWERS`.
        body: what was or will be done; for what cannot be met or belongs elsewhere, why.
        on_day: when it will be done, or was; not given for a refusal.
        elsewhere: one of `tables.ELSEWHERE`, for `out_of_scope`.
        steps: how many steps the officer saw.

    Raises:
        NotFound: no such case, or one that a moderator holds.
        SignInNeeded, Forbidden: not an officer of this agency.
        Conflict: `stale`; `withdrawn`: nothing is owed any more; `resolved`: its author said that it is.
        Invalid: field by field.
    """
    case = await _lock(tx, thread_id)
    if not answers_for(viewer, case.agency_id):
        raise (
            Forbidden(N_("Only officers of this agency answer here."))
            if viewer.signed_in
            else SignInNeeded(N_("Please sign in first."))
        )
    _demand_open(case, steps)
    _check(tx, case, status, body, on_day, elsewhere)
    on_day = on_day or today_of(tx) if status == "done" else on_day if status in _PLANS else None
    posted = await contribute(
        tx,
        viewer,
        settings,
        target=Target(thread_id=thread_id),
        body=body,
        kind="official",
        parent=case.receipt if case.state == "published" else None,
        sure=True,
    )
    answer = ServiceAnswer(
        thread_id=thread_id,
        contribution_id=posted.id,
        status=status,
        on_day=on_day,
        account_id=viewer.account_id,
        at=tx.now,
    )
    await tx.add(answer)
    await _step(tx, case, status=status, on_day=on_day, elsewhere=elsewhere, answered=True)
    await note_event(
        tx, thread_id=thread_id, kind="status_changed", by_role="officer", by_name=case.office, detail=status,
        contribution_id=posted.id,
    )  # fmt: skip
    await _record(tx, viewer, case, status)


async def mark_elsewhere(
    tx: Transaction, viewer: Viewer, *, thread_id: int, elsewhere: str, reason: str, steps: int
) -> None:
    """Say as a moderator that a case belongs to somebody else: its author is led to where it is heard.

    Args:
        elsewhere: one of `tables.ELSEWHERE`. reason: in public words.

    Raises:
        NotFound, Conflict, Invalid: as `answer_case`.
        SignInNeeded, Forbidden: no moderator of it, or one who answers for the agency.
    """
    case = await _lock(tx, thread_id)
    demand(viewer, Act.moderate, topic_id=case.topic_id, agency_id=case.agency_id)
    if answers_for(viewer, case.agency_id):
        raise Forbidden(N_("You answer for this agency: say it as its answer."))
    _demand_open(case, steps)
    _check(tx, case, "out_of_scope", reason, None, elsewhere)
    await tx.add(ServiceAnswer(thread_id=thread_id, status="out_of_scope", account_id=viewer.account_id, at=tx.now))
    await _step(tx, case, status="out_of_scope", on_day=None, elsewhere=elsewhere, answered=False)
    await note_event(
        tx, thread_id=thread_id, kind="status_changed", by_role="moderator", detail="out_of_scope",
        reason=clean_text(reason),
    )  # fmt: skip
    await _record(tx, viewer, case, "out_of_scope")
    payload = {"thread": thread_id, "kind": "service_answered", "step": case.steps + 1}
    await enqueue(tx, TELL_SERVICE, payload)


async def _lock(tx: Transaction, thread_id: int) -> _Case:
    found = await tx.one(
        _Case,
        """SELECT k.thread_id, t.topic_id, k.agency_id, coalesce(nullif(g.short_name, ''), g.name) AS office, c.receipt,
                  c.state, c.hidden_rule IS NOT DISTINCT FROM 'spam' AS spam, k.happened_on, k.heard_at, k.status,
                  k.verdict, k.steps
           FROM service_case k JOIN thread t ON t.id = k.thread_id JOIN agency g ON g.id = k.agency_id
           JOIN contribution c ON c.id = k.contribution_id WHERE k.thread_id = $1 FOR UPDATE OF k""",
        thread_id,
    )
    if found is None or found.heard_at is None:
        raise NotFound(NO_CASE)
    return found


def _demand_open(case: _Case, steps: int) -> None:
    if case.state == "withdrawn" or (case.state == "hidden" and case.spam):
        raise Conflict(N_("This feedback was taken back: nothing is owed to it any more."), code="withdrawn")
    if case.steps != steps:
        raise Conflict(STALE, code="stale")
    if case.verdict == "resolved":
        raise Conflict(N_("Its author has said that it is resolved."), code="resolved")


def _check(tx: Transaction, case: _Case, status: str, body: str, on_day: date | None, elsewhere: str | None) -> None:
    wrong: dict[str, str] = {}
    today = today_of(tx)
    if status not in ANSWERS:
        wrong["status"] = N_("Choose what stands of it.")
    if not clean_text(body):
        wrong["body"] = N_("Say what was done or will be done, or why it cannot be.")
    if status in _PLANS:
        if on_day is None:
            wrong["on_day"] = N_("Say by which day: it is shown, and counts as due then.")
        elif not today <= on_day <= today + FURTHEST:
            wrong["on_day"] = N_("Choose a day from today on, at most a year ahead.")
    elif status == "done" and on_day is not None and not case.happened_on <= on_day <= today:
        wrong["on_day"] = N_("Choose the day it was done: not before it happened, and not after today.")
    if status == "out_of_scope" and elsewhere not in ELSEWHERE:
        wrong["elsewhere"] = N_("Choose why it belongs elsewhere.")
    if wrong:
        raise Invalid(wrong)


async def _step(
    tx: Transaction, case: _Case, *, status: str, on_day: date | None, elsewhere: str | None, answered: bool
) -> None:
    await tx.execute(
        """UPDATE service_case SET status = $2, status_at = now(), due_on = $3, elsewhere = $4, steps = steps + 1,
                  verdict = NULL, answered_at = CASE WHEN $5 THEN coalesce(answered_at, now()) ELSE answered_at END
           WHERE thread_id = $1""",
        case.thread_id,
        status,
        on_day if status in _PLANS else None,
        elsewhere if status == "out_of_scope" else None,
        answered,
    )
    tx.changed(f"agency:{case.agency_id}", "agencies")


async def _record(tx: Transaction, viewer: Viewer, case: _Case, status: str) -> None:
    await write_record(
        tx,
        "service_case.answered",
        actor_id=viewer.account_id,
        subject=("thread", case.thread_id),
        details={"status": status},
    )
