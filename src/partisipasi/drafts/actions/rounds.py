"""Opening a round, and changing when it closes."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from partisipasi.accounts.rights import Act, Viewer, demand
from partisipasi.drafts.actions.standing import LockedDraft, lock_draft
from partisipasi.drafts.queries.rounds import RoundView, round_view
from partisipasi.drafts.queries.visibility import SEES_VERSION
from partisipasi.drafts.tables import Round, RoundChange
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Invalid, NotFound
from partisipasi.kit.i18n import N_
from partisipasi.kit.jobs import enqueue
from partisipasi.kit.text import clean_text
from partisipasi.record.actions import write_record

#: The jobs that tell followers: `{"round": id}` once it opens, `{"change": id}`.
TELL_ROUND, TELL_ROUND_CHANGE = "tell_round", "tell_round_change"
LONGEST_INTRODUCTION, LONGEST_REASON = 5000, 1000
_NO_VERSION = N_("There is no such version.")
_NOT_PUBLISHED = N_("Only a published version can be opened for input.")
_NOT_NEWEST = N_("A newer version is published; only that one can be opened for input.")
_OVERLAPS = N_("Another round of this draft lies in that time.")
_ENDED = N_("This round is closed. Open a new one instead.")
NO_INTRODUCTION = N_("Say in plain words what changes, for whom, and from when: without this nothing opens for input.")
_LONG = N_("This is too long: at most %(limit)s characters.")
_NO_REASON = N_("Give the reason; everybody can read it.")
_PAST = N_("The round must close later than now.")
_BACKWARDS = N_("The round must close later than it opens.")
_SAME = N_("This is already the day it closes.")


class _Place(msgspec.Struct, frozen=True):
    draft_id: int
    state: str
    newest: bool
    introduction: str
    introduction_en: str


async def open_round(
    tx: Transaction,
    viewer: Viewer,
    *,
    version_id: int,
    opens_at: datetime | None,
    closes_at: datetime,
    introduction: str = "",
    introduction_en: str = "",
) -> Round:
    """Open the newest published version for input, now or from a coming day on.

    Args:
        opens_at: None or past means now.
        introduction, introduction_en: the plain summary, for everybody to read: what changes, for whom, from when. A
            round without words of its own has those of its version.

    Raises:
        NotFound: the viewer may not see the version.
        Forbidden: the viewer is neither drafter nor approver of the team.
        Conflict: the version is a concept (code `not_published`), a newer one is published (`not_newest`), the draft
            is closed (`draft_closed`), or another round lies in that time (`round_overlaps`).
        Invalid: dates that do not fit, or no plain summary.
    """
    place = await tx.one(
        _Place,
        f"""SELECT v.draft_id, v.state, NOT EXISTS (SELECT 1 FROM version o WHERE o.draft_id = v.draft_id
                AND o.state = 'published' AND o.number > v.number) AS newest, v.introduction, v.introduction_en
            FROM version v JOIN draft d ON d.id = v.draft_id WHERE v.id = $2 AND {SEES_VERSION}""",
        viewer.account_id,
        version_id,
    )
    if place is None:
        raise NotFound(_NO_VERSION)
    draft = await lock_draft(tx, viewer, place.draft_id)
    demand(viewer, Act.manage_rounds, team=draft.roles)
    draft.demand_open()
    if place.state != "published":
        raise Conflict(_NOT_PUBLISHED, code="not_published")
    if not place.newest:
        raise Conflict(_NOT_NEWEST, code="not_newest")
    introduction, introduction_en = clean_text(introduction).strip(), clean_text(introduction_en).strip()
    if introduction in ("", place.introduction):
        introduction, introduction_en = place.introduction, introduction_en or place.introduction_en
    start = max(opens_at or tx.now, tx.now)
    _check_opening(tx.now, start, closes_at, introduction)
    if len(introduction_en) > LONGEST_INTRODUCTION:
        raise Invalid({"introduction_en": _LONG}, limit=LONGEST_INTRODUCTION)
    await _refuse_overlap(tx, draft.id, start, closes_at)
    number: int = await tx.value("SELECT coalesce(max(number), 0) + 1 FROM round WHERE draft_id = $1", draft.id)
    made = await tx.add(
        Round(
            draft_id=draft.id,
            version_id=version_id,
            number=number,
            opens_at=start,
            closes_at=closes_at,
            introduction=introduction,
            introduction_en=introduction_en,
            opened_by=viewer.account_id,
        )
    )
    await enqueue(tx, TELL_ROUND, {"round": made.id}, delay=max(start - tx.now, timedelta()))
    await _record(tx, "round.opened", viewer, draft, made.id, {"from": start, "to": closes_at, "version": version_id})
    return made


async def change_round(
    tx: Transaction, viewer: Viewer, *, round_id: int, closes_at: datetime | None, reason: str
) -> RoundView:
    """Extend a round, or close it early; both are told to everybody with the reason.

    Args:
        closes_at: None or past means now.

    Raises:
        NotFound: there is no such round.
        Forbidden: the viewer is neither drafter nor approver of the team.
        Conflict: it is closed already (code `round_closed`), or would reach into another (`round_overlaps`).
        Invalid: no reason, a day that is the same, or one before it opens.
    """
    draft_id: int | None = await tx.value("SELECT draft_id FROM round WHERE id = $1", round_id)
    if draft_id is None:
        raise NotFound(N_("There is no such round."))
    draft = await lock_draft(tx, viewer, draft_id)
    demand(viewer, Act.manage_rounds, team=draft.roles)
    found = await round_view(tx, round_id)
    if found.state == "closed":
        raise Conflict(_ENDED, code="round_closed")
    end = max(closes_at or tx.now, tx.now)
    reason = clean_text(reason)
    _check_change(found, end, reason)
    if end > found.closes_at:
        await _refuse_overlap(tx, draft.id, found.opens_at, end, but=round_id)
    await tx.execute("UPDATE round SET closes_at = $2 WHERE id = $1", round_id, end)
    change = await tx.add(
        RoundChange(
            round_id=round_id,
            closed_before=found.closes_at,
            closes_at=end,
            reason=reason,
            changed_by=viewer.account_id,
        )
    )
    await enqueue(tx, TELL_ROUND_CHANGE, {"change": change.id})
    act = "round.extended" if end > found.closes_at else "round.closed_early"
    await _record(tx, act, viewer, draft, round_id, {"before": found.closes_at, "to": end})
    return await round_view(tx, round_id)


def _check_opening(now: datetime, opens_at: datetime, closes_at: datetime, introduction: str) -> None:
    if closes_at <= now:
        raise Invalid({"closes_at": _PAST})
    if closes_at <= opens_at:
        raise Invalid({"closes_at": _BACKWARDS})
    if not introduction:
        raise Invalid({"introduction": NO_INTRODUCTION})
    if len(introduction) > LONGEST_INTRODUCTION:
        raise Invalid({"introduction": _LONG}, limit=LONGEST_INTRODUCTION)


def _check_change(found: RoundView, closes_at: datetime, reason: str) -> None:
    if not reason:
        raise Invalid({"reason": _NO_REASON})
    if len(reason) > LONGEST_REASON:
        raise Invalid({"reason": _LONG}, limit=LONGEST_REASON)
    if closes_at <= found.opens_at:
        raise Invalid({"closes_at": _BACKWARDS})
    if closes_at == found.closes_at:
        raise Invalid({"closes_at": _SAME})


async def _refuse_overlap(
    tx: Transaction, draft_id: int, opens_at: datetime, closes_at: datetime, *, but: int = 0
) -> None:
    if await tx.value(
        "SELECT true FROM round WHERE draft_id = $1 AND id <> $4 AND opens_at < $3 AND closes_at > $2 LIMIT 1",
        draft_id,
        opens_at,
        closes_at,
        but,
    ):
        raise Conflict(_OVERLAPS, code="round_overlaps")


async def _record(
    tx: Transaction, act: str, viewer: Viewer, draft: LockedDraft, round_id: int, details: dict[str, object]
) -> None:
    await write_record(tx, act, actor_id=viewer.account_id, subject=("round", round_id), details=details)
    tx.changed("home", "drafts", f"draft:{draft.id}", f"topic:{draft.topic_id}")
