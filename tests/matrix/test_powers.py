"""Who may do what in a room, read from its state, also from state nobody should send."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.matrix.powers import may_send, read_powers
from tests.matrix.hall import Resident

ALICE, BOB, CAROL = "@alice:house.test", "@bob:house.test", "@carol:house.test"


def create(version: Any = "12", **content: Any) -> dict[str, Any]:
    """Alice made the room."""
    content = {"room_version": version} | content
    return {"type": "m.room.create", "state_key": "", "sender": ALICE, "content": content}


def levels(content: Any) -> dict[str, Any]:
    """The room's power levels."""
    return {"type": "m.room.power_levels", "state_key": "", "sender": ALICE, "content": content}


def test_who_made_a_room_of_version_12_stands_above_all() -> None:
    """And whoever was named beside them; before that version everybody has a level."""
    powers = read_powers([create(additional_creators=[BOB, 3]), levels({"users": {ALICE: 1}})])
    assert [powers.of(who) for who in (ALICE, BOB, CAROL)] == [math.inf, math.inf, 0]
    powers = read_powers([create("11", additional_creators=[BOB]), levels({"users": {ALICE: 1}})])
    assert [powers.of(who) for who in (ALICE, BOB, CAROL)] == [1, 0, 0]


def test_without_power_levels_the_maker_has_100() -> None:
    """And nothing is asked of anybody, but to remove what others said."""
    powers = read_powers([create("10")])
    assert [powers.of(who) for who in (ALICE, BOB)] == [100, 0]
    assert powers.needed_to_send("m.room.name", is_state=True) == 0
    assert powers.needed_to_redact == 50


def test_what_an_event_takes_is_its_own_level_or_the_default() -> None:
    """State takes 50 unless it is said otherwise."""
    powers = read_powers([create(), levels({"events": {"m.room.name": 10, "a": "20"}})])
    assert powers.needed_to_send("m.room.name", is_state=True) == 10
    assert powers.needed_to_send("m.room.topic", is_state=True) == 50
    assert powers.needed_to_send("m.room.message", is_state=False) == 0
    assert powers.needed_to_send("a", is_state=False) == 20
    powers = read_powers([levels({"state_default": 1, "events_default": 2, "redact": 3})])
    assert powers.needed_to_send("x", is_state=True) == 1
    assert powers.needed_to_send("x", is_state=False) == 2
    assert powers.needed_to_redact == 3


@pytest.mark.parametrize("odd", [None, 3.5, "x", [], {"users": 3}, {"users": {ALICE: []}}])
def test_nonsense_gives_nobody_power(odd: Any) -> None:
    """Whatever stands where."""
    assert read_powers([create("10"), levels(odd)]).of(ALICE) == 0
    assert read_powers([odd, {"state_key": "", "type": odd, "content": odd}]).of(ALICE) == 0
    assert read_powers([levels({"users_default": odd, "redact": odd})]).needed_to_redact == 50
    assert read_powers([create(odd, additional_creators=odd)]).of(BOB) == 0


@pytest.mark.asyncio
async def test_the_homeserver_is_asked(
    new_account: Callable[..., Awaitable[Any]], tmp_path: Path
) -> None:
    """In a room of the server's default version, and after a demotion."""
    async with (
        Resident(await new_account("alice"), tmp_path / "alice") as alice,
        Resident(await new_account("bob"), tmp_path / "bob") as bob,
    ):
        room = await alice.make_room(bob.user_id)
        await bob.client.join(room)
        for level, may in ((50, True), (0, False)):
            content = {"users": {bob.user_id: level}}
            await alice.client.room_put_state(room, "m.room.power_levels", content)
            assert await may_send(bob.client, room, alice.user_id, "m.room.name", is_state=True)
            assert may is await may_send(
                bob.client, room, bob.user_id, "m.room.name", is_state=True
            )
            assert await may_send(bob.client, room, bob.user_id, "m.room.message")
