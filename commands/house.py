"""The house itself: its language, its settings, and who comes and goes."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import timedelta

from commands.declare import Said
from commands.reading import echo
from commands.showing import proposal_line
from commands.turn import Turn
from governance import outcomes, rounds
from governance.members import Kind
from governance.proposals import Proposal


async def set_language(turn: Turn, said: Said) -> None:
    """What the bot speaks here from now on."""
    language = LANGUAGES.get(said.text.casefold())
    if language is None:
        turn.tell(outcomes.LanguageUnknown(echo(said.text)))
        return
    await turn.tx.set_language(turn.house.id, language)
    turn.house = replace(turn.house, language=language)
    turn.tell(outcomes.LanguageSet())


LANGUAGES = {
    "en": "en",
    "english": "en",
    "engels": "en",
    "nl": "nl",
    "dutch": "nl",
    "nederlands": "nl",
}


WORTH_TELLING = timedelta(minutes=10)
"""Who was silent for less needs not say so."""

IN_USE = (
    "talk_hours",
    "round_hours",
    "quick_hours",
    "grace_hours",
    "quorum",
    "min_heard",
    "review_months",
    "quiet_hours",
)
"""The settings that something depends on yet."""


async def show_settings(turn: Turn, said: Said) -> None:
    """Every setting and its value."""
    settings = asdict(turn.house.settings)
    values = {
        "language": turn.house.language,
        "timezone": turn.house.timezone,
        **{name: settings[name] for name in IN_USE},
    }
    lines = tuple(
        outcomes.SettingLine(outcomes.SettingName(name), value) for name, value in values.items()
    )
    turn.tell(outcomes.SettingsShown(lines))


# ---------------------------------------------------------------------- who comes and goes


async def welcome(turn: Turn, *, is_encrypted: bool) -> None:
    """The bot came into the room."""
    turn.tell(outcomes.Welcome(is_encrypted))


async def join(turn: Turn, account: str, name: str, *, is_professional: bool) -> None:
    """Somebody joined the room: a member from now on, or again."""
    known = await turn.tx.member_by_account(turn.house.id, account)
    if known is not None:
        if not known.is_here:
            await turn.tx.set_left(known.id, None)
        if known.name != name:
            await turn.tx.rename_member(known.id, name)
        return
    kind = Kind.PROFESSIONAL if is_professional else Kind.RESIDENT
    member = await turn.tx.add_member(
        turn.house.id, name=name, kind=kind, account=account, at=turn.at
    )
    if is_professional:
        turn.tell(outcomes.ProfessionalNamed(member.id))


async def leave(turn: Turn, account: str) -> None:
    """Somebody left the room: off every roll."""
    member = await turn.tx.member_by_account(turn.house.id, account)
    if member is None or not member.is_here:
        return
    await turn.tx.set_left(member.id, turn.at)
    for number, proposal in (await turn.proposals()).items():
        if not proposal.is_over:
            await turn.change(number, lambda p, here: rounds.leave(p, member.id, here))


async def falls_silent(turn: Turn) -> None:
    """The bot cannot speak in the room any more: time stands still until it can."""
    if turn.house.silent_since is None:
        await turn.tx.set_silent(turn.house.id, turn.at)
        turn.house = replace(turn.house, silent_since=turn.at)


async def speaks_again(turn: Turn) -> None:
    """The bot can speak again: all that was to come comes as much later, and the room is told."""
    since = turn.house.silent_since
    if since is None:
        return
    waiting = []
    for number, proposal in (await turn.proposals()).items():
        if not proposal.is_over:
            ruling = await turn.change(number, lambda p, here: rounds.wait(p, since, here))
            waiting += [number] if ruling.facts else []
    await turn.tx.set_silent(turn.house.id, None)
    turn.house = replace(turn.house, silent_since=None)
    if turn.now - since >= WORTH_TELLING:
        lines = [proposal_line(await turn.known(number)) for number in waiting]
        turn.tell(outcomes.TimeStoodStill(since, turn.house.is_gone, tuple(lines)))


async def ask_for_reasons_again(turn: Turn, proposal: Proposal) -> None:
    """The question stayed in a room that is closed now; who has it privately still has it."""
    members = {member.id: member for member in await turn.members()}
    for objection in proposal.standing():
        account = members[objection.member].account
        is_private = account and await turn.tx.private_room(account)
        if objection.pending_until and not is_private:
            asked = objection.member, proposal.ref, objection.pending_until
            turn.tell(outcomes.ReasonQuestion(*asked))
