"""What people and time do with terms: publish, start, pass, take, swap, hand over, elect."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given

from governance import outcomes
from governance.foreseeing import likely_next, why
from governance.members import Kind
from governance.role_facts import How, Skipped
from governance.setting_up_roles import first_roles
from tests.governance.histories import History, histories, lived, some_histories
from tests.governance.rota import CHAIR, MONDAY_NOON, Rota, refusal

PEOPLE = ("alice", "bob", "carol", "dan")
FRIDAY = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)


def house(*names: str, **settings: Any) -> Rota:
    rota = Rota(*(names or PEOPLE), **settings)
    rota.makes()
    return rota


def test_a_new_house_has_a_weekly_chair() -> None:
    rota = Rota(*PEOPLE)
    rota.do(first_roles(rota.here()))
    assert rota.due() == FRIDAY
    rota.until(FRIDAY)
    assert rota.next() is not None
    assert rota.holder() is None
    rota.until(MONDAY)
    assert rota.holder() is not None
    assert rota.was_told(outcomes.TurnPublished) == 1
    assert rota.was_told(outcomes.YourTermBegins) == 1


def test_a_term_is_published_at_once_when_it_is_nearer() -> None:
    rota = Rota(*PEOPLE, now=FRIDAY + timedelta(days=1))
    rota.makes()
    assert rota.next() is not None


@pytest.mark.parametrize("days", [0, 3, 7, 60])
def test_terms_follow_one_another_however_early_they_are_published(days: int) -> None:
    rota = house(publish_days=days)
    rota.later(weeks=5)
    assert len(rota.served()) == 5
    assert None not in rota.served()


def test_a_term_is_not_published_in_quiet_hours() -> None:
    rota = Rota(*PEOPLE)
    rota.makes(clock="06:00")
    assert rota.due() == FRIDAY - timedelta(hours=1)


@pytest.mark.parametrize(("every", "is_fine"), [(0, False), (1, True), (52, True), (60, False)])
def test_a_term_lasts_a_week_to_a_year(every: int, is_fine: bool) -> None:
    ruling = Rota(*PEOPLE).makes("cook", every=every)
    assert refusal(ruling) == (None if is_fine else "RhythmOutOfRange")


def test_an_altered_role_goes_on_after_what_was_told() -> None:
    rota = house()
    rota.until(FRIDAY)
    rota.makes(every=2, weekday=2)
    published = rota.role().published
    assert published is not None
    assert published.starts_at == MONDAY
    assert published.ends_at == MONDAY + timedelta(days=9)
    rota.until(published.ends_at)
    assert rota.role().present is not None
    assert rota.role().present.starts_at == published.ends_at  # type: ignore[union-attr]


def test_what_was_missed_is_not_made_up_and_told_once() -> None:
    rota = house()
    rota.makes("cook", weekday=2)
    rota.later(days=8)
    rota.is_down(weeks=5)
    assert rota.was_told(outcomes.TermsMissed) == 1
    skipped = [recorded for recorded in rota.facts if isinstance(recorded.fact, Skipped)]
    assert len(skipped) == 2
    assert len(rota.served()) == 1
    rota.later(weeks=1)
    following = rota.role().published or rota.role().present
    assert following is not None
    assert following.starts_at >= rota.now - timedelta(days=7)
    assert rota.was_told(outcomes.TermsMissed) == 1


def test_a_term_that_was_told_starts_late() -> None:
    rota = house()
    rota.until(FRIDAY)
    told = rota.next()
    rota.is_down(days=5)
    assert rota.holder() == told
    assert rota.was_told(outcomes.TermsMissed) == 0


def test_passing_moves_a_turn_on_and_none_is_forced() -> None:
    rota = house()
    rota.until(FRIDAY)
    asked = []
    while name := rota.next():
        asked.append(name)
        rota.passes(name)
    assert sorted(asked) == sorted(PEOPLE)
    assert rota.was_told(outcomes.TurnOpen) == 1
    rota.until(MONDAY)
    assert rota.holder() is None
    assert set(rota.role().account_now.credit.values()) <= {0}


def test_who_has_no_turn_cannot_pass_it() -> None:
    rota = house()
    rota.until(FRIDAY)
    other = next(name for name in PEOPLE if name != rota.next())
    assert refusal(rota.passes(other)) == "NotYourTurn"


def test_the_present_holder_may_pass_the_rest() -> None:
    rota = house()
    rota.until(MONDAY + timedelta(days=1))
    first = rota.holder()
    assert first
    rota.passes(first)
    assert rota.holder() not in {None, first}
    rota.later(days=3)
    assert rota.next() != rota.holder()


def test_after_three_declines_one_is_asked_kindly() -> None:
    rota = house("alice", "bob")
    times = 0
    for _ in range(12):
        rota.later(days=7)
        if rota.next() == "alice":
            rota.passes("alice")
            times += 1
        assert rota.was_told(outcomes.PauseQuestion) == times // 3


@pytest.mark.parametrize("how", ["leaves", "goes_away", "wants_no", "rests"])
def test_who_cannot_or_will_not_passes_it_on(how: str) -> None:
    rota = house()
    rota.until(FRIDAY)
    first = rota.next()
    assert first
    getattr(rota, how)(first)
    assert rota.next() not in {None, first}
    assert rota.was_told(outcomes.TurnMovedOn) == 1


def test_a_take_stands_in_until_the_term_ends() -> None:
    rota = house()
    rota.until(MONDAY + timedelta(days=1))
    other = next(name for name in PEOPLE if name != rota.holder())
    assert refusal(rota.takes(other)) is None
    assert rota.holder() == other
    assert rota.role().present.served[0] == rota.ids[other]  # type: ignore[union-attr]
    assert refusal(rota.takes(other)) == "HasItAlready"
    assert rota.role().account_now.credit[rota.ids[other]] < 0


def test_who_stood_in_for_the_last_day_does_not_pay() -> None:
    rota = house()
    rota.until(MONDAY + timedelta(days=6))
    first = rota.holder()
    other = next(name for name in PEOPLE if name not in {first, rota.next()})
    rota.takes(other)
    assert rota.role().account.after(rota.role().present).streak[0] == rota.ids[str(first)]


def test_the_first_volunteer_has_it() -> None:
    rota = Rota(*PEOPLE)
    rota.makes(way="volunteer")
    assert refusal(rota.takes("bob")) == "NothingToTake"
    rota.until(FRIDAY)
    assert rota.next() is None
    rota.takes("bob")
    assert rota.next() == "bob"
    assert refusal(rota.takes("carol")) == "NothingToTake"
    rota.until(MONDAY)
    assert rota.role().present.how is How.VOLUNTEER  # type: ignore[union-attr]


def test_a_swap_needs_both() -> None:
    rota = house()
    rota.until(FRIDAY)
    first = rota.next()
    assert first
    other = next(name for name in PEOPLE if name != first)
    rota.swaps(first, other)
    assert rota.next() == first
    assert refusal(rota.swaps("alice" if first != "alice" else "bob", first)) != "Swapped"
    rota.swaps(other, first)
    assert rota.next() == other
    rota.until(MONDAY)
    assert rota.holder() == other


def test_who_gives_a_swapped_turn_back_owes_nothing_for_it() -> None:
    """Nor does who has it again earn by it; somebody too new to be asked may swap too."""
    rota = house("alice", "bob")
    rota.until(FRIDAY)
    first = rota.next()
    assert first
    rota.moves_in("carol")
    at_first = rota.role().account_now.credit
    rota.swaps(first, "carol")
    rota.swaps("carol", first)
    swapped = rota.role().account_now.credit
    assert swapped[rota.ids["carol"]] == -1
    assert swapped[rota.ids[first]] == at_first[rota.ids[first]] + 1
    rota.swaps("carol", first)
    rota.swaps(first, "carol")
    assert rota.next() == first
    back = rota.role().account_now.credit
    assert back.get(rota.ids["carol"], 0) == 0
    assert {who: back[who] for who in at_first} == at_first


def with_jan() -> Rota:
    """Bob has the next turn, and Jan lives here without an account."""
    rota = house("alice", "bob", "carol")
    rota.moves_in("jan", Kind.OFFLINE)
    for name in ("alice", "carol", "jan"):
        rota.wants_no(name)
    rota.until(FRIDAY)
    assert rota.next() == "bob"
    return rota


def test_who_asks_a_swap_does_not_say_yes_for_somebody_without_an_account() -> None:
    rota = with_jan()
    rota.swaps("bob", "jan")
    assert refusal(rota.swaps("jan", "bob", says="bob")) == "SwapTakesTwo"
    assert rota.next() == "bob"
    assert refusal(rota.swaps("jan", "bob", says="alice")) is None
    assert rota.next() == "jan"


def test_who_asks_a_swap_for_somebody_without_an_account_does_not_say_yes_to_it() -> None:
    """When somebody else asks it for them too, they can."""
    rota = with_jan()
    rota.passes("bob")
    rota.takes("jan")
    assert rota.next() == "jan"
    rota.swaps("jan", "carol", says="carol")
    assert refusal(rota.swaps("carol", "jan")) == "SwapTakesTwo"
    assert rota.next() == "jan"
    assert rota.swaps("jan", "carol", says="carol").facts == ()
    rota.swaps("jan", "carol", says="alice")
    assert refusal(rota.swaps("carol", "jan")) is None
    assert rota.next() == "carol"


def test_nobody_swaps_for_two_people_without_an_account() -> None:
    rota = with_jan()
    rota.moves_in("piet", Kind.OFFLINE)
    rota.swaps("bob", "jan")
    rota.swaps("jan", "bob", says="alice")
    rota.swaps("jan", "piet", says="alice")
    assert refusal(rota.swaps("piet", "jan", says="alice")) == "SwapTakesTwo"
    assert refusal(rota.swaps("piet", "jan", says="bob")) is None
    assert rota.next() == "piet"


def test_a_first_timer_has_the_last_holder_as_mentor() -> None:
    rota = house()
    rota.until(MONDAY + timedelta(days=4))
    assert rota.mentor() == rota.holder()
    rota.later(days=7)
    assert rota.mentor() != rota.role().present.mentor  # type: ignore[union-attr]
    rota.later(weeks=4)
    assert rota.mentor() is None


def test_it_is_not_the_first_time_for_who_stood_in_before() -> None:
    """They have a mentor all the same, for no turn was theirs yet."""
    rota = house("alice", "bob", "carol", "dan")
    rota.until(MONDAY + timedelta(days=5))
    other = next(name for name in PEOPLE if name not in {rota.holder(), rota.next()})
    rota.takes(other)
    told = published_to(rota, other)
    assert not told.is_first
    assert told.weeks == (told.starts_at - MONDAY) // timedelta(weeks=1)
    assert told.mentor


def test_who_had_a_turn_for_a_moment_only_has_it_for_the_first_time() -> None:
    rota = house("alice", "bob", "carol", "dan")
    rota.until(MONDAY + timedelta(days=5))
    first = rota.holder()
    assert first
    other = next(name for name in PEOPLE if name not in {first, rota.next()})
    rota.takes(other)
    rota.later(minutes=5)
    rota.takes(first)
    assert published_to(rota, other).is_first


def published_to(rota: Rota, name: str) -> outcomes.TurnPublished:
    """What the house is told when it is their turn."""
    while rota.next() != name:
        rota.later(days=1)
    told = [o for o in rota.told if isinstance(o, outcomes.TurnPublished)][-1]
    assert told.holder == rota.ids[name]
    return told


@pytest.mark.parametrize("has_stood_in", [False, True])
def test_whoever_gets_a_turn_hears_whether_it_is_the_first_time(has_stood_in: bool) -> None:
    """Also when it was passed on, or when they take it; a mentor stands by them both ways."""
    rota = house("alice", "bob", "carol")
    rota.until(MONDAY + timedelta(days=6))
    first, second = rota.holder(), rota.next()
    third = next(name for name in PEOPLE if name not in {first, second})
    assert second
    if has_stood_in:
        rota.takes(third)
    rota.passes(second)
    moved_on = [o for o in rota.told if isinstance(o, outcomes.TurnMovedOn)][-1]
    assert rota.name(moved_on.holder) == third
    assert moved_on.mentor
    assert moved_on.is_first is not has_stood_in
    rota.passes(third)
    while again := rota.next():
        rota.passes(again)
    rota.takes(third)
    taken = [o for o in rota.told if isinstance(o, outcomes.TurnTaken)][-1]
    assert taken.mentor
    assert taken.is_first is not has_stood_in


def test_who_mentored_rests_from_it_for_two_terms() -> None:
    """And then does it again: the second veteran was mentor of the third."""
    rota = Rota("alice", "bob", "carol")
    rota.makes()
    rota.later(weeks=3)
    veterans = [*rota.served()]
    for name in ("dan", "erin", "finn", "gita"):
        rota.moves_in(name, is_founder=True)
    for veteran in veterans:
        assert veteran
        rota.wants_no(veteran)
    mentors = []
    for _ in range(4):
        rota.until(rota.role().present.ends_at)  # type: ignore[union-attr]
        present = rota.role().present
        assert present
        mentors.append(rota.name(present.mentor))
        newcomer = rota.holder()
        assert newcomer
        rota.goes_away(newcomer, since=present.ends_at)
    first, second, third = veterans
    assert mentors == [third, first, second, third]


def test_who_did_turns_for_others_is_asked_later_than_who_had_it_longer_ago() -> None:
    rota = house("alice", "bob", "carol", "dan", "erin")
    for _ in range(3):
        rota.later(days=7)
        if rota.holder() != "alice":
            rota.takes("alice")
    rota.later(weeks=7)
    assert "alice" not in rota.served()[3:]


def test_who_did_many_turns_for_others_does_not_wait_for_ever() -> None:
    rota = house("alice", "bob", "carol")
    for _ in range(24):
        rota.later(days=7)
        if rota.holder() != "alice":
            rota.takes("alice")
    rota.later(weeks=13)
    assert "alice" in rota.served()[-6:]
    assert "alice" in rota.served()[-12:-6]


def test_what_the_last_holder_leaves_is_read_to_the_next() -> None:
    rota = house()
    rota.until(MONDAY)
    first, other = rota.holder(), next(name for name in PEOPLE if name != rota.holder())
    assert first
    assert refusal(rota.hands_over(other, "keys")) == "NothingToHandOver"
    rota.hands_over(first, "the keys are with Jan")
    rota.later(days=7)
    note = [o for o in rota.told if isinstance(o, outcomes.YourTermBegins)][-1]
    assert note.handover == (outcomes.HandoverLine("the keys are with Jan"),)


def test_an_election_holds_over_the_limit_until_its_end() -> None:
    rota = house(term_limit=1)
    rota.until(MONDAY)
    rota.elects("dan", until=MONDAY + timedelta(weeks=4))
    rota.later(weeks=3)
    assert rota.served()[-3:] == ["dan"] * 3
    rota.until(MONDAY + timedelta(weeks=5))
    assert rota.holder() != "dan"
    assert rota.was_told(outcomes.ElectionIsOver) == 1
    assert rota.ids["dan"] not in rota.role().account.turns


def test_an_elected_role_is_open_when_nobody_is_elected() -> None:
    rota = Rota(*PEOPLE)
    rota.makes(way="election")
    rota.until(MONDAY)
    assert rota.holder() is None
    rota.elects("bob")
    assert rota.holder() == "bob"
    rota.drops_election()
    assert rota.holder() is None


def test_who_is_elected_passes_their_turn_in_another_role_on() -> None:
    rota = house()
    rota.makes("cook", way="election")
    rota.until(MONDAY)
    chair = rota.holder()
    assert chair
    rota.elects(chair, "cook")
    assert rota.holder("cook") == chair
    assert rota.holder() not in {None, chair}


def test_a_role_that_ended_and_comes_back_remembers() -> None:
    rota = house()
    rota.later(weeks=3)
    credit = dict(rota.role().account_now.credit)
    rota.ends()
    assert rota.roles.get(CHAIR) is None
    assert refusal(rota.takes("bob")) == "RoleUnknown"
    assert rota.due() is None
    rota.makes()
    assert sum(rota.role().account.credit.values()) == 0
    assert set(rota.role().account.credit) == set(credit)
    rota.later(weeks=2)
    assert rota.holder() is not None


def test_a_newcomer_rests_for_some_days_and_a_guest_has_no_role() -> None:
    rota = house("alice")
    rota.later(days=1)
    rota.moves_in("erin")
    rota.moves_in("gus", Kind.GUEST)
    rota.until(MONDAY)
    assert rota.holder() == "alice"
    rota.later(weeks=2)
    assert rota.holder() == "erin"
    assert refusal(rota.takes("gus")) == "NotInThePool"


def test_why_tells_when_they_had_it_last() -> None:
    rota = house()
    rota.until(MONDAY + timedelta(weeks=5, days=5))
    reason = why(rota.roles, CHAIR, rota.here())
    assert reason is not None
    assert rota.name(reason.holder) == rota.next()
    assert reason.last_held == MONDAY + timedelta(weeks=2)
    assert reason.terms_since == 3
    assert (reason.candidates, reason.had_it_since, reason.waited_longer) == (4, 3, ())


@some_histories
@given(histories())
def test_what_is_foreseen_is_what_comes_when_nothing_changes(history: History) -> None:
    rota = lived(history)
    rota.settle(publish_days=3)
    rota.follow()
    for person in rota.people:
        rota.comes_back(person)
    rota.later(weeks=5)
    for role in rota.roles.live:
        for term in likely_next(rota.roles, role.name, rota.here()):
            twin = rota.role(role.name)
            assert term.holder is None or term.holder in rota.ids.values()
            assert not twin.published or term.starts_at >= twin.published.starts_at


def test_the_likely_next_ones_are_those_that_come() -> None:
    rota = house()
    rota.until(FRIDAY)
    foreseen = [rota.name(t.holder) for t in likely_next(rota.roles, CHAIR, rota.here(), 4)]
    rota.later(weeks=4)
    assert rota.served() == foreseen


@some_histories
@given(histories())
def test_every_due_time_leads_to_something_and_lies_ahead(history: History) -> None:
    rota = lived(history)
    due = rota.due()
    assert due is not None
    assert due > rota.now
    rota.until(due)
    assert rota.now == due >= MONDAY_NOON


def test_each_chair_is_told_another_way_to_begin() -> None:
    """One after the other, and then again from the first."""
    rota = Rota("alice", "bob", "carol")
    rota.makes(CHAIR)
    rota.later(weeks=6)
    notes = [told for told in rota.told if isinstance(told, outcomes.YourTermBegins)]
    assert [note.opening for note in notes] == [0, 1, 2, 3, 0, 1]


def test_who_had_it_for_a_moment_is_not_thanked_for_it() -> None:
    """Thanks that nobody earned sound like mockery."""
    rota = Rota("alice", "bob", "carol")
    rota.makes(CHAIR)
    rota.later(days=8)
    holder = rota.holder(CHAIR)
    first, second = (name for name in ("alice", "bob", "carol") if name != holder)
    rota.takes(first)
    rota.takes(second)
    stood_in = [told for told in rota.told if isinstance(told, outcomes.StandsIn)]
    assert [len(told.before) for told in stood_in] == [1, 0]
