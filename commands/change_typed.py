"""An effect in words as somebody could type them: an undoing, or how to set a setting."""

from __future__ import annotations

from governance.effects import (
    ChangeKind,
    Effect,
    Elect,
    EndElection,
    EndRole,
    MakeRole,
    MuteFlags,
    SetSetting,
    TurnWheel,
    UnmuteFlags,
)
from governance.members import Kind
from governance.mentioned import sign_of
from governance.role_facts import Pool, RoleName, Way
from governance.roles import CHAIR
from governance.settings import TIMEZONE, WEEKDAYS, WEEKDAYS_NL

_DAYS = tuple(zip(WEEKDAYS, WEEKDAYS_NL, strict=True))

ALIASES = {
    "talk_hours": ("praaturen", "uren_praten", "praten"),
    "round_hours": ("rondeuren", "uren_ronde", "ronde"),
    "quick_hours": ("sneluren", "snelle_uren", "snelle_ronde"),
    "grace_hours": ("bezinkuren", "uren_bezinken", "bedenktijd"),
    "quorum": ("quorum", "deel"),
    "min_heard": ("minimum", "minstens_gehoord", "min_gehoord"),
    "integrate_days": ("bezwaardagen", "dagen_bezwaar"),
    "review_months": ("evaluatiemaanden", "maanden_evaluatie", "evaluatie"),
    "max_open_rounds": ("rondes_tegelijk", "max_rondes"),
    "publish_days": ("aankondigdagen", "dagen_vooraf"),
    "term_limit": ("beurtgrens", "beurten_achter_elkaar"),
    "newcomer_days": ("nieuwkomerdagen", "dagen_nieuw"),
    "flag_private_hours": ("uren_alleen",),
    "nudge_time": ("seintje", "seintje_tijd"),
    "quiet_hours": ("rustige_uren", "rust", "stille_uren"),
    "question": ("vraag", "waaromvraag"),
    TIMEZONE: ("tijdzone", "time_zone"),
}
"""What a setting is called in Dutch, first as the bot writes it; its English name always works."""


def words_of(effect: Effect, language: str) -> str:
    """The effect as it could be typed, with members by their sign."""
    is_nl = language == "nl"
    match effect:
        case MakeRole():
            return _role_words(effect, language)
        case EndRole(role=role) | EndElection(role=role):
            what = ("end role", "einde rol") if isinstance(effect, EndRole) else _END_ELECTION
            return f"{what[is_nl]} {_called(role, language)}"
        case Elect(role=role, member=member, until=until):
            end = f" {_UNTIL[is_nl]} {until.isoformat()}" if until else ""
            return f"{_ELECT[is_nl]} {_called(role, language)} @{sign_of(member)}{end}"
        case SetSetting(name=name, value=value):
            shown = _in_dutch(name, str(value)) if is_nl else str(value)
            return f"{_SET[is_nl]} {ALIASES[name][0] if is_nl else name} {shown}"
        case ChangeKind(member=member, becomes=becomes):
            return f"{_KIND_WORDS[becomes][is_nl]} @{sign_of(member)}"
        case MuteFlags(until=until_day):
            return f"{_MUTE[is_nl]} {until_day.isoformat()}"
        case UnmuteFlags() | TurnWheel():
            return (_UNMUTE if isinstance(effect, UnmuteFlags) else _WHEEL)[is_nl]


_END_ELECTION = ("end election", "einde keuze")
_UNTIL = ("until", "tot")
_ELECT = ("elect", "kies")
_SET = ("set", "zet")
_MUTE = ("mute flags until", "stil tot")
_UNMUTE = ("unmute flags", "niet stil")
_WHEEL = ("wheel", "wiel")
_KIND_WORDS = {
    Kind.RESIDENT: ("resident", "bewoner"),
    Kind.OFFLINE: ("resident", "bewoner"),
    Kind.PROFESSIONAL: ("professional", "begeleider"),
    Kind.GUEST: ("guest", "gast"),
}


def _in_dutch(name: str, value: str) -> str:
    """A setting's value as a Dutch house writes it: `0,5`, `maandag 09:00`, `uit`."""
    if name == "quorum":
        return value.replace(".", ",")
    day, *rest = value.split(" ")
    return " ".join([dict([*_DAYS, ("off", "uit")]).get(day, day), *rest])


def _called(role: RoleName, language: str) -> str:
    return "voorzitter" if role == CHAIR and language == "nl" else str(role)


def _role_words(role: MakeRole, language: str) -> str:
    is_nl = language == "nl"
    parts = [f"{'rol' if is_nl else 'role'} {_called(role.role, language)}"]
    if role.every is not None:
        one, more = ("elke week", "elke {} weken") if is_nl else ("every week", "every {} weeks")
        parts.append(one if role.every == 1 else more.format(role.every))
    if role.weekday is not None:
        parts.append(_DAYS[role.weekday][is_nl])
    if role.clock is not None:
        parts.append(f"{role.clock:%H:%M}")
    if role.way is not None:
        ways = {Way.ROTATION: "rotatie", Way.VOLUNTEER: "vrijwillig", Way.ELECTION: "verkiezing"}
        parts.append(f"door {ways[role.way]}" if is_nl else f"by {role.way.value}")
    if role.pool is not None:
        pools = {
            Pool.RESIDENTS: "bewoners",
            Pool.PROFESSIONALS: "begeleiders",
            Pool.EVERYONE: "iedereen",
        }
        parts.append(f"uit {pools[role.pool]}" if is_nl else f"pool {role.pool.value}")
    return " ".join(parts)
