"""The ledger of erasures: a file in the data folder, outside all backups, replayed after a restore.

A line says which account asked to be erased, how and when: ids and times only. It is written and flushed to disk before
the erasing transaction commits. A crash between the two can leave a line for an erasure that did not happen; its owner
asked for it, so replaying it is right. The other way round, an erasure without its line, cannot happen.

After a restore an account's id may have been given anew; a line therefore names its account by id and time of making.
"""

from __future__ import annotations

import asyncio
import os
from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec

from partisipasi.kit.database import Transaction

Texts = Literal["kept", "removed"]
NAME = "erasures.jsonl"


class LedgerLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One erasure: of which account, what of its texts, asked for when."""

    account: int
    made: datetime
    texts: Texts
    at: datetime


async def note_erasure(folder: Path, line: LedgerLine) -> None:
    """Write a line and wait until it is on the disk.

    Args:
        folder: the data folder.
    """
    await asyncio.to_thread(_append, folder / NAME, msgspec.json.encode(line) + b"\n")


def read_ledger(folder: Path) -> list[LedgerLine]:
    """Every line of the ledger, oldest first. One cut short by a crash is passed over: its erasure did not commit."""
    try:
        raw = (folder / NAME).read_bytes()
    except FileNotFoundError:
        return []
    lines = []
    for part in raw.split(b"\n"):
        try:
            lines.append(msgspec.json.decode(part, type=LedgerLine))
        except msgspec.MsgspecError:
            continue
    return lines


async def complete_ledger(tx: Transaction, folder: Path) -> int:
    """Chore: write what the database knows and the ledger does not, should the file have been lost.

    Returns:
        How many lines were missing.
    """
    known = {(line.account, line.made) for line in await asyncio.to_thread(read_ledger, folder)}
    done = await tx.all(
        LedgerLine,
        """SELECT a.id AS account, a.created_at AS made, e.texts, e.at
           FROM erasure e JOIN account a ON a.id = e.account_id ORDER BY e.id""",
    )
    missing = [line for line in done if (line.account, line.made) not in known]
    for line in missing:
        await note_erasure(folder, line)
    return len(missing)


async def erasures_to_replay(tx: Transaction, folder: Path) -> list[LedgerLine]:
    """Lines whose account is in the database again, alive: what a restore brought back."""
    lines = {(line.account, line.made): line for line in await asyncio.to_thread(read_ledger, folder)}
    return await tx.all(
        LedgerLine,
        """SELECT l.account, l.made, l.texts, l.at
           FROM unnest($1::bigint[], $2::timestamptz[], $3::text[], $4::timestamptz[]) AS l (account, made, texts, at)
           JOIN account a ON a.id = l.account AND a.created_at = l.made
           WHERE a.erased_at IS NULL ORDER BY l.at""",
        [line.account for line in lines.values()],
        [line.made for line in lines.values()],
        [line.texts for line in lines.values()],
        [line.at for line in lines.values()],
    )


def _append(path: Path, line: bytes) -> None:
    fresh = not path.exists()
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        # One write of one short line, so that lines of several processes never mix; a cut line before it ends here.
        os.write(handle, b"\n" + line if _ends_within_line(path) else line)
        os.fsync(handle)
    finally:
        os.close(handle)
    if fresh:
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _ends_within_line(path: Path) -> bool:
    with path.open("rb") as file:
        if file.seek(0, os.SEEK_END) == 0:
            return False
        file.seek(-1, os.SEEK_END)
        return file.read(1) != b"\n"
