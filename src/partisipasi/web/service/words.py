"""What stands of a case, in words; the same in lists, on its thread and in forms."""

from __future__ import annotations

from collections.abc import Mapping

from partisipasi.kit.i18n import N_, gettext
from partisipasi.service.vocabulary import ELSEWHERE_NAMES, STATUS_NAMES, elsewhere_in_words, status_in_words

__all__ = [
    "ELSEWHERE_NAMES",
    "STANDINGS",
    "STANDING_NAMES",
    "STATUS_NAMES",
    "elsewhere_in_words",
    "standing_choices",
    "status_in_words",
]

#: Standing in the address → its code in queries.
STANDINGS: Mapping[str, str] = {
    "terbuka": "open",
    "lewat": "overdue",
    "belum-dinilai": "unrated",
    "selesai": "resolved",
    "tidak-dipenuhi": "declined",
    "luar-lingkup": "elsewhere",
}
STANDING_NAMES: Mapping[str, str] = {
    "": N_("All"),
    "terbuka": N_("Not finished yet"),
    "lewat": N_("Overdue"),
    "belum-dinilai": N_("Not rated yet"),
    "selesai": N_("Resolved"),
    "tidak-dipenuhi": N_("Cannot be met"),
    "luar-lingkup": N_("Out of scope"),
}


def standing_choices() -> list[tuple[str, str]]:
    """The standings a list can be narrowed to: word in the address and name."""
    return [(word, gettext(name)) for word, name in STANDING_NAMES.items()]
