"""Keep the catalogues complete: `--update` brings them up to code and templates, `--check` fails where they are not.

Msgids are English. The English catalogue repeats them, so that both languages are complete in the same sense; the
Indonesian one is written by people.
"""

from __future__ import annotations

import argparse
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
METHODS = [("src/**.py", "python"), ("templates/**.html", "jinja2"), ("templates/**.txt", "jinja2")]
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
OPTIONS = {
    "templates/**.html": {"trimmed": "true", "silent": "false", "newstyle_gettext": "true"},
    "templates/**.txt": {"trimmed": "true", "silent": "false", "newstyle_gettext": "true"},
}
LANGUAGES = ("id", "en")
_PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%")


def extracted() -> Catalog:
    """Every message of code and templates, with the files it stands in."""
    found = Catalog(project="Partisipasi", charset="utf-8")
    for folder in ("src", "templates"):
        for file, _line, message, comments, context in extract_from_dir(
            str(ROOT / folder),
            [(pattern.removeprefix(f"{folder}/"), method) for pattern, method in METHODS if pattern.startswith(folder)],
            {pattern.removeprefix(f"{folder}/"): options for pattern, options in OPTIONS.items()},
            keywords=KEYWORDS,
        ):
            found.add(message, locations=[(f"{folder}/{file}", 0)], auto_comments=comments, context=context)
    return found


def path_of(language: str) -> Path:
    """The catalogue's file."""
    return ROOT / "locales" / language / "LC_MESSAGES" / "messages.po"


def load(language: str) -> Catalog:
    """A catalogue as it is; empty if it is not there yet."""
    path = path_of(language)
    if not path.exists():
        return _empty(language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def update() -> None:
    """Bring both catalogues up to the code: new messages come in, old ones go."""
    template = extracted()
    for language in LANGUAGES:
        known = load(language)
        fresh = _empty(language)
        for message in sorted(template, key=lambda entry: str(entry.id)):
            if not message.id:
                continue
            old = known.get(message.id)
            fresh.add(message.id, string=_translation(language, message, old), locations=_files(message))
        target = path_of(language)
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
            write_po(file, fresh, width=110, omit_header=False, include_lineno=False, sort_output=True)


def problems() -> list[str]:
    """What is missing or wrong, a line each."""
    wanted = {_key(message) for message in extracted() if message.id}
    found: list[str] = []
    for language in LANGUAGES:
        catalogue = load(language)
        there = {_key(message): message for message in catalogue if message.id}
        found += [f"{language}: missing {key!r}" for key in sorted(wanted - there.keys())]
        found += [f"{language}: no longer used {key!r}" for key in sorted(there.keys() - wanted)]
        for key, message in there.items():
            strings = message.string if isinstance(message.string, tuple | list) else [message.string]
            if message.fuzzy or not all(strings):
                found.append(f"{language}: not translated {key!r}")
            else:
                found += [f"{language}: placeholders differ in {key!r}" for text in strings if not _fits(message, text)]
    return found


def _empty(language: str) -> Catalog:
    # A fixed time: the file changes only where its messages do.
    written = datetime(2026, 11, 24, tzinfo=UTC)
    catalogue = Catalog(
        locale=language,
        project="Partisipasi",
        version="1",
        header_comment=f"# Partisipasi: {language}",
        msgid_bugs_address="-",
        last_translator="-",
        language_team="-",
        charset="utf-8",
        creation_date=written,
        revision_date=written,
        fuzzy=False,
    )
    if language == "id":
        # Indonesian has no plural forms; Babel does not know it.
        catalogue._num_plurals, catalogue._plural_expr = 1, "0"
    return catalogue


def _translation(language: str, message: Message, old: Message | None) -> str | tuple[str, ...]:
    plural = isinstance(message.id, tuple | list)
    if language == "en":
        return tuple(message.id) if plural else message.id
    if old is not None and old.string:
        return old.string
    return ("",) if plural else ""


def _fits(message: Message, text: str) -> bool:
    ids = message.id if isinstance(message.id, tuple | list) else [message.id]
    allowed = {name for part in ids for name in _PLACEHOLDER.findall(part)}
    used = set(_PLACEHOLDER.findall(text))
    # A plural may leave its number out ("one day"); nothing may be invented, and a plain message keeps all.
    return used <= allowed if len(ids) > 1 else used == allowed


def _files(message: Message) -> list[tuple[str, None]]:
    return [(name, None) for name in sorted({name for name, _ in message.locations})]


def _key(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple | list) else message.id


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--check", action="store_true")
    chosen = parser.parse_args()
    if chosen.update:
        update()
    if chosen.check and (lines := problems()):
        print("\n".join(lines[:60]), file=sys.stderr)
        print(f"{len(lines)} problems; tools/catalogues.py --update, then translate", file=sys.stderr)
        sys.exit(1)
