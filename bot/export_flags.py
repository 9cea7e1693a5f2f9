"""The part of the export that is about flags (design §7.7)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from governance.fold_flags import Flags
from governance.members import MemberId

Json = dict[str, Any]


def flags_seen(
    flags: Flags,
    name: Callable[[MemberId], str],
    time: Callable[[datetime | None], str | None],
    *,
    with_private: bool,
) -> list[Json]:
    """What was seen, in the order it was; what the house was not told of only `with_private`."""
    return [
        {
            "kind": flag.kind.value,
            "roles": list(flag.roles),
            "members": [name(member) for member in flag.members],
            "raised_at": time(flag.at),
            "told_house_at": time(flags.told.get(flag.number)),
        }
        for flag in flags.raised
        if with_private or flag.number in flags.told
    ]
