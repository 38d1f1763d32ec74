"""What is looked at before a contribution appears, how often somebody may write, and what may come with it.

Three outcomes: accept, ask the author (who can mend the text or stand by it), hold for a moderator. Nothing is dropped
in silence: what is held has a receipt and a reason. Opinions are never screened, nor how many people send the same
text: a campaign is a way of speaking too.

Every number here stands in `POLICY` with its reason, and the rules page is made of that: what is written and what is
done cannot differ.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Literal

import msgspec

from partisipasi.discussions.personal_data import NEVER, find_personal_data
from partisipasi.discussions.watched import Watched, find_watched
from partisipasi.kit.i18n import N_

#: Characters of a text. A long letter on a clause fits; a whole opinion of several pages is a paper to hand in.
LONGEST_TEXT = 10_000
#: Characters of other words for a clause: the longest pasal of national laws has about 9,000.
LONGEST_PROPOSAL = 20_000
#: Characters of a quote: the longest sentences of laws are below it.
LONGEST_QUOTE = 1_000

#: The window in which contributions are counted.
WINDOW = timedelta(minutes=10)
#: In an account's first hour. Mail confirmation has cost it something already, and a newcomer who comments on three
#: clauses in a row is whom the site is for; a program that makes accounts gains little from three.
NEW_ACCOUNT_AGE = timedelta(hours=1)
MOST_WHEN_NEW = 3
#: Later: more than one a minute over ten minutes is no longer reading.
MOST = 10
#: Accounts somebody vouched for with a role or a token: they enter what others gave them on paper.
MOST_WHEN_VOUCHED = 200
#: Unconfirmed texts per address and hour: each makes a mail, and a stranger's mailbox must not be flooded.
MOST_AWAITING = 5
AWAITING_WINDOW = timedelta(hours=1)

#: Links in one text: sources for an argument are two or three; spam lives from links.
MOST_LINKS_WHEN_NEW = 2
MOST_LINKS = 6
#: The same words by one person in so many threads within a day look like pasting, not like talking.
MOST_REPEATS = 3
REPEAT_WINDOW = timedelta(hours=24)

#: Seconds between showing a form and its sending. People who paste are quick too, so being quick counts only together
#: with links from somebody new.
QUICKEST = 3
#: Hours a form stays good: long enough to write a letter, too short for a list of collected forms.
FORM_LIFE = 24 * 3600

#: Watched words: a list that nobody can look through is no rule any more.
MOST_WATCHED = 500

#: Days a text that was not sent is kept for its author.
DRAFT_LIFE = timedelta(days=90)
#: Texts not sent that one account keeps: more are forgotten ones.
MOST_DRAFTS = 50

#: Days for which it is kept how far somebody has read a discussion, counted from when they last read on.
READ_LIFE = timedelta(days=365)

#: Files with one contribution, and of one account in a day, with their size: enough for the photos of a street, too
#: little for a store of files.
MOST_FILES = 4
MOST_FILES_A_DAY = 20
MOST_BYTES_A_DAY = 50 * 1024 * 1024
LARGEST_FILE = 10 * 1024 * 1024
#: Million dots of a picture: the largest phone cameras are at 50 and more, but beyond this a small file may unpack to
#: more memory than the machine has.
MOST_MEGAPIXELS = 60
#: Pages of a paper: more is a document for the policy team, not part of a post.
MOST_PAGES = 100

_LINK = re.compile(r"(?:https?://|www\.)[^\s<>()]{3,}", re.IGNORECASE)

Outcome = Literal["accept", "ask", "hold"]

ASK_NIK = N_("Your text seems to hold an identity number (NIK). Please take it out: everybody can read what you send.")
ASK_PERSONAL = N_(
    "Your text seems to hold personal data. Have them left out, change the text, or say below that they may be public."
)
ASK_WATCHED = N_("Please look at “%(word)s” once more: %(reason)s Change it, or say below that you mean it.")
#: Why something was held → what its author is told.
HELD_REASONS: Mapping[str, str] = {
    "identity_number": N_("It seems to hold an identity number."),
    "contact_data": N_("It seems to hold personal data."),
    "links": N_("It holds many links, or links by an account that is new."),
    "repeated": N_("The same words were sent to several places."),
    "watched_word": N_("It holds a word that moderators look at."),
    "attachment": N_("A picture or file by an account that is new."),
}


class Sender(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of who sends: nothing about the person but how long and how much."""

    new: bool = True
    vouched: bool = False
    repeats: int = 0


class Verdict(msgspec.Struct, frozen=True):
    """What is to happen. `reason` is a code for moderators, `message` a msgid for the author, with its values."""

    outcome: Outcome
    reason: str = ""
    message: str = ""
    values: Mapping[str, str] = {}


ACCEPT = Verdict("accept")


def screen(
    text: str,
    sender: Sender,
    *,
    sure: bool = False,
    asks: bool = True,
    quick: bool = False,
    watched: Sequence[Watched] = (),
    files: int = 0,
) -> Verdict:
    """Look at a text before it appears.

    Args:
        text: all that would be published: the text and the proposed words.
        sender: what is known of who sends.
        sure: the author was asked and stands by the text.
        asks: whether the author can be asked; where not, what would be asked is held.
        quick: whether the form came back faster than people type.
        watched: the words moderators look for.
        files: how many pictures and papers come with it.
    """
    spots = find_personal_data(text)
    if any(spot.kind in NEVER for spot in spots):
        return _ask_or_hold(Verdict("ask", "identity_number", ASK_NIK), asks and not sure)
    if spots and not sure:
        return _ask_or_hold(Verdict("ask", "contact_data", ASK_PERSONAL), asks)
    if sender.vouched:
        return ACCEPT
    verdict = _watched(text, watched, sure=sure, asks=asks)
    if verdict is not ACCEPT:
        return verdict
    links = len(_LINK.findall(text))
    if links > (MOST_LINKS_WHEN_NEW if sender.new else MOST_LINKS) or (links and sender.new and quick):
        return Verdict("hold", "links")
    if sender.repeats > MOST_REPEATS:
        return Verdict("hold", "repeated")
    if files and sender.new:
        return Verdict("hold", "attachment")
    return ACCEPT


def most_in_window(sender: Sender) -> int:
    """How many contributions the sender may make within `WINDOW`."""
    if sender.vouched:
        return MOST_WHEN_VOUCHED
    return MOST_WHEN_NEW if sender.new else MOST


def asked_at(verdict: Verdict) -> str:
    """The field at which the author is asked: the text itself, or whether they stand by it."""
    return "body" if verdict.reason == "identity_number" else "sure"


def _watched(text: str, watched: Sequence[Watched], *, sure: bool, asks: bool) -> Verdict:
    found = find_watched(text, watched)
    if not found:
        return ACCEPT
    if found[0].outcome == "hold":
        return Verdict("hold", "watched_word")
    if sure:
        return ACCEPT
    said = {"word": found[0].word, "reason": found[0].reason}
    return _ask_or_hold(Verdict("ask", "watched_word", ASK_WATCHED, said), asks)


def _ask_or_hold(verdict: Verdict, asks: bool) -> Verdict:
    return verdict if asks else Verdict("hold", verdict.reason)


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the rules page: what holds, why, what happens, and the constants its numbers are from."""

    group: Literal["pace", "text", "personal", "form", "files", "kept"]
    what: str
    why: str
    then: Literal["wait", "ask", "hold", "refuse", "none"]
    numbers: Mapping[str, str]

    @property
    def values(self) -> dict[str, int]:
        """The numbers of `what` by name, in the units it speaks of."""
        return {name: _in_units(globals()[constant], name) for name, constant in self.numbers.items()}


def _in_units(value: int | timedelta, unit: str) -> int:
    if isinstance(value, timedelta):
        return int(value / {"minutes": timedelta(minutes=1), "days": timedelta(days=1)}.get(unit, timedelta(hours=1)))
    return value // {"hours": 3600, "megabytes": 1024 * 1024, "daily": 1024 * 1024}.get(unit, 1)


POLICY: tuple[Policy, ...] = (
    Policy(
        group="pace", then="wait", numbers={"most": "MOST", "minutes": "WINDOW"},
        what=N_("At most %(most)s contributions in %(minutes)s minutes."),
        why=N_("More than one a minute is no longer reading what others write."),
    ),
    Policy(
        group="pace", then="wait", numbers={"most": "MOST_WHEN_NEW", "hours": "NEW_ACCOUNT_AGE"},
        what=N_(
            "In an account's first hour: at most %(most)s in the same time. An account is new for %(hours)s hour."
        ),
        why=N_("Who comments on three clauses in a row is welcome; a program that makes accounts gains little."),
    ),
    Policy(
        group="pace", then="wait", numbers={"most": "MOST_WHEN_VOUCHED"},
        what=N_("Officers and programs with a token: at most %(most)s in the same time."),
        why=N_("They enter what people gave them on paper."),
    ),
    Policy(
        group="pace", then="wait", numbers={"most": "MOST_AWAITING", "hours": "AWAITING_WINDOW"},
        what=N_("At most %(most)s texts may wait for the confirmation of one e-mail address within %(hours)s hour."),
        why=N_("Each of them makes a message, and nobody's mailbox must be flooded."),
    ),
    Policy(
        group="text", then="hold", numbers={"most": "MOST_LINKS", "fewer": "MOST_LINKS_WHEN_NEW"},
        what=N_("A text with more than %(most)s links, or more than %(fewer)s by a new account."),
        why=N_("Sources for an argument are two or three; advertising lives from links."),
    ),
    Policy(
        group="text", then="hold", numbers={"most": "MOST_REPEATS", "hours": "REPEAT_WINDOW"},
        what=N_("The same words by one person in more than %(most)s places within %(hours)s hours."),
        why=N_(
            "That is pasting, not talking. That many people send the same text is never counted: a campaign is a "
            "way of speaking."
        ),
    ),
    Policy(
        group="text", then="ask", numbers={"most": "MOST_WATCHED"},
        what=N_(
            "Words that moderators look out for, at most %(most)s, each with a reason. For some of them the text "
            "is held."
        ),
        why=N_(
            "Insults and offers of gambling come in the same words again and again. The list is not public, as it "
            "would show the way around it."
        ),
    ),
    Policy(
        group="text", then="refuse",
        numbers={"text": "LONGEST_TEXT", "proposal": "LONGEST_PROPOSAL", "quote": "LONGEST_QUOTE"},
        what=N_("A text has at most %(text)s characters, other words for a clause %(proposal)s, a quote %(quote)s."),
        why=N_("A long letter fits. What is longer is a paper to hand in."),
    ),
    Policy(
        group="form", then="hold", numbers={"seconds": "QUICKEST"},
        what=N_("A form that comes back within %(seconds)s seconds, with links, by a new account."),
        why=N_("Programs are quick. People who paste are quick too, so being quick alone means nothing."),
    ),
    Policy(
        group="form", then="ask", numbers={"hours": "FORM_LIFE"},
        what=N_(
            "A form is good for %(hours)s hours, and one field of it is seen by programs alone. Otherwise it is "
            "shown again with your text in it."
        ),
        why=N_("Long enough to write a letter, too short to collect forms."),
    ),
    Policy(
        group="files", then="refuse",
        numbers={
            "most": "MOST_FILES", "megabytes": "LARGEST_FILE", "day": "MOST_FILES_A_DAY", "daily": "MOST_BYTES_A_DAY",
        },
        what=N_(
            "At most %(most)s pictures or PDF files of %(megabytes)s MB with one text; %(day)s files and "
            "%(daily)s MB a day."
        ),
        why=N_("Enough for the photos of a street, too little for a store of files."),
    ),
    Policy(
        group="files", then="refuse", numbers={"dots": "MOST_MEGAPIXELS", "pages": "MOST_PAGES"},
        what=N_(
            "A picture has at most %(dots)s million dots, a PDF at most %(pages)s pages. Pictures are drawn anew: "
            "place and device are not kept."
        ),
        why=N_("A small file can unpack to more than a machine holds. A longer paper belongs to the policy team."),
    ),
    Policy(
        group="files", then="hold", numbers={},
        what=N_("Pictures and files by a new account."),
        why=N_("No program can tell what is on a picture. It also takes a confirmed account to send one."),
    ),
    Policy(
        group="kept", then="none", numbers={"days": "DRAFT_LIFE", "most": "MOST_DRAFTS"},
        what=N_("What you have not sent yet is kept for you alone for %(days)s days, at most %(most)s texts."),
        why=N_("A closed window must not cost anybody their words."),
    ),
    Policy(
        group="kept", then="none", numbers={"days": "READ_LIFE"},
        what=N_("How far you have read a discussion is kept for you alone, for %(days)s days after you last read on."),
        why=N_("So you are shown what is new to you. Nobody else learns of it, and nothing is counted from it."),
    ),
)  # fmt: skip
