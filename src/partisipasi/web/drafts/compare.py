"""Two versions of a draft compared: what changed in each clause, why, and whose words stand behind it."""

from __future__ import annotations

from collections.abc import Sequence

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import GUEST
from partisipasi.drafts.portions import portions
from partisipasi.drafts.queries import ClauseView, Comparison, DraftView, comparison
from partisipasi.feedback.queries.causes import Cause, causes_of, voices_of
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_, gettext, href
from partisipasi.kit.markup import render as render_markup
from partisipasi.site.pages import Req, moved, page, render, shows
from partisipasi.web.addresses import elsewhere, version_number
from partisipasi.web.drafts.addresses import public_draft
from partisipasi.web.drafts.changes import Article, articles_of, in_text_order, merged_text, parts_of, renumbered
from partisipasi.web.drafts.leaves import portion_asked
from partisipasi.web.drafts.nodes import ChangeNote, Margin, contents_of, only_changed, tree_of

#: Changes on one page.
MOST = 60


@page("/rancangan/{place:str}/bandingkan/{versions:str}", cached=True)
async def compare(
    request: Req, tx: NamedDependency[Transaction], place: FromPath[str], versions: FromPath[str]
) -> Response[bytes]:
    """What changed between two versions; with `?semua=1` the whole text with its changes."""
    draft = await public_draft(tx, place)
    first, second = _pair(versions)
    if first == second:
        return moved(request, f"{draft.path}/versi/{first}")
    older, newer = min(first, second), max(first, second)
    if leads := elsewhere(request, f"{draft.path}/bandingkan/{older}..{newer}"):
        return leads
    shows(request, f"draft:{draft.id}")
    compared = await comparison(tx, GUEST, draft_id=draft.id, older=older, newer=newer, whole=True)
    causes = await causes_of(tx, draft.id, after=older, to=newer, technical=False)
    whole = request.query_params.get("semua") == "1"
    answer = _whole_text if whole else _changes
    return await answer(request, tx, draft, compared, causes)


def _pair(versions: str) -> tuple[int, int]:
    first, dots, second = versions.partition("..")
    if not dots:
        raise NotFound(N_("These versions cannot be compared."))
    return version_number(first), version_number(second)


async def _changes(
    request: Req, tx: Transaction, draft: DraftView, compared: Comparison, causes: Sequence[Cause]
) -> Response[bytes]:
    """The changed clauses, a page of them."""
    lines = in_text_order(compared.clauses)
    articles = articles_of(compared, lines, causes, draft.path)
    start = _start(request, articles)
    shown = articles[start : start + MOST]
    path = href(_path(draft, compared))
    voices = await voices_of(tx, sorted({issue for article in shown for issue in article.issues}))
    text = merged_text(lines)
    places = _places(text, articles, start, path)
    return render(
        request,
        "drafts/compare.html",
        draft=draft,
        older=compared.older,
        newer=compared.newer,
        summary=_summary(compared),
        path=path,
        articles=shown,
        total=len(articles),
        neighbours=_neighbours(articles, start, path),
        technical=renumbered(lines),
        voices=voices,
        contents=only_changed(contents_of(text, places, [article.text_id for article in articles])),
        earlier=f"{path}?mulai={articles[max(0, start - MOST)].key}" if start > 0 else "",
        later=f"{path}?mulai={articles[start + MOST].key}" if start + MOST < len(articles) else "",
    )


async def _whole_text(
    request: Req, _tx: Transaction, draft: DraftView, compared: Comparison, causes: Sequence[Cause]
) -> Response[bytes]:
    """The whole text with what came and went in its place."""
    lines = in_text_order(compared.clauses)
    articles = articles_of(compared, lines, causes, draft.path)
    text = merged_text(lines)
    cut = portions(text)
    path = href(_path(draft, compared))
    shown = portion_asked(request, cut, text)
    margin = Margin(
        base=href(compared.newer.path),
        open=False,
        counts=None,
        changes=_notes(articles, path),
        parts={
            line.new.text_id if line.new else -line.old.text_id if line.old else 0: parts_of(line)
            for line in lines
            if line.segments is not None or line.op in ("inserted", "deleted")
        },
    )
    places = {
        clause.text_id: f"{'' if portion == shown else f'{path}?semua=1&bab={text[portion.start].key}'}#{clause.key}"
        for portion in cut
        for clause in text[portion.start : portion.end]
    }
    at = cut.index(shown)
    return render(
        request,
        "drafts/compare_whole.html",
        draft=draft,
        older=compared.older,
        newer=compared.newer,
        path=path,
        total=len(articles),
        nodes=tree_of(text, range(shown.start, shown.end), margin),
        contents=contents_of(text, places, [article.text_id for article in articles]),
        number=at + 1,
        of=len(cut),
        earlier=f"{path}?semua=1&bab={text[cut[at - 1].start].key}" if at else "",
        later=f"{path}?semua=1&bab={text[cut[at + 1].start].key}" if at + 1 < len(cut) else "",
    )


def _path(draft: DraftView, compared: Comparison) -> str:
    return f"{draft.path}/bandingkan/{compared.older.number}..{compared.newer.number}"


def _start(request: Req, articles: Sequence[Article]) -> int:
    """Index of the first change on the page asked for with `?mulai=`; pages begin at multiples of MOST.

    Raises:
        NotFound: there is no such change.
    """
    key = request.query_params.get("mulai")
    if not key:
        return 0
    at = next((index for index, article in enumerate(articles) if article.key == key), None)
    if at is None:
        raise NotFound(N_("There is no such clause in this version."))
    return at - at % MOST


def _summary(compared: Comparison) -> str:
    """What the newer version says of its changes, if it follows the older one: HTML."""
    newer = compared.newer
    if newer.follows_id != compared.older.id:
        return ""
    return newer.summary_html or (render_markup(newer.summary) if newer.summary else "")


def _places(text: Sequence[ClauseView], articles: Sequence[Article], start: int, path: str) -> dict[int, str]:
    """Clause text id → the first change in it: on this page, or on the one of its own."""
    parents = {clause.text_id: clause.parent_text_id for clause in text}
    places: dict[int, str] = {}
    for index, article in enumerate(articles):
        begin = index - index % MOST
        before = "" if begin == start else f"{path}?mulai={articles[begin].key}"
        at: int | None = article.text_id
        while at is not None and at not in places:
            places[at] = f"{before}#{article.key}"
            at = parents.get(at)
    return {clause.text_id: places.get(clause.text_id, "") for clause in text}


def _neighbours(articles: Sequence[Article], start: int, path: str) -> dict[str, tuple[str, str]]:
    """Key of a change → addresses of the changes before and after it, empty at the ends."""

    def place(index: int) -> str:
        if not 0 <= index < len(articles):
            return ""
        begin = index - index % MOST
        return f"{'' if begin == start else f'{path}?mulai={articles[begin].key}'}#{articles[index].key}"

    return {article.key: (place(index - 1), place(index + 1)) for index, article in enumerate(articles)}


def _notes(articles: Sequence[Article], path: str) -> dict[int, ChangeNote]:
    return {
        article.text_id: ChangeNote(
            op=article.op,
            text=gettext(N_("Why")),
            href=f"{path}?mulai={article.key}#{article.key}",
            issues=[(label, address) for told in article.told for label, address, _ in told.decisions],
        )
        for article in articles
    }
