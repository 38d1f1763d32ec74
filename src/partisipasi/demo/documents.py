"""What the drafts of the example rest on, and what people say about it."""

from __future__ import annotations

from datetime import datetime

from partisipasi.demo.content import DocumentPlan, FilePlan, ForumWords
from partisipasi.demo.papers import pdf_of, text_of
from partisipasi.demo.people import People
from partisipasi.discussions.contributing import contribute
from partisipasi.discussions.places import Target
from partisipasi.discussions.supporting import support
from partisipasi.drafts.actions.documents import add_document, replace_document
from partisipasi.kit.database import Transaction
from partisipasi.settings import Settings


class Documents:
    """One document: handed in, replaced, talked about."""

    def __init__(self, tx: Transaction, settings: Settings, people: People, draft_id: int, plan: DocumentPlan) -> None:
        self._tx = tx
        self._settings = settings
        self._people = people
        self._draft_id = draft_id
        self._plan = plan
        self._document_id = 0
        self._receipts: dict[int, str] = {}

    async def hand_in(self, file: FilePlan) -> None:
        """Hand in one of its files; the first one makes the document."""
        viewer = await self._people.viewer(file.by)
        made = pdf_of if self._plan.format == "pdf" else text_of
        content = made(self._plan.title, file.paragraphs)
        if self._document_id:
            await replace_document(self._tx, viewer, document_id=self._document_id, content=content, note=file.note)
            return
        document = await add_document(
            self._tx, viewer, draft_id=self._draft_id, title=self._plan.title, kind=self._plan.kind, content=content
        )
        self._document_id = document.id
        await self._tx.execute("UPDATE document SET created_at = $2 WHERE id = $1", document.id, self._tx.now)

    async def say(self, number: int, moment: datetime) -> None:
        """Say the words of this number."""
        words = self._plan.says[number]
        posted = await contribute(
            self._tx,
            await self._people.viewer(words.by),
            self._settings,
            target=Target(document_id=self._document_id),
            body=words.body,
            kind=words.kind,
            parent=self._receipts[words.parent] if words.parent is not None else None,
            sure=True,
        )
        await self._tx.execute("UPDATE contribution SET created_at = $2 WHERE id = $1", posted.id, moment)
        self._receipts[number] = posted.receipt
        await self._support(words, posted.receipt)

    async def _support(self, words: ForumWords, receipt: str) -> None:
        for key in words.supports:
            await support(self._tx, await self._people.viewer(key), receipt=receipt)
