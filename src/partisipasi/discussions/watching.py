"""The list of watched words: moderators and administrators keep it, the screening reads it."""

from __future__ import annotations

from datetime import datetime

import msgspec

from partisipasi.accounts.rights import Act, Viewer, demand
from partisipasi.discussions.screening import MOST_WATCHED
from partisipasi.discussions.watched import Watched, plain_words
from partisipasi.discussions.writing_tables import WATCHED_KINDS, WATCHED_OUTCOMES
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Invalid, NotFound
from partisipasi.kit.i18n import N_
from partisipasi.kit.text import clean_line
from partisipasi.record.actions import write_record

SHORTEST_WORD, LONGEST_WORD, SHORTEST_REASON, LONGEST_REASON = 3, 60, 10, 200

_ROW = "SELECT id, word, kind, outcome, reason, created_at FROM watched_word"
_ABOVE = f"{_ROW} WHERE id > $1 ORDER BY id LIMIT $2"
_BELOW = f"{_ROW} WHERE $1::bigint IS NULL OR id < $1 ORDER BY id DESC LIMIT $2"


class WatchedRow(msgspec.Struct, frozen=True, kw_only=True):
    """A watched word as moderators see it."""

    id: int
    word: str
    kind: str
    outcome: str
    reason: str
    created_at: datetime


async def watched_words(tx: Transaction) -> list[Watched]:
    """The words to look for in what comes in."""
    return await tx.all(Watched, "SELECT word, kind, outcome, reason FROM watched_word")


async def watched_list(
    tx: Transaction, viewer: Viewer, *, after: int | None = None, before: int | None = None, size: int = 50
) -> list[WatchedRow]:
    """The list, newest first, one more than `size` if there are more. `after` is the id of the row above.

    Raises:
        SignInNeeded, Forbidden: not who keeps the list.
    """
    demand(viewer, Act.watch_words, anywhere=True)
    return await tx.all(
        WatchedRow, _ABOVE if before is not None else _BELOW, before if before is not None else after, size + 1
    )


async def watch_word(tx: Transaction, viewer: Viewer, *, word: str, kind: str, outcome: str, reason: str) -> int:
    """Put a word or phrase on the list.

    Args:
        kind: word, or stem to find it with its affixes. outcome: ask or hold. reason: shown to authors.

    Returns:
        Its id.

    Raises:
        SignInNeeded, Forbidden: not who keeps the list.
        Invalid: field by field.
        Conflict: `there` or `too_many`.
    """
    demand(viewer, Act.watch_words, anywhere=True)
    word, reason = clean_line(word).casefold(), clean_line(reason)
    _check(word, kind, outcome, reason)
    if await tx.value("SELECT count(*) FROM watched_word") >= MOST_WATCHED:
        raise Conflict(N_("The list holds %(most)s words already."), code="too_many", most=MOST_WATCHED)
    made: int | None = await tx.value(
        """INSERT INTO watched_word (word, kind, outcome, reason, added_by) VALUES ($1, $2, $3, $4, $5)
           ON CONFLICT (word) DO NOTHING RETURNING id""",
        word, kind, outcome, reason, viewer.account_id,
    )  # fmt: skip
    if made is None:
        raise Conflict(N_("This word is on the list already."), code="there")
    await write_record(
        tx, "word.watched", actor_id=viewer.account_id, subject=("watched_word", made), details={"outcome": outcome}
    )
    return made


async def unwatch_word(tx: Transaction, viewer: Viewer, *, word_id: int) -> None:
    """Take a word off the list.

    Raises:
        SignInNeeded, Forbidden: not who keeps the list.
        NotFound: it is not on the list.
    """
    demand(viewer, Act.watch_words, anywhere=True)
    if not await tx.execute("DELETE FROM watched_word WHERE id = $1", word_id):
        raise NotFound(N_("This word is not on the list."))
    await write_record(tx, "word.unwatched", actor_id=viewer.account_id, subject=("watched_word", word_id))


def _check(word: str, kind: str, outcome: str, reason: str) -> None:
    wrong: dict[str, str] = {}
    letters = len("".join(plain_words(word)))
    if letters < SHORTEST_WORD or len(word) > LONGEST_WORD:
        wrong["word"] = N_("Enter a word or phrase of 3 to 60 letters.")
    if kind not in WATCHED_KINDS:
        wrong["kind"] = N_("This value cannot be used here.")
    if outcome not in WATCHED_OUTCOMES:
        wrong["outcome"] = N_("This value cannot be used here.")
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        wrong["reason"] = N_("Give a reason that the author can understand.")
    if wrong:
        raise Invalid(wrong)
