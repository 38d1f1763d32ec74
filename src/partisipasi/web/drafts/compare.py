"""Two versions of a draft compared: what changed in each clause, why, and whose words stand behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import GUEST
from partisipasi.drafts.portions import Portion, portions
from partisipasi.drafts.queries import ClauseView, ComparedClause, Comparison, DraftView, comparison
from partisipasi.feedback.queries.causes import causes_of, voices_of
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_, gettext, href
from partisipasi.site.pages import Req, moved, page, render, shows
from partisipasi.web.addresses import elsewhere, version_number
from partisipasi.web.drafts.addresses import public_draft
from partisipasi.web.drafts.asked import Asked, asked
from partisipasi.web.drafts.changes import (
    Article,
    articles_of,
    in_text_order,
    left_places,
    merged_text,
    parts_of,
    renumbered,
)
from partisipasi.web.drafts.leaves import portion_asked
from partisipasi.web.drafts.nodes import ChangeNote, Margin, Parts, contents_of, only_changed, tree_of

#: Changes on one page, and lines of shifted numbers.
MOST = 60
MOST_SHIFTS = 300


class _Shown(msgspec.Struct, frozen=True, kw_only=True):
    """What both views of a comparison are made from."""

    draft: DraftView
    asked: Asked
    compared: Comparison
    lines: list[ComparedClause]
    articles: list[Article]

    def frame(self) -> dict[str, Any]:
        """What the head of the page shows."""
        older, newer = self.compared.older, self.compared.newer
        sources, targets = self.asked.ends(
            f"{self.draft.path}/bandingkan", (older.number, newer.number), self.compared.numbers
        )
        return {
            "draft": self.draft,
            "asked": self.asked,
            "older": older,
            "newer": newer,
            "sources": sources,
            "targets": targets,
            "total": len(self.articles),
        }


@page("/rancangan/{place:str}/bandingkan/{versions:str}", cached=True)
async def compare(
    request: Req, tx: NamedDependency[Transaction], place: FromPath[str], versions: FromPath[str]
) -> Response[bytes]:
    """What became of one version in another; with `?semua=1` the whole text with its changes."""
    draft = await public_draft(tx, place)
    first, second = _pair(versions)
    if first == second:
        return moved(request, f"{draft.path}/versi/{first}")
    here = f"{draft.path}/bandingkan/{first}..{second}"
    if leads := elsewhere(request, here):
        return leads
    shows(request, f"draft:{draft.id}")
    compared = await comparison(tx, GUEST, draft_id=draft.id, older=first, newer=second, whole=True)
    causes = await causes_of(tx, draft.id, after=min(first, second), to=max(first, second), technical=False)
    lines = in_text_order(compared.clauses)
    shown = _Shown(
        draft=draft,
        asked=asked(request, href(here)),
        compared=compared,
        lines=lines,
        articles=articles_of(compared, lines, causes, draft.path),
    )
    return _whole_text(request, shown) if shown.asked.whole else await _changes(request, tx, shown)


def _pair(versions: str) -> tuple[int, int]:
    first, dots, second = versions.partition("..")
    if not dots:
        raise NotFound(N_("These versions cannot be compared."))
    return version_number(first), version_number(second)


async def _changes(request: Req, tx: Transaction, shown: _Shown) -> Response[bytes]:
    """The changed clauses, a page of them."""
    marks = shown.asked.marks(technical=False)
    articles = shown.articles if marks else []
    start = _start(request, articles)
    here = articles[start : start + MOST]
    text = merged_text(shown.lines)
    address = _Turning(shown.asked, articles, start)
    last = start + MOST >= len(articles)
    technical = renumbered(shown.lines) if last and shown.asked.marks(technical=True) else []
    return render(
        request,
        "drafts/compare.html",
        **shown.frame(),
        summarised=shown.compared.newer if shown.compared.newer.follows_id == shown.compared.older.id else None,
        articles=here,
        neighbours={article.key: address.around(start + at) for at, article in enumerate(here)},
        technical=technical[:MOST_SHIFTS],
        shifted=len(technical),
        voices=await voices_of(tx, sorted({issue for article in here for issue in article.issues})),
        contents=only_changed(
            contents_of(text, _places(text, articles, address), [article.text_id for article in articles])
        ),
        earlier=address.page(start - MOST) if start > 0 else "",
        later="" if last else address.page(start + MOST),
    )


def _whole_text(request: Req, shown: _Shown) -> Response[bytes]:
    """The whole text with what came and went in its place; of the new words only, what went is left out."""
    clean = shown.asked.view == "bersih"
    lines = [line for line in shown.lines if line.new] if clean else shown.lines
    if not clean and shown.asked.marks(technical=False):
        lines = in_text_order([*lines, *left_places(lines)])
    text = merged_text(lines)
    cut = portions(text)
    here = portion_asked(request, cut, text)
    at = cut.index(here)
    places = _whole_places(shown.asked, text, cut, here)
    kept = [article for article in shown.articles if article.text_id in places]
    margin = Margin(
        base=href(shown.compared.newer.path),
        open=False,
        counts=None,
        changes=_notes(kept, shown.asked, places),
        parts={} if clean else _marked(lines, shown.asked),
        sides=shown.asked.view == "berdampingan",
    )
    return render(
        request,
        "drafts/compare_whole.html",
        **shown.frame(),
        nodes=tree_of(text, range(here.start, here.end), margin),
        contents=contents_of(text, places, [article.text_id for article in kept]),
        number=at + 1,
        of=len(cut),
        earlier=shown.asked.to(bab=text[cut[at - 1].start].key) if at else "",
        later=shown.asked.to(bab=text[cut[at + 1].start].key) if at + 1 < len(cut) else "",
    )


def _marked(lines: Sequence[ComparedClause], wanted: Asked) -> dict[int, Parts]:
    """Clause text → its words with the changes that are asked for marked in them."""
    return {
        line.new.text_id if line.new else -line.old.text_id if line.old else 0: parts_of(line)
        for line in lines
        if (line.segments is not None or line.op in ("inserted", "deleted", "moved"))
        and wanted.marks(technical=line.technical)
    }


def _whole_places(wanted: Asked, text: Sequence[ClauseView], cut: Sequence[Portion], here: Portion) -> dict[int, str]:
    """Clause text → its address: on this page, or in the portion that holds it."""
    return {
        clause.text_id: f"{'' if portion == here else wanted.to(bab=text[portion.start].key)}#{clause.key}"
        for portion in cut
        for clause in text[portion.start : portion.end]
    }


class _Turning:
    """Addresses of changes: pages begin at multiples of MOST and are named by their first change."""

    def __init__(self, wanted: Asked, articles: Sequence[Article], start: int) -> None:
        self._wanted = wanted
        self._articles = articles
        self._start = start

    def page(self, index: int) -> str:
        """The page that begins with a change."""
        return self._wanted.to(mulai=self._articles[max(0, index)].key)

    def to(self, index: int) -> str:
        """A change: on this page, or on its own; empty before the first and after the last."""
        if not 0 <= index < len(self._articles):
            return ""
        begin = index - index % MOST
        return f"{'' if begin == self._start else self.page(begin)}#{self._articles[index].key}"

    def around(self, index: int) -> tuple[str, str]:
        """The changes before and after one."""
        return self.to(index - 1), self.to(index + 1)


def _start(request: Req, articles: Sequence[Article]) -> int:
    """Index of the first change on the page asked for with `?mulai=`.

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


def _places(text: Sequence[ClauseView], articles: Sequence[Article], address: _Turning) -> dict[int, str]:
    """Clause text id → the first change in it."""
    parents = {clause.text_id: clause.parent_text_id for clause in text}
    places: dict[int, str] = {}
    for index, article in enumerate(articles):
        at: int | None = article.text_id
        while at is not None and at not in places:
            places[at] = address.to(index)
            at = parents.get(at)
    return {clause.text_id: places.get(clause.text_id, "") for clause in text}


def _notes(articles: Sequence[Article], wanted: Asked, places: Mapping[int, str]) -> dict[int, ChangeNote]:
    """Notes in the margin of changed clauses, each with the way to its neighbours."""
    if not wanted.marks(technical=False):
        return {}
    ways = [places[article.text_id] for article in articles]
    changes = msgspec.structs.replace(wanted, whole=False)
    return {
        article.text_id: ChangeNote(
            op=article.op,
            text=gettext(N_("Why")),
            href=f"{changes.to(mulai=article.key)}#{article.key}",
            issues=[(label, address) for told in article.told for label, address, _ in told.decisions],
            sentence=article.sentence,
            before=ways[at - 1] if at else "",
            after=ways[at + 1] if at + 1 < len(ways) else "",
        )
        for at, article in enumerate(articles)
    }
