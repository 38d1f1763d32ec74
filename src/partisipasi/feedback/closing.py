"""Closing a draft without a further text, and answering early: releases that no version carries."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Literal, get_args
from urllib.parse import urlsplit

import msgspec

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.drafts.actions.stages import enacted_stages
from partisipasi.feedback.facts import gate_of_closing
from partisipasi.feedback.publishing import approved_decisions, demand_gate, demand_publisher
from partisipasi.feedback.releasing import release_decisions
from partisipasi.feedback.standing import stand
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Forbidden, Invalid
from partisipasi.kit.i18n import N_
from partisipasi.kit.text import clean_line, clean_text
from partisipasi.record.actions import write_record

How = Literal["enacted", "unchanged", "withdrawn"]
LONGEST_REASON = 5000


class Enacted(msgspec.Struct, frozen=True, kw_only=True):
    """Under which number and when a draft was enacted, and where the official text is found."""

    number: str = ""
    on: date | None = None
    url: str = ""


async def close_draft(
    tx: Transaction,
    viewer: Viewer,
    *,
    draft_id: int,
    how: str,
    reason: str = "",
    enacted: Enacted | None = None,
    version_id: int | None = None,
) -> int:
    """End a draft and answer everyone: the gate is that of a version, less what concerns changes.

    Args:
        how: enacted, unchanged (no new text) or withdrawn.
        reason: for everybody to read; may be left out when enacted.
        version_id: the version that was enacted, if known; only the newest published one can be. A text that differs is
            published first.

    Returns:
        The id of the release.

    Raises:
        NotFound, Forbidden: as for publishing.
        Conflict: the gate is not open (code `gate`), or another text was enacted (code `not_newest`).
        Invalid: no reason, an unknown way to end, an address that is none.
    """
    draft = await stand(tx, viewer, draft_id, Act.publish_version)
    reason, enacted = _checked(how, reason, enacted or Enacted())
    await _check_version(tx, draft_id, version_id)
    gate = await gate_of_closing(tx, draft_id)
    demand_publisher(viewer, gate)
    demand_gate(gate)
    release_id = await release_decisions(
        tx,
        draft_id=draft_id,
        kind="closing",
        actor_id=viewer.account_id,
        decision_ids=await approved_decisions(tx, draft_id),
        reason=reason,
    )
    await tx.execute(
        """UPDATE draft SET closed_at = now(), closed_how = $2, closed_reason = $3, enacted_number = $4,
                  enacted_on = $5, enacted_url = $6 WHERE id = $1""",
        draft_id,
        how,
        reason,
        enacted.number,
        enacted.on,
        enacted.url,
    )
    if how == "enacted":
        await enacted_stages(tx, draft_id, on=enacted.on, promulgated=bool(enacted.url), actor_id=viewer.account_id)
    await write_record(
        tx,
        "draft.closed",
        actor_id=viewer.account_id,
        subject=("draft", draft_id),
        details={"how": how, "release": release_id},
    )
    tx.changed(f"topic:{draft.topic_id}")
    return release_id


async def release_interim(
    tx: Transaction, viewer: Viewer, *, draft_id: int, decision_ids: Collection[int], reason: str
) -> int:
    """Make approved decisions public before the next version is ready.

    Returns:
        The id of the release.

    Raises:
        NotFound: an outsider, or no such draft.
        Forbidden: no approver of the team, or one who proposed one of these decisions.
        Conflict: one of them is not approved, or is public already.
        Invalid: no decision or no reason.
    """
    await stand(tx, viewer, draft_id, Act.publish_version)
    reason = clean_text(reason)
    errors = {}
    if not reason.strip() or len(reason) > LONGEST_REASON:
        errors["reason"] = N_("Say why these answers are given now.")
    if not decision_ids:
        errors["decision_ids"] = N_("Choose at least one decision.")
    if errors:
        raise Invalid(errors)
    wanted = set(decision_ids)
    if not wanted <= set(await approved_decisions(tx, draft_id)):
        raise Conflict(N_("One of these decisions is not approved, or is public already."), code="state")
    own = await tx.value(
        """SELECT EXISTS (SELECT 1 FROM decision d WHERE d.id = ANY ($1::bigint[])
                            AND (d.proposed_by = $2 OR $2 = ANY (d.proposers)))""",
        list(wanted),
        viewer.account_id,
    )
    if own:
        raise Forbidden(N_("You proposed one of these decisions. Another approver releases it."))
    return await release_decisions(
        tx, draft_id=draft_id, kind="interim", actor_id=viewer.account_id, decision_ids=wanted, reason=reason
    )


def _checked(how: str, reason: str, enacted: Enacted) -> tuple[str, Enacted]:
    reason = clean_text(reason)
    enacted = Enacted(number=clean_line(enacted.number), on=enacted.on, url=enacted.url.strip())
    errors = {}
    if how not in get_args(How):
        errors["how"] = N_("Choose how the draft ends.")
    if how in ("unchanged", "withdrawn") and not reason.strip():
        errors["reason"] = N_("Say why, for everybody to read.")
    if len(reason) > LONGEST_REASON:
        errors["reason"] = N_("The reason is too long.")
    if len(enacted.number) > 200:
        errors["number"] = N_("The number is too long.")
    if enacted.url and (urlsplit(enacted.url).scheme not in ("http", "https") or not urlsplit(enacted.url).netloc):
        errors["link"] = N_("Write the whole address, beginning with https://.")
    if errors:
        raise Invalid(errors)
    return reason, enacted if how == "enacted" else Enacted()


async def _check_version(tx: Transaction, draft_id: int, version_id: int | None) -> None:
    if version_id is None:
        return
    newest = await tx.value(
        "SELECT id FROM version WHERE draft_id = $1 AND state = 'published' ORDER BY number DESC LIMIT 1", draft_id
    )
    if newest != version_id:
        raise Conflict(N_("Publish the enacted text first; then close the draft with it."), code="not_newest")
