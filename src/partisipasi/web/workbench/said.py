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
    where: str
    where_href: str | None
    parts: list[tuple[str, str]] | None = None
    proposed: str | None = None
    supports: int | None = None
    excerpt: str | None = None


def _place(row: InboxRow | PointRow, draft_path: str) -> str | None:
    if row.document_number is not None:
        return f"{draft_path}/dokumen/{row.document_number}"
    return f"{draft_path}/versi/{row.version_number}/{row.key}" if row.key and row.version_number else None


def said_in_inbox(row: InboxRow, draft_path: str, clause: str) -> Said:
    """A row of the inbox. `clause` is the name of its clause, empty when it is about the draft as a whole."""
    said = _said(row, where=clause or row.document_title or "", where_href=_href(_place(row, draft_path)))
    return msgspec.structs.replace(
        said,
        author=f"{said.author} ({row.speaks_for})" if row.speaks_for else said.author,
        parts=words_of_change(row.base_text, row.proposed),
        proposed=row.proposed,
        supports=row.supports,
    )


def said_to_agency(row: AgencyInput, where: str) -> Said:
    """What somebody told an agency. `where`: address of its place in the discussion."""
    return msgspec.structs.replace(_said(row, where=row.thread_title, where_href=where), supports=row.supports)


def said_as_point(row: PointRow, draft_path: str, clause: str) -> Said:
    """A point of an issue."""
    said = _said(row, where=clause or row.document_title or "", where_href=_href(_place(row, draft_path)))
    return msgspec.structs.replace(said, proposed=row.proposed, excerpt=row.excerpt)


def _said(row: InboxRow | AgencyInput | PointRow, *, where: str, where_href: str | None) -> Said:
    """What all of them show alike."""
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
        where=where,
        where_href=where_href,
    )


def _href(place: str | None) -> str | None:
    return href(place) if place else None
