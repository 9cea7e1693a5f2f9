"""What people type after `!change`, in either language and any order, is read as they mean it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.change_typed import ALIASES, words_of
from commands.change_words import LONGEST_ROLE, NOBODY, Known, Read, read_change
from commands.table import BY_WORD
from governance import outcomes
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
from governance.mentioned import sign_of, with_names
from governance.outcomes import Refusal
from governance.rhythm import Rhythm
from governance.role_facts import Pool, RoleName, Way
from governance.roles import CHAIR, Role, Roles
from governance.settings import RANGES, TIMEZONE, Settings

BORN = datetime(2026, 11, 1, tzinfo=UTC)
BOB, JAN, LENA = MemberId(2), MemberId(3), MemberId(4)
MEMBERS = (
    Member(BOB, "Bob", Kind.RESIDENT, BORN, account="@bob:oak.test"),
    Member(JAN, "Jan van Dijk", Kind.OFFLINE, BORN),
    Member(LENA, "Lena", Kind.PROFESSIONAL, BORN, account="@lena:oak.test"),
    Member(MemberId(5), "Lena", Kind.GUEST, BORN, account="@lena2:oak.test"),
)
COOK, GARDEN = RoleName("cook"), RoleName("tuin")
WEEKLY = Rhythm(1, time(9), date(2026, 11, 2))
ROLES = Roles({
    name: Role(name, WEEKLY, Pool.RESIDENTS, Way.ROTATION, None) for name in (CHAIR, GARDEN)
})  # fmt: skip
JUNE = date(2027, 6, 1)


def read(typed: str, *mentioned: str) -> Read | outcomes.Outcome:
    return read_change(typed, Known(ROLES, MEMBERS, mentioned, date(2026, 11, 23), BY_WORD))


def effect_of(typed: str, *mentioned: str) -> Effect:
    found = read(typed, *mentioned)
    assert isinstance(found, Read), found
    return found.effect


EVERY_SECOND = MakeRole(COOK, 2, 2, time(18), Way.ROTATION, Pool.RESIDENTS)
MEANT: dict[str, Effect] = {
    "role cook every 2 weeks wednesday 18:00 by rotation pool residents": EVERY_SECOND,
    "rol cook elke 2 weken woensdag 18:00 door rotatie uit bewoners": EVERY_SECOND,
    "Rol cook uit bewoners, door rotatie, woensdag om 18.00 uur, om de twee weken": EVERY_SECOND,
    "role cook pool residents by rotation at 18:00 on Wednesdays every other week": EVERY_SECOND,
    "the role cook: fortnightly on wed 18:00, by rotation, from the residents": EVERY_SECOND,
    "role cook [every 2 weeks] [wednesday 18:00] [by rotation] [pool residents]": EVERY_SECOND,
    "role cook every week": MakeRole(COOK, 1),
    "rol cook elke week": MakeRole(COOK, 1),
    "rol cook om de week": MakeRole(COOK, 2),
    "rol cook om de 3 weken": MakeRole(COOK, 3),
    "rol cook wekelijks do 9u": MakeRole(COOK, 1, 3, time(9)),
    "rol cook vrijwillig": MakeRole(COOK, way=Way.VOLUNTEER),
    "role cook by volunteer pool everyone": MakeRole(
        COOK, way=Way.VOLUNTEER, pool=Pool.EVERYONE
    ),
    "role cook by election pool professionals": MakeRole(
        COOK, way=Way.ELECTION, pool=Pool.PROFESSIONALS
    ),
    "rol cook door verkiezing uit begeleiders": MakeRole(
        COOK, way=Way.ELECTION, pool=Pool.PROFESSIONALS
    ),
    "role voorzitter every 2 weeks": MakeRole(CHAIR, 2),
    "role Chair friday": MakeRole(CHAIR, weekday=4),
    "rol Tuin zondag 10:30": MakeRole(GARDEN, weekday=6, clock=time(10, 30)),
    "end role tuin": EndRole(GARDEN),
    "einde rol voorzitter": EndRole(CHAIR),
    "end chair": EndRole(CHAIR),
    "elect chair @bob until 1 june": Elect(CHAIR, BOB, JUNE),
    "kies voorzitter @Bob tot 1 juni": Elect(CHAIR, BOB, JUNE),
    "kies @Bob als voorzitter tot 2027-06-01": Elect(CHAIR, BOB, JUNE),
    "elect chair Bob": Elect(CHAIR, BOB),
    "elect chair Jan van Dijk until 1 june": Elect(CHAIR, JAN, JUNE),
    "elect chair Jan [until 1 june]": Elect(CHAIR, JAN, JUNE),
    "elect chair": Elect(CHAIR, NOBODY),
    "set quorum 0.75": SetSetting("quorum", 0.75),
    "zet quorum op 0,75": SetSetting("quorum", 0.75),
    "set quorum = 75%": SetSetting("quorum", 0.75),
    "set quorum half": SetSetting("quorum", 0.5),
    "zet quorum op de helft van de bewoners": SetSetting("quorum", 0.5),
    "zet ronde 2 dagen": SetSetting("round_hours", 48),
    "set round_hours 2 days": SetSetting("round_hours", 48),
    "set round_hours 1 week": SetSetting("round_hours", 168),
    "set publish_days 1 week": SetSetting("publish_days", 7),
    "set round_hours 72": SetSetting("round_hours", 72),
    "set round hours to 72 hours": SetSetting("round_hours", 72),
    "zet rondeuren 72 uur": SetSetting("round_hours", 72),
    "zet minimum 4 mensen": SetSetting("min_heard", 4),
    "zet rustige uren 23:00 - 07:00": SetSetting("quiet_hours", "23:00-07:00"),
    "zet rustige uren uit": SetSetting("quiet_hours", "off"),
    'set nudge_time "monday 10:00"': SetSetting("nudge_time", "monday 10:00"),
    "zet vraag woensdag 10:00": SetSetting("question", "wednesday 10:00"),
    "set question off": SetSetting("question", "off"),
    "zet tijdzone europe/lisbon": SetSetting("timezone", "Europe/Lisbon"),
    "set timezone America/New York": SetSetting("timezone", "America/New_York"),
    "professional @bob": ChangeKind(BOB, Kind.PROFESSIONAL),
    "begeleider Bob": ChangeKind(BOB, Kind.PROFESSIONAL),
    "bewoner @Jan van Dijk": ChangeKind(JAN, Kind.RESIDENT),
    "gast @bob": ChangeKind(BOB, Kind.GUEST),
    "guest @bob:oak.test": ChangeKind(BOB, Kind.GUEST),
    "mute flags until 1 june": MuteFlags(JUNE),
    "mute until 1 june": MuteFlags(JUNE),
    "stil tot 1 juni": MuteFlags(JUNE),
    "wheel": TurnWheel(),
    "het wiel": TurnWheel(),
}  # fmt: skip


@pytest.mark.parametrize("typed", MEANT)
def test_a_change_is_read_as_it_is_meant(typed: str) -> None:
    assert effect_of(typed) == MEANT[typed]
    assert effect_of(typed.upper() if "/" not in typed else typed) in {
        MEANT[typed],
        *_with_the_name_as_typed(MEANT[typed]),
    }


def _with_the_name_as_typed(effect: Effect) -> list[Effect]:
    """A new role is called as it was typed."""
    if not isinstance(effect, MakeRole) or effect.role != COOK:
        return []
    parts = (effect.every, effect.weekday, effect.clock, effect.way, effect.pool)
    return [MakeRole(RoleName("COOK"), *parts)]


CANNOT: dict[str, type[outcomes.Outcome]] = {
    "": outcomes.ChangeUnclear,
    "[]": outcomes.ChangeUnclear,
    "something else": outcomes.ChangeUnclear,
    "role": outcomes.ChangeUnclear,
    "role cook every month": outcomes.ChangeUnclear,
    "role cook every 2 weeks every week": outcomes.ChangeUnclear,
    "role cook on 25:00": outcomes.ChangeUnclear,
    "role cook and the bins": outcomes.ChangeUnclear,
    "role two words": outcomes.ChangeUnclear,
    "role consent every week": outcomes.RoleNameImpossible,
    "rol akkoord elke week": outcomes.RoleNameImpossible,
    "role P3 every week": outcomes.RoleNameImpossible,
    "role 12 every week": outcomes.RoleNameImpossible,
    "role every 2 weeks": outcomes.RoleNameImpossible,
    "role **bold** every week": outcomes.RoleNameImpossible,
    f"role {'a' * (LONGEST_ROLE + 1)} every week": outcomes.RoleNameImpossible,
    "end": outcomes.ChangeUnclear,
    "end role": outcomes.ChangeUnclear,
    "end role cook": outcomes.NoSuchRole,
    "end role tuin and chair": outcomes.ChangeUnclear,
    "elect": outcomes.ChangeUnclear,
    "elect cook @bob": outcomes.NoSuchRole,
    "elect chair @zoe": outcomes.MemberUnknown,
    "elect chair @lena": outcomes.SeveralMeant,
    "elect chair @bob until": outcomes.UntilUnclear,
    "elect chair @bob until the cows come home": outcomes.UntilUnclear,
    "set": outcomes.ChangeUnclear,
    "set kworum 1": outcomes.SettingUnknown,
    "set language nl": outcomes.SettingUnknown,
    "set quorum": outcomes.SettingImpossible,
    "set quorum 2": outcomes.SettingImpossible,
    "set quorum half a room": outcomes.SettingImpossible,
    "zet ronde 90 dagen": outcomes.SettingImpossible,
    "zet ronde een dag of wat": outcomes.SettingImpossible,
    "set round_hours 0": outcomes.SettingImpossible,
    "set round_hours 1.5": outcomes.SettingImpossible,
    "set publish_days 61": outcomes.SettingImpossible,
    "set quiet_hours 22:00": outcomes.SettingImpossible,
    "set question tomorrow": outcomes.SettingImpossible,
    "set timezone Mars": outcomes.SettingImpossible,
    "professional": outcomes.ChangeUnclear,
    "professional @zoe": outcomes.MemberUnknown,
    "mute flags": outcomes.UntilMissing,
    "mute flags for ever": outcomes.ChangeUnclear,
    "mute flags until soon": outcomes.UntilUnclear,
    "wheel of fortune": outcomes.ChangeUnclear,
}


@pytest.mark.parametrize("typed", CANNOT)
def test_what_cannot_be_read_is_told_with_what_could_be(typed: str) -> None:
    found = read(typed)
    assert isinstance(found, CANNOT[typed])
    assert isinstance(found, Refusal)


def test_a_member_who_is_mentioned_is_meant_whatever_the_name() -> None:
    assert effect_of("professional @Lena", "@lena2:oak.test") == ChangeKind(
        MemberId(5), Kind.PROFESSIONAL
    )


def test_what_is_kept_names_nobody() -> None:
    """Names stand once; the words are shown with the name that somebody goes by then."""
    found = read("kies voorzitter @Jan van Dijk tot 1 juni")
    assert isinstance(found, Read)
    assert found.text == f"kies voorzitter @{sign_of(JAN)} tot 1 juni"
    assert with_names(found.text, lambda _: "Jan") == "kies voorzitter @Jan tot 1 juni"
    other = read("guest bob")
    assert isinstance(other, Read)
    assert other.text == f"guest {sign_of(BOB)}"


words = st.sampled_from(
    [w for typed in MEANT for w in typed.split()] + ["@", "[", "]", "", "tot", "99", "-1", "éé"]
)


@given(st.lists(words, max_size=9).map(" ".join))
def test_whatever_is_typed_is_read_or_refused(typed: str) -> None:
    found = read(typed)
    assert isinstance(found, Read | Refusal)


def settings_now() -> list[SetSetting]:
    values = Settings()
    return [SetSetting(n, getattr(values, n)) for n in RANGES] + [
        SetSetting("quiet_hours", "off"),
        SetSetting("question", "wednesday 10:00"),
        SetSetting(TIMEZONE, "Europe/Lisbon"),
        SetSetting("quorum", 0.75),
    ]


@pytest.mark.parametrize("language", ["en", "nl"])
def test_what_the_bot_shows_can_be_typed(language: str) -> None:
    """The command to change each setting, and what undoes a change."""
    shown: list[Effect] = [
        *settings_now(),
        EVERY_SECOND,
        EndRole(CHAIR),
        MuteFlags(JUNE),
        TurnWheel(),
        Elect(CHAIR, BOB, JUNE),
        ChangeKind(BOB, Kind.GUEST),
    ]
    for effect in shown:
        typed = with_names(words_of(effect, language), lambda _: "Bob")
        assert effect_of(typed) == effect, typed


def test_every_setting_has_a_word_in_dutch() -> None:
    assert {*ALIASES} == {*RANGES, "nudge_time", "quiet_hours", "question", TIMEZONE}
