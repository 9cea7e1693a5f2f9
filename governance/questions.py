"""Why-questions: one for who asks, and one a week where the house wants it (design §7.4).

Who replies and what is not kept; only that somebody did, so that a question that nobody wants any
more falls silent by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from governance.professional_facts import (
    QuestionFact,
    QuestionPosed,
    QuestionReplied,
    QuestionsStopped,
)

UNANSWERED = 3
"""So many weekly ones running without a reply, and they stop."""

RUNNING = timedelta(weeks=UNANSWERED + 1)
"""What is longer ago was of another time, in which the house wanted them or not."""


@dataclass(frozen=True, slots=True)
class Questions:
    """The questions a house was asked."""

    posed: tuple[QuestionPosed, ...] = ()
    replied: frozenset[int] = frozenset()
    """The numbers of those that somebody replied to."""

    stopped: int = 0
    """How many there were when the weekly one last switched itself off."""

    @property
    def next_number(self) -> int:
        """The number of the next one."""
        return len(self.posed) + 1

    @property
    def used(self) -> tuple[str, ...]:
        """Which were asked, the oldest first."""
        return tuple(question.key for question in self.posed)

    def is_unwanted(self, now: datetime) -> bool:
        """Three weekly ones running had no reply."""
        weekly = [one for one in self.posed[self.stopped :] if one.is_weekly]
        lasts = [one for one in weekly[-UNANSWERED:] if now - one.at <= RUNNING]
        return len(lasts) == UNANSWERED and not any(one.number in self.replied for one in lasts)


def fold_questions(facts: Iterable[QuestionFact]) -> Questions:
    """What these facts, the first one first, come to."""
    questions = Questions()
    for fact in facts:
        match fact:
            case QuestionPosed():
                questions = replace(questions, posed=(*questions.posed, fact))
            case QuestionReplied(number=number):
                questions = replace(questions, replied=questions.replied | {number})
            case QuestionsStopped():
                questions = replace(questions, stopped=len(questions.posed))
    return questions
