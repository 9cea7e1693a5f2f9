"""Nothing that the bot has to say is too long to be sent."""

from __future__ import annotations

from pathlib import Path

from bot.speech import LONGEST
from tests.desk.hall import Home


async def test_a_long_history_comes_in_several_messages(tmp_path: Path) -> None:
    """Every reason is there, whole, and no message is longer than chats take."""
    home = Home(tmp_path / "kring.db")
    async with home.opened():
        await home.move_in("alice", "bob", "carol")
        await home.say("alice", "!quick Soup")
        for number in range(12):
            await home.say("bob", f"!concern P1 reason{number} " + "x" * 1900)
        before = len(home.hall.said())
        await home.say("carol", "!show P1")
        shown = home.hall.said()[before:]
        assert len(shown) > 1
        assert all(len(text) <= LONGEST + 2200 for text in shown)
        assert all(any(f"reason{number} " in text for text in shown) for number in range(12))
