"""A version of a draft as a page and as a file."""

from __future__ import annotations

import hashlib

from browser import Browser
from draft_scene import Team, make_team, publish
from example_city import Example, is_sound, queries
from partisipasi.drafts.queries import clauses_of
from partisipasi.kit.database import Database

NUMERALS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


def long_rule(chapters: int, articles: int, verses: int = 3) -> str:
    """A rule of so many bab, each with so many pasal of so many ayat."""
    lines = ["RANCANGAN", "PERATURAN WALI KOTA MEDAN", "TENTANG", "UJI NASKAH PANJANG", ""]
    number = 0
    for chapter in range(chapters):
        lines += [f"BAB {NUMERALS[chapter]}", f"URUSAN KE-{chapter + 1}", ""]
        for _ in range(articles):
            number += 1
            lines.append(f"Pasal {number}")
            lines += [f"({v}) Unit {number} menyampaikan laporan {v} kepada kepala." for v in range(1, verses + 1)]
    return "\n".join(lines) + "\n"


async def _published(database: Database, *sources: str) -> tuple[Team, str]:
    async with database.transaction() as tx:
        team = await make_team(tx)
        for source in sources:
            await publish(tx, team, source)
        return team, f"/rancangan/{team.draft_id}-disiplin-pegawai"


async def test_the_whole_text_is_there_under_headings_that_skip_nothing(
    guest: Browser, example: Example, rule: str
) -> None:
    answer = await guest.open(f"{rule}/versi/2")
    assert answer.status_code == 200 and is_sound(guest)
    assert queries(answer) <= 8
    page = guest.text(".law")
    for text in await example.values(
        """SELECT x.text FROM clause_text x JOIN version v ON v.id = x.version_id JOIN draft d ON d.id = v.draft_id
           WHERE v.number = 2 AND '/rancangan/' || d.id || '-' || d.slug = $1""",
        rule,
    ):
        assert " ".join(text.split()) in page


async def test_counts_are_those_of_the_talk_and_every_link_has_a_name_of_its_own(
    guest: Browser, example: Example, rule: str
) -> None:
    await guest.open(f"{rule}/versi/2")
    names = [" ".join(node.text().split()) for node in guest.all(".talk a")]
    assert len(names) == len(set(names)) > 100
    verse = guest.page.css_first('[id="pasal-12.ayat-2"] .talk a')
    count = await example.value(
        """SELECT y.contributions FROM thread_tally y JOIN thread t ON t.id = y.thread_id
           JOIN clause_text x ON x.clause_id = t.clause_id JOIN version v ON v.id = x.version_id
           WHERE x.key = 'pasal-12.ayat-2' AND v.number = 2 AND v.state = 'published'"""
    )
    assert verse.attributes["href"] == f"{rule}/versi/2/pasal-12.ayat-2"
    assert str(count) in verse.text() and "Pasal 12 ayat (2)" in verse.text()


async def test_margin_notes_say_what_changed_and_which_issue_caused_it(guest: Browser, rule: str) -> None:
    await guest.open(f"{rule}/versi/2")
    links = {
        node.text().split()[-1]: node.attributes["href"]
        for node in guest.all('[id="pasal-12.ayat-2"] > .unit .change-note a[href*="/pokok/"]')
    }
    assert links == {"M-002": f"{rule}/pokok/2", "M-003": f"{rule}/pokok/3"}
    assert guest.all(f'[id="pasal-14"] .change-note a[href="{rule}/bandingkan/1..2#pasal-14"]')
    assert not guest.all('[id="pasal-14.ayat-1"] .change-note'), "what is new with its article is told there"
    assert not guest.all('[id="pasal-1"] .change-note')


async def test_the_hash_shown_is_that_of_the_file(guest: Browser, rule: str) -> None:
    file = await guest.client.get(f"{rule}/versi/2.txt")
    assert file.headers["content-type"].startswith("text/plain")
    assert "attachment" in file.headers["content-disposition"]
    await guest.open(f"{rule}/versi/2")
    assert guest.text(".seal code") == hashlib.sha256(file.content).hexdigest()


async def test_an_earlier_version_leads_to_the_newest_and_to_what_changed(guest: Browser, rule: str) -> None:
    await guest.open(f"{rule}/versi/1")
    links = [node.attributes["href"] for node in guest.all(".notice a")]
    assert links == [f"{rule}/versi/2", f"{rule}/bandingkan/1..2"]
    await guest.open(f"{rule}/versi/2")
    assert not guest.all(".notice")


async def test_a_concept_is_not_there_for_anybody(guest: Browser, rule: str) -> None:
    for path in ("versi/3", "versi/3.txt", "bandingkan/2..3", "versi/9", "versi/x", "versi/1e1", "bandingkan/1"):
        assert (await guest.open(f"{rule}/{path}")).status_code == 404, path


async def test_old_addresses_lead_on_for_good_with_their_query(guest: Browser, rule: str) -> None:
    number = rule.split("/")[-1].split("-")[0]
    for tail in ("", "/versi/2", "/versi/2.txt", "/bandingkan/1..2?semua=1"):
        for prefix in ("", "/en"):
            answer = await guest.client.get(f"{prefix}/rancangan/{number}-nama-lama{tail}")
            assert (answer.status_code, answer.headers["location"]) == (308, f"{prefix}{rule}{tail}")
    answer = await guest.client.get(f"{rule}/bandingkan/2..1")
    assert answer.status_code == 200
    answer = await guest.client.get(f"{rule}/bandingkan/2..2")
    assert answer.headers["location"] == f"{rule}/versi/2"


async def test_the_text_is_marked_as_indonesian_on_an_english_page(guest: Browser, rule: str) -> None:
    await guest.open(f"/en{rule}/versi/2")
    assert guest.page.css_first(".law").attributes["lang"] == "id"
    assert all(str(node.attributes["href"]).startswith("/en/") for node in guest.all(".talk a"))
    await guest.open(f"{rule}/versi/2")
    assert "lang" not in guest.page.css_first(".law").attributes


async def test_three_hundred_clauses_stay_within_the_budget(browser: Browser, database: Database) -> None:
    _, path = await _published(database, long_rule(10, 7))
    answer = await browser.client.get(f"{path}/versi/1", headers={"accept-encoding": "br"})
    assert int(answer.headers["content-length"]) <= 50 * 1024
    await browser.open(f"{path}/versi/1")
    assert len(browser.all("*")) <= 4000
    assert queries(browser.answer) <= 8
    assert not browser.all('nav[aria-label] a[rel="next"]')


async def test_a_long_text_is_read_chapter_by_chapter_and_every_clause_is_on_one_page(
    browser: Browser, database: Database
) -> None:
    team, path = await _published(database, long_rule(10, 12))
    async with database.transaction(writes=False) as tx:
        version = await tx.value("SELECT id FROM version WHERE draft_id = $1", team.draft_id)
        wanted = [clause.key for clause in await clauses_of(tx, version)]
    address, seen, titles = f"{path}/versi/1", [], set()
    for _ in range(20):
        await browser.open(address)
        assert is_sound(browser)
        titles.add(browser.page.css_first("title").text())
        seen += [str(node.attributes["id"]) for node in browser.all(".law [id]") if not _is_name(node.attributes["id"])]
        contents = browser.all(".contents a")
        assert sum("Pasal" in node.text() for node in contents) == 120
        following = browser.page.css_first('a[rel="next"]')
        if following is None:
            break
        address = str(following.attributes["href"])
    assert seen == wanted
    assert len(titles) == 11
    await browser.open(f"{path}/versi/1?bab=pasal-30.ayat-2")
    assert browser.all('[id="pasal-30.ayat-2"]') and not browser.all('[id="pasal-1"]')
    elsewhere = [str(node.attributes["href"]) for node in browser.all(".contents a") if node.text() == "Pasal 1"]
    assert elsewhere == [f"{path}/versi/1?bab=bab-1#pasal-1"]
    assert (await browser.open(f"{path}/versi/1?bab=pasal-999")).status_code == 404


def _is_name(identifier: str | None) -> bool:
    return (identifier or "").endswith(("-h", ".lanjutan"))
