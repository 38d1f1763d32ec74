"""Sealing a concept: it becomes a published version, whose text never changes again."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.drafts.actions.keeping import as_outline
from partisipasi.drafts.outline import canonical_text
from partisipasi.drafts.queries.clauses import ClauseView, clauses_of
from partisipasi.drafts.queries.comparisons import composed_lines, redlines
from partisipasi.drafts.queries.versions import versions_of
from partisipasi.kit.database import Transaction, as_json
from partisipasi.kit.errors import Conflict, NotFound
from partisipasi.kit.i18n import N_
from partisipasi.record.actions import write_record

_NO_VERSION = N_("There is no such version.")
_PUBLISHED = N_("This version is published and never changes. Make the next version instead.")


class _Concept(msgspec.Struct, frozen=True):
    draft_id: int
    topic_id: int
    number: int
    state: str


async def seal_version(
    tx: Transaction, *, version_id: int, actor_id: int, introduction: str = "", introduction_en: str = ""
) -> str:
    """Publish a concept, in the transaction of whoever has checked that it may be.

    Its text is frozen with the SHA-256 of its canonical text, and the redlines to every earlier version are stored.

    Args:
        actor_id: who publishes it.
        introduction, introduction_en: what the version is about, for everybody to read.

    Returns:
        The SHA-256, in hexadecimal.

    Raises:
        NotFound: there is no such version.
        Conflict: it is published already (code `published`).
    """
    concept = await tx.one(
        _Concept,
        """SELECT v.draft_id, d.topic_id, v.number, v.state FROM version v JOIN draft d ON d.id = v.draft_id
           WHERE v.id = $1 FOR NO KEY UPDATE OF v""",
        version_id,
    )
    if concept is None:
        raise NotFound(_NO_VERSION)
    if concept.state == "published":
        raise Conflict(_PUBLISHED, code="published")
    clauses = await clauses_of(tx, version_id)
    digest = text_digest(clauses)
    await tx.execute(
        """UPDATE version SET state = 'published', published_at = now(), published_by = $2, sha256 = $3,
                  introduction = $4, introduction_en = $5 WHERE id = $1""",
        version_id,
        actor_id,
        digest,
        introduction,
        introduction_en,
    )
    await _store_redlines(tx, concept.draft_id, clauses)
    await write_record(
        tx,
        "version.published",
        actor_id=actor_id,
        subject=("version", version_id),
        details={"draft": concept.draft_id, "number": concept.number, "sha256": digest},
    )
    tx.changed("home", "drafts", f"draft:{concept.draft_id}", f"topic:{concept.topic_id}")
    return digest


def text_digest(clauses: Sequence[ClauseView]) -> str:
    """SHA-256 of the canonical text of clauses, in hexadecimal; `verify` works it out again from what is stored."""
    return hashlib.sha256(canonical_text(as_outline(clauses)).encode()).hexdigest()


async def _store_redlines(tx: Transaction, draft_id: int, clauses: Sequence[ClauseView]) -> None:
    """Store the redlines between a version just published and every earlier one: a page that is read cannot write."""
    # As nobody: all that is public, and the concept is public by now.
    versions = await versions_of(tx, Viewer(), draft_id)
    news = {clause.text_id: clause for clause in clauses}
    for at in range(len(versions) - 1):
        olds = {clause.text_id: clause for clause in await clauses_of(tx, versions[at].id)}
        lines = await composed_lines(tx, versions[at:])
        pairs = [(olds[line.old], news[line.new]) for line in lines if line.old is not None and line.new is not None]
        found = await asyncio.to_thread(redlines, [(old, new) for old, new in pairs if old.text != new.text])
        await tx.execute(
            """INSERT INTO redline (old_text_id, new_text_id, segments)
               SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[]) ON CONFLICT DO NOTHING""",
            [old for old, _ in found],
            [new for _, new in found],
            [as_json(segments) for segments in found.values()],
        )
