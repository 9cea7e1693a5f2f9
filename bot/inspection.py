"""`kring check --data`: every row and every fact is read, and what cannot be true is told.

Two parts: the file with its tables as a whole, and house by house what the facts come to. Each
fault is a line that says what is wrong and whom it touches; the mends are in docs/operating.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from types import UnionType
from zoneinfo import ZoneInfo

from commands import due, flags, guided_start, nudges, questions, requests, rota, wheel
from commands.turn import CHANGES
from governance import advance, advance_roles, queueing
from governance.change_facts import ChangeFact
from governance.facts import Recorded
from governance.flag_facts import FlagFact
from governance.fold import ImpossibleHistory, fold
from governance.fold_flags import fold_flags
from governance.fold_roles import fold_roles
from governance.fold_wheel import fold_wheels
from governance.guided_start import Start, fold_start
from governance.members import Member
from governance.professional_facts import NudgeFact, QuestionFact, RequestFact
from governance.proposals import Proposal
from governance.roles import Roles
from governance.settings import NAMES, Impossible, Settings, read_setting, read_timezone
from governance.soundness import (
    named_in,
    wrong_with_changes,
    wrong_with_members,
    wrong_with_numbers,
    wrong_with_proposal,
    wrong_with_references,
    wrong_with_role,
)
from storage.codec import UnreadableFact
from storage.control_book import StoredFact, StoredHouse
from storage.transaction import Transaction

Line = tuple[bool, str]
"""Whether it is as it should be, and what."""

LATE = timedelta(hours=1)
"""After a crash what is due is put off by minutes; never by more."""

CALLED = {
    rota.SUBJECT: "roles",
    flags.SUBJECT: "roles: what was seen in them",
    nudges.SUBJECT: "nudges",
    questions.SUBJECT: "questions",
    requests.SUBJECT: "requests",
    CHANGES: "changes",
    wheel.SUBJECT: "wheel",
    guided_start.SUBJECT: "first questions",
}
"""What facts are about besides proposals, and how that is called."""

KINDS: dict[str, UnionType] = {
    flags.SUBJECT: FlagFact,
    nudges.SUBJECT: NudgeFact,
    questions.SUBJECT: QuestionFact,
    requests.SUBJECT: RequestFact,
    CHANGES: ChangeFact,
}
"""Which facts are about what; the folds of the others refuse what is not theirs."""

_ODD = (AssertionError, LookupError, TypeError, ValueError)
"""What making sense of a history that cannot be may raise."""


async def inspect_file(tx: Transaction) -> list[Line]:
    """Whether the file is sound and its tables fit together."""
    if unsound := await tx.unsound():
        return [(False, f"The database file is damaged: {what}") for what in unsound[:5]]
    faults = [
        f"{count} row(s) of {table} name a row of {parent} that is not there"
        for (table, parent), count in sorted((await tx.dangling()).items())
    ]
    if missing := await tx.missing_facts():
        faults.append(f"{missing} fact(s) were taken out: their numbers have a gap")
    if unkept := sorted(await tx.unkept()):
        faults.append(f"facts could be changed: {', '.join(unkept)} is not there")
    if kept := await tx.kept_words():
        faults.append(f"{kept} message(s) were sent and still hold their words")
    if waiting := await tx.waiting_for_nothing():
        faults.append(f"{waiting} letter(s) wait for a private room that nobody opens")
    if due_elsewhere := await tx.of_the_wrong_account():
        faults.append(f"{due_elsewhere} due time(s) are looked at by an account of another house")
    faults += [f"{table} names a member of another house" for table in await tx.strangers()]
    if faults:
        return [(False, f"Tables: {what}.") for what in faults]
    counts = await tx.row_counts()
    rows = f"{sum(counts.values())} rows in {len(counts)} tables fit together."
    return [(True, f"The file is sound; {rows}"), (True, await _traffic(tx))]


async def _traffic(tx: Transaction) -> str:
    """How fast the table of handled messages grows, and what waits to be said."""
    handled, first, last = await tx.handled_between()
    days = (last - first) / timedelta(days=1) if first and last else 0.0
    waiting, since = await tx.waiting_since()
    waits = f", the oldest since {since:%Y-%m-%d %H:%M} UTC" if since else ""
    a_day = handled / max(days, 1.0)
    return f"{handled} messages handled, {a_day:.0f} a day; {waiting} wait to be sent{waits}."


async def inspect_house(tx: Transaction, house: StoredHouse) -> list[Line]:
    """Fold every fact of a house and look whether the present that it tells can be true."""
    faults = list(_wrong_with_row(house))
    try:
        members = await tx.members(house.id)
    except ValueError as odd:
        members = []
        faults.append(f"a member cannot be read: {odd}")
    facts = await tx.stored_facts(house.id)
    look = _Look(members)
    look.read(facts)
    faults += look.faults
    if not faults:
        faults = [
            *_wrong_counters(house, look),
            *_asleep(house, look, await tx.due_times(house.id)),
            *_standing_still(house, await tx.due_times_that_pause(house.id)),
        ]
    if faults:
        return [(False, f"{house.name}, {what}") for what in dict.fromkeys(faults)]
    about = f"{len(look.proposals)} proposal(s) and {len(look.roles.roles)} role(s)"
    return [(True, f"{house.name}: {len(facts)} facts about {about} agree.")]


def _wrong_with_row(house: StoredHouse) -> Iterator[str]:
    if house.language not in {"en", "nl"}:
        yield f"its language {house.language!r} is none that the bot speaks"
    if isinstance(read_timezone(house.timezone), Impossible):
        yield f"its time zone {house.timezone!r} is unknown"
    for name, value in house.settings.items():
        if name not in NAMES:
            yield f"setting {name}: there is no such setting"
        elif isinstance(read := read_setting(name, value), Impossible):
            yield f"setting {name}: {value!r} is not possible ({read.expected})"


class _Look:
    """One house while it is looked at: what its facts come to, and what is wrong with them."""

    def __init__(self, members: Sequence[Member]) -> None:
        self.faults: list[str] = list(wrong_with_members(members))
        self.proposals: dict[int, Proposal] = {}
        self.roles = Roles()
        self.waiting_flags = 0
        self.start = Start()
        self._known = {member.id for member in members}
        self._is_partial = False
        """Something could not be made sense of: what is counted cannot be known."""

    @property
    def agreements(self) -> list[int]:
        """The numbers of all agreements."""
        every = (p.agreements for p in self.proposals.values())
        return sorted(one.number for agreements in every for one in agreements)

    def read(self, stored: Sequence[StoredFact]) -> None:
        """Look at every fact."""
        about: dict[str, list[Recorded]] = {}
        unreadable = set()
        for one in stored:
            if isinstance(one.fact, UnreadableFact):
                self._is_partial = True
                unreadable.add(one.subject)
                self._fault(one.subject, str(one.fact))
                continue
            if one.fact.at != one.at:
                self._fault(one.subject, f"fact {one.seq} has two times")
            about.setdefault(one.subject, []).append(Recorded(one.seq, one.fact))
        for subject, facts in about.items():
            if subject not in unreadable:
                self._read(subject, facts)
        if not self._is_partial:
            changes = (one.fact for one in about.get(CHANGES, ()))
            for what in wrong_with_changes(changes, self.proposals.values()):
                self._fault(CHANGES, what)
        numbers = self.agreements
        if not self._is_partial and numbers != list(range(1, len(numbers) + 1)):
            self.faults.append("the agreements are not numbered 1, 2, 3 …")

    def _fault(self, subject: str, what: str) -> None:
        self.faults.append(f"{CALLED.get(subject, subject)}: {what}")

    def _read(self, subject: str, facts: list[Recorded]) -> None:
        try:
            self._make_sense(subject, facts)
        except _ODD as odd:
            self._is_partial = True
            is_told = isinstance(odd, ImpossibleHistory)
            self._fault(subject, str(odd) if is_told else f"cannot be ({type(odd).__name__})")
            return
        kinds = KINDS.get(subject, object)
        for name in sorted({type(r.fact).__name__ for r in facts if not isinstance(r.fact, kinds)}):
            self._fault(subject, f"{name} is not about {CALLED[subject]}")
        every = [one.fact for one in facts]
        for what in (*wrong_with_numbers(every), *wrong_with_references(every)):
            self._fault(subject, what)
        named = {member for one in facts for member in named_in(one.fact)}
        for member in sorted(named - self._known) if self._known else ():
            self._fault(subject, f"nobody here is member {member}")

    def _make_sense(self, subject: str, facts: list[Recorded]) -> None:
        if subject[:1] == "P" and subject[1:].isdecimal():
            for what in wrong_with_proposal(facts):
                self._fault(subject, what)
            self.proposals[int(subject[1:])] = fold(facts)
        elif subject == rota.SUBJECT:
            self.roles = fold_roles(facts)
            for role in self.roles.roles.values():
                for what in wrong_with_role(role):
                    self._fault(subject, f"{role.name}: {what}")
        elif subject == flags.SUBJECT:
            about_flags = (one.fact for one in facts if isinstance(one.fact, FlagFact))
            self.waiting_flags = len(fold_flags(about_flags).waiting)
        elif subject == wheel.SUBJECT:
            fold_wheels(facts)
        elif subject == guided_start.SUBJECT:
            self.start = fold_start(facts)
        elif subject not in CALLED:
            self._fault(subject, f"{len(facts)} fact(s) about nothing that there is")


def _wrong_counters(house: StoredHouse, look: _Look) -> Iterator[str]:
    """The next number is the one after the last."""
    last = len(look.proposals)
    if sorted(look.proposals) != list(range(1, last + 1)):
        yield "the proposals are not numbered 1, 2, 3 …"
    elif house.last_proposal != last:
        yield f"its last proposal is P{last}, but it counts to P{house.last_proposal}"
    agreed = len(look.agreements)
    if house.last_agreement != agreed:
        yield f"its last agreement is A{agreed}, but it counts to A{house.last_agreement}"


def _asleep(house: StoredHouse, look: _Look, times: dict[str, datetime]) -> Iterator[str]:
    """What waits for a time, and has none, would wait for ever; while the bot is mute, all does."""
    for subject in sorted(times):
        if subject[:1] not in due.DUE or (subject[0] == "P" and not _is_known(subject, look)):
            yield f"something is due for {subject}, which there is not"
    if house.is_silent:
        return
    for subject, at in sorted(_expected(house, look).items()):
        called = CALLED.get(subject, subject)
        if subject not in times:
            yield f"{called}: it waits for a time, and nothing will wake it"
        elif at is not None and times[subject] > at + LATE:
            yield f"{called}: it is due at {at:%Y-%m-%d %H:%M} UTC, but wakes only later"


def _standing_still(house: StoredHouse, pauses: dict[str, bool]) -> Iterator[str]:
    """While the bot cannot speak nothing falls due, and then all of it does again."""
    for subject, is_paused in sorted(pauses.items()):
        if is_paused != house.is_silent:
            stands, can = ("stands", "can") if is_paused else ("does not stand", "cannot")
            called = CALLED.get(subject, subject)
            yield f"{called}: its time {stands} still, though the bot {can} speak there"


def _is_known(subject: str, look: _Look) -> bool:
    return subject[1:].isdecimal() and int(subject[1:]) in look.proposals


def _expected(house: StoredHouse, look: _Look) -> dict[str, datetime | None]:
    """What must be due, and when at the latest; None: some time."""
    settings = replace(Settings(), **house.settings)
    expected: dict[str, datetime | None] = {nudges.SUBJECT: None}
    for number, proposal in look.proposals.items():
        at = advance.due_at(proposal)
        if at is not None and not queueing.is_queued(proposal):
            expected[f"P{number}"] = at
    at = advance_roles.due_at(look.roles, settings, ZoneInfo(house.timezone))
    if at is not None:
        expected[rota.SUBJECT] = at
    if look.waiting_flags:
        expected[flags.SUBJECT] = None
    if settings.question != questions.OFF:
        expected[questions.SUBJECT] = None
    if look.start.is_going:
        expected[guided_start.SUBJECT] = None
    return expected
