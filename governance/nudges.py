"""The weekly nudge to who works in a house: what it tells, and when (design §5).

Once for every professional, house and ISO week. At most 120 words: what does not fit is counted,
or comes another week. Residents can read the same, so nothing that the room may not know yet is
in it, also not by the choice of its card.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from governance.cards import Situation, next_card, next_question
from governance.facts import ProposalKind
from governance.fold_flags import Flags
from governance.members import MemberId
from governance.professional_facts import (
    MandateSaid,
    NudgeFact,
    NudgeSent,
    RequestNudged,
    TurnNudged,
    VoteExplained,
)
from governance.proposals import Proposal
from governance.requests import Request, Requests
from governance.rhythm import moment
from governance.role_facts import Pool, RoleName
from governance.roles import Roles, Term
from governance.settings import weekly

MOST_WORDS = 120
"""Words in a nudge; a test counts the fullest one in both languages."""

MOST_TURNS = 2
MOST_REQUESTS = 2
FEW = 1
"""Of each, in the week of the month with the four questions."""

MOST_ROLES = 3
"""Named in the question how to share them."""

WEEK = timedelta(weeks=1)

MONTH = timedelta(weeks=4) - timedelta(days=1)
"""From one nudge with the four questions to the next: four weeks, whatever the clocks do."""

CARD_IS_OLD = timedelta(days=182)
"""After half a year a professional is asked whether their role card still holds."""


@dataclass(frozen=True, slots=True)
class Nudges:
    """What was said to who works here, and by them about their role."""

    sent: tuple[NudgeSent, ...] = ()
    mandates: dict[MemberId, MandateSaid] = field(default_factory=dict)
    """The role card of each professional."""
    explained: frozenset[MemberId] = frozenset()
    """Who was told that residents decide."""

    @property
    def weeks(self) -> frozenset[str]:
        """The weeks that had their nudge."""
        return frozenset(nudge.week for nudge in self.sent)

    @property
    def last(self) -> NudgeSent | None:
        """The newest one."""
        return self.sent[-1] if self.sent else None

    @property
    def cards(self) -> tuple[str, ...]:
        """The cards that were used, the oldest first."""
        return tuple(nudge.card for nudge in self.sent if nudge.card)


def fold_nudges(facts: Iterable[NudgeFact]) -> Nudges:
    """What these facts, the first one first, come to."""
    nudges = Nudges()
    for fact in facts:
        nudges = add_nudge_fact(nudges, fact)
    return nudges


def add_nudge_fact(nudges: Nudges, fact: NudgeFact) -> Nudges:
    """What it comes to with one more fact, which must come after all the others."""
    match fact:
        case NudgeSent():
            return replace(nudges, sent=(*nudges.sent, fact))
        case MandateSaid(by=by):
            return replace(nudges, mandates={**nudges.mandates, by: fact})
        case VoteExplained(member=member):
            return replace(nudges, explained=nudges.explained | {member})


# -------------------------------------------------------------------------------------- when


def week_of(now: datetime, zone: ZoneInfo) -> str:
    """The ISO week of a moment, by the calendar of the house: `2026-W48`."""
    year, week, _ = now.astimezone(zone).isocalendar()
    return f"{year}-W{week:02}"


def next_nudge_at(nudges: Nudges, after: datetime, nudge_time: str, zone: ZoneInfo) -> datetime:
    """When the next one is due: the first such time after `after` in a week without one (UTC)."""
    return next_weekly(nudge_time, after, zone, but=nudges.weeks)


def next_weekly(
    setting: str, after: datetime, zone: ZoneInfo, but: frozenset[str] = frozenset()
) -> datetime:
    """The first moment after `after` that a setting such as `monday 09:00` means (UTC).

    `but`: not in these ISO weeks.
    """
    found = weekly(setting)
    assert found is not None, "settings hold only what can be read"
    weekday, clock = found
    day = after.astimezone(zone).date() - timedelta(days=1)
    while True:
        at = moment(day, clock, zone)
        if day.weekday() == weekday and at > after and week_of(at, zone) not in but:
            return at.astimezone(UTC)
        day += timedelta(days=1)


# -------------------------------------------------------------------------------------- what


@dataclass(frozen=True, slots=True)
class Seen:
    """What a nudge may know of a house; all of it the room may know too."""

    now: datetime
    zone: ZoneInfo
    language: str
    professionals: tuple[MemberId, ...]
    roles: Roles
    flags: Flags
    requests: Requests
    proposals: tuple[Proposal, ...]
    """Those the room knows of."""
    unheard: int

    @property
    def today(self) -> date:
        """The day, in house time."""
        return self.now.astimezone(self.zone).date()


def nudge(nudges: Nudges, seen: Seen) -> NudgeSent:
    """What this week's nudge tells; its card or question is still to be chosen."""
    is_monthly = not any(seen.now - one.at < MONTH for one in nudges.sent if one.is_monthly)
    turns = _turns(nudges, seen)
    requests = _requests(seen)
    most_turns, most_requests = (FEW, FEW) if is_monthly else (MOST_TURNS, MOST_REQUESTS)
    return NudgeSent(
        at=seen.now,
        week=week_of(seen.now, seen.zone),
        to=seen.professionals,
        language=seen.language,
        turns=turns[:most_turns],
        more_turns=len(turns[most_turns:]),
        unheard=seen.unheard,
        roles=_asked_of_the_room(nudges, seen),
        requests=requests[:most_requests],
        more_requests=len(requests[most_requests:]),
        without_card=() if is_monthly else _without_card(nudges, seen),
        is_monthly=is_monthly,
    )


def with_card(nudge: NudgeSent, known: Nudges, seen: Seen, house: int) -> NudgeSent:
    """The same with the card of the week, or in a quiet one with a question instead."""
    if is_quiet(nudge):
        used = tuple(sent.question for sent in known.sent if sent.question)
        return replace(nudge, question=next_question(used, house))
    fitting = situations(nudge, seen)
    return replace(nudge, card=next_card(known.cards, fitting, house).key)


def is_quiet(nudge: NudgeSent) -> bool:
    """Nothing to tell: one line and one question are enough."""
    has_news = nudge.turns or nudge.unheard or nudge.roles or nudge.requests
    return not has_news and not nudge.without_card and not nudge.is_monthly


def _turns(nudges: Nudges, seen: Seen) -> tuple[TurnNudged, ...]:
    """The turns that began since the last nudge or are told for this week, in the order of time.

    Who goes on with a role takes nothing over.
    """
    told = {(turn.role, turn.day) for sent in nudges.sent for turn in sent.turns}
    found = []
    for role in seen.roles.live:
        if role.pool is Pool.PROFESSIONALS:
            continue  # they know
        terms: list[Term | None] = [role.past[-1] if role.past else None, role.present]
        for before, term in ((terms[0], role.present), (terms[1] or terms[0], role.published)):
            if term is None or (role.name, term.day) in told:
                continue
            if not seen.now - WEEK < term.starts_at <= seen.now + WEEK:
                continue
            was = before.holder if before else None
            if term.holder is not None and term.holder == was:
                continue
            found.append(
                TurnNudged(role.name, term.day, term.starts_at, term.holder, was, term.mentor)
            )
    return tuple(sorted(found, key=lambda turn: (turn.starts_at, turn.role)))


def _asked_of_the_room(nudges: Nudges, seen: Seen) -> tuple[RoleName, ...]:
    since = nudges.last.at if nudges.last else seen.now - WEEK
    asked = [flag for flag in seen.flags.raised if since < seen.flags.told.get(flag.number, since)]
    names = (role for flag in asked for role in flag.roles)
    return tuple(dict.fromkeys(names))[:MOST_ROLES]


def _requests(seen: Seen) -> tuple[RequestNudged, ...]:
    """What waits: what is overdue first, then what has no date, then by its date."""

    def order(request: Request) -> tuple[bool, bool, date, int]:
        is_late = request.is_overdue(seen.today)
        return not is_late, request.due is not None, request.due or date.min, request.number

    return tuple(
        RequestNudged(
            one.number,
            one.made.at.astimezone(seen.zone).date(),
            one.due,
            one.is_overdue(seen.today),
        )
        for one in sorted(seen.requests.waiting, key=order)
    )


def _without_card(nudges: Nudges, seen: Seen) -> tuple[MemberId, ...]:
    """Who has no role card, or an old one, and was not asked for it in the last half year."""
    since = seen.now - CARD_IS_OLD
    asked = {who for sent in nudges.sent if sent.at > since for who in sent.without_card}
    said = {who for who, mandate in nudges.mandates.items() if mandate.at > since}
    return tuple(who for who in seen.professionals if who not in asked | said)[:1]


def situations(nudge: NudgeSent, seen: Seen) -> set[Situation]:
    """What the week's card may fit."""
    is_about_somebody = any(p.kind is ProposalKind.PERSON and not p.is_over for p in seen.proposals)
    found = {
        Situation.PERSON_OPEN: is_about_somebody,
        Situation.OVERDUE_REQUEST: any(request.is_overdue for request in nudge.requests),
        # Who stands by says that it is somebody's first time.
        Situation.FIRST_CHAIR: any(turn.mentor for turn in nudge.turns),
        Situation.UNHEARD: nudge.unheard > 0,
        Situation.CONCENTRATION: bool(nudge.roles),
        Situation.OPEN_ROLE: any(turn.holder is None for turn in nudge.turns),
    }
    return {situation for situation, is_so in found.items() if is_so}
