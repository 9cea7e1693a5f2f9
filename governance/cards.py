"""Which card a weekly nudge carries, and which why-question comes next (design §5).

A deck goes round: nothing comes again before all of it has been used, and nothing soon after. The
order is a hash of the house and the key: each house has its own, and the same one on any machine.
The words are in `texts/cards.*.ftl` and `texts/questions.*.ftl`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum


class Situation(Enum):
    """What is going on in a house, as far as facts can tell; what weighs most comes first."""

    PERSON_OPEN = "person_open"
    """The house talks about a person."""
    OVERDUE_REQUEST = "overdue_request"
    """The organisation owes the house an answer."""
    FIRST_CHAIR = "first_chair"
    """Somebody has a role for the first time."""
    UNHEARD = "unheard"
    """Some residents were not heard lately."""
    CONCENTRATION = "concentration"
    """The house was asked how it wants to share its roles."""
    OPEN_ROLE = "open_role"
    """A role has nobody."""


WEIGHT = {situation: weight for weight, situation in enumerate(Situation)}


@dataclass(frozen=True, slots=True)
class Card:
    """A thought for who works in a house, and a sentence to try."""

    key: str
    fits: Situation | None = None
    """The situation it is made for; it can be read in any other week too."""


CARDS = (
    # The six parts a professional plays.
    Card("friend-coffee"),
    Card("friend-saw-it"),
    Card("friend-beside", Situation.UNHEARD),
    Card("colleague-dishes"),
    Card("colleague-credit"),
    Card("colleague-own-part"),
    Card("opponent-beside", Situation.PERSON_OPEN),
    Card("opponent-slower", Situation.PERSON_OPEN),
    Card("opponent-protocol"),
    Card("driver-first-step"),
    Card("driver-try-it"),
    Card("driver-nobody", Situation.OPEN_ROLE),
    Card("help-seeker-not-knowing"),
    Card("help-seeker-stuck"),
    Card("learner-first-time", Situation.FIRST_CHAIR),
    Card("learner-own-slip", Situation.FIRST_CHAIR),
    Card("learner-taught"),
    # What helps to step out of the centre.
    Card("wait"),
    Card("water"),
    Card("leave-three"),
    Card("who-decides"),
    Card("rule-to-go"),
    Card("walk-your-talk"),
    Card("intervision"),
    Card("soup"),
    Card("promised"),
    Card("ask-upward", Situation.OVERDUE_REQUEST),
    Card("ask-in-the-open", Situation.OVERDUE_REQUEST),
    Card("enough"),
    Card("share-it", Situation.CONCENTRATION),
    Card("hands-full", Situation.CONCENTRATION),
    Card("whom-not-heard", Situation.UNHEARD),
    Card("last-helps-next"),
    Card("no-is-a-gift"),
    Card("otherwise-once"),
    Card("count-on"),
    Card("another-chair"),
)

QUESTIONS = (
    "ask-a-housemate",
    "this-room",
    "this-moment",
    "nobody-would-miss",
    "good-reason",
    "oldest-agreement",
    "hard-to-remember",
    "always-the-same",
    "chores",
    "by-itself",
    "enough",
    "decided-elsewhere",
    "join-in",
    "learned-here",
    "show-somebody",
    "changed-here",
    "try-a-week",
    "stop-a-month",
    "feels-like-home",
    "place-in-the-house",
    "what-for",
    "somebody-new",
    "visitor",
    "our-words",
    "neighbours",
    "good-chair",
    "curious-about",
    "not-agreeing",
    "small-thing",
    "shared",
    "being-asked",
    "eating-together",
    "custom",
    "organisation",
)


def next_card(
    used: Sequence[str],
    situations: Collection[Situation],
    house: int,
    deck: Sequence[Card] = CARDS,
) -> Card:
    """The card of this week: one that fits what is going on, else one that fits any week.

    `used`: the keys of the cards this house has had, the oldest first.
    """
    fits = {card.key: card.fits for card in deck}

    def order(key: str) -> tuple[int, str]:
        return _misfit(fits[key], situations), _lot(house, key)

    key = min(_may_come([*fits], used), key=order)
    return Card(key, fits[key])


def next_question(used: Sequence[str], house: int, deck: Sequence[str] = QUESTIONS) -> str:
    """The why-question that comes next; `used` as in `next_card`."""
    return min(_may_come(deck, used), key=lambda key: _lot(house, key))


def _misfit(fits: Situation | None, situations: Collection[Situation]) -> int:
    """The lower, the better; what is made for something that is not there comes last of all."""
    if fits is None:
        return len(WEIGHT)
    return WEIGHT[fits] if fits in situations else len(WEIGHT) + 1


def _may_come(deck: Sequence[str], used: Sequence[str]) -> list[str]:
    """What was not used in this round of the deck, nor among the last that fill half of it.

    Something is always left: what rests is used in this round, or there is as much beside it. What
    is no longer in the deck counts for nothing; what was used twice had begun a new round then.
    """
    known = [key for key in used if key in deck]
    left = {*deck}
    for key in known:
        if key not in left:
            left = {*deck}
        left.discard(key)
        if not left:
            left = {*deck}
    resting = known[max(0, len(known) - len(deck) // 2) :]
    return [key for key in deck if key in left and key not in resting]


def _lot(house: int, key: str) -> str:
    return hashlib.sha256(f"{house}/{key}".encode()).hexdigest()
