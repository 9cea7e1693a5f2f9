"""Requests to the organisation: asked once, promised for a day, answered; nothing is ever lost."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.requests import date_first
from governance import outcomes, requests
from governance.members import MemberId
from governance.outcomes import Outcome, Refusal
from governance.requests import Requests, RequestState, add_request_fact
from governance.ruling import Ruling

MONDAY = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
TODAY = MONDAY.date()
DAY = timedelta(days=1)
ALICE, PAT = MemberId(1), MemberId(2)


class Asked:
    """The requests of a house, on paper."""

    def __init__(self) -> None:
        self.known = Requests()
        self.today = TODAY

    @property
    def now(self) -> datetime:
        return MONDAY + (self.today - TODAY)

    def asks(self, text: str = "A new boiler", agreement: int | None = None) -> Outcome:
        return self._take(
            requests.ask(self.known, ALICE, text, agreement, self.now, has_professionals=True)
        )

    def promises(self, due: date, text: str = "", number: int = 1) -> Outcome:
        one = self.known.get(number)
        assert one is not None
        return self._take(requests.promise(one, PAT, due, text, self.today, self.now))

    def answers(self, text: str = "Next week", number: int = 1) -> Outcome:
        one = self.known.get(number)
        assert one is not None
        return self._take(requests.answer(one, PAT, text, self.now))

    def _take(self, ruling: Ruling) -> Outcome:
        for fact in ruling.facts:
            self.known = add_request_fact(self.known, fact)  # type: ignore[arg-type]
        (told,) = ruling.outcomes
        assert bool(ruling.facts) is not isinstance(told, Refusal)
        return told

    def state(self, number: int = 1) -> RequestState:
        one = self.known.get(number)
        assert one is not None
        return one.state

    def is_overdue(self, number: int = 1) -> bool:
        one = self.known.get(number)
        assert one is not None
        return one.is_overdue(self.today)


@pytest.fixture
def house() -> Asked:
    asked = Asked()
    asked.asks()
    return asked


def test_each_has_a_number_and_waits(house: Asked) -> None:
    house.asks("More keys")
    assert [one.ref for one in house.known.waiting] == ["R1", "R2"]
    assert house.state() is RequestState.OPEN


def test_the_same_is_asked_once_until_it_was_answered(house: Asked) -> None:
    """Capitals make no other request; another agreement does."""
    assert house.asks("a NEW boiler") == outcomes.AskedAlready("R1")
    assert isinstance(house.asks("A new boiler", agreement=3), outcomes.Requested)
    house.answers()
    assert isinstance(house.asks(), outcomes.Requested)


def test_a_text_of_more_than_500_characters_is_refused(house: Asked) -> None:
    assert house.asks("a" * 501) == outcomes.TextTooLong(501, 500)
    assert isinstance(house.asks("a" * 500), outcomes.Requested)


def test_a_promise_is_kept_until_its_day_is_over(house: Asked) -> None:
    house.promises(TODAY)
    assert house.state() is RequestState.PROMISED
    assert not house.is_overdue()
    house.today += DAY
    assert house.is_overdue()


def test_a_promise_for_a_day_that_is_over_is_none(house: Asked) -> None:
    told = house.promises(TODAY - DAY)
    assert isinstance(told, outcomes.PromiseIsPast)
    assert house.state() is RequestState.OPEN


def test_a_later_promise_takes_the_place_of_an_earlier_one_and_says_so(house: Asked) -> None:
    house.promises(TODAY + DAY)
    house.today += 3 * DAY
    assert house.is_overdue()
    told = house.promises(TODAY + 7 * DAY)
    assert isinstance(told, outcomes.Promised)
    assert [line.day for line in told.before] == [TODAY + DAY]
    assert not house.is_overdue()


def test_what_was_answered_waits_no_more(house: Asked) -> None:
    house.promises(TODAY + DAY)
    told = house.answers()
    assert isinstance(told, outcomes.Answered)
    assert not told.is_again
    house.today += 9 * DAY
    assert not house.is_overdue()
    assert house.known.waiting == ()
    assert isinstance(house.promises(TODAY + 9 * DAY), outcomes.AnsweredAlready)


def test_another_answer_is_a_new_one_and_the_same_is_said_once(house: Asked) -> None:
    house.answers("Next week")
    assert isinstance(house.answers("Next week"), outcomes.AnsweredAlready)
    again = house.answers("In two weeks")
    assert isinstance(again, outcomes.Answered)
    assert again.is_again


acts = st.lists(
    st.tuples(
        st.sampled_from(["asks", "promises", "answers", "a day goes by"]),
        st.sampled_from(["a boiler", "keys", "a freezer", "A Boiler"]),
        st.integers(-2, 4),
        st.integers(1, 4),
    ),
    max_size=40,
)


@given(acts)
def test_whatever_people_do_every_request_has_one_number_and_one_state(
    life: list[tuple[str, str, int, int]],
) -> None:
    """And it is open, promised or answered by what was said last."""
    house = Asked()
    for act, text, days, number in life:
        if act == "asks":
            house.asks(text)
        elif act == "a day goes by":
            house.today += DAY
        elif house.known.get(number) is not None:
            if act == "promises":
                house.promises(house.today + days * DAY, text, number)
            else:
                house.answers(text, number)
        known = house.known.known
        assert [one.number for one in known] == list(range(1, len(known) + 1))
        waiting = [(one.made.text.casefold(), one.made.agreement) for one in house.known.waiting]
        assert len(waiting) == len({*waiting})
        for one in known:
            answered, promised = one.answers, one.promises
            assert {fact.number for fact in answered} <= {one.number}
            assert {fact.number for fact in promised} <= {one.number}
            assert all(fact.due >= fact.at.date() for fact in promised)
            assert (one.state is RequestState.ANSWERED) is bool(answered)
            assert one.is_overdue(house.today) is (
                not answered and bool(promised) and promised[-1].due < house.today
            )
            assert (one in house.known.waiting) is not bool(answered)


@pytest.mark.parametrize(
    ("typed", "day", "text"),
    [
        ("friday", date(2026, 12, 4), ""),
        ("friday I ask the board", date(2026, 12, 4), "I ask the board"),
        ("vrijdag: ik vraag het na", date(2026, 12, 4), "ik vraag het na"),
        ("3 december, after lunch", date(2026, 12, 3), "after lunch"),
        ("1 maart 2027 dan weten we meer", date(2027, 3, 1), "dan weten we meer"),
        ("2026-12-01 - the engineer comes", date(2026, 12, 1), "the engineer comes"),
        ("tomorrow", date(2026, 12, 1), ""),
        ("soon", None, "soon"),
        ("31 february", None, "31 february"),
        ("when I know more, friday", None, "when I know more, friday"),
        ("", None, ""),
    ],
)
def test_the_day_comes_first_and_the_words_after_it(typed: str, day: date, text: str) -> None:
    """In both languages; no day is guessed from the middle of a sentence."""
    assert date_first(typed, TODAY) == (day, text)
