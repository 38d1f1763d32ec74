"""What people agreed to: to which purpose, to which words (by hash), when. Taken back by erasing the account."""

from __future__ import annotations

import hashlib

from partisipasi.kit.database import Transaction
from partisipasi.kit.i18n import N_, gettext, language

#: The words beside the box to tick or the button to press. Changing them asks new people for the new words.
ACCOUNT_WORDS = N_(
    "I agree that my e-mail address is kept to confirm what I say and to answer me. It is shown to nobody, and I can "
    "have my account erased at any time. I am at least 17 years old."
)


async def give_consent(tx: Transaction, *, account_id: int, purpose: str = "account") -> None:
    """Note that an account's owner agreed to ACCOUNT_WORDS, as shown in the language spoken now.

    The same words are noted once only.
    """
    shown = hashlib.sha256(gettext(ACCOUNT_WORDS).encode()).digest()
    await tx.execute(
        """INSERT INTO consent (account_id, purpose, words_hash, language) VALUES ($1, $2, $3, $4)
           ON CONFLICT DO NOTHING""",
        account_id,
        purpose,
        shown,
        language(),
    )
