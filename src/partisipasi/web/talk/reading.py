"""The page of one clause with its talk, and the talk about a draft as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from markupsafe import Markup

from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.holding import Held, held_by, typical_wait, why_held
from partisipasi.discussions.orders import ROOTS, Order
from partisipasi.discussions.queries import (
    ThreadView,
    talk_counts,
    talk_page,
    thread_of_clause,
    thread_of_draft,
)
from partisipasi.discussions.reading import MANY, Progress, progress_in
from partisipasi.discussions.thread_events import events_between
from partisipasi.drafts.queries.clauses import ClauseInPlace, ClauseView, clause_history, clause_in_place
from partisipasi.drafts.queries.drafts import DraftView, draft_view
from partisipasi.drafts.queries.versions import VersionView, version_by_number
from partisipasi.feedback.queries.changes import changes_of_texts
from partisipasi.feedback.queries.redlines import redlines_of
from partisipasi.feedback.questions import pinned_of
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import gettext, href, language, number
from partisipasi.kit.paging import Cursor
from partisipasi.site.pages import Req, page, render, shows
from partisipasi.site.paging import Page, page_of, whole_number
from partisipasi.web.addresses import NOT_HERE, elsewhere, number_of, version_number
from partisipasi.web.answers.cards import Card, card_of, gathered
from partisipasi.web.drafts.nodes import Margin, Node, tree_of
from partisipasi.web.talk.addresses import clause_path
from partisipasi.web.talk.happenings import Line, line_of
from partisipasi.web.talk.orders import beginning_of, choices, order_of, place_in, query_of
from partisipasi.web.talk.posts import Post, Setting, build_posts, html_of, quoted_elsewhere
from partisipasi.web.talk.slips import receipts_on_slip
from partisipasi.web.told.follow import follow_button

#: Changes of a clause, and of all that stands in it, told on its page.
MOST_CARDS = 12


class Talk(msgspec.Struct, frozen=True, kw_only=True):
    """One page of a thread as templates show it (talk/_stream.html).

    Attributes:
        orders: none where there is nothing to put in order.
        progress: where the thread ends and how far the reader has come; None without a thread.
        ends: whether who came to the end of this page has read the thread.
        fresh: path that tells what was said meanwhile; empty where that is not asked.
        tags: of what it shows from elsewhere.
        held: what of the reader's own waits for a moderator, with why in words and its language
            where it is not the page's; held_wait: how long that takes.
    """

    html: Markup
    page: Page[Post]
    total: int
    orders: Sequence[tuple[str, str, bool]] = ()
    thread_id: int = 0
    progress: Progress | None = None
    signed_in: bool = False
    ends: bool = False
    fresh: str = ""
    tags: Sequence[str] = ()
    held: Sequence[tuple[Held, str, str]] = ()
    held_wait: timedelta | None = None

    @property
    def unread(self) -> str:
        """How many the reader has not read, as it is shown."""
        unread = self.progress.unread if self.progress else 0
        return f"{number(MANY - 1)}+" if unread >= MANY else number(unread)

    @property
    def offers_mark(self) -> bool:
        """Whether there is something to be marked as read, by somebody who can."""
        return bool(self.signed_in and self.progress and self.progress.newest > (self.progress.last or 0))


@page("/rancangan/{place:str}/versi/{version:str}/{key:str}", cached=True)
async def clause_page(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    place: FromPath[str],
    version: FromPath[str],
    key: FromPath[str],
) -> Response[bytes]:
    """A clause, what stands around it, and what was said on it."""
    number = version_number(version)
    draft = await draft_view(tx, viewer, number_of(place))
    text = await version_by_number(tx, viewer, draft.id, number)
    here = await clause_in_place(tx, viewer, text.id, key)
    path = clause_path(draft, number, key)
    if leads := elsewhere(request, path):
        return leads
    thread = await thread_of_clause(tx, viewer, here.clause.id)
    open_here = draft.is_open and draft.round_version_id == text.id
    setting = Setting(open=draft.is_open, version=number, draft=draft.path)
    talk = await read_talk(request, tx, viewer, thread, setting, path)
    counts = await talk_counts(tx, [below.id for below in here.below]) if here.below else {}
    cards = await _why(tx, text, here, draft)
    pinned = await pinned_of(tx, draft.id, clause_id=here.clause.id)
    newer = None if text.newest else await _newer_key(tx, viewer, here.clause.id, number)
    _shows(request, viewer, text, f"draft:{draft.id}", f"clause:{here.clause.id}", *talk.tags)
    return render(
        request,
        "talk/clause.html",
        draft=draft,
        version=text,
        here=here,
        node=_node(here, href(text.path), counts, open_here),
        above=[(_link(draft, number, clause), clause) for clause in here.above],
        talk=talk,
        pinned=pinned,
        cards=cards[:MOST_CARDS],
        more_cards=max(len(cards) - MOST_CARDS, 0),
        open=open_here,
        newer=newer,
        here_path=path,
        follow=await follow_button(tx, viewer, "clause", here.clause.id) if text.state == "published" else None,
        base=text.path,
    )


@page("/rancangan/{place:str}/diskusi", cached=True)
async def draft_talk(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], place: FromPath[str]
) -> Response[bytes]:
    """What was said about a draft as a whole."""
    draft = await draft_view(tx, viewer, number_of(place))
    path = f"{draft.path}/diskusi"
    if leads := elsewhere(request, path):
        return leads
    thread = await thread_of_draft(tx, viewer, draft.id)
    setting = Setting(open=draft.is_open, version=draft.version_number, draft=draft.path)
    talk = await read_talk(request, tx, viewer, thread, setting, path)
    if not viewer.signed_in:
        shows(request, f"draft:{draft.id}", *talk.tags)
    follow = await follow_button(tx, viewer, "thread", thread.id) if thread else None
    return render(request, "talk/draft.html", draft=draft, talk=talk, here_path=path, follow=follow)


async def read_talk(
    request: Req, tx: Transaction, viewer: Viewer, thread: ThreadView | None, setting: Setting, path: str
) -> Talk:
    """The page of a thread that the request asks for. Without a thread nothing was said yet."""
    order = order_of(request)
    if thread is None:
        return Talk(html=Markup(), page=page_of([], Cursor(), ROOTS, path=href(path), key=_key), total=0)
    begins = beginning_of(request, order)
    cursor = begins.cursor
    entries = await talk_page(
        tx, viewer, thread.id, order=order, after=cursor.after, before=cursor.before, rank=begins.rank,
        unfold=whole_number(request.query_params.get("urai")),
    )  # fmt: skip
    progress = await progress_in(tx, viewer, thread.id, newest=thread.newest)
    posts = build_posts(entries, setting, viewer, order=order, read=progress.last)
    rows = posts if cursor.before is None else posts[::-1]
    listed = page_of(
        rows, cursor, ROOTS, path=href(path),
        key=lambda post: place_in(order, post), total=thread.roots, query=query_of(order),
    )  # fmt: skip
    # Whoever holds a slip has a cookie, and no page is kept that was asked for with one.
    slip = receipts_on_slip(request)
    held = await held_by(tx, viewer, thread.id, receipts=slip) if progress.waits or slip else []
    lines = await _happenings(tx, viewer, thread.id, order, cursor, rows, listed)
    return Talk(
        html=html_of(listed.rows, path, order=order, lines=lines),
        page=listed,
        total=thread.contributions,
        orders=choices(path, order) if thread.roots > 1 else (),
        thread_id=thread.id,
        progress=progress,
        signed_in=viewer.signed_in,
        ends=not listed.later and (order == "oldest" or not listed.earlier),
        # The question goes without a cookie, so it is asked only of what everybody may read.
        fresh=f"/diskusi/{thread.id}/baru?sejak={progress.newest}" if thread.audience == "public" else "",
        tags=quoted_elsewhere(entries),
        held=[_held(one) for one in held],
        held_wait=await typical_wait(tx) if held else None,
    )


async def _happenings(
    tx: Transaction,
    viewer: Viewer,
    thread_id: int,
    order: Order,
    cursor: Cursor,
    rows: Sequence[Post],
    listed: Page[Post],
) -> list[Line]:
    """What happened to a thread in the time that a page of it covers, so that each happening stands on one page.

    Orders that do not go by time have none. A page reaches from its first root up to the first one of the next page,
    which the page before it knows as the root it was asked for over its size, or as the one it ends before.
    """
    if order not in {"oldest", "newest"} or not rows:
        return []
    beyond = rows[ROOTS].id if len(rows) > ROOTS else None
    if order == "oldest":
        since = listed.rows[0].id if listed.earlier else None
        until = (cursor.before or beyond) if listed.later else None
    else:
        since = listed.rows[-1].id if listed.later else None
        until = (cursor.after or beyond) if listed.earlier else None
    return [line_of(event) for event in await events_between(tx, viewer, thread_id, since=since, until=until)]


async def _why(tx: Transaction, text: VersionView, here: ClauseInPlace, draft: DraftView) -> list[Card]:
    """The changes that the newest version brought to a clause and to what stands in it. Of earlier ones its history
    tells.
    """
    if not text.newest or text.follows_id is None:
        return []
    texts = [here.clause.text_id, *(below.text_id for below in here.below)]
    changes = await changes_of_texts(tx, texts, technical=False, number=text.number)
    return gathered([card_of(one, await redlines_of([one]), draft.path) for one in changes])


def _held(one: Held) -> tuple[Held, str, str]:
    return one, gettext(why_held(one.reason)), one.language if one.language != language() else ""


def _key(post: Post) -> int:
    return post.id


def _shows(request: Req, viewer: Viewer, version: VersionView, *tags: str) -> None:
    # Where the viewer's own support stands in the page, or a concept is read, nothing may be kept.
    if not viewer.signed_in and version.state == "published":
        shows(request, *tags)


async def _newer_key(tx: Transaction, viewer: Viewer, clause_id: int, number: int) -> tuple[int, str] | None:
    """Number and key under which the newest published version has this clause, if a newer one than `number` has."""
    wordings = await clause_history(tx, viewer, clause_id)
    newer = [wording for wording in wordings if wording.state == "published" and wording.number > number]
    return (newer[-1].number, newer[-1].key) if newer else None


def _link(draft: DraftView, number: int, clause: ClauseView) -> str:
    return clause_path(draft, number, clause.key)


def _node(here: ClauseInPlace, base: str, counts: Mapping[int, int], open_here: bool) -> Node:
    """The clause with everything below it, as the page of a law book has it."""
    clauses = [*here.above, here.clause, *here.below]
    margin = Margin(base=base, open=open_here, counts=counts, changes={})
    nodes = tree_of(clauses, range(len(here.above), len(clauses)), margin)
    while nodes and nodes[0].key != here.clause.key:
        nodes = nodes[0].children
    if not nodes:
        raise NotFound(NOT_HERE)
    return nodes[0]
