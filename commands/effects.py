"""What the house changed in itself takes effect: once, in the same transaction (design §3 rule 13).

A turn collects which agreements came into force in it; before it is told, what they bring runs
here. The fact that it ran is recorded with it, so that nothing runs twice, whatever dies when.
"""

from __future__ import annotations

from dataclasses import replace

from commands import flags, members, nudges, questions, rota, wheel
from commands.change_typed import words_of
from commands.turn import Turn
from governance import changing, orphans, outcomes
from governance.change_facts import ChangeMade, ChangeVoid
from governance.changing import House, setting_line, setting_value
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
    concerned,
    ends_at,
)
from governance.guided_start import matter_of
from governance.members import Kind, MemberId
from governance.outcomes import Outcome, Usage
from governance.role_facts import RoleName
from governance.setting_up_roles import elect, end_election, end_role, set_up
from governance.settings import TIMEZONE
from storage.records import Posted


async def house_now(turn: Turn) -> House:
    """What the house is like now."""
    return House(
        now=turn.now,
        settings=turn.house.settings,
        timezone=turn.house.timezone,
        roles=await rota.roles_of(turn),
        here=await rota.circumstances(turn),
        members=tuple(await turn.members()),
        muted_until=(await flags.flags_of(turn)).muted_until(turn.now),
    )


# -------------------------------------------------------------------- what came into force runs


async def take_effect(turn: Turn) -> None:
    """What came into force in this turn, or ended unkept, and what follows from that."""
    while turn.in_force or turn.unkept:
        if turn.in_force:
            await _came_into_force(turn, turn.in_force.pop(0))
        else:
            await _ended_unkept(turn, turn.unkept.pop(0))


async def _came_into_force(turn: Turn, number: int) -> None:
    proposal = await turn.known(number)
    agreement = proposal.agreement
    assert agreement is not None
    version = proposal.versions[agreement.version - 1]
    effect = version.effect
    if effect is None or (await turn.changes()).ran(agreement.number):
        return
    typed = words_of(effect, "en") if proposal.ends else version.text
    house = await house_now(turn)
    refusal = changing.why_not(effect, house)
    if proposal.concerned is not None and proposal.lacks_a_yes:
        refusal = outcomes.YesTakenBack(proposal.concerned)
    if refusal:
        await turn.record_change(ChangeVoid(turn.now, effect, typed, agreement.number))
        turn.tell(outcomes.ChangeNotDone(agreement.ref, (refusal,)))
        return
    undo = changing.undo_of(effect, house)
    place = len(turn.outcomes)
    done = await _run(turn, effect)
    made = ChangeMade(
        turn.now, (await turn.changes()).next_number, effect, typed, agreement.number, undo
    )
    await turn.record_change(made)
    if not _told_with_the_outcome(turn, proposal.ref, done) and done:
        turn.outcomes.insert(place, outcomes.ChangeTold(agreement.ref, done))


def _told_with_the_outcome(turn: Turn, proposal: str, done: tuple[Outcome, ...]) -> bool:
    """In the message that tells of the agreement, where it is told in this turn."""
    for place, told in enumerate(turn.outcomes):
        match told:
            case outcomes.Agreed(proposal=ref) | outcomes.AgreedToEnd(proposal=ref):
                if ref == proposal:
                    turn.outcomes[place] = replace(told, change=done)
                    return True
    return False


async def _ended_unkept(turn: Turn, number: int) -> None:
    """Nobody answered in the review of a mute or an election: what it brought ends."""
    proposal = await turn.known(number)
    agreement = proposal.agreement
    assert agreement is not None
    effect = proposal.versions[agreement.version - 1].effect
    ending, place = await _ending(turn, effect), len(turn.outcomes)
    done: tuple[Outcome, ...] = ()
    if ending is not None:
        made = ChangeMade(
            turn.now,
            (await turn.changes()).next_number,
            ending,
            words_of(ending, "en"),
            agreement=None,
            undo=None,
        )
        done = await _run(turn, ending)
        await turn.record_change(made)
    turn.outcomes.insert(place, outcomes.UnkeptIsOver(agreement.ref, done))


async def _ending(turn: Turn, effect: Effect | None) -> Effect | None:
    """What ends it, if it is still what the house has."""
    house = await house_now(turn)
    until = ends_at(effect, house.here.zone)
    if isinstance(effect, MuteFlags):
        return UnmuteFlags() if house.muted_until == until else None
    role = house.roles.get(effect.role) if isinstance(effect, Elect) else None
    chosen = role.election if role else None
    if role is None or chosen is None or not isinstance(effect, Elect):
        return None
    is_it = (chosen.member, chosen.until) == (effect.member, until)
    return EndElection(role.name) if is_it else None


# ------------------------------------------------------------------------------- each effect


async def _run(turn: Turn, effect: Effect) -> tuple[Outcome, ...]:
    """Do it, and what is to be told of it."""
    match effect:
        case MakeRole(role=role):
            wanted = changing.wanted(effect)
            return await _with_role(turn, role, lambda r, h: set_up(r, role, wanted, h))
        case EndRole(role=role):
            return await _with_role(turn, role, lambda r, h: end_role(r, role, h))
        case Elect(role=role, member=who):
            until = ends_at(effect, turn.house.zone)
            return await _with_role(turn, role, lambda r, h: elect(r, role, who, until, h))
        case EndElection(role=role):
            return await _with_role(turn, role, lambda r, h: end_election(r, role, h))
        case SetSetting():
            return await _set(turn, effect)
        case ChangeKind(member=who, becomes=becomes):
            return await _become(turn, who, becomes)
        case MuteFlags(until=until_day):
            moment = ends_at(effect, turn.house.zone)
            assert moment is not None
            await flags.mute(turn, moment)
            return (outcomes.FlagsAreMuted(until_day),)
        case UnmuteFlags():
            await flags.unmute(turn)
            return (outcomes.FlagsAreHeard(),)
        case TurnWheel():
            return await _turn_the_wheel(turn)


TOLD_OF_ROLES = (
    outcomes.RoleIsMade,
    outcomes.RoleIsAltered,
    outcomes.RoleIsOver,
    outcomes.HoldsByElection,
    outcomes.ElectionIsOver,
)


async def _with_role(turn: Turn, role: RoleName, rule: rota.Rule) -> tuple[Outcome, ...]:
    """Change a role; of what is told, what it is now goes with what told of the change."""
    before = len(turn.outcomes)
    await rota.change(turn, rule)
    told = [o for o in turn.outcomes[before:] if isinstance(o, TOLD_OF_ROLES) and o.role == role]
    turn.outcomes = [o for o in turn.outcomes if not any(o is one for one in told)]
    return tuple(told)


async def _set(turn: Turn, effect: SetSetting) -> tuple[Outcome, ...]:
    name, value = effect.name, effect.value
    if name == TIMEZONE:
        before: int | float | str = turn.house.timezone
        await turn.tx.set_timezone(turn.house.id, str(value))
        turn.house = replace(turn.house, timezone=str(value))
    else:
        before = getattr(turn.house.settings, name)
        settings = replace(turn.house.settings, **{name: value})  # type: ignore[arg-type]
        await turn.tx.set_settings(turn.house.id, settings)
        turn.house = replace(turn.house, settings=settings)
    await replan(turn)
    return (outcomes.SettingIsNow(setting_line(name, value), setting_value(name, before)),)


async def replan(turn: Turn) -> None:
    """The house goes by other times or numbers: what is to come comes by these."""
    await rota.catch_up(turn)  # the turns, and when the house hears of a flag
    await turn.let_the_next_open()
    await wheel.plan(turn)
    await nudges.plan(turn)
    await questions.plan(turn)


async def _become(turn: Turn, who: MemberId, becomes: Kind) -> tuple[Outcome, ...]:
    await turn.tx.set_kind(who, becomes)
    await turn.reload_members()
    if becomes is Kind.RESIDENT:
        for number, proposal in (await turn.every_proposal()).items():
            if not proposal.is_at_rest:
                await turn.change(number, lambda p, here: orphans.come(p, who, here))
    else:
        await members.take_off_rolls(turn, who)
    await rota.catch_up(turn)
    return (outcomes.KindIsNow(who, becomes),)


async def _turn_the_wheel(turn: Turn) -> tuple[Outcome, ...]:
    """The yearly reinvention begins; that is a message of its own."""
    return await wheel.begin(turn)


# -------------------------------------------------------------------------------- setting up


def is_setting_up(turn: Turn) -> bool:
    """The house has not agreed anything yet, and is new: what a resident changes is so at once."""
    has_agreements = turn.house.next_agreement > 1
    return changing.is_setting_up(turn.house.born_at, has_agreements, turn.now)


async def at_once(turn: Turn, effect: Effect, typed: str) -> None:
    """A resident sets the house up."""
    undo = changing.undo_of(effect, await house_now(turn))
    number, by = (await turn.changes()).next_number, turn.speaker.id
    place = len(turn.outcomes)
    done = await _run(turn, effect)
    await turn.record_change(ChangeMade(turn.now, number, effect, typed, None, undo, by))
    if matter := matter_of(effect):
        turn.settled.append(matter)
    who = concerned(effect)
    about = (outcomes.NameLine(who),) if who not in {None, by} else ()
    told = outcomes.HouseSetUp(by, done, number, undo is not None, about)
    turn.outcomes.insert(place, told)


async def undo(turn: Turn, posted: Posted) -> bool:
    """A hand at the line that told of it, by a resident or whom it concerns: as it was before."""
    changes = await turn.changes()
    made = changes.get(int(posted.about[1:]))
    if made is None or made.undo is None or changes.is_undone(made):
        return False
    is_theirs = concerned(made.effect) == turn.speaker.id
    may = turn.speaker.kind is Kind.RESIDENT or is_theirs
    if not may:
        return False
    if turn.at > made.at + changing.TIME_TO_UNDO:
        return await _is_too_late(turn, made, made.undo)
    is_possible = not changing.why_not(made.undo, await house_now(turn))
    by = turn.speaker.id
    if changes.built_upon(made) or not is_possible:
        turn.tell(outcomes.SetUpStays(by))
        return True
    place = len(turn.outcomes)
    done = await _run(turn, made.undo)
    undone = ChangeMade(
        turn.now,
        changes.next_number,
        made.undo,
        words_of(made.undo, "en"),
        agreement=None,
        undo=None,
        by=by,
        undoes=made.number,
    )
    await turn.record_change(undone)
    turn.outcomes.insert(place, outcomes.SetUpUndone(by, done))
    return True


async def _is_too_late(turn: Turn, made: ChangeMade, undoing: Effect) -> bool:
    """A hand after the two days: what to write instead, said once."""
    said = f"hand too late: {turn.house.id} C{made.number}"
    is_said = await turn.tx.is_handled(said)
    if is_said or (await turn.changes()).built_upon(made):
        return False
    if changing.why_not(undoing, await house_now(turn)):
        return False
    await turn.tx.mark_handled(said, turn.now)
    command = Usage(f"change {words_of(undoing, turn.house.language)}")
    turn.tell(outcomes.SetUpLasts(turn.speaker.id, command))
    return True
