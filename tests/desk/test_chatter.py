"""What is no command: chatter, edits, other people's signs."""

from __future__ import annotations

from itertools import pairwise

import pytest

from bot.room import Edit, Reaction, Redaction, Vote
from bot.understanding import stance_of_sign
from governance.facts import Stance
from governance.members import MemberId
from tests.desk.hall import HOUR, ROOM, Home, account

CHATTER = [
    "Who has the key of the shed?",
    "consent",
    "propose something nice",
    "!",
    "! hello",
    "consent P1?",
    "consent 1",
    "consent P1 I think",
    "P1 consent",
    "zonder kaas",
    "zonder mij",
    "!!",
    "!?",
    "!123",
    "!p1",
    "\\!consent P1",
    "> !consent P1",
    "I said !consent P1",
    "",
    "   ",
    "\u202e",
    "P1",
    "👍",
]


@pytest.mark.parametrize("text", CHATTER)
async def test_chatter_leaves_no_trace(home: Home, text: str) -> None:
    """Not in any table, and no answer."""
    await home.say("alice", "!quick Quiet hours")
    before, said = home.tables(), len(home.hall.sent)
    await home.say("bob", text)
    assert home.tables() == before
    assert len(home.hall.sent) == said


async def test_talk_under_a_card_leaves_no_trace(home: Home) -> None:
    """A question or a joke as a reply is for the others, not for the bot."""
    await home.say("alice", "!quick Quiet hours")
    before = home.tables()
    await home.reply("bob", "Also on Fridays?")
    await home.reply("bob", "Also on Fridays?", part="poll")
    await home.say("carol", "yes", thread=await home.posted("P1", "card"))
    assert home.tables() == before


async def test_a_voice_message_that_nobody_asked_for_leaves_no_trace(home: Home) -> None:
    """Whatever its file is called."""
    await home.say("alice", "!quick Quiet hours")
    before = home.tables()
    await home.say("bob", "!object P1 harm", is_voice=True)
    assert home.tables() == before


async def test_a_reply_that_is_just_a_stance_word_counts(home: Home) -> None:
    """In both languages, with whatever full stop."""
    await home.say("alice", "!quick Quiet hours")
    await home.reply("bob", "Akkoord!")
    await home.reply("carol", "zonder mij")
    assert await home.heard() == ["alice", "bob", "carol"]


@pytest.mark.parametrize(
    "text",
    ["consent P1", "Akkoord p1.", "zonder mij P1!", "aside  P1", "concern, P1", "bedenking\nP1"],
)
async def test_a_stance_and_a_number_count_without_the_prefix(home: Home, text: str) -> None:
    """Nobody writes just that about anything else."""
    await home.say("alice", "!quick Quiet hours")
    await home.say("bob", text)
    assert await home.heard() == ["alice", "bob"]


@pytest.mark.parametrize(
    "text", ["! consent", "! zonder mij P1", "!zonder-mij", "!Wis stem", "!  aside"]
)
async def test_a_command_may_be_written_apart(home: Home, text: str) -> None:
    """With a space after the prefix, or within the word."""
    await home.say("alice", "!quick Quiet hours")
    await home.say("bob", "!concern P1")
    before = home.tables()["facts"]
    await home.say("bob", text)
    assert len(home.tables()["facts"]) == len(before) + 1


# -- edits


async def test_an_edited_command_is_not_read_and_that_is_said_once(home: Home) -> None:
    """However often it is edited, also after a restart; the answer has the right command."""
    event = await home.say("alice", "!quick Quite hours")
    facts, said = home.tables()["facts"], len(home.hall.said())
    for wording in ("!quick Quiet hours", "!quick Quiet hours!", "!quick Quiet hours"):
        await home.say("alice", wording, edits=event)
        await home.restart()
    assert home.tables()["facts"] == facts
    assert len(home.hall.said()) == said + 1
    assert "!amend" in home.hall.said()[-1]


async def test_two_edited_messages_are_each_answered(home: Home) -> None:
    """Once for each message, not once for ever."""
    said = len(home.hall.said())
    await home.say("alice", "!proposals", edits="$one")
    await home.say("alice", "!proposals", edits="$two")
    assert len(home.hall.said()) == said + 2


async def test_edited_chatter_leaves_no_trace(home: Home) -> None:
    """People mend their typing all day."""
    before = home.tables()
    await home.say("alice", "the key is under the mat", edits="$one")
    await home.say("alice", "!nonsense", edits="$one")
    await home.say("mallory", "!proposals", edits="$one")
    assert home.tables() == before


# -- reactions


@pytest.mark.parametrize(
    ("sign", "stance"),
    [
        ("👍", Stance.CONSENT),
        ("👍🏽", Stance.CONSENT),
        ("👍\ufe0f", Stance.CONSENT),
        ("👍🏿\ufe0f", Stance.CONSENT),
        ("✅", Stance.CONSENT),
        ("✅\ufe0f", Stance.CONSENT),
        ("🤔", Stance.CONCERN),
        ("💬", Stance.CONCERN),
        ("✋", Stance.OBJECTION),
        ("✋🏻", Stance.OBJECTION),
        ("🛑", Stance.OBJECTION),
        ("👎🏾", Stance.OBJECTION),
        ("🤷", Stance.ASIDE),
        ("🤷🏼\u200d♀\ufe0f", Stance.ASIDE),
        ("🤷\u200d♂\ufe0f", Stance.ASIDE),
    ],
)
async def test_a_sign_counts_in_every_skin_tone(home: Home, sign: str, stance: Stance) -> None:
    """And with every invisible variation that a telephone puts after it."""
    await home.say("alice", "!quick Quiet hours")
    await home.react("bob", sign)
    live = (await home.proposal()).live
    assert live[MemberId(2)].taken.stance is stance


@pytest.mark.parametrize("sign", ["🎉", "❤️", "", "👍👍", "ok", "🏽", "\ufe0f", "👍 ", "👍👎", "+1"])
async def test_an_unknown_sign_leaves_no_trace(home: Home, sign: str) -> None:
    """People are glad with all sorts of signs."""
    assert stance_of_sign(sign) is None
    await home.say("alice", "!quick Quiet hours")
    before = home.tables()
    await home.react("bob", sign)
    assert home.tables() == before


async def test_a_sign_on_something_else_leaves_no_trace(home: Home) -> None:
    """Only the card and the poll are asked about: no other message, not even the bot's own."""
    await home.say("alice", "!quick Quiet hours")
    await home.say("bob", "!object P1")
    before = home.tables()
    welcome = home.hall.sent[0].reference
    question = await home.posted("P1", "question")
    for target in ("$somebodys", welcome, question):
        await home.hear(Reaction(home.event(), ROOM, account("carol"), home.now, target, "👍"))
    assert home.tables() == before


async def test_a_sign_taken_back_restores_the_one_before(home: Home) -> None:
    """And taking back what was never a stance changes nothing."""
    await home.say("alice", "!quick Quiet hours")
    await home.react("bob", "🤔")
    second = await home.react("bob", "👍")
    await home.redact("bob", second)
    live = (await home.proposal()).live
    assert live[MemberId(2)].taken.stance is Stance.CONCERN
    before = home.tables()
    await home.redact("bob", "$nothing")
    assert home.tables() == before


async def test_what_no_poll_asked_leaves_no_trace(home: Home) -> None:
    """A vote in somebody else's poll is theirs."""
    await home.say("alice", "!quick Quiet hours")
    before = home.tables()
    for poll in ("$theirs", await home.posted("P1", "card")):
        await home.hear(Vote(home.event(), ROOM, account("bob"), home.now, poll, ("consent",)))
    assert home.tables() == before


@pytest.mark.parametrize("answers", [(), ("maybe",), ("CONSENT",), ("",)])
async def test_an_empty_or_unknown_answer_takes_the_tap_back(
    home: Home, answers: tuple[str, ...]
) -> None:
    """A tap on one's own answer takes it away; what was typed stays."""
    await home.say("alice", "!quick Quiet hours")
    await home.vote("bob", "consent")
    assert await home.heard() == ["alice", "bob"]
    await home.vote("bob", *answers)
    assert await home.heard() == ["alice"]
    await home.say("bob", "!consent P1")
    await home.vote("bob", *answers)
    assert await home.heard() == ["alice", "bob"]


async def test_taking_back_somebody_elses_message_leaves_no_trace(home: Home) -> None:
    """Whoever keeps order in the room takes nobody's answer away with it."""
    await home.say("alice", "!quick Quiet hours")
    event = await home.say("bob", "!object P1 I work nights")
    before = home.tables()
    await home.hear(Redaction(home.event(), ROOM, account("alice"), home.now, event))
    assert home.tables()["facts"] == before["facts"]


# -- the card


async def test_edits_of_a_card_keep_their_distance(home: Home) -> None:
    """Ten seconds at least, however fast people tap; the last one tells how it stands."""
    await home.say("alice", "!quick Quiet hours")
    for who in ("bob", "carol", "bob", "carol"):
        home.now += HOUR / 1800  # two seconds
        await home.vote(who, "concern")
    await home.go(HOUR / 60)
    edits = [one for one in home.hall.edits() if isinstance(one.outgoing, Edit)]
    moments = [one.at for one in edits]
    gaps = [(b - a).total_seconds() for a, b in pairwise(moments)]
    assert all(gap >= 10 for gap in gaps)
    assert len(edits) == 2
    assert isinstance(edits[-1].outgoing, Edit)
    assert "concern 2" in edits[-1].outgoing.plain
