"""What people say and tap: from a message, vote, reaction or removal to a turn, in a transaction.

Each answers whether the event was handled; chatter and stray taps are not, and leave no trace.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot import hearing_roles, hearing_start, which_house
from bot.noticeboard import (
    first_end,
    may_poll_again,
    may_review_again,
    needs_poll,
    open_poll,
    open_review_poll,
    second_end,
)
from bot.role_polls import POLL
from bot.room import Message, PollEnded, Reaction, Redaction, Vote
from bot.start_polls import START
from bot.turns import (
    Ways,
    finish,
    finish_a_tap_in_vain,
    finish_what_time_did,
    open_own_turn,
    open_turn,
    say_outside,
    sent_at,
)
from bot.understanding import (
    Typed,
    answer_in_a_review,
    is_certainly_a_command,
    read,
    stance_of_sign,
    typed_command,
)
from commands import (
    effects,
    members,
    nudges,
    own,
    questions,
    reviewing,
    roles,
    speaking_for,
    stances,
    wheel,
)
from commands.about import is_meant, who_can_listen
from commands.declare import Command
from commands.reading import clean, is_greeting, is_thanks
from commands.showing import until
from commands.table import BY_KEY, STANCES
from commands.turn import Turn
from governance import outcomes
from governance.facts import Via
from governance.members import Kind
from governance.outcomes import CommandName, Outcome
from governance.proposals import Proposal, State
from storage.records import Posted
from storage.transaction import Transaction

EDIT_OF, STRANGER_TOLD = "edit of ", "stranger told: "
"""How the notes begin that say whom the bot has answered: once an edit, once a day."""

NOTES_LAST = timedelta(days=30)
"""After so long nobody edits a message any more; what names somebody is not kept longer."""

POLLS = frozenset({"poll", "review", POLL, START})
"""As what the bot's polls are kept."""


async def let_go(tx: Transaction, now: datetime) -> None:
    """Notes that are not needed any more."""
    for beginning in (EDIT_OF, STRANGER_TOLD):
        await tx.forget_notes(beginning, now - NOTES_LAST)


async def hear_message(ways: Ways, tx: Transaction, message: Message) -> bool:
    """A command, the reason of an objection, or chatter."""
    if message.edits:
        return await _edited(ways, tx, message)
    turn = await open_turn(ways, tx, message)
    if turn is None and _is_own(ways, message):
        turn = await open_own_turn(ways, tx, message)
    if turn is None:
        return await _of_no_house_or_several(ways, tx, message)
    if turn.is_private:
        await which_house.go_on(ways, tx, message)
    is_handled = await _hear(ways, tx, turn, message)
    if turn.is_new_again and not is_handled:
        await finish(ways, turn, message.room)
    return is_handled or turn.is_new_again


def _is_own(ways: Ways, message: Message) -> bool:
    """About who writes it, in all their houses: nobody has to say which is meant."""
    typed = typed_command(message, ways.defaults.prefix, is_private=True, is_reply=False)
    return isinstance(typed, Typed) and typed.command.is_own


async def _hear(ways: Ways, tx: Transaction, turn: Turn, message: Message) -> bool:
    about = await _about(tx, turn, message)
    is_reply = about is not None and not message.is_voice
    if turn.is_private and about is None and is_greeting(message.text):
        turn.tell(outcomes.PrivateWelcome())
        await finish(ways, turn, message.room)
        return True
    if turn.is_private and about is None and is_thanks(message.text):
        return False
    if await hearing_roles.hear_word(ways, turn, message):
        return True
    typed = answer_in_a_review(message.text, about) or typed_command(
        message, ways.defaults.prefix, is_private=turn.is_private, is_reply=is_reply
    )
    if await _is_a_reason(ways, turn, message, typed, about):
        await finish(ways, turn, message.room)
        return True
    if typed is None or message.is_voice:
        return await _replies_to_a_question(tx, turn, message)
    typed = await _with_care(ways, turn, message, typed)
    if isinstance(typed, Typed):
        said = await read(turn, typed, about)
        if isinstance(said, Outcome):
            turn.tell(said)
        else:
            await said.command.run(turn, said)
    else:
        is_an_answer = turn.was_resting and turn.is_private
        turn.tell(outcomes.AskedFromNowOn() if is_an_answer else typed)
    await finish(ways, turn, message.room)
    return True


async def _with_care(
    ways: Ways, turn: Turn, message: Message, typed: Typed | Outcome
) -> Typed | Outcome:
    """What is no command, where somebody may be writing about a person, or about themselves."""
    match typed:
        case outcomes.DidYouMean(command=key) if BY_KEY[key].is_private and not turn.is_private:
            return outcomes.SayItPrivately()
        case outcomes.DidYouMean() | outcomes.UnknownCommand() | outcomes.PlainTalk() if (
            turn.is_private and await own.is_asked(turn, message.text)
        ):
            return outcomes.ForgetOnlyWhenSure()
        case outcomes.DidYouMean() | outcomes.UnknownCommand() | outcomes.PlainTalk():
            has_prefix = message.text.lstrip().startswith(ways.defaults.prefix)
            if turn.is_private and not has_prefix and await is_meant(turn):
                return await who_can_listen(turn)
    return typed


async def _is_a_reason(
    ways: Ways, turn: Turn, message: Message, typed: Typed | Outcome | None, about: Posted | None
) -> bool:
    has_prefix = message.text.lstrip().startswith(ways.defaults.prefix)
    is_meant_for_us = (has_prefix and typed is not None) or is_certainly_a_command(typed)
    if is_meant_for_us and not message.is_voice:
        return False
    text = "" if message.is_voice else clean(message.text)
    if not text and not message.is_voice:
        return False
    if about is not None:
        is_reply = message.reply_to == about.reference
        if await stances.give_reason(turn, about, text, is_reply=is_reply):
            return True
    return turn.is_private and await stances.give_reason_privately(turn, text)


async def _about(tx: Transaction, turn: Turn, message: Message) -> Posted | None:
    for reference in (message.reply_to, message.thread):
        posted = await tx.posted_as(reference) if reference else None
        is_of_a_proposal = posted and posted.about.startswith("P")
        if posted and is_of_a_proposal and posted.house_id == turn.house.id:
            return posted
    return None


async def _replies_to_a_question(tx: Transaction, turn: Turn, message: Message) -> bool:
    """That somebody did is kept, so that the questions go on; what they say is theirs."""
    for reference in (message.reply_to, message.thread):
        posted = await tx.posted_as(reference) if reference else None
        if posted and posted.part == "why" and posted.house_id == turn.house.id:
            return await questions.replied(turn, posted)
    return False


_WORDINGS = frozenset({"propose", "quick", "try", "urgent", "change"})
"""Commands that put a text forward."""


async def _edited(ways: Ways, tx: Transaction, message: Message) -> bool:
    assert message.edits is not None
    house = await which_house.talked_about(ways, tx, message)
    turn = await open_turn(ways, tx, message, among=house)
    # Whose message it is nobody knows here: an edit by somebody else must not use up the answer.
    once = f"{EDIT_OF}{message.edits} by {message.account}"
    typed = typed_command(message, ways.defaults.prefix, is_private=False, is_reply=False)
    if not isinstance(typed, Typed) or await tx.is_handled(once):
        return False
    command = typed.command
    if turn is None:
        return await _edited_before_it_was_read(ways, tx, message, command)
    await tx.mark_handled(once, ways.now())
    # An edited proposal is meant as a new wording, not as a second proposal.
    meant = "amend" if command.key in _WORDINGS else command.key
    if command.is_private and not turn.is_private:
        turn.tell(outcomes.SayItPrivately())
    else:
        turn.tell(outcomes.EditNotRead(CommandName(meant)))
    await finish(ways, turn, message.room)
    return True


async def _edited_before_it_was_read(
    ways: Ways, tx: Transaction, message: Message, command: Command
) -> bool:
    """While it waited for the house to be told: what it said first is not carried out any more."""
    assert message.edits is not None
    if not await which_house.forget(tx, message.account, message.edits):
        return False
    language = await which_house.language_for(ways, tx, message.account)
    told = outcomes.EditNotRead(CommandName(command.key))
    await say_outside(ways, tx, message.room, told, language, None)
    return True


async def _of_no_house_or_several(ways: Ways, tx: Transaction, message: Message) -> bool:
    """Said privately, and the message alone does not tell for which house."""
    if await tx.owner_of_private_room(message.room) != message.account:
        return False
    meant = await which_house.meant_by(ways, tx, message)
    if meant is None:
        return False
    if isinstance(meant, outcomes.PrivateStranger):
        # Told once a day: a machine that answers everything must not be answered for ever.
        told = f"{STRANGER_TOLD}{message.account} {ways.now():%Y-%m-%d}"
        if await tx.is_handled(told):
            return False
        await tx.mark_handled(told, ways.now())
    if isinstance(meant, Outcome):
        language = await which_house.language_for(ways, tx, message.account)
        await say_outside(ways, tx, message.room, meant, language, None)
        return True
    turn = await open_turn(ways, tx, meant.message or message, among=meant.house)
    assert turn is not None
    if meant.message and await _hear(ways, tx, turn, meant.message):
        return True
    if meant.is_answer:
        turn.tell(outcomes.HouseChosen())
        await finish(ways, turn, message.room)
    return meant.is_answer


async def hear_vote(ways: Ways, tx: Transaction, vote: Vote) -> bool:
    """A tap on a poll: the same row of the table as the typed stance."""
    turn = await open_turn(ways, tx, vote, Via.POLL)
    posted = await tx.posted_as(vote.poll)
    if turn is None or posted is None or posted.part not in POLLS:
        return False
    if posted.house_id != turn.house.id:
        return False
    if posted.part == START:
        return await hearing_start.hear_vote(ways, turn, vote, posted)
    if posted.part == POLL:
        return await hearing_roles.hear_vote(ways, turn, vote, posted)
    number = int(posted.about[1:])
    await turn.catch_up(number)
    proposal = await turn.proposal(number)
    assert proposal is not None
    if posted.part == "review":
        return await _hear_review_vote(ways, turn, vote, posted, proposal)
    is_open = await open_poll(tx, turn.house.id, proposal)
    if not needs_poll(proposal) or is_open is None or is_open.id != posted.id:
        return await finish_what_time_did(ways, turn, vote.room)
    key = STANCES.get(vote.answers[0]) if vote.answers else None
    if key is None:
        await stances.wipe_taps(turn, number)
    else:
        await _tap(turn, key, number)
    await finish(ways, turn, vote.room)
    return True


async def _hear_review_vote(
    ways: Ways, turn: Turn, vote: Vote, posted: Posted, proposal: Proposal
) -> bool:
    is_open = await open_review_poll(turn.tx, turn.house.id, proposal)
    if is_open is None or is_open.id != posted.id:
        return await finish_what_time_did(ways, turn, vote.room)
    if turn.speaker.kind is not Kind.RESIDENT:
        return await finish_a_tap_in_vain(ways, turn, vote.room)
    await reviewing.tap(turn, proposal.number, vote.answers[0] if vote.answers else None)
    await finish(ways, turn, vote.room)
    return True


async def hear_reaction(ways: Ways, tx: Transaction, reaction: Reaction) -> bool:
    """A reaction to a card or a poll: the same row of the table as the typed stance."""
    stance = stance_of_sign(reaction.key)
    turn = await open_turn(ways, tx, reaction, Via.REACTION)
    posted = await tx.posted_as(reaction.target) if stance else None
    if stance is None or turn is None or posted is None:
        return False
    if posted.part in {"spoken", "member", "change"} and posted.house_id == turn.house.id:
        return await _hear_hand(ways, turn, reaction, posted, stance)
    if posted.part == "turn" and posted.house_id == turn.house.id:
        if stance == "objection":
            await roles.pass_by_hand(turn, posted.version)
        await finish(ways, turn, reaction.room)
        return True
    if posted.part not in {"card", "poll"} or posted.house_id != turn.house.id:
        return False
    number = int(posted.about[1:])
    await turn.catch_up(number)
    proposal = await turn.proposal(number)
    if proposal is None or not _takes_reactions(proposal, posted):
        return await finish_what_time_did(ways, turn, reaction.room)
    await _tap(turn, STANCES[stance], number)
    await finish(ways, turn, reaction.room)
    return True


async def _hear_hand(
    ways: Ways, turn: Turn, reaction: Reaction, posted: Posted, stance: str
) -> bool:
    """A hand at a line that asked for one: what it told is undone."""
    undo = wheel.not_so if posted.about == wheel.SUBJECT else _UNDO[posted.part]
    if stance != "objection" or not await undo(turn, posted):
        return await finish_what_time_did(ways, turn, reaction.room)
    await finish(ways, turn, reaction.room)
    return True


_UNDO = {"spoken": speaking_for.not_so, "member": members.undo, "change": effects.undo}


async def _tap(turn: Turn, key: str, number: int) -> None:
    said = await read(turn, Typed(BY_KEY[key], f"P{number}"), None)
    if isinstance(said, Outcome):
        await nudges.explain_the_vote(turn)
    else:
        await said.command.run(turn, said)


async def hear_redaction(ways: Ways, tx: Transaction, redaction: Redaction) -> bool:
    """A message, vote or reaction was removed by who sent it: what it said is taken back."""
    if await which_house.forget(tx, redaction.account, redaction.removed):
        return True
    turn = await open_turn(ways, tx, redaction)
    if turn is None:
        said_in = await which_house.where_it_was_said(tx, redaction.account, redaction.removed)
        turn = await open_turn(ways, tx, redaction, among=said_in) if said_in else None
    if turn is None:
        return False
    subject = await tx.subject_of(turn.house.id, redaction.removed, turn.speaker.id)
    if subject is None:
        return False
    if subject == wheel.SUBJECT:
        await wheel.take_back(turn, redaction.removed)
    else:
        await stances.take_back(turn, int(subject[1:]), redaction.removed)
    await finish(ways, turn, redaction.room)
    return True


async def hear_poll_ended(ways: Ways, tx: Transaction, ended: PollEnded) -> bool:
    """Somebody else ended a poll that is still needed: a new one takes its place, for a while."""
    the_house = await tx.house_in(ended.room)
    posted = await tx.posted_as(ended.poll)
    if the_house is None or posted is None or posted.part not in POLLS:
        return False
    if posted.house_id != the_house.id:
        return False
    turn = Turn(tx, the_house, ways.now(), ended.event, sent_at=sent_at(ways, ended.at))
    if posted.part == START:
        return await hearing_start.hear_poll_ended(ways, turn, ended, posted)
    if posted.part == POLL:
        return await hearing_roles.hear_poll_ended(ways, turn, ended, posted)
    number = int(posted.about[1:])
    await turn.catch_up(number)
    proposal = await turn.known(number)
    is_review = posted.part == "review"
    if is_review:
        is_open = await open_review_poll(tx, the_house.id, proposal)
    else:
        is_open = await open_poll(tx, the_house.id, proposal) if needs_poll(proposal) else None
    if is_open is None or is_open.id != posted.id:
        return await finish_what_time_did(ways, turn, ended.room)
    await tx.note_ended(posted, ended.event, turn.now)
    turn.changed.add(number)
    if is_review:
        turn.tell(await _review_goes_on(turn, proposal))
    elif await may_poll_again(tx, the_house, proposal):
        await tx.mark_handled(first_end(the_house, proposal), turn.now)
        turn.tell(outcomes.PollMended(proposal.ref, until(proposal)))
    else:
        await tx.mark_handled(second_end(the_house, proposal), turn.now)
        turn.tell(outcomes.PollLeftEnded(proposal.ref, until(proposal)))
    await finish(ways, turn, ended.room)
    return True


async def _review_goes_on(turn: Turn, proposal: Proposal) -> Outcome:
    holding = proposal.holding
    assert holding is not None
    assert holding.review is not None
    if await may_review_again(turn.tx, turn.house.id, proposal):
        return outcomes.ReviewPollMended(proposal.ref, holding.ref)
    return outcomes.ReviewPollLeftEnded(proposal.ref, holding.ref, holding.review.until)


def _takes_reactions(proposal: Proposal, posted: Posted) -> bool:
    is_live = proposal.state in {State.TALKING, State.CONSENT} or proposal.is_settling
    return is_live and posted.version == proposal.version.number
