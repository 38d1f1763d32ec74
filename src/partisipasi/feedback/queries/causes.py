"""Why the text changed, told to everybody: cause and decisions of each change, and a few of the words behind them.

Only changes of published versions, released decisions, and words of what is published are read here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

import msgspec

from partisipasi.feedback.gate import issue_label
from partisipasi.feedback.queries.changes import GONE_IN
from partisipasi.kit.database import Transaction
from partisipasi.kit.i18n import language
from partisipasi.kit.markup import plain
from partisipasi.kit.text import shorten

_EXCERPT = 220
#: Voices read behind an issue; copies of one letter are then told apart, and a few are shown.
_VOICES = 12


class Taken(msgspec.Struct, frozen=True):
    """A decision behind a change, by the issue that it answers."""

    issue_id: int
    number: int
    title: str
    outcome: str

    @property
    def label(self) -> str:
        """How its issue is called: M-014."""
        return issue_label(self.number)


class Cause(msgspec.Struct, frozen=True, kw_only=True):
    """Why a clause changed in one version: the cause, the explanation, the decisions behind it.

    `gone_in`: the version in which a clause that comes back had been deleted.
    """

    change_id: int
    version_id: int
    clause_id: int
    old_text_id: int | None
    new_text_id: int | None
    op: str
    technical: bool
    cause: str | None
    explanation: str
    sentence: str
    sentence_en: str
    gone_in: int | None
    decisions: list[Taken]

    @property
    def own_sentence(self) -> str:
        """What is different, in the team's own words in the language spoken; empty where it wrote none."""
        return self.sentence_en if language() == "en" else self.sentence


class Voice(msgspec.Struct, frozen=True, kw_only=True):
    """A published contribution behind an issue: a few of its words. Without a name, `number` is its author's."""

    receipt: str
    words: str
    name: str | None
    number: int | None
    language: str


class Voices(msgspec.Struct, frozen=True):
    """What was said behind an issue: how many points in all, and some of them, no words twice."""

    points: int
    some: list[Voice]


class _CauseRow(msgspec.Struct, kw_only=True):
    change_id: int
    version_id: int
    clause_id: int
    old_text_id: int | None
    new_text_id: int | None
    op: str
    technical: bool
    cause: str | None
    explanation: str
    sentence: str
    sentence_en: str
    gone_in: int | None
    decisions: str


async def causes_of(tx: Transaction, draft_id: int, *, after: int, to: int, technical: bool = True) -> list[Cause]:
    """The changes that published versions of a draft brought, in the order of the versions and their texts.

    Args:
        after, to: numbers of versions: those later than the one, up to and with the other.
        technical: with those in which nothing but numbers and references shifted.
    """
    rows = await tx.all(
        _CauseRow,
        f"""SELECT h.id AS change_id, h.version_id, h.clause_id, h.old_text_id, h.new_text_id, h.op, h.technical,
                  h.cause, h.explanation, h.sentence, h.sentence_en, {GONE_IN} AS gone_in,
                  coalesce((SELECT json_agg(json_build_array(i.id, i.number, i.title, d.outcome) ORDER BY i.number)
                            FROM decision_change l JOIN decision d ON d.id = l.decision_id
                            JOIN issue i ON i.id = d.issue_id
                            WHERE l.change_id = h.id AND d.state IN ('released', 'superseded')), '[]')::text
                    AS decisions
           FROM change h JOIN version v ON v.id = h.version_id AND v.state = 'published'
           WHERE v.draft_id = $1 AND v.number > $2 AND v.number <= $3 AND ($4 OR NOT h.technical)
           ORDER BY v.number, h.position, h.id""",
        draft_id,
        after,
        to,
        technical,
    )
    return [
        Cause(
            **{name: getattr(row, name) for name in _CauseRow.__struct_fields__ if name != "decisions"},
            decisions=[Taken(*one) for one in msgspec.json.decode(row.decisions, type=list[tuple[int, int, str, str]])],
        )
        for row in rows
    ]


class _VoiceRow(msgspec.Struct):
    issue_id: int
    points: int
    receipt: str | None
    excerpt: str | None
    html: str | None
    proposed: str | None
    name: str | None
    number: int | None
    language: str | None


async def voices_of(tx: Transaction, issue_ids: Collection[int], *, shown: int = 2) -> dict[int, Voices]:
    """Issue id → what was said behind it. What is hidden or withdrawn is counted as far as it counts, never shown."""
    rows = await tx.all(
        _VoiceRow,
        f"""SELECT i.id AS issue_id, (SELECT count(*) FROM counted_point k WHERE k.issue_id = i.id) AS points, x.*
            FROM unnest($1::bigint[]) AS i(id) LEFT JOIN LATERAL (
              SELECT c.receipt, p.excerpt, c.html, g.proposed, c.public_name AS name, c.language,
                     coalesce(a.number, w.number) AS number
              FROM point p JOIN contribution c ON c.id = p.contribution_id AND c.state = 'published'
              JOIN thread t ON t.id = c.thread_id AND t.audience = 'public'
              LEFT JOIN suggestion g ON g.contribution_id = c.id
              LEFT JOIN contributor w ON w.id = c.contributor_id LEFT JOIN account a ON a.id = w.account_id
              WHERE p.issue_id = i.id AND p.removed_at IS NULL ORDER BY p.id LIMIT {_VOICES}) x ON true""",
        list(issue_ids),
    )
    points = {row.issue_id: row.points for row in rows}
    said: defaultdict[int, list[Voice]] = defaultdict(list)
    for row in rows:
        if row.receipt is not None:
            said[row.issue_id].append(_voice(row, row.receipt))
    return {issue_id: Voices(points.get(issue_id, 0), _differing(said[issue_id], shown)) for issue_id in issue_ids}


def _voice(row: _VoiceRow, receipt: str) -> Voice:
    words = row.excerpt or plain(row.html or "") or row.proposed or ""
    return Voice(
        receipt=receipt, words=shorten(words, _EXCERPT), name=row.name, number=row.number, language=row.language or "id"
    )


def _differing(voices: Sequence[Voice], most: int) -> list[Voice]:
    """The first voices of which no two say the same."""
    found: dict[str, Voice] = {}
    for voice in voices:
        found.setdefault("".join(filter(str.isalnum, voice.words.casefold())), voice)
    return list(found.values())[:most]
