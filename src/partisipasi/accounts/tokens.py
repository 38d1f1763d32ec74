"""Tokens for programs that act as their account. Shown once, stored as a hash."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from partisipasi.accounts.rights import SYSTEM, Viewer
from partisipasi.accounts.sessions import demand_proof
from partisipasi.accounts.tables import ApiToken
from partisipasi.kit.codes import new_token, token_hash
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Invalid, NotFound
from partisipasi.kit.i18n import N_
from partisipasi.record.actions import write_record

DAYS, MOST_DAYS = 90, 366


class TokenView(msgspec.Struct, frozen=True):
    """A token as its owner sees it: everything but the token."""

    id: int
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


async def make_token(tx: Transaction, viewer: Viewer, *, account_id: int, days: int = DAYS) -> str:
    """Make a token for an account.

    Args:
        viewer: the account itself, freshly proved, or SYSTEM.

    Returns:
        The token; it cannot be had again.

    Raises:
        ProofNeeded, SignInNeeded: not the account itself, or not proved lately.
        Invalid: not 1 to MOST_DAYS days.
    """
    if viewer is not SYSTEM and demand_proof(viewer, tx.now) != account_id:
        raise NotFound(N_("There is no such account."))
    if not 1 <= days <= MOST_DAYS:
        raise Invalid({"days": N_("A token is good for 1 to %(most)s days.")}, most=MOST_DAYS)
    token = new_token()
    row = await tx.add(
        ApiToken(account_id=account_id, token_hash=token_hash(token), expires_at=tx.now + timedelta(days=days))
    )
    await write_record(tx, "token.made", actor_id=viewer.account_id, subject=("token", row.id), details={"days": days})
    return token


async def tokens_of(tx: Transaction, viewer: Viewer) -> list[TokenView]:
    """The viewer's own tokens, newest first."""
    return await tx.all(
        TokenView,
        """SELECT id, created_at, expires_at, revoked_at FROM api_token
           WHERE account_id = $1 ORDER BY id DESC LIMIT 100""",
        viewer.account_id,
    )


async def revoke_token(tx: Transaction, viewer: Viewer, *, token_id: int) -> None:
    """End a token of one's own at once.

    Raises:
        NotFound: it is not the viewer's, or already ended.
    """
    ended = await tx.execute(
        "UPDATE api_token SET revoked_at = now() WHERE id = $1 AND account_id = $2 AND revoked_at IS NULL",
        token_id,
        viewer.account_id,
    )
    if not ended:
        raise NotFound(N_("This token has already ended."))
    await write_record(tx, "token.revoked", actor_id=viewer.account_id, subject=("token", token_id))
