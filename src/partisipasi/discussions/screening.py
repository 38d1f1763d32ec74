"""What is looked at before a contribution appears, and how often somebody may write.

Three outcomes: accept, ask the author (who can mend the text or stand by it), hold for a moderator. Nothing is dropped
in silence: what is held has a receipt and a reason. Opinions are never screened, nor how many people send the same
text: a campaign is a way of speaking too.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Literal

import msgspec

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

_LINK = re.compile(r"(?:https?://|www\.)[^\s<>()]{3,}", re.IGNORECASE)
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}")
_PHONE = re.compile(r"(?<![\d.,/])(?:\+?62[ -]?|0)8[1-9][0-9](?:[ .-]?[0-9]){6,9}(?![\d])")
# Province 11-94, regency, district, day of birth (+40 for women), month, year, serial number.
_NIK = re.compile(
    r"(?<!\d)(?:1[1-9]|[2-8]\d|9[1-6])\d{4}(?:[04][1-9]|[1256]\d|[37][01])(?:0[1-9]|1[0-2])\d{2}\d{4}(?!\d)"
)

Outcome = Literal["accept", "ask", "hold"]

ASK_NIK = N_("Your text seems to hold an identity number (NIK). Please take it out: everybody can read what you send.")
ASK_CONTACT = N_(
    "Your text seems to hold a telephone number or an e-mail address. Take it out, or say below that it may be public."
)


class Sender(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of who sends: nothing about the person but how long and how much."""

    new: bool = True
    vouched: bool = False
    repeats: int = 0


class Verdict(msgspec.Struct, frozen=True):
    """What is to happen. `reason` is a code for moderators, `message` a msgid for the author."""

    outcome: Outcome
    reason: str = ""
    message: str = ""


ACCEPT = Verdict("accept")


def screen(text: str, sender: Sender, *, sure: bool = False, asks: bool = True, quick: bool = False) -> Verdict:
    """Look at a text before it appears.

    Args:
        text: all that would be published: the text and the proposed words.
        sender: what is known of who sends.
        sure: the author was asked and stands by the text.
        asks: whether the author can be asked; where not, what would be asked is held.
        quick: whether the form came back faster than people type.
    """
    if _NIK.search(text):
        return _ask_or_hold("identity_number", ASK_NIK, asks and not sure)
    if (_EMAIL.search(text) or _PHONE.search(text)) and not sure:
        return _ask_or_hold("contact_data", ASK_CONTACT, asks)
    if sender.vouched:
        return ACCEPT
    links = len(_LINK.findall(text))
    if links > (MOST_LINKS_WHEN_NEW if sender.new else MOST_LINKS) or (links and sender.new and quick):
        return Verdict("hold", "links")
    if sender.repeats > MOST_REPEATS:
        return Verdict("hold", "repeated")
    return ACCEPT


def most_in_window(sender: Sender) -> int:
    """How many contributions the sender may make within `WINDOW`."""
    if sender.vouched:
        return MOST_WHEN_VOUCHED
    return MOST_WHEN_NEW if sender.new else MOST


def _ask_or_hold(reason: str, message: str, asks: bool) -> Verdict:
    return Verdict("ask", reason, message) if asks else Verdict("hold", reason)
