"""The stage a draft has reached, from planning to promulgation: said by its team, or moved by what happens to it."""

from __future__ import annotations

from datetime import date

import msgspec

from partisipasi.accounts.rights import Act, Viewer, demand
from partisipasi.drafts.actions.standing import lock_draft
from partisipasi.drafts.tables import STAGES, DraftStage
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Invalid, NotFound
from partisipasi.kit.i18n import N_, day, zone
from partisipasi.kit.text import clean_text
from partisipasi.record.actions import write_record

LONGEST_NOTE = 500
_NO_STAGE = N_("Choose the stage it has reached.")
_SAME = N_("The draft is in this stage already.")
_COMING = N_("A stage that has not begun yet cannot be set.")
_EARLIER = N_("The stage before began on %(day)s; this one cannot have begun earlier.")
_LONG = N_("This is too long: at most %(limit)s characters.")
_OVER = N_("This draft went no further: it ended without being enacted.")


class _Now(msgspec.Struct, frozen=True):
    stage: str
    stage_since: date | None
    closed_how: str | None


async def move_stage(
    tx: Transaction, viewer: Viewer, *, draft_id: int, stage: str, began_on: date | None = None, note: str = ""
) -> None:
    """Say which stage a draft has reached. It may also go back, as rules do when they are returned.

    Args:
        began_on: the day it reached it; None for today.
        note: a sentence for everybody to read.

    Raises:
        NotFound: the viewer may not know of the draft.
        Forbidden: the viewer is neither drafter nor approver of its team.
        Conflict: it ended without being enacted (code `draft_closed`).
        Invalid: an unknown stage, the one it is in, or a day that does not fit.
    """
    draft = await lock_draft(tx, viewer, draft_id)
    demand(viewer, Act.manage_rounds, team=draft.roles)
    now = await _now(tx, draft_id)
    if now.closed_how in ("unchanged", "withdrawn"):
        raise Conflict(_OVER, code="draft_closed")
    began_on, note = began_on or _today(tx), clean_text(note).strip()
    if stage not in STAGES:
        raise Invalid({"stage": _NO_STAGE})
    if stage == now.stage:
        raise Invalid({"stage": _SAME})
    if began_on > _today(tx):
        raise Invalid({"began_on": _COMING})
    if now.stage_since is not None and began_on < now.stage_since:
        raise Invalid({"began_on": _EARLIER}, day=day(now.stage_since))
    if len(note) > LONGEST_NOTE:
        raise Invalid({"note": _LONG}, limit=LONGEST_NOTE)
    await begin_stage(tx, draft_id, stage, began_on=began_on, note=note, actor_id=viewer.account_id)
    await write_record(
        tx,
        "draft.stage",
        actor_id=viewer.account_id,
        subject=("draft", draft_id),
        details={"from": now.stage, "to": stage, "on": began_on},
    )
    tx.changed("home", "drafts", f"draft:{draft_id}", f"topic:{draft.topic_id}")


async def begin_stage(
    tx: Transaction,
    draft_id: int,
    stage: str,
    *,
    began_on: date | None = None,
    note: str = "",
    actor_id: int | None = None,
) -> None:
    """Put a locked draft into a stage, from a day on (None for today), without asking who does it."""
    began_on = began_on or _today(tx)
    await tx.add(DraftStage(draft_id=draft_id, stage=stage, began_on=began_on, note=note, moved_by=actor_id, at=tx.now))
    await tx.execute("UPDATE draft SET stage = $2, stage_since = $3 WHERE id = $1", draft_id, stage, began_on)


async def first_text(tx: Transaction, draft_id: int, *, actor_id: int | None) -> None:
    """A locked draft got a text: what was planned is now drafted. Does nothing later on."""
    if (await _now(tx, draft_id)).stage == "planning":
        await begin_stage(tx, draft_id, "drafting", actor_id=actor_id)


async def enacted_stages(
    tx: Transaction, draft_id: int, *, on: date | None, promulgated: bool, actor_id: int | None
) -> None:
    """A locked draft was enacted: it is adopted, and promulgated once its official text can be found.

    Args:
        on: the day of enactment; None for today, and never before the stage it is in began.
    """
    now = await _now(tx, draft_id)
    when = max(min(on or _today(tx), _today(tx)), now.stage_since or date.min)
    reached = STAGES.index(now.stage)
    for stage in ("adoption", "promulgation") if promulgated else ("adoption",):
        if STAGES.index(stage) > reached:
            await begin_stage(tx, draft_id, stage, began_on=when, actor_id=actor_id)


async def _now(tx: Transaction, draft_id: int) -> _Now:
    found = await tx.one(_Now, "SELECT stage, stage_since, closed_how FROM draft WHERE id = $1", draft_id)
    if found is None:
        raise NotFound(N_("There is no such draft."))
    return found


def _today(tx: Transaction) -> date:
    return tx.now.astimezone(zone()).date()
