"""Files that come with words: made anew without what they hid, within limits, shown and gone with their words."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image
from pypdf import PdfReader

from drawn import SECRET, paper, picture
from files import PDF, office
from partisipasi.accounts.rights import GUEST, Viewer
from partisipasi.discussions.attaching import (
    content_of,
    drop_file,
    files_of,
    given_out,
    send_along,
    take_file,
    tidy_files,
    waiting_files,
)
from partisipasi.discussions.contributing import Target, contribute
from partisipasi.discussions.erasing import erase_contributor
from partisipasi.discussions.papers import strip_paper
from partisipasi.discussions.pictures import SMALL_EDGE, WHOLE_EDGE, redraw
from partisipasi.discussions.screening import MOST_FILES, MOST_FILES_A_DAY, MOST_PAGES, Sender, screen
from partisipasi.discussions.visibility import hide_contribution, hold_contribution
from partisipasi.kit.database import Database, Transaction
from partisipasi.kit.errors import Forbidden, Invalid, NotFound, SignInNeeded, TooMany
from partisipasi.settings import Settings
from talk_scene import Scene, make_person, make_scene


@pytest.mark.parametrize(("kind", "name"), [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp")])
def test_nothing_but_what_is_seen_is_left_of_a_picture(kind: str, name: str) -> None:
    sent = picture(kind)
    assert SECRET.encode() in sent
    drawn = redraw(sent, name)
    for part, wanted in ((drawn.whole, kind), (drawn.small, "WEBP")):
        assert SECRET.encode() not in part
        with Image.open(io.BytesIO(part)) as image:
            assert image.format == wanted
            assert not image.getexif()
    assert len(drawn.small) < 40_000


def test_a_picture_on_its_side_is_turned_and_a_large_one_made_smaller() -> None:
    drawn = redraw(picture(size=(3000, 1500), turned=True), "jpg")
    assert (drawn.width, drawn.height) == (WHOLE_EDGE // 2, WHOLE_EDGE)
    with Image.open(io.BytesIO(drawn.small)) as small:
        assert max(small.size) == SMALL_EDGE


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0))
    bomb = b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(100))) + chunk(b"IEND", b"")
    with pytest.raises(Invalid) as refused:
        redraw(bomb, "png")
    assert refused.value.values == {"most": 60}


@pytest.mark.parametrize("cut", [0, 30, 400])
def test_damaged_pictures_are_refused(cut: int) -> None:
    with pytest.raises(Invalid):
        redraw(picture()[:cut], "jpg")
    with pytest.raises(Invalid):
        redraw(picture("PNG"), "webp")


def test_a_paper_keeps_its_pages_and_nothing_else() -> None:
    sent = paper(3)
    assert b"JavaScript" in sent and SECRET.encode() in sent
    stripped = strip_paper(sent)
    read = PdfReader(io.BytesIO(stripped))
    assert len(read.pages) == 3
    assert not read.attachments
    assert SECRET not in str(read.metadata)
    for mark in (
        b"/JavaScript",
        b"/JS",
        b"/EmbeddedFile",
        b"/OpenAction",
        b"/AA",
        SECRET.encode(),
        SECRET[:8].encode(),
    ):
        assert mark not in stripped, mark


def test_long_locked_and_broken_papers_are_refused() -> None:
    with pytest.raises(Invalid) as long:
        strip_paper(paper(MOST_PAGES + 1))
    assert long.value.values == {"most": MOST_PAGES}
    for broken in (PDF, b"%PDF-1.7\n%%EOF", paper()[:300] + b"%%EOF"):
        with pytest.raises(Invalid):
            strip_paper(broken)


def test_files_of_a_new_account_wait_for_a_moderator() -> None:
    assert screen("Foto.", Sender(new=True), files=1).reason == "attachment"
    assert screen("Foto.", Sender(new=False), files=1).outcome == "accept"


async def _posted(tx: Transaction, settings: Settings, scene: Scene, author: Viewer, *codes: str) -> int:
    posted = await contribute(
        tx, author, settings, target=Target(clause_id=scene.clauses["pasal-8"]), body="Lihat foto.", files=len(codes)
    )
    await send_along(tx, author, contribution_id=posted.id, codes=codes)
    return posted.id


async def test_a_file_is_its_authors_alone_until_the_words_are_public_and_goes_when_they_do(
    tx: Transaction, settings: Settings
) -> None:
    scene = await make_scene(tx)
    author, other = await make_person(tx), await make_person(tx)
    moderator = await make_person(tx, role="moderator")
    code = await take_file(tx, author, content=picture(), name="IMG.exe", alt="Jalan rusak")
    assert await take_file(tx, author, content=picture(), name="lagi.jpg") == code
    assert [one.alt for one in await waiting_files(tx, author, [code])] == ["Jalan rusak"]
    assert await waiting_files(tx, other, [code]) == []
    with pytest.raises(NotFound):
        await given_out(tx, other, code)
    await drop_file(tx, other, code=code)
    await send_along(tx, other, contribution_id=0, codes=[code])
    made = await _posted(tx, settings, scene, author, code)
    given = await given_out(tx, GUEST, code)
    assert given.public
    assert (await content_of(tx, given, small=True))[8:12] == b"WEBP"
    await drop_file(tx, author, code=code)
    assert len(await files_of(tx, made)) == 1
    await hide_contribution(tx, contribution_id=made, rule="personal_data")
    for stranger in (GUEST, other):
        with pytest.raises(NotFound):
            await given_out(tx, stranger, code)
    assert not (await given_out(tx, moderator, code)).public
    assert not (await given_out(tx, author, code)).public
    await erase_contributor(tx, account_id=author.account_id or 0, texts="removed")
    assert await tx.value("SELECT count(*) FROM attachment") == 0
    assert await tx.value("SELECT count(*) FROM attachment_content") == 0


async def test_a_held_or_hidden_file_is_given_to_moderators_of_its_place_alone(
    tx: Transaction, settings: Settings
) -> None:
    scene, elsewhere = await make_scene(tx), await make_scene(tx)
    author = await make_person(tx)
    everywhere = await make_person(tx, role="moderator")
    here = await make_person(tx, role="moderator", topic_id=scene.topic_id)
    strangers = [
        GUEST,
        await make_person(tx, role="moderator", topic_id=elsewhere.topic_id),
        await make_person(tx, role="officer"),
        await make_person(tx, role="administrator"),
    ]
    code = await take_file(tx, author, content=picture(), name="foto.jpg")
    made = await _posted(tx, settings, scene, author, code)
    for taken_down in (
        hold_contribution(tx, contribution_id=made, reason="attachment"),
        hide_contribution(tx, contribution_id=made, rule="personal_data"),
    ):
        await taken_down
        for moderator in (everywhere, here):
            assert not (await given_out(tx, moderator, code)).public
        for stranger in strangers:
            with pytest.raises(NotFound):
                await given_out(tx, stranger, code)
    waiting = await take_file(tx, author, content=picture("PNG"), name="lagi.png")
    with pytest.raises(NotFound):
        await given_out(tx, everywhere, waiting)


async def test_limits_and_kinds(tx: Transaction, settings: Settings) -> None:
    scene = await make_scene(tx)
    author = await make_person(tx)
    for content in (b"", office("docx"), b"<svg onload=x>", b"MZ" + bytes(50), b"GIF89a" + bytes(40)):
        with pytest.raises(Invalid):
            await take_file(tx, author, content=content, name="a.png")
    with pytest.raises(SignInNeeded):
        await take_file(tx, GUEST, content=picture(), name="a")
    with pytest.raises(Forbidden):
        await take_file(tx, await make_person(tx, confirmed=False), content=picture(), name="a")
    codes = [
        await take_file(tx, author, content=picture(size=(40 + n, 40)), name=f"{n}") for n in range(MOST_FILES + 1)
    ]
    with pytest.raises(Invalid):
        await _posted(tx, settings, scene, author, *codes)
    for n in range(MOST_FILES_A_DAY - MOST_FILES - 1):
        await take_file(tx, author, content=picture(size=(90 + n, 40)), name=f"{n}")
    with pytest.raises(TooMany):
        await take_file(tx, author, content=picture(size=(300, 40)), name="satu lagi")


async def test_files_whose_words_were_never_sent_are_forgotten_after_a_day(database: Database) -> None:
    async with database.transaction() as tx:
        author = await make_person(tx)
        old = await take_file(tx, author, content=picture(), name="a")
        new = await take_file(tx, author, content=paper(), name="b.pdf")
        await tx.execute("UPDATE attachment SET created_at = now() - interval '25 hours' WHERE code = $1", old)
    await tidy_files(database)
    async with database.transaction(writes=False) as tx:
        assert [one.code for one in await waiting_files(tx, author, [old, new])] == [new]
