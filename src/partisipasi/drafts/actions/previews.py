"""Letting somebody outside read a concept before it is public: by a link that ends, is logged and can be revoked."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import msgspec

from partisipasi.accounts.rights import Act, Viewer, demand
from partisipasi.drafts.actions.standing import lock_draft
from partisipasi.drafts.preview_tables import PreviewLink, PreviewOpening
from partisipasi.kit.codes import new_token, token_hash
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Invalid, NotFound, Refused
from partisipasi.kit.i18n import N_, zone
from partisipasi.kit.text import clean_line
from partisipasi.record.actions import write_record

DAYS, MOST_DAYS = 7, 30
LONGEST_READER, LONGEST_PURPOSE = 120, 200
#: Links of one concept at most: who needs more publishes it.
MOST = 50
_NO_VERSION = N_("There is no such version.")
_PUBLIC = N_("This version is public: everybody can read it.")
_READER = N_("Say who will read it: a name or an office, up to 120 characters.")
_PURPOSE = N_("Say what for, in up to 200 characters.")
_DAY = N_("Choose a day from tomorrow to %(days)s days from now.")
_MANY = N_("There are too many links to this concept. Publish it, or use those there are.")
_OVER = N_("This link has ended, was revoked, or never was.")


class PreviewOver(Refused):
    """The link leads nowhere (any more); which of the reasons it is, is nobody's business."""

    status = 410
    code = "link_over"


class MadePreview(msgspec.Struct, frozen=True):
    """A link just made; its secret is told this once."""

    id: int
    token: str


class OpenedPreview(msgspec.Struct, frozen=True, kw_only=True):
    """What a link lets its reader see."""

    id: int
    version_id: int
    number: int
    revision: int
    published: bool
    reader: str
    expires_at: datetime
    draft_id: int
    draft_slug: str
    title: str
    kind: str


async def make_preview(
    tx: Transaction, viewer: Viewer, *, version_id: int, reader: str, purpose: str, expires_on: date | None = None
) -> MadePreview:
    """Make a link to a concept for a named reader.

    Args:
        expires_on: its last day; None for a week from now.

    Raises:
        NotFound: no such concept for the viewer.
        Forbidden: neither drafter nor approver of the team.
        Conflict: the version is public (`published`), the draft closed, or there are too many links.
        Invalid: reader, purpose, or a day that is past or too far.
    """
    found = await tx.rows("SELECT draft_id, state FROM version WHERE id = $1", version_id)
    if not found:
        raise NotFound(_NO_VERSION)
    draft = await lock_draft(tx, viewer, found[0]["draft_id"])
    if not draft.sees_concept and found[0]["state"] == "concept":
        raise NotFound(_NO_VERSION)
    demand(viewer, Act.make_preview, team=draft.roles)
    if found[0]["state"] != "concept":
        raise Conflict(_PUBLIC, code="published")
    draft.demand_open()
    reader, purpose = clean_line(reader), clean_line(purpose)
    today = tx.now.astimezone(zone()).date()
    last = expires_on or today + timedelta(days=DAYS)
    wrong: dict[str, str] = {}
    if not 2 <= len(reader) <= LONGEST_READER:
        wrong["reader"] = _READER
    if not 2 <= len(purpose) <= LONGEST_PURPOSE:
        wrong["purpose"] = _PURPOSE
    if not today < last <= today + timedelta(days=MOST_DAYS):
        wrong["expires_on"] = _DAY
    if wrong:
        raise Invalid(wrong, days=MOST_DAYS)
    if await tx.value("SELECT count(*) FROM preview_link WHERE version_id = $1", version_id) >= MOST:
        raise Conflict(_MANY, code="too_many")
    token = new_token()
    made = await tx.add(
        PreviewLink(
            version_id=version_id,
            token_hash=token_hash(token),
            reader=reader,
            purpose=purpose,
            expires_at=datetime.combine(last + timedelta(days=1), time(), zone()),
            made_by=viewer.account_id,
            made_at=tx.now,
        )
    )
    details = {"version": version_id, "until": last}
    await write_record(tx, "preview.made", actor_id=viewer.account_id, subject=("preview", made.id), details=details)
    return MadePreview(made.id, token)


async def revoke_preview(tx: Transaction, viewer: Viewer, *, link_id: int) -> int:
    """End a link at once; doing it twice is doing it once.

    Returns:
        The id of the version it led to.

    Raises:
        NotFound: no such link for the viewer.
        Forbidden: neither drafter nor approver of the team.
    """
    found = await tx.rows(
        "SELECT p.version_id, v.draft_id FROM preview_link p JOIN version v ON v.id = p.version_id WHERE p.id = $1",
        link_id,
    )
    if not found:
        raise NotFound(_OVER)
    draft = await lock_draft(tx, viewer, found[0]["draft_id"])
    if not draft.sees_concept:
        raise NotFound(_OVER)
    demand(viewer, Act.make_preview, team=draft.roles)
    version_id: int = found[0]["version_id"]
    ended = await tx.execute(
        "UPDATE preview_link SET revoked_at = now(), revoked_by = $2 WHERE id = $1 AND revoked_at IS NULL",
        link_id,
        viewer.account_id,
    )
    if ended:
        details = {"version": version_id}
        await write_record(
            tx, "preview.revoked", actor_id=viewer.account_id, subject=("preview", link_id), details=details
        )
    return version_id


async def open_preview(tx: Transaction, *, token: str, part: str = "") -> OpenedPreview:
    """What a link shows, and the note that it was opened.

    Args:
        part: key of the clause with which the part that is read begins; empty for the beginning.

    Raises:
        PreviewOver: there is no such link, it has ended or was revoked, or its draft is closed.
    """
    found = await tx.one(
        OpenedPreview,
        """SELECT p.id, p.version_id, v.number, v.revision, v.state = 'published' AS published, p.reader, p.expires_at,
                  d.id AS draft_id, d.slug AS draft_slug, d.title, d.kind
           FROM preview_link p JOIN version v ON v.id = p.version_id JOIN draft d ON d.id = v.draft_id
           WHERE p.token_hash = $1 AND p.revoked_at IS NULL AND p.expires_at > now()
             AND (d.closed_at IS NULL OR v.state = 'published')""",
        token_hash(token),
    )
    if found is None:
        raise PreviewOver(_OVER)
    if not found.published:
        await tx.add(PreviewOpening(link_id=found.id, part=clean_line(part)[:100], at=tx.now))
    return found
