"""The polls on the roles that are looked at while the wheel turns."""

from __future__ import annotations

from bot.noticeboard import POLLS_A_REVIEW, Noticeboard, poll_of
from bot.room import PollEnd
from commands import wheel
from governance.facts import Answer
from governance.fold_wheel import RoleReview, Wheels
from governance.outcomes import ReviewAnswer, RoleReviewClosed, RoleReviewQuestion
from storage.records import Posted
from storage.transaction import Transaction

POLL = "wheel"
"""As what the poll is kept; its version is the number of the review."""

LINE = "wheelline"
"""As what the message is kept that tells of it, and that can be answered with a word."""


async def open_role_poll(tx: Transaction, house_id: int, looked_at: RoleReview) -> Posted | None:
    """The poll on a role, if there is one that was not ended."""
    for poll in reversed(await tx.posted_about(house_id, wheel.SUBJECT, POLL)):
        is_ended = await tx.is_followed(poll.id, PollEnd.__name__)
        if poll.version == looked_at.number and not is_ended:
            return poll
    return None


async def may_ask_again(tx: Transaction, house_id: int, looked_at: RoleReview) -> bool:
    """Whether another poll on it may be posted: who ends them all does not make us go on."""
    polls = await tx.posted_about(house_id, wheel.SUBJECT, POLL)
    return sum(poll.version == looked_at.number for poll in polls) < POLLS_A_REVIEW


async def show_role_polls(board: Noticeboard, wheels: Wheels) -> None:
    """Make the polls agree with what is looked at."""
    if not board.capabilities.polls:
        return
    tx, house_id = board.tx, board.house.id
    running = {one.number for one in wheels.running}
    for poll in await tx.posted_about(house_id, wheel.SUBJECT, POLL):
        if poll.version in running or await tx.is_followed(poll.id, PollEnd.__name__):
            continue
        role = wheels.role_of(poll.version)
        closed = PollEnd(board.plain(RoleReviewClosed(role)))
        await board.post(closed, wheel.SUBJECT, None, None, target=poll.id)
    for one in wheels.running:
        is_open = await open_role_poll(tx, house_id, one)
        if is_open is None and await may_ask_again(tx, house_id, one):
            question = board.plain(RoleReviewQuestion(one.role))
            answers = [(answer.value, board.plain(ReviewAnswer(answer))) for answer in Answer]
            await board.post(poll_of(question, answers), wheel.SUBJECT, POLL, one.number)
