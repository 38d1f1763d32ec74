"""Reading rounds: what is open, what is planned, what was closed. The database's clock decides."""

from __future__ import annotations

from datetime import datetime

import msgspec

from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_, days_until

ROUND_STATE = """CASE WHEN r.opens_at > now() THEN 'planned' WHEN r.closes_at > now() THEN 'open' ELSE 'closed' END"""
_COLUMNS = f"""r.id, r.draft_id, r.version_id, v.number AS version_number, r.number, r.opens_at, r.closes_at,
    r.introduction, r.introduction_en, {ROUND_STATE} AS state,
    EXISTS (SELECT 1 FROM round_change x WHERE x.round_id = r.id) AS changed"""
_SOURCE = "FROM round r JOIN version v ON v.id = r.version_id"


class RoundView(msgspec.Struct, frozen=True, kw_only=True):
    """A round; `state` is planned, open or closed."""

    id: int
    draft_id: int
    version_id: int
    version_number: int
    number: int
    opens_at: datetime
    closes_at: datetime
    introduction: str
    introduction_en: str
    state: str
    changed: bool

    @property
    def days_left(self) -> int:
        """Whole days until it closes, in the city's zone; 0 on the last day."""
        return days_until(self.closes_at)


class RoundChangeView(msgspec.Struct, frozen=True):
    """That a round was extended or closed early, and why."""

    closed_before: datetime
    closes_at: datetime
    reason: str
    at: datetime


async def open_round_of(tx: Transaction, draft_id: int) -> RoundView | None:
    """The round of a draft that is open now. Two never are."""
    return await tx.one(
        RoundView,
        f"SELECT {_COLUMNS} {_SOURCE} WHERE r.draft_id = $1 AND r.opens_at <= now() AND r.closes_at > now()",
        draft_id,
    )


async def next_round_of(tx: Transaction, draft_id: int) -> RoundView | None:
    """The next planned round of a draft."""
    return await tx.one(
        RoundView,
        f"SELECT {_COLUMNS} {_SOURCE} WHERE r.draft_id = $1 AND r.opens_at > now() ORDER BY r.opens_at LIMIT 1",
        draft_id,
    )


async def rounds_of(tx: Transaction, draft_id: int) -> list[RoundView]:
    """All rounds of a draft, oldest first. Rounds are of published versions, so everybody may see them."""
    return await tx.all(
        RoundView, f"SELECT {_COLUMNS} {_SOURCE} WHERE r.draft_id = $1 ORDER BY r.opens_at, r.id", draft_id
    )


async def round_view(tx: Transaction, round_id: int) -> RoundView:
    """One round.

    Raises:
        NotFound: there is no such round.
    """
    found = await tx.one(RoundView, f"SELECT {_COLUMNS} {_SOURCE} WHERE r.id = $1", round_id)
    if found is None:
        raise NotFound(N_("There is no such round."))
    return found


async def round_changes(tx: Transaction, round_id: int) -> list[RoundChangeView]:
    """When and why the end of a round was changed, oldest first."""
    return await tx.all(
        RoundChangeView,
        "SELECT closed_before, closes_at, reason, at FROM round_change WHERE round_id = $1 ORDER BY id",
        round_id,
    )
