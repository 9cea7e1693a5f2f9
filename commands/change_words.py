"""The words of `!change`, in Dutch and English: what somebody typed, as an effect (design §7.2).

Both languages are read whatever the house's own is, and the parts of a role in any order. What is
read is kept as it was typed, with the member it names by id.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from datetime import date, time

from commands import naming
from commands.change_typed import ALIASES
from commands.dates import read_date
from commands.reading import NUMBER_OF, echo, folded, without_brackets
from commands.roles import CHAIR_WORDS, called
from governance import outcomes
from governance.changing import setting_line
from governance.effects import (
    ChangeKind,
    Effect,
    Elect,
    EndRole,
    MakeRole,
    MuteFlags,
    SetSetting,
    TurnWheel,
)
from governance.members import Kind, Member, MemberId
from governance.mentioned import sign_of
from governance.outcomes import ChangeForm, Outcome, RoleNamed
from governance.role_facts import Pool, RoleName, Way
from governance.roles import CHAIR, Roles
from governance.settings import (
    TIMEZONE,
    WEEKDAYS,
    WEEKDAYS_NL,
    Impossible,
    Value,
    read_setting,
    read_timezone,
)

LONGEST_ROLE = 30
"""Characters in the name of a role."""


@dataclass(frozen=True, slots=True)
class Known:
    """What has to be known to read a change."""

    roles: Roles
    members: tuple[Member, ...]
    mentioned: tuple[str, ...]
    """The accounts that the message names."""
    today: date
    commands: Container[str]
    """The words of all commands: no role is called so."""


@dataclass(frozen=True, slots=True)
class Read:
    """An effect, and the words it was read from as they are kept."""

    effect: Effect
    text: str


def read_change(typed: str, known: Known) -> Read | Outcome:
    """The change that was typed; or why it cannot be read, with what could be."""
    text = without_brackets(typed.strip())
    words = text.split()
    while words and folded(words[0]).strip(".,:;") in _NOISE:
        words.pop(0)
    if not words:
        return outcomes.ChangeUnclear(echo(typed), ChangeForm.ALL)
    first, rest = folded(words[0]).strip(".,:;"), words[1:]
    if first in _ROLE:
        return _read_role(typed, rest, known)
    if first in _END:
        return _read_end(typed, rest, known)
    if first in _ELECT:
        return _read_elect(typed, rest, known)
    if first in _SET:
        return _read_set(typed, rest)
    if first in _KINDS:
        return _read_kind(typed, _KINDS[first], rest, known)
    if first in _MUTE:
        return _read_mute(typed, rest, known)
    if first in _WHEEL and not [word for word in rest if folded(word) not in _NOISE]:
        return Read(TurnWheel(), text)
    return outcomes.ChangeUnclear(echo(typed), ChangeForm.ALL)


_NOISE = frozenset({"the", "het", "de", "a", "een", "please", "graag", "!change", "!inrichten"})
_ROLE = frozenset({"role", "rol"})
_END = frozenset({"end", "einde", "stop", "eind", "beeindig"})
_ELECT = frozenset({"elect", "kies", "choose"})
_SET = frozenset({"set", "zet", "setting", "instelling"})
_MUTE = frozenset({"mute", "stil"})
_WHEEL = frozenset({"wheel", "wiel"})
_KINDS = {
    "professional": Kind.PROFESSIONAL,
    "begeleider": Kind.PROFESSIONAL,
    "resident": Kind.RESIDENT,
    "bewoner": Kind.RESIDENT,
    "guest": Kind.GUEST,
    "gast": Kind.GUEST,
}


# ----------------------------------------------------------------------------------------- roles

_DAY_OF = {
    word: day
    for days, letters in ((WEEKDAYS, 3), (WEEKDAYS_NL, 2))
    for day, name in enumerate(days)
    for word in (name, name[:letters])
}
"""Weekdays in full, and as they stand on calendars: `mon`, `ma`."""
_WAY_OF = {
    "rotation": Way.ROTATION,
    "rotatie": Way.ROTATION,
    "toerbeurt": Way.ROTATION,
    "volunteer": Way.VOLUNTEER,
    "volunteers": Way.VOLUNTEER,
    "volunteering": Way.VOLUNTEER,
    "vrijwillig": Way.VOLUNTEER,
    "vrijwilligers": Way.VOLUNTEER,
    "vrijwilliger": Way.VOLUNTEER,
    "election": Way.ELECTION,
    "verkiezing": Way.ELECTION,
    "verkiezingen": Way.ELECTION,
}
_POOL_OF = {
    "residents": Pool.RESIDENTS,
    "resident": Pool.RESIDENTS,
    "bewoners": Pool.RESIDENTS,
    "professionals": Pool.PROFESSIONALS,
    "professional": Pool.PROFESSIONALS,
    "begeleiders": Pool.PROFESSIONALS,
    "everyone": Pool.EVERYONE,
    "everybody": Pool.EVERYONE,
    "iedereen": Pool.EVERYONE,
}

# Each part as it stands at the start of what is left; a word ends where a letter does.
_W = r"(?![^\W_])"
_EVERY = re.compile(
    rf"(?:every|each|elke|iedere|om de|per) "
    rf"(?:(?P<other>other|andere) |(?P<count>-?[0-9]+|{'|'.join(NUMBER_OF)}) )?"
    rf"(?:weeks?|weken|wk){_W}"
)
_WEEKLY = re.compile(
    rf"(?:(?P<one>weekly|wekelijks)|(?P<two>biweekly|fortnightly|tweewekelijks)){_W}"
)
_DAY = re.compile(rf"(?:(?:on|op|from|vanaf|starting) )?(?P<day>{'|'.join(_DAY_OF)})s?{_W}")
_TIME = re.compile(
    r"(?:(?:at|om) )?(?:(?P<h>[0-9]{1,2})[:.](?P<m>[0-9]{2})(?: ?(?:uur|u|h))?"
    rf"|(?P<hour>[0-9]{{1,2}}) ?(?:uur|u|h)){_W}"
)
_WAY = re.compile(rf"(?:(?:by|door|via|per|op|in) )?(?P<way>{'|'.join(_WAY_OF)}){_W}")
_POOL = re.compile(
    rf"(?:(?:pool|uit|from|van|onder|among|voor|for) )?(?:the |de )?"
    rf"(?P<pool>{'|'.join(_POOL_OF)}){_W}"
)
_LEFT_OUT = re.compile(r"[ ,;.\[\]|]+|(?:and|en|with|met|its)(?![^\W_])")


def _read_role(typed: str, rest: list[str], known: Known) -> Read | Outcome:
    if not rest:
        return outcomes.ChangeUnclear(echo(typed), ChangeForm.ROLE)
    name = _role_name(rest[0], known)
    if isinstance(name, Outcome):
        return name
    left, role = folded(" ".join(rest[1:])), MakeRole(name)
    while left:
        if gap := _LEFT_OUT.match(left):
            left = left[gap.end() :]
            continue
        for pattern in (_EVERY, _WEEKLY, _DAY, _TIME, _WAY, _POOL):
            match = pattern.match(left)
            part = _part(match) if match else None
            if match and part is not None and not _has(role, part):
                role, left = replace(role, **part), left[match.end() :]  # type: ignore[arg-type]
                break
        else:
            return outcomes.ChangeUnclear(echo(typed), ChangeForm.ROLE)
    return Read(role, typed)


def _has(role: MakeRole, part: dict[str, object]) -> bool:
    """It was said already, and otherwise or not: what is said twice is a slip."""
    return any(getattr(role, name) is not None for name in part)


def _part(match: re.Match[str]) -> dict[str, object] | None:
    """What one part of a role says; None where no clock shows such a time."""
    found = match.groupdict()
    if match.re is _EVERY:
        count = found["count"]
        if count is None:
            is_other = found["other"] or match[0].startswith("om de")
            return {"every": 2 if is_other else 1}
        return {"every": NUMBER_OF[count] if count in NUMBER_OF else int(count[:5])}
    if match.re is _WEEKLY:
        return {"every": 1 if found["one"] else 2}
    if match.re is _DAY:
        return {"weekday": _DAY_OF[found["day"]]}
    if match.re is _TIME:
        hour, minute = int(found["h"] or found["hour"]), int(found["m"] or 0)
        return {"clock": time(hour, minute)} if hour < 24 and minute < 60 else None
    if match.re is _WAY:
        return {"way": _WAY_OF[found["way"]]}
    return {"pool": _POOL_OF[found["pool"]]}


def _role_name(typed: str, known: Known) -> RoleName | Outcome:
    """The role the house has by that name, or the name of a new one."""
    bare = typed.strip("@.,:;!?\"'“”‘’")
    if found := called(known.roles, bare):
        return found
    plain = folded(bare)
    if plain in CHAIR_WORDS:
        return CHAIR
    is_number = re.fullmatch(r"[par][0-9]+", plain)
    is_word = re.fullmatch(r"[^\W\d_](?:[^\W_]|-)*", bare) and len(bare) <= LONGEST_ROLE
    if not is_word or is_number or plain in known.commands or plain in _TAKEN:
        return outcomes.RoleNameImpossible(echo(bare or typed), LONGEST_ROLE)
    return RoleName(bare)


_TAKEN = frozenset(
    {*_ROLE, *_END, *_ELECT, *_SET, *_MUTE, *_WHEEL, *_KINDS, *_WAY_OF, *_POOL_OF, *_DAY_OF}
    | {"every", "elke", "each", "iedere", "by", "door", "pool", "uit", "until", "tot", "all"}
)
"""Words that this grammar means something else by."""


def _read_end(typed: str, rest: list[str], known: Known) -> Read | Outcome:
    words = [word for word in rest if folded(word) not in _NOISE]
    if words and folded(words[0]) in _ROLE:
        words = words[1:]
    if len(words) != 1:
        return outcomes.ChangeUnclear(echo(typed), ChangeForm.END)
    name = called(known.roles, words[0])
    return Read(EndRole(name), typed) if name else _no_such_role(words[0], known)


def _no_such_role(typed: str, known: Known) -> Outcome:
    names = tuple(RoleNamed(role.name) for role in known.roles.live)
    return outcomes.NoSuchRole(echo(typed), names) if names else outcomes.NoRoles()


# ---------------------------------------------------------------------------------------- people

_UNTIL = frozenset({"until", "till", "til", "tot", "t/m"})


def _read_elect(typed: str, rest: list[str], known: Known) -> Read | Outcome:
    words = [word for word in rest if folded(word) not in {"as", "als", "for", "voor", *_ROLE}]
    if not words:
        return outcomes.ChangeUnclear(echo(typed), ChangeForm.ELECT)
    words, day = _take_until(words, known)
    if isinstance(day, Outcome):
        return day
    role = called(known.roles, words[0]) if words else None
    person = words[1:]
    if role is None and len(words) > 1:
        role, person = called(known.roles, words[-1]), words[:-1]  # `kies @bob als voorzitter`
    if role is None:
        return _no_such_role(words[0] if words else "", known)
    if not person:
        return Read(Elect(role, NOBODY, day), typed)
    found = _person(" ".join(person), known)
    if isinstance(found, Outcome):
        return found
    return Read(Elect(role, found, day), _kept(typed, person, found))


NOBODY = MemberId(0)
"""Whom somebody wants to elect who did not say so."""


def _take_until(words: list[str], known: Known) -> tuple[list[str], date | Outcome | None]:
    """The words before the last `until`, and the day after it."""
    places = [n for n, word in enumerate(words) if folded(word).strip("[],") in _UNTIL]
    if not places:
        return words, None
    place = places[-1]
    typed = " ".join(words[place + 1 :]).strip("[]")
    day = read_date(typed, known.today)
    before = [word for word in words[:place] if word.strip("[],")]
    return before, day or outcomes.UntilUnclear(echo(typed))


def _read_kind(typed: str, kind: Kind, rest: list[str], known: Known) -> Read | Outcome:
    if not rest:
        return outcomes.ChangeUnclear(echo(typed), ChangeForm.MEMBER)
    found = _person(" ".join(rest), known)
    if isinstance(found, Outcome):
        return found
    return Read(ChangeKind(found, kind), _kept(typed, rest, found))


def _person(typed: str, known: Known) -> MemberId | Outcome:
    here = [member for member in known.members if member.is_here]
    named = [one for one in here if one.account and one.account in known.mentioned]
    found = named or naming.called(typed, here)
    if len(found) > 1:
        return outcomes.SeveralMeant(echo(typed), naming.options(found))
    return found[0].id if found else outcomes.MemberUnknown(echo(typed))


def _kept(typed: str, person: Iterable[str], member: MemberId) -> str:
    """The words with the member's sign in the place of the name."""
    name = " ".join(person)
    before, _, after = " ".join(typed.split()).rpartition(name)
    at = "@" if name.startswith("@") else ""
    return f"{before}{at}{sign_of(member)}{after}"


# -------------------------------------------------------------------------------------- settings

_SETTING_OF = {
    word.replace("_", ""): name for name, words in ALIASES.items() for word in (name, *words)
}
_UNITS = {
    "_hours": r"hours?|hrs?|h|uur|uren|u",
    "_days": r"days?|d|dag|dagen",
    "_months": r"months?|maand|maanden",
    "min_heard": r"people|persons?|mensen|bewoners|residents?",
    "term_limit": r"turns?|terms?|beurten|beurt",
    "max_open_rounds": r"rounds?|rondes?",
}
_LONGER_UNITS = {
    "_hours": ((24, r"days?|d|dag|dagen|etmaal"), (168, r"weeks?|wk|weken")),
    "_days": ((7, r"weeks?|wk|weken"),),
}
"""What people count in instead, and how many of the setting's own unit one is."""
_SHARE = re.compile(r"(?i)(?:a |one |de |het |een )?(?:half|helft|halve)(?: (?:of|van) .{1,40})?")
_LONGEST_NAME = 4
"""Words of which people make a setting's name."""


def _read_set(typed: str, rest: list[str]) -> Read | Outcome:
    name, value = _setting(rest)
    if name is None:
        if not rest:
            return outcomes.ChangeUnclear(echo(typed), ChangeForm.SET)
        return outcomes.SettingUnknown(echo(rest[0]))
    found = _value(name, value)
    if isinstance(found, Impossible):
        return outcomes.SettingImpossible(setting_line(name, found))
    return Read(SetSetting(name, found), typed)


def _setting(words: list[str]) -> tuple[str | None, str]:
    """The setting whose name stands first, the longest that fits, and what comes after it."""
    for count in range(min(_LONGEST_NAME, len(words)), 0, -1):
        bare = re.sub(r"[\W_]", "", folded("".join(words[:count])))
        if bare in _SETTING_OF:
            value = re.sub(rf"(?i)^(?:(?:to|op|naar|is){_W}|=|:) ?", "", " ".join(words[count:]))
            return _SETTING_OF[bare], value.strip()
    return None, ""


def _value(name: str, typed: str) -> Value | Impossible:
    if name == TIMEZONE:
        return read_timezone(_zone_name(typed))
    bare = typed.strip("\"'“”‘’").rstrip(".!")
    unit = next((words for end, words in _UNITS.items() if name.endswith(end)), None)
    if unit:
        bare = re.sub(rf"(?i)(?<=[0-9]) ?(?:{unit})$", "", bare)
    for end, longer in _LONGER_UNITS.items():
        for many, words in longer if name.endswith(end) else ():
            if found := re.fullmatch(rf"(?i)([0-9]{{1,4}}) ?(?:{words})", bare):
                bare = str(int(found[1]) * many)
    if name == "quorum" and _SHARE.fullmatch(bare):
        bare = "0.5"
    if name == "quorum" and (percent := re.fullmatch(r"([0-9]{1,3}) ?(?:%|procent|percent)", bare)):
        bare = str(int(percent[1]) / 100)
    return read_setting(name, bare)


def _zone_name(typed: str) -> str:
    """A zone's name as the database writes it: `europe/amsterdam` is meant well."""
    return "/".join(
        "_".join(part[:1].upper() + part[1:] for part in word.split("_"))
        for word in typed.strip().replace(" ", "_").split("/")
    )


# ----------------------------------------------------------------------------------- mute, wheel

_OF_FLAGS = frozenset({"flags", "flag", "vlaggen", "vlag", "seinen"})


def _read_mute(typed: str, rest: list[str], known: Known) -> Read | Outcome:
    words = [word for word in rest if folded(word) not in _OF_FLAGS]
    before, day = _take_until(words, known)
    if isinstance(day, Outcome):
        return day
    if before:
        return outcomes.ChangeUnclear(echo(typed), ChangeForm.MUTE)
    return Read(MuteFlags(day), typed) if day else outcomes.UntilMissing()
