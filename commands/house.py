"""The house itself: its language, its settings, and who comes and goes."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict, replace
from datetime import timedelta

from commands import nudges, questions, rota, wheel
from commands.change_typed import words_of
from commands.declare import Said
from commands.reading import echo
from commands.showing import changed_on, proposal_line
from commands.turn import Turn
from governance import orphans, outcomes, rounds
from governance.changing import setting_line
from governance.effects import SetSetting
from governance.fold_changes import Changes
from governance.members import Kind, Member, MemberId
from governance.outcomes import Usage
from governance.proposals import Proposal
from governance.role_facts import RoleName
from governance.setting_up_roles import Wanted
from governance.settings import Value
from governance.start_facts import Matter


async def set_language(turn: Turn, said: Said) -> None:
    """What the bot speaks here from now on."""
    language = LANGUAGES.get(said.text.casefold())
    if language is None:
        turn.tell(outcomes.LanguageUnknown(echo(said.text)))
        return
    await turn.tx.set_language(turn.house.id, language)
    turn.house = replace(turn.house, language=language)
    turn.tell(outcomes.LanguageSet())
    turn.settled.append(Matter.LANGUAGE)


LANGUAGES = {
    "en": "en",
    "english": "en",
    "engels": "en",
    "nl": "nl",
    "dutch": "nl",
    "nederlands": "nl",
}


async def begin(turn: Turn, its_roles: Iterable[tuple[RoleName, Wanted]]) -> None:
    """What a house has from its birth on: its roles, and what comes every week."""
    await rota.begin(turn, its_roles)
    await nudges.plan(turn)
    await questions.plan(turn)


WORTH_TELLING = timedelta(minutes=10)
"""Who was silent for less needs not say so."""


async def show_settings(turn: Turn, said: Said) -> None:
    """Every setting, how to change it, and how it came to be so."""
    settings = asdict(turn.house.settings)
    changes = await turn.changes()
    values = {
        "language": turn.house.language,
        "timezone": turn.house.timezone,
        **settings,
    }
    turn.tell(
        outcomes.SettingsShown(
            tuple(_entry(turn, name, value, changes) for name, value in values.items())
        )
    )


def _entry(turn: Turn, name: str, value: Value, changes: Changes) -> outcomes.SettingEntry:
    made, language = changes.of_setting(name), turn.house.language
    command = "language"
    if name != "language":
        command = f"change {words_of(SetSetting(name, value), language)}"
    return outcomes.SettingEntry(
        setting_line(name, value),
        Usage(command),
        (changed_on(made, turn.house.zone),) if made else (),
    )


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
        await _came_along(turn, account)
        if known.name != name:
            await turn.tx.rename_member(known.id, name, turn.now)
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
    if member is not None and member.is_here:
        await goes(turn, member.id)


async def goes(turn: Turn, member: MemberId) -> None:
    """Somebody who was here is not any more."""
    await turn.tx.set_left(member, turn.at)
    turn.forget_members()
    for number, proposal in (await turn.every_proposal()).items():
        if not proposal.is_at_rest:
            await turn.change(number, lambda p, here: orphans.leave(p, member, here))


WAITED_FOR = timedelta(days=30)
"""How long who did not come along to the house's new room is still a member."""

STAYED_BEHIND = "B"
"""The due time at which that is looked at; a house has one."""


async def waits_for_the_rest(turn: Turn, here: Collection[str]) -> None:
    """The house moved, and these accounts are in its new room: the others may take their time."""
    missing = [
        member.account
        for member in await turn.tx.members(turn.house.id)
        if member.is_here and member.account and member.account not in here
    ]
    for account in missing:
        await turn.tx.mark_handled(_is_missing(turn, account), turn.now)
    due_at = turn.now + WAITED_FOR if missing else None
    await turn.tx.set_due(turn.house.id, STAYED_BEHIND, due_at)


async def waits_no_longer(turn: Turn, subject: str) -> None:
    """Who did not come along to the new room does not live here any more."""
    for member in await turn.tx.members(turn.house.id):
        account = member.account or ""
        was_missing = await turn.tx.is_handled(_is_missing(turn, account))
        if was_missing and not await turn.tx.is_handled(_is_there(turn, account)):
            await leave(turn, account)


async def _came_along(turn: Turn, account: str) -> None:
    is_late = await turn.tx.is_handled(_is_missing(turn, account))
    if is_late and not await turn.tx.is_handled(_is_there(turn, account)):
        await turn.tx.mark_handled(_is_there(turn, account), turn.now)


def _is_missing(turn: Turn, account: str) -> str:
    return f"not in {turn.house.room} yet: {account}"


def _is_there(turn: Turn, account: str) -> str:
    return f"in {turn.house.room} at last: {account}"


async def falls_silent(turn: Turn) -> None:
    """The bot cannot speak in the room any more: time stands still until it can."""
    known = turn.house.silent_since
    if known is None or turn.at < known:
        await turn.tx.set_silent(turn.house.id, turn.at)
        turn.house = replace(turn.house, silent_since=turn.at)


async def speaks_again(turn: Turn) -> None:
    """The bot can speak again: all that was to come comes as much later, and the room is told."""
    since = turn.house.silent_since
    if since is None:
        return
    waiting = []
    for number, proposal in (await turn.every_proposal()).items():
        if not proposal.is_at_rest:
            ruling = await turn.change(number, lambda p, here: rounds.wait(p, since, here))
            is_told = ruling.facts and not proposal.is_over and turn.may_speak_of(proposal)
            waiting += [number] if is_told else []
    await wheel.wait(turn)
    await turn.tx.set_silent(turn.house.id, None)
    turn.house = replace(turn.house, silent_since=None)
    await rota.catch_up(turn)
    await nudges.plan(turn)
    await questions.plan(turn)
    await wheel.catch_up(turn)
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
