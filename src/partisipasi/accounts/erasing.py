"""Erasing an account: who it was is gone at once; what it said stays without a name or goes, as its owner chose."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

import msgspec

from partisipasi.accounts.ledger import LedgerLine, Texts, erasures_to_replay, note_erasure
from partisipasi.accounts.rights import SYSTEM, Viewer
from partisipasi.accounts.roles import demand_another_administrator
from partisipasi.accounts.sessions import demand_proof
from partisipasi.accounts.tables import Erasure
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_
from partisipasi.record.actions import write_record
from partisipasi.settings import Settings

#: What other rooms erase of an account, put together by whoever calls: (tx, account id, "kept" or "removed").
Eraser = Callable[[Transaction, int, Texts], Awaitable[None]]


class _Account(msgspec.Struct):
    id: int
    created_at: datetime


async def erase_account(tx: Transaction, viewer: Viewer, settings: Settings, *, account_id: int, texts: Texts) -> None:
    """Remove addresses, credentials, sessions, tokens, mails and name of an account, and end its roles.

    The caller also runs every other room's eraser in the same transaction, before this. The line in the ledger is
    written last, just before the commit.

    Args:
        viewer: the account itself, freshly proved, or SYSTEM.
        settings: for the data folder with the ledger.
        texts: whether what it said stays without a name; noted here, carried out by the other erasers.

    Raises:
        ProofNeeded, SignInNeeded: not the account itself, or not proved lately.
        NotFound: no such account, or erased before.
        Conflict: the last administrator.
    """
    if viewer is not SYSTEM and demand_proof(viewer, tx.now) != account_id:
        raise NotFound(N_("There is no such account."))
    account = await _forget(tx, account_id)
    if viewer is not SYSTEM:
        await _demand_successor(tx, account_id)
    await tx.execute(
        "UPDATE role_grant SET ended_at = now(), ended_by = $2 WHERE account_id = $1 AND ended_at IS NULL",
        account_id,
        viewer.account_id,
    )
    await tx.add(Erasure(account_id=account_id, texts=texts))
    await write_record(
        tx, "account.erased", actor_id=account_id, subject=("account", account_id), details={"texts": texts}
    )
    await note_erasure(settings.data, LedgerLine(account_id, account.created_at, texts, tx.now))


async def replay(tx: Transaction, settings: Settings, *, erasers: tuple[Eraser, ...]) -> int:
    """After a restore: erase again whom the ledger names and the backup brought back.

    Args:
        erasers: what other rooms erase, as for `erase_account`.

    Returns:
        How many accounts were erased.
    """
    lines = await erasures_to_replay(tx, settings.data)
    for line in lines:
        for erase in erasers:
            await erase(tx, line.account, line.texts)
        await erase_account(tx, SYSTEM, settings, account_id=line.account, texts=line.texts)
    return len(lines)


async def _forget(tx: Transaction, account_id: int) -> _Account:
    account = await tx.one(
        _Account,
        """UPDATE account SET display_name = NULL, erased_at = now() WHERE id = $1 AND erased_at IS NULL
           RETURNING id, created_at""",
        account_id,
    )
    if account is None:
        raise NotFound(N_("There is no such account."))
    addresses = await tx.values("DELETE FROM email_address WHERE account_id = $1 RETURNING address", account_id)
    await tx.execute(
        """DELETE FROM login_link WHERE address = ANY($1::text[])
             OR (subject_id = $2 AND purpose IN ('set_password', 'change_address'))""",
        addresses,
        account_id,
    )
    await tx.execute("DELETE FROM mail WHERE to_address = ANY($1::text[]) OR about_account = $2", addresses, account_id)
    await tx.execute("DELETE FROM credential WHERE account_id = $1", account_id)
    await tx.execute("DELETE FROM session WHERE account_id = $1", account_id)
    await tx.execute("DELETE FROM api_token WHERE account_id = $1", account_id)
    await tx.execute("DELETE FROM consent WHERE account_id = $1", account_id)
    await tx.execute("DELETE FROM verification WHERE account_id = $1", account_id)
    return account


async def _demand_successor(tx: Transaction, account_id: int) -> None:
    """Whoever runs the machine may erase anyone; in the browser the last administrator first names another."""
    role = await tx.value(
        "SELECT id FROM role_grant WHERE account_id = $1 AND role = 'administrator' AND ended_at IS NULL", account_id
    )
    if role is not None:
        await demand_another_administrator(tx, role_id=role)
