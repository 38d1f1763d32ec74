"""Headers of mails as mail programs read them.

The standard library encodes a header word by word and leaves blanks between two encoded words; readers drop such blanks
(RFC 2047, 6.2), so that "“Kota Medan”" arrives as "“KotaMedan”". Here a header that needs it is encoded whole.
"""

from __future__ import annotations

import re
from base64 import b64encode
from email.headerregistry import HeaderRegistry, UniqueAddressHeader, UniqueUnstructuredHeader, UnstructuredHeader
from email.policy import EmailPolicy, default

#: Letters in an encoded word, and in a line (RFC 2047, 2; RFC 5322, 2.1.1).
_WORD, _LINE = 75, 76
_BEGIN, _END = "=?utf-8?b?", "?="
#: Names that may stand without quotes before an address.
_PHRASE = re.compile(r"[A-Za-z0-9 !#$%&'*+/=?^_`{|}~-]+")


def encoded_words(text: str, *, taken: int) -> list[str]:
    """A text as encoded words of UTF-8, no letter cut apart; they stand below each other, each on a line of its own.

    Args:
        taken: letters that stand before the first of them on its line.
    """
    pieces: list[bytes] = [b""]
    room = _octets(_LINE - taken)
    for sign in text:
        octets = sign.encode()
        if pieces[-1] and len(pieces[-1]) + len(octets) > room:
            pieces.append(b"")
            room = _octets(_WORD)
        pieces[-1] += octets
    return [f"{_BEGIN}{b64encode(piece).decode()}{_END}" for piece in pieces]


def folded(name: str, text: str) -> list[str]:
    """The lines of a header of plain text, without their ends: broken at blanks, or encoded where it must be."""
    words = text.split(" ")
    # A text that looks encoded would be decoded by its reader.
    if not text.isascii() or "=?" in text or max(map(len, words)) > _LINE - len(name) - 2:
        first, *rest = encoded_words(text, taken=len(name) + 2)
        return [f"{name}: {first}", *(f" {one}" for one in rest)]
    lines = [f"{name}: {words[0]}"]
    for word in words[1:]:
        if len(lines[-1]) + 1 + len(word) > _LINE:
            lines.append("")
        lines[-1] += f" {word}"
    return lines


def _octets(letters: int) -> int:
    """How many octets an encoded word of so many letters holds."""
    return max((letters - len(_BEGIN) - len(_END)) // 4 * 3, 4)


class _Subject(UniqueUnstructuredHeader):
    """The subject."""

    def fold(self, *, policy: EmailPolicy) -> str:
        """The header with its line ends."""
        return policy.linesep.join(folded(self.name, str(self))) + policy.linesep  # type: ignore[attr-defined]


class _Sender(UniqueAddressHeader):
    """Who sends: one address with a name."""

    def fold(self, *, policy: EmailPolicy) -> str:
        """The header with its line ends."""
        sender = self.addresses[0]
        name, address = sender.display_name, f"<{sender.addr_spec}>"
        start = f"{self.name}: "  # type: ignore[attr-defined]
        if not name.isascii() or "=?" in name:
            words = encoded_words(name, taken=len(start))
        elif _PHRASE.fullmatch(name):
            words = [name]
        else:
            words = ['"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"']
        line = f"{start}{words[-1]} {address}"
        if len(words) == 1 and len(line) <= _LINE:
            return line + policy.linesep
        return start + f"{policy.linesep} ".join([*words, address]) + policy.linesep


class _OnOneLine(UnstructuredHeader):
    """A header sent as it is. Folding would encode a long address word by word, and no mail program undoes that."""

    def fold(self, *, policy: EmailPolicy) -> str:
        """The header's line, whatever its length."""
        return f"{self.name}: {self}{policy.linesep}"  # type: ignore[attr-defined]


# Typeshed does not know that registered headers get `name` from the registry, nor that a class is what it takes.
_HEADERS = HeaderRegistry()
_HEADERS.map_to_type("subject", _Subject)  # type: ignore[arg-type]
_HEADERS.map_to_type("from", _Sender)  # type: ignore[arg-type]
_HEADERS.map_to_type("list-unsubscribe", _OnOneLine)  # type: ignore[arg-type]
#: With which a mail is composed.
POLICY = default.clone(header_factory=_HEADERS)
