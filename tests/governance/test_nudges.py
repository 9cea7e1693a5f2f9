"""The weekly nudge: when it comes, what it tells, and that it is never longer than 120 words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import speech
from governance import nudges, outcomes
from governance.cards import CARDS, QUESTIONS, Situation
from governance.flag_facts import FlagKind, FlagRaised
from governance.fold_flags import Flags
from governance.members import MemberId
from governance.nudge_words import LONGEST_TEXT, nudge_words, shortened
from governance.nudges import MONTH, MOST_WORDS, Nudges, Seen, fold_nudges, next_nudge_at
from governance.outcomes import NearDate, RoleNames
from governance.professional_facts import (
    MandateSaid,
    NudgeSent,
    RequestMade,
    RequestPromised,
    VoteExplained,
)
from governance.requests import Requests, fold_requests
from governance.rhythm import Rhythm
from governance.role_facts import How, Pool, RoleName, Way
from governance.roles import CHAIR, Role, Roles, Stretch, Term
from governance.settings import Settings
from governance.weekly import next_weekly, week_of

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MONDAY = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
"""A Monday at nine in Amsterdam."""
WEEK, DAY, HOUR = timedelta(weeks=1), timedelta(days=1), timedelta(hours=1)
ALICE, BOB, CAROL, PAT, LOTTE = map(MemberId, range(1, 6))
NAMES = dict(
    zip((ALICE, BOB, CAROL, PAT, LOTTE), ("Alice", "Bob", "Carol", "Pat", "Lotte"), strict=True)
)
COOK = RoleName("cook")
LANGUAGES = pytest.mark.parametrize("language", speech.LANGUAGES)


def term(
    starts_at: datetime, holder: MemberId | None, mentor: MemberId | None = None, role: str = CHAIR
) -> Term:
    part = Stretch(holder, starts_at, How.ROTATION, mentor)
    day = starts_at.astimezone(AMSTERDAM).date()
    return Term(RoleName(role), day, starts_at, starts_at + WEEK, (), (part,))


def role(name: str = CHAIR, pool: Pool = Pool.RESIDENTS, **terms: Any) -> Role:
    rhythm = Rhythm(1, time(9), MONDAY.date())
    return Role(RoleName(name), rhythm, pool, Way.ROTATION, None, **terms)


def rota(*some: Role) -> Roles:
    return Roles(roles={one.name: one for one in some})


def requests(*made: RequestMade | RequestPromised) -> Requests:
    return fold_requests(made)


def asked(number: int = 1, text: str = "a new boiler", at: datetime = MONDAY - DAY) -> RequestMade:
    return RequestMade(at, number, ALICE, text)


def promised(due: date, number: int = 1) -> RequestPromised:
    return RequestPromised(MONDAY - DAY, number, PAT, due, "")


def flags(*told: datetime, roles: Sequence[str] = (CHAIR,)) -> Flags:
    """What was seen in these roles, and the room was asked about at these times."""
    raised = tuple(
        FlagRaised(at - 2 * DAY, number, FlagKind.CONCENTRATION, tuple(map(RoleName, roles)), ())
        for number, at in enumerate(told, 1)
    )
    return Flags(raised, told=dict(enumerate(told, 1)))


def seen(now: datetime = MONDAY, **what: Any) -> Seen:
    """A house in which nothing is going on, but `what`."""
    values: dict[str, Any] = {
        "zone": AMSTERDAM,
        "house": "De Eik",
        "language": "en",
        "professionals": (PAT,),
        "roles": Roles(),
        "flags": Flags(),
        "requests": Requests(),
        "proposals": (),
        "unheard": 0,
        "words": dict.fromkeys(NAMES, 1),
    }
    return Seen(now=now, **values | what)


KNOWS = fold_nudges([MandateSaid(MONDAY - DAY, PAT, "The rota is mine; money is not.")])
"""Pat has said what is theirs."""


def next_one(known: Nudges, here: Seen) -> NudgeSent:
    return nudges.with_card(nudges.nudge(known, here), known, here, 1)


def weeks(count: int, known: Nudges = KNOWS, **what: Any) -> list[NudgeSent]:
    """So many of them, one a week."""
    found: list[NudgeSent] = []
    for number in range(count):
        sent = next_one(known, seen(MONDAY + number * WEEK, **what))
        known = nudges.add_nudge_fact(known, sent)
        found.append(sent)
    return found


def said(
    sent: NudgeSent,
    about: Requests | None = None,
    language: str = "en",
    names: Mapping[MemberId, str] = NAMES,
) -> str:
    words = nudge_words(sent, about or Requests())
    return speech.say(words, speech.Listener(language, AMSTERDAM, sent.at, names)).plain


# ------------------------------------------------------------------------------------ when


def at(text: str) -> datetime:
    """A moment by the clock on the wall."""
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM).astimezone(UTC)


@pytest.mark.parametrize(
    ("setting", "after", "comes"),
    [
        ("monday 09:00", "2026-11-23T10:00", "2026-11-30T09:00"),  # the first after the birth
        ("monday 09:00", "2026-11-30T08:59", "2026-11-30T09:00"),
        ("monday 09:00", "2026-11-30T09:00", "2026-12-07T09:00"),
        ("monday 09:00", "2027-03-22T09:00", "2027-03-29T09:00"),  # the clocks went forward
        ("sunday 02:30", "2027-03-22T09:00", "2027-03-28T08:00"),  # a time that is not, at night
        ("monday 09:00", "2026-10-19T09:00", "2026-10-26T09:00"),  # and back
        ("sunday 23:00", "2026-11-25T10:00", "2026-11-30T08:00"),  # quiet hours: at their end
        ("sunday 23:00", "2026-11-29T23:30", "2026-11-30T08:00"),
    ],
)
def test_it_comes_at_its_time_by_the_clock_of_the_house(
    setting: str, after: str, comes: str
) -> None:
    """Every summer and winter, and never at night."""
    settings = Settings(nudge_time=setting)
    assert next_nudge_at(Nudges(), at(after), settings, AMSTERDAM) == at(comes)


def test_another_time_within_the_week_does_not_bring_a_second_one() -> None:
    """Monday's was sent; from now on it comes on Thursdays."""
    known = fold_nudges(weeks(1))
    thursdays = Settings(nudge_time="thursday 12:00")
    found = next_nudge_at(known, MONDAY + DAY, thursdays, AMSTERDAM)
    assert found == at("2026-12-10T12:00")


@given(
    after=st.integers(0, 3 * 365 * 24 * 60).map(
        lambda minutes: MONDAY + timedelta(minutes=minutes)
    ),
    weekday=st.sampled_from(("monday", "wednesday", "saturday", "sunday")),
    clock=st.sampled_from(("00:00", "02:30", "09:00", "22:30", "23:59")),
    quiet=st.sampled_from(("off", "22:00-08:00", "12:00-13:00")),
    zone=st.sampled_from(("Europe/Amsterdam", "America/New_York", "Pacific/Apia", "UTC")),
    had=st.sets(st.integers(0, 3)),
)
def test_the_next_one_is_soon_in_the_daytime_and_in_a_week_without_one(
    after: datetime, weekday: str, clock: str, quiet: str, zone: str, had: set[int]
) -> None:
    """Whatever the setting, the zone and the clocks do."""
    house, settings = ZoneInfo(zone), Settings(quiet_hours=quiet)
    but = frozenset(week_of(after + number * WEEK, house) for number in had)
    found = next_weekly(f"{weekday} {clock}", after, settings, house, but)
    assert found > after
    assert week_of(found, house) not in but
    assert settings.quiet_until(found, house) == found
    assert found - after <= (len(had) + 2) * WEEK
    every = next_weekly(f"{weekday} {clock}", found, settings, house, frozenset())
    assert timedelta(days=6) < every - found < timedelta(days=8)
    assert week_of(every, house) != week_of(found, house)


# ------------------------------------------------------------------------------------ what


def test_who_takes_over_from_whom_and_who_shows_how() -> None:
    """The turn that begins now, and one of later this week."""
    chair = role(past=(term(MONDAY - WEEK, CAROL),), present=term(MONDAY, BOB, mentor=ALICE))
    cook = role(COOK, published=term(MONDAY + 2 * DAY, ALICE, role=COOK))
    text = said(next_one(KNOWS, seen(roles=rota(chair, cook))))
    assert "chair: Bob takes over from Carol on Monday 30 November. Alice shows how." in text
    assert "cook: Alice begins on Wednesday 2 December." in text
    assert text.index("chair") < text.index("cook")


def test_who_goes_on_takes_nothing_over() -> None:
    chair = role(past=(term(MONDAY - WEEK, BOB),), present=term(MONDAY, BOB))
    assert next_one(KNOWS, seen(roles=rota(chair))).turns == ()


def test_an_open_turn_is_told_as_open() -> None:
    chair = role(past=(term(MONDAY - WEEK, BOB),), present=term(MONDAY, None))
    assert "chair: nobody yet, from Monday 30 November on." in said(
        next_one(KNOWS, seen(roles=rota(chair)))
    )


def test_a_turn_is_told_once() -> None:
    """That of Wednesday on Monday before it, and not on the Monday after."""
    wednesday = term(MONDAY + 2 * DAY, BOB)
    first = next_one(KNOWS, seen(roles=rota(role(published=wednesday))))
    known = nudges.add_nudge_fact(KNOWS, first)
    assert [turn.holder for turn in first.turns] == [BOB]
    later = seen(MONDAY + WEEK, roles=rota(role(present=wednesday)))
    assert next_one(known, later).turns == ()


def test_what_began_while_the_bot_was_away_is_told_after_what_begins_now() -> None:
    cook = role(COOK, present=term(MONDAY - 5 * DAY, ALICE, role=COOK))
    chair = role(present=term(MONDAY, BOB))
    told = next_one(KNOWS, seen(roles=rota(chair, cook))).turns
    assert [turn.role for turn in told] == [CHAIR, COOK]


def test_the_turns_of_professionals_are_not_told_to_them() -> None:
    duty = role("duty", Pool.PROFESSIONALS, present=term(MONDAY, PAT, role="duty"))
    assert next_one(KNOWS, seen(roles=rota(duty))).turns == ()


@LANGUAGES
def test_how_many_were_not_heard_is_a_number_and_no_name(language: str) -> None:
    text = said(next_one(KNOWS, seen(unheard=4, language=language)), language=language)
    assert re.search(r"\b4\b", text)
    assert not any(name in text for name in NAMES.values())


def test_a_question_that_the_room_was_asked_comes_in_the_next_nudge_only() -> None:
    """Told to the room on Friday: in Monday's, and not in the one after."""
    told = flags(MONDAY - 3 * DAY, roles=(CHAIR, COOK))
    first, second = weeks(2, flags=told)
    assert "how to share chair, cook." in said(first)
    assert second.roles == ()


def test_what_the_room_was_not_told_is_in_no_nudge() -> None:
    """Those concerned still have it to themselves."""
    told = flags(MONDAY - 3 * DAY)
    assert next_one(KNOWS, seen(flags=replace(told, told={}))).roles == ()


def test_requests_come_with_their_number_and_date_the_overdue_ones_first() -> None:
    about = requests(
        asked(1, "a second freezer"),
        asked(2, "paint for the hall and for the stairs"),
        asked(3, "keys"),
        promised(date(2026, 12, 4), 1),
        promised(date(2026, 11, 27), 2),
    )
    sent = next_one(KNOWS, seen(requests=about))
    assert said(sent, about).splitlines()[1:4] == [
        "R2 (paint for the…): waiting for an answer since Friday 27 November.",
        "R3 (keys): waiting for a date since Sunday 29 November.",
        "R1 (a second freezer): an answer is promised by Friday 4 December.",
    ]


def test_the_day_of_the_promise_itself_is_in_time() -> None:
    about = requests(asked(), promised(MONDAY.date()))
    assert [one.is_overdue for one in next_one(KNOWS, seen(requests=about)).requests] == [False]
    late = seen(MONDAY + DAY, requests=about)
    assert [one.is_overdue for one in next_one(KNOWS, late).requests] == [True]


def test_only_the_first_words_of_a_request_are_repeated() -> None:
    assert shortened("keys") == "keys"
    assert shortened("paint, for the hall") == "paint, for the…"
    assert len(shortened("a" * 500)) <= LONGEST_TEXT + 1


# ---------------------------------------------------------------- the card, and other weeks


def test_every_week_has_another_card() -> None:
    told = weeks(len(CARDS), unheard=2)
    assert len({one.card for one in told}) == len(CARDS)
    assert not any(one.question for one in told)


def test_a_quiet_week_is_one_line_and_one_question() -> None:
    """And every one has another question."""
    found = [one for one in weeks(12) if not one.is_monthly]
    for one in found:
        lines = said(one).splitlines()
        assert len(lines) == 2
        assert lines[0].startswith("De Eik, week ")
        assert lines[0].endswith(": a quiet week. A question you could ask:")
        assert one.card is None
    assert {one.question for one in found} < {*QUESTIONS}
    assert len({one.question for one in found}) == len(found) == 9


@LANGUAGES
def test_every_fourth_week_has_the_four_and_intervision(language: str) -> None:
    """Not the first one: what is this, and who are you to each other, comes before it."""
    found = weeks(12, language=language)
    assert [number for number, one in enumerate(found, 1) if one.is_monthly] == [4, 8, 12]
    words = {
        "en": ("expectations", "attunement", "roles", "made to measure", "intervision"),
        "nl": ("verwachtingen", "afstemming", "rollen", "maatwerk", "intervisie"),
    }
    text = said(found[3], language=language)
    assert all(word in text for word in words[language])
    assert {"en": "experience workers", "nl": "ervaringswerkers"}[language] in text


def test_a_month_is_a_month_also_after_weeks_without_a_nudge() -> None:
    """The bot was away when it should have come: it comes with the next one, once."""
    known = fold_nudges([*weeks(1)])
    back = next_one(known, seen(MONDAY + 6 * WEEK))
    assert back.is_monthly
    after = nudges.add_nudge_fact(known, back)
    assert not next_one(after, seen(MONDAY + 7 * WEEK)).is_monthly
    assert next_one(after, seen(MONDAY + 10 * WEEK)).is_monthly


def test_who_has_no_role_card_is_asked_for_it_one_at_a_time_and_not_every_week() -> None:
    """Again after half a year without one."""
    found = weeks(30, Nudges(), professionals=(PAT, LOTTE))
    asked_for = {n: one.without_card for n, one in enumerate(found, 1) if one.without_card}
    assert {n: who for n, who in asked_for.items() if n < 26} == {1: (PAT,), 2: (LOTTE,)}
    assert (PAT,) in [who for n, who in asked_for.items() if n > 26]
    assert "Pat, what do you decide here" in said(found[0])


def test_a_role_card_of_half_a_year_ago_is_asked_after() -> None:
    known = fold_nudges([MandateSaid(MONDAY - timedelta(days=181), PAT, "The rota.")])
    assert next_one(known, seen()).without_card == ()
    assert next_one(known, seen(MONDAY + DAY)).without_card == (PAT,)


def test_the_last_role_card_counts_and_the_vote_is_explained_once() -> None:
    old, new = MandateSaid(MONDAY - DAY, PAT, "old"), MandateSaid(MONDAY, PAT, "new")
    known = fold_nudges([old, VoteExplained(MONDAY, LOTTE), new, VoteExplained(MONDAY, LOTTE)])
    assert known.mandates == {PAT: new}
    assert known.explained == {LOTTE}


def test_the_card_fits_what_the_nudge_tells() -> None:
    chair = role(present=term(MONDAY, BOB, mentor=ALICE))
    late = requests(asked(), promised(date(2026, 11, 27)))
    for what, situation in (
        ({"roles": rota(chair)}, Situation.FIRST_CHAIR),
        ({"requests": late}, Situation.OVERDUE_REQUEST),
        ({"unheard": 2}, Situation.UNHEARD),
        ({"flags": flags(MONDAY - DAY)}, Situation.CONCENTRATION),
        ({"roles": rota(role(present=term(MONDAY, None)))}, Situation.OPEN_ROLE),
    ):
        fits = {card.key for card in CARDS if card.fits is situation}
        assert next_one(KNOWS, seen(**what)).card in fits, situation


# ---------------------------------------------------------------------- at most 120 words


def count(text: str) -> int:
    return len(text.split())


@LANGUAGES
def test_no_part_is_longer_than_the_rules_count_for_it(language: str) -> None:
    """Numbers and dates as long as they get; names of people and roles come on top."""
    day, name = NearDate(date(2028, 1, 5)), (outcomes.NameLine(ALICE),)
    listener = speech.Listener(language, AMSTERDAM, MONDAY, NAMES)

    def words(part: outcomes.Outcome, without: int = 0) -> int:
        return count(speech.say(part, listener).plain) - without

    nothing: dict[str, Any] = {
        **{field.name: () for field in fields(outcomes.NudgeWords)},
        **dict.fromkeys(("is_quiet", "is_sharing", "is_monthly"), False),
        **dict.fromkeys(("unheard", "more_turns", "more_requests"), 0),
        "house": "",
        "week": "53",
    }

    def more(**part: Any) -> int:
        """What this part adds."""
        bare = outcomes.NudgeWords(**nothing)
        return words(replace(bare, **part)) - words(bare)

    turns = [
        words(outcomes.NudgeTurn(CHAIR, day, name, name, name), 3),
        words(outcomes.NudgeTurn(CHAIR, day, name, (), name), 2),
        words(outcomes.NudgeTurn(CHAIR, day, (), name, ())),
    ]
    text = shortened("as many words as it likes")
    due = (outcomes.DayLine(day),)
    asked_for = [
        words(outcomes.NudgeRequest("R123", text, day, (), False)),
        words(outcomes.NudgeRequest("R123", text, day, due, False)),
        words(outcomes.NudgeRequest("R123", text, day, due, True)),
    ]
    assert max(turns) <= nudges.TURN
    assert max(asked_for) <= nudges.REQUEST
    assert (
        more(house=shortened("The house with the long name"))
        + words(outcomes.NudgeWords(**nothing), 1)
        <= nudges.HEAD + 1
    )
    assert max(more(unheard=1), more(unheard=99)) <= nudges.UNHEARD
    assert more(is_sharing=True, roles=RoleNames((CHAIR, COOK))) - 2 <= nudges.SHARING
    assert more(without_card=name) - 1 <= nudges.ROLE_CARD
    assert more(is_monthly=True) <= nudges.MONTHLY
    assert max(more(more_turns=9), more(more_requests=9)) <= nudges.MORE
    assert max(count(speech.card(card.key, language)) for card in CARDS) <= nudges.CARD


def fullest(now: datetime, people: int, language: str) -> tuple[Seen, Requests]:
    """Everything at once: roles that pass on, overdue requests, a question, no role card."""
    roles = [
        role(name, past=(term(now - WEEK, ALICE, role=name),), present=term(now, BOB, CAROL, name))
        for name in ("vergadervoorzitter", "huishoudgeldbeheerder", "gastvrouwschap", "tuin")
    ]
    about = requests(
        *(asked(n, "een heel lang verzoek met nog meer woorden", now - WEEK) for n in range(1, 6)),
        *(RequestPromised(now - WEEK, n, PAT, now.date() - 2 * DAY, "") for n in range(1, 6)),
    )
    here = seen(
        now,
        house="Het Grote Huis aan de Oude Gracht",
        language=language,
        roles=rota(*roles),
        flags=flags(now - DAY, roles=("vergadervoorzitter", "huishoudgeldbeheerder", "tuin")),
        requests=about,
        unheard=11,
        words=dict.fromkeys(NAMES, people),
    )
    return here, about


@LANGUAGES
@pytest.mark.parametrize("is_monthly", [False, True])
@pytest.mark.parametrize("year_is_over", [False, True])
def test_the_fullest_nudge_has_at_most_120_words(
    language: str, is_monthly: bool, year_is_over: bool
) -> None:
    """Names of three words, long names of roles, dates with their year, and any of the cards."""
    now = datetime(2027, 1, 4, 8, tzinfo=UTC) if year_is_over else MONDAY
    before = [replace(weeks(1)[0], at=now - MONTH)] if is_monthly else []
    here, about = fullest(now, 3, language)
    sent = nudges.nudge(fold_nudges(before), here)
    names = dict.fromkeys(NAMES, "Jan van Dijk")
    told = [said(replace(sent, card=card.key), about, language, names) for card in CARDS]
    assert MOST_WORDS - 25 < max(map(count, told)) <= MOST_WORDS
    assert sent.is_monthly is is_monthly
    assert sent.turns
    assert sent.requests
    assert sent.roles
    assert (sent.more_turns, sent.more_requests) > (0, 0)


@LANGUAGES
@pytest.mark.parametrize("is_monthly", [False, True])
def test_where_people_go_by_one_name_everything_fits_at_once(
    language: str, is_monthly: bool
) -> None:
    """With room for an account behind each name."""
    before = [replace(weeks(1)[0], at=MONDAY - MONTH)] if is_monthly else []
    here, _ = fullest(MONDAY, 2, language)
    sent = nudges.nudge(fold_nudges(before), here)
    assert all((sent.turns, sent.unheard, len(sent.roles) == 3, sent.requests))
    assert is_monthly or sent.without_card


@given(data=st.data())
def test_no_nudge_has_more_than_120_words(data: st.DataObject) -> None:
    """Whatever people are called, and however much is going on."""
    draw = data.draw
    language = draw(st.sampled_from(speech.LANGUAGES))
    word = st.text("abcdefgh", min_size=1, max_size=12)
    name = st.lists(word, min_size=1, max_size=40).map(" ".join)
    names = {who: draw(name) for who in NAMES}
    people = st.sampled_from([*NAMES, None])
    now = MONDAY + draw(st.integers(0, 200)) * DAY

    def some_role(called: str) -> Role:
        first, second, third = (
            term(now + n * WEEK - draw(st.integers(0, 6)) * DAY, draw(people), draw(people), called)
            for n in (-1, 0, 1)
        )
        return role(called, past=(first,), present=second, published=third)

    about = requests(
        *(asked(n, draw(name), now - WEEK) for n in range(1, draw(st.integers(1, 6)))),
    )
    here = seen(
        now,
        house=draw(name),
        language=language,
        professionals=(PAT, LOTTE),
        roles=rota(*(some_role(called) for called in draw(st.sets(word, max_size=5)))),
        flags=flags(*draw(st.sampled_from([(), (now - DAY,)])), roles=draw(st.lists(word))),
        requests=about,
        unheard=draw(st.integers(0, 40)),
        words={who: count(called) for who, called in names.items()},
    )
    before = [replace(weeks(1)[0], at=now - MONTH)] if draw(st.booleans()) else []
    known = fold_nudges(before)
    sent = next_one(known, here)
    text = said(sent, about, language, names)
    assert count(text) <= MOST_WORDS
    if sent.card:
        longest = max((speech.card(card.key, language) for card in CARDS), key=count)
        assert count(text) - count(speech.card(sent.card, language)) + count(longest) <= MOST_WORDS
