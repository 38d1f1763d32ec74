"""What happened to a thread, in sentences that stand among its contributions: who by role, what, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

import msgspec

from partisipasi.discussions.thread_events import Happened
from partisipasi.kit.i18n import N_, day, gettext, href, ngettext, when
from partisipasi.service.vocabulary import STATUS_NAMES, status_in_words

_ROLES: Mapping[str, str] = {
    "author": N_("Who opened it"),
    "moderator": N_("A moderator"),
    "officer": N_("An officer"),
    "administrator": N_("An administrator"),
    "program": N_("The program"),
}
_SENTENCES: Mapping[str, str] = {
    "opened": N_("%(who)s opened this discussion."),
    "closed": N_("%(who)s closed this discussion."),
    "reopened": N_("%(who)s opened this discussion again."),
    "slowed": N_("%(who)s slowed this discussion down."),
    "unslowed": N_("%(who)s lets everybody write at their own pace again."),
    "pinned": N_("%(who)s pinned this discussion to the top of its topic."),
    "unpinned": N_("%(who)s took this discussion from the top of its topic."),
    "announced": N_("%(who)s announced this discussion to all."),
    "unannounced": N_("%(who)s ended the announcement of this discussion."),
    "renamed": N_("%(who)s gave this discussion another title."),
    "moved": N_("%(who)s moved this discussion to another topic."),
    "split": N_("%(who)s moved a part of this discussion to one of its own."),
    "merged": N_("%(who)s joined two discussions here."),
    "reparented": N_("%(who)s put a contribution where it belongs."),
    "concluded": N_("%(who)s closed this discussion with a conclusion."),
    "summarised": N_("%(who)s wrote a summary."),
    "accepted": N_("%(who)s accepted an answer."),
    "unaccepted": N_("%(who)s took back that an answer was accepted."),
    "masked": N_("%(who)s covered words of a contribution."),
    "wording_changed": N_("%(who)s changed the wording that is asked about."),
    "status_changed": N_("%(who)s changed how far this case is."),
    "rules_changed": N_("%(who)s changed the rules of this discussion."),
    "audience_changed": N_("%(who)s changed who can read this discussion."),
    "scheduled": N_("%(who)s set when this discussion opens or closes."),
}
#: Where a kind was done to the other thread, or by the clock.
_SPLIT_OFF = N_("%(who)s made this discussion out of a part of another.")
_BY_CLOCK: Mapping[str, str] = {
    "closed": N_("This discussion was closed at the time set for it."),
    "reopened": N_("This discussion was opened at the time set for it."),
    "concluded": N_("The time to contest the conclusion is over: it is final."),
}
#: Where the detail of a kind says that it is something of its own.
_OF_ITS_OWN: Mapping[tuple[str, str], str] = {
    ("summarised", "conclusion"): N_("%(who)s proposed a conclusion; its lines can be contested for seven days."),
    ("summarised", "line_stands"): N_("%(who)s decided that a contested line of the conclusion stands."),
    ("summarised", "line_amended"): N_("%(who)s amended a contested line of the conclusion."),
    ("reopened", "conclusion"): N_("%(who)s took the conclusion back; the talk goes on."),
    ("status_changed", "resolved"): N_("Who told it says that it is resolved."),
    ("status_changed", "reopened"): N_("Who told it says that it is not resolved; the agency answers anew."),
}


class Line(msgspec.Struct, frozen=True):
    """A happening as the stream shows it: link words and address are empty where it leads nowhere."""

    id: int
    at: datetime
    words: str
    reason: str
    link: str
    href: str


def line_of(event: Happened) -> Line:
    """An event in words."""
    link, path = "", ""
    if event.receipt:
        link, path = gettext(N_("See it in its place")), f"/masukan/{event.receipt}/di"
    elif event.other_id is not None and event.other_title:
        link, path = event.other_title, f"/diskusi/{event.other_id}-{event.other_slug}"
    return Line(
        id=event.id,
        at=event.at,
        words=" ".join(part for part in (_sentence(event), _more(event)) if part),
        reason=event.reason,
        link=link,
        href=href(path) if path else "",
    )


def _sentence(event: Happened) -> str:
    if event.by_role == "program" and event.kind in _BY_CLOCK:
        return gettext(_BY_CLOCK[event.kind])
    words = _OF_ITS_OWN.get((event.kind, event.detail)) or _SENTENCES[event.kind]
    if event.kind == "split" and event.other_id is not None and event.other_id < event.thread_id:
        words = _SPLIT_OFF
    return gettext(words, who=event.by_name or gettext(_ROLES[event.by_role]))


def _more(event: Happened) -> str:
    """What the detail of an event says, where it says anything to readers."""
    tell = _DETAILS.get(event.kind)
    return tell(event.detail) if tell and event.detail else ""


def _pace(detail: str) -> str:
    minutes = max(int(detail) // 60, 1) if detail.isdigit() else 0
    if not minutes:
        return ""
    return ngettext(
        "Everybody waits %(num)s minute between two contributions.",
        "Everybody waits %(num)s minutes between two contributions.",
        minutes,
    )


def _until(detail: str) -> str:
    moment = _moment(detail)
    return gettext(N_("Until %(day)s."), day=day(moment)) if moment else ""


def _times(detail: str) -> str:
    opens, _, closes = detail.partition("/")
    parts = [
        gettext(words, time=when(moment))
        for words, moment in (
            (N_("It opens on %(time)s."), _moment(opens)),
            (N_("It closes on %(time)s."), _moment(closes)),
        )
        if moment
    ]
    return " ".join(parts) or gettext(N_("No time is set any more."))


def _title(detail: str) -> str:
    return gettext(N_("Its name is now: %(title)s."), title=detail)


def _topic(detail: str) -> str:
    return gettext(N_("Topic: %(topic)s."), topic=detail)


def _wording(detail: str) -> str:
    words = N_("It is wording number %(number)s now; who answered the one before is asked again.")
    return gettext(words, number=detail) if detail.isdigit() else ""


def _status(detail: str) -> str:
    if detail not in STATUS_NAMES or ("status_changed", detail) in _OF_ITS_OWN:
        return ""
    return gettext(N_("It now stands at: %(status)s."), status=status_in_words(detail))


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None


_DETAILS: Mapping[str, Callable[[str], str]] = {
    "slowed": _pace,
    "announced": _until,
    "scheduled": _times,
    "renamed": _title,
    "moved": _topic,
    "wording_changed": _wording,
    "status_changed": _status,
}
