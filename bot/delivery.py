"""From outcomes to parcels: who hears what, where, and as what kind of message."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from bot import speech
from bot.enclosing import enclosed
from bot.homes import heading
from bot.own_file import own_text
from bot.role_polls import LINE
from bot.room import Capabilities, Decline, Picture, React, Say, pack
from commands import questions, rota, wheel
from commands.roles import minute
from commands.turn import Turn
from governance.facts import Answer, Stance, Via
from governance.members import Member, MemberId
from governance.outcomes import (
    Audience,
    CameLate,
    DoneInTheRoom,
    ForgetQuestion,
    Forgotten,
    HandoverKept,
    HouseSetUp,
    MemberTold,
    MyData,
    Nudge,
    ObjectorWasAsked,
    Outcome,
    OwnOutcome,
    PersonOutcome,
    QuestionAsked,
    ReasonNoted,
    ReasonQuestion,
    ReviewNoted,
    RoleReviewNoted,
    RoleReviewStarts,
    RoleSaidFor,
    SayItPrivately,
    SpokenFor,
    SpokenOfRole,
    SpokenReview,
    StanceNoted,
    SwapWasAsked,
    TermsBegin,
    TurnMovedOn,
    TurnPublished,
    TurnsTold,
    UrgentTold,
    WeeklyQuestion,
)
from storage.forgetting_book import ASKED
from storage.letter_book import FAREWELL, PRIVATE_ROOM_TO_COME
from storage.records import Parcel, Posted

SIGNS = {Stance.CONSENT: "👍", Stance.CONCERN: "🤔", Stance.OBJECTION: "✋", Stance.ASIDE: "🤷"}
"""The sign of each stance, also as the bot's mark on a command it heard."""

REVIEW_SIGNS = {Answer.KEEP: "👍", Answer.CHANGE: "🤔", Answer.END: "✋"}
"""The mark on an answer in a review."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """Brings the outcomes of one turn to the outbox."""

    turn: Turn
    room: str
    """Where the turn began."""
    listener: speech.Listener
    not_before: datetime
    capabilities: Capabilities
    by_clock: bool
    """Time made this turn, nobody did: what it tells goes after what somebody waits for."""
    told_first: list[tuple[MemberId, int]] = field(default_factory=list)
    """Who is told something confidential, and in which letters: the others wait for the first."""
    asked_in_the_open: set[MemberId] = field(default_factory=set)
    """Who was spoken to in a thread, where everybody sees it."""

    async def deliver_what_comes_first(self) -> None:
        """The emergency number comes before anything else, also where it was told from."""
        for outcome in self.turn.outcomes:
            if isinstance(outcome, UrgentTold):
                if self.turn.is_private:
                    await self._post(self.room, outcome)
                await self._post(self.turn.house.room, outcome)

    async def own_up(self, late: CameLate) -> None:
        """Before what comes late, why it does."""
        await self._post(self.turn.house.room, late)

    async def deliver(self) -> None:
        """Post every other outcome to who should hear it."""
        told = [outcome for outcome in self.turn.outcomes if not isinstance(outcome, UrgentTold)]
        for outcome in told:
            match outcome.audience:
                case Audience.ASKER if self.turn.via is Via.COMMAND:
                    if not self._is_said_anyway(outcome, told):
                        await self._answer(outcome)
                case Audience.ROOM:
                    if not await self._is_hidden(outcome):
                        await self._post(self.turn.house.room, outcome)
                case Audience.PERSON:
                    assert isinstance(outcome, PersonOutcome)
                    await self._tell_person(outcome)
                case Audience.CONFIDENTIAL:
                    assert isinstance(outcome, PersonOutcome)
                    await self._tell_confidentially(outcome)
                case Audience.PRIVATE:
                    assert isinstance(outcome, PersonOutcome)
                    await self._tell_privately(outcome)
        if self.turn.is_private and self._is_silent(told):
            await self._post(self.room, DoneInTheRoom())

    def _is_said_anyway(self, outcome: Outcome, told: list[Outcome]) -> bool:
        if isinstance(outcome, ObjectorWasAsked | SwapWasAsked):
            return outcome.member in self.asked_in_the_open
        if isinstance(outcome, HandoverKept):
            return outcome.is_read and bool(self.asked_in_the_open)
        # In private the question for a reason thanks for the objection by itself.
        is_noted = self.turn.is_private and isinstance(outcome, StanceNoted)
        return is_noted and any(map(self._is_for_speaker, told))

    def _is_silent(self, told: list[Outcome]) -> bool:
        is_answered = any(
            outcome.audience is Audience.ASKER or self._is_for_speaker(outcome) for outcome in told
        )
        return bool(self.turn.changed or told) and not is_answered

    def _is_for_speaker(self, outcome: Outcome) -> bool:
        speaker = self.turn.member.id if self.turn.member else None
        return isinstance(outcome, PersonOutcome) and outcome.member == speaker

    async def _answer(self, outcome: Outcome) -> None:
        if isinstance(outcome, Forgotten):
            await self._say_farewell(outcome)
        elif isinstance(outcome, MyData) and not self.capabilities.files:
            await self._write_out()
        elif self.turn.is_private or isinstance(outcome, SayItPrivately):
            await self._post(self.room, outcome)  # nothing points to what should go
        elif isinstance(outcome, StanceNoted) and self.capabilities.reactions:
            await self._mark(SIGNS[outcome.stance])
        elif isinstance(outcome, ReviewNoted | RoleReviewNoted) and self.capabilities.reactions:
            await self._mark(REVIEW_SIGNS[outcome.answer])
        elif isinstance(outcome, ReasonNoted) and self.capabilities.reactions:
            await self._mark(SIGNS[Stance.OBJECTION])
        else:
            await self._post(self.room, outcome, reply_to=self.turn.source)
        await self._enclose(outcome)

    async def _write_out(self) -> None:
        """What would be their file, where the chat takes none."""
        for words in speech.written_in_parts(await own_text(self.turn)):
            kind, body = pack(Say(words.plain, words.html))
            await self.turn.tx.post(self._parcel(self.room, kind, body), self.listener.now)

    async def _say_farewell(self, outcome: Forgotten) -> None:
        """The last words, and out of every private room; of where they were said nothing stays."""
        await self._post(self.room, outcome)
        for bot, room in self.turn.rooms_to_leave:
            kind, body = pack(Decline())
            parcel = self._parcel(room, kind, body, outcome)
            with self.turn.tx.speaking_as(bot):
                await self.turn.tx.post(parcel, self.listener.now)

    async def _enclose(self, outcome: Outcome) -> None:
        """In a letter of its own, after the words: who cannot be sent it has them."""
        file = await enclosed(outcome, self.turn, self._reader(), self.capabilities)
        if file is None:
            return
        if isinstance(file, Picture) and (first_line := await self._first_line(self.room)):
            fallback = f"{speech.render(first_line).plain}\n{file.fallback}"
            file = replace(file, fallback=fallback)
        kind, body = pack(file)
        await self.turn.tx.post(self._parcel(self.room, kind, body), self.listener.now)

    async def _mark(self, sign: str) -> None:
        kind, body = pack(React(self.turn.source, sign))
        await self.turn.tx.post(self._parcel(self.room, kind, body), self.listener.now)

    async def _tell_person(self, outcome: PersonOutcome) -> None:
        members = {member.id: member for member in await self.turn.members()}
        member = members[outcome.member]
        private = await self.turn.tx.private_room(member.account) if member.account else None
        if private:
            await self._post(private, outcome)
        else:
            await self._post_in_thread(outcome, member)
            self.asked_in_the_open.add(outcome.member)

    async def _tell_privately(self, outcome: PersonOutcome) -> None:
        members = {member.id: member for member in await self.turn.members()}
        account = members[outcome.member].account
        private = await self.turn.tx.private_room(account) if account else None
        if private:
            await self._post(private, outcome)

    async def _is_hidden(self, outcome: Outcome) -> bool:
        """The room does not know of it, whatever rule would tell it."""
        ref = getattr(outcome, "proposal", None)
        if not isinstance(ref, str) or not ref.startswith("P"):
            return False
        proposal = await self.turn.proposal(int(ref[1:]))
        return proposal is not None and proposal.is_hidden

    async def _tell_confidentially(self, outcome: PersonOutcome) -> None:
        """In a private room, opened if need be; who is told after somebody hears it after them."""
        members = {member.id: member for member in await self.turn.members()}
        account, now = members[outcome.member].account, self.listener.now
        if account is None:
            return
        room = await self.turn.tx.private_room_or_new(
            account, self.not_before, now, by_clock=self.by_clock
        )
        first, letter = self.told_first[0] if self.told_first else (outcome.member, None)
        after = letter if first != outcome.member else None
        for row in await self._post(room, outcome, after=after):
            self.told_first.append((outcome.member, row))

    async def _post_in_thread(self, outcome: PersonOutcome, member: Member) -> None:
        card = await self._card(outcome.proposal)
        mentions = (member.account,) if member.account else ()
        words = speech.say_shortly(outcome, self._reader())
        said = Say(words.plain, words.html, mentions=mentions, in_thread=card is not None)
        kind, body = pack(said)
        parcel = self._parcel(
            self.turn.house.room, kind, body, outcome, target=card.id if card else None
        )
        await self.turn.tx.post(parcel, self.listener.now)

    async def _card(self, proposal: str) -> Posted | None:
        cards = await self.turn.tx.posted_about(self.turn.house.id, proposal, "card")
        return cards[-1] if cards else None

    async def _post(
        self, room: str, outcome: Outcome, reply_to: str | None = None, after: int | None = None
    ) -> list[int]:
        """Say it, in as many letters as it takes; `after`: the letter that goes before them."""
        rows = []
        mentions = await self._mentioned(outcome)
        # The nudge begins with the name of its house, and has few words.
        is_clear = isinstance(outcome, Nudge)
        is_of_all = isinstance(outcome, OwnOutcome)
        first_line = "" if is_of_all else await self._first_line(room, is_clear=is_clear)
        # Nothing comes before the emergency number.
        at = 1 if isinstance(outcome, UrgentTold) else 0
        for words in speech.say_in_parts(outcome, self._reader(), first_line, at):
            say = Say(words.plain, words.html, reply_to=reply_to, mentions=mentions)
            kind, body = pack(say)
            parcel = self._parcel(room, kind, body, outcome, target=after)
            rows.append(await self.turn.tx.post(parcel, self.listener.now))
        return rows

    async def _first_line(self, room: str, *, is_clear: bool = False) -> str:
        """Which house speaks, privately to who lives in several: all of them write there.

        `is_clear`: its name is said anyway; that is enough where no other has the same.
        """
        if room == self.turn.house.room:
            return ""
        tx = self.turn.tx
        is_to_come = room.startswith(PRIVATE_ROOM_TO_COME)
        owner = None if is_to_come else await tx.owner_of_private_room(room)
        account = room.removeprefix(PRIVATE_ROOM_TO_COME) if is_to_come else owner
        first_line = (
            await heading(tx, self.turn.house, account, is_named=is_clear) if account else None
        )
        return speech.markdown(first_line, self.listener) if first_line else ""

    async def _mentioned(self, outcome: Outcome) -> tuple[str, ...]:
        """The accounts of whom a message in the room gives a turn: silence is their yes."""
        accounts = {member.id: member.account for member in await self.turn.members()}
        return tuple(account for who in _holders(outcome) if (account := accounts.get(who)))

    def _reader(self) -> speech.Listener:
        # What waits for the end of the quiet hours is read on another day: no "tomorrow".
        return replace(self.listener, is_lasting=self.not_before > self.listener.now)

    def _parcel(
        self,
        room: str,
        kind: str,
        body: dict[str, object],
        outcome: Outcome | None = None,
        target: int | None = None,
    ) -> Parcel:
        person = outcome if isinstance(outcome, PersonOutcome) else None
        part = "question" if isinstance(outcome, ReasonQuestion) else "note"
        answered = _own(outcome) or _answered(outcome)
        if answered is not None:
            about, version, kept_as, member = answered
            return Parcel(
                room=room,
                kind=kind,
                body=body,
                not_before=self.not_before,
                house_id=self.turn.house.id,
                about=about,
                version=version,
                part=kept_as,
                member=member,
                by_clock=self.by_clock,
            )
        return Parcel(
            room=room,
            kind=kind,
            body=body,
            not_before=self.not_before,
            house_id=self.turn.house.id,
            target=target,
            about=getattr(outcome, "proposal", None) or None,
            part=part if person and person.proposal else None,
            member=person.member if person else None,
            by_clock=self.by_clock,
        )


def _own(outcome: Outcome | None) -> tuple[str, int | None, str, MemberId | None] | None:
    """What is found again of what somebody asked about themselves."""
    match outcome:
        case ForgetQuestion():
            return ASKED, None, ASKED, None
        case Forgotten():
            return FAREWELL, None, FAREWELL, None
    return None


def _answered(outcome: Outcome | None) -> tuple[str, int | None, str, MemberId | None] | None:
    """What a hand at this line undoes: about what, of which version, as what, and whose.

    Of a turn: when it starts, in minutes.
    """
    match outcome:
        case SpokenFor(proposal=proposal, version=version, member=member):
            return proposal, version, "spoken", member
        case SpokenReview(proposal=proposal, version=version, member=member):
            return proposal, version, "spoken", member
        case MemberTold(change=change, member=member):
            return f"M{change}", None, "member", member
        case HouseSetUp(change=change):
            return f"C{change}", None, "change", None
        case TurnsTold(starts_at=starts_at) | TurnMovedOn(term=starts_at):
            return rota.SUBJECT, minute(starts_at), "turn", None
        case WeeklyQuestion(number=number) | QuestionAsked(number=number):
            return questions.SUBJECT, number, "why", None
        case SpokenOfRole(number=number, member=member):
            return wheel.SUBJECT, number, "spoken", member
        case RoleReviewStarts(number=number):
            return wheel.SUBJECT, number, LINE, None
        case RoleSaidFor(answer=answer):
            return _answered(answer)
    return None


def _holders(outcome: Outcome) -> tuple[MemberId, ...]:
    """Whom a message gives a turn, or makes something else, without their asking for it."""
    match outcome:
        case TurnsTold(turns=turns):
            return tuple(turn.holder for turn in turns if isinstance(turn, TurnPublished))
        case TermsBegin(terms=terms):
            return tuple(term.holder for term in terms)
        case TurnMovedOn(holder=holder):
            return (holder,)
        case RoleSaidFor(answer=answer):
            return _holders(answer)
        case HouseSetUp(about=about):
            return tuple(line.member for line in about)
    return ()
