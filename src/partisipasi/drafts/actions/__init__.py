"""What can be done with drafts: one function per use case, by noun."""

from partisipasi.drafts.actions.concepts import copy_version, correct_clause, create_concept, revise_concept
from partisipasi.drafts.actions.confirmations import agree_to_technical, confirm_alignment
from partisipasi.drafts.actions.deputies import end_deputy, name_deputy
from partisipasi.drafts.actions.documents import (
    add_document,
    describe_document,
    move_document,
    replace_document,
    withdraw_document,
)
from partisipasi.drafts.actions.drafts import create_draft, describe_draft
from partisipasi.drafts.actions.edits import edit_concept, undo_edit
from partisipasi.drafts.actions.keeping import StaleEdit
from partisipasi.drafts.actions.rounds import change_round, open_round
from partisipasi.drafts.actions.stages import move_stage
from partisipasi.drafts.actions.teams import may_name_team, name_team

__all__ = [
    "StaleEdit",
    "add_document",
    "agree_to_technical",
    "change_round",
    "confirm_alignment",
    "copy_version",
    "correct_clause",
    "create_concept",
    "create_draft",
    "describe_document",
    "describe_draft",
    "edit_concept",
    "end_deputy",
    "may_name_team",
    "move_document",
    "move_stage",
    "name_deputy",
    "name_team",
    "open_round",
    "replace_document",
    "revise_concept",
    "undo_edit",
    "withdraw_document",
]
