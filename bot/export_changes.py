"""The part of the export that is about what a house changed in itself (design §7.7)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from commands.turn import CHANGES
from governance.change_facts import ChangeFact
from governance.fold_changes import Changes, fold_changes
from storage.transaction import Transaction

Json = dict[str, Any]


async def changes_of(tx: Transaction, house_id: int) -> Changes:
    """What a house changed in itself."""
    recorded = await tx.facts(house_id, CHANGES)
    return fold_changes([one.fact for one in recorded if isinstance(one.fact, ChangeFact)])


def changes_made(
    changes: Changes,
    with_names: Callable[[str], str],
    time: Callable[[datetime | None], str | None],
) -> list[Json]:
    """The changes as they were typed, in the order in which they took effect."""
    return [
        {
            "at": time(one.at),
            "effect": with_names(one.typed),
            "agreement": f"A{one.agreement}" if one.agreement else None,
        }
        for one in changes.made
    ]
