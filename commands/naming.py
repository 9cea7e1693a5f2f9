"""Who is meant by a name: by mention, whole name or account, else the first name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from commands.reading import folded
from commands.turn import Turn
from governance.members import Member
from governance.outcomes import NameOption


async def meant_by(turn: Turn, typed: str) -> list[Member]:
    """Who is meant by `@name`: by mention, account, or name; nobody, or several."""
    members = await turn.members()
    named = [m for m in members if m.is_here and m.account and m.account in turn.mentioned]
    return named or called(typed, members)


def called(typed: str, members: Iterable[Member]) -> list[Member]:
    """Who goes by what was typed: the whole name or account, else the first name."""
    here = [member for member in members if member.is_here]
    bare = folded(typed.strip().removeprefix("@").rstrip(".,:;!?"))
    if not bare:
        return []
    whole = [m for m in here if bare in {folded(m.name), *_spellings(m.account)}]
    return whole or [m for m in here if bare == folded(m.name).split(" ")[0]]


def options(members: Sequence[Member]) -> tuple[NameOption, ...]:
    """How each of several who could be meant can be written."""
    return tuple(
        NameOption(m.id, f"@{m.account.lstrip('@')}" if m.account else "", bool(m.account))
        for m in members
    )


def _spellings(account: str | None) -> set[str]:
    """An account as people may type it: whole, or its first part, without the sign in front."""
    if not account:
        return set()
    whole = folded(account).lstrip("@")
    return {whole, whole.partition(":")[0]}
