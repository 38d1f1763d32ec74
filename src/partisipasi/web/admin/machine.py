"""Held jobs, and a mail to try whether mail works."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.people import normalise_address
from partisipasi.accounts.rights import Act, Viewer
from partisipasi.kit.database import Transaction
from partisipasi.kit.i18n import N_, gettext
from partisipasi.kit.jobs import held_jobs, retry_held
from partisipasi.kit.mail import post_letter
from partisipasi.record.actions import write_record
from partisipasi.site.exchange import exchange_of
from partisipasi.site.forms import Press, blank, read_form
from partisipasi.site.letters import write_letter
from partisipasi.site.pages import Req, form, page, render, see_other


class MailForm(msgspec.Struct):
    """Where to send a trial mail."""

    email: Annotated[str, msgspec.Meta(max_length=200, extra={"required": N_("Write an e-mail address.")})]


@page("/admin/pekerjaan", right=Act.administer)
async def jobs(request: Req, tx: NamedDependency[Transaction]) -> Response[bytes]:
    """Jobs that failed for good and wait for a person."""
    return render(request, "admin/jobs.html", jobs=await held_jobs(tx), form=blank(Press))


@form("/admin/pekerjaan/{job_id:int}/ulangi", right=Act.administer)
async def retry(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], job_id: FromPath[int]
) -> Response[bytes]:
    """Try a held job again."""
    await read_form(request, Press)
    await retry_held(tx, job_id)
    await write_record(tx, "job.retried", actor_id=viewer.account_id, subject=("job", job_id))
    return see_other(request, "/admin/pekerjaan", notice=gettext(N_("The job is tried again.")))


@page("/admin/surel", right=Act.administer)
async def mail(request: Req) -> Response[bytes]:
    """Try whether mail works."""
    smtp = exchange_of(request).site.settings.smtp_url is not None
    return render(request, "admin/mail.html", form=blank(MailForm), smtp=smtp)


@form("/admin/surel", right=Act.administer)
async def send_trial(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer]
) -> Response[bytes]:
    """Send a trial mail."""
    site = exchange_of(request).site
    sent = await read_form(request, MailForm)
    if not sent.errors:
        async with sent.trying(tx):
            address = normalise_address(sent.data.email)
            letter = write_letter(site.settings, site.city, to=address, name="trial", language=viewer.language)
            await post_letter(tx, site.settings, letter)
    if sent.errors:
        smtp = site.settings.smtp_url is not None
        return render(request, "admin/mail.html", status=sent.status, form=sent, smtp=smtp)
    return see_other(request, "/admin/surel", notice=gettext(N_("A trial mail is on its way.")))


ROUTES = [jobs, retry, mail, send_trial]
