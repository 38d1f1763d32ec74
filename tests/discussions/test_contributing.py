"""Saying something on a clause, a draft, in a thread: what is stored, what is counted, what is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest

from partisipasi.accounts.rights import GUEST
from partisipasi.discussions.contributing import Quote, Target, contribute
from partisipasi.discussions.places import NewerWording
from partisipasi.discussions.screening import MOST, MOST_WHEN_NEW
from partisipasi.drafts.tables import Round
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Forbidden, Invalid, NotFound, SignInNeeded, TooMany
from partisipasi.settings import Settings
from talk_scene import PASAL, broken_rules, join_team, make_person, make_scene, make_version, publish


async def test_a_suggestion_on_a_clause_is_public_at_once_with_its_place_and_its_words(
    tx: Transaction, settings: Settings
) -> None:
    scene = await make_scene(tx)
    person = await make_person(tx, name="Butet")
    posted = await contribute(
        tx,
        person,
        settings,
        target=Target(clause_id=scene.clauses["pasal-7.ayat-1"]),
        version_id=scene.version_id,
        body="Terlalu **berat**.",
        stance="agree_with_changes",
        quote=Quote(exact="sebesar 2%  (dua persen)"),
        proposed_text="Pegawai yang terlambat dikenai pemotongan sebesar 1% (satu persen) setiap hari.",
    )
    assert posted.state == "published"
    row = (
        await tx.rows(
            """SELECT c.kind, c.html, c.round_id, c.draft_id, c.public_name, a.exact, a.start, a.stop, s.proposed,
                      y.contributions, y.roots
               FROM contribution c JOIN anchor a ON a.contribution_id = c.id
               JOIN suggestion s ON s.contribution_id = c.id JOIN thread_tally y ON y.thread_id = c.thread_id
               WHERE c.id = $1""",
            posted.id,
        )
    )[0]
    assert row["kind"] == "suggestion"
    assert row["html"] == "<p>Terlalu <strong>berat</strong>.</p>\n"
    assert (row["round_id"], row["draft_id"], row["public_name"]) == (scene.round_id, scene.draft_id, "Butet")
    text = PASAL["pasal-7.ayat-1"][2]
    assert text[row["start"] : row["stop"]] == "sebesar 2% (dua persen)"
    assert (row["contributions"], row["roots"]) == (1, 1)
    assert await broken_rules(tx) == []


async def test_the_clauses_own_words_are_no_suggestion(tx: Transaction, settings: Settings) -> None:
    scene = await make_scene(tx)
    posted = await contribute(
        tx,
        await make_person(tx),
        settings,
        target=Target(clause_id=scene.clauses["pasal-7.ayat-2"]),
        body="Setuju.",
        proposed_text="Pemotongan  dihitung dari tambahan penghasilan satu bulan.\r\n",
    )
    assert await tx.value("SELECT kind FROM contribution WHERE id = $1", posted.id) == "comment"
    assert await tx.value("SELECT count(*) FROM suggestion WHERE contribution_id = $1", posted.id) == 0


async def test_a_bare_stance_is_taken_and_owed_no_answer(tx: Transaction, settings: Settings) -> None:
    scene = await make_scene(tx)
    person = await make_person(tx)
    target = Target(clause_id=scene.clauses["pasal-8"])
    posted = await contribute(tx, person, settings, target=target, stance="disagree")
    assert await tx.value("SELECT count(*) FROM owed_contribution WHERE contribution_id = $1", posted.id) == 0
    with pytest.raises(Invalid) as refused:
        await contribute(tx, person, settings, target=target)
    assert "body" in refused.value.fields


async def test_a_quote_that_does_not_stand_in_the_clause_is_refused(tx: Transaction, settings: Settings) -> None:
    scene = await make_scene(tx)
    with pytest.raises(Invalid) as refused:
        await contribute(
            tx,
            await make_person(tx),
            settings,
            target=Target(clause_id=scene.clauses["pasal-8"]),
            body="Ini.",
            quote=Quote(exact="dua persen"),
        )
    assert "quote_exact" in refused.value.fields


async def test_a_quote_may_come_from_a_part_of_the_clause(tx: Transaction, settings: Settings) -> None:
    scene = await make_scene(tx)
    posted = await contribute(
        tx,
        await make_person(tx),
        settings,
        target=Target(clause_id=scene.clauses["pasal-7"]),
        body="Ini.",
        quote=Quote(exact="dua persen"),
    )
    assert posted.state == "published"


async def test_who_wrote_on_an_older_version_gets_both_wordings(tx: Transaction, settings: Settings) -> None:
    scene = await make_scene(tx)
    person = await make_person(tx)
    words = {**PASAL, "pasal-8": ("pasal", "Pasal 8", "Kepala perangkat daerah membina pegawai.")}
    newer, _, _ = await make_version(tx, scene.draft_id, 2, words, follows=scene.version_id, identities=scene.clauses)
    await publish(tx, newer)
    await tx.execute("UPDATE round SET closes_at = now() - interval '1 hour' WHERE id = $1", scene.round_id)
    await tx.add(
        Round(
            draft_id=scene.draft_id,
            version_id=newer,
            number=2,
            opens_at=tx.now - timedelta(minutes=5),
            closes_at=tx.now + timedelta(days=3),
        )
    )
    target = Target(clause_id=scene.clauses["pasal-8"])
    with pytest.raises(Conflict) as refused:
        await contribute(tx, person, settings, target=target, version_id=scene.version_id, body="Wajib itu penting.")
    assert refused.value.code == "newer_version"
    wordings = refused.value.detail
    assert isinstance(wordings, NewerWording)
    assert (wordings.number, wordings.key) == (2, "pasal-8")
    assert "wajib" in wordings.old_text
    assert wordings.new_text == "Kepala perangkat daerah membina pegawai."
    posted = await contribute(tx, person, settings, target=target, version_id=newer, body="Wajib itu penting.")
    assert posted.state == "published"


async def test_after_the_round_input_is_refused_but_the_team_may_still_reply(
    tx: Transaction, settings: Settings
) -> None:
    scene = await make_scene(tx)
    person = await make_person(tx)
    target = Target(clause_id=scene.clauses["pasal-8"])
    asked = await contribute(tx, person, settings, target=target, body="Siapa yang membina?", kind="question")
    await tx.execute("UPDATE round SET closes_at = now() - interval '1 second' WHERE id = $1", scene.round_id)
    with pytest.raises(Conflict) as refused:
        await contribute(tx, person, settings, target=target, body="Terlambat.")
    assert refused.value.code == "round_closed"
    with pytest.raises(Conflict):
        await contribute(tx, person, settings, target=target, parent=asked.receipt, body="Balasan.")
    officer = await make_person(tx, role="officer")
    with pytest.raises(Forbidden):
        await contribute(
            tx, officer, settings, target=target, parent=asked.receipt, body="Atasan langsung.", kind="official"
        )
    await join_team(tx, scene, officer, "analyst")
    await contribute(
        tx, officer, settings, target=target, parent=asked.receipt, body="Atasan langsung.", kind="official"
    )
    assert await tx.value("SELECT stage FROM contribution_stage WHERE contribution_id = $1", asked.id) == "answered"


async def test_replies_nest_two_levels_and_counters_follow(tx: Transaction, settings: Settings) -> None:
    scene = await make_scene(tx)
    target = Target(clause_id=scene.clauses["pasal-8"])
    person = await make_person(tx)
    receipts = [(await contribute(tx, person, settings, target=target, body="Satu.")).receipt]
    for body in ("Dua.", "Tiga.", "Empat."):
        posted = await contribute(tx, person, settings, target=target, parent=receipts[-1], body=body)
        receipts.append(posted.receipt)
    depths = await tx.values("SELECT depth FROM contribution WHERE receipt = ANY($1) ORDER BY id", receipts)
    assert depths == [0, 1, 2, 2]
    root = await tx.value("SELECT id FROM contribution WHERE receipt = $1", receipts[0])
    replies = await tx.value("SELECT replies FROM contribution_tally WHERE contribution_id = $1", root)
    assert replies == 3
    assert await broken_rules(tx) == []
    kinds = await tx.values("SELECT kind FROM contribution WHERE receipt = ANY($1) AND depth > 0", receipts)
    assert set(kinds) == {"reply"}


async def test_a_reply_marked_as_input_of_its_own_is_owed_an_answer(tx: Transaction, settings: Settings) -> None:
    scene = await make_scene(tx)
    target = Target(clause_id=scene.clauses["pasal-8"])
    person = await make_person(tx)
    root = await contribute(tx, person, settings, target=target, body="Satu.")
    follows = await contribute(tx, person, settings, target=target, parent=root.receipt, body="Setuju.")
    own = await contribute(
        tx, person, settings, target=target, parent=root.receipt, body="Tambahkan sanksi.", own_input=True
    )
    owed = await tx.values("SELECT contribution_id FROM owed_contribution WHERE draft_id = $1", scene.draft_id)
    assert set(owed) == {root.id, own.id}
    assert follows.id not in owed


async def test_guests_and_unconfirmed_accounts_cannot_publish(tx: Transaction, settings: Settings) -> None:
    scene = await make_scene(tx)
    target = Target(draft_id=scene.draft_id)
    with pytest.raises(SignInNeeded):
        await contribute(tx, GUEST, settings, target=target, body="Halo.")
    with pytest.raises(Forbidden):
        await contribute(tx, await make_person(tx, confirmed=False), settings, target=target, body="Halo.")


async def test_a_clause_of_a_concept_does_not_exist_for_the_public(tx: Transaction, settings: Settings) -> None:
    scene = await make_scene(tx)
    _, clauses, _ = await make_version(
        tx, scene.draft_id, 2, {"pasal-99": ("pasal", "Pasal 99", "Rahasia.")}, follows=scene.version_id
    )
    with pytest.raises(NotFound):
        await contribute(
            tx, await make_person(tx), settings, target=Target(clause_id=clauses["pasal-99"]), body="Halo."
        )


async def test_newcomers_and_regulars_have_their_pace_and_what_somebody_vouched_for_has_none(
    tx: Transaction, settings: Settings
) -> None:
    scene = await make_scene(tx)
    target = Target(draft_id=scene.draft_id)
    for person, most in (
        (await make_person(tx, age=timedelta(minutes=5)), MOST_WHEN_NEW),
        (await make_person(tx), MOST),
    ):
        for number in range(most):
            await contribute(tx, person, settings, target=target, body=f"Masukan {number}.")
        with pytest.raises(TooMany) as refused:
            await contribute(tx, person, settings, target=target, body="Satu lagi.")
        assert 60 <= refused.value.wait <= 600
    officer = await make_person(tx, role="officer", age=timedelta(0))
    for number in range(MOST + 5):
        await contribute(tx, officer, settings, target=target, body=f"Catatan {number}.")


async def test_a_text_with_an_identity_number_is_asked_about_or_held(tx: Transaction, settings: Settings) -> None:
    scene = await make_scene(tx)
    target = Target(draft_id=scene.draft_id)
    person = await make_person(tx)
    body = "NIK saya 1271054107900001, tolong dicek."
    with pytest.raises(Invalid) as asked:
        await contribute(tx, person, settings, target=target, body=body, asks=True)
    assert "body" in asked.value.fields
    held = await contribute(tx, person, settings, target=target, body=body)
    assert held.state == "held"
    row = (await tx.rows("SELECT held_reason, published_at FROM contribution WHERE id = $1", held.id))[0]
    assert (row["held_reason"], row["published_at"]) == ("identity_number", None)
    assert await broken_rules(tx) == []
