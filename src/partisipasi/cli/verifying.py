"""Is the state what it should be? The record's chain, published texts, and the invariants every room states as SQL."""

from __future__ import annotations

import msgspec

from partisipasi.drafts.queries import clauses_of
from partisipasi.drafts.sealing import text_digest
from partisipasi.invariants import INVARIANTS
from partisipasi.kit.database import Database, Transaction
from partisipasi.record.chain import ChainReport, noted_heads, verify_chain
from partisipasi.settings import Settings


class VerifyReport(msgspec.Struct, kw_only=True):
    """What was found. `invariants` counts the rules checked; `broken` maps a rule to how many rows break it.

    A published text that is not that of its digest stands there too.
    """

    ok: bool
    chain: ChainReport
    invariants: int
    broken: dict[str, int]

    @property
    def faults(self) -> list[str]:
        """Every fault in words."""
        return [*self.chain.faults, *(f"{name}: {count} rows" for name, count in self.broken.items())]

    def sentence(self) -> str:
        """The report in one line."""
        found = "All is well" if self.ok else f"{len(self.faults)} faults"
        tail = f", {self.chain.waiting} entries not chained yet" if self.chain.waiting else ""
        return f"{found}: {self.chain.links} links of the record{tail}, {self.invariants} invariants."


async def verify_state(database: Database, settings: Settings) -> VerifyReport:
    """Check everything on one snapshot of the database."""
    async with database.transaction(writes=False) as tx:
        await tx.execute("SET LOCAL statement_timeout = 0")
        chain = await verify_chain(tx, noted_heads(settings.data))
        broken: dict[str, int] = {}
        for rule in INVARIANTS:
            rows = await tx.rows(rule.sql)
            if rows:
                broken[rule.name] = len(rows)
        altered = await _altered_texts(tx)
        if altered:
            broken["published texts that are not those of their digests"] = altered
    return VerifyReport(ok=not chain.faults and not broken, chain=chain, invariants=len(INVARIANTS), broken=broken)


async def _altered_texts(tx: Transaction) -> int:
    """How many published versions hold other words than when they were published."""
    sealed = await tx.rows("SELECT id, sha256 FROM version WHERE state = 'published' ORDER BY id")
    return sum([text_digest(await clauses_of(tx, row["id"])) != row["sha256"] for row in sealed])
