"""Contributions as officers read them: also what is hidden from the public, as it is still answered."""

from __future__ import annotations

from datetime import datetime

import msgspec
from markupsafe import Markup

from partisipasi.feedback.queries.inbox import InboxRow
from partisipasi.feedback.queries.issues import PointRow
from partisipasi.feedback.queries.offices import AgencyInput
from partisipasi.kit.i18n import href
from partisipasi.moderation.rules import rule_in_words
from partisipasi.web.talk.posts import author_of, words_of_change


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """See `templates/workbench/_said.html`. `rule`: the rule it is hidden under, in words."""

    receipt: str
    href: str
    author: str
    at: datetime
    kind: str
    stance: str
    state: str
    rule: str | None
    channel: str
    html: Markup
    parts: list[tuple[str, str]] | None
    proposed: str | None
    where: str
    where_href: str | None
    supports: int | None = None
    excerpt: str | None = None


def _place(row: InboxRow | PointRow, draft_path: str) -> str | None:
    if row.document_number is not None:
        return f"{draft_path}/dokumen/{row.document_number}"
    return f"{draft_path}/versi/{row.version_number}/{row.key}" if row.key and row.version_number else None


def said_in_inbox(row: InboxRow, draft_path: str, clause: str) -> Said:
    """A row of the inbox. `clause` is the name of its clause, empty when it is about the draft as a whole."""
    place = _place(row, draft_path)
    name = author_of(row.name, row.number)
    return Said(
        receipt=row.receipt,
        href=href(f"/jejak/{row.receipt}"),
        author=f"{name} ({row.speaks_for})" if row.speaks_for else name,
        at=row.at,
        kind=row.kind,
        stance=row.stance,
        state=row.state,
        rule=rule_in_words(row.hidden_rule),
        channel=row.channel,
        html=Markup(row.html),  # noqa: S704 - sanitised when it was written
        parts=words_of_change(row.base_text, row.proposed),
        proposed=row.proposed,
        where=clause or row.document_title or "",
        where_href=href(place) if place else None,
        supports=row.supports,
    )


def said_to_agency(row: AgencyInput, where: str) -> Said:
    """What somebody told an agency. `where`: address of its place in the discussion."""
    return Said(
        receipt=row.receipt,
        href=href(f"/jejak/{row.receipt}"),
        author=author_of(row.name, row.number),
        at=row.at,
        kind=row.kind,
        stance=row.stance,
        state=row.state,
        rule=rule_in_words(row.hidden_rule),
        channel=row.channel,
        html=Markup(row.html),  # noqa: S704 - sanitised when it was written
        parts=None,
        proposed=None,
        where=row.thread_title,
        where_href=where,
        supports=row.supports,
    )


def said_as_point(row: PointRow, draft_path: str, clause: str) -> Said:
    """A point of an issue."""
    place = _place(row, draft_path)
    return Said(
        receipt=row.receipt,
        href=href(f"/jejak/{row.receipt}"),
        author=author_of(row.name, row.number),
        at=row.at,
        kind=row.kind,
        stance=row.stance,
        state=row.state,
        rule=rule_in_words(row.hidden_rule),
        channel=row.channel,
        html=Markup(row.html),  # noqa: S704 - sanitised when it was written
        parts=None,
        proposed=row.proposed,
        where=clause or row.document_title or "",
        where_href=href(place) if place else None,
        excerpt=row.excerpt,
    )
