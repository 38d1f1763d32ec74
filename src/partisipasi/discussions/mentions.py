"""Who is mentioned: people with an account who took part in the same thread before, by the name they had there.

Nobody else can be: whoever writes learns nothing of who has an account, and nobody is called into a talk from outside.
Names are not unique; the newest bearer of one is meant. What somebody said under another name is never linked to.
"""

from __future__ import annotations

import msgspec

from partisipasi.discussions.naming import folded, named_in
from partisipasi.discussions.tables import Mention
from partisipasi.kit.database import Transaction
from partisipasi.kit.jobs import enqueue

#: The job that tells people of an edit or an addition: `{"contribution": id, "addition": id or null}`. A contribution
#: that becomes public is told of as a whole (`telling`).
TELL_MENTIONS = "tell_mentions"
#: People that one text can mention.
MOST = 10
#: How far back in a long thread people are looked for.
BACK = 2000

#: What somebody without a chosen name is called, in both languages: "Warga 1024".
NUMBERED = ("Warga", "Resident")


class Bearer(msgspec.Struct, frozen=True):
    """Somebody who took part, in one contribution: by which name or number, for which office."""

    id: int
    contributor_id: int
    name: str | None
    number: int | None
    office: str | None

    @property
    def names(self) -> list[str]:
        """What this contribution's author can be called by."""
        return names_of(self.name, self.number, self.office)


class _Text(msgspec.Struct, frozen=True):
    thread_id: int
    contributor_id: int | None
    html: str
    public: bool


def names_of(name: str | None, number: int | None, office: str | None) -> list[str]:
    """What the author of a contribution can be called by: the name shown, and the office an official reply is of."""
    own = [name] if name else [f"{word} {number}" for word in NUMBERED] if number else []
    return [*own, office] if office else own


async def note_mentions(tx: Transaction, contribution_id: int, *, addition_id: int | None = None) -> int:
    """Note whom a text mentions, in place of what was noted of it before; what is not public mentions nobody.

    Args:
        addition_id: the addition whose text it is; None for the contribution's own.

    Returns:
        How many people.
    """
    await tx.execute(
        "DELETE FROM mention WHERE contribution_id = $1 AND addition_id IS NOT DISTINCT FROM $2",
        contribution_id,
        addition_id,
    )
    text = await tx.one(
        _Text,
        """SELECT c.thread_id, c.contributor_id, coalesce(d.html, c.html) AS html, c.state = 'published' AS public
           FROM contribution c LEFT JOIN addition d ON d.id = $2 AND d.contribution_id = c.id WHERE c.id = $1""",
        contribution_id,
        addition_id,
    )
    if text is None or not text.public or "@" not in text.html:
        return 0
    # An addition is written later: it may mention whoever has spoken by then.
    until = contribution_id if addition_id is None else None
    bearers = await _bearers(tx, text, until)
    targets = _targets(text.html, bearers)
    await tx.add_all(
        [Mention(contribution_id=contribution_id, addition_id=addition_id, target_id=target) for target in targets]
    )
    return len(targets)


async def tell_mentions_later(tx: Transaction, contribution_id: int, *, addition_id: int | None = None) -> None:
    """Make it due that people mentioned by an edit or an addition are told. Told twice is told once."""
    await enqueue(tx, TELL_MENTIONS, {"contribution": contribution_id, "addition": addition_id})


async def _bearers(tx: Transaction, text: _Text, until: int | None) -> list[Bearer]:
    """Who spoke in the thread, the newest contribution first; whose words they are oneself is not among them."""
    return await tx.all(
        Bearer,
        """SELECT c.id, c.contributor_id, c.public_name AS name, coalesce(a.number, p.number) AS number,
                  CASE WHEN c.kind = 'official' THEN c.speaks_for END AS office
           FROM (SELECT * FROM contribution c
                 WHERE c.thread_id = $1 AND c.id < coalesce($2::bigint, 9223372036854775807)
                 ORDER BY c.id DESC LIMIT $4) c
           JOIN contributor p ON p.id = c.contributor_id JOIN account a ON a.id = p.account_id
           WHERE c.state = 'published' AND c.contributor_id IS DISTINCT FROM $3 AND a.erased_at IS NULL
           ORDER BY c.id DESC""",
        text.thread_id,
        until,
        text.contributor_id,
        BACK,
    )


def _targets(html: str, bearers: list[Bearer]) -> list[int]:
    newest: dict[str, Bearer] = {}
    for bearer in bearers:
        for name in bearer.names:
            newest.setdefault(folded(name), bearer)
    meant = [newest[name] for name in named_in(html, newest)]
    people = list(dict.fromkeys(bearer.contributor_id for bearer in meant))[:MOST]
    return list(dict.fromkeys(bearer.id for bearer in meant if bearer.contributor_id in people))
