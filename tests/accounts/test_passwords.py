"""Passwords: how they are kept, which are refused, and that a miss works as hard as a hit."""

from __future__ import annotations

import asyncio
import time

import pytest
from argon2 import PasswordHasher

from partisipasi.accounts import passwords
from partisipasi.accounts.guessable import common_words, is_guessable
from partisipasi.accounts.passwords import check_password, hash_password, store_password, verify_password
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Invalid
from people import new_account


async def test_a_password_is_kept_as_argon2id_of_19_mib() -> None:
    assert (await hash_password("kuda lepas baterai")).startswith("$argon2id$v=19$m=19456,t=2,p=1$")


async def test_no_sign_of_a_long_password_is_lost() -> None:
    long = "Ärger-日本-" * 8
    secret = await hash_password(long + "a")
    assert (await verify_password(secret, long + "a")).right
    assert not (await verify_password(secret, long + "b")).right
    assert not (await verify_password(secret, f"{long}a ")).right


async def test_an_accent_may_be_composed_either_way() -> None:
    secret = await hash_password("caf\u00e9 di medan barat")
    assert (await verify_password(secret, "cafe\u0301 di medan barat")).right


async def test_an_account_that_does_not_exist_costs_the_same_work(monkeypatch: pytest.MonkeyPatch) -> None:
    work: list[str] = []
    real = PasswordHasher.verify

    def counted(self: PasswordHasher, secret: str, password: str) -> bool:
        work.append(secret.rsplit("$", 2)[0])
        return real(self, secret, password)  # type: ignore[no-any-return, arg-type]

    secret = await hash_password("kuda lepas baterai")
    monkeypatch.setattr(PasswordHasher, "verify", counted)
    assert not (await verify_password(secret, "salah sekali")).right
    assert not (await verify_password(None, "salah sekali")).right
    assert work[0] == work[1]
    assert len(work) == 2


async def test_nobodys_password_opens_nothing() -> None:
    assert not (await verify_password(None, "a password that nobody has")).right


async def test_a_hash_of_older_parameters_is_told() -> None:
    old = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash("kuda lepas baterai")
    verdict = await verify_password(old, "kuda lepas baterai")
    assert verdict.right
    assert verdict.stale


async def test_the_event_loop_runs_on_while_passwords_are_checked() -> None:
    secret = await hash_password("kuda lepas baterai")
    checks = asyncio.gather(*(verify_password(secret, "salah") for _ in range(20)))
    turns = 0
    while not checks.done():
        await asyncio.sleep(0.005)
        turns += 1
    assert turns > 10
    await checks


async def test_a_new_password_replaces_the_old_one(tx: Transaction) -> None:
    account, _ = await new_account(tx)
    await store_password(tx, account_id=account, secret="satu")
    await store_password(tx, account_id=account, secret="dua")
    assert await tx.values("SELECT secret FROM credential WHERE account_id = $1", account) == ["dua"]


@pytest.mark.parametrize(
    "password",
    [
        "indonesia123", "sayangku", "Sayangku1", "p4ssw0rd!", "medan-2024", "Partisipasi2026", "12345678", "87654321",
        "qwertyuiop", "1q2w3e4r5t", "aaaaaaaa", "abcabcabc", "12341234", "iloveyou123", "Budi1985!", "bismillah99",
        "rahasia!!", "asdf1234", "walikota2025",
    ],
)  # fmt: skip
def test_what_everybody_tries_first_is_refused(password: str) -> None:
    with pytest.raises(Invalid):
        check_password(password)


@pytest.mark.parametrize(
    "password",
    ["kuda lepas baterai staples", "x7Kp-wq9-Lm", "garpu-bulan-tenda-58", "tuan rumah 4 jendela", "pЖ漢字-tujuh"],
)
def test_what_is_hard_to_guess_is_taken(password: str) -> None:
    check_password(password)


@pytest.mark.parametrize("password", ["rosmaida.h", "Rosmaida1990", "kertapati77", "Kertapati!"])
def test_what_is_known_of_a_person_is_no_password(password: str) -> None:
    known = ("rosmaida.h@contoh.example", "Kota Kertapati")
    assert is_guessable(password, known)
    assert not is_guessable(password)


@pytest.mark.parametrize("password", ["", "pendek7", "a" * 1001])
def test_a_password_has_a_length(password: str) -> None:
    with pytest.raises(Invalid):
        check_password(password)


def test_the_words_stand_for_more_than_three_thousand_passwords() -> None:
    refused = {f"{word}{year}" for word in common_words() for year in ("123", "2024", "!", "99", "#1")}
    assert len(refused) > 3000
    assert all(is_guessable(password) for password in refused)


def test_a_long_password_is_judged_at_once() -> None:
    started = time.perf_counter()
    is_guessable("ab1" * 333)
    is_guessable("sayang" * 166)
    is_guessable(".-1x" * 250)
    assert time.perf_counter() - started < 0.5


def test_parameters_stand_in_one_place() -> None:
    assert (passwords.HASHER.memory_cost, passwords.HASHER.time_cost, passwords.HASHER.parallelism) == (19456, 2, 1)
