"""Opening a musyawarah: the question, its background, and the wording that is asked about first."""

from __future__ import annotations

from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.contributing import contribute, demand_confirmed
from partisipasi.discussions.opening import LONGEST_TITLE, SHORTEST_TITLE, Opened
from partisipasi.discussions.places import Target
from partisipasi.discussions.tables import Thread
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Forbidden, Invalid, NotFound
from partisipasi.kit.i18n import N_
from partisipasi.kit.text import clean_line, slug
from partisipasi.musyawarah.wordings import store_wording, wrong_wording
from partisipasi.record.actions import write_record
from partisipasi.settings import Settings

MAY_NOT = N_("A musyawarah is opened by an officer or by a moderator of the topic, who then leads it.")


def may_open(viewer: Viewer, *, topic_id: int | None = None) -> bool:
    """Whether the viewer may open a musyawarah in a topic; without one, in any."""
    moderates = viewer.holds("moderator") if topic_id is None else viewer.has("moderator", topic_id=topic_id)
    return viewer.holds("officer") or moderates


async def open_musyawarah(
    tx: Transaction,
    viewer: Viewer,
    settings: Settings,
    *,
    topic_id: int,
    question: str,
    background: str,
    wording: str,
    sure: bool = False,
    asks: bool = False,
) -> Opened:
    """Open a musyawarah; who opens it leads it.

    Args:
        question: the thread's title. background: its first contribution. wording: the proposal asked about first.

    Raises:
        SignInNeeded, Forbidden: not a confirmed account, or neither officer nor moderator of the topic.
        NotFound: no such open topic.
        Invalid: question, background, wording.
        TooMany: too often.
    """
    demand_confirmed(viewer)
    if not may_open(viewer, topic_id=topic_id):
        raise Forbidden(MAY_NOT)
    if not await tx.value("SELECT 1 FROM topic WHERE id = $1 AND closed_at IS NULL", topic_id):
        raise NotFound(N_("There is no such topic."))
    name = clean_line(question)
    wrong: dict[str, str] = {}
    if not SHORTEST_TITLE <= len(name) <= LONGEST_TITLE:
        wrong["question"] = N_("Say in a few words what it is about: 8 to 140 characters.")
    if not background.strip():
        wrong["background"] = N_("Say what one must know to talk about it.")
    if message := wrong_wording(wording):
        wrong["wording"] = message
    if wrong:
        raise Invalid(wrong)
    thread = await tx.add(
        Thread(topic_id=topic_id, kind="musyawarah", title=name, slug=slug(name), opened_by=viewer.account_id)
    )
    posted = await contribute(
        tx, viewer, settings, target=Target(thread_id=thread.id), body=background, sure=sure, asks=asks
    )
    await store_wording(tx, viewer, settings, thread_id=thread.id, number=1, body=wording, sure=sure, asks=asks)
    await write_record(tx, "thread.opened", actor_id=viewer.account_id, subject=("thread", thread.id))
    tx.changed(f"topic:{topic_id}", "topics")
    return Opened(id=thread.id, slug=thread.slug, posted=posted)
