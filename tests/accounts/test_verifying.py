"""Verified civil servants: by domain, by roster, by hand; until when; what it opens."""

from __future__ import annotations

from datetime import timedelta

import pytest

from partisipasi.accounts.queries import viewer_of_account
from partisipasi.accounts.rights import GUEST, Role, Viewer
from partisipasi.accounts.tables import Account, EmailAddress
from partisipasi.accounts.verifying import (
    LIFE,
    add_to_roster,
    empty_roster,
    end_verification,
    set_domains,
    sources,
    verification_of,
    verify_account,
    verify_self,
)
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Forbidden, Invalid, NotFound, SignInNeeded
from partisipasi.settings import Settings


async def _somebody(tx: Transaction, address: str, *, confirmed: bool = True) -> Viewer:
    account = await tx.add(Account(display_name="Siti"))
    await tx.add(EmailAddress(account_id=account.id, address=address, confirmed_at=tx.now if confirmed else None))
    return await viewer_of_account(tx, account.id)


@pytest.fixture
async def chief(tx: Transaction) -> Viewer:
    """An administrator."""
    account = await tx.add(Account())
    return Viewer(account_id=account.id, confirmed=True, roles=(Role("administrator"),))


async def test_an_office_address_verifies_for_a_year(tx: Transaction, settings: Settings, chief: Viewer) -> None:
    await set_domains(tx, chief, domains="pemkomedan.go.id\n@Dinas.Medan.go.id\n")
    siti = await _somebody(tx, "siti@dinas.medan.go.id")
    assert await verify_self(tx, siti, settings) == "mail_domain"
    found = await verification_of(tx, siti.account_id or 0)
    assert found is not None
    assert found.expires_at - found.verified_at == LIFE
    assert (await viewer_of_account(tx, siti.account_id or 0)).reads_verified


@pytest.mark.parametrize("address", ["siti@pemkomedan.go.id.evil.example", "siti@xpemkomedan.go.id", "a@medan.go.id"])
async def test_an_address_that_only_looks_alike_does_not_verify(
    tx: Transaction, settings: Settings, chief: Viewer, address: str
) -> None:
    await set_domains(tx, chief, domains="pemkomedan.go.id")
    with pytest.raises(Conflict, match="roster"):
        await verify_self(tx, await _somebody(tx, address), settings)


async def test_an_unconfirmed_address_does_not_verify(tx: Transaction, settings: Settings, chief: Viewer) -> None:
    await set_domains(tx, chief, domains="pemkomedan.go.id")
    with pytest.raises(Conflict):
        await verify_self(tx, await _somebody(tx, "siti@pemkomedan.go.id", confirmed=False), settings)


async def test_the_roster_verifies_and_holds_no_address(tx: Transaction, settings: Settings, chief: Viewer) -> None:
    added = await add_to_roster(tx, chief, settings, addresses="Siti@Warga.example.org;Siti\nbudi@warga.example.org")
    assert added == 2
    assert await add_to_roster(tx, chief, settings, addresses="siti@warga.example.org") == 0
    assert not await tx.values("SELECT 1 FROM roster_entry WHERE position('warga'::bytea IN address_hash) > 0")
    assert await verify_self(tx, await _somebody(tx, "siti@warga.example.org"), settings) == "roster"
    await empty_roster(tx, chief)
    known = await sources(tx)
    assert (known.addresses, known.verified) == (0, 1)


async def test_a_verification_ends_by_itself_to_the_second(tx: Transaction, chief: Viewer) -> None:
    siti = await _somebody(tx, "siti@warga.example.org")
    await verify_account(tx, chief, account_id=siti.account_id or 0)
    await tx.execute("UPDATE verification SET expires_at = now()")
    assert not (await viewer_of_account(tx, siti.account_id or 0)).verified
    await tx.execute("UPDATE verification SET expires_at = now() + $1::interval", timedelta(seconds=1))
    assert (await viewer_of_account(tx, siti.account_id or 0)).verified


async def test_one_ends_ones_own_and_an_administrator_anybodys(tx: Transaction, chief: Viewer) -> None:
    siti, budi = await _somebody(tx, "siti@warga.example.org"), await _somebody(tx, "budi@warga.example.org")
    for one in (siti, budi):
        await verify_account(tx, chief, account_id=one.account_id or 0)
    hers = await verification_of(tx, siti.account_id or 0)
    his = await verification_of(tx, budi.account_id or 0)
    assert hers is not None
    assert his is not None
    with pytest.raises(NotFound):
        await end_verification(tx, budi, verification_id=hers.id)
    await end_verification(tx, siti, verification_id=hers.id)
    with pytest.raises(NotFound):
        await end_verification(tx, siti, verification_id=hers.id)
    await end_verification(tx, chief, verification_id=his.id)
    assert (await sources(tx)).verified == 0


async def test_verifying_again_prolongs_and_keeps_what_was(tx: Transaction, chief: Viewer) -> None:
    siti = await _somebody(tx, "siti@warga.example.org")
    for _ in range(2):
        await verify_account(tx, chief, account_id=siti.account_id or 0)
    assert await tx.values("SELECT ended_at IS NULL FROM verification ORDER BY id") == [False, True]


async def test_only_administrators_say_who_is_known(tx: Transaction, settings: Settings, chief: Viewer) -> None:
    siti = await _somebody(tx, "siti@warga.example.org")
    with pytest.raises(Forbidden):
        await set_domains(tx, siti, domains="warga.example.org")
    with pytest.raises(Forbidden):
        await add_to_roster(tx, siti, settings, addresses="siti@warga.example.org")
    with pytest.raises(SignInNeeded):
        await verify_self(tx, GUEST, settings)
    with pytest.raises(Invalid):
        await verify_account(tx, chief, account_id=chief.account_id or 0)


@pytest.mark.parametrize("domains", ["bukan domain", "localhost", "a..b.id", "http://medan.go.id"])
async def test_a_line_that_is_no_domain_is_named(tx: Transaction, chief: Viewer, domains: str) -> None:
    with pytest.raises(Invalid):
        await set_domains(tx, chief, domains=f"pemkomedan.go.id\n{domains}")
    assert (await sources(tx)).domains == []
