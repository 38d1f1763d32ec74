"""What a file is, told by its content: its first bytes and, of containers, the list of parts inside. Never by its name.

Only what has one plain meaning for who opens it is taken: no macros, no old binary formats, nothing that is a program
or a web page. Containers are looked into, never unpacked: no more than two small parts are read.
"""

from __future__ import annotations

import io
import unicodedata
import zipfile
import zlib
from collections.abc import Mapping
from typing import Final

from partisipasi.kit.errors import Invalid
from partisipasi.kit.i18n import N_

#: Bytes of a document at most.
LARGEST: Final = 10 * 1024 * 1024
#: Format, which is also the ending of the file's name → what it is served as.
MEDIA_TYPES: Final[Mapping[str, str]] = {
    "pdf": "application/pdf",
    "txt": "text/plain; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
}

_EMPTY = N_("The file is empty.")
_TOO_LARGE = N_("The file is larger than 10 MB. Make it smaller, for instance by smaller pictures.")
_UNKNOWN = N_(
    "A file of this kind is not taken. Send a PDF, plain text, a picture (PNG, JPEG, WebP) or an office file "
    "(docx, pptx, xlsx, odt, odp, ods)."
)
_OLD = N_("This is a file of an old office program. Save it as PDF, docx, pptx or xlsx and send that.")
_MACROS = N_("This file holds macros: small programs that would run at the reader's. Save it without them.")
_BROKEN = N_("This file is damaged or locked with a password. Open it, save it anew and send that.")

#: Parts of a container, and bytes they would have unpacked, beyond which nobody wrote it by hand.
_MOST_PARTS, _MOST_UNPACKED = 5000, 500 * 1024 * 1024
_LONGEST_LIST = 1024 * 1024
_PICTURES: Final = ((b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg"))
_OFFICE: Final = {
    b"wordprocessingml.document.main+xml": "docx",
    b"presentationml.presentation.main+xml": "pptx",
    b"spreadsheetml.sheet.main+xml": "xlsx",
}
_OPEN: Final = {MEDIA_TYPES[name].encode(): name for name in ("odt", "odp", "ods")}


def recognise(content: bytes) -> str:
    """The format of a file, a key of MEDIA_TYPES.

    Raises:
        Invalid: empty, too large, not of a kind that is taken, with macros, or damaged; said of the field `file`.
    """
    if not content:
        raise Invalid({"file": _EMPTY})
    if len(content) > LARGEST:
        raise Invalid({"file": _TOO_LARGE})
    if content.startswith(b"%PDF-"):
        if b"%%EOF" not in content[-2048:]:
            raise Invalid({"file": _BROKEN})
        return "pdf"
    for mark, name in _PICTURES:
        if content.startswith(mark):
            return name
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "webp"
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise Invalid({"file": _OLD})
    if content.startswith(b"PK\x03\x04"):
        return _container(content)
    if _is_text(content):
        return "txt"
    raise Invalid({"file": _UNKNOWN})


def _container(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
                raise Invalid({"file": _BROKEN})
            names = {part.filename.lower() for part in parts}
            if "[content_types].xml" in names:
                return _office(_part(archive, "[Content_Types].xml"), names)
            if parts and parts[0].filename == "mimetype":
                return _open_document(_part(archive, "mimetype"), names)
    # What zipfile raises over damaged, encrypted or strangely packed containers is spread over all of these.
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, RuntimeError, NotImplementedError, OSError) as error:
        raise Invalid({"file": _BROKEN}) from error
    raise Invalid({"file": _UNKNOWN})


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        return part.read(_LONGEST_LIST)


def _office(listed: bytes, names: set[str]) -> str:
    if b"macroenabled" in listed.lower() or any("vba" in name.rpartition("/")[2] for name in names):
        raise Invalid({"file": _MACROS})
    for mark, name in _OFFICE.items():
        if mark in listed:
            return name
    raise Invalid({"file": _UNKNOWN})


def _open_document(kind: bytes, names: set[str]) -> str:
    name = _OPEN.get(kind.strip())
    if name is None:
        raise Invalid({"file": _UNKNOWN})
    if any(part.startswith(("basic/", "scripts/")) for part in names):
        raise Invalid({"file": _MACROS})
    return name


def _is_text(content: bytes) -> bool:
    """Whether it is UTF-8 of letters and line ends, and no page or picture written in tags."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    if text.lstrip()[:1] == "<" or text.startswith(("#!", "{\\rtf")):
        return False
    return any(sign.isalnum() for sign in text) and not any(
        unicodedata.category(sign) == "Cc" for sign in set(text) - set("\n\r\t\f")
    )
