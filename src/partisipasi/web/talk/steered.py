"""What has been done to a thread as a whole, as its page shows it: conclusion, summary, times, slow mode."""

from __future__ import annotations

import re
from datetime import datetime

import msgspec
from markupsafe import Markup

from partisipasi.accounts.rights import Act, Viewer, may
from partisipasi.discussions.queries import ThreadView
from partisipasi.discussions.steering.queries import TextView, texts_in_force
from partisipasi.discussions.steering.texts import CITED
from partisipasi.kit.database import Transaction
from partisipasi.kit.i18n import N_, gettext, href

ROLES = {
    "moderator": N_("a moderator"),
    "officer": N_("an officer of the city"),
    "author": N_("whoever opened the discussion"),
    "administrator": N_("an administrator"),
    "program": N_("the platform, at the time set for it"),
}


class ShownText(msgspec.Struct, frozen=True):
    """A conclusion or summary as templates show it; `parts`: html, or None where it is masked."""

    number: int
    role: str
    at: datetime
    ended: bool
    kind: str
    parts: list[Markup | None]


class Steered(msgspec.Struct, frozen=True):
    """What of a thread's life its page shows, and what the viewer may do about it."""

    conclusion: ShownText | None
    summary: ShownText | None
    steers: bool
    concludes: bool
    tags: tuple[str, ...]


def shown_text(text: TextView) -> ShownText:
    """A text with its citations linked."""
    parts = [None if masked else Markup(CITED.sub(_link, html)) for html, masked in text.parts]  # noqa: S704 - rendered
    role = gettext(ROLES[text.by_role])
    return ShownText(text.number, role, text.at, text.ended_at is not None, text.kind, parts)


async def steered_of(tx: Transaction, viewer: Viewer, thread: ThreadView) -> Steered:
    """What has been done to a thread as a whole."""
    texts = await texts_in_force(tx, thread.id) if thread.summed_up else {}
    conclusion, summary = texts.get("conclusion"), texts.get("summary")
    own = viewer.signed_in and thread.opened_by == viewer.account_id and thread.kind == "discussion"
    return Steered(
        conclusion=shown_text(conclusion) if conclusion else None,
        summary=shown_text(summary) if summary else None,
        steers=may(viewer, Act.steer, topic_id=thread.topic_id),
        concludes=own,
        tags=tuple(f"contribution:{cited}" for text in texts.values() for cited in text.cited),
    )


def _link(found: re.Match[str]) -> str:
    receipt = found[0]
    return f'<a href="{href(f"/masukan/{receipt}/di")}">{receipt}</a>'
