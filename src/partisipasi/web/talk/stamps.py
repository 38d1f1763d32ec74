"""What tells a form that a person filled in from one that a program sent: a signed time, and a field nobody sees.

It never costs a person their words: whatever is found, the form comes back with the text in it.
"""

from __future__ import annotations

import time

from partisipasi.discussions.screening import FORM_LIFE, QUICKEST
from partisipasi.kit.i18n import N_
from partisipasi.settings import Settings
from partisipasi.site.signing import sign, unsign

TOO_OLD = N_("This page was open for a long time. Please look through your text and send it again.")
FILLED_IN = N_("A field that people do not see was filled in. It is empty again now: please send your text once more.")


def new_stamp(settings: Settings) -> str:
    """The time at which a form is shown, signed."""
    return sign(settings, "form", int(time.time()), seconds=FORM_LIFE)


def age_of(settings: Settings, stamp: str) -> int | None:
    """Seconds since a form was shown; None for a stamp that is missing, forged or too old."""
    shown = unsign(settings, "form", stamp) if stamp else None
    return max(int(time.time()) - shown, 0) if isinstance(shown, int) else None


def is_quick(age: int) -> bool:
    """Whether a form came back faster than people type."""
    return age < QUICKEST
