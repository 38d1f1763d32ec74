"""When an author is asked about personal data: where they stand in the text, and sending it without them."""

from __future__ import annotations

from typing import Any

from partisipasi.discussions.personal_data import KIND_NAMES, NEVER, find_personal_data, marked, mask_personal_data
from partisipasi.kit.i18n import gettext
from partisipasi.kit.text import clean_text
from partisipasi.site.forms import Form

#: The button that sends a text without what was found in it.
MASK = "mask"


class Found:
    """What was found in the texts of a form: `texts`, each in pieces with what a piece is, "" for plain words."""

    def __init__(self, *typed: str) -> None:
        spots = [(clean_text(text), find_personal_data(clean_text(text))) for text in typed]
        self.texts = [
            [(piece, gettext(KIND_NAMES[kind]) if kind else "") for piece, kind in marked(text, found)]
            for text, found in spots
            if found
        ]
        #: Whether the author may stand by it: not by what is never public.
        self.may_stand = not any(spot.kind in NEVER for _, found in spots for spot in found)


def found_in(sent: Form[Any], *names: str) -> Found | None:
    """What was found in fields of a form that was refused; None for nothing."""
    found = Found(*(sent.value(name) for name in names)) if sent.errors else None
    return found if found and found.texts else None


def leave_out(sent: Form[Any], *names: str) -> None:
    """Take what is personal out of fields of a form, as its author has asked for."""
    for name in names:
        if typed := sent.value(name):
            sent.values[name] = [mask_personal_data(clean_text(typed))]
            if not sent.errors:
                setattr(sent.data, name, sent.values[name][0])
