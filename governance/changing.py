"""What the house may change in itself, what undoes it, and how the card says it (design §7.2).

An effect is looked at when somebody puts it forward, and once more when it runs: what made sense
then may make none any more.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from governance import outcomes
from governance.dates import add_months
from governance.effects import (
    ChangeKind,
    Effect,
    Elect,
    EndElection,
    EndRole,
    MakeRole,
    MuteFlags,
    SetSetting,
    TurnWheel,
    UnmuteFlags,
    ends_at,
)
from governance.fold_roles import add_role_fact
from governance.members import Kind, Member, MemberId
from governance.outcomes import (
    FullDate,
    Means,
    NameAsTyped,
    Part,
    Refusal,
    SettingLine,
    SettingName,
    SettingValue,
)
from governance.role_facts import Pool, RoleFact, RoleName, Way
from governance.roles import IN_POOL, Role, RoleCircumstances, Roles
from governance.setting_up_roles import Wanted, elect, end_role, set_up
from governance.settings import (
    TIMEZONE,
    Impossible,
    Settings,
    Value,
    read_setting,
    read_timezone,
    weekly,
)

SETTING_UP = timedelta(days=14)
"""How long, at most, a new house sets itself up: what a resident changes is so at once."""

TIME_TO_UNDO = timedelta(hours=48)
"""How long one hand undoes that."""

MOST_MONTHS = 12
"""An end is at most so far off."""

CANDIDATES = 3
"""How many are named where somebody is to be chosen."""


@dataclass(frozen=True, slots=True)
class House:
    """What a house is like now."""

    now: datetime
    settings: Settings
    timezone: str
    roles: Roles
    here: RoleCircumstances
    members: tuple[Member, ...]
    """Everyone who is or was one."""
    muted_until: datetime | None = None

    def member(self, member: MemberId) -> Member | None:
        """Who is here; None for who left, or never came."""
        return next((one for one in self.members if one.id == member and one.is_here), None)

    def setting(self, name: str) -> Value:
        """The value that a setting has."""
        return self.timezone if name == TIMEZONE else getattr(self.settings, name)


def is_setting_up(born_at: datetime, has_agreements: bool, now: datetime) -> bool:
    """The house has not agreed anything yet, and is new."""
    return not has_agreements and now <= born_at + SETTING_UP


def wanted(effect: MakeRole) -> Wanted:
    """What the role is to be like."""
    return Wanted(effect.every, effect.weekday, effect.clock, effect.way, effect.pool, effect.limit)


# --------------------------------------------------------------------------------------- why not


def why_not(effect: Effect, house: House) -> Refusal | None:
    """Why the house cannot change so now; None: it can."""
    match effect:
        case MakeRole():
            return _why_no_role(effect, house)
        case EndRole(role=role):
            return _refusal(end_role(house.roles, role, house.here).outcomes)
        case Elect():
            return _why_not_elect(effect, house)
        case EndElection(role=name):
            role_ = house.roles.get(name)
            return None if role_ and role_.election else outcomes.RoleUnknown(name)
        case SetSetting():
            return _why_not_set(effect, house)
        case ChangeKind():
            return _why_not_become(effect, house)
        case MuteFlags(until=until):
            return _why_no_mute(until, house)
        case UnmuteFlags():
            return None if house.muted_until else outcomes.NothingIsMuted()
        case TurnWheel():
            return None


def _refusal(told: tuple[outcomes.Outcome, ...]) -> Refusal | None:
    return next((one for one in told if isinstance(one, Refusal)), None)


def _why_no_role(effect: MakeRole, house: House) -> Refusal | None:
    ruling = set_up(house.roles, effect.role, wanted(effect), house.here)
    if refusal := _refusal(ruling.outcomes):
        return refusal
    roles = house.roles
    for fact in ruling.facts:
        if isinstance(fact, RoleFact):
            roles = add_role_fact(roles, fact)
    return _why_nobody(roles.roles[effect.role], house)


def _why_nobody(role: Role, house: House) -> Refusal | None:
    kinds = IN_POOL[role.pool]
    if any(person.kind in kinds for person in house.here.people):
        return None
    return outcomes.PoolWouldBeEmpty(role.name, role.pool)


def _why_not_elect(effect: Elect, house: House) -> Refusal | None:
    if house.member(effect.member) is None:
        return outcomes.NotHere(effect.member)
    if effect.until and (refusal := why_not_until(effect.until, house)):
        return refusal
    until = ends_at(effect, house.here.zone)
    role = house.roles.get(effect.role)
    chosen = role.election if role else None
    if chosen and (chosen.member, chosen.until) == (effect.member, until):
        return outcomes.ElectedAlready(effect.role, effect.member)
    ruling = elect(house.roles, effect.role, effect.member, until, house.here)
    return _refusal(ruling.outcomes)


def why_not_until(day: date, house: House) -> Refusal | None:
    """Why nothing can be until that day."""
    today = house.now.astimezone(house.here.zone)
    latest = add_months(today, MOST_MONTHS).date()
    if day <= today.date():
        return outcomes.UntilThePast(FullDate(day))
    return outcomes.UntilTooFar(FullDate(day), FullDate(latest)) if day > latest else None


def setting_line(name: str, value: Value | Impossible) -> SettingLine:
    """The sentence of a setting with this value, or with all that it could be."""
    return SettingLine(SettingName(name), setting_value(name, value))


def setting_value(name: str, value: Value | Impossible) -> SettingValue:
    """A value as it is told to people: half of the residents, Monday at 09:00."""
    if isinstance(value, Impossible):
        return SettingValue(SettingName(name), value.expected, 0, 0, "", is_range=True)
    percent = round(100 * float(value)) if name == "quorum" else 0
    weekday, clock = weekly(str(value)) or (0, None)
    time = f"{clock:%H:%M}" if clock else ""
    return SettingValue(SettingName(name), value, percent, weekday, time, is_range=False)


def _why_not_set(effect: SetSetting, house: House) -> Refusal | None:
    name, value = effect.name, effect.value
    found = read_timezone(value) if name == TIMEZONE else read_setting(name, value)
    if isinstance(found, Impossible):
        return outcomes.SettingImpossible(setting_line(name, found))
    if found == house.setting(name):
        return outcomes.SettingIsSo(setting_line(name, found))
    return None


def _why_not_become(effect: ChangeKind, house: House) -> Refusal | None:
    who, becomes = effect.member, effect.becomes
    member = house.member(who)
    if member is None:
        return outcomes.NotHere(who)
    if member.kind is becomes or (member.kind is Kind.OFFLINE and becomes is Kind.RESIDENT):
        return outcomes.KindIsSo(who, becomes)
    if member.kind is Kind.OFFLINE:
        return outcomes.KindNeedsAccount(who, NameAsTyped(who))
    others = [one for one in house.members if one.lives_here and one.id != who]
    if becomes is not Kind.RESIDENT and not others:
        return outcomes.LastResident(who)
    people = tuple(
        replace(one, kind=becomes) if one.id == who else one for one in house.here.people
    )
    after = replace(house, here=replace(house.here, people=people))
    emptied = (
        _why_nobody(role, after) for role in house.roles.live if _why_nobody(role, house) is None
    )
    return next((refusal for refusal in emptied if refusal), None)


def _why_no_mute(until: date, house: House) -> Refusal | None:
    if refusal := why_not_until(until, house):
        return refusal
    end = ends_at(MuteFlags(until), house.here.zone)
    if house.muted_until and end and end <= house.muted_until:
        day = house.muted_until.astimezone(house.here.zone).date()
        return outcomes.MutedAlready(day)
    return None


def candidates(role: Role, house: House) -> tuple[MemberId, ...]:
    """Who could have a role and had it longest ago, or never; nobody who has it now."""
    last, kinds = role.account_now.last, IN_POOL[role.pool]
    never = datetime.min.replace(tzinfo=UTC)
    able = [
        person.id
        for person in house.here.people
        if person.kind in kinds and person.id not in role.unwilling and not person.is_resting
    ]
    return tuple(sorted(able, key=lambda member: (last.get(member, never), member))[:CANDIDATES])


# ------------------------------------------------------------------------------- what undoes it


def undo_of(effect: Effect, house: House) -> Effect | None:
    """What would make the house as it is now; None where nothing can."""
    match effect:
        case MakeRole(role=name) | EndRole(role=name):
            role = house.roles.get(name)
            return as_it_is(role) if role else EndRole(name)
        case Elect(role=name) | EndElection(role=name):
            return _election(house.roles.get(name), name, house)
        case SetSetting(name=name):
            return SetSetting(name, house.setting(name))
        case ChangeKind(member=who):
            member = house.member(who)
            return ChangeKind(who, member.kind) if member else None
        case MuteFlags() | UnmuteFlags():
            until = house.muted_until
            return MuteFlags(until.astimezone(house.here.zone).date()) if until else UnmuteFlags()
        case TurnWheel():
            return None


def as_it_is(role: Role) -> MakeRole:
    """The effect that makes a role just so."""
    rhythm = role.rhythm
    return MakeRole(
        role.name,
        rhythm.every,
        rhythm.first.weekday(),
        rhythm.clock,
        role.way,
        role.pool,
        role.limit,
    )


def as_after(effect: Effect, undo: Effect) -> Effect:
    """What the house was like once this had run, where `undo` makes it as it was before."""
    if not isinstance(effect, MakeRole) or not isinstance(undo, MakeRole):
        return effect
    parts = {name: getattr(effect, name) for name in _PARTS}
    return replace(undo, **{name: part for name, part in parts.items() if part is not None})


_PARTS = ("every", "weekday", "clock", "way", "pool", "limit")


def _election(role: Role | None, name: RoleName, house: House) -> Effect:
    chosen = role.election if role else None
    if chosen is None:
        return EndElection(name)
    until = chosen.until.astimezone(house.here.zone).date() if chosen.until else None
    return Elect(name, chosen.member, until)


# ---------------------------------------------------------------------------- in one sentence


def would_be(effect: Effect, was: Effect | None) -> Part:
    """What will happen, and what it is now: `was` is what would make it so again."""
    match effect:
        case MakeRole():
            return _role_would_be(effect, was)
        case EndRole(role=role):
            return outcomes.RoleWouldEnd(role)
        case Elect(role=role, member=who, until=until):
            before = (outcomes.NameLine(was.member),) if isinstance(was, Elect) else ()
            days = (outcomes.UntilDay(until),) if until else ()
            return outcomes.WouldBeElected(role, who, days, before)
        case EndElection(role=role):
            return outcomes.ElectionWouldEnd(role)
        case SetSetting(name=name, value=value):
            before_ = was.value if isinstance(was, SetSetting) else value
            line, value_before = setting_line(name, value), setting_value(name, before_)
            return outcomes.SettingWouldBe(line, value_before, _means(name, value, before_))
        case ChangeKind(member=who, becomes=becomes):
            now = was.becomes if isinstance(was, ChangeKind) else Kind.RESIDENT
            return outcomes.KindWouldBe(who, becomes, now)
        case MuteFlags(until=until_day):
            return outcomes.FlagsWouldBeMuted(until_day)
        case UnmuteFlags():
            return outcomes.FlagsWouldBeUnmuted()
        case TurnWheel():
            return outcomes.WheelWouldTurn()


def agreed(effect: Effect | None, was: Effect | None) -> tuple[Part, ...]:
    """What an agreement that holds made of the house itself, in a sentence; most made nothing."""
    match effect:
        case None:
            return ()
        case MakeRole() | EndRole() | Elect() | EndElection():
            return (_agreed_of_role(effect, was),)
        case SetSetting(name=name, value=value):
            return (outcomes.SettingAgreed(setting_line(name, value)),)
        case ChangeKind(member=who, becomes=becomes):
            return (outcomes.KindAgreed(who, becomes),)
        case MuteFlags(until=day):
            return (outcomes.FlagsAreMuted(day),)
        case UnmuteFlags():
            return (outcomes.FlagsHeardAgreed(),)
        case TurnWheel():
            return (outcomes.WheelAgreed(),)


def _agreed_of_role(effect: MakeRole | EndRole | Elect | EndElection, was: Effect | None) -> Part:
    match effect:
        case MakeRole(role=role):
            return outcomes.RoleAgreed(role, _form_as_changed(effect, was))
        case EndRole(role=role):
            return outcomes.RoleEndAgreed(role)
        case Elect(role=role, member=who, until=until):
            days = (outcomes.UntilDay(until),) if until else ()
            return outcomes.ElectionAgreed(role, who, days)
        case EndElection(role=role):
            return outcomes.ElectionEndAgreed(role)


def _means(name: str, value: Value, before: Value) -> Means:
    if isinstance(value, str) or isinstance(before, str):
        return Means.NOTHING
    if name in {"quorum", "min_heard"} and value < before:
        return Means.FEWER_HEARD
    return Means.LONGER if name == "term_limit" and value > before else Means.NOTHING


def _role_would_be(effect: MakeRole, was: Effect | None) -> Part:
    before = (_form(was),) if isinstance(was, MakeRole) else ()
    form = _form_as_changed(effect, was)
    is_longer = any(form.every > one.every for one in before)
    means = Means.LONGER if is_longer else Means.NOTHING
    return outcomes.RoleWouldBe(effect.role, form, before, means)


def _form_as_changed(effect: MakeRole, was: Effect | None) -> outcomes.RoleForm:
    now = was if isinstance(was, MakeRole) else MakeRole(effect.role)
    return _form(
        MakeRole(
            effect.role,
            now.every if effect.every is None else effect.every,
            now.weekday if effect.weekday is None else effect.weekday,
            effect.clock or now.clock,
            effect.way or now.way,
            effect.pool or now.pool,
        )
    )


def _form(role: MakeRole) -> outcomes.RoleForm:
    return outcomes.RoleForm(
        role.every or 1,
        role.weekday or 0,
        f"{role.clock or time(9):%H:%M}",
        role.way or Way.ROTATION,
        role.pool or Pool.RESIDENTS,
    )
