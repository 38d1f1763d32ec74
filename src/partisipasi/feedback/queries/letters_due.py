"""What each person would be told by the next release, before it is made: one message with all their answers.

Messages that differ in nothing but receipts are one text: they are shown once, with how many people get it.
"""

from __future__ import annotations

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.drafts.queries.visibility import SEES_CONCEPT
from partisipasi.feedback.notices import Answer, PersonMail, changed_clauses, mails_of
from partisipasi.kit.database import Transaction


class LetterDue(msgspec.Struct, frozen=True, kw_only=True):
    """One text of the next release. `mail` is that of the first person who gets it, without an address.

    `people` get it; `mails` of them by e-mail too, `english` of these in English, the others by their receipt alone.
    """

    key: int
    people: int
    mails: int
    english: int
    mail: PersonMail


class _Text(msgspec.Struct):
    key: int
    decisions: list[int]
    people: int
    mails: int
    english: int


# A person is a contributor, or a contribution whose contributor is not known (any more); numbered apart by parity.
# With $3 only these persons are looked at.
_PERSONS = f"""
    WITH told AS (
      SELECT DISTINCT coalesce(c.contributor_id * 2, c.id * 2 + 1) AS who, c.id AS contribution_id, c.contributor_id,
             x.id AS decision_id
      FROM counted_point k JOIN contribution c ON c.id = k.contribution_id
      JOIN LATERAL (SELECT y.id FROM decision y WHERE y.issue_id = k.issue_id
                      AND y.state IN ('approved', 'released') ORDER BY y.id DESC LIMIT 1) x ON true
      JOIN draft d ON d.id = k.draft_id
      WHERE k.draft_id = $2 AND {SEES_CONCEPT}
        AND ($3::bigint[] IS NULL OR coalesce(c.contributor_id * 2, c.id * 2 + 1) = ANY ($3))
        AND NOT EXISTS (SELECT 1 FROM notice n WHERE n.contribution_id = c.id AND n.decision_id = x.id)),
    person AS (
      SELECT t.who, array_agg(DISTINCT t.decision_id ORDER BY t.decision_id) AS decisions,
             max((SELECT a.language FROM contributor p JOIN account a ON a.id = p.account_id
                    AND a.disabled_at IS NULL AND a.erased_at IS NULL
                  WHERE p.id = t.contributor_id AND EXISTS (
                    SELECT 1 FROM email_address e WHERE e.account_id = a.id AND e.confirmed_at IS NOT NULL))) AS mailed
      FROM told t GROUP BY t.who),
    text AS (
      SELECT min(who) AS key, decisions, count(*) AS people, count(mailed) AS mails,
             count(*) FILTER (WHERE mailed = 'en') AS english
      FROM person GROUP BY decisions)"""


async def letters_due(
    tx: Transaction,
    viewer: Viewer,
    draft_id: int,
    *,
    concept_id: int | None = None,
    after: int | None = None,
    before: int | None = None,
    limit: int = 20,
) -> list[LetterDue]:
    """The different texts of the next release, for who works on the draft, by keyset on `key`.

    Args:
        concept_id: the version it would be released with, for the clauses that change in it.
        before: rows come backwards.
    """
    texts = await tx.all(
        _Text,
        f"""{_PERSONS} SELECT key, decisions, people, mails, english FROM text
            WHERE ($4::bigint IS NULL OR key > $4) AND ($5::bigint IS NULL OR key < $5)
            ORDER BY CASE WHEN $5::bigint IS NULL THEN key ELSE -key END LIMIT $6""",
        viewer.account_id,
        draft_id,
        None,
        after,
        before,
        limit,
    )
    answers = await tx.all(
        Answer,
        f"""{_PERSONS} SELECT t.who AS contributor_id, '' AS address, 'id' AS language, c.receipt,
                   f.title AS about, x.id AS decision_id, i.number AS issue_number, i.title AS issue_title,
                   x.outcome, x.reason_code, x.reason, x.reason_html, x.legal_basis,
                   x.supersedes_id IS NOT NULL AS answers_anew
            FROM told t JOIN contribution c ON c.id = t.contribution_id JOIN decision x ON x.id = t.decision_id
            JOIN issue i ON i.id = x.issue_id JOIN draft f ON f.id = i.draft_id
            ORDER BY t.who, i.number, c.id""",
        viewer.account_id,
        draft_id,
        [text.key for text in texts],
    )
    changes = await changed_clauses(tx, {one.decision_id for one in answers}, concept_id=concept_id)
    mails = {mail.contributor_id: mail for mail in mails_of(answers, changes)}
    return [
        LetterDue(key=text.key, people=text.people, mails=text.mails, english=text.english, mail=mails[text.key])
        for text in texts
        if text.key in mails
    ]


class LettersDue(msgspec.Struct, frozen=True):
    """How many texts the next release has, for how many people, how many of them get a mail, how many in English."""

    texts: int
    people: int
    mails: int
    english: int


async def count_letters_due(tx: Transaction, viewer: Viewer, draft_id: int) -> LettersDue:
    """How much the next release would tell."""
    found = await tx.one(
        LettersDue,
        f"""{_PERSONS} SELECT count(*) AS texts, coalesce(sum(people), 0)::bigint AS people,
                   coalesce(sum(mails), 0)::bigint AS mails, coalesce(sum(english), 0)::bigint AS english FROM text""",
        viewer.account_id,
        draft_id,
        None,
    )
    return found or LettersDue(0, 0, 0, 0)
