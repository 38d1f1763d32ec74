"""Ways to look at a comparison: backwards, side by side, clean, one kind of change; what moved, split and merged."""

from __future__ import annotations

import pytest

from browser import Browser
from draft_scene import FIRST, SECOND, make_team, publish
from example_city import is_sound, queries
from partisipasi.accounts.rights import GUEST
from partisipasi.drafts.queries import comparison
from partisipasi.drafts.queries.comparisons import backwards
from partisipasi.kit.database import Database

_THIRD = SECOND.replace("pukul 07.30", "pukul 08.00")
_WHOLE = "&semua=1"


@pytest.fixture
async def path(database: Database) -> str:
    """Three versions of a draft: its comparisons' address."""
    async with database.transaction() as tx:
        team = await make_team(tx)
        for source in (FIRST, SECOND, _THIRD):
            await publish(tx, team, source)
    return f"/en/rancangan/{team.draft_id}-disiplin-pegawai/bandingkan"


def _words(browser: Browser, selector: str) -> str:
    return " ".join(" ".join(node.text() for node in browser.all(selector)).split())


async def test_backwards_what_came_is_what_goes(browser: Browser, database: Database, path: str) -> None:
    await browser.open(f"{path}/1..2")
    came, went = _words(browser, ".change ins"), _words(browser, ".change del")
    await browser.open(f"{path}/2..1")
    assert is_sound(browser)
    assert _words(browser, ".change del").replace("deleted", "added") == came
    assert _words(browser, ".change ins").replace("added", "deleted") == went
    assert browser.all('.change.op-deleted[id="hapus.pasal-3"]')
    draft_id = int(path.split("/")[3].split("-")[0])
    async with database.transaction(writes=False) as tx:
        forward = await comparison(tx, GUEST, draft_id=draft_id, older=1, newer=3, whole=True)
        assert await comparison(tx, GUEST, draft_id=draft_id, older=3, newer=1, whole=True) == backwards(forward)
    assert backwards(backwards(forward)) == forward
    for line in backwards(forward).clauses:
        if line.segments is not None:
            assert "".join(text for op, text in line.segments if op != "ins") == line.before
            assert "".join(text for op, text in line.segments if op != "del") == line.after


@pytest.mark.parametrize("view", ["", "berdampingan", "bersih"])
@pytest.mark.parametrize("only", ["", "substansi", "teknis"])
@pytest.mark.parametrize("pair", ["1..3", "3..1"])
async def test_every_view_is_sound_and_asks_a_constant_number_of_times(
    browser: Browser, path: str, view: str, only: str, pair: str
) -> None:
    for whole in ("", _WHOLE):
        answer = await browser.open(f"{path}/{pair}?tampil={view}&hanya={only}{whole}")
        assert answer.status_code == 200 and is_sound(browser)
        assert queries(answer) <= 8
        assert len(browser.all(".choose a[aria-current]")) == 4
        kept = [str(node.attributes["href"]) for node in browser.all(".tabs a")]
        assert all(f"hanya={only}" in link for link in kept) if only else True


async def test_side_by_side_holds_each_wording_on_its_own_side(browser: Browser, path: str) -> None:
    for query in ("?tampil=berdampingan", f"?tampil=berdampingan{_WHOLE}"):
        await browser.open(f"{path}/1..2{query}")
        left, right = browser.page.css('[id="pasal-2.ayat-2"] .before-after > div')
        assert "tiga" in left.text() and "enam" not in left.text()
        assert "enam" in right.text() and "tiga" not in right.text()
        assert not left.css("ins") and not right.css("del") and left.css("del") and right.css("ins")
    new = browser.page.css('[id="pasal-3"] .before-after > div')
    assert "did not exist" in new[0].text() and "balita" in new[1].text()


async def test_clean_shows_the_new_words_with_no_marks(browser: Browser, path: str) -> None:
    for query in ("?tampil=bersih", f"?tampil=bersih{_WHOLE}"):
        await browser.open(f"{path}/1..2{query}")
        assert not browser.all("main ins, main del")
        assert "enam puluh menit dapat dikenai" in browser.text('[id="pasal-2.ayat-2"]')
        assert "tiga puluh menit" not in browser.text("main")


async def test_one_kind_of_change_hides_the_other(browser: Browser, path: str) -> None:
    await browser.open(f"{path}/1..2?hanya=substansi")
    assert browser.all(".change") and not browser.all(".shifted")
    await browser.open(f"{path}/1..2?hanya=teknis")
    assert not browser.all(".change") and browser.all(".shifted[open] .shifts > li")
    assert "Pasal 4" in browser.text(".shifts")
    await browser.open(f"{path}/1..2?hanya=teknis{_WHOLE}")
    assert not browser.all("main ins")


async def test_any_two_versions_are_a_link_away(browser: Browser, path: str) -> None:
    await browser.open(f"{path}/1..2?tampil=bersih")
    links = {str(node.attributes["href"]).split("/")[-1] for node in browser.all('.choose a[href*=".."]')}
    assert {"3..2?tampil=bersih", "1..3?tampil=bersih"} <= links


async def test_changes_of_the_whole_text_are_walked_one_by_one(browser: Browser, path: str) -> None:
    await browser.open(f"{path}/1..3?semua=1")
    ways = [str(node.attributes["href"]) for node in browser.all(".change-note a") if "Next change" in node.text()]
    assert ways == ["#pasal-2.ayat-2", "#pasal-3"]


_BAB = """

BAB {number}
{name}

Pasal {first}
{name} dilaksanakan oleh perangkat daerah yang membidangi {name} menurut pedoman wali kota setiap triwulan.

Pasal {second}
Biaya {name} dibebankan pada anggaran pendapatan dan belanja daerah kota pada tahun yang berjalan.
"""


def _rule(*names: str) -> str:
    numbers = ("III", "IV", "V")
    return FIRST + "".join(
        _BAB.format(number=numbers[at], name=name, first=4 + 2 * at, second=5 + 2 * at) for at, name in enumerate(names)
    )


async def test_what_moved_is_told_as_moved_with_a_word_where_it_stood(browser: Browser, database: Database) -> None:
    async with database.transaction() as tx:
        team = await make_team(tx)
        await publish(tx, team, _rule("PEMBINAAN", "PENGAWASAN", "PENGHARGAAN"))
        await publish(tx, team, _rule("PENGAWASAN", "PENGHARGAAN", "PEMBINAAN"))
    path = f"/en/rancangan/{team.draft_id}-disiplin-pegawai/bandingkan/1..2"
    await browser.open(path)
    assert browser.all(".change.op-moved")
    assert not browser.all("main ins, main del")
    await browser.open(f"{path}?semua=1")
    assert is_sound(browser)
    assert not browser.all("main ins, main del")
    order = [str(node.attributes["id"]) for node in browser.all(".law section")]
    stub = order.index(next(one for one in order if one.startswith("pindah.")))
    assert "Moved to" in browser.text(f'[id="{order[stub]}"]')
    assert order[stub] == "pindah.bab-3" and order.index("bab-2") < stub < order.index("bab-3")


async def test_sources_of_a_merge_stand_in_its_change(browser: Browser, database: Database) -> None:
    apart = FIRST.replace(
        "Pasal 3\n",
        "Pasal 3\nPegawai wajib merekam kehadiran pada mesin presensi di tempat kerja setiap pagi.\n\n"
        "Pasal 4\nPegawai wajib merekam kepulangan pada mesin presensi yang sama setiap sore hari.\n\nPasal 5\n",
    )
    joined = apart.replace("setiap pagi.\n\nPasal 4\nPegawai", "setiap pagi. Pegawai").replace("Pasal 5", "Pasal 4")
    async with database.transaction() as tx:
        team = await make_team(tx)
        await publish(tx, team, apart)
        await publish(tx, team, joined)
    path = f"/en/rancangan/{team.draft_id}-disiplin-pegawai/bandingkan"
    await browser.open(f"{path}/1..2")
    merged = browser.page.css_first(".change.op-merged")
    assert merged is not None
    assert "kepulangan" in merged.css(".words")[-1].text() and "Pasal 4" in merged.css(".words")[-1].text()
    assert merged.css(".words")[-1].css(".moved") and not merged.css(".words")[-1].css("ins")
    await browser.open(f"{path}/2..1")
    assert len(browser.all(".change.op-split")) == 2
