"""People by their addresses: an address as it is stored, and the account that it makes once it has proved itself."""

from __future__ import annotations

from email_validator import EmailNotValidError, validate_email

from partisipasi.accounts.queries import account_of_address
from partisipasi.accounts.tables import Account, EmailAddress
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Forbidden, Invalid
from partisipasi.kit.i18n import LANGUAGES, N_
from partisipasi.record.actions import write_record

LONGEST_ADDRESS = 254


def normalise_address(typed: str, *, field: str = "email") -> str:
    """An e-mail address as it is stored: checked for its form, lower case throughout.

    Capitals before the @ mean nothing to any mail system in use, and people write them as they please.

    Args:
        field: the form field that the refusal names.

    Raises:
        Invalid: this is no address.
    """
    try:
        checked = validate_email(typed.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise Invalid({field: N_("Enter an e-mail address, for example name@example.org.")}) from error
    address = checked.normalized.lower()
    if len(address) > LONGEST_ADDRESS:
        raise Invalid({field: N_("This e-mail address is too long.")})
    return address


async def account_for_address(tx: Transaction, *, address: str, language: str, display_name: str | None = None) -> int:
    """The account of an address that has just proved itself; made now if there was none.

    Args:
        address: already normalised; whoever acts has shown that they read it (or runs this machine).
        language: of mails to a new account.
        display_name: of a new account, already checked (`names.check_name`). An existing account keeps its own.

    Returns:
        The account's id.

    Raises:
        Forbidden: the account was closed by an administrator.
    """
    # Two links of one new address pressed at once must not make two accounts.
    await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 7))", address)
    known = await account_of_address(tx, address)
    if known is not None:
        if await tx.value("SELECT disabled_at IS NOT NULL FROM account WHERE id = $1", known):
            raise Forbidden(N_("This account has been closed. Please write to the city's contact address."))
        await tx.execute(
            "UPDATE email_address SET confirmed_at = now() WHERE address = $1 AND confirmed_at IS NULL", address
        )
        return known
    account = await tx.add(
        Account(display_name=display_name, language=language if language in LANGUAGES else LANGUAGES[0])
    )
    await tx.add(EmailAddress(account_id=account.id, address=address, confirmed_at=tx.now))
    await write_record(tx, "account.made", actor_id=account.id, subject=("account", account.id))
    return account.id
