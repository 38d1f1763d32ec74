"""What people change of their own account: name, language, address."""

from __future__ import annotations

from datetime import datetime

import msgspec

from partisipasi.accounts.links import Link, end_links, make_link
from partisipasi.accounts.names import check_name
from partisipasi.accounts.queries import account_of_address
from partisipasi.accounts.rights import Act, Viewer, demand
from partisipasi.accounts.sessions import demand_proof
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Invalid, NotFound
from partisipasi.kit.i18n import LANGUAGES, N_
from partisipasi.record.actions import write_record
from partisipasi.settings import Settings


class OwnAccount(msgspec.Struct, frozen=True):
    """An account as its owner sees it."""

    id: int
    number: int
    display_name: str | None
    language: str
    address: str | None
    has_password: bool
    sessions: int
    created_at: datetime


class AddressAsked(msgspec.Struct, frozen=True):
    """A change of address that waits for its link. `link` is None where the new address has an account already."""

    old: str | None
    new: str
    link: Link | None


class AddressChanged(msgspec.Struct, frozen=True):
    """A change of address that has happened; both addresses are told."""

    account_id: int
    language: str
    old: str
    new: str


async def own_account(tx: Transaction, viewer: Viewer) -> OwnAccount:
    """The viewer's own account.

    Raises:
        SignInNeeded: a guest.
    """
    demand(viewer, Act.keep_account)
    found = await tx.one(
        OwnAccount,
        """SELECT a.id, a.number, a.display_name, a.language, a.created_at,
             (SELECT address FROM email_address e WHERE e.account_id = a.id ORDER BY e.id LIMIT 1) AS address,
             EXISTS (SELECT 1 FROM credential c WHERE c.account_id = a.id AND c.kind = 'password') AS has_password,
             (SELECT count(*) FROM session s WHERE s.account_id = a.id AND s.expires_at > now()) AS sessions
           FROM account a WHERE a.id = $1""",
        viewer.account_id,
    )
    if found is None:
        raise NotFound(N_("There is no such account."))
    return found


async def change_name(tx: Transaction, viewer: Viewer, *, name: str | None) -> str | None:
    """Change the viewer's public name from now on; what they said keeps the name it was said under.

    Args:
        name: as typed; empty for "Warga" and a number.

    Returns:
        The name as stored.

    Raises:
        Invalid: the name cannot be used.
    """
    demand(viewer, Act.keep_account)
    checked = check_name(name)
    await tx.execute("UPDATE account SET display_name = $2 WHERE id = $1", viewer.account_id, checked)
    await write_record(tx, "account.renamed", actor_id=viewer.account_id, subject=("account", viewer.account_id or 0))
    return checked


async def change_language(tx: Transaction, viewer: Viewer, *, language: str) -> None:
    """Choose the language of mails to the viewer.

    Raises:
        Invalid: the site does not speak it.
    """
    demand(viewer, Act.keep_account)
    if language not in LANGUAGES:
        raise Invalid({"language": N_("This language is not offered.")})
    await tx.execute("UPDATE account SET language = $2 WHERE id = $1", viewer.account_id, language)


async def ask_new_address(tx: Transaction, viewer: Viewer, settings: Settings, *, address: str) -> AddressAsked:
    """Ask for another address; it changes once the link sent there is pressed. The caller mails both addresses.

    Args:
        address: already normalised. Whether it has an account is told to nobody but its owner, by mail.

    Raises:
        ProofNeeded, SignInNeeded: the last sign-in is too long ago.
        Invalid: it is the address the account has.
    """
    account_id = demand_proof(viewer, tx.now)
    old: str | None = await tx.value(
        "SELECT address FROM email_address WHERE account_id = $1 ORDER BY id LIMIT 1", account_id
    )
    if address == old:
        raise Invalid({"email": N_("This is already the address of your account.")})
    if await account_of_address(tx, address) is not None:
        return AddressAsked(old, address, None)
    link = await make_link(tx, settings, purpose="change_address", address=address, subject_id=account_id)
    return AddressAsked(old, address, link)


async def change_address(tx: Transaction, *, account_id: int, address: str) -> AddressChanged:
    """Give an account another address, which has just proved itself. Links to the old one end.

    Raises:
        Conflict: another account got this address meanwhile.
        NotFound: the account is gone.
    """
    await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 7))", address)
    if await account_of_address(tx, address) not in {None, account_id}:
        raise Conflict(N_("Another account has this address already."), code="address_taken")
    before = await tx.one(
        AddressChanged,
        """SELECT a.id AS account_id, a.language, e.address AS old, $2::text AS new
           FROM account a JOIN email_address e ON e.account_id = a.id
           WHERE a.id = $1 AND a.erased_at IS NULL AND a.disabled_at IS NULL ORDER BY e.id LIMIT 1 FOR UPDATE OF e""",
        account_id,
        address,
    )
    if before is None:
        raise NotFound(N_("There is no such account."))
    await tx.execute(
        "UPDATE email_address SET address = $3, confirmed_at = now() WHERE account_id = $1 AND address = $2",
        account_id,
        before.old,
        address,
    )
    await end_links(tx, address=before.old)
    await write_record(tx, "address.changed", actor_id=account_id, subject=("account", account_id))
    return before


async def language_of(tx: Transaction, *, account_id: int, default: str) -> str:
    """The language of mails to an account."""
    found: str | None = await tx.value("SELECT language FROM account WHERE id = $1", account_id)
    return found or default
