"""What happens in the example city, in the order of its days, through the ordinary actions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from partisipasi.accounts.rights import Viewer
from partisipasi.demo.agencies import AgencyIssues
from partisipasi.demo.clock import Clock, Event
from partisipasi.demo.content import (
    DecisionPlan,
    DocumentPlan,
    DraftPlan,
    DraftWords,
    Ending,
    Extended,
    Interim,
    IssuePlan,
    Said,
    ThreadPlan,
    VersionPlan,
    VersionWords,
    read,
    read_text,
)
from partisipasi.demo.deliberation import Musyawarah, musyawarah_plans
from partisipasi.demo.documents import Documents
from partisipasi.demo.forum import Forum
from partisipasi.demo.people import People
from partisipasi.demo.places import Places
from partisipasi.demo.serving import Serving
from partisipasi.demo.talk import Talk
from partisipasi.demo.verifying import verify_people
from partisipasi.drafts.actions.drafts import create_draft
from partisipasi.drafts.actions.rounds import change_round
from partisipasi.drafts.actions.teams import name_team
from partisipasi.feedback.changes import set_change
from partisipasi.feedback.closing import Enacted, Text, close_draft, release_interim
from partisipasi.feedback.concepts import confirm_alignment, confirm_anchor, create_concept
from partisipasi.feedback.decisions import approve_decision, propose_decision
from partisipasi.feedback.issues import create_issue
from partisipasi.feedback.points import place_point
from partisipasi.feedback.promises import promise_answers
from partisipasi.feedback.publishing import Opening, publish_version
from partisipasi.feedback.questions import pin_question
from partisipasi.kit.database import Transaction
from partisipasi.settings import Settings

_ZONE = ZoneInfo("Asia/Jakarta")
#: Days between an issue being raised and its decision being proposed, and between a concept and its publication.
_RAISED_BEFORE, _MADE_BEFORE = 2, 3
#: Days after a round closes by which its answers are promised.
_ANSWERED_WITHIN = 40


class Consultation:
    """Plays the drafts, talk, issues, decisions and publications of the example."""

    def __init__(self, tx: Transaction, settings: Settings, clock: Clock, people: People, places: Places) -> None:
        self._tx = tx
        self._settings = settings
        self._clock = clock
        self._people = people
        self._places = places
        self._midnight = datetime.combine(clock.real.astimezone(_ZONE).date(), time(), _ZONE)
        self._events: list[tuple[datetime, int, Event]] = []
        self._drafts: dict[str, int] = {}
        self._versions: dict[tuple[str, int], int] = {}
        self._issues: dict[tuple[str, str], int] = {}
        self._words = {
            (words.draft, version.number): version
            for words in read("changes", list[DraftWords])
            for version in words.versions
        }
        self._talk = Talk(tx, settings, people, self._drafts, self._versions)

    async def play(self, administrator: Viewer) -> None:
        """Let everything happen, each thing at its time."""
        await self._clock.set(self._at(-200))
        await verify_people(self._tx, administrator, self._settings, self._people)
        agencies = AgencyIssues(self._tx, self._people, self._places)
        await agencies.name_officers(administrator)
        self._plan_all(agencies.events())
        for draft in read("drafts", list[DraftPlan]):
            await self._make_draft(draft)
        for said in read("contributions", list[Said]):
            self._plan_talk(said)
        for thread in read("forum", list[ThreadPlan]):
            self._plan_thread(thread)
        for document in read("documents", list[DocumentPlan]):
            self._plan_document(document)
        for issue in read("issues", list[IssuePlan]):
            self._plan_issue(issue)
        await self._plan_services()
        for plan in musyawarah_plans():
            held = Musyawarah(self._tx, self._settings, self._clock, self._people, self._places, plan)
            self._plan_all(held.events())
        for moment, _, event in sorted(self._events, key=lambda entry: entry[:2]):
            await self._clock.set(moment)
            await event()
        await self._clock.set(self._clock.real)
        await self._pin()

    async def _plan_services(self) -> None:
        serving = Serving(self._tx, self._settings, self._people, self._places, self._midnight.date())
        await self._clock.set(self._at(-60))
        await serving.offer(await self._people.viewer("ratna-dewi"))
        for number, case in enumerate(serving.plan.cases):
            self._plan(self._at(case.day, case.clock), partial(serving.tell, number))
            for step in case.steps:
                self._plan(self._at(step.day, step.clock), partial(serving.go_on, number, step))

    def _at(self, day: int, clock: str = "09:00") -> datetime:
        hours, minutes = clock.split(":")
        return self._midnight + timedelta(days=day, hours=int(hours), minutes=int(minutes))

    def _plan(self, moment: datetime, event: Event) -> None:
        self._events.append((moment, len(self._events), event))

    def _plan_all(self, events: Iterable[tuple[int, str, Event]]) -> None:
        for day, clock, event in events:
            self._plan(self._at(day, clock), event)

    async def _make_draft(self, plan: DraftPlan) -> None:
        first = plan.versions[0]
        await self._clock.set(self._at((first.published_day or 0) - 5))
        maker = await self._people.viewer(first.made_by)
        draft = await create_draft(
            self._tx,
            maker,
            topic_id=self._places.topics[plan.topic],
            agency_id=self._places.agencies[plan.agency],
            title=plan.title,
            kind=plan.kind,
            summary=plan.summary,
        )
        self._drafts[plan.key] = draft.id
        members = {
            self._people.account(person.key): place.roles
            for person in self._people
            for place in person.team
            if place.draft == plan.key
        }
        await name_team(self._tx, maker, draft_id=draft.id, members=members)
        for version in plan.versions:
            day = version.published_day if version.published_day is not None else 0
            self._plan(self._at(day - _MADE_BEFORE, "07:00"), self._maker_of(plan, version))
            if version.published_by:
                self._plan(self._at(day, "06:00"), self._publisher_of(plan, version))
            if version.round and version.round.extended:
                extended = version.round.extended
                self._plan(self._at(extended.day, "10:00"), partial(self._extend, plan, version, extended))
        if plan.ending:
            self._plan(self._at(plan.ending.day, "10:00"), partial(self._end, plan, plan.ending))

    def _maker_of(self, plan: DraftPlan, version: VersionPlan) -> Event:
        async def make() -> None:
            maker = await self._people.viewer(version.made_by)
            source = read_text(version.file)
            made = await create_concept(self._tx, maker, draft_id=self._drafts[plan.key], source=source)
            self._versions[plan.key, version.number] = made.id
            if version.published_by:
                await self._settle_alignment(plan, version, made.id)
            words = self._words.get((plan.key, version.number))
            if words:
                await self._explain(plan, version, made.id, words)
            await self._settle_anchors(plan, version, made.id)

        return make

    async def _explain(self, plan: DraftPlan, version: VersionPlan, version_id: int, words: VersionWords) -> None:
        maker = await self._people.viewer(version.made_by)
        rows = await self._tx.rows(
            """SELECT h.id, o.key AS old, n.key AS new FROM change h LEFT JOIN clause_text o ON o.id = h.old_text_id
               LEFT JOIN clause_text n ON n.id = h.new_text_id WHERE h.version_id = $1""",
            version_id,
        )
        ids = {(row["old"], row["new"]): row["id"] for row in rows}
        for change in words.changes:
            await set_change(
                self._tx,
                maker,
                change_id=ids[change.old, change.new],
                cause=change.cause,
                explanation=change.explanation,
                issue_numbers=[int(number.removeprefix("M-")) for number in change.decisions],
            )

    async def _settle_alignment(self, plan: DraftPlan, version: VersionPlan, version_id: int) -> None:
        """Say which clauses are back from an earlier version, and agree with what else is doubtful."""
        maker = await self._people.viewer(version.made_by)
        for back in version.restores:
            earlier = self._versions[plan.key, back.from_version]
            line_id = await self._tx.value(
                """SELECT s.id FROM alignment s JOIN clause_text n ON n.id = s.new_text_id
                   WHERE s.version_id = $1 AND n.key = $2""",
                version_id,
                back.clause,
            )
            clause_id = await self._tx.value(
                "SELECT clause_id FROM clause_text WHERE version_id = $1 AND key = $2", earlier, back.from_clause
            )
            await confirm_alignment(self._tx, maker, alignment_id=line_id, op="inserted", restores=clause_id)
        doubtful = "SELECT id FROM alignment WHERE version_id = $1 AND review = 'open' ORDER BY id LIMIT 1"
        while line_id := await self._tx.value(doubtful, version_id):
            await confirm_alignment(self._tx, maker, alignment_id=line_id)

    async def _settle_anchors(self, plan: DraftPlan, version: VersionPlan, version_id: int) -> None:
        """Agree to where doubtful quotes have gone, as an officer would on the review page."""
        if version.published_by is None:
            return
        maker = await self._people.viewer(version.made_by)
        doubtful = await self._tx.values(
            "SELECT id FROM anchor WHERE version_id = $1 AND review = 'open' ORDER BY id", version_id
        )
        for anchor_id in doubtful:
            await confirm_anchor(self._tx, maker, anchor_id=anchor_id)

    def _publisher_of(self, plan: DraftPlan, version: VersionPlan) -> Event:
        async def publish() -> None:
            words = self._words[plan.key, version.number]
            opening = None
            if version.round:
                opening = Opening(
                    closes_at=self._at(version.round.closes_day, "23:59"),
                    introduction=words.introduction,
                    opens_at=self._at(version.round.opens_day, "06:00"),
                )
            await publish_version(
                self._tx,
                await self._people.viewer(version.published_by or ""),
                version_id=self._versions[plan.key, version.number],
                introduction=words.introduction,
                introduction_en=words.introduction_en,
                opening=opening,
            )
            if version.round:
                await self._promise(plan, version, version.round.closes_day)

        return publish

    async def _promise(self, plan: DraftPlan, version: VersionPlan, closes_day: int) -> None:
        """Promise the round its answers, as whoever published the version."""
        await promise_answers(
            self._tx,
            await self._people.viewer(version.published_by or ""),
            round_id=await self._tx.value(
                "SELECT min(id) FROM round WHERE version_id = $1", self._versions[plan.key, version.number]
            ),
            promised_on=self._at(closes_day + _ANSWERED_WITHIN).date(),
        )

    async def _pin(self) -> None:
        """Pin the first questions of each draft that were replied to, as who made its first version."""
        for plan in read("drafts", list[DraftPlan]):
            maker = await self._people.viewer(plan.versions[0].made_by)
            draft_id = self._drafts[plan.key]
            replied = await self._tx.values(
                """SELECT c.receipt FROM contribution c JOIN owed_contribution o ON o.contribution_id = c.id
                   WHERE o.draft_id = $1 AND o.replied AND c.state = 'published' AND c.language = 'id'
                   ORDER BY c.id LIMIT 3""",
                draft_id,
            )
            for receipt in replied:
                await pin_question(self._tx, maker, draft_id=draft_id, receipt=receipt, pinned=True)

    async def _extend(self, plan: DraftPlan, version: VersionPlan, extended: Extended) -> None:
        version_id = self._versions[plan.key, version.number]
        changed = await change_round(
            self._tx,
            await self._people.viewer(extended.by),
            round_id=await self._tx.value("SELECT id FROM round WHERE version_id = $1", version_id),
            closes_at=self._at(extended.closes_day, "23:59"),
            reason=extended.reason,
        )
        await self._tx.execute("UPDATE round_change SET at = $2 WHERE round_id = $1", changed.id, self._tx.now)

    async def _end(self, plan: DraftPlan, ending: Ending) -> None:
        enacted = Enacted(number=ending.number, on=self._at(ending.on_day).date(), url=ending.link)
        await close_draft(
            self._tx,
            await self._people.viewer(ending.by),
            draft_id=self._drafts[plan.key],
            how=ending.how,
            reason=ending.reason,
            enacted=enacted,
            text=Text(version_id=self._versions[plan.key, _newest(plan, ending.day)]),
        )

    def _plan_talk(self, said: Said) -> None:
        moment = self._at(said.day, said.time)
        self._plan(moment, lambda: self._talk.say(said, moment))
        self._plan(moment + timedelta(hours=5), lambda: self._talk.support(said))
        for report in said.reports:
            self._plan(self._at(report.day, "10:00"), partial(self._talk.report, said, report))
        if said.moderation:
            self._plan(self._at(said.moderation.day, "22:00"), lambda: self._talk.moderate(said))
        if said.withdrawn_day is not None:
            self._plan(self._at(said.withdrawn_day, "20:00"), lambda: self._talk.withdraw(said))

    def _plan_thread(self, thread: ThreadPlan) -> None:
        topic_id = self._places.topics[thread.topic]
        forum = Forum(self._tx, self._settings, self._clock, self._people, topic_id, thread)
        for number, words in enumerate(thread.says):
            moment = self._at(words.day, words.time)
            self._plan(moment, partial(forum.say, number, moment))
            self._plan(moment + timedelta(hours=2), partial(forum.support, number))
        for step in thread.steps:
            self._plan(self._at(step.day, step.time), partial(forum.go_on, step))

    def _plan_document(self, plan: DocumentPlan) -> None:
        document = Documents(self._tx, self._settings, self._people, self._drafts[plan.draft], plan)
        for file in plan.files:
            self._plan(self._at(file.day, file.time), partial(document.hand_in, file))
        for number, words in enumerate(plan.says):
            moment = self._at(words.day, words.time)
            self._plan(moment, partial(document.say, number, moment))

    def _plan_issue(self, issue: IssuePlan) -> None:
        day = issue.decision.proposed_day - _RAISED_BEFORE if issue.decision else -1
        self._plan(self._at(day, "08:00"), lambda: self._raise(issue))
        if issue.decision:
            decision = issue.decision
            self._plan(self._at(decision.proposed_day, "11:00"), lambda: self._propose(issue, decision))
            self._plan(self._at(decision.approved_day, "15:00"), lambda: self._approve(issue, decision))
            if decision.interim:
                self._plan(self._at(decision.interim.day, "15:00"), partial(self._release, issue, decision.interim))

    async def _raise(self, issue: IssuePlan) -> None:
        analyst = await self._people.viewer(issue.decision.proposed_by if issue.decision else "rizky-pohan")
        made = await create_issue(
            self._tx,
            analyst,
            draft_id=self._drafts[issue.draft],
            title=issue.title,
            summary=issue.summary,
            summary_for=issue.summary_for,
            summary_against=issue.summary_against,
        )
        self._issues[issue.draft, issue.number] = made.id
        for point in issue.points:
            receipt = self._talk.receipts[point.contribution]
            await place_point(self._tx, analyst, issue_id=made.id, receipt=receipt, excerpt=point.excerpt)
        await self._tx.execute("UPDATE issue SET created_at = $2 WHERE id = $1", made.id, self._tx.now)
        await self._tx.execute("UPDATE point SET placed_at = $2 WHERE issue_id = $1", made.id, self._tx.now)

    async def _propose(self, issue: IssuePlan, decision: DecisionPlan) -> None:
        proposed = await propose_decision(
            self._tx,
            await self._people.viewer(decision.proposed_by),
            issue_id=self._issues[issue.draft, issue.number],
            outcome=decision.outcome,
            reason=decision.reason,
            reason_code=decision.reason_code,
            legal_basis=decision.legal_basis or "",
            no_text_change=decision.no_text_change,
        )
        await self._tx.execute("UPDATE decision SET proposed_at = $2 WHERE id = $1", proposed.id, self._tx.now)

    async def _approve(self, issue: IssuePlan, decision: DecisionPlan) -> None:
        found = await self._tx.value(
            "SELECT id FROM decision WHERE issue_id = $1 AND state = 'proposed'",
            self._issues[issue.draft, issue.number],
        )
        await approve_decision(self._tx, await self._people.viewer(decision.approved_by), decision_id=found)

    async def _release(self, issue: IssuePlan, interim: Interim) -> None:
        found = await self._tx.value(
            "SELECT id FROM decision WHERE issue_id = $1 AND state = 'approved'",
            self._issues[issue.draft, issue.number],
        )
        await release_interim(
            self._tx,
            await self._people.viewer(interim.by),
            draft_id=self._drafts[issue.draft],
            decision_ids=[found],
            reason=interim.reason,
        )


def _newest(plan: DraftPlan, day: int) -> int:
    """The number of the version published last before a day."""
    return max(one.number for one in plan.versions if one.published_day is not None and one.published_day <= day)
