"""Verified civil servants: an attribute of an account with method, date and end, found by mail domain or roster.

It opens threads kept to verified people, nothing else: it is no role, and shows nowhere beside a name.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from partisipasi.accounts.people import normalise_address
from partisipasi.accounts.rights import Act, Viewer, demand
from partisipasi.accounts.tables import Verification
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Invalid, NotFound
from partisipasi.kit.i18n import N_
from partisipasi.record.actions import write_record
from partisipasi.settings import Settings

#: How long a verification counts: people change posts and retire, most often at the turn of a year.
LIFE = timedelta(days=365)
#: Addresses taken into the roster at once.
MOST_AT_ONCE = 5000

_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}")


class OwnVerification(msgspec.Struct, frozen=True):
    """A verification as its owner and administrators see it."""

    id: int
    account_id: int
    number: int
    display_name: str | None
    method: str
    verified_at: datetime
    expires_at: datetime


class Sources(msgspec.Struct, frozen=True):
    """By what people are verified: domains, and how many addresses are on the roster."""

    domains: list[str]
    addresses: int
    verified: int


_OWN = """SELECT f.id, f.account_id, a.number, a.display_name, f.method, f.verified_at, f.expires_at
    FROM verification f JOIN account a ON a.id = f.account_id WHERE f.ended_at IS NULL AND f.expires_at > now()"""


async def verification_of(tx: Transaction, account_id: int) -> OwnVerification | None:
    """The verification in force of an account."""
    return await tx.one(OwnVerification, f"{_OWN} AND f.account_id = $1", account_id)


async def verify_self(tx: Transaction, viewer: Viewer, settings: Settings) -> str:
    """Verify the viewer by a confirmed address; one that counts already is prolonged.

    Returns:
        The method.

    Raises:
        SignInNeeded: a guest.
        Conflict: `not_known`: no confirmed address has a known domain or is on the roster.
    """
    demand(viewer, Act.keep_account)
    addresses = await tx.values(
        "SELECT address FROM email_address WHERE account_id = $1 AND confirmed_at IS NOT NULL", viewer.account_id
    )
    method = await _method(tx, addresses, settings)
    if method is None:
        raise Conflict(
            N_("Your confirmed address belongs to no known office and is not on the roster. Use your office address."),
            code="not_known",
        )
    await _verify(tx, viewer.account_id or 0, method, by=viewer.account_id)
    return method


async def verify_account(tx: Transaction, viewer: Viewer, *, account_id: int) -> None:
    """Verify somebody by hand, after having seen who they are.

    Raises:
        Forbidden, SignInNeeded: no administrator.
        NotFound: no such account.
        Invalid: one's own account.
    """
    demand(viewer, Act.administer)
    if account_id == viewer.account_id:
        raise Invalid({"account": N_("Somebody else has to verify you.")})
    if not await tx.value("SELECT true FROM account WHERE id = $1 AND erased_at IS NULL", account_id):
        raise NotFound(N_("There is no such account."))
    await _verify(tx, account_id, "administrator", by=viewer.account_id)


async def end_verification(tx: Transaction, viewer: Viewer, *, verification_id: int) -> None:
    """End a verification: one's own, or anybody's as an administrator.

    Raises:
        NotFound: there is none in force that is the viewer's to end.
    """
    demand(viewer, Act.keep_account)
    owner: int | None = await tx.value(
        "SELECT account_id FROM verification WHERE id = $1 AND ended_at IS NULL FOR UPDATE", verification_id
    )
    if owner is None or (owner != viewer.account_id and not viewer.has("administrator")):
        raise NotFound(N_("This verification has already ended."))
    await tx.execute(
        "UPDATE verification SET ended_at = now(), ended_by = $2 WHERE id = $1", verification_id, viewer.account_id
    )
    await write_record(tx, "account.verification_ended", actor_id=viewer.account_id, subject=("account", owner))


async def sources(tx: Transaction) -> Sources:
    """By what people are verified, and how many are."""
    return Sources(
        await tx.values("SELECT domain FROM verified_domain ORDER BY domain"),
        await tx.value("SELECT count(*) FROM roster_entry"),
        await tx.value("SELECT count(*) FROM verification WHERE ended_at IS NULL AND expires_at > now()"),
    )


async def verified_people(
    tx: Transaction, *, after: int | None, before: int | None, size: int
) -> list[OwnVerification]:
    """Who is verified, latest first, one more than `size` if there are more."""
    if before is not None:
        return await tx.all(OwnVerification, f"{_OWN} AND f.id > $1 ORDER BY f.id LIMIT $2", before, size + 1)
    return await tx.all(
        OwnVerification, f"{_OWN} AND ($1::bigint IS NULL OR f.id < $1) ORDER BY f.id DESC LIMIT $2", after, size + 1
    )


async def set_domains(tx: Transaction, viewer: Viewer, *, domains: str) -> None:
    """Say which mail domains verify; who was verified by one that is taken away stays so until the end.

    Args:
        domains: one in a line.

    Raises:
        Invalid: a line that is no domain.
    """
    demand(viewer, Act.administer)
    wanted = {line.strip().casefold().lstrip("@") for line in domains.splitlines() if line.strip()}
    if wrong := sorted(name for name in wanted if not _DOMAIN.fullmatch(name)):
        raise Invalid({"domains": N_("This is no mail domain: %(domain)s")}, domain=wrong[0][:80])
    await tx.execute("DELETE FROM verified_domain WHERE NOT domain = ANY($1::text[])", sorted(wanted))
    await tx.execute(
        """INSERT INTO verified_domain (domain, added_by)
           SELECT unnest($1::text[]), $2 ON CONFLICT (domain) DO NOTHING""",
        sorted(wanted),
        viewer.account_id,
    )
    await write_record(
        tx, "city.verified_domains", actor_id=viewer.account_id, subject=("city", 1), details={"domains": len(wanted)}
    )


async def add_to_roster(tx: Transaction, viewer: Viewer, settings: Settings, *, addresses: str) -> int:
    """Put addresses on the roster; only their keyed hashes are kept.

    Args:
        addresses: one in a line, or the first column of a table pasted.

    Returns:
        How many are new.

    Raises:
        Invalid: a line that is no address, none, or too many.
    """
    demand(viewer, Act.administer)
    lines = [re.split(r"[,;\t ]", line.strip())[0] for line in addresses.splitlines() if line.strip()]
    if not lines or len(lines) > MOST_AT_ONCE:
        raise Invalid({"addresses": N_("Give 1 to 5,000 addresses, one in a line.")})
    hashes = [_hash(_address(number, line), settings) for number, line in enumerate(lines, 1)]
    added: int = await tx.value(
        """WITH added AS (INSERT INTO roster_entry (address_hash, added_by)
                          SELECT DISTINCT unnest($1::bytea[]), $2::bigint
                          ON CONFLICT (address_hash) DO NOTHING RETURNING 1)
           SELECT count(*) FROM added""",
        hashes,
        viewer.account_id,
    )
    await write_record(
        tx, "city.roster_added", actor_id=viewer.account_id, subject=("city", 1), details={"addresses": added}
    )
    return added


async def empty_roster(tx: Transaction, viewer: Viewer) -> None:
    """Take all addresses off the roster; verifications given stay until their end."""
    demand(viewer, Act.administer)
    await tx.execute("DELETE FROM roster_entry")
    await write_record(tx, "city.roster_emptied", actor_id=viewer.account_id, subject=("city", 1))


async def _verify(tx: Transaction, account_id: int, method: str, *, by: int | None) -> None:
    # Two presses at once would each end the other's.
    await tx.execute("SELECT 1 FROM account WHERE id = $1 FOR NO KEY UPDATE", account_id)
    await tx.execute(
        "UPDATE verification SET ended_at = now(), ended_by = $2 WHERE account_id = $1 AND ended_at IS NULL",
        account_id,
        by,
    )
    made = await tx.add(
        Verification(account_id=account_id, method=method, verified_at=tx.now, expires_at=tx.now + LIFE)
    )
    await write_record(
        tx, "account.verified", actor_id=by, subject=("account", account_id),
        details={"verification": made.id, "method": method},
    )  # fmt: skip


async def _method(tx: Transaction, addresses: Sequence[str], settings: Settings) -> str | None:
    domains = [address.rpartition("@")[2] for address in addresses]
    if await tx.value("SELECT true FROM verified_domain WHERE domain = ANY($1::text[]) LIMIT 1", domains):
        return "mail_domain"
    hashes = [_hash(address, settings) for address in addresses]
    if await tx.value("SELECT true FROM roster_entry WHERE address_hash = ANY($1::bytea[]) LIMIT 1", hashes):
        return "roster"
    return None


def _address(number: int, line: str) -> str:
    try:
        return normalise_address(line)
    except Invalid:
        raise Invalid({"addresses": N_("Line %(line)s is no e-mail address.")}, line=number) from None


def _hash(address: str, settings: Settings) -> bytes:
    return hmac.new(settings.secret.encode(), f"roster {address}".encode(), hashlib.sha256).digest()
