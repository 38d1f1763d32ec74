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
#: Outcomes → what they are called; the same words as in components/tags.html.
OUTCOME_WORDS = {
    "accepted": N_("Accepted"),
    "partly": N_("Partly accepted"),
    "already": N_("Already covered"),
    "noted": N_("Noted"),
    "deferred": N_("Deferred"),
    "rejected": N_("Not accepted"),
    "out_of_scope": N_("Out of scope"),
    "no_proposal": N_("No proposal"),
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


def outcome_in_words(code: str | None) -> str:
    """What an outcome is called; that it is open without one."""
    return gettext(OUTCOME_WORDS[code]) if code in OUTCOME_WORDS else gettext(N_("Not decided yet"))


def role_in_words(role: str | None, agency: str) -> str:
    """A role with the agency that owns the draft: "Analyst, BKPSDM"."""
    return gettext(_ROLES.get(role or "", _TEAM), agency=agency)
