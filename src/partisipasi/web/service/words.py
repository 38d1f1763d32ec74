"""What stands of a case, in words; the same in lists, on its thread and in forms."""

from __future__ import annotations

from collections.abc import Mapping

from partisipasi.kit.i18n import N_, gettext

#: Status → its words. The last two are what an author says.
STATUS_NAMES: Mapping[str, str] = {
    "received": N_("Received"),
    "reopened": N_("Opened again"),
    "in_progress": N_("In progress"),
    "scheduled": N_("Scheduled"),
    "done": N_("Done, says the agency"),
    "declined": N_("Cannot be met"),
    "out_of_scope": N_("Out of scope"),
    "resolved": N_("Resolved, says the resident"),
}
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
    "terbuka": N_("Open"),
    "lewat": N_("Overdue"),
    "belum-dinilai": N_("Not rated yet"),
    "selesai": N_("Resolved"),
    "tidak-dipenuhi": N_("Cannot be met"),
    "luar-lingkup": N_("Out of scope"),
}
#: Why a case belongs elsewhere → its words.
ELSEWHERE_NAMES: Mapping[str, str] = {
    "other_body": N_("It is the matter of another government body"),
    "emergency": N_("It is an emergency"),
    "dispute": N_("It is a dispute between single parties"),
    "other": N_("Another reason"),
}


def status_in_words(status: str) -> str:
    """What a status is called, in the language spoken."""
    return gettext(STATUS_NAMES[status]) if status in STATUS_NAMES else status


def elsewhere_in_words(code: str | None) -> str:
    """Why a case belongs elsewhere, in the language spoken; empty for none."""
    return gettext(ELSEWHERE_NAMES[code]) if code and code in ELSEWHERE_NAMES else ""


def standing_choices() -> list[tuple[str, str]]:
    """The standings a list can be narrowed to: word in the address and name."""
    return [(word, gettext(name)) for word, name in STANDING_NAMES.items()]
