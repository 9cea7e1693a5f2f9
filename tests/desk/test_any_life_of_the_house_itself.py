"""Whatever a house changes in itself, in any order: it stays a house, each effect runs once."""

from __future__ import annotations

import asyncio
import tempfile
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from bot.export import export_house
from bot.room import Heard, Reaction
from bot.turns import Access
from commands.turn import CHANGES, Turn
from governance.change_facts import ChangeMade, ChangeVoid
from governance.facts import CameIntoForce
from governance.fold import fold
from governance.fold_roles import fold_roles
from governance.members import Kind
from governance.rhythm import LONGEST, SHORTEST
from governance.roles import CHAIR
from governance.setting_up_roles import Wanted
from governance.settings import Impossible, read_setting, read_timezone
from tests.desk.hall import ROOM, Home, account

PEOPLE = ("alice", "bob", "carol", "pat")
CHANGES_TYPED = (
    "role cook every 2 weeks wednesday 18:00",
    "rol cook elke week vrijwillig",
    "role keys every week pool professionals",
    "role chair by election pool everyone",
    "rol voorzitter elke 3 weken door rotatie uit bewoners",
    "end role cook",
    "einde rol voorzitter",
    "elect chair @Bob until 1 march",
    "elect chair @Pat",
    "kies cook @Carol",
    "elect chair @Bob until 26 november",
    "set quorum 0.9",
    "zet quorum 0,1",
    "set quorum 7",
    "set max_open_rounds 1",
    "set publish_days 0",
    "set term_limit 1",
    "set grace_hours 0",
    "set round_hours 1",
    "set review_months 1",
    "zet rustige uren uit",
    "set quiet_hours 21:00-09:00",
    "zet tijdzone Asia/Tokyo",
    "set timezone Europe/Amsterdam",
    "professional @Bob",
    "bewoner @Bob",
    "guest @Carol",
    "resident @Carol",
    "resident @Pat",
    "professional @Pat",
    "mute flags until 1 december",
    "stil tot 1 mei",
    "wheel",
)
WAITS = (1, 5, 25, 49, 73, 24 * 8, 24 * 35)
"""Hours."""
A_LIFE = max(settings().max_examples // 5, 8)
"""Lives are long and each has a database of its own."""


@dataclass(frozen=True)
class Act:
    """Somebody does something, or time does."""

    does: str
    who: str
    which: int
    """Of the changes, the proposals, the agreements or the lengths of time."""
    dies: bool
    """The transaction dies once before it is written, and the event comes again."""


acts = st.builds(
    Act,
    st.sampled_from(
        [
            *("changes", "changes", "all consent", "all consent", "waits", "waits", "yes"),
            *("objects", "resolves", "amends", "hand", "ends it", "leaves", "joins", "restarts"),
            *("away", "soup"),
        ]
    ),
    st.sampled_from(PEOPLE),
    st.integers(0, 400),
    st.booleans(),
)


class Life:
    """A house where things happen."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.there = set(PEOPLE)

    async def hear(self, heard: Heard, *, dies: bool) -> None:
        if dies:
            with _dying(), capture_logs():
                try:
                    await self.home.desk.hear(heard)
                except OperationalError:
                    await self.home.restart()
        await self.home.hear(heard)

    async def say(self, who: str, text: str, *, dies: bool = False) -> None:
        if who in self.there:
            await self.hear(self.home.message(who, text), dies=dies)

    async def happens(self, act: Act) -> None:
        match act.does:
            case "all consent":
                await self._all_consent(act)
            case "hand":
                await self._hand(act)
            case "leaves" if act.who in self.there and len(self.there) > 1:
                self.there.discard(act.who)
                await self.home.leaves(act.who)
            case "joins":
                self.there.add(act.who)
                await self.home.joins(act.who)
            case "restarts":
                await self.home.restart()
            case "waits":
                await self.home.go(timedelta(hours=WAITS[act.which % len(WAITS)]))
            case _:
                await self._says(act)

    async def _says(self, act: Act) -> None:
        number = await self._number(act)
        typed = CHANGES_TYPED[act.which % len(CHANGES_TYPED)]
        word = ("end", "change", "keep", "change set quorum 0.4")[act.which % 4]
        said = {
            "changes": f"!change {typed}",
            "amends": f"!amend P{number} {typed}",
            "yes": f"!consent P{number}",
            "objects": f"!object P{number} Mind the cat",
            "resolves": f"!resolved P{number}",
            "soup": "!quick Soup on Friday",
            "away": ("!away", "!back", "!guest")[act.which % 3],
        }
        if act.does == "ends it":
            await self.say(act.who, f"!object A{number} It does not work")
            await self.say(act.who, f"!review A{number} {word}", dies=act.dies)
        elif act.does in said:
            await self.say(act.who, said[act.does], dies=act.dies)

    async def _all_consent(self, act: Act) -> None:
        number = await self._number(act)
        for who in PEOPLE:
            await self.say(who, f"!round P{number}")
        for who in PEOPLE:
            await self.say(who, f"!consent P{number}", dies=act.dies)

    async def _hand(self, act: Act) -> None:
        house = await self.home.house()
        async with self.home.store.transaction() as tx:
            number = len(await tx.facts(house.id, CHANGES))
            posted = await tx.posted_about(house.id, f"C{act.which % (number + 1)}", "change")
        if posted and posted[-1].reference and act.who in self.there:
            target, now = posted[-1].reference, self.home.now
            reaction = Reaction(self.home.event(), ROOM, account(act.who), now, target, "✋")
            await self.hear(reaction, dies=act.dies)

    async def _number(self, act: Act) -> int:
        """Of a proposal, or the next one that is not there yet."""
        house = await self.home.house()
        async with self.home.store.transaction() as tx:
            return act.which % (len(await tx.proposal_facts(house.id)) + 1)


def _dying() -> Any:
    """The effect is done and recorded, and the disk is full before it is written."""
    right = Turn.record_change

    async def dies(turn: Turn, fact: Any) -> None:
        await right(turn, fact)
        raise OperationalError("", {}, Exception("disk full"))

    return patch.object(Turn, "record_change", dies)


async def check(home: Home) -> None:
    """Every setting can be, every role too, and what came into force ran once or was void."""
    house = await home.house()
    for name, value in asdict(house.settings).items():
        assert not isinstance(read_setting(name, value), Impossible), (name, value)
    assert not isinstance(read_timezone(house.timezone), Impossible)
    async with home.store.transaction() as tx:
        recorded = await tx.facts(house.id, CHANGES)
        roles = fold_roles(await tx.facts(house.id, "T"))
        proposals = {n: fold(facts) for n, facts in (await tx.proposal_facts(house.id)).items()}
        in_force = [
            n
            for n, facts in (await tx.proposal_facts(house.id)).items()
            if any(isinstance(one.fact, CameIntoForce) for one in facts)
        ]
        members = await tx.members(house.id)
        await export_house(tx, house, home.now)
    assert await home.unsound() == []
    assert all(SHORTEST <= role.rhythm.every <= LONGEST for role in roles.live)
    made = [one.fact for one in recorded if isinstance(one.fact, ChangeMade)]
    void = [one.fact for one in recorded if isinstance(one.fact, ChangeVoid)]
    assert [one.number for one in made] == list(range(1, len(made) + 1))
    rested_on = [*(one.agreement for one in made), *(one.agreement for one in void)]
    ran = Counter(agreement for agreement in rested_on if agreement is not None)
    assert set(ran.values()) <= {1}
    structural = [proposals[n] for n in in_force if proposals[n].is_structural]
    # A review that ends what left no way back changes nothing.
    with_effect = [p for p in structural if p.version.effect is not None]
    assert {*ran} == {p.agreement.number for p in with_effect if p.agreement}
    undone = Counter(one.undoes for one in made if one.undoes)
    assert set(undone.values()) <= {1}
    assert {one.kind for one in members} <= {Kind.RESIDENT, Kind.PROFESSIONAL, Kind.GUEST}


@asynccontextmanager
async def a_house(file: Path) -> AsyncIterator[Home]:
    access = Access(professionals=("@pat:*",))
    roles = ((CHAIR, Wanted()),)
    async with Home(file, access=access, roles=roles, talk_hours=0).opened() as home:
        await home.move_in(*PEOPLE)
        yield home


async def live(file: Path, life: list[Act]) -> None:
    async with a_house(file) as home:
        house_life = Life(home)
        for act in life:
            await house_life.happens(act)
            home.now += timedelta(seconds=11)
        await check(home)
        await home.restart()
        await home.go(timedelta(weeks=3))
        await check(home)


@settings(max_examples=A_LIFE)
@given(st.lists(acts, min_size=5, max_size=30))
def test_any_changes_keep_the_house_a_house_and_run_once(life: list[Act]) -> None:
    """Also when the transaction dies between the agreement and what it brings."""
    with tempfile.TemporaryDirectory() as folder, capture_logs() as logs:
        asyncio.run(live(Path(folder) / "kring.db", life))
    assert not [log for log in logs if log["event"] == "crash"], logs
