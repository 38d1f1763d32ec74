"""Quoting somebody in a reply: their very words, with the way to where they stand.

What is quoted is kept apart from the words of who quotes, as a reference with its text, and only talk itself shows it.
So nothing that searches, exports, mails or answers what somebody said repeats another person's words; and where the
source is hidden, withdrawn or erased, its quoted words are gone with it, everywhere and at once. A reply quotes what it
answers, once; quotes of quotes do not come up, because a quote is no part of the text it stands above.
"""

from __future__ import annotations

import re

import msgspec

from partisipasi.discussions.screening import LONGEST_QUOTE
from partisipasi.discussions.tables import ContributionQuote
from partisipasi.drafts.wording import normalise
from partisipasi.kit.database import Transaction
from partisipasi.kit.markup import plain

#: Stands in a quote for words between two parts that were left out.
LEFT_OUT = "[…]"
_LEFT_OUT = re.compile(r"\s*\[(?:…|\.\.\.)\]\s*")

#: Condition under which a quote's words are shown: `q` the quote, `c` who quotes, `qs` the source, `qt` its thread.
#: A source that went to another thread is shown where everybody may read that one.
SHOWN_QUOTE = "(qs.state = 'published' AND q.exact <> '' AND (qs.thread_id = c.thread_id OR qt.audience = 'public'))"
#: The words that are shown of the quote in `c`; NULL where there are none.
QUOTED_WORDS = f"""(
      SELECT q.exact FROM contribution_quote q JOIN contribution qs ON qs.id = q.source_id
      JOIN thread qt ON qt.id = qs.thread_id WHERE q.contribution_id = c.id AND {SHOWN_QUOTE})"""
#: What is shown of the quote in `c`, as JSON for `Quoted`: null where it quotes nothing.
QUOTED_JSON = f"""(
      SELECT json_build_object('source_id', qs.id, 'elsewhere', qs.thread_id <> c.thread_id,
               'receipt', CASE WHEN {SHOWN_QUOTE} THEN qs.receipt END,
               'name', CASE WHEN {SHOWN_QUOTE} THEN qs.public_name END,
               'number', CASE WHEN {SHOWN_QUOTE} THEN coalesce(qa.number, qp.number) END,
               'exact', CASE WHEN {SHOWN_QUOTE} THEN q.exact ELSE '' END)::text
      FROM contribution_quote q JOIN contribution qs ON qs.id = q.source_id JOIN thread qt ON qt.id = qs.thread_id
      LEFT JOIN contributor qp ON qp.id = qs.contributor_id LEFT JOIN account qa ON qa.id = qp.account_id
      WHERE q.contribution_id = c.id)"""


class Quoted(msgspec.Struct, frozen=True, kw_only=True):
    """What a contribution quotes. Where the source is not shown, `exact` is empty and nothing tells what it is.

    `source_id` and `elsewhere` (in another thread) are for keeping pages, not for showing.
    """

    source_id: int
    elsewhere: bool
    receipt: str | None
    name: str | None
    number: int | None
    exact: str


class _Quote(msgspec.Struct, frozen=True):
    contribution_id: int
    exact: str

    def masked(self, texts: list[str], pattern: re.Pattern[str], mask: str) -> str:
        """Its words with some of them masked, as they are masked in the texts they stand in."""
        between = f" {LEFT_OUT} "
        return between.join(_masked(part, texts, pattern, mask) for part in self.exact.split(between))


async def quotable(tx: Transaction, contribution_id: int) -> list[str]:
    """The texts of a contribution that can be quoted: what it says, proposes, added, and said before it was edited;
    each on one line, in canonical spelling.
    """
    texts = await tx.values(
        """SELECT x.html FROM (
             SELECT 1 AS place, id, html FROM contribution WHERE id = $1
             UNION ALL SELECT 3, id, html FROM addition WHERE contribution_id = $1
             UNION ALL SELECT 4, id, html FROM contribution_edit WHERE contribution_id = $1) x
           ORDER BY x.place, x.id""",
        contribution_id,
    )
    proposed = await tx.value("SELECT proposed FROM suggestion WHERE contribution_id = $1", contribution_id)
    return [text for text in (*(normalise(plain(html)) for html in texts), normalise(proposed or "")) if text]


def opening_of(html: str) -> str:
    """What a form proposes to quote of a contribution: its words, as far as they can be quoted."""
    text = normalise(plain(html))
    return text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 100].rpartition(" ")[0]


def found_words(typed: str, texts: list[str]) -> str | None:
    """Words as they stand in one of some texts (`quotable`), or None where they do not stand there.

    Whole words count; line breaks and typographic signs do not matter. "[…]" stands for words that are left out: its
    sides must follow one another in the same text.
    """
    parts = [part for part in (normalise(part) for part in _LEFT_OUT.split(typed)) if part]
    if not parts:
        return None
    for text in texts:
        at = 0
        for part in parts:
            match = _whole_words(part).search(text, at)
            if match is None:
                break
            at = match.end()
        else:
            return f" {LEFT_OUT} ".join(parts)
    return None


async def store_quote(tx: Transaction, *, contribution_id: int, source_id: int, exact: str) -> None:
    """Note what a contribution quotes. The caller has found the words in the source (`found_words`)."""
    await tx.add(ContributionQuote(contribution_id=contribution_id, source_id=source_id, exact=exact))


async def mask_quotes(tx: Transaction, *, source_id: int, pattern: re.Pattern[str], mask: str) -> None:
    """Mask words of a contribution where others quote them. To be called before they are masked in the source, as a
    quote may hold only a part of what is masked.
    """
    texts = await quotable(tx, source_id)
    quotes = await tx.all(
        _Quote,
        "SELECT contribution_id, exact FROM contribution_quote WHERE source_id = $1 AND exact <> '' FOR UPDATE",
        source_id,
    )
    for one in quotes:
        masked = one.masked(texts, pattern, mask)
        if masked != one.exact:
            await tx.execute(
                """UPDATE contribution_quote SET exact = $2, unmasked = coalesce(unmasked, exact)
                   WHERE contribution_id = $1""",
                one.contribution_id,
                masked,
            )


async def unmask_quotes(
    tx: Transaction, *, source_id: int, below: list[str], pattern: re.Pattern[str] | None, mask: str
) -> None:
    """Put back what was masked where others quote a contribution, but for what stays masked in it. To be called after
    the mask is off in the source: a quote never says more than the source does.

    Args:
        below: the source's texts below the masks that stay, plain. pattern: what stays masked.
    """
    shown = await quotable(tx, source_id)
    texts = [normalise(text) for text in below]
    quotes = await tx.all(
        _Quote,
        """SELECT contribution_id, unmasked AS exact FROM contribution_quote
           WHERE source_id = $1 AND unmasked IS NOT NULL FOR UPDATE""",
        source_id,
    )
    for one in quotes:
        masked = one.masked(texts, pattern, mask) if pattern else one.exact
        if found_words(masked, shown) is not None:
            await tx.execute(
                "UPDATE contribution_quote SET exact = $2, unmasked = nullif(unmasked, $2) WHERE contribution_id = $1",
                one.contribution_id,
                masked,
            )


def _whole_words(part: str) -> re.Pattern[str]:
    before = r"(?<!\w)" if part[0].isalnum() else ""
    after = r"(?!\w)" if part[-1].isalnum() else ""
    return re.compile(f"{before}{re.escape(part)}{after}")


def _masked(part: str, texts: list[str], pattern: re.Pattern[str], mask: str) -> str:
    for text in texts:
        start = text.find(part)
        if start < 0:
            continue
        pieces: list[str] = []
        stop, at = start + len(part), start
        for match in pattern.finditer(text):
            if match.end() > start and match.start() < stop:
                pieces += text[at : max(match.start(), at)], mask
                at = match.end()
        return "".join(pieces) + text[at:stop]
    return pattern.sub(mask, part)
