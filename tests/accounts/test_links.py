"""One-time links and digits: once, in time, the newest only; digits never by trying them all."""

from __future__ import annotations

import pytest

from partisipasi.accounts.links import (
    CODE_TRIES,
    Link,
    LinkOver,
    Purpose,
    consume_link,
    count_code_try,
    end_links,
    forget_links,
    look_at_link,
    make_link,
)
from partisipasi.kit.database import Transaction
from partisipasi.settings import Settings
from people import new_address


async def a_link(tx: Transaction, settings: Settings, address: str, purpose: Purpose = "sign_in") -> Link:
    return await make_link(tx, settings, purpose=purpose, address=address, next_path="/topik")


async def test_a_link_proves_its_address_once(tx: Transaction, settings: Settings) -> None:
    address = new_address()
    link = await a_link(tx, settings, address)
    for _ in range(3):
        seen = await look_at_link(tx, token=link.token)
        assert seen is not None
        assert seen.address == address
    used = await consume_link(tx, settings, purpose="sign_in", token=link.token)
    assert (used.address, used.next_path, used.again) == (address, "/topik", False)
    assert await look_at_link(tx, token=link.token) is None
    with pytest.raises(LinkOver):
        await consume_link(tx, settings, token=link.token)


async def test_the_same_press_is_answered_twice_but_no_other_one(tx: Transaction, settings: Settings) -> None:
    link = await a_link(tx, settings, new_address())
    await consume_link(tx, settings, token=link.token, press="tekan-1")
    assert (await consume_link(tx, settings, token=link.token, press="tekan-1")).again
    with pytest.raises(LinkOver):
        await consume_link(tx, settings, token=link.token, press="tekan-2")
    with pytest.raises(LinkOver):
        await consume_link(tx, settings, token=link.token)


async def test_a_newer_link_ends_the_older_one_of_its_kind_only(tx: Transaction, settings: Settings) -> None:
    address = new_address()
    old = await a_link(tx, settings, address)
    first = await make_link(tx, settings, purpose="confirm_contribution", address=address, subject_id=1)
    second = await make_link(tx, settings, purpose="confirm_contribution", address=address, subject_id=2)
    await a_link(tx, settings, address)
    with pytest.raises(LinkOver):
        await consume_link(tx, settings, token=old.token)
    assert (await consume_link(tx, settings, token=first.token)).subject_id == 1
    assert (await consume_link(tx, settings, token=second.token)).subject_id == 2


async def test_a_link_for_one_purpose_serves_no_other(tx: Transaction, settings: Settings) -> None:
    link = await a_link(tx, settings, new_address(), "change_address")
    with pytest.raises(LinkOver):
        await consume_link(tx, settings, purpose="sign_in", token=link.token)


@pytest.mark.parametrize(
    ("purpose", "minutes"),
    [("sign_in", 15), ("set_password", 30), ("change_address", 30), ("confirm_contribution", 72 * 60)],
)
async def test_a_link_is_over_in_time(tx: Transaction, settings: Settings, purpose: Purpose, minutes: int) -> None:
    link = await a_link(tx, settings, new_address(), purpose)
    left = await tx.value("SELECT extract(epoch FROM expires_at - now()) FROM login_link WHERE id = $1", link.id)
    assert left == minutes * 60
    await tx.execute("UPDATE login_link SET expires_at = now() WHERE id = $1", link.id)
    assert await look_at_link(tx, token=link.token) is None
    with pytest.raises(LinkOver):
        await consume_link(tx, settings, token=link.token)


async def test_digits_do_what_the_link_does(tx: Transaction, settings: Settings) -> None:
    address = new_address()
    link = await a_link(tx, settings, address)
    typed = f" {link.code[:3]} {link.code[3:]} "
    assert (await consume_link(tx, settings, address=address, code=typed)).id == link.id
    with pytest.raises(LinkOver):
        await consume_link(tx, settings, token=link.token)


async def test_digits_of_somebody_else_are_worth_nothing(tx: Transaction, settings: Settings) -> None:
    link = await a_link(tx, settings, new_address())
    with pytest.raises(LinkOver):
        await consume_link(tx, settings, address=new_address(), code=link.code)


async def test_digits_are_dead_after_a_few_tries_and_the_link_lives_on(tx: Transaction, settings: Settings) -> None:
    address = new_address()
    link = await a_link(tx, settings, address)
    for _ in range(CODE_TRIES + 1):
        await count_code_try(tx, address=address)
    with pytest.raises(LinkOver):
        await consume_link(tx, settings, address=address, code=link.code)
    assert (await consume_link(tx, settings, token=link.token)).address == address


async def test_digits_live_shorter_than_a_link_of_three_days(tx: Transaction, settings: Settings) -> None:
    address = new_address()
    link = await a_link(tx, settings, address, "confirm_contribution")
    await tx.execute("UPDATE login_link SET created_at = now() - interval '31 minutes' WHERE id = $1", link.id)
    with pytest.raises(LinkOver):
        await consume_link(tx, settings, address=address, code=link.code)
    assert await look_at_link(tx, token=link.token) is not None


@pytest.mark.parametrize("purpose", ["set_password", "change_address"])
async def test_digits_change_no_account(tx: Transaction, settings: Settings, purpose: Purpose) -> None:
    address = new_address()
    link = await a_link(tx, settings, address, purpose)
    with pytest.raises(LinkOver):
        await consume_link(tx, settings, address=address, code=link.code)


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６"])
async def test_what_is_not_six_digits_is_refused(tx: Transaction, settings: Settings, code: str) -> None:
    address = new_address()
    await a_link(tx, settings, address)
    with pytest.raises(LinkOver):
        await consume_link(tx, settings, address=address, code=code)


async def test_neither_token_nor_digits_are_stored(tx: Transaction, settings: Settings) -> None:
    link = await a_link(tx, settings, new_address())
    row = str((await tx.rows("SELECT * FROM login_link WHERE id = $1", link.id))[0])
    assert link.token not in row
    assert link.code not in row


async def test_links_to_an_address_given_up_end(tx: Transaction, settings: Settings) -> None:
    address = new_address()
    link = await a_link(tx, settings, address)
    await end_links(tx, address=address)
    assert await look_at_link(tx, token=link.token) is None


async def test_old_links_are_forgotten_with_their_addresses(tx: Transaction, settings: Settings) -> None:
    address = new_address()
    link = await a_link(tx, settings, address)
    await tx.execute("UPDATE login_link SET expires_at = now() - interval '8 days' WHERE id = $1", link.id)
    await forget_links(tx)
    assert await tx.value("SELECT count(*) FROM login_link WHERE address = $1", address) == 0
