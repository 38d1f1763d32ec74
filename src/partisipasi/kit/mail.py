"""Mail: written inside the transaction that makes it due, sent afterwards by a job, once.

Without SMTP settings a mail becomes an .eml file in the data folder, named on the console: a trial needs no
mail server.
"""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path
from urllib.parse import unquote, urlsplit

import aiosmtplib
import msgspec
import structlog

from partisipasi.kit.database import Database, Transaction
from partisipasi.kit.jobs import Payload, enqueue
from partisipasi.kit.mail_headers import POLICY
from partisipasi.kit.tables import Mail
from partisipasi.settings import Settings

log = structlog.get_logger(__name__)

SEND_MAIL = "send_mail"


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """A mail as it is written: for one address, in one language, with a text and an HTML part.

    `about_account` names whom it is about where that cannot be told from the address: an address given up or asked for.
    """

    to: str
    subject: str
    text: str
    html: str
    unsubscribe: str | None = None
    about_account: int | None = None


class Due(msgspec.Struct):
    """A mail as it waits to be sent."""

    to_address: str
    subject: str
    text: str
    html: str
    message_id: str
    unsubscribe: str | None
    created_at: datetime


async def post_letter(tx: Transaction, settings: Settings, letter: Letter) -> int:
    """Make a mail due when the transaction commits.

    Returns:
        Its id.
    """
    domain = settings.mail_from.rsplit("@", 1)[-1]
    mail = await tx.add(
        Mail(
            to_address=letter.to,
            about_account=letter.about_account,
            subject=" ".join(letter.subject.split())[:200],
            text=letter.text,
            html=letter.html,
            message_id=make_msgid(domain=domain),
            unsubscribe=letter.unsubscribe,
        )
    )
    await enqueue(tx, SEND_MAIL, {"mail": mail.id})
    return mail.id


async def send_mail(database: Database, settings: Settings, city_name: str, payload: Payload) -> None:
    """Job: send one mail, unless it was sent already. Raises what the mail server answers, to be tried again."""
    async with database.transaction() as tx:
        due = await tx.one(
            Due,
            """SELECT to_address, subject, text, html, message_id, unsubscribe, created_at FROM mail
               WHERE id = $1 AND sent_at IS NULL FOR UPDATE SKIP LOCKED""",
            payload["mail"],
        )
        if due is None:
            return
        await _deliver(settings, compose(settings, city_name, due), payload["mail"], due.created_at)
        await tx.execute("UPDATE mail SET sent_at = now() WHERE id = $1", payload["mail"])


def compose(settings: Settings, city_name: str, due: Due) -> EmailMessage:
    """The message as it goes out. Header injection is impossible: EmailMessage refuses line ends in headers."""
    message = EmailMessage(policy=POLICY)
    user, _, domain = settings.mail_from.rpartition("@")
    message["From"] = Address(f"Partisipasi {city_name}", user, domain)
    message["To"] = due.to_address
    message["Subject"] = due.subject
    message["Date"] = format_datetime(due.created_at)
    message["Message-ID"] = due.message_id
    message["Auto-Submitted"] = "auto-generated"
    if due.unsubscribe:
        message["List-Unsubscribe"] = f"<{due.unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    # Nearly all of it is ASCII: readable as it is sent, and shorter than base64.
    message.set_content(due.text, cte="quoted-printable")
    message.add_alternative(due.html, subtype="html", cte="quoted-printable")
    return message


async def forget_mails(database: Database) -> None:
    """Chore: drop mails older than thirty days, with what they say of people."""
    async with database.transaction() as tx:
        await tx.execute("DELETE FROM mail WHERE created_at < now() - interval '30 days'")


async def _deliver(settings: Settings, message: EmailMessage, mail_id: int, made: datetime) -> None:
    if settings.smtp_url is None:
        path = _write_file(settings.data / "mail", message, f"{made.astimezone(UTC):%Y%m%d-%H%M%S}-{mail_id}.eml")
        log.info("mail_written", file=str(path))
        return
    parts = urlsplit(settings.smtp_url)
    await aiosmtplib.send(
        message,
        hostname=parts.hostname or "localhost",
        port=parts.port,
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        use_tls=parts.scheme == "smtps",
        start_tls=None if parts.scheme != "smtps" else False,
        tls_context=ssl.create_default_context(),
        timeout=30,
    )


def _write_file(folder: Path, message: EmailMessage, name: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Named by what it is, not by when it is written: begun again after a crash it is the same file.
    path = folder / name
    path.write_bytes(message.as_bytes())
    return path
