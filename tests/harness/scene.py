"""The scene the harness plays on: the example city with a person of every role, and things nobody may see.

It is made once per run, as a database to clone. `Scene` names what is in it, so that `examples` can fill in addresses.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec

from files import PNG
from harness.hidden_things import CANARY_PERSON, Hidden, hide_things
from harness.musyawarah_things import make_musyawarah
from partisipasi.accounts.links import make_link
from partisipasi.accounts.queries import viewer_of_account
from partisipasi.accounts.rights import SYSTEM, Viewer
from partisipasi.accounts.sessions import start_session
from partisipasi.accounts.tables import Account, EmailAddress
from partisipasi.accounts.tokens import make_token
from partisipasi.accounts.verifying import set_domains, verify_account
from partisipasi.demo.city import load_once
from partisipasi.discussions.accepting import accept_answer
from partisipasi.discussions.attaching import send_along
from partisipasi.discussions.contributing import Target, contribute
from partisipasi.discussions.opening import open_thread
from partisipasi.discussions.saving import save_draft
from partisipasi.discussions.watching import watch_word
from partisipasi.discussions.writing_tables import Attachment, AttachmentContent
from partisipasi.drafts.actions.previews import make_preview
from partisipasi.feedback.changes import set_change
from partisipasi.feedback.concepts import correct_clause
from partisipasi.feedback.progress import count_progress
from partisipasi.kit.database import Database, Transaction
from partisipasi.kit.jobs import enqueue
from partisipasi.notifications.following import follow
from partisipasi.notifications.news import tell
from partisipasi.notifications.subscribing import ask_for_mail, begin_mail
from partisipasi.notifications.tables import News
from partisipasi.record.chain import lengthen_chain
from partisipasi.search.indexing import index_due
from partisipasi.service.answering import answer_case
from partisipasi.service.days import today_of
from partisipasi.service.opening import open_case
from partisipasi.settings import Settings, load
from partisipasi.web.told.stopping import stop_of_account
from partisipasi.web.told.subscribing import begin_path

ORIGIN = "http://127.0.0.1:8000"

#: Role in the harness → somebody of the example city. `owner` is made here: most addresses with a receipt are theirs.
CAST = {
    "citizen": "rosmaida.sinaga@warga.example.org",
    "moderator": "tiur.manalu@kota.example.org",
    "officer": "agus.prasetyo@kota.example.org",
    "drafter": "frans.simbolon@kota.example.org",
    "analyst": "rizky.pohan@kota.example.org",
    "legal": "hendra.siregar@kota.example.org",
    "approver": "nurhayati.harahap@kota.example.org",
    "reader": "yusuf.rangkuti@kota.example.org",
    "administrator": "ratna.dewi@kota.example.org",
}
ROLES = ("guest", "owner", *CAST)


class Person(msgspec.Struct, frozen=True):
    """Somebody with a session in a browser and a token for programs."""

    account_id: int
    session: str
    token: str


class Scene(msgspec.Struct, frozen=True):
    """What is there: people by role, ids and codes by the name of what they stand for, secrets by where they lie."""

    people: Mapping[str, Person]
    ids: Mapping[str, int]
    words: Mapping[str, str]
    canaries: Mapping[str, str]
    addresses: tuple[str, ...]


def harness_settings(folder: Path) -> Settings:
    """Settings whose secret is the same in every process, so that keys and links made once fit everywhere."""
    variables = {
        "PARTISIPASI_URL": ORIGIN,
        "PARTISIPASI_DIAGNOSTICS": "1",
        "PARTISIPASI_SECRET": "harness-0123456789-abcdefghijklmnopqrstuvwxyz",
    }
    return load(variables, data=folder)


async def make_scene(database: Database, settings: Settings) -> Scene:
    """Load the example city into an empty database, and put everything else there."""
    await load_once(database, settings)
    async with database.transaction() as tx:
        cast = {role: await _viewer(tx, address) for role, address in CAST.items()}
        cast["owner"] = await _owner(tx)
        await _edited(tx, cast["drafter"])
        ids, words = await _places(tx)
        words |= await make_musyawarah(tx, settings, cast, ids["topic"])
        hidden = await hide_things(tx, settings, cast, ids)
        links = await _links(tx, settings, cast["owner"])
        ids |= hidden.ids | await _rest(tx, cast)
        made = await make_preview(
            tx, cast["drafter"], version_id=ids["concept"], reader="Kanwil Kemenkum", purpose="Harmonisasi"
        )
        ids["link"], words["preview"] = made.id, made.token
        words["attached"] = await _attached(tx, settings, cast["owner"], ids)
        words["asked"], words["official"] = await _asked(tx, settings, cast, ids["topic"], "Kapan loket dibuka?")
        words["answered_question"], accepted = await _asked(tx, settings, cast, ids["topic"], "Kapan loket ditutup?")
        await accept_answer(tx, cast["citizen"], receipt=accepted)
        ids, words = await _served(tx, settings, cast, ids, words)
        words |= hidden.words | links | await _told(tx, settings, cast["owner"], ids)
        people = {role: await _person(tx, viewer) for role, viewer in cast.items()}
        addresses = await tx.values("SELECT address FROM email_address ORDER BY id")
    await count_progress(database)
    await index_due(database)
    await lengthen_chain(database)
    return Scene(people, ids, words, hidden.canaries, (*addresses, Hidden.GUEST_ADDRESS))


async def freshen(database: Database) -> None:
    """Bring what depends on the time of day up to now: a clone may be younger than the scene."""
    async with database.transaction() as tx:
        # Some stages serve longer than a proof counts.
        await tx.execute("UPDATE session SET proved_at = now() + interval '2 hours', seen_at = now()")
        await tx.execute("UPDATE login_link SET expires_at = now() + interval '1 hour' WHERE consumed_at IS NULL")
        await tx.execute(
            """UPDATE contribution SET created_at = now(), published_at = now() FROM contributor c
               JOIN email_address e USING (account_id)
               WHERE c.id = contributor_id AND e.address = $1 AND state = 'published'""",
            CANARY_PERSON,
        )


async def _viewer(tx: Transaction, address: str) -> Viewer:
    return await viewer_of_account(
        tx, await tx.value("SELECT account_id FROM email_address WHERE address = $1", address)
    )


async def _owner(tx: Transaction) -> Viewer:
    account = await tx.add(Account(display_name="Pemilik Masukan", created_at=tx.now - timedelta(days=30)))
    await tx.add(EmailAddress(account_id=account.id, address=CANARY_PERSON, confirmed_at=tx.now))
    return await viewer_of_account(tx, account.id)


async def _asked(
    tx: Transaction, settings: Settings, cast: Mapping[str, Viewer], topic_id: int, words: str
) -> tuple[str, str]:
    """A question of the citizen's in the forum: its address, and the receipt of the official reply to it."""
    opened = await open_thread(
        tx, cast["citizen"], settings, topic_id=topic_id, title=words, body=words,
        kind="question",
    )  # fmt: skip
    answer = await contribute(
        tx, cast["officer"], settings, target=Target(thread_id=opened.id), parent=opened.posted.receipt,
        body="Setiap hari kerja.", kind="official",
    )  # fmt: skip
    return f"{opened.id}-{opened.slug}", answer.receipt


async def _person(tx: Transaction, viewer: Viewer) -> Person:
    account_id = viewer.account_id or 0
    session = await start_session(tx, account_id=account_id, device="Chrome, Android")
    return Person(account_id, session, await make_token(tx, SYSTEM, account_id=account_id))


async def _places(tx: Transaction) -> tuple[dict[str, int], dict[str, str]]:
    """The draft that everything happens on, its versions, and the second draft, of another team."""
    draft = (
        await tx.rows("SELECT id, slug, topic_id, agency_id FROM draft WHERE closed_at IS NULL AND kind = 'perwali'")
    )[0]
    other = (await tx.rows("SELECT id, slug FROM draft WHERE kind = 'naskah'"))[0]
    versions = await tx.values("SELECT id FROM version WHERE draft_id = $1 ORDER BY number", draft["id"])
    topic = (await tx.rows("SELECT slug FROM topic WHERE id = $1", draft["topic_id"]))[0]
    ids = {
        "draft": draft["id"],
        "other_draft": other["id"],
        "version": versions[1],
        "concept": versions[2],
        "round": await tx.value("SELECT max(id) FROM round WHERE draft_id = $1", draft["id"]),
        "document": await tx.value("SELECT id FROM document WHERE draft_id = $1 AND number = 1", draft["id"]),
        "file": await tx.value(
            "SELECT max(f.id) FROM document_version f JOIN document x ON x.id = f.document_id WHERE x.draft_id = $1",
            draft["id"],
        ),
        "topic": draft["topic_id"],
        "agency": draft["agency_id"],
        "own_agency": await tx.value("SELECT min(agency_id) FROM issue WHERE agency_id IS NOT NULL"),
        "clause": await tx.value(
            "SELECT clause_id FROM clause_text WHERE version_id = $1 AND key = 'pasal-7.ayat-1'", versions[1]
        ),
        "alignment": await tx.value(
            """SELECT id FROM alignment WHERE version_id = $1
               ORDER BY review <> 'open', op = 'same', old_text_id IS NULL OR new_text_id IS NULL, id LIMIT 1""",
            versions[2],
        ),
        "technical": await tx.value(
            "SELECT min(id) FROM alignment WHERE version_id = $1 AND op = 'renumbered' AND NOT 'text' = ANY (flags)",
            versions[2],
        ),
        "change": await tx.value("SELECT min(id) FROM change WHERE version_id = $1", versions[2]),
        "anchor": await tx.value(
            "SELECT id FROM anchor WHERE version_id = $1 ORDER BY review <> 'open', id LIMIT 1", versions[2]
        ),
    }
    answered = (
        await tx.rows(
            """SELECT n.id, c.receipt FROM notice n JOIN contribution c ON c.id = n.contribution_id
               JOIN contributor p ON p.id = c.contributor_id JOIN email_address e USING (account_id)
               WHERE e.address = $1 AND c.state = 'published' AND c.draft_id = $2 ORDER BY n.id LIMIT 1""",
            CAST["citizen"],
            draft["id"],
        )
    )[0]
    ids["notice"] = answered["id"]
    words = {
        "replied": await tx.value(
            """SELECT c.receipt FROM contribution c JOIN owed_contribution o ON o.contribution_id = c.id
               WHERE o.draft_id = $1 AND o.replied AND c.state = 'published' ORDER BY c.id LIMIT 1""",
            draft["id"],
        ),
        "changed": await tx.value(
            """SELECT t.key FROM change h JOIN clause_text t ON t.id = h.new_text_id
               WHERE h.version_id = $1 AND h.op = 'reworded' AND NOT h.technical ORDER BY h.position LIMIT 1""",
            versions[1],
        ),
        "answered": answered["receipt"],
        "draft": f"{draft['id']}-{draft['slug']}",
        "topic": f"{draft['topic_id']}-{topic['slug']}",
        "own_agency": await tx.value(
            "SELECT id || '-' || slug FROM agency WHERE id = (SELECT min(agency_id) FROM issue)"
        ),
        "other_draft": f"{other['id']}-{other['slug']}",
    }
    return ids, words


async def _edited(tx: Transaction, drafter: Viewer) -> None:
    """An edit of the concept that can be undone, and a change that was explained and is gone."""
    rows = await tx.rows(
        """SELECT v.id, x.clause_id, x.key, x.text,
                  EXISTS (SELECT 1 FROM change h WHERE h.new_text_id = x.id) AS changed
           FROM version v JOIN clause_text x ON x.version_id = v.id
           WHERE v.state = 'concept' AND v.follows_id IS NOT NULL AND x.kind IN ('pasal', 'ayat') AND x.text <> ''
           ORDER BY x.position DESC"""
    )
    untouched = next(row for row in rows if not row["changed"])
    await _worded(tx, drafter, untouched, f"{untouched['text']} Ketentuan ini dicoba.")
    change = await tx.value(
        "SELECT id FROM change WHERE version_id = $1 AND clause_id = $2", untouched["id"], untouched["clause_id"]
    )
    await set_change(tx, drafter, change_id=change, cause="editorial", explanation="Dicoba kata-kata lain.")
    await _worded(tx, drafter, untouched, untouched["text"])
    await _worded(tx, drafter, rows[0], f"{rows[0]['text']} Ketentuan ini disunting.")


async def _worded(tx: Transaction, drafter: Viewer, row: dict[str, Any], text: str) -> None:
    revision = await tx.value("SELECT revision FROM version WHERE id = $1", row["id"])
    await correct_clause(tx, drafter, version_id=row["id"], revision=revision, key=row["key"], text=text)


async def _links(tx: Transaction, settings: Settings, owner: Viewer) -> dict[str, str]:
    """A mailed link of every purpose that changes nobody's contribution."""
    signing = await make_link(tx, settings, purpose="sign_in", address=CANARY_PERSON)
    setting = await make_link(tx, settings, purpose="set_password", address=CANARY_PERSON)
    changing = await make_link(
        tx, settings, purpose="change_address", address="baru@contoh.example", subject_id=owner.account_id
    )
    return {"link": signing.token, "link_password": setting.token, "link_address": changing.token}


async def _told(tx: Transaction, settings: Settings, owner: Viewer, ids: dict[str, int]) -> dict[str, str]:
    """Something the owner follows and was told, and an address that gets mail without an account."""
    await follow(tx, owner, what="draft", thing_id=ids["draft"])
    news = {"draft_id": ids["draft"], "version_id": ids["version"], "round_id": ids["round"]}
    for kind in ("round_opened", "version", "round_closing"):
        await tell(tx, News(kind=kind, once=f"scene {kind}", **news))
    ids["notification"] = await tx.value("SELECT max(id) FROM notification WHERE account_id = $1", owner.account_id)
    asked = await ask_for_mail(tx, draft_id=ids["draft"], email="pelanggan@contoh.example", language="id")
    begun = await ask_for_mail(tx, draft_id=ids["draft"], email="pelanggan2@contoh.example", language="id")
    await begin_mail(tx, subscription_id=begun.id)
    return {
        "begin": begin_path(settings, asked.id).rsplit("/", 1)[-1],
        "stop": stop_of_account(settings, owner.account_id or 0, ["drafts", "rounds"]).rsplit("/", 1)[-1],
    }


async def _attached(tx: Transaction, settings: Settings, owner: Viewer, ids: Mapping[str, int]) -> str:
    """A picture that came with words in a thread."""
    row = await tx.add(
        Attachment(
            code="gambar-jalan", account_id=owner.account_id, kind="png", name="jalan.png", alt="Jalan berlubang",
            width=64, height=48, size=len(PNG), sha256="0" * 64,
        )
    )  # fmt: skip
    code = row.code
    for size in ("whole", "small"):
        await tx.add(AttachmentContent(attachment_id=row.id, size=size, content=PNG))
    target = Target(thread_id=ids["thread"])
    posted = await contribute(tx, owner, settings, target=target, body="Begini keadaan jalannya.", files=1)
    await send_along(tx, owner, contribution_id=posted.id, codes=[code])
    return code


async def _served(
    tx: Transaction, settings: Settings, cast: Mapping[str, Viewer], ids: dict[str, int], words: dict[str, str]
) -> tuple[dict[str, int], dict[str, str]]:
    """An agency with services, a case that waits for its answer, and one of the owner's that was answered."""
    agency = (await tx.rows("SELECT id, slug FROM agency WHERE id = $1", ids["agency"]))[0]
    service_id = await tx.value("SELECT min(id) FROM service WHERE agency_id = $1", agency["id"])
    told: dict[str, Any] = {"agency_id": agency["id"], "service_id": service_id, "happened_on": today_of(tx)}
    waits = await open_case(tx, cast["citizen"], settings, place="Medan Area", happened="Lama sekali.", **told)
    own = await open_case(tx, cast["owner"], settings, place="Medan Kota", happened="Loket tutup.", **told)
    await answer_case(
        tx, cast["officer"], settings, thread_id=own.thread_id, status="done", body="Sudah dibuka.", steps=0
    )
    return (
        {**ids, "service": service_id, "case": waits.thread_id},
        {
            **words,
            "agency": f"{agency['id']}-{agency['slug']}",
            "case": f"{waits.thread_id}-{waits.slug}",
            "own_case": own.posted.receipt,
        },
    )


async def _rest(tx: Transaction, cast: Mapping[str, Viewer]) -> dict[str, int]:
    """A role, a job, a session, a token and a verification that can be ended."""
    await set_domains(tx, cast["administrator"], domains="kota.example.org")
    await verify_account(tx, cast["administrator"], account_id=cast["drafter"].account_id or 0)
    owner, officer = cast["owner"], cast["officer"]
    await start_session(tx, account_id=owner.account_id or 0, device="Firefox, Linux")
    await make_token(tx, SYSTEM, account_id=officer.account_id or 0)
    forum = await tx.value(
        """SELECT id || '-' || slug FROM thread
           WHERE draft_id IS NULL AND audience = 'public' AND closed_at IS NULL AND kind = 'discussion'
           ORDER BY id LIMIT 1"""
    )
    saved = await save_draft(
        tx, owner, place=f"/diskusi/{forum}/tulis", title="Belum dikirim", body="Nanti saya teruskan."
    )
    await enqueue(tx, "send_mail", {"mail": 0})
    await enqueue(tx, "send_mail", {"mail": 0})
    await tx.execute("UPDATE pgqueuer SET status = 'failed' WHERE id = (SELECT max(id) FROM pgqueuer)")
    return {
        "session": await tx.value("SELECT max(id) FROM session WHERE account_id = $1", owner.account_id),
        "api_token": await tx.value("SELECT max(id) FROM api_token WHERE account_id = $1", officer.account_id),
        "verification": await tx.value("SELECT max(id) FROM verification"),
        "job": await tx.value("SELECT max(id) FROM pgqueuer"),
        "role": await tx.value(
            "SELECT max(id) FROM role_grant WHERE account_id = $1 AND ended_at IS NULL", cast["moderator"].account_id
        ),
        "account": cast["moderator"].account_id or 0,
        "saved": saved.id or 0,
        "watched": await watch_word(
            tx,
            cast["moderator"],
            word="slot gacor",
            kind="word",
            outcome="hold",
            reason="Judi melanggar hukum.",
        ),
    }
