"""Sessions. Our own, because the framework's adopts any value a browser sends (fixation) and writes a row per visitor.

A token of 256 bits is made by the server alone, at every sign-in anew; only its SHA-256 is stored. Nobody has one
before signing in.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from partisipasi.accounts.queries import CITIZEN_LIFE, STAFF_LIFE
from partisipasi.accounts.rights import Viewer
from partisipasi.accounts.tables import Session
from partisipasi.kit.codes import new_token, token_hash
from partisipasi.kit.database import Transaction
from partisipasi.record.actions import write_record


class SessionView(msgspec.Struct, frozen=True):
    """A session as its owner sees it."""

    id: int
    device: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime


async def start_session(tx: Transaction, *, account_id: int, device: str) -> str:
    """Sign a browser in.

    Args:
        device: a coarse description ("Chrome, Android"), shown to the account in its list of sessions.

    Returns:
        The token for the cookie.
    """
    token = new_token()
    staff = await tx.value(
        """SELECT EXISTS (SELECT 1 FROM role_grant WHERE account_id = $1 AND ended_at IS NULL AND role <> 'citizen')""",
        account_id,
    )
    expires = await tx.value("SELECT now() + make_interval(secs => $1)", float(STAFF_LIFE if staff else CITIZEN_LIFE))
    session = await tx.add(
        Session(
            account_id=account_id,
            token_hash=token_hash(token),
            device=device[:80],
            proved_at=tx.now,
            seen_at=tx.now,
            expires_at=expires,
        )
    )
    await write_record(tx, "session.started", actor_id=account_id, subject=("session", session.id))
    return token


async def end_session(tx: Transaction, viewer: Viewer, *, session_id: int | None = None) -> None:
    """Sign this browser out, or another one of the same account."""
    target = session_id or viewer.session_id
    ended = await tx.execute("DELETE FROM session WHERE id = $1 AND account_id = $2", target, viewer.account_id)
    if ended and target is not None:
        await write_record(tx, "session.ended", actor_id=viewer.account_id, subject=("session", target))


async def end_all_sessions(tx: Transaction, *, account_id: int, but: int | None = None) -> int:
    """Sign an account out everywhere, perhaps but for one session.

    Returns:
        How many sessions ended.
    """
    ended = await tx.execute("DELETE FROM session WHERE account_id = $1 AND id IS DISTINCT FROM $2", account_id, but)
    await write_record(
        tx,
        "session.all_ended",
        actor_id=account_id,
        subject=("account", account_id),
        details={"ended": ended},
    )
    return ended


async def sessions_of(tx: Transaction, viewer: Viewer) -> list[SessionView]:
    """The viewer's own sessions, latest use first."""
    return await tx.all(
        SessionView,
        """SELECT id, device, created_at, seen_at, expires_at FROM session
           WHERE account_id = $1 AND expires_at > now() ORDER BY seen_at DESC LIMIT 100""",
        viewer.account_id,
    )


async def note_seen(tx: Transaction, sessions: Sequence[int]) -> None:
    """Note that these sessions were used just now, and drop those long over."""
    await tx.execute("UPDATE session SET seen_at = now() WHERE id = ANY($1::bigint[])", list(sessions))
    await tx.execute("DELETE FROM session WHERE expires_at < now() - interval '7 days'")
