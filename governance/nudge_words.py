"""From a nudge that was sent to what it says: the same for who got it and who reads it later."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from governance import outcomes
from governance.members import MemberId
from governance.outcomes import CardName, NameLine, NearDate, QuestionName, RoleNamed
from governance.professional_facts import NudgeSent, RequestNudged, TurnNudged
from governance.requests import Requests

LONGEST_TEXT = 5
"""Words of a request's text that a nudge repeats."""


def nudge_words(
    sent: NudgeSent, house: str, zone: ZoneInfo, requests: Requests
) -> outcomes.NudgeWords:
    """What it says; the text of a request is its own, whenever it is read."""
    return outcomes.NudgeWords(
        house=house,
        week=sent.week[-2:].lstrip("0"),
        is_quiet=sent.question is not None,
        turns=tuple(_turn(turn, zone) for turn in sent.turns),
        more_turns=sent.more_turns,
        unheard=sent.unheard,
        roles=tuple(map(RoleNamed, sent.roles)),
        requests=tuple(_request(one, requests) for one in sent.requests),
        more_requests=sent.more_requests,
        without_card=tuple(map(NameLine, sent.without_card)),
        is_monthly=sent.is_monthly,
        card=(outcomes.NudgeCard(CardName(sent.card)),) if sent.card else (),
        question=(outcomes.NudgeQuestion(QuestionName(sent.question)),) if sent.question else (),
    )


def _turn(turn: TurnNudged, zone: ZoneInfo) -> outcomes.NudgeTurn:
    day = NearDate(turn.starts_at.astimezone(zone).date())
    return outcomes.NudgeTurn(
        turn.role, day, _name(turn.holder), _name(turn.before), _name(turn.mentor)
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
    return text if len(words) <= LONGEST_TEXT else " ".join(words[:LONGEST_TEXT]) + " …"
