"""When something falls due: one row a subject, the earliest first."""

from __future__ import annotations

from datetime import timedelta

from storage.records import Due, House
from storage.store import Store
from tests.storage.made_up import NOON, a_held_event, a_house

HOUR = timedelta(hours=1)


async def test_the_earliest_falls_due_first(store: Store, house: House) -> None:
    """In order of time, then of houses, then of subjects."""
    async with store.transaction() as tx:
        other = await a_house(tx, "!elm:kring.test")
        await tx.set_due(other.id, "P1", NOON)
        await tx.set_due(house.id, "P2", NOON)
        await tx.set_due(house.id, "P1", NOON + HOUR)
        await tx.set_due(house.id, "P3", NOON)
    found = []
    async with store.transaction() as tx:
        while due := await tx.next_due():
            found.append((due.house_id, due.subject))
            await tx.set_due(due.house_id, due.subject, None)
    assert found == [(house.id, "P2"), (house.id, "P3"), (other.id, "P1"), (house.id, "P1")]


async def test_what_is_due_now_is_found_and_what_comes_later_is_not(
    store: Store, house: House
) -> None:
    """The moment itself counts."""
    async with store.transaction() as tx:
        await tx.set_due(house.id, "P1", NOON)
        assert await tx.next_due(NOON - timedelta(microseconds=1)) is None
        assert await tx.next_due(NOON) == Due(house.id, "P1", NOON)


async def test_a_subject_is_due_at_one_time_only(store: Store, house: House) -> None:
    """A new time takes the place of the one before; None takes it away."""
    async with store.transaction() as tx:
        await tx.set_due(house.id, "P1", NOON)
        await tx.set_due(house.id, "P1", NOON + HOUR)
        assert await tx.next_due() == Due(house.id, "P1", NOON + HOUR)
        await tx.set_due(house.id, "P1", None)
        await tx.set_due(house.id, "P1", None)
        assert await tx.next_due() is None


async def test_nothing_falls_due_where_the_bot_was_put_out(store: Store, house: House) -> None:
    """The house waits until the bot is back; the other houses do not."""
    async with store.transaction() as tx:
        other = await a_house(tx, "!elm:kring.test")
        await tx.set_due(house.id, "P1", NOON)
        await tx.set_due(other.id, "P1", NOON + HOUR)
        await tx.set_silent(house.id, NOON)
        assert await tx.next_due() == Due(other.id, "P1", NOON + HOUR)
        await tx.set_silent(house.id, None)
        assert await tx.next_due() == Due(house.id, "P1", NOON)


async def test_events_without_a_key_wait_in_order(store: Store) -> None:
    """Oldest first, each once, until they are let go."""
    async with store.transaction() as tx:
        await tx.hold(a_held_event("$later", at=NOON + HOUR, body={"a": 1}), NOON)
        await tx.hold(a_held_event("$first", session="k2", body={"b": [2]}), NOON)
        await tx.hold(a_held_event("$first", at=NOON + 2 * HOUR, body={"other": 3}), NOON)
    async with store.transaction() as tx:
        assert [(held.event, held.body) for held in await tx.held()] == [
            ("$first", {"b": [2]}),
            ("$later", {"a": 1}),
        ]
        assert [held.event for held in await tx.held({"k2"})] == ["$first"]
        await tx.release("$first")
        await tx.release("$never held")
        assert [held.event for held in await tx.held()] == ["$later"]


async def test_somebody_may_have_several_private_rooms(store: Store) -> None:
    """The bot knows whose they all are, and writes in the newest that is left."""
    async with store.transaction() as tx:
        await tx.set_private_room("@bob", "!old")
        await tx.set_private_room("@bob", "!new")
        assert await tx.private_room("@bob") == "!new"
        assert await tx.owner_of_private_room("!old") == "@bob"
        await tx.forget_private_room("!new")
        assert await tx.private_room("@bob") == "!old"
        await tx.forget_private_room("!old")
        assert await tx.private_room("@bob") is None
        assert await tx.owner_of_private_room("!old") is None
