"""What was decided before that helps to decide a case alike: cases like it, and what its author was told already."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.kit.database import Transaction
from partisipasi.moderation.queries import MY_TOPIC, Case
from partisipasi.moderation.tables import RULES

#: How many decisions are looked through: under the rules in question, and of all. More would make the page wait for
#: cases that were decided in other times.
_LOOKED_THROUGH: Final = 150
#: Characters of each text that are compared: the beginning tells.
_COMPARED: Final = 400
#: From which likeness on (of trigrams, 0 to 1) two texts are called nearly the same, and alike at all.
SAME_WORDS: Final = 0.6
_ALIKE: Final = 0.25
MOST_SHOWN: Final = 5
#: Why something is held → the rule that it may break.
_HELD_FOR: Final = {
    "identity_number": "personal_data",
    "contact_data": "personal_data",
    "links": "spam",
    "repeated": "spam",
}


class Precedent(msgspec.Struct, frozen=True, kw_only=True):
    """An earlier decision. `ended`: what an objection to it or a later decision made of it, an act, where there is one.

    `case_id` is empty where the viewer does not moderate the place; `text` too.
    """

    public_ref: str
    case_id: int | None
    receipt: str | None
    act: str
    rule: str | None
    public_reason: str
    at: datetime
    ended: str | None
    objected: str | None
    text: str
    likeness: float
    same_topic: bool

    @property
    def same_words(self) -> bool:
        """Whether its text is nearly that of the case."""
        return self.likeness >= SAME_WORDS


def rules_in_question(found: Case, reasons: Iterable[str]) -> list[str]:
    """The rules that a case may break, by what was reported and why it is held."""
    asked = {*reasons, _HELD_FOR.get(found.held_reason or "", "")}
    return [rule for rule in RULES if rule in asked]


#: How a decision (alias `m`) ended: the act that took its place, and what came of an objection to it.
_ENDED: Final = """
    (SELECT x.act FROM moderation_decision x WHERE x.supersedes_id = m.id ORDER BY x.id DESC LIMIT 1) AS ended,
    (SELECT coalesce(j.result, 'open') FROM objection j WHERE j.decision_id = m.id ORDER BY j.id DESC LIMIT 1)
      AS objected"""
#: Acts that say how a case ended; taking back at once is no precedent.
_TELLING: Final = "m.act NOT IN ('undo', 'unlock', 'lift')"


async def similar_cases(tx: Transaction, viewer: Viewer, found: Case, rules: list[str]) -> list[Precedent]:
    """Decided cases that are like one: nearly the same words first, then the same rule or topic.

    Only cases of places that the viewer moderates, each once, with the last decision about it; a bounded number of
    latest decisions is looked through.

    Args:
        rules: those in question (see `rules_in_question`).
    """
    if found.own_work:
        return []
    return await tx.all(
        Precedent,
        f"""WITH looked AS (
              (SELECT m.id FROM moderation_decision m WHERE {_TELLING} ORDER BY m.id DESC LIMIT {_LOOKED_THROUGH})
              UNION
              SELECT x.id FROM unnest($4::text[]) AS asked(rule) CROSS JOIN LATERAL (
                SELECT m.id FROM moderation_decision m WHERE m.rule = asked.rule AND {_TELLING}
                ORDER BY m.id DESC LIMIT {_LOOKED_THROUGH}) x),
            cases AS (
              SELECT DISTINCT ON (m.contribution_id) m.id, m.rule, m.contribution_id
              FROM looked JOIN moderation_decision m ON m.id = looked.id
              WHERE m.contribution_id IS NOT NULL AND m.contribution_id <> $2 ORDER BY m.contribution_id, m.id DESC),
            weighed AS (
              SELECT s.id, c.id AS case_id, c.receipt, c.source, h.topic_id = $3 AS same_topic,
                     s.rule = ANY ($4::text[]) AS same_rule,
                     similarity(left(c.source, {_COMPARED}), left(this.source, {_COMPARED})) AS likeness
              FROM cases s JOIN contribution c ON c.id = s.contribution_id JOIN thread h ON h.id = c.thread_id
              JOIN contribution this ON this.id = $2
              WHERE c.state IN ('held', 'published', 'hidden') AND {MY_TOPIC})
            SELECT m.public_ref, w.case_id, w.receipt, m.act, m.rule, m.public_reason, m.at, {_ENDED},
                   left(w.source, 200) AS text, w.likeness, w.same_topic
            FROM weighed w JOIN moderation_decision m ON m.id = w.id
            WHERE w.likeness >= {_ALIKE} OR (w.same_topic AND w.same_rule)
            ORDER BY w.likeness >= {SAME_WORDS} DESC,
                     w.likeness + 0.2 * coalesce(w.same_rule, false)::int + 0.1 * w.same_topic::int DESC, m.id DESC
            LIMIT {MOST_SHOWN}""",
        viewer.account_id,
        found.id,
        found.topic_id,
        rules,
    )


async def authors_record(tx: Transaction, viewer: Viewer, found: Case) -> list[Precedent]:
    """What was decided about the same author before, latest first, warnings and limits included.

    Where the viewer does not moderate the place, what was said there is not shown; the decision is public.
    """
    if found.own_work or found.author_id is None:
        return []
    return await tx.all(
        Precedent,
        f"""SELECT m.public_ref, CASE WHEN v.mine THEN c.id END AS case_id,
                   CASE WHEN v.mine THEN c.receipt END AS receipt,
                   m.act, m.rule, m.public_reason, m.at, {_ENDED},
                   CASE WHEN v.mine AND c.state IN ('held', 'published', 'hidden') THEN left(c.source, 200) ELSE '' END
                     AS text,
                   0::real AS likeness, coalesce(h.topic_id = $3, false) AS same_topic
            FROM moderation_decision m LEFT JOIN contribution c ON c.id = m.contribution_id
            LEFT JOIN thread h ON h.id = coalesce(c.thread_id, m.thread_id)
            CROSS JOIN LATERAL (SELECT c.id IS NOT NULL AND {MY_TOPIC} AS mine) v
            WHERE m.author_id = $4 AND {_TELLING} AND m.contribution_id IS DISTINCT FROM $2
            ORDER BY m.id DESC LIMIT {MOST_SHOWN}""",
        viewer.account_id,
        found.id,
        found.topic_id,
        found.author_id,
    )
