"""What people tap in the first questions of a new house."""

from __future__ import annotations

from bot.room import PollEnded, Vote
from bot.start_polls import place_of
from bot.turns import Ways, finish, finish_what_time_did
from bot.understanding import Typed, read
from commands import effects, guided_start
from commands.change_typed import words_of
from commands.table import BY_KEY
from commands.turn import Turn
from governance import outcomes
from governance.guided_start import effect_of, read_answer
from governance.members import Kind, MemberId
from governance.mentioned import with_names
from governance.outcomes import Choice, Outcome
from governance.start_facts import StartAsked
from storage.records import Posted

LANGUAGE_OF = {Choice.ENGLISH: "en", Choice.DUTCH: "nl"}

IS_SO = (outcomes.RoleIsSo, outcomes.RoleUnknown, outcomes.KindIsSo)
"""Nothing need be changed: the house is as was tapped."""


async def hear_vote(ways: Ways, turn: Turn, vote: Vote, posted: Posted) -> bool:
    """The first tap of somebody who lives here; any other one is stray.

    A later tap changes nothing: two people who tap at once would turn the house to and fro, and
    a hand at the line that told of the first one undoes it.
    """
    asked = await _open_question(turn, posted)
    answer = read_answer(asked, vote.answers[0]) if asked and vote.answers else None
    if asked is None or answer is None or turn.speaker.kind is not Kind.RESIDENT:
        return await finish_what_time_did(ways, turn, vote.room)
    typed = await _as_typed(turn, answer)
    said = await read(turn, typed, None) if typed else None
    if isinstance(said, Outcome) and not isinstance(said, IS_SO):
        return await finish_what_time_did(ways, turn, vote.room)  # who was tapped has left, say
    if said is not None and not isinstance(said, Outcome):
        await said.command.run(turn, said)
    turn.settled.append(asked.matter)
    await finish(ways, turn, vote.room)
    return True


async def _as_typed(turn: Turn, answer: Choice | MemberId) -> Typed | None:
    """The command that says the same; None where nothing is to be changed."""
    if isinstance(answer, Choice) and answer in LANGUAGE_OF:
        language = LANGUAGE_OF[answer]
        is_so = turn.house.language == language
        return None if is_so else Typed(BY_KEY["language"], language)
    effect = effect_of(answer)
    if effect is None:
        return None
    accounts = {member.id: member.account or "" for member in await turn.members()}
    if not isinstance(answer, Choice):
        turn.mentioned = (accounts[answer],)  # two people may have one name
    text = with_names(words_of(effect, turn.house.language), lambda who: accounts[who][1:])
    return Typed(BY_KEY["change"], text)


async def hear_poll_ended(ways: Ways, turn: Turn, ended: PollEnded, posted: Posted) -> bool:
    """Somebody else ended such a poll: the house would rather not be asked that."""
    if await _open_question(turn, posted) is None:
        return await finish_what_time_did(ways, turn, ended.room)
    await turn.tx.note_ended(posted, ended.event, turn.now)
    await guided_start.pass_over(turn)
    await finish(ways, turn, ended.room)
    return True


async def _open_question(turn: Turn, posted: Posted) -> StartAsked | None:
    """The question of this poll, while it waits for a tap."""
    asked = (await guided_start.read(turn.tx, turn.house.id)).open
    is_it = asked is not None and place_of(asked.matter) == posted.version
    return asked if is_it and effects.is_setting_up(turn) else None
