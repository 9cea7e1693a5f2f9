"""A turn at the desk: one message or one due time, its transaction, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

from governance import about_a_person, advance, opening, queueing, reviewing
from governance.change_facts import ChangeFact
from governance.effects import Effect
from governance.facts import (
    Adopted,
    AgreementEnded,
    CameIntoForce,
    Fact,
    Kept,
    Lapsed,
    ObjectionStood,
    ReviewHandedOn,
    StanceTaken,
    Via,
    WentToTable,
    WhyEnded,
)
from governance.fold import add, fold
from governance.fold_changes import Changes, add_change_fact, fold_changes
from governance.fold_flags import Flags
from governance.fold_wheel import Wheels
from governance.members import Kind, Member, MemberId, household, roll_of
from governance.outcomes import (
    Agreed,
    AgreedSettling,
    Outcome,
    RoundLine,
    UrgentKept,
)
from governance.proposals import Proposal, State
from governance.reviewing import MANY_AGREEMENTS
from governance.roles import Roles
from governance.ruling import Circumstances, Ruling, Successor
from governance.start_facts import Matter
from storage.records import House
from storage.transaction import Transaction

_CLOSES = (Adopted, Kept, ObjectionStood, WentToTable, Lapsed)
"""What ends a round."""

CHANGES = "C"
"""The subject of the facts about what the house changed in itself."""

Rule = Callable[[Proposal, Circumstances], Ruling]

COUNTING = (Agreed, AgreedSettling, UrgentKept)
"""What is told of an adoption, and can say how many agreements stand."""


@dataclass
class Turn:
    """What a handler works with. It reads facts, asks a rule, and tells what came of it."""

    tx: Transaction
    house: House
    now: datetime
    source: str
    """Names the message, the vote or the reaction; facts refer to it."""
    member: Member | None = None
    """Who speaks; None when it is time."""
    sent_at: datetime | None = None
    """The server's time of the message, never after `now`; None when it is time."""
    due_at: datetime | None = None
    """When it was to be done; None where somebody speaks."""
    via: Via = Via.COMMAND
    is_private: bool = False
    mentioned: tuple[str, ...] = ()
    """The accounts that the message names."""
    said_by: MemberId | None = None
    """Who speaks for `member`, who has no account; None: they speak themselves."""
    outcomes: list[Outcome] = field(default_factory=list)
    changed: set[int] = field(default_factory=set)
    """The proposals that facts were added to."""
    before: dict[int, Proposal] = field(default_factory=dict)
    """Those as they were before."""
    was_resting: bool = False
    """The speaker rested, or was asked whether to, until this message."""
    roles: Roles | None = None
    """The house's roles, once they were read (`rota.py`)."""
    flags: Flags | None = None
    """What was seen in the roles, once it was read (`flags.py`)."""
    wheels: Wheels | None = None
    """How the wheel stands, once it was read (`wheel.py`)."""
    wheel_moved: bool = False
    """It went on in this turn, or something was said of what it looks at."""
    has_agreed: bool = False
    """An agreement came into force: the wheel turns a year after the first one."""
    has_adopted: bool = False
    """The house agreed something: it does not set itself up any more."""
    settled: list[Matter] = field(default_factory=list)
    """What this turn answered of the first questions (`guided_start.py`)."""
    start_moved: bool = False
    """One of them was asked, answered, or passed over."""
    has_other_people: bool = False
    """Somebody came, left, or is away: who was to have a role may not be able to."""
    has_closed: bool = False
    """A round ended in this turn."""
    is_new_again: bool = False
    """Who speaks was forgotten before, and is a new member by this message."""
    forgets: bool = False
    """Who speaks is to be forgotten, in all their houses (`bot/forgetting.py`)."""
    rooms_to_leave: list[tuple[str, str]] = field(default_factory=list)
    """The private rooms of who was forgotten, each with the account of the bot that is in it:
    it leaves them after its last words."""
    renamed: set[int] = field(default_factory=set)
    """The proposals that are open and show a name that is another now."""
    in_force: list[int] = field(default_factory=list)
    """What came into force in this turn and changes the house itself (`effects.py`)."""
    unkept: list[int] = field(default_factory=list)
    """What changed it, and ended because nobody answered in its review."""
    _has_made_room: bool = False
    """A round ended, or what waited for one does not any more."""
    _known: dict[int, Proposal] = field(default_factory=dict)
    _members: list[Member] | None = None
    _changes: Changes | None = None

    @property
    def speaker(self) -> Member:
        """Who speaks; only where somebody does."""
        assert self.member is not None
        return self.member

    @property
    def at(self) -> datetime:
        """When it was said, or the time that has come."""
        return self.sent_at or self.now

    def tell(self, *told: Outcome) -> None:
        """Say this once the turn is over."""
        self.outcomes.extend(told)

    async def members(self) -> list[Member]:
        """Everyone who is or was a member."""
        if self._members is None:
            self._members = await self.tx.members(self.house.id)
        return self._members

    def forget_members(self) -> None:
        """Somebody came or left: the list is read anew."""
        self._members = None
        self.has_other_people = True

    async def read_anew(self) -> None:
        """The words of facts, and names, were changed: nothing that was read before counts."""
        self._known, self._changes = {}, None
        self.roles = self.flags = self.wheels = None
        await self.reload_members()

    async def circumstances(self, proposal: Proposal | None = None) -> Circumstances:
        """What the rules may know of the house now, and where this proposal stands in it."""
        here = [member for member in await self.members() if member.is_here]
        ahead, structures_ahead = await self._ahead(proposal) if proposal else (0, 0)
        return Circumstances(
            professionals=tuple(m.id for m in here if m.kind is Kind.PROFESSIONAL),
            with_account=frozenset(m.id for m in here if m.account),
            now=self.now,
            settings=self.house.settings,
            zone=self.house.zone,
            roll=roll_of(await self.members(), self.now),
            household=household(await self.members()),
            next_agreement=self.house.next_agreement,
            sent_at=self.sent_at,
            ahead=ahead,
            structures_ahead=structures_ahead,
            undo=await self._undo_of(proposal) if proposal else None,
            still_since=self.house.silent_since,
        )

    async def _ahead(self, proposal: Proposal) -> tuple[int, int]:
        """How many rounds come before its own; it takes reading them all, so only when it asks."""
        if not queueing.may_queue(proposal):
            return 0, 0
        others = (await self.proposals()).values()
        structures = queueing.structures_ahead_of(proposal, others)
        return queueing.ahead_of(proposal, others), structures

    async def _undo_of(self, proposal: Proposal) -> Effect | None:
        """What makes the house as it was before its agreement, while that is looked at again."""
        holding = proposal.holding
        if not proposal.is_structural or holding is None or holding.review is None:
            return None
        return (await self.changes()).undo_of(holding.number)

    async def changes(self) -> Changes:
        """What the house changed in itself."""
        if self._changes is None:
            recorded = await self.tx.facts(self.house.id, CHANGES)
            facts = [one.fact for one in recorded if isinstance(one.fact, ChangeFact)]
            self._changes = fold_changes(facts)
        return self._changes

    async def record_change(self, fact: ChangeFact) -> None:
        """The house is otherwise now, or what was to make it so found nothing to change."""
        self._changes = add_change_fact(await self.changes(), fact)
        await self.tx.record(self.house.id, CHANGES, [fact], self.source)

    async def proposal(self, number: int) -> Proposal | None:
        """A proposal as it is now."""
        if number not in self._known:
            proposal = await self.tx.proposal(self.house.id, number)
            if proposal is None:
                return None
            self._known[number] = proposal
        return self._known[number]

    async def known(self, number: int) -> Proposal:
        """A proposal that is there."""
        proposal = await self.proposal(number)
        assert proposal is not None
        return proposal

    async def proposals(self) -> dict[int, Proposal]:
        """All proposals that may be spoken of here, by number."""
        every = await self.every_proposal()
        return {number: p for number, p in every.items() if self.may_speak_of(p)}

    def may_speak_of(self, proposal: Proposal) -> bool:
        """Not of what is about a person before the room knows, but privately to who knows it."""
        if not proposal.is_hidden:
            return True
        is_alone = self.is_private and self.member is not None
        return is_alone and about_a_person.may_know(proposal, self.speaker)

    async def every_proposal(self) -> dict[int, Proposal]:
        """All proposals of the house, by number, also what the room may not know yet."""
        return await self.tx.proposals(self.house.id)

    async def change(self, number: int, rule: Rule) -> Ruling:
        """Let time catch up with a proposal, ask a rule, record what it answers, and go on."""
        await self.catch_up(number)
        proposal = await self.proposal(number)
        assert proposal is not None
        ruling = rule(proposal, await self.circumstances(proposal))
        await self._record(number, ruling)
        if ruling.facts:
            await self.catch_up(number)
        return ruling

    async def begin(self, number: int, ruling: Ruling) -> None:
        """A proposal's first facts."""
        await self._record(number, ruling)
        await self.catch_up(number)

    async def catch_up(self, number: int) -> None:
        """Everything that follows by itself by now, one thing after the other."""
        while True:
            proposal = await self.proposal(number)
            if proposal is None:
                return
            here = await self.circumstances(proposal)
            ruling = advance.advance(proposal, here)
            if ruling is None:
                break
            await self._record(number, ruling)
        if proposal.state is not State.CONSENT:
            # A round that ended at once needs no word that it is open.
            self.outcomes = [o for o in self.outcomes if not _opens(o, proposal)]
        if number in self.changed:
            due_at = advance.due_at(proposal)
            if queueing.is_queued(proposal):
                due_at = queueing.turn_at(proposal, here)
            await self.tx.set_due(self.house.id, proposal.ref, due_at)
        if self._has_made_room:
            self._has_made_room = False
            await self.let_the_next_open()

    async def let_the_next_open(self) -> None:
        """A round ended, or more may be open: what waits opens now, or when the night is over."""
        for waiting in queueing.in_line((await self.proposals()).values()):
            await self.catch_up(waiting.number)
            known = await self.known(waiting.number)
            if queueing.is_queued(known):
                turn_at = queueing.turn_at(known, await self.circumstances(known))
                await self.tx.set_due(self.house.id, known.ref, turn_at)

    async def _record(self, number: int, ruling: Ruling) -> None:
        known = await self.proposal(number)
        recorded = await self.tx.record(self.house.id, f"P{number}", ruling.facts, self.source)
        for fact in recorded:
            self.changed.add(number)
            before = known
            if before:
                self.before.setdefault(number, before)
            known = add(known, fact) if known else fold([fact])
            self._has_made_room |= queueing.makes_room(before, known)
            self._known[number] = known
            self.has_closed = self.has_closed or isinstance(fact.fact, _CLOSES)
            self.has_agreed = self.has_agreed or isinstance(fact.fact, CameIntoForce)
            self._note_effect(known, fact.fact)
            if isinstance(fact.fact, Adopted):
                await self.tx.use_agreement(self.house.id, fact.fact.agreement)
                self.house = replace(self.house, next_agreement=fact.fact.agreement + 1)
                self.has_adopted = True
        self.tell(*await self._with_the_count(ruling))
        if ruling.successor:
            await self._hand_on(number, ruling.successor)
        if recorded and known and known.replaces is not None:
            await self._tell_the_one_before(known, known.replaces)

    def _note_effect(self, known: Proposal, fact: Fact) -> None:
        """What changes the house itself, and comes into force or ends unkept, runs later."""
        if not known.is_structural:
            return
        if isinstance(fact, CameIntoForce):
            self.in_force.append(known.number)
        elif isinstance(fact, AgreementEnded) and fact.why is WhyEnded.NOT_KEPT:
            self.unkept.append(known.number)

    async def _with_the_count(self, ruling: Ruling) -> tuple[Outcome, ...]:
        """What is told of an adoption, with how many agreements stand, where that is many."""
        if not any(isinstance(fact, Adopted | Kept) for fact in ruling.facts):
            return ruling.outcomes
        held = [p for p in (await self.proposals()).values() if p.holding]
        # What takes the place of another does not add to them.
        leaving = {p.replaces for p in held}
        standing = [p for p in held if not p.ends and p.holding and p.holding.number not in leaving]
        if len(standing) <= MANY_AGREEMENTS:
            return ruling.outcomes
        return tuple(
            replace(told, standing=len(standing)) if isinstance(told, COUNTING) else told
            for told in ruling.outcomes
        )

    async def _hand_on(self, number: int, successor: Successor) -> None:
        """A review led to another proposal: it gets the next number, and the old one waits."""
        old = await self.known(number)
        following = await self.tx.next_proposal(self.house.id)
        await self._record(number, Ruling((ReviewHandedOn(self.now, following),)))
        here = await self.circumstances()
        await self.begin(following, reviewing.put_forward(following, old, successor, here))
        # Who said so for somebody without an account may have left since.
        await self.change(following, opening.without_its_author)

    async def _tell_the_one_before(self, proposal: Proposal, agreement: int) -> None:
        """What comes in an agreement's place holds, or is off: the agreement ends, or stays."""
        number = await self.tx.proposal_of_agreement(self.house.id, agreement)
        if number is None:
            return
        old = await self.known(number)
        ruling = reviewing.after_successor(old, proposal, await self.circumstances())
        if ruling.facts:
            await self._record(number, ruling)
            await self.catch_up(number)

    def stance(self, proposal: Proposal, **said: object) -> StanceTaken:
        """What the speaker says of the latest version."""
        return StanceTaken(
            at=self.at,
            by=self.speaker.id,
            version=proposal.version.number,
            via=self.via,
            source=self.source,
            said_by=self.said_by,
            **said,  # type: ignore[arg-type]
        )

    async def reload_members(self) -> None:
        """The list of members changed: read it, and the speaker, anew."""
        self.forget_members()
        speaker = self.member.id if self.member else None
        by_id = {member.id: member for member in await self.members()}
        known = by_id.get(speaker) if speaker else None
        # Who just turned out to be somebody we knew goes on as that one.
        self.member = by_id.get(known.same_as) if known and known.same_as else known

    @contextmanager
    def speaking_for(self, member: Member) -> Iterator[None]:
        """What is said meanwhile is said for somebody else, by who speaks."""
        speaker = self.speaker
        self.member, self.said_by = member, speaker.id
        try:
            yield
        finally:
            self.member, self.said_by = speaker, None


def _opens(outcome: Outcome, proposal: Proposal) -> bool:
    return isinstance(outcome, RoundLine) and outcome.proposal == proposal.ref
