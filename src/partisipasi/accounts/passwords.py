"""Passwords: argon2id in a few threads beside the event loop, with the same work for accounts that do not exist.

One kind of credential among several: `tables.Credential` has room for second factors, passkeys, single sign-on and
accounts without e-mail, each as a row of its own kind; none of them is built yet.
"""

from __future__ import annotations

import asyncio
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from partisipasi.accounts.guessable import is_guessable
from partisipasi.accounts.rights import Viewer
from partisipasi.accounts.sessions import demand_proof
from partisipasi.accounts.tables import Credential
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Invalid
from partisipasi.kit.i18n import N_
from partisipasi.record.actions import write_record

#: In signs. Staff are advised to take ADVISED_FOR_STAFF.
SHORTEST, ADVISED_FOR_STAFF, LONGEST = 8, 15, 1000

#: 19 MiB, two passes, one lane (OWASP's choice for small machines): about 35 ms of one core.
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
#: No more at once than this, however many ask: the others wait, and pages go on being served.
_WORKERS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")


class StoredPassword(msgspec.Struct, frozen=True):
    """The password of an account, by an address."""

    account_id: int
    secret: str


class Verdict(msgspec.Struct, frozen=True):
    """Whether a password is right, and whether its hash was made with older parameters."""

    right: bool
    stale: bool = False


async def password_of(tx: Transaction, *, address: str) -> StoredPassword | None:
    """The stored password of the account with this address; None if there is no such account or it has none."""
    return await tx.one(
        StoredPassword,
        """SELECT c.account_id, c.secret FROM credential c JOIN email_address e USING (account_id)
           WHERE e.address = $1 AND c.kind = 'password'""",
        address,
    )


async def has_password(tx: Transaction, *, account_id: int) -> bool:
    """Whether an account has a password."""
    found: bool = await tx.value(
        "SELECT EXISTS (SELECT 1 FROM credential WHERE account_id = $1 AND kind = 'password')", account_id
    )
    return found


async def verify_password(stored: str | None, password: str) -> Verdict:
    """Check a password. Hold no transaction meanwhile: this may wait its turn.

    Args:
        stored: its hash; None checks against a hash of nobody's, so that a miss takes as long as a hit.
    """
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_WORKERS, _verify, stored, _plain(password))


async def hash_password(password: str) -> str:
    """The hash of a password. Hold no transaction meanwhile: this may wait its turn."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_WORKERS, HASHER.hash, _plain(password))


def check_password(password: str, *, known: tuple[str, ...] = (), field: str = "password") -> None:
    """Refuse a password that is too short or easily guessed. There are no rules on which signs it holds.

    Args:
        known: words that everybody can connect with this person or site: address, name, city.
        field: the form field that the refusal names.

    Raises:
        Invalid: it cannot be used.
    """
    plain = _plain(password)
    if len(plain) < SHORTEST:
        raise Invalid({field: N_("A password needs at least %(limit)s characters.")}, limit=SHORTEST)
    if len(plain) > LONGEST:
        raise Invalid({field: N_("A password has at most %(limit)s characters.")}, limit=LONGEST)
    if is_guessable(plain, known):
        raise Invalid({field: N_("This password is used by many people or easily guessed. Choose another one.")})


async def set_password(tx: Transaction, viewer: Viewer, *, secret: str) -> None:
    """Give the viewer's account a password, in place of an older one.

    Args:
        secret: the hash of a checked password (`check_password`, `hash_password`).

    Raises:
        ProofNeeded: the viewer's last sign-in is too long ago.
    """
    account_id = demand_proof(viewer, tx.now)
    await store_password(tx, account_id=account_id, secret=secret)
    await write_record(tx, "password.set", actor_id=account_id, subject=("account", account_id))


async def store_password(tx: Transaction, *, account_id: int, secret: str) -> None:
    """Store the hash of a password, in place of an older one: after a link proved the address, or on rehashing."""
    replaced = await tx.execute(
        "UPDATE credential SET secret = $2, created_at = now() WHERE account_id = $1 AND kind = 'password'",
        account_id,
        secret,
    )
    if not replaced:
        await tx.add(Credential(account_id=account_id, kind="password", secret=secret))


def _plain(password: str) -> str:
    """The same password however a keyboard composes its accents."""
    return unicodedata.normalize("NFC", password)


def _verify(stored: str | None, password: str) -> Verdict:
    try:
        HASHER.verify(stored or _nobodys(), password)
    except (VerificationError, InvalidHashError):
        return Verdict(False)
    return Verdict(stored is not None, stored is not None and HASHER.check_needs_rehash(stored))


@cache
def _nobodys() -> str:
    return HASHER.hash("a password that nobody has")
