"""Every mail in both languages: whole, sound, plain where it must be, and readable on a phone in light and dark."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

import msgspec
import pytest
from playwright.async_api import Browser
from selectolax.lexbor import LexborHTMLParser

from harness.chromium import Tab
from mail_samples import SAMPLES, Sample
from partisipasi.city.queries import CityView
from partisipasi.kit.i18n import speaking
from partisipasi.kit.mail import Letter
from partisipasi.notifications.tables import KINDS
from partisipasi.settings import ROOT, Settings
from partisipasi.site.letters import laid_out, write_letter

SITE = "https://partisipasi.example.go.id"
CITY = CityView(address="Jl. Kapten Maulana Lubis 2, Medan", phone="(061) 4512412", whatsapp="0811 6000 000")
#: Landmarks are those of the program in which a mail is read.
_OF_THE_PROGRAM = {"region", "landmark-one-main"}
STOP = f"{SITE}/berhenti/{'eyJhIjoxLCJm' * 12}"
CASES = [(sample, language) for sample in SAMPLES for language in ("id", "en")]
each_mail = pytest.mark.parametrize(
    ("sample", "language"), CASES, ids=lambda value: value.label if isinstance(value, Sample) else value
)


def written(settings: Settings, sample: Sample, language: str) -> Letter:
    """The mail as it is posted."""
    with speaking("en" if language == "en" else "id", ZoneInfo("Asia/Jakarta")):
        context = sample.filled()
    return write_letter(
        msgspec.structs.replace(settings, base_url=SITE),
        CITY,
        to="warga@example.org",
        name=sample.name,
        language=language,
        unsubscribe=STOP if sample.stops else None,
        **context,
    )


def test_there_is_one_of_every_mail() -> None:
    made = {path.stem for path in (ROOT / "templates" / "mail").glob("*.html")} - {"layout", "parts", "occasion"}
    assert {sample.name for sample in SAMPLES} == made
    assert {path.stem for path in (ROOT / "templates" / "mail").glob("*.txt")} - {"layout", "parts", "occasion"} == made


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_kind_of_news_has_a_line_in_a_mail(settings: Settings, language: str) -> None:
    sample = next(one for one in SAMPLES if one.label == "digest-kinds")
    assert [one.kind for one in sample.tells] == list(KINDS)
    letter = written(settings, sample, language)
    with speaking("en" if language == "en" else "id", ZoneInfo("Asia/Jakarta")):
        lines = [item.line for group in sample.filled()["groups"] for item in group.items]
    assert len(lines) == len(KINDS) and all(lines) and not [line for line in lines if "%(" in line or "None" in line]
    text = " ".join(letter.text.split())
    page = " ".join(LexborHTMLParser(letter.html).body.text().split())  # type: ignore[union-attr]
    assert [line for line in lines if line not in text or line not in page] == []


@each_mail
def test_the_page_of_a_mail_is_sound_and_asks_for_nothing_from_elsewhere(
    settings: Settings, sample: Sample, language: str
) -> None:
    letter = written(settings, sample, language)
    page = LexborHTMLParser(letter.html)
    assert page.css_first("html").attributes["lang"] == language
    assert [node.text(strip=True) for node in page.css("h1")] == [letter.subject]
    assert page.css_first("title").text() == letter.subject
    assert not page.css("img, script, link, iframe, table, form, [src], [onclick]")
    assert "url(" not in letter.html and "@import" not in letter.html
    links = [str(node.attributes["href"]) for node in page.css("a")]
    assert links and all(link.startswith(SITE) for link in links)
    own = [link for link in links if link not in {STOP, f"{SITE}/en", SITE}]
    assert all(link.startswith(f"{SITE}/en/") is (language == "en") for link in own)
    preview = " ".join(page.css_first("div").text().split("\u034f")[0].split())
    assert 20 <= len(preview) <= 140 and preview != letter.subject
    assert page.css_first("div").attributes["style"].startswith("display:none")  # type: ignore[union-attr]
    assert (STOP in links) is sample.stops and letter.unsubscribe == (STOP if sample.stops else None)


@each_mail
def test_the_text_part_says_the_same_and_reads_well(settings: Settings, sample: Sample, language: str) -> None:
    letter = written(settings, sample, language)
    lines = letter.text.split("\n")
    assert all(len(line) <= 72 or "://" in line for line in lines)
    assert all(line == line.rstrip() for line in lines) and "\n\n\n" not in letter.text
    assert letter.text.endswith("\n") and not letter.text.endswith("\n\n")
    assert not re.search(r"</?\w+>|&(amp|lt|gt|quot|#\d+);|\{\{|None", letter.text)
    words = " ".join(letter.text.split())
    assert letter.subject in words
    # An address stands alone on its line, so that no sign after it becomes part of it.
    addresses = [line.strip() for line in lines if "://" in line]
    assert addresses and all(re.fullmatch(r"https://\S+", line) for line in addresses)
    page = LexborHTMLParser(letter.html)
    buttons = {str(node.attributes["href"]) for node in page.css("a.press")}
    assert buttons <= set(addresses) and (STOP in addresses) is sample.stops
    paragraphs = page.css('p[style="margin:0 0 16px"]')
    assert paragraphs or sample.name == "digest"
    for paragraph in paragraphs:
        assert " ".join(paragraph.text().split()) in words


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.label)
def test_every_mail_is_in_the_language_of_its_reader(settings: Settings, sample: Sample) -> None:
    indonesian, english = written(settings, sample, "id"), written(settings, sample, "en")
    assert indonesian.subject != english.subject or sample.label == "digest-subscribed"
    assert "Help and contact" in english.text and "Help and contact" not in indonesian.text


def test_long_lines_are_broken_at_blanks_and_lists_keep_their_indent() -> None:
    text = laid_out("- " + "kata " * 30 + "\n\n\n\n  https://example.org/" + "a" * 100 + "\n" + "x" * 90 + "  \n")
    lines = text.split("\n")
    assert lines[0].startswith("- kata") and lines[1].startswith("  kata") and len(lines[1]) <= 72
    assert lines[3:] == ["", "  https://example.org/" + "a" * 100, "x" * 90, ""]


@pytest.mark.browser
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_mails_fit_a_narrow_phone_and_can_be_read(settings: Settings, chromium: Browser, dark: bool) -> None:
    context = await chromium.new_context(
        viewport={"width": 320, "height": 800}, color_scheme="dark" if dark else "light", bypass_csp=True
    )
    wrong = []
    for sample, language in CASES:
        page = await context.new_page()
        tab = Tab(page, SITE)
        await page.set_content(written(settings, sample, language).html)
        width: int = await page.evaluate("document.documentElement.scrollWidth")
        ground: str = await page.evaluate("getComputedStyle(document.body).backgroundColor")
        found = await tab.axe()
        problems = [one for one in found["violations"] if one[0] not in _OF_THE_PROGRAM]
        wrong += [f"{sample.label} {language}: {problem}" for problem in problems]
        wrong += [f"{sample.label} {language}: {width} px wide"] if width > 320 else []
        wrong += tab.complaints + tab.asked
        assert ground == ("rgb(19, 24, 22)" if dark else "rgb(255, 255, 255)")
        await page.close()
    await context.close()
    assert not wrong, "\n".join(wrong)
