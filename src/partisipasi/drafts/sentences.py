"""What became of a clause, in one plain sentence: for who reads without seeing the marked words, and before all others.

It is made when it is read, in the language spoken, from what is known of the change; nothing in it is guessed. Short
replacements are quoted, longer ones counted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from partisipasi.drafts.naming import Named, full_label
from partisipasi.drafts.wording import tokens
from partisipasi.kit.i18n import N_, gettext, ngettext, number

Segments = Sequence[tuple[str, str]]

#: Replacements quoted in one sentence, and signs of one quotation: more, and they are counted instead.
_MOST_QUOTED: Final = 2
_LONGEST_QUOTE: Final = 70
#: A wording of which less than this share stayed is a new one.
_LEFT: Final = 0.25
_ENDS: Final = (".", ";", ":")
_SENTENCE_END: Final = re.compile(r"[.;](?=\s|$)")
_NAMES_BY_ARTICLE: Final = frozenset(("pasal", "ayat", "huruf", "angka", "alinea", "teks", "section", "diktum"))


class Happened(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a change. Names are full ones: "Pasal 7 ayat (2)".

    `clause` is the name now (of a deleted clause: before), `former` the one before where it differs. `parts`: of a
    split what the clause became, of a merger what it was made of. `places`: what a moved clause stood in and stands
    in. `words` is the redline of its words where they differ, `headings` those before and now. `gone_in` is the version
    in which a clause that comes back had been deleted.
    """

    op: str
    flags: Sequence[str]
    clause: str
    former: str | None = None
    parts: Sequence[str] = ()
    places: tuple[str, str] | None = None
    words: Segments | None = None
    headings: tuple[str, str] = ("", "")
    gone_in: int | None = None


class _Piece(msgspec.Struct, frozen=True):
    """Words that went and words that came in their place; one of them may be empty. `whole`: nothing but sentences."""

    old: str
    new: str
    whole: bool


def sentence(happened: Happened) -> str:
    """Tell a change in one plain sentence.

    Returns:
        Plain text in the language spoken, never empty; not escaped.
    """
    told = _told(happened)
    return f"{told[:1].upper()}{told[1:]}."


def places_of(old: Sequence[Named], new: Sequence[Named]) -> tuple[str, str] | None:
    """Where a clause stood and stands, as far as that tells the two apart.

    Args:
        old, new: the clause and what it stands in before and now, from the top down.

    Returns:
        The names of the first units that differ above it; None where none does, or where its own name tells it.
    """
    for before, now in zip(old[:-1], new[:-1], strict=False):
        if (before.kind, _folded(before)) != (now.kind, _folded(now)):
            by_name = before.kind in _NAMES_BY_ARTICLE or now.kind in _NAMES_BY_ARTICLE
            return None if by_name else (full_label([before]), full_label([now]))
    return None


def _folded(unit: Named) -> str:
    return " ".join((unit.label or unit.heading or unit.path).split()).casefold()


def listed(names: Sequence[str]) -> str:
    """Names as one says them in a sentence: "Pasal 6, Pasal 7 dan Pasal 8"."""
    unique = list(dict.fromkeys(names))
    if len(unique) < 2:
        return "".join(unique)
    return gettext(N_("%(names)s and %(last)s"), names=", ".join(unique[:-1]), last=unique[-1])


def _told(one: Happened) -> str:
    if one.op == "deleted":
        return gettext(N_("%(clause)s is deleted"), clause=one.clause)
    if one.op == "inserted":
        return _came(one)
    if one.op == "split":
        return _split(one)
    if one.op == "merged":
        return _merged(one)
    if one.op == "moved":
        return _moved(one)
    if one.op == "reworded" or "text" in one.flags:
        return gettext(N_("%(clause)s: %(changes)s"), clause=_named(one), changes=_changes(one))
    return _shifted(one)


def _named(one: Happened) -> str:
    if not one.former:
        return one.clause
    return gettext(N_("%(clause)s (formerly %(former)s)"), clause=one.clause, former=one.former)


def _came(one: Happened) -> str:
    if one.gone_in is None:
        return gettext(N_("%(clause)s is new"), clause=one.clause)
    return gettext(
        N_("%(clause)s is back, after it was deleted in version %(number)s"), clause=one.clause, number=one.gone_in
    )


def _split(one: Happened) -> str:
    before = one.former or one.clause
    if len(one.parts) < 2:
        return gettext(N_("%(clause)s is split"), clause=before)
    return gettext(N_("%(clause)s is split into %(parts)s"), clause=before, parts=listed(one.parts))


def _merged(one: Happened) -> str:
    if len(one.parts) < 2:
        return gettext(N_("%(clause)s is put together from several clauses"), clause=one.clause)
    return gettext(N_("%(parts)s are merged into %(clause)s"), parts=listed(one.parts), clause=one.clause)


def _moved(one: Happened) -> str:
    if one.places is not None:
        where = gettext(
            N_("%(clause)s moves from %(old)s to %(new)s"), clause=_named(one), old=one.places[0], new=one.places[1]
        )
    elif one.former:
        where = gettext(N_("%(former)s moves and is now %(clause)s"), former=one.former, clause=one.clause)
    else:
        where = gettext(N_("%(clause)s moves to another place"), clause=one.clause)
    return f"{where}; {_changes(one)}" if "text" in one.flags else where


def _shifted(one: Happened) -> str:
    clause = _named(one)
    if "refs" not in one.flags:
        return gettext(N_("%(clause)s: only its number changes"), clause=clause)
    if "number" not in one.flags:
        return gettext(N_("%(clause)s: only references to other clauses are adjusted"), clause=clause)
    return gettext(N_("%(clause)s: only its number and references to other clauses change"), clause=clause)


# --- the words


def _changes(one: Happened) -> str:
    pieces = _pieces(one.words or ())
    spoken = [piece for piece in pieces if _says(piece.old) or _says(piece.new)]
    heading = _heading(*one.headings)
    if not spoken:
        if heading:
            return heading
        if pieces:
            return gettext(N_("only punctuation changes"))
        return gettext(N_("it is worded differently"))
    short = len(spoken) <= _MOST_QUOTED and all(max(len(p.old), len(p.new)) <= _LONGEST_QUOTE for p in spoken)
    told = [_quoted(piece) for piece in spoken] if short else [_counted(spoken, one.words or ())]
    return _and([heading, *told] if heading else told)


def _and(told: Sequence[str]) -> str:
    if len(told) == 1:
        return told[0]
    return gettext(N_("%(first)s, and %(last)s"), first=", ".join(told[:-1]), last=told[-1])


def _heading(old: str, new: str) -> str:
    old, new = " ".join(old.split()), " ".join(new.split())
    if old == new:
        return ""
    if not old:
        return gettext(N_("the heading “%(new)s” is added"), new=new)
    if not new:
        return gettext(N_("the heading “%(old)s” is deleted"), old=old)
    return gettext(N_("the heading “%(old)s” becomes “%(new)s”"), old=old, new=new)


def _quoted(piece: _Piece) -> str:
    if not piece.old:
        return gettext(N_("“%(words)s” is added"), words=piece.new)
    if not piece.new:
        return gettext(N_("“%(words)s” is deleted"), words=piece.old)
    return gettext(N_("“%(old)s” becomes “%(new)s”"), old=piece.old, new=piece.new)


def _counted(pieces: Sequence[_Piece], words: Segments) -> str:
    came = sum(_count(piece.new) for piece in pieces)
    went = sum(_count(piece.old) for piece in pieces)
    stayed = sum(_count(text) for op, text in words if op == "same")
    if came and went and stayed < _LEFT * max(came, went):
        return gettext(
            N_("it is written anew, with %(new)s words in place of %(old)s"),
            old=number(stayed + went),
            new=number(stayed + came),
        )
    if all(piece.whole for piece in pieces):
        came, went = sum(_sentences(piece.new) for piece in pieces), sum(_sentences(piece.old) for piece in pieces)
        return _both(
            ngettext("%(num)s sentence is added", "%(num)s sentences are added", came) if came else "",
            ngettext("%(num)s sentence is deleted", "%(num)s sentences are deleted", went) if went else "",
        )
    return _both(
        ngettext("%(num)s word is added", "%(num)s words are added", came) if came else "",
        ngettext("%(num)s word is deleted", "%(num)s words are deleted", went) if went else "",
    )


def _both(came: str, went: str) -> str:
    return ", ".join(filter(None, (came, went)))


def _pieces(words: Segments) -> list[_Piece]:
    """The runs of a redline in which something went, came, or gave way to something."""
    found: list[_Piece] = []
    before, old, new = "", "", ""
    for op, text in [*words, ("same", "")]:
        if op == "del":
            old += text
        elif op == "ins":
            new += text
        else:
            if old or new:
                found.append(_piece(before, old, new))
            before, old, new = text or before, "", ""
    return found


def _piece(before: str, old: str, new: str) -> _Piece:
    old, new = " ".join(old.split()), " ".join(new.split())
    begins = not before.strip() or before.rstrip().endswith(_ENDS)
    return _Piece(old, new, begins and all(not side or side.endswith(_ENDS[:2]) for side in (old, new)))


def _says(text: str) -> bool:
    return any(sign.isalnum() for sign in text)


def _count(text: str) -> int:
    return sum(_says(token) for token in tokens(text))


def _sentences(text: str) -> int:
    return len(_SENTENCE_END.findall(text))
