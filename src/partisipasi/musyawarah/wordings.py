"""The wording of the proposal. A new one restarts the check; the earlier one stays readable with what was answered."""

from __future__ import annotations

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.contributing import contribute
from partisipasi.discussions.places import Target
from partisipasi.discussions.thread_events import note_event
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Invalid
from partisipasi.kit.i18n import N_
from partisipasi.kit.jobs import enqueue
from partisipasi.kit.text import clean_text
from partisipasi.musyawarah.floor import lead_floor, role_of
from partisipasi.musyawarah.tables import Wording
from partisipasi.musyawarah.telling import TELL_TEMPERATURE
from partisipasi.record.actions import write_record
from partisipasi.settings import Settings

LONGEST_WORDING, LONGEST_REASON = 2000, 500
CONCLUDING = N_("A conclusion is proposed: the proposal is no longer asked about.")


class CurrentWording(msgspec.Struct, frozen=True, kw_only=True):
    """The wording asked about now. `shown`: it is public, so that it can be answered."""

    id: int
    number: int
    receipt: str
    contribution_id: int
    source: str
    shown: bool


async def current_wording(tx: Transaction, thread_id: int) -> CurrentWording:
    """The wording of a musyawarah that is asked about now."""
    found = await tx.one(
        CurrentWording,
        """SELECT w.id, w.number, c.receipt, w.contribution_id,
                  CASE WHEN c.state = 'published' THEN c.source ELSE '' END AS source, c.state = 'published' AS shown
           FROM wording w JOIN contribution c ON c.id = w.contribution_id
           WHERE w.thread_id = $1 ORDER BY w.number DESC LIMIT 1""",
        thread_id,
    )
    assert found is not None, "a musyawarah is opened with a wording"  # noqa: S101
    return found


async def change_wording(
    tx: Transaction,
    viewer: Viewer,
    settings: Settings,
    *,
    thread_id: int,
    seen: int,
    body: str,
    reason: str,
    sure: bool = False,
    asks: bool = False,
) -> int:
    """Word the proposal anew. The check begins again, and who answered the earlier wording is asked again.

    Args:
        seen: number of the wording the form showed.
        reason: why, in public words.

    Returns:
        The number of the new wording.

    Raises:
        NotFound, SignInNeeded, Forbidden: as `lead_floor`.
        Conflict: `closed`; `concluding`: a conclusion is proposed; `newer_wording`: somebody has changed it meanwhile.
        Invalid: wording, reason.
    """
    floor = await lead_floor(tx, viewer, thread_id)
    if floor.proposed:
        raise Conflict(CONCLUDING, code="concluding")
    now = await current_wording(tx, thread_id)
    if now.number != seen:
        raise Conflict(
            N_("Somebody has changed the wording meanwhile. Please compare."), code="newer_wording", detail=now
        )
    wrong: dict[str, str] = {}
    if message := wrong_wording(body):
        wrong["wording"] = message
    elif clean_text(body) == now.source:
        wrong["wording"] = N_("These are the words that are asked about now.")
    if not reason.strip():
        wrong["reason"] = N_("Say why the wording changes: those who answered before are asked again.")
    elif len(reason) > LONGEST_REASON:
        wrong["reason"] = N_("This text is too long.")
    if wrong:
        raise Invalid(wrong)
    made = await store_wording(
        tx, viewer, settings, thread_id=thread_id, number=now.number + 1, body=body, reason=clean_text(reason),
        sure=sure, asks=asks,
    )  # fmt: skip
    await note_event(
        tx,
        thread_id=thread_id,
        kind="wording_changed",
        by_role=role_of(viewer),
        reason=made.reason,
        detail=str(made.number),
        contribution_id=made.contribution_id,
    )
    await write_record(
        tx,
        "wording.changed",
        actor_id=viewer.account_id,
        subject=("thread", thread_id),
        details={"number": made.number},
    )
    await enqueue(tx, TELL_TEMPERATURE, {"wording": made.id})
    return made.number


async def store_wording(
    tx: Transaction,
    viewer: Viewer,
    settings: Settings,
    *,
    thread_id: int,
    number: int,
    body: str,
    reason: str = "",
    sure: bool = False,
    asks: bool = False,
) -> Wording:
    """Store a wording that was checked, as a statement in the thread. What the screening asks is told on `wording`."""
    try:
        posted = await contribute(
            tx, viewer, settings, target=Target(thread_id=thread_id), body=body, statement=True, sure=sure, asks=asks
        )
    except Invalid as error:
        fields = {"wording" if name == "body" else name: text for name, text in error.fields.items()}
        raise Invalid(fields, **error.values) from None
    tx.changed(f"thread:{thread_id}")
    return await tx.add(Wording(thread_id=thread_id, number=number, contribution_id=posted.id, reason=reason))


def wrong_wording(body: str) -> str:
    """What is wrong with a wording, as a msgid; empty if nothing."""
    source = clean_text(body)
    if not source:
        return N_("Write the proposal that people are asked about.")
    return N_("This text is too long.") if len(source) > LONGEST_WORDING else ""
