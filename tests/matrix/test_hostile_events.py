"""Events that nobody should send: whatever their JSON is, they are heard as what they are or not.

Some are made by Hypothesis, which finds the odd ones; many more by dice, which are fast.
"""

from __future__ import annotations

import json
import logging
import os
from collections import Counter
from dataclasses import fields
from datetime import UTC, date, datetime
from random import Random
from typing import Any

import nio  # type: ignore[import-untyped, unused-ignore]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bot.matrix.client  # noqa: F401  # it guards nio's reading
from bot import speech
from bot.looks import look
from bot.matrix.events import heard
from bot.matrix.powers import read_powers
from bot.room import Message, Reaction, Redaction, Vote
from bot.understanding import stance_of_sign, typed_command
from commands.dates import read_date
from commands.durations import read_duration
from commands.reading import clean, folded, take_number

ME, ALICE, ROOM = "@kring:house.test", "@alice:house.test", "!room"
P = "org.matrix.msc3381.poll"
IS_LONG = os.environ.get("KRING_LONG") == "1"
MANY = 5_000 if IS_LONG else 150
VERY_MANY = 150_000 if IS_LONG else 3_000

_texts = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["", "\x00", "\ud800", "a\udfff", "$e", "m.replace", "m.thread", "m.text", "m.notice", ME]
    ),
    st.sampled_from(["x" * 65_000, "@room", "!help", "> <@a:b> c\n\nd", "> \n" * 9_000, "\u202e"]),
)
_json: st.SearchStrategy[Any] = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.sampled_from([10**400, -(10**400), 2**63, 2**53 + 1, -1, 0]),
        st.floats(),
        _texts,
    ),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_texts, inner, max_size=4),
    max_leaves=12,
)


def _deep(depth: int) -> Any:
    value: Any = "end"
    for _ in range(depth):
        value = {"m.relates_to": [value]}
    return value


_any = st.one_of(_json, _json, _json, st.builds(_deep, st.integers(1, 400)))
_ids = st.sampled_from(["$e", "$poll", "$old"]) | _any
_relation = st.fixed_dictionaries(
    {},
    optional={
        "rel_type": st.sampled_from(["m.replace", "m.thread", "m.annotation", "m.reference"])
        | _any,
        "event_id": _ids,
        "key": st.sampled_from(["✋", "👍🏽", "\ufe0f"]) | _any,
        "is_falling_back": st.booleans() | _any,
        "m.in_reply_to": st.fixed_dictionaries({}, optional={"event_id": _ids}) | _any,
    },
)
_content = (
    st.fixed_dictionaries(
        {},
        optional={
            "msgtype": st.sampled_from(["m.text", "m.emote", "m.audio", "m.notice"]) | _any,
            "body": _any,
            "format": _any,
            "formatted_body": _any,
            "m.new_content": st.fixed_dictionaries({}, optional={"body": _any}) | _any,
            "m.relates_to": _relation | _any,
            "m.mentions": st.fixed_dictionaries({}, optional={"user_ids": _any}) | _any,
            "membership": st.sampled_from(["join", "leave", "ban", "invite"]) | _any,
            "displayname": _any,
            "name": _any,
            "replacement_room": _any,
            "redacts": _ids,
            f"{P}.response": st.fixed_dictionaries({}, optional={"answers": _any}) | _any,
            "m.selections": _any,
            "algorithm": st.just("m.megolm.v1.aes-sha2") | _any,
            "ciphertext": _any,
            "session_id": _any,
            "sender_key": _any,
            "device_id": _any,
        },
    )
    | _any
)
_kinds = st.sampled_from(
    [
        *("m.room.message", "m.reaction", "m.room.redaction", "m.room.member", "m.room.name"),
        *("m.room.tombstone", f"{P}.response", f"{P}.end", "m.poll.response", "m.poll.end"),
        *("m.room.encrypted", "m.room.power_levels", "m.room.create", "m.sticker"),
    ]
)
_events = st.fixed_dictionaries(
    {
        "type": _kinds | _any,
        "content": _content,
        "event_id": st.just("$e") | _any,
        "sender": st.just(ALICE) | _any,
        "origin_server_ts": st.integers(-(10**14), 10**15) | _any,
    },
    optional={
        "state_key": st.sampled_from(["", ME, ALICE]) | _any,
        "redacts": _ids,
        "unsigned": _any,
        "prev_content": _any,
    },
)


def _is_storable(value: Any) -> bool:
    """Texts that a database takes, in everything that it becomes."""
    texts = value if isinstance(value, tuple) else (value,)
    for text in texts:
        if isinstance(text, str):
            assert text == text.encode().decode()
            assert "\x00" not in text
    return True


@settings(max_examples=MANY)
@given(_events, st.booleans())
def test_any_event_is_heard_or_not(source: dict[str, Any], encrypted: bool) -> None:
    """Never raises; and all that it tells can be stored, whatever the database."""
    _check(source, encrypted=encrypted)


def _check(source: dict[str, Any], *, encrypted: bool) -> None:
    parsed = nio.Event.parse_event(source)
    if isinstance(parsed, nio.MegolmEvent):
        json.dumps(parsed.source)
        assert _is_storable((parsed.event_id, parsed.sender, parsed.session_id))
    if parsed is not None:
        parsed.decrypted = encrypted
    one = heard(parsed, ROOM, me=ME, shifted=lambda at: at)
    if one is None:
        return
    assert one.at.tzinfo is not None
    assert all(_is_storable(getattr(one, field.name)) for field in fields(one))
    if isinstance(one, Message | Vote | Reaction | Redaction):
        assert one.account == source["sender"] != ME
    if isinstance(one, Message):
        assert source["content"].get("msgtype") != "m.notice"


@settings(max_examples=MANY)
@given(st.lists(_events | _json, max_size=4))
def test_any_state_of_a_room_is_read(state: list[Any]) -> None:
    """Power levels that lie give nobody a power that is no number."""
    powers = read_powers(state)
    for kind in ("m.room.message", "m.room.tombstone"):
        assert powers.of(ALICE) >= 0 or powers.of(ALICE) < 0
        assert isinstance(powers.needed_to_send(kind, is_state=True), int | float)
    assert isinstance(powers.needed_to_redact, int | float)


_typed = st.one_of(
    st.text(max_size=60),
    st.text(st.sampled_from("0123456789²½Ⅷ١二 -/.:'"), max_size=12),
    st.lists(
        st.sampled_from(
            [
                *("²", "½", "9999", "99999", "0", "-1", "een", "twelve", "weeks", "uur", "days"),
                *("dag", "monday", "until", "tot", "next", "volgende", "end", "of", "december"),
                *("mei", "29", "31st", "feb", "2026", "0000", "role", "every", "by", "set", "@bob"),
                *("!", "!propose", "P1", "p٣", "`", "\\", "**", "_", "@room", "@a:", "www."),
            ]
        ),
        max_size=7,
    ).map(" ".join),
)
_NOW = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


@settings(max_examples=MANY)
@given(_typed, st.booleans())
def test_any_text_is_read(typed: str, is_private: bool) -> None:
    """By everything that reads what people type, and shown as just that."""
    message = Message("$e", ROOM, ALICE, _NOW, typed)
    typed_command(message, "!", is_private=is_private, is_reply=True)
    for line in (typed, clean(typed)):
        read_duration(line)
        read_date(line, date(2026, 11, 23))
        take_number(line)
        stance_of_sign(line)
        folded(line)
        look(line)
    words = speech.render(speech.escape(typed))
    assert "<a" not in words.html
    assert "@room" not in words.plain
    assert "\n" not in words.plain


# --------------------------------------------------------------------------------- by dice

_LEAVES: list[Any] = [
    *(None, True, False, 0, -1, 3, 1.5, float("nan"), float("inf"), 2**63, 10**400, -(10**18)),
    *("", "\x00", "\ud800", "a\udfff", "$e", "$poll", "m.replace", "m.thread", "m.reference"),
    *("m.annotation", "m.text", "m.notice", "m.audio", "join", "leave", "ban", ME, ALICE, "✋"),
    *("@room", "!help", "> <@a:b> c\n\nd", "\u202e", "x" * 5_000, "a" + "\u0316\u0301" * 500),
    *("m.megolm.v1.aes-sha2", "m.room.message", "m.room.member", f"{P}.response", "!new:x"),
]
_KEYS = [
    *("msgtype", "body", "m.new_content", "m.relates_to", "rel_type", "event_id", "key", ""),
    *("is_falling_back", "m.in_reply_to", "m.mentions", "user_ids", "membership", "displayname"),
    *("name", "replacement_room", "redacts", f"{P}.response", "answers", "m.selections", "users"),
    *("algorithm", "ciphertext", "session_id", "sender_key", "device_id", "prev_content", "\x00"),
]
_TYPES = [
    *("m.room.message", "m.reaction", "m.room.redaction", "m.room.member", "m.room.name"),
    *("m.room.tombstone", f"{P}.response", f"{P}.end", "m.poll.response", "m.poll.end"),
    *("m.room.encrypted", "m.room.power_levels", "m.room.create"),
]


def _made_up(dice: Random, depth: int = 0) -> Any:
    throw = dice.random()
    if depth > 5 or throw < 0.5:
        return dice.choice(_LEAVES)
    if throw < 0.6:
        return [_made_up(dice, depth + 1) for _ in range(dice.randrange(4))]
    return {dice.choice(_KEYS): _made_up(dice, depth + 1) for _ in range(dice.randrange(6))}


def _made_up_event(number: int) -> dict[str, Any]:
    dice = Random(number)
    source = event(dice.choice(_TYPES), {k: _made_up(dice, 1) for k in dice.sample(_KEYS, 6)})
    if dice.random() < 0.3:
        source["state_key"] = dice.choice(["", ALICE, ME])
    for key in dice.sample(["type", "event_id", "sender", "origin_server_ts", "unsigned"], 1):
        if dice.random() < 0.3:
            source[key] = _made_up(dice)
    if dice.random() < 0.05:
        source.pop(dice.choice(list(source)))
    return source


def event(kind: str, content: dict[str, Any]) -> dict[str, Any]:
    """An event's source as a sync brings it."""
    base = {"event_id": "$e", "sender": ALICE, "origin_server_ts": 1_000, "type": kind}
    return base | {"content": content}


def test_very_many_events_are_heard_or_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """The number of one that is not can be thrown again."""
    monkeypatch.setattr(logging.getLogger("nio"), "disabled", True)  # as the bot has it
    monkeypatch.setattr(logging.getLogger("nio.events.misc"), "disabled", True)
    kinds: Counter[str] = Counter()
    for number in range(VERY_MANY):
        source = _made_up_event(number)
        try:
            _check(source, encrypted=number % 3 == 0)
        except Exception as fault:
            raise AssertionError(f"event {number}: {source}") from fault
        kinds[str(source.get("type"))] += 1
    assert all(kinds[kind] > VERY_MANY / 50 for kind in _TYPES)
