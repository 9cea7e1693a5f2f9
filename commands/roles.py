"""What people do with roles: in and out, pass, take, swap, hand over (design §4)."""

from __future__ import annotations

from datetime import datetime

from commands import at_table, rota
from commands.declare import Said
from commands.reading import echo, folded
from commands.turn import Turn
from governance import outcomes, turns
from governance.members import MemberId
from governance.outcomes import Outcome, RoleNamed, Usage
from governance.role_facts import RoleName
from governance.roles import CHAIR, Roles

CHAIR_WORDS = frozenset({"chair", "voorzitter", "chairperson"})
"""How people call the chair, whatever the house's language; the first is its name."""


async def willing(turn: Turn, said: Said) -> None:
    """Be asked for a role."""
    name, by = _role(said), turn.speaker.id
    await rota.change(turn, lambda roles, here: turns.willing(roles, name, by, here))


async def unwilling(turn: Turn, said: Said) -> None:
    """Do not be asked for a role."""
    name, by = _role(said), turn.speaker.id
    await rota.change(turn, lambda roles, here: turns.unwilling(roles, name, by, here))


async def pass_(turn: Turn, said: Said) -> None:
    """Not this turn."""
    await rota.catch_up(turn)
    by, name = turn.speaker.id, said.role
    if name is None:
        mine = turns.turns_of(await rota.roles_of(turn), by, await rota.circumstances(turn))
        if len(mine) != 1:
            names = tuple(RoleNamed(term.role) for term in mine)
            usage = Usage(f"{said.command.key} {mine[0].role if mine else ''}".strip())
            turn.tell(outcomes.WhichTurn(names, usage) if mine else outcomes.NoTurn())
            return
        name = mine[0].role
    await _pass(turn, name)


async def _pass(turn: Turn, name: RoleName) -> None:
    by = turn.speaker.id
    await rota.change(turn, lambda roles, here: turns.pass_turn(roles, name, by, here))


def minute(starts_at: datetime) -> int:
    """A start as a number that a message can keep: minutes since 1970, UTC."""
    return int(starts_at.timestamp()) // 60


async def pass_by_hand(turn: Turn, start: int) -> None:
    """A hand at the message that tells the turns of one start: the reactor's own go on.

    `start` is what `minute` made of it.
    """
    await rota.catch_up(turn)
    mine = turns.turns_of(
        await rota.roles_of(turn), turn.speaker.id, await rota.circumstances(turn)
    )
    for term in mine:
        if minute(term.starts_at) == start:
            await _pass(turn, term.role)


async def take(turn: Turn, said: Said) -> None:
    """Stand in now, have a turn that is open, or go on with a proposal that was left behind."""
    if said.number is not None:
        await at_table.take(turn, said)
        return
    name, by = _role(said), turn.speaker.id
    await rota.change(turn, lambda roles, here: turns.take(roles, name, by, here))


async def swap(turn: Turn, said: Said) -> None:
    """Ask somebody to have one's turn, or say yes to who asked."""
    assert said.person is not None
    name, by, other = _role(said), turn.speaker.id, said.person
    voice = turn.said_by
    await rota.change(turn, lambda roles, here: turns.swap(roles, name, by, other, here, voice))


async def who_asked(turn: Turn, said: Said) -> tuple[MemberId, ...]:
    """Who waits for the speaker to say yes to a swap."""
    return turns.asked_by(await rota.roles_of(turn), _role(said), turn.speaker.id)


async def hand_over(turn: Turn, said: Said) -> None:
    """Leave a word to the next one."""
    name, by, text = _role(said), turn.speaker.id, said.text
    await rota.change(turn, lambda roles, here: turns.hand_over(roles, name, by, text, here))


def _role(said: Said) -> RoleName:
    assert said.role is not None
    return said.role


# ---------------------------------------------------------------------- which role is meant


async def read_role(
    turn: Turn, said: Said, rest: str, *, is_needed: bool
) -> tuple[RoleName | Outcome | None, str]:
    """The role at the start of `rest`, and what comes after it.

    It may be left out where the house has only one; None: it was, and need not be said.
    """
    roles = await rota.roles_of(turn)
    first, _, after = rest.partition(" ")
    if found := called(roles, first):
        return found, after.strip()
    names = tuple(RoleNamed(role.name) for role in roles.live)
    if not names:
        return outcomes.NoRoles(), ""
    if not is_needed:
        return (outcomes.NoSuchRole(echo(first), names), "") if rest else (None, "")
    is_only = len(names) == 1 and (not rest or rest.startswith("@") or _takes_more(said))
    if is_only:
        return names[0].role, rest
    if not rest:
        return outcomes.WhichRole(names, Usage(f"{said.command.key} {names[0].role}")), ""
    return outcomes.NoSuchRole(echo(first), names), ""


def called(roles: Roles, typed: str) -> RoleName | None:
    """The role the house has by this name."""
    bare = folded(typed.strip("@.,:;!?\"'“”‘’"))
    if bare in CHAIR_WORDS and roles.get(CHAIR):
        return CHAIR
    return next((role.name for role in roles.live if folded(role.name) == bare), None)


def _takes_more(said: Said) -> bool:
    return len(said.command.args) > 1
