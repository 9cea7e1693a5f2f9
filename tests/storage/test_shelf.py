"""What was made of facts is kept between messages, and is what all the facts say, come what may."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from governance.facts import Fact, ProposalKind, Proposed, Recorded, Stance, StanceTaken, Via
from governance.fold import fold
from governance.members import MemberId
from storage.shelf import Kept, Shelf
from storage.store import Store
from storage.transaction import Transaction
from tests.database import make_new
from tests.storage.made_up import NOON, a_house

ANN = MemberId(1)


def _proposed(number: int) -> Proposed:
    return Proposed(NOON, number, ANN, "A lamp", ProposalKind.AGREEMENT, False, NOON)


def _said(source: str) -> StanceTaken:
    return StanceTaken(NOON, ANN, 1, Stance.CONSENT, None, Via.COMMAND, source)


def _sources(recorded: Iterable[Recorded], since: tuple[str, ...] | None) -> tuple[str, ...]:
    """A fold that shows each fact that it was given, and in which order."""
    later = (one.fact.source for one in recorded if isinstance(one.fact, StanceTaken))
    return (*(since or ()), *later)


class Deed(NamedTuple):
    """A message: who handles it, what it is about, and what it looks at and when."""

    process: int
    house: int
    number: int
    looks_before: bool
    looks_after: bool
    falls: bool


DEEDS = st.builds(
    Deed,
    st.integers(0, 1),
    st.integers(1, 2),
    st.integers(1, 3),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)


@given(deeds=st.lists(DEEDS, max_size=12))
def test_what_is_kept_is_what_all_facts_say(deeds: list[Deed]) -> None:
    """With two processes, with what is rolled back, and looked at at any moment."""
    with TemporaryDirectory() as folder:
        asyncio.run(_play(Path(folder) / "kring.db", deeds))


async def _play(file: Path, deeds: list[Deed]) -> None:
    await make_new(file)
    stores = [await Store.open(f"sqlite:///{file}") for _ in range(2)]
    async with stores[0].transaction() as tx:
        for room in ("!elm:kring.test", "!oak:kring.test"):
            await a_house(tx, room)
    try:
        for nth, deed in enumerate(deeds):
            with contextlib.suppress(ZeroDivisionError):
                await _do(stores[deed.process], deed, f"${nth}")
        for store in stores:
            async with store.transaction() as tx:
                await _look(tx, 1)
                await _look(tx, 2)
    finally:
        for store in stores:
            await store.close()


async def _do(store: Store, deed: Deed, source: str) -> None:
    async with store.transaction() as tx:
        if deed.looks_before:
            await _look(tx, deed.house)
        is_new = not await tx.facts(deed.house, f"P{deed.number}")
        facts: list[Fact] = [_proposed(deed.number)] if is_new else []
        await tx.record(deed.house, f"P{deed.number}", [*facts, _said(source)], source)
        await tx.record(deed.house, "S", [_said(source)], source)
        if deed.looks_after:
            await _look(tx, deed.house)
        if deed.falls:
            raise ZeroDivisionError


async def _look(tx: Transaction, house: int) -> None:
    every = await tx.proposal_facts(house)
    assert await tx.proposals(house) == {number: fold(facts) for number, facts in every.items()}
    assert await tx.made_of(house, "S", _sources) == _sources(await tx.facts(house, "S"), None)


def test_what_is_too_much_is_let_go_and_what_was_used_last_stays() -> None:
    """However many houses there are, it takes no more memory than it may."""
    shelf = Shelf(most=100)
    for house in range(1, 51):
        shelf.keep(house, "P", Kept(f"of {house}", 7, 30))
        assert shelf.find(1, "P") is not None
        assert shelf.facts <= 100
    assert shelf.find(50, "P") is not None
    assert shelf.find(2, "P") is None
    shelf.keep(9, "P", Kept("more than may be", 8, 101))
    assert shelf.facts == 0


async def test_words_that_were_taken_out_are_not_kept_either(tmp_path: Path) -> None:
    """Not in memory, whoever looked before; and a change that is rolled back leaves no trace."""
    file = tmp_path / "kring.db"
    await make_new(file)
    store = await Store.open(f"sqlite:///{file}")
    try:
        async with store.transaction() as tx:
            house = (await a_house(tx)).id
            (told,) = await tx.record(house, "P1", [_proposed(1)], None)
        async with store.transaction() as tx:
            assert (await tx.proposals(house))[1].version.text == "A lamp"
        other = {told.seq: replace(_proposed(1), text="Something else")}
        with contextlib.suppress(ZeroDivisionError):
            async with store.transaction() as tx:
                await tx.reword_facts(other)
                assert (await tx.proposals(house))[1].version.text == "Something else"
                raise ZeroDivisionError
        async with store.transaction() as tx:
            assert (await tx.proposals(house))[1].version.text == "A lamp"
        async with store.transaction() as tx:
            await tx.reword_facts(other)
        async with store.transaction() as tx:
            assert (await tx.proposals(house))[1].version.text == "Something else"
    finally:
        await store.close()


async def test_words_that_another_process_took_out_are_not_used_here(tmp_path: Path) -> None:
    """However often it looked before; what it keeps of other houses stays."""
    file = tmp_path / "kring.db"
    await make_new(file)
    here, there = [await Store.open(f"sqlite:///{file}") for _ in range(2)]
    try:
        async with here.transaction() as tx:
            houses = [(await a_house(tx, f"!{name}:kring.test")).id for name in ("elm", "oak")]
            for house in houses:
                (told,) = await tx.record(house, "P1", [_proposed(1)], None)
        for _ in range(2):
            async with here.transaction() as tx:
                for house in houses:
                    assert (await tx.proposals(house))[1].version.text == "A lamp"
        async with there.transaction() as tx:
            await tx.reword_facts({told.seq: replace(_proposed(1), text="Something else")})
        async with here.transaction() as tx:
            texts = [(await tx.proposals(house))[1].version.text for house in houses]
            assert texts == ["A lamp", "Something else"]
        assert here._shelf.facts == 2
        async with here.transaction() as tx:
            assert (await tx.proposals(houses[1]))[1].version.text == "Something else"
    finally:
        await here.close()
        await there.close()
