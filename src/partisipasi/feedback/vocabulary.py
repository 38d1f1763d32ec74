"""What outcomes, reasons, causes and kinds of changes are called, in words; the same as in components/tags.html."""

from __future__ import annotations

from partisipasi.kit.i18n import N_, gettext

#: Reason codes. The order is that of the form.
REASONS = {
    "higher_rule": N_("A higher rule decides"),
    "not_competence": N_("Not within the city's powers"),
    "budget": N_("The budget does not allow it"),
    "evidence": N_("The evidence does not support it"),
    "considered_before": N_("Considered in an earlier round"),
    "stronger_input": N_("Other input weighs more"),
    "rights": N_("It would harm rights or treat people unequally"),
}
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
CAUSE_WORDS = {
    "public_input": N_("Public input"),
    "legal_review": N_("Legal review"),
    "harmonisation": N_("Harmonisation with other rules"),
    "facilitation": N_("Facilitation by the province"),
    "editorial": N_("Editorial correction"),
    "other": N_("Another cause"),
}
OP_WORDS = {
    "same": N_("Unchanged"),
    "reworded": N_("Reworded"),
    "moved": N_("Moved"),
    "renumbered": N_("Renumbered"),
    "split": N_("Split"),
    "merged": N_("Merged"),
    "inserted": N_("New"),
    "deleted": N_("Deleted"),
}


def reason_in_words(code: str | None) -> str | None:
    """What a reason code is called; None for none."""
    return gettext(REASONS[code]) if code in REASONS else None


def outcome_in_words(code: str | None) -> str:
    """What an outcome is called; that it is open without one."""
    return gettext(OUTCOME_WORDS[code]) if code in OUTCOME_WORDS else gettext(N_("Not decided yet"))


def cause_in_words(code: str | None) -> str:
    """What a cause is called."""
    return gettext(CAUSE_WORDS.get(code or "", CAUSE_WORDS["other"]))


def op_in_words(op: str) -> str:
    """What became of a clause."""
    return gettext(OP_WORDS.get(op, op))
