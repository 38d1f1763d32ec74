"""Who speaks, as far as the talk needs to know: the row that stands for an account, or for somebody without one."""

from __future__ import annotations

from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.offices import office_for
from partisipasi.discussions.places import Place
from partisipasi.discussions.screening import NEW_ACCOUNT_AGE, REPEAT_WINDOW, Sender
from partisipasi.discussions.tables import Contributor
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Forbidden, SignInNeeded
from partisipasi.kit.i18n import N_


async def contributor_of(tx: Transaction, *, account_id: int) -> int:
    """The contributor that an account speaks as, made with its first words."""
    made: int | None = await tx.value(
        """INSERT INTO contributor (kind, account_id) VALUES ('account', $1)
           ON CONFLICT (account_id) WHERE account_id IS NOT NULL DO NOTHING RETURNING id""",
        account_id,
    )
    if made is not None:
        return made
    found: int = await tx.value("SELECT id FROM contributor WHERE account_id = $1", account_id)
    return found


async def contributor_without_account(tx: Transaction, *, kind: str) -> int:
    """A person or organisation whose words somebody enters for them."""
    row = await tx.add(Contributor(kind=kind))
    return row.id


async def sender_of(tx: Transaction, *, contributor_id: int, source: str) -> Sender:
    """What the screening may know of an account: how new it is, who vouched for it, how often it repeats."""
    found = await tx.one(
        Sender,
        """SELECT a.created_at > now() - $2::interval AS new,
                  EXISTS (SELECT 1 FROM role_grant g WHERE g.account_id = a.id AND g.ended_at IS NULL)
                    OR EXISTS (SELECT 1 FROM api_token k WHERE k.account_id = a.id AND k.revoked_at IS NULL
                                 AND k.expires_at > now()) AS vouched,
                  (SELECT count(*) FROM contribution c WHERE c.contributor_id = $1 AND c.source = $4 AND $4 <> ''
                     AND c.created_at > now() - $3::interval) AS repeats
           FROM contributor p JOIN account a ON a.id = p.account_id WHERE p.id = $1""",
        contributor_id,
        NEW_ACCOUNT_AGE,
        REPEAT_WINDOW,
        source,
    )
    return found or Sender()


async def office_of(tx: Transaction, viewer: Viewer, place: Place) -> str:
    """The office an official reply speaks for.

    Raises:
        SignInNeeded, Forbidden: the viewer may not speak for it.
    """
    office = await office_for(tx, viewer, draft_id=place.draft_id, topic_id=place.topic_id, agency_id=place.agency_id)
    if office is None:
        if not viewer.signed_in:
            raise SignInNeeded(N_("Please sign in first."))
        raise Forbidden(N_("Your role does not include this."))
    return office
