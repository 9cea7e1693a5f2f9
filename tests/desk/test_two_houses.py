"""Who lives in two houses has one private room with the bot; nothing goes from one to the other."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.export import export_house
from bot.room import Joined, Message, Named, PutOut, Reaction, Vote
from bot.turns import Access
from governance.fold import fold
from governance.proposals import Proposal
from tests.database import do, is_on_postgresql
from tests.desk.hall import DAY, HOUR, ROOM, SECOND, Home, account, private

ELM = "!elm:kring.test"
WHICH = "Which house is this for?"
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def street(tmp_path: Path) -> AsyncIterator[Home]:
    """De Eik and De Iep; Bob lives in both."""
    access = Access(professionals=(account("pat"),))
    async with Home(tmp_path / "kring.db", access=access, quiet_hours="off").opened() as opened:
        await opened.move_in("alice", "bob", "carol", "pat", name="De Eik")
        await opened.move_in("bob", "erin", "finn", room=ELM, name="De Iep")
        await opened.open_private_room("alice", "bob", "erin")
        opened.hall.sent.clear()
        yield opened


async def write(street: Home, text: str, **more: object) -> str:
    """Bob writes to the bot alone; what it says to that."""
    before = len(street.hall.said(private("bob")))
    await street.say("bob", text, room=private("bob"), **more)
    return "\n".join(street.hall.said(private("bob"))[before:])


async def proposals(street: Home, room: str) -> list[Proposal]:
    house = await street.house(room)
    async with street.store.transaction() as tx:
        facts = await tx.proposal_facts(house.id)
    return [fold(recorded) for recorded in facts.values()]


async def texts(street: Home, room: str) -> list[str]:
    return [proposal.version.text for proposal in await proposals(street, room)]


async def rename(street: Home, room: str, name: str) -> None:
    await street.hear(Named(street.event(), room, street.now, name))


def conversations(street: Home) -> str:
    return repr(street.tables()["conversations"])


def kept(street: Home) -> bytes:
    """All that is in the files of the database, or in its tables."""
    if is_on_postgresql(street.file):
        return repr(street.tables()).encode()
    return b"".join(file.read_bytes() for file in sorted(street.file.parent.iterdir()))


# ------------------------------------------------------------------------------ which house


async def test_the_question_names_the_houses_and_the_answer_carries_the_command_out(
    street: Home,
) -> None:
    """Nothing is done before; then it is as if it were written just now, and told where."""
    asked = await write(street, "quick Quiet hours")
    assert asked.splitlines()[:3] == [WHICH, "1 De Eik", "2 De Iep"]
    assert await texts(street, ROOM) == await texts(street, ELM) == []
    street.now += 20 * MINUTE
    answer = await write(street, "2")
    assert await texts(street, ELM) == ["Quiet hours"]
    assert await texts(street, ROOM) == []
    assert answer.startswith("De Iep:\n")
    (proposal,) = await proposals(street, ELM)
    assert proposal.round is not None
    assert proposal.round.opened_at == street.now


@pytest.mark.parametrize(
    "answer",
    ["1", "1.", "#1", "1️⃣", " 1 ", "1 De Eik", "De Eik", "de eik", "DE ÉÏK", "De Eik:", "eik",
     "De Ei", "de eyk", "dee eik"],
)  # fmt: skip
async def test_the_answer_is_understood_however_it_is_written(street: Home, answer: str) -> None:
    """Its number, its name, the beginning of it, or nearly."""
    await write(street, "quick Quiet hours")
    await write(street, answer)
    assert await texts(street, ROOM) == ["Quiet hours"]


@pytest.mark.parametrize(
    "answer", ["3", "0", "de", "De I", "the other one", "?", "e", "1 De Iep", "De Inq"]
)
async def test_what_could_be_either_or_neither_is_asked_again(street: Home, answer: str) -> None:
    """A wrong house is worse than one more question; what waited still waits."""
    await street.hear(street.message("bob", "hello", room=ROOM))  # chatter changes nothing
    await rename(street, ROOM, "De Ink")
    await rename(street, ELM, "De Inn")
    await write(street, "quick Quiet hours")
    assert "De Ink" in await write(street, answer)
    assert await texts(street, ROOM) == await texts(street, ELM) == []
    await write(street, "2")
    assert await texts(street, ELM) == ["Quiet hours"]


async def test_another_command_takes_the_place_of_the_one_that_waits(street: Home) -> None:
    """Only the last is carried out, and only once."""
    await write(street, "quick Quiet hours")
    assert WHICH in await write(street, "quick A cat")
    await write(street, "De Iep")
    assert await texts(street, ELM) == ["A cat"]
    await write(street, "De Iep")
    assert await texts(street, ELM) == ["A cat"]
    assert await texts(street, ROOM) == []


async def test_the_choice_holds_for_an_hour_after_the_last_word(street: Home) -> None:
    """Then they are asked again."""
    await write(street, "proposals")
    await write(street, "2")
    for _ in range(3):
        street.now += HOUR - SECOND
        assert (await write(street, "proposals")).startswith("De Iep:\n")
    street.now += HOUR
    assert WHICH in await write(street, "proposals")


async def test_the_choice_outlives_a_restart(street: Home) -> None:
    await write(street, "quick Quiet hours")
    await street.restart()
    assert (await write(street, "iep")).startswith("De Iep:\n")
    await street.restart()
    assert (await write(street, "proposals")).startswith("De Iep:\n")


async def test_the_name_of_a_house_goes_over_to_it(street: Home) -> None:
    """Also as the first thing that is written."""
    assert (await write(street, "de iep")).startswith("De Iep:\n")
    assert (await write(street, "proposals")).startswith("De Iep:\n")
    assert (await write(street, "De Eik!")).startswith("De Eik:\n")
    assert (await write(street, "proposals")).startswith("De Eik:\n")
    assert (await write(street, "De Iepp")).startswith("De Iep:\n")


async def test_a_house_that_is_called_like_a_command_is_none_but_where_it_is_asked_for(
    street: Home,
) -> None:
    await rename(street, ELM, "Help")
    assert WHICH in await write(street, "help")
    assert (await write(street, "help")).startswith("Help:\n")


async def test_two_houses_of_one_name_are_told_apart(street: Home) -> None:
    """By number and since when; what they say too."""
    await rename(street, ELM, "DE  EIK")
    asked = await write(street, "quick Quiet hours")
    assert "1 De Eik (with me since" in asked
    assert "2 DE EIK (with me since" in asked
    assert WHICH in await write(street, "De Eik")
    assert (await write(street, "2")).startswith("DE EIK (2):\n")
    assert await texts(street, ELM) == ["Quiet hours"]
    assert WHICH in await write(street, "De Eik")
    assert (await write(street, "1")).startswith("De Eik (1):\n")


async def test_the_number_means_the_house_that_had_it_in_the_question(street: Home) -> None:
    """Whatever came of the others meanwhile."""
    await street.move_in("bob", "gita", room="!ash:kring.test", name="De Es")
    await write(street, "quick Quiet hours")
    await street.leaves("bob")
    await write(street, "3")
    assert await texts(street, "!ash:kring.test") == ["Quiet hours"]
    assert await texts(street, ELM) == []


async def test_a_house_the_bot_was_put_out_of_is_none_to_choose(street: Home) -> None:
    """Where there is another; that one still says which it is."""
    await street.hear(PutOut(street.event(), ELM, street.now))
    assert (await write(street, "quick A cat")).startswith("De Eik:\n")
    assert await texts(street, ROOM) == ["A cat"]
    await street.hear(PutOut(street.event(), ROOM, street.now))
    assert WHICH in await write(street, "quick A dog")


async def test_an_answer_to_what_a_house_said_is_for_that_house(street: Home) -> None:
    """No question, whatever they talked about; and the talk goes on where it was."""
    await street.say("alice", "!quick Quiet hours")
    await street.say("erin", "!quick A cat", room=ELM)
    await street.say("bob", "!object P1")
    (question,) = [one for one in street.hall.sent if one.room == private("bob")]
    assert question.outgoing.plain.startswith("De Eik:\n")  # type: ignore[union-attr]
    await write(street, "De Iep")
    answer = await write(street, "I work nights", reply_to=question.reference)
    assert answer.startswith("De Eik:\n")
    (objection,) = (await proposals(street, ROOM))[0].objections
    assert objection.reason == "I work nights"
    assert (await write(street, "consent P1")).startswith("De Iep:\n")


async def test_an_answer_to_a_house_they_left_is_for_no_other(street: Home) -> None:
    """`consent` under its question must not become a stance elsewhere."""
    await street.say("alice", "!quick Quiet hours")
    await street.say("erin", "!quick A cat", room=ELM)
    await street.say("bob", "!object P1")
    (question,) = [one.reference for one in street.hall.sent if one.room == private("bob")]
    await street.leaves("bob")
    assert "not in any more" in await write(street, "consent", reply_to=question)
    (cat,) = await proposals(street, ELM)
    assert list(cat.live) == [cat.author]


async def test_an_awaited_word_is_asked_about_too(street: Home) -> None:
    """A reason, by voice or in writing; it is the reason once they say of which house."""
    await street.say("alice", "!quick Quiet hours")
    await street.say("bob", "!object P1")
    assert WHICH in await write(street, "I work nights")
    await write(street, "1")
    (objection,) = (await proposals(street, ROOM))[0].objections
    assert objection.reason == "I work nights"


async def test_a_voice_message_waits_too(street: Home) -> None:
    await street.say("alice", "!quick Quiet hours")
    await street.say("bob", "!object P1")
    assert WHICH in await write(street, "", is_voice=True)
    await write(street, "1")
    (objection,) = (await proposals(street, ROOM))[0].objections
    assert objection.reason == ""


async def test_who_is_asked_whether_they_rest_comes_back_in_the_house_they_say(
    street: Home,
) -> None:
    house = await street.house(ELM)
    bob = (await street.members(ELM))["bob"]
    async with street.store.transaction() as tx:
        await tx.set_resting(bob.id, street.now)
    assert WHICH in await write(street, "I am still here")
    assert "De Iep:" in await write(street, "2")
    async with street.store.transaction() as tx:
        again = await tx.member_by_account(house.id, account("bob"))
    assert again is not None
    assert again.resting_since is None


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("propsoe A cat", "Did you mean"),
        ("hello", "Here you can ask me"),
        ("nonsense", "do not know"),
    ],
)
async def test_what_is_no_command_needs_no_house(street: Home, text: str, answer: str) -> None:
    """A slip, a greeting; and nothing of it is kept."""
    said = await write(street, text)
    assert answer in said
    assert WHICH not in said
    assert conversations(street) == "[]"


async def test_where_somebody_may_be_in_danger_the_number_to_call_comes_first(
    street: Home,
) -> None:
    """Before the question, and before the name of the house."""
    assert (await write(street, "urgent I turned the gas off")).startswith("112")
    told = await write(street, "1")
    assert told.startswith("112")
    assert told.splitlines()[1] == "De Eik:"


async def test_the_question_is_in_the_language_that_the_houses_share(street: Home) -> None:
    """Else in the one that new houses speak."""
    await street.say("alice", "!language nl")
    assert WHICH in await write(street, "proposals")
    await street.say("erin", "!language nl", room=ELM)
    assert "Voor welk huis is dit?" in await write(street, "voorstellen")
    assert "Geen van je huizen heet" in await write(street, "het derde")


async def test_a_member_of_one_house_is_asked_nothing(street: Home) -> None:
    """And is not told which house speaks: there is but one."""
    await street.say("alice", "quick Quiet hours", room=private("alice"))
    assert await texts(street, ROOM) == ["Quiet hours"]
    assert "De Eik:" not in street.hall.said(private("alice"))[-1]


async def test_every_letter_says_which_house_it_is_of(street: Home) -> None:
    """Also one that waits for a room to be opened, and what time brings."""
    async with street.store.transaction() as tx:
        await tx.forget_private_room(private("bob"))
    await street.say("alice", "about @Bob does not cook", room=private("alice"))
    await street.go(2 * DAY)
    letters = street.hall.said(private("bob"))
    assert letters
    assert all(words.startswith("De Eik:\n") for words in letters)
    (first, *_) = [one.outgoing for one in street.hall.sent if one.room == private("bob")]
    assert "<strong>De Eik:</strong>" in first.html  # type: ignore[union-attr]


async def test_the_nudge_says_its_house_once(street: Home) -> None:
    """It begins with the name; where two have the same, the number tells which."""
    await street.joins("pat")
    await street.hear(Joined(street.event(), ELM, account("pat"), street.now, "Pat"))
    await street.open_private_room("pat")
    await street.go(7 * DAY)
    nudges = [words for words in street.hall.said(private("pat")) if ", week 49" in words]
    assert sorted(words.splitlines()[0] for words in nudges) == [
        "De Eik, week 49",
        "De Iep, week 49",
    ]
    await rename(street, ELM, "De Eik")
    await street.go(7 * DAY)
    nudges = [words for words in street.hall.said(private("pat")) if ", week 50" in words]
    assert sorted(words.splitlines()[0] for words in nudges) == ["De Eik (1):", "De Eik (2):"]


async def test_the_name_of_a_house_cannot_format_or_fill_a_letter(street: Home) -> None:
    await rename(street, ELM, "**De Iep**:\nDe Eik: " + "x" * 300)
    await write(street, "proposals")
    first, second = (await write(street, "2")).splitlines()[:2]
    assert first.startswith("**De Iep**: De Eik: xxx")
    assert len(first) < 80
    assert not second.startswith("De Eik")


# ------------------------------------------------------------------------------ what waits


SECRET = "the neighbour keeps a heron"


async def test_what_waits_is_wiped_once_it_is_answered(street: Home) -> None:
    """It stands where it belongs then: as a fact of one house."""
    await write(street, f"quick {SECRET}")
    assert SECRET in conversations(street)
    await write(street, "1")
    assert SECRET not in conversations(street)
    assert SECRET not in repr(street.tables()["outbox"])


async def test_what_waits_is_wiped_after_an_hour(street: Home) -> None:
    """Words in between do not keep it longer; then no answer brings it back."""
    await write(street, f"quick {SECRET}")
    street.now += HOUR - SECOND
    await write(street, "hm")
    await street.tick()
    assert SECRET.encode() in kept(street)
    street.now += SECOND
    await street.tick()
    assert street.tables()["conversations"] == []
    await street.store.close()
    assert SECRET.encode() not in kept(street)
    await street.start()
    await write(street, "1")
    assert await texts(street, ROOM) == []


async def test_an_answer_that_comes_too_late_carries_nothing_out(street: Home) -> None:
    """Also where nobody wiped it yet."""
    await write(street, f"quick {SECRET}")
    street.now += HOUR
    await write(street, "De Eik")
    assert await texts(street, ROOM) == []
    assert SECRET not in conversations(street)


async def test_what_is_removed_while_it_waits_is_wiped(street: Home) -> None:
    waiting = await street.say("bob", f"quick {SECRET}", room=private("bob"))
    await street.redact("bob", waiting, room=private("bob"))
    assert street.tables()["conversations"] == []
    await write(street, "1")
    assert await texts(street, ROOM) == []


async def test_what_is_changed_while_it_waits_is_not_carried_out_as_it_was(street: Home) -> None:
    """They are told how to say it again."""
    waiting = await street.say("bob", "!quick A heron", room=private("bob"))
    assert "!quick" in await write(street, "!quick A stork", edits=waiting)
    assert street.tables()["conversations"] == []


async def test_a_stance_that_waited_is_taken_back_with_the_message_it_was(street: Home) -> None:
    """The message that said it, not the one that said which house."""
    await street.say("alice", "!quick Quiet hours")
    said = await street.say("bob", "consent P1", room=private("bob"))
    await write(street, "1")
    assert await street.heard() == ["alice", "bob"]
    street.now += 2 * HOUR
    await street.redact("bob", said, room=private("bob"))
    assert await street.heard() == ["alice"]


async def test_a_crash_of_what_waited_keeps_nothing_twice(
    street: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told with a number, and can be answered once more."""
    await write(street, "quick Quiet hours")

    async def falls(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr("commands.turn.Turn.begin", falls)
        assert "something went wrong" in await write(street, "1")
    await write(street, "1")
    assert await texts(street, ROOM) == ["Quiet hours"]


# ------------------------------------------------------------------------------ nothing leaks


async def lived(street: Home) -> None:
    """Both houses have a P1, an A1, words of their own, and Bob in them."""
    await street.say("alice", "!quick Oak towels")
    await street.say("erin", "!quick Elm ladders", room=ELM)
    await street.say("carol", "!concern P1 oak moths")
    await street.say("finn", "!concern P1 elm beetles", room=ELM)
    await street.say("bob", "!consent P1")
    await street.say("bob", "!aside P1", room=ELM)
    await street.say("erin", "!propose Elm only", room=ELM)


OAK_WORDS = ("Oak", "oak", "towels", "Alice", "Carol", "Pat", "De Eik")
ELM_WORDS = ("Elm", "elm", "ladders", "beetles", "Erin", "Finn", "De Iep")


def leaked(said: list[str], words: tuple[str, ...]) -> list[str]:
    return [one for one in said if any(word in one for word in words)]


async def everything(street: Home, room: str, who: str) -> None:
    for text in (
        *("!who", "!proposals", "!agreements", "!show P1", "!show P2", "!show A1", "!roles"),
        *("!mirror", "!settings", "!help", "!who Erin", "!who @alice", "!agreements ladders"),
        *("!about @Erin x", "!resolved P1 @Finn", "!swap chair @Erin", "!show P9"),
    ):
        await street.say(who, text, room=room)


async def test_what_is_said_in_a_house_is_of_that_house(street: Home) -> None:
    """Lists, names, texts and numbers, whoever asks there; a name it does not know is echoed."""
    await lived(street)
    for who in ("alice", "bob", "pat"):
        await everything(street, ROOM, who)
    for who in ("erin", "bob"):
        await everything(street, ELM, who)
    await street.go(3 * DAY)
    asked = ("“Erin”", "“@Erin”", "“Finn”", "“ladders”", "“alice”", "“@alice”", "“@Finn”")
    for room, other in ((ROOM, ELM_WORDS), (ELM, OAK_WORDS)):
        said = [repr(one.outgoing) for one in street.hall.sent if one.room == room]
        for echoed in asked:
            said = [one.replace(echoed, "") for one in said]
        assert leaked(said, other) == []
        assert len(said) > 20


async def test_privately_each_house_tells_its_own(street: Home) -> None:
    """The one room that they share holds both, never in one message."""
    await lived(street)
    for name, other in (("De Eik", ELM_WORDS), ("De Iep", OAK_WORDS)):
        await write(street, name)
        for text in ("who", "proposals", "show P1", "agreements", "roles", "mirror"):
            answer = await write(street, text)
            assert answer.startswith(f"{name}:\n")
            assert leaked([answer], other) == []


async def test_what_exists_in_one_house_alone_is_no_hint(street: Home) -> None:
    """P2 is in one of them; the question comes all the same, and asks of both."""
    await lived(street)
    for text in ("show P2", "consent P2", "withdraw P2", "show P1", "take chair"):
        assert (await write(street, text)).splitlines()[:3] == [WHICH, "1 De Eik", "2 De Iep"]


async def test_about_somebody_who_lives_in_one_is_for_that_one(street: Home) -> None:
    """Also while they talk about another; of who lives in both they are asked."""
    await street.joins("gita")
    await street.hear(Joined(street.event(), ELM, account("gita"), street.now, "Gita"))
    await write(street, "De Eik")
    assert (await write(street, "about @Finn sings at night")).startswith("De Iep:\n")
    assert (await write(street, "about @Gita sings too")).startswith("De Eik:\n")
    street.now += HOUR
    assert WHICH in await write(street, "about @Gita sings again")
    assert await texts(street, ELM) == ["sings at night"]
    assert await texts(street, ROOM) == ["sings too"]


async def test_a_tap_on_the_other_houses_message_is_nothing(street: Home) -> None:
    """In the room of one, about a card, a poll or a question of the other; by who lives in both."""
    await lived(street)
    await street.say("alice", "!quick Oak soap")
    await street.say("finn", "!round P2", room=ELM)
    await street.say("erin", "!round P2", room=ELM)
    card, poll = await street.posted("P2", "card", ELM), await street.posted("P2", "poll", ELM)
    before = street.tables()
    for who in ("alice", "bob"):
        for target in (card, poll):
            await street.hear(
                Reaction(street.event(), ROOM, account(who), street.now, target, "✋")
            )
        await street.hear(
            Vote(street.event(), ROOM, account(who), street.now, poll, ("objection",))
        )
    await street.hear(
        Reaction(street.event(), private("bob"), account("bob"), street.now, card, "✋")
    )
    assert street.tables() == before


async def test_a_reply_to_the_other_houses_message_is_no_stance_there(street: Home) -> None:
    """In the room of one it is chatter, or a command of that one."""
    await lived(street)
    card = await street.posted("P1", "card", ELM)
    before = street.tables()
    for who in ("alice", "bob"):
        await street.say(who, "objection", reply_to=card)
        await street.say(who, "I work nights", thread=card)
    assert street.tables() == before
    await street.say("alice", "!quick Oak soap")
    await street.say("bob", "!object P2 soap is slippery", reply_to=card)
    _, soap = await proposals(street, ROOM)
    assert [one.reason for one in soap.objections] == ["soap is slippery"]
    assert all(not one.objections for one in await proposals(street, ELM))


async def test_what_is_removed_in_one_house_stays_said_in_the_other(street: Home) -> None:
    """Also where who removes it lives in both."""
    await lived(street)
    said = await street.say("bob", "!concern P1 ladders fall", room=ELM)
    before = street.tables()["facts"]
    await street.redact("bob", said, room=ROOM)
    await street.redact("alice", said, room=ROOM)
    assert street.tables()["facts"] == before


async def test_who_leaves_one_house_stays_in_the_other(street: Home) -> None:
    await lived(street)
    await street.leaves("bob")
    assert not (await street.members())["bob"].is_here
    assert (await street.members(ELM))["bob"].is_here
    assert (await write(street, "proposals")).startswith("1 proposal") is False
    assert "Elm only" in await write(street, "proposals")


async def test_requests_and_role_cards_stay_in_their_house(street: Home) -> None:
    """R1 of one is not R1 of the other, and no house reads of what another asked for."""
    await street.hear(Joined(street.event(), ELM, account("pat"), street.now, "Pat"))
    await street.say("alice", "!request an Oak bench")
    await street.say("erin", "!request an Elm lamp", room=ELM)
    await street.say("pat", "!answer R1 yes, in the shed", room=ELM)
    await street.say("pat", "!mandate keys and repairs", room=ELM)
    before = len(street.hall.said())
    for text in ("!requests", "!show R1", "!nudge", "!who Pat"):
        await street.say("alice", text)
    said = street.hall.said()[before:]
    assert any("Oak bench" in words for words in said)
    assert leaked(said, ("lamp", "shed", "keys")) == []


async def test_who_is_away_or_another_name_in_one_is_not_in_the_other(street: Home) -> None:
    await write(street, "De Eik")
    await write(street, "away")
    assert (await street.members())["bob"].away_since is not None
    assert (await street.members(ELM))["bob"].away_since is None
    await street.joins("bob", "Robert")
    assert (await street.members(ELM))["bob"].name == "Bob"


async def test_the_export_of_a_house_is_of_that_house(street: Home) -> None:
    await lived(street)
    for room, other in ((ROOM, ELM_WORDS), (ELM, OAK_WORDS)):
        house = await street.house(room)
        async with street.store.transaction() as tx:
            exported = await export_house(tx, house, street.now, with_people=True)
        assert leaked([repr(exported)], other) == []


async def test_who_lives_in_one_house_alone_hears_nothing_of_the_other(street: Home) -> None:
    """Alice in private asks for what Erin's house has, and Erin for what Alice's has."""
    await lived(street)
    for who, other in (("alice", ELM_WORDS), ("erin", OAK_WORDS)):
        await street.say(who, "who", room=private(who))
        for text in ("proposals", "show P1", "show P2", "agreements"):
            await street.say(who, text, room=private(who))
        assert leaked(street.hall.said(private(who)), other) == []


async def test_letters_of_two_houses_that_went_as_one_are_of_neither(street: Home) -> None:
    """The answer to such a message does not say of which house it is: they are asked."""
    await street.say("alice", "!quick Quiet hours")
    async with street.store.transaction() as tx:
        oak, elm = [house.id for house in await tx.houses()]
    for house in (oak, elm):
        await street.say("bob", "who", room=private("bob"))
        await write(street, str(1 if house == oak else 2))
        street.now += HOUR
    letters = [one for one in street.tables()["outbox"] if one["room"] == private("bob")]
    of_both = {one["house_id"]: one["id"] for one in letters if one["house_id"]}
    for row in of_both.values():
        do(street.file, f"UPDATE outbox SET reference = '$both' WHERE id = {row}")
    assert WHICH in await write(street, "consent P1", reply_to="$both")


async def test_a_private_room_is_of_one_account(street: Home) -> None:
    """Nobody else is heard in it, whatever houses they share."""
    before = street.tables()
    await street.hear(
        Message(street.event(), private("bob"), account("alice"), street.now, "quick A cat")
    )
    assert street.tables() == before
