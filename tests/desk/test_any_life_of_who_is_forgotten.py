"""Whenever somebody is forgotten, what was decided and what comes is as if they moved out.

Two copies of one life: in the one Bob leaves, in the other he is forgotten. Then three weeks go by
in both, and all that differs is his name.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import tempfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.room import Left
from tests.desk.hall import ROOM, Home, account, private
from tests.desk.test_any_life_of_roles import PEOPLE, ROLES, Act, Life, acts, exported

A_LIFE = max(settings().max_examples // 25, 4)
"""Lives are long, and each is lived twice."""


@dataclass(frozen=True)
class Talk:
    """Somebody says something to the bot."""

    who: str
    text: str


WORDS = (
    *("!quick Soup, as Bob makes it", "!propose A lamp for @bob", "!try Bobs fiets naar buiten"),
    *("!consent P1", "!object P1 Bob works nights", "!concern P2 bob is right", "!aside P1"),
    *("!amend P1 Soup without Bob", "!withdraw P1", "!resolved P1", "!take P1", "!table P1"),
    *("!request A bed for Bob", "!change set talk_hours 12", "!change elect chair @bob"),
    *("!review A1 keep", "!object A1 Bob was away", "!urgent Bob called the plumber"),
    *("!member link Jan @bob", "!outcome P1 adopt", "!unvote P1"),
)
talks = st.builds(Talk, st.sampled_from(PEOPLE), st.sampled_from(WORDS))


async def _life(home: Home, life: list[Act | Talk]) -> None:
    await home.move_in(*PEOPLE[:3])
    await home.say("alice", "!member add Jan")
    in_roles = Life(home)
    in_roles.there.discard("pat")
    for act in life:
        if isinstance(act, Act):
            await in_roles.happens(act)
        elif act.who in in_roles.there:
            await home.say(act.who, act.text)
        home.now += timedelta(seconds=11)
    if in_roles.is_muted:
        await in_roles.may_speak()
    await home.open_private_room("bob")


async def _goes(home: Home, *said: str, leaves: bool) -> dict[str, Any]:
    for text in said:
        await home.say("bob", text, room=private("bob"))
    if leaves:
        await home.hear(Left(home.event(), ROOM, account("bob"), home.now))
    await home.go(timedelta(weeks=3))
    assert await home.unsound() == []
    return await exported(home)


def _bob(export: dict[str, Any], number: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in export["members"] if one["id"] == number)
    return found


async def live(folder: Path, life: list[Act | Talk]) -> None:
    """The same up to one moment, and then twice."""
    file, copy = folder / "kring.db", folder / "copy.db"
    async with Home(file, quiet_hours="off", roles=ROLES).opened() as home:
        await _life(home, life)
        now = home.now
        async with home.store.transaction() as tx:
            selves = [str(one) for ids in (await tx.selves(account("bob"))).values() for one in ids]
        await home.store.close()
        shutil.copy(file, copy)
        await home.start()
        left = await _goes(home, "!settings", "!settings", leaves=True)
    async with Home(copy, quiet_hours="off", roles=ROLES).opened() as other:
        other.numbered_from(10_000)
        other.now = now
        forgotten = await _goes(other, "!forgetme", "!forgetme yes", leaves=False)
        assert "Bob" not in repr(other.tables())
    for number in selves[:1]:
        name = _bob(forgotten, number)["name"]
        assert name.startswith("Former ")
        before = _bob(left, number)["name"]
        # That somebody who is gone was away, or rested, is not kept.
        _bob(left, number).update(away_until=None, resting=False)
        words = json.dumps(left)
        for called in ("@bob", before, "Bob", "bob"):
            words = words.replace(called, name)
        assert json.loads(words) == forgotten


@settings(max_examples=A_LIFE)
@given(st.lists(st.one_of(acts, talks), min_size=5, max_size=25))
def test_in_any_life_who_is_forgotten_leaves_all_results_as_they_are(
    life: list[Act | Talk],
) -> None:
    """Whatever was going on just then."""
    with tempfile.TemporaryDirectory() as folder, capture_logs() as logs:
        asyncio.run(live(Path(folder), life))
    assert not [log for log in logs if log["event"] == "crash"], logs
