"""What happened, in one line: for the inbox and for mails. Nobody's own words are in it but titles."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from partisipasi.kit.i18n import N_, day, gettext, when
from partisipasi.notifications.queries import Told

#: How a draft ended.
_ENDED = {
    "enacted": N_("The draft has been enacted"),
    "withdrawn": N_("The draft has been withdrawn"),
    "unchanged": N_("The draft has ended without a new text"),
}


def line_of(told: Told) -> str:
    """What happened, as a title in the language spoken."""
    return _LINES[told.kind](told)


def place_of(told: Told) -> str:
    """Where it happened: the draft's title, or the discussion's; empty where the line says it."""
    if told.draft_title or told.agency_name:
        return told.draft_title or told.agency_name or ""
    return (told.thread_title or "") if told.kind in {"reply", "mention", "official"} else ""


def _replied(told: Told) -> str:
    if told.clause:
        return gettext(N_("Somebody has replied to you on %(clause)s"), clause=told.clause)
    return gettext(N_("Somebody has replied to you"))


def _mentioned(told: Told) -> str:
    if told.clause:
        return gettext(N_("Somebody has mentioned you on %(clause)s"), clause=told.clause)
    return gettext(N_("Somebody has mentioned you"))


def _official(told: Told) -> str:
    if told.clause:
        return gettext(N_("The policy team has replied to you on %(clause)s"), clause=told.clause)
    return gettext(N_("The policy team has replied to you"))


def _talk(told: Told) -> str:
    official = told.said_kind == "official"
    if told.clause:
        line = N_("The policy team has replied on %(clause)s") if official else N_("New input on %(clause)s")
        return gettext(line, clause=told.clause)
    if told.thread_title:
        return gettext(N_("New in the discussion “%(title)s”"), title=told.thread_title)
    return gettext(N_("New input on the draft as a whole"))


def _thread(told: Told) -> str:
    return gettext(N_("New discussion: %(title)s"), title=told.thread_title or "")


#: What happened to a discussion that one follows.
_THREAD_CHANGED = {
    "closed": N_("The discussion “%(title)s” is closed"),
    "reopened": N_("The discussion “%(title)s” is open again"),
    "merged": N_("Another discussion has been merged into “%(title)s”"),
    "split": N_("Part of the discussion “%(title)s” has become one of its own: %(other)s"),
    "moved": N_("The discussion “%(title)s” now belongs to the topic %(other)s"),
    "summarised": N_("The discussion “%(title)s” has a summary"),
}


def _thread_changed(told: Told) -> str:
    line = _THREAD_CHANGED.get(told.event_kind or "", N_("Something has changed in the discussion “%(title)s”"))
    return gettext(line, title=told.thread_title or "", other=told.event_detail or "")


def _concluded(told: Told) -> str:
    return gettext(N_("The discussion “%(title)s” has a conclusion"), title=told.thread_title or "")


def _decided(told: Told) -> str:
    if told.issue:
        return gettext(N_("Decided: %(issue)s, %(title)s"), issue=told.issue, title=told.issue_title or "")
    return gettext(N_("New decisions with their reasons"))


def _closing(line: str, *, exact: bool = False) -> Callable[[Told], str]:
    def say(told: Told) -> str:
        date = "" if told.closes_at is None else when(told.closes_at) if exact else day(told.closes_at)
        return gettext(line, date=date)

    return say


#: What a moderator's decision did, told to whom it concerns.
_MODERATED = {
    "hide": N_("Your words were hidden: the reason, and how to object"),
    "mask": N_("Some of your words were masked: the reason, and how to object"),
    "ask_edit": N_("You are asked to change your words: the reason, and how to object"),
    "restore": N_("Your words are shown again"),
    "release": N_("Your words were checked and are public now"),
    "move": N_("What you wrote was moved to another place"),
    "lock": N_("Your discussion was closed by a moderator: the reason, and how to object"),
    "unlock": N_("Your discussion is open again"),
    "slow": N_("Your discussion was slowed down by a moderator"),
    "warn": N_("A warning by a moderator: the reason, and how to object"),
    "pace": N_("You can write less often for a while: the reason, and how to object"),
    "suspend": N_("You cannot write for a while: the reason, and how to object"),
    "lift": N_("A limit on your account was lifted"),
}
#: How an objection ended.
_OBJECTION = {
    "upheld": N_("Your objection is answered: the decision stays, with the reasons"),
    "modified": N_("Your objection is answered: the decision was changed"),
    "overturned": N_("Your objection is answered: the decision was taken back"),
}


def _moderated(told: Told) -> str:
    line = gettext(_MODERATED.get(told.decision_act or "", N_("A moderator has decided about what you wrote")))
    # Several decisions may come in one mail: the reference tells them apart.
    return f"{line} ({told.decision_ref})" if told.decision_ref else line


def _report_decided(told: Told) -> str:
    if told.decision_act in {"no_violation", "release", "restore"}:
        return gettext(N_("Your report is decided: no rule is broken"))
    return gettext(N_("Your report is decided: a rule was broken, and a moderator has acted"))


def _service(line: str) -> Callable[[Told], str]:
    return lambda told: gettext(line, title=told.thread_title or "")


def _concluding(told: Told) -> str:
    date = when(told.closes_at) if told.closes_at else ""
    line = N_("A conclusion is proposed; it can be contested until %(date)s: %(title)s")
    return gettext(line, date=date, title=told.thread_title or "")


_LINES: Mapping[str, Callable[[Told], str]] = {
    "answered": lambda _: gettext(N_("Your input has its answer")),
    "official": _official,
    "reply": _replied,
    "mention": _mentioned,
    "round_opened": _closing(N_("Open for input until %(date)s")),
    "round_closing": _closing(N_("Closes soon: input is taken until %(date)s"), exact=True),
    "round_extended": _closing(N_("More time: input is taken until %(date)s")),
    "round_shortened": _closing(N_("Input was closed early, on %(date)s")),
    "version": lambda told: gettext(N_("Version %(number)s is published"), number=told.version_number),
    "decided": _decided,
    "closed": lambda told: gettext(_ENDED[told.closed_how or "unchanged"]),
    "talk": _talk,
    "thread": _thread,
    "moderated": _moderated,
    "report_decided": _report_decided,
    "objection_decided": lambda told: gettext(_OBJECTION[told.objection_result or "upheld"]),
    "service_answered": _service(N_("The agency has answered your feedback: %(title)s")),
    "service_overdue": _service(N_("Overdue feedback on a service: %(title)s")),
    "service_resolved": _service(N_("Its author has said whether your answer helped: %(title)s")),
    "thread_changed": _thread_changed,
    "thread_concluded": _concluded,
    "temperature_asked": _service(N_("The wording has changed, please answer again: %(title)s")),
    "conclusion_proposed": _concluding,
}
