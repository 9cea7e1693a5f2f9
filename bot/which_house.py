"""For which house a private message is, where its writer lives in several.

They have one private room with the bot. What the message does not say by itself they are asked,
once a conversation; the message waits for their answer, for an hour at most, and is wiped then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.homes import Home, begun, called, every_home, lines, near, numbered, that_count
from bot.room import Message
from bot.turns import Ways, homes_of, sent_at, whose_words
from bot.understanding import Typed, is_certainly_a_command, typed_command
from commands import stances
from commands.about import is_meant, read_person
from commands.reading import clean, echo, is_greeting
from commands.turn import Turn
from governance import outcomes
from governance.outcomes import Outcome
from storage.records import Conversation, House
from storage.transaction import Transaction

LASTS = timedelta(hours=1)
"""A conversation is over when so long nothing was said in it."""


@dataclass(frozen=True, slots=True)
class Meant:
    """For which house it is."""

    house: House
    message: Message | None
    """What is to be done; None: they only said which house."""
    is_answer: bool = False
    """They just said which house."""


@dataclass(frozen=True, slots=True)
class _Heard:
    """A private message of a member of several houses."""

    ways: Ways
    tx: Transaction
    message: Message
    homes: list[Home]
    typed: Typed | Outcome | None

    @property
    def text(self) -> str:
        return "" if self.message.is_voice else clean(self.message.text)

    @property
    def at(self) -> datetime:
        return sent_at(self.ways, self.message.at)

    async def choose(self, home: Home, message: Message | None) -> Meant:
        """From now on they talk about this house."""
        talk = Conversation(self.message.account, home.house.id, self.at)
        await self.tx.set_conversation(talk)
        return Meant(home.house, message, is_answer=True)

    async def ask(self, message: Message | None) -> Outcome:
        """Which house? The message waits for the answer."""
        asked = {
            "houses": {str(one.number): one.house.id for one in self.homes},
            "message": _packed(message) if message else None,
        }
        await self.tx.set_conversation(Conversation(self.message.account, None, self.at, asked))
        is_urgent = isinstance(self.typed, Typed) and self.typed.command.key == "urgent"
        return outcomes.WhichHouse(lines(self.homes), is_urgent)


async def meant_by(ways: Ways, tx: Transaction, message: Message) -> Meant | Outcome | None:
    """The house that is meant, what to say instead, or None for chatter."""
    homes = that_count(await every_home(tx, message.account))
    if not homes:
        return outcomes.PrivateStranger()
    if await whose_words(tx, message):
        return outcomes.OfAHouseTheyLeft()
    prefix = ways.defaults.prefix
    typed = typed_command(message, prefix, is_private=True, is_reply=False)
    heard = _Heard(ways, tx, message, homes, None if message.is_voice else typed)
    talk = await _going_on(ways, tx, message)
    if talk and talk.waiting and (answer := await _answer(heard, talk.waiting)):
        return answer
    chosen = next((one for one in homes if talk and one.house.id == talk.house_id), None)
    if named := await _named(heard):
        return await heard.choose(named[0], None) if len(named) == 1 else await heard.ask(None)
    where = await _by_whom_it_is_about(heard)
    if len(where) == 1:
        return Meant(where[0].house, message)
    if chosen:
        await heard.choose(chosen, None)
        return Meant(chosen.house, message)
    return await _without_a_choice(heard)


async def _without_a_choice(heard: _Heard) -> Outcome | None:
    if isinstance(heard.typed, Typed) or await _is_awaited(heard):
        return await heard.ask(heard.message)
    if is_greeting(heard.text):
        return outcomes.PrivateWelcome()
    return heard.typed


async def _answer(heard: _Heard, waiting: dict[str, object]) -> Meant | Outcome | None:
    """What comes after the question: its answer, or None for another command."""
    houses, kept = waiting["houses"], waiting["message"]
    assert isinstance(houses, dict)
    by_id = {one.house.id: one for one in heard.homes}
    # As they were numbered when they were asked, whatever came of these houses since.
    asked = [
        replace(by_id[house], number=int(number))
        for number, house in houses.items()
        if house in by_id
    ]
    has_prefix = heard.text.startswith(heard.ways.defaults.prefix)
    is_command = isinstance(heard.typed, Typed)
    found = [] if has_prefix and is_command else _picked(heard.text, asked, is_command=is_command)
    if len(found) == 1:
        message = _unpacked(kept, heard.message) if isinstance(kept, dict) else None
        return await heard.choose(by_id[found[0].house.id], message)
    if is_command:
        return None
    if found or not heard.text:
        return outcomes.WhichHouse(lines(asked), is_urgent=False)
    return outcomes.HouseUnclear(echo(heard.text), lines(asked))


def _picked(text: str, homes: Sequence[Home], *, is_command: bool) -> list[Home]:
    if found := numbered(text, homes) or called(text, homes):
        return found
    return [] if is_command else begun(text, homes) or near(text, homes)


async def _named(heard: _Heard) -> list[Home]:
    """Just the name of a house, where nobody asked for it: they go over to that one."""
    if not is_certainly_a_command(heard.typed) and (found := called(heard.text, heard.homes)):
        return found
    if isinstance(heard.typed, Typed) or not (found := near(heard.text, heard.homes)):
        return []
    return [] if await _is_awaited(heard) else found


async def _by_whom_it_is_about(heard: _Heard) -> list[Home]:
    """About somebody: the houses in which who is named lives."""
    if not isinstance(heard.typed, Typed) or not heard.typed.command.is_private:
        return []
    found = []
    for home in heard.homes:
        people = await heard.tx.members(home.house.id)
        if read_person(heard.typed.rest, people, heard.message.mentions)[0]:
            found.append(home)
    return found


async def _is_awaited(heard: _Heard) -> bool:
    """Whether any house waits for a word of theirs, or of what is open there is about them."""
    for home in heard.homes:
        member = await heard.tx.member_by_account(home.house.id, heard.message.account)
        assert member is not None
        if member.resting_since or member.asked_to_rest_at:
            return True
        turn = Turn(
            tx=heard.tx,
            house=home.house,
            now=heard.ways.now(),
            source=heard.message.event,
            member=member,
            sent_at=heard.at,
            is_private=True,
        )
        if await stances.is_asked_for_a_reason(turn) or await is_meant(turn):
            return True
    return False


async def talked_about(ways: Ways, tx: Transaction, message: Message) -> House | None:
    """The house that this conversation is about, if that is known."""
    talk = await _going_on(ways, tx, message)
    homes = await homes_of(tx, message.account)
    return next((one for one in homes if talk and one.id == talk.house_id), None)


async def go_on(ways: Ways, tx: Transaction, message: Message) -> None:
    """They wrote something: the conversation lasts an hour from now; a question does not."""
    talk = await _going_on(ways, tx, message)
    if talk and not talk.waiting:
        await tx.set_conversation(replace(talk, at=sent_at(ways, message.at)))


async def let_go(tx: Transaction, now: datetime) -> None:
    """Conversations that are over, with what waited in them."""
    await tx.end_conversations(now - LASTS)


async def forget(tx: Transaction, account: str, event: str) -> bool:
    """This message was removed or changed; answers whether it was waiting, and is wiped now."""
    talk = await tx.conversation(account)
    kept = talk.waiting["message"] if talk and talk.waiting else None
    if not kept or kept["event"] != event:
        return False
    await tx.end_conversation(account)
    return True


async def where_it_was_said(tx: Transaction, account: str, event: str) -> House | None:
    """The house in which this private message was a stance or an answer."""
    for house in await homes_of(tx, account):
        member = await tx.member_by_account(house.id, account)
        if member and await tx.subject_of(house.id, event, member.id):
            return house
    return None


async def language_for(ways: Ways, tx: Transaction, account: str) -> str:
    """The language that all houses of this account speak, if there is one."""
    spoken = {house.language for house in await homes_of(tx, account)}
    return spoken.pop() if len(spoken) == 1 else ways.defaults.language


async def _going_on(ways: Ways, tx: Transaction, message: Message) -> Conversation | None:
    talk = await tx.conversation(message.account)
    return talk if talk and sent_at(ways, message.at) < talk.at + LASTS else None


def _packed(message: Message) -> dict[str, object]:
    return {
        "event": message.event,
        "text": message.text,
        "is_voice": message.is_voice,
        "mentions": list(message.mentions),
    }


def _unpacked(kept: dict[str, object], answer: Message) -> Message:
    """What waited, as if it were sent now."""
    mentions = kept["mentions"]
    assert isinstance(mentions, list)
    return Message(
        event=str(kept["event"]),
        room=answer.room,
        account=answer.account,
        at=answer.at,
        text=str(kept["text"]),
        is_voice=bool(kept["is_voice"]),
        mentions=tuple(mentions),
    )
