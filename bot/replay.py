"""Plays transcripts through the real desk, on a real database and a simulated clock."""

from __future__ import annotations

import contextlib
import itertools
import tempfile
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.desk import Desk
from bot.export import export_house
from bot.hall import BotLine, Hall, Print
from bot.outbox import Outbox
from bot.role_polls import LINE, POLL
from bot.room import (
    Joined,
    Left,
    Message,
    Reaction,
    Redaction,
    Vote,
)
from bot.transcript import (
    QUESTION,
    Acts,
    Edits,
    Expects,
    Passes,
    Restarts,
    Says,
    Step,
    Taps,
    Transcript,
    Unreadable,
    no_form,
)
from bot.turns import HouseDefaults, Ways
from commands import house as houses
from commands import questions, roles, rota, wheel
from commands.reading import folded
from commands.turn import Turn
from governance.members import Kind
from governance.roles import CHAIR
from storage.store import Store

A_LINE = timedelta(seconds=1)
"""How long a line takes."""


class Replay:
    """One transcript, from its start to its end."""

    def __init__(self, transcript: Transcript, watch: Print, url: str) -> None:
        self._transcript = transcript
        self._watch = watch
        self._url = url
        self._time = transcript.header.start
        self._events = itertools.count(1)
        self._last_message: dict[str, tuple[str, str]] = {}
        self._reactions: dict[tuple[str, str, str], list[str]] = {}
        self._people: set[str] = set()
        self._room = ""
        self.hall: Hall
        self._store: Store
        self._desk: Desk
        self._outbox: Outbox

    async def run(self) -> dict[str, Any]:
        """Play it all; the export of the house at the end."""
        async with self._open():
            for step in self._transcript.steps:
                await self._play(step)
            await self._run_until(self._time)
            async with self._store.transaction() as tx:
                house = await tx.house_in(self._room)
                assert house is not None
                return await export_house(tx, house, self._time, with_people=True)

    @contextlib.asynccontextmanager
    async def _open(self) -> AsyncIterator[None]:
        self._store = await Store.open(self._url)
        try:
            await self._move_in()
            self._start()
            yield
        finally:
            await self._store.close()

    def _start(self) -> None:
        header = self._transcript.header
        defaults = HouseDefaults(
            header.language, header.zone.key, settings=header.settings, roles=header.roles
        )
        self._desk = Desk(self._store, Ways(self._now, defaults))
        self._outbox = Outbox(self._store, self.hall, self._now)

    async def _move_in(self) -> None:
        header = self._transcript.header
        async with self._store.transaction() as tx:
            self._room = f"house-{len(await tx.houses()) + 1}"
            house = await tx.make_house(
                room=self._room,
                name=header.house,
                language=header.language,
                timezone=header.zone.key,
                settings=header.settings,
                at=self._time,
            )
            for kind, names in (
                (Kind.RESIDENT, header.members),
                (Kind.PROFESSIONAL, header.professionals),
                (Kind.OFFLINE, header.offline),
            ):
                for name in names:
                    account = None if kind is Kind.OFFLINE else self._account(name)
                    await tx.add_member(
                        house.id, name=name, kind=kind, account=account, at=self._time
                    )
                    self._people.add(name)
            await houses.begin(Turn(tx, house, self._time, "born"), header.roles)
        self.hall = Hall(self._room, self._now, self._watch)

    def _now(self) -> datetime:
        return self._time

    # ------------------------------------------------------------------------------- the steps

    async def _play(self, step: Step) -> None:
        match step:
            case Expects():
                return
            case Restarts():
                self._watch(self._time, "", "-- restart --")
                await self._store.close()
                self._store = await Store.open(self._url)
                self._start()
                await self._outbox.drain()
            case Passes():
                await self._pass(step)
            case Acts(act="joins"):
                self._people.add(step.who)
                await self._line(step)
            case _:
                if step.who not in self._people:
                    raise Unreadable(self._transcript.file, step.line, self._not_here(step))
                await self._line(step)

    def _not_here(self, step: Says | Taps | Acts | Edits) -> str:
        """Nobody has this name; or it is one with more behind it, such as `bob answers P1: …`."""
        if isinstance(step, Says) and any(step.who.startswith(f"{one} ") for one in self._people):
            return no_form(f"{step.who}: {step.text}")
        return f"{step.who} is not in this house; members, or `{step.who} joins`"

    async def _pass(self, step: Passes) -> None:
        try:
            target = step.until or self._time + (step.length or timedelta())
        except OverflowError:
            expected = "a length of time that ends before the year 10000"
            raise Unreadable(self._transcript.file, step.line, expected) from None
        if target < self._time:
            raise Unreadable(
                self._transcript.file, step.line, "the clock only goes forward: a later moment"
            )
        # What is due at that very moment waits for what is said then: both ends are inclusive.
        await self._run_until(target, is_inclusive=False)
        self._watch(self._time, "", "--")

    async def _line(self, step: Says | Taps | Acts | Edits) -> None:
        match step:
            case Says():
                await self._say(step)
            case Taps():
                await self._tap(step)
            case Edits():
                self._watch(self._time, f"{step.who} edits", step.text)
                room, original = self._last_message.get(step.who, (self._room, "nothing"))
                await self._desk.hear(
                    Message(
                        self._event(),
                        room,
                        self._account(step.who),
                        self._time,
                        step.text,
                        edits=original,
                    )
                )
            case Acts():
                await self._act(step)
        await self._outbox.drain()
        await self._run_until(self._time + A_LINE)

    async def _run_until(self, target: datetime, *, is_inclusive: bool = True) -> None:
        last = target if is_inclusive else target - timedelta.resolution
        while True:
            due = [await self._desk.next_due(), await self._outbox.next_at()]
            coming = [moment for moment in due if moment is not None and moment <= last]
            if not coming:
                break
            self._time = max(self._time, min(coming))
            await self._desk.tick(self._time)
            await self._outbox.drain()
        self._time = target

    async def _say(self, step: Says) -> None:
        event, room, reply_to, thread = self._event(), self._room, None, None
        how = ""
        if step.is_private:
            room = f"{self._room}-private-{step.who}"
            how = " in private"
            async with self._store.transaction() as tx:
                await tx.set_private_room(self._account(step.who), room)
            if step.is_reply:
                reply_to = self.hall.last_private.get(step.who)
        elif step.about:
            how = f" replies to {step.about}"
            if step.is_role:
                reply_to = await self._asked_about(step.about, LINE)
            else:
                thread, reply_to = await self._thread(step.about)
        self._watch(self._time, f"{step.who}{how}", step.text)
        self._last_message[step.who] = (room, event)
        await self._desk.hear(
            Message(event, room, self._account(step.who), self._time, step.text, reply_to, thread)
        )

    async def _thread(self, about: str) -> tuple[str | None, str | None]:
        """The card, and the last message in its thread: what a client's reply refers to."""
        if about == QUESTION:
            return None, await self._posted(questions.SUBJECT, "why")
        card = await self._posted(about, "card")
        async with self._store.transaction() as tx:
            house = await tx.house_in(self._room)
            assert house is not None
            asked = await tx.posted_about(house.id, about, "question")
        in_room = [posted.reference for posted in asked if posted.room == self._room]
        return card, (in_room[-1] if in_room else card)

    async def _tap(self, step: Taps) -> None:
        on = f"the turn of {step.about}" if step.is_turn else step.about
        what = f"{step.act} {step.what} on {on}".replace("  ", " ")
        self._watch(self._time, step.who, what)
        if step.act == "votes":
            if step.is_role:
                poll = await self._asked_about(step.about, POLL)
            else:
                poll = await self._posted(step.about, "poll", "review")
            answers = (step.what,) if step.what else ()
            event = self._event()
            self._last_message[step.who] = (self._room, event)
            await self._desk.hear(
                Vote(
                    event,
                    self._room,
                    self._account(step.who),
                    self._time,
                    poll or "nothing",
                    answers,
                )
            )
            return
        key = (step.who, step.about, step.what)
        if step.act == "reacts":
            about_what = self._turn_of if step.is_turn else self._line_about
            is_card = not step.is_line and not step.is_turn
            part = "change" if step.about.startswith("C") else "card"
            card = await (self._posted(step.about, part) if is_card else about_what(step))
            event = self._event()
            self._reactions.setdefault(key, []).append(event)
            await self._desk.hear(
                Reaction(
                    event,
                    self._room,
                    self._account(step.who),
                    self._time,
                    card or "nothing",
                    step.what,
                )
            )
            return
        for event in self._reactions.pop(key, []):
            await self._desk.hear(
                Redaction(self._event(), self._room, self._account(step.who), self._time, event)
            )

    async def _act(self, step: Acts) -> None:
        self._watch(self._time, step.who, step.act)
        event = self._event()
        match step.act:
            case "redacts":
                room, original = self._last_message.get(step.who, (self._room, "nothing"))
                await self._desk.hear(
                    Redaction(event, room, self._account(step.who), self._time, original)
                )
            case "joins":
                await self._desk.hear(
                    Joined(event, self._room, self._account(step.who), self._time, step.who)
                )
            case _:
                await self._desk.hear(Left(event, self._room, self._account(step.who), self._time))

    async def _posted(self, about: str, *parts: str) -> str | None:
        """The latest of these messages about a proposal, or about what became of it (`A1`)."""
        async with self._store.transaction() as tx:
            house = await tx.house_in(self._room)
            assert house is not None
            if about.startswith("A"):
                number = await tx.proposal_of_agreement(house.id, int(about[1:]))
                about = f"P{number}"
            found = [p for part in parts for p in await tx.posted_about(house.id, about, part)]
            return max(found, key=lambda posted: posted.id).reference if found else None

    async def _turn_of(self, step: Taps) -> str | None:
        """The last message that told who has the next turn in a role, or has it now."""
        async with self._store.transaction() as tx:
            house = await tx.house_in(self._room)
            assert house is not None
            turn = Turn(tx, house, self._time, "look")
            found = roles.called(await rota.roles_of(turn), step.about)
            if found is None:
                expected = f"this house has no role {step.about}"
                raise Unreadable(self._transcript.file, step.line, expected)
            role = (await rota.roles_of(turn)).roles[found]
            starts = {roles.minute(term.starts_at) for term in role.known}
            told = await tx.posted_about(house.id, rota.SUBJECT, "turn")
            return next((p.reference for p in reversed(told) if p.version in starts), None)

    async def _asked_about(self, typed: str, part: str) -> str | None:
        """The last poll on a role, or the last message that tells of it."""
        async with self._store.transaction() as tx:
            house = await tx.house_in(self._room)
            assert house is not None
            turn = Turn(tx, house, self._time, "look")
            every = (await wheel.wheels_of(turn)).roles
            name = CHAIR if folded(typed) in roles.CHAIR_WORDS else typed
            told = await tx.posted_about(house.id, wheel.SUBJECT, part)
            of_it = [posted for posted in told if every[posted.version - 1] == name]
            return of_it[-1].reference if of_it else None

    async def _line_about(self, step: Taps) -> str | None:
        async with self._store.transaction() as tx:
            house = await tx.house_in(self._room)
            assert house is not None
            known = [m for m in await tx.members(house.id) if m.name == step.about]
            if not known:
                expected = f"nobody here was ever called {step.about}"
                raise Unreadable(self._transcript.file, step.line, expected)
            found = [await tx.said_about(house.id, member.id) for member in known]
            lines = [posted for posted in found if posted]
            return max(lines, key=lambda posted: posted.id).reference if lines else None

    def _account(self, who: str) -> str:
        # Of this house alone: several transcripts can be played in one database.
        return f"{who}:{self._room}"

    def _event(self) -> str:
        return f"{self._room}-event-{next(self._events)}"


async def replay(
    transcript: Transcript, watch: Print, url: str | None = None
) -> tuple[list[BotLine], dict[str, Any]]:
    """Play a transcript: what the bot said, and the export. Without `url` on a database of its own.

    Raises Unreadable for a line that cannot be played.
    """
    if url is not None:
        player = Replay(transcript, watch, url)
        exported = await player.run()
        return player.hall.lines, exported
    with tempfile.TemporaryDirectory(prefix="kring-replay-") as folder:
        player = Replay(transcript, watch, f"sqlite:///{Path(folder) / 'kring.db'}")
        exported = await player.run()
        return player.hall.lines, exported
