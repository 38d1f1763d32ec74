"""Objecting to a decision (keberatan), and deciding on it: somebody else does, in five working days, with reasons."""

from __future__ import annotations

import msgspec

from partisipasi.accounts.rights import Act, Viewer, demand
from partisipasi.city.queries import the_city
from partisipasi.discussions.ownership import holds_key
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Forbidden, Invalid, NotFound
from partisipasi.kit.i18n import N_
from partisipasi.kit.working_days import due_day
from partisipasi.moderation.objection_tables import RESULTS
from partisipasi.moderation.objections import ObjectionCase, objection_case
from partisipasi.moderation.public_words import check_public_words
from partisipasi.moderation.reversing import Instead, put_in_place
from partisipasi.moderation.statements import Statement, statement
from partisipasi.moderation.tables import ModerationDecision
from partisipasi.moderation.telling import tell_objection_later
from partisipasi.record.actions import write_record
from partisipasi.settings import Settings

#: Working days in which an objection is decided. Long enough for somebody who did not decide to be found and to read
#: both sides; words that were hidden wrongly are still of use in a round of two weeks.
DECIDE_WITHIN = 5
#: Characters: "wrong" is no reason to look again at, and whoever decides owes more than a word.
SHORTEST = 15
LONGEST = 4_000

NO_DECISION = N_("There is no such decision, or it is not yours to object to.")


class _Answerer(msgspec.Struct, frozen=True):
    """What is said of a decided objection."""

    result: str
    answer: str
    successor_id: int | None


async def file_objection(
    tx: Transaction, viewer: Viewer, settings: Settings, *, ref: str, body: str, key: str = ""
) -> str:
    """Object to a decision: as its author, by account or owner key, or as somebody whose report was dismissed.

    Args:
        ref: the decision's public reference, as stored.
        body: why it is wrong.
        key: the owner key of the contribution, or empty.

    Returns:
        author or reporter: as whom.

    Raises:
        NotFound: no such decision, or neither of the two.
        Conflict: `late`: after six months; `superseded`: another decision has taken its place; `twice`.
        Invalid: `body` says nothing.
    """
    found = await statement(tx, viewer, ref)
    if found is None:
        raise NotFound(NO_DECISION)
    side = side_of(found, holder=_holds(settings, found, key))
    if side is None:
        raise NotFound(NO_DECISION)
    if found.superseded_by is not None:
        raise Conflict(N_("Another decision has taken the place of this one."), code="superseded")
    if not found.in_time:
        raise Conflict(N_("The time to object, six months, is over."), code="late")
    _check_length("body", body, N_("Say why the decision is wrong, in a sentence or more."))
    account_id = viewer.account_id if found.mine or side == "reporter" else await _account_of(tx, found.id)
    city = await the_city(tx)
    filed = await tx.value(
        """INSERT INTO objection (decision_id, side, account_id, body, filed_at, due_on)
           VALUES ($1, $2, $3, $4, now(), $5) ON CONFLICT DO NOTHING RETURNING id""",
        found.id,
        side,
        account_id,
        body,
        due_day(tx.now, DECIDE_WITHIN, city.zone_info, city.closed_days),
    )
    if filed is None:
        raise Conflict(N_("You have objected to this decision already."), code="twice")
    await write_record(
        tx, "objection.filed", actor_id=viewer.account_id, subject=("objection", filed),
        details={"decision": found.id, "side": side},
    )  # fmt: skip
    tx.changed("moderation-log")
    return side


def side_of(found: Statement, *, holder: bool) -> str | None:
    """As whom somebody may object: author or reporter; None where they may not.

    What was decided on an author's own objection is not contested once more by the same side, and likewise for the
    reporter: each side has one objection in a matter.

    Args:
        holder: whether the owner key of the contribution was shown.
    """
    if found.contests_author and (found.mine or holder) and found.after_objection != "author":
        return "author"
    if found.contests_reporter and found.reported and found.after_objection != "reporter":
        return "reporter"
    return None


async def decide_objection(
    tx: Transaction, viewer: Viewer, *, objection_id: int, result: str, answer: str, instead: Instead | None = None
) -> ModerationDecision | None:
    """Decide on an objection. What is overturned is put back as if it had not been decided.

    Args:
        result: of RESULTS.
        answer: the reasons, for whoever objected.
        instead: for what is not upheld, the decision that takes the place of the contested one.

    Returns:
        The decision that takes the place of the contested one; None where that stays.

    Raises:
        NotFound: not this moderator's.
        Forbidden: who decided, agreed, is concerned, reported or works on it.
        Conflict: `handled`: decided meanwhile, or what it is about has changed.
        Invalid: `result`, `answer`, or a field of what is put in its place.
    """
    demand(viewer, Act.moderate, anywhere=True)
    await tx.execute("SELECT 1 FROM objection WHERE id = $1 FOR UPDATE", objection_id)
    found = await objection_case(tx, viewer, objection_id)
    if found is None:
        raise NotFound(N_("There is no such objection."))
    _check_decider(found)
    if result not in RESULTS:
        raise Invalid({"result": N_("Choose how the objection ends.")})
    _check_length("answer", answer, N_("Give reasons that whoever objected can understand."))
    check_public_words("answer", answer)
    successor = None
    if result != "upheld":
        if instead is None:
            raise Invalid({"result": N_("Choose what takes the place of the decision.")})
        successor = await put_in_place(tx, viewer, contested=found, instead=instead, overturned=result == "overturned")
    await _close(tx, viewer, found, _Answerer(result, answer, successor.id if successor else None))
    return successor


def _check_decider(found: ObjectionCase) -> None:
    if found.barred:
        raise Forbidden(N_("You took part in this. Another moderator decides on the objection."))
    if found.decided_at is not None or found.superseded:
        raise Conflict(N_("Somebody has handled this case in the meantime."), code="handled")


async def _close(tx: Transaction, viewer: Viewer, found: ObjectionCase, said: _Answerer) -> None:
    await tx.execute(
        """UPDATE objection SET decided_at = now(), decided_by = $2, result = $3, answer = $4, successor_id = $5
           WHERE id = $1""",
        found.id,
        viewer.account_id,
        said.result,
        said.answer,
        said.successor_id,
    )
    await write_record(
        tx, "objection.decided", actor_id=viewer.account_id, subject=("objection", found.id),
        details={"decision": found.decision_id, "result": said.result, "successor": said.successor_id},
    )  # fmt: skip
    tx.changed("moderation-log")
    await tell_objection_later(tx, found.id)


def _holds(settings: Settings, found: Statement, key: str) -> bool:
    return bool(key) and found.receipt is not None and holds_key(settings, receipt=found.receipt, key=key)


async def _account_of(tx: Transaction, decision_id: int) -> int | None:
    """The account of the author, so that who objected by owner key is told where an account is known."""
    found: int | None = await tx.value(
        """SELECT o.account_id FROM moderation_decision m JOIN contributor o ON o.id = m.author_id
           WHERE m.id = $1""",
        decision_id,
    )
    return found


def _check_length(field: str, words: str, message: str) -> None:
    if len(words) < SHORTEST:
        raise Invalid({field: message})
    if len(words) > LONGEST:
        raise Invalid({field: N_("This is too long: at most %(limit)s characters.")}, limit=LONGEST)


async def forget_objector(tx: Transaction, *, account_id: int) -> None:
    """Take person and words out of the objections of an account that is erased; that there was one stays."""
    await tx.execute("UPDATE objection SET account_id = NULL, body = '', answer = '' WHERE account_id = $1", account_id)
