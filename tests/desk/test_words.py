"""What people write comes out as they wrote it: no markup, no link, no mention, no trick."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.room import Edit, Poll, Say, Words
from bot.speech import LANGUAGES, Listener, say
from governance.members import MemberId
from governance.outcomes import (
    HistoryProposed,
    Outcome,
    PollQuestion,
    UnknownCommand,
    VoiceLine,
    Wording,
)
from governance.outcomes.base import HowSaid
from governance.proposals import State
from tests.desk.hall import DAY, Home

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
JOINER = "\u2060"
OURS = {"p", "strong", "em", "code", "br"}

NASTY = [
    "<b>bold</b>",
    "<script>alert(1)</script>",
    '<a href="https://example.org">here</a>',
    "<img src=x onerror=alert(1)>",
    "<!-- -->",
    "&lt;b&gt;",
    "&#64;room",
    "**bold** _em_ ***both*** ~~gone~~",
    "`code` ``more`` ```all```",
    "# title",
    "- one",
    "1. first",
    "> said",
    "    indented",
    "***",
    "[here](https://example.org)",
    "![pic](https://example.org/x.png)",
    "<https://example.org>",
    "https://example.org/x?y=z#w",
    "http://localhost:8080",
    "www.example.org",
    "example.org",
    "bit.ly/x",
    "пример.рф",
    "münchen.de",
    "xn--mnchen-3ya.de",
    "i❤.ws",
    "mail bob@example.org",
    "mailto:bob@example.org",
    "tel:112",
    "geo:52.1,4.3",
    "matrix:u/alice:kring.test",
    "https://matrix.to/#/@alice:kring.test",
    "@alice:kring.test",
    "#oak:kring.test",
    "!oak:kring.test",
    "@room",
    "@ROOM",
    "@room: everybody up",
    "@roomé",
    "{ $x }",
    '{ "x" }',
    "{ -brand }",
    "{ NUMBER(1) }",
    "{{ x }}",
    "$text { $proposal }",
    "%s %d {0} ${HOME}",
    "one\ntwo\r\nthree\u2028four\u2029five\x0bsix\x85seven",
    "\u202eesrever",
    "\u2066isolate\u2069",
    "zero\u200bwidth\u200e\ufeff",
    "nul\x00\x1b[31mred",
    "\\ \\* \\\\",
    "e\u0301 \u1e9b\u0323",
    "👩‍👩‍👧 🤷🏽‍♀️ 🫨",
    "\ue000",
    "a" * 500,
]
"""What a client, a text format or a terminal could take for something else."""

LINKED = re.compile(
    r"[^\W\d_]:\S"  # any scheme
    r"|www\."
    r"|\S\.[^\W\d_]{2}"  # a domain, a mail address
    r"|[@#!][^\s\u2060]+:[^\s\u2060]"  # an account, a room
    r"|@room",
    re.IGNORECASE,
)
"""What clients turn into a link or a mention, seen broadly."""

writings = st.one_of(
    st.text(), st.lists(st.one_of(st.sampled_from(NASTY), st.text(max_size=5))).map("".join)
)


class _Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.odd: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.odd.append(data)

    def handle_decl(self, decl: str) -> None:
        self.odd.append(decl)

    def handle_pi(self, data: str) -> None:
        self.odd.append(data)


def _written(text: str) -> str:
    """What should be read of it: on one line, without what nobody sees."""
    kept = [
        sign
        for sign in unicodedata.normalize("NFC", text)
        if sign in "\u200d\ufe0f"
        or sign.isspace()
        or unicodedata.category(sign) not in {"Cc", "Cf", "Co", "Cs"}
    ]
    return " ".join("".join(kept).split())


def _listener(language: str, name: str = "Alice") -> Listener:
    return Listener(language, ZoneInfo("Europe/Amsterdam"), NOON, {MemberId(1): name})


def _check(words: Words, *written: str) -> None:
    page = _Page(words.html)
    assert set(page.tags) <= OURS
    assert page.attributes == []
    assert page.odd == []
    assert page.text.split() == words.plain.split()
    for text in written:
        assert _written(text) in words.plain.replace(JOINER, "")
        assert text == "" or not LINKED.search(words.plain)


def _wording(text: str) -> Wording:
    return Wording(text, "", is_end=False)


@pytest.mark.parametrize("language", LANGUAGES)
@given(text=writings)
@example(text="".join(NASTY))
def test_any_text_comes_out_as_it_was_written(language: str, text: str) -> None:
    """No tag but ours, and what is read is what was written, in a proposal as in a reason."""
    for outcome in (
        HistoryProposed(NOON, MemberId(1), 1, _wording(text)),
        VoiceLine(MemberId(1), text, HowSaid.WRITTEN, MemberId(1), is_own=True),
        UnknownCommand(text),
    ):
        _check(say(outcome, _listener(language)), text)


@given(name=writings)
def test_any_name_comes_out_as_it_is(name: str) -> None:
    """A display name is somebody's own words too."""
    outcome = HistoryProposed(NOON, MemberId(1), 1, _wording("Quiet hours"))
    _check(say(outcome, _listener("en", name)), name)


@pytest.mark.parametrize("text", NASTY)
@pytest.mark.parametrize(
    "outcome",
    [lambda text: PollQuestion("P1", _wording(text), ()), UnknownCommand],
    ids=["poll", "refusal"],
)
def test_no_trick_becomes_a_link_or_a_mention(outcome: type[Outcome], text: str) -> None:
    """Each of them, in what everybody sees and in what only the writer sees."""
    _check(say(outcome(text), _listener("en")), text)  # type: ignore[call-arg]


async def test_everything_the_room_gets_of_a_proposal_is_plain(home: Home) -> None:
    """Card, poll, question, outcome, history: from what was typed to what was sent."""
    text = " ".join(NASTY[:-1])[:480]
    await home.say("alice", f"!quick {text}")
    await home.say("bob", f"!object P1 {text}")
    await home.say("bob", "!resolved P1")
    await home.say("carol", "!object P1")
    await home.reply("carol", text, part="question")
    await home.say("carol", "!unvote P1")
    await home.say("carol", "!consent P1")
    await home.say("dan", "!consent P1")
    for command in ("!show P1", "!agreements", "!agreements bold"):
        await home.say("alice", command)
    said: list[Say | Edit] = [*home.hall.of(Say)[1:], *home.hall.of(Edit)]
    with_it = [words for words in said if "bold" in words.plain]
    assert len(with_it) >= 6
    for words in with_it:
        _check(Words(words.plain, words.html))
        assert not LINKED.search(words.plain)
        unseen = {sign for sign in words.plain if unicodedata.category(sign) == "Cf"}
        assert unseen <= {JOINER, "\u200d"}
    (poll,) = home.hall.of(Poll)
    for asked in (poll.question, poll.fallback):
        assert not LINKED.search(asked)
        assert _written(text) in asked.replace(JOINER, "")
    mentioned = [said.mentions for said in home.hall.of(Say) if said.mentions]
    assert mentioned == [("@carol:kring.test",)]


async def test_the_reason_of_an_objection_comes_out_plain(home: Home) -> None:
    """Said as a reply it is cleaned as a command is."""
    await home.say("alice", "!quick Quiet hours")
    await home.say("bob", "!object P1")
    await home.reply("bob", "I\u202e work\u200b\nnights", part="question")
    (objection,) = (await home.proposal()).objections
    assert objection.reason == "I work nights"


async def test_a_reason_that_nobody_can_see_is_none(home: Home) -> None:
    """A message of direction marks alone is not taken for a reason, nor for a voice message."""
    await home.say("alice", "!quick Quiet hours")
    await home.say("bob", "!object P1")
    before = home.tables()
    await home.reply("bob", "\u202e\u200b", part="question")
    assert home.tables() == before


async def test_a_long_story_is_told_to_its_end(home: Home) -> None:
    """However much was said, the round closes, the card is edited, and `!show` shows it."""
    long = "Because I work nights, and the children sleep above the kitchen. " * 25
    await home.say("alice", "!quick " + "Quiet. " * 60)
    for who in ("bob", "carol", "dan"):
        await home.say(who, f"!concern P1 {long}")
        await home.say(who, f"!object P1 {long}")
    before = len(home.hall.said())
    await home.say("alice", "!show P1")
    shown = "".join(home.hall.said()[before:])
    assert shown.count("Because I work nights") > 100
    await home.go(DAY)
    assert (await home.proposal()).state is State.INTEGRATING
    assert home.hall.said()[-1].count("Because I work nights") > 50


async def test_all_agreements_are_listed_however_many(home: Home) -> None:
    """A house that agreed a lot can still read it."""
    for number in range(12):
        await home.say("alice", f"!quick Number {number} " + "of what we agreed. " * 20)
        for who in ("bob", "carol", "dan"):
            await home.say(who, f"!consent P{number + 1}")
    await home.say("bob", "!agreements")
    assert all(f"Number {number} " in home.hall.said()[-1] for number in range(12))


async def test_the_newest_signs_stay(home: Home) -> None:
    """Telephones know signs that this Python does not."""
    await home.say("alice", "!quick More cake 🫨 \U0001fae9 \U0001f6d8")
    assert (await home.proposal()).version.text == "More cake 🫨 \U0001fae9 \U0001f6d8"
