"""The workbench without script: a draft from nothing to a checked concept, and what the pages refuse."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from browser import Browser
from conftest import new_browser
from draft_scene import FIRST, SECOND, Team, make_person, make_place, make_team, publish
from partisipasi.accounts.rights import Viewer
from partisipasi.accounts.tables import EmailAddress
from partisipasi.drafts import actions
from partisipasi.drafts.queries import alignments_of, clauses_of, rounds_of, team_of, version_view
from partisipasi.drafts.tables import TeamMember
from partisipasi.kit.database import Database
from sessions import sign_in


async def _team(database: Database, *, sources: tuple[str, ...] = ()) -> Team:
    """A team whose draft has these versions published."""
    async with database.transaction() as tx:
        team = await make_team(tx)
        for source in sources:
            await publish(tx, team, source)
    return team


async def _concept(database: Database) -> tuple[Team, int]:
    team = await _team(database, sources=(FIRST,))
    async with database.transaction() as tx:
        made = await actions.create_concept(tx, team.drafter, draft_id=team.draft_id, source=SECOND)
    return team, made.id


async def _revision(database: Database, viewer: Viewer, version_id: int) -> int:
    async with database.transaction(writes=False) as tx:
        return (await version_view(tx, viewer, version_id)).revision


async def test_an_officer_makes_a_draft_names_its_team_and_hands_in_a_text(
    browser: Browser, database: Database
) -> None:
    async with database.transaction() as tx:
        topic, agency = await make_place(tx)
        officer = await make_person(tx, "officer", name="Dewi")
        colleague = await make_person(tx, "officer", name="Johannes")
        address = f"johannes{colleague.account_id}@example.org"
        await tx.add(EmailAddress(account_id=colleague.account_id or 0, address=address))
    await sign_in(browser, database, viewer=officer)
    await browser.open("/ruang-kerja")
    await browser.open(browser.page.css_first("main a.button").attributes["href"] or "")
    await browser.press(
        "main form", {"title": "Disiplin", "kind": "", "topic_id": str(topic), "agency_id": str(agency)}
    )
    assert browser.answer.status_code == 422
    assert browser.page.css_first("#f-title").attributes["value"] == "Disiplin", "what was typed is kept"
    await browser.press("main form", {"kind": "perwali"})
    assert str(browser.answer.url).endswith("/tim")
    draft_id = int(str(browser.answer.url).split("/")[-2])
    await browser.press("main form", {"email": address, "roles": "approver"})
    assert browser.answer.status_code == 200
    async with database.transaction(writes=False) as tx:
        assert {one.name: one.roles for one in await team_of(tx, draft_id)} == {
            "Dewi": ["drafter"],
            "Johannes": ["approver"],
        }
    await browser.open("/ruang-kerja")
    task = next(link for link in browser.all("main .links a") if link.attributes["href"].endswith("/naskah"))
    await browser.open(task.attributes["href"])
    await browser.press("main form", files={"file": ("naskah.txt", FIRST.encode("cp1252"), "text/plain")})
    assert "/ruang-kerja/versi/" in str(browser.answer.url)
    assert len(browser.all(".outline li")) == 8
    assert browser.page.css_first("#baris-1").text() == "RANCANGAN"
    link = browser.page.css_first("#pasal-3 a[href^='#baris']")
    assert browser.page.css_first(link.attributes["href"]).text() == "Pasal 3"


async def test_who_joined_a_team_since_its_form_was_opened_stays_in_it(browser: Browser, database: Database) -> None:
    team = await _team(database)
    await sign_in(browser, database, viewer=team.drafter)
    await browser.open(f"/ruang-kerja/rancangan/{team.draft_id}/tim")
    async with database.transaction() as tx:
        before = {one.account_id: list(one.roles) for one in await team_of(tx, team.draft_id)}
        late = await make_person(tx, "officer", name="Menyusul")
        await tx.add(TeamMember(draft_id=team.draft_id, account_id=late.account_id or 0, role="legal"))
    await browser.press("main form", {"email": "bukan alamat", "roles": "legal"})
    assert browser.answer.status_code == 422
    await browser.press("main form", {"email": "", "roles": []})
    async with database.transaction(writes=False) as tx:
        now = {one.account_id: list(one.roles) for one in await team_of(tx, team.draft_id)}
    assert now == before | {late.account_id: ["legal"]}


@pytest.mark.parametrize("address", ["siapa@example.org", "bukan alamat", ""])
async def test_a_team_takes_only_officers_and_keeps_what_was_typed(
    browser: Browser, database: Database, address: str
) -> None:
    team = await _team(database)
    await sign_in(browser, database, viewer=team.drafter)
    await browser.open(f"/ruang-kerja/rancangan/{team.draft_id}/tim")
    await browser.press("main form", {"email": address, "roles": "analyst"})
    assert browser.answer.status_code == 422
    assert browser.page.css_first(".errors a").attributes["href"] == "#f-email"
    assert browser.page.css_first("#f-email").attributes.get("value") == (address or "")
    assert "checked" in browser.page.css_first("[name=roles][value=analyst]").attributes


async def test_an_address_of_a_citizen_is_answered_like_an_unknown_one(browser: Browser, database: Database) -> None:
    team = await _team(database)
    async with database.transaction() as tx:
        address = f"warga{team.citizen.account_id}@example.org"
        await tx.add(EmailAddress(account_id=team.citizen.account_id or 0, address=address))
    await sign_in(browser, database, viewer=team.drafter)
    told = []
    for typed in (address, "siapa@example.org"):
        await browser.open(f"/ruang-kerja/rancangan/{team.draft_id}/tim")
        await browser.press("main form", {"email": typed, "roles": "drafter"})
        told.append(browser.text(".errors"))
    assert told[0] == told[1]


async def test_a_file_that_cannot_be_read_is_said_and_the_pasted_text_kept(
    browser: Browser, database: Database
) -> None:
    team = await _team(database)
    await sign_in(browser, database, viewer=team.drafter)
    path = f"/ruang-kerja/rancangan/{team.draft_id}/naskah"
    for name, content in (("naskah.docx", b"PK\x03\x04"), ("naskah.txt", b"\x89PNG\x00\x00"), ("naskah.md", b" \n")):
        await browser.open(path)
        await browser.press("main form", {"text": "Pasal 1\nSatu."}, files={"file": (name, content, "text/plain")})
        assert browser.answer.status_code == 422
        assert browser.page.css_first(".errors a").attributes["href"] == "#f-file"
        assert browser.page.css_first("#f-text").text().strip() == "Pasal 1\nSatu."
    await browser.open(path)
    await browser.press("main form", {"text": "  "})
    assert browser.page.css_first(".errors a").attributes["href"] == "#f-text"


async def test_a_text_over_ten_megabytes_is_413(browser: Browser, database: Database) -> None:
    team = await _team(database)
    await sign_in(browser, database, viewer=team.drafter)
    path = f"/ruang-kerja/rancangan/{team.draft_id}/naskah"
    for size in (10 * 1024 * 1024 + 1, 13 * 1024 * 1024):
        await browser.post(path, {"text": ""}, files={"file": ("naskah.txt", b"a" * size, "text/plain")})
        assert browser.answer.status_code == 413


async def test_a_clause_is_set_right_in_the_outline(browser: Browser, database: Database) -> None:
    team, concept = await _concept(database)
    await sign_in(browser, database, viewer=team.legal)
    await browser.open(f"/ruang-kerja/versi/{concept}")
    await browser.open(browser.page.css_first("#pasal-4 a[href*='/bagian/']").attributes["href"] or "")
    await browser.press("main form", {"label": "Pasal 3A", "inside": "pasal-3"})
    assert browser.page.css_first("li[id='pasal-3.pasal-3a']") is not None, "the outline opens where the clause is now"
    async with database.transaction(writes=False) as tx:
        moved = next(one for one in await clauses_of(tx, concept) if one.label == "Pasal 3A")
    assert moved.parent == "pasal-3"
    await browser.open(f"/ruang-kerja/versi/{concept}/bagian/{moved.key}")
    await browser.press("main form", {"label": "", "heading": "", "text": ""})
    assert browser.answer.status_code == 422
    assert browser.page.css_first(".errors a").attributes["href"] == "#f-text"


async def test_a_stale_correction_shows_both_texts_and_keeps_what_was_typed(
    app: object, browser: Browser, database: Database
) -> None:
    team, concept = await _concept(database)
    await sign_in(browser, database, viewer=team.drafter)
    await browser.open(f"/ruang-kerja/versi/{concept}/bagian/pasal-3")
    async with new_browser(app) as other:
        await sign_in(other, database, viewer=team.legal)
        await other.open(f"/ruang-kerja/versi/{concept}/bagian/pasal-3")
        await other.press("main form", {"text": "Pegawai boleh mulai lebih lambat."})
        assert other.answer.status_code == 200
    await browser.press("main form", {"text": "Pegawai tidak boleh mulai lebih lambat."})
    assert browser.answer.status_code == 409
    assert "Pegawai boleh mulai lebih lambat." in browser.text()
    assert browser.page.css_first("#f-text").text().strip() == "Pegawai tidak boleh mulai lebih lambat."
    assert browser.page.css_first(".redline ins") is not None
    assert await _revision(database, team.drafter, concept) == 2
    await browser.press("main form")
    assert browser.answer.status_code == 200, "pressing once more, knowing of the other text, saves"
    assert await _revision(database, team.drafter, concept) == 3


async def test_a_stale_text_shows_both_and_keeps_what_was_typed(
    app: object, browser: Browser, database: Database
) -> None:
    team, concept = await _concept(database)
    await sign_in(browser, database, viewer=team.drafter)
    await browser.open(f"/ruang-kerja/versi/{concept}/naskah")
    assert browser.page.css_first("#f-text").text().strip() == SECOND.strip()
    async with new_browser(app) as other:
        await sign_in(other, database, viewer=team.legal)
        await other.open(f"/ruang-kerja/versi/{concept}/naskah")
        await other.press("main form", {"text": SECOND + "\nPasal 5\nDari Rina.\n"})
    await browser.press("main form", {"text": SECOND + "\nPasal 5\nDari Dewi.\n"})
    assert browser.answer.status_code == 409
    assert "Dari Rina." in browser.page.css_first("#tersimpan").text()
    assert "Dari Dewi." in browser.page.css_first("#f-text").text()
    await browser.press("main form")
    assert browser.answer.status_code == 200
    assert "Dari Dewi." in browser.text(".source")


async def test_doubtful_pairs_are_settled_one_after_the_other(browser: Browser, database: Database) -> None:
    team = await _team(database, sources=(FIRST,))
    changed = SECOND.replace(
        "Kepala perangkat daerah wajib melaporkan kehadiran pegawai setiap bulan",
        "Setiap kehadiran pegawai dicatat oleh mesin dan kemudian dilaporkan setiap minggu",
    )
    async with database.transaction() as tx:
        made = await actions.create_concept(tx, team.drafter, draft_id=team.draft_id, source=changed)
        await tx.execute("UPDATE alignment SET review = 'open' WHERE version_id = $1 AND op = 'reworded'", made.id)
    await sign_in(browser, database, viewer=team.legal)
    await browser.open("/ruang-kerja")
    task = next(link for link in browser.all("main .links a") if link.attributes["href"].endswith("/penyandingan"))
    await browser.open(task.attributes["href"])
    waiting = len(browser.all("article.change"))
    assert waiting >= 1
    assert browser.page.css_first("article.change .before-after") is not None
    for left in range(waiting - 1, -1, -1):
        await browser.press("article.change form.inline-form")
        assert browser.answer.status_code == 200
        assert len(browser.all("article.change")) == left
    assert browser.page.css_first(".empty") is not None


async def test_a_pair_is_said_otherwise_in_its_form(browser: Browser, database: Database) -> None:
    team, concept = await _concept(database)
    await sign_in(browser, database, viewer=team.drafter)
    async with database.transaction(writes=False) as tx:
        line = next(one for one in await alignments_of(tx, concept) if one.new_key == "pasal-4")
    path = f"/ruang-kerja/penyandingan/{line.id}"
    await browser.open(path)
    await browser.press("form.form", {"op": "split", "old": ["pasal-3"], "new": ["pasal-4"]})
    assert browser.answer.status_code == 422
    assert browser.page.css_first(".errors a").attributes["href"] == "#f-new"
    await browser.press("form.form", {"op": "split", "old": ["pasal-3"], "new": ["pasal-3", "pasal-4"]})
    assert browser.answer.status_code == 200
    async with database.transaction(writes=False) as tx:
        ops = {one.new_key: (one.op, one.review) for one in await alignments_of(tx, concept)}
    assert ops["pasal-3"] == ops["pasal-4"] == ("split", "confirmed")
    await browser.open(f"/ruang-kerja/versi/{concept}/penyandingan?tampil=pasti")
    assert len(browser.all("article.change")) == 2


async def test_a_round_is_opened_extended_and_closed(browser: Browser, database: Database) -> None:
    team = await _team(database, sources=(FIRST,))
    await sign_in(browser, database, viewer=team.approver)
    path = f"/ruang-kerja/rancangan/{team.draft_id}/putaran"
    day = datetime.now(UTC).date()
    await browser.open(path)
    await browser.press("main form", {"closes_at": (day + timedelta(days=7)).isoformat(), "introduction": ""})
    assert browser.answer.status_code == 422
    assert browser.page.css_first("#f-closes_at").attributes["value"] == (day + timedelta(days=7)).isoformat()
    await browser.press("main form", {"introduction": "Tentang jam kerja."})
    assert browser.answer.status_code == 200
    async with database.transaction(writes=False) as tx:
        opened = (await rounds_of(tx, team.draft_id))[0]
    assert opened.state == "open"
    await browser.press("main form", {"closes_at": (day + timedelta(days=9)).isoformat(), "introduction": "Lagi."})
    assert browser.answer.status_code == 409
    assert browser.page.css_first("#f-introduction").text().strip() == "Lagi."
    await browser.open(f"/ruang-kerja/putaran/{opened.id}")
    await browser.press(
        "main form", {"closes_at": (day + timedelta(days=14)).isoformat(), "reason": "Libur."}, button="act=day"
    )
    assert browser.answer.status_code == 200
    await browser.open(f"/ruang-kerja/putaran/{opened.id}")
    await browser.press("main form", {"reason": "Semua sudah bicara."}, button="act=now")
    # Where one learns what the closed round makes possible.
    assert browser.answer.url.path.endswith(f"/ruang-kerja/rancangan/{team.draft_id}")
    assert "Putaran sudah ditutup." in browser.text()
    async with database.transaction(writes=False) as tx:
        closed = (await rounds_of(tx, team.draft_id))[0]
    assert closed.state == "closed"
    await browser.open(f"/ruang-kerja/putaran/{opened.id}")
    assert browser.page.css_first("main form") is None
    assert "Libur." in browser.text()


async def test_outsiders_find_nothing_and_readers_change_nothing(browser: Browser, database: Database) -> None:
    team, concept = await _concept(database)
    async with database.transaction(writes=False) as tx:
        line = (await alignments_of(tx, concept))[0]
    reading = [
        f"/ruang-kerja/rancangan/{team.draft_id}",
        f"/ruang-kerja/versi/{concept}",
        f"/ruang-kerja/versi/{concept}/penyandingan",
        f"/ruang-kerja/rancangan/{team.draft_id}/putaran",
    ]
    changing = [
        f"/ruang-kerja/versi/{concept}/naskah",
        f"/ruang-kerja/versi/{concept}/bagian/pasal-3",
        f"/ruang-kerja/penyandingan/{line.id}",
    ]
    await sign_in(browser, database, viewer=team.outsider)
    for path in [*reading, *changing]:
        assert (await browser.open(path)).status_code == 404, path
        if path in changing:
            await browser.post(path, {"revision": "1", "kind": "pasal", "inside": "-", "text": "Lain."})
            assert browser.answer.status_code == 404, path
    await sign_in(browser, database, viewer=team.reader)
    for path in reading:
        assert (await browser.open(path)).status_code == 200, path
    for path in changing:
        assert (await browser.open(path)).status_code == 403, path
        await browser.post(path, {"revision": "1", "kind": "pasal", "inside": "-", "text": "Lain."})
        assert browser.answer.status_code == 403, path
    await sign_in(browser, database, viewer=team.citizen)
    assert (await browser.open("/ruang-kerja")).status_code == 403
    assert await _revision(database, team.drafter, concept) == 1


async def test_the_first_release_begins_with_the_drafters_summary(browser: Browser, database: Database) -> None:
    team = await _team(database)
    async with database.transaction() as tx:
        concept = (await actions.create_concept(tx, team.drafter, draft_id=team.draft_id, source=FIRST)).id
        await tx.execute("UPDATE draft SET summary = 'Jam kerja menjadi lebih longgar.' WHERE id = $1", team.draft_id)
    await sign_in(browser, database, viewer=team.approver)
    await browser.open(f"/ruang-kerja/versi/{concept}/terbit")
    assert browser.page.css_first("#f-introduction").text().strip() == "Jam kerja menjadi lebih longgar."


async def test_an_administrator_outside_the_team_comes_only_to_name_it(browser: Browser, database: Database) -> None:
    team, concept = await _concept(database)
    await sign_in(browser, database, viewer=team.administrator)
    assert (await browser.open(f"/ruang-kerja/rancangan/{team.draft_id}")).status_code == 200
    assert "/ruang-kerja/versi/" not in browser.answer.text
    assert (await browser.open(f"/ruang-kerja/rancangan/{team.draft_id}/tim")).status_code == 200
    assert browser.page.css_first("main form") is not None
    assert (await browser.open(f"/ruang-kerja/versi/{concept}")).status_code == 404


async def test_a_long_text_is_shown_in_parts(browser: Browser, database: Database) -> None:
    team = await _team(database)
    articles = "\n\n".join(f"Pasal {n}\nKetentuan nomor {n} berlaku bagi pegawai." for n in range(1, 600))
    async with database.transaction() as tx:
        made = await actions.create_concept(
            tx, team.drafter, draft_id=team.draft_id, source=FIRST.split("BAB I")[0] + articles
        )
    await sign_in(browser, database, viewer=team.drafter)
    await browser.open(f"/ruang-kerja/versi/{made.id}")
    assert len(browser.all(".outline li")) == 250
    await browser.open(browser.page.css_first("a[rel=next]").attributes["href"] or "")
    shown = browser.all(".outline li")
    assert len(shown) == 250
    anchor = shown[0].css_first("a[href^='#baris']").attributes["href"]
    assert browser.page.css_first(anchor) is not None
