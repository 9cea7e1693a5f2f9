"""Members within a text that is kept: by their id, for names stand once, in the members' table.

Only what the bot itself keeps holds such signs: they are of the private use area, which is left
out of what people write.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from governance.members import MemberId

_BEGIN, _END = "\ue002", "\ue003"
_SIGN = re.compile(f"{_BEGIN}([0-9]+){_END}")


def sign_of(member: MemberId) -> str:
    """What stands for a member in a text that is kept."""
    return f"{_BEGIN}{member}{_END}"


def with_names(text: str, name: Callable[[MemberId], str]) -> str:
    """The text with names in the place of the signs."""
    return _SIGN.sub(lambda found: name(MemberId(int(found[1]))), text)


def named_by(names: Mapping[MemberId, str]) -> Callable[[MemberId], str]:
    """The names of a table; somebody whom it does not know has none."""
    return lambda member: names.get(member, "?")
