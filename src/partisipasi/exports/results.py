"""The results of a consultation as a table: a row for every issue with its decision."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence

import msgspec

from partisipasi.accounts.rights import GUEST
from partisipasi.exports.tables import Cell
from partisipasi.feedback.queries.changes import ChangeView, told_changes
from partisipasi.feedback.queries.issues import IssueRow, issues_of
from partisipasi.feedback.queries.satisfaction import Satisfied, satisfaction_of
from partisipasi.kit.database import Database
from partisipasi.kit.i18n import N_, gettext
from partisipasi.kit.markup import plain

#: Issues read at a time.
_BATCH = 200
_COLUMNS = (
    N_("Issue"), N_("Question"), N_("Outcome code"), N_("Outcome"), N_("Reason code"), N_("Reason"), N_("Legal basis"),
    N_("Points"), N_("Contributions"), N_("People"), N_("Changed clauses"), N_("Answer satisfies"),
    N_("Answer does not satisfy"), N_("Released on"), N_("Address"),
)  # fmt: skip


class Wording(msgspec.Struct, frozen=True):
    """What the table says in the language of who takes it, and the address of an issue without its number."""

    header: list[str]
    outcomes: Mapping[str, str]
    undecided: str
    base: str


def wording(outcomes: Mapping[str, str], undecided: str, base: str) -> Wording:
    """The words of the table in the language spoken now: the rows are written later."""
    return Wording([gettext(name) for name in _COLUMNS], dict(outcomes), undecided, base)


async def result_rows(database: Database, draft_id: int, words: Wording) -> AsyncIterator[list[Sequence[Cell]]]:
    """The rows of a public draft's issues, some at a time, all from one moment.

    Merged issues are left out: their points stand in the issue that they were merged into.
    """
    async with database.transaction(writes=False) as tx:
        changes = await told_changes(tx, draft_id)
        satisfied = await satisfaction_of(tx, draft_id)
        after = 0
        while found := await issues_of(tx, GUEST, draft_id, after=after, limit=_BATCH):
            yield [
                _row(one, changes, satisfied.get(one.id, Satisfied()), words) for one in found if not one.merged_into
            ]
            after = found[-1].number


def _row(issue: IssueRow, changes: Sequence[ChangeView], said: Satisfied, words: Wording) -> Sequence[Cell]:
    changed = [one.name for one in changes if any(decision.issue_id == issue.id for decision in one.decisions)]
    return (
        issue.label,
        issue.title,
        issue.outcome or "",
        words.outcomes.get(issue.outcome, issue.outcome) if issue.outcome else words.undecided,
        issue.reason_code or "",
        plain(issue.reason_html or ""),
        issue.legal_basis or "",
        issue.points,
        issue.contributions,
        issue.people,
        "; ".join(changed),
        said.yes,
        said.no,
        issue.released_at.date().isoformat() if issue.released_at else "",
        f"{words.base}{issue.number}",
    )
