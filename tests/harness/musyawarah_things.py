"""Three musyawarah in the scene: one that is open, one whose conclusion can be contested, one that is concluded."""

from __future__ import annotations

from collections.abc import Mapping

from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.contributing import contribute
from partisipasi.discussions.places import Target
from partisipasi.kit.database import Transaction
from partisipasi.musyawarah.answering import answer_check
from partisipasi.musyawarah.conclusions import add_line, propose_conclusion
from partisipasi.musyawarah.contesting import contest_line
from partisipasi.musyawarah.finishing import finish_due
from partisipasi.musyawarah.opening import open_musyawarah
from partisipasi.musyawarah.wordings import change_wording
from partisipasi.settings import Settings


async def make_musyawarah(
    tx: Transaction, settings: Settings, cast: Mapping[str, Viewer], topic_id: int
) -> dict[str, str]:
    """Names of the three, and of a line of the latter two."""
    words: dict[str, str] = {}
    for name in ("weighed", "contested", "concluded"):
        opened = await open_musyawarah(
            tx, cast["officer"], settings, topic_id=topic_id, question=f"Bagaimana jam layanan diatur, {name}?",
            background="Banyak warga bekerja sampai sore.", wording="Loket buka sampai pukul 17.00 setiap hari.",
        )  # fmt: skip
        words[f"m_{name}"] = f"{opened.id}-{opened.slug}"
        argued = await contribute(
            tx, cast["citizen"], settings, target=Target(thread_id=opened.id), body=f"Setuju karena {name}.",
            kind="argument", stance="agree",
        )  # fmt: skip
        await answer_check(
            tx, cast["citizen"], settings, thread_id=opened.id, seen=1, choice="object",
            reason=f"Sebaiknya dua hari saja, {name}.",
        )  # fmt: skip
        await change_wording(
            tx, cast["officer"], settings, thread_id=opened.id, seen=1, body="Loket buka sampai pukul 17.00 dua hari.",
            reason="Usul dari warga.",
        )  # fmt: skip
        # Limits on how much one person writes look at this time.
        await tx.execute(
            "UPDATE contribution SET created_at = now() - interval '1 day' WHERE thread_id = $1", opened.id
        )
        line = await add_line(
            tx, cast["officer"], thread_id=opened.id, part="agreed", body=f"Loket dibuka lebih lama, {name}.",
            receipts=[argued.receipt],
        )  # fmt: skip
        if name == "weighed":
            await answer_check(tx, cast["citizen"], settings, thread_id=opened.id, seen=2, choice="agree")
            words["m_weighed_said"] = argued.receipt
            continue
        await propose_conclusion(tx, cast["officer"], thread_id=opened.id)
        words[f"m_{name}_line"] = str(line)
        if name == "concluded":
            await contest_line(
                tx, cast["citizen"], settings, thread_id=opened.id, line_id=line, body="Belum semua setuju dengan ini."
            )
            await tx.execute(
                """UPDATE conclusion SET proposed_at = now() - interval '8 days',
                          contest_until = now() - interval '1 day' WHERE thread_id = $1""",
                opened.id,
            )
            await tx.execute("UPDATE contest SET at = now() - interval '3 days' WHERE line_id = $1", line)
            await finish_due(tx)
        await tx.execute(
            "UPDATE contribution SET created_at = now() - interval '1 day' WHERE thread_id = $1", opened.id
        )
    return words
