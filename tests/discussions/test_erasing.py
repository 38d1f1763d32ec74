"""Erasing a person from the talk: no name is left, texts only if they were left; every sum stays right."""

from __future__ import annotations

import pytest

from partisipasi.accounts.rights import GUEST
from partisipasi.discussions.contributing import Quote, Target, contribute
from partisipasi.discussions.editing import add_words, edit_text
from partisipasi.discussions.erasing import erase_contributor
from partisipasi.discussions.queries import talk_page
from partisipasi.discussions.supporting import support
from partisipasi.kit.database import Transaction
from partisipasi.settings import Settings
from talk_scene import broken_rules, make_person, make_scene


@pytest.mark.parametrize("texts", ["kept", "removed"])
async def test_an_erased_person_leaves_no_name_and_texts_only_by_choice(
    tx: Transaction, settings: Settings, texts: str
) -> None:
    scene = await make_scene(tx)
    gone, stays = await make_person(tx, name="Mangara BANGAU"), await make_person(tx, name="Rosmaida")
    target = Target(clause_id=scene.clauses["pasal-8"])
    root = await contribute(
        tx,
        gone,
        settings,
        target=target,
        body="Awal BANGAU.",
        quote=Quote(exact="wajib membina"),
        proposed_text="Usul BANGAU.",
    )
    await edit_text(tx, gone, settings, receipt=root.receipt, body="Kini BANGAU.")
    await add_words(tx, gone, settings, receipt=root.receipt, body="Tambah BANGAU.")
    reply = await contribute(tx, stays, settings, target=target, parent=root.receipt, body="Balasan.")
    await contribute(tx, gone, settings, target=target, parent=reply.receipt, body="Jawab BANGAU.")
    await support(tx, gone, receipt=reply.receipt)
    ids = await erase_contributor(tx, account_id=gone.account_id or 0, texts=texts)  # type: ignore[arg-type]
    assert len(ids) == 2
    thread_id = await tx.value("SELECT thread_id FROM contribution WHERE id = $1", root.id)
    page = repr(await talk_page(tx, GUEST, thread_id))
    assert "Mangara" not in page
    assert "Balasan." in page
    assert ("BANGAU" in page) is (texts == "kept")
    if texts == "removed":
        left = await tx.value(
            """SELECT (SELECT count(*) FROM contribution WHERE source LIKE '%BANGAU%' OR html LIKE '%BANGAU%')
                    + (SELECT count(*) FROM contribution_edit WHERE source LIKE '%BANGAU%')
                    + (SELECT count(*) FROM addition WHERE source LIKE '%BANGAU%')
                    + (SELECT count(*) FROM suggestion WHERE proposed LIKE '%BANGAU%')
                    + (SELECT count(*) FROM anchor WHERE contribution_id = $1 AND exact <> '')""",
            root.id,
        )
        assert left == 0
        assert await tx.value("SELECT count(*) FROM owed_contribution WHERE draft_id = $1", scene.draft_id) == 0
    assert await tx.value("SELECT count(*) FROM contribution WHERE public_name LIKE 'Mangara%'") == 0
    assert await tx.value("SELECT count(*) FROM support WHERE account_id = $1", gone.account_id) == 0
    assert await broken_rules(tx) == []
