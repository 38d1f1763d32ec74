"""Anchors follow their clause into the next version; only what a person confirmed is kept."""

from __future__ import annotations

import time

from partisipasi.discussions.anchors import carry_anchors, catch_up, confirm_anchor
from partisipasi.discussions.contributing import Quote, Target, contribute
from partisipasi.discussions.visibility import hide_contribution
from partisipasi.kit.database import Transaction
from partisipasi.settings import Settings
from talk_scene import PASAL, align, make_person, make_scene, make_version

AYAT = "pasal-7.ayat-1"
REWORDED = {
    "pasal-7": PASAL["pasal-7"],
    "pasal-7.ayat-1": ("ayat", "(1)", "Pegawai yang terlambat dikenai pemotongan sebesar 1% (satu persen) tiap hari."),
    "pasal-8": ("pasal", "Pasal 8", "Kepala perangkat daerah wajib membina pegawai di bawahnya."),
}


async def _next_version(tx: Transaction, scene) -> tuple[int, dict[str, int], dict[str, int]]:  # type: ignore[no-untyped-def]
    version_id, clauses, texts = await make_version(
        tx, scene.draft_id, 2, REWORDED, follows=scene.version_id, identities=scene.clauses
    )
    await align(
        tx,
        version_id,
        [
            (scene.texts["pasal-7"], texts["pasal-7"], "same"),
            (scene.texts[AYAT], texts[AYAT], "reworded"),
            (scene.texts["pasal-7.ayat-2"], None, "deleted"),
            (scene.texts["pasal-8"], texts["pasal-8"], "same"),
        ],
    )
    return version_id, clauses, texts


async def test_each_anchor_tells_what_became_of_its_place(tx: Transaction, settings: Settings) -> None:
    scene = await make_scene(tx)
    person = await make_person(tx)

    async def say(key: str, exact: str = "") -> int:
        quote = Quote(exact=exact) if exact else None
        target = Target(clause_id=scene.clauses[key])
        return (await contribute(tx, person, settings, target=target, body="Masukan.", quote=quote)).id

    kept = await say("pasal-8", "wajib membina")
    changed = await say(AYAT, "sebesar 2% (dua persen)")
    whole = await say(AYAT)
    gone = await say("pasal-7.ayat-2")
    hidden = await say("pasal-8")
    await hide_contribution(tx, contribution_id=hidden, rule="spam")
    version_id, _, _ = await _next_version(tx, scene)
    assert await carry_anchors(tx, version_id) == 5
    rows = await tx.rows(
        "SELECT contribution_id, clause_id, state, review, exact FROM anchor WHERE version_id = $1", version_id
    )
    found = {row["contribution_id"]: row for row in rows}
    assert found[kept]["state"] == "exact"
    assert found[kept]["clause_id"] == scene.clauses["pasal-8"]
    assert found[changed]["state"] == "reworded"
    assert found[changed]["exact"] == "sebesar 2% (dua persen)"
    assert (found[whole]["state"], found[whole]["review"]) == ("reworded", "none")
    assert (found[gone]["state"], found[gone]["clause_id"]) == ("deleted", None)


async def test_a_save_works_anchors_out_again_but_keeps_confirmed_ones(tx: Transaction, settings: Settings) -> None:
    scene = await make_scene(tx)
    person = await make_person(tx)
    ids = [
        (await contribute(tx, person, settings, target=Target(clause_id=scene.clauses[AYAT]), body="Masukan.")).id
        for _ in range(2)
    ]
    version_id, _, _ = await _next_version(tx, scene)
    await carry_anchors(tx, version_id)
    anchor_id = await tx.value(
        "SELECT id FROM anchor WHERE version_id = $1 AND contribution_id = $2", version_id, ids[0]
    )
    await confirm_anchor(tx, anchor_id=anchor_id, account_id=person.account_id or 0, clause_id=scene.clauses["pasal-8"])
    assert await carry_anchors(tx, version_id) == 1
    rows = await tx.rows(
        "SELECT clause_id, review FROM anchor WHERE version_id = $1 ORDER BY contribution_id", version_id
    )
    assert [(row["clause_id"], row["review"]) for row in rows] == [
        (scene.clauses["pasal-8"], "confirmed"),
        (scene.clauses[AYAT], "none"),
    ]


async def test_what_becomes_public_late_gets_its_anchors_then(tx: Transaction, settings: Settings) -> None:
    scene = await make_scene(tx)
    posted = await contribute(
        tx, await make_person(tx), settings, target=Target(clause_id=scene.clauses[AYAT]), body="Masukan."
    )
    version_id, _, _ = await _next_version(tx, scene)
    await catch_up(tx, posted.id)
    await catch_up(tx, posted.id)
    assert await tx.values("SELECT state FROM anchor WHERE version_id = $1", version_id) == ["reworded"]


async def test_ten_thousand_anchors_are_carried_in_a_fixed_number_of_queries(
    tx: Transaction, settings: Settings
) -> None:
    scene = await make_scene(tx)
    posted = await contribute(
        tx,
        await make_person(tx),
        settings,
        target=Target(clause_id=scene.clauses[AYAT]),
        body="Masukan.",
        quote=Quote(exact="dua persen"),
    )
    await tx.execute(
        """INSERT INTO contribution (receipt, thread_id, draft_id, clause_id, version_id, round_id, source, html,
                                     markup_version)
           SELECT 'MASS-' || n, thread_id, draft_id, clause_id, version_id, round_id, source, html, 1
           FROM contribution, generate_series(1, 9999) n WHERE id = $1""",
        posted.id,
    )
    await tx.execute(
        """INSERT INTO anchor (contribution_id, version_id, clause_id, exact, prefix, score)
           SELECT id, version_id, clause_id, CASE WHEN id % 2 = 0 THEN 'dua persen' ELSE '' END, 'x' || id, 1
           FROM contribution WHERE draft_id = $1 AND id <> $2""",
        scene.draft_id,
        posted.id,
    )
    version_id, _, _ = await _next_version(tx, scene)
    before, started = tx.queries, time.perf_counter()
    assert await carry_anchors(tx, version_id) == 10_000
    print(f"carried in {time.perf_counter() - started:.2f} s")
    assert tx.queries - before <= 6


async def test_a_confirmed_place_is_looked_for_anew_once_its_clause_is_gone(
    tx: Transaction, settings: Settings
) -> None:
    scene = await make_scene(tx)
    person = await make_person(tx)
    posted = await contribute(tx, person, settings, target=Target(clause_id=scene.clauses[AYAT]), body="Masukan.")
    version_id, _, texts = await _next_version(tx, scene)
    await carry_anchors(tx, version_id)
    anchor_id = await tx.value("SELECT id FROM anchor WHERE version_id = $1", version_id)
    await confirm_anchor(tx, anchor_id=anchor_id, account_id=person.account_id or 0, clause_id=scene.clauses["pasal-8"])
    await tx.execute("DELETE FROM alignment WHERE new_text_id = $1", texts["pasal-8"])
    await tx.execute("DELETE FROM clause_text WHERE id = $1", texts["pasal-8"])
    await carry_anchors(tx, version_id)
    rows = await tx.rows("SELECT contribution_id, clause_id, review FROM anchor WHERE version_id = $1", version_id)
    assert [(row["contribution_id"], row["clause_id"], row["review"]) for row in rows] == [
        (posted.id, scene.clauses[AYAT], "none")
    ]
