"""People for tests: accounts with addresses of their own."""

from __future__ import annotations

from uuid import uuid4

from partisipasi.accounts.passwords import hash_password, store_password
from partisipasi.accounts.people import account_for_address
from partisipasi.kit.database import Database, Transaction

PASSWORD = "kuda lepas baterai staples"


def new_address() -> str:
    """An address that nobody has."""
    return f"warga-{uuid4().hex[:12]}@contoh.example"


async def new_account(tx: Transaction, *, name: str | None = None) -> tuple[int, str]:
    """An account and its address."""
    address = new_address()
    return await account_for_address(tx, address=address, language="id", display_name=name), address


async def stored_account(
    database: Database, *, password: str | None = PASSWORD, name: str | None = None
) -> tuple[int, str]:
    """A committed account and its address."""
    secret = await hash_password(password) if password else None
    async with database.transaction() as tx:
        account_id, address = await new_account(tx, name=name)
        if secret:
            await store_password(tx, account_id=account_id, secret=secret)
    return account_id, address
