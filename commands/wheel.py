"""The wheel within a turn at the desk: begun, gone on with, and heard (design §5).

Its facts have one subject in a house. What is said of an agreement is with the agreement; what is
said of a role that no agreement stands for is here.
"""

from __future__ import annotations

from commands import rota
from commands.change_typed import words_of
from commands.turn import Turn
from governance import outcomes, reviewing, rounds, wheel
from governance.changing import as_it_is
from governance.effects import EndRole, collide
from governance.facts import Answer, Fact, ProposalKind, ReviewSaid, Waited
from governance.fold_wheel import RoleReview, Wheels, add_wheel_fact, fold_wheels
from governance.members import Kind, Member, MemberId
from governance.outcomes import Outcome
from governance.role_facts import RoleName
from governance.ruling import Change, Ruling
from governance.wheel import AFTER_A_WORD, RULES, Rule, Structure
from governance.wheel_facts import AgreementReviewBegan, RoleReviewed, RoleReviewOver
from storage.records import Posted
from storage.transaction import Transaction

SUBJECT = "W"
"""The subject of the facts about the wheel, and of their due time."""


async def read(tx: Transaction, house_id: int) -> Wheels:
    """The wheel of a house. Raises ImpossibleHistory, UnreadableFact."""
    return await tx.made_of(house_id, SUBJECT, fold_wheels)


async def wheels_of(turn: Turn) -> Wheels:
    """The same, of the house of this turn."""
    if turn.wheels is None:
        turn.wheels = await read(turn.tx, turn.house.id)
    return turn.wheels


async def begin(turn: Turn) -> tuple[Outcome, ...]:
    """The house wants the wheel to turn; what to tell beside the opening, which is told here."""
    ruling = wheel.begin(await wheels_of(turn), await turn.circumstances())
    if not ruling.facts:
        return ruling.outcomes
    await _take_in(turn, ruling)
    await plan(turn)
    return (outcomes.WheelIsWanted(),)


async def catch_up(turn: Turn) -> None:
    """Everything that follows by itself by now; while the bot cannot speak, nothing does."""
    if turn.house.silent_since is None:
        await _go_on(turn, RULES)
    await plan(turn)


async def plan(turn: Turn) -> None:
    """When to look at it next: its day of the year, or, while it turns, its hour of the day."""
    here, structure = await turn.circumstances(), await _structure(turn)
    at = wheel.due_at(await wheels_of(turn), structure, here)
    await turn.tx.set_due(turn.house.id, SUBJECT, at)


async def wait(turn: Turn) -> None:
    """The bot could not speak for a while: who is asked about a role has as much longer."""
    since = turn.house.silent_since
    if since and (await wheels_of(turn)).turning:
        await _take_in(turn, Ruling((Waited(turn.now, since),)))


# ------------------------------------------------------------------------------ what people say


async def running(turn: Turn, number: int) -> RoleReview | None:
    """The review of a role with this number, if it runs; time has caught up with it."""
    await _go_on(turn, AFTER_A_WORD)
    return (await wheels_of(turn)).numbered(number)


async def tap(turn: Turn, number: int, answer: str | None) -> None:
    """A tap on the poll of a role; one for an answer that is none takes the earlier ones back."""
    known = {known.value: known for known in Answer}
    if tapped := known.get(answer or ""):
        await say(turn, number, tapped)
        return
    wheels, here = await wheels_of(turn), await turn.circumstances()
    await _hear(turn, wheel.retract_taps(wheels, number, turn.speaker.id, here))


async def say(turn: Turn, number: int, answer: Answer) -> None:
    """What somebody says of a role, tapped or in a reply."""
    if turn.speaker.kind is not Kind.RESIDENT and turn.said_by is None:
        is_professional = turn.speaker.kind is Kind.PROFESSIONAL
        turn.tell(
            outcomes.ResidentsDecide(
                "", is_professional, is_about_somebody=False, can_be_paused=False
            )
        )
        return
    by, said_by = turn.speaker.id, turn.said_by
    said = ReviewSaid(turn.at, by, answer, None, turn.via, turn.source, said_by)
    await _hear(turn, wheel.say(await wheels_of(turn), number, said))


async def say_for(turn: Turn, number: int, member: Member, answer: Answer) -> None:
    """What somebody without an account says of a role, in the words of a resident, in the open."""
    if turn.speaker.kind is not Kind.RESIDENT:
        turn.tell(outcomes.ResidentsOnly())
        return
    with turn.speaking_for(member):
        await say(turn, number, answer)


async def not_so(turn: Turn, posted: Posted) -> bool:
    """A hand at the line that tells of it, by anybody in the house: it is void."""
    assert posted.member is not None
    await _go_on(turn, AFTER_A_WORD)
    wheels, here = await wheels_of(turn), await turn.circumstances()
    ruling = wheel.not_so(wheels, posted.version, posted.member, here)
    await _hear(turn, ruling)
    return bool(ruling.facts)


async def take_back(turn: Turn, source: str) -> None:
    """The tap or the reply `source` was removed."""
    await _go_on(turn, AFTER_A_WORD)
    await _hear(turn, wheel.retract(await wheels_of(turn), source, await turn.circumstances()))


async def _hear(turn: Turn, ruling: Ruling) -> None:
    await _take_in(turn, ruling)
    if ruling.facts:
        await _go_on(turn, AFTER_A_WORD)


# -------------------------------------------------------------------------------- what follows


async def _go_on(turn: Turn, rules: tuple[Rule, ...]) -> None:
    while ruling := wheel.advance_wheel(
        await wheels_of(turn), await _structure(turn, rules), await turn.circumstances(), rules
    ):
        await _take_in(turn, ruling)


async def _structure(turn: Turn, rules: tuple[Rule, ...] = RULES) -> Structure:
    """What the house has built; what a tap can lead to needs no look at all its proposals."""
    proposals = {} if rules is AFTER_A_WORD else await turn.every_proposal()
    return Structure(await rota.roles_of(turn), proposals)


async def _take_in(turn: Turn, ruling: Ruling) -> None:
    turn.tell(*ruling.outcomes)
    wheels = await wheels_of(turn)
    await turn.tx.record(turn.house.id, SUBJECT, ruling.facts, turn.source)
    for fact in ruling.facts:
        wheels = add_wheel_fact(wheels, fact)
        turn.wheels, turn.wheel_moved = wheels, True
    for fact in ruling.facts:
        await _follow(turn, fact)


async def _follow(turn: Turn, fact: Fact) -> None:
    """What the wheel sets going elsewhere."""
    match fact:
        case AgreementReviewBegan(proposal=number):
            await turn.change(number, reviewing.open_with_the_wheel)
        case RoleReviewOver(role=role, how=RoleReviewed.END, by=by):
            assert by is not None
            await _put_an_end_forward(turn, role, by)


async def _put_an_end_forward(turn: Turn, name: RoleName, by: MemberId) -> None:
    """Who wants to do without a role is the proposer of that; the house decides it as ever."""
    role = (await rota.roles_of(turn)).get(name)
    assert role is not None  # else nobody would have been asked
    end = EndRole(name)
    for other in (await turn.every_proposal()).values():
        if not other.is_over and other.version.effect and collide(end, other.version.effect):
            turn.tell(outcomes.RoleIsDiscussed(name, other.ref))
            return
    number = await turn.tx.next_proposal(turn.house.id)
    ruling = rounds.propose(
        number,
        by,
        words_of(end, turn.house.language),
        quick=False,
        here=await turn.circumstances(),
        kind=ProposalKind.STRUCTURE,
        change=Change(end, as_it_is(role)),
    )
    await turn.begin(number, ruling)
