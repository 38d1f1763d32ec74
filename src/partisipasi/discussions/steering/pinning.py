"""What leads a list: pinned threads in their topic, announced ones everywhere until a day. And a thread's own rules."""

from __future__ import annotations

from datetime import datetime, timedelta

from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.steering.standing import checked_reason, demand_voice, lock_thread, note
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Invalid
from partisipasi.kit.i18n import N_
from partisipasi.kit.markup import render
from partisipasi.kit.text import clean_text

#: More would push the talk itself off the first screen of a phone.
MOST_PINNED, MOST_ANNOUNCED = 5, 3
#: What is announced for longer is no news; it can be announced again.
LONGEST_ANNOUNCED = timedelta(days=90)
LONGEST_RULES = 2000
_TOPIC_FULL = N_("%(most)s discussions are pinned in this topic already. Take one of them down first.")
_CITY_FULL = N_("%(most)s discussions are announced already. Take one of them down first.")


async def pin_thread(
    tx: Transaction, viewer: Viewer, *, thread_id: int, on: bool, reason: str = "", seen: int | None = None
) -> None:
    """Let a thread lead its topic, or no longer. What is so already stays so.

    Raises:
        NotFound, Conflict, SignInNeeded, Forbidden: see `lock_thread`, `demand_voice`.
        Conflict: `full`: too many are pinned.
    """
    thread = await lock_thread(tx, viewer, thread_id, seen=seen)
    voice = demand_voice(viewer, thread, "moderator", "officer")
    why = checked_reason(reason, shortest=0)
    if thread.pinned == on:
        return
    if on:
        # Two at once would each count only those before them.
        await tx.execute("SELECT 1 FROM topic WHERE id = $1 FOR NO KEY UPDATE", thread.topic_id)
        pinned = await tx.value(
            "SELECT count(*) FROM thread WHERE topic_id = $1 AND pinned_at IS NOT NULL AND merged_into_id IS NULL",
            thread.topic_id,
        )
        if pinned >= MOST_PINNED:
            raise Conflict(_TOPIC_FULL, code="full", most=MOST_PINNED)
    await tx.execute("UPDATE thread SET pinned_at = CASE WHEN $2 THEN now() END WHERE id = $1", thread.id, on)
    await note(tx, viewer, thread, "pinned" if on else "unpinned", voice, reason=why)


async def announce_thread(
    tx: Transaction, viewer: Viewer, *, thread_id: int, until: datetime | None, reason: str = "",
    seen: int | None = None,
) -> None:  # fmt: skip
    """Let a thread lead every list of the forum until a day; None takes it down.

    Raises:
        NotFound, Conflict, SignInNeeded, Forbidden: see `lock_thread`, `demand_voice`.
        Invalid: field `until`.
        Conflict: `full`: too many are announced.
    """
    thread = await lock_thread(tx, viewer, thread_id, seen=seen)
    voice = demand_voice(viewer, thread, "moderator", "officer")
    why = checked_reason(reason, shortest=0)
    if until == thread.announced_until:
        return
    if until is not None:
        if not tx.now < until <= tx.now + LONGEST_ANNOUNCED:
            raise Invalid({"until": N_("Choose a day from tomorrow on, within %(days)s days.")}, days=90)
        if thread.announced_until is None:
            await tx.execute("SELECT pg_advisory_xact_lock(hashtext('announced threads'))")
            others = await tx.value(
                "SELECT count(*) FROM thread WHERE announced_until > now() AND id <> $1 AND merged_into_id IS NULL",
                thread.id,
            )
            if others >= MOST_ANNOUNCED:
                raise Conflict(_CITY_FULL, code="full", most=MOST_ANNOUNCED)
    await tx.execute("UPDATE thread SET announced_until = $2 WHERE id = $1", thread.id, until)
    kind, detail = ("announced", until.isoformat()) if until else ("unannounced", "")
    await note(tx, viewer, thread, kind, voice, reason=why, detail=detail)
    tx.changed("home")


async def set_rules(tx: Transaction, viewer: Viewer, *, thread_id: int, rules: str, seen: int | None = None) -> None:
    """Give a thread rules of its own, shown above the form in which one writes there; empty takes them away.

    Raises:
        NotFound, Conflict, SignInNeeded, Forbidden: see `lock_thread`, `demand_voice`.
        Invalid: field `rules`: too long.
    """
    thread = await lock_thread(tx, viewer, thread_id, seen=seen)
    voice = demand_voice(viewer, thread, "moderator", "officer")
    words = clean_text(rules).strip()
    if len(words) > LONGEST_RULES:
        raise Invalid({"rules": N_("This is too long: at most %(limit)s characters.")}, limit=LONGEST_RULES)
    if words == thread.rules:
        return
    html = render(words) if words else ""
    await tx.execute("UPDATE thread SET rules = $2, rules_html = $3 WHERE id = $1", thread.id, words, html)
    await note(tx, viewer, thread, "rules_changed", voice)
