"""Is the state what it should be? The record's chain, and the invariants that every room states as SQL."""

from __future__ import annotations

import msgspec

from partisipasi.invariants import INVARIANTS
from partisipasi.kit.database import Database
from partisipasi.record.chain import ChainReport, noted_heads, verify_chain
from partisipasi.settings import Settings


class VerifyReport(msgspec.Struct, kw_only=True):
    """What was found. `invariants` counts the rules checked; `broken` maps a rule to how many rows break it."""

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
    return VerifyReport(ok=not chain.faults and not broken, chain=chain, invariants=len(INVARIANTS), broken=broken)
