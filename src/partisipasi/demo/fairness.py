"""What is reported in the example's forum, what moderators decide, who objects, and what becomes of that."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Final

from partisipasi.accounts.rights import Viewer
from partisipasi.demo.clock import Clock
from partisipasi.demo.content import ThreadStep
from partisipasi.demo.people import People
from partisipasi.discussions.editing import edit_text
from partisipasi.kit.database import Transaction
from partisipasi.moderation.actions import report_contribution
from partisipasi.moderation.acts import ask_edit, hide, mask, release
from partisipasi.moderation.objecting import decide_objection, file_objection
from partisipasi.moderation.people import pace, warn
from partisipasi.moderation.reversing import Instead
from partisipasi.moderation.seconds import agree, propose_suspension
from partisipasi.settings import Settings

#: What columns of these acts take from the database's clock.
_STAMPED: Final = (
    "UPDATE report SET created_at = $1 WHERE created_at = pg_catalog.transaction_timestamp()",
    "UPDATE objection SET filed_at = $1 WHERE filed_at = pg_catalog.transaction_timestamp()",
    "UPDATE moderation_proposal SET proposed_at = $1 WHERE proposed_at = pg_catalog.transaction_timestamp()",
    "UPDATE masked_text SET masked_at = $1 WHERE masked_at = pg_catalog.transaction_timestamp()",
    "UPDATE edit_request SET asked_at = $1 WHERE asked_at = pg_catalog.transaction_timestamp()",
    "UPDATE restriction SET starts_at = $1 WHERE starts_at = pg_catalog.transaction_timestamp()",
)


class Fairness:
    """Acts about one contribution."""

    def __init__(self, tx: Transaction, settings: Settings, clock: Clock, people: People) -> None:
        self._tx = tx
        self._settings = settings
        self._clock = clock
        self._people = people

    async def act(self, step: ThreadStep, *, receipt: str, contribution_id: int) -> None:
        """Do what a step says to a contribution."""
        viewer = await self._people.viewer(step.by)
        if step.act in _BY_PEOPLE:
            await self._speak(step, viewer, receipt, contribution_id)
        else:
            await self._moderate(step, viewer, contribution_id)
        await self._clock.stamp(*_STAMPED)

    async def _speak(self, step: ThreadStep, viewer: Viewer, receipt: str, contribution_id: int) -> None:
        """What authors and readers do, and the answer to an objection."""
        tx = self._tx
        match step.act:
            case "report":
                reporter = hashlib.sha256(step.by.encode()).digest()
                await report_contribution(
                    tx, viewer, receipt=receipt, reason=step.rule, note=step.text, reporter=reporter
                )
            case "edit":
                await edit_text(tx, viewer, self._settings, receipt=receipt, body=step.text, sure=True)
            case "object":
                await file_objection(
                    tx, viewer, self._settings, ref=await self._decision(contribution_id), body=step.text
                )
            case "decide":
                objection_id = await tx.value(
                    """SELECT max(j.id) FROM objection j JOIN moderation_decision m ON m.id = j.decision_id
                       WHERE m.contribution_id = $1""",
                    contribution_id,
                )
                instead = Instead(step.instead) if step.instead else None
                await decide_objection(
                    tx, viewer, objection_id=objection_id, result=step.result, answer=step.text, instead=instead
                )

    async def _moderate(self, step: ThreadStep, viewer: Viewer, contribution_id: int) -> None:
        tx, rule, why = self._tx, step.rule, step.text
        ends_at = tx.now + timedelta(days=step.days)
        match step.act:
            case "no_violation":
                await release(tx, viewer, contribution_id=contribution_id)
            case "hide":
                await hide(tx, viewer, contribution_id=contribution_id, rule=rule, public_reason=why)
            case "mask":
                await mask(
                    tx, viewer, contribution_id=contribution_id, phrases=step.phrases, rule=rule, public_reason=why
                )
            case "ask_edit":
                await ask_edit(tx, viewer, contribution_id=contribution_id, rule=rule, public_reason=why)
            case "warn":
                await warn(tx, viewer, contribution_id=contribution_id, rule=rule, public_reason=why)
            case "pace":
                await pace(
                    tx, viewer, contribution_id=contribution_id, per_day=step.per_day, ends_at=ends_at, rule=rule,
                    public_reason=why,
                )  # fmt: skip
            case "suspend":
                proposal_id = await propose_suspension(
                    tx, viewer, contribution_id=contribution_id, ends_at=ends_at, rule=rule, public_reason=why
                )
                await agree(tx, await self._people.viewer(step.second), proposal_id=proposal_id)

    async def _decision(self, contribution_id: int) -> str:
        """The latest decision on a contribution, by its public reference."""
        found: str = await self._tx.value(
            "SELECT public_ref FROM moderation_decision WHERE contribution_id = $1 ORDER BY id DESC LIMIT 1",
            contribution_id,
        )
        return found


_BY_PEOPLE: Final = frozenset({"report", "edit", "object", "decide"})
ACTS: Final = _BY_PEOPLE | {"no_violation", "hide", "mask", "ask_edit", "warn", "pace", "suspend"}
