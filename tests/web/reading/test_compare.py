"""Two versions compared: the words, the reasons, the people behind them."""

from __future__ import annotations

from browser import Browser
from draft_scene import FIRST, SECOND, make_team, publish
from example_city import Example, is_sound, queries
from partisipasi.accounts.rights import GUEST
from partisipasi.drafts.queries import comparison
from partisipasi.kit.database import Database


async def test_every_change_of_substance_is_told_with_its_words_and_its_reasons(
    guest: Browser, example: Example, rule: str
) -> None:
    answer = await guest.open(f"{rule}/bandingkan/1..2")
    assert answer.status_code == 200 and is_sound(guest)
    assert queries(answer) <= 8
    shown = {str(node.attributes["id"]) for node in guest.all(".change, .change .words[id]")}
    changed = await example.values(
        """SELECT coalesce(n.key, 'hapus.' || o.key) FROM change h JOIN version v ON v.id = h.version_id
           LEFT JOIN clause_text n ON n.id = h.new_text_id LEFT JOIN clause_text o ON o.id = h.old_text_id
           JOIN draft d ON d.id = v.draft_id AND $1 = '/rancangan/' || d.id || '-' || d.slug
           WHERE v.number = 2 AND v.state = 'published' AND NOT h.technical""",
        rule,
    )
    assert shown == set(changed) and len(changed) == 13
    for article in guest.all(".change"):
        assert article.css(".words ins, .words del"), article.attributes["id"]
        assert article.css(".cause")
    verse = guest.page.css_first('[id="pasal-12.ayat-2"]')
    assert {node.attributes["href"] for node in verse.css("ul.links a")} == {
        f"{rule}/pokok/2",
        f"{rule}/pokok/3",
    }
    assert verse.css('.voices a[href^="/jejak/"]')
    assert "[" in verse.css_first("ins .vh").text()


async def test_words_that_are_not_public_stand_nowhere(guest: Browser, example: Example, rule: str) -> None:
    secret = await example.values("SELECT source FROM contribution WHERE state <> 'published' AND length(source) > 20")
    assert secret, "the example city has hidden and withdrawn input"
    place = "/".join(rule.split("/")[:3])
    for path in ("/", place, f"{place}/versi/2", f"{place}/bandingkan/1..2", "/topik", "/rancangan"):
        await guest.open(path)
        shown = guest.text("body")
        assert not [words for words in secret if " ".join(words.split())[:40] in shown], path


async def test_shifted_numbers_are_counted_apart(guest: Browser, rule: str) -> None:
    await guest.open(f"{rule}/bandingkan/1..2")
    shifted = [" ".join(node.text().split()) for node in guest.all(".shifts > li")]
    assert shifted and not guest.all(".shifted[open]")
    assert any("Pasal 15" in line and "Pasal 14" in line for line in shifted)
    assert not guest.all('.change[id="pasal-15"]')


async def test_contents_count_the_changes_and_lead_to_them(guest: Browser, rule: str) -> None:
    await guest.open(f"{rule}/bandingkan/1..2")
    lines = {node.css_first(".label").text(): node for node in guest.all(".contents a") if node.css(".label")}
    assert "2" in lines["Pasal 12"].css_first(".badge").text()
    assert lines["Pasal 12"].attributes["href"] == "#pasal-12.ayat-2"
    assert lines["Pasal 9"].attributes["href"] == "#hapus.pasal-9.ayat-3"
    assert "Pasal 1" not in lines


async def test_changes_are_walked_one_by_one(guest: Browser, rule: str) -> None:
    await guest.open(f"{rule}/bandingkan/1..2")
    articles = [str(node.attributes["id"]) for node in guest.all(".change")]
    walked, at = [articles[0]], articles[0]
    while following := guest.page.css_first(f'[id="{at}"] .turns a:last-child'):
        target = str(following.attributes["href"])[1:]
        if target in walked:
            break
        walked.append(target)
        at = target
    assert walked == articles
    names = [" ".join(node.text().split()) for node in guest.all(".turns a")]
    assert len(names) == len(set(names))


async def test_the_whole_text_holds_both_versions_with_what_went_in_its_place(guest: Browser, rule: str) -> None:
    answer = await guest.open(f"{rule}/bandingkan/1..2?semua=1")
    assert is_sound(guest) and queries(answer) <= 8
    order = [str(node.attributes["id"]) for node in guest.all(".law li, .law section")]
    gone = order.index("hapus.pasal-9.ayat-3")
    assert order.index("pasal-9.ayat-2") < gone < order.index("pasal-10")
    assert guest.all('[id="hapus.pasal-9.ayat-3"] del') and guest.all('[id="pasal-14.ayat-1"] ins')
    assert not guest.all('[id="pasal-1"] ins, [id="pasal-1"] del')
    assert guest.page.css_first('.tabs a[aria-current="page"]').attributes["href"].endswith("?semua=1")


async def test_versions_that_are_no_neighbours_are_compared_as_well(browser: Browser, database: Database) -> None:
    third = SECOND.replace("pukul 07.30", "pukul 08.00")
    async with database.transaction() as tx:
        team = await make_team(tx)
        for source in (FIRST, SECOND, third):
            await publish(tx, team, source)
        compared = await comparison(tx, GUEST, draft_id=team.draft_id, older=1, newer=3)
    path = f"/rancangan/{team.draft_id}-disiplin-pegawai/bandingkan/1..3"
    await browser.open(path)
    assert is_sound(browser)
    substance = {line.new.key for line in compared.clauses if line.new and not line.technical}
    assert {str(node.attributes["id"]) for node in browser.all(".change")} == substance
    assert {"pasal-2.ayat-1", "pasal-2.ayat-2", "pasal-3"} == substance


async def test_a_deleted_clause_keeps_its_address_unless_another_takes_it(browser: Browser, database: Database) -> None:
    shorter = FIRST.replace(FIRST[FIRST.index("Pasal 3") :], "")
    async with database.transaction() as tx:
        team = await make_team(tx)
        await publish(tx, team, FIRST)
        await publish(tx, team, shorter)
    await browser.open(f"/rancangan/{team.draft_id}-disiplin-pegawai/bandingkan/1..2")
    assert is_sound(browser)
    assert browser.all('.change.op-deleted[id="pasal-3"] del')


async def test_equal_texts_say_so(browser: Browser, database: Database) -> None:
    async with database.transaction() as tx:
        team = await make_team(tx)
        await publish(tx, team, FIRST)
        await publish(tx, team, FIRST)
    await browser.open(f"/rancangan/{team.draft_id}-disiplin-pegawai/bandingkan/1..2")
    assert is_sound(browser)
    assert browser.all(".empty") and not browser.all(".change")
