"""Reading a musyawarah beside its talk: the proposal with its counts, arguments by side, earlier wordings."""

from __future__ import annotations

from datetime import datetime

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.kit.database import Transaction
from partisipasi.kit.markup import plain
from partisipasi.kit.paging import Cursor
from partisipasi.musyawarah.floor import TOOK_SIDE

#: Voices of each group beside the talk, and among how many of the latest the most supported are looked for: enough to
#: show what moves people now, and never a walk through a hundred thousand.
VOICES, AMONG = 3, 200


class Panel(msgspec.Struct, frozen=True, kw_only=True):
    """A musyawarah at a glance. Counts are of the current wording.

    `own_choice` is the viewer's answer; `asked_again`: they answered an earlier wording only.
    """

    number: int
    wording_id: int
    receipt: str
    html: str
    shown: bool
    reason: str
    at: datetime
    agree: int
    unsure: int
    object: int
    own_choice: str | None
    own_receipt: str | None
    asked_again: bool
    opened_by: int | None
    took_side: bool
    arguments_for: int
    arguments_middle: int
    arguments_against: int
    conclusion_id: int | None
    proposed_at: datetime | None
    contest_until: datetime | None
    contestable: bool
    final: bool
    withdrawn: int

    @property
    def answers(self) -> int:
        """How many answers the counts are of."""
        return self.agree + self.unsure + self.object


class WordingView(msgspec.Struct, frozen=True, kw_only=True):
    """One wording as it was asked about; its words are empty where they are no longer shown."""

    id: int
    number: int
    receipt: str
    state: str
    source: str
    reason: str
    at: datetime
    agree: int
    unsure: int
    object: int

    @property
    def answers(self) -> int:
        """How many answers the counts are of."""
        return self.agree + self.unsure + self.object


class Voice(msgspec.Struct, frozen=True, kw_only=True):
    """An argument or a reason at a glance: how it begins, in plain words. `own_group` is a side or an answer."""

    own_group: str
    receipt: str
    name: str | None
    number: int | None
    words: str
    supports: int


_PANEL = f"""
    SELECT w.number, w.id AS wording_id, s.receipt, CASE WHEN s.state = 'published' THEN s.html ELSE '' END AS html,
           s.state = 'published' AS shown, w.reason, w.at,
           coalesce(y.agree, 0) AS agree, coalesce(y.unsure, 0) AS unsure, coalesce(y.object, 0) AS object,
           own.choice AS own_choice, ownc.receipt AS own_receipt,
           own.id IS NULL AND EXISTS (
             SELECT 1 FROM temperature m JOIN wording e ON e.id = m.wording_id
             WHERE e.thread_id = t.id AND m.account_id = $2 AND m.replaced_at IS NULL) AS asked_again,
           t.opened_by, {TOOK_SIDE} AS took_side,
           coalesce(g.f, 0) AS arguments_for, coalesce(g.m, 0) AS arguments_middle,
           coalesce(g.a, 0) AS arguments_against,
           o.id AS conclusion_id, o.proposed_at, o.contest_until,
           coalesce(o.contest_until > now(), false) AS contestable, coalesce(o.contest_until <= now(), false) AS final,
           (SELECT count(*) FROM conclusion x WHERE x.thread_id = t.id AND x.withdrawn_at IS NOT NULL) AS withdrawn
    FROM thread t
    JOIN LATERAL (SELECT * FROM wording w WHERE w.thread_id = t.id ORDER BY w.number DESC LIMIT 1) w ON true
    JOIN contribution s ON s.id = w.contribution_id
    LEFT JOIN wording_tally y ON y.wording_id = w.id
    LEFT JOIN temperature own ON own.wording_id = w.id AND own.account_id = $2 AND own.replaced_at IS NULL
    LEFT JOIN contribution ownc ON ownc.id = own.contribution_id AND ownc.state = 'published'
    LEFT JOIN conclusion o ON o.thread_id = t.id AND o.withdrawn_at IS NULL
    LEFT JOIN LATERAL (
      SELECT count(*) FILTER (WHERE c.stance = 'agree') AS f,
             count(*) FILTER (WHERE c.stance = 'agree_with_changes') AS m,
             count(*) FILTER (WHERE c.stance = 'disagree') AS a
      FROM contribution c WHERE c.thread_id = t.id AND c.kind = 'argument' AND c.state = 'published') g ON true
    WHERE t.id = $1"""
_VOICE = """
    SELECT v.own_group, c.receipt, c.public_name AS name, coalesce(a.number, p.number) AS number,
           left(c.html, 700) AS words, v.supports
    FROM voices v JOIN contribution c ON c.id = v.id LEFT JOIN contributor p ON p.id = c.contributor_id
    LEFT JOIN account a ON a.id = p.account_id ORDER BY v.own_group, v.supports DESC, v.id"""
_VOICES = f"""
    WITH voices AS (
      SELECT side.own_group, r.id, r.supports
      FROM (VALUES ('for', 'agree'), ('middle', 'agree_with_changes'), ('against', 'disagree')) side (own_group, stance)
      CROSS JOIN LATERAL (
        SELECT n.id, coalesce(y.supports, 0) AS supports FROM (
          SELECT c.id FROM contribution c WHERE c.thread_id = $1 AND c.kind = 'argument' AND c.stance = side.stance
            AND c.state = 'published' ORDER BY c.id DESC LIMIT {AMONG}) n
        LEFT JOIN contribution_tally y ON y.contribution_id = n.id
        ORDER BY coalesce(y.supports, 0) DESC, n.id LIMIT {VOICES}) r
      UNION ALL
      SELECT r.choice, r.id, r.supports
      FROM (VALUES ('agree'), ('unsure'), ('object')) asked (choice) CROSS JOIN LATERAL (
        SELECT asked.choice, n.id, coalesce(y.supports, 0) AS supports FROM (
          SELECT c.id FROM temperature m JOIN contribution c ON c.id = m.contribution_id AND c.state = 'published'
          WHERE m.wording_id = $2 AND m.replaced_at IS NULL AND m.choice = asked.choice
          ORDER BY m.id DESC LIMIT {AMONG}) n
        LEFT JOIN contribution_tally y ON y.contribution_id = n.id
        ORDER BY coalesce(y.supports, 0) DESC, n.id LIMIT {VOICES}) r
    ) {_VOICE}"""


async def panel_of(tx: Transaction, viewer: Viewer, thread_id: int) -> Panel | None:
    """What stands above the talk of a musyawarah that was found for this viewer."""
    return await tx.one(Panel, _PANEL, thread_id, viewer.account_id)


async def voices_of(tx: Transaction, thread_id: int, wording_id: int) -> list[Voice]:
    """A few arguments of each side and reasons of each answer, the most supported of the latest."""
    rows = await tx.all(Voice, _VOICES, thread_id, wording_id)
    return [msgspec.structs.replace(row, words=plain(row.words)) for row in rows]


async def wordings_of(tx: Transaction, thread_id: int) -> list[WordingView]:
    """Every wording of a musyawarah with what was answered to it, the current one first."""
    return await tx.all(
        WordingView,
        """SELECT w.id, w.number, c.receipt, c.state,
                  CASE WHEN c.state = 'published' THEN c.source ELSE '' END AS source, w.reason, w.at,
                  coalesce(y.agree, 0) AS agree, coalesce(y.unsure, 0) AS unsure,
                  coalesce(y.object, 0) AS object
           FROM wording w JOIN contribution c ON c.id = w.contribution_id
           LEFT JOIN wording_tally y ON y.wording_id = w.id
           WHERE w.thread_id = $1 ORDER BY w.number DESC""",
        thread_id,
    )


_ARGUMENTS = """SELECT c.id FROM contribution c WHERE c.thread_id = $1 AND c.kind = 'argument' AND c.stance = $2
      AND c.state = 'published'"""
_REASONS = """SELECT c.id FROM temperature m JOIN contribution c ON c.id = m.contribution_id AND c.state = 'published'
    WHERE m.wording_id = $1 AND m.replaced_at IS NULL AND m.choice = $2"""
_AFTER = "AND c.id > coalesce($3::bigint, 0) ORDER BY c.id LIMIT $4"
_BEFORE = "AND c.id < $3::bigint ORDER BY c.id DESC LIMIT $4"


async def argument_ids(tx: Transaction, thread_id: int, stance: str, cursor: Cursor, *, size: int) -> list[int]:
    """Public arguments of one side, oldest first, at most size + 1; with `before` those just before it, backwards."""
    sql = f"{_ARGUMENTS} {_AFTER}" if cursor.before is None else f"{_ARGUMENTS} {_BEFORE}"
    return await tx.values(sql, thread_id, stance, cursor.after if cursor.before is None else cursor.before, size + 1)


async def reason_ids(tx: Transaction, wording_id: int, choice: str, cursor: Cursor, *, size: int) -> list[int]:
    """Public reasons of those who give one answer to a wording now, likewise."""
    sql = f"{_REASONS} {_AFTER}" if cursor.before is None else f"{_REASONS} {_BEFORE}"
    return await tx.values(sql, wording_id, choice, cursor.after if cursor.before is None else cursor.before, size + 1)
