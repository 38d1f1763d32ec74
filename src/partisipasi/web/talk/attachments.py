"""Files that come with words: taken in beside the form, given out under an address and a policy of their own."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.attaching import (
    MEDIA_TYPES,
    AttachmentView,
    Given,
    content_of,
    describe_file,
    drop_file,
    given_out,
    take_file,
    waiting_files,
)
from partisipasi.discussions.screening import LARGEST_FILE, MOST_FILES
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Invalid, TooMany
from partisipasi.kit.i18n import N_, gettext
from partisipasi.kit.text import slug
from partisipasi.site.exchange import exchange_of
from partisipasi.site.forms import Form
from partisipasi.site.pages import Req, page

#: A little too large a file is told of beside its field; one beyond this is not even read.
LARGEST_FORM = 2 * LARGEST_FILE
#: What the browser offers to choose from.
ACCEPT = "image/jpeg,image/png,image/webp,application/pdf"
#: The button that takes files in and shows the form again.
ATTACH = "attach"
_SANDBOX = "default-src 'none'; sandbox"
_MANY = N_("At most %(most)s files come with one text.")


@page("/lampiran/{code:str}/{name:str}")
async def attachment(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    code: FromPath[str],
    name: FromPath[str],
) -> Response[bytes]:
    """A file; a picture can be shown in a page, a paper is only to be saved. `kecil` is the small picture."""
    given = await given_out(tx, viewer, code)
    small = name == "kecil" and given.kind != "pdf"
    etag = f'"{given.sha256}{"-k" if small else ""}"'
    headers = {
        "content-disposition": "inline" if given.kind != "pdf" else _saved(given),
        "content-security-policy": _SANDBOX,
        "etag": etag,
        # Asked for anew each time, so that what is hidden is gone at once.
        "cache-control": "public, no-cache" if given.public and not viewer.signed_in else "no-store",
    }
    media_type = MEDIA_TYPES["webp" if small else given.kind]
    if etag in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=304, media_type=media_type, headers=headers)
    return Response(await content_of(tx, given, small=small), media_type=media_type, headers=headers)


async def files_sent(request: Req, tx: Transaction, viewer: Viewer, sent: Form[Any]) -> list[AttachmentView]:
    """The files beside a form: those that wait already, changed as the form says, and those that come with it.

    They stay even if the form is refused, so that nobody has to choose them again.
    """
    if not viewer.confirmed:
        return []
    kept = [code for code in sent.values.get("attached", []) if code not in sent.values.get("drop", [])]
    for code in sent.values.get("drop", []):
        await drop_file(tx, viewer, code=code)
    for code in kept:
        described = sent.values.get("alt_" + code)
        if described:
            await describe_file(tx, viewer, code=code, alt=described[0])
    file = sent.files.get("file")
    if file is not None and file.filename:
        try:
            if len(kept) >= MOST_FILES:
                raise Invalid({"file": _MANY}, most=MOST_FILES)
            async with tx.savepoint():
                content = await file.read()
                kept.append(await take_file(tx, viewer, content=content, name=file.filename, alt=sent.value("alt")))
            sent.values["alt"] = [""]
            exchange_of(request).keeps = True
        except Invalid as error:
            sent.refuse(error)
        except TooMany as error:
            sent.add_error("file", error.message, **error.values)
    sent.files = {}
    waiting = await waiting_files(tx, viewer, kept)
    sent.values["attached"] = [one.code for one in waiting]
    return waiting


def _saved(given: Given) -> str:
    title = given.name.rpartition(".")[0] or given.name or gettext(N_("attachment"))
    plain = f"{slug(title, longest=80)}.pdf"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(f'{title}.pdf', safe='')}"


ROUTES = [attachment]
