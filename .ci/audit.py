"""Are weaknesses known in what we ship? Asks osv.dev once about every locked version.

Fails (1) for one in `locks/run.txt` that `.ci/accepted.toml` does not list with a reason and a day
until which that holds. What only the demo or the developers use is told, and fails nothing. When
osv.dev cannot be asked, that is said plainly, and nothing fails.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tomllib
import urllib.request
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

ROOT = Path(os.environ.get("KRING_AUDIT_ROOT", Path(__file__).parent.parent))
SERVICE = os.environ.get("KRING_AUDIT_URL", "https://api.osv.dev/v1/querybatch")
SHIPPED, OTHERS = "run", ("demo", "dev")
SECONDS = 20

Package = tuple[str, str]
"""Its name, and the version that is locked."""


def main() -> int:
    """0 nothing is known, or nobody could be asked; 1 something has to be done."""
    shipped = locked(SHIPPED)
    others = sorted({package for name in OTHERS for package in locked(name)} - set(shipped))
    try:
        known = ask([*shipped, *others])
    except (OSError, ValueError) as fault:
        say(f"NOT AUDITED: osv.dev could not be asked ({type(fault).__name__}). Nothing is known.")
        return 0
    accepted, faults = read_accepted(datetime.now(UTC).date())
    for package in (*shipped, *others):
        for weakness in known.get(package, []):
            where = f"{package[0]} {package[1]}: https://osv.dev/vulnerability/{weakness}"
            if package not in shipped:
                say(f"told only (demo or development): {where}")
            elif weakness in accepted:
                say(f"accepted: {where} ({accepted[weakness]})")
            else:
                faults.append(f"known weakness: {where}")
    for fault in faults:
        say(fault)
    asked = f"{len(shipped)} packages that we ship and {len(others)} others"
    say(f"audited: {asked}; {len(faults)} faults.")
    return 1 if faults else 0


def locked(name: str) -> list[Package]:
    """Everything that a lock names."""
    text = (ROOT / "locks" / f"{name}.txt").read_text(encoding="utf-8")
    return re.findall(r"^([A-Za-z0-9][\w.-]*)==([^\s;\\]+)", text, flags=re.MULTILINE)


def ask(packages: list[Package]) -> dict[Package, list[str]]:
    """The weaknesses known of each, in one request. Raises OSError or ValueError."""
    queries = [
        {"package": {"ecosystem": "PyPI", "name": name}, "version": version}
        for name, version in packages
    ]
    request = urllib.request.Request(  # noqa: S310
        SERVICE,
        data=json.dumps({"queries": queries}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
        results: list[dict[str, Any]] = json.load(answer).get("results", [])
    if len(results) != len(packages):
        raise ValueError("not an answer to what was asked")
    return {
        package: [str(one["id"]) for one in result.get("vulns", [])]
        for package, result in zip(packages, results, strict=True)
    }


def read_accepted(today: date) -> tuple[dict[str, str], list[str]]:
    """What is listed with a reason and a day that has not come; and what is wrong with the list."""
    file = ROOT / ".ci" / "accepted.toml"
    listed = tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    accepted, faults = {}, []
    for weakness, entry in listed.items():
        reason, until = entry.get("reason"), entry.get("until")
        if not reason or not isinstance(until, date):
            faults.append(f".ci/accepted.toml: {weakness} needs a reason and a day (until)")
        elif until < today:
            faults.append(f".ci/accepted.toml: {weakness} was accepted until {until}: look again")
        else:
            accepted[weakness] = f"until {until}: {reason}"
    return accepted, faults


def say(line: str) -> None:
    """To who reads the log."""
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
