"""What somebody meant: from words, taps and reactions to a row of the command table."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace

from bot.room import Message
from commands import at_table, changing, members, naming, requests, reviewing, roles
from commands.about import ONESELF, can_be_paused, is_meant, read_person
from commands.dates import read_date
from commands.declare import NAMED, NEEDED, REFS, Arg, Command, Said, Who
from commands.durations import read_duration
from commands.help import unknown
from commands.numbering import existing, mended, only_one_meant
from commands.reading import (
    Malformed,
    Number,
    clean,
    echo,
    first_word,
    split_command,
    stance_and_number,
    stance_word,
    take_number,
    without_brackets,
)
from commands.speaking_for import ANSWERS, SPOKEN, TURNS
from commands.table import BY_KEY, BY_WORD, COMMANDS, STANCE_WORDS, find
from commands.turn import Turn
from governance import outcomes
from governance.facts import Answer
from governance.members import Kind, Member
from governance.outcomes import CommandName, Example, Outcome, Usage
from governance.rounds import TEXT_LIMIT
from storage.records import Posted

_SHORT = frozenset(
    {
        *(Arg.DURATION, Arg.OBJECTOR, Arg.UNTIL, Arg.NAME, Arg.WORDS),
        *(Arg.FORM, Arg.COMMAND, Arg.SURE),
    }
)
"""What is no text of somebody's own, so that brackets around it mean nothing."""

LONGEST_SIGN = 20
"""Characters of a reaction that may be a sign; one with all its variants has fewer."""

LONGEST_NAME = 6
"""Words in a name at most, where a command comes after it."""

A_SENTENCE = 3
"""Words from which on a private message without a prefix may be just talk."""

PREFIXES = "!/. "
"""What people put before a command, also one within another."""

_SKIN_TONES = {chr(code) for code in range(0x1F3FB, 0x1F400)}
_SIGNS = {
    "👍": "consent",
    "✅": "consent",
    "🤔": "concern",
    "💬": "concern",
    "✋": "objection",
    "🛑": "objection",
    "👎": "objection",
    "🤷": "aside",
}
_GENDERS = {"\u200d", "\u2640", "\u2642"}  # 🤷‍♀️ is a 🤷


@dataclass(frozen=True, slots=True)
class Typed:
    """A command's word and what came after it."""

    command: Command
    rest: str


def stance_of_sign(key: str) -> str | None:
    """The stance that a reaction means (design §7.3), whatever its skin tone or variant."""
    if len(key) > LONGEST_SIGN:
        return None
    bare = "".join(
        sign
        for sign in unicodedata.normalize("NFC", key)
        if sign not in _SKIN_TONES and sign not in _GENDERS and sign != "\ufe0f"
    )
    return _SIGNS.get(bare)


def typed_command(
    message: Message, prefix: str, *, is_private: bool, is_reply: bool
) -> Typed | Outcome | None:
    """The command that was typed, a refusal with the nearest one, or None for chatter."""
    if is_reply and (key := stance_word(message.text, STANCE_WORDS)):
        return Typed(BY_KEY[key], "")
    if answer := stance_and_number(message.text, STANCE_WORDS):
        return Typed(BY_KEY[answer[0]], answer[1])
    split = split_command(message.text, prefix, BY_WORD, is_private=is_private)
    if split is None:
        return None
    word, rest = split
    if command := find(word):
        return Typed(command, rest)
    has_prefix = clean(message.text).startswith(prefix)
    is_talk = is_private and not has_prefix and len(rest.split()) >= A_SENTENCE - 1
    return unknown(word, COMMANDS, is_talk=is_talk)


def answer_in_a_review(text: str, about: Posted | None) -> Typed | None:
    """A reply to the poll of a review that is just one of its words (`houden`)."""
    if about is None or about.part != "review" or word_of_a_review(text) is None:
        return None
    return Typed(BY_KEY["review"], _bare(text))


def word_of_a_review(text: str) -> Answer | None:
    """What somebody says who writes just one of the words of a review."""
    return reviewing.ANSWERS.get(_bare(text))


async def answer_for_somebody(
    turn: Turn, text: str, prefix: str
) -> tuple[Member, Answer] | Outcome | None:
    """`!for Jan keep`: what somebody without an account says, in a reply that tells of what."""
    split = split_command(text, prefix, BY_WORD, is_private=False)
    command = find(split[0]) if split else None
    if split is None or command is None or command.key != "for":
        return None
    name, _, word = split[1].rpartition(" ")
    answer = word_of_a_review(word)
    if answer is None or not name:
        return None
    member = await members.offline_called(turn, name)
    if isinstance(member, outcomes.HasAnAccount):
        return outcomes.SpeaksForThemselves(member.member)
    return member if isinstance(member, Outcome) else (member, answer)


def _bare(text: str) -> str:
    return clean(text).casefold().strip(".,:;!? ")


def is_certainly_a_command(typed: Typed | Outcome | None) -> bool:
    """A command even where a reason is awaited and the prefix was left out."""
    if not isinstance(typed, Typed):
        return False
    if typed.command.is_own:
        return True
    number, _ = take_number(typed.rest)
    return not typed.rest or number is not None


async def _why_not(turn: Turn, typed: Typed, about: Posted | None) -> Outcome | None:
    """Why who speaks cannot give this command, or not here."""
    command = typed.command
    if command.is_private and not turn.is_private:
        return outcomes.SayItPrivately()
    if command.is_own and not turn.is_private:
        return outcomes.AskMePrivately(CommandName(command.key))
    if command.is_open and turn.is_private:
        return outcomes.SayItInTheRoom(CommandName(command.key))
    is_resident = turn.speaker.kind is Kind.RESIDENT or turn.said_by is not None
    if command.who is Who.RESIDENT and not is_resident:
        is_answer = command.key in ANSWERS
        return await _who_decides(turn, typed, about) if is_answer else outcomes.ResidentsOnly()
    if command.who is Who.ASKED and not is_resident and not await is_meant(turn):
        return await _who_decides(turn, typed, about)
    if command.who is Who.PROFESSIONAL and turn.speaker.kind is not Kind.PROFESSIONAL:
        return outcomes.ProfessionalsOnly()
    return None


async def _who_decides(turn: Turn, typed: Typed, about: Posted | None) -> Outcome:
    """Residents do; what who works or visits here can do about what they answered."""
    number, _ = take_number(typed.rest)
    if isinstance(number, Number):
        meant = await existing(turn, number)
    else:
        meant = int(about.about[1:]) if about else None
    proposal = await turn.proposal(meant) if meant else None
    is_professional = turn.speaker.kind is Kind.PROFESSIONAL
    return outcomes.ResidentsDecide(
        proposal.ref if proposal else "",
        is_professional,
        is_about_somebody=proposal is not None and proposal.about is not None,
        can_be_paused=is_professional
        and proposal is not None
        and can_be_paused(proposal, turn.speaker.id),
    )


async def read(turn: Turn, typed: Typed, about: Posted | None) -> Said | Outcome:
    """Check permission once and read the arguments; a refusal instead where they do not fit."""
    command = typed.command
    if refusal := await _why_not(turn, typed, about):
        return refusal
    said: Said | Outcome = Said(command)
    rest = typed.rest
    for arg in command.args:
        if not isinstance(said, Said):
            return said
        said, rest = await _read_one(turn, said, arg, rest, about)
    if isinstance(said, Said) and rest:
        return outcomes.TooManyWords(Usage(command.key))
    return await changing.with_change(turn, said, BY_WORD) if isinstance(said, Said) else said


async def _read_one(
    turn: Turn, said: Said, arg: Arg, rest: str, about: Posted | None
) -> tuple[Said | Outcome, str]:
    """One argument, from the start of `rest`; and what comes after it."""
    if arg is Arg.REQUEST or (arg is Arg.ANY_NUMBER and requests.names_one(rest)):
        asked, after = await requests.read_request(turn, said, rest)
        return (asked if isinstance(asked, Outcome) else replace(said, request=asked)), after
    if arg in REFS:
        return await _read_number(turn, said, rest, about)
    if arg in NAMED:
        return await _read_role(turn, said, arg, rest, about)
    match arg:
        case Arg.ANSWER:
            answer, rest = reviewing.read_answer(said, rest)
            return (answer if isinstance(answer, Outcome) else replace(said, answer=answer)), rest
        case Arg.OUTCOME:
            found, rest = at_table.read_outcome(said, rest)
            return (found if isinstance(found, Outcome) else replace(said, outcome=found)), rest
        case Arg.PERSON:
            return await _read_person(turn, said, rest)
        case Arg.CHANGE:
            return await _read_change(turn, said, rest), ""
        case Arg.SPOKEN:
            return await _read_spoken(turn, said, rest, about), ""
        case Arg.WITH:
            return await _read_with(turn, said, rest), ""
        case _:
            return await _read_rest(turn, said, arg, rest)


async def _read_change(turn: Turn, said: Said, rest: str) -> Said | Outcome:
    if not rest:
        other = said.command.word("en" if turn.house.language == "nl" else "nl")
        return outcomes.ChangeHelp(Usage(said.command.key), other)
    if len(rest) > TEXT_LIMIT:
        return outcomes.TextTooLong(len(rest), TEXT_LIMIT)
    return await changing.read(turn, said, rest, BY_WORD)


async def _read_role(
    turn: Turn, said: Said, arg: Arg, rest: str, about: Posted | None
) -> tuple[Said | Outcome, str]:
    """A role's name; for `!take` also the number of a proposal, or nothing in a reply to one."""
    if arg is Arg.ROLE_OR_PROPOSAL:
        is_number = take_number(rest)[0] is not None
        if is_number or (not rest and (about or await at_table.somebody_left_one(turn))):
            return await _read_number(turn, said, rest, about)
    found, after = await roles.read_role(turn, said, rest, is_needed=arg is not Arg.ROLE_MAYBE)
    return (found if isinstance(found, Outcome) else replace(said, role=found)), after


def _usage(said: Said) -> Usage:
    """The command with the role or the request that is known already."""
    known = said.role or (f"R{said.request}" if said.request else "")
    return Usage(f"{said.command.key} {known}".strip())


async def _read_with(turn: Turn, said: Said, rest: str) -> Said | Outcome:
    """Somebody's name, and nothing after it."""
    if not rest.strip("@ "):
        asked = await roles.who_asked(turn, said)
        missing = outcomes.TextMissing(Example(_usage(said)))
        return replace(said, person=asked[0]) if len(asked) == 1 else missing
    found = await naming.meant_by(turn, rest)
    if len(found) > 1:
        return outcomes.SeveralMeant(echo(rest), naming.options(found))
    return replace(said, person=found[0].id) if found else outcomes.MemberUnknown(echo(rest))


async def _read_spoken(turn: Turn, said: Said, rest: str, about: Posted | None) -> Said | Outcome:
    """A name of one word or more, and a command for them; read as if they gave it."""
    words, usage_ = rest.split(), Usage(said.command.key)
    splits = range(min(len(words) - 1, LONGEST_NAME), 0, -1)
    are_commands = [n for n in splits if _first_command(words[n:])[0]]
    for count in (*are_commands, *splits):
        member = await members.offline_called(turn, " ".join(words[:count]))
        if not isinstance(member, outcomes.MemberUnknown):
            break
    else:
        is_name = len(words) == 1 and await naming.meant_by(turn, rest)
        return (
            outcomes.MemberUnknown(echo(words[0]))
            if words and not is_name
            else (outcomes.TextMissing(Example(usage_)))
        )
    if isinstance(member, outcomes.HasAnAccount):
        return outcomes.SpeaksForThemselves(member.member)
    if isinstance(member, Outcome):
        return member
    command, after = _first_command(words[count:])
    if command is None or command.key not in SPOKEN:
        return outcomes.CannotBeSpoken(usage_)
    with turn.speaking_for(member):
        inner = await read(turn, Typed(command, after), about)
    if isinstance(inner, Outcome):
        return outcomes.AboutThem(member.id, _as_for_another(inner))
    if command.key in TURNS and inner.number is not None:
        return outcomes.CannotBeSpoken(usage_)  # a proposal that somebody left
    return replace(said, member=member, inner=inner)


def _as_for_another(refusal: Outcome) -> Outcome:
    """It shows the command as it is given for somebody, not for oneself."""
    match refusal:
        case (
            outcomes.NumberMissing(usage=usage)
            | outcomes.WhichRole(usage=usage)
            | outcomes.NumberMalformed(usage=usage)
            | outcomes.TooManyWords(usage=usage)
            | outcomes.ReviewAnswerUnclear(usage=usage)
        ):
            return replace(refusal, usage=Usage(f"for {usage}"))
        case outcomes.TextMissing(usage=missing):
            return replace(refusal, usage=Example(f"for {missing}"))
    return refusal


def _first_command(words: list[str]) -> tuple[Command | None, str]:
    word, after = first_word(" ".join(words).lstrip(PREFIXES), BY_WORD)
    return find(word), after


async def _read_person(turn: Turn, said: Said, rest: str) -> tuple[Said | Outcome, str]:
    found, after = read_person(rest, await turn.members(), turn.mentioned)
    if not rest or (found and not after):
        return outcomes.PersonMissing(), ""
    if not found and rest.split(maxsplit=1)[0].strip("@,.:;").casefold() in ONESELF:
        return outcomes.AboutYourself(), ""
    if not found:
        return outcomes.PersonUnknown(echo(rest.split(maxsplit=1)[0])), ""
    if len(found) > 1:
        return outcomes.WhichPerson(tuple(map(outcomes.NameLine, found))), ""
    return replace(said, person=found[0]), after


async def _read_number(
    turn: Turn, said: Said, rest: str, about: Posted | None
) -> tuple[Said | Outcome, str]:
    name = Usage(said.command.key)
    is_length = Arg.DURATION in said.command.args and read_duration(rest) is not None
    number, after = (None, rest) if is_length else take_number(rest)
    match number:
        case Malformed(typed=typed):
            return outcomes.NumberMalformed(
                echo(typed), await mended(turn, said.command, typed)
            ), after
        case Number():
            found = await existing(turn, number)
            if not found:
                return outcomes.NumberUnknown(str(number)), after
            agreement = number.value if number.letter == "A" else None
            return replace(said, number=found, agreement=agreement), after
    meant = int(about.about[1:]) if about else await only_one_meant(turn, said.command)
    return (replace(said, number=meant) if meant else outcomes.NumberMissing(name)), rest


async def _read_rest(turn: Turn, said: Said, arg: Arg, rest: str) -> tuple[Said | Outcome, str]:
    name = _usage(said)
    if not rest:
        is_missing = arg in NEEDED
        return (outcomes.TextMissing(Example(name)) if is_missing else said), ""
    if arg in _SHORT:
        rest = without_brackets(rest)
    match arg:
        case Arg.TEXT | Arg.WHY | Arg.WORDING | Arg.BY_WHEN if len(rest) > TEXT_LIMIT:
            return outcomes.TextTooLong(len(rest), TEXT_LIMIT), ""
        case Arg.DURATION:
            length = read_duration(rest)
            if length is None:
                return outcomes.DurationUnclear(echo(rest)), ""
            return replace(said, duration=length), ""
        case Arg.OBJECTOR:
            return await _read_objector(turn, said, rest), ""
        case Arg.UNTIL:
            day = read_date(rest, turn.now.astimezone(turn.house.zone).date())
            return replace(said, until=day) if day else outcomes.DateUnclear(echo(rest)), ""
        case _:
            return replace(said, text=rest), ""


async def _read_objector(turn: Turn, said: Said, rest: str) -> Said | Outcome:
    found = await naming.meant_by(turn, rest)
    if len(found) > 1 and said.number:
        objectors = {o.member for o in (await turn.known(said.number)).standing()}
        found = [member for member in found if member.id in objectors] or found
    if len(found) > 1:
        return outcomes.SeveralMeant(echo(rest), naming.options(found))
    return replace(said, objector=found[0].id) if found else outcomes.MemberUnknown(echo(rest))
