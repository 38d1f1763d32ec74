"""Files that come with what the example people say: a picture drawn here, or a paper made of words."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Final

from partisipasi.demo.content import FileWords
from partisipasi.demo.papers import pdf_of

_WIDTH, _HEIGHT, _FLOOR, _LEFT = 960, 540, 480, 80
_FIRST_HOUR: Final = 8


def file_of(words: FileWords) -> bytes:
    """The bytes of a file."""
    return _chart(words.bars) if words.kind == "picture" else pdf_of(words.title, words.paragraphs)


def _chart(bars: Sequence[int]) -> bytes:
    """A PNG: one bar for each hour, with its hour below and its number above."""
    # Only the example draws, once.
    from PIL import Image, ImageDraw, ImageFont

    picture = Image.new("RGB", (_WIDTH, _HEIGHT), "#ffffff")
    pen, letters = ImageDraw.Draw(picture), ImageFont.load_default(26)
    step = (_WIDTH - 2 * _LEFT) // len(bars)
    scale = (_FLOOR - 80) / max(bars)
    for number, value in enumerate(bars):
        left = _LEFT + number * step
        top = _FLOOR - round(value * scale)
        pen.rectangle((left, top, left + step - 18, _FLOOR), fill="#0b5d51")
        middle = left + (step - 18) / 2
        pen.text((middle, top - 8), str(value), fill="#1b1b1b", font=letters, anchor="mb")
        pen.text((middle, _FLOOR + 12), f"{_FIRST_HOUR + number:02}.00", fill="#1b1b1b", font=letters, anchor="mt")
    pen.line((_LEFT - 20, _FLOOR, _WIDTH - _LEFT, _FLOOR), fill="#1b1b1b", width=3)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
