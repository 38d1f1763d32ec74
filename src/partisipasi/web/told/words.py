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
    if told.draft_title:
        return told.draft_title
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


def _decided(told: Told) -> str:
    if told.issue:
        return gettext(N_("Decided: %(issue)s, %(title)s"), issue=told.issue, title=told.issue_title or "")
    return gettext(N_("New decisions with their reasons"))


def _closing(line: str, *, exact: bool = False) -> Callable[[Told], str]:
    def say(told: Told) -> str:
        date = "" if told.closes_at is None else when(told.closes_at) if exact else day(told.closes_at)
        return gettext(line, date=date)

    return say


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
}
