"""What Kring says: complete in both languages, short, plain, and true to its commands."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import pytest
from fluent.syntax import ast

from commands.declare import Arg
from commands.table import COMMANDS
from governance import outcomes
from governance.facts import Stance
from governance.outcomes import Refusal
from governance.settings import NAMES
from tests.texts import said
from tests.texts.said import LANGUAGES

LONGEST_SENTENCE = 20
AVERAGE_SENTENCE = 12
LONGEST_PURPOSE = 9
SIGNS = {"👍", "🤔", "✋", "🤷"}
NOT_YET = {"nudge_time", "question"}
"""Settings of what Kring cannot do yet: they have no words, so that nothing is promised."""

NEVER_OVER = {"talking", "consent", "integrating", "at_table"}

FORBIDDEN = {
    "en": (
        r"please note|users?|utili[sz]e|invalid|errors?|must not|failed|denied|silent|late|inactive"
        r"|passive|absent|votes?|reminders?|kindly"
    ),
    "nl": (
        r"u|uw|gelieve|dient|dienen|middels|cliënt(en)?|gebruikers?|ongeldig|fout(en|ief)?|geweigerd"
        r"|niet toegestaan|stil|stille|laat|te laat|inactief|passief|afwezig|stemmen|herinnering"
    ),
}

Text = tuple[str, str]
"""The name of a message, and one thing it says."""

by_language = pytest.mark.parametrize("language", LANGUAGES)


def every_text(language: str) -> Iterator[Text]:
    for name, texts in said.every_text(language).items():
        for text in sorted(texts):
            yield name, text


@by_language
def test_a_language_file_is_read_without_anything_left_over(language: str) -> None:
    """What Fluent cannot parse it skips in silence; here it is told."""
    junk = [e.content for e in said.entries(language) if isinstance(e, ast.Junk)]
    assert not junk
    names = [e.id.name for e in said.entries(language) if isinstance(e, ast.Message)]
    assert len(names) == len(set(names))


def test_both_languages_say_the_same_things() -> None:
    """A message in one language is in the other."""
    assert said.messages("en").keys() == said.messages("nl").keys()


@by_language
def test_there_is_a_text_for_every_outcome_command_and_argument_and_no_other(language: str) -> None:
    """A text that nothing asks for is as wrong as one that is missing."""
    expected = {
        *said.every_outcome(),
        *(f"purpose-{command.key}" for command in COMMANDS),
        *(f"arg-{arg.value}" for arg in Arg if arg is not Arg.NOTE),
        "role-chair",
        *("calendar-open", "calendar-mentor", "calendar-review"),
        *("today-at", "tomorrow-at", "day-at"),
        *("duration-minutes", "duration-hours", "duration-days"),
    }
    assert expected - said.messages(language).keys() == set()
    assert said.messages(language).keys() - expected == set()


@by_language
def test_a_text_uses_only_what_its_outcome_knows(language: str) -> None:
    """Its variables are the fields, and the number of parts in a field that holds several."""
    unknown = {
        name: said.variables(said.messages(language)[name]) - said.known_to(cls)
        for name, cls in said.every_outcome().items()
    }
    assert {name: more for name, more in unknown.items() if more} == {}


@by_language
def test_a_text_can_be_said_whatever_the_values(language: str) -> None:
    """Every choice of every selector, and the numbers none, one, two and eleven."""
    for name, cls in said.every_outcome().items():
        for arguments in said.arguments_of(cls, language):
            text, errors = said.say(language, name, arguments)
            assert not errors, (name, arguments)
            assert text.strip() == text, (name, arguments)
            assert "{" not in text, (name, arguments)


@by_language
def test_every_stance_and_state_is_told_apart(language: str) -> None:
    """No choice falls through to a text that was written for another."""
    for name, cls in said.every_outcome().items():
        of_choice: dict[str, set[str]] = {}
        for arguments in said.arguments_of(cls, language):
            choice = arguments.get("stance") or arguments.get("state")
            if choice and not (name == "RoundIsOver" and choice in NEVER_OVER):
                of_choice.setdefault(choice, set()).add(said.say(language, name, arguments)[0])
        texts = [text for said_of_choice in of_choice.values() for text in said_of_choice]
        assert len(texts) == len(set(texts)), name


@by_language
def test_a_shown_command_exists_in_the_language_of_the_text(language: str) -> None:
    """Nothing is promised that cannot be typed."""
    words = {command.word(language) for command in COMMANDS}
    unknown = [
        (name, span)
        for name, text in every_text(language)
        for span in re.findall(r"`!([^`]*)`", text)
        if span.split()[0] not in words | {said.OTHER_WORD}
    ]
    assert not unknown


@by_language
def test_what_people_wrote_is_never_in_a_code_span(language: str) -> None:
    """It is escaped for running text; in a code span the escapes would show."""
    # A role's name is one word of letters.
    plain = {"proposal", "agreement", "shortest", "other", "first", "role", "example"}
    spans = re.findall(r"`[^`]*`", said.source(language))
    assert {name for span in spans for name in re.findall(r"\$(\w+)", span)} <= plain


@by_language
def test_a_choice_for_one_number_comes_before_that_for_all_others(language: str) -> None:
    """The first that fits is taken, and `other` fits every number."""
    for message in said.messages(language).values():
        for keys in said.choices(message):
            is_of_numbers = "other" in keys and any(key.isdigit() for key in keys)
            assert not is_of_numbers or keys[-1] == "other", (message.id.name, keys)


@by_language
def test_no_sentence_is_longer_than_twenty_words(language: str) -> None:
    """Some read badly; the ten longest are shown with `pytest -s`."""
    found = said.every_sentence(language)
    longest = sorted(found, key=said.word_count, reverse=True)
    of_each = {found[sentence]: sentence for sentence in reversed(longest)}.values()
    print(f"\n{language}:")  # noqa: T201
    for sentence in sorted(of_each, key=said.word_count, reverse=True)[:10]:
        print(f"  {said.word_count(sentence):2} {found[sentence]}: {sentence}")  # noqa: T201
    too_long = [s for s in longest if said.word_count(s) > LONGEST_SENTENCE]
    assert not too_long


@by_language
def test_a_sentence_has_at_most_twelve_words_on_average(language: str) -> None:
    """Only whole sentences count here; lines of a list would flatter the figure."""
    whole = [s for s in said.every_sentence(language) if s.endswith((".", "?"))]
    average = sum(map(said.word_count, whole)) / len(whole)
    print(f"\n{language}: {average:.1f} words in {len(whole)} sentences")  # noqa: T201
    assert average <= AVERAGE_SENTENCE


@by_language
def test_no_official_word_and_no_word_that_judges_people(language: str) -> None:
    """Je and jullie; nobody is called silent, late or inactive."""
    pattern = re.compile(rf"(?i)\b(?:{FORBIDDEN[language]})\b")
    found = [
        (name, pattern.findall(re.sub("`[^`]*`", "", text))) for name, text in every_text(language)
    ]  # `!afwezig` is the word of a command
    assert [(name, words) for name, words in found if words] == []


@by_language
def test_only_the_four_signs_decorate_a_text(language: str) -> None:
    """No other emoji, and no cheering: an exclamation mark is a command's."""
    for name, text in every_text(language):
        assert {letter for letter in text if unicodedata.category(letter) == "So"} <= SIGNS, name
        assert "!" not in re.sub(r"`[^`]*`", "", text), name


@by_language
def test_a_refusal_says_what_to_do(language: str) -> None:
    """It asks something or shows a command."""
    refusals = {n for n, cls in said.every_outcome().items() if issubclass(cls, Refusal)}
    for name, text in every_text(language):
        assert name not in refusals or "?" in text or "`!" in text, name


@by_language
def test_the_purpose_of_a_command_has_at_most_nine_words(language: str) -> None:
    """A line of help fits on a phone."""
    for command in COMMANDS:
        purpose, _ = said.say(language, f"purpose-{command.key}", {})
        assert said.word_count(purpose) <= LONGEST_PURPOSE
        assert not purpose.endswith(".")


@by_language
def test_the_welcome_has_five_lines_and_ends_in_its_only_question(language: str) -> None:
    """What the house wants comes last, and it is the house's."""
    for text in said.every_text(language)["Welcome"]:
        assert len(text.splitlines()) <= 5
        assert text.count("?") == 1
        assert text.endswith("?")


@by_language
def test_a_card_has_at_most_five_lines(language: str) -> None:
    """The card itself, and where it stands; an objection that is carried has a line of its own."""
    card = said.every_text(language)["Card"]
    own = max(len(text.splitlines()) for text in card) - 1  # the status stands on its last line
    for arguments in said.arguments_of(outcomes.CardStatus, language):
        said_now = said.say(language, "CardStatus", arguments)[0]
        status = [line for line in said_now.splitlines() if line]
        assert own + len(status) <= 5 + bool(arguments["carried_count"])


@by_language
def test_each_answer_of_the_poll_has_its_own_sign(language: str) -> None:
    """Somebody who does not read can still answer."""
    signs = {said.say(language, "PollAnswer", {"stance": stance.value})[0][0] for stance in Stance}
    assert signs == SIGNS


@by_language
def test_a_poll_is_plain_text(language: str) -> None:
    """A poll shows bold and code as stars and backticks."""
    for name in ("PollQuestion", "PollAnswer", "PollClosed"):
        for text in said.every_text(language)[name]:
            assert not re.search(r"[`*]", text)


@by_language
def test_every_setting_that_works_is_said_in_words(language: str) -> None:
    """The name in the code is shown only of what cannot be used yet."""
    for name in {*NAMES, "language", "timezone"}:
        text, _ = said.say(language, "SettingLine", {"setting": name, "value": "24"})
        assert (name in text) == (name in NOT_YET)
