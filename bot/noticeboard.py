"""Which messages of the bot a proposal has in the room: its card, and its poll while it is open.

After every change the board is made to agree with the proposal; what is already right stays.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot import speech
from bot.room import Capabilities, Edit, Outgoing, Poll, PollEnd, Say, Words, pack
from commands import showing
from governance.facts import Stance
from governance.outcomes import CardReplaced, Outcome, PollAnswer, PollClosed, PollQuestion
from governance.proposals import Proposal, State
from storage.records import House, Parcel, Posted
from storage.transaction import Transaction


def needs_poll(proposal: Proposal) -> bool:
    """A round is open, or the unheard can still speak while an agreement settles."""
    is_settling = proposal.is_settling and bool(proposal.unheard)
    return proposal.state is State.CONSENT or is_settling


async def open_poll(tx: Transaction, house_id: int, proposal: Proposal) -> Posted | None:
    """The poll of the latest version that was not ended, if there is one."""
    for poll in reversed(await tx.posted_about(house_id, proposal.ref, "poll")):
        is_ended = await tx.is_followed(poll.id, PollEnd.__name__)
        if poll.version == proposal.version.number and not is_ended:
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


@dataclass(frozen=True, slots=True)
class Noticeboard:
    """The board of one house, during one turn."""

    tx: Transaction
    house: House
    listener: speech.Listener
    not_before: datetime
    capabilities: Capabilities

    async def has_card(self, proposal: Proposal) -> bool:
        """Whether the proposal has a card, sent or on its way."""
        return bool(await self.tx.posted_about(self.house.id, proposal.ref, "card"))

    async def show(self, proposal: Proposal) -> None:
        """Make the board agree with a proposal."""
        await self._show_card(proposal)
        await self._show_poll(proposal)

    async def _show_card(self, proposal: Proposal) -> None:
        cards = await self.tx.posted_about(self.house.id, proposal.ref, "card")
        words = self._words(showing.card(proposal))
        latest = proposal.version.number
        if not cards or cards[-1].version != latest:
            if cards:
                await self._replace(cards[-1], proposal)
            await self._post(Say(words.plain, words.html), proposal, "card")
        elif self.capabilities.edits and proposal.state is not State.TALKING:
            # While people talk, the card of a version says the same all the time.
            await self._edit(cards[-1], Edit(words.plain, words.html))

    async def _replace(self, card: Posted, proposal: Proposal) -> None:
        text = proposal.versions[card.version - 1].text
        words = self._words(CardReplaced(proposal.ref, text, card.version, proposal.version.number))
        if self.capabilities.edits:
            await self._edit(card, Edit(words.plain, words.html))

    async def _show_poll(self, proposal: Proposal) -> None:
        if not self.capabilities.polls:
            return
        is_open = await open_poll(self.tx, self.house.id, proposal)
        wanted = needs_poll(proposal)
        for poll in await self.tx.posted_about(self.house.id, proposal.ref, "poll"):
            is_wanted = wanted and is_open is not None and poll.id == is_open.id
            if not is_wanted and not await self.tx.is_followed(poll.id, PollEnd.__name__):
                closed = PollEnd(self._words(PollClosed(proposal.ref)).plain)
                await self._post(closed, proposal, None, target=poll.id)
        is_missing = wanted and is_open is None
        if is_missing and not await self.tx.is_handled(second_end(self.house, proposal)):
            await self._post(self._poll(proposal), proposal, "poll")

    def _poll(self, proposal: Proposal) -> Poll:
        question = self._words(PollQuestion(proposal.ref, proposal.version.text)).plain
        answers = tuple((stance.value, self._words(PollAnswer(stance)).plain) for stance in Stance)
        fallback = "\n".join([question, *(words for _, words in answers)])
        return Poll(question, answers, fallback)

    async def _post(
        self, outgoing: Outgoing, proposal: Proposal, part: str | None, target: int | None = None
    ) -> None:
        kind, body = pack(outgoing)
        parcel = Parcel(
            room=self.house.room,
            kind=kind,
            body=body,
            not_before=self.not_before,
            house_id=self.house.id,
            target=target,
            about=proposal.ref,
            version=proposal.version.number,
            part=part,
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
        )
        await self.tx.post_edit(parcel, self.listener.now)

    def _words(self, outcome: Outcome) -> Words:
        # A card is read for days: "tomorrow" would be wrong by then.
        return speech.say(outcome, replace(self.listener, is_lasting=True))
