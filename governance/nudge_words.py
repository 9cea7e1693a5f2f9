"""From a nudge that was sent to what it says: the same for who got it and who reads it later."""

from __future__ import annotations

from governance import outcomes
from governance.cards import CARDS, QUESTIONS
from governance.members import MemberId
from governance.outcomes import CardName, NameLine, NearDate, QuestionName, RoleNames
from governance.professional_facts import NudgeSent, RequestNudged, TurnNudged
from governance.requests import Requests

MOST_OF_A_TEXT = 3
"""Words of a request, or of a house's name, that a nudge repeats."""

LONGEST_TEXT = 60
"""Characters of it."""

_CARDS = frozenset(card.key for card in CARDS)
"""A card that was taken out of the deck has no words any more."""


def nudge_words(sent: NudgeSent, requests: Requests) -> outcomes.NudgeWords:
    """What it says; people are called as they are now, the rest is as it was."""
    return outcomes.NudgeWords(
        house=shortened(sent.house),
        week=sent.week[-2:].lstrip("0"),
        is_quiet=sent.question is not None,
        turns=tuple(map(_turn, sent.turns)),
        more_turns=sent.more_turns,
        unheard=sent.unheard,
        is_sharing=bool(sent.roles),
        roles=RoleNames(sent.roles),
        requests=tuple(_request(one, requests) for one in sent.requests),
        more_requests=sent.more_requests,
        without_card=tuple(map(NameLine, sent.without_card)),
        is_monthly=sent.is_monthly,
        card=(outcomes.NudgeCard(CardName(sent.card)),) if sent.card in _CARDS else (),
        question=(
            (outcomes.NudgeQuestion(QuestionName(sent.question)),)
            if sent.question in QUESTIONS
            else ()
        ),
    )


def _turn(turn: TurnNudged) -> outcomes.NudgeTurn:
    return outcomes.NudgeTurn(
        turn.role, NearDate(turn.day), _name(turn.holder), _name(turn.before), _name(turn.mentor)
    )


def _name(member: MemberId | None) -> tuple[NameLine, ...]:
    return (NameLine(member),) if member is not None else ()


def _request(one: RequestNudged, requests: Requests) -> outcomes.NudgeRequest:
    asked = requests.get(one.number)
    due = (outcomes.DayLine(NearDate(one.due)),) if one.due else ()
    return outcomes.NudgeRequest(
        f"R{one.number}",
        shortened(asked.made.text if asked else ""),
        NearDate(one.asked),
        due,
        one.is_overdue,
    )


def shortened(text: str) -> str:
    """Its first words."""
    words = text.split()
    short = " ".join(words[:MOST_OF_A_TEXT])[:LONGEST_TEXT].rstrip()
    return short if short == " ".join(words) else f"{short.rstrip(',.:;')}…"
