"""The polls of a new house's first questions: one at a time."""

from __future__ import annotations

from bot import speech
from bot.noticeboard import Noticeboard
from bot.room import Outgoing, Poll, PollEnd, Say
from commands import guided_start
from governance.guided_start import ORDER, Start, answer_id, answers
from governance.members import MemberId
from governance.outcomes import (
    Choice,
    NameLine,
    Outcome,
    StartChoice,
    StartClosed,
    StartQuestion,
    StartTyped,
)
from governance.start_facts import Matter, StartAsked

START = "start"
"""As what such a poll is kept; its version is the place of the question, from 1."""


def place_of(matter: Matter) -> int:
    """The place of a question among the first ones, from 1."""
    return ORDER.index(matter) + 1


async def show_start(board: Noticeboard, start: Start) -> None:
    """Make the polls agree with what is asked. Each is posted once, whatever became of it."""
    tx, house_id, asked = board.tx, board.house.id, start.open
    place = place_of(asked.matter) if asked else None
    polls = await tx.posted_about(house_id, guided_start.SUBJECT, START)
    for poll in polls if board.capabilities.polls else ():
        is_over = poll.version != place
        if is_over and not await tx.is_followed(poll.id, PollEnd.__name__):
            closed = PollEnd(board.plain(StartClosed()))
            await board.post(closed, guided_start.SUBJECT, None, None, target=poll.id)
    if asked and place not in {poll.version for poll in polls}:
        await board.post(_question(board, asked), guided_start.SUBJECT, START, place)


def _question(board: Noticeboard, asked: StartAsked) -> Outgoing:
    """A poll; a message that says what to type, where there are none."""
    question = board.plain(StartQuestion(asked.matter))
    offered = tuple(
        (answer_id(one), board.plain(_words(asked.matter, one))) for one in answers(asked)
    )
    typed = speech.say(StartTyped(asked.matter), board.listener)
    if not board.capabilities.polls:
        asks = speech.say(StartQuestion(asked.matter), board.listener)
        return Say(f"{asks.plain}\n{typed.plain}", f"{asks.html}\n{typed.html}")
    return Poll(question, offered, "\n".join([question, *(w for _, w in offered), typed.plain]))


def _words(matter: Matter, answer: Choice | MemberId) -> Outcome:
    if isinstance(answer, Choice):
        return StartChoice(matter, answer)
    return NameLine(answer)
