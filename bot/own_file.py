"""All that is held of somebody, as a file for them: plain text, for every phone opens that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date

from bot import speech
from bot.forgetting import known_as
from bot.room import Document
from commands import requests, showing
from commands.declare import Said
from commands.table import BY_KEY
from commands.turn import Turn
from governance.facts import Fact
from governance.members import Member, MemberId
from governance.mentioned import with_names
from governance.nudge_words import nudge_words
from governance.outcomes import ProposalShown
from governance.own_facts import Told, objected_by, told_of
from governance.professional_facts import NudgeSent
from governance.proposals import Proposal
from governance.rewording import is_named, words_of
from storage.codec import UnreadableFact
from storage.control_book import StoredFact
from storage.own_book import OwnLetter

Row = tuple[str, int | str]
"""A table, and the key of one of its rows."""

FIELDS = (
    "joined_at",
    "named_at",
    "left_at",
    "away_since",
    "away_until",
    "resting_since",
    "asked_to_rest_at",
    "last_heard_at",
)
"""The moments of a member's row."""


@dataclass(frozen=True, slots=True)
class OwnLine:
    """A line of the file, and the rows that it tells of."""

    text: str
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class _Reader:
    """How it is told: in which language, by whose clock, and with which names."""

    language: str
    zone: ZoneInfo
    now: datetime
    names: Mapping[MemberId, str] = field(default_factory=dict)

    def word(self, key: str) -> str:
        return speech.of_own(key, self.language)

    def time(self, at: datetime) -> str:
        local = at.astimezone(self.zone)
        return f"{format_date(local, 'd MMM y', locale=self.language)} {local:%H:%M}"

    def name(self, member: MemberId) -> str:
        return self.names.get(member, "?")

    def listener(self) -> speech.Listener:
        return speech.Listener(self.language, self.zone, self.now, self.names, is_lasting=True)


async def own_document(turn: Turn) -> Document:
    """The file for who speaks."""
    name = speech.of_own("file", turn.house.language)
    return Document.of(f"{name}.txt", "text/plain", (await own_text(turn)).encode())


async def own_text(turn: Turn) -> str:
    """What is in it."""
    return "\n".join(one.text for one in await own_lines(turn)) + "\n"


async def own_lines(turn: Turn) -> list[OwnLine]:
    """All lines of it, in the language of the house where it was asked."""
    account = turn.speaker.account
    assert account is not None
    reader = _Reader(turn.house.language, turn.house.zone, turn.now)
    lines = [*_head(reader, account)]
    selves = await turn.tx.selves(account)
    for house_id, ids in selves.items():
        lines += await _of_house(turn, house_id, ids, account, reader)
    lines += await _of_the_work(turn, [one for ids in selves.values() for one in ids], reader)
    lines += [OwnLine(""), OwnLine(reader.word("not-here"))]
    return lines


def _head(reader: _Reader, account: str) -> Iterator[OwnLine]:
    yield OwnLine(reader.word("title").upper())
    yield OwnLine(f"{account}, {reader.time(reader.now)}")


def _section(title: str) -> list[OwnLine]:
    return [OwnLine(""), OwnLine(title), OwnLine("-" * len(title))]


async def _of_house(
    turn: Turn, house_id: int, ids: list[MemberId], account: str, reader: _Reader
) -> list[OwnLine]:
    house = await turn.tx.house(house_id)
    members = await turn.tx.members(house_id)
    there = replace(reader, zone=house.zone, names={one.id: one.name for one in members})
    title = house.name.upper()
    lines = [OwnLine(""), OwnLine(""), OwnLine(title), OwnLine("=" * len(title))]
    lines += _section(there.word("you"))
    for member in members:
        if member.id in ids:
            lines += _of_member(member, there)
    for change, is_undone in await turn.tx.own_changes(ids):
        parts = [
            there.time(change.at),
            there.word(f"list-{change.kind}"),
            *(f"{there.word('by')} {there.name(change.by)}:" if change.by not in ids else "",),
            there.name(change.member),
            *([there.word("was-called"), change.name] if change.name else []),
            *([there.word("undone")] if is_undone else []),
        ]
        text = " ".join(part for part in parts if part)
        lines.append(OwnLine(text, (("member_changes", change.id),)))
    inside = Turn(turn.tx, house, turn.now, turn.source, sent_at=turn.sent_at, is_private=True)
    inside.member = next(one for one in members if one.account == account)
    stored = await turn.tx.stored_facts(house_id)
    lines += _section(there.word("in-time"))
    lines += await _of_facts(inside, stored, ids, account, there)
    lines += await _about_them(inside, ids, there)
    return lines


def _of_member(member: Member, reader: _Reader) -> list[OwnLine]:
    row: tuple[Row, ...] = (("members", member.id),)
    kind = reader.word(f"kind-{member.kind.value}")
    lines = [OwnLine(f"{reader.word('name')}: {member.name} ({kind})", row)]
    lines += [
        OwnLine(f"{reader.word(name.replace('_', '-'))}: {reader.time(at)}", row)
        for name in FIELDS
        if (at := getattr(member, name))
    ]
    if member.same_as:
        lines.append(OwnLine(reader.word("same-as"), row))
    return lines


# ---------------------------------------------------------------------------- in time order


async def _of_facts(
    turn: Turn, stored: list[StoredFact], ids: list[MemberId], account: str, reader: _Reader
) -> list[OwnLine]:
    facts = [(one.seq, one.subject, one.fact) for one in stored]
    read = [fact for _, _, fact in facts if not isinstance(fact, UnreadableFact)]
    sources = objected_by(read, ids)
    names_them = is_named(await known_as(turn, ids, account))
    every = {p.ref: p for p in (await turn.every_proposal()).values()}
    asked = await requests.read_requests(turn.tx, turn.house.id)
    lines = []
    for seq, subject, fact in facts:
        if isinstance(fact, UnreadableFact):
            continue
        found = told_of(fact, ids, sources)
        if not found and _may_read(turn, every.get(subject)):
            found = [Told("written-of", text) for text in words_of(fact) if names_them(text)]
        lines += [OwnLine(_line(fact, subject, told, reader), (("facts", seq),)) for told in found]
        if isinstance(fact, NudgeSent) and set(fact.to) & set(ids):
            nudge = replace(reader.listener(), language=fact.language, now=fact.at)
            lines.append(OwnLine(speech.say(nudge_words(fact, asked), nudge).plain))
    return lines


def _may_read(turn: Turn, proposal: Proposal | None) -> bool:
    return proposal is None or turn.may_speak_of(proposal)


def _line(fact: Fact, subject: str, told: Told, reader: _Reader) -> str:
    """When, about what, what; in whose words, and who else it was."""
    about = _subject(fact, subject, reader)
    line = f"{reader.time(fact.at)} {about}{reader.word(told.key)}"
    if told.other is not None:
        line += f" ({reader.name(told.other)})"
    if told.text:
        line += f": “{with_names(told.text, reader.name)}”"
    elif told.text == "":
        line += f": {reader.word('by-voice')}"
    return line


def _subject(fact: Fact, subject: str, reader: _Reader) -> str:
    if role := getattr(fact, "role", None):
        return f"{speech.role_word(role, reader.language)}: "
    if subject[:1] in {"P", "R"}:
        number = subject[1:] or getattr(fact, "number", "")
        return f"{subject[:1]}{number}: "
    return ""


# ------------------------------------------------------------------------------ in whole


async def _about_them(turn: Turn, ids: list[MemberId], reader: _Reader) -> list[OwnLine]:
    """What was put forward about them, with all that was said of it."""
    lines: list[OwnLine] = []
    for number, proposal in (await turn.every_proposal()).items():
        if proposal.about not in ids:
            continue
        turn.outcomes = []
        await showing.show(turn, Said(BY_KEY["show"], number=number))
        shown = next(one for one in turn.outcomes if isinstance(one, ProposalShown))
        lines += _section(f"{proposal.ref}: {reader.word('in-whole')}")
        lines.append(OwnLine(speech.say(shown, reader.listener()).plain))
    return lines


# ----------------------------------------------------------------------- the bot's own work


async def _of_the_work(turn: Turn, ids: list[MemberId], reader: _Reader) -> list[OwnLine]:
    """Private room, conversation, letters, and what is kept so that nothing is done twice."""
    account = turn.speaker.account
    assert account is not None
    lines = [OwnLine(""), *_section(reader.word("work"))]
    for note in await turn.tx.own_notes(account):
        when = f" ({reader.time(note.at)})" if note.at else ""
        text = f"{reader.word(f'note-{note.table}'.replace('_', '-'))}: {note.what}{when}"
        lines.append(OwnLine(text, ((note.table, note.key),)))
    for talk in await turn.tx.own_conversations(account):
        row: tuple[Row, ...] = (("conversations", account),)
        about = (await turn.tx.house(talk.house_id)).name if talk.house_id else "?"
        lines.append(OwnLine(f"{reader.word('talk')}: {about} ({reader.time(talk.at)})", row))
        waiting = (talk.waiting or {}).get("message") or {}
        if waiting:
            lines.append(OwnLine(f"{reader.word('talk-waits')}: “{waiting.get('text')}”", row))
    lines += _of_letters(await turn.tx.own_letters(ids, account), reader)
    return lines


def _of_letters(letters: Iterable[OwnLetter], reader: _Reader) -> Iterator[OwnLine]:
    sent = []
    for letter in letters:
        row: Row = ("outbox", letter.id)
        if letter.is_sent:
            sent.append((letter.at, row))
            continue
        words = next((letter.body[key] for key in ("plain", "fallback") if key in letter.body), "")
        line = f"{reader.word('letter-waits')} ({reader.time(letter.at)})"
        yield OwnLine(f"{line}: “{words}”" if words else line, (row,))
    if sent:
        since, until = (reader.time(at) for at in (sent[0][0], sent[-1][0]))
        text = f"{reader.word('letters-sent')}: {len(sent)} ({since} – {until})"
        yield OwnLine(text, tuple(row for _, row in sent))


KEYS = frozenset(
    {
        *(name.replace("_", "-") for name in FIELDS),
        *(f"kind-{kind}" for kind in ("resident", "offline", "professional", "guest")),
        *(f"list-{kind}" for kind in ("add", "remove", "link", "guest")),
        *(f"note-{table}" for table in ("private-rooms", "held", "handled")),
        *("file", "title", "you", "name", "by", "was-called", "undone", "same-as", "in-time"),
        *("by-voice", "written-of", "in-whole", "work", "talk", "talk-waits", "letter-waits"),
        *("letters-sent", "not-here"),
    }
)
"""The words it is told in, beside those of facts."""
