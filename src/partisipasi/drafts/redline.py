"""What changed between two wordings, word by word, for people to read.

The words are compared by longest common subsequence in bounded time; what comes out is then made readable: a
short run of equal words between two larger changes joins them, and an insertion or deletion ends at a mark
where it can.
"""

from typing import Final, Literal, NamedTuple

import msgspec
from rapidfuzz.distance import Indel

from partisipasi.drafts.chains import heaviest_chain
from partisipasi.drafts.wording import token_spans

Op = Literal["same", "del", "ins"]

# Cells of the comparison matrix worked out at once: 25 million take some 3 MB and milliseconds.
_CELLS: Final = 25_000_000
# Words looked at while dividing longer texts, as a multiple of their length: ends the search on hostile
# input.
_DIVIDING: Final = 24
# An equal run of at most this many words between two larger changes is noise to a reader.
_ISLAND_WORDS: Final = 3
_LONGEST_SLIDE: Final = 200
_STOPS: Final = (".;:", ",")


class Segment(msgspec.Struct, frozen=True, kw_only=True):
    """A run of text that stayed (``same``), went (``del``) or came (``ins``)."""

    op: Op
    text: str


class _Window(NamedTuple):
    """Token ranges of the old and the new text that stand against each other."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int


class _Block(msgspec.Struct):
    equal: bool
    old_start: int
    old_end: int
    new_start: int
    new_end: int


class _Side(NamedTuple):
    text: str
    spans: list[tuple[int, int]]
    words: list[str]

    def cut(self, start: int, end: int) -> str:
        """The text of tokens ``start`` to ``end`` with what stands before them since the token before."""
        return self.text[self.reach(start) : self.reach(end)]

    def reach(self, token: int) -> int:
        """Where the text before ``token`` ends."""
        return self.spans[token - 1][1] if token else 0


def redline(old: str, new: str) -> list[Segment]:
    """Compare two wordings by words.

    The ``same`` and ``del`` segments joined give ``old``, the ``same`` and ``ins`` segments joined give
    ``new``, to the letter. Neighbouring segments differ in ``op``, a deletion stands before the insertion
    that replaces it, and no segment is empty. Time and memory are bounded for any text: where two stretches
    are too long to compare at once and share no run of words that divides them, they come out as one deletion
    and one insertion.
    """
    if old == new:
        return [Segment(op="same", text=old)] if old else []
    sides = [_Side(text, spans := token_spans(text), [text[a:b] for a, b in spans]) for text in (old, new)]
    blocks = _without_islands(_compared(sides[0].words, sides[1].words), sides[0].words)
    _slide(blocks, sides[0].words, sides[1].words)
    return _segments(blocks, sides[0], sides[1])


# --- comparing


def _compared(old_words: list[str], new_words: list[str]) -> list[_Block]:
    codes: dict[str, int] = {}
    old = [codes.setdefault(word, len(codes)) for word in old_words]
    new = [codes.setdefault(word, len(codes)) for word in new_words]
    budget = _DIVIDING * (len(old) + len(new))
    blocks: list[_Block] = []
    pending = [_Window(0, len(old), 0, len(new))]
    while pending:
        window = _after_common_head(blocks, old, new, pending.pop())
        size = (window.old_end - window.old_start) * (window.new_end - window.new_start)
        if 0 < size <= _CELLS:
            _add_opcodes(blocks, old, new, window)
            continue
        budget -= window.old_end - window.old_start + window.new_end - window.new_start
        parts = _divided(old, new, window) if size and budget > 0 else []
        if parts:
            pending.extend(reversed(parts))
        else:
            _add(blocks, False, window)
    return blocks


def _after_common_head(blocks: list[_Block], old: list[int], new: list[int], window: _Window) -> _Window:
    old_start, old_end, new_start, new_end = window
    longest = min(old_end - old_start, new_end - new_start)
    head = 0
    while head < longest and old[old_start + head] == new[new_start + head]:
        head += 1
    _add(blocks, True, _Window(old_start, old_start + head, new_start, new_start + head))
    return _Window(old_start + head, old_end, new_start + head, new_end)


def _add(blocks: list[_Block], equal: bool, window: _Window) -> None:
    if window.old_start == window.old_end and window.new_start == window.new_end:
        return
    if blocks and blocks[-1].equal == equal:
        blocks[-1].old_end, blocks[-1].new_end = window.old_end, window.new_end
    else:
        blocks.append(_Block(equal, *window))


def _add_opcodes(blocks: list[_Block], old: list[int], new: list[int], window: _Window) -> None:
    old_at, new_at = window.old_start, window.new_start
    for code in Indel.opcodes(old[old_at : window.old_end], new[new_at : window.new_end]):
        old_range = (old_at + code.src_start, old_at + code.src_end)
        new_range = (new_at + code.dest_start, new_at + code.dest_end)
        _add(blocks, code.tag == "equal", _Window(*old_range, *new_range))


def _divided(old: list[int], new: list[int], window: _Window) -> list[_Window]:
    """Cut a window at runs of three words that occur once on either side, in order (patience)."""
    where_new = _once(new, window.new_start, window.new_end)
    points = [
        (at, where_new[run], 1.0)
        for run, at in _once(old, window.old_start, window.old_end).items()
        if run in where_new
    ]
    cuts = [(points[index][0], points[index][1]) for index in heaviest_chain(points)]
    if not cuts:
        return []
    starts = [(window.old_start, window.new_start), *cuts]
    ends = [*cuts, (window.old_end, window.new_end)]
    return [_Window(a, c, b, d) for (a, b), (c, d) in zip(starts, ends, strict=True)]


def _once(codes: list[int], start: int, end: int) -> dict[tuple[int, int, int], int]:
    where: dict[tuple[int, int, int], int] = {}
    for at in range(start, end - 2):
        run = (codes[at], codes[at + 1], codes[at + 2])
        where[run] = -1 if run in where else at
    return {run: at for run, at in where.items() if at >= 0}


# --- making it readable


def _without_islands(blocks: list[_Block], old_words: list[str]) -> list[_Block]:
    """Join changes across runs of equal words too short to help a reader."""
    joined: list[_Block] = []
    for block in blocks:
        if not block.equal and len(joined) > 1 and _is_island(joined[-1], joined[-2], block, old_words):
            joined.pop()
            joined[-1].old_end, joined[-1].new_end = block.old_end, block.new_end
        else:
            joined.append(block)
    return joined


def _is_island(run: _Block, before: _Block, after: _Block, old_words: list[str]) -> bool:
    length = run.old_end - run.old_start
    if length > 3 * _ISLAND_WORDS:
        return False
    words = sum(word[0].isalnum() for word in old_words[run.old_start : run.old_end])
    return words == 0 or (words <= _ISLAND_WORDS and length <= min(_extent(before), _extent(after)))


def _extent(change: _Block) -> int:
    return max(change.old_end - change.old_start, change.new_end - change.new_start)


def _slide(blocks: list[_Block], old_words: list[str], new_words: list[str]) -> None:
    """Move pure insertions and deletions, where the words allow, to end at a stop or else a comma."""
    for before, change, after in zip(blocks, blocks[1:], blocks[2:], strict=False):
        if change.equal or (change.old_start < change.old_end and change.new_start < change.new_end):
            continue
        if change.old_start == change.old_end:
            words, start, end = new_words, change.new_start, change.new_end
        else:
            words, start, end = old_words, change.old_start, change.old_end
        left, right = before.old_end - before.old_start, after.old_end - after.old_start
        step = _best_step(words, start, end, left, right)
        before.old_end, before.new_end = before.old_end + step, before.new_end + step
        after.old_start, after.new_start = after.old_start + step, after.new_start + step
        change.old_start, change.old_end = change.old_start + step, change.old_end + step
        change.new_start, change.new_end = change.new_start + step, change.new_end + step


def _best_step(words: list[str], start: int, end: int, left: int, right: int) -> int:
    """By how much to move ``words[start:end]``, at most ``left`` or ``right``, so that it ends at a mark."""
    # The neighbours keep one word each, so that they stay blocks of their own.
    back, ahead = 0, 0
    while back < min(left - 1, _LONGEST_SLIDE) and words[start - back - 1] == words[end - back - 1]:
        back += 1
    while ahead < min(right - 1, _LONGEST_SLIDE) and words[start + ahead] == words[end + ahead]:
        ahead += 1
    steps = sorted(range(-back, ahead + 1), key=abs)
    return next((step for marks in _STOPS for step in steps if words[end + step - 1] in marks), 0)


def _segments(blocks: list[_Block], old: _Side, new: _Side) -> list[Segment]:
    writer = _Writer()
    for block in blocks:
        old_text, new_text = old.cut(block.old_start, block.old_end), new.cut(block.new_start, block.new_end)
        if not block.equal:
            writer.change(old_text, new_text)
        elif old_text == new_text:
            writer.same(old_text)
        else:
            for old_at, new_at in zip(
                range(block.old_start, block.old_end), range(block.new_start, block.new_end), strict=True
            ):
                _write_token(writer, old.cut(old_at, old_at + 1), new.cut(new_at, new_at + 1), old.words[old_at])
    writer.change(old.text[old.reach(len(old.spans)) :], new.text[new.reach(len(new.spans)) :])
    return writer.finished()


def _write_token(writer: "_Writer", old_text: str, new_text: str, word: str) -> None:
    """An equal word with unequal whitespace before it."""
    writer.change(old_text[: -len(word)], new_text[: -len(word)])
    writer.same(word)


class _Writer:
    """Collects segments: joins neighbours of one kind and puts a deletion before its insertion."""

    def __init__(self) -> None:
        self._segments: list[Segment] = []
        self._same: list[str] = []
        self._del: list[str] = []
        self._ins: list[str] = []

    def same(self, text: str) -> None:
        if text:
            self._flush_change()
            self._same.append(text)

    def change(self, old: str, new: str) -> None:
        if not (self._del or self._ins):
            # The whitespace before both is no part of the change.
            lead = len(old) - len(old.lstrip())
            if old[:lead] == new[: len(new) - len(new.lstrip())]:
                self.same(old[:lead])
                old, new = old[lead:], new[lead:]
        if old or new:
            self._flush_same()
            self._del.append(old)
            self._ins.append(new)

    def finished(self) -> list[Segment]:
        self._flush_change()
        self._flush_same()
        return self._segments

    def _flush_same(self) -> None:
        self._flush("same", self._same)

    def _flush_change(self) -> None:
        self._flush("del", self._del)
        self._flush("ins", self._ins)

    def _flush(self, op: Op, parts: list[str]) -> None:
        text = "".join(parts)
        parts.clear()
        if text:
            self._segments.append(Segment(op=op, text=text))
