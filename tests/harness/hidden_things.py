"""Things in the scene that somebody must not see, each with a word in it that stands nowhere else.

Every such text also holds COMMON, by which a search could find it without being told the secret word itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import msgspec

from partisipasi.accounts.queries import viewer_of_account
from partisipasi.accounts.rights import Viewer
from partisipasi.accounts.tables import Account, EmailAddress, RoleGrant
from partisipasi.discussions.confirming import contribute_awaiting
from partisipasi.discussions.contributing import Posted, Quote, Words, contribute
from partisipasi.discussions.editing import add_words, edit_text
from partisipasi.discussions.opening import open_thread
from partisipasi.discussions.places import Target
from partisipasi.discussions.steering.objecting import object_to_text
from partisipasi.discussions.steering.texts import summarise_thread
from partisipasi.discussions.visibility import hold_contribution
from partisipasi.discussions.withdrawing import withdraw_contribution
from partisipasi.drafts.actions import create_draft, name_deputy
from partisipasi.feedback.concepts import create_concept
from partisipasi.feedback.considering import write_note
from partisipasi.feedback.decisions import approve_decision, propose_decision, return_decision
from partisipasi.feedback.issues import create_issue
from partisipasi.kit.database import Transaction
from partisipasi.moderation.actions import report_contribution
from partisipasi.moderation.acts import hide, mask, release
from partisipasi.moderation.batches import Grounds, begin_batch
from partisipasi.moderation.notes import write_note as write_staff_note
from partisipasi.moderation.objecting import file_objection
from partisipasi.moderation.seconds import propose_hiding
from partisipasi.settings import Settings

#: A word in every secret text, for which one can search.
COMMON = "jambudipa"
CANARY_PERSON = "kenari.pemilik.surel@rahasia.example.org"


class Hidden(msgspec.Struct):
    """What was hidden, by name; the secret words; ids and codes of what carries them."""

    ids: dict[str, int]
    words: dict[str, str]
    canaries: dict[str, str]

    GUEST_ADDRESS = "kenari.tamu.surel@rahasia.example.org"


class _Maker:
    """Makes people and what they say, each at its own time, so that no limit on writing is met."""

    def __init__(self, tx: Transaction, settings: Settings, ids: Mapping[str, int]) -> None:
        self.tx = tx
        self.settings = settings
        self.ids = ids
        self.canaries: dict[str, str] = {}

    def secret(self, name: str) -> str:
        """A word that stands nowhere else, noted under the name of where it lies."""
        word = f"kenari{name.replace('_', '')}q7x"
        self.canaries[name] = word
        return word

    def text(self, name: str) -> str:
        """A sentence with a secret."""
        return f"Kalimat rahasia {COMMON} yang memuat {self.secret(name)} di dalamnya."

    async def say(self, viewer: Viewer, body: str, **more: object) -> Posted:
        """Say something on the clause of the scene, an hour ago."""
        target = more.pop("target", None) or Target(clause_id=self.ids["clause"])
        posted = await contribute(
            self.tx, viewer, self.settings, target=target, version_id=self.ids["version"], body=body, sure=True, **more
        )  # type: ignore[arg-type]
        await self.tx.execute("UPDATE contribution SET created_at = $2 WHERE id = $1", posted.id, _ago(self.tx))
        return posted


def _ago(tx: Transaction, hours: int = 1) -> object:
    return tx.now - timedelta(hours=hours)


async def hide_things(
    tx: Transaction, settings: Settings, cast: Mapping[str, Viewer], ids: Mapping[str, int]
) -> Hidden:
    """Make all of it."""
    maker = _Maker(tx, settings, ids)
    made = Hidden({}, {}, maker.canaries)
    await _of_the_owner(maker, made, cast)
    await _of_others(maker, made, cast)
    await _decided_at_once(maker, made, cast)
    await _of_guests(maker, made)
    await _of_the_team(maker, made, cast)
    await _of_another_team(maker, made, cast)
    return made


async def _of_the_owner(maker: _Maker, made: Hidden, cast: Mapping[str, Viewer]) -> None:
    tx, owner, moderator = maker.tx, cast["owner"], cast["moderator"]
    mine = await maker.say(
        owner,
        "Batas waktunya terlalu singkat bagi pegawai di kecamatan yang jauh.",
        kind="suggestion",
        stance="agree_with_changes",
        proposed_text="Usul kata-kata lain untuk ayat ini, dengan batas waktu yang lebih panjang.",
    )
    told = await maker.say(owner, "Kata-kata pertama, yang lalu diubah oleh penulisnya.")
    await tx.execute("UPDATE contribution SET created_at = now() WHERE id = $1", told.id)
    await edit_text(tx, owner, maker.settings, receipt=told.receipt, body="Kata-kata yang sudah diubah.", sure=True)
    await add_words(tx, owner, maker.settings, receipt=told.receipt, body="Tambahan dari penulisnya.", sure=True)
    fresh = await maker.say(owner, "Baru saja ditulis, dan belum ada yang membalas.")
    reply = await maker.say(cast["citizen"], "Saya setuju dengan pendapat ini.", kind="reply", parent=told.receipt)
    concealed = await maker.say(owner, maker.text("hidden_text"), public_name=f"Nama {maker.secret('hidden_name')}")
    await _quoted(maker, cast["analyst"], concealed, made.canaries["hidden_text"])
    colleague = await tx.add(Account(display_name="Moderator Kedua", created_at=_ago(tx, 900)))
    await tx.add(RoleGrant(account_id=colleague.id, role="moderator"))
    decided = await hide(
        tx, await viewer_of_account(tx, colleague.id), contribution_id=concealed.id, rule="abuse",
        public_reason="Memuat kata-kata yang menyerang orang lain.", private_note=maker.text("private_note"),
    )  # fmt: skip
    await file_objection(tx, owner, maker.settings, ref=decided.public_ref, body=maker.text("objection"))
    strict = await maker.say(owner, maker.text("strict_text"))
    contestable = await hide(
        tx, moderator, contribution_id=strict.id, rule="off_topic", public_reason="Membahas hal lain dari ayat ini."
    )
    held = await maker.say(owner, maker.text("held_text"), public_name=f"Nama {maker.secret('held_name')}")
    await hold_contribution(tx, contribution_id=held.id, reason="links")
    gone = await maker.say(owner, "Sementara.", public_name=f"Nama {maker.secret('withdrawn_name')}")
    await tx.execute("UPDATE contribution SET created_at = now() WHERE id = $1", gone.id)
    await edit_text(tx, owner, maker.settings, receipt=gone.receipt, body=maker.text("withdrawn_text"), sure=True)
    await _quoted(maker, cast["analyst"], gone, made.canaries["withdrawn_text"])
    await withdraw_contribution(tx, owner, maker.settings, receipt=gone.receipt)
    made.words |= {
        "receipt": mine.receipt, "edited": told.receipt, "reply": reply.receipt, "fresh": fresh.receipt,
        "hidden": concealed.receipt, "held": held.receipt, "withdrawn": gone.receipt,
        "owner_key": mine.owner_key, "decision": contestable.public_ref, "contested": decided.public_ref,
    }  # fmt: skip
    made.ids["objection"] = await tx.value("SELECT id FROM objection WHERE decision_id = $1", decided.id)
    made.ids |= {"contribution": mine.id, "hidden": concealed.id, "held": held.id}


async def _quoted(maker: _Maker, viewer: Viewer, source: Posted, word: str) -> None:
    """Somebody quotes what will be hidden."""
    await maker.say(viewer, "Itu yang dikatakan di sini.", kind="reply", parent=source.receipt, quote=Quote(exact=word))


async def _of_others(maker: _Maker, made: Hidden, cast: Mapping[str, Viewer]) -> None:
    """Somebody who does not want to be named, a report with a note, and a thread in the forum."""
    tx = maker.tx
    account = await tx.add(Account(display_name=f"Nama {maker.secret('unnamed')}", created_at=_ago(tx, 900)))
    await tx.add(
        EmailAddress(account_id=account.id, address="kenari.tanpa.nama@rahasia.example.org", confirmed_at=tx.now)
    )
    shy = await viewer_of_account(tx, account.id)
    reported = await maker.say(shy, "Pendapat tanpa nama tentang ayat ini.", public_name="")
    await report_contribution(
        tx, cast["citizen"], receipt=reported.receipt, reason="off_topic", note=maker.text("report_note"),
        reporter=b"0" * 32,
    )  # fmt: skip
    await _wait_for_a_second(maker, made, shy)
    masked = await maker.say(shy, f"Rumahnya di {maker.secret('masked')} nomor tiga.", public_name="")
    await _quoted(maker, cast["analyst"], masked, maker.canaries["masked"])
    await mask(
        tx, cast["moderator"], contribution_id=masked.id, phrases=[maker.canaries["masked"]], rule="personal_data",
        public_reason="Menyebut alamat rumah orang lain.",
    )  # fmt: skip
    opened = await open_thread(
        tx, cast["citizen"], maker.settings, topic_id=maker.ids["topic"], title="Antrean di loket pelayanan",
        body="Bagaimana antrean di loket pelayanan dapat dipersingkat?", sure=True,
    )  # fmt: skip
    await summarise_thread(
        tx, cast["moderator"], thread_id=opened.id,
        summary=f"Yang ditanyakan adalah antrean di loket, lihat {opened.posted.receipt}.",
    )  # fmt: skip
    await contribute(
        tx, cast["owner"], maker.settings, target=Target(thread_id=opened.id), body="Nomor antrean lewat telepon.",
        sure=True,
    )  # fmt: skip
    text_id = await tx.value("SELECT id FROM thread_text WHERE thread_id = $1", opened.id)
    objected = await object_to_text(
        tx, cast["owner"], maker.settings, text_id=text_id, body="Yang saya tanyakan bukan hanya antrean.", sure=True
    )
    made.ids["staff_note"] = await write_staff_note(
        tx, cast["moderator"], contribution_id=reported.id, about="author", body=maker.text("staff_note")
    )
    made.ids |= {"thread": opened.id, "reported": reported.id}
    made.words |= {
        "objection_text": objected.receipt,
        "thread": f"{opened.id}-{opened.slug}",
        "reported": reported.receipt,
        "forum_receipt": opened.posted.receipt,
    }


async def _wait_for_a_second(maker: _Maker, made: Hidden, author: Viewer) -> None:
    """Criticism that one moderator wants to hide, and another has to agree."""
    tx = maker.tx
    made.ids["seconded"] = (await maker.say(author, "Camat ini jarang ada di kantornya.", public_name="")).id
    proposer = await tx.add(Account(display_name="Moderator lain", created_at=_ago(tx, 900)))
    await tx.add(RoleGrant(account_id=proposer.id, role="moderator"))
    await propose_hiding(
        tx, await viewer_of_account(tx, proposer.id), items=[made.ids["seconded"]], why="official_criticised",
        rule="abuse", public_reason="Memuat kata-kata yang menyerang orang lain.",
        private_note=maker.text("proposal_note"),
    )  # fmt: skip


async def _decided_at_once(maker: _Maker, made: Hidden, cast: Mapping[str, Viewer]) -> None:
    """What a moderator decided in one go, and alone, a moment ago; and several that another wants to hide."""
    tx, moderator = maker.tx, cast["moderator"]
    said = [await maker.say(cast["citizen"], f"Masukan yang diperiksa, nomor {number}.") for number in range(5)]
    proposer = await tx.add(Account(display_name="Moderator Ketiga", created_at=_ago(tx, 900)))
    await tx.add(RoleGrant(account_id=proposer.id, role="moderator"))
    made.ids["batch_proposal"] = await propose_hiding(
        tx, await viewer_of_account(tx, proposer.id), items=[said[0].id, said[1].id], why="batch", rule="spam",
        public_reason="Promosi yang dikirim berulang kali.", private_note=maker.text("batch_note"),
    )  # fmt: skip
    # As if it were made at the end of a slow run: ten minutes is how long it can be undone.
    now, tx.now = tx.now, tx.now + timedelta(hours=8)
    made.ids["batch"] = await begin_batch(
        tx, moderator, grounds=Grounds(act="no_violation", private_note=maker.text("kept_note")),
        items=[said[2].id, said[3].id],
    )  # fmt: skip
    made.words["undoable"] = (await release(tx, moderator, contribution_id=said[4].id)).public_ref
    tx.now = now


async def _of_guests(maker: _Maker, made: Hidden) -> None:
    awaiting = await contribute_awaiting(
        maker.tx, maker.settings, target=Target(clause_id=maker.ids["clause"]), version_id=maker.ids["version"],
        words=Words(body=maker.text("awaiting_text")), email=Hidden.GUEST_ADDRESS,
        public_name=f"Nama {maker.secret('awaiting_name')}", sure=True,
    )  # fmt: skip
    made.words |= {"awaiting": awaiting.posted.receipt, "link_confirm": awaiting.link.token}


async def _of_the_team(maker: _Maker, made: Hidden, cast: Mapping[str, Viewer]) -> None:
    """Issues whose decisions nobody outside may read yet, and the concept of the next version."""
    tx, drafter, approver = maker.tx, cast["drafter"], cast["approver"]
    decisions: dict[str, int] = {}
    for state in ("proposed", "returned", "approved", "open"):
        said = await maker.say(cast["citizen"], f"Masukan untuk pokok yang masih dibahas, nomor {state}.")
        issue = await create_issue(
            tx, drafter, draft_id=maker.ids["draft"], title=f"Pokok yang masih dibahas ({state})",
            summary="Ringkasan dari yang disampaikan warga.", receipts=[said.receipt],
        )  # fmt: skip
        made.ids[f"{state}_issue"] = issue.id
        if state == "open":
            made.ids["issue"] = issue.id
            made.ids["point"] = await tx.value("SELECT id FROM point WHERE issue_id = $1", issue.id)
            made.words["unplaced"] = (await maker.say(cast["citizen"], "Masukan yang belum ditempatkan.")).receipt
            made.ids["note"] = await write_note(
                tx, cast["analyst"], draft_id=maker.ids["draft"], receipt=said.receipt, body=maker.text("internal_note")
            )
            continue
        proposed = await propose_decision(
            tx, drafter, issue_id=issue.id, outcome="noted", reason=maker.text(f"{state}_reason")
        )
        decisions[state] = proposed.id
    await return_decision(tx, approver, decision_id=decisions["returned"], remark=maker.text("returned_remark"))
    await approve_decision(tx, approver, decision_id=decisions["approved"])
    made.ids["member"] = await name_deputy(
        tx, drafter, draft_id=maker.ids["draft"], deputises_for=approver.account_id or 0, role="approver",
        account_id=cast["officer"].account_id or 0, begins_at=tx.now + timedelta(days=30),
        ends_at=tx.now + timedelta(days=40),
    )  # fmt: skip
    made.ids |= {"decision": decisions["proposed"], "approved": decisions["approved"]}
    concept = maker.ids["concept"]
    await tx.execute(
        """UPDATE clause_text SET text = text || ' ' || $2 WHERE id =
           (SELECT id FROM clause_text WHERE version_id = $1 AND key = 'pasal-7.ayat-1')""",
        concept,
        maker.text("concept_text"),
    )
    await tx.execute("UPDATE version SET summary = $2 WHERE id = $1", concept, maker.text("concept_summary"))
    await tx.execute("UPDATE change SET explanation = $2 WHERE version_id = $1", concept, maker.text("explanation"))


async def _of_another_team(maker: _Maker, made: Hidden, cast: Mapping[str, Viewer]) -> None:
    """A draft without any published version: for everybody outside its team it is not there."""
    tx, officer = maker.tx, cast["officer"]
    title = f"Rancangan {COMMON} {maker.secret('unpublished_title')}"
    draft = await create_draft(
        tx, officer, topic_id=maker.ids["topic"], agency_id=maker.ids["agency"], title=title, kind="perwali",
        summary=maker.text("unpublished_summary"),
    )  # fmt: skip
    source = (Path(__file__).parent / "texts" / "unpublished.txt").read_text(encoding="utf-8")
    concept = await create_concept(
        tx, officer, draft_id=draft.id, source=source.replace("{text}", maker.text("unpublished_text"))
    )
    made.ids |= {"unseen_draft": draft.id, "unseen_version": concept.id}
    made.words |= {"unseen_draft": f"{draft.id}-{draft.slug}"}
