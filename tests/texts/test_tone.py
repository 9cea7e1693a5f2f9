"""How Kring speaks: short and plain, modest, about roles and rules and never about people's worth.

`python -m tests.texts.tone` shows the figures, and the ten longest sentences of each language.
"""

from __future__ import annotations

import re
import unicodedata

import pytest

from governance.cards import CARDS
from tests.texts import said, tone
from tests.texts.said import LANGUAGES
from tests.texts.tone import SIGNS

LONGEST_CARD = 35
"""Words; the whole nudge has at most 120."""
MOST_SENTENCES = 3
LONGEST_QUESTION = 16

PARTS = {
    "en": {
        "friend": "a friend",
        "colleague": "a colleague",
        "opponent": "an opponent",
        "driver": "a driver",
        "help-seeker": "a help-seeker",
        "learner": "a learner",
    },
    "nl": {
        "friend": "vriend",
        "colleague": "collega",
        "opponent": "tegenspeler",
        "driver": "aanjager",
        "help-seeker": "hulpvrager",
        "learner": "leerling",
    },
}
AS = {"en": "As", "nl": "Als"}

# A card asks and suggests; it gives no orders, and knows no "always".
ORDERS = {
    "en": r"must|should|have to|you need to|ought|always|never|make sure|don't forget",
    "nl": r"moet|moeten|behoor\w*|hoort te|altijd|nooit|zorg ervoor|zorg dat",
}
# A question is open, and begins like one. "Who" would point at somebody.
OPEN = {
    "en": r"(In )?(What|Which|Where|When|Why|How)\b",
    "nl": r"((Over|In|Van|Voor) )?([Ww]at|[Ww]elke?|Waar\w*|Wanneer|Hoe)\b",
}
# "Why did you" asks somebody to defend themselves; "why do we" is about the house.
DEFEND_YOURSELF = {"en": r"\bwhy\b.*\byou", "nl": r"\bwaarom\b.*\b(je|jij|jou|jouw)\b"}

# Hand counted, so that the estimate is held to something.
SYLLABLES = {
    "en": "about 2 agreement 3 anybody 4 proposal 3 question 2 people 2 coffee 2 table 2 house 1"
    " asked 1 decided 3 reason 2 other 2 away 2 again 2 residents 3 something 2 the 1 change 1"
    " before 2 organisation 5 meeting 2 together 3 round 1 closes 2 nobody 3 everyone 3 time 1",
    "nl": "akkoord 2 afspraak 2 iedereen 3 voorstel 2 idee 2 ideeën 3 over 2 open 2 organisatie 5"
    " bewoners 3 begeleider 4 avond 2 evaluatie 5 één 1 huis 1 koffie 2 eerder 2 eten 2 uur 1"
    " samen 2 tussen 2 iets 1 bijeenkomst 3 vrijdag 2 opnieuw 2 beurt 1 voorzitter 3 geëerd 2",
}

by_language = pytest.mark.parametrize("language", LANGUAGES)
by_file = pytest.mark.parametrize(
    ("language", "file"), [(each, file) for each in LANGUAGES for file in said.files(each)]
)


# Short and plain.


@by_language
def test_no_sentence_is_longer_than_twenty_words(language: str) -> None:
    """With dates, names and numbers as they are said."""
    counted = tone.longest(language)
    assert len(counted) > len(said.messages(language)) / 2
    assert [one for one in counted if one[0] > tone.LONGEST_SENTENCE] == []


@by_file
def test_a_sentence_has_at_most_twelve_words_on_average(language: str, file: str) -> None:
    """In each file, so that none hides behind another."""
    assert tone.reading(language, file).words <= tone.AVERAGE_SENTENCE


@by_file
def test_each_file_is_easy_to_read(language: str, file: str) -> None:
    """By the length of words and sentences; that a text is clear no figure can tell."""
    assert tone.reading(language, file).ease >= tone.LEAST_EASE


@by_language
def test_what_is_hard_to_read_is_seen_to_be(language: str) -> None:
    """The figure can tell: as official papers write, it is far below the limit."""
    official = {
        "en": "Subsequent to the determination of eligibility, residents are required to submit "
        "documentation regarding the aforementioned responsibilities.",
        "nl": "Voorafgaand aan de besluitvorming dienen bewoners documentatie betreffende "
        "bovengenoemde verantwoordelijkheden te overleggen.",
    }
    assert tone.reading_ease([official[language]], language) < tone.LEAST_EASE / 2


@by_language
def test_syllables_are_counted_as_people_count_them(language: str) -> None:
    """An estimate; too few would flatter the figure."""
    words = SYLLABLES[language].split()
    by_hand = {word: int(count) for word, count in zip(words[::2], words[1::2], strict=True)}
    off = {word: tone.syllables(word, language) - count for word, count in by_hand.items()}
    assert sum(map(abs, off.values())) <= len(by_hand) / 20
    assert sum(off.values()) >= 0


# Modest.


@by_language
def test_no_official_word_and_no_word_that_judges_people(language: str) -> None:
    """Je and jullie; nobody is called silent, late or inactive."""
    found = {
        (name, word)
        for name, texts in said.every_text(language).items()
        for text in texts
        for word in tone.forbidden(language, text)
    }
    assert found == set()


@by_language
def test_only_the_four_signs_decorate_a_text(language: str) -> None:
    """No other emoji, and no cheering: an exclamation mark is a command's."""
    for name, texts in said.every_text(language).items():
        for text in texts:
            signs = {letter for letter in text if unicodedata.category(letter) == "So"}
            assert signs <= SIGNS, name
            assert "!" not in re.sub(r"`[^`]*`", "", text), name


# The cards of the nudge.


@by_language
def test_a_card_has_at_most_thirty_five_words_and_three_sentences(language: str) -> None:
    """Read between two other things by somebody with little time."""
    for name, text in said.data(language, "card-").items():
        assert said.word_count(text) <= LONGEST_CARD, name
        assert 2 <= len(re.findall(r"[.?](?=”?(?:\s|$))", text)) <= MOST_SENTENCES, name
        assert text.endswith((".", "?", "?”", ".”")), name
        assert "\n" not in text, name


@by_language
def test_a_card_gives_no_orders(language: str) -> None:
    for name, text in said.data(language, "card-").items():
        assert not re.search(rf"(?i)\b(?:{ORDERS[language]})\b", text), name


@by_language
def test_a_card_for_one_of_the_six_parts_names_it_and_has_a_sentence_to_try(language: str) -> None:
    """In bold, at the beginning; and no other card does."""
    texts = said.data(language, "card-")
    for card in CARDS:
        text = texts[f"card-{card.key}"]
        parts = [words for part, words in PARTS[language].items() if card.key.startswith(part)]
        assert text.startswith(f"**{AS[language]} {parts[0]}:** " if parts else text.split()[0])
        assert text.count("**") == 2 * len(parts)
        assert not parts or re.search(r": “[^”]+[.?]”|“[^”]+[.?]” ", text), card.key


@by_language
def test_a_card_is_no_other_card(language: str) -> None:
    texts = [*said.data(language, "card-").values(), *said.data(language, "question-").values()]
    assert len(texts) == len({*texts})


# The why-questions.


@by_language
def test_a_question_is_one_sentence_of_at_most_sixteen_words(language: str) -> None:
    for name, text in said.data(language, "question-").items():
        assert said.word_count(text) <= LONGEST_QUESTION, name
        assert re.fullmatch(r"[^.?!\n]+\?", text), name


@by_language
def test_a_question_is_open_and_asks_nobody_to_defend_themselves(language: str) -> None:
    """There is no right answer in it, and nobody it points at."""
    for name, text in said.data(language, "question-").items():
        assert re.match(OPEN[language], text), name
        assert not re.search(DEFEND_YOURSELF[language], text, re.IGNORECASE), name
        assert not re.search(r"n't\b|, (or )?(right|no|not|of niet|toch|hè)\?", text), name
