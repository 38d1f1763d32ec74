"""Roles and tokens: who gives them, where they count, when they end."""

from __future__ import annotations

import msgspec
import pytest

from partisipasi.accounts.queries import viewer_of_account, viewer_of_api_token, viewer_of_session
from partisipasi.accounts.rights import GUEST, SYSTEM, Act, Viewer, may
from partisipasi.accounts.roles import end_role, grant_role, role_history
from partisipasi.accounts.sessions import ProofNeeded, start_session
from partisipasi.accounts.tokens import make_token, revoke_token, tokens_of
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Forbidden, Invalid, NotFound, SignInNeeded
from people import new_account


async def an_administrator(tx: Transaction) -> Viewer:
    account, _ = await new_account(tx)
    await grant_role(tx, SYSTEM, account_id=account, role="administrator")
    return await viewer_of_account(tx, account)


async def test_only_an_administrator_gives_roles(tx: Transaction) -> None:
    account, _ = await new_account(tx)
    citizen = await viewer_of_account(tx, account)
    with pytest.raises(SignInNeeded):
        await grant_role(tx, GUEST, account_id=account, role="administrator")
    with pytest.raises(Forbidden):
        await grant_role(tx, citizen, account_id=account, role="administrator")
    with pytest.raises(Forbidden):
        await role_history(tx, citizen)
    await grant_role(tx, await an_administrator(tx), account_id=account, role="officer")
    assert (await viewer_of_account(tx, account)).has("officer")


async def test_a_guest_with_the_fields_of_the_program_is_still_a_guest(tx: Transaction) -> None:
    account, _ = await new_account(tx)
    assert Viewer() == SYSTEM
    with pytest.raises(SignInNeeded):
        await grant_role(tx, Viewer(), account_id=account, role="officer")
    with pytest.raises(SignInNeeded):
        await make_token(tx, Viewer(), account_id=account)


async def test_a_role_for_a_topic_counts_there_only(tx: Transaction) -> None:
    account, _ = await new_account(tx)
    topic = await tx.value("INSERT INTO topic (slug, name) VALUES ('uji-peran', 'Uji') RETURNING id")
    await grant_role(tx, SYSTEM, account_id=account, role="moderator", topic_id=topic)
    viewer = await viewer_of_account(tx, account)
    assert may(viewer, Act.moderate, topic_id=topic)
    assert not may(viewer, Act.moderate, topic_id=topic + 1)
    with pytest.raises(Invalid):
        await grant_role(tx, SYSTEM, account_id=account, role="administrator", topic_id=topic)


async def test_the_same_role_twice_is_one(tx: Transaction) -> None:
    account, _ = await new_account(tx)
    first = await grant_role(tx, SYSTEM, account_id=account, role="officer")
    assert await grant_role(tx, SYSTEM, account_id=account, role="officer") == first
    assert len(await role_history(tx, await viewer_of_account(tx, account), account_id=account)) == 1


async def test_an_ended_role_stays_in_the_history(tx: Transaction) -> None:
    administrator = await an_administrator(tx)
    account, _ = await new_account(tx)
    role = await grant_role(tx, administrator, account_id=account, role="officer")
    await end_role(tx, administrator, role_id=role)
    assert not (await viewer_of_account(tx, account)).is_staff
    (row,) = await role_history(tx, administrator, account_id=account)
    assert (row.granted_by, row.ended_by) == (administrator.account_id, administrator.account_id)
    with pytest.raises(NotFound):
        await end_role(tx, administrator, role_id=role)


async def test_the_last_administrator_stays(tx: Transaction) -> None:
    await tx.execute("UPDATE role_grant SET ended_at = now() WHERE role = 'administrator' AND ended_at IS NULL")
    only = await an_administrator(tx)
    (role,) = await role_history(tx, only, account_id=only.account_id)
    with pytest.raises(Conflict):
        await end_role(tx, only, role_id=role.id)
    await an_administrator(tx)
    await end_role(tx, only, role_id=role.id)


async def test_a_new_role_of_staff_ends_the_sessions_without_it_and_an_ended_one_does_not(tx: Transaction) -> None:
    account, _ = await new_account(tx)
    before = await start_session(tx, account_id=account, device="")
    await grant_role(tx, SYSTEM, account_id=account, role="citizen")
    assert (await viewer_of_session(tx, before)).signed_in
    role = await grant_role(tx, SYSTEM, account_id=account, role="officer")
    assert not (await viewer_of_session(tx, before)).signed_in
    after = await start_session(tx, account_id=account, device="")
    await end_role(tx, SYSTEM, role_id=role)
    viewer = await viewer_of_session(tx, after)
    assert viewer.signed_in
    assert not viewer.is_staff


async def test_staff_are_signed_out_after_half_an_hour_citizens_after_a_month(tx: Transaction) -> None:
    for role, idle in (("citizen", "30 days"), ("officer", "30 minutes")):
        account, _ = await new_account(tx)
        await grant_role(tx, SYSTEM, account_id=account, role=role)
        token = await start_session(tx, account_id=account, device="")
        sql = "UPDATE session SET seen_at = now() - $2::text::interval + interval '1 minute' WHERE account_id = $1"
        await tx.execute(sql, account, idle)
        assert (await viewer_of_session(tx, token)).signed_in
        await tx.execute("UPDATE session SET seen_at = seen_at - interval '1 minute' WHERE account_id = $1", account)
        assert not (await viewer_of_session(tx, token)).signed_in


async def test_a_token_acts_as_its_account_until_it_ends(tx: Transaction) -> None:
    account, _ = await new_account(tx)
    viewer = msgspec.structs.replace(await viewer_of_account(tx, account), proved_at=tx.now)
    token = await make_token(tx, viewer, account_id=account, days=1)
    assert (await viewer_of_api_token(tx, token)).account_id == account
    (row,) = await tokens_of(tx, viewer)
    other, _ = await new_account(tx)
    with pytest.raises(NotFound):
        await revoke_token(tx, await viewer_of_account(tx, other), token_id=row.id)
    await revoke_token(tx, viewer, token_id=row.id)
    assert not (await viewer_of_api_token(tx, token)).signed_in
    with pytest.raises(Invalid):
        await make_token(tx, viewer, account_id=account, days=0)
    with pytest.raises(NotFound):
        await make_token(tx, viewer, account_id=other)


async def test_a_token_needs_a_fresh_proof(tx: Transaction) -> None:
    account, _ = await new_account(tx)
    with pytest.raises(ProofNeeded):
        await make_token(tx, await viewer_of_account(tx, account), account_id=account)
