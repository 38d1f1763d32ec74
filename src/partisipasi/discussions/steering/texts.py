"""What is written about a thread as a whole: its conclusion, its summary. Kept in versions; citing by receipt."""

from __future__ import annotations

import re

from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.steering.standing import Standing, demand_voice, lock_thread, note
from partisipasi.discussions.steering.tables import ThreadCitation, ThreadText, ThreadTextPart
from partisipasi.kit.codes import ALPHABET, parse_receipt
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Invalid
from partisipasi.kit.i18n import N_
from partisipasi.kit.markup import render
from partisipasi.kit.text import clean_text

SHORTEST, LONGEST = 20, 8000
#: A receipt as it is written in a text.
CITED = re.compile(rf"\b[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}-[{ALPHABET}]\b")
_SHORT = N_("Write it in a sentence or more.")
_LONG = N_("This is too long: at most %(limit)s characters.")
_NO_SOURCE = N_("Name at least one contribution by its receipt, such as 7KQ2-MXR4-T, so that everybody can check it.")
_FOREIGN = N_("No public contribution of this discussion has the receipt %(receipt)s.")


async def summarise_thread(
    tx: Transaction, viewer: Viewer, *, thread_id: int, summary: str, seen: int | None = None
) -> None:
    """Write the summary of a thread, or write it anew; the one before stays readable.

    Raises:
        NotFound, Conflict, SignInNeeded, Forbidden: see `lock_thread`, `demand_voice`.
        Invalid: field `summary`: too short or long, it cites nothing, or what is not in the thread.
    """
    thread = await lock_thread(tx, viewer, thread_id, seen=seen)
    voice = demand_voice(viewer, thread, "moderator", "officer")
    text_id = await write_text(tx, viewer, thread, kind="summary", source=summary, voice=voice, field="summary")
    await note(tx, viewer, thread, "summarised", voice, tells=True, record={"text": text_id})


async def write_text(
    tx: Transaction, viewer: Viewer, thread: Standing, *, kind: str, source: str, voice: str, field: str
) -> int:
    """Store a text about a locked thread in place of the one in force.

    Args:
        kind: of TEXT_KINDS. field: what the text is called in a refusal.

    Returns:
        The text's id.

    Raises:
        Invalid: too short or long; a summary that cites nothing; a receipt that is not of the thread.
    """
    words = clean_text(source).strip()
    if len(words) < SHORTEST:
        raise Invalid({field: _SHORT})
    if len(words) > LONGEST:
        raise Invalid({field: _LONG}, limit=LONGEST)
    cited = await _cited(tx, thread.id, words, field)
    if kind == "summary" and not cited:
        raise Invalid({field: _NO_SOURCE})
    await end_text(tx, thread.id, kind)
    number: int = await tx.value(
        "SELECT coalesce(max(number), 0) + 1 FROM thread_text WHERE thread_id = $1 AND kind = $2", thread.id, kind
    )
    text = await tx.add(
        ThreadText(
            thread_id=thread.id, kind=kind, number=number, source=words, by_role=voice, written_by=viewer.account_id,
            at=tx.now,
        )
    )  # fmt: skip
    paragraphs = [part for part in re.split(r"\n\s*\n", words) if part.strip()]
    parts = [
        ThreadTextPart(text_id=text.id, position=position, html=render(paragraph))
        for position, paragraph in enumerate(paragraphs)
    ]
    await tx.add_all(parts)
    await tx.add_all(
        [
            ThreadCitation(part_id=part.id, contribution_id=cited[receipt])
            for part, paragraph in zip(parts, paragraphs, strict=True)
            for receipt in dict.fromkeys(CITED.findall(paragraph))
            if receipt in cited
        ]
    )
    return text.id


async def end_text(tx: Transaction, thread_id: int, kind: str) -> None:
    """Let the text in force end; it stays readable."""
    await tx.execute(
        "UPDATE thread_text SET ended_at = now() WHERE thread_id = $1 AND kind = $2 AND ended_at IS NULL",
        thread_id,
        kind,
    )


async def _cited(tx: Transaction, thread_id: int, words: str, field: str) -> dict[str, int]:
    """Receipt → contribution, of all that a text cites."""
    receipts = [one for one in dict.fromkeys(CITED.findall(words)) if parse_receipt(one)]
    rows = await tx.rows(
        "SELECT receipt, id FROM contribution WHERE receipt = ANY($1) AND thread_id = $2 AND state = 'published'",
        receipts,
        thread_id,
    )
    known = {row["receipt"]: row["id"] for row in rows}
    for receipt in receipts:
        if receipt not in known:
            raise Invalid({field: _FOREIGN}, receipt=receipt)
    return known
