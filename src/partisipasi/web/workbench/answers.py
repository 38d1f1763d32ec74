"""Answers before and after: what everybody would be told by the next release, and whether the answers given answer."""

from __future__ import annotations

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from markupsafe import Markup

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.feedback.queries.issues import issues_of
from partisipasi.feedback.queries.letters_due import LetterDue, count_letters_due, letters_due
from partisipasi.feedback.queries.satisfaction import Satisfied, satisfaction_of, unconvinced
from partisipasi.kit.database import Transaction
from partisipasi.kit.i18n import LANGUAGES, Language, href, speaking
from partisipasi.site.pages import Req, page, render
from partisipasi.site.paging import cursor_of, page_of, whole_number
from partisipasi.site.templating import render_template
from partisipasi.web.answers.letters import blocks_of
from partisipasi.web.workbench.issues import issue_path
from partisipasi.web.workbench.places import work_place

#: Texts on one page: each is a whole letter. People on one page of those whom an answer does not satisfy.
LETTERS = 10
PEOPLE = 30


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """A text as its mail says it, in the language chosen, with the issues it answers."""

    key: int
    issues: list[str]
    people: int
    mails: int
    english: int
    html: Markup


class Reception(msgspec.Struct, frozen=True, kw_only=True):
    """What those whom an issue's answer reached say of it."""

    label: str
    title: str
    href: str
    outcome: str
    said: Satisfied
    pending: str | None


@page("/ruang-kerja/rancangan/{draft_id:int}/jawaban", right=Act.enter_workbench)
async def letters_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], draft_id: FromPath[int]
) -> Response[bytes]:
    """What each person will be told, word for word; `?bahasa=` chooses the language of those who read it."""
    spoken: Language = "en" if request.query_params.get("bahasa") == "en" else LANGUAGES[0]
    place = await work_place(tx, viewer, draft_id, inside=True)
    cursor = cursor_of(request)
    due = await count_letters_due(tx, viewer, draft_id)
    rows = page_of(
        await letters_due(
            tx,
            viewer,
            draft_id,
            concept_id=place.draft.concept_id,
            after=cursor.after,
            before=cursor.before,
            limit=LETTERS + 1,
        ),
        cursor,
        LETTERS,
        path=f"{place.path}/jawaban",
        key=lambda row: row.key,
        total=due.texts,
        query={"bahasa": spoken} if spoken != LANGUAGES[0] else None,
    )
    return render(
        request,
        "workbench/letters.html",
        place=place,
        due=due,
        page=rows,
        spoken=spoken,
        letters=[_letter(row, spoken) for row in rows.rows],
    )


@page("/ruang-kerja/rancangan/{draft_id:int}/kepuasan", right=Act.enter_workbench)
async def reception_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], draft_id: FromPath[int]
) -> Response[bytes]:
    """Whether the answers answer, by issue; `?pokok=` shows those whom one issue's answer does not satisfy."""
    place = await work_place(tx, viewer, draft_id, inside=True)
    cursor = cursor_of(request)
    path = f"{place.path}/kepuasan"
    issue_id = whole_number(request.query_params.get("pokok"))
    said = await satisfaction_of(tx, draft_id)
    issues = [one for one in await issues_of(tx, viewer, draft_id, ids=said) if one.outcome]
    rows = page_of(
        await unconvinced(
            tx, viewer, draft_id, issue_id=issue_id, after=cursor.after, before=cursor.before, limit=PEOPLE + 1
        ),
        cursor,
        PEOPLE,
        path=path,
        key=lambda row: row.id,
        query={"pokok": str(issue_id)} if issue_id is not None else None,
    )
    return render(
        request,
        "workbench/reception.html",
        place=place,
        here=path,
        chosen=next((one for one in issues if one.id == issue_id), None),
        page=rows,
        receptions=[
            (
                one.id,
                Reception(
                    label=one.label,
                    title=one.title,
                    href=f"{href(issue_path(one.id))}#putusan",
                    outcome=one.outcome or "",
                    said=said[one.id],
                    pending=one.pending,
                ),
            )
            for one in sorted(issues, key=lambda one: (-said[one.id].no, -said[one.id].yes, one.number))
        ],
    )


def _letter(due: LetterDue, spoken: Language) -> Letter:
    with speaking(spoken):
        html = render_template(
            "workbench/_letter.html",
            {
                "draft": due.mail.answers[0].about,
                "blocks": blocks_of(due.mail),
                "lang": spoken,
            },
        )
    return Letter(
        key=due.key,
        issues=list(dict.fromkeys(one.issue for one in due.mail.answers)),
        people=due.people,
        mails=due.mails,
        english=due.english,
        html=Markup(html),  # noqa: S704 - out of an autoescaping template
    )


ROUTES = [letters_page, reception_page]
