"""The wheel: once a year the house asks whether it still wants its own ways (design §5).

Theory of operation. The wheel does one thing a day, at ten: it opens, asks its five questions,
then has every structural agreement and every role looked at, two at a time, and closes. Nothing
is asked twice and nothing is made up for: a day on which the bot was not there comes later.
`advance_wheel` finds the next thing; it is asked again until nothing more follows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from governance import outcomes
from governance.dates import add_months
from governance.effects import Effect, EndRole, MakeRole, TurnWheel
from governance.facts import Answer, Fact, ReviewSaid, StanceRetracted
from governance.fold_wheel import Item, Wheel, Wheels
from governance.members import MemberId
from governance.outcomes import (
    AgreementNamed,
    AskAboutRole,
    NameAsTyped,
    Outcome,
    ProposalNamed,
    RoleNamed,
    Topic,
    WheelDay,
)
from governance.proposals import Agreement, Proposal, Review
from governance.reviewing import REMIND_BEFORE, REVIEW_TIME, what_was_agreed
from governance.rhythm import moment
from governance.role_facts import Pool, RoleName
from governance.roles import Roles
from governance.ruling import IGNORED, Circumstances, Ruling, refused
from governance.settings import Settings
from governance.wheel_facts import (
    AgreementReviewBegan,
    AgreementReviewOver,
    RoleReviewed,
    RoleReviewOpened,
    RoleReviewOver,
    RoleReviewReminded,
    WheelAsked,
    WheelBegan,
    WheelEnded,
    WheelLaidOut,
)

HOUR = time(10)
"""When the wheel does what it does, in house time; in quiet hours, at their end."""

AT_ONCE = 2
"""How many things are looked at at the same time."""

TOPICS = tuple(Topic)


@dataclass(frozen=True, slots=True)
class Structure:
    """What the house has built for itself."""

    roles: Roles
    proposals: Mapping[int, Proposal]
    """All of them, by number; none, where only the roles are asked after."""

    @property
    def first_in_force(self) -> datetime | None:
        """When the house's first agreement came into force."""
        every = (a for p in self.proposals.values() for a in p.agreements)
        return min((a.in_force_at for a in every if a.in_force_at), default=None)

    @property
    def agreements(self) -> tuple[Proposal, ...]:
        """The structural agreements that hold, oldest first."""
        held = [(a.number, p) for p in self.proposals.values() if (a := _lasting(p))]
        return tuple(p for _, p in sorted(held, key=lambda pair: pair[0]))

    @property
    def bare_roles(self) -> tuple[RoleName, ...]:
        """The roles that no agreement stands for; that of the professionals is theirs."""
        effects = [_effect(p) for p in self.agreements]
        stood_for = {effect.role for effect in effects if isinstance(effect, MakeRole)}
        return tuple(
            role.name
            for role in self.roles.live
            if role.pool is not Pool.PROFESSIONALS and role.name not in stood_for
        )

    def about(self, role: RoleName, since: datetime) -> tuple[Proposal, ...]:
        """What was put forward about a role since then: to have it otherwise, or to end it."""
        return tuple(
            p
            for p in self.proposals.values()
            if p.versions[0].at >= since
            and isinstance(effect := _effect(p), MakeRole | EndRole)
            and effect.role == role
        )


def _lasting(proposal: Proposal) -> Agreement | None:
    """The structural agreement that holds by it; that the wheel turns is over when it does."""
    agreement = proposal.holding
    if agreement is None or not agreement.holds or proposal.ends:
        return None
    is_of_the_wheel = isinstance(_effect(proposal), TurnWheel)
    return agreement if proposal.is_structural and not is_of_the_wheel else None


def _effect(proposal: Proposal) -> Effect | None:
    """What it changes, in the words that hold; else in the latest ones."""
    agreement = proposal.holding
    version = proposal.versions[agreement.version - 1] if agreement else proposal.version
    return version.effect


# ------------------------------------------------------------------------------------ its days


def day_at(day: date, settings: Settings, zone: ZoneInfo) -> datetime:
    """The moment of a day at which the wheel does something."""
    return settings.quiet_until(moment(day, HOUR, zone), zone)


def step_after(at: datetime, settings: Settings, zone: ZoneInfo) -> datetime:
    """The same, of the day after."""
    return day_at(at.astimezone(zone).date() + timedelta(days=1), settings, zone)


def yearly(wheels: Wheels, structure: Structure, here: Circumstances) -> datetime | None:
    """When the wheel turns by itself next; a year's day on which it turned already is left out."""
    first = structure.first_in_force
    if first is None:
        return None
    last = wheels.last
    after = max(last.ended_at or here.now, last.began_at) if last else first
    local, months = first.astimezone(here.zone), 12
    while (at := _anniversary(local, months, here)) <= after:
        months += 12
    return at


def _anniversary(first: datetime, months: int, here: Circumstances) -> datetime:
    return day_at(add_months(first, months).date(), here.settings, here.zone)


def due_at(wheels: Wheels, structure: Structure, here: Circumstances) -> datetime | None:
    """When to look at it next; None as long as the house has not agreed on anything."""
    turning = wheels.turning
    quiet_until = here.settings.quiet_until(here.now, here.zone)
    if turning is None:
        at = yearly(wheels, structure, here)
        return max(at, quiet_until) if at else None
    return min([_next_look(here), *(at for one in turning.running for at in _times(one.review))])


def _next_look(here: Circumstances) -> datetime:
    """The next time that it is ten; every day, for what people do makes room for more."""
    today = here.now.astimezone(here.zone).date()
    days = (today + timedelta(days=n) for n in (-1, 0, 1, 2))
    return min(at for day in days if (at := day_at(day, here.settings, here.zone)) > here.now)


def _times(review: Review) -> Iterator[datetime]:
    yield review.until
    if not review.reminded:
        yield review.until - REMIND_BEFORE


def _may_step(wheel: Wheel, here: Circumstances) -> bool:
    """A day has gone by since it last did something, and it is no time for quiet."""
    is_quiet = here.settings.quiet_until(here.now, here.zone) > here.now
    return not is_quiet and step_after(wheel.stepped_at, here.settings, here.zone) <= here.come


# ------------------------------------------------------------------------- what people do


def begin(wheels: Wheels, here: Circumstances) -> Ruling:
    """The house wants the wheel to turn; one is enough."""
    if wheels.turning:
        return Ruling(outcomes=(outcomes.WheelTurnsAlready(),))
    return _begun(here, is_yearly=False)


def _begun(here: Circumstances, *, is_yearly: bool) -> Ruling:
    first_at = step_after(here.now, here.settings, here.zone)
    told = outcomes.WheelBegins(is_yearly, first_at)
    return Ruling((WheelBegan(here.now, is_yearly),), (told,))


def say(wheels: Wheels, number: int, said: ReviewSaid) -> Ruling:
    """What somebody says of a role that is looked at."""
    running = wheels.numbered(number)
    if running is None or said.answer is None:
        return refused(outcomes.RoleReviewIsOver())
    role, by = running.role, said.said_by
    told: Outcome = outcomes.RoleReviewNoted(role, said.answer)
    if by is not None:
        told = outcomes.SpokenOfRole(role, number, said.by, by, said.answer)
    return Ruling((replace(said, role=role),), (told,))


def not_so(wheels: Wheels, number: int, member: MemberId, here: Circumstances) -> Ruling:
    """Somebody says that what was said for a member without an account is not so."""
    running = wheels.numbered(number)
    said = running.review.said if running else ()
    spoken = [one.source for one in said if one.by == member and one.said_by is not None]
    if running is None or not spoken:
        return IGNORED
    told = outcomes.SpokenOfRoleUndone(running.role, member)
    return Ruling(tuple(StanceRetracted(here.now, source) for source in spoken), (told,))


def retract_taps(wheels: Wheels, number: int, member: MemberId, here: Circumstances) -> Ruling:
    """An empty vote, or one for an answer that is none: earlier taps are void."""
    running = wheels.numbered(number)
    taps = running.review.taps_of(member) if running else ()
    return Ruling(tuple(StanceRetracted(here.now, tap) for tap in taps))


def retract(wheels: Wheels, source: str, here: Circumstances) -> Ruling:
    """A tap or a reply was removed: what was said before stands again."""
    was_said = any(said.source == source for one in wheels.running for said in one.review.said)
    return Ruling((StanceRetracted(here.now, source),)) if was_said else IGNORED


# ------------------------------------------------------------------------------ what time does


def begin_on_its_day(wheels: Wheels, structure: Structure, here: Circumstances) -> Ruling | None:
    """A year has gone by."""
    at = due_at(wheels, structure, here) if wheels.turning is None else None
    if at is None or at > here.now:
        return None
    return _begun(here, is_yearly=True)


def ask(wheels: Wheels, structure: Structure, here: Circumstances) -> Ruling | None:
    """One question a day."""
    wheel = wheels.turning
    if wheel is None or wheel.asked == len(TOPICS) or not _may_step(wheel, here):
        return None
    told = outcomes.WheelQuestion(TOPICS[wheel.asked])
    return Ruling((WheelAsked(here.now, wheel.asked + 1),), (told,))


def lay_out(wheels: Wheels, structure: Structure, here: Circumstances) -> Ruling | None:
    """All was asked: from here on it is known what to look at."""
    wheel = wheels.turning
    if wheel is None or wheel.asked < len(TOPICS) or wheel.laid_out_at:
        return None
    if not _may_step(wheel, here):
        return None
    numbers = tuple(proposal.number for proposal in structure.agreements)
    return Ruling((WheelLaidOut(here.now, numbers, structure.bare_roles),))


def note_what_is_over(wheels: Wheels, structure: Structure, here: Circumstances) -> Ruling | None:
    """What was looked at, or is not there any more, makes room for the next."""
    wheel = wheels.turning
    if wheel is None or wheel.laid_out_at is None:
        return None
    facts = tuple(
        _over(item, here.now)
        for item in wheel.items
        if item not in wheel.over and _is_over(wheel, item, structure)
    )
    return Ruling(facts) if facts else None


def _is_over(wheel: Wheel, item: Item, structure: Structure) -> bool:
    if not isinstance(item, int):
        return structure.roles.get(item) is None
    if item not in structure.proposals:
        return False
    agreement = structure.proposals[item].holding
    if agreement is None or not agreement.holds:
        return True
    if agreement.review:
        return agreement.review.successor is not None
    since = wheel.laid_out_at
    return item in wheel.opened or bool(
        since and agreement.looked_at and agreement.looked_at >= since
    )


def _over(item: Item, at: datetime) -> Fact:
    if isinstance(item, int):
        return AgreementReviewOver(at, item)
    return RoleReviewOver(at, item, RoleReviewed.GONE)


def close(wheels: Wheels, structure: Structure, here: Circumstances) -> Ruling | None:
    """Time is up for a role, or everyone has answered: what somebody wants otherwise goes on."""
    for one in wheels.running:
        review = of_who_is_here(one.review, here)
        if review.is_over(here.come):
            return _close(one.role, review, here)
    return None


def of_who_is_here(review: Review, here: Circumstances) -> Review:
    """The review without who left: they are not waited for, and do not count."""
    said = {answer.by for answer in review.said}
    return replace(review, gone=frozenset({*review.roll, *said} - {*here.household}))


def _close(role: RoleName, review: Review, here: Circumstances) -> Ruling:
    for said in review.live.values():
        by = said.said_by if said.said_by in here.household else said.by
        if said.answer is Answer.END:
            return Ruling((RoleReviewOver(here.now, role, RoleReviewed.END, by),))
        if said.answer is Answer.CHANGE:
            assert by is not None
            over = RoleReviewOver(here.now, role, RoleReviewed.CHANGE, by)
            return Ruling((over,), (outcomes.RoleChangeAsked(by, "", role),))
    how = RoleReviewed.KEPT if review.live else RoleReviewed.UNANSWERED
    told = outcomes.RoleStays(role, bool(review.live))
    return Ruling((RoleReviewOver(here.now, role, how),), (told,))


def remind(wheels: Wheels, structure: Structure, here: Circumstances) -> Ruling | None:
    """Half of the time is over: once, by number."""
    for one in wheels.running:
        review = of_who_is_here(one.review, here)
        if not review.reminded and here.come >= review.until - REMIND_BEFORE:
            told = outcomes.RoleReviewGoesOn(one.role, len(review.unheard), review.until)
            reminded = RoleReviewReminded(here.now, one.role)
            return Ruling((reminded,), (told,) if review.unheard else ())
    return None


def look_at_the_next(wheels: Wheels, structure: Structure, here: Circumstances) -> Ruling | None:
    """Two things at a time, until all were looked at."""
    wheel = wheels.turning
    if wheel is None or not _may_step(wheel, here):
        return None
    next_ones = wheel.waiting[: max(AT_ONCE - len(wheel.under_review), 0)]
    facts: list[Fact] = []
    told: list[Outcome] = []  # of roles alone: an agreement's own rules tell of it
    for item in next_ones:
        if isinstance(item, int):
            facts.append(AgreementReviewBegan(here.now, item))
            continue
        number = wheels.next_number + len(told)
        until = here.now + REVIEW_TIME
        facts.append(RoleReviewOpened(here.now, item, number, here.roll, until))
        told.append(outcomes.RoleReviewStarts(item, until, number, _offline(here)))
    return Ruling(tuple(facts), tuple(told)) if facts else None


def _offline(here: Circumstances) -> tuple[AskAboutRole, ...]:
    without = [member for member in here.roll if member not in here.with_account]
    return tuple(AskAboutRole(member, NameAsTyped(member)) for member in without)


def end(wheels: Wheels, structure: Structure, here: Circumstances) -> Ruling | None:
    """All was looked at: the house hears what came of it."""
    wheel = wheels.turning
    if wheel is None or not wheel.is_done or not _may_step(wheel, here):
        return None
    ended = WheelEnded(here.now)
    after = replace(wheels, turns=(*wheels.turns[:-1], replace(wheel, ended_at=here.now)))
    again = yearly(after, structure, here)
    day = again.astimezone(here.zone).date() if again else None
    return Ruling((ended,), (summary(wheel, structure, day),))


Rule = Callable[[Wheels, Structure, Circumstances], Ruling | None]

AFTER_A_WORD: tuple[Rule, ...] = (note_what_is_over, close)
"""What may follow at once on what somebody says of a role."""

RULES: tuple[Rule, ...] = (
    begin_on_its_day,
    ask,
    lay_out,
    note_what_is_over,
    close,
    remind,
    look_at_the_next,
    end,
)
"""What may follow when its time comes; the first that applies is the next."""


def advance_wheel(
    wheels: Wheels, structure: Structure, here: Circumstances, rules: Iterable[Rule] = RULES
) -> Ruling | None:
    """The next thing that follows by itself by now, or None when nothing does."""
    for rule in rules:
        if ruling := rule(wheels, structure, here):
            return ruling
    return None


# ------------------------------------------------------------------------------ what came of it


def summary(wheel: Wheel, structure: Structure, again: date | None) -> outcomes.WheelIsRound:
    """What stayed, what changed, what ended, and what is still being decided."""
    deciding = {item: found for item in wheel.items if (found := _deciding(wheel, item, structure))}
    settled = [item for item in wheel.items if item not in deciding]
    ended = [item for item in settled if _has_ended(item, structure)]
    changed = [item for item in settled if item not in ended and _is_new(wheel, item, structure)]
    stayed = [item for item in settled if item not in {*ended, *changed}]
    refs = dict.fromkeys(proposal.ref for proposal in deciding.values())
    return outcomes.WheelIsRound(
        stayed=_named(stayed, structure),
        changed=_named(changed, structure),
        ended=_named(ended, structure),
        deciding=tuple(map(ProposalNamed, refs)),
        again=(WheelDay(again),) if again else (),
    )


def _deciding(wheel: Wheel, item: Item, structure: Structure) -> Proposal | None:
    """The proposal in which it goes on, as long as that is open."""
    if isinstance(item, int):
        agreement = structure.proposals[item].holding
        successor = agreement.review.successor if agreement and agreement.review else None
        return structure.proposals.get(successor) if successor else None
    of_it = structure.about(item, _since(wheel, item))
    return next((proposal for proposal in reversed(of_it) if not proposal.is_over), None)


def _has_ended(item: Item, structure: Structure) -> bool:
    """The house has it no more, and nothing came in its place."""
    if not isinstance(item, int):
        return structure.roles.get(item) is None
    return structure.proposals[item].holding is None and not _replaced(item, structure)


def _is_new(wheel: Wheel, item: Item, structure: Structure) -> bool:
    """The house has it in another way than when it was looked at."""
    if isinstance(item, int):
        return structure.proposals[item].holding is None
    return any(map(_lasting, structure.about(item, _since(wheel, item))))


def _replaced(item: int, structure: Structure) -> bool:
    """Another agreement came in the place of this one."""
    agreement = structure.proposals[item].agreement
    return agreement is not None and any(
        p.replaces == agreement.number and not p.ends and p.agreement and p.agreement.in_force_at
        for p in structure.proposals.values()
    )


def _since(wheel: Wheel, item: Item) -> datetime:
    return wheel.opened.get(item) or wheel.laid_out_at or wheel.began_at


def _named(items: Iterable[Item], structure: Structure) -> tuple[RoleNamed | AgreementNamed, ...]:
    return tuple(
        _agreement(structure.proposals[item]) if isinstance(item, int) else RoleNamed(item)
        for item in items
    )


def _agreement(proposal: Proposal) -> AgreementNamed:
    agreement = proposal.agreement
    assert agreement is not None  # that is what was looked at
    text = proposal.versions[agreement.version - 1].text
    return AgreementNamed(agreement.ref, text, what_was_agreed(proposal, agreement))
