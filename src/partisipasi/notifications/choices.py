"""How people want to be told: at once, once a day, on the site alone, or not at all, for each family of things."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from partisipasi.accounts.rights import Act, Viewer, demand
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Invalid
from partisipasi.kit.i18n import N_
from partisipasi.notifications.news import USUAL
from partisipasi.notifications.tables import CHOICES

#: What is told in any case, on the site at least: a decision against oneself that one does not learn of cannot be
#: objected to.
ALWAYS_TOLD = frozenset({"moderation"})
_STORE = """INSERT INTO notification_choice (account_id, family, choice) VALUES ($1, $2, $3)
    ON CONFLICT (account_id, family) DO UPDATE SET choice = excluded.choice"""


async def choices_of(tx: Transaction, account_id: int) -> dict[str, str]:
    """Family → how an account is told of it, the usual way where it has chosen nothing."""
    rows = await tx.rows("SELECT family, choice FROM notification_choice WHERE account_id = $1", account_id)
    return {**USUAL, **{row["family"]: row["choice"] for row in rows}}


async def choose(tx: Transaction, viewer: Viewer, *, choices: Mapping[str, str]) -> None:
    """Choose how to be told; families that are not named stay as they are.

    Raises:
        SignInNeeded: a guest.
        Invalid: a family or a choice that there is none of.
    """
    demand(viewer, Act.keep_account)
    wrong = {
        family: N_("This value cannot be used here.")
        for family, choice in choices.items()
        if family not in USUAL or choice not in CHOICES or (choice == "off" and family in ALWAYS_TOLD)
    }
    if wrong:
        raise Invalid(wrong)
    await tx.execute_many(_STORE, [(viewer.account_id, *one) for one in sorted(choices.items())])


async def stop_mails(tx: Transaction, *, account_id: int, families: Collection[str]) -> None:
    """Send no more mails about these families; the site still tells. For the link in every mail, without signing in.

    Args:
        families: those the mail was about; any that are not told by mail stay as they are.
    """
    now = await choices_of(tx, account_id)
    await tx.execute_many(
        _STORE, [(account_id, family, "here") for family in sorted(families) if now.get(family) in {"now", "daily"}]
    )


async def account_of_contributor(tx: Transaction, contributor_id: int) -> int | None:
    """The account that a contributor speaks as, for the link in a mail with answers; None once it is erased."""
    found: int | None = await tx.value("SELECT account_id FROM contributor WHERE id = $1", contributor_id)
    return found


async def answered_at_once(tx: Transaction, contributor_ids: Collection[int]) -> set[int]:
    """Those of these contributors who get answers by a mail of their own; others have chosen the site or one a day."""
    return set(
        await tx.values(
            """SELECT p.id FROM contributor p
               LEFT JOIN notification_choice k ON k.account_id = p.account_id AND k.family = 'answers'
               WHERE p.id = ANY ($1::bigint[]) AND coalesce(k.choice, $2) = 'now'""",
            list(contributor_ids),
            USUAL["answers"],
        )
    )
