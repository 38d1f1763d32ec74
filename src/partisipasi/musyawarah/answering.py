"""Answering the temperature check: one current answer for each person and wording, with a reason that is a reply to it.

An answer counts whether or not its reason is still shown: what becomes of the words changes no count. Who withdraws a
reason and does not stand by the answer either takes the answer back as well.
"""

from __future__ import annotations

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.contributing import contribute, demand_confirmed
from partisipasi.discussions.contributors import contributor_of
from partisipasi.discussions.places import Target
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Forbidden, Invalid
from partisipasi.kit.i18n import N_
from partisipasi.kit.text import clean_text
from partisipasi.musyawarah.floor import CLOSED, Floor, take_floor
from partisipasi.musyawarah.tables import CHOICES, Temperature
from partisipasi.musyawarah.wordings import CONCLUDING, CurrentWording, current_wording
from partisipasi.settings import Settings

#: A reason says at least something: about three words.
SHORTEST_REASON, LONGEST_REASON = 15, 2000
CHANGED = N_("The wording has changed while you were answering. Please compare, then send your answer again.")
#: An objection is a stance others can see; a doubt is none.
_STANCES = {"agree": "agree", "unsure": "none", "object": "disagree"}


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """An answer just given: the receipt of its reason, if it has one, and the state of that."""

    receipt: str | None
    state: str


class _Own(msgspec.Struct, frozen=True):
    id: int
    choice: str
    contribution_id: int | None
    reason: str


async def answer_check(
    tx: Transaction,
    viewer: Viewer,
    settings: Settings,
    *,
    thread_id: int,
    seen: int,
    choice: str,
    reason: str = "",
    sure: bool = False,
    asks: bool = False,
    quick: bool = False,
) -> Answered:
    """Answer the check, or change one's answer.

    Args:
        seen: number of the wording the form showed.
        choice: of `CHOICES`.
        reason: needed unless one agrees.
        sure, asks, quick: as in `contribute`.

    Raises:
        SignInNeeded, Forbidden: not a confirmed account, or who opened the musyawarah and leads it.
        NotFound: no such musyawarah.
        Conflict: `closed`, `concluding`, `wording_hidden`; `newer_wording`, with the current wording as its detail.
        Invalid: choice, reason, sure.
        TooMany: too often.
    """
    demand_confirmed(viewer)
    floor = await take_floor(tx, viewer, thread_id, change=False)
    wording = await _open_wording(tx, viewer, floor)
    if wording.number != seen:
        raise Conflict(CHANGED, code="newer_wording", detail=wording)
    source = _checked(choice, reason)
    own = await _own(tx, viewer, wording.id)
    if own is not None and (own.choice, own.reason) == (choice, source):
        return Answered(receipt=None, state="published")
    said, receipt, state = None, None, "published"
    if own is not None and source and own.reason == source:
        said = own.contribution_id
    elif source:
        said, receipt, state = await _say(
            tx, viewer, settings, wording, choice, source, sure=sure, asks=asks, quick=quick
        )
    if own is not None:
        await _replace(tx, own, wording.id)
    await tx.add(Temperature(wording_id=wording.id, account_id=viewer.account_id, choice=choice, contribution_id=said))
    await _count(tx, wording.id, choice, 1)
    tx.changed(f"thread:{thread_id}")
    return Answered(receipt=receipt, state=state)


async def take_answer_back(tx: Transaction, viewer: Viewer, *, thread_id: int) -> None:
    """Take one's current answer back; its reason stays what it is: something one said.

    Raises:
        SignInNeeded, Forbidden, NotFound: as `answer_check`.
        Conflict: `closed`, `concluding`; `no_answer`.
    """
    demand_confirmed(viewer)
    floor = await take_floor(tx, viewer, thread_id, change=False)
    if floor.closed or floor.proposed:
        raise Conflict(CLOSED if floor.closed else CONCLUDING, code="closed" if floor.closed else "concluding")
    wording = await current_wording(tx, thread_id)
    own = await _own(tx, viewer, wording.id)
    if own is None:
        raise Conflict(N_("You have no answer here that counts."), code="no_answer")
    await _replace(tx, own, wording.id)
    tx.changed(f"thread:{thread_id}")


async def forget_answers(tx: Transaction, *, account_id: int) -> None:
    """When an account is erased: its answers and contests stay in the counts and are nobody's."""
    await tx.execute("UPDATE temperature SET account_id = NULL WHERE account_id = $1", account_id)
    await tx.execute("UPDATE contest SET account_id = NULL WHERE account_id = $1", account_id)


async def own_musyawarah(tx: Transaction, viewer: Viewer) -> list[dict[str, object]]:
    """Every answer the viewer gave to a check, replaced ones included, as plain values for them to take away."""
    return await tx.rows(
        """SELECT t.title AS musyawarah, w.number AS wording, m.choice, c.receipt AS reason, m.at, m.replaced_at
           FROM temperature m JOIN wording w ON w.id = m.wording_id JOIN thread t ON t.id = w.thread_id
           LEFT JOIN contribution c ON c.id = m.contribution_id WHERE m.account_id = $1 ORDER BY m.id""",
        viewer.account_id,
    )


async def _open_wording(tx: Transaction, viewer: Viewer, floor: Floor) -> CurrentWording:
    if viewer.account_id == floor.opened_by:
        raise Forbidden(N_("Who opened a musyawarah leads it and does not answer its check."))
    if floor.closed:
        raise Conflict(CLOSED, code="closed")
    if floor.proposed:
        raise Conflict(CONCLUDING, code="concluding")
    wording = await current_wording(tx, floor.thread_id)
    if not wording.shown:
        raise Conflict(N_("This wording is not shown at present; it cannot be answered."), code="wording_hidden")
    return wording


def _checked(choice: str, reason: str) -> str:
    source = clean_text(reason)
    wrong: dict[str, str] = {}
    if choice not in CHOICES:
        wrong["choice"] = N_("Choose one of the three answers.")
    elif choice != "agree" and len(source) < SHORTEST_REASON:
        wrong["reason"] = N_("Say why, in a few words: what would have to be different?")
    elif len(source) > LONGEST_REASON:
        wrong["reason"] = N_("This text is too long.")
    if wrong:
        raise Invalid(wrong)
    return source


async def _own(tx: Transaction, viewer: Viewer, wording_id: int) -> _Own | None:
    # Two presses at once would each find no answer; whoever speaks does one thing after the other.
    contributor_id = await contributor_of(tx, account_id=viewer.account_id or 0)
    await tx.execute("SELECT 1 FROM contributor WHERE id = $1 FOR NO KEY UPDATE", contributor_id)
    return await tx.one(
        _Own,
        """SELECT m.id, m.choice, m.contribution_id,
                  CASE WHEN c.state IN ('published', 'held') THEN c.source ELSE '' END AS reason
           FROM temperature m LEFT JOIN contribution c ON c.id = m.contribution_id
           WHERE m.wording_id = $1 AND m.account_id = $2 AND m.replaced_at IS NULL""",
        wording_id,
        viewer.account_id,
    )


async def _say(
    tx: Transaction, viewer: Viewer, settings: Settings, wording: CurrentWording, choice: str, source: str, *,
    sure: bool, asks: bool, quick: bool,
) -> tuple[int, str, str]:  # fmt: skip
    try:
        posted = await contribute(
            tx, viewer, settings, target=Target(), parent=wording.receipt, body=source, kind="reply",
            stance=_STANCES[choice], sure=sure, asks=asks, quick=quick,
        )  # fmt: skip
    except Invalid as error:
        fields = {"reason" if name == "body" else name: text for name, text in error.fields.items()}
        raise Invalid(fields, **error.values) from None
    return posted.id, posted.receipt, posted.state


async def _replace(tx: Transaction, own: _Own, wording_id: int) -> None:
    await tx.execute("UPDATE temperature SET replaced_at = now() WHERE id = $1", own.id)
    await _count(tx, wording_id, own.choice, -1)


async def _count(tx: Transaction, wording_id: int, choice: str, step: int) -> None:
    await tx.execute(
        """INSERT INTO wording_tally (wording_id, agree, unsure, object)
           VALUES ($1, greatest(($2 = 'agree')::int * $3, 0), greatest(($2 = 'unsure')::int * $3, 0),
                   greatest(($2 = 'object')::int * $3, 0))
           ON CONFLICT (wording_id) DO UPDATE SET
             agree = wording_tally.agree + ($2 = 'agree')::int * $3,
             unsure = wording_tally.unsure + ($2 = 'unsure')::int * $3,
             object = wording_tally.object + ($2 = 'object')::int * $3""",
        wording_id,
        choice,
        step,
    )
