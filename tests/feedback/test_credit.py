"""Being named for words that were taken over: only who asked, as they are public, and no longer than that."""

from __future__ import annotations

import pytest

from browser import Browser
from builders import Desk, Voice, make_desk, speak
from partisipasi.accounts.erasing import erase_account
from partisipasi.accounts.rights import SYSTEM
from partisipasi.discussions.crediting import set_credit
from partisipasi.discussions.withdrawing import withdraw_contribution
from partisipasi.feedback.concepts import copy_version
from partisipasi.feedback.queries.changes import Credit, changes_of
from partisipasi.feedback.suggestions import take_suggestion
from partisipasi.kit.database import Database, Transaction
from partisipasi.kit.errors import Conflict, NotFound
from partisipasi.settings import Settings
from partisipasi.web.account.privacy import ERASERS
from sessions import sign_in

_WORDS = "Pegawai yang terlambat dikenai pemotongan sebesar 1% (satu persen) setiap hari."


async def _taken(tx: Transaction, *, name: str | None = "Rani Lubis") -> tuple[Desk, Voice, int]:
    desk = await make_desk(tx)
    voice = await speak(tx, desk.scene, "Terlalu besar.", kind="suggestion", proposed=_WORDS)
    await tx.execute("UPDATE contribution SET public_name = $2 WHERE id = $1", voice.id, name)
    concept = await copy_version(tx, desk.analyst, draft_id=desk.draft_id)
    await take_suggestion(tx, desk.analyst, version_id=concept.id, revision=1, receipt=voice.receipt, text=_WORDS)
    return desk, voice, concept.id


async def _credits(tx: Transaction, desk: Desk, version_id: int) -> list[Credit]:
    return [one for change in await changes_of(tx, desk.analyst, version_id) for one in change.credits]


async def test_nobody_is_named_unasked_and_who_asks_is_named_until_they_say_otherwise(
    tx: Transaction, settings: Settings
) -> None:
    desk, voice, concept = await _taken(tx)
    assert voice.viewer is not None
    assert await _credits(tx, desk, concept) == []
    await set_credit(tx, voice.viewer, settings, receipt=voice.receipt, credit=True)
    assert [(one.receipt, one.name) for one in await _credits(tx, desk, concept)] == [(voice.receipt, "Rani Lubis")]
    await set_credit(tx, voice.viewer, settings, receipt=voice.receipt, credit=False)
    assert await _credits(tx, desk, concept) == []


async def test_who_shows_no_name_stays_a_number(tx: Transaction, settings: Settings) -> None:
    desk, voice, concept = await _taken(tx, name=None)
    assert voice.viewer is not None
    await set_credit(tx, voice.viewer, settings, receipt=voice.receipt, credit=True)
    found = (await _credits(tx, desk, concept))[0]
    assert (found.name, found.number) == (None, voice.viewer.number)


async def test_only_the_author_of_a_suggestion_chooses(tx: Transaction, settings: Settings) -> None:
    desk, voice, _ = await _taken(tx)
    for stranger in (desk.analyst, desk.outsider):
        with pytest.raises(NotFound):
            await set_credit(tx, stranger, settings, receipt=voice.receipt, credit=True)
    comment = await speak(tx, desk.scene)
    assert comment.viewer is not None
    with pytest.raises(NotFound):
        await set_credit(tx, comment.viewer, settings, receipt=comment.receipt, credit=True)


async def test_withdrawing_hiding_and_erasing_take_the_name_away(tx: Transaction, settings: Settings) -> None:
    desk, voice, concept = await _taken(tx)
    assert voice.viewer is not None and voice.viewer.account_id is not None
    await set_credit(tx, voice.viewer, settings, receipt=voice.receipt, credit=True)
    await tx.execute("UPDATE contribution SET state = 'hidden', hidden_rule = 'abuse' WHERE id = $1", voice.id)
    assert await _credits(tx, desk, concept) == []
    await tx.execute("UPDATE contribution SET state = 'published' WHERE id = $1", voice.id)
    assert len(await _credits(tx, desk, concept)) == 1
    async with tx.savepoint():
        await withdraw_contribution(tx, voice.viewer, settings, receipt=voice.receipt)
        assert await _credits(tx, desk, concept) == []
        with pytest.raises(Conflict):
            await set_credit(tx, voice.viewer, settings, receipt=voice.receipt, credit=True)
    await tx.execute("UPDATE contribution SET state = 'published', withdrawn_at = NULL WHERE id = $1", voice.id)
    for forget in ERASERS:
        await forget(tx, voice.viewer.account_id, "kept")
    await erase_account(tx, SYSTEM, settings, account_id=voice.viewer.account_id, texts="kept")
    assert await _credits(tx, desk, concept) == []


async def test_it_is_chosen_while_writing_and_later_at_the_receipt_and_shown_with_the_change(
    browser: Browser, database: Database
) -> None:
    async with database.transaction() as tx:
        desk, voice, concept = await _taken(tx)
    assert voice.viewer is not None
    await sign_in(browser, database, viewer=voice.viewer)
    await browser.open(f"/en/masukan/{voice.receipt}")
    assert "nobody is named" in browser.text("main")
    await browser.press("main form[action$='/sebut-nama']")
    assert "they are from Rani Lubis" in browser.text("main")
    await sign_in(browser, database, viewer=desk.analyst)
    await browser.open(f"/en/ruang-kerja/versi/{concept}/perubahan")
    assert "Words suggested by Rani Lubis" in browser.text("main")
