"""Who lives here: away and back, guests, who has no account; and who is who (design §1)."""

from __future__ import annotations

import re
from datetime import timedelta

from commands import naming, nudges
from commands.declare import Said
from commands.reading import echo, folded
from commands.turn import Turn
from governance import orphans, outcomes, speaking
from governance.away import assumed_until, until_morning, why_not_until
from governance.members import Kind, Member, MemberId
from governance.outcomes import FullDate, MemberAct, Refusal, WhoLine, WhoUntil
from storage.records import MemberChange, Posted

TIME_TO_UNDO = timedelta(hours=48)
"""How long a hand undoes what was done to the list, and `!guest` again a slip."""

LONGEST_NAME = 40
"""Characters in the name of somebody without an account."""

ACTS = {
    "add": MemberAct.ADD,
    "erbij": MemberAct.ADD,
    "toevoegen": MemberAct.ADD,
    "voegtoe": MemberAct.ADD,
    "remove": MemberAct.REMOVE,
    "weg": MemberAct.REMOVE,
    "verwijder": MemberAct.REMOVE,
    "verwijderen": MemberAct.REMOVE,
    "link": MemberAct.LINK,
    "koppel": MemberAct.LINK,
    "koppelen": MemberAct.LINK,
}
"""What `!member` does, in both languages."""


# ------------------------------------------------------------------------------ away and back


async def away(turn: Turn, said: Said) -> None:
    """On no roll that opens meanwhile."""
    zone = turn.house.zone
    day = said.until or assumed_until(turn.now, zone)
    if refusal := why_not_until(day, turn.now, zone):
        turn.tell(refusal)
        return
    await turn.tx.set_away(turn.speaker.id, turn.now, until_morning(day, zone))
    await turn.reload_members()
    told = outcomes.AwayUntil if said.until else outcomes.AwayForNow
    turn.tell(told(FullDate(day)))


async def back(turn: Turn, said: Said) -> None:
    """Asked again from the next round on."""
    was_away = turn.speaker.is_away(turn.now)
    await turn.tx.set_away(turn.speaker.id, None, None)
    await turn.reload_members()
    turn.tell(outcomes.BackAgain(was_away))


# ------------------------------------------------------------------------------------- guests


async def guest(turn: Turn, said: Said) -> None:
    """I do not live here; within 48 hours the same word undoes it."""
    member = turn.speaker
    if member.kind is Kind.PROFESSIONAL:
        turn.tell(outcomes.ProfessionalIsNoGuest())
    elif member.kind is Kind.RESIDENT:
        change = MemberChange(turn.at, "guest", member.id, member.id)
        await turn.tx.note_change(turn.house.id, change)
        await turn.tx.set_kind(member.id, Kind.GUEST)
        await turn.reload_members()
        await take_off_rolls(turn, member.id)
        turn.tell(outcomes.GuestNow())
    else:
        change_before = await turn.tx.last_change(member.id)
        is_slip = change_before is not None and change_before.kind == "guest"
        if not change_before or not is_slip or turn.at > change_before.at + TIME_TO_UNDO:
            turn.tell(outcomes.GuestAlready())
            return
        await turn.tx.undo_change(change_before.id, turn.at)
        await turn.tx.set_kind(member.id, Kind.RESIDENT)
        await turn.reload_members()
        await put_back_on_rolls(turn, member.id)
        turn.tell(outcomes.ResidentAgain())


# ---------------------------------------------------------------------- who has no account


async def member(turn: Turn, said: Said) -> None:
    """Add, remove or link somebody without an account; it takes effect at once."""
    word, _, rest = said.text.partition(" ")
    act = ACTS.get(word.casefold().rstrip(":"))
    name = rest.strip()
    if act is None or not name:
        turn.tell(outcomes.MemberWordUnclear(echo(said.text)))
    elif act is MemberAct.ADD:
        await _add(turn, name.removeprefix("@").strip())
    elif act is MemberAct.REMOVE:
        await _remove(turn, name)
    else:
        await _link(turn, name)


async def _add(turn: Turn, name: str) -> None:
    members = await turn.members()
    if refusal := _why_not_called(name, members):
        turn.tell(refusal)
        return
    before = [
        one
        for one in members
        if one.kind is Kind.OFFLINE and not one.is_here and folded(one.name) == folded(name)
    ]
    if before:
        added = before[-1].id
        await turn.tx.set_left(added, None)
    else:
        new = await turn.tx.add_member(
            turn.house.id, name=name, kind=Kind.OFFLINE, account=None, at=turn.at
        )
        added = new.id
    await turn.reload_members()
    for number in await turn.every_proposal():
        await turn.change(number, lambda p, here: orphans.come(p, added, here))
    await _announce(turn, MemberAct.ADD, MemberChange(turn.at, "add", turn.speaker.id, added))


def _why_not_called(name: str, members: list[Member]) -> Refusal | None:
    if len(name) > LONGEST_NAME:
        return outcomes.NameTooLong(len(name), LONGEST_NAME)
    if not re.search(r"[^\W\d_]", name) or re.fullmatch(r"[pPaArR]\d+", name):
        return outcomes.NameImpossible(echo(name))
    if any(one.is_here and folded(one.name) == folded(name) for one in members):
        return outcomes.NameTaken(echo(name))
    return None


async def _remove(turn: Turn, name: str) -> None:
    gone = await offline_called(turn, name)
    if isinstance(gone, Refusal):
        turn.tell(gone)
        return
    await turn.tx.set_left(gone.id, turn.at)
    await turn.reload_members()
    await take_off_rolls(turn, gone.id)
    change = MemberChange(turn.at, "remove", turn.speaker.id, gone.id)
    await _announce(turn, MemberAct.REMOVE, change)


async def _link(turn: Turn, typed: str) -> None:
    words = typed.split()
    kept: Member | Refusal = outcomes.MemberUnknown(echo(typed))
    account = ""
    for count in range(max(len(words) - 1, 1), 0, -1):
        kept, account = await offline_called(turn, " ".join(words[:count])), " ".join(words[count:])
        if isinstance(kept, Member):
            break
    if isinstance(kept, Refusal):
        turn.tell(kept)
        return
    found = [one for one in await naming.meant_by(turn, account) if one.account] if account else []
    if len(found) != 1:
        several = outcomes.SeveralMeant(echo(account), naming.options(found))
        turn.tell(several if found else outcomes.LinkNeedsAccount(echo(account)))
        return
    newer = found[0]
    if newer.kind is Kind.PROFESSIONAL:
        turn.tell(outcomes.NotALink(kept.id, newer.id))
        return
    for proposal in (await turn.every_proposal()).values():
        if speaking.has_taken_part(proposal, newer.id):
            turn.tell(outcomes.LinkTooLate(kept.id, newer.id, proposal.ref))
            return
    await take_off_rolls(turn, newer.id)
    by = kept.id if newer.id == turn.speaker.id else turn.speaker.id
    change = MemberChange(turn.at, "link", by, kept.id, newer.id, kept.name)
    await turn.tx.move_account(newer.id, kept.id, turn.at)
    await turn.reload_members()
    await _announce(turn, MemberAct.LINK, change)


async def _announce(turn: Turn, act: MemberAct, change: MemberChange) -> None:
    number = await turn.tx.note_change(turn.house.id, change)
    turn.tell(outcomes.MemberTold(act, change.member, change.by, number))


async def undo(turn: Turn, posted: Posted) -> bool:
    """A hand at the line that told of it: undone, by a resident, within 48 hours."""
    change = await turn.tx.member_change(turn.house.id, int(posted.about[1:]))
    is_late = change is not None and turn.at > change.at + TIME_TO_UNDO
    if change is None or is_late or turn.speaker.kind is not Kind.RESIDENT:
        return False
    if not await _undo(turn, change):
        return False
    await turn.tx.undo_change(change.id, turn.at)
    act, by = MemberAct(change.kind), turn.speaker.id
    turn.tell(outcomes.MemberUndone(act, change.member, by))
    return True


async def _undo(turn: Turn, change: MemberChange) -> bool:
    now = {one.id: one for one in await turn.members()}[change.member]
    is_as_it_was_made = now.is_here == (change.kind != "remove")
    if not is_as_it_was_made:
        return False
    if change.kind == "add":
        await turn.tx.set_left(now.id, turn.at)
        await turn.reload_members()
        await take_off_rolls(turn, now.id)
    elif change.kind == "remove":
        await turn.tx.set_left(now.id, None)
        await turn.reload_members()
        await put_back_on_rolls(turn, now.id)
    elif change.other is not None and now.account:
        await turn.tx.move_account_back(change.other, now.id, change.name)
        await turn.reload_members()
        await put_back_on_rolls(turn, change.other)
    return True


async def offline_called(turn: Turn, typed: str) -> Member | Refusal:
    """Who without an account goes by that name; or why that cannot be told."""
    found = naming.called(typed, await turn.members())
    offline = [one for one in found if one.kind is Kind.OFFLINE]
    if len(offline) == 1:
        return offline[0]
    if offline:
        return outcomes.SeveralMeant(echo(typed), naming.options(offline))
    return outcomes.HasAnAccount(found[0].id) if found else outcomes.MemberUnknown(echo(typed))


async def take_off_rolls(turn: Turn, who: MemberId) -> None:
    """Off the roll of everything that is open."""
    for number, proposal in (await turn.every_proposal()).items():
        if not proposal.is_at_rest:
            await turn.change(number, lambda p, here: orphans.leave(p, who, here))


async def put_back_on_rolls(turn: Turn, who: MemberId) -> None:
    """On the rolls again that they were taken off by mistake."""
    for number, proposal in (await turn.every_proposal()).items():
        if not proposal.is_at_rest:
            await turn.change(number, lambda p, here: speaking.back_on_roll(p, who, here))


# ------------------------------------------------------------------------------- who is who


async def who(turn: Turn, said: Said) -> None:
    """Everybody, or who goes by a name."""
    shown = [one for one in await turn.members() if one.is_here]
    if said.text:
        shown = [one for one in await naming.meant_by(turn, said.text) if one.is_here]
        if not shown:
            turn.tell(outcomes.MemberUnknown(echo(said.text)))
            return

    async def lines(*kinds: Kind) -> tuple[WhoLine, ...]:
        of_kind = sorted((m for m in shown if m.kind in kinds), key=lambda m: folded(m.name))
        return tuple([await _line(turn, one) for one in of_kind])

    turn.tell(
        outcomes.WhoShown(
            await lines(Kind.RESIDENT, Kind.OFFLINE),
            await lines(Kind.PROFESSIONAL),
            await lines(Kind.GUEST),
        )
    )


async def _line(turn: Turn, one: Member) -> WhoLine:
    until = one.away_until.astimezone(turn.house.zone).date() if one.away_until else None
    is_away = one.is_away(turn.now)
    named = (WhoUntil(FullDate(until)),) if is_away and until else ()
    is_professional = one.kind is Kind.PROFESSIONAL
    card = await nudges.mandate_line(turn, one.id) if is_professional else ()
    return WhoLine(one.id, one.kind is Kind.OFFLINE, is_away, named, card)
