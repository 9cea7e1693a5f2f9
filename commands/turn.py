"""A turn at the desk: one message or one due time, its transaction, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from governance import advance
from governance.facts import Adopted, StanceTaken, Via
from governance.fold import add, fold
from governance.members import Member, MemberId, household, roll_of
from governance.outcomes import Outcome, RoundLine
from governance.proposals import Proposal, State
from governance.ruling import Circumstances, Ruling
from storage.records import House
from storage.transaction import Transaction

Rule = Callable[[Proposal, Circumstances], Ruling]


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
    via: Via = Via.COMMAND
    is_private: bool = False
    mentioned: tuple[str, ...] = ()
    """The accounts that the message names."""
    outcomes: list[Outcome] = field(default_factory=list)
    changed: set[int] = field(default_factory=set)
    """The proposals that facts were added to."""
    _known: dict[int, Proposal] = field(default_factory=dict)
    _members: list[Member] | None = None

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

    async def circumstances(self) -> Circumstances:
        """What the rules may know of the house now."""
        return Circumstances(
            now=self.now,
            settings=self.house.settings,
            zone=self.house.zone,
            roll=roll_of(await self.members(), self.now),
            household=household(await self.members()),
            next_agreement=self.house.next_agreement,
            sent_at=self.sent_at,
            still_since=self.house.silent_since,
        )

    async def proposal(self, number: int) -> Proposal | None:
        """A proposal as it is now."""
        if number not in self._known:
            facts = await self.tx.facts(self.house.id, f"P{number}")
            if not facts:
                return None
            self._known[number] = fold(facts)
        return self._known[number]

    async def known(self, number: int) -> Proposal:
        """A proposal that is there."""
        proposal = await self.proposal(number)
        assert proposal is not None
        return proposal

    async def proposals(self) -> dict[int, Proposal]:
        """All proposals of the house, by number."""
        facts = await self.tx.proposal_facts(self.house.id)
        return {number: fold(recorded) for number, recorded in facts.items()}

    async def change(self, number: int, rule: Rule) -> Ruling:
        """Let time catch up with a proposal, ask a rule, record what it answers, and go on."""
        await self.catch_up(number)
        proposal = await self.proposal(number)
        assert proposal is not None
        ruling = rule(proposal, await self.circumstances())
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
            ruling = advance.advance(proposal, await self.circumstances())
            if ruling is None:
                break
            await self._record(number, ruling)
        if proposal.state is not State.CONSENT:
            # A round that ended at once needs no word that it is open.
            self.outcomes = [o for o in self.outcomes if not _opens(o, proposal)]
        if number in self.changed:
            due_at = advance.due_at(proposal)
            await self.tx.set_due(self.house.id, proposal.ref, due_at)

    async def _record(self, number: int, ruling: Ruling) -> None:
        known = await self.proposal(number)
        recorded = await self.tx.record(self.house.id, f"P{number}", ruling.facts, self.source)
        for fact in recorded:
            self.changed.add(number)
            known = add(known, fact) if known else fold([fact])
            self._known[number] = known
            if isinstance(fact.fact, Adopted):
                await self.tx.use_agreement(self.house.id, fact.fact.agreement)
                self.house = replace(self.house, next_agreement=fact.fact.agreement + 1)
        self.tell(*ruling.outcomes)

    def stance(self, proposal: Proposal, **said: object) -> StanceTaken:
        """What the speaker says of the latest version."""
        return StanceTaken(
            at=self.at,
            by=self.speaker.id,
            version=proposal.version.number,
            via=self.via,
            source=self.source,
            **said,  # type: ignore[arg-type]
        )

    async def find_member(self, typed: str) -> Sequence[MemberId]:
        """Who is meant by `@name`: by mention, account, or display name; nobody, or several."""
        here = [member for member in await self.members() if member.is_here]
        named = [m.id for m in here if m.account and m.account in self.mentioned]
        if named:
            return named
        bare = typed.strip().removeprefix("@").casefold()
        return [
            member.id
            for member in here
            if bare in {member.name.casefold(), *_spellings(member.account)}
        ]


def _opens(outcome: Outcome, proposal: Proposal) -> bool:
    return isinstance(outcome, RoundLine) and outcome.proposal == proposal.ref


def _spellings(account: str | None) -> set[str]:
    """An account as people may type it: whole, or its first part, without the sign in front."""
    if not account:
        return set()
    whole = account.casefold().lstrip("@")
    return {whole, whole.partition(":")[0]}
