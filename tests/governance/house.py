"""A house on paper: it applies a ruling, then everything that follows, as the desk does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from governance import orphans, rounds, table
from governance.advance import advance, due_at
from governance.facts import Adopted, Fact, Recorded, Stance, StanceTaken, Via
from governance.fold import add, fold
from governance.members import MemberId
from governance.outcomes import Outcome
from governance.proposals import Objection, Proposal
from governance.ruling import IGNORED, Circumstances, Ruling
from governance.settings import Settings, with_settings

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MONDAY_NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
"""A Monday at noon in Amsterdam."""

MOST_STEPS = 25
"""More things than this never follow from one act."""

T = TypeVar("T", bound=Outcome)


@dataclass(frozen=True)
class Step:
    """One fact, and the proposal before and after it."""

    before: Proposal | None
    fact: Fact
    after: Proposal
    now: datetime


class House:
    """Residents, a clock that only the test moves, and one proposal."""

    def __init__(self, *names: str, now: datetime = MONDAY_NOON, **settings: Any) -> None:
        self.now = now
        self.settings = Settings()
        self.settle(**settings)
        self.ids = {name: MemberId(number) for number, name in enumerate(names, start=1)}
        self.home = list(names)
        self.facts: list[Recorded] = []
        self.steps: list[Step] = []
        self.told: list[Outcome] = []
        self.said: dict[str, list[str]] = {}
        self.ahead = 0
        self.away: tuple[str, ...] = ()
        self.offline: tuple[str, ...] = ()
        self.still_since: datetime | None = None
        self._known: Proposal | None = None
        self._sources = count(1)

    # What is known.

    @property
    def proposal(self) -> Proposal:
        assert self._known is not None, "nothing was proposed"
        return self._known

    @property
    def state(self) -> str:
        return self.proposal.state.value

    @property
    def agreement_state(self) -> str | None:
        agreement = self.proposal.agreement
        return agreement.state.value if agreement else None

    @property
    def closes_at(self) -> datetime:
        assert self.proposal.round is not None
        return self.proposal.round.closes_at

    @property
    def grace_until(self) -> datetime:
        assert self.proposal.agreement is not None
        return self.proposal.agreement.grace_until

    @property
    def heard(self) -> list[str]:
        return [self.name(member) for member in self.proposal.heard]

    @property
    def roll(self) -> list[str]:
        return [self.name(member) for member in self.proposal.roll]

    def name(self, member: MemberId) -> str:
        return next(name for name, known in self.ids.items() if known == member)

    def stance(self, name: str) -> str | None:
        """The live stance of somebody on the latest version."""
        record = self.proposal.live.get(self.ids[name])
        return record.taken.stance.value if record and record.taken.stance else None

    def objections(self, name: str) -> list[str]:
        """The states of somebody's objections, oldest first."""
        return [o.state.value for o in self.proposal.objections if o.member == self.ids[name]]

    def objection(self, name: str) -> Objection:
        """The last objection of somebody."""
        return [o for o in self.proposal.objections if o.member == self.ids[name]][-1]

    def last_told(self, kind: type[T]) -> T:
        told = [outcome for outcome in self.told if isinstance(outcome, kind)]
        assert told, f"{kind.__name__} was not told"
        return told[-1]

    def was_told(self, kind: type[Outcome]) -> bool:
        return any(isinstance(outcome, kind) for outcome in self.told)

    def circumstances(self, sent_at: datetime | None = None) -> Circumstances:
        """As they are for what somebody sent; `by_time` for what no one did."""
        return replace(self.by_time(), sent_at=sent_at or self.now)

    def by_time(self) -> Circumstances:
        adopted = sum(isinstance(recorded.fact, Adopted) for recorded in self.facts)
        return Circumstances(
            now=self.now,
            settings=self.settings,
            zone=AMSTERDAM,
            roll=tuple(self.ids[name] for name in self.home if name not in self.away),
            household=tuple(self.ids[name] for name in self.home),
            next_agreement=adopted + 1,
            ahead=self.ahead,
            still_since=self.still_since,
            with_account=frozenset(self.ids[n] for n in self.home if n not in self.offline),
        )

    # What people do.

    def propose(
        self, by: str = "alice", text: str = "Quiet hours", *, quick: bool = False
    ) -> Ruling:
        here = self.circumstances()
        return self.do(rounds.propose(1, self.ids[by], text, quick=quick, here=here))

    def quick(self, by: str = "alice", text: str = "Quiet hours") -> Ruling:
        return self.propose(by, text, quick=True)

    def opens(self, by: str = "alice", length: timedelta | None = None) -> Ruling:
        here = self.circumstances()
        return self.do(rounds.open_round(self.proposal, self.ids[by], length, here))

    def amends(self, by: str = "alice", text: str = "Quiet hours from 23:00") -> Ruling:
        return self.do(rounds.amend(self.proposal, self.ids[by], text, here=self.circumstances()))

    def withdraws(self, by: str = "alice") -> Ruling:
        return self.do(rounds.withdraw(self.proposal, self.ids[by], self.circumstances()))

    def says(
        self,
        name: str,
        stance: str,
        reason: str | None = None,
        via: Via = Via.COMMAND,
        *,
        at: datetime | None = None,
        version: int | None = None,
    ) -> Ruling:
        """Take a stance; `at` is the server's time where the message is handled later."""
        taken = self._taken(name, Stance(stance), reason, via, at, version)
        here = self.circumstances(at)
        return self._said(name, taken, rounds.take_stance(self.proposal, taken, here), at)

    def taps(self, name: str, stance: str) -> Ruling:
        return self.says(name, stance, via=Via.POLL)

    def reacts(self, name: str, stance: str) -> Ruling:
        return self.says(name, stance, via=Via.REACTION)

    def unvotes(self, name: str) -> Ruling:
        taken = self._taken(name, None, None, Via.COMMAND)
        ruling = rounds.unvote(self.proposal, taken, self.circumstances())
        return self._said(name, taken, ruling)

    def resolves(self, name: str) -> Ruling:
        taken = self._taken(name, Stance.CONCERN, None, Via.COMMAND)
        return self._said(name, taken, rounds.resolve(self.proposal, taken))

    def takes_back(self, name: str, nth: int = -1) -> Ruling:
        """Remove a reaction, or redact a vote or command; the last one unless told otherwise."""
        return self.retracts(self.said[name][nth])

    def retracts(self, source: str) -> Ruling:
        return self.do(rounds.retract(self.proposal, source, self.circumstances()))

    def empties_the_poll(self, name: str) -> Ruling:
        here = self.circumstances()
        return self.do(rounds.retract_taps(self.proposal, self.ids[name], here))

    def gives_reason(self, whose: str, text: str, by: str | None = None) -> Ruling:
        giver = self.ids[by or whose]
        here = self.circumstances()
        return self.do(rounds.give_reason(self.proposal, self.objection(whose), giver, text, here))

    def asks_objector(self, by: str, objector: str) -> Ruling:
        return self.do(rounds.ask_objector(self.proposal, self.ids[by], self.ids[objector]))

    def leaves(self, name: str) -> Ruling:
        self.home.remove(name)
        return self.do(orphans.leave(self.proposal, self.ids[name], self.circumstances()))

    def moves_in(self, name: str) -> Ruling:
        self.ids.setdefault(name, MemberId(len(self.ids) + 1))
        self.home.append(name)
        if not self._known:
            return IGNORED
        return self.do(orphans.come(self.proposal, self.ids[name], self.circumstances()))

    def takes_over(self, name: str) -> Ruling:
        return self.do(rounds.take_over(self.proposal, self.ids[name], self.circumstances()))

    def to_the_table(self, by: str) -> Ruling:
        return self.do(table.go_there(self.proposal, self.ids[by], self.circumstances()))

    def tells(self, by: str, text: str = "") -> Ruling:
        """What the table agrees on, as it stands or in other words."""
        return self.do(table.adopt(self.proposal, self.ids[by], text, self.circumstances()))

    def gives_up(self, by: str) -> Ruling:
        return self.do(table.give_up(self.proposal, self.ids[by], self.circumstances()))

    def crowds(self, ahead: int) -> None:
        """So many other rounds are open, or wait for longer."""
        self.ahead = ahead
        if self._known:
            self.follow(self.by_time())

    def settle(self, **settings: object) -> None:
        settled = with_settings(self.settings, settings)
        assert isinstance(settled, Settings), settled
        self.settings = settled

    def falls_silent(self) -> None:
        """The bot cannot speak in the room from now on."""
        self.still_since = self.now

    def speaks_again(self) -> Ruling:
        """It can again: time goes on."""
        assert self.still_since is not None
        self.follow(self.circumstances())
        ruling = self.do(rounds.wait(self.proposal, self.still_since, self.circumstances()))
        self.still_since = None
        self.until(self.now)
        return ruling

    # What time does.

    def until(self, moment: datetime) -> None:
        """Move the clock; what falls due on the way happens at its own time."""
        while (due := self._next_due()) and due <= moment:
            self.now = max(self.now, due)
            before = self._known
            self.follow(self.by_time())
            assert self._known != before, f"due at {due}, and nothing followed"
        self.now = moment
        if self._known and not self.still_since:
            self.follow(self.by_time())  # the desk wakes every minute, due or not

    def _next_due(self) -> datetime | None:
        return due_at(self._known) if self._known and not self.still_since else None

    def later(self, **units: float) -> None:
        """Move the clock on: `later(hours=48)`."""
        self.until(self.now + timedelta(**units))

    def follow(self, here: Circumstances) -> None:
        """Do what follows by itself now."""
        for _ in range(MOST_STEPS):
            ruling = advance(self.proposal, here)
            if ruling is None:
                return
            self._record(ruling)
        raise AssertionError("it never came to rest")

    # How it is kept.

    def do(self, ruling: Ruling, at: datetime | None = None) -> Ruling:
        """Record a ruling on a message, sent now or before, and what follows from it."""
        self._record(ruling)
        if self._known:
            self.follow(self.circumstances(at))
        return ruling

    def _record(self, ruling: Ruling) -> None:
        self.told.extend(ruling.outcomes)
        for fact in ruling.facts:
            recorded = Recorded(len(self.facts) + 1, fact)
            before = self._known
            self._known = add(before, recorded) if before else fold([recorded])
            self.facts.append(recorded)
            self.steps.append(Step(before, fact, self._known, self.now))

    def _said(
        self, name: str, taken: StanceTaken, ruling: Ruling, at: datetime | None = None
    ) -> Ruling:
        self.said.setdefault(name, []).append(taken.source)
        return self.do(ruling, at)

    def _taken(
        self,
        name: str,
        stance: Stance | None,
        reason: str | None,
        via: Via,
        at: datetime | None = None,
        version: int | None = None,
    ) -> StanceTaken:
        version = version or self.proposal.version.number
        source = f"${next(self._sources)}"
        return StanceTaken(at or self.now, self.ids[name], version, stance, reason, via, source)


def refusal(ruling: Ruling) -> str | None:
    """Why it was not done, by the name of the outcome."""
    return type(ruling.outcomes[0]).__name__ if not ruling.facts and ruling.outcomes else None
