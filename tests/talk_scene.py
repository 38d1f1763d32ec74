"""A small city to talk in: a topic, an agency, a draft with published versions and a round, and people."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from datetime import timedelta

import msgspec

from partisipasi.accounts.queries import viewer_of_account
from partisipasi.accounts.rights import Viewer
from partisipasi.accounts.tables import Account, EmailAddress, RoleGrant
from partisipasi.discussions.invariants import INVARIANTS
from partisipasi.drafts.tables import Alignment, Clause, ClauseText, Draft, Round, TeamMember, Version
from partisipasi.drafts.wording import fingerprint
from partisipasi.kit.database import Transaction
from partisipasi.topics.tables import Agency, Topic

_number = itertools.count(1)

PASAL = {
    "pasal-7": ("pasal", "Pasal 7", "Pemotongan tambahan penghasilan"),
    "pasal-7.ayat-1": ("ayat", "(1)", "Pegawai yang terlambat dikenai pemotongan sebesar 2% (dua persen) setiap hari."),
    "pasal-7.ayat-2": ("ayat", "(2)", "Pemotongan dihitung dari tambahan penghasilan satu bulan."),
    "pasal-8": ("pasal", "Pasal 8", "Kepala perangkat daerah wajib membina pegawai di bawahnya."),
}


class Scene(msgspec.Struct):
    """Ids of what `make_scene` made. `clauses` and `texts` are by key, for the first version."""

    topic_id: int
    agency_id: int
    draft_id: int
    draft_slug: str
    version_id: int
    round_id: int
    clauses: dict[str, int]
    texts: dict[str, int]

    @property
    def path(self) -> str:
        """Path of the draft."""
        return f"/rancangan/{self.draft_id}-{self.draft_slug}"

    def clause_path(self, key: str = "pasal-7.ayat-1", number: int = 1) -> str:
        """Path of a clause page."""
        return f"{self.path}/versi/{number}/{key}"


async def make_scene(tx: Transaction, *, open_round: bool = True) -> Scene:
    """A draft with one published version, open for input or closed yesterday."""
    n = next(_number)
    topic = await tx.add(Topic(slug=f"disiplin-{n}", name=f"Disiplin pegawai {n} {id(tx)}"))
    agency = await tx.add(Agency(slug=f"bkpsdm-{n}", name=f"Badan Kepegawaian {n} {id(tx)}", short_name="BKPSDM"))
    draft = await tx.add(
        Draft(topic_id=topic.id, agency_id=agency.id, kind="perwali", title="Disiplin pegawai", slug="disiplin-pegawai")
    )
    version_id, clauses, texts = await make_version(tx, draft.id, 1, PASAL)
    await publish(tx, version_id)
    day = timedelta(days=1)
    opens, closes = (-day, 10 * day) if open_round else (-2 * day, -day)
    opened = await tx.add(
        Round(draft_id=draft.id, version_id=version_id, number=1, opens_at=tx.now + opens, closes_at=tx.now + closes)
    )
    return Scene(topic.id, agency.id, draft.id, draft.slug, version_id, opened.id, clauses, texts)


async def make_version(
    tx: Transaction,
    draft_id: int,
    number: int,
    words: Mapping[str, tuple[str, str, str]],
    *,
    follows: int | None = None,
    identities: Mapping[str, int] | None = None,
) -> tuple[int, dict[str, int], dict[str, int]]:
    """A concept: key → (kind, label, text). Returns its id, and ids of clauses and texts by key."""
    version = await tx.add(Version(draft_id=draft_id, number=number, source="", follows_id=follows))
    clauses: dict[str, int] = {}
    texts: dict[str, int] = {}
    for position, (key, (kind, label, text)) in enumerate(words.items()):
        known = (identities or {}).get(key)
        clauses[key] = known or (await tx.add(Clause(draft_id=draft_id, born_version_id=version.id))).id
        parent = key.rpartition(".")[0]
        row = await tx.add(
            ClauseText(
                version_id=version.id,
                clause_id=clauses[key],
                parent_id=texts.get(parent),
                position=position,
                depth=key.count("."),
                kind=kind,
                key=key,
                label=label,
                path=key.replace(".", "/"),
                text=text,
                fingerprint=fingerprint(text),
            )
        )
        texts[key] = row.id
    return version.id, clauses, texts


async def publish(tx: Transaction, version_id: int) -> None:
    """Flip a concept to published."""
    await tx.execute("UPDATE version SET state = 'published', published_at = now() WHERE id = $1", version_id)


async def align(tx: Transaction, version_id: int, lines: Sequence[tuple[int | None, int | None, str]]) -> None:
    """Alignment rows: old text, new text, op."""
    await tx.add_all(
        [Alignment(version_id=version_id, old_text_id=old, new_text_id=new, op=op) for old, new, op in lines]
    )


async def make_person(
    tx: Transaction,
    *,
    name: str | None = None,
    role: str = "",
    topic_id: int | None = None,
    confirmed: bool = True,
    age: timedelta = timedelta(days=30),
) -> Viewer:
    """An account, by default an old and confirmed one without a role; a role may be for one topic."""
    account = await tx.add(Account(display_name=name, created_at=tx.now - age))
    await tx.add(
        EmailAddress(
            account_id=account.id,
            address=f"orang{account.id}@example.org",
            confirmed_at=tx.now if confirmed else None,
        )
    )
    if role:
        await tx.add(RoleGrant(account_id=account.id, role=role, topic_id=topic_id))
    return await viewer_of_account(tx, account.id)


async def join_team(tx: Transaction, scene: Scene, viewer: Viewer, *roles: str) -> None:
    """Put somebody in the draft's team."""
    await tx.add_all(
        [TeamMember(draft_id=scene.draft_id, account_id=viewer.account_id or 0, role=role) for role in roles]
    )


async def broken_rules(tx: Transaction) -> list[str]:
    """Names of the talk's invariants that do not hold."""
    return [rule.name for rule in INVARIANTS if await tx.rows(rule.sql)]
