"""What stands of a case, and why one belongs elsewhere, in words: the same on pages, in streams and in tables."""

from __future__ import annotations

from collections.abc import Mapping

from partisipasi.kit.i18n import N_, gettext

#: Status → its words. The last two are what an author says.
STATUS_NAMES: Mapping[str, str] = {
    "received": N_("Not answered yet"),
    "reopened": N_("Opened again"),
    "in_progress": N_("In progress"),
    "scheduled": N_("Scheduled"),
    "done": N_("Done, says the agency"),
    "declined": N_("Cannot be met"),
    "out_of_scope": N_("Out of scope"),
    "resolved": N_("Resolved, says the resident"),
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
