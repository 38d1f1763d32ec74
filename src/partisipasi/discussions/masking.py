"""Masking words: some words of a contribution give way to a mark, everywhere the contribution is shown or stored.

The original is kept apart for an objection alone; taking the mask off puts it back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

import msgspec

from partisipasi.discussions.mending_tables import MaskedText
from partisipasi.discussions.quoting import mask_quotes, unmask_quotes
from partisipasi.discussions.tallies import counted, tell
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Invalid
from partisipasi.kit.i18n import N_
from partisipasi.kit.markup import VERSION, plain, render
from partisipasi.kit.text import slug

#: What stands for words that were masked, in the text itself: read aloud, exported and found like any other word.
MASK = "[disamarkan]"
#: Phrases in one go, and their length: a whole text is hidden, not masked.
MOST_PHRASES, LONGEST_PHRASE = 30, 300

_WRITES = {
    "text": "UPDATE contribution SET source = $2, html = $3 WHERE id = $1",
    "addition": "UPDATE addition SET source = $2, html = $3 WHERE id = $1",
    "edit": "UPDATE contribution_edit SET source = $2, html = $3 WHERE id = $1",
    "proposed": "UPDATE suggestion SET proposed = $2 WHERE contribution_id = $1",
    "excerpt": "UPDATE point SET excerpt = $2 WHERE id = $1",
    "file_name": "UPDATE attachment SET name = $2 WHERE id = $1",
    "file_alt": "UPDATE attachment SET alt = $2 WHERE id = $1",
    "title": "UPDATE thread SET title = $2, slug = $3 WHERE id = $1",
}
#: Parts whose words are shown rendered; the others are plain.
_RENDERED = frozenset({"text", "addition", "edit"})


class _Part(msgspec.Struct, frozen=True):
    part: str
    part_id: int
    source: str
    html: str


class _Layer(msgspec.Struct, frozen=True):
    """What lay below one mask of a part. `taken`: by the decision whose mask is taken off."""

    id: int
    part: str
    part_id: int
    source: str
    phrases: str
    taken: bool


def pattern_of(phrases: Sequence[str], *, part: str = "text") -> re.Pattern[str]:
    """What finds phrases as whole words, in any case and with any spaces between.

    Args:
        part: of MASKED_PARTS; in the name of a file, signs stand for spaces ("KTP_Budi-Santoso.pdf").
    """
    between, letter = (r"[\s_.-]+", r"[^\W_]") if part == "file_name" else (r"\s+", r"\w")
    parts = [between.join(re.escape(word) for word in phrase.split()) for phrase in sorted(phrases, key=len)[::-1]]
    return re.compile(rf"(?<!{letter})(?:{'|'.join(parts)})(?!{letter})", re.IGNORECASE)


async def mask_words(tx: Transaction, *, contribution_id: int, phrases: Sequence[str]) -> int:
    """Mask phrases in a contribution: text, proposed words, additions, earlier texts, excerpts, its thread's title,
    what its files are called, and where others quote it.

    Returns:
        In how many places.

    Raises:
        Invalid: `words`: none, too many or too long, or one that does not occur.
        Conflict: `gone`: it was withdrawn or its words were removed.
    """
    wanted = list(dict.fromkeys(" ".join(phrase.split()) for phrase in phrases if phrase.strip()))
    if not wanted:
        raise Invalid({"words": N_("Say which words are to be masked, one phrase on each line.")})
    if len(wanted) > MOST_PHRASES or max(map(len, wanted)) > LONGEST_PHRASE or min(map(len, wanted)) < 2:
        raise Invalid({"words": N_("Choose up to 30 phrases of 2 to 300 characters.")})
    parts = await _parts(tx, contribution_id)
    if not any(part.part == "text" for part in parts):
        raise Conflict(N_("This input is no longer in the state you saw. Please look again."), code="gone")
    if not all(any(pattern_of([phrase], part=one.part).search(one.source) for one in parts) for phrase in wanted):
        raise Invalid({"words": N_("Copy the words exactly as they stand in the text: one phrase was not found.")})
    await mask_quotes(tx, source_id=contribution_id, pattern=pattern_of(wanted), mask=MASK)
    places = 0
    for part in parts:
        masked, times = pattern_of(wanted, part=part.part).subn(MASK, part.source)
        if times:
            places += times
            await tx.add(
                MaskedText(
                    contribution_id=contribution_id, part=part.part, part_id=part.part_id, source=part.source,
                    html=part.html, phrases="\n".join(wanted), masked_at=tx.now,
                )
            )  # fmt: skip
            await _write(tx, part.part, part.part_id, masked)
    await _touch(tx, contribution_id)
    return places


async def unmask(tx: Transaction, *, contribution_id: int, since: datetime | None = None) -> bool:
    """Put back what was masked: the words as they were before the first mask.

    Args:
        since: only what was masked from then on; what was masked before stays so.

    Returns:
        Whether anything was masked.
    """
    kept = await tx.all(
        _Part,
        """SELECT DISTINCT ON (part, part_id) part, part_id, source, html FROM masked_text
           WHERE contribution_id = $1 AND ($2::timestamptz IS NULL OR masked_at >= $2) ORDER BY part, part_id, id""",
        contribution_id,
        since,
    )
    for part in kept:
        await _write(tx, part.part, part.part_id, part.source)
    await tx.execute(
        "DELETE FROM masked_text WHERE contribution_id = $1 AND ($2::timestamptz IS NULL OR masked_at >= $2)",
        contribution_id,
        since,
    )
    if kept:
        await _mask_quotes_anew(tx, contribution_id)
        await _touch(tx, contribution_id)
    return bool(kept)


async def take_one_mask_off(tx: Transaction, *, contribution_id: int, masked_at: datetime) -> bool:
    """Put back what one decision masked; what others masked before or after it stays masked.

    Args:
        masked_at: the moment of that decision.

    Returns:
        Whether anything was put back; what its author has rewritten since is as they wrote it.
    """
    layers = await tx.all(
        _Layer,
        """SELECT id, part, part_id, source, phrases, masked_at = $2 AS taken FROM masked_text m
           WHERE contribution_id = $1 AND EXISTS (SELECT 1 FROM masked_text t WHERE t.contribution_id = $1
             AND t.part = m.part AND t.part_id IS NOT DISTINCT FROM m.part_id AND t.masked_at = $2)
           ORDER BY part, part_id, id""",
        contribution_id,
        masked_at,
    )
    for (part, part_id), group in groupby(layers, key=lambda layer: (layer.part, layer.part_id)):
        await _write(tx, part, part_id, await _without(tx, list(group)))
    if layers:
        await tx.execute(
            "DELETE FROM masked_text WHERE contribution_id = $1 AND masked_at = $2", contribution_id, masked_at
        )
        await _mask_quotes_anew(tx, contribution_id)
        await _touch(tx, contribution_id)
    return bool(layers)


async def _without(tx: Transaction, layers: list[_Layer]) -> str:
    """The words of one part without the mask taken off, and what lies below each later mask kept right."""
    words = layers[0].source
    for layer in layers:
        if layer.taken:
            continue
        if layer.source != words:
            await tx.execute(
                "UPDATE masked_text SET source = $2, html = $3 WHERE id = $1", layer.id, words, render(words)
            )
        if layer.phrases:
            words = pattern_of(layer.phrases.split("\n"), part=layer.part).sub(MASK, words)
    return words


async def _mask_quotes_anew(tx: Transaction, contribution_id: int) -> None:
    """A mask was taken off: where others quote these words, what is left masked stays so, the rest comes back."""
    left = await tx.all(
        _Layer,
        """SELECT id, part, part_id, source, phrases, false AS taken FROM masked_text WHERE contribution_id = $1
           ORDER BY id""",
        contribution_id,
    )
    phrases = list(dict.fromkeys(phrase for layer in left for phrase in layer.phrases.split("\n") if phrase))
    below = [plain(render(layer.source)) if layer.part in _RENDERED else layer.source for layer in left]
    await unmask_quotes(
        tx, source_id=contribution_id, below=below, pattern=pattern_of(phrases) if phrases else None, mask=MASK
    )


async def original_of(tx: Transaction, contribution_id: int) -> str | None:
    """The text before it was first masked, for whoever decides an objection; None where nothing was masked."""
    found: str | None = await tx.value(
        "SELECT html FROM masked_text WHERE contribution_id = $1 AND part = 'text' ORDER BY id LIMIT 1", contribution_id
    )
    return found


async def _parts(tx: Transaction, contribution_id: int) -> list[_Part]:
    """All that holds this person's words. The title is theirs where they opened the thread."""
    return await tx.all(
        _Part,
        """SELECT 'text' AS part, id AS part_id, source, html FROM contribution
             WHERE id = $1 AND state IN ('held', 'published', 'hidden') AND (source <> '' OR kind = 'suggestion')
           UNION ALL SELECT 'proposed', contribution_id, proposed, '' FROM suggestion WHERE contribution_id = $1
           UNION ALL SELECT 'addition', id, source, html FROM addition WHERE contribution_id = $1
           UNION ALL SELECT 'edit', id, source, html FROM contribution_edit WHERE contribution_id = $1
           UNION ALL SELECT 'excerpt', id, excerpt, '' FROM point WHERE contribution_id = $1 AND excerpt <> ''
           UNION ALL SELECT 'file_name', id, name, '' FROM attachment WHERE contribution_id = $1 AND name <> ''
           UNION ALL SELECT 'file_alt', id, alt, '' FROM attachment WHERE contribution_id = $1 AND alt <> ''
           UNION ALL SELECT 'title', h.id, h.title, '' FROM thread h
             JOIN contribution c ON c.thread_id = h.id AND c.id = $1 JOIN contributor o ON o.id = c.contributor_id
             WHERE h.opened_by = o.account_id AND h.draft_id IS NULL""",
        contribution_id,
    )


async def _write(tx: Transaction, part: str, part_id: int, words: str) -> None:
    more = [render(words)] if part in _RENDERED else [slug(words)] if part == "title" else []
    await tx.execute(_WRITES[part], part_id, words, *more)


async def _touch(tx: Transaction, contribution_id: int) -> None:
    """Have it indexed again, whichever part changed, and drop what was kept of it."""
    await tx.execute(
        "UPDATE contribution SET source = source, markup_version = $2 WHERE id = $1", contribution_id, VERSION
    )
    tell(tx, await counted(tx, contribution_id))
