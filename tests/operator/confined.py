"""`kring` under what operating/kring.service forbids, as far as that can be had without systemd.

`python confined.py UNIT run …`: no new privileges, no memory that is written and run, and the
system calls of its filter alone. The first line on standard error tells how many those are; 0
where this machine has no libseccomp.
"""

from __future__ import annotations

import ctypes
import re
import subprocess
import sys
from pathlib import Path

_NO_NEW_PRIVS, _MDWE = 38, 65
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 1  # SECCOMP_RET_ERRNO with EPERM


def _sets() -> dict[str, list[str]]:
    """What systemd calls by one name."""
    told = subprocess.run(
        ["systemd-analyze", "--no-pager", "syscall-filter"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    found: dict[str, list[str]] = {}
    name = ""
    for line in re.sub(r"\x1b\[[\d;]*m", "", told).splitlines():
        if line.startswith("@"):
            name = line.strip()
        elif line.strip() and not line.strip().startswith("#") and name:
            found.setdefault(name, []).append(line.strip())
    return found


def _calls(name: str, sets: dict[str, list[str]]) -> set[str]:
    if not name.startswith("@"):
        return {name}
    return set().union(*(_calls(one, sets) for one in sets.get(name, [])))


def allowed(unit: str) -> set[str]:
    """The system calls that the unit's filter leaves."""
    sets = _sets()
    left = _calls("@default", sets)
    for line in re.findall(r"^SystemCallFilter=(.+)$", unit, flags=re.MULTILINE):
        named = set().union(*(_calls(name, sets) for name in line.lstrip("~").split()))
        left = left - named if line.startswith("~") else left | named
    return left


def confine(unit: str) -> int:
    """From here on, and for ever; the number of system calls that are left."""
    libc = ctypes.CDLL(None)
    libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0)
    try:
        seccomp = ctypes.CDLL("libseccomp.so.2")
        left = allowed(unit)
    except OSError:
        return 0
    finally:
        if "MemoryDenyWriteExecute=yes" in unit:
            libc.prctl(_MDWE, 1, 0, 0, 0)
    seccomp.seccomp_init.restype = ctypes.c_void_p
    context = ctypes.c_void_p(seccomp.seccomp_init(_REFUSE))
    numbers = {seccomp.seccomp_syscall_resolve_name(name.encode()) for name in left}
    added = [
        seccomp.seccomp_rule_add(context, ctypes.c_uint32(_ALLOW), number, 0)
        for number in sorted(numbers)
        if number >= 0  # others are of other machines
    ]
    if any(added) or seccomp.seccomp_load(context):
        sys.exit("the filter could not be loaded")
    return len(added)


if __name__ == "__main__":
    file = Path(sys.argv.pop(1))
    sys.stderr.write(f"confined: {confine(file.read_text())} system calls are left\n")
    sys.stderr.flush()
    from bot.cli import main

    sys.argv[0] = "kring"
    main()
