"""`kring demo`: a house on this machine, a story in it, and then a place for you."""

from __future__ import annotations

import asyncio
import signal
import sys
from contextlib import AsyncExitStack, suppress
from pathlib import Path

import aiohttp

from bot.demo import ending
from bot.demo.bot_process import BotFailed
from bot.demo.folder import make_folder, shown
from bot.demo.homeserver import HomeserverError
from bot.demo.moving_in import Premises
from bot.demo.people import Refused
from bot.demo.screen import Screen
from bot.demo.stage import Stage, check_people
from bot.demo.taking_part import take_part
from bot.logs import set_up_logs
from bot.matrix.http import SessionError
from bot.transcript import Transcript, Unreadable, read_transcript

STORY = Path(__file__).with_name("story.chat")
_SIGNS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_VISITORS = ("frank", "gwen", "visitor")

_FAULTS = (HomeserverError, BotFailed, Refused, SessionError, aiohttp.ClientError, OSError)
"""What a demo can meet on somebody's machine: told in a line, without a traceback."""

FINE, FAILED, WRONG = 0, 1, 2
_STOPPED = 128
"""And the number of the signal: what a shell expects of who was stopped."""


async def show(story: Path | None, *, takes_part: bool) -> int:
    """Play a story (the default one for None); 0 fine, 1 something failed, 2 it cannot be read.

    Whatever ends it, also Ctrl-C, SIGTERM or a closed terminal: nothing is left running.
    """
    set_up_logs("error", "text")
    file = story or STORY
    try:
        transcript = read_transcript(file)
        check_people(transcript)
    except Unreadable as fault:
        return _fail(WRONG, str(fault))
    except OSError as fault:
        return _fail(WRONG, f"{file}: {fault.strerror}")
    task = asyncio.create_task(_demo(transcript, takes_part=takes_part))
    signs: list[signal.Signals] = []

    def stop(sign: signal.Signals) -> None:
        # Once: a second Ctrl-C must not leave a process behind.
        if not signs:
            signs.append(sign)
            task.cancel()

    for sign in _SIGNS:
        asyncio.get_running_loop().add_signal_handler(sign, stop, sign)
    try:
        await task
    except asyncio.CancelledError:
        if not signs:
            raise
        return _fail(_STOPPED + signs[0], "Stopped. Nothing is left running.")
    except _FAULTS as fault:
        return _fail(FAILED, f"The demo cannot go on: {fault}")
    return FINE


def _fail(code: int, told: str) -> int:
    try:
        sys.stderr.write(f"{told}\n")
        sys.stderr.flush()
    except OSError:
        pass  # the terminal is gone
    return code


async def _demo(transcript: Transcript, *, takes_part: bool) -> None:
    header = transcript.header
    names = (*header.members, *header.professionals)
    screen = Screen(header.zone, header.language, names)
    _introduce(transcript, screen)
    async with AsyncExitStack() as stack:
        folder, lock = make_folder()
        stack.callback(lock.release)
        premises = Premises(header, folder, screen, stack)
        stage = await premises.move_in()
        await stage.play(transcript.steps)
        await ending.tell(premises, stays_open=takes_part)
        if takes_part:
            await _take_part(premises, stage)
        screen.tell("The bot and the homeserver stop now.", "dim")
    screen.tell(f"Nothing is left running. The data stays in {shown(folder)}.", "dim")


def _introduce(transcript: Transcript, screen: Screen) -> None:
    header = transcript.header
    screen.title("Kring demo")
    screen.tell(
        f"A house on this machine: {header.house}. The messages, taps and signs are real, "
        "the people are played."
    )
    lives = f"Residents: {', '.join(header.members)}."
    if header.professionals:
        lives += f" Professional: {', '.join(header.professionals)}."
    if header.offline:
        lives += f" Without a phone, so not played: {', '.join(header.offline)}."
    screen.tell(lives)
    screen.tell("Ctrl-C stops everything.\n", "dim")


async def _take_part(premises: Premises, stage: Stage) -> None:
    you = next(name for name in _VISITORS if name not in premises.people)
    premises.screen.title("Your turn")
    with premises.screen.working("You get a phone too", f"You live here now, as {you}."):
        person = await premises.newcomer(you)
    await person.join(stage.room)
    await person.until(
        lambda: person.has_with_them(stage.room, stage.bot_account), "Kring in the room"
    )
    await stage.settle(0.3)
    # The story is over: Ctrl-C is one more way to say goodbye here.
    with suppress(asyncio.CancelledError):
        await take_part(stage, premises.screen, you)
