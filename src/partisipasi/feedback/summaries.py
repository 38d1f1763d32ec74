"""The revision summary of a version: written by the team while it is a concept, published with it, added to later."""

from __future__ import annotations

from datetime import datetime

import msgspec

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.drafts.tables import VersionAddition
from partisipasi.feedback.gate import issue_label
from partisipasi.feedback.queries.names import NAME_CHAIN, name_of_chain
from partisipasi.feedback.standing import stand, touch
from partisipasi.feedback.summary import ChangeFact, DecisionFact, skeleton
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
    changes = await tx.rows(_CHANGES, version_id)
    decisions = await tx.all(DecisionFact, _DECISIONS, version_id)
    technical = await tx.value("SELECT count(*) FROM change WHERE version_id = $1 AND technical", version_id)
    with speaking(LANGUAGES[0], zone()):
        return skeleton(
            [_fact(row) for row in changes],
            [msgspec.structs.replace(one, label=issue_label(int(one.label))) for one in decisions],
            technical=technical,
        )


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
    """Give a concept that is about to be published the skeleton for a summary, if its team wrote none."""
    if await tx.value("SELECT summary = '' AND follows_id IS NOT NULL FROM version WHERE id = $1", version_id):
        await _set(tx, version_id, await skeleton_of(tx, version_id))


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


def _fact(row: dict[str, object]) -> ChangeFact:
    numbers = msgspec.json.decode(str(row["issues"] or "[]"), type=list[int])
    return ChangeFact(
        name=name_of_chain(row["chain"]) or "",  # type: ignore[arg-type]
        op=str(row["op"]),
        cause=str(row["cause"]) if row["cause"] else None,
        explanation=str(row["explanation"]),
        issues=tuple(issue_label(number) for number in numbers),
    )


# What comes or goes with the clause it stands in is told there.
_CHANGES = f"""
    SELECT h.op, h.cause, h.explanation, {NAME_CHAIN} AS chain,
           (SELECT json_agg(DISTINCT i.number)::text FROM decision_change l JOIN decision x ON x.id = l.decision_id
            JOIN issue i ON i.id = x.issue_id
            WHERE l.change_id = h.id AND x.state IN ('approved', 'released')) AS issues
    FROM change h JOIN clause_text bottom ON bottom.id = coalesce(h.new_text_id, h.old_text_id)
    WHERE h.version_id = $1 AND NOT h.technical AND NOT EXISTS (
      SELECT 1 FROM change a WHERE a.version_id = h.version_id AND a.op = h.op AND h.op IN ('inserted', 'deleted')
        AND coalesce(a.new_text_id, a.old_text_id) = bottom.parent_id)
    ORDER BY h.position, h.id"""
_DECISIONS = """
    SELECT i.number::text AS label, i.title, x.outcome, x.reason_code,
           (SELECT count(*) FROM counted_point k WHERE k.issue_id = i.id) AS points
    FROM version v JOIN issue i ON i.draft_id = v.draft_id JOIN decision x ON x.issue_id = i.id
    LEFT JOIN release r ON r.id = x.release_id
    WHERE v.id = $1 AND i.merged_into_id IS NULL
      AND (x.state = 'approved' OR (x.state = 'released' AND r.version_id = v.id))
    ORDER BY i.number"""
