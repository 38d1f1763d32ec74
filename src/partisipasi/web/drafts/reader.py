"""A version of a draft, read like a law book, and its canonical text as a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.enums import MediaType
from litestar.params import FromPath

from partisipasi.accounts.rights import GUEST
from partisipasi.discussions.queries import talk_counts
from partisipasi.drafts.actions.keeping import as_outline
from partisipasi.drafts.outline import canonical_text
from partisipasi.drafts.portions import Portion, portions
from partisipasi.drafts.queries import ClauseView, DraftView, VersionView, clauses_of, version_by_number, versions_of
from partisipasi.feedback.queries.changes import ChangeView, told_changes
from partisipasi.kit.database import Transaction
from partisipasi.kit.i18n import N_, gettext, href
from partisipasi.site.pages import Req, page, render, shows
from partisipasi.web.addresses import elsewhere, version_number
from partisipasi.web.drafts.addresses import issue_path, public_draft
from partisipasi.web.drafts.introductions import introduction_of
from partisipasi.web.drafts.leaves import portion_asked
from partisipasi.web.drafts.nodes import ChangeNote, Margin, contents_of, tree_of


class Turn(msgspec.Struct, frozen=True):
    """A portion before or after the one shown: its address and its name."""

    href: str
    name: str


class Leaf(msgspec.Struct, frozen=True):
    """Where in a long text the page stands: which portion of how many, and the ones beside it."""

    number: int
    of: int
    name: str
    earlier: Turn | None
    later: Turn | None


@page("/rancangan/{place:str}/versi/{version:str}", cached=True)
async def read_version(
    request: Req, tx: NamedDependency[Transaction], place: FromPath[str], version: FromPath[str]
) -> Response[bytes]:
    """A published version from beginning to end, or a chapter of a long one; with .txt its canonical text."""
    as_file = version.endswith(".txt")
    draft = await public_draft(tx, place)
    view = await version_by_number(tx, GUEST, draft.id, version_number(version.removesuffix(".txt")))
    if leads := elsewhere(request, f"{view.path}.txt" if as_file else view.path):
        return leads
    shows(request, f"draft:{draft.id}")
    clauses = await clauses_of(tx, view.id)
    if as_file:
        return _file(view, clauses)
    return await _reader(request, tx, draft, view, clauses)


def _file(version: VersionView, clauses: Sequence[ClauseView]) -> Response[bytes]:
    """The text whose SHA-256 the version's page shows, byte for byte."""
    name = f"rancangan-{version.draft_id}-versi-{version.number}.txt"
    return Response(
        canonical_text(as_outline(clauses)).encode(),
        media_type=MediaType.TEXT,
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


async def _reader(
    request: Req, tx: Transaction, draft: DraftView, version: VersionView, clauses: Sequence[ClauseView]
) -> Response[bytes]:
    cut = portions(clauses)
    shown = portion_asked(request, cut, clauses)
    base, path = href(version.path), draft.path
    older = [one for one in await versions_of(tx, GUEST, draft.id) if one.number < version.number]
    changes = await told_changes(tx, draft.id, number=version.number) if older else []
    compared = href(f"{path}/bandingkan/{older[-1].number}..{version.number}") if older else ""
    margin = Margin(
        base=base,
        open=draft.is_open and draft.round_version_id == version.id,
        counts=await talk_counts(tx, [clause.id for clause in clauses[shown.start : shown.end]]),
        changes=_notes(changes, clauses, compared, path, older[-1].number if older else 0),
    )
    places = places_of(cut, clauses, shown, base)
    return render(
        request,
        "drafts/version.html",
        draft=draft,
        version=version,
        older=older,
        compared=compared,
        open=margin.open,
        nodes=tree_of(clauses, range(shown.start, shown.end), margin),
        contents=contents_of(clauses, places),
        leaf=leaf_of(cut, clauses, shown, base) if len(cut) > 1 else None,
        changed=bool(changes),
        introduction=introduction_of(version) if shown.start == 0 else None,
    )


def _notes(
    changes: Sequence[ChangeView], clauses: Sequence[ClauseView], compared: str, path: str, since: int
) -> dict[int, ChangeNote]:
    """Clause text id → its note. What is new with the whole it stands in is told there, once."""
    parents = {clause.text_id: clause.parent_text_id for clause in clauses}
    new = {change.new_text_id for change in changes if change.op == "inserted"}
    notes: dict[int, ChangeNote] = {}
    for change in changes:
        text_id = change.new_text_id
        if text_id is None or text_id in notes or (change.op == "inserted" and parents.get(text_id) in new):
            continue
        notes[text_id] = ChangeNote(
            op=change.op,
            text=gettext(N_("since version %(number)s"), number=since),
            href=f"{compared}#{change.key}",
            issues=[(one.issue, href(issue_path(path, one.issue_number))) for one in change.decisions],
            sentence=change.sentence(),
        )
    return notes


def places_of(cut: Sequence[Portion], clauses: Sequence[ClauseView], shown: Portion, base: str) -> Mapping[int, str]:
    """Clause text id → where it is read: on this page, or on the one of its chapter."""
    places: dict[int, str] = {}
    for portion in cut:
        before = "" if portion == shown else f"{base}?bab={clauses[portion.start].key}"
        for clause in clauses[portion.start : portion.end]:
            places[clause.text_id] = f"{before}#{clause.key}"
    return places


def leaf_of(cut: Sequence[Portion], clauses: Sequence[ClauseView], shown: Portion, base: str) -> Leaf:
    """Which part of a long text this is, with its neighbours."""
    at = list(cut).index(shown)
    turns = [Turn(f"{base}?bab={clauses[portion.start].key}", _name(clauses, portion)) for portion in cut]
    return Leaf(
        number=at + 1,
        of=len(cut),
        name=turns[at].name,
        earlier=turns[at - 1] if at > 0 else None,
        later=turns[at + 1] if at + 1 < len(turns) else None,
    )


def _name(clauses: Sequence[ClauseView], portion: Portion) -> str:
    """What a portion is called: by the heading it begins with, or from the first pasal to the last."""
    first = clauses[portion.start]
    if first.label or first.heading:
        articles = [one.label for one in clauses[portion.start : portion.end] if one.kind == "pasal"]
        if first.kind == "pasal" and len(articles) > 1:
            return f"{articles[0]} – {articles[-1]}"
        return f"{first.label} {first.heading}".strip()
    return gettext(N_("Title and preamble"))
