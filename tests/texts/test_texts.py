"""What Kring says: complete in both languages, and true to its commands; its tone: test_tone.py."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from fluent.syntax import ast

from bot import own_file, speech
from commands.declare import OWN_WORDS, Arg
from commands.table import COMMANDS
from governance import own_facts
from governance.cards import CARDS, QUESTIONS
from governance.changing import setting_line, setting_value
from governance.facts import Stance
from governance.members import Kind
from governance.outcomes import Outcome, Refusal
from governance.settings import NAMES, Impossible, Settings, read_setting
from tests.texts import said
from tests.texts.said import LANGUAGES
from tests.texts.tone import SIGNS

LONGEST_PURPOSE = 9
NEVER_OVER = {"talking", "consent", "integrating", "at_table"}

ON_POSTER = (
    *("nameless", "made", "code", "code-title", "made-by", "head-number", "speak", "write"),
    *("say-consent", "say-concern", "say-object", "say-aside"),
    *("rounds", "rounds-none", "rounds-more", "head-proposal", "head-answer"),
    *("settling", "about-kind", "talking"),
    *("roles", "roles-none", "roles-more", "head-role", "head-now", "head-until"),
    *("head-next", "head-next-maybe"),
    *("open", "nobody", "unknown", "probably"),
    *("agreements", "agreements-none", "agreements-more", "head-agreement", "head-look"),
    *("now", "ends", "trial", "muted"),
    *("requests", "requests-none", "requests-more", "head-request", "head-reply"),
    *("promised", "waiting"),
)

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
    """A file and a message in one language is in the other, and tells of the same."""
    english, dutch = said.files("en"), said.files("nl")
    assert [name.replace("en.ftl", "nl.ftl") for name in english] == [*dutch]
    for one, other in zip(english, dutch, strict=True):
        here, there = said.messages_of("en", one), said.messages_of("nl", other)
        assert [*here] == [*there], "in the same order too, so that they can be read side by side"
        for name in here:
            assert said.variables(here[name]) == said.variables(there[name]), name


@by_language
def test_there_is_a_text_for_every_outcome_command_and_argument_and_no_other(language: str) -> None:
    """A text that nothing asks for is as wrong as one that is missing."""
    expected = {
        *said.every_outcome(),
        *(f"purpose-{command.key}" for command in COMMANDS),
        *(f"arg-{arg.value}" for arg in Arg if arg is not Arg.NOTE),
        *(f"example-{command.key}" for command in COMMANDS if OWN_WORDS & set(command.args)),
        "role-chair",
        *("calendar-open", "calendar-mentor", "calendar-review"),
        *(f"poster-{key}" for key in ON_POSTER),
        *(f"own-{key}" for key in own_facts.KEYS | own_file.KEYS),
        *(f"own-former-{kind.value}" for kind in Kind),
        *("today-at", "tomorrow-at", "day-at"),
        *("duration-minutes", "duration-hours", "duration-days"),
        *(f"card-{card.key}" for card in CARDS),
        *(f"question-{key}" for key in QUESTIONS),
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
    for name in said.every_outcome():
        for arguments, text, errors in said.all_said(name, language):
            assert not errors, (name, arguments)
            assert text.strip() == text, (name, arguments)
            assert "{" not in text, (name, arguments)


@by_language
def test_every_stance_and_state_is_told_apart(language: str) -> None:
    """No choice falls through to a text that was written for another."""
    for name in said.every_outcome():
        of_choice: dict[str, set[str]] = {}
        for arguments, text, _ in said.all_said(name, language):
            choice = arguments.get("stance") or arguments.get("state")
            if choice and not (name == "RoundIsOver" and choice in NEVER_OVER):
                of_choice.setdefault(choice, set()).add(text)
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
def test_cards_and_questions_are_data(language: str) -> None:
    """They know of nobody and of no house: only words."""
    for beginning in said.OF_DATA.values():
        for name in said.data(language, beginning):
            assert not said.variables(said.messages(language)[name])
            assert not said.choices(said.messages(language)[name])


@by_language
def test_cards_and_questions_are_said_as_they_are_written(language: str) -> None:
    """Each is found by its key, as the bot says it."""
    for card in CARDS:
        written = said.say(language, f"card-{card.key}", {})[0]
        assert speech.card(card.key, language) == written
        assert speech.render(written).plain == written.replace("**", "")
    for key in QUESTIONS:
        written = said.say(language, f"question-{key}", {})[0]
        assert speech.why_question(key, language) == written == speech.render(written).plain


@by_language
def test_what_people_wrote_is_never_in_a_code_span(language: str) -> None:
    """It is escaped for running text; in a code span the escapes would show."""
    # A role's name is one word of letters.
    plain = {"proposal", "agreement", "shortest", "other", "first", "role", "example", "request"}
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
    for arguments, said_now, _ in said.all_said("CardStatus", language):
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
def test_every_setting_is_said_in_words(language: str) -> None:
    """No name in the code, and no number that does not say of what it is."""
    settings = asdict(Settings(question="wednesday 10:00")) | {"timezone": "Europe/Amsterdam"}
    for name, value in settings.items():
        told = in_words(setting_line(name, value), language)
        assert "_" not in told
        assert told.endswith((":00", "Amsterdam")) or not told[-1].isdigit(), name
        assert ("monday" in told or "wednesday" in told) is False


@by_language
def test_all_that_a_setting_can_be_is_said_in_words(language: str) -> None:
    """So that a refusal can be read."""
    for name in NAMES:
        found = read_setting(name, "nonsense")
        assert isinstance(found, Impossible)
        told = in_words(setting_line(name, found), language)
        assert "_" not in told
        assert len(told.split()) > 4


@by_language
def test_a_share_is_said_as_people_say_it(language: str) -> None:
    """Half of you, and not 0.5."""
    shares = {
        "en": {0.5: "at least half of the residents", 0.6: "at least 60% of the residents"},
        "nl": {0.5: "minstens de helft van de bewoners", 1: "alle bewoners"},
    }
    for share, words in shares[language].items():
        assert in_words(setting_value("quorum", share), language) == words


def in_words(outcome: Outcome, language: str) -> str:
    listener = speech.Listener(language, ZoneInfo("UTC"), datetime(2026, 11, 23, tzinfo=UTC), {})
    return speech.say(outcome, listener).plain
