"""A house on paper that lives on after an adoption: urgent ones, reviews, and what follows them."""

from __future__ import annotations

from datetime import datetime, timedelta

from governance import reviewing, rounds, urgent
from governance.facts import (
    Adopted,
    AgreementEnded,
    Answer,
    CameIntoForce,
    Fact,
    Kept,
    Lapsed,
    ProposalKind,
    Recorded,
    Renewed,
    ReviewHandedOn,
    ReviewOpened,
    ReviewSaid,
    ReviewUnanswered,
    RoundOpened,
    Stance,
    Unsettled,
    Via,
)
from governance.fold import fold
from governance.proposals import AGREEMENT_MOVES, MOVES, Agreement, Proposal, Review, State
from governance.ruling import Ruling, Successor
from tests.governance.house import House

SUCCESSOR = 2
"""The number of what comes of a review."""


class AgreementHouse(House):
    """A house whose proposal becomes an agreement and is looked at again."""

    wanted: Successor | None = None
    """What the last review led to."""

    @property
    def agreement(self) -> Agreement:
        assert self.proposal.agreement is not None
        return self.proposal.agreement

    @property
    def review(self) -> Review:
        assert self.agreement.review is not None, "no review runs"
        return self.agreement.review

    def agrees(self, text: str = "Quiet hours", **concerns: str) -> None:
        """Everyone says yes at once, some with a concern."""
        self.quick(self.home[0], text)
        for name in self.home[1:]:
            if name in concerns:
                self.says(name, "concern", concerns[name])
            else:
                self.says(name, "consent")

    def tries(self, text: str = "Breakfast together") -> None:
        """The same, as an experiment."""
        here = self.circumstances()
        by, kind = self.ids[self.home[0]], ProposalKind.EXPERIMENT
        self.do(rounds.propose(1, by, text, quick=False, here=here, kind=kind))
        self.opens(self.home[0])
        for name in self.home[1:]:
            self.says(name, "consent")

    def tells_urgent(self, by: str = "alice", text: str = "I turned off the gas") -> Ruling:
        return self.do(urgent.tell(1, self.ids[by], text, self.circumstances()))

    def objects_urgently(self, name: str, reason: str | None = "I cannot cook") -> Ruling:
        assert urgent.can_be_asked_about(self.proposal)
        taken = self._taken(name, Stance.OBJECTION, reason, Via.COMMAND)
        ruling = urgent.object_to(self.proposal, taken, self.circumstances())
        return self._said(name, taken, ruling)

    def reviews(
        self, name: str, answer: str | None, text: str | None = None, via: Via = Via.COMMAND
    ) -> Ruling:
        """Say something in a review."""
        said = self._review_said(name, Answer(answer) if answer else None, text, via)
        return self.do(reviewing.say(self.proposal, said, self.circumstances()))

    def wipes(self, name: str) -> Ruling:
        said = self._review_said(name, None, None, Via.COMMAND)
        return self.do(reviewing.take_back(self.proposal, said))

    def empties_the_review_poll(self, name: str) -> Ruling:
        here = self.circumstances()
        return self.do(reviewing.retract_taps(self.proposal, self.ids[name], here))

    def objects_to_it(self, name: str, reason: str | None) -> Ruling:
        """`!object A1 …`."""
        said = self._review_said(name, Answer.CHANGE, None, Via.COMMAND)
        return self.do(reviewing.object_to(self.proposal, said, reason, self.circumstances()))

    def until_review(self) -> datetime:
        """Move on to the review date; the moment it opened."""
        self.until(self.agreement.review_at)
        return self.review.opened_at

    def successor(self, *then: Fact) -> Proposal:
        """What the review led to, after these facts."""
        assert self.wanted is not None
        before = fold([r for r in self.facts if not isinstance(r.fact, ReviewHandedOn)])
        begun = reviewing.put_forward(SUCCESSOR, before, self.wanted, self.circumstances())
        return fold([Recorded(n, fact) for n, fact in enumerate((*begun.facts, *then), 1)])

    def successor_holds(self) -> Proposal:
        """The other proposal comes into force."""
        later = self.now + timedelta(days=180)
        adopted = Adopted(self.now, 2, self.now, full_grace=False, review_at=later)
        return self._follows(self.successor(adopted, CameIntoForce(self.now)))

    def successor_lapses(self) -> Proposal:
        return self._follows(self.successor(Lapsed(self.now)))

    def _follows(self, new: Proposal) -> Proposal:
        self.do(reviewing.after_successor(self.proposal, new, self.by_time()))
        return new

    def _review_said(
        self, name: str, answer: Answer | None, text: str | None, via: Via
    ) -> ReviewSaid:
        source = f"${next(self._sources)}"
        self.said.setdefault(name, []).append(source)
        return ReviewSaid(self.now, self.ids[name], answer, text, via, source)

    def _record(self, ruling: Ruling) -> None:
        super()._record(ruling)
        if ruling.successor:
            self.wanted = ruling.successor
            super()._record(Ruling((ReviewHandedOn(self.now, SUCCESSOR),)))


OF_AGREEMENTS = frozenset(
    {
        *(
            (move.start, move.fact)
            for move in MOVES
            if move.fact is Kept
            or (move.start, move.fact) in {(State.TALKING, Adopted), (State.ADOPTED, RoundOpened)}
        ),
        *(
            (move.start, move.fact)
            for move in AGREEMENT_MOVES
            if move.fact
            in {Kept, Unsettled, AgreementEnded, ReviewOpened, Renewed, ReviewUnanswered}
        ),
    }
)
"""The rows of both tables that only urgent ones and reviews use; `test_rows.py` reaches them."""
