"""The weekly nudge to who works in a house: what it tells, and when (design §5).

Once for every professional, house and ISO week. At most 120 words: what does not fit is counted,
or comes another week. Residents can read the same, so nothing that the room may not know yet is
in it, also not by the choice of its card.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import TypeVar
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
from governance.role_facts import Pool, RoleName
from governance.roles import Role, Roles, Term
from governance.settings import Settings
from governance.weekly import next_weekly, week_of

MOST_WORDS = 120
"""Words in a nudge; a test counts the fullest ones in both languages."""

HEAD, MORE, CARD, MONTHLY = 5, 2, 31, 19
TURN, SHARING, REQUEST, UNHEARD, ROLE_CARD = 13, 13, 13, 13, 12
"""Words of each part at most, in either language; names of people and roles come on top.

A test holds the texts to them.
"""

MOST_TURNS = MOST_REQUESTS = 3
MOST_ROLES = 3
"""Named in the question how to share them."""

WEEK = timedelta(weeks=1)

MONTH = timedelta(weeks=4) - timedelta(days=1)
"""From one nudge with the four questions to the next: four weeks, whatever the clocks do.

The first nudge of a house counts as a week after one: it has other things to ask.
"""

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

    def of_week(self, week: str) -> NudgeSent | None:
        """The one of this week."""
        return next((nudge for nudge in self.sent if nudge.week == week), None)

    @property
    def cards(self) -> tuple[str, ...]:
        """The cards that were used, the oldest first."""
        return tuple(nudge.card for nudge in self.sent if nudge.card)


def fold_nudges(facts: Iterable[NudgeFact], since: Nudges | None = None) -> Nudges:
    """What these facts, the first one first, come to; `since`: what all those before them did."""
    nudges = since or Nudges()
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


def next_nudge_at(nudges: Nudges, after: datetime, settings: Settings, zone: ZoneInfo) -> datetime:
    """When the next one is due: the first such time after `after` in a week without one (UTC)."""
    return next_weekly(settings.nudge_time, after, settings, zone, but=nudges.weeks)


# -------------------------------------------------------------------------------------- what


@dataclass(frozen=True, slots=True)
class Seen:
    """What a nudge may know of a house; all of it the room may know too."""

    now: datetime
    zone: ZoneInfo
    house: str
    """Its name."""
    language: str
    professionals: tuple[MemberId, ...]
    roles: Roles
    flags: Flags
    requests: Requests
    proposals: tuple[Proposal, ...]
    """Those the room knows of."""
    unheard: int
    words: Mapping[MemberId, int]
    """In each name, as it is shown at its longest."""

    @property
    def today(self) -> date:
        """The day, in house time."""
        return self.now.astimezone(self.zone).date()


@dataclass(slots=True)
class _Space:
    """The words that are left."""

    left: int

    def takes(self, words: int) -> bool:
        """Whether they fit; if so, they are taken."""
        if words > self.left:
            return False
        self.left -= words
        return True


def nudge(nudges: Nudges, seen: Seen) -> NudgeSent:
    """What this week's nudge tells; its card or question is still to be chosen.

    First what is new and comes once, then as much of the rest as there are words for.
    """
    is_monthly = _is_monthly(nudges, seen.now)
    space = _Space(MOST_WORDS - HEAD - CARD - (MONTHLY if is_monthly else 0))
    all_turns, all_requests = _turns(nudges, seen), _requests(seen)
    space.left -= MORE * sum(map(bool, (all_turns, all_requests)))
    roles, without_card = _asked_of_the_room(nudges, seen), _without_card(nudges, seen)

    turns = _as_fit(space, all_turns[:1], seen)
    if not (roles and space.takes(SHARING + len(roles))):
        roles = ()
    requests = _as_fit(space, all_requests[:1], seen)
    unheard = seen.unheard if seen.unheard and space.takes(UNHEARD) else 0
    if is_monthly or not (without_card and space.takes(ROLE_CARD + seen.words[without_card[0]])):
        without_card = ()
    if len(requests) == 1:
        requests += _as_fit(space, all_requests[1:MOST_REQUESTS], seen)
    if len(turns) == 1:
        turns += _as_fit(space, all_turns[1:MOST_TURNS], seen)
    return NudgeSent(
        at=seen.now,
        week=week_of(seen.now, seen.zone),
        to=seen.professionals,
        house=seen.house,
        language=seen.language,
        turns=turns,
        more_turns=len(all_turns) - len(turns),
        unheard=unheard,
        roles=roles,
        requests=requests,
        more_requests=len(all_requests) - len(requests),
        without_card=without_card,
        is_monthly=is_monthly,
    )


Told = TypeVar("Told", TurnNudged, RequestNudged)


def _as_fit(space: _Space, told: tuple[Told, ...], seen: Seen) -> tuple[Told, ...]:
    """The first ones, as many as there are words for."""

    def words(one: TurnNudged | RequestNudged) -> int:
        if isinstance(one, RequestNudged):
            return REQUEST
        people = (one.holder, one.before, one.mentor)
        return TURN + sum(seen.words[who] for who in people if who is not None)

    return tuple(takewhile(lambda one: space.takes(words(one)), told))


def _is_monthly(nudges: Nudges, now: datetime) -> bool:
    """The four questions come every fourth week."""
    if not nudges.sent:
        return False
    lasts = [nudges.sent[0].at - WEEK, *(one.at for one in nudges.sent if one.is_monthly)]
    return now - lasts[-1] >= MONTH


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
    """The turns of this week, then those that began since the last nudge and were not told."""
    told = {(turn.role, turn.day) for sent in nudges.sent for turn in sent.turns}
    found = [
        turn
        for role in seen.roles.live
        if role.pool is not Pool.PROFESSIONALS  # they know
        for turn in _turns_of(role, seen.now)
        if (turn.role, turn.day) not in told
    ]
    return tuple(sorted(found, key=lambda t: (t.day < seen.today, t.starts_at, t.role)))


def _turns_of(role: Role, now: datetime) -> Iterator[TurnNudged]:
    """Those of one role around now; who goes on with it takes nothing over."""
    terms = (role.past[-1] if role.past else None, role.present, role.published)
    before: Term | None = None
    for term in terms:
        if term is None:
            continue
        was, before = before.holder if before else None, term
        is_near = now - WEEK < term.starts_at <= now + WEEK
        goes_on = term.holder is not None and term.holder == was
        if is_near and not goes_on and term is not terms[0]:
            yield TurnNudged(role.name, term.day, term.starts_at, term.holder, was, term.mentor)


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
