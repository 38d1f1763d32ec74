"""One clause over all published versions: how it was worded, what changed and why, and where it came from or went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import GUEST
from partisipasi.drafts.queries import VersionView, versions_of
from partisipasi.feedback.queries.changes import ChangeView, Segments, changes_of_texts
from partisipasi.feedback.queries.histories import Standing, standings_of
from partisipasi.feedback.queries.redlines import redlines_of
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_, href
from partisipasi.site.pages import Req, page, render, shows
from partisipasi.web.addresses import elsewhere
from partisipasi.web.answers.cards import Card, card_of, gathered
from partisipasi.web.drafts.addresses import public_draft

#: Changes of one version shown with their words; the comparison has all of them.
MOST_CARDS = 30


class Kin(msgspec.Struct, frozen=True):
    """Another clause that this one came from or went into: its name and its own history."""

    name: str
    href: str


class Chapter(msgspec.Struct, frozen=True, kw_only=True):
    """One version, or several in a row in which nothing happened to the clause.

    `kind`: "first" (with `words`), "changed", "still" (as before) or "absent". `since` is the version before a changed
    one. `shifts` are the sentences of technical changes. `kin` goes by the id of the card.
    """

    kind: str
    number: int
    to: int
    at: datetime | None
    name: str
    href: str
    said: int
    cards: list[Card] = []
    more: int = 0
    shifts: list[str] = []
    kin: dict[int, list[Kin]] = {}
    words: list[tuple[str, str]] = []
    compare: str = ""


@page("/rancangan/{place:str}/versi/{number:int}/{key:str}/riwayat", cached=True)
async def history_page(
    request: Req,
    tx: NamedDependency[Transaction],
    place: FromPath[str],
    number: FromPath[int],
    key: FromPath[str],
) -> Response[bytes]:
    """The history of a clause, newest version first. `key` is its key in the version `number`."""
    draft = await public_draft(tx, place)
    if leads := elsewhere(request, f"{draft.path}/versi/{number}/{key}/riwayat"):
        return leads
    shows(request, f"draft:{draft.id}")
    standings = await standings_of(tx, draft.id, number=number, key=key)
    if not standings:
        raise NotFound(N_("There is no such clause in this version."))
    versions = await versions_of(tx, GUEST, draft.id)
    changes = await changes_of_texts(tx, [id_ for one in standings for id_ in one.parts])
    lines = await redlines_of(changes)
    last = standings[-1]
    return render(
        request,
        "answers/history.html",
        draft=draft,
        elsewhere=number != last.number,
        name=last.name,
        heading=last.heading,
        standing=last.number == versions[-1].number,
        last=last,
        last_href=href(f"{draft.path}/versi/{last.number}/{last.key}"),
        chapters=_chapters(versions, standings, changes, lines, draft.path)[::-1],
    )


def _chapters(
    versions: Sequence[VersionView],
    standings: Sequence[Standing],
    changes: Sequence[ChangeView],
    lines: Mapping[int, Segments],
    path: str,
) -> list[Chapter]:
    """The history from the first version that has the clause, oldest first."""
    by_number = {one.number: one for one in standings}
    mine = {id_ for one in standings for id_ in one.parts}
    found: list[Chapter] = []
    name = standings[0].name
    for version in versions:
        here = by_number.get(version.number)
        happened = [one for one in changes if one.number == version.number]
        if here is None and not happened and not found:
            continue
        name = here.name if here else name
        chapter = _chapter(version, here, name, path)
        if happened:
            chapter = _changed(chapter, happened, mine, lines, path)
        elif here is not None and here is standings[0]:
            chapter = msgspec.structs.replace(chapter, kind="first", words=[("", here.words[0][1]), *here.words[1:]])
        found = _added(found, chapter)
    return found


def _chapter(version: VersionView, here: Standing | None, name: str, path: str) -> Chapter:
    return Chapter(
        kind="still" if here else "absent",
        number=version.number,
        to=version.number,
        at=version.published_at,
        name=name,
        href=href(f"{path}/versi/{version.number}/{here.key}") if here else "",
        said=here.said if here else 0,
    )


def _changed(
    chapter: Chapter, happened: Sequence[ChangeView], mine: set[int], lines: Mapping[int, Segments], path: str
) -> Chapter:
    told = [one for one in happened if not one.technical]
    cards = gathered([card_of(one, lines, path) for one in _own(told, mine)])
    return msgspec.structs.replace(
        chapter,
        kind="changed",
        cards=cards[:MOST_CARDS],
        more=max(len(cards) - MOST_CARDS, 0),
        shifts=[one.sentence() for one in happened if one.technical],
        kin={one.id: kin for one in told if (kin := _kin(one, told, mine, path))},
        compare=href(f"{path}/bandingkan/{happened[0].old_number}..{chapter.number}"),
    )


def _own(told: Sequence[ChangeView], mine: set[int]) -> list[ChangeView]:
    """The changes to show. What else a clause was split into is told with the part that goes on in this history."""
    goes_on = {one.old_text_id for one in told if one.op == "split" and one.new_text_id in mine}
    return [one for one in told if one.op != "split" or one.new_text_id in mine or one.old_text_id not in goes_on]


def _kin(change: ChangeView, told: Sequence[ChangeView], mine: set[int], path: str) -> list[Kin]:
    """The clauses on either side of a change that are not in this history: where it came from, what it went into."""
    found = []
    if change.old_text_id is not None and change.old_text_id not in mine and change.old_clause_id != change.clause_id:
        address = f"{path}/versi/{change.old_number}/{change.old_key}/riwayat"
        found.append(Kin(change.former_name or change.name, href(address)))
    others = [one for one in told if one.op == "split" and one.old_text_id == change.old_text_id]
    for one in {one.id: one for one in ([change, *others] if change.op == "split" else [change])}.values():
        if one.new_text_id is not None and one.new_text_id not in mine:
            found.append(Kin(one.name, href(f"{path}/versi/{one.number}/{one.new_key}/riwayat")))
    return found


def _added(found: list[Chapter], chapter: Chapter) -> list[Chapter]:
    """With one more version; what stays as it was joins the versions before it in which it stayed, too."""
    before = found[-1] if found else None
    if before is None or chapter.kind not in ("still", "absent") or before.kind != chapter.kind or chapter.said:
        return [*found, chapter]
    return [*found[:-1], msgspec.structs.replace(before, to=chapter.number)]
