"""The rules a contribution can break, with what they are called. The city's house rules explain them in its words."""

from __future__ import annotations

from partisipasi.kit.i18n import N_, gettext

#: Rule → its name. The order is that of the form.
RULE_NAMES = {
    "personal_data": N_("Personal data of somebody"),
    "abuse": N_("Insult, threat or hatred"),
    "spam": N_("Advertising or flooding"),
    "off_topic": N_("Off the subject"),
    "false_identity": N_("Speaking under a false identity"),
    "unlawful": N_("Against the law"),
}
#: Reasons to report → their names.
REASON_NAMES = {
    "personal_data": N_("It shows somebody's personal data"),
    "abuse": N_("It insults, threatens or incites hatred"),
    "spam": N_("It is advertising or flooding"),
    "off_topic": N_("It has nothing to do with the subject"),
    "false_identity": N_("Somebody pretends to be someone else"),
    "other": N_("Something else"),
}
#: What a decision did → its name in the public log.
ACT_NAMES = {
    "hide": N_("Hidden"),
    "restore": N_("Shown again"),
    "release": N_("Released after a check"),
    "no_violation": N_("No rule broken"),
}
#: Hours in which a report or a hold should be decided; shown as the age of a case.
SERVICE_HOURS = 24
#: Reports one person may send in an hour: more is flooding, fewer would stop somebody who tidies up.
REPORTS_PER_HOUR = 20


def rule_in_words(rule: str | None) -> str | None:
    """What a rule is called; None for none."""
    return gettext(RULE_NAMES[rule]) if rule in RULE_NAMES else rule
