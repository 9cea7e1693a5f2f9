"""The wheel: once a year a house looks at its own ways (design §5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance import outcomes
from governance.changing import agreed
from governance.effects import Effect, SetSetting, TurnWheel
from governance.facts import Recorded
from governance.fold import ImpossibleHistory
from governance.fold_wheel import fold_wheels
from governance.outcomes import AgreementNamed, ProposalNamed, RoleNamed, Topic
from governance.role_facts import Pool, RoleName
from governance.wheel_facts import (
    RoleReviewed,
    RoleReviewOpened,
    RoleReviewOver,
    WheelAsked,
    WheelBegan,
    WheelEnded,
    WheelLaidOut,
)
from tests.governance.wheel_house import DAY, FIRST, WheelHouse, a_role

PEOPLE = ("alice", "bob", "carol")
A_YEAR = timedelta(days=365)
LONG = timedelta(days=120)
"""Longer than any wheel of these tests turns."""
QUORUM = SetSetting("quorum", 0.75)


def a_house(*roles: str, **settings: Any) -> WheelHouse:
    """It has roles that no agreement stands for, and agreed on something just now."""
    house = WheelHouse(*PEOPLE, **settings)
    for role in roles:
        house.has_role(role)
    house.agrees()
    return house


def told_of(ref: str, effect: Effect) -> AgreementNamed:
    """How the end of the wheel names an agreement: by what it made of the house."""
    return AgreementNamed(ref, "as typed", agreed(effect, None))


def looking(*roles: str, **settings: Any) -> WheelHouse:
    """The same, a year and six days later: the first roles are looked at."""
    house = a_house(*roles, **settings)
    house.later(A_YEAR + 6 * DAY)
    return house


# ------------------------------------------------------------------------------------ when it turns


def test_it_turns_a_year_after_the_first_agreement_at_ten_in_the_morning() -> None:
    """On the day that it came into force, in house time; not on that of a later one."""
    house = a_house()
    house.later(40 * DAY)
    house.agrees()
    house.until(FIRST + 3 * A_YEAR)
    assert house.when(outcomes.WheelBegins) == [
        "2027-03-02 10:00",
        "2028-03-02 10:00",
    ]
    assert all(told.is_yearly for told in house.heard(outcomes.WheelBegins))


def test_a_house_that_agreed_on_nothing_has_no_wheel() -> None:
    """There is nothing to reinvent yet."""
    house = WheelHouse(*PEOPLE)
    house.has_role("chair")
    house.later(3 * A_YEAR)
    assert house.due() is None
    assert not house.told


def test_a_first_agreement_of_the_29th_of_february_counts_too() -> None:
    """In other years it is the 28th."""
    house = WheelHouse(*PEOPLE, now=datetime(2028, 2, 29, 12, tzinfo=UTC))
    house.agrees()
    house.later(5 * A_YEAR)
    days = [when[:10] for when in house.when(outcomes.WheelBegins)]
    assert days == ["2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"]


def test_it_waits_for_the_end_of_the_quiet_hours() -> None:
    """A house that sleeps long hears of it when it is up."""
    house = a_house(quiet_hours="23:00-12:00")
    house.later(A_YEAR + 8 * DAY)
    assert house.when(outcomes.WheelBegins) == ["2027-03-02 12:00"]
    assert {when[11:] for when in house.when(outcomes.WheelQuestion)} == {"12:00"}


def test_a_house_can_want_it_at_any_time() -> None:
    """By a structural proposal; the day of the year stays what it was."""
    house = a_house()
    house.later(100 * DAY)
    house.wants_the_wheel()
    assert [told.is_yearly for told in house.heard(outcomes.WheelBegins)] == [False]
    house.later(LONG)
    assert house.heard(outcomes.WheelIsRound)[0].again == (
        outcomes.WheelDay(datetime(2027, 3, 2, tzinfo=UTC).date()),
    )
    house.until(FIRST + A_YEAR + DAY)
    assert house.when(outcomes.WheelBegins)[1:] == ["2027-03-02 10:00"]


def test_a_house_that_sets_itself_up_can_have_a_wheel_before_it_agreed_on_anything() -> None:
    """Nobody can say when it turns again."""
    house = WheelHouse(*PEOPLE)
    house.has_role("chair")
    house.wants_the_wheel()
    house.later(LONG)
    (told,) = house.heard(outcomes.WheelIsRound)
    assert told.again == ()
    assert told.stayed == (RoleNamed(RoleName("chair")),)


def test_while_one_turns_no_other_begins() -> None:
    """Who wanted one more is told so; a year's day in the midst of it is left out."""
    house = a_house("chair", "cook", "keys")
    house.later(A_YEAR - 10 * DAY)
    house.wants_the_wheel()
    house.later(DAY)
    house.wants_the_wheel()
    assert len(house.heard(outcomes.WheelTurnsAlready)) == 1
    house.later(A_YEAR)
    assert len(house.heard(outcomes.WheelBegins)) == 1
    house.later(20 * DAY)
    assert house.when(outcomes.WheelBegins)[1:] == ["2028-03-02 10:00"]


def test_after_years_without_the_bot_it_turns_once() -> None:
    """At once, but not at night; then again on the day of the year."""
    house = a_house()
    house.is_down(3 * A_YEAR + timedelta(hours=3))
    assert not house.told
    house.later(DAY)
    assert house.when(outcomes.WheelBegins) == ["2029-03-02 08:00"]
    house.later(LONG)
    assert len(house.heard(outcomes.WheelIsRound)) == 1
    assert house.heard(outcomes.WheelIsRound)[0].again[0].day.isoformat() == "2030-03-02"


# ------------------------------------------------------------------------------------ the questions


def test_it_asks_five_questions_one_a_day_at_the_same_hour() -> None:
    """The day after it opened is the first; also where the clocks change."""
    house = WheelHouse(*PEOPLE, now=datetime(2026, 3, 25, 12, tzinfo=UTC))
    house.agrees()
    house.later(A_YEAR + 20 * DAY)
    assert [told.topic for told in house.heard(outcomes.WheelQuestion)] == list(Topic)
    assert house.when(outcomes.WheelQuestion) == [
        f"2027-03-{day} 10:00" for day in (26, 27, 28, 29, 30)
    ]
    assert house.when(outcomes.WheelIsRound) == ["2027-03-31 10:00"]


def test_what_was_due_while_the_bot_was_down_does_not_come_in_a_heap() -> None:
    """One a day, from the day on that it is back."""
    house = a_house()
    house.later(A_YEAR + DAY)
    assert house.when(outcomes.WheelQuestion) == ["2027-03-03 10:00"]
    house.is_down(timedelta(days=9, hours=-4))
    assert house.when(outcomes.WheelQuestion)[1:] == ["2027-03-12 16:30"]
    house.later(10 * DAY)
    assert house.when(outcomes.WheelQuestion)[2:] == [
        "2027-03-13 10:00",
        "2027-03-14 10:00",
        "2027-03-15 10:00",
    ]


# ------------------------------------------------------------------------------- what is looked at


def test_every_role_and_structural_agreement_is_looked_at_two_at_a_time() -> None:
    """Agreements first, then the roles that none of them stands for; not the professionals' own."""
    house = a_house("chair", "cook", "keys")
    house.has_role("garden")
    house.has_role("rota", Pool.PROFESSIONALS)
    garden = house.agrees(a_role("garden"))
    quorum = house.agrees(QUORUM)
    house.agrees(TurnWheel())
    house.later(A_YEAR + 6 * DAY)
    assert house.turning.items == (garden, quorum, "chair", "cook", "keys")
    assert house.turning.under_review == (garden, quorum)
    house.later(LONG)
    assert house.most_at_once == 2
    assert len(house.heard(outcomes.RoleReviewStarts)) == 3
    (told,) = house.heard(outcomes.WheelIsRound)
    assert told.stayed == (
        *(told_of("A2", a_role("garden")), told_of("A3", QUORUM)),
        *(RoleNamed(RoleName(name)) for name in ("chair", "cook", "keys")),
    )


def test_when_one_is_done_the_next_follows_on_the_next_day() -> None:
    """And not two more on the day on which all answer at once."""
    house = looking("chair", "cook", "keys", "tea")
    assert house.turning.under_review == ("chair", "cook")
    house.later(timedelta(hours=2))
    for role in ("chair", "cook"):
        for name in PEOPLE:
            house.taps(name, role, "keep")
    assert not house.turning.under_review
    house.later(DAY)
    assert house.turning.under_review == ("keys", "tea")


def test_a_review_of_an_agreement_that_runs_already_is_the_wheels_too() -> None:
    """Nobody is asked twice."""
    house = a_house()
    quorum = house.agrees(QUORUM)
    house.later(A_YEAR + 5 * DAY)
    house.opens_review(quorum)
    asked_before = house.opened[quorum]
    house.later(DAY)
    assert house.turning.under_review == (quorum,)
    house.later(LONG)
    assert house.opened[quorum] == asked_before
    assert house.heard(outcomes.WheelIsRound)[0].stayed == (told_of("A2", QUORUM),)


def test_an_agreement_that_was_looked_at_while_it_waited_for_its_turn_is_done() -> None:
    """By its own date, or because somebody saw something new."""
    house = a_house()
    first, second, third = (
        house.agrees(SetSetting(name, 3)) for name in ("min_heard", "publish_days", "term_limit")
    )
    house.later(A_YEAR + 7 * DAY)
    assert house.turning.under_review == (first, second)
    house.opens_review(third)
    for name in PEOPLE:
        house.reviews(name, third, "keep")
    asked_before = house.opened[third]
    house.later(LONG)
    assert house.opened[third] == asked_before
    assert len(house.heard(outcomes.WheelIsRound)[0].stayed) == 3


def test_looking_at_an_agreement_renews_its_date() -> None:
    """It was looked at: the ordinary review is as much later."""
    house = a_house()
    quorum = house.agrees(QUORUM)
    house.later(A_YEAR + 8 * DAY)
    house.reviews("alice", quorum, "keep")
    house.later(20 * DAY)
    agreement = house.proposals[quorum].agreement
    assert agreement is not None
    assert agreement.review is None
    assert agreement.review_at > house.now + timedelta(days=150)


def test_a_role_that_ends_before_its_turn_is_not_asked_about() -> None:
    """It counts among what ended."""
    house = looking("chair", "cook", "keys")
    house.ends_role("keys")
    house.ends_role("cook")
    house.later(LONG)
    assert [told.role for told in house.heard(outcomes.RoleReviewStarts)] == ["chair", "cook"]
    (told,) = house.heard(outcomes.WheelIsRound)
    assert told.ended == (RoleNamed(RoleName("cook")), RoleNamed(RoleName("keys")))


# ------------------------------------------------------------------------------- a role's review

ANSWERS = {
    "all keep it": ([("alice", "keep"), ("bob", "keep"), ("carol", "keep")], "kept", None),
    "one keeps it": ([("alice", "keep")], "kept", None),
    "nobody says anything": ([], "unanswered", None),
    "one wants to end it": ([("alice", "keep"), ("bob", "end")], "end", "bob"),
    "one wants it otherwise": ([("bob", "change"), ("alice", "keep")], "change", "bob"),
    "the first who wants it otherwise": ([("bob", "end"), ("carol", "change")], "end", "bob"),
    "the last word of each counts": (
        [("bob", "end"), ("carol", "change"), ("bob", "keep")],
        "change",
        "carol",
    ),
    "who took it back says nothing": ([("bob", "end"), ("bob", None)], "unanswered", None),
}


@pytest.mark.parametrize(("said", "how", "by"), ANSWERS.values(), ids=ANSWERS)
def test_anybody_who_wants_a_role_otherwise_is_heard(
    said: list[tuple[str, str | None]], how: str, by: str | None
) -> None:
    """It is a question to everyone, no vote; silence keeps it."""
    house = looking("cook")
    opened_at = house.now
    for name, answer in said:
        house.taps(name, "cook", answer)
    house.later(20 * DAY)
    (over,) = [r.fact for r in house.facts if isinstance(r.fact, RoleReviewOver)]
    assert (over.how, over.by) == (RoleReviewed(how), house.ids[by] if by else None)
    is_early = len(dict(said)) == len(PEOPLE)
    assert (over.at == opened_at) == is_early


def test_who_wants_a_role_changed_is_asked_how() -> None:
    """Privately, where that can be; the role stays meanwhile."""
    house = looking("cook")
    house.taps("carol", "cook", "change")
    house.later(20 * DAY)
    (asked,) = house.heard(outcomes.RoleChangeAsked)
    assert (asked.member, asked.role) == (house.ids["carol"], "cook")
    assert not house.heard(outcomes.RoleStays)


def test_halfway_those_who_have_not_answered_are_reminded_once_by_number() -> None:
    """Nobody is named."""
    house = looking("cook")
    house.taps("alice", "cook", "keep")
    house.later(13 * DAY)
    assert [told.unheard for told in house.heard(outcomes.RoleReviewGoesOn)] == [2]


def test_who_left_is_not_waited_for_and_does_not_count() -> None:
    """The others are, also who has no account and is spoken for."""
    house = looking("cook")
    house.offline = {"carol"}
    house.taps("bob", "cook", "end")
    house.home.discard("bob")
    house.taps("alice", "cook", "keep")
    assert not house.turning.over
    house.speaks_for("alice", "carol", "cook", "keep")
    assert house.turning.over == {"cook": RoleReviewed.KEPT}


def test_who_said_it_for_somebody_without_an_account_puts_it_forward() -> None:
    """And who says that it is not so is enough to make it unsaid."""
    house = looking("cook")
    house.offline = {"carol"}
    house.speaks_for("alice", "carol", "cook", "end")
    assert house.heard(outcomes.SpokenOfRole)
    house.says_not_so("cook", "carol")
    assert house.heard(outcomes.SpokenOfRoleUndone)
    house.speaks_for("bob", "carol", "cook", "end")
    for name in ("alice", "bob"):
        house.taps(name, "cook", "keep")
    (over,) = [r.fact for r in house.facts if isinstance(r.fact, RoleReviewOver)]
    assert (over.how, over.by) == (RoleReviewed.END, house.ids["bob"])


def test_what_is_removed_was_not_said() -> None:
    """What was said before stands again."""
    house = looking("cook")
    house.taps("alice", "cook", "keep")
    removed = house.taps("alice", "cook", "end")
    house.removes(removed)
    house.later(20 * DAY)
    assert house.wheels.last is not None
    assert house.wheels.last.over == {"cook": RoleReviewed.KEPT}


def test_a_word_on_a_role_that_nobody_looks_at_is_answered() -> None:
    """It says where to go on."""
    house = looking("cook")
    house.later(20 * DAY)
    house.taps("alice", "cook", "end")
    assert len(house.heard(outcomes.RoleReviewIsOver)) == 1


def test_while_the_bot_cannot_speak_time_stands_still() -> None:
    """What people tap counts; the end comes as much later."""
    house = looking("cook")
    until = house.running("cook").review.until
    house.later(10 * DAY)
    house.falls_silent()
    house.later(30 * DAY)
    house.taps("alice", "cook", "end")
    assert house.running("cook").review.live
    house.speaks_again()
    assert house.running("cook").review.until == until + 30 * DAY
    house.later(LONG)
    assert len(house.heard(outcomes.WheelIsRound)) == 1


# ------------------------------------------------------------------------------- what came of it


def test_the_end_tells_what_stayed_changed_ended_and_is_still_being_decided() -> None:
    """By names of roles and numbers of agreements."""
    house = a_house("chair", "cook", "keys", "tea")
    kept = house.agrees(QUORUM)
    changed = house.agrees(SetSetting("talk_hours", 12))
    handed_on = house.agrees(SetSetting("round_hours", 12))
    house.later(A_YEAR + 5 * DAY + timedelta(hours=20))
    everyone = {"chair": "keep", "cook": "end", "keys": "end", "tea": "change"}
    house.agrees(SetSetting("talk_hours", 24), replaces=3)
    for _ in range(12):
        for number in (kept, handed_on):
            review = house.proposals[number].holding
            if review and review.review and review.review.is_asking:
                for name in PEOPLE:
                    house.reviews(name, number, "end" if number == handed_on else "keep")
        for role in [one.role for one in house.wheels.running]:
            for name in PEOPLE:
                house.taps(name, role, everyone[role])
            if role == "cook":
                house.adopts(max(house.proposals))
                house.ends_role("cook")
            if role == "tea":
                house.has_tea = house.agrees(a_role("tea"))  # type: ignore[attr-defined]
        house.later(DAY)
    (told,) = house.heard(outcomes.WheelIsRound)
    assert told.stayed == (told_of("A2", QUORUM), RoleNamed(RoleName("chair")))
    assert told.changed == (told_of("A3", SetSetting("talk_hours", 12)), RoleNamed(RoleName("tea")))
    assert told.ended == (RoleNamed(RoleName("cook")),)
    assert len(told.deciding) == 2
    assert all(isinstance(part, ProposalNamed) for part in told.deciding)
    assert changed in house.wheels.turns[0].over


def test_what_was_put_forward_and_came_to_nothing_stayed() -> None:
    """The role is as it was."""
    house = looking("cook", "tea")
    for name in PEOPLE:
        house.taps(name, "cook", "end" if name == "bob" else "keep")
    house.withdraws(max(house.proposals))
    house.later(LONG)
    (told,) = house.heard(outcomes.WheelIsRound)
    assert told.stayed == (RoleNamed(RoleName("cook")), RoleNamed(RoleName("tea")))
    assert not told.ended
    assert not told.deciding


# ------------------------------------------------------------------------------------ histories

AT = FIRST
IMPOSSIBLE = {
    "a question of no wheel": [WheelAsked(AT, 1)],
    "a second wheel": [WheelBegan(AT, is_yearly=True), WheelBegan(AT, is_yearly=True)],
    "a question left out": [WheelBegan(AT, is_yearly=True), WheelAsked(AT, 2)],
    "a role that is not to be looked at": [
        WheelBegan(AT, is_yearly=True),
        WheelLaidOut(AT, (), ()),
        RoleReviewOpened(AT, RoleName("cook"), 1, (), AT),
    ],
    "an end before all was looked at": [
        WheelBegan(AT, is_yearly=True),
        WheelLaidOut(AT, (1,), ()),
        WheelEnded(AT),
    ],
}


@pytest.mark.parametrize("facts", IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_a_history_that_cannot_be_is_found(facts: list[WheelBegan]) -> None:
    """What is stored was damaged, or is of another bot."""
    with pytest.raises(ImpossibleHistory):
        fold_wheels([Recorded(seq, fact) for seq, fact in enumerate(facts, 1)])


@dataclass(frozen=True)
class Act:
    """Somebody does something, or time does."""

    does: str
    who: str
    role: str
    answer: str


ROLES = ("chair", "cook", "keys", "tea", "garden")
acts = st.builds(
    Act,
    st.sampled_from(
        [
            *("taps", "taps", "taps", "untaps", "leaves", "joins", "waits", "waits", "is down"),
            *("falls silent", "speaks again", "ends a role", "wants it", "reviews", "removes"),
        ]
    ),
    st.sampled_from(PEOPLE),
    st.sampled_from(ROLES),
    st.sampled_from(["keep", "change", "end"]),
)
LENGTHS = dict(zip(ROLES, (1, 9, 26, 24 * 8, 24 * 20), strict=True))
"""Hours; whatever names the act."""


def happens(house: WheelHouse, act: Act, sources: list[str]) -> None:
    hours = timedelta(hours=LENGTHS[act.role])
    match act.does:
        case "waits":
            house.later(hours)
        case "is down" if house.silent_since is None:
            house.is_down(hours)
        case "leaves" if len(house.home) > 1:
            house.home.discard(act.who)
        case "joins":
            house.home.add(act.who)
        case "falls silent":
            house.falls_silent()
        case "speaks again":
            house.speaks_again()
        case "wants it":
            house.wants_the_wheel()
        case _:
            is_said(house, act, sources)


def is_said(house: WheelHouse, act: Act, sources: list[str]) -> None:
    match act.does:
        case "ends a role" if house.roles.get(RoleName(act.role)):
            house.ends_role(act.role)
        case "removes" if sources:
            house.removes(sources.pop())
        case "taps" | "untaps" if act.who in house.home:
            answer = act.answer if act.does == "taps" else None
            sources.append(house.taps(act.who, act.role, answer))
        case "reviews" if act.who in house.home:
            held = house.proposals[2].holding
            if held and held.review and held.review.successor is None:
                house.reviews(act.who, 2, act.answer)


@given(st.lists(acts, max_size=40))
def test_whatever_people_do_the_wheel_comes_round_with_all_looked_at_once(life: list[Act]) -> None:
    """Each thing once, never more than two at a time, at most one question a day."""
    house = a_house(*ROLES)
    house.agrees(QUORUM)
    house.agrees(a_role("garden"))
    house.until(FIRST + A_YEAR - 2 * DAY)
    house.wants_the_wheel()
    house.later(5 * DAY)
    sources: list[str] = []
    for act in life:
        happens(house, act, sources)
        house.now += timedelta(seconds=11)
    house.speaks_again()
    house.later(LONG)
    assert house.as_recorded() == house.wheels
    first = house.wheels.turns[0]
    assert first.ended_at is not None
    assert len(first.over) == len(first.items) == len(set(first.items))
    assert house.most_at_once <= 2
    asked = [told.topic for told in house.heard(outcomes.WheelQuestion)]
    assert asked[: len(Topic)] == list(Topic)
    opened = [told.role for told in house.heard(outcomes.RoleReviewStarts)]
    of_the_first = opened[: sum(item in first.opened for item in first.items if item in ROLES)]
    assert len(set(of_the_first)) == len(of_the_first)
