"""Comparing two versions of a draft: what became of each clause, and the words that changed."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.drafts.alignment.pairs import OPS
from partisipasi.drafts.composition import Step, Wording, compose
from partisipasi.drafts.queries.clauses import ClauseView, clauses_of, full_labels
from partisipasi.drafts.queries.versions import VersionView, versions_of
from partisipasi.drafts.redline import redline
from partisipasi.drafts.sentences import Happened, places_of, sentence
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_

Segments = list[tuple[str, str]]
_NOTHING = N_("These versions cannot be compared.")
_TECHNICAL = frozenset(("number", "refs"))
_OPPOSITE = {"inserted": "deleted", "deleted": "inserted", "split": "merged", "merged": "split"}


class ComparedClause(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one clause between two versions. A split or merge of n parts is n of these.

    `segments` is the redline of the words (op same, del or ins), None where the words are the same or one side is
    missing; `heading_segments` likewise of the heading. `label` and `former_label` are full names ("Pasal 7 ayat (2)").
    `parts` and `places`: see `drafts.sentences.Happened`.
    """

    clause_id: int
    op: str
    flags: list[str]
    old: ClauseView | None
    new: ClauseView | None
    label: str
    former_label: str | None
    segments: Segments | None
    heading_segments: Segments | None
    parts: tuple[str, ...] = ()
    places: tuple[str, str] | None = None

    @property
    def technical(self) -> bool:
        """Whether nothing of the substance changed: only numbers and references."""
        return bool(self.flags) and _TECHNICAL.issuperset(self.flags)

    @property
    def before(self) -> str:
        """The words before; empty where there were none."""
        return self.old.text if self.old else ""

    @property
    def after(self) -> str:
        """The words now; empty where there are none."""
        return self.new.text if self.new else ""

    def sentence(self, gone_in: int | None = None) -> str:
        """What became of the clause, in one plain sentence in the language spoken.

        Args:
            gone_in: the version in which a clause that comes back had been deleted.
        """
        return sentence(
            Happened(
                op=self.op,
                flags=self.flags,
                clause=self.label,
                former=self.former_label,
                parts=self.parts,
                places=self.places,
                words=self.segments,
                headings=(self.old.heading if self.old else "", self.new.heading if self.new else ""),
                gone_in=gone_in,
            )
        )


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """Two versions compared: their changed clauses in the order of the second text, and lines counted by op.

    `older` is what is compared, `newer` what it is compared to: backwards the one has the higher number. `numbers` are
    those of all versions that the viewer may compare.
    """

    older: VersionView
    newer: VersionView
    numbers: list[int]
    clauses: list[ComparedClause]
    ops: dict[str, int]
    technical: int


async def comparison(
    tx: Transaction, viewer: Viewer, *, draft_id: int, older: int, newer: int, whole: bool = False
) -> Comparison:
    """Compare two versions of a draft, neighbours or not, forwards or backwards.

    Args:
        older, newer: their numbers; with the higher one first, what came since is told as taken away.
        whole: with the clauses that stayed the same, for a page that shows the text from beginning to end.

    Raises:
        NotFound: a version is not there, or the viewer may not see it; or they are one and the same.
    """
    if older == newer:
        raise NotFound(_NOTHING)
    if older > newer:
        return backwards(await comparison(tx, viewer, draft_id=draft_id, older=newer, newer=older, whole=whole))
    versions = await versions_of(tx, viewer, draft_id)
    between = [version for version in versions if older <= version.number <= newer]
    if not between or between[0].number != older or between[-1].number != newer:
        raise NotFound(_NOTHING)
    olds, news = await clauses_of(tx, between[0].id), await clauses_of(tx, between[-1].id)
    lines = compose(await _steps(tx, between[1:]), wordings_of([*olds, *news]))
    shown = [line for line in lines if whole or line.op != "same" or line.flags]
    old_texts, new_texts = {c.text_id: c for c in olds}, {c.text_id: c for c in news}
    pairs = [(old_texts[line.old], new_texts[line.new]) for line in shown if line.old and line.new]
    segments = await _segments(tx, pairs)
    names = full_labels(olds) | full_labels(news)
    kin = _kin(lines, names)
    return Comparison(
        older=between[0],
        newer=between[-1],
        numbers=[version.number for version in versions],
        clauses=[_compared(line, old_texts, new_texts, names, segments, kin) for line in shown],
        ops=dict.fromkeys(OPS, 0) | Counter(line.op for line in lines),
        technical=sum(bool(line.flags) and _TECHNICAL.issuperset(line.flags) for line in lines),
    )


def backwards(compared: Comparison) -> Comparison:
    """The same comparison seen from its other end."""
    return msgspec.structs.replace(
        compared,
        older=compared.newer,
        newer=compared.older,
        clauses=[_turned(line) for line in compared.clauses],
        ops={op: compared.ops[_OPPOSITE.get(op, op)] for op in compared.ops},
    )


def _turned(line: ComparedClause) -> ComparedClause:
    return msgspec.structs.replace(
        line,
        op=_OPPOSITE.get(line.op, line.op),
        old=line.new,
        new=line.old,
        label=line.former_label or line.label,
        former_label=line.label if line.former_label else None,
        segments=_mirrored(line.segments),
        heading_segments=_mirrored(line.heading_segments),
        places=line.places and line.places[::-1],
    )


def _mirrored(segments: Segments | None) -> Segments | None:
    """A redline read from its other end: what came goes, and still stands before what comes for it."""
    if segments is None:
        return None
    mirrored: Segments = []
    for op, text in segments:
        if op == "ins" and mirrored and mirrored[-1][0] == "ins":
            mirrored.insert(-1, ("del", text))
        else:
            mirrored.append(({"ins": "del", "del": "ins"}.get(op, op), text))
    return mirrored


async def composed_lines(tx: Transaction, versions: Sequence[VersionView]) -> list[Step]:
    """The composed alignment from the first of these neighbouring versions to the last."""
    ends = [*await clauses_of(tx, versions[0].id), *await clauses_of(tx, versions[-1].id)]
    return compose(await _steps(tx, versions[1:]), wordings_of(ends))


def wordings_of(clauses: Iterable[ClauseView]) -> dict[int, Wording]:
    """Clause text id → what composing needs of it."""
    return {clause.text_id: Wording(clause.id, clause.label, clause.fingerprint) for clause in clauses}


async def redlines_between(
    tx: Transaction, pairs: Sequence[tuple[ClauseView, ClauseView]]
) -> dict[tuple[int, int], Segments]:
    """The redlines of pairs of wordings by their two text ids, stored ones where there are some."""
    return await _segments(tx, pairs)


async def _steps(tx: Transaction, versions: Sequence[VersionView]) -> list[list[Step]]:
    """The alignment of each of these versions with the one before it."""
    rows = await tx.rows(
        """SELECT s.version_id, s.old_text_id, s.new_text_id, s.op, s.flags, s.score FROM alignment s
           LEFT JOIN clause_text o ON o.id = s.old_text_id LEFT JOIN clause_text n ON n.id = s.new_text_id
           WHERE s.version_id = ANY($1::bigint[]) ORDER BY n.position, o.position""",
        [version.id for version in versions],
    )
    steps: dict[int, list[Step]] = {version.id: [] for version in versions}
    for row in rows:
        steps[row["version_id"]].append(
            Step(row["old_text_id"], row["new_text_id"], row["op"], tuple(row["flags"]), row["score"])
        )
    return list(steps.values())


async def _segments(tx: Transaction, pairs: Sequence[tuple[ClauseView, ClauseView]]) -> dict[tuple[int, int], Segments]:
    """Redlines of pairs whose words differ: stored ones, and the rest worked out now."""
    wanted = [(old, new) for old, new in pairs if old.text != new.text]
    rows = await tx.rows(
        """SELECT r.old_text_id, r.new_text_id, r.segments FROM redline r
           JOIN unnest($1::bigint[], $2::bigint[]) AS n(old, new) ON r.old_text_id = n.old AND r.new_text_id = n.new""",
        [old.text_id for old, _ in wanted],
        [new.text_id for _, new in wanted],
    )
    found = {
        (row["old_text_id"], row["new_text_id"]): msgspec.json.decode(row["segments"], type=Segments) for row in rows
    }
    missing = [(old, new) for old, new in wanted if (old.text_id, new.text_id) not in found]
    if missing:
        found |= await asyncio.to_thread(redlines, missing)
    return found


def redlines(pairs: Sequence[tuple[ClauseView, ClauseView]]) -> dict[tuple[int, int], Segments]:
    """Work out the redlines of pairs of wordings, by clause text ids."""
    return {
        (old.text_id, new.text_id): [(part.op, part.text) for part in redline(old.text, new.text)] for old, new in pairs
    }


def _compared(
    line: Step,
    olds: Mapping[int, ClauseView],
    news: Mapping[int, ClauseView],
    names: Mapping[int, str],
    segments: Mapping[tuple[int, int], Segments],
    kin: Mapping[tuple[str, int | None], tuple[str, ...]],
) -> ComparedClause:
    old = olds[line.old] if line.old is not None else None
    new = news[line.new] if line.new is not None else None
    shown = new or old
    assert shown is not None, "a line has a side"  # noqa: S101 - the database checks it
    former = names[old.text_id] if old and new and names[old.text_id] != names[new.text_id] else None
    headings = redline(old.heading, new.heading) if old and new and old.heading != new.heading else None
    return ComparedClause(
        clause_id=shown.id,
        op=line.op,
        flags=list(line.flags),
        old=old,
        new=new,
        label=names[shown.text_id],
        former_label=former,
        segments=segments.get((line.old or 0, line.new or 0)),
        heading_segments=[(part.op, part.text) for part in headings] if headings else None,
        parts=kin.get((line.op, line.old if line.op == "split" else line.new), ()),
        places=places_of(_chain(old, olds), _chain(new, news)) if old and new and line.op == "moved" else None,
    )


def _kin(lines: Iterable[Step], names: Mapping[int, str]) -> dict[tuple[str, int | None], tuple[str, ...]]:
    """Names of all that a clause was split into, and of all that one was merged from: by op and its one side."""
    found: defaultdict[tuple[str, int | None], list[str]] = defaultdict(list)
    for line in lines:
        if line.old is None or line.new is None:
            continue
        if line.op == "split":
            found["split", line.old].append(names[line.new])
        elif line.op == "merged":
            found["merged", line.new].append(names[line.old])
    return {key: tuple(parts) for key, parts in found.items()}


def _chain(clause: ClauseView, texts: Mapping[int, ClauseView]) -> list[ClauseView]:
    """A clause and what it stands in, from the top down."""
    chain = [clause]
    while (above := chain[-1].parent_text_id) is not None:
        chain.append(texts[above])
    return chain[::-1]
