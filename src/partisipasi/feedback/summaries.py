"""The revision summary of a version: written by the team while it is a concept, published with it, added to later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.drafts.tables import VersionAddition
from partisipasi.feedback.gate import issue_label
from partisipasi.feedback.queries.changes import ChangeView, Segments, changes_to_tell
from partisipasi.feedback.queries.redlines import redlines_of
from partisipasi.feedback.standing import stand, touch
from partisipasi.feedback.summary import ChangeFact, DecisionFact, english_html, skeleton
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Invalid, NotFound
from partisipasi.kit.i18n import LANGUAGES, N_, speaking, zone
from partisipasi.kit.markup import render
from partisipasi.kit.text import clean_text
from partisipasi.record.actions import write_record

LONGEST_SUMMARY = 20_000
LONGEST_ADDITION = 5_000
_GONE = N_("This version does not exist.")


class _Version(msgspec.Struct):
    draft_id: int
    state: str
    summary: str
    summary_edits: int


async def skeleton_of(tx: Transaction, version_id: int) -> str:
    """The skeleton of a version's summary, in the language of the law: Markdown.

    Args:
        version_id: a concept's, or one that is about to be published. Whoever asks may see it.
    """
    return (await _skeletons(tx, version_id))[0]


async def _skeletons(tx: Transaction, version_id: int) -> tuple[str, str]:
    """The skeleton in Indonesian and in English, line by line the same."""
    changes = await changes_to_tell(tx, version_id)
    words = await redlines_of(changes)
    decisions = [
        msgspec.structs.replace(one, label=issue_label(int(one.label)))
        for one in await tx.all(DecisionFact, _DECISIONS, version_id)
    ]
    technical = await tx.value("SELECT count(*) FROM change WHERE version_id = $1 AND technical", version_id)
    spoken = []
    for language in LANGUAGES:
        with speaking(language, zone()):
            spoken.append(skeleton(_facts(changes, words), decisions, technical=technical))
    return spoken[0], spoken[1]


async def write_summary(tx: Transaction, viewer: Viewer, *, version_id: int, text: str, seen: int) -> None:
    """Write the summary of a concept. It does not make the writer one of the concept's makers: it states no rule.

    Args:
        text: Markdown; empty to let the skeleton be published.
        seen: how often it had been edited when the writer began.

    Raises:
        NotFound: no such version, or an outsider.
        Forbidden: no right to explain changes in this team.
        Conflict: the version is published (code `published`), or somebody else wrote meanwhile (code `stale`, with
            their text as detail).
        Invalid: it is too long.
    """
    version = await _stand(tx, viewer, version_id, Act.place_points)
    if version.state == "published":
        raise Conflict(N_("This version is published. What is added now stands below its summary, with the day."))
    if version.summary_edits != seen:
        raise Conflict(
            N_("Somebody else wrote this summary meanwhile. Compare it with yours, then save again."),
            code="stale",
            detail=version.summary,
        )
    text = clean_text(text)
    if len(text) > LONGEST_SUMMARY:
        raise Invalid({"summary": N_("This is too long.")})
    await _set(tx, version_id, text)
    await write_record(
        tx,
        "version.summary_written",
        actor_id=viewer.account_id,
        subject=("version", version_id),
        details={"draft": version.draft_id, "edits": seen + 1},
    )
    touch(tx, version.draft_id)


async def complete_summary(tx: Transaction, version_id: int) -> None:
    """Give a concept that is about to be published the skeleton for a summary, if its team wrote none, and in English
    what was put together.
    """
    row = await tx.rows("SELECT summary FROM version WHERE id = $1 AND follows_id IS NOT NULL", version_id)
    if not row:
        return
    indonesian, english = await _skeletons(tx, version_id)
    if not row[0]["summary"]:
        await _set(tx, version_id, indonesian)
    await tx.execute(
        "UPDATE version SET summary_en_html = $2 WHERE id = $1",
        version_id,
        english_html(row[0]["summary"] or indonesian, indonesian, english),
    )


async def add_to_summary(tx: Transaction, viewer: Viewer, *, version_id: int, text: str) -> datetime:
    """Add to the summary of a published version: what was there stays as it was.

    Returns:
        When.

    Raises:
        NotFound: no such version, or an outsider.
        Forbidden: no right to speak for the team.
        Conflict: the version is a concept (code `concept`).
        Invalid: nothing is said, or too much.
    """
    version = await _stand(tx, viewer, version_id, Act.reply_officially)
    if version.state != "published":
        raise Conflict(N_("This version is not published yet. Write its summary instead."), code="concept")
    text = clean_text(text)
    if not text.strip():
        raise Invalid({"addition": N_("Say what is added or corrected.")})
    if len(text) > LONGEST_ADDITION:
        raise Invalid({"addition": N_("This is too long.")})
    added = await tx.add(
        VersionAddition(version_id=version_id, source=text, html=render(text), added_by=viewer.account_id, at=tx.now)
    )
    await write_record(
        tx,
        "version.summary_added",
        actor_id=viewer.account_id,
        subject=("version", version_id),
        details={"draft": version.draft_id, "addition": added.id},
    )
    touch(tx, version.draft_id)
    return added.at


async def _set(tx: Transaction, version_id: int, text: str) -> None:
    await tx.execute(
        "UPDATE version SET summary = $2, summary_html = $3, summary_edits = summary_edits + 1 WHERE id = $1",
        version_id,
        text,
        render(text) if text else "",
    )


async def _stand(tx: Transaction, viewer: Viewer, version_id: int, act: Act) -> _Version:
    draft_id = await tx.value("SELECT draft_id FROM version WHERE id = $1", version_id)
    if draft_id is None:
        raise NotFound(_GONE)
    await stand(
        tx, viewer, draft_id, act, secret=True, closed=act is Act.reply_officially, text=act is Act.place_points
    )
    version = await tx.one(
        _Version,
        "SELECT draft_id, state, summary, summary_edits FROM version WHERE id = $1 FOR NO KEY UPDATE",
        version_id,
    )
    if version is None:
        raise NotFound(_GONE)
    return version


def _facts(changes: Sequence[ChangeView], words: Mapping[int, Segments]) -> list[ChangeFact]:
    """The changes as the language spoken tells them; parts of one split or merger are one."""
    found: dict[tuple[str, int | None, str | None], ChangeFact] = {}
    for one in changes:
        issues = [label.issue for label in one.decisions if label.state in ("approved", "released")]
        shared = {"split": one.old_text_id, "merged": one.new_text_id}
        key = (one.op, shared.get(one.op, -one.id), one.cause)
        known = found.get(key)
        explanation = known.explanation if known else ""
        if one.explanation not in explanation:
            explanation = f"{explanation} {one.explanation}".strip()
        found[key] = ChangeFact(
            sentence=known.sentence if known else one.sentence(words.get(one.id)),
            cause=one.cause,
            explanation=explanation,
            issues=tuple(dict.fromkeys([*(known.issues if known else ()), *issues])),
        )
    return list(found.values())


_DECISIONS = """
    SELECT i.number::text AS label, i.title, x.outcome, x.reason_code,
           (SELECT count(*) FROM counted_point k WHERE k.issue_id = i.id) AS points
    FROM version v JOIN issue i ON i.draft_id = v.draft_id JOIN decision x ON x.issue_id = i.id
    LEFT JOIN release r ON r.id = x.release_id
    WHERE v.id = $1 AND i.merged_into_id IS NULL
      AND (x.state = 'approved' OR (x.state = 'released' AND r.version_id = v.id))
    ORDER BY i.number"""
