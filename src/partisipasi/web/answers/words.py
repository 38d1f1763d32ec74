"""Roles in a draft's team, and reasons, in words: a role is named, never a person."""

from __future__ import annotations

from partisipasi.feedback.vocabulary import OUTCOME_WORDS, REASONS, outcome_in_words, reason_in_words
from partisipasi.kit.i18n import N_, gettext

__all__ = ["OUTCOME_WORDS", "REASONS", "outcome_in_words", "reason_in_words", "role_in_words"]

_ROLES = {
    "drafter": N_("Drafter, %(agency)s"),
    "analyst": N_("Analyst, %(agency)s"),
    "legal": N_("Legal reviewer, %(agency)s"),
    "approver": N_("Approver, %(agency)s"),
}
_TEAM = N_("Policy team, %(agency)s")


def role_in_words(role: str | None, agency: str) -> str:
    """A role with the agency that owns the draft: "Analyst, BKPSDM"."""
    return gettext(_ROLES.get(role or "", _TEAM), agency=agency)
