"""Whose words these are: its account is signed in, or somebody holds the owner key of the slip."""

from __future__ import annotations

from datetime import datetime

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.kit.codes import owner_key, parse_receipt, same_owner_key
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_
from partisipasi.settings import Settings

NOT_YOURS = N_("There is no input with this receipt number and owner key.")


class Owned(msgspec.Struct, frozen=True, kw_only=True):
    """A contribution of whoever asks, locked for a change."""

    id: int
    receipt: str
    state: str
    kind: str
    source: str
    html: str
    draft_id: int | None
    round_id: int | None
    contributor_id: int | None
    account_id: int | None
    created_at: datetime
    published_at: datetime | None


def holds_key(settings: Settings, *, receipt: str, key: str) -> bool:
    """Whether a typed owner key is the receipt's."""
    secrets = (settings.secret, *settings.old_secrets)
    return any(same_owner_key(key, owner_key(secret, receipt)) for secret in secrets)


async def demand_owned(tx: Transaction, viewer: Viewer, settings: Settings, *, receipt: str, key: str = "") -> Owned:
    """The viewer's own contribution, locked until the transaction ends.

    Args:
        receipt: as typed. key: the owner key as typed, or empty.

    Raises:
        NotFound: there is none, or it is somebody else's; which of these is nobody's business.
    """
    known = parse_receipt(receipt)
    owned = None
    if known is not None:
        owned = await tx.one(
            Owned,
            """SELECT c.id, c.receipt, c.state, c.kind, c.source, c.html, c.draft_id, c.round_id, c.contributor_id,
                      p.account_id, c.created_at, c.published_at
               FROM contribution c LEFT JOIN contributor p ON p.id = c.contributor_id
               WHERE c.receipt = $1 FOR UPDATE OF c""",
            known,
        )
    if owned is None or not _is_owner(viewer, settings, owned, key):
        raise NotFound(NOT_YOURS)
    return owned


def _is_owner(viewer: Viewer, settings: Settings, owned: Owned, key: str) -> bool:
    if viewer.account_id is not None and owned.account_id == viewer.account_id:
        return True
    return bool(key) and holds_key(settings, receipt=owned.receipt, key=key)
