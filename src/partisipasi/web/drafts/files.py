"""Giving out the files of documents: always as something to be saved, never as a page of this site."""

from __future__ import annotations

import re
from urllib.parse import quote

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Viewer
from partisipasi.drafts.queries.documents import Download, content_of, download_of
from partisipasi.kit.database import Transaction
from partisipasi.kit.i18n import N_, gettext
from partisipasi.kit.text import clean_line, slug
from partisipasi.site.pages import Req, page

#: Signs that some system does not take in the name of a file.
_UNFIT = re.compile(r'[\x00-\x1f/\\:*?"<>|%]+')


@page("/berkas/{file_id:int}/{name:str}")
async def download(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    file_id: FromPath[int],
    name: FromPath[str],
) -> Response[bytes]:
    """A file, or word that the one the browser has is still it."""
    found = await download_of(tx, viewer, file_id)
    etag = f'"{found.sha256}"'
    headers = {
        "content-disposition": attachment(found),
        "content-security-policy": "default-src 'none'; sandbox",
        "etag": etag,
        # Asked for anew each time, so that a withdrawn file is gone at once.
        "cache-control": "public, no-cache" if found.public and not viewer.signed_in else "no-store",
    }
    if etag in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=304, media_type=found.media_type, headers=headers)
    return Response(await content_of(tx, found), media_type=found.media_type, headers=headers)


def attachment(found: Download) -> str:
    """The Content-Disposition of a file named like its document (RFC 6266): plain for old programs, then as it is."""
    title = clean_line(_UNFIT.sub(" ", found.title)).strip(" .") or "dokumen"
    if not found.newest:
        version = gettext(N_("version %(number)s"), number=found.number)
        title = f"{title} ({version})"
    plain = f"{slug(title, longest=100)}.{found.format}"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(f'{title}.{found.format}', safe='')}"
