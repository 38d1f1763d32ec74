"""What the author of a contribution can do with it: mend, add, withdraw; with the account or with the owner key."""

from __future__ import annotations

import pytest

from partisipasi.accounts.rights import GUEST
from partisipasi.discussions.confirming import confirm_contribution, contribute_awaiting, forget_unconfirmed
from partisipasi.discussions.contributing import Posted, Target, Words, contribute
from partisipasi.discussions.editing import add_words, edit_text
from partisipasi.discussions.queries import entry_of, talk_page
from partisipasi.discussions.receipts import history_of
from partisipasi.discussions.screening import MOST_AWAITING
from partisipasi.discussions.supporting import support
from partisipasi.discussions.visibility import hide_contribution, release_held, restore_contribution
from partisipasi.discussions.withdrawing import withdraw_contribution
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Invalid, NotFound, TooMany
from partisipasi.settings import Settings
from talk_scene import Scene, broken_rules, make_person, make_scene


async def _post(
    tx: Transaction, settings: Settings, scene: Scene, body: str = "Masukan pertama."
) -> tuple[Posted, object]:
    person = await make_person(tx, name="Tigor")
    posted = await contribute(tx, person, settings, target=Target(clause_id=scene.clauses["pasal-8"]), body=body)
    return posted, person


async def test_a_text_can_be_mended_until_somebody_supports_it_and_its_earlier_wording_stays(
    tx: Transaction, settings: Settings
) -> None:
    scene = await make_scene(tx)
    posted, person = await _post(tx, settings, scene)
    await edit_text(tx, person, settings, receipt=posted.receipt, body="Masukan kedua.")
    history = await history_of(tx, GUEST, posted.receipt)
    assert history is not None
    assert [text.html for text in history.earlier] == ["<p>Masukan pertama.</p>\n"]
    assert history.html == "<p>Masukan kedua.</p>\n"
    await support(tx, await make_person(tx), receipt=posted.receipt)
    with pytest.raises(Conflict) as refused:
        await edit_text(tx, person, settings, receipt=posted.receipt, body="Masukan ketiga.")
    assert refused.value.code == "stands_fast"
    await add_words(tx, person, settings, receipt=posted.receipt, body="Tambahan.")
    entry = await entry_of(tx, GUEST, posted.receipt)
    assert entry is not None
    assert "Tambahan." in (entry.additions_json or "")


async def test_after_fifteen_minutes_a_text_stands_fast(tx: Transaction, settings: Settings) -> None:
    scene = await make_scene(tx)
    posted, person = await _post(tx, settings, scene)
    await tx.execute("UPDATE contribution SET created_at = now() - interval '16 minutes' WHERE id = $1", posted.id)
    with pytest.raises(Conflict):
        await edit_text(tx, person, settings, receipt=posted.receipt, body="Terlambat.")


async def test_nothing_is_added_to_input_of_a_closed_round(tx: Transaction, settings: Settings) -> None:
    scene = await make_scene(tx)
    posted, person = await _post(tx, settings, scene)
    await tx.execute("UPDATE round SET closes_at = now() - interval '1 second' WHERE id = $1", scene.round_id)
    with pytest.raises(Conflict) as refused:
        await add_words(tx, person, settings, receipt=posted.receipt, body="Tambahan.")
    assert refused.value.code == "round_closed"


async def test_the_owner_key_does_what_the_account_does_and_nothing_else_does(
    tx: Transaction, settings: Settings
) -> None:
    scene = await make_scene(tx)
    posted, _ = await _post(tx, settings, scene)
    stranger = await make_person(tx)
    for viewer, key in ((GUEST, ""), (GUEST, "AAAA-BBBB-CCCC-DDDD"), (stranger, "")):
        with pytest.raises(NotFound):
            await withdraw_contribution(tx, viewer, settings, receipt=posted.receipt, key=key)
    typed = posted.owner_key.lower().replace("-", " ")
    await withdraw_contribution(tx, GUEST, settings, receipt=posted.receipt.lower(), key=typed)
    entry = await entry_of(tx, GUEST, posted.receipt)
    assert entry is not None
    assert (entry.state, entry.html, entry.name) == ("withdrawn", "", None)
    with pytest.raises(Conflict):
        await withdraw_contribution(tx, GUEST, settings, receipt=posted.receipt, key=posted.owner_key)
    assert await broken_rules(tx) == []


async def test_a_hidden_text_leaves_a_stub_without_a_word_or_a_name_and_comes_back(
    tx: Transaction, settings: Settings
) -> None:
    scene = await make_scene(tx)
    posted, _ = await _post(tx, settings, scene, body="KENARI rahasia.")
    thread_id = await tx.value("SELECT thread_id FROM contribution WHERE id = $1", posted.id)
    await hide_contribution(tx, contribution_id=posted.id, rule="abuse")
    page = await talk_page(tx, GUEST, thread_id)
    assert [(entry.state, entry.hidden_rule) for entry in page] == [("hidden", "abuse")]
    assert "KENARI" not in repr(page)
    assert "Tigor" not in repr(page)
    assert await broken_rules(tx) == []
    with pytest.raises(Conflict):
        await hide_contribution(tx, contribution_id=posted.id, rule="spam")
    await restore_contribution(tx, contribution_id=posted.id)
    assert "KENARI" in repr(await talk_page(tx, GUEST, thread_id))
    assert await broken_rules(tx) == []


async def test_a_guests_text_is_nobodys_until_it_is_confirmed(tx: Transaction, settings: Settings) -> None:
    scene = await make_scene(tx)
    awaiting = await contribute_awaiting(
        tx,
        settings,
        target=Target(clause_id=scene.clauses["pasal-8"]),
        version_id=scene.version_id,
        words=Words(body="KENARI menunggu."),
        email=" Warga.Baru@Example.ORG ",
        public_name="Rini",
    )
    assert awaiting.address == "warga.baru@example.org"
    thread_id = await tx.value("SELECT thread_id FROM contribution WHERE id = $1", awaiting.posted.id)
    assert await talk_page(tx, GUEST, thread_id) == []
    assert await entry_of(tx, GUEST, awaiting.posted.receipt) is None
    assert await tx.value("SELECT count(*) FROM owed_contribution WHERE draft_id = $1", scene.draft_id) == 0
    await tx.execute("UPDATE round SET closes_at = now() - interval '1 second' WHERE id = $1", scene.round_id)
    confirmed = await confirm_contribution(
        tx, contribution_id=awaiting.posted.id, address=awaiting.address, language="id"
    )
    again = await confirm_contribution(tx, contribution_id=awaiting.posted.id, address=awaiting.address, language="id")
    assert (confirmed.state, again.account_id) == ("published", confirmed.account_id)
    entry = await entry_of(tx, GUEST, awaiting.posted.receipt)
    assert entry is not None
    assert entry.name == "Rini"
    assert await tx.value("SELECT count(*) FROM owed_contribution WHERE draft_id = $1", scene.draft_id) == 1
    assert await broken_rules(tx) == []


async def test_names_of_offices_and_too_many_texts_for_one_address_are_refused(
    tx: Transaction, settings: Settings
) -> None:
    scene = await make_scene(tx)

    async def write(name: str = "") -> None:
        await contribute_awaiting(
            tx,
            settings,
            target=Target(draft_id=scene.draft_id),
            version_id=scene.version_id,
            words=Words(body="Halo."),
            email="banjir@example.org",
            public_name=name,
        )

    with pytest.raises(Invalid) as refused:
        await write("Admin Pemko")
    assert "public_name" in refused.value.fields
    for _ in range(MOST_AWAITING):
        await write()
    with pytest.raises(TooMany):
        await write()


async def test_many_links_of_a_newcomer_are_held_when_confirmed_and_can_be_released(
    tx: Transaction, settings: Settings
) -> None:
    scene = await make_scene(tx)
    awaiting = await contribute_awaiting(
        tx,
        settings,
        target=Target(draft_id=scene.draft_id),
        version_id=scene.version_id,
        words=Words(body="https://a.example https://b.example https://c.example"),
        email="tautan@example.org",
        public_name="",
    )
    confirmed = await confirm_contribution(
        tx, contribution_id=awaiting.posted.id, address=awaiting.address, language="id"
    )
    assert confirmed.state == "held"
    assert await entry_of(tx, GUEST, awaiting.posted.receipt) is None
    await release_held(tx, contribution_id=awaiting.posted.id)
    assert await entry_of(tx, GUEST, awaiting.posted.receipt) is not None
    assert await broken_rules(tx) == []


async def test_what_nobody_confirms_is_deleted_after_a_week(tx: Transaction, settings: Settings) -> None:
    scene = await make_scene(tx)
    awaiting = await contribute_awaiting(
        tx,
        settings,
        target=Target(clause_id=scene.clauses["pasal-8"]),
        version_id=scene.version_id,
        words=Words(body="Lupa.", proposed_text="Kata lain."),
        email="lupa@example.org",
        public_name="",
    )
    await tx.execute("UPDATE contribution SET created_at = now() - interval '8 days' WHERE id = $1", awaiting.posted.id)
    assert await forget_unconfirmed(tx) >= 1
    assert await tx.value("SELECT count(*) FROM contribution WHERE id = $1", awaiting.posted.id) == 0
    with pytest.raises(NotFound):
        await confirm_contribution(tx, contribution_id=awaiting.posted.id, address=awaiting.address, language="id")
