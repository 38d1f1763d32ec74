"""The changes between two versions as a page tells them: articles in the order of the text, each with its reasons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import msgspec

from partisipasi.drafts.queries import ClauseView, ComparedClause, Comparison
from partisipasi.feedback.queries.causes import Cause
from partisipasi.kit.i18n import N_, gettext, href
from partisipasi.web.drafts.addresses import issue_path
from partisipasi.web.drafts.nodes import Parts

#: Put before the key of a deleted clause where the newer text gives that key to another one.
_GONE = "hapus."
#: Put before the key of a clause at the place which it left.
_LEFT = "pindah."


class Line(msgspec.Struct, frozen=True):
    """The words of one clause in an article. `key` is the element's id; the article's own clause has no label here.

    `source`: of a clause that was merged into this one, with what became part of it marked as moved.
    """

    key: str
    label: str
    parts: Parts
    source: bool = False


class Told(msgspec.Struct, frozen=True):
    """Why a clause changed; `decisions` as (label, address, outcome)."""

    cause: str | None
    explanation: str
    decisions: list[tuple[str, str, str]]
    issues: list[int]


class Article(msgspec.Struct, frozen=True, kw_only=True):
    """One change: what became of a clause, or of a clause that came or went with all that is in it.

    `sentence` tells it plainly: in the team's words, where the versions follow each other and it wrote any.
    `history` leads to the clause over all versions, `why` to everyone behind the change where the versions follow each
    other; else it is empty.
    """

    key: str
    op: str
    sentence: str
    label: str
    href: str | None
    former_label: str | None
    heading_parts: Parts | None
    lines: list[Line]
    told: list[Told]
    text_id: int
    history: str
    why: str = ""

    @property
    def issues(self) -> list[int]:
        """Ids of the issues behind it, each once."""
        return list(dict.fromkeys(issue for told in self.told for issue in told.issues))


def in_text_order(clauses: Sequence[ComparedClause]) -> list[ComparedClause]:
    """Lines of a whole comparison in the order of the newer text, what was deleted after what stood before it."""
    reached: dict[int, int] = {}
    last = -1
    for line in sorted((one for one in clauses if one.old), key=lambda one: one.old.position if one.old else 0):
        if line.new and line.op != "moved":
            last = line.new.position
        elif line.old and not line.new:
            reached[line.old.position] = last
    return sorted(
        clauses,
        key=lambda line: (
            (line.new.position, 0, line.old.position if line.old else 0)
            if line.new
            else (reached[line.old.position], 1, line.old.position)
            if line.old
            else (0, 0, 0)
        ),
    )


def merged_text(lines: Sequence[ComparedClause]) -> list[ClauseView]:
    """Both texts as one: the newer one with what was deleted in its place.

    A deleted clause has the negative of its text id, a key of its own, and stands in what became of its parent.
    """
    gone = _gone_keys(lines)
    became = {line.old.text_id: line.new.text_id for line in reversed(lines) if line.old and line.new}
    found: dict[int, ClauseView] = {}
    for line in lines:
        if line.new:
            found.setdefault(line.new.text_id, line.new)
        elif line.old:
            above = line.old.parent_text_id
            found[-line.old.text_id] = msgspec.structs.replace(
                line.old,
                text_id=-line.old.text_id,
                key=gone[line.old.text_id],
                parent_text_id=None if above is None else became.get(above, -above),
            )
    return list(found.values())


def articles_of(
    compared: Comparison, lines: Sequence[ComparedClause], causes: Sequence[Cause], draft_path: str
) -> list[Article]:
    """The changes of substance. What comes or goes with the clause it stands in is told there; parts merged into one
    clause are one article.
    """
    reasons = _reasons(causes, draft_path)
    told = _sentences(compared, causes)
    base = f"{draft_path}/versi"
    gone = _gone_keys(lines)
    found: dict[str, Article] = {}
    inside: dict[tuple[str, int], str] = {}
    for line in lines:
        if line.technical or (line.op == "same" and not line.flags):
            continue
        clause = line.new or line.old
        if clause is None:
            continue
        holder = inside.get((line.op, clause.parent_text_id or 0)) if line.op in ("inserted", "deleted") else None
        own = clause.key if line.new else gone[clause.text_id]
        key = holder or own
        if line.op in ("inserted", "deleted"):
            inside[line.op, clause.text_id] = key
        if key in found:
            found[key] = _joined(found[key], line, own, reasons)
        else:
            found[key] = _article(compared, line, clause, own, reasons, told, base)
    return [article for article in found.values() if article.lines or article.told or article.former_label]


def renumbered(lines: Sequence[ComparedClause]) -> list[ComparedClause]:
    """The technical changes worth a line: whose own number or references changed, not those that moved along."""
    return [
        line
        for line in lines
        if line.technical and line.old and line.new and ("refs" in line.flags or line.old.label != line.new.label)
    ]


def parts_of(line: ComparedClause) -> Parts:
    """The words of a line as a redline; those of a clause that only moved are marked as moved."""
    if line.segments is not None:
        return line.segments
    clause = line.new or line.old
    if clause is None or not clause.text:
        return []
    return [({"inserted": "ins", "deleted": "del", "moved": "moved"}.get(line.op, "same"), clause.text)]


def left_places(lines: Sequence[ComparedClause]) -> list[ComparedClause]:
    """What stands in a whole text where clauses moved away: a line that says whereto."""
    found = []
    for line in lines:
        if line.op != "moved" or line.old is None or line.new is None:
            continue
        stub = msgspec.structs.replace(
            line.old,
            key=f"{_LEFT}{line.old.key}",
            heading="",
            text=gettext(N_("Moved to %(place)s."), place=line.label),
        )
        found.append(msgspec.structs.replace(line, op="left", old=stub, new=None, segments=None))
    return found


def _gone_keys(lines: Sequence[ComparedClause]) -> dict[int, str]:
    """Text id of a deleted clause → the key under which it stands: its own, if the newer text leaves it free."""
    taken = {line.new.key for line in lines if line.new}
    return {
        line.old.text_id: f"{_GONE}{line.old.key}" if line.old.key in taken else line.old.key
        for line in lines
        if line.old and not line.new
    }


def _reasons(causes: Sequence[Cause], draft_path: str) -> dict[int, list[Told]]:
    """Clause identity → why it changed, step by step."""
    reasons: defaultdict[int, list[Told]] = defaultdict(list)
    for cause in causes:
        if cause.cause or cause.explanation or cause.decisions:
            told = Told(
                cause.cause,
                cause.explanation,
                [(one.label, href(issue_path(draft_path, one.number)), one.outcome) for one in cause.decisions],
                [one.issue_id for one in cause.decisions],
            )
            reasons[cause.clause_id].append(told)
    return reasons


def _sentences(compared: Comparison, causes: Sequence[Cause]) -> dict[tuple[int, int | None], tuple[str, int | None]]:
    """Clause identity and its old text → the team's own sentence, and in which version it had been deleted.

    What the team wrote of one step is not what became of a clause over several, nor backwards.
    """
    follows = compared.newer.follows_id == compared.older.id
    return {
        (cause.clause_id, cause.old_text_id): (cause.own_sentence if follows else "", cause.gone_in)
        for cause in causes
        if follows or cause.gone_in
    }


def _article(
    compared: Comparison,
    line: ComparedClause,
    clause: ClauseView,
    key: str,
    reasons: Mapping[int, list[Told]],
    told: Mapping[tuple[int, int | None], tuple[str, int | None]],
    base: str,
) -> Article:
    number = compared.newer.number if line.new else compared.older.number
    parts = parts_of(line)
    follows = compared.newer.follows_id == compared.older.id
    own, gone_in = told.get((line.clause_id, line.old.text_id if line.old else None), ("", None))
    return Article(
        key=key,
        op=line.op,
        sentence=own or line.sentence(gone_in),
        label=f"{line.label} {clause.heading}".strip() if clause.kind not in ("section", "lampiran") else line.label,
        href=href(f"{base}/{number}/{clause.key}"),
        former_label=line.former_label,
        heading_parts=line.heading_segments,
        lines=[Line("", "", parts)] if parts else [],
        told=_told_once(reasons.get(line.clause_id, ())),
        text_id=clause.text_id if line.new else -clause.text_id,
        history=href(f"{base}/{number}/{clause.key}/riwayat"),
        why=href(f"{base}/{compared.newer.number}/{clause.key}/perubahan") if follows else "",
    )


def _joined(article: Article, line: ComparedClause, key: str, reasons: Mapping[int, list[Told]]) -> Article:
    """An article with one more clause of what came or went together, or one more source of what was merged."""
    label = line.label if line.op in ("inserted", "deleted") else line.former_label or ""
    told = _told_once([*article.told, *reasons.get(line.clause_id, ())])
    if line.op == "merged":
        parts = [("moved" if op == "same" else op, words) for op, words in parts_of(line) if op != "ins"]
        added = Line("", label, parts, source=True)
    else:
        added = Line(key if key != article.key else "", label, parts_of(line))
    former = article.former_label
    if line.former_label and line.op == "merged":
        former = f"{former}, {line.former_label}" if former else line.former_label
    return msgspec.structs.replace(
        article,
        lines=[*article.lines, added] if added.parts else article.lines,
        told=told,
        former_label=former,
    )


def _told_once(told: Sequence[Told]) -> list[Told]:
    """Reasons that name the same cause and decisions as one, with all that they explain."""
    found: dict[tuple[object, ...], Told] = {}
    for one in told:
        key = (one.cause, *one.issues)
        known = found.get(key)
        if known is None:
            found[key] = one
        elif one.explanation and one.explanation not in known.explanation:
            joined = f"{known.explanation} {one.explanation}".strip()
            found[key] = msgspec.structs.replace(known, explanation=joined)
    return list(found.values())
