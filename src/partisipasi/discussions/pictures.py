"""Pictures that come with words: drawn anew, so that nothing but what is seen is left of the file.

Place, device, author and whatever else hangs on a file are not taken over, nor anything that hides behind the picture.
The library is loaded when the first picture comes: most processes of most days never need it.
"""

from __future__ import annotations

import io
from typing import Any, Final

import msgspec

from partisipasi.discussions.screening import LARGEST_FILE, MOST_MEGAPIXELS
from partisipasi.kit.errors import Invalid
from partisipasi.kit.i18n import N_

#: Longest edges, in dots: a sheet of paper stays readable; a phone shows no more.
WHOLE_EDGE: Final = 2560
SMALL_EDGE: Final = 640
_QUALITY: Final = {"jpg": 85, "webp": 82}
_SMALL_QUALITY: Final = 72
_NAMES: Final = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}
_BROKEN = N_("This picture is damaged. Open it, save it anew and send that.")
_TOO_MANY_DOTS = N_("This picture has more than %(most)s million dots. Make it smaller and send that.")


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """A picture drawn anew: whole, and small for phones (always WebP). Width and height are of the whole one."""

    width: int
    height: int
    whole: bytes
    small: bytes


def redraw(content: bytes, kind: str) -> Picture:
    """Draw a picture anew, turned as it is meant to be seen.

    Args:
        kind: jpg, png or webp, told by its first bytes.

    Raises:
        Invalid: at `file`: damaged, or more dots than are taken.
    """
    from PIL import Image, ImageOps

    # The bound is ours and is checked before anything is unpacked.
    Image.MAX_IMAGE_PIXELS = None
    try:
        with Image.open(io.BytesIO(content), formats=[_NAMES[kind]]) as opened:
            if opened.width * opened.height > MOST_MEGAPIXELS * 1_000_000:
                raise Invalid({"file": _TOO_MANY_DOTS}, most=MOST_MEGAPIXELS)
            opened.draft("RGB", (WHOLE_EDGE, WHOLE_EDGE))
            opened.seek(0)
            opened.load()
            turned = ImageOps.exif_transpose(opened)
            seen = turned.convert("RGBA" if _has_holes(turned) and kind != "jpg" else "RGB")
    # What the library raises over damaged files is spread over many kinds, its own and Python's.
    except (OSError, ValueError, SyntaxError, EOFError, TypeError, KeyError, IndexError, MemoryError) as error:
        raise Invalid({"file": _BROKEN}) from error
    seen.thumbnail((WHOLE_EDGE, WHOLE_EDGE), Image.Resampling.LANCZOS)
    whole = _written(seen, kind, _QUALITY.get(kind))
    small = seen.copy()
    small.thumbnail((SMALL_EDGE, SMALL_EDGE), Image.Resampling.LANCZOS)
    return Picture(width=seen.width, height=seen.height, whole=whole, small=_written(small, "webp", _SMALL_QUALITY))


def _has_holes(picture: Any) -> bool:
    return picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info


def _written(picture: Any, kind: str, quality: int | None) -> bytes:
    bare = picture.copy()
    # Comments and profiles of the file that was sent travel in here.
    bare.info = {}
    out = io.BytesIO()
    options: dict[str, Any] = {"quality": quality} if quality else {"optimize": True}
    bare.save(out, _NAMES[kind], **options)
    written = out.getvalue()
    if len(written) > LARGEST_FILE:
        raise Invalid({"file": N_("This picture is too large even when it is drawn anew. Make it smaller.")})
    return written
