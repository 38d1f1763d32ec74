"""The ledger of erasures: never behind the database, and replayed on the right accounts only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from partisipasi.accounts import erasing
from partisipasi.accounts.erasing import erase_account, replay
from partisipasi.accounts.ledger import NAME, LedgerLine, Texts, complete_ledger, note_erasure, read_ledger
from partisipasi.accounts.rights import SYSTEM
from partisipasi.kit.database import Transaction
from partisipasi.settings import Settings
from people import new_account


@pytest.fixture
def own_settings(settings: Settings, tmp_path: Path) -> Settings:
    """Settings with a data folder of the test's own."""
    return msgspec.structs.replace(settings, data=tmp_path)


async def test_the_line_is_on_the_disk_before_the_commit(tx: Transaction, own_settings: Settings) -> None:
    account, address = await new_account(tx)
    await erase_account(tx, SYSTEM, own_settings, account_id=account, texts="kept")
    (line,) = read_ledger(own_settings.data)
    assert (line.account, line.texts, line.at) == (account, "kept", tx.now)
    assert address not in (own_settings.data / NAME).read_text()
    assert (own_settings.data / NAME).stat().st_mode & 0o777 == 0o600


async def test_without_its_line_nothing_is_erased(
    tx: Transaction, own_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_: object) -> None:
        raise OSError("no space left")

    account, address = await new_account(tx)
    monkeypatch.setattr(erasing, "note_erasure", full)
    with pytest.raises(OSError, match="no space"):
        async with tx.savepoint():
            await erase_account(tx, SYSTEM, own_settings, account_id=account, texts="kept")
    assert await tx.value("SELECT address FROM email_address WHERE account_id = $1", account) == address


async def test_a_restored_account_is_erased_again_in_every_room(tx: Transaction, own_settings: Settings) -> None:
    account, _ = await new_account(tx)
    async with tx.savepoint():
        await tx.execute("SAVEPOINT backup")
        await erase_account(tx, SYSTEM, own_settings, account_id=account, texts="removed")
        await tx.execute("ROLLBACK TO SAVEPOINT backup")
    asked: list[tuple[int, Texts]] = []

    async def other_room(_tx: Transaction, account_id: int, texts: Texts) -> None:
        asked.append((account_id, texts))

    assert await replay(tx, own_settings, erasers=(other_room,)) == 1
    assert asked == [(account, "removed")]
    assert await tx.value("SELECT erased_at FROM account WHERE id = $1", account) is not None
    assert await replay(tx, own_settings, erasers=(other_room,)) == 0


async def test_who_got_the_number_of_an_erased_account_is_left_alone(tx: Transaction, own_settings: Settings) -> None:
    account, _ = await new_account(tx)
    made: datetime = await tx.value("SELECT created_at FROM account WHERE id = $1", account)
    await note_erasure(own_settings.data, LedgerLine(account, made - timedelta(days=3), "kept", made))
    assert await replay(tx, own_settings, erasers=()) == 0
    assert await tx.value("SELECT erased_at FROM account WHERE id = $1", account) is None


async def test_a_lost_ledger_is_written_anew_from_the_database(tx: Transaction, own_settings: Settings) -> None:
    account, _ = await new_account(tx)
    await erase_account(tx, SYSTEM, own_settings, account_id=account, texts="kept")
    (own_settings.data / NAME).unlink()
    assert await complete_ledger(tx, own_settings.data) >= 1
    assert account in {line.account for line in read_ledger(own_settings.data)}
    assert await complete_ledger(tx, own_settings.data) == 0


async def test_a_line_cut_short_spoils_no_other(tmp_path: Path) -> None:
    now = datetime(2026, 11, 24, 7, 5, tzinfo=UTC)
    first, second = LedgerLine(1, now, "kept", now), LedgerLine(2, now, "removed", now)
    await note_erasure(tmp_path, first)
    with (tmp_path / NAME).open("ab") as file:
        file.write(b'{"account": 9, "ma')
    await note_erasure(tmp_path, second)
    assert read_ledger(tmp_path) == [first, second]


def test_there_is_no_ledger_before_the_first_erasure(tmp_path: Path) -> None:
    assert read_ledger(tmp_path) == []
