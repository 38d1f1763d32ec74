"""The rules a contribution can break, with what they are called. The city's house rules explain them in its words."""

from __future__ import annotations

from datetime import timedelta

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
#: Reasons to report → what is meant by them, so that people need not guess.
REASON_EXAMPLES = {
    "personal_data": N_("For example somebody's home address, telephone number, NIK, or illness."),
    "abuse": N_(
        "For example swearing at somebody, threats, contempt for a faith or an ethnic group. Sharp criticism is none."
    ),
    "spam": N_("For example an offer of loans, or the same text again and again."),
    "off_topic": N_("For example a lost cat under the draft on allowances."),
    "false_identity": N_("For example writing as an office or a person that one is not."),
    "other": N_("Say below what it is."),
}
#: What a decision did → its name in the public log.
ACT_NAMES = {
    "hide": N_("Hidden"),
    "mask": N_("Words masked"),
    "ask_edit": N_("Other words asked for"),
    "restore": N_("Shown again"),
    "release": N_("Released after a check"),
    "move": N_("Moved"),
    "lock": N_("Discussion closed"),
    "unlock": N_("Discussion opened again"),
    "slow": N_("Discussion slowed down"),
    "warn": N_("Warning"),
    "pace": N_("Fewer contributions a day"),
    "suspend": N_("Writing suspended"),
    "lift": N_("Limit lifted"),
    "no_violation": N_("No rule broken"),
    "undo": N_("Taken back at once by who decided"),
}
#: What several cases can be decided with in one go → what it is called.
BATCH_NAMES = {
    "no_violation": N_("No rule is broken"),
    "mask": N_("Mask some words"),
    "warn": N_("Warn the authors"),
    "hide": N_("Hide them"),
}
#: Why nothing happens to one of several cases → what moderators read.
LEFT_OUT_NAMES = {
    "gone": N_("It is no longer there."),
    "own": N_("You work on this yourself, wrote it or reported it. Another moderator decides it."),
    "claimed": N_("Another moderator is looking at it just now."),
    "handled": N_("It was decided or edited meanwhile."),
    "proposed": N_("A proposal about it waits for a second moderator."),
    "no_author": N_("Nobody with an account wrote it, so there is nobody to warn."),
    "same_author": N_("Its author is warned once already, for another one of these."),
    "words": N_("None of the words occurs in it."),
    "stopped": N_("It was not done yet when all of it was undone."),
}
#: In which role somebody decided → what comes after "already handled by".
BY_NAMES = {
    "moderator": N_("a moderator"),
    "two": N_("two moderators"),
    "objection": N_("the moderator who decided on the objection"),
    "program": N_("the automatic check"),
}
#: What a case waits for → its name in the queue.
KIND_NAMES = {
    "held": N_("Held before it appeared"),
    "reported": N_("Reported"),
    "edited": N_("Edited as asked"),
    "proposed": N_("Needs a second moderator"),
    "objection": N_("Objection"),
}
#: Why something is held → what moderators read; reasons that are not here are shown as they are.
HELD_NAMES = {
    "links": N_("Many links"),
    "repeated": N_("The same words again"),
    "identity_number": N_("An identity number"),
    "contact_data": N_("A telephone number or address"),
    "watched_word": N_("A watched word"),
    "attachment": N_("A picture or file of a new account"),
}
#: Hours in which a report or a hold should be decided: a working day, as the national rules ask of platforms.
SERVICE_HOURS = 24
#: Hours for what can harm somebody while it stands: personal data, threats. The national rules ask for four as well.
URGENT_HOURS = 4
#: Hours for which a case waits for its author, who was asked for other words, before it waits for a moderator again.
EDIT_HOURS = 72
URGENT_REASONS = ("personal_data", "abuse")
URGENT_HELD = ("identity_number", "contact_data")
#: How long whoever decided can take it back: long enough to see the mistake, short enough for people to be told soon,
#: since nobody is told before.
UNDO_WITHIN = timedelta(minutes=10)
#: Acts that can be put back exactly as it was. Limits on a person are lifted, not undone: they have counted meanwhile.
UNDOABLE = frozenset({"no_violation", "release", "hide", "mask", "ask_edit", "warn"})
#: Contributions in one batch: as many lines as one person can look through before agreeing to all of them.
MOST_AT_ONCE = 500
#: Reports one person may send in an hour: more is flooding, fewer would stop somebody who tidies up.
REPORTS_PER_HOUR = 20


def rule_in_words(rule: str | None) -> str | None:
    """What a rule is called; None for none."""
    return gettext(RULE_NAMES[rule]) if rule in RULE_NAMES else rule
