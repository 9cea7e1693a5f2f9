"""What changed from one wording to the next, in one line: or nothing when it is much."""

from __future__ import annotations

from difflib import SequenceMatcher

MOST_CHANGES = 3
LONGEST = 160
"""Characters; what takes more is quicker read as a whole."""


def what_changed(before: str, after: str) -> str:
    """Such as `“22:00” → “23:00” · + “on weekdays”`; empty where little stayed as it was."""
    old, new = before.split(), after.split()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    changes = [
        _shown(" ".join(old[a:b]), " ".join(new[c:d]))
        for tag, a, b, c, d in matcher.get_opcodes()
        if tag != "equal"
    ]
    line = " · ".join(changes)
    is_short = len(changes) <= MOST_CHANGES and len(line) <= LONGEST
    return line if is_short and any(block.size for block in matcher.get_matching_blocks()) else ""


def _shown(gone: str, come: str) -> str:
    if not gone:
        return f"+ “{come}”"
    return f"“{gone}” → “{come}”" if come else f"− “{gone}”"
