"""Why-questions: one for who asks, and one a week where the house has switched that on."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from commands.change_typed import words_of
from commands.declare import Said
from commands.turn import Turn
from governance import outcomes
from governance.cards import next_question
from governance.change_facts import ChangeMade
from governance.effects import SetSetting
from governance.facts import Fact
from governance.outcomes import QuestionName
from governance.professional_facts import (
    QuestionFact,
    QuestionPosed,
    QuestionReplied,
    QuestionsStopped,
)
from governance.questions import Questions, fold_questions
from governance.weekly import next_weekly, week_of
from storage.records import Posted
from storage.transaction import Transaction

SUBJECT = "Q"
"""The subject of these facts, and of the time at which the next weekly one is due."""

OFF = "off"


async def read_questions(tx: Transaction, house_id: int) -> Questions:
    """The questions a house was asked."""
    facts = (recorded.fact for recorded in await tx.facts(house_id, SUBJECT))
    return fold_questions(fact for fact in facts if isinstance(fact, QuestionFact))


async def ask(turn: Turn, said: Said) -> None:
    """One for who asks for it."""
    posed = await _pose(turn, is_weekly=False)
    turn.tell(outcomes.QuestionAsked(QuestionName(posed.key), posed.number))


async def _pose(turn: Turn, *, is_weekly: bool) -> QuestionPosed:
    known = await read_questions(turn.tx, turn.house.id)
    key = next_question(known.used, turn.house.id)
    posed = QuestionPosed(turn.now, known.next_number, key, is_weekly)
    await _record(turn, posed)
    return posed


async def _record(turn: Turn, *facts: Fact) -> None:
    await turn.tx.record(turn.house.id, SUBJECT, facts, turn.source)


async def plan(turn: Turn) -> None:
    """When the next weekly one is due; also after the house switched it on, off or over."""
    at = None if turn.house.settings.question == OFF else await _next_at(turn)
    await turn.tx.set_due(turn.house.id, SUBJECT, at)


async def _next_at(turn: Turn) -> datetime:
    """In a week that has not had one."""
    settings, zone = turn.house.settings, turn.house.zone
    known = await read_questions(turn.tx, turn.house.id)
    had = frozenset(week_of(one.at, zone) for one in known.posed if one.is_weekly)
    return next_weekly(settings.question, turn.now, settings, zone, but=had)


async def week_is_over(turn: Turn, subject: str) -> None:
    """The question of this week; or none any more, where nobody replied for three weeks."""
    if turn.house.silent_since is not None or turn.house.settings.question == OFF:
        return
    quiet_until = turn.house.settings.quiet_until(turn.now, turn.house.zone)
    if quiet_until > turn.now:
        await turn.tx.set_due(turn.house.id, SUBJECT, min(quiet_until, await _next_at(turn)))
        return
    known = await read_questions(turn.tx, turn.house.id)
    if known.is_unwanted(turn.now):
        await _record(turn, QuestionsStopped(turn.now))
        await _switch_off(turn)
        turn.tell(outcomes.QuestionsStop())
    else:
        posed = await _pose(turn, is_weekly=True)
        turn.tell(outcomes.WeeklyQuestion(QuestionName(posed.key), posed.number))
    await plan(turn)


async def _switch_off(turn: Turn) -> None:
    settings = replace(turn.house.settings, question=OFF)
    await turn.tx.set_settings(turn.house.id, settings)
    turn.house = replace(turn.house, settings=settings)
    effect, number = SetSetting("question", OFF), (await turn.changes()).next_number
    await turn.record_change(
        ChangeMade(turn.now, number, effect, words_of(effect, "en"), agreement=None, undo=None)
    )


async def replied(turn: Turn, posted: Posted) -> bool:
    """Somebody replied to a question in the room; True: that was not known yet."""
    known, number = await read_questions(turn.tx, turn.house.id), posted.version
    if number is None or number in known.replied or turn.is_private:
        return False
    await _record(turn, QuestionReplied(turn.now, number))
    return True
