"""Whatever people do while the wheel turns: it comes round, with everything looked at once."""

from __future__ import annotations

import asyncio
import tempfile
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.role_polls import LINE, POLL
from bot.room import Muted, Reaction, Redaction, Vote
from commands import wheel
from governance.facts import ReviewOpened
from governance.fold import fold
from governance.fold_wheel import Wheels
from governance.role_facts import RoleName
from governance.setting_up_roles import Wanted
from governance.wheel_facts import RoleReviewOpened, WheelAsked
from storage.records import Posted
from tests.desk.hall import DAY, ROOM, Home, account

PEOPLE = ("alice", "bob", "carol")
NAMES = ("chair", "cook", "keys", "tea")
ROLES = tuple((RoleName(name), Wanted(every=52)) for name in NAMES)
A_LIFE = max(settings().max_examples // 10, 6)
"""Lives are long and each has a database of its own."""

HOURS = dict(zip(NAMES, (1, 22, 24 * 8, 24 * 15), strict=True))
"""How long something lasts; whatever role the act names."""


@dataclass(frozen=True)
class Act:
    """Somebody does something, or time does."""

    does: str
    who: str
    role: str
    answer: str


acts = st.builds(
    Act,
    st.sampled_from(
        [
            *("waits", "waits", "waits", "restarts", "is down", "is muted", "may speak"),
            *("taps", "taps", "taps", "replies", "untaps", "takes back", "leaves", "joins"),
            *("for jan", "hand", "talks"),
            *("reviews", "consents", "rounds", "ends a role", "wants it", "away", "back"),
        ]
    ),
    st.sampled_from(PEOPLE),
    st.sampled_from(NAMES),
    st.sampled_from(["keep", "change", "end"]),
)


class Life:
    """A house with roles and two structural agreements, in which the wheel turns."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.there = set(PEOPLE)
        self.last = "nothing"

    async def begins(self) -> None:
        """A year later, without the bot; it is back in the morning."""
        home = self.home
        await home.move_in(*PEOPLE)
        for text in ("!quick Soup", "!change set quorum 0.75", "!change role chair every 26 weeks"):
            await home.say("alice", text)
        for number in (2, 3):
            await home.say("alice", f"!round P{number}")
        for number in (1, 2, 3):
            for who in ("bob", "carol"):
                await home.say(who, f"!consent P{number}")
        await home.say("alice", "!member add Jan")
        home.now += timedelta(days=366)
        await home.tick()
        await home.go(5 * DAY)

    async def happens(self, act: Act) -> None:
        home = self.home
        match act.does:
            case "waits":
                await home.go(timedelta(hours=HOURS[act.role]))
            case "is down":
                await home.store.close()
                home.now += timedelta(hours=HOURS[act.role])
                await home.start()
                await home.tick()
            case "restarts":
                await home.restart()
            case "is muted":
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
        self.home.hall.refusing.clear()
        await self.home.desk.has_voice(ROOM)
        await self.home.outbox.drain()

    async def _does(self, act: Act) -> None:
        home, number = self.home, 2 + NAMES.index(act.role)
        said = {
            "consents": f"!consent P{number}",
            "rounds": f"!round P{number}",
            "reviews": f"!review A{2 + len(act.answer) % 2} {act.answer}",
            "ends a role": f"!change end role {act.role}",
            "wants it": "!change wheel",
            "away": "!away",
            "back": "!back",
        }
        match act.does:
            case "leaves" if len(self.there) > 1:
                self.there.discard(act.who)
                await home.leaves(act.who)
            case "takes back":
                removed = Redaction(home.event(), ROOM, account(act.who), home.now, self.last)
                await home.hear(removed)
            case "taps" | "untaps" | "replies" | "for jan" | "talks":
                await self._answers(act)
            case "hand" if said_for := await self._asked("spoken"):
                about = said_for[0].reference or "nothing"
                hand = Reaction(home.event(), ROOM, account(act.who), home.now, about, "✋")
                await home.hear(hand)
            case does if does in said:
                self.last = await home.say(act.who, said[does])

    async def _answers(self, act: Act) -> None:
        home, is_reply = self.home, act.does in {"replies", "for jan", "talks"}
        asked = await self._asked(LINE if is_reply else POLL)
        if not asked:
            return
        about = asked[NAMES.index(act.role) % len(asked)].reference or "nothing"
        if is_reply:
            words = {"replies": "", "for jan": "!for Jan ", "talks": "I would "}[act.does]
            self.last = await home.say(act.who, words + act.answer, reply_to=about)
            return
        answers = (act.answer,) if act.does == "taps" else ()
        vote = Vote(home.event(), ROOM, account(act.who), home.now, about, answers)
        self.last = await home.hear(vote)

    async def _asked(self, part: str) -> list[Posted]:
        house = await self.home.house()
        async with self.home.store.transaction() as tx:
            posted = await tx.posted_about(house.id, wheel.SUBJECT, part)
        return list(reversed(posted))


async def wheels(home: Home) -> Wheels:
    house = await home.house()
    async with home.store.transaction() as tx:
        return await wheel.read(tx, house.id)


async def check(home: Home) -> None:
    """The first wheel is round; each thing was looked at once, and never more than two at once."""
    first = (await wheels(home)).turns[0]
    assert first.ended_at is not None
    assert set(first.over) == set(first.items)
    house = await home.house()
    async with home.store.transaction() as tx:
        recorded = [one.fact for one in await tx.facts(house.id, wheel.SUBJECT)]
        proposals = await tx.proposal_facts(house.id)
    assert await home.unsound() == []
    of_roles = Counter(
        fact.role
        for fact in recorded
        if isinstance(fact, RoleReviewOpened) and fact.at <= first.ended_at
    )
    assert set(of_roles.values()) <= {1}
    asked = [fact.at for fact in recorded if isinstance(fact, WheelAsked)]
    days = [at.astimezone(house.zone).date() for at in asked]
    assert len(set(days)) == len(days) >= 5
    for number in (item for item in first.items if isinstance(item, int)):
        opened = [one.fact.at for one in proposals[number] if isinstance(one.fact, ReviewOpened)]
        agreement = fold(proposals[number]).agreement
        assert agreement is not None
        was_looked_at = any(first.began_at <= at <= first.ended_at for at in opened)
        assert was_looked_at or agreement.ended_at is not None


async def live(file: Path, life: list[Act]) -> None:
    async with Home(file, roles=ROLES, review_months=12).opened() as home:
        house_life = Life(home)
        await house_life.begins()
        for act in life:
            await house_life.happens(act)
            home.now += timedelta(seconds=11)
        await house_life.may_speak()
        await home.go(timedelta(days=100))
        await check(home)


@settings(max_examples=A_LIFE)
@given(st.lists(acts, min_size=3, max_size=25))
def test_in_any_life_the_wheel_comes_round_with_everything_looked_at_once(life: list[Act]) -> None:
    """With restarts, silence, people who come and go, and roles that end meanwhile."""
    with tempfile.TemporaryDirectory() as folder, capture_logs() as logs:
        asyncio.run(live(Path(folder) / "kring.db", life))
    assert not [log for log in logs if log["event"] == "crash"], logs
