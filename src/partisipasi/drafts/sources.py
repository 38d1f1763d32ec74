"""The text of a version as it is handed in: a file or pasted words, read once into clean characters."""

from __future__ import annotations

import unicodedata
from pathlib import PurePath
from typing import Final

from partisipasi.kit.errors import Invalid, TooLarge
from partisipasi.kit.i18n import N_

#: Bytes of a version's text at most.
LARGEST: Final = 10 * 1024 * 1024
#: Clauses of a version at most: more is no draft, and would make every later page slow.
MOST_CLAUSES: Final = 20_000
FILE_ENDINGS: Final = (".txt", ".md")

_EMPTY = N_("There is no text in it.")
_NOT_TEXT = N_("This is not a text file. Save the draft as plain text (.txt) or Markdown (.md) and send that.")
_WRONG_ENDING = N_("Only .txt and .md files can be read.")
_TOO_LARGE = N_("The text is larger than 10 MB.")
_BYTE_ORDER_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def read_upload(name: str, content: bytes) -> str:
    """The text of an uploaded file: UTF-8, UTF-16 with its mark, or what old word processors write (Windows-1252).

    Args:
        name: the file's name; its ending must be one of FILE_ENDINGS.
        content: its bytes.

    Raises:
        TooLarge: more than LARGEST bytes.
        Invalid: another kind of file, or bytes that are no text; said of the field `file`.
    """
    if len(content) > LARGEST:
        raise TooLarge(_TOO_LARGE)
    if PurePath(name).suffix.lower() not in FILE_ENDINGS:
        raise Invalid({"file": _WRONG_ENDING})
    text = _decoded(content)
    if text is None or _binary(text):
        raise Invalid({"file": _NOT_TEXT})
    if not text.strip():
        raise Invalid({"file": _EMPTY})
    return text


def clean_source(text: str) -> str:
    """A text as it is stored: line ends alike, without signs a database cannot hold.

    Raises:
        TooLarge: more than LARGEST bytes.
        Invalid: nothing but blanks; said of the field `text`.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    text = text.encode("utf-8", "ignore").decode()
    if len(text) > LARGEST or (4 * len(text) > LARGEST and len(text.encode()) > LARGEST):
        raise TooLarge(_TOO_LARGE)
    if not any(char.isalnum() for char in text):
        raise Invalid({"text": _EMPTY})
    return text


def _decoded(content: bytes) -> str | None:
    coding = next((coding for mark, coding in _BYTE_ORDER_MARKS if content.startswith(mark)), "utf-8")
    for attempt in (coding, "cp1252"):
        try:
            return content.decode(attempt)
        except UnicodeDecodeError:
            continue
    return None


def _binary(text: str) -> bool:
    """Whether so many control signs occur that this was never text: a picture, a PDF, a .docx renamed."""
    begin = text[:20_000]
    strange = sum(char not in "\n\r\t\f\x1a" and unicodedata.category(char) == "Cc" for char in begin)
    return "\x00" in begin or strange * 100 > len(begin)
