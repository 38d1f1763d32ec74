"""Changes with their cause, the decisions behind them, and the contributions behind those.

One query reads all that is told of a change, whatever the number of changes: what its clause is called, the decisions
that the viewer may know of, and the stored redline of its words.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import msgspec

from partisipasi.accounts.rights import GUEST, Viewer
from partisipasi.drafts.naming import full_label
from partisipasi.drafts.queries.visibility import SEES_CONCEPT, SEES_VERSION
from partisipasi.drafts.sentences import Happened, places_of, sentence
from partisipasi.feedback.gate import issue_label
from partisipasi.feedback.queries.names import NAME_CHAIN, chain_of, name_of_chain
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_, gettext, language

Segments = list[tuple[str, str]]


class Behind(msgspec.Struct, frozen=True):
    """A decision behind a change, with the issue that it answers and how many contributions stand in that."""

    decision_id: int
    outcome: str
    state: str
    issue_id: int
    issue_number: int
    issue_title: str
    contributions: int

    @property
    def issue(self) -> str:
        """M-014."""
        return issue_label(self.issue_number)


class Credit(msgspec.Struct, frozen=True):
    """Somebody whose suggested words were taken over and who wishes to be named: by name, or as resident number."""

    receipt: str
    name: str | None
    number: int | None

    @property
    def shown(self) -> str:
        """The chosen name, or "Warga" and a number."""
        return self.name or gettext(N_("Resident %(number)s"), number=self.number)


class ChangeView(msgspec.Struct, frozen=True, kw_only=True):
    """One clause-level difference. `name` is what the clause is called now (of a deleted one: before);
    `former_name` what it was called before, where that differs. `segments` is the redline of its words where one is
    stored: for changes of published versions whose words differ. `own_sentence`, `own_sentence_en`: what is different,
    in the team's own words, where it wrote any. `parts`, `places`, `gone_in`: see `drafts.sentences.Happened`.
    """

    id: int
    draft_id: int
    version_id: int
    number: int
    old_number: int | None
    state: str
    clause_id: int
    old_clause_id: int | None
    old_text_id: int | None
    new_text_id: int | None
    old_key: str | None
    new_key: str | None
    op: str
    flags: list[str]
    technical: bool
    position: int
    cause: str | None
    explanation: str
    own_sentence: str
    own_sentence_en: str
    heading: str
    former_heading: str
    before: str | None
    after: str | None
    name: str = ""
    former_name: str | None = None
    decisions: list[Behind] = []
    credits: list[Credit] = []
    segments: Segments | None = None
    parts: list[str] = []
    places: tuple[str, str] | None = None
    gone_in: int | None = None
    people: int = 0

    @property
    def key(self) -> str:
        """The clause's key in the newest of the two versions that has it."""
        return self.new_key or self.old_key or ""

    def sentence(self, words: Segments | None = None) -> str:
        """What is different, in one sentence in the language spoken: the team's own, or one made of what is known.

        Args:
            words: the redline, where it is not stored.
        """
        return (self.own_sentence_en if language() == "en" else self.own_sentence) or self.made_sentence(words)

    def made_sentence(self, words: Segments | None = None) -> str:
        """The sentence that stands where the team wrote none."""
        return sentence(
            Happened(
                op=self.op,
                flags=self.flags,
                clause=self.name,
                former=self.former_name,
                parts=self.parts,
                places=self.places,
                words=self.segments if words is None else words,
                headings=(self.former_heading, self.heading if self.new_text_id else ""),
                gone_in=self.gone_in,
            )
        )


_OLD_CHAIN = NAME_CHAIN.replace("bottom.", "o.")
_NEW_CHAIN = NAME_CHAIN.replace("bottom.", "n.")
# Of a split the chains of all that the clause became, of a merger of all that it was made of.
_KIN = f"""CASE
      WHEN h.op = 'split' THEN (
        SELECT json_agg(k.chain ORDER BY k.position)::text FROM (
          SELECT {NAME_CHAIN} AS chain, bottom.position
          FROM change y JOIN clause_text bottom ON bottom.id = y.new_text_id
          WHERE y.version_id = h.version_id AND y.old_text_id = h.old_text_id AND y.op = 'split') k)
      WHEN h.op = 'merged' THEN (
        SELECT json_agg(k.chain ORDER BY k.position)::text FROM (
          SELECT {NAME_CHAIN} AS chain, bottom.position
          FROM change y JOIN clause_text bottom ON bottom.id = y.old_text_id
          WHERE y.version_id = h.version_id AND y.new_text_id = h.new_text_id AND y.op = 'merged') k) END"""
#: In which version the clause of an insertion `h` in a version `v` had been deleted; NULL for one that is new.
GONE_IN = """CASE WHEN h.op = 'inserted' THEN (
      SELECT min(f.number) FROM version f WHERE f.draft_id = v.draft_id AND f.number < v.number AND f.number > (
        SELECT max(e.number) FROM clause_text y JOIN version e ON e.id = y.version_id
        WHERE y.clause_id = h.clause_id AND e.number < v.number)) END"""


def _rows_where(version: str, concept: str, *, counted: bool = True) -> str:
    """SQL for changes.

    Args:
        version: which versions' changes are read.
        concept: of which of them decisions are read that are not public yet.
        counted: whether the contributions behind each decision are counted.
    """
    count = (
        "(SELECT count(DISTINCT k.contribution_id) FROM counted_point k WHERE k.issue_id = i.id)" if counted else "0"
    )
    return f"""
    SELECT h.id, v.draft_id, h.version_id, v.number, w.number AS old_number, v.state, h.clause_id,
           o.clause_id AS old_clause_id, h.old_text_id, h.new_text_id, o.key AS old_key, n.key AS new_key, h.op,
           h.flags, h.technical, h.position, h.cause, h.explanation, h.sentence AS own_sentence,
           h.sentence_en AS own_sentence_en, coalesce(n.heading, o.heading) AS heading,
           coalesce(o.heading, '') AS former_heading, o.text AS before, n.text AS after, r.segments,
           {_OLD_CHAIN} AS old_chain, {_NEW_CHAIN} AS new_chain, {_KIN} AS kin, {GONE_IN} AS gone_in,
           (SELECT json_agg(json_build_array(x.id, x.outcome, x.state, i.id, i.number, i.title,
                     {count})
                   ORDER BY i.number, x.id)::text
            FROM decision_change l JOIN decision x ON x.id = l.decision_id JOIN issue i ON i.id = x.issue_id
            WHERE l.change_id = h.id AND (x.released_at IS NOT NULL OR {concept})) AS behind,
           (SELECT json_agg(json_build_array(c.receipt, c.public_name, coalesce(a.number, p.number))
                   ORDER BY c.id)::text
            FROM taken_suggestion u JOIN suggestion g ON g.contribution_id = u.contribution_id AND g.credit
            JOIN contribution c ON c.id = u.contribution_id AND c.state = 'published'
            JOIN thread t ON t.id = c.thread_id AND t.audience = 'public'
            JOIN contributor p ON p.id = c.contributor_id LEFT JOIN account a ON a.id = p.account_id
            WHERE u.version_id = h.version_id AND u.clause_id = h.clause_id AND NOT h.technical) AS credits
    FROM change h JOIN version v ON v.id = h.version_id JOIN draft d ON d.id = v.draft_id
    LEFT JOIN version w ON w.id = v.follows_id
    LEFT JOIN clause_text o ON o.id = h.old_text_id LEFT JOIN clause_text n ON n.id = h.new_text_id
    LEFT JOIN redline r ON r.old_text_id = h.old_text_id AND r.new_text_id = h.new_text_id AND o.text <> n.text
    WHERE {version}"""


_ROWS = _rows_where(SEES_VERSION, SEES_CONCEPT)
# For what is published together with a version: nobody asks, so all is read.
_ALL = _rows_where("$1::bigint IS NULL", "$1::bigint IS NULL", counted=False)
_IN_ORDER = " ORDER BY v.number, h.position, h.id"


async def changes_of(
    tx: Transaction, viewer: Viewer, version_id: int, *, technical: bool | None = None
) -> list[ChangeView]:
    """The changes of a version in the order of its text.

    Args:
        technical: only those, or only the others; None for all.

    Raises:
        NotFound: no such version for this viewer.
    """
    if not await tx.value(
        f"SELECT true FROM version v JOIN draft d ON d.id = v.draft_id WHERE v.id = $2 AND {SEES_VERSION}",
        viewer.account_id,
        version_id,
    ):
        raise NotFound(N_("This version does not exist."))
    return await _read(
        tx,
        f"{_ROWS} AND h.version_id = $2 AND ($3::boolean IS NULL OR h.technical = $3) {_IN_ORDER}",
        viewer,
        version_id,
        technical,
    )


async def told_changes(tx: Transaction, draft_id: int, *, number: int | None = None) -> list[ChangeView]:
    """The changes of substance that a draft's published versions brought, or the one with a number, as everybody sees
    them.
    """
    return await _read(
        tx,
        f"""{_ROWS} AND v.draft_id = $2 AND v.state = 'published' AND NOT h.technical
            AND ($3::int IS NULL OR v.number = $3) {_IN_ORDER}""",
        GUEST,
        draft_id,
        number,
    )


async def changes_to_tell(tx: Transaction, version_id: int) -> list[ChangeView]:
    """The changes of substance of a version, a concept's too, with every decision behind them. Whoever asks may see it.

    What comes or goes with the clause it stands in is told there.
    """
    return await _read(
        tx,
        f"""{_ALL} AND h.version_id = $2 AND NOT h.technical AND NOT EXISTS (
              SELECT 1 FROM change a
              WHERE a.version_id = h.version_id AND a.op = h.op AND h.op IN ('inserted', 'deleted')
                AND coalesce(a.new_text_id, a.old_text_id) = coalesce(n.parent_id, o.parent_id)) {_IN_ORDER}""",
        GUEST,
        version_id,
    )


async def changes_caused(
    tx: Transaction, decision_ids: Collection[int], *, concept_id: int | None = None
) -> list[ChangeView]:
    """The changes that decisions caused in published versions, and in a concept where that is asked for. Whoever asks
    may see it.
    """
    return await _read(
        tx,
        f"""{_ALL} AND (v.state = 'published' OR v.id = $3)
            AND h.id IN (SELECT l.change_id FROM decision_change l WHERE l.decision_id = ANY ($2::bigint[]))
            {_IN_ORDER}""",
        GUEST,
        sorted(decision_ids),
        concept_id,
    )


async def changes_of_texts(
    tx: Transaction, text_ids: Sequence[int], *, technical: bool = True, number: int | None = None
) -> list[ChangeView]:
    """The changes that wordings came from or went into in published versions, as everybody sees them, with the number
    of `people` behind each.

    Args:
        text_ids: of clause texts of one draft.
        technical: with those in which nothing but numbers and references shifted.
        number: only the changes of this version.
    """
    return await _read(
        tx,
        f"""{_WITH_PEOPLE} AND v.state = 'published' AND ($3 OR NOT h.technical) AND ($4::int IS NULL OR v.number = $4)
            AND (h.new_text_id = ANY ($2::bigint[]) OR h.old_text_id = ANY ($2::bigint[])) {_IN_ORDER}""",
        GUEST,
        list(text_ids),
        technical,
        number,
    )


async def change_view(tx: Transaction, viewer: Viewer, change_id: int) -> ChangeView:
    """One change.

    Raises:
        NotFound: no such change for this viewer.
    """
    rows = await _read(tx, f"{_ROWS} AND h.id = $2", viewer, change_id)
    if not rows:
        raise NotFound(N_("This change does not exist."))
    return rows[0]


async def changes_behind(tx: Transaction, viewer: Viewer, decision_ids: Sequence[int]) -> dict[int, list[ChangeView]]:
    """Decision id → the changes it caused, as far as the viewer sees the versions they are in."""
    rows = []
    if decision_ids:
        rows = await _read(
            tx,
            f"""{_ROWS} AND h.id IN (SELECT l.change_id FROM decision_change l WHERE l.decision_id = ANY ($2::bigint[]))
                {_IN_ORDER}""",
            viewer,
            list(decision_ids),
        )
    return {id_: [row for row in rows if any(one.decision_id == id_ for one in row.decisions)] for id_ in decision_ids}


# Accounts and offline people whose input stands in the issues that the released decisions behind a change answer.
_PEOPLE = """SELECT (
      SELECT count(DISTINCT c.contributor_id) FROM decision_change l JOIN decision x ON x.id = l.decision_id
      JOIN counted_point k ON k.issue_id = x.issue_id JOIN contribution c ON c.id = k.contribution_id
      WHERE l.change_id = h.id AND x.released_at IS NOT NULL) AS people, h.id,"""


_WITH_PEOPLE = _ROWS.replace("SELECT h.id,", _PEOPLE, 1)


async def _read(tx: Transaction, sql: str, viewer: Viewer, *args: object) -> list[ChangeView]:
    return [_view(row) for row in await tx.rows(sql, viewer.account_id, *args)]


def _view(row: dict[str, Any]) -> ChangeView:
    before, now = chain_of(row.pop("old_chain")), chain_of(row.pop("new_chain"))
    old, new = (full_label(chain) if chain else None for chain in (before, now))
    kin = msgspec.json.decode(row.pop("kin") or "[]", type=list[str])
    behind = msgspec.json.decode(row.pop("behind") or "[]", type=list[tuple[int, str, str, int, int, str, int]])
    named = msgspec.json.decode(row.pop("credits") or "[]", type=list[tuple[str, str | None, int | None]])
    segments = row.pop("segments")
    return ChangeView(
        **row,
        name=new or old or "",
        former_name=old if new and old != new else None,
        decisions=[Behind(*one) for one in behind],
        credits=[Credit(*one) for one in named],
        segments=msgspec.json.decode(segments, type=Segments) if segments else None,
        parts=[name_of_chain(chain) or "" for chain in kin],
        places=places_of(before, now) if row["op"] == "moved" else None,
    )
