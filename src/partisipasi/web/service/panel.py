"""What stands of a case, at the top of its thread."""

from __future__ import annotations

import msgspec

from partisipasi.accounts.rights import Act, Viewer, may
from partisipasi.kit.database import Transaction
from partisipasi.service.offering import answers_for
from partisipasi.service.queries import CaseView, case_of
from partisipasi.web.service.words import elsewhere_in_words, status_in_words


class CasePanel(msgspec.Struct, frozen=True):
    """A case, and what the viewer may do with it besides judging, which only its author's receipt opens."""

    case: CaseView
    may_answer: bool
    may_mark: bool

    @staticmethod
    def status(code: str) -> str:
        """What a status is called."""
        return status_in_words(code)

    @property
    def why(self) -> str:
        """Why it belongs elsewhere, if it does."""
        return elsewhere_in_words(self.case.elsewhere)


async def case_panel(tx: Transaction, viewer: Viewer, thread_id: int) -> CasePanel | None:
    """The panel of a thread of kind `service`; None while its words wait for a moderator."""
    case = await case_of(tx, viewer, thread_id)
    if case is None or case.heard_at is None:
        return None
    answers = answers_for(viewer, case.agency_id)
    marks = may(viewer, Act.moderate, topic_id=case.topic_id, agency_id=case.agency_id) and not answers
    return CasePanel(case, answers, marks and case.open)
