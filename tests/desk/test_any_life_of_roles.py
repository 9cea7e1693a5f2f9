"""Whatever people do with roles, in whatever order: no crash, and one holder at a time."""

from __future__ import annotations

import asyncio
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.export import export_house
from bot.room import Muted, Reaction, Redaction
from governance.role_facts import Pool, RoleName, Way
from governance.roles import CHAIR
from governance.setting_up_roles import Wanted
from tests.desk.hall import ROOM, Home, account, private

PEOPLE = ("alice", "bob", "carol", "pat")
ROLES = (
    (CHAIR, Wanted(limit=1)),
    (RoleName("cook"), Wanted(weekday=2)),
    (RoleName("garden"), Wanted(every=2, way=Way.VOLUNTEER)),
    (RoleName("keys"), Wanted(pool=Pool.EVERYONE, weekday=4)),
)
NAMES = ("chair", "cook", "garden", "keys", "kitchen", "")
A_LIFE = max(settings().max_examples // 4, 10)
"""Lives are long and each has a database of its own."""


@dataclass(frozen=True)
class Act:
    """Somebody does something, or time does."""

    does: str
    who: str
    role: str
    other: str


WITH_A_ROLE = ("pass", "take", "willing", "unwilling", "roles")
acts = st.builds(
    Act,
    st.sampled_from(
        [
            *("waits", "waits", "waits", "waits", "restarts", "is muted", "may speak"),
            *(*WITH_A_ROLE, "pass", "take", "swap", "swap", "hand over", "for jan", "for jan"),
            *("taps", "taps", "privately", "away", "back", "leaves", "joins", "guest"),
            *("takes back", "removes jan", "adds jan", "is down"),
        ]
    ),
    st.sampled_from(PEOPLE),
    st.sampled_from(NAMES),
    st.sampled_from(["Alice", "Bob", "Carol", "Jan", "Zoe", ""]),
)
WAITS = {"chair": 1, "cook": 5, "garden": 26, "kitchen": 60, "keys": 24 * 7, "": 24 * 15}
"""Hours; whatever names the act."""


class Life:
    """A house with an offline member, where things happen."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.there = set(PEOPLE)
        self.is_muted = False
        self.last = "nothing"

    async def happens(self, act: Act) -> None:
        home = self.home
        match act.does:
            case "waits":
                await home.go(timedelta(hours=WAITS[act.role]))
            case "is down":
                await home.store.close()
                home.now += timedelta(hours=WAITS[act.role])
                await home.start()
                await home.tick()
            case "restarts":
                await home.restart()
            case "is muted":
                self.is_muted = True
                home.hall.refusing[ROOM] = Muted("no voice")
                await home.desk.lost_voice(ROOM)
            case "may speak":
                await self.may_speak()
            case "joins":
                self.there.add(act.who)
                await home.joins(act.who)
            case _ if act.who in self.there:
                await self._does(act)

    async def may_speak(self) -> None:
        self.is_muted = False
        self.home.hall.refusing.clear()
        await self.home.desk.has_voice(ROOM)
        await self.home.outbox.drain()

    async def _does(self, act: Act) -> None:
        home, role, at = self.home, act.role, self.home.now
        of_jan = f"!for Jan {('pass', 'take', 'unwilling', 'willing', 'swap')[len(act.other) % 5]}"
        said = {
            **{word: f"!{word} {role}" for word in WITH_A_ROLE},
            "swap": f"!swap {role} {act.other}",
            "hand over": f"!handover {role} Mind the step, {act.other}",
            "for jan": f"{of_jan} {role} {act.other if 'swap' in of_jan else ''}",
            "away": ("!away", "!away until friday", "!afwezig tot 1 maart")[len(role) % 3],
            "back": "!back",
            "guest": "!guest",
            "removes jan": "!member remove Jan",
            "adds jan": "!member add Jan",
        }
        match act.does:
            case "leaves" if len(self.there) > 1:
                self.there.discard(act.who)
                await home.leaves(act.who)
            case "taps" if told := await self._told():
                target = told[len(role) % len(told)]
                await home.hear(Reaction(home.event(), ROOM, account(act.who), at, target, "✋"))
            case "takes back":
                await home.hear(Redaction(home.event(), ROOM, account(act.who), at, self.last))
            case "privately":
                await home.open_private_room(act.who)
                await home.say(act.who, f"pass {role}", room=private(act.who))
            case does if does in said:
                self.last = await home.say(act.who, said[does].strip())

    async def _told(self) -> list[str]:
        house = await self.home.house()
        async with self.home.store.transaction() as tx:
            told = await tx.posted_about(house.id, "T", "turn")
        return [posted.reference for posted in reversed(told) if posted.reference]


async def exported(home: Home) -> dict[str, Any]:
    house = await home.house()
    async with home.store.transaction() as tx:
        return await export_house(tx, house, home.now, with_people=True)


def check(export: dict[str, Any]) -> None:
    """The terms of a role follow one another; each has a length."""
    of_role = defaultdict(list)
    for term in export["terms"]:
        assert term["starts_at"] < term["ends_at"], term
        of_role[term["role"]].append(term)
    for terms in of_role.values():
        for before, after in pairwise(terms):
            assert before["ends_at"] <= after["starts_at"], (before, after)
    names = {member["name"] for member in export["members"]}
    assert names >= {term["member"] for term in export["terms"]} - {None}
    residents = {m["name"] for m in export["members"] if m["kind"] != "professional"}
    for term in of_role["chair"]:
        assert term["member"] in residents | {None}


async def live(file: Path, life: list[Act]) -> None:
    async with Home(file, quiet_hours="off", roles=ROLES).opened() as home:
        await home.move_in(*PEOPLE[:3])
        await home.say("alice", "!member add Jan")
        house_life = Life(home)
        house_life.there.discard("pat")
        for act in life:
            await house_life.happens(act)
            home.now += timedelta(seconds=11)
        check(await exported(home))
        if house_life.is_muted:
            await house_life.may_speak()
        await home.go(timedelta(weeks=3))
        check(await exported(home))
        assert all(role["until"] for role in (await exported(home))["roles"])
        assert await home.unsound() == []


@settings(max_examples=A_LIFE)
@given(st.lists(acts, min_size=5, max_size=30))
def test_in_any_life_of_roles_nothing_crashes_and_turns_never_overlap(life: list[Act]) -> None:
    """With restarts, silence, people who come and go, and words for who has no account."""
    with tempfile.TemporaryDirectory() as folder, capture_logs() as logs:
        asyncio.run(live(Path(folder) / "kring.db", life))
    assert not [log for log in logs if log["event"] == "crash"], logs
