"""What this room holds of a person, for themselves: to see, to take away."""

from __future__ import annotations

from typing import Any

from partisipasi.accounts.rights import Act, Viewer, demand
from partisipasi.kit.database import Transaction


async def own_data(tx: Transaction, viewer: Viewer) -> dict[str, Any]:
    """The viewer's account and all that hangs on it, secrets excepted, with who did what to it and when.

    Returns:
        Plain values ready for JSON.

    Raises:
        SignInNeeded: a guest.
    """
    demand(viewer, Act.keep_account)
    owner = viewer.account_id
    account = await tx.rows(
        "SELECT number, display_name, language, created_at, disabled_at FROM account WHERE id = $1", owner
    )
    return {
        "account": account[0],
        "addresses": await tx.rows(
            "SELECT address, confirmed_at, created_at FROM email_address WHERE account_id = $1 ORDER BY id", owner
        ),
        "ways_to_sign_in": await tx.rows(
            "SELECT kind, created_at FROM credential WHERE account_id = $1 ORDER BY id", owner
        ),
        "sessions": await tx.rows(
            "SELECT device, created_at, seen_at, expires_at FROM session WHERE account_id = $1 ORDER BY id", owner
        ),
        "api_tokens": await tx.rows(
            "SELECT created_at, expires_at, revoked_at FROM api_token WHERE account_id = $1 ORDER BY id", owner
        ),
        "roles": await tx.rows(
            """SELECT role, topic_id, agency_id, granted_at, ended_at FROM role_grant
               WHERE account_id = $1 ORDER BY id""",
            owner,
        ),
        "verifications": await tx.rows(
            "SELECT method, verified_at, expires_at, ended_at FROM verification WHERE account_id = $1 ORDER BY id",
            owner,
        ),
        "consents": await tx.rows(
            """SELECT purpose, encode(words_hash, 'hex') AS words_sha256, language, given_at FROM consent
               WHERE account_id = $1 ORDER BY id""",
            owner,
        ),
        "mails": await tx.rows(
            """SELECT m.subject, m.created_at, m.sent_at FROM mail m JOIN email_address e ON e.address = m.to_address
               WHERE e.account_id = $1 ORDER BY m.id""",
            owner,
        ),
        "what_was_done": await tx.rows(
            """SELECT at, act, CASE WHEN actor_id = $1 THEN 'you' WHEN actor_id IS NULL THEN 'the program'
                                    ELSE 'somebody on duty' END AS by
               FROM record_entry
               WHERE actor_id = $1 OR (subject_kind = 'account' AND subject_id = $1)
                  OR (subject_kind = 'role' AND subject_id IN (SELECT id FROM role_grant WHERE account_id = $1))
               ORDER BY id""",
            owner,
        ),
    }
