"""What would happen to each of several cases that are decided in one go, and why some are left out.

The page that asks "are you sure?" and the deciding itself ask here, so that nothing else happens than what was shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from partisipasi.accounts.rights import Act, Viewer, demand
from partisipasi.discussions.masking import pattern_of
from partisipasi.kit.database import Transaction
from partisipasi.moderation.queries import MY_TOPIC, OWN_WORK, VERSION
from partisipasi.moderation.rules import MOST_AT_ONCE


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """One case of several. `left_out`: why nothing happens to it, of OUTCOMES; empty where something does."""

    id: int
    receipt: str
    state: str
    version: str
    topic: str
    draft: str | None
    source: str
    reports: int
    left_out: str


class _Found(msgspec.Struct, frozen=True):
    id: int
    receipt: str
    state: str
    version: str
    topic: str
    draft: str | None
    source: str
    reports: int
    author_account: int | None
    own_work: bool
    taken: bool
    proposed: bool


async def plan_batch(
    tx: Transaction,
    viewer: Viewer,
    *,
    act: str,
    items: Sequence[int],
    seen: Mapping[int, str] | None = None,
    phrases: Sequence[str] = (),
    lock: bool = False,
) -> list[Plan]:
    """What an act would do to each of several cases, in the order of their numbers.

    What is no case of this moderator's is not in the answer: that it exists is not told.

    Args:
        act: of BATCH_ACTS; empty where it is not chosen yet.
        items: contributions, at most MOST_AT_ONCE; what is beyond is ignored.
        seen: the version of each case that was shown; one that differs is left out.
        phrases: words to mask.
        lock: whether the decision follows in this transaction.

    Raises:
        SignInNeeded, Forbidden: no moderator.
    """
    demand(viewer, Act.moderate, anywhere=True)
    wanted = sorted(set(items))[:MOST_AT_ONCE]
    if lock:
        await tx.execute("SELECT 1 FROM contribution WHERE id = ANY ($1::bigint[]) ORDER BY id FOR UPDATE", wanted)
    found = await tx.all(
        _Found,
        f"""SELECT c.id, c.receipt, c.state, {VERSION} AS version, p.name AS topic, d.title AS draft,
                   concat_ws(' ', nullif(c.source, ''), s.proposed) AS source, o.account_id AS author_account,
                   (SELECT count(*) FROM report r WHERE r.contribution_id = c.id AND r.closed_at IS NULL) AS reports,
                   {OWN_WORK} AS own_work,
                   EXISTS (SELECT 1 FROM moderation_claim k WHERE k.contribution_id = c.id AND k.account_id <> $1
                             AND k.until > now()) AS taken,
                   EXISTS (SELECT 1 FROM moderation_proposal q WHERE q.settled_at IS NULL AND c.id = ANY (q.items))
                     AS proposed
            FROM contribution c JOIN thread h ON h.id = c.thread_id JOIN topic p ON p.id = h.topic_id
            LEFT JOIN draft d ON d.id = c.draft_id LEFT JOIN contributor o ON o.id = c.contributor_id
            LEFT JOIN suggestion s ON s.contribution_id = c.id
            WHERE c.id = ANY ($2::bigint[]) AND c.state IN ('held', 'published', 'hidden') AND {MY_TOPIC}
            ORDER BY c.id""",
        viewer.account_id,
        wanted,
    )
    authors: set[int] = set()
    plans = []
    for one in found:
        why = _why_not(one, viewer, seen) or _why_not_so(one, viewer, act, phrases, authors)
        if not why and act == "warn" and one.author_account is not None:
            authors.add(one.author_account)
        plans.append(
            Plan(
                id=one.id, receipt=one.receipt, state=one.state, version=one.version, topic=one.topic, draft=one.draft,
                source=one.source, reports=one.reports, left_out=why,
            )
        )  # fmt: skip
    return plans


def _why_not(one: _Found, viewer: Viewer, seen: Mapping[int, str] | None) -> str:
    """Why nothing at all may be done about a case by this moderator now."""
    if one.own_work or (one.author_account is not None and one.author_account == viewer.account_id):
        return "own"
    if one.state == "hidden" or (seen is not None and seen.get(one.id, one.version) != one.version):
        return "handled"
    if one.proposed:
        return "proposed"
    return "claimed" if one.taken else ""


def _why_not_so(one: _Found, viewer: Viewer, act: str, phrases: Sequence[str], authors: set[int]) -> str:
    """Why this act is none for a case."""
    if act == "warn":
        if one.author_account is None:
            return "no_author"
        return "same_author" if one.author_account in authors else ""
    if act == "mask" and not occurring(one.source, phrases):
        return "words"
    return ""


def occurring(text: str, phrases: Sequence[str]) -> list[str]:
    """Those of some phrases that occur in a text."""
    return [phrase for phrase in phrases if phrase.strip() and pattern_of([phrase]).search(text)]
