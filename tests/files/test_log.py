"""The log as a whole: what a house reads when it takes along what it decided."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.decision_log import decision_log
from bot.export import read
from governance.role_facts import RoleName
from governance.setting_up_roles import Wanted
from tests.desk.hall import DAY, Home

CHAIR = ((RoleName("chair"), Wanted()),)

ENGLISH = """\
# What De Eik decided

Made on 3 December 2026. What people wrote stands here as they wrote it. \
What is about a person is not in it.

## What we agreed

### A1, since 23 November 2026

> Quiet from 22:00, not in \\*summer\\*

Alice put it forward as **P1**. We look at it again on 23 May 2027.

These concerns go along:

> the barbecue

> Said by voice

## What is open

### P2, a trial

> Soup on Monday

- Bob put it forward on 3 December 2026.
- We are talking about it.

### P4, about how the house works

> end role chair

The role **chair** ends. Until then the house has it.

- Alice put it forward on 3 December 2026.
- We are talking about it.

## What came of each proposal

### P1

> Quiet from 22:00, not in \\*summer\\*

- Alice put it forward on 23 November 2026.
- 4 of 4 were heard: 👍 consent 2 · 🤔 concern 2 · ✋ objection 0 · 🤷 aside 0
- Bob objected to version 1: “I work nights”. It was resolved.
- Dan objected to version 2, by voice. It was resolved.
- It is agreement **A1**, and holds since 23 November 2026.

Version 1, of 23 November 2026:

> Quiet from 22:00

### P3

> A cat

- Dan put it forward on 3 December 2026.
- The proposer took it back on 3 December 2026.

## Roles

- **chair** (every week, Monday 09:00, in turn among residents): Bob, until 7 December 2026.

## Who had which turn

- 30 November 2026 to 7 December 2026, **chair**: Bob

## Asked of the organisation

### R1

> Who mends the boiler?

- Carol asked this on 3 December 2026.
- Erin promised an answer by 20 December 2026: “I ask”.

Erin answered on 3 December 2026:

> The engineer, on Monday

## How the house changed

- 23 November 2026, at the start: `professional @Erin`
"""


async def _story(home: Home) -> None:
    await home.move_in("alice", "bob", "carol", "dan", "erin")
    await home.say("alice", "!change professional @Erin")
    await home.say("alice", "!quick Quiet from 22:00")
    await home.say("bob", "!object P1 I work nights")
    await home.say("alice", "!amend P1 Quiet from 22:00, not in *summer*")
    await home.say("bob", "!consent P1")
    await home.say("carol", "!concern P1 the barbecue")
    await home.vote("dan", "objection")
    asked = await home.posted("P1", "question")
    await home.say("dan", "", reply_to=asked, is_voice=True)
    await home.say("dan", "!resolved P1")
    await home.go(10 * DAY)
    await home.say("bob", "!try Soup on Monday")
    await home.say("dan", "!propose A cat")
    await home.say("dan", "!withdraw P3")
    await home.say("alice", "!change end role chair")
    await home.say("carol", "!request Who mends the boiler?")
    await home.say("erin", "!promise R1 20 december I ask")
    await home.say("erin", "!answer R1 The engineer, on Monday")


async def _log(home: Home) -> str:
    house = await home.house()
    async with home.store.transaction() as tx:
        return decision_log(await read(tx, house), home.now)


async def test_the_log_of_a_house(tmp_path: Path) -> None:
    """First what holds, then what is open, then how it all came to be."""
    async with Home(tmp_path / "kring.db", roles=CHAIR).opened() as home:
        await _story(home)
        log = await _log(home)
    assert log == ENGLISH


@pytest.mark.parametrize("language", ["en", "nl"])
async def test_a_house_that_decided_nothing_reads_so(tmp_path: Path, language: str) -> None:
    """Each part says it in a sentence: nothing is missing by mistake."""
    async with Home(tmp_path / "kring.db", language=language).opened() as home:
        await home.move_in("alice")
        log = await _log(home)
    parts = [part.strip() for part in log.split("## ")[1:]]
    assert len(parts) == 7
    for part in parts:
        _, _, said = part.partition("\n\n")
        assert said.endswith(".")
        assert "\n" not in said
    assert ("besloot" in log) is (language == "nl")
