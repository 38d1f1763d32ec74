"""What makes a contribution appear and disappear, once it has been decided. Rights and reasons are moderation's."""

from __future__ import annotations

from datetime import datetime

import msgspec

from partisipasi.discussions.anchors import catch_up
from partisipasi.discussions.tallies import count_in, count_out, counted, tell
from partisipasi.discussions.telling import tell_later
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, NotFound
from partisipasi.kit.i18n import N_


class _State(msgspec.Struct, frozen=True):
    state: str


async def hide_contribution(tx: Transaction, *, contribution_id: int, rule: str) -> None:
    """Hide what is public, or what is held and will not be released. A stub with the rule is left.

    Raises:
        NotFound: there is no such contribution.
        Conflict: `not_public`: it is hidden, withdrawn or not confirmed.
    """
    was = await _demand(tx, contribution_id, "published", "held", code="not_public")
    await tx.execute(
        "UPDATE contribution SET state = 'hidden', hidden_rule = $2, held_reason = NULL WHERE id = $1",
        contribution_id,
        rule,
    )
    thing = await counted(tx, contribution_id)
    if was == "published":
        await count_out(tx, thing)
    else:
        tell(tx, thing)


async def restore_contribution(tx: Transaction, *, contribution_id: int) -> None:
    """Show a hidden contribution again.

    Raises:
        NotFound, Conflict: `not_hidden`.
    """
    await _demand(tx, contribution_id, "hidden", code="not_hidden")
    await _publish(tx, contribution_id)


async def release_held(tx: Transaction, *, contribution_id: int) -> None:
    """Publish what was held.

    Raises:
        NotFound, Conflict: `not_held`.
    """
    await _demand(tx, contribution_id, "held", code="not_held")
    await _publish(tx, contribution_id)


async def hold_contribution(tx: Transaction, *, contribution_id: int, reason: str) -> None:
    """Take a public contribution back until a moderator has looked at it.

    Raises:
        NotFound, Conflict: `not_public`.
    """
    await _demand(tx, contribution_id, "published", code="not_public")
    await tx.execute(
        "UPDATE contribution SET state = 'held', held_reason = $2, held_at = now() WHERE id = $1",
        contribution_id,
        reason,
    )
    await count_out(tx, await counted(tx, contribution_id))


async def hold_again(tx: Transaction, *, contribution_id: int, reason: str | None, since: datetime) -> None:
    """Put back into holding what a moderator released or hid a moment ago: a decision was taken back.

    Args:
        reason: why it was held.
        since: when it was decided; what became public by that was never public.

    Raises:
        NotFound, Conflict: `not_public`: it was withdrawn meanwhile.
    """
    was = await _demand(tx, contribution_id, "published", "hidden", code="not_public")
    await tx.execute(
        """UPDATE contribution SET state = 'held', held_reason = $2, hidden_rule = NULL,
                  published_at = CASE WHEN published_at < $3 THEN published_at END WHERE id = $1""",
        contribution_id,
        reason,
        since,
    )
    thing = await counted(tx, contribution_id)
    if was == "published":
        await count_out(tx, thing)
    else:
        tell(tx, thing)


async def _publish(tx: Transaction, contribution_id: int) -> None:
    await tx.execute(
        """UPDATE contribution SET state = 'published', hidden_rule = NULL, held_reason = NULL,
                  published_at = coalesce(published_at, now()) WHERE id = $1""",
        contribution_id,
    )
    await count_in(tx, await counted(tx, contribution_id))
    await catch_up(tx, contribution_id)
    await tell_later(tx, contribution_id)


async def _demand(tx: Transaction, contribution_id: int, *states: str, code: str) -> str:
    found = await tx.one(_State, "SELECT state FROM contribution WHERE id = $1 FOR UPDATE", contribution_id)
    if found is None:
        raise NotFound(N_("There is no such input."))
    if found.state not in states:
        raise Conflict(N_("This input is no longer in the state you saw. Please look again."), code=code)
    return found.state
