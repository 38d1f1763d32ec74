"""Pictures and papers that come with words: taking one in, sending it along, giving it out, forgetting it.

What is kept is made anew from the file that was sent (`pictures`, `papers`). Until the words are sent it waits, seen by
who sent it alone; it is shown as long as its contribution is, and goes with it.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta

import msgspec

from partisipasi.accounts.rights import Act, Viewer, may
from partisipasi.discussions.contributing import demand_confirmed
from partisipasi.discussions.papers import strip_paper
from partisipasi.discussions.pictures import redraw
from partisipasi.discussions.screening import LARGEST_FILE, MOST_BYTES_A_DAY, MOST_FILES, MOST_FILES_A_DAY
from partisipasi.discussions.writing_tables import ATTACHMENT_KINDS, Attachment
from partisipasi.drafts.formats import recognise
from partisipasi.kit.database import Database, Transaction
from partisipasi.kit.errors import Invalid, NotFound, TooMany
from partisipasi.kit.i18n import N_
from partisipasi.kit.text import clean_line

LONGEST_ALT, LONGEST_NAME = 300, 100
#: How long a file waits for its words.
WAITING_LIFE = timedelta(days=1)
MEDIA_TYPES = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp", "pdf": "application/pdf"}
_KINDS = N_("Send a picture (JPEG, PNG, WebP) or a PDF.")
#: The files of a contribution (alias `c`), as JSON for `unpacked`; NULL where there are none.
FILES_JSON = """(
      SELECT json_agg(json_build_object('code', f.code, 'kind', f.kind, 'name', f.name, 'alt', f.alt, 'width', f.width,
                                        'height', f.height, 'size', f.size) ORDER BY f.id)::text
      FROM attachment f WHERE f.contribution_id = c.id)"""
_MANY = N_("At most %(most)s files come with one text.")
_A_DAY = N_("You have sent many files today. Please go on tomorrow; your text is kept here.")
#: One at a time: drawing a large picture takes memory.
_ROOM = asyncio.Semaphore(1)


class AttachmentView(msgspec.Struct, frozen=True, kw_only=True):
    """An attachment as forms and pages show it."""

    code: str
    kind: str
    name: str
    alt: str
    width: int
    height: int
    size: int


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """An attachment to be given out. `public`: everybody may have it."""

    id: int
    kind: str
    name: str
    sha256: str
    public: bool


class _Made(msgspec.Struct, frozen=True, kw_only=True):
    kind: str
    whole: bytes
    small: bytes | None = None
    width: int = 0
    height: int = 0


async def take_file(tx: Transaction, viewer: Viewer, *, content: bytes, name: str, alt: str = "") -> str:
    """Take in a file for words that are still being written.

    Args:
        name: what the sender calls it; nothing is told by it. alt: what a picture shows, in words.

    Returns:
        Its code. The same file sent twice is there once.

    Raises:
        SignInNeeded, Forbidden: not a confirmed account.
        Invalid: at `file`.
        TooMany: more than an account may send in a day.
    """
    demand_confirmed(viewer)
    if len(content) > LARGEST_FILE:
        raise Invalid({"file": N_("The file is larger than 10 MB. Make it smaller, for instance by smaller pictures.")})
    kind = recognise(content)
    if kind not in ATTACHMENT_KINDS:
        raise Invalid({"file": _KINDS})
    await _keep_quota(tx, viewer, len(content))
    async with _ROOM:
        made = await asyncio.to_thread(_make, content, kind)
    sha256 = hashlib.sha256(made.whole).hexdigest()
    there: str | None = await tx.value(
        "SELECT code FROM attachment WHERE account_id = $1 AND sha256 = $2 AND contribution_id IS NULL",
        viewer.account_id,
        sha256,
    )
    if there is not None:
        return there
    row = await tx.add(
        Attachment(
            code=secrets.token_urlsafe(12), account_id=viewer.account_id, kind=kind, sha256=sha256,
            name=clean_line(name)[:LONGEST_NAME], alt=clean_line(alt)[:LONGEST_ALT], width=made.width,
            height=made.height, size=len(made.whole),
        )
    )  # fmt: skip
    for size, part in (("whole", made.whole), ("small", made.small)):
        if part is not None:
            await tx.execute(
                "INSERT INTO attachment_content (attachment_id, size, content) VALUES ($1, $2, $3)", row.id, size, part
            )
    return row.code


async def send_along(tx: Transaction, viewer: Viewer, *, contribution_id: int, codes: Sequence[str]) -> None:
    """Let waiting files of the viewer come with words that were just stored.

    Raises:
        Invalid: at `file`: more than may come with one text.
    """
    if len(set(codes)) > MOST_FILES:
        raise Invalid({"file": _MANY}, most=MOST_FILES)
    await tx.execute(
        """UPDATE attachment SET contribution_id = $1
           WHERE code = ANY($2::text[]) AND account_id = $3 AND contribution_id IS NULL""",
        contribution_id,
        list(codes),
        viewer.account_id,
    )


async def drop_file(tx: Transaction, viewer: Viewer, *, code: str) -> None:
    """Take a waiting file of the viewer back; one that is not there is nothing to take back."""
    await tx.execute(
        "DELETE FROM attachment WHERE code = $1 AND account_id = $2 AND contribution_id IS NULL",
        code,
        viewer.account_id,
    )


async def describe_file(tx: Transaction, viewer: Viewer, *, code: str, alt: str) -> None:
    """Say in words what a waiting picture of the viewer shows."""
    await tx.execute(
        "UPDATE attachment SET alt = $3 WHERE code = $1 AND account_id = $2 AND contribution_id IS NULL",
        code,
        viewer.account_id,
        clean_line(alt)[:LONGEST_ALT],
    )


async def waiting_files(tx: Transaction, viewer: Viewer, codes: Sequence[str]) -> list[AttachmentView]:
    """Those of some files that wait for the viewer's words."""
    return await tx.all(
        AttachmentView,
        """SELECT code, kind, name, alt, width, height, size FROM attachment
           WHERE code = ANY($1::text[]) AND account_id = $2 AND contribution_id IS NULL ORDER BY id""",
        list(codes)[: 2 * MOST_FILES],
        viewer.account_id,
    )


async def files_of(tx: Transaction, contribution_id: int) -> list[AttachmentView]:
    """The files of a contribution. Only for whoever may see its words."""
    return await tx.all(
        AttachmentView,
        """SELECT code, kind, name, alt, width, height, size FROM attachment WHERE contribution_id = $1 ORDER BY id""",
        contribution_id,
    )


def unpacked(packed: str | None) -> list[AttachmentView]:
    """The files of a contribution as `FILES_JSON` holds them."""
    return msgspec.json.decode(packed, type=list[AttachmentView]) if packed else []


async def given_out(tx: Transaction, viewer: Viewer, code: str) -> Given:
    """A file as it may be given to the viewer: a public one to everybody, any to who sent it, one that is held or
    hidden to who moderates its place.

    Raises:
        NotFound: there is none for this viewer.
    """
    topics = [role.topic_id for role in viewer.roles if may(viewer, Act.moderate, topic_id=role.topic_id)]
    found = await tx.one(
        Given,
        """SELECT f.id, f.kind, f.name, f.sha256,
                  coalesce(c.state = 'published' AND t.audience = 'public', false) AS public
           FROM attachment f LEFT JOIN contribution c ON c.id = f.contribution_id
           LEFT JOIN thread t ON t.id = c.thread_id
           WHERE f.code = $1 AND ((c.state = 'published' AND (t.audience = 'public' OR $2))
             OR f.account_id = $3
             OR (c.state IN ('held', 'hidden') AND ($4 OR t.topic_id = ANY($5::bigint[]))))""",
        code,
        viewer.reads_verified,
        viewer.account_id,
        may(viewer, Act.moderate),
        [topic_id for topic_id in topics if topic_id is not None],
    )
    if found is None:
        raise NotFound(N_("There is no such file, or it is no longer shown."))
    return found


async def content_of(tx: Transaction, given: Given, *, small: bool) -> bytes:
    """The bytes of a file, or of the small picture of it."""
    found: bytes | None = await tx.value(
        "SELECT content FROM attachment_content WHERE attachment_id = $1 AND size = $2",
        given.id,
        "small" if small and given.kind != "pdf" else "whole",
    )
    if found is None:
        raise NotFound(N_("There is no such file, or it is no longer shown."))
    return found


async def forget_files(tx: Transaction, contribution_ids: Sequence[int]) -> None:
    """Delete the files of contributions, bytes and all."""
    await tx.execute("DELETE FROM attachment WHERE contribution_id = ANY($1::bigint[])", list(contribution_ids))


async def forget_account_files(tx: Transaction, account_id: int) -> None:
    """Delete an account's waiting files, and take the account off those that were sent."""
    await tx.execute("DELETE FROM attachment WHERE account_id = $1 AND contribution_id IS NULL", account_id)
    await tx.execute("UPDATE attachment SET account_id = NULL WHERE account_id = $1", account_id)


async def tidy_files(database: Database) -> None:
    """Chore: delete files whose words were never sent."""
    async with database.transaction() as tx:
        await tx.execute(
            """DELETE FROM attachment WHERE id IN (
                 SELECT id FROM attachment WHERE contribution_id IS NULL AND created_at < now() - $1::interval
                 LIMIT 500)""",
            WAITING_LIFE,
        )


def _make(content: bytes, kind: str) -> _Made:
    if kind == "pdf":
        return _Made(kind=kind, whole=strip_paper(content))
    picture = redraw(content, kind)
    return _Made(kind=kind, whole=picture.whole, small=picture.small, width=picture.width, height=picture.height)


async def _keep_quota(tx: Transaction, viewer: Viewer, size: int) -> None:
    # Many at once would each count only those before them.
    await tx.execute("SELECT 1 FROM account WHERE id = $1 FOR NO KEY UPDATE", viewer.account_id)
    row = (
        await tx.rows(
            """SELECT count(*) AS files, coalesce(sum(size), 0) AS bytes FROM attachment
               WHERE account_id = $1 AND created_at > now() - interval '1 day'""",
            viewer.account_id,
        )
    )[0]
    if row["files"] >= MOST_FILES_A_DAY or row["bytes"] + size > MOST_BYTES_A_DAY:
        raise TooMany(_A_DAY, wait=3600)
