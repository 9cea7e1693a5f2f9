"""What came of a story: what the house decided, and what its rooms show; to be compared.

Compared exactly: every field of the export but instants and the numbers in accounts' names; who
said what, to which message, of everything the bot said, as its last edit reads; each of its
reactions. Of instants: the order in which those of one kind lie (all stances, all versions …), and
those beside each other (opened, closes, closed); not across kinds, for some tell when somebody
wrote and others when the bot was there to take it in. Not compared: clock times within a text,
since a story lasts as long as it lasts; how many edits it took to the last one, since several that
wait become one.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from bot.demo.seen import Kind, Seen
from bot.matrix.http import MatrixHttp
from tests.matrix.living import PATIENCE
from tests.matrix.mortal import MortalHouse

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
_CLOCK = re.compile(r"\b\d\d:\d\d\b")

Said = tuple[str, str, str, str, str]
"""Where, what kind, in which words, about which message, and in answer to which one."""


@dataclass(frozen=True)
class CameOfIt:
    """All that two runs of a story have in common, however often the bot died."""

    export: dict[str, Any]
    said: Counter[Said]


async def what_came_of(house: MortalHouse) -> CameOfIt:
    """Wait until all is said; then look, and check that each message is in its room once."""
    await _until_all_is_sent(house)
    rooms = {house.room: "the house"}
    for name, phone in house.phones.items():
        rooms |= {one.room: f"with {name}" for one in phone if one.room != house.room}
    by_room = {room: await _timeline(house, room) for room in rooms}
    await _until_phones_have(house, by_room)
    _check_each_is_there_once(house, by_room)
    _check_each_question_has_its_answer(house)
    return CameOfIt(
        _without_instants(json.loads(_without_numbers(house, json.dumps(await house.export())))),
        _all_said(house, rooms, by_room),
    )


async def _until_all_is_sent(house: MortalHouse) -> None:
    async with asyncio.timeout(PATIENCE):
        while house.rows("SELECT 1 FROM outbox WHERE sent_at IS NULL"):
            await asyncio.sleep(0.05)
    assert house.rows("SELECT event FROM held") == [], "something still waits for its key"


async def _timeline(house: MortalHouse, room: str) -> list[dict[str, Any]]:
    """Every event in a room that is no state, as the homeserver has it, oldest first."""
    [client, *_] = [one._client for one in house.people.values() if room in one._client.rooms]
    found: list[dict[str, Any]] = []
    token = ""
    async with MatrixHttp(client.homeserver, client.access_token) as http:
        while True:
            query = f"?dir=f&limit=500{f'&from={quote(token)}' if token else ''}"
            path = f"/_matrix/client/v3/rooms/{quote(room)}/messages{query}"
            page = await http.call("GET", path)
            found += [one for one in page["chunk"] if "state_key" not in one]
            if "end" not in page:
                return found
            token = page["end"]


Rooms = dict[str, list[dict[str, Any]]]


def _of_the_bot(house: MortalHouse, rooms: Rooms) -> list[str]:
    every = (one for timeline in rooms.values() for one in timeline)
    return [one["event_id"] for one in every if one["sender"] == house.bot_id]


async def _until_phones_have(house: MortalHouse, rooms: Rooms) -> None:
    """Everybody's phone has received, and could read, what the bot said in their rooms."""
    for phone in house.phones.values():
        mine = {one.room for one in phone}
        expected = set(_of_the_bot(house, {k: v for k, v in rooms.items() if k in mine}))
        async with asyncio.timeout(PATIENCE):
            while not expected <= {one.event for one in phone}:
                await asyncio.sleep(0.05)
        received = Counter(one.event for one in phone if one.event in expected)
        assert set(received.values()) <= {1}, "a phone received something twice"
        unread = [one for one in phone if one.event in expected and one.kind is Kind.UNREADABLE]
        assert not unread, "a phone could not read what the bot said"


def _check_each_is_there_once(house: MortalHouse, rooms: Rooms) -> None:
    """Each message of the bot is one row of its outbox, with one transaction id, and vice versa."""
    rows = house.rows("SELECT reference FROM outbox WHERE kind NOT IN ('Join', 'Open', 'Decline')")
    sent = Counter(reference for (reference,) in rows)
    there = Counter(_of_the_bot(house, rooms))
    edits = {one.event for phone in house.phones.values() for one in phone if one.kind is Kind.EDIT}
    assert not {None, ""} & set(sent), "a letter was dropped"
    assert set(sent.values()) == {1}, "two letters became one message"
    assert set(there.values()) == {1}
    assert not set(sent) - set(there), "a letter that was sent is not there"
    # An edit that was tried may be overtaken by newer words before it is known to be there.
    assert not set(there) - set(sent) - edits, "a message is there twice, or nobody wrote it down"


def _check_each_question_has_its_answer(house: MortalHouse) -> None:
    answers = Counter(
        one.reply_to
        for one in house.heard
        if one.sender == house.bot_id and one.kind is Kind.MESSAGE and one.room == house.room
    )
    wrong = {one: answers[one] for one in house.questions if answers[one] != 1}
    assert not wrong, f"not answered once: {wrong}"


# ------------------------------------------------------------------- to be compared


def _without_numbers(house: MortalHouse, text: str) -> str:
    """The names of the accounts without the number that makes each one fresh."""
    for name, person in house.people.items():
        text = text.replace(person.user_id[1:].partition(":")[0], name)
    return text.replace(house.bot_id[1:].partition(":")[0], "kring")


def _without_instants(export: dict[str, Any]) -> dict[str, Any]:
    """Each instant becomes its place among those of its kind, and among those beside it."""
    export.pop("exported_at")
    found: dict[str, set[str]] = defaultdict(set)
    _note_instants(export, "", found)
    ordered = {kind: sorted(instants) for kind, instants in found.items()}
    changed = _placed(export, "", ordered)
    assert isinstance(changed, dict)
    return changed


def _note_instants(value: Any, kind: str, found: dict[str, set[str]]) -> None:
    match value:
        case dict():
            for key, one in value.items():
                _note_instants(one, f"{kind}.{key}", found)
        case list():
            for one in value:
                _note_instants(one, kind, found)
        case str() if _INSTANT.fullmatch(value):
            found[kind].add(value)


def _placed(value: Any, kind: str, ordered: dict[str, list[str]]) -> Any:
    match value:
        case dict():
            beside = {one for one in value.values() if _is_instant(one)}
            placed = {key: _placed(one, f"{kind}.{key}", ordered) for key, one in value.items()}
            return placed | {
                key: f"{placed[key]}, {sorted(beside).index(one)} here"
                for key, one in value.items()
                if _is_instant(one)
            }
        case list():
            return [_placed(one, kind, ordered) for one in value]
        case str() if _INSTANT.fullmatch(value):
            return f"{ordered[kind].index(value)} of its kind"
    return value


def _is_instant(value: Any) -> bool:
    return isinstance(value, str) and _INSTANT.fullmatch(value) is not None


def _all_said(house: MortalHouse, rooms: dict[str, str], by_room: Rooms) -> Counter[Said]:
    """What the bot said, each message as its last edit reads."""
    seen = _as_read(house)
    last = {one.target: one.text for one in seen.values() if one.kind is Kind.EDIT}
    names = {}
    for timeline in by_room.values():
        count: Counter[str] = Counter()
        for event in timeline:
            sender = event["sender"]
            count[sender] += 1
            names[event["event_id"]] = f"{sender} {count[sender]}"
            if sender == house.bot_id and (one := seen.get(event["event_id"])):
                names[one.event] = last.get(one.event, one.text)

    def words(text: str) -> str:
        return _CLOCK.sub("00:00", _without_numbers(house, text))

    return Counter(
        (
            rooms[one.room],
            one.kind.name,
            words(last.get(one.event, one.text)),
            words(names.get(one.target or "", "")),
            words(names.get(one.reply_to or one.thread or "", "")),
        )
        for one in seen.values()
        if one.sender == house.bot_id and one.kind is not Kind.EDIT
    )


def _as_read(house: MortalHouse) -> dict[str, Seen]:
    """Everything that somebody could read, by its id, in order."""
    return {
        one.event: one
        for phone in house.phones.values()
        for one in phone
        if one.kind not in (Kind.UNREADABLE, Kind.JOIN, Kind.LEAVE)
    }
