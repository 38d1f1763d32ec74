"""What the other rooms erase of a person. Each room forgets its own; here is the order, and what one tells the next."""

from __future__ import annotations

from partisipasi.accounts.ledger import Texts
from partisipasi.discussions.erasing import erase_contributor
from partisipasi.drafts.actions.teams import leave_teams
from partisipasi.feedback.notices import forget_texts
from partisipasi.kit.database import Transaction
from partisipasi.moderation.actions import forget_reporter
from partisipasi.moderation.notes import forget_notes
from partisipasi.moderation.objecting import forget_objector
from partisipasi.musyawarah.answering import forget_answers
from partisipasi.notifications.own_data import forget_notifications
from partisipasi.service.erasing import clear_cases
from partisipasi.service.forgetting import forget_awaiting_cases
from partisipasi.topics.officers import leave_agencies


async def erase_talk(tx: Transaction, account_id: int, texts: Texts) -> None:
    """What was said loses its name, or goes, with what was made of its words."""
    await forget_notes(tx, account_id=account_id, texts=texts)
    await forget_awaiting_cases(tx, account_id=account_id)
    contributions = await erase_contributor(tx, account_id=account_id, texts=texts)
    if texts == "removed":
        await forget_texts(tx, contribution_ids=contributions)
        await clear_cases(tx, contributions)
    await forget_answers(tx, account_id=account_id)


async def erase_notifications(tx: Transaction, account_id: int, _texts: Texts) -> None:
    """What was followed, told and chosen goes."""
    await forget_notifications(tx, account_id=account_id)


async def erase_duties(tx: Transaction, account_id: int, _texts: Texts) -> None:
    """Places in teams end; reports and objections no longer name who made them."""
    await leave_teams(tx, account_id=account_id)
    await leave_agencies(tx, account_id=account_id)
    await forget_reporter(tx, account_id=account_id)
    await forget_objector(tx, account_id=account_id)
