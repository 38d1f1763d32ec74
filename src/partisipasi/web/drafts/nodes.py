"""The clauses of a version as components/clause.html sets them: a tree with notes in its margin."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import msgspec

from partisipasi.drafts.queries import ClauseView, full_labels
from partisipasi.kit.i18n import N_, gettext

#: Left out of the page: what belongs to printed paper, not to the text. It is in the text file.
_PAPER = "halaman"
_SELF_EVIDENT = "cukup jelas"

Parts = list[tuple[str, str]]


class ChangeNote(msgspec.Struct, frozen=True):
    """That a clause changed since the version before: in short, with the issues (label, address) that caused it.

    `sentence` tells it plainly. `before`, `after`: addresses of the neighbouring changes, where the page is walked from
    one to the next.
    """

    op: str
    text: str
    href: str
    issues: list[tuple[str, str]]
    sentence: str = ""
    before: str = ""
    after: str = ""


class Node(msgspec.Struct, frozen=True, kw_only=True):
    """A clause in the page; see the header of components/clause.html."""

    kind: str
    key: str
    label: str
    full_label: str
    heading: str
    text: str
    href: str
    count: int | None
    open: bool
    change: ChangeNote | None
    note: str | None
    parts: Parts | None
    children: list[Node]
    sides: bool = False


class ContentsLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the table of contents. `place` is where it leads; `kind` and `key` are the clause's."""

    kind: str
    key: str
    label: str
    heading: str
    place: str
    changes: int
    children: list[ContentsLine]


class Margin(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in the margin of a version's page.

    `base` is the version's path in the language spoken, empty where clauses have no page; counts (None to leave them
    out) go by clause identity, changes and parts (redlines shown instead of the words) by clause text; `sides` sets
    them as two wordings beside each other. What was deleted has a negative text id (web.drafts.changes) and no page.
    """

    base: str
    open: bool
    counts: Mapping[int, int] | None
    changes: Mapping[int, ChangeNote]
    parts: Mapping[int, Parts] = {}
    sides: bool = False


def tree_of(clauses: Sequence[ClauseView], shown: range, margin: Margin) -> list[Node]:
    """The clauses of a portion as a tree, below the headings that they stand under.

    Args:
        clauses: all clauses of the version, in order.
        shown: their positions that are on the page.
    """
    names = full_labels(clauses)
    notes = explanations(clauses)
    by_text = {clause.text_id: clause for clause in clauses}
    made: dict[int, Node] = {}
    roots: list[Node] = []
    for at in shown:
        clause = clauses[at]
        if clause.kind == _PAPER:
            continue
        for above in _missing(clause, by_text, made):
            _place(above, _continued(above, names[above.text_id]), made, roots)
        node = _node(clause, names[clause.text_id], notes.get(clause.key), margin)
        _place(clause, node, made, roots)
    return roots


def explanations(clauses: Sequence[ClauseView]) -> dict[str, str]:
    """Clause key → what the elucidation says about it, where it says more than that it is clear."""
    prefix = "penjelasan."
    return {
        clause.key.removeprefix(prefix): clause.text
        for clause in clauses
        if clause.key.startswith(prefix) and clause.text and _SELF_EVIDENT not in clause.text.lower()[:20]
    }


def contents_of(
    clauses: Sequence[ClauseView], place: Mapping[int, str], changed: Collection[int] = ()
) -> list[ContentsLine]:
    """The table of contents: headed units down to the pasal, in a tree.

    Args:
        place: clause text id → address of the clause in the page or on another one.
        changed: text ids of clauses that changed, counted at the line they stand under.
    """
    headed = ("buku", "bab", "bagian", "paragraf", "pasal", "section", "diktum", "penjelasan", "lampiran")
    inside = ("penjelasan", "lampiran")
    counts = _below(clauses, changed)
    lines: dict[int, ContentsLine] = {}
    roots: list[ContentsLine] = []
    for clause in clauses:
        root = clause.path.partition("/")[0].partition("-")[0]
        if clause.kind not in headed or (root in inside and clause.kind not in inside):
            continue
        line = ContentsLine(
            kind=clause.kind,
            key=clause.key,
            label=clause.label,
            heading="" if clause.kind == "lampiran" else clause.heading,
            place=place[clause.text_id],
            changes=counts.get(clause.text_id, 0),
            children=[],
        )
        above = lines.get(clause.parent_text_id or 0)
        (above.children if above else roots).append(line)
        lines[clause.text_id] = line
    return roots


def only_changed(lines: Sequence[ContentsLine]) -> list[ContentsLine]:
    """The lines of a table of contents below which something changed."""
    return [msgspec.structs.replace(line, children=only_changed(line.children)) for line in lines if line.changes]


def _below(clauses: Sequence[ClauseView], changed: Collection[int]) -> dict[int, int]:
    """Text id → how many of the changed clauses are it or stand in it."""
    by_text = {clause.text_id: clause for clause in clauses}
    counts: dict[int, int] = {}
    for text_id in changed:
        at: int | None = text_id
        while at is not None:
            counts[at] = counts.get(at, 0) + 1
            at = by_text[at].parent_text_id
    return counts


def _missing(clause: ClauseView, by_text: Mapping[int, ClauseView], made: Mapping[int, Node]) -> list[ClauseView]:
    """What a clause stands in and is not on the page yet, from the top down."""
    chain: list[ClauseView] = []
    at = clause.parent_text_id
    while at is not None and at not in made:
        chain.append(by_text[at])
        at = by_text[at].parent_text_id
    return chain[::-1]


def _place(clause: ClauseView, node: Node, made: dict[int, Node], roots: list[Node]) -> None:
    above = made.get(clause.parent_text_id or 0)
    (above.children if above else roots).append(node)
    made[clause.text_id] = node


def _node(clause: ClauseView, name: str, note: str | None, margin: Margin) -> Node:
    return Node(
        kind=clause.kind,
        key=clause.key,
        label=clause.label,
        full_label=name,
        heading=clause.heading,
        text=clause.text,
        href=f"{margin.base}/{clause.key}" if margin.base and clause.text_id > 0 else "",
        count=None if margin.counts is None or clause.text_id < 0 else margin.counts.get(clause.id, 0),
        open=margin.open,
        change=margin.changes.get(clause.text_id),
        note=note,
        parts=margin.parts.get(clause.text_id),
        children=[],
        sides=margin.sides and clause.text_id in margin.parts,
    )


def _continued(clause: ClauseView, name: str) -> Node:
    """The heading of a chapter that began on an earlier page."""
    label = gettext(N_("%(chapter)s (continued)"), chapter=clause.label or clause.heading or name)
    return Node(
        kind=clause.kind,
        key=f"{clause.key}.lanjutan",
        label=label,
        full_label=name,
        heading=clause.heading if clause.label else "",
        text="",
        href="",
        count=None,
        open=False,
        change=None,
        note=None,
        parts=None,
        children=[],
    )
