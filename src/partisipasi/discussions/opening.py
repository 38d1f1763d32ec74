"""Opening a place to talk in a topic's forum."""

from __future__ import annotations

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.contributing import Posted, contribute, demand_confirmed
from partisipasi.discussions.places import Target
from partisipasi.discussions.tables import Thread
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Invalid, NotFound
from partisipasi.kit.i18n import N_
from partisipasi.kit.text import clean_line, slug
from partisipasi.record.actions import write_record
from partisipasi.settings import Settings

SHORTEST_TITLE, LONGEST_TITLE = 8, 140


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """A thread just opened, with its first contribution."""

    id: int
    slug: str
    posted: Posted


async def open_thread(
    tx: Transaction,
    viewer: Viewer,
    settings: Settings,
    *,
    topic_id: int,
    title: str,
    body: str,
    kind: str = "discussion",
    audience: str = "public",
    sure: bool = False,
    asks: bool = False,
    files: int = 0,
) -> Opened:
    """Open a discussion or a question in a topic with one's first words.

    Args:
        audience: public, or verified: kept to verified civil servants, of whom the viewer must be one. In a topic whose
            forum is kept to them, everything is.
        sure, asks, files: see `screening.screen`.

    Raises:
        SignInNeeded, Forbidden: not a confirmed account.
        NotFound: no such open topic.
        Invalid: title, body, kind.
        TooMany: too often.
    """
    demand_confirmed(viewer)
    kept: str | None = await tx.value("SELECT audience FROM topic WHERE id = $1 AND closed_at IS NULL", topic_id)
    if kept is None:
        raise NotFound(N_("There is no such topic."))
    audience = "verified" if kept == "verified" else audience
    name = clean_line(title)
    wrong: dict[str, str] = {}
    if not SHORTEST_TITLE <= len(name) <= LONGEST_TITLE:
        wrong["title"] = N_("Say in a few words what it is about: 8 to 140 characters.")
    if kind not in {"discussion", "question"}:
        wrong["kind"] = N_("This value cannot be used here.")
    if audience not in {"public", "verified"}:
        wrong["audience"] = N_("This value cannot be used here.")
    elif audience == "verified" and not viewer.reads_verified:
        wrong["topic"] = N_(
            "Discussions here are kept to verified civil servants. Verify yourself on your account's page."
        )
    if not body.strip():
        wrong["body"] = N_("Please write something.")
    if wrong:
        raise Invalid(wrong)
    thread = await tx.add(
        Thread(
            topic_id=topic_id, kind=kind, audience=audience, title=name, slug=slug(name), opened_by=viewer.account_id
        )
    )
    posted = await contribute(
        tx,
        viewer,
        settings,
        target=Target(thread_id=thread.id),
        body=body,
        kind="question" if kind == "question" else "comment",
        title=name,
        sure=sure,
        asks=asks,
        files=files,
    )
    await write_record(tx, "thread.opened", actor_id=viewer.account_id, subject=("thread", thread.id))
    tx.changed(f"topic:{topic_id}", "topics")
    return Opened(id=thread.id, slug=thread.slug, posted=posted)
