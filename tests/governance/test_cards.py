"""Cards and questions go round like a deck: another one each week, and one that fits."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from governance.cards import CARDS, QUESTIONS, Card, Situation, next_card, next_question

HOUSES = st.integers(1, 1000)
SITUATIONS = st.frozensets(st.sampled_from(Situation))
KEYS = st.sampled_from("abcdefghijkl")
DECKS = st.lists(
    st.builds(Card, KEYS, st.none() | st.sampled_from(Situation)),
    min_size=1,
    max_size=10,
    unique_by=lambda card: card.key,
)
FITS = {card.key: card.fits for card in CARDS}
PLAIN = Card("plain")
OPPONENT = Card("opponent", Situation.PERSON_OPEN)
LEARNER = Card("learner", Situation.FIRST_CHAIR)


def dealt(
    weeks: int,
    house: int = 1,
    going_on: frozenset[Situation] = frozenset(),
    used: tuple[str, ...] = (),
    deck: tuple[Card, ...] = CARDS,
) -> list[str]:
    """The keys of the cards of so many weeks, after those that were used."""
    keys = [*used]
    for _ in range(weeks):
        keys.append(next_card(keys, going_on, house, deck).key)
    return keys[len(used) :]


# No card comes again before all were used.


@given(HOUSES, st.lists(SITUATIONS, min_size=3 * len(CARDS), max_size=3 * len(CARDS)))
def test_every_card_comes_once_in_each_round_of_the_deck(
    house: int, weeks: list[frozenset[Situation]]
) -> None:
    """Whatever goes on in a house meanwhile."""
    used: list[str] = []
    for going_on in weeks:
        used.append(next_card(used, going_on, house).key)
    size = len(CARDS)
    assert [{*used[at : at + size]} for at in range(0, 3 * size, size)] == [{*FITS}] * 3


@given(DECKS, HOUSES, st.lists(KEYS | st.just("gone"), max_size=40), SITUATIONS)
def test_a_deck_goes_round_whatever_was_used_before(
    deck: list[Card], house: int, used: list[str], going_on: frozenset[Situation]
) -> None:
    """Cards may be added and removed: what is still to come in this round comes, then all do."""
    keys = {card.key for card in deck}
    coming = dealt(2 * len(deck), house, going_on, tuple(used), tuple(deck))
    rest = [
        count
        for count in range(len(deck))
        if {*coming[count : count + len(deck)]} == keys and len({*coming[:count]}) == count
    ]
    assert rest, "so many were left, none of them twice; then the whole deck"


@given(DECKS, HOUSES, st.lists(KEYS, max_size=40), SITUATIONS)
def test_a_card_rests_while_half_of_the_deck_is_used(
    deck: list[Card], house: int, used: list[str], going_on: frozenset[Situation]
) -> None:
    """Also from one round of the deck to the next: another card each week."""
    keys = {card.key for card in deck}
    half = len(deck) // 2
    lately = [key for key in used if key in keys][-half:] if half else []
    assert next_card(used, going_on, house, deck).key not in lately


@given(HOUSES, SITUATIONS)
def test_no_two_weeks_have_the_same_card(house: int, going_on: frozenset[Situation]) -> None:
    """Not even when a round of the deck ends between them."""
    for one, another in pairwise(dealt(2 * len(CARDS), house, going_on)):
        assert one != another


def test_a_new_card_comes_in_the_round_that_is_under_way() -> None:
    """A later Kring knows more cards; a house that has used up the old ones reads those first."""
    old = tuple(Card(f"old{number}") for number in range(6))
    new = (*old, Card("new1"), Card("new2"))
    used = tuple(dealt(6, deck=old))
    assert {*dealt(2, used=used, deck=new)} == {"new1", "new2"}
    begun = tuple(dealt(6 + 2, deck=old))
    coming = dealt(6, used=begun, deck=new)
    assert {*coming} == {card.key for card in new} - {*begun[6:]}


def test_a_card_that_is_gone_holds_nothing_up() -> None:
    """When the removed one was all that was left, the next round of the deck begins."""
    old = tuple(Card(f"old{number}") for number in range(6))
    used = tuple(dealt(5, deck=old))
    fewer = tuple(card for card in old if card.key in used)
    coming = dealt(5, used=used, deck=fewer)
    assert {*coming} == {*used}
    assert coming[0] not in used[-2:]


# A card that fits comes first.


def test_a_card_that_fits_comes_before_all_others() -> None:
    for situation in Situation:
        for house in range(1, 20):
            assert FITS[next_card([], {situation}, house).key] is situation


def test_what_weighs_most_comes_first() -> None:
    """A person who is talked about comes before anything else."""
    everything = {*Situation}
    weights = [FITS[key] for key in dealt(len(CARDS), going_on=frozenset(everything))]
    of_situations = [fits for fits in weights if fits is not None]
    assert weights[: len(of_situations)] == of_situations, "then those for any week"
    assert [*dict.fromkeys(of_situations)] == [*Situation]
    assert [*Situation][:3] == [
        Situation.PERSON_OPEN,
        Situation.OVERDUE_REQUEST,
        Situation.FIRST_CHAIR,
    ]


def test_a_card_for_what_is_not_there_comes_last() -> None:
    """It can be read then too, and is not left out for ever."""
    deck = (OPPONENT, LEARNER, PLAIN)
    for house in range(1, 20):
        quiet = dealt(3, house, deck=deck)
        assert quiet[0] == PLAIN.key
        assert {*quiet[1:]} == {OPPONENT.key, LEARNER.key}
        learning = dealt(3, house, frozenset({Situation.FIRST_CHAIR}), deck=deck)
        assert learning == [LEARNER.key, PLAIN.key, OPPONENT.key]


def test_a_card_that_fits_is_not_read_twice_for_it() -> None:
    """While a situation lasts, its cards come once, and then others."""
    going_on = frozenset({Situation.PERSON_OPEN})
    fitting = sum(card.fits is Situation.PERSON_OPEN for card in CARDS)
    assert [FITS[key] for key in dealt(fitting + 3, going_on=going_on)] == [
        *[Situation.PERSON_OPEN] * fitting,
        *[None] * 3,
    ]


def test_each_situation_has_a_card() -> None:
    assert {card.fits for card in CARDS} == {None, *Situation}


# Nothing is left to chance.


def test_each_house_has_its_own_order_and_keeps_it() -> None:
    """The first weeks of two houses, as they are on any machine."""
    assert dealt(4, house=1) == dealt(4, house=1)
    assert dealt(4, house=1) != dealt(4, house=2)
    letters = tuple(Card(letter) for letter in "abcde")
    assert "".join(dealt(5, house=1, deck=letters)) == "deabc"  # by `printf 1/d | sha256sum`


@given(HOUSES, st.data())
def test_the_order_in_which_cards_are_written_down_says_nothing(
    house: int, data: st.DataObject
) -> None:
    shuffled = tuple(data.draw(st.permutations(CARDS)))
    assert dealt(8, house, deck=shuffled) == dealt(8, house)


# Questions go the same way.


@given(HOUSES)
def test_every_question_comes_once_in_each_round(house: int) -> None:
    used: list[str] = []
    for _ in range(2 * len(QUESTIONS)):
        used.append(next_question(used, house))
    half = len(QUESTIONS)
    assert {*used[:half]} == {*used[half:]} == {*QUESTIONS}


def test_there_are_cards_and_questions_for_half_a_year() -> None:
    """Each has a key of its own, and each of the six parts has at least two cards."""
    assert len({*FITS}) == len(CARDS) >= 26
    assert len({*QUESTIONS}) == len(QUESTIONS) >= 26
    for part in ("friend", "colleague", "opponent", "driver", "help-seeker", "learner"):
        assert sum(key.startswith(f"{part}-") for key in FITS) >= 2
