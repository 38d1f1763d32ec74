"""Roles in a draft's team, and reasons, in words: a role is named, never a person."""

from __future__ import annotations

from partisipasi.kit.i18n import N_, gettext

#: Reason codes → what they are called. The order is that of the form.
REASONS = {
    "higher_rule": N_("A higher rule decides"),
    "not_competence": N_("Not within the city's powers"),
    "budget": N_("The budget does not allow it"),
    "evidence": N_("The evidence does not support it"),
    "considered_before": N_("Considered in an earlier round"),
    "stronger_input": N_("Other input weighs more"),
    "rights": N_("It would harm rights or treat people unequally"),
}
_ROLES = {
    "drafter": N_("Drafter, %(agency)s"),
    "analyst": N_("Analyst, %(agency)s"),
    "legal": N_("Legal reviewer, %(agency)s"),
    "approver": N_("Approver, %(agency)s"),
}
_TEAM = N_("Policy team, %(agency)s")


def reason_in_words(code: str | None) -> str | None:
    """What a reason code is called; None for none."""
    return gettext(REASONS[code]) if code in REASONS else None


def role_in_words(role: str | None, agency: str) -> str:
    """A role with the agency that owns the draft: "Analyst, BKPSDM"."""
    return gettext(_ROLES.get(role or "", _TEAM), agency=agency)
