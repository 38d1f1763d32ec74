"""Writing the record: in the transaction of the act itself, so that neither exists without the other."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping

import msgspec

from partisipasi.kit.database import Transaction
from partisipasi.record.tables import RecordDetail, RecordEntry


async def write_record(
    tx: Transaction,
    act: str,
    *,
    actor_id: int | None,
    subject: tuple[str, int],
    details: Mapping[str, object] | None = None,
) -> None:
    """Record an act.

    Args:
        act: what was done, as `noun.verb` in the past: `version.published`.
        actor_id: the account that did it; None for the program itself.
        subject: kind and id of what it was done to.
        details: what else one may have to prove. Never personal data: only ids, codes, numbers, hashes of texts.
            They are kept apart; the chained entry holds a salted commitment to them.
    """
    entry = RecordEntry(act=act, actor_id=actor_id, subject_kind=subject[0], subject_id=subject[1])
    if not details:
        await tx.add(entry)
        return
    salt = secrets.token_bytes(16)
    body = msgspec.json.encode(details, order="sorted")
    entry.commitment = commitment(salt, body)
    await tx.add(entry)
    await tx.add(RecordDetail(entry_id=entry.id, salt=salt, body=body.decode()))


def commitment(salt: bytes, body: bytes) -> bytes:
    """SHA-256 over salt and body: proves the details to who is shown them, tells nothing to who is not."""
    return hashlib.sha256(salt + body).digest()
