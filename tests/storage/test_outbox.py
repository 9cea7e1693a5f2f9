"""What is to be said: in order, not too soon, once, and without a trace of the words after."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from storage.records import House, Parcel
from storage.store import Store
from storage.transaction import Transaction
from tests.storage.made_up import NOON, ROOM, a_parcel, rows

SECOND = timedelta(seconds=1)


async def _texts(tx: Transaction, now: datetime = NOON) -> list[str]:
    return [letter.body["plain"] for letter in await tx.waiting(now)]


async def _send_all(tx: Transaction, now: datetime = NOON) -> list[str]:
    said = []
    for letter in await tx.waiting(now):
        said.append(letter.body["plain"])
        await tx.mark_sent(letter, f"$sent-{letter.id}", now)
    return said


def _edit(text: str, card: int, not_before: datetime = NOON) -> Parcel:
    return a_parcel(text, kind="Edit", target=card, not_before=not_before)


async def test_what_was_posted_first_is_sent_first(store: Store, house: House) -> None:
    """In every room, whatever time each was posted at."""
    async with store.transaction() as tx:
        await tx.post(a_parcel("one"), NOON)
        await tx.post(a_parcel("two", room="!elsewhere"), NOON - SECOND)
        await tx.post(a_parcel("three"), NOON + SECOND)
        assert await _texts(tx) == ["one", "two", "three"]
        assert await _send_all(tx) == ["one", "two", "three"]
        assert await _texts(tx) == []


async def test_every_letter_has_a_transaction_id_of_its_own(store: Store, house: House) -> None:
    """By it the chat knows a letter again; it is kept with the letter, so it survives a crash."""
    async with store.transaction() as tx:
        for _ in range(3):
            await tx.post(a_parcel("the same"), NOON)
        first = [letter.transaction_id for letter in await tx.waiting(NOON)]
    async with store.transaction() as tx:
        assert [letter.transaction_id for letter in await tx.waiting(NOON)] == first
    assert len(set(first)) == 3


async def test_nothing_is_sent_before_its_time(store: Store, house: House) -> None:
    """What waits for the end of the quiet hours waits; the rest goes past it."""
    async with store.transaction() as tx:
        await tx.post(a_parcel("in the morning", not_before=NOON + 60 * SECOND), NOON)
        await tx.post(a_parcel("now"), NOON)
        assert await _texts(tx) == ["now"]
        assert await tx.next_waiting(NOON) == NOON + 60 * SECOND
        assert await _texts(tx, NOON + 60 * SECOND) == ["in the morning", "now"]
        assert await tx.next_waiting(NOON + 60 * SECOND) is None


async def test_what_follows_on_a_message_waits_until_that_is_out(
    store: Store, house: House
) -> None:
    """The end of a poll needs the poll; it is sent with the poll's own reference."""
    async with store.transaction() as tx:
        card = await tx.post(a_parcel("card", not_before=NOON + SECOND), NOON)
        await tx.post(a_parcel("end", kind="PollEnd", target=card), NOON)
        assert await _texts(tx) == []
        assert await _send_all(tx, NOON + SECOND) == ["card"]
        (end,) = await tx.waiting(NOON + SECOND)
        assert (end.body["plain"], end.target_reference) == ("end", f"$sent-{card}")


async def test_what_was_said_is_wiped_once_it_is_sent(
    file: Path, store: Store, house: House
) -> None:
    """Where it stands is kept, because people answer it; the words are not."""
    async with store.transaction() as tx:
        card = await tx.post(
            a_parcel("words", house_id=house.id, about="P1", part="card", version=2), NOON
        )
        await tx.post(a_parcel("never"), NOON)
        sent, dropped = await tx.waiting(NOON)
        await tx.mark_sent(sent, "$card", NOON)
        await tx.mark_dropped(dropped, NOON)
    assert rows(file, "SELECT body FROM outbox") == [("{}",), ("{}",)]
    async with store.transaction() as tx:
        posted = await tx.posted_as("$card")
        assert posted is not None
        assert (posted.id, posted.about, posted.version, posted.part) == (card, "P1", 2, "card")
        assert await tx.posted_about(house.id, "P1", "card") == [posted]
        assert await _texts(tx) == []


async def test_an_edit_that_still_waits_is_overtaken(store: Store, house: House) -> None:
    """Ten taps in a row are one edit with the last tally, not ten."""
    async with store.transaction() as tx:
        card = await tx.post(a_parcel("card"), NOON)
        await tx.post_edit(_edit("1 heard", card), NOON)
        await tx.post_edit(_edit("2 heard", card), NOON + SECOND)
        assert await _send_all(tx, NOON + SECOND) == ["card"]
        assert await _send_all(tx, NOON + SECOND) == ["2 heard"]
        assert await _send_all(tx, NOON + 60 * SECOND) == []


async def test_an_edit_comes_well_after_the_one_before(store: Store, house: House) -> None:
    """Edits of one card are ten seconds apart; those of another card do not wait for it."""
    async with store.transaction() as tx:
        card = await tx.post(a_parcel("card"), NOON)
        other = await tx.post(a_parcel("other card"), NOON)
        await _send_all(tx)
        await tx.post_edit(_edit("1 heard", card), NOON)
        await _send_all(tx)
        await tx.post_edit(_edit("2 heard", card), NOON + SECOND)
        await tx.post_edit(_edit("other", other), NOON + SECOND)
        assert await _send_all(tx, NOON + 9 * SECOND) == ["other"]
        assert await _send_all(tx, NOON + 10 * SECOND) == ["2 heard"]


async def test_an_edit_that_is_overtaken_keeps_its_distance(store: Store, house: House) -> None:
    """The newer wording waits as long as the one it takes the place of."""
    async with store.transaction() as tx:
        card = await tx.post(a_parcel("card"), NOON)
        await _send_all(tx)
        await tx.post_edit(_edit("1 heard", card), NOON)
        await _send_all(tx)
        await tx.post_edit(_edit("2 heard", card), NOON + SECOND)
        await tx.post_edit(_edit("3 heard", card), NOON + 2 * SECOND)
        assert await _send_all(tx, NOON + 9 * SECOND) == []
        assert await _send_all(tx, NOON + 10 * SECOND) == ["3 heard"]


async def test_an_edit_is_overtaken_while_it_is_being_sent(store: Store, house: House) -> None:
    """What left with the old words does not count as the new ones; those follow."""
    async with store.transaction() as tx:
        card = await tx.post(a_parcel("card"), NOON)
        await _send_all(tx)
        await tx.post_edit(_edit("1 heard", card), NOON)
        (under_way,) = await tx.waiting(NOON)
    async with store.transaction() as tx:
        await tx.post_edit(_edit("2 heard", card), NOON)
    async with store.transaction() as tx:
        await tx.mark_sent(under_way, "$edit", NOON + SECOND)
    async with store.transaction() as tx:
        (newer,) = await tx.waiting(NOON + 60 * SECOND)
        assert newer.body["plain"] == "2 heard"
        assert newer.transaction_id != under_way.transaction_id
        await tx.mark_sent(newer, "$newer", NOON + 60 * SECOND)
        assert await tx.waiting(NOON + 120 * SECOND) == []


async def test_an_edit_that_overtook_one_under_way_keeps_its_distance(
    store: Store, house: House
) -> None:
    """The old words did go out, so the new ones come ten seconds later."""
    async with store.transaction() as tx:
        card = await tx.post(a_parcel("card"), NOON)
        await _send_all(tx)
        await tx.post_edit(_edit("1 heard", card), NOON)
        (under_way,) = await tx.waiting(NOON)
        await tx.post_edit(_edit("2 heard", card), NOON)
        await tx.mark_sent(under_way, "$edit", NOON + SECOND)
        assert await _texts(tx, NOON + 10 * SECOND) == []
        assert await tx.next_waiting(NOON + SECOND) == NOON + 11 * SECOND
        assert await _texts(tx, NOON + 11 * SECOND) == ["2 heard"]


async def test_what_somebody_did_is_shown_at_once_also_where_an_edit_waits_for_the_morning(
    store: Store, house: House
) -> None:
    """The quiet hours hold back what time did, not the answer to an act."""
    morning = NOON + timedelta(hours=9)
    async with store.transaction() as tx:
        card = await tx.post(a_parcel("card"), NOON)
        await _send_all(tx)
        await tx.post_edit(_edit("extended", card, not_before=morning), NOON)
        await tx.post_edit(_edit("1 heard", card, not_before=NOON + SECOND), NOON + SECOND)
        assert await _send_all(tx, NOON + SECOND) == ["1 heard"]
        assert await _send_all(tx, morning) == []


async def test_what_time_did_does_not_hold_back_what_somebody_did(
    store: Store, house: House
) -> None:
    """An edit that may go out now goes out now, whatever overtakes it."""
    morning = NOON + timedelta(hours=9)
    async with store.transaction() as tx:
        card = await tx.post(a_parcel("card"), NOON)
        await _send_all(tx)
        await tx.post_edit(_edit("1 heard", card), NOON)
        await tx.post_edit(_edit("extended", card, not_before=morning), NOON)
        assert await _send_all(tx) == ["extended"]


async def test_nothing_goes_to_a_room_the_bot_was_put_out_of(store: Store, house: House) -> None:
    """It waits for the bot to be back; other rooms and private ones do not."""
    async with store.transaction() as tx:
        await tx.post(a_parcel("to the house"), NOON)
        await tx.post(a_parcel("to bob", room="!private"), NOON)
        await tx.set_gone(house.id, NOON)
        assert await _texts(tx) == ["to bob"]
        await tx.set_gone(house.id, None)
        assert await _texts(tx) == ["to the house", "to bob"]


async def test_a_room_with_much_to_say_does_not_hold_up_another(store: Store, house: House) -> None:
    """However much waits for a room that cannot be reached, the next room has its turn."""
    async with store.transaction() as tx:
        for number in range(120):
            await tx.post(a_parcel(str(number)), NOON)
        await tx.post(a_parcel("to bob", room="!private"), NOON)
        assert list(await tx.rooms_waiting(NOON)) == [ROOM, "!private"]
        (letter,) = await tx.waiting(NOON, "!private")
        assert letter.body["plain"] == "to bob"


async def test_what_is_posted_knows_what_it_is_about(store: Store, house: House) -> None:
    """A tap or a reply finds the proposal by the bot's own message; other messages are none."""
    async with store.transaction() as tx:
        await tx.post(a_parcel("plain talk"), NOON)
        await tx.post(a_parcel("poll", house_id=house.id, about="P3", part="poll", version=2), NOON)
        await _send_all(tx)
        assert await tx.posted_as("$sent-1") is None
        poll = await tx.posted_as("$sent-2")
        assert poll is not None
        assert (poll.about, poll.version, poll.room) == ("P3", 2, ROOM)
        assert await tx.posted_as("$unknown") is None
        assert not await tx.is_followed(poll.id, "PollEnd")
        await tx.post(a_parcel("end", kind="PollEnd", target=poll.id), NOON)
        assert await tx.is_followed(poll.id, "PollEnd")


async def test_what_follows_on_a_message_that_was_dropped_is_not_held_up(
    store: Store, house: House
) -> None:
    """It goes out without it, or is dropped as well: the chat knows which."""
    async with store.transaction() as tx:
        card = await tx.post(a_parcel("card"), NOON)
        await tx.post(a_parcel("in its thread", target=card), NOON)
        await tx.post(a_parcel("after"), NOON)
        (letter, _) = await tx.waiting(NOON)
        await tx.mark_dropped(letter, NOON)
        first, after = await tx.waiting(NOON)
        assert (first.body["plain"], first.target_reference) == ("in its thread", None)
        assert after.body["plain"] == "after"


async def test_what_was_merged_shares_the_fate_of_its_carrier(
    file: Path, store: Store, house: House
) -> None:
    """It waits with it, moves with it, is sent or dropped with it, and has no words of its own."""
    for sent in (True, False):
        async with store.transaction() as tx:
            for text in ("one", "two", "after"):
                await tx.post(a_parcel(text), NOON)
            one, two, _ = await tx.waiting(NOON)
            carrier = await tx.merge(one, [two], {"plain": "one two"}, NOON)
        async with store.transaction() as tx:
            assert await _texts(tx) == ["one two", "after"]
            waiting, after = await tx.waiting(NOON)
            assert (waiting, waiting.is_tried) == (carrier, True)
            if sent:
                await tx.mark_sent(waiting, "$both", NOON)
            else:
                await tx.mark_dropped(waiting, NOON)
            assert await _texts(tx) == ["after"]
            await tx.mark_sent(after, "$after", NOON)
    found = rows(file, "SELECT reference FROM outbox ORDER BY id")
    assert found == [("$both",), ("$both",), ("$after",), (None,), (None,), ("$after",)]
    assert set(rows(file, "SELECT body FROM outbox")) == {("{}",)}


async def test_an_edit_that_may_have_arrived_is_overtaken_ten_seconds_later(
    store: Store, house: House
) -> None:
    """It was tried and nobody answered: its words may be in the room."""
    async with store.transaction() as tx:
        card = await tx.post(a_parcel("card"), NOON)
        await _send_all(tx)
        await tx.post_edit(_edit("1 heard", card), NOON)
        (under_way,) = await tx.waiting(NOON)
        await tx.mark_tried(under_way, NOON)
        await tx.post_edit(_edit("2 heard", card), NOON + SECOND)
        assert await _texts(tx, NOON + 9 * SECOND) == []
        (newer,) = await tx.waiting(NOON + 10 * SECOND)
        assert newer.body["plain"] == "2 heard"
        assert newer.transaction_id != under_way.transaction_id


async def test_what_waits_for_the_morning_is_merged_with_nothing_before(
    store: Store, house: House
) -> None:
    """Only what may go now is looked at."""
    async with store.transaction() as tx:
        await tx.post(a_parcel("now"), NOON)
        await tx.post(a_parcel("in the morning", not_before=NOON + 60 * SECOND), NOON)
        await tx.post(a_parcel("now too"), NOON)
        assert await _texts(tx) == ["now", "now too"]
