"""Every command, on one page (design §7.1).

Help, both languages' words, argument parsing, permission and the README's list come from here.
"""

from __future__ import annotations

from commands import (
    about,
    at_table,
    changing,
    exporting,
    house,
    members,
    mirror,
    nudges,
    own,
    poster,
    putting_forward,
    questions,
    requests,
    reviewing,
    roles,
    roles_shown,
    showing,
    speaking_for,
    stances,
)
from commands.declare import Arg, Command, Who
from commands.help import help_on

COMMANDS: tuple[Command, ...] = (
    Command("help", "hulp", help_on(lambda: COMMANDS), (Arg.COMMAND,), Who.ANYONE, is_first=True),
    Command("propose", "voorstel", putting_forward.propose, (Arg.TEXT,), is_first=True),
    Command("quick", "snel", putting_forward.quick, (Arg.TEXT,), is_first=True),
    Command("try", "probeer", putting_forward.try_, (Arg.TEXT,)),
    Command("about", "over", about.about, (Arg.PERSON, Arg.TEXT), is_private=True),
    Command("urgent", "spoed", putting_forward.tell_urgent, (Arg.TEXT,)),
    Command("change", "inrichten", changing.change, (Arg.CHANGE,)),
    Command("proposals", "voorstellen", showing.show_proposals, (), Who.ANYONE, is_first=True),
    Command(
        "show",
        "toon",
        requests.show,
        (Arg.ANY_NUMBER,),
        Who.ANYONE,
        stances.is_open,
        is_first=True,
    ),
    Command(
        "round",
        "ronde",
        putting_forward.open_round,
        (Arg.PROPOSAL, Arg.DURATION),
        meant=stances.can_be_opened,
    ),
    Command(
        "consent",
        "akkoord",
        stances.consent,
        (Arg.PROPOSAL, Arg.NOTE),
        Who.ASKED,
        meant=stances.answerable,
        is_first=True,
    ),
    Command(
        "concern",
        "bedenking",
        stances.concern,
        (Arg.PROPOSAL, Arg.REASON),
        Who.ASKED,
        meant=stances.answerable,
        is_first=True,
    ),
    Command(
        "object",
        "bezwaar",
        stances.object_,
        (Arg.PROPOSAL_OR_AGREEMENT, Arg.REASON),
        Who.ASKED,
        meant=stances.objectable,
        is_first=True,
    ),
    Command(
        "aside",
        "zondermij",
        stances.aside,
        (Arg.PROPOSAL, Arg.NOTE),
        Who.ASKED,
        meant=stances.answerable,
        is_first=True,
    ),
    Command(
        "unvote",
        "wisstem",
        stances.unvote,
        (Arg.PROPOSAL,),
        Who.ASKED,
        stances.answerable,
    ),
    Command(
        "resolved",
        "opgelost",
        stances.resolved,
        (Arg.PROPOSAL, Arg.OBJECTOR),
        Who.ASKED,
        meant=stances.objected,
    ),
    Command(
        "amend",
        "wijzig",
        putting_forward.amend,
        (Arg.PROPOSAL, Arg.TEXT),
        meant=stances.own_open,
        is_first=True,
    ),
    Command(
        "withdraw",
        "intrekken",
        putting_forward.withdraw,
        (Arg.PROPOSAL,),
        meant=stances.own_open,
    ),
    Command(
        "pause",
        "pauze",
        about.pause,
        (Arg.PROPOSAL, Arg.WHY),
        Who.PROFESSIONAL,
        about.can_be_paused,
    ),
    Command("table", "aantafel", at_table.to_table, (Arg.PROPOSAL,), meant=at_table.for_the_table),
    Command(
        "outcome",
        "uitkomst",
        at_table.outcome,
        (Arg.PROPOSAL, Arg.OUTCOME, Arg.WORDING),
        meant=at_table.at_table,
    ),
    Command(
        "take",
        "neem",
        roles.take,
        (Arg.ROLE_OR_PROPOSAL,),
        Who.ANYONE,
        meant=at_table.left_behind,
    ),
    Command(
        "agreements",
        "afspraken",
        showing.show_agreements,
        (Arg.WORDS,),
        Who.ANYONE,
        is_first=True,
    ),
    Command(
        "review",
        "evalueer",
        reviewing.review,
        (Arg.AGREEMENT, Arg.ANSWER, Arg.WORDING),
        meant=reviewing.is_asked,
    ),
    Command(
        "roles", "rollen", roles_shown.show_roles, (Arg.ROLE_MAYBE,), Who.ANYONE, is_first=True
    ),
    Command("willing", "meedoen", roles.willing, (Arg.ROLE,), Who.ANYONE),
    Command("unwilling", "nietmeedoen", roles.unwilling, (Arg.ROLE,), Who.ANYONE),
    Command("pass", "overslaan", roles.pass_, (Arg.ROLE_MAYBE,), Who.ANYONE),
    Command("swap", "ruil", roles.swap, (Arg.ROLE, Arg.WITH), Who.ANYONE),
    Command("handover", "overdracht", roles.hand_over, (Arg.ROLE, Arg.TEXT), Who.ANYONE),
    Command("mirror", "spiegel", mirror.show_mirror, (Arg.ROLE_MAYBE,)),
    Command("away", "afwezig", members.away, (Arg.UNTIL,)),
    Command("back", "terug", members.back),
    Command("member", "lid", members.member, (Arg.MEMBER_ACT,), is_open=True),
    Command("for", "namens", speaking_for.speak_for, (Arg.SPOKEN,), is_open=True),
    Command("guest", "gast", members.guest, (), Who.ANYONE),
    Command("who", "wie", members.who, (Arg.NAME,), Who.ANYONE),
    Command("mandate", "mandaat", nudges.mandate, (Arg.TEXT,), Who.PROFESSIONAL),
    Command("request", "verzoek", requests.request, (Arg.REQUESTED,)),
    Command("requests", "verzoeken", requests.show_requests, (), Who.ANYONE),
    Command(
        "promise",
        "toezegging",
        requests.promise,
        (Arg.REQUEST, Arg.BY_WHEN),
        Who.PROFESSIONAL,
    ),
    Command("answer", "antwoord", requests.answer, (Arg.REQUEST, Arg.TEXT), Who.PROFESSIONAL),
    Command("nudge", "seintje", nudges.show_nudge, (), Who.ANYONE),
    Command("question", "vraag", questions.ask, (), Who.ANYONE),
    Command("language", "taal", house.set_language, (Arg.LANGUAGE,)),
    Command("settings", "instellingen", house.show_settings, (), Who.ANYONE),
    Command("export", "exporteer", exporting.export, (Arg.FORM,)),
    Command("poster", "poster", poster.make_poster, (), Who.ANYONE),
    Command("mydata", "mijngegevens", own.mydata, (), Who.ANYONE, is_own=True),
    Command("forgetme", "vergeetmij", own.forgetme, (Arg.SURE,), Who.ANYONE, is_own=True),
)

BY_WORD: dict[str, Command] = {
    word: command for command in COMMANDS for word in (command.en, command.nl)
}
"""Both languages' words always work."""

BY_KEY: dict[str, Command] = {command.key: command for command in COMMANDS}

STANCES: dict[str, str] = {
    "consent": "consent",
    "concern": "concern",
    "objection": "object",
    "aside": "aside",
}
"""A poll's answer, or what a reaction means: the row it stands for."""

STANCE_WORDS: dict[str, str] = {
    BY_KEY[key].word(language): key for key in STANCES.values() for language in ("en", "nl")
} | {"objection": "object"}
"""A reply that is just one of these counts."""


def find(word: str) -> Command | None:
    """The command with this word, in either language."""
    return BY_WORD.get(word.casefold())
