"""The text being read: normalised once, addressed by offset, cut into clean strings."""

import re
from bisect import bisect_right
from typing import Final

_INVISIBLE: Final = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\u0000]")
_SPACE: Final = re.compile(r"[^\S\n ]|[\x01-\x08\x0e-\x1f\x7f]")
_BREAK: Final = re.compile(r"\r\n?")
_HYPHEN_BREAK: Final = re.compile(r"(?<=[a-z])-[ ]*\n\s*(?=[a-z])")
_BLANKS: Final = re.compile(r"\s+")
_WIDEST_INDENT: Final = 200
_PARAGRAPH: Final = re.compile(r"\n[ ]*\n\s*")


class Source:
    """A text whose offsets stay valid while parts of it are blanked out.

    Line ends are `\\n`, every other white space is a plain space (a tab four), invisible characters are gone.
    """

    def __init__(self, raw: str) -> None:
        text = _BREAK.sub("\n", _INVISIBLE.sub("", raw)).replace("\t", "    ")
        self.text = _SPACE.sub(" ", text)
        self._starts = [0, *(match.end() for match in re.finditer("\n", self.text))]

    def __len__(self) -> int:
        return len(self.text)

    def line_at(self, offset: int) -> int:
        """Return the 1-based line that holds `offset`."""
        return bisect_right(self._starts, offset)

    def indent_at(self, offset: int) -> int | None:
        """Return the column of `offset` if only blanks stand before it on its line, else None."""
        start = self._starts[self.line_at(offset) - 1]
        column = offset - start
        return column if column <= _WIDEST_INDENT and not self.text[start:offset].strip() else None

    def blank(self, spans: list[tuple[int, int]]) -> None:
        """Overwrite the `spans` (sorted, disjoint) with blanks, keeping line breaks and so every offset."""
        pieces: list[str] = []
        done = 0
        for start, end in spans:
            pieces.append(self.text[done:start])
            pieces.append(re.sub(r"[^\n]", " ", self.text[start:end]))
            done = end
        pieces.append(self.text[done:])
        self.text = "".join(pieces)

    def flow(self, start: int, end: int) -> str:
        """Return the text of a span as one line, words split at a line's end joined again."""
        return _BLANKS.sub(" ", _HYPHEN_BREAK.sub("-", self.text[start:end])).strip()

    def paragraphs(self, start: int, end: int) -> str:
        """Return the text of a span with each paragraph on one line and blank lines between them."""
        parts = (self.flow_text(part) for part in _PARAGRAPH.split(self.text[start:end]))
        return "\n\n".join(part for part in parts if part)

    def lines(self, start: int, end: int) -> str:
        """Return the text of a span line by line, without blank lines."""
        lines = (_BLANKS.sub(" ", line).strip() for line in self.text[start:end].split("\n"))
        return "\n".join(line for line in lines if line)

    @staticmethod
    def flow_text(text: str) -> str:
        """Return `text` as one line."""
        return _BLANKS.sub(" ", _HYPHEN_BREAK.sub("-", text)).strip()

    def first_ink(self, start: int, end: int) -> int:
        """Return the offset of the first character in the span that is no blank, or `start`."""
        match = re.compile(r"\S").search(self.text, start, end)
        return match.start() if match else start
