"""Reading people: who a session or token belongs to, and what staff may see of an account."""

from __future__ import annotations

from datetime import datetime

import msgspec

from partisipasi.accounts.rights import GUEST, Role, Viewer
from partisipasi.kit.codes import token_hash
from partisipasi.kit.database import Transaction

#: Idle and absolute life of a session in seconds: staff half an hour and twelve, others a month and three.
STAFF_IDLE, STAFF_LIFE = 30 * 60, 12 * 3600
CITIZEN_IDLE, CITIZEN_LIFE = 30 * 24 * 3600, 90 * 24 * 3600

_VIEWER = """
    a.id AS account_id, a.number, a.display_name, a.language,
    EXISTS (SELECT 1 FROM email_address e WHERE e.account_id = a.id AND e.confirmed_at IS NOT NULL) AS confirmed,
    EXISTS (SELECT 1 FROM verification f
            WHERE f.account_id = a.id AND f.ended_at IS NULL AND f.expires_at > now()) AS verified,
    (SELECT array_agg(r.role || ':' || coalesce(r.topic_id::text, '') || ':' || coalesce(r.agency_id::text, ''))
       FROM role_grant r WHERE r.account_id = a.id AND r.ended_at IS NULL) AS roles,
    (SELECT max(x.ends_at) FROM restriction x WHERE x.account_id = a.id AND x.kind = 'suspend'
       AND x.lifted_at IS NULL AND x.starts_at <= now() AND x.ends_at > now()) AS suspended_until,
    (SELECT x.decision_ref FROM restriction x WHERE x.account_id = a.id AND x.kind = 'suspend'
       AND x.lifted_at IS NULL AND x.starts_at <= now() AND x.ends_at > now()
       ORDER BY x.ends_at DESC LIMIT 1) AS suspended_by
"""

_SESSION = f"""
    SELECT {_VIEWER}, s.id AS session_id, s.proved_at, (%s)::int AS unread
    FROM session s JOIN account a ON a.id = s.account_id
    WHERE s.token_hash = $1 AND s.expires_at > now() AND a.disabled_at IS NULL AND a.erased_at IS NULL
      AND s.seen_at > now() - make_interval(secs => CASE WHEN EXISTS (
            SELECT 1 FROM role_grant r WHERE r.account_id = a.id AND r.ended_at IS NULL AND r.role <> 'citizen')
          THEN {STAFF_IDLE} ELSE {CITIZEN_IDLE} END)"""


class _Known(msgspec.Struct):
    account_id: int
    number: int
    display_name: str | None
    language: str
    confirmed: bool
    verified: bool
    roles: list[str] | None
    session_id: int | None = None
    proved_at: datetime | None = None
    unread: int = 0
    suspended_until: datetime | None = None
    suspended_by: str | None = None


async def viewer_of_session(tx: Transaction, token: str, *, unread: str = "0") -> Viewer:
    """Whoever is signed in with this cookie; a guest if the session is unknown, over, or its account is closed.

    Args:
        unread: SQL that counts what the account (alias `a`) has not read, from the room that knows. Asked along here,
            it costs no query of its own on any page.
    """
    known = await tx.one(_Known, _SESSION % unread, token_hash(token))
    return _viewer(known)


async def viewer_of_api_token(tx: Transaction, token: str) -> Viewer:
    """Whoever made this API token; a guest if it is unknown, over or revoked."""
    known = await tx.one(
        _Known,
        f"""SELECT {_VIEWER} FROM api_token t JOIN account a ON a.id = t.account_id
            WHERE t.token_hash = $1 AND t.expires_at > now() AND t.revoked_at IS NULL
              AND a.disabled_at IS NULL AND a.erased_at IS NULL""",
        token_hash(token),
    )
    return _viewer(known)


async def viewer_of_account(tx: Transaction, account_id: int) -> Viewer:
    """An account as a viewer, for scheduled work and the command line that act for it."""
    return _viewer(await tx.one(_Known, f"SELECT {_VIEWER} FROM account a WHERE a.id = $1", account_id))


async def account_of_address(tx: Transaction, address: str) -> int | None:
    """The account that has this address (already normalised), or None."""
    found: int | None = await tx.value("SELECT account_id FROM email_address WHERE address = $1", address)
    return found


def _viewer(known: _Known | None) -> Viewer:
    if known is None:
        return GUEST
    return Viewer(
        account_id=known.account_id,
        session_id=known.session_id,
        number=known.number,
        display_name=known.display_name,
        language=known.language,
        confirmed=known.confirmed,
        verified=known.verified,
        roles=tuple(_role(value) for value in known.roles or ()),
        proved_at=known.proved_at,
        unread=known.unread,
        suspended_until=known.suspended_until,
        suspended_by=known.suspended_by or "",
    )


def _role(value: str) -> Role:
    name, topic, agency = value.split(":")
    return Role(name, int(topic) if topic else None, int(agency) if agency else None)
