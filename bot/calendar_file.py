"""The house's calendar as a file for other programs (iCalendar, RFC 5545; design §7.5).

It holds the terms that were, that run and the one that is published, and when agreements are
looked at again. Not who is likely to follow: that is found anew with every change in the house, and
a calendar would keep it. Times are in UTC, so that a calendar can show them in no other way.

An export depends on nothing but what was recorded: the same events have the same ids in each, and
a later one tells by their number (SEQUENCE) what changed since.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from icalendar import Calendar, Event, vText
from icalendar.enums import STATUS, TRANSP

from bot import speech
from bot.export import UnknownMember
from bot.looks import shown_names
from commands import rota
from commands.reading import clean
from governance.facts import Adopted, Kept, ProposalKind, Recorded, Renewed
from governance.fold import fold
from governance.fold_roles import add_role_fact
from governance.members import MemberId
from governance.proposals import Agreement
from governance.reviewing import ends_itself
from governance.role_facts import RoleFact, RoleName
from governance.roles import Roles, Stretch, Term
from storage.records import House
from storage.transaction import Transaction

MAKER = "-//Kring//Kring//EN"

Name = Callable[[MemberId], str]


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a term, of one holder or open."""

    stretch: Stretch
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class _Entry:
    """A part of a term as it was last, and how often that changed."""

    part: _Part
    changed_at: datetime
    times: int = 0
    is_gone: bool = False
    """It was told, and will not be."""


_Key = tuple[RoleName, str, int]
"""What an event is: the role, the term's day, which part of the term."""


@dataclass
class _Terms:
    """The terms of a house as they came to be, one fact after the other."""

    entries: dict[_Key, _Entry] = field(default_factory=dict)
    _roles: Roles = field(default_factory=Roles)
    _coming: dict[RoleName, set[_Key]] = field(default_factory=dict)
    """What ran or was published after the last fact; the terms before that change no more."""

    def take_in(self, fact: RoleFact) -> None:
        """One more fact, after all the others."""
        self._roles = add_role_fact(self._roles, fact)
        role = self._roles.roles[fact.role]
        now = dict(_parts(*role.past[-1:], *role.known))
        for key, part in now.items():
            before = self.entries.get(key)
            if before is None:
                self.entries[key] = _Entry(part, fact.at)
            elif before.part != part or before.is_gone:
                self.entries[key] = _Entry(part, fact.at, before.times + 1)
        for key in self._coming.get(fact.role, set()) - now.keys():
            last = self.entries[key]
            self.entries[key] = _Entry(last.part, fact.at, last.times + 1, is_gone=True)
        self._coming[fact.role] = set(dict(_parts(*role.known)))


def _parts(*terms: Term) -> Iterator[tuple[_Key, _Part]]:
    for term in terms:
        for place, (stretch, ends_at) in enumerate(term.lasting):
            yield (term.role, term.day.isoformat(), place), _Part(stretch, ends_at)


async def calendar(tx: Transaction, house: House, now: datetime, prefix: str) -> bytes:
    """One house's calendar; UTF-8, lines folded. `prefix` is what commands begin with.

    Raises UnknownMember, and what a fold raises, where the facts cannot be.
    """
    names = shown_names(await tx.members(house.id))

    def name(member: MemberId) -> str:
        if member not in names:
            raise UnknownMember(f"nobody here is member {member}")
        return clean(names[member])

    file = Calendar.new(prodid=MAKER, uid=_id(house, "calendar"))
    # The first is the standard's, the second what calendars read; text, so that commas are kept.
    file.add("name", vText(clean(house.name)))
    file.add("x-wr-calname", vText(clean(house.name)))
    events = [
        *_terms(house, await tx.facts(house.id, rota.SUBJECT), name, now),
        *_reviews(house, await tx.proposal_facts(house.id), prefix),
    ]
    for event in sorted(events, key=lambda event: (str(event.start), str(event.uid))):
        file.add_component(event)
    return bytes(file.to_ical())


# ------------------------------------------------------------------------------------- terms


def _terms(house: House, facts: Iterable[Recorded], name: Name, now: datetime) -> Iterator[Event]:
    terms = _Terms()
    for recorded in sorted(facts, key=lambda recorded: recorded.seq):
        if isinstance(recorded.fact, RoleFact):
            terms.take_in(recorded.fact)
    for key, entry in terms.entries.items():
        was_nobodys = entry.part.stretch.holder is None and entry.part.ends_at <= now
        if not was_nobodys:
            yield _term(house, key, entry, name)


def _term(house: House, key: _Key, entry: _Entry, name: Name) -> Event:
    stretch, language = entry.part.stretch, house.language
    role = speech.role_word(key[0], language)
    who = speech.in_calendar("open", language)
    if stretch.holder is not None:
        who = name(stretch.holder)
    helps = None
    if stretch.mentor is not None:
        helps = speech.in_calendar("mentor", language, mentor=name(stretch.mentor))
    return Event.new(
        uid=_id(house, "term", *map(str, key)),
        summary=f"{role[:1].upper()}{role[1:]}: {who}",
        description=helps,
        start=stretch.since,
        end=entry.part.ends_at,
        stamp=entry.changed_at,
        last_modified=entry.changed_at,
        sequence=entry.times,
        status=STATUS.CANCELLED if entry.is_gone else STATUS.CONFIRMED,
        transparency=TRANSP.TRANSPARENT,  # who has a turn can still be asked for supper
    )


# ----------------------------------------------------------------------------------- reviews


def _reviews(
    house: House, proposals: Mapping[int, Iterable[Recorded]], prefix: str
) -> Iterator[Event]:
    """When agreements are looked at again; not those about a person, nor what ends by itself.

    By their numbers: in their words somebody may be named, and a file goes further than the house.
    """
    for recorded in proposals.values():
        proposal = fold(recorded)
        if proposal.kind is ProposalKind.PERSON:
            continue
        for agreement in proposal.agreements:
            if ends_itself(proposal, agreement.review_at, house.zone):
                continue
            if agreement.in_force_at and not agreement.is_temporary:
                yield _review(house, agreement, _days_said(recorded, agreement), prefix)


def _days_said(facts: Iterable[Recorded], agreement: Agreement) -> list[datetime]:
    """When the day of its review was said, the first time and at each renewal."""
    said = [one.fact.at for one in facts if isinstance(one.fact, Adopted | Kept | Renewed)]
    ended_at = agreement.ended_at
    return sorted(said) if ended_at is None else sorted(at for at in said if at <= ended_at)


def _review(house: House, agreement: Agreement, days_said: list[datetime], prefix: str) -> Event:
    language, ended_at = house.language, agreement.ended_at
    never_comes = ended_at is not None and ended_at < agreement.review_at
    changed_at = ended_at if ended_at and never_comes else days_said[-1]
    return Event.new(
        uid=_id(house, "review", agreement.ref),
        summary=speech.in_calendar("review", language, agreement=agreement.ref),
        description=prefix + speech.usage(f"show {agreement.ref}", language)[1:],
        start=agreement.review_at.astimezone(house.zone).date(),
        stamp=changed_at,
        last_modified=changed_at,
        sequence=len(days_said) - 1 + never_comes,
        status=STATUS.CANCELLED if never_comes else STATUS.CONFIRMED,
        transparency=TRANSP.TRANSPARENT,
    )


def _id(house: House, *parts: str) -> str:
    """The same in every export, and in no other house's."""
    of_the_house = (str(house.id), house.born_at.isoformat())
    return str(uuid5(NAMESPACE_URL, "/".join(("kring:", *of_the_house, *parts))))
