"""Talk: clauses with what was said on them, threads, writing, receipts, support."""

from __future__ import annotations

from typing import Any

from partisipasi.web.account.deeds import DEEDS
from partisipasi.web.talk import (
    answers,
    attachments,
    confirming,
    documents,
    offline,
    progress,
    reading,
    receipts,
    regrouping,
    saving,
    steering,
    supporting,
    threads,
    wholes,
    words,
    writing,
)

DEEDS["confirm_contribution"] = confirming.CONFIRM

ROUTES: list[Any] = [
    reading.clause_page,
    reading.draft_talk,
    *documents.ROUTES,
    *progress.ROUTES,
    *attachments.ROUTES,
    writing.write_on_clause,
    writing.send_on_clause,
    writing.write_on_draft,
    writing.send_on_draft,
    writing.write_in_thread,
    writing.send_in_thread,
    writing.write_reply,
    writing.send_reply,
    receipts.receipt_page,
    receipts.unlock,
    receipts.send_again,
    receipts.edit_page,
    receipts.edit,
    receipts.add_page,
    receipts.add,
    receipts.choose_credit,
    receipts.withdraw_page,
    receipts.withdraw,
    receipts.history_page,
    receipts.in_its_place,
    *answers.ROUTES,
    supporting.support_page,
    supporting.set_support,
    threads.forum,
    threads.new_thread,
    threads.open_new_thread,
    threads.thread_page,
    threads.permalink,
    *steering.ROUTES,
    *regrouping.ROUTES,
    *wholes.ROUTES,
    offline.offline_page,
    offline.enter,
    *words.ROUTES,
    *saving.ROUTES,
]
