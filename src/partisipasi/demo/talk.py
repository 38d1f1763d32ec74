"""What the example people say, support, report, take back; what moderators do about it."""

from __future__ import annotations

import hashlib
from datetime import datetime

from partisipasi.demo.content import Reported, Said
from partisipasi.demo.people import People
from partisipasi.discussions.contributing import Posted, Words, contribute
from partisipasi.discussions.offline import Giver, enter_offline
from partisipasi.discussions.places import Target
from partisipasi.discussions.supporting import support
from partisipasi.discussions.withdrawing import withdraw_contribution
from partisipasi.drafts.anchoring import Quote
from partisipasi.kit.database import Transaction
from partisipasi.moderation.actions import report_contribution
from partisipasi.moderation.acts import hide, release
from partisipasi.settings import Settings

#: Rules of the example city → the rules of the program.
_RULES = {
    "hormat": "abuse",
    "sara": "abuse",
    "data-pribadi": "personal_data",
    "tuduhan": "abuse",
    "topik": "off_topic",
    "spam": "spam",
    "menyamar": "false_identity",
    "hukum": "unlawful",
}


class Talk:
    """Contributions by their key in the example."""

    def __init__(
        self,
        tx: Transaction,
        settings: Settings,
        people: People,
        drafts: dict[str, int],
        versions: dict[tuple[str, int], int],
    ) -> None:
        self._tx = tx
        self._settings = settings
        self._people = people
        self._drafts = drafts
        self._versions = versions
        self._ids: dict[str, int] = {}
        self.receipts: dict[str, str] = {}

    async def say(self, said: Said, moment: datetime) -> None:
        """Say something, through whatever channel."""
        version_id = self._versions[said.draft, said.version]
        words = Words(
            body=said.body,
            kind=said.kind,
            stance=said.stance,
            quote=Quote(exact=said.quote.exact, prefix=said.quote.prefix, suffix=said.quote.suffix)
            if said.quote
            else None,
            proposed_text=said.proposed_text,
        )
        target = await self._target(said, version_id)
        if said.entered_by:
            posted = await self._enter(said, target, version_id, words)
        else:
            viewer = await self._people.viewer(said.by)
            posted = await contribute(
                self._tx,
                viewer,
                self._settings,
                target=target,
                version_id=version_id,
                body=words.body,
                kind=words.kind,
                stance=words.stance,
                quote=words.quote,
                proposed_text=words.proposed_text,
                parent=self.receipts[said.parent] if said.parent else None,
                sure=True,
            )
        # Limits on how much one person writes look at this time.
        await self._tx.execute("UPDATE contribution SET created_at = $2 WHERE id = $1", posted.id, moment)
        self._ids[said.id], self.receipts[said.id] = posted.id, posted.receipt
        if posted.state == "held":
            moderator = await self._people.viewer("farhan-aziz")
            await release(self._tx, moderator, contribution_id=posted.id)

    async def support(self, said: Said) -> None:
        """Support by those who support it."""
        for key in said.supports:
            await support(self._tx, await self._people.viewer(key), receipt=self.receipts[said.id])

    async def report(self, said: Said, report: Reported) -> None:
        """Report it."""
        rule = _RULES[report.rule]
        await report_contribution(
            self._tx,
            await self._people.viewer(report.by),
            receipt=self.receipts[said.id],
            reason="other" if rule == "unlawful" else rule,
            note=report.text,
            reporter=hashlib.sha256(report.by.encode()).digest(),
        )

    async def moderate(self, said: Said) -> None:
        """Hide it, with rule and reason."""
        if said.moderation is None:
            return
        await hide(
            self._tx,
            await self._people.viewer(said.moderation.by),
            contribution_id=self._ids[said.id],
            rule=_RULES[said.moderation.rule],
            public_reason=said.moderation.reason,
        )

    async def withdraw(self, said: Said) -> None:
        """Take it back."""
        viewer = await self._people.viewer(said.by)
        await withdraw_contribution(self._tx, viewer, self._settings, receipt=self.receipts[said.id])

    async def _enter(self, said: Said, target: Target, version_id: int, words: Words) -> Posted:
        person = self._people[said.by]
        round_id = await self._tx.value("SELECT id FROM round WHERE version_id = $1 ORDER BY id LIMIT 1", version_id)
        return await enter_offline(
            self._tx,
            await self._people.viewer(said.entered_by or ""),
            self._settings,
            target=target,
            round_id=round_id,
            words=words,
            channel=said.channel,
            giver=Giver(
                kind="organisation" if person.kind == "organisation" else "person",
                name=person.display_name or "",
            ),
        )

    async def _target(self, said: Said, version_id: int) -> Target:
        if said.clause is None:
            return Target(draft_id=self._drafts[said.draft])
        clause_id = await self._tx.value(
            "SELECT clause_id FROM clause_text WHERE version_id = $1 AND key = $2", version_id, said.clause
        )
        return Target(clause_id=clause_id)
