"""The house itself: its language, its settings, and who comes and goes."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import timedelta

from commands.declare import Said
from commands.reading import echo
from commands.showing import proposal_line
from commands.turn import Turn
from governance import orphans, outcomes, rounds
from governance.members import Kind, Member


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
    "integrate_days",
    "max_open_rounds",
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


async def join(
    turn: Turn, account: str, name: str, *, is_professional: bool, is_greeted: bool = False
) -> None:
    """Somebody joined the room: a member from now on, or again."""
    known = await turn.tx.member_by_account(turn.house.id, account)
    if known is not None:
        if known.name != name:
            await turn.tx.rename_member(known.id, name)
        if not known.is_here:
            await turn.tx.set_left(known.id, None)
            await _arrive(turn, known, is_greeted=is_greeted)
        return
    kind = Kind.PROFESSIONAL if is_professional else Kind.RESIDENT
    member = await turn.tx.add_member(
        turn.house.id, name=name, kind=kind, account=account, at=turn.at
    )
    if is_professional:
        turn.tell(outcomes.ProfessionalNamed(member.id))
    await _arrive(turn, member, is_greeted=is_greeted)


async def _arrive(turn: Turn, member: Member, *, is_greeted: bool) -> None:
    """Who lives here may object to what is open, and is told what that is (rule 11)."""
    turn.forget_members()
    if member.kind is not Kind.RESIDENT:
        return
    known = await turn.proposals()
    for number in [number for number, proposal in known.items() if not proposal.is_at_rest]:
        await turn.change(number, lambda p, here: orphans.come(p, member.id, here))
    is_open = [p for p in known.values() if not p.is_over and p.announce_at is None]
    lines = [proposal_line(await turn.known(p.number)) for p in is_open]
    if lines and is_greeted:
        turn.tell(outcomes.Greeted(member.id, tuple(lines)))


async def leave(turn: Turn, account: str) -> None:
    """Somebody left the room: off every roll."""
    member = await turn.tx.member_by_account(turn.house.id, account)
    if member is None or not member.is_here:
        return
    await turn.tx.set_left(member.id, turn.at)
    turn.forget_members()
    for number, proposal in (await turn.every_proposal()).items():
        if not proposal.is_at_rest:
            await turn.change(number, lambda p, here: orphans.leave(p, member.id, here))


async def falls_silent(turn: Turn) -> None:
    """The bot cannot speak in the room any more: time stands still until it can."""
    if turn.house.silent_since is None:
        await turn.tx.set_silent(turn.house.id, turn.now)
        turn.house = replace(turn.house, silent_since=turn.now)


async def speaks_again(turn: Turn) -> None:
    """The bot can speak again: all that was to come comes as much later, and the room is told."""
    since = turn.house.silent_since
    if since is None:
        return
    known = await turn.every_proposal()
    open_ones = [n for n, p in known.items() if not p.is_over and turn.may_speak_of(p)]
    for number in [number for number, proposal in known.items() if not proposal.is_at_rest]:
        await turn.change(number, lambda p, here: rounds.wait(p, since, here))
    await turn.tx.set_silent(turn.house.id, None)
    turn.house = replace(turn.house, silent_since=None)
    if turn.now - since >= WORTH_TELLING:
        lines = [proposal_line(await turn.known(number)) for number in open_ones]
        turn.tell(outcomes.TimeStoodStill(since, tuple(lines)))


async def rename(turn: Turn, account: str, name: str) -> None:
    """Somebody goes by another name."""
    member = await turn.tx.member_by_account(turn.house.id, account)
    if member is not None and member.name != name:
        await turn.tx.rename_member(member.id, name)
