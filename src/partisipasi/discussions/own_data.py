"""What the talk holds of a person, for themselves to take away."""

from __future__ import annotations

from typing import Any

from partisipasi.accounts.rights import Act, Viewer, demand
from partisipasi.discussions.quoting import QUOTED_WORDS
from partisipasi.discussions.saving import own_drafts
from partisipasi.kit.database import Transaction


async def own_words(tx: Transaction, viewer: Viewer) -> dict[str, Any]:
    """Everything the viewer has said, with earlier wordings, additions and proposed words, and what they support.

    Returns:
        Plain values ready for JSON.

    Raises:
        SignInNeeded: a guest.
    """
    demand(viewer, Act.keep_account)
    contributions = await tx.rows(
        f"""SELECT c.receipt, c.kind, c.stance, c.state, c.channel, c.public_name, c.language, c.source AS text,
             c.draft_id, c.clause_id, t.document_id, c.version_id, c.created_at, c.published_at, c.edited_at,
             c.withdrawn_at, c.hidden_rule, s.stage, {QUOTED_WORDS} AS quoted,
             g.proposed AS proposed_words, g.credit AS named_for_words,
             (SELECT array_agg(e.source ORDER BY e.id) FROM contribution_edit e WHERE e.contribution_id = c.id)
               AS earlier_texts,
             (SELECT array_agg(a.source ORDER BY a.id) FROM addition a WHERE a.contribution_id = c.id) AS additions
           FROM contribution c JOIN thread t ON t.id = c.thread_id JOIN contributor p ON p.id = c.contributor_id
           JOIN contribution_stage s ON s.contribution_id = c.id
           LEFT JOIN suggestion g ON g.contribution_id = c.id
           WHERE p.account_id = $1 ORDER BY c.id""",
        viewer.account_id,
    )
    supports = await tx.rows(
        """SELECT c.receipt, s.created_at FROM support s JOIN contribution c ON c.id = s.contribution_id
           WHERE s.account_id = $1 ORDER BY s.created_at""",
        viewer.account_id,
    )
    read = await tx.rows(
        """SELECT r.thread_id, c.receipt AS up_to, r.at FROM thread_read r LEFT JOIN contribution c ON c.id = r.last_id
           WHERE r.account_id = $1 ORDER BY r.thread_id""",
        viewer.account_id,
    )
    return {
        "contributions": contributions,
        "supports": supports,
        "read": read,
        "texts_not_sent": await own_drafts(tx, viewer),
    }
