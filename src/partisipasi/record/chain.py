"""The chain over the record: each link hashes the one before it and one entry.

Entries are chained in the order in which the chainer sees them, within seconds of their commit; until then they wait.
Once an hour the newest link is also written to a file outside the database, so that cutting off the chain's end shows.
Whoever can change the database and that file can still forge a new chain: publish or mail the file's lines elsewhere.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from partisipasi.kit.database import Database, Transaction
from partisipasi.record.actions import commitment

#: Key of the advisory lock under which one process at a time lengthens the chain.
_LOCK = 7_264_002
_BATCH = 2_000
#: The hash before the first link.
GENESIS = b"\0" * 32


class ChainedEntry(msgspec.Struct, frozen=True):
    """An entry with what its link commits to."""

    id: int
    at: datetime
    act: str
    actor_id: int | None
    subject_kind: str
    subject_id: int
    commitment: bytes | None


class _Linked(msgspec.Struct, frozen=True):
    seq: int
    hash: bytes
    id: int
    at: datetime
    act: str
    actor_id: int | None
    subject_kind: str
    subject_id: int
    commitment: bytes | None
    salt: bytes | None
    body: str | None


class ChainReport(msgspec.Struct, kw_only=True):
    """What a verification found. `waiting` entries are not chained yet: the unchained tail."""

    links: int = 0
    waiting: int = 0
    head: str = ""
    faults: list[str] = msgspec.field(default_factory=list)


class Head(msgspec.Struct, frozen=True):
    """A link as noted outside the database."""

    seq: int
    hash: str
    at: str


def link_hash(before: bytes, entry: ChainedEntry | _Linked) -> bytes:
    """SHA-256 over the hash before and the entry, as JSON with fixed order and times in UTC with microseconds."""
    body = msgspec.json.encode(
        [
            entry.id,
            entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
            entry.act,
            entry.actor_id,
            entry.subject_kind,
            entry.subject_id,
            entry.commitment.hex() if entry.commitment is not None else None,
        ]
    )
    return hashlib.sha256(before + body).digest()


async def lengthen_chain(database: Database) -> None:
    """Chore: chain the entries that wait."""
    while True:
        async with database.transaction() as tx:
            await tx.execute("SELECT pg_advisory_xact_lock($1)", _LOCK)
            if await _chain_some(tx) < _BATCH:
                return


async def _chain_some(tx: Transaction) -> int:
    entries = await tx.all(
        ChainedEntry,
        """WITH taken AS (
             DELETE FROM record_waiting
             WHERE entry_id IN (SELECT entry_id FROM record_waiting ORDER BY entry_id LIMIT 2000) RETURNING entry_id)
           SELECT e.id, e.at, e.act, e.actor_id, e.subject_kind, e.subject_id, e.commitment
           FROM taken JOIN record_entry e ON e.id = taken.entry_id ORDER BY e.id""",
    )
    if not entries:
        return 0
    last = await tx.rows("SELECT seq, hash FROM record_link ORDER BY seq DESC LIMIT 1")
    seq, before = (last[0]["seq"], last[0]["hash"]) if last else (0, GENESIS)
    links = []
    for entry in entries:
        seq, before = seq + 1, link_hash(before, entry)
        links.append((seq, entry.id, before))
    await tx.execute_many("INSERT INTO record_link (seq, entry_id, hash) VALUES ($1, $2, $3)", links)
    return len(entries)


async def note_head(database: Database, folder: Path) -> None:
    """Chore: write the newest link to the file of heads, if it is a new one."""
    async with database.transaction(writes=False) as tx:
        rows = await tx.rows("SELECT seq, hash FROM record_link ORDER BY seq DESC LIMIT 1")
    if not rows:
        return
    noted = noted_heads(folder)
    if noted and noted[-1].seq >= rows[0]["seq"]:
        return
    head = Head(rows[0]["seq"], rows[0]["hash"].hex(), datetime.now(UTC).isoformat(timespec="seconds"))
    with _heads(folder).open("ab") as file:
        file.write(msgspec.json.encode(head) + b"\n")


def noted_heads(folder: Path) -> list[Head]:
    """The heads noted outside the database, oldest first."""
    path = _heads(folder)
    if not path.exists():
        return []
    return [msgspec.json.decode(line, type=Head) for line in path.read_bytes().splitlines() if line.strip()]


async def verify_chain(tx: Transaction, heads: list[Head]) -> ChainReport:
    """Walk the whole chain and compare every link, every commitment that still has its details, and the noted heads.

    Returns:
        The report; an intact chain has no faults.
    """
    report = ChainReport()
    known = {head.seq: head.hash for head in heads}
    seq, before = 0, GENESIS
    while batch := await _links_after(tx, seq):
        for link in batch:
            if link.seq != seq + 1:
                report.faults.append(f"links {seq + 1} to {link.seq - 1} are missing")
            seq = link.seq
            if link_hash(before, link) != link.hash:
                report.faults.append(f"link {seq} does not fit: entry {link.id} or the link before it was changed")
            if known.pop(seq, link.hash.hex()) != link.hash.hex():
                report.faults.append(f"link {seq} is not the one noted outside the database")
            if link.salt is not None and commitment(link.salt, (link.body or "").encode()) != link.commitment:
                report.faults.append(f"the details of entry {link.id} are not those committed to")
            before = link.hash
            report.links += 1
    report.faults += [f"link {lost}, noted outside the database, is missing" for lost in sorted(known)]
    report.head = before.hex() if report.links else ""
    report.waiting = await tx.value("SELECT count(*) FROM record_waiting")
    entries = await tx.value("SELECT count(*) FROM record_entry")
    if entries != report.links + report.waiting:
        report.faults.append(f"{entries} entries, but {report.links} links and {report.waiting} waiting")
    return report


async def _links_after(tx: Transaction, seq: int) -> list[_Linked]:
    return await tx.all(
        _Linked,
        """SELECT l.seq, l.hash, e.id, e.at, e.act, e.actor_id, e.subject_kind, e.subject_id, e.commitment,
                  d.salt, d.body
           FROM record_link l JOIN record_entry e ON e.id = l.entry_id LEFT JOIN record_detail d ON d.entry_id = e.id
           WHERE l.seq > $1 ORDER BY l.seq LIMIT 2000""",
        seq,
    )


def _heads(folder: Path) -> Path:
    return folder / "record-heads.jsonl"
