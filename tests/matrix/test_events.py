"""From Matrix's events to what the port knows, also from events nobody should send."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import nio  # type: ignore[import-untyped, unused-ignore]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matrix.events import heard, name_of
from bot.room import (
    Heard,
    Joined,
    Left,
    Message,
    Moved,
    Named,
    PollEnded,
    Reaction,
    Redaction,
    Vote,
)

ME, ALICE, ROOM = "@kring:house.test", "@alice:house.test", "!room"
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
STAMP = int(AT.timestamp() * 1000)
P = "org.matrix.msc3381.poll"
ODD: list[Any] = [None, 3, [], {}]


def event(kind: str, content: Any, **more: Any) -> dict[str, Any]:
    """An event's source as a sync brings it."""
    base = {"event_id": "$e", "sender": ALICE, "origin_server_ts": STAMP, "type": kind}
    return base | {"content": content} | more


def hear(source: Any, *, encrypted: bool = False) -> Heard | None:
    """What is heard of it, through nio's own parser."""
    parsed = nio.Event.parse_event(source) if isinstance(source, dict) else source
    if encrypted:
        parsed.decrypted = True
    return heard(parsed, ROOM, me=ME, shifted=lambda at: at)


def say(body: Any = "hello", msgtype: Any = "m.text", **more: Any) -> dict[str, Any]:
    """A message."""
    return event("m.room.message", {"msgtype": msgtype, "body": body, **more})


def message(text: str, **more: Any) -> Message:
    """What it should become."""
    return Message("$e", ROOM, ALICE, AT, text, **more)


def test_text_and_emote_are_heard_and_notices_are_not() -> None:
    """Notices are what bots say; two bots must not talk to each other for ever."""
    assert hear(say()) == message("hello")
    assert hear(say(msgtype="m.emote")) == message("hello")
    assert hear(say(msgtype="m.notice")) is None
    assert hear(say(msgtype="m.image")) is None


def test_the_bot_does_not_hear_itself() -> None:
    """Nor what it did to others."""
    assert hear(say() | {"sender": ME}) is None
    own = event("m.room.member", {"membership": "join"}, state_key=ME)
    assert hear(own) is None


@pytest.mark.parametrize("where", [{"url": "mxc://x/y"}, {"file": {"url": "mxc://x/y"}}, {}])
def test_a_voice_message_is_heard_without_words(where: dict[str, Any]) -> None:
    """Encrypted or not, with the flag for voice or without it."""
    flags: tuple[dict[str, Any], ...] = ({}, {"org.matrix.msc3245.voice": {}})
    for flag in flags:
        assert hear(say("voice.ogg", "m.audio", **where, **flag)) == message("", is_voice=True)
    assert hear(say(None, "m.audio")) == message("", is_voice=True)


def test_an_edit_says_what_it_changes_and_the_new_words() -> None:
    """The relation is looked at first: an edit must never pass for a new message."""
    relation = {"rel_type": "m.replace", "event_id": "$old"}
    new = {"msgtype": "m.text", "body": "!help"}
    edited = message("!help", edits="$old")
    assert hear(say("* !help", **{"m.relates_to": relation, "m.new_content": new})) == edited
    assert hear(say("* !help", **{"m.relates_to": relation})) == edited
    for bad in ({"event_id": 3}, {"event_id": ""}, {}):
        assert hear(say("* x", **{"m.relates_to": {"rel_type": "m.replace", **bad}})) is None
    assert hear(say("* x", **{"m.relates_to": relation, "m.new_content": {"body": 3}})) is None
    assert hear(say("* x", "m.notice", **{"m.relates_to": relation})) is None


def test_a_reply_names_what_it_answers_and_a_thread_where_it_is() -> None:
    """In a thread the answered message may be only the last one there: nobody chose that."""
    answered = {"m.in_reply_to": {"event_id": "$asked"}}
    thread = {"rel_type": "m.thread", "event_id": "$root", "is_falling_back": True, **answered}
    assert hear(say(**{"m.relates_to": answered})) == message("hello", reply_to="$asked")
    assert hear(say(**{"m.relates_to": thread})) == message("hello", thread="$root")
    chosen = thread | {"is_falling_back": False}
    in_thread = message("hello", reply_to="$asked", thread="$root")
    assert hear(say(**{"m.relates_to": chosen})) == in_thread
    odd: Any = (None, 3, [], "x", {"m.in_reply_to": 3}, {"m.in_reply_to": {"event_id": []}})
    for bad in odd:
        assert hear(say(**{"m.relates_to": bad})) == message("hello")


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("> <@bob:x> one\n\nyes", "yes"),
        ("> <@bob:x> one\n> two\n>\n> three\n\nyes\n\n> no", "yes\n\n> no"),
        ("> * <@bob:x> waves\n\nyes", "yes"),
        ("> <@bob:x> one\n\n", ""),
        ("> my own quote\n\nyes", "> my own quote\n\nyes"),
        ("> <@bob:x> one", "> <@bob:x> one"),
        ("yes", "yes"),
    ],
)
def test_the_quote_that_older_clients_put_above_is_left_out(body: str, text: str) -> None:
    """Only in replies, and only the kind of quote that clients make."""
    relation = {"m.in_reply_to": {"event_id": "$asked"}}
    assert hear(say(body, **{"m.relates_to": relation})) == message(text, reply_to="$asked")
    assert hear(say(body)) == message(body)


def test_mentions_are_the_accounts_that_are_strings() -> None:
    """Each once, in order."""
    for ids, read in (([ALICE, 3, None, ALICE, ME], (ALICE, ME)), ("x", ()), ({}, ()), (None, ())):
        assert hear(say(**{"m.mentions": {"user_ids": ids}})) == message("hello", mentions=read)
    assert hear(say(**{"m.mentions": [ALICE]})) == message("hello")


@pytest.mark.parametrize("encrypted", [False, True])
def test_a_tap_on_a_poll_is_a_vote(encrypted: bool) -> None:
    """Clear or decrypted, unstable or stable; no answers take it back."""
    relation = {"m.relates_to": {"rel_type": "m.reference", "event_id": "$poll"}}
    for kind, content, answers in (
        (f"{P}.response", {f"{P}.response": {"answers": ["consent"]}}, ("consent",)),
        (f"{P}.response", {f"{P}.response": {"answers": []}}, ()),
        ("m.poll.response", {"m.selections": ["a", "b"]}, ("a", "b")),
    ):
        vote = Vote("$e", ROOM, ALICE, AT, "$poll", answers)
        assert hear(event(kind, relation | content), encrypted=encrypted) == vote
    assert hear(event(f"{P}.response", {f"{P}.response": {"answers": ["x"]}})) is None


def test_a_reaction_is_heard_without_skin_tone_and_variation() -> None:
    """The same hand in another colour is the same hand."""
    for key, plain in (("✋", "✋"), ("✋🏽", "✋"), ("👍️", "👍"), ("yes", "yes")):
        relation = {"rel_type": "m.annotation", "event_id": "$m", "key": key}
        expected = Reaction("$e", ROOM, ALICE, AT, "$m", plain)
        assert hear(event("m.reaction", {"m.relates_to": relation})) == expected
    for bad in ({"key": 3}, {"key": ""}, {"event_id": 3}, {"rel_type": "m.thread"}):
        wrong = {"rel_type": "m.annotation", "event_id": "$m", "key": "✋"} | bad
        assert hear(event("m.reaction", {"m.relates_to": wrong})) is None


def test_a_redaction_is_read_in_both_places() -> None:
    """Rooms from version 11 on carry `redacts` in the content, where nio does not look."""
    removed = Redaction("$e", ROOM, ALICE, AT, "$gone")
    assert hear(event("m.room.redaction", {}, redacts="$gone")) == removed
    assert hear(event("m.room.redaction", {"redacts": "$gone"})) == removed
    for content in ({}, {"redacts": 3}, {"redacts": ""}):
        assert hear(event("m.room.redaction", content)) is None


def test_what_is_encrypted_cannot_redact_or_change_the_room() -> None:
    """The server cannot look inside, so nobody has checked whether the sender may."""
    for kind, content, more in (
        ("m.room.redaction", {"redacts": "$gone"}, {}),
        ("m.room.member", {"membership": "leave"}, {"state_key": "@bob:x"}),
        ("m.room.name", {"name": "Mine"}, {"state_key": ""}),
    ):
        source = event(kind, content, **more)
        assert hear(source) is not None
        assert hear(source, encrypted=True) is None


def member(content: dict[str, Any], before: str | None = None, who: Any = "@bob:x") -> Any:
    """A member event about Bob."""
    unsigned = {"unsigned": {"prev_content": {"membership": before}}} if before else {}
    return event("m.room.member", content, state_key=who, **unsigned)


def test_joining_and_renaming_both_say_the_present_name() -> None:
    """Without a name the account's local part serves."""
    for content, name in (
        ({"displayname": "Bob"}, "Bob"),
        ({"displayname": " "}, "bob"),
        ({"displayname": None}, "bob"),
        ({}, "bob"),
    ):
        joined = Joined("$e", ROOM, "@bob:x", AT, name)
        assert hear(member({"membership": "join", **content})) == joined
        assert hear(member({"membership": "join", **content}, "join")) == joined
    assert name_of("@bob:house.test", 7) == "bob"


def test_leaving_and_being_banned_are_leaving_for_who_was_there_or_expected() -> None:
    """A refused invitation too: nobody waits for them any more."""
    left = Left("$e", ROOM, "@bob:x", AT)
    assert hear(member({"membership": "leave"}, "join")) == left
    assert hear(member({"membership": "ban"}, "join")) == left
    assert hear(member({"membership": "leave"})) == left
    assert hear(member({"membership": "leave"}, "invite")) == left
    assert hear(member({"membership": "leave"}, "ban")) is None
    assert hear(member({"membership": "ban"}, "leave")) is None
    assert hear(member({"membership": "invite"})) is None
    assert hear(member({"membership": "leave"}, "join", ME)) is None
    assert hear(member({"membership": "join"}, who=3)) is None


def test_a_new_name_of_the_room_is_heard_and_an_empty_one_is_not() -> None:
    """A house keeps its last name."""
    named = event("m.room.name", {"name": "De Eik"}, state_key="")
    assert hear(named) == Named("$e", ROOM, AT, "De Eik")
    for content in ({}, {"name": ""}, {"name": 3}):
        assert hear(event("m.room.name", content, state_key="")) is None
    assert hear(event("m.room.name", {"name": "x"})) is None


def test_a_room_that_is_closed_says_where_it_goes_on() -> None:
    """Only as a part of the room's state, and only when that is another room."""
    closed = event("m.room.tombstone", {"replacement_room": "!new"}, state_key="")
    assert hear(closed) == Moved("$e", ROOM, ALICE, AT, "!new")
    assert hear(closed, encrypted=True) is None
    odd: tuple[Any, ...] = (None, 3, [], {}, "", ROOM)
    for to in odd:
        content = {"replacement_room": to, "body": to}
        assert hear(event("m.room.tombstone", content, state_key="")) is None
    keys: tuple[dict[str, Any], ...] = ({}, {"state_key": "x"}, {"state_key": 3})
    for key in keys:
        assert hear(event("m.room.tombstone", {"replacement_room": "!new"}, **key)) is None


@pytest.mark.parametrize("encrypted", [False, True])
@pytest.mark.parametrize("kind", [f"{P}.end", "m.poll.end"])
def test_the_end_of_a_poll_says_of_which(kind: str, encrypted: bool) -> None:
    """Clear or decrypted, unstable or stable; the bot's own is no news to it."""
    relation = {"rel_type": "m.reference", "event_id": "$poll"}
    source = event(kind, {"m.relates_to": relation, kind: {}})
    assert hear(source, encrypted=encrypted) == PollEnded("$e", ROOM, ALICE, AT, "$poll")
    assert hear(source | {"sender": ME}, encrypted=encrypted) is None
    for bad in ({"event_id": 3}, {"event_id": ""}, {"rel_type": "m.thread"}):
        wrong = {"m.relates_to": relation | bad}
        assert hear(event(kind, wrong), encrypted=encrypted) is None
    assert hear(event(kind, {"m.relates_to": 3}), encrypted=encrypted) is None


def test_times_are_the_servers_shifted_to_the_houses_world() -> None:
    """In UTC, aware of it."""
    parsed = nio.Event.parse_event(say())
    later = heard(parsed, ROOM, me=ME, shifted=lambda at: at + timedelta(days=3))
    assert later
    assert later.at == AT + timedelta(days=3)
    assert later.at.tzinfo is UTC


@pytest.mark.parametrize("bad", [None, "now", 1.5, True, 10**18, -(10**18), [], {}])
def test_an_event_without_a_possible_time_is_not_heard(bad: Any) -> None:
    """Nothing could be said about when it was."""
    assert heard(
        nio.UnknownBadEvent(say() | {"origin_server_ts": bad}), ROOM, me=ME, shifted=same
    ) is (None)


def same(at: datetime) -> datetime:
    """The outside world's time."""
    return at


@pytest.mark.parametrize("missing", ["event_id", "sender", "origin_server_ts", "type", "content"])
def test_an_event_that_lacks_something_is_not_heard(missing: str) -> None:
    """And raises nothing."""
    source = {key: value for key, value in say().items() if key != missing}
    assert heard(nio.UnknownBadEvent(source), ROOM, me=ME, shifted=same) is None
    for wrong in ODD:
        odd = say() | {missing: wrong}
        if missing != "origin_server_ts":
            assert heard(nio.UnknownBadEvent(odd), ROOM, me=ME, shifted=same) is None


def test_what_was_redacted_before_it_was_seen_is_not_heard() -> None:
    """Its words are gone already."""
    assert hear(say() | {"unsigned": {"redacted_because": {}}}) is None


def test_half_a_character_does_not_reach_the_database() -> None:
    """JSON can hold lone surrogates; UTF-8 cannot."""
    found = hear(say("a\ud800b"))
    assert isinstance(found, Message)
    assert found.text.encode() == b"a?b"


@pytest.mark.parametrize("odd", [None, 3, "text", object()])
def test_what_is_no_event_is_not_heard(odd: Any) -> None:
    """Whatever nio hands over."""
    assert heard(odd, ROOM, me=ME, shifted=same) is None


KEYS = st.sampled_from(
    [
        "msgtype",
        "body",
        "m.relates_to",
        "m.new_content",
        "m.mentions",
        "user_ids",
        "rel_type",
        "event_id",
        "m.in_reply_to",
        "key",
        "redacts",
        "membership",
        "displayname",
        "name",
        "answers",
        "m.selections",
        "prev_content",
        "redacted_because",
        "org.matrix.msc3381.poll.response",
        "replacement_room",
    ]
)
WORDS = st.sampled_from(
    ["m.text", "m.audio", "m.replace", "m.thread", "m.annotation", "m.reference", "join", "leave"]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | WORDS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(KEYS | st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=10,
)
KINDS = st.sampled_from(
    [
        "m.room.message",
        "m.reaction",
        "m.room.redaction",
        "m.room.member",
        "m.room.name",
        "m.poll.response",
        "m.room.encrypted",
        "x",
        "m.room.tombstone",
        "m.room.create",
        "m.poll.end",
        "org.matrix.msc3381.poll.end",
        "org.matrix.msc3381.poll.response",
    ]
)


@given(kind=KINDS, content=st.dictionaries(KEYS, JSON, max_size=5), more=st.booleans(), odd=JSON)
def test_no_content_makes_hearing_fail(kind: str, content: Any, more: bool, odd: Any) -> None:
    """Through nio's parser where that copes, and on its own."""
    extra = {"state_key": odd, "unsigned": odd, "redacts": odd} if more else {}
    source = event(kind, content, **extra)
    heard(nio.UnknownBadEvent(source), ROOM, me=ME, shifted=same)
    heard(nio.UnknownBadEvent(source | {"content": odd}), ROOM, me=ME, shifted=same)
    if not more:
        hear(source)


@given(source=st.dictionaries(KEYS | st.sampled_from(["type", "sender", "content"]), JSON) | JSON)
def test_no_source_makes_hearing_fail(source: Any) -> None:
    """Not even one that is no event at all."""
    heard(nio.UnknownBadEvent(source), ROOM, me=ME, shifted=same)
