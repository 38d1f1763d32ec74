"""What became of the words a contribution quoted.

A quote is looked for only inside the clause, or clauses, that its own became by the alignment; never elsewhere,
so it cannot settle on a look-alike (hypothesis/client#7571). Below the acceptance score, or with a second place
almost as good, the anchor is left open for a person, who sees the old quote.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final, Literal

import msgspec
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from partisipasi.drafts.alignment import Pair
from partisipasi.drafts.redline import redline
from partisipasi.drafts.wording import mask_references, normalise

State = Literal["exact", "shifted", "reworded", "moved", "split", "merged", "deleted"]
Span = tuple[int, int]

ACCEPT: Final = 0.8
MARGIN: Final = 0.1
# Steps of the search for similar windows, beyond which only the word-by-word comparison is trusted.
_MOST_WORK: Final = 200_000_000


class Quote(msgspec.Struct, frozen=True, kw_only=True):
    """The words somebody marked, with some text before and after them (W3C TextQuoteSelector)."""

    exact: str
    prefix: str = ""
    suffix: str = ""


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """Where a quote, or a clause without a quote, is in the next version.

    ``key`` is the clause (None if deleted); ``start`` and ``end`` delimit the words in its text, None where no words
    were quoted or they were not found; ``score`` is the similarity of what was found, 0 to 1.
    """

    state: State
    key: str | None
    start: int | None = None
    end: int | None = None
    score: float = 0.0
    review: Literal["none", "open"] = "none"


class _Hit(msgspec.Struct, frozen=True, kw_only=True):
    key: str
    span: Span
    score: float
    runner_up: float

    @property
    def sure(self) -> bool:
        return self.score >= ACCEPT and self.score - self.runner_up >= MARGIN


def locate(quote: Quote, text: str) -> Span | None:
    """Find the very words of ``quote`` in ``text``, whitespace apart.

    Of several places the one whose surroundings are most like prefix and suffix; of equals the first. None if the
    words are not there.
    """
    spans = _exact_spans(quote.exact, text)
    return max(spans, key=lambda span: (_context(quote, text, span), -span[0]), default=None)


def carry(
    quote: Quote | None,
    old_key: str,
    pairs: Sequence[Pair],
    new_texts: Mapping[str, str],
    old_text: str,
) -> Found:
    """Follow an anchor into the next version.

    ``pairs`` is the alignment (the pairs of the clause suffice), ``new_texts`` the texts of the new clauses by key,
    ``old_text`` the text of the clause ``old_key`` that the quote was made on; without a quote the anchor is the whole
    clause. The state is exact or shifted where the quoted words stand unchanged, reworded where they do not, and
    moved, split, merged or deleted where that happened to the clause.
    """
    own = [pair for pair in pairs if pair.old == old_key]
    reached = sorted((pair for pair in own if pair.new is not None), key=lambda pair: -pair.score)
    doubtful = not own or any(pair.review == "open" for pair in own)
    if not reached:
        return Found(state="deleted", key=None, review="open" if doubtful else "none")
    main = reached[0]
    if quote is None or not quote.exact.strip():
        review: Literal["none", "open"] = "open" if doubtful else "none"
        return Found(state=_state_of_clause(main), key=main.new, score=main.score, review=review)
    return _follow(quote, reached, doubtful, new_texts, old_text)


def _follow(
    quote: Quote, reached: Sequence[Pair], doubtful: bool, new_texts: Mapping[str, str], old_text: str
) -> Found:
    """Look for the words in every clause that theirs became."""
    before = locate(quote, old_text)
    hits = [
        (pair, hit)
        for pair in reached
        if pair.new is not None
        and (hit := _look(pair, quote, before, old_text, new_texts.get(pair.new, ""))) is not None
    ]
    pair, best = max(hits, key=lambda entry: entry[1].score, default=(reached[0], None))
    if best is None or best.score < ACCEPT:
        score = round(best.score, 4) if best else 0.0
        return Found(state=_state_of_lost(reached[0]), key=reached[0].new, score=score, review="open")
    elsewhere = max((hit.score for _, hit in hits if hit is not best), default=0.0)
    sure = best.sure and best.score - elsewhere >= MARGIN
    return Found(
        state=_state_of_words(pair, quote, before, new_texts[best.key], best.span),
        key=best.key,
        start=best.span[0],
        end=best.span[1],
        score=round(best.score, 4),
        review="open" if doubtful or not sure else "none",
    )


def _state_of_clause(pair: Pair) -> State:
    if pair.op == "moved" or pair.op == "split" or pair.op == "merged" or pair.op == "reworded":
        return pair.op
    return "shifted" if pair.op == "renumbered" else "exact"


def _state_of_lost(pair: Pair) -> State:
    state = _state_of_clause(pair)
    return "reworded" if state in ("exact", "shifted") else state


def _state_of_words(pair: Pair, quote: Quote, before: Span | None, text: str, span: Span) -> State:
    if pair.op == "moved" or pair.op == "split" or pair.op == "merged":
        return pair.op
    ours, theirs = normalise(quote.exact), normalise(text[span[0] : span[1]])
    if not _only_technical(pair) and mask_references(ours) != mask_references(theirs):
        return "reworded"
    return "exact" if span == before and ours == theirs and "number" not in pair.flags else "shifted"


# --- searching inside a clause


def _only_technical(pair: Pair) -> bool:
    """Whether nothing but numbers and references differ between the two wordings of a clause."""
    return pair.op in ("same", "renumbered", "moved") and "text" not in pair.flags


def _look(pair: Pair, quote: Quote, before: Span | None, old_text: str, text: str) -> _Hit | None:
    key = pair.new or ""
    if before is not None and _only_technical(pair) and (span := _mapped(before, old_text, text)):
        # The wordings run side by side, so the place is known, also where a mark cut through a reference.
        return _Hit(key=key, span=span, score=1.0, runner_up=0.0)
    return _search(quote, before, old_text, key, text)


def _search(quote: Quote, before: Span | None, old_text: str, key: str, text: str) -> _Hit | None:
    spans = _exact_spans(quote.exact, text)
    if len(spans) == 1:
        return _Hit(key=key, span=spans[0], score=1.0, runner_up=0.0)
    if spans:
        # Equal words: only what stands around them tells which they were.
        ranked = sorted(spans, key=lambda span: (-_context(quote, text, span), span[0]))
        lead = _context(quote, text, ranked[0]) - _context(quote, text, ranked[1])
        return _Hit(key=key, span=ranked[0], score=1.0, runner_up=1.0 - lead)
    candidates = [_similar_window(quote.exact, text, 0, len(text))]
    if before is not None:
        candidates.append(_mapped(before, old_text, text))
    scored = [(_similarity(quote.exact, text[a:b]), (a, b)) for a, b in filter(None, candidates)]
    if not scored:
        return None
    score, (start, end) = max(scored)
    others = (_similar_window(quote.exact, text, 0, start), _similar_window(quote.exact, text, end, len(text)))
    runner_up = max((_similarity(quote.exact, text[a:b]) for a, b in filter(None, others)), default=0.0)
    return _Hit(key=key, span=(start, end), score=score, runner_up=runner_up)


def _exact_spans(exact: str, text: str) -> list[Span]:
    words = exact.split()
    if not words or len(exact) > 2 * len(text) + 100:
        return []
    pattern = re.compile(r"\s+".join(map(re.escape, words)))
    return [match.span() for match in pattern.finditer(text)]


def _context(quote: Quote, text: str, span: Span) -> float:
    """How like the surroundings of a span are to the quote's, 0 to 1."""
    before, after = _folded(quote.prefix), _folded(quote.suffix)
    here_before = _folded(text[max(0, span[0] - 2 * len(before) - 8) : span[0]])[-len(before) :] if before else ""
    here_after = _folded(text[span[1] : span[1] + 2 * len(after) + 8])[: len(after)] if after else ""
    compared = [(ours, here) for ours, here in ((before, here_before), (after, here_after)) if ours]
    if not compared:
        return 0.0
    return sum(Levenshtein.normalized_similarity(ours, here) for ours, here in compared) / len(compared)


def _folded(text: str) -> str:
    return " ".join(text.split())


def _similarity(ours: str, theirs: str) -> float:
    return Levenshtein.normalized_similarity(_folded(ours), _folded(theirs))


def _similar_window(exact: str, text: str, start: int, end: int) -> Span | None:
    """The part of ``text[start:end]`` most like ``exact``, widened to whole words."""
    if start >= end or (end - start) * len(exact) * len(exact) // 64 > _MOST_WORK:
        return None
    if end - start <= len(exact):
        return start, end
    window = fuzz.partial_ratio_alignment(exact, text[start:end])
    if window is None or window.dest_end <= window.dest_start:
        return None
    a, b = start + window.dest_start, start + window.dest_end
    while a > start and text[a - 1].isalnum() and text[a].isalnum():
        a -= 1
    while b < end and text[b - 1].isalnum() and text[b].isalnum():
        b += 1
    return a, b


def _mapped(span: Span, old_text: str, text: str) -> Span | None:
    """Where the word-by-word comparison of two texts puts a span of the old one."""
    old_at = new_at = 0
    reached: list[int] = []
    replaced = False
    for segment in redline(old_text, text):
        length = len(segment.text)
        first, last = max(span[0], old_at), min(span[1], old_at + length)
        if segment.op == "same" and first < last:
            reached += new_at + first - old_at, new_at + last - old_at
        elif segment.op == "ins" and (replaced or span[0] < old_at < span[1]):
            reached += new_at, new_at + length
        replaced = segment.op == "del" and first < last
        old_at += 0 if segment.op == "ins" else length
        new_at += 0 if segment.op == "del" else length
    return (min(reached), max(reached)) if reached else None
