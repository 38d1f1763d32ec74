"""What moderators write for everybody must not repeat what they took out."""

from __future__ import annotations

from partisipasi.discussions.screening import Sender, screen
from partisipasi.kit.errors import Invalid
from partisipasi.kit.i18n import N_

_PERSONAL = {"identity_number", "contact_data"}


def check_public_words(field: str, words: str) -> None:
    """Refuse public words that hold an identity number, a telephone number or an e-mail address.

    Raises:
        Invalid: at `field`.
    """
    verdict = screen(words, Sender(new=False, vouched=True))
    if verdict.outcome != "accept" and verdict.reason in _PERSONAL:
        raise Invalid(
            {field: N_("Everybody reads this: leave out identity numbers, telephone numbers and e-mail addresses.")}
        )
