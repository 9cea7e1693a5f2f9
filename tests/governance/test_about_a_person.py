"""What would exclude or restrict somebody: that person first, slowly, and with a say (rule 15)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance import about_a_person, outcomes
from governance.advance import due_at
from governance.closing import needed
from governance.facts import Adopted, Announced, Paused, RoundOpened
from governance.members import Kind, Member, MemberId
from governance.opening import QUORUM_ABOUT_A_PERSON
from governance.outcomes import Audience
from governance.ruling import Circumstances, Ruling
from tests.governance.house import MONDAY_NOON, House, refusal

DAY = timedelta(days=1)
ROOM = {Audience.ROOM, Audience.PERSON}
"""Where others may read along: a person without a private room is spoken to in the open."""


class CarefulHouse(House):
    """Alice puts something forward about Carol; Pat works here."""

    def __init__(self, *names: str, offline: tuple[str, ...] = (), **more: Any) -> None:
        super().__init__(*(names or ("alice", "bob", "carol", "dan")), **more)
        self.offline = offline
        for name in ("pat", "quinn"):
            self.ids[name] = MemberId(len(self.ids) + 1)
        self.working = ["pat"]
        self.visiting: list[str] = []

    def by_time(self) -> Circumstances:
        everyone = [*self.home, *self.working, *self.visiting]
        return replace(
            super().by_time(),
            professionals=tuple(self.ids[name] for name in self.working),
            with_account=frozenset(self.ids[name] for name in everyone if name not in self.offline),
        )

    def about(self, who: str = "carol", by: str = "alice", text: str = "not cook") -> Ruling:
        here = self.circumstances()
        return self.do(about_a_person.propose(1, self.ids[by], self.ids[who], text, here))

    def pauses(self, who: str = "pat", reason: str = "first a talk") -> Ruling:
        here = self.circumstances()
        return self.do(about_a_person.pause(self.proposal, self.ids[who], reason, here))

    def told_to(self, kind: type[outcomes.PersonOutcome]) -> list[str]:
        return [self.name(told.member) for told in self.told if isinstance(told, kind)]

    def said_in_the_room(self) -> list[str]:
        return [type(told).__name__ for told in self.told if told.audience in ROOM]

    def moments(self, kind: type) -> list[Any]:
        return [one.fact.at for one in self.facts if isinstance(one.fact, kind)]


@pytest.fixture
def house() -> CarefulHouse:
    return CarefulHouse()


# ------------------------------------------------------------------------------ who hears it


def test_the_person_is_told_first_then_the_professionals(house: CarefulHouse) -> None:
    """Privately, and who put it forward hears what comes now."""
    told = house.about().outcomes
    assert [type(one).__name__ for one in told] == ["AboutNoted", "AboutYou", "AboutSomebody"]
    assert house.told_to(outcomes.AboutYou) == ["carol"]
    assert house.told_to(outcomes.AboutSomebody) == ["pat"]
    assert all(one.audience not in ROOM for one in told)


def test_the_room_hears_it_a_day_later(house: CarefulHouse) -> None:
    """Not a moment before."""
    house.about()
    house.later(hours=23, minutes=59)
    assert house.proposal.is_hidden
    house.later(minutes=1)
    assert not house.proposal.is_hidden
    assert house.moments(Announced) == [MONDAY_NOON + DAY]


def test_the_room_does_not_hear_it_at_night() -> None:
    """The week of talking begins when people can read it."""
    house = CarefulHouse(now=MONDAY_NOON + timedelta(hours=12))  # midnight
    house.about()
    house.later(days=2)
    assert house.moments(Announced) == [MONDAY_NOON + DAY + timedelta(hours=20)]


def test_who_has_no_account_is_told_in_person(house: CarefulHouse) -> None:
    """The bot asks who put it forward, and the professionals know that it did."""
    house.offline = ("dan",)
    noted = house.about("dan").outcomes[0]
    assert isinstance(noted, outcomes.AboutNoted)
    assert not noted.has_account
    assert not house.was_told(outcomes.AboutYou)
    assert not house.last_told(outcomes.AboutSomebody).has_account


def test_a_professional_whom_it_is_about_is_told_once(house: CarefulHouse) -> None:
    """As the person, not as a professional."""
    house.working = ["pat", "quinn"]
    house.about("pat")
    assert house.told_to(outcomes.AboutYou) == ["pat"]
    assert house.told_to(outcomes.AboutSomebody) == ["quinn"]


def test_nobody_puts_something_forward_about_themselves(house: CarefulHouse) -> None:
    here = house.circumstances()
    ruling = about_a_person.propose(1, house.ids["alice"], house.ids["alice"], "more rest", here)
    assert refusal(ruling) == "AboutYourself"


def test_a_new_text_goes_to_who_knew_the_old_one(house: CarefulHouse) -> None:
    """Until the room knows."""
    house.about()
    told = house.amends(text="not cook alone").outcomes
    assert [type(one).__name__ for one in told] == ["AboutNoted", "AboutYou", "AboutSomebody"]
    assert house.last_told(outcomes.AboutYou).version == 2
    house.later(days=2)
    later = house.amends(text="not cook on Sunday").outcomes
    assert [type(one).__name__ for one in later] == ["AboutYouAnew", "AboutSomebodyAnew"]
    assert all(one.audience is Audience.CONFIDENTIAL for one in later)


def test_a_new_text_is_asked_about_at_once_and_with_the_same_care(house: CarefulHouse) -> None:
    """No second week; the person is told by name, and not asked twice."""
    house.about()
    house.later(days=8, hours=1)
    house.says("carol", "objection", "I cook well")
    house.says("dan", "objection", "she cooks well")
    told = house.amends(text="cook with Dan").outcomes
    assert [type(one).__name__ for one in told] == [
        "AboutYouAnew",
        "AboutSomebodyAnew",
        "DoesItMeet",
    ]
    assert house.told_to(outcomes.DoesItMeet) == ["dan"]
    letter = house.last_told(outcomes.AboutYouAnew)
    assert letter.objects
    assert letter.asked == (outcomes.AskedUntil(house.closes_at),)
    assert house.state == "consent"
    assert house.proposal.round is not None
    assert house.proposal.round.rules.grace == timedelta(hours=72)
    assert house.proposal.round.rules.quorum == QUORUM_ABOUT_A_PERSON


def test_who_tells_a_text_about_themselves_from_the_table_gets_no_letter(
    house: CarefulHouse,
) -> None:
    """They know what they wrote; the professional is told."""
    house.about()
    house.later(days=8, hours=1)
    house.says("dan", "objection", "she cooks well")
    house.to_the_table("dan")
    house.tells("carol", "I cook with Dan")
    assert house.told_to(outcomes.AboutYouAnew) == []
    assert house.told_to(outcomes.AboutSomebodyAnew) == ["pat"]


# ------------------------------------------------------------------- whom it is about leaves


def test_who_leaves_before_the_room_knows_is_not_talked_about(house: CarefulHouse) -> None:
    """It ends; its proposer and the professionals are told, and nobody else ever is."""
    house.about()
    house.later(hours=2)
    house.leaves("carol")
    assert house.state == "lapsed"
    assert house.told_to(outcomes.AboutSomebodyLeft) == ["alice", "pat"]
    house.later(days=30)
    assert house.proposal.is_hidden
    assert house.said_in_the_room() == []


def test_who_becomes_a_guest_has_not_left(house: CarefulHouse) -> None:
    """It is still about them, and they still have a say."""
    house.about()
    house.visiting.append("carol")
    house.leaves("carol")
    assert house.state == "talking"
    house.later(days=2)
    assert house.moments(Announced)


def test_who_leaves_later_is_told_of_in_the_room(house: CarefulHouse) -> None:
    """Once; the proposer can take it back."""
    house.about()
    house.later(days=2)
    house.leaves("carol")
    told = house.last_told(outcomes.PersonLeft)
    assert [house.name(line.member) for line in told.author] == ["alice"]
    house.withdraws()
    assert house.state == "withdrawn"


def test_when_the_proposer_left_too_nobody_can_take_it_back(house: CarefulHouse) -> None:
    """Somebody may go on with it, and need not."""
    house.about()
    house.later(days=2)
    house.leaves("alice")
    house.leaves("carol")
    assert house.last_told(outcomes.PersonLeft).author == ()


def test_the_person_does_not_go_on_with_it_themselves(house: CarefulHouse) -> None:
    """Who put it forward left: somebody else may take it over, or it ends by itself."""
    house.about()
    house.later(days=2)
    house.leaves("alice")
    house.takes_over("carol")
    assert house.last_told(outcomes.IsAboutYou)
    assert house.proposal.author_left
    house.takes_over("bob")
    assert not house.proposal.author_left


def test_only_who_was_told_may_read_of_it(house: CarefulHouse) -> None:
    """The person, who put it forward, and who works here."""
    house.about()
    kinds = {"pat": Kind.PROFESSIONAL}
    may = [
        name
        for name, number in house.ids.items()
        if about_a_person.may_know(
            house.proposal,
            Member(number, name, kinds.get(name, Kind.RESIDENT), MONDAY_NOON),
        )
    ]
    assert may == ["alice", "carol", "pat"]


# ------------------------------------------------------------------------------- taking it back


def test_taken_back_before_the_room_knows_only_who_was_told_hears_it(house: CarefulHouse) -> None:
    house.about()
    told = house.withdraws().outcomes
    assert [type(one).__name__ for one in told] == [
        "AboutTakenBack",
        "AboutYouTakenBack",
        "AboutSomebodyTakenBack",
    ]
    house.later(days=30)
    assert house.said_in_the_room() == []
    assert house.proposal.is_hidden


def test_it_goes_with_who_put_it_forward_before_the_room_knows(house: CarefulHouse) -> None:
    """Nobody else can take it over: nobody else knows."""
    house.about()
    house.leaves("alice")
    assert house.state == "withdrawn"
    assert house.told_to(outcomes.AboutYouTakenBack) == ["carol"]
    house.later(days=30)
    assert house.said_in_the_room() == []


def test_taken_back_later_the_room_hears_it(house: CarefulHouse) -> None:
    house.about()
    house.later(days=2)
    house.withdraws()
    assert house.said_in_the_room() == ["TakenBack"]


# ------------------------------------------------------------------------------ a week of talking


def test_words_from_the_table_are_not_asked_about_quickly(house: CarefulHouse) -> None:
    """No quick round, there neither."""
    house.about()
    house.later(days=9)
    house.says("bob", "objection", "she has nowhere else to eat")
    house.to_the_table("bob")
    house.tells("bob", "We ask Carol what would help")
    assert house.state == "consent"
    assert house.closes_at - house.now == timedelta(hours=house.settings.round_hours)


def test_nobody_shortens_the_week(house: CarefulHouse) -> None:
    """Not before the room knows, and not after."""
    house.about()
    assert refusal(house.opens()) == "TalkingTakesAWeek"
    house.later(days=7)
    assert refusal(house.opens()) == "TalkingTakesAWeek"
    house.later(days=1)
    assert house.state == "consent"


def test_the_week_is_counted_from_when_the_room_was_told(house: CarefulHouse) -> None:
    """Also when the bot was down at that time."""
    house.about()
    house.now += 5 * DAY  # nothing ran meanwhile
    house.follow(house.by_time())
    house.later(days=6, hours=23)
    assert house.state == "talking"
    house.later(hours=1)
    assert house.state == "consent"


def test_the_person_has_a_say_whatever_they_are(house: CarefulHouse) -> None:
    """A professional or a guest too, in this round alone."""
    house.about("pat")
    house.later(days=2)
    house.working, house.visiting = [], ["pat"]
    assert refusal(house.reacts("pat", "consent")) is None
    house.later(days=7)
    assert "pat" in house.roll
    assert refusal(house.says("pat", "objection", "I am not told why")) is None
    assert house.proposal.blocking()


def test_an_unheard_person_leaves_three_days(house: CarefulHouse) -> None:
    """Grace 72 hours."""
    house.about()
    house.later(days=8, hours=1)
    for name in ("bob", "dan"):
        house.says(name, "consent")
    house.until(house.closes_at)
    assert house.agreement_state == "settling"
    assert house.grace_until - house.now == timedelta(hours=72)


@given(st.integers(1, 60))
def test_two_thirds_are_needed(asked: int) -> None:
    """Of any number of people."""
    assert needed(asked, QUORUM_ABOUT_A_PERSON, 3) * 3 >= asked * 2


# ------------------------------------------------------------------------------------ the pause


def test_a_professional_has_it_wait_a_week_once(house: CarefulHouse) -> None:
    """All that was to come comes as much later; the room reads the reason."""
    house.about()
    house.later(days=2)
    before = house.proposal.talk_until
    house.pauses()
    assert house.proposal.talk_until == before + 7 * DAY
    assert house.last_told(outcomes.PausedToTalk).reason == "first a talk"
    assert refusal(house.pauses()) == "PausedAlready"


def test_paused_before_the_room_knows_it_hears_nothing_of_that(house: CarefulHouse) -> None:
    """Who knows is told, and the room hears of the proposal a week later."""
    house.about()
    house.pauses()
    assert house.told_to(outcomes.PausedBefore) == ["carol", "alice"]
    assert house.said_in_the_room() == []
    house.later(days=7, hours=23)
    assert house.proposal.is_hidden
    house.later(hours=1)
    assert not house.proposal.is_hidden


def test_a_round_that_runs_waits_too(house: CarefulHouse) -> None:
    house.about()
    house.later(days=8, hours=1)
    before = house.closes_at
    house.pauses()
    assert house.closes_at == before + 7 * DAY


def test_one_that_waits_for_its_turn_is_talked_about_again(house: CarefulHouse) -> None:
    """A pause is not lost because other rounds were open."""
    house.about()
    house.crowds(2)
    house.later(days=8, hours=1)
    assert house.proposal.queued_at
    house.pauses()
    house.crowds(0)
    house.later(days=6, hours=23)
    assert house.state == "talking"
    house.later(hours=1)
    assert house.state == "consent"


@pytest.mark.parametrize(
    ("state", "why"),
    [("ordinary", "OnlyAboutAPerson"), ("adopted", "TooLateToPause"), ("own", "PauseIsForAnother")],
)
def test_a_pause_is_no_veto(house: CarefulHouse, state: str, why: str) -> None:
    """Not of anything else, not of what was decided, not of what is about oneself."""
    if state == "ordinary":
        house.propose()
    else:
        house.about("pat" if state == "own" else "carol")
    if state == "adopted":
        house.later(days=8, hours=1)
        for name in ("bob", "carol", "dan"):
            house.says(name, "consent")
        assert house.agreement_state == "in_force"
    assert refusal(house.pauses()) == why


# --------------------------------------------------------------------------------- any life

PEOPLE = ("alice", "bob", "carol", "dan", "erin", "fay")
acts = st.one_of(
    st.tuples(st.just("waits"), st.integers(1, 400)),
    st.tuples(st.just("says"), st.sampled_from(PEOPLE), st.sampled_from(("consent", "concern"))),
    st.tuples(st.just("objects"), st.sampled_from(PEOPLE)),
    st.tuples(st.just("pauses"), st.sampled_from(("pat", "quinn"))),
    st.tuples(st.just("opens")),
    st.tuples(st.just("amends"), st.integers(1, 9)),
    st.tuples(st.just("leaves"), st.sampled_from(PEOPLE)),
    st.tuples(st.just("withdraws")),
    st.tuples(st.just("sleeps"), st.integers(1, 200)),
)


def _act(house: CarefulHouse, act: tuple[Any, ...]) -> None:
    match act:
        case ("waits", hours):
            house.later(hours=hours)
        case ("sleeps", hours):  # the bot is down, and catches up
            house.now += timedelta(hours=hours)
            house.follow(house.by_time())
        case ("says", who, stance):
            house.says(who, stance)
        case ("objects", who):
            house.says(who, "objection", "it harms me")
        case ("pauses", who):
            house.pauses(who)
        case ("opens",):
            house.opens()
        case ("amends", number):
            house.amends(text=f"text {number}")
        case ("leaves", who) if who in house.home and len(house.home) > 2:
            house.leaves(who)
        case ("withdraws",):
            house.withdraws()


@given(st.integers(0, 23), st.lists(acts, max_size=14))
def test_whatever_people_do(hour: int, life: list[tuple[Any, ...]]) -> None:
    """The room hears nothing before its time, a week is a week, and two thirds were heard."""
    house = CarefulHouse(*PEOPLE, now=MONDAY_NOON + timedelta(hours=hour))
    house.about()
    for act in life:
        before, told = house.proposal, len(house.told)
        _act(house, act)
        if before.is_hidden and house.proposal.is_hidden:
            assert not [one for one in house.told[told:] if one.audience in ROOM]
        assert not (house.proposal.is_hidden and house.proposal.round)
    announced, opened = house.moments(Announced), house.moments(RoundOpened)
    assert not opened or min(opened) - min(announced) >= 7 * DAY
    assert not announced or min(announced) - (MONDAY_NOON + timedelta(hours=hour)) >= DAY
    assert len(house.moments(Paused)) <= 1
    for step in house.steps:
        if isinstance(step.fact, Adopted):
            assert step.before is not None
            assert len(step.before.heard) * 3 >= len(step.before.roll) * 2
    due = due_at(house.proposal)
    assert due is None or due > house.now or house.proposal.queued_at


def test_an_ordinary_proposal_is_never_hidden(house: CarefulHouse) -> None:
    house.propose()
    assert not house.proposal.is_hidden


def test_a_person_who_left_is_not_on_the_roll(house: CarefulHouse) -> None:
    """Nobody waits for who cannot answer any more, in any of its rounds."""
    house.about()
    house.later(days=2)
    house.leaves("carol")
    house.later(days=7)
    assert house.roll == ["alice", "bob", "dan"]
    for text in ("not cook late", "not cook after ten"):
        house.amends("alice", text)
        assert house.roll == ["alice", "bob", "dan"]


def test_a_person_who_works_here_or_is_a_guest_is_asked(house: CarefulHouse) -> None:
    """Whoever it is about has a stance."""
    house.about("pat")
    house.later(days=9)
    assert house.roll == ["alice", "bob", "carol", "dan", "pat"]
