"""The first questions on the real homeserver: three taps in an encrypted room."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.demo.homeserver import Homeserver
from bot.demo.people import Person
from bot.demo.seen import Kind, Seen
from governance.guided_start import answer_id
from storage.store import Store
from tests.matrix.conftest import NewAccount
from tests.matrix.living import House


@pytest.fixture
def house(homeserver: Homeserver, new_account: NewAccount, tmp_path: Path) -> House:
    return House(homeserver, new_account, tmp_path)


async def question(house: House, words: str) -> Seen:
    """The poll with this question, once it is there."""
    return await house.hears(words, kind=Kind.POLL)


async def answer_for(house: House, who: Person) -> str:
    """The id of the answer that has somebody's name, which their phone reads in the poll."""
    store = await Store.open(f"sqlite:///{house.folder / 'kring.db'}")
    try:
        async with store.transaction() as tx:
            [home] = await tx.houses()
            member = await tx.member_by_account(home.id, who.user_id)
            assert member is not None
            return answer_id(member.id)
    finally:
        await store.close()


async def test_a_new_house_is_set_up_by_three_taps(house: House) -> None:
    """Killed between a tap and the next question too: each is asked once, and ended."""
    async with house:
        await house.start_bot(first_questions=True)
        await house.move_in("alice", "bob", "carol")
        alice, bob, carol = house.people.values()
        language = await question(house, "Which language")
        await bob.vote(house.room, language.event, ["nl"])
        chair = await question(house, "De voorzitter begint")
        await carol.vote(house.room, chair.event, ["every-2-weeks"])
        house.kill_bot()
        await house.bot.start()
        work = await question(house, "werkt hier als begeleider")
        await alice.vote(house.room, chair.event, ["no-chair"])  # that was answered
        await alice.vote(house.room, work.event, [await answer_for(house, bob)])
        decided = await house.decided(lambda d: len(d["changes"]) == 2)
        await house.sees(lambda one: one.kind is Kind.POLL_END and one.target == work.event)

        assert decided["house"]["language"] == "nl"
        [role] = decided["roles"]
        assert (role["name"], role["every_weeks"], role["state"]) == ("chair", 2, "open")
        kinds = {m["name"].rstrip("0123456789"): m["kind"] for m in decided["members"]}
        assert kinds == {"alice": "resident", "bob": "professional", "carol": "resident"}
        polls = [one for one in house.heard if one.kind is Kind.POLL]
        assert [one.event for one in polls] == [language.event, chair.event, work.event]
        assert all(one.was_encrypted for one in polls)
        ends = [one.target for one in house.heard if one.kind is Kind.POLL_END]
        assert ends == [one.event for one in polls]
        assert len(house.said("✋ bij dit bericht")) == 2
