"""Notices: the answer given to each contributor, whether it satisfies, and the one mail per person and release."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.ownership import NOT_YOURS, demand_owned
from partisipasi.feedback.gate import issue_label
from partisipasi.feedback.owners import Owner, touch_owner
from partisipasi.feedback.queries.changes import ChangeView, changes_caused
from partisipasi.feedback.queries.redlines import redlines_of
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Invalid, NotFound
from partisipasi.kit.i18n import N_
from partisipasi.kit.text import clean_text
from partisipasi.record.actions import write_record
from partisipasi.settings import Settings

LONGEST_REPLY = 2000


class _Known(msgspec.Struct):
    receipt: str
    contribution_id: int
    draft_id: int | None
    agency_id: int | None
    in_force: bool


async def answer_notice(
    tx: Transaction,
    viewer: Viewer,
    settings: Settings,
    *,
    notice_id: int,
    satisfied: bool,
    reply: str = "",
    key: str = "",
) -> None:
    """Say whether an answer answers: by the owner of the contribution, again and again while the answer is in force.

    Args:
        reply: more words, for the policy team alone.
        key: the owner key, where the viewer is not the contribution's account.

    Raises:
        NotFound: not one's own.
        Conflict: a newer answer has taken its place (code `superseded`).
        Invalid: the reply is too long.
    """
    notice = await tx.one(
        _Known,
        """SELECT c.receipt, c.id AS contribution_id, i.draft_id, i.agency_id, d.state = 'released' AS in_force
           FROM notice n JOIN contribution c ON c.id = n.contribution_id
           JOIN decision d ON d.id = n.decision_id JOIN issue i ON i.id = d.issue_id WHERE n.id = $1""",
        notice_id,
    )
    if notice is None:
        raise NotFound(NOT_YOURS)
    await demand_owned(tx, viewer, settings, receipt=notice.receipt, key=key)
    if not notice.in_force:
        raise Conflict(N_("A newer answer has taken the place of this one."), code="superseded")
    reply = clean_text(reply)
    if len(reply) > LONGEST_REPLY:
        raise Invalid({"reply": N_("This is too long.")})
    answer = "yes" if satisfied else "no"
    await tx.execute(
        "UPDATE notice SET satisfied = $2, reply = $3, replied_at = now() WHERE id = $1", notice_id, answer, reply
    )
    await write_record(
        tx,
        "notice.answered",
        actor_id=viewer.account_id,
        subject=("notice", notice_id),
        details={"satisfied": answer},
    )
    touch_owner(tx, Owner(notice.draft_id, notice.agency_id))
    tx.changed(f"contribution:{notice.contribution_id}")


async def forget_texts(tx: Transaction, *, contribution_ids: Collection[int]) -> None:
    """Remove the words of erased contributions from what was made of them: excerpts, replies to notices, notes on them.

    An excerpt becomes empty and stays an excerpt, so that points, sums and outcomes stay as they are.
    """
    ids = list(contribution_ids)
    await tx.execute(
        "UPDATE point SET excerpt = '' WHERE contribution_id = ANY ($1::bigint[]) AND excerpt IS NOT NULL", ids
    )
    await tx.execute("UPDATE notice SET reply = '' WHERE contribution_id = ANY ($1::bigint[]) AND reply <> ''", ids)
    await tx.execute("DELETE FROM internal_note WHERE contribution_id = ANY ($1::bigint[])", ids)
    await tx.execute("DELETE FROM pinned_question WHERE contribution_id = ANY ($1::bigint[])", ids)


class ChangedClause(msgspec.Struct, frozen=True):
    """A clause that a decision changed: key and name in the newer version that has it, its words before and after."""

    decision_id: int
    op: str
    key: str
    name: str
    before: str | None
    after: str | None
    change: ChangeView | None = None

    @property
    def sentence(self) -> str:
        """What is different, plainly, in the language spoken."""
        return self.change.sentence() if self.change else ""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """One answer in a mail. Holds nothing of the person's own text.

    `about`: the draft, or the agency. `occasion`: that the draft ended with it (enacted, unchanged, withdrawn), that it
    is an interim answer, or that an agency gives it; `occasion_reason`: why, as everybody reads it.
    """

    contributor_id: int
    address: str
    language: str
    receipt: str
    about: str
    decision_id: int
    issue_number: int
    issue_title: str
    outcome: str
    reason_code: str | None
    reason: str
    reason_html: str
    legal_basis: str
    answers_anew: bool
    occasion: str = ""
    occasion_reason: str = ""

    @property
    def issue(self) -> str:
        """M-014."""
        return issue_label(self.issue_number)


class PersonMail(msgspec.Struct, frozen=True):
    """All that one person is told about one release, in one mail."""

    contributor_id: int
    address: str
    language: str
    answers: tuple[Answer, ...]
    changes: tuple[ChangedClause, ...]


async def take_mail_batch(tx: Transaction, *, release_id: int, size: int = 100) -> list[PersonMail]:
    """Take the next people to be told about a release, and mark their notices as mailed.

    Post the mails in the same transaction: then each person gets exactly one per release, whatever crashes and however
    often the job runs. People without a confirmed address are passed over; their slip leads to the answer.

    Returns:
        At most `size` people; none when all are told.
    """
    answers = await tx.all(
        Answer,
        """WITH due AS (
             SELECT n.id, n.contributor_id FROM notice n
             JOIN contribution c ON c.id = n.contribution_id JOIN decision d ON d.id = n.decision_id
             WHERE n.release_id = $1 AND n.mailed_at IS NULL AND n.contributor_id IS NOT NULL AND d.state = 'released'
               AND (c.state = 'published' OR (c.state = 'hidden' AND c.hidden_rule IS DISTINCT FROM 'spam'))),
           people AS (
             SELECT p.id, e.address, a.language FROM contributor p JOIN account a ON a.id = p.account_id
             JOIN LATERAL (SELECT e.address FROM email_address e
                           WHERE e.account_id = a.id AND e.confirmed_at IS NOT NULL ORDER BY e.id LIMIT 1) e ON true
             WHERE a.disabled_at IS NULL AND a.erased_at IS NULL AND p.id IN (SELECT contributor_id FROM due)
             ORDER BY p.id LIMIT $2),
           told AS (
             UPDATE notice n SET mailed_at = now()
             WHERE n.id IN (SELECT id FROM due) AND n.contributor_id IN (SELECT id FROM people)
               AND n.mailed_at IS NULL
             RETURNING n.id, n.contributor_id, n.contribution_id, n.decision_id)
           SELECT t.contributor_id, p.address, p.language, c.receipt, coalesce(f.title, g.name) AS about,
                  d.id AS decision_id, i.number AS issue_number, i.title AS issue_title, d.outcome, d.reason_code,
                  d.reason, d.reason_html, d.legal_basis, d.supersedes_id IS NOT NULL AS answers_anew,
                  CASE WHEN f.closed_at = r.at THEN f.closed_how WHEN r.kind = 'interim' THEN r.kind
                       WHEN g.id IS NOT NULL THEN 'service' ELSE '' END AS occasion,
                  CASE WHEN f.closed_at = r.at THEN f.closed_reason ELSE r.reason END AS occasion_reason
           FROM told t JOIN people p ON p.id = t.contributor_id JOIN contribution c ON c.id = t.contribution_id
           JOIN decision d ON d.id = t.decision_id JOIN issue i ON i.id = d.issue_id
           LEFT JOIN draft f ON f.id = i.draft_id LEFT JOIN agency g ON g.id = i.agency_id
           JOIN release r ON r.id = $1
           ORDER BY t.contributor_id, i.number, c.id""",
        release_id,
        size,
    )
    return mails_of(answers, await changed_clauses(tx, {one.decision_id for one in answers}))


def mails_of(answers: Sequence[Answer], changes: Sequence[ChangedClause]) -> list[PersonMail]:
    """Answers put together by person, with the clauses that their decisions changed."""
    people: dict[int, list[Answer]] = {}
    for one in answers:
        people.setdefault(one.contributor_id, []).append(one)
    return [_mail(id_, own, changes) for id_, own in people.items()]


def _mail(contributor_id: int, answers: list[Answer], changes: Sequence[ChangedClause]) -> PersonMail:
    decisions = {one.decision_id for one in answers}
    return PersonMail(
        contributor_id,
        answers[0].address,
        answers[0].language,
        tuple(answers),
        tuple(one for one in changes if one.decision_id in decisions),
    )


async def changed_clauses(
    tx: Transaction, decision_ids: Collection[int], *, concept_id: int | None = None
) -> list[ChangedClause]:
    """The clauses that decisions changed in published versions, and in a concept where that is asked for."""
    wanted = set(decision_ids)
    changes = await changes_caused(tx, wanted, concept_id=concept_id)
    words = await redlines_of(changes)
    found = [
        ChangedClause(
            decision.decision_id,
            one.op,
            one.key,
            one.name,
            one.before,
            one.after,
            msgspec.structs.replace(one, segments=words.get(one.id)),
        )
        for one in changes
        for decision in one.decisions
        if decision.decision_id in wanted
    ]
    return sorted(found, key=lambda one: one.decision_id)


class OwnNotice(msgspec.Struct, frozen=True, kw_only=True):
    """An answer as its owner sees it."""

    id: int
    receipt: str
    issue_number: int
    issue_title: str
    decision_id: int
    outcome: str
    reason_code: str | None
    reason_html: str
    legal_basis: str
    in_force: bool
    created_at: datetime
    satisfied: str | None
    reply: str
    replied_at: datetime | None

    @property
    def issue(self) -> str:
        """M-014."""
        return issue_label(self.issue_number)


async def notices_of(
    tx: Transaction, *, contributor_id: int | None = None, contribution_id: int | None = None, limit: int = 50
) -> list[OwnNotice]:
    """The answers given to a person, or on one contribution; newest first. Only for who owns them."""
    return await tx.all(
        OwnNotice,
        """SELECT n.id, c.receipt, i.number AS issue_number, i.title AS issue_title,
                  d.id AS decision_id, d.outcome, d.reason_code, d.reason_html, d.legal_basis,
                  d.state = 'released' AS in_force, n.created_at, n.satisfied, n.reply, n.replied_at
           FROM notice n JOIN contribution c ON c.id = n.contribution_id JOIN decision d ON d.id = n.decision_id
           JOIN issue i ON i.id = d.issue_id
           WHERE ($1::bigint IS NULL OR n.contributor_id = $1) AND ($2::bigint IS NULL OR n.contribution_id = $2)
             AND ($1::bigint IS NOT NULL OR $2::bigint IS NOT NULL)
           ORDER BY n.id DESC LIMIT $3""",
        contributor_id,
        contribution_id,
        limit,
    )
