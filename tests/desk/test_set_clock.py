"""The machine's clock is set while the bot runs: nothing is said twice, and nothing left out."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.room import NotNow, Say
from bot.turns import Access
from governance.role_facts import RoleName
from governance.roles import CHAIR
from governance.setting_up_roles import Wanted
from tests.desk.hall import DAY, HOUR, ROOM, Home, account

FRIDAY = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
"""Ten in the morning in Amsterdam."""

LATER = FRIDAY + 12 * DAY
MINUTE = timedelta(minutes=1)


async def live(file: Path, sets: dict[datetime, timedelta]) -> Counter[tuple[str, str]]:
    """Twelve days of a house with everything that time does: what was said where, how often.

    `sets`: how the clock is set, when it shows that time for the first time.
    """
    home = Home(
        file,
        access=Access(professionals=(account("pat"),)),
        roles=((CHAIR, Wanted()), (RoleName("cook"), Wanted(every=1))),
        question="wednesday 10:00",
    )
    home.now = FRIDAY
    async with home.opened():
        await home.move_in("alice", "bob", "carol", "dan", "pat")
        await home.open_private_room("alice", "pat")
        await home.say("alice", "!propose A bench")
        await home.say("bob", "!quick Quiet hours")
        await home.say("carol", "!consent P2")
        await home.say("dan", "!object P2")
        for at, by in sorted(sets.items()):
            await home.go(at - home.now)
            home.now += by
            await home.tick()
            await home.restart()
            await home.tick()
        await home.go(LATER - home.now)
        assert await home.unsound() == []
        sent = [one for one in home.hall.sent if isinstance(one.outgoing, Say)]
        return Counter((one.room, one.outgoing.plain) for one in sent)  # type: ignore[union-attr]


@pytest.fixture
async def as_ever(tmp_path: Path) -> Counter[tuple[str, str]]:
    """Of a house whose clock nobody sets."""
    said = await live(tmp_path / "as_ever.db", {})
    assert len(said) >= 12
    return said


MOMENTS = {
    "a nudge and two turns": datetime(2026, 11, 30, 8, 0, 30, tzinfo=UTC),
    "the end of talking": FRIDAY + DAY + MINUTE,
    "the weekly question": datetime(2026, 12, 2, 9, 0, 30, tzinfo=UTC),
    "the end of the quiet hours": datetime(2026, 11, 28, 7, 0, 30, tzinfo=UTC),
}


async def test_an_hour_back_repeats_nothing(
    tmp_path: Path, as_ever: Counter[tuple[str, str]]
) -> None:
    """Right after something happened, its time comes a second time."""
    for number, (name, at) in enumerate(MOMENTS.items()):
        said = await live(tmp_path / f"{number}.db", {at: -HOUR})
        assert said == as_ever, name
    said = await live(tmp_path / "all.db", dict.fromkeys(MOMENTS.values(), -HOUR))
    assert said == as_ever


async def test_a_day_forward_leaves_nothing_out(
    tmp_path: Path, as_ever: Counter[tuple[str, str]]
) -> None:
    """What falls into the day that never was happens after it, once; some details differ."""
    for number, (name, at) in enumerate(MOMENTS.items()):
        said = await live(tmp_path / f"{number}.db", {at - HOUR: DAY})
        assert _begun(said) == _begun(as_ever), name


def _begun(said: Counter[tuple[str, str]]) -> Counter[tuple[str, str]]:
    """By how each begins: who has the role, what is agreed, which week it is."""
    found: Counter[tuple[str, str]] = Counter()
    for (room, words), times in said.items():
        found[room, " ".join(words.split()[:5])] += times
    return found


async def test_an_hour_back_holds_up_no_answer(home: Home) -> None:
    """What was to go at once goes, though its time is to come once more; and in order."""
    home.hall.refusing[ROOM] = NotNow("away")
    await home.desk.hear(home.message("alice", "!propose A bench"))
    home.now -= HOUR
    await home.desk.hear(home.message("bob", "!propose A lamp"))
    home.hall.refusing.clear()
    await home.outbox.drain()
    assert ["A bench" in words for words in home.hall.said()[-2:]] == [True, False]
    assert "A lamp" in home.hall.said()[-1]


async def test_an_hour_back_holds_up_no_card(home: Home) -> None:
    """Edits come ten seconds apart, not an hour and ten seconds."""
    await home.say("alice", "!quick A bench")
    await home.vote("bob", "consent")
    await home.go(MINUTE)
    known = len(home.hall.edits())
    assert known
    home.now -= HOUR
    await home.vote("bob", "aside")
    await home.go(MINUTE)
    assert len(home.hall.edits()) > known
