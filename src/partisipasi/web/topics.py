"""Topics: what the city makes rules about, with the drafts and discussions of each."""

from __future__ import annotations

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from partisipasi.accounts.rights import GUEST, Viewer
from partisipasi.discussions.queries import forum_topics, leading_threads, threads_list
from partisipasi.discussions.reading import unread_in
from partisipasi.drafts.queries import count_drafts, drafts_by_topic, drafts_list
from partisipasi.feedback.progress import progress_of
from partisipasi.kit.database import Transaction
from partisipasi.site.pages import Req, page, render, shows
from partisipasi.topics.queries import agencies_of_topic, topic_view, topics_list
from partisipasi.web.addresses import elsewhere, number_of
from partisipasi.web.drafts.rows import rows_of
from partisipasi.web.told.follow import follow_button

#: Rows of each kind on a topic's page; the lists of drafts and of the forum have them all.
DRAFTS, THREADS = 10, 10


@page("/topik", cached=True)
async def list_topics(request: Req, tx: NamedDependency[Transaction], tanda: FromQuery[str] = "") -> Response[bytes]:
    """All topics with how much there is in each, or those with a tag."""
    tag = tanda.casefold()[:60]
    topics = await topics_list(tx, tag=tag or None)
    # New threads are told of by topic only.
    shows(request, "topics", "drafts", *(f"topic:{topic.id}" for topic in topics))
    return render(
        request,
        "topics/list.html",
        topics=topics,
        chosen_tag=tag,
        drafts=await drafts_by_topic(tx),
        threads={line.id: line.threads for line in await forum_topics(tx, GUEST)},
    )


@page("/topik/{place:str}", cached=True)
async def show_topic(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], place: FromPath[str]
) -> Response[bytes]:
    """A topic with its latest drafts and discussions."""
    topic = await topic_view(tx, number_of(place))
    if leads := elsewhere(request, topic.path):
        return leads
    shows(request, f"topic:{topic.id}", "topics", "drafts")
    drafts = (await drafts_list(tx, GUEST, topic_id=topic.id, size=DRAFTS))[:DRAFTS]
    progress = await progress_of(tx, [draft.id for draft in drafts])
    leading = await leading_threads(tx, viewer, topic_id=topic.id)
    threads = [*leading, *await threads_list(tx, viewer, topic_id=topic.id, size=THREADS)]
    return render(
        request,
        "topics/topic.html",
        topic=topic,
        rows=rows_of(drafts, progress),
        total=await count_drafts(tx, GUEST, topic_id=topic.id),
        threads=threads[:THREADS],
        new_in=await unread_in(tx, viewer, [thread.id for thread in threads[:THREADS]]),
        more_threads=len(threads) > THREADS,
        agencies=await agencies_of_topic(tx, topic.id),
        dates=[draft for draft in drafts if draft.closed_at is None and draft.round_state in {"open", "planned"}],
        answered=[(draft, done) for draft in drafts if (done := progress.get(draft.id)) and done.answered],
        follow=await follow_button(tx, viewer, "topic", topic.id),
    )


ROUTES = [list_topics, show_topic]
