"""Somebody is forgotten: they leave their houses, and another name takes the place of theirs.

All of it is in the transaction of the message that asks for it. What was decided stays as it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from hashlib import sha256
from itertools import count
from typing import Any

from bot import speech
from bot.room import Document
from commands import house, rota
from commands.reading import clean
from commands.turn import Turn
from governance import outcomes
from governance.members import Member, MemberId
from governance.rewording import Known, Say, another_name, reworded
from storage.codec import UnreadableFact
from storage.forgetting_book import Unsent

NUMBERS = range(100, 1_000)
"""Of who was forgotten. Where so many were that it is taken, there is another."""


async def forget(turn: Turn) -> list[Turn]:
    """Forget who speaks; answers the turns of their other houses, which are to be finished too."""
    tx, account = turn.tx, turn.speaker.account
    assert account is not None
    others, is_anywhere = [], False
    for house_id, selves in (await tx.selves(account)).items():
        here = turn
        if house_id != turn.house.id or turn.house.account != tx.me:
            of_house = await tx.house(house_id)
            here = Turn(tx, of_house, turn.now, turn.source, sent_at=turn.sent_at)
            others.append(here)
        with tx.speaking_as(here.house.account):
            is_anywhere |= await _forget_in(here, selves, account)
    turn.rooms_to_leave = await tx.forget_account(account, turn.now)
    turn.tell(outcomes.Forgotten(is_anywhere))
    return others


async def _forget_in(turn: Turn, selves: list[MemberId], account: str) -> bool:
    """In one house; answers whether they were still in its room.

    The words first: what is told of their leaving quotes them.
    """
    tx, members = turn.tx, await turn.tx.members(turn.house.id)
    own = next(one for one in members if one.account == account)
    name = _former(own, members, turn)
    known, since = await known_as(turn, selves, account), await tx.named_since(selves)
    await tx.take_names_away(selves, name)
    await _reword(turn, known, {clean(called): at for called, at in since.items()}, name)
    await turn.read_anew()
    if own.is_here:
        turn.tell(outcomes.SomebodyForgotten(own.id))
        await house.goes(turn, own.id)
        await tx.note_forgotten(turn.house.id, account)
        await turn.reload_members()
    turn.renamed = {n for n, p in (await turn.every_proposal()).items() if not p.is_at_rest}
    return own.is_here


async def _reword(turn: Turn, known: Known, since: Mapping[str, datetime], name: str) -> None:
    """Another name in what people wrote, and in what waits to be said.

    `since`: when each of their names became theirs; what was written before means others by it.
    """
    tx, say = turn.tx, another_name(known, name)

    @cache
    def said_when(bare: frozenset[str]) -> Say:
        return another_name(replace(known, bare=bare), name)

    changed = {}
    for stored in await tx.stored_facts(turn.house.id):
        if isinstance(stored.fact, UnreadableFact):
            continue
        theirs = frozenset(called for called, at in since.items() if at <= stored.at)
        other = reworded(stored.fact, said_when(theirs))
        if other != stored.fact:
            changed[stored.seq] = other
    await tx.reword_facts(changed)
    await tx.reword_waiting(turn.house.id, say)
    say_again = another_name(replace(known, as_shown=tuple(_as_shown(known))), name)
    for letter in await tx.unsent(turn.house.id):
        reworded_letter = _letter_reworded(letter, say_again, known.accounts[0])
        await tx.reword_unsent(reworded_letter, turn.now)


async def known_as(turn: Turn, selves: list[MemberId], account: str) -> Known:
    """How somebody is known in the house, and which of it others go by, or the house or a role."""
    others = {clean(turn.house.name).casefold()}
    others |= {role.casefold() for role in (await rota.roles_of(turn)).roles}
    for one in await turn.tx.members(turn.house.id):
        if one.id not in selves:
            whole = " ".join(clean(one.name).casefold().split())
            others |= {whole, *whole.split()[:1]}
    names = [clean(name) for name in await turn.tx.names_of(selves)]
    return Known(tuple(names), (account,), frozenset(others))


def _former(member: Member, members: list[Member], turn: Turn) -> str:
    """A name that tells nothing but what they were to the house.

    Its number comes of the message's id, which is chance: it says nothing of when or after whom,
    and is the same when the same message is handled again.
    """
    taken = {one.name for one in members}
    for again in count():
        chance = int.from_bytes(sha256(f"{turn.source} {again}".encode()).digest()[:8], "big")
        number = NUMBERS[chance % len(NUMBERS)] + (again // 100) * len(NUMBERS)
        key = f"former-{member.kind.value}"
        name = speech.of_own(key, turn.house.language, number=str(number))
        if name not in taken:
            return name
    raise AssertionError("there is always another number")


def _as_shown(known: Known) -> set[str]:
    """Their names and accounts as they stand in what the bot is about to say."""
    found = set()
    for name in (*known.names, *known.accounts):
        if name.casefold() in known.others:
            continue
        words = speech.render(speech.escape(name))
        html = words.html.removeprefix("<p>").removesuffix("</p>")
        found |= {words.plain, html} - {name, ""}
    return found


def _letter_reworded(letter: Unsent, say: Say, account: str) -> Unsent:
    """What waits to be said, without the name; a file that may hold it does not go."""
    if letter.kind == Document.__name__:
        return replace(letter, body={})
    body = dict(letter.body)
    if "mentions" in body:
        body["mentions"] = [one for one in body["mentions"] if one != account]
    return replace(letter, body={key: _said(value, say) for key, value in body.items()})


def _said(value: Any, say: Say) -> Any:
    if isinstance(value, str):
        return say(value)
    if isinstance(value, list | tuple):
        return [_said(one, say) for one in value]
    if isinstance(value, dict):
        return {key: _said(one, say) for key, one in value.items()}
    return value
