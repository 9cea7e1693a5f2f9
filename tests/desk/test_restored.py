"""Yesterday's database is put back: what people said since is heard again, and handled once."""

from __future__ import annotations

from pathlib import Path

from bot.room import Heard, Poll, Reaction, Say, Vote
from storage.copying import copy_database
from tests.database import only_sqlite
from tests.desk.hall import DAY, HOUR, ROOM, Home, account

pytestmark = only_sqlite  # it looks into the file, or takes it away

ACCOUNT = "@kring:kring.test"


class Lived:
    """A house, all that was heard in it, and the backup of one moment."""

    def __init__(self, home: Home, folder: Path) -> None:
        self.home = home
        self._backup = folder / "backup.db"
        self.heard: list[tuple[Heard, str]] = []

    async def say(self, who: str, text: str) -> None:
        await self.hear(self.home.message(who, text))

    async def hear(self, heard: Heard) -> None:
        position = f"s{len(self.heard) + 1}"
        self.heard.append((heard, position))
        await self.home.hear(heard, position=(ACCOUNT, position))

    def back_up(self) -> None:
        copy_database(self.home.file, self._backup)

    async def restore(self) -> str:
        """The machine is gone; the backup stands in its place. Where it had read up to."""
        await self.home.store.close()
        for beside in self.home.file.parent.glob("kring.db*"):
            beside.unlink()
        self._backup.rename(self.home.file)
        await self.home.start()
        async with self.home.store.transaction() as tx:
            return await tx.position(ACCOUNT) or ""

    async def hear_since(self, position: str) -> None:
        """What the homeserver sends from there on: all of it, with the last before once more."""
        places = [place for _, place in self.heard]
        for heard, place in self.heard[places.index(position) :]:
            await self.home.hear(heard, position=(ACCOUNT, place))


def _facts(home: Home) -> list[tuple[object, ...]]:
    """All that was decided, without when it was written down."""
    return [(row["subject"], row["kind"], row["source"]) for row in home.tables()["facts"]]


async def test_what_was_said_since_the_backup_is_decided_again_as_it_was(
    home: Home, tmp_path: Path
) -> None:
    """The same facts in the same order, and under the same numbers; before it, nothing twice."""
    lived = Lived(home, tmp_path)
    await lived.say("alice", "!quick Quiet hours")
    await lived.say("bob", "!consent P1")
    lived.back_up()
    await lived.say("carol", "!consent P1")
    await lived.say("dan", "!quick A bench")
    await lived.say("dan", "!consent P1")
    await lived.say("alice", "!object P2 the lawn")
    decided = _facts(home)
    position = await lived.restore()
    assert position == "s2"
    assert len(_facts(home)) < len(decided)
    await lived.hear_since(position)
    assert _facts(home) == decided
    await lived.hear_since(position)
    assert _facts(home) == decided


async def test_what_the_bot_said_since_the_backup_is_said_once_more(
    home: Home, tmp_path: Path
) -> None:
    """It does not know that it said so: a second card, a second poll. What was before is not."""
    lived = Lived(home, tmp_path)
    await lived.say("alice", "!quick Quiet hours")
    lived.back_up()
    await lived.say("dan", "!quick A bench")
    await lived.restore()
    await lived.hear_since("s1")
    said = [one.plain for one in home.hall.of(Say, ROOM)]
    assert sum("A bench" in words for words in said) == 2
    assert sum("Quiet hours" in words for words in said) == 1
    assert len(home.hall.of(Poll, ROOM)) == 3


async def test_a_tap_on_a_message_that_the_backup_does_not_know_does_not_count(
    home: Home, tmp_path: Path
) -> None:
    """The first poll of what was proposed since is nobody's any more; the second one counts.

    What was typed with its number counts as ever.
    """
    lived = Lived(home, tmp_path)
    await lived.say("alice", "!quick Quiet hours")
    old = await home.posted("P1", "poll")
    lived.back_up()
    await lived.say("dan", "!quick A bench")
    lost = await home.posted("P2", "poll")
    for who, poll in (("bob", old), ("bob", lost), ("carol", lost)):
        await lived.hear(Vote(home.event(), ROOM, account(who), home.now, poll, ("consent",)))
    await lived.hear(
        Reaction(
            home.event(), ROOM, account("carol"), home.now, await home.posted("P2", "card"), "👍"
        )
    )
    await lived.say("alice", "!consent P2")
    assert await home.heard(2) == ["alice", "bob", "carol", "dan"]
    await lived.restore()
    await lived.hear_since("s1")
    assert await home.heard(1) == ["alice", "bob"]
    assert await home.heard(2) == ["alice", "dan"]
    await home.vote("carol", "consent", about="P2")
    assert await home.heard(2) == ["alice", "carol", "dan"]


async def test_what_fell_due_since_the_backup_is_decided_by_what_was_said_in_time(
    home: Home, tmp_path: Path
) -> None:
    """Everything is heard first, so an objection in time still counts.

    A reminder whose time is over is not made up for.
    """
    lived = Lived(home, tmp_path)
    await lived.say("alice", "!quick Quiet hours")
    for who in ("bob", "carol"):
        await lived.say(who, "!consent P1")
    lived.back_up()
    home.now += HOUR
    await lived.say("dan", "!object P1 I work nights")
    await home.go(2 * DAY)
    before = [kind for _, kind, _ in _facts(home) if kind != "Reminded"]
    assert "ObjectionStood" in before
    await lived.restore()
    await lived.hear_since("s3")
    await home.tick()
    assert [kind for _, kind, _ in _facts(home)] == before
    assert (await home.proposal()).agreement is None
