"""Headers of mails: read by others as they were written, in lines that every mail server takes."""

from __future__ import annotations

import re
from base64 import b64decode
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header
from email.utils import parseaddr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partisipasi.kit.mail import Due, compose
from partisipasi.settings import Settings

LINES = st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" "), min_size=1, max_size=200).map(
    lambda text: " ".join(text.split()) or "x"
)
STOP = "https://partisipasi.example.go.id/berhenti/" + "a" * 180


def sent(settings: Settings, subject: str, city: str = "Kota Medan", *, smtp: bool = False) -> bytes:
    """The head of a mail as it goes out."""
    due = Due(
        to_address="warga@example.org",
        subject=subject,
        text="Teks ◆",
        html="<p>Teks ◆</p>",
        message_id="<1@example.org>",
        unsubscribe=STOP,
        created_at=datetime(2026, 11, 24, tzinfo=UTC),
    )
    message = compose(settings, city, due)
    whole = message.as_bytes(policy=policy.SMTP) if smtp else message.as_bytes()
    return whole.partition(b"\r\n\r\n" if smtp else b"\n\n")[0]


def as_old_readers(head: bytes, name: str) -> str:
    """A header as programs read it that know only RFC 2047: blanks between two encoded words are dropped."""
    raw = str(message_from_bytes(head)[name])
    unfolded = re.sub(r"\r?\n(?=[ \t])", "", raw)
    return "".join(
        part.decode(coding or "ascii") if isinstance(part, bytes) else part for part, coding in decode_header(unfolded)
    )


@given(LINES)
def test_a_subject_arrives_as_it_was_written(settings: Settings, subject: str) -> None:
    for smtp in (False, True):
        head = sent(settings, subject, smtp=smtp)
        assert as_old_readers(head, "subject") == subject
        assert str(message_from_bytes(head, policy=policy.default)["subject"]) == subject


@given(LINES)
def test_lines_are_short_and_each_encoded_word_is_whole(settings: Settings, subject: str) -> None:
    lines = sent(settings, subject).decode("ascii").split("\n")
    at = next(number for number, line in enumerate(lines) if line.startswith("Subject:"))
    own = [lines[at]]
    for line in lines[at + 1 :]:
        if not line.startswith(" "):
            break
        own.append(line)
    assert all(len(line) <= 78 and line.strip() for line in own)
    for word in re.findall(r"=\?utf-8\?b\?([^?]*)\?=", "\n".join(own)):
        assert len(word) + 12 <= 75
        b64decode(word).decode()


@pytest.mark.parametrize("city", ["Kota Medan", "Kota “Medan Raya”", "Kab. Deli Serdang, Sumut", 'Kota "M"', "Ä" * 60])
def test_the_sender_is_named(settings: Settings, city: str) -> None:
    head = sent(settings, "Kabar", city)
    name, address = parseaddr(as_old_readers(head, "from"))
    assert (name, address) == (f"Partisipasi {city}", "partisipasi@testserver.local")
    assert all(len(line) <= 78 for line in head.decode("ascii").split("\n") if not line.startswith("List-Unsub"))


def test_the_link_to_stop_is_one_line_and_never_encoded(settings: Settings) -> None:
    head = sent(settings, "Kabar").decode("ascii")
    assert f"List-Unsubscribe: <{STOP}>\n" in head
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in head


def test_the_parts_come_back_as_they_were_and_are_not_base64(settings: Settings) -> None:
    due = Due(
        to_address="warga@example.org",
        subject="Kabar",
        text="Baris – satu ◆\n" + "https://example.org/" + "a" * 300 + "\n.\nFrom sini\n",
        html="<p>Ä " + "ö" * 500 + "</p>\n",
        message_id="<1@example.org>",
        unsubscribe=None,
        created_at=datetime(2026, 11, 24, tzinfo=UTC),
    )
    sent_bytes = compose(settings, "Kota Medan", due).as_bytes(policy=policy.SMTP)
    assert max(map(len, sent_bytes.split(b"\r\n"))) <= 78 and sent_bytes.isascii()
    text, html = message_from_bytes(sent_bytes, policy=policy.default).iter_parts()
    assert text.get_content().replace("\r\n", "\n") == due.text
    assert html.get_content().replace("\r\n", "\n") == due.html
    assert text["content-transfer-encoding"] == "quoted-printable"


def test_nothing_typed_becomes_a_header_of_its_own(settings: Settings) -> None:
    for name in ("subject", "city"):
        with pytest.raises(ValueError, match=r"linefeed|CR"):
            sent(settings, "a\r\nBcc: b@c") if name == "subject" else sent(settings, "a", "b\r\nBcc: b@c")
