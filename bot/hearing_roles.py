"""What people say and tap on the roles that are looked at while the wheel turns."""

from __future__ import annotations

from bot.role_polls import LINE, POLL, may_ask_again, open_role_poll
from bot.room import Message, PollEnded, Vote
from bot.turns import Ways, finish, finish_a_tap_in_vain, finish_what_time_did
from bot.understanding import answer_for_somebody, word_of_a_review
from commands import wheel
from commands.turn import Turn
from governance import outcomes
from governance.members import Kind
from governance.outcomes import Outcome
from storage.records import Posted


async def hear_word(ways: Ways, turn: Turn, message: Message) -> bool:
    """A reply that is just one of the words of a review, to what asks about a role.

    Or one for somebody who has no account: `!for Jan keep`.
    """
    posted = await turn.tx.posted_as(message.reply_to) if message.reply_to else None
    is_asked = posted is not None and posted.part in {POLL, LINE}
    if posted is None or not is_asked or posted.house_id != turn.house.id:
        return False
    answer = word_of_a_review(message.text)
    spoken = await answer_for_somebody(turn, message.text, ways.defaults.prefix)
    if answer is None and spoken is None:
        return False
    await wheel.running(turn, posted.version)
    if isinstance(spoken, Outcome):
        turn.tell(spoken)
    elif spoken is not None:
        await wheel.say_for(turn, posted.version, *spoken)
    elif answer is not None:
        await wheel.say(turn, posted.version, answer)
    await finish(ways, turn, message.room)
    return True


async def hear_vote(ways: Ways, turn: Turn, vote: Vote, posted: Posted) -> bool:
    """A tap on the poll of a role; stray where nobody is asked by it any more."""
    looked_at = await wheel.running(turn, posted.version)
    is_open = looked_at and await open_role_poll(turn.tx, turn.house.id, looked_at)
    if not is_open or is_open.id != posted.id:
        return await finish_what_time_did(ways, turn, vote.room)
    if turn.speaker.kind is not Kind.RESIDENT:
        return await finish_a_tap_in_vain(ways, turn, vote.room)
    await wheel.tap(turn, posted.version, vote.answers[0] if vote.answers else None)
    await finish(ways, turn, vote.room)
    return True


async def hear_poll_ended(ways: Ways, turn: Turn, ended: PollEnded, posted: Posted) -> bool:
    """Somebody else ended that poll: a new one takes its place, once."""
    tx, house_id = turn.tx, turn.house.id
    looked_at = await wheel.running(turn, posted.version)
    is_open = looked_at and await open_role_poll(tx, house_id, looked_at)
    if looked_at is None or not is_open or is_open.id != posted.id:
        return await finish_what_time_did(ways, turn, ended.room)
    await tx.note_ended(posted, ended.event, turn.now)
    turn.wheel_moved = True
    told: Outcome = outcomes.RolePollLeftEnded(looked_at.role, looked_at.review.until)
    if await may_ask_again(tx, house_id, looked_at):
        told = outcomes.RolePollMended(looked_at.role)
    turn.tell(told)
    await finish(ways, turn, ended.room)
    return True
