"""Which messages of the bot a proposal has in the room: its card, and its poll while it is open.

After every change the board is made to agree with the proposal; what is already right stays.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot import speech
from bot.room import Capabilities, Edit, Outgoing, Poll, PollEnd, Say, Words, pack
from commands import showing
from governance.facts import Answer, Stance
from governance.outcomes import (
    CardReplaced,
    Outcome,
    PersonPollQuestion,
    PollAnswer,
    PollClosed,
    PollQuestion,
    ReviewAnswer,
    ReviewClosed,
    ReviewQuestion,
)
from governance.proposals import Proposal, State
from governance.reviewing import what_was_agreed
from governance.wording import whom, wording
from storage.records import House, Parcel, Posted
from storage.transaction import Transaction

Polls = list[tuple[Posted, bool]]
"""The polls about something, oldest first, each with whether it was ended."""


def needs_poll(proposal: Proposal) -> bool:
    """A round is open, people are asked once more, or the unheard can speak while it settles.

    Also when the table agrees: who objected can say with a tap that it is met.
    """
    is_settling = proposal.is_settling and bool(proposal.unheard)
    is_told = proposal.state is State.AT_TABLE and proposal.told_by is not None
    is_asked = proposal.state is State.CONSENT or proposal.is_asked_once_more
    return is_asked or is_settling or is_told


async def open_poll(tx: Transaction, house_id: int, proposal: Proposal) -> Posted | None:
    """The poll of the latest version that was not ended, if there is one."""
    return _running(await _polls(tx, house_id, proposal, "poll"), proposal.version.number)


async def _polls(tx: Transaction, house_id: int, proposal: Proposal, part: str) -> Polls:
    return await tx.posted_and_followed(house_id, proposal.ref, part, PollEnd.__name__)


def _running(polls: Polls, version: int) -> Posted | None:
    for poll, is_ended in reversed(polls):
        if poll.version == version and not is_ended:
            return poll
    return None


def first_end(house: House, proposal: Proposal) -> str:
    """Names, among what was handled, that somebody else ended the poll of this round here."""
    assert proposal.round is not None
    version, opened_at = proposal.version.number, proposal.round.opened_at.isoformat()
    return f"poll ended: {house.room} {proposal.ref} v{version} {opened_at}"


def second_end(house: House, proposal: Proposal) -> str:
    """The same, for the poll that came in its place: who ends them all does not make us go on."""
    return f"{first_end(house, proposal)} again"


async def may_poll_again(tx: Transaction, house: House, proposal: Proposal) -> bool:
    """Whether a poll that somebody else ended gets another in its place: once in a round."""
    return not await tx.is_handled(first_end(house, proposal))


def needs_review_poll(proposal: Proposal) -> bool:
    """Everyone is asked whether to keep, change or end what was agreed."""
    review = proposal.holding.review if proposal.holding else None
    return review is not None and review.is_asking


async def open_review_poll(tx: Transaction, house_id: int, proposal: Proposal) -> Posted | None:
    """The poll of the review that runs, if there is one that was not ended."""
    if not needs_review_poll(proposal):
        return None
    return _running(await _polls(tx, house_id, proposal, "review"), _nth_review(proposal))


POLLS_A_REVIEW = 2
"""Polls of one review at most: who ends every poll must not make the bot post for ever."""


async def may_review_again(tx: Transaction, house_id: int, proposal: Proposal) -> bool:
    """Whether another poll of this review may be posted."""
    return _is_possible_again(await _polls(tx, house_id, proposal, "review"), proposal)


def _is_possible_again(polls: Polls, proposal: Proposal) -> bool:
    return sum(poll.version == _nth_review(proposal) for poll, _ in polls) < POLLS_A_REVIEW


def _nth_review(proposal: Proposal) -> int:
    """The polls of a review carry its number, where those of a round carry the version's."""
    return proposal.agreement.reviews if proposal.agreement else 0


def poll_of(question: str, answers: list[tuple[str, str]]) -> Poll:
    """A poll, and what who cannot see polls reads instead."""
    fallback = "\n".join([question, *(words for _, words in answers)])
    return Poll(question, tuple(answers), fallback)


@dataclass(frozen=True, slots=True)
class Noticeboard:
    """The board of one house, during one turn."""

    tx: Transaction
    house: House
    listener: speech.Listener
    not_before: datetime
    capabilities: Capabilities
    by_clock: bool

    async def has_card(self, proposal: Proposal) -> bool:
        """Whether the proposal has a card, sent or on its way."""
        return bool(await self.tx.posted_about(self.house.id, proposal.ref, "card"))

    async def show(self, proposal: Proposal, before: Proposal | None) -> None:
        """Make the board agree with a proposal, as it was `before`; nothing hidden is on it."""
        if proposal.is_hidden:
            return
        await self._show_card(proposal, before)
        await self._show_poll(proposal)
        await self._show_review(proposal)

    async def show_again(self, proposal: Proposal) -> None:
        """The latest card in the words of now: somebody in it is called otherwise."""
        cards = await self.tx.posted_about(self.house.id, proposal.ref, "card")
        if cards and not proposal.is_hidden and self.capabilities.edits:
            words = self._words(showing.card(proposal))
            await self._edit(cards[-1], Edit(words.plain, words.html))

    async def _show_card(self, proposal: Proposal, before: Proposal | None) -> None:
        cards = await self.tx.posted_about(self.house.id, proposal.ref, "card")
        card = showing.card(proposal)
        words = self._words(card)
        latest = proposal.version.number
        if not cards or cards[-1].version != latest:
            if cards:
                await self._replace(cards[-1], proposal)
            await self._post(Say(words.plain, words.html), proposal, "card")
        elif self.capabilities.edits and before and showing.card(before) != card:
            await self._edit(cards[-1], Edit(words.plain, words.html))

    async def _replace(self, card: Posted, proposal: Proposal) -> None:
        text = wording(proposal, proposal.versions[card.version - 1])
        latest, about = proposal.version.number, whom(proposal)
        words = self._words(CardReplaced(proposal.ref, text, card.version, latest, about))
        if self.capabilities.edits:
            await self._edit(card, Edit(words.plain, words.html))

    async def _show_poll(self, proposal: Proposal) -> None:
        if not self.capabilities.polls:
            return
        polls = await _polls(self.tx, self.house.id, proposal, "poll")
        is_open = _running(polls, proposal.version.number)
        wanted = needs_poll(proposal)
        for poll, is_ended in polls:
            is_wanted = wanted and is_open is not None and poll.id == is_open.id
            if not is_wanted and not is_ended:
                closed = PollEnd(self.plain(PollClosed(proposal.ref)))
                await self._post(closed, proposal, None, target=poll.id)
        is_missing = wanted and is_open is None
        if is_missing and not await self.tx.is_handled(second_end(self.house, proposal)):
            await self._post(self._poll(proposal), proposal, "poll")

    async def _show_review(self, proposal: Proposal) -> None:
        """The poll of a review, while everyone is asked."""
        agreement = proposal.agreement
        if not self.capabilities.polls or agreement is None:
            return
        polls = await _polls(self.tx, self.house.id, proposal, "review")
        wanted = needs_review_poll(proposal)
        is_open = _running(polls, _nth_review(proposal)) if wanted else None
        for poll, is_ended in polls:
            is_wanted = is_open is not None and poll.id == is_open.id
            if not is_wanted and not is_ended:
                closed = PollEnd(self.plain(ReviewClosed(agreement.ref)))
                await self._post(closed, proposal, None, target=poll.id)
        is_possible = _is_possible_again(polls, proposal)
        if wanted and is_open is None and is_possible:
            version = proposal.versions[agreement.version - 1]
            agreed = what_was_agreed(proposal, agreement)
            asked = ReviewQuestion(agreement.ref, version.text, whom(proposal), agreed)
            question = self.plain(asked)
            answers = [(answer.value, self.plain(ReviewAnswer(answer))) for answer in Answer]
            poll_ = poll_of(question, answers)
            await self._post(poll_, proposal, "review", version=agreement.reviews)

    def _poll(self, proposal: Proposal) -> Poll:
        text = wording(proposal, proposal.version)
        asked: Outcome = PollQuestion(proposal.ref, text, showing.what_would_be(proposal.version))
        if proposal.about is not None:
            asked = PersonPollQuestion(proposal.ref, proposal.about, text)
        question = self.plain(asked)
        answers = [(stance.value, self.plain(PollAnswer(stance))) for stance in Stance]
        return poll_of(question, answers)

    async def _post(
        self,
        outgoing: Outgoing,
        proposal: Proposal,
        part: str | None,
        target: int | None = None,
        version: int | None = None,
    ) -> None:
        number = version or proposal.version.number
        await self.post(outgoing, proposal.ref, part, number, target=target)

    async def post(
        self,
        outgoing: Outgoing,
        about: str,
        part: str | None,
        version: int | None,
        target: int | None = None,
    ) -> None:
        """Put something in the room: about what, kept as what, of which version of it."""
        kind, body = pack(outgoing)
        parcel = Parcel(
            room=self.house.room,
            kind=kind,
            body=body,
            not_before=self.not_before,
            house_id=self.house.id,
            target=target,
            about=about,
            version=version,
            part=part,
            by_clock=self.by_clock,
        )
        await self.tx.post(parcel, self.listener.now)

    async def _edit(self, card: Posted, edit: Edit) -> None:
        kind, body = pack(edit)
        parcel = Parcel(
            room=self.house.room,
            kind=kind,
            body=body,
            not_before=self.not_before,
            house_id=self.house.id,
            target=card.id,
            by_clock=self.by_clock,
        )
        await self.tx.post_edit(parcel, self.listener.now)

    def plain(self, outcome: Outcome) -> str:
        """The words of an outcome as they will be read for days."""
        return self._words(outcome).plain

    def _words(self, outcome: Outcome) -> Words:
        # A card is read for days: "tomorrow" would be wrong by then.
        return speech.say_shortly(outcome, replace(self.listener, is_lasting=True))
