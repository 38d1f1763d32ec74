"""Closing dates as a calendar (RFC 5545) that phones and offices subscribe to.

Written by hand: it is one kind of event in a few fixed lines, and what is hard about the format (folding by octets,
escaping) is two functions here; a library would bring its own time zone data for times that we give in UTC.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

import msgspec

from partisipasi.kit.database import Transaction

#: How long a closing that is over stays in the calendar, so that one called off is seen to be.
SHOWN = timedelta(days=60)
#: Closings in one calendar at most.
MOST = 500
#: Octets in a line, its end not counted.
_LINE = 75
#: What may stand in a text value besides letters: control characters may not.
_CONTROLS = {sign: None for sign in range(32) if sign != 10} | {127: None}

_CLOSINGS = """
    SELECT r.id, r.number, d.id AS draft_id, d.slug AS draft_slug, d.title AS draft_title, r.created_at,
           coalesce(y.closed_before, r.closes_at) AS closes_at, r.opens_at,
           (y.round_id IS NOT NULL OR coalesce(d.closed_at < r.closes_at, false)) AS called_off,
           coalesce(x.changes, 0) + CASE WHEN d.closed_at < r.closes_at THEN 1 ELSE 0 END AS sequence,
           greatest(r.created_at, x.at, CASE WHEN d.closed_at < r.closes_at THEN d.closed_at END) AS changed_at
    FROM round r JOIN draft d ON d.id = r.draft_id JOIN version v ON v.id = r.version_id AND v.state = 'published'
    LEFT JOIN LATERAL (SELECT count(*)::int AS changes, max(c.at) AS at FROM round_change c
                       WHERE c.round_id = r.id) x ON true
    LEFT JOIN LATERAL (SELECT c.round_id, c.closed_before FROM round_change c WHERE c.round_id = r.id
                         AND c.closes_at = r.closes_at AND c.closes_at < c.closed_before AND c.at >= c.closes_at
                       ORDER BY c.id DESC LIMIT 1) y ON true
    WHERE ($1::bigint IS NULL OR d.id = $1) AND ($2::bigint IS NULL OR d.topic_id = $2)
      AND r.closes_at > now() - $3::interval
    ORDER BY r.closes_at DESC, r.id DESC LIMIT $4"""


class Closing(msgspec.Struct, frozen=True, kw_only=True):
    """When a round closes. One that was closed at once, or whose draft ended before, is called off: it keeps its day.

    `sequence` grows with each change of it, `changed_at` is the latest.
    """

    id: int
    number: int
    draft_id: int
    draft_slug: str
    draft_title: str
    created_at: datetime
    opens_at: datetime
    closes_at: datetime
    called_off: bool
    sequence: int
    changed_at: datetime

    @property
    def path(self) -> str:
        """Address of the draft's page, without language."""
        return f"/rancangan/{self.draft_id}-{self.draft_slug}"


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """A closing as a calendar shows it, in the language spoken."""

    uid: str
    closing: Closing
    title: str
    words: str
    url: str


async def closings(tx: Transaction, *, draft_id: int | None = None, topic_id: int | None = None) -> list[Closing]:
    """The closings of rounds that are open or coming, and of those lately over; at most `MOST`, last first.

    Args:
        draft_id, topic_id: only of this draft, only of drafts of this topic.
    """
    return await tx.all(Closing, _CLOSINGS, draft_id, topic_id, SHOWN, MOST)


def calendar(name: str, about: str, events: Iterable[Event], *, language: str, reminder: str) -> bytes:
    """A calendar as it is sent, UTF-8 with CRLF.

    Args:
        name, about: of the calendar.
        reminder: what the alarm a day before says.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//Partisipasi//Partisipasi//{language.upper()}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{escaped(name)}",
        f"X-WR-CALNAME:{escaped(name)}",
        f"X-WR-CALDESC:{escaped(about)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "X-PUBLISHED-TTL:PT6H",
    ]
    for event in events:
        lines += _event(event, language, reminder)
    lines.append("END:VCALENDAR")
    return b"".join(folded(line) for line in lines)


def _event(event: Event, language: str, reminder: str) -> Sequence[str]:
    closing = event.closing
    lines = [
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        # A published event is stamped with its latest change.
        f"DTSTAMP:{_utc(closing.changed_at)}",
        f"CREATED:{_utc(closing.created_at)}",
        f"LAST-MODIFIED:{_utc(closing.changed_at)}",
        f"SEQUENCE:{closing.sequence}",
        f"DTSTART:{_utc(closing.closes_at)}",
        f"STATUS:{'CANCELLED' if closing.called_off else 'CONFIRMED'}",
        # A closing fills no time of anybody's day.
        "TRANSP:TRANSPARENT",
        f"SUMMARY;LANGUAGE={language}:{escaped(event.title)}",
        f"DESCRIPTION;LANGUAGE={language}:{escaped(event.words)}",
        f"URL:{event.url}",
    ]
    if not closing.called_off:
        lines += ["BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{escaped(reminder)}", "TRIGGER:-P1D", "END:VALARM"]
    return [*lines, "END:VEVENT"]


def escaped(text: str) -> str:
    """A text as the value of a property (RFC 5545, 3.3.11)."""
    plain = text.replace("\r\n", "\n").translate(_CONTROLS)
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> bytes:
    """A line with its end, folded so that none is longer than 75 octets and no letter is cut apart (3.1)."""
    pieces: list[bytes] = [b""]
    for sign in line:
        octets = sign.encode()
        # What follows begins with a blank, which counts.
        if len(pieces[-1]) + len(octets) > _LINE - (1 if len(pieces) > 1 else 0):
            pieces.append(b"")
        pieces[-1] += octets
    return b"\r\n ".join(pieces) + b"\r\n"


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
