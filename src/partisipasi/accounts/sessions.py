"""Sessions. Our own, because the framework's adopts any value a browser sends (fixation) and writes a row per visitor.

A token of 256 bits is made by the server alone, at every sign-in anew; only its SHA-256 is stored. Nobody has one
before signing in.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from partisipasi.accounts.queries import CITIZEN_LIFE, STAFF_LIFE
from partisipasi.accounts.rights import Viewer
from partisipasi.accounts.tables import Session
from partisipasi.kit.codes import new_token, token_hash
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound, SignInNeeded
from partisipasi.kit.i18n import N_
from partisipasi.record.actions import write_record

#: How long a sign-in proves who one is for acts that cannot be taken back.
PROOF_LIFE = timedelta(minutes=10)


class SessionView(msgspec.Struct, frozen=True):
    """A session as its owner sees it."""

    id: int
    device: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime


class ProofNeeded(SignInNeeded):
    """Signed in, but too long ago for an act that cannot be taken back; signing in again is the proof."""

    code = "proof_needed"


def demand_proof(viewer: Viewer, now: datetime) -> int:
    """Refuse unless the viewer proved who they are within PROOF_LIFE: for password, address, erasing, roles, tokens.

    Args:
        now: the transaction's time.

    Returns:
        The viewer's account id.

    Raises:
        SignInNeeded: a guest.
        ProofNeeded: the last sign-in is too long ago.
    """
    if viewer.account_id is None:
        raise SignInNeeded(N_("Please sign in first."))
    if viewer.proved_at is None or viewer.proved_at < now - PROOF_LIFE:
        raise ProofNeeded(N_("Please confirm that it is you by signing in again."))
    return viewer.account_id


async def start_session(tx: Transaction, *, account_id: int, device: str, instead_of: int | None = None) -> str:
    """Sign a browser in.

    Args:
        device: a coarse description ("Chrome, Android"), shown to the account in its list of sessions.
        instead_of: the session this browser had until now; it ends.

    Returns:
        The token for the cookie.
    """
    token = new_token()
    if instead_of is not None:
        await tx.execute("DELETE FROM session WHERE id = $1", instead_of)
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
    """Sign this browser out, or another one of the same account.

    Raises:
        NotFound: the session named is not one of the viewer's.
    """
    target = session_id or viewer.session_id
    ended = await tx.execute("DELETE FROM session WHERE id = $1 AND account_id = $2", target, viewer.account_id)
    if session_id is not None and not ended:
        raise NotFound(N_("This device is already signed out."))
    if ended and target is not None:
        await write_record(tx, "session.ended", actor_id=viewer.account_id, subject=("session", target))


async def end_all_sessions(tx: Transaction, *, account_id: int, but: int | None = None, by: int | None = None) -> int:
    """Sign an account out everywhere, perhaps but for one session.

    Args:
        by: the account that asks for it, if it is another one.

    Returns:
        How many sessions ended.
    """
    ended = await tx.execute("DELETE FROM session WHERE account_id = $1 AND id IS DISTINCT FROM $2", account_id, but)
    await write_record(
        tx,
        "session.all_ended",
        actor_id=by or account_id,
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
