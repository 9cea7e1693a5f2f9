"""The log of a house as Markdown: what holds, what is open, and how it all came to be.

For people, so in the house's language; in an editor it reads as it does on the web. Who took which
stance is told by numbers: it is about what was decided, not about who said what. Who objected is
told, as it was to the house. What people wrote is quoted, never markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot import speech
from bot.export import Known, UnknownMember, concerns_of
from bot.looks import shown_names
from bot.quoting import as_code, quoted
from commands.showing import until, what_would_be
from governance import outcomes
from governance.facts import Stance
from governance.members import Member, MemberId
from governance.mentioned import with_names
from governance.outcomes import Course, LogSection, NameLine, Part, RoleForm, RoleState, WhatComes
from governance.proposals import Agreement, AgreementState, Proposal, State, Version
from governance.requests import Request
from governance.reviewing import ends_itself, what_was_agreed
from governance.roles import Role


class Names(Mapping[MemberId, str]):
    """Everybody's name as the house reads it; who turned out to be known before has that one's.

    Raises UnknownMember.
    """

    def __init__(self, members: list[Member]) -> None:
        shown = shown_names(members)
        self._of = {member.id: shown[member.same_as or member.id] for member in members}

    def __getitem__(self, member: MemberId) -> str:
        if member not in self._of:
            raise UnknownMember(f"nobody here is member {member}")
        return self._of[member]

    def __iter__(self) -> Iterator[MemberId]:
        return iter(self._of)

    def __len__(self) -> int:
        return len(self._of)


def decision_log(known: Known, now: datetime) -> str:
    """The whole log. Raises UnknownMember."""
    house = known.house
    names = Names(known.members)
    listener = speech.Listener(
        house.language, house.zone, now, names, is_lasting=True, is_file=True
    )
    return _Log(known, listener).whole()


@dataclass(frozen=True, slots=True)
class _Log:
    """The log of one house while it is written: blocks, with an empty line between two."""

    known: Known
    reader: speech.Listener

    def whole(self) -> str:
        """Title, then each part."""
        parts = {
            LogSection.IN_FORCE: self._in_force(),
            LogSection.OPEN: self._proposals(one for one in self._every if not one.is_over),
            LogSection.DECIDED: self._proposals(one for one in self._every if one.is_over),
            LogSection.ROLES: self._roles(),
            LogSection.TURNS: self._turns(),
            LogSection.REQUESTS: self._requests(),
            LogSection.CHANGES: self._changes(),
        }
        blocks = [
            f"# {self._say(outcomes.LogTitle(self.known.house.name))}",
            self._say(outcomes.LogAbout(self._day(self.reader.now))),
        ]
        for section in LogSection:
            blocks.append(f"## {self._say(outcomes.LogHeading(section))}")
            blocks += list(parts[section]) or [self._say(outcomes.LogNothing(section))]
        return "\n\n".join(blocks) + "\n"

    # ------------------------------------------------------------------------------ agreements

    def _in_force(self) -> Iterator[str]:
        holding = [
            (agreement.number, proposal, agreement)
            for proposal in self._every
            for agreement in proposal.agreements
            if agreement.holds
        ]
        for _, proposal, agreement in sorted(holding, key=lambda one: one[0]):
            since = self._day(agreement.in_force_at or agreement.adopted_at)
            yield f"### {self._say(outcomes.LogAgreed(agreement.ref, since))}"
            yield self._quote(proposal.versions[agreement.version - 1].text)
            yield from map(self._say, what_was_agreed(proposal, agreement))
            yield self._say(
                outcomes.LogStanding(
                    proposal.ref,
                    proposal.versions[0].by,
                    self._what_comes(proposal, agreement),
                    self._day(agreement.review_at),
                )
            )
            yield from self._concerns(concerns_of(proposal, agreement))

    def _what_comes(self, proposal: Proposal, agreement: Agreement) -> WhatComes:
        if agreement.state is AgreementState.IN_REVIEW:
            return WhatComes.NOW
        if agreement.is_temporary:
            return WhatComes.URGENT
        if agreement.is_overdue:
            return WhatComes.OVERDUE
        if agreement.is_trial:
            return WhatComes.TRIAL
        by_itself = ends_itself(proposal, agreement.review_at, self.known.house.zone)
        return WhatComes.END if by_itself else WhatComes.REVIEW

    def _concerns(self, concerns: tuple[str, ...]) -> Iterator[str]:
        if concerns:
            yield self._say(outcomes.LogConcerns(len(concerns)))
        for concern in concerns:
            yield self._quote(concern) if concern else f"> {self._say(outcomes.LogByVoice())}"

    # ------------------------------------------------------------------------------- proposals

    @property
    def _every(self) -> Iterable[Proposal]:
        return self.known.proposals.values()

    def _proposals(self, proposals: Iterable[Proposal]) -> Iterator[str]:
        for proposal in proposals:
            yield f"### {self._say(outcomes.LogProposal(proposal.ref, proposal.kind))}"
            if proposal.replaces:
                in_place = outcomes.LogInPlaceOf(f"A{proposal.replaces}", proposal.ends)
                yield self._say(in_place)
            yield self._quote(proposal.version.text)
            if not proposal.is_over:
                yield from map(self._say, what_would_be(proposal.version))
            yield _list(map(self._say, self._course(proposal)))
            for version in proposal.versions[:-1]:
                yield from self._earlier(version)

    def _earlier(self, version: Version) -> Iterator[str]:
        yield self._say(outcomes.LogEarlier(version.number, self._day(version.at)))
        yield self._quote(version.text)

    def _course(self, proposal: Proposal) -> Iterator[Part]:
        first = proposal.versions[0]
        yield outcomes.LogPutForward(first.by, self._day(first.at))
        if proposal.author != first.by:
            yield outcomes.LogGoesOn(proposal.author)
        if proposal.round is not None:
            yield self._heard(proposal)
        for objection in proposal.objections:
            yield outcomes.LogObjection(
                objection.member,
                objection.version,
                objection.state,
                objection.reason or "",
                outcomes.how_said(objection.reason),
            )
        for agreement in proposal.agreements:
            yield self._became(agreement)
            if agreement.told_by is not None:
                yield outcomes.LogFromTheTable(agreement.told_by)
        if proposal.state is not State.ADOPTED:
            yield outcomes.LogStands(proposal.state, self._day(until(proposal)))

    def _heard(self, proposal: Proposal) -> Part:
        asked = set(proposal.roll)
        said = [record.taken.stance for by, record in proposal.live.items() if by in asked]
        return outcomes.LogHeard(
            len(proposal.heard),
            len(proposal.roll),
            said.count(Stance.CONSENT),
            said.count(Stance.CONCERN),
            said.count(Stance.OBJECTION),
            said.count(Stance.ASIDE),
        )

    def _became(self, agreement: Agreement) -> Part:
        held_from, ended = agreement.in_force_at, agreement.ended_at
        since = self._day(held_from or agreement.adopted_at)
        over = self._day(ended or agreement.review_at)
        if ended is None:
            is_settling = agreement.state is AgreementState.SETTLING
            course = Course.SETTLING if is_settling else Course.HOLDS
        elif held_from is None:
            course = Course.NEVER_HELD
        else:
            course = Course.DONE if since == over else Course.ENDED
        return outcomes.LogBecame(agreement.ref, course, since, over)

    # -------------------------------------------------------------------------- all other parts

    def _roles(self) -> Iterator[str]:
        roles = sorted(
            self.known.roles.roles.values(), key=lambda role: (role.has_ended, role.name)
        )
        if roles:
            yield _list(self._say(self._role(role)) for role in roles)

    def _role(self, role: Role) -> Part:
        if role.has_ended:
            return outcomes.LogRoleEnded(role.name)
        rhythm, running = role.rhythm, role.running(self.reader.now)
        holder = running.holder if running else None
        following = role.published.holder if role.published else None
        state = RoleState.NONE if running is None else RoleState.OPEN
        return outcomes.LogRole(
            role.name,
            RoleForm(
                rhythm.every, rhythm.first.weekday(), f"{rhythm.clock:%H:%M}", role.way, role.pool
            ),
            state if holder is None else RoleState.HELD,
            _named(holder),
            self._day(running.ends_at if running else self.reader.now),
            _named(following),
        )

    def _turns(self) -> Iterator[str]:
        turns = [
            (stretch.since, role.name, ends_at, stretch)
            for role in self.known.roles.roles.values()
            for term in role.begun
            for stretch, ends_at in term.lasting
        ]
        turns.sort(key=lambda turn: turn[:3])
        if turns:
            yield _list(
                self._say(
                    outcomes.LogTurn(
                        role,
                        self._day(since),
                        self._day(ends_at),
                        _named(stretch.holder),
                        stretch.how,
                        _named(stretch.mentor),
                    )
                )
                for since, role, ends_at, stretch in turns
            )

    def _requests(self) -> Iterator[str]:
        for request in self.known.requests.known:
            yield f"### {request.ref}"
            yield self._quote(request.made.text)
            yield _list(map(self._say, self._asked(request)))
            if request.answer:
                answered = request.answer
                yield self._say(outcomes.LogAnswered(answered.by, self._day(answered.at)))
                yield self._quote(answered.text)

    def _asked(self, request: Request) -> Iterator[Part]:
        made = request.made
        about = f"A{made.agreement}" if made.agreement else ""
        yield outcomes.LogAsked(made.by, self._day(made.at), about, bool(about))
        for promised in request.promises:
            has_text = bool(promised.text)
            yield outcomes.LogPromised(promised.by, promised.due, promised.text, has_text)
        if request.answer is None:
            yield outcomes.LogNoAnswer()

    def _changes(self) -> Iterator[str]:
        made = [
            (one, f"A{one.agreement}" if one.agreement else "") for one in self.known.changes.made
        ]
        if made:
            yield _list(
                f"{self._say(outcomes.ChangedOn(self._day(one.at), ref, bool(ref)))}: "
                + as_code(self._with_names(one.typed))
                for one, ref in made
            )

    # ------------------------------------------------------------------------------ its words

    def _say(self, part: Part) -> str:
        return speech.markdown(part, self.reader)

    def _quote(self, written: str) -> str:
        return quoted(self._with_names(written))

    def _with_names(self, text: str) -> str:
        return with_names(text, self.reader.names.__getitem__)

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self.reader.zone).date()


def _named(member: MemberId | None) -> tuple[NameLine, ...]:
    return () if member is None else (NameLine(member),)


def _list(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
