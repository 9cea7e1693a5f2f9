"""The poster for the hall: what a house decided, on one page to print (design §1).

It hangs where everybody passes, visitors too. So nothing about a person is on it (rule 15), nobody
who was not heard, and nothing that is still private; of somebody's part in the house only which
roles they have.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from babel.dates import format_date

from bot import speech
from bot.matrix.links import link_to
from bot.paper import LARGE, PLAIN, Sheet, Table
from bot.poster_page import Poster, page
from bot.speech import Listener
from commands import requests, rota, showing
from commands.reading import clean
from commands.roles_shown import shown
from commands.turn import Turn
from governance.changing import would_be
from governance.effects import ChangeKind, MuteFlags
from governance.facts import ProposalKind
from governance.foreseeing import caught_up
from governance.members import MemberId
from governance.mentioned import named_by, with_names
from governance.outcomes import NameLine, Outcome, RoleShown, RoleState
from governance.proposals import Agreement, AgreementState, Proposal, State
from governance.reviewing import ends_itself, what_was_agreed
from governance.wording import wording

EXAMPLE = "P7"
"""A number to show how to name one, where none is open."""

SHORT_NAME = 12
"""Letters of a name that is shown with its account: the account tells it from another."""


async def poster(turn: Turn, listener: Listener) -> bytes:
    """The page of a house as it is now, in UTF-8."""
    return page(await gathered(turn, listener)).encode()


# ------------------------------------------------------------------------------- what is on it


async def gathered(turn: Turn, listener: Listener) -> Poster:
    """What the house decided, as far as everybody may read it who comes in."""
    words = _Words(listener)
    every = (await turn.every_proposal()).values()
    # Whoever asks for it, and privately too: what is about a person is never on it.
    known = [p for p in every if p.kind is not ProposalKind.PERSON and not p.is_about_somebody]
    asked = sorted(filter(_is_asked, known), key=lambda p: (showing.until(p), p.number))
    talked = sum(not p.is_over and not _is_asked(p) for p in known)
    example = asked[0].ref if asked else EXAMPLE
    made = format_date(
        listener.now.astimezone(listener.zone), "EEEE d MMMM y", locale=listener.language
    )
    accounts = [one.account for one in await turn.members() if one.is_here and one.account]
    return Poster(
        Sheet(
            name=clean(turn.house.name) or words("nameless"),
            beside_code=(words("made", day=made), words("code")),
            tables=(
                _rounds(words, asked, talked),
                _roles(words, await _roles_now(turn)),
                _agreements(words, known),
                await _requests(words, turn),
            ),
            loose=(
                f"{words('speak', proposal=example)} {' '.join(_answers(words))}",
                words("write", proposal=example),
                words("made-by"),
            ),
        ),
        listener.language,
        link_to(turn.house.room, accounts),
        example,
        talked,
        listener.prefix,
    )


@dataclass(frozen=True, slots=True)
class _Words:
    """The poster's own words, and what residents wrote, in the words of one house."""

    listener: Listener

    def __call__(self, key: str, **values: object) -> str:
        return speech.on_poster(key, self.listener.language, **values)

    def heads(self, *keys: str) -> tuple[str, ...]:
        """What columns are called."""
        return tuple(self(f"head-{key}") for key in keys)

    def said(self, outcome: Outcome) -> str:
        """An outcome as plain words, without what keeps clients from making links of them."""
        plain = speech.say(outcome, self.listener).plain
        return clean(plain.replace("\n", " "))

    def written(self, text: str) -> str:
        """What a resident wrote, with names in it."""
        return clean(with_names(text, named_by(self.listener.names)))

    def name(self, member: MemberId) -> str:
        """What somebody is called; who could be taken for another, with their account."""
        full = clean(self.listener.names.get(member, "?"))
        name, at, account = full.rpartition(" (@")
        if not at or len(name) <= SHORT_NAME:
            return full
        return f"{name[:SHORT_NAME].rstrip()}…{at}{account}"

    def day(self, day: date) -> str:
        """`1 Jun 2027`: the days of years to come."""
        return self._day(day, "d MMM y")

    def soon(self, day: date) -> str:
        """`30 Nov`; with the year where it is another one."""
        this_year = self.listener.now.astimezone(self.listener.zone).year
        return self.day(day) if day.year != this_year else self._day(day, "d MMM")

    def near(self, moment: datetime) -> str:
        """`Mon 30 Nov`, by the house's clock."""
        return self._day(moment.astimezone(self.listener.zone).date(), "EEE d MMM")

    def time(self, moment: datetime) -> str:
        """`Thu 26 Nov, 10:00`, by the same."""
        return f"{self.near(moment)}, {moment.astimezone(self.listener.zone):%H:%M}"

    def _day(self, day: date, pattern: str) -> str:
        return format_date(day, pattern, locale=self.listener.language)


def _is_asked(proposal: Proposal) -> bool:
    """Somebody can still answer: its round is open, or it settles."""
    return proposal.state is State.CONSENT or proposal.is_settling


def _answers(words: _Words) -> tuple[str, ...]:
    return tuple(words(f"say-{stance}") for stance in ("consent", "concern", "object", "aside"))


def _rounds(words: _Words, asked: Iterable[Proposal], talked: int) -> Table:
    rows = []
    for proposal in asked:
        text = _proposed(words, proposal)
        if proposal.is_settling:
            text = f"{words('settling')} {text}"
        rows.append((proposal.ref, text, words.time(showing.until(proposal))))
    return Table(
        key="rounds",
        size=LARGE,
        columns=(0.09, 0.60, 0.31),
        heading=words("rounds"),
        heads=words.heads("number", "proposal", "answer"),
        unseen=frozenset({0, 1}),
        rows=tuple(rows),
        texts=frozenset({1}),
        least_lines=2,
        floors=(3, 2, 1),
        notes=(words("talking", count=talked),) if talked else (),
        instead=words("rounds-none"),
    )


def _proposed(words: _Words, proposal: Proposal) -> str:
    """What a round is about: of the house itself, what would be otherwise."""
    version = proposal.version
    if isinstance(version.effect, ChangeKind):
        return words("about-kind")  # what somebody is in the house is theirs to tell
    if version.effect is not None:
        return words.said(would_be(version.effect, version.was))
    return words.said(wording(proposal, version)) if proposal.ends else words.written(version.text)


# ---------------------------------------------------------------------------------------- roles


async def _roles_now(turn: Turn) -> list[RoleShown]:
    """The roles as they are, also where the bot was not there to take note of the time."""
    roles, here = await rota.roles_of(turn), await rota.circumstances(turn)
    if turn.house.silent_since is None:
        roles = caught_up(roles, here)
    return [shown(roles, role, here, foreseen=1) for role in roles.live]


def _roles(words: _Words, roles: Iterable[RoleShown]) -> Table:
    known = tuple(roles)
    rows = tuple(_role(words, role) for role in known)
    is_sure = all(role.is_told or not role.following for role in known)
    return Table(
        key="roles",
        size=LARGE,
        columns=(0.29, 0.26, 0.19, 0.26),
        heading=words("roles"),
        heads=words.heads("role", "now", "until", "next" if is_sure else "next-maybe"),
        unseen=frozenset({0}),
        rows=rows,
        floors=(8, 4, 1),
        instead=words("roles-none"),
    )


def _role(words: _Words, role: RoleShown) -> tuple[str, ...]:
    now = _names(words, role.holder)
    if role.state is not RoleState.HELD:
        now = words("nobody" if role.state is RoleState.NONE else "open")
    until = words.near(role.until) if role.state is not RoleState.NONE else ""
    following = _names(words, role.following)
    if not following:
        following = words("open" if role.has_next and role.is_told else "unknown")
    elif not role.is_told:
        following = words("probably", name=following)
    return (speech.role_word(role.role, words.listener.language), now, until, following)


def _names(words: _Words, who: Iterable[NameLine]) -> str:
    return ", ".join(words.name(one.member) for one in who)


# ----------------------------------------------------------------------------------- agreements


def _agreements(words: _Words, known: Iterable[Proposal]) -> Table:
    """What holds, the newest first: it is what people know least."""
    holding = [
        (proposal, proposal.holding)
        for proposal in known
        if proposal.holding and proposal.holding.holds and not proposal.ends
    ]
    rows = [
        (agreement.ref, text, _look_again(words, proposal, agreement))
        for proposal, agreement in sorted(holding, key=lambda pair: -pair[1].number)
        if (text := _agreed(words, proposal, agreement))
    ]
    return Table(
        key="agreements",
        size=PLAIN,
        columns=(0.08, 0.70, 0.22),
        heading=words("agreements"),
        heads=words.heads("number", "agreement", "look"),
        unseen=frozenset({0, 1}),
        rows=tuple(rows),
        texts=frozenset({1}),
        floors=(6, 3, 1),
        instead=words("agreements-none"),
    )


def _look_again(words: _Words, proposal: Proposal, agreement: Agreement) -> str:
    """When the house looks at it again, or when it ends."""
    if agreement.state is AgreementState.IN_REVIEW or agreement.is_overdue:
        return words("now")
    zone = words.listener.zone
    day = words.day(agreement.review_at.astimezone(zone).date())
    if agreement.is_temporary or ends_itself(proposal, agreement.review_at, zone):
        return words("ends", day=day)
    return words("trial", day=day) if agreement.is_trial else day


def _agreed(words: _Words, proposal: Proposal, agreement: Agreement) -> str:
    """What holds, in words; nothing where it is about what somebody is in the house."""
    version = proposal.versions[agreement.version - 1]
    if isinstance(version.effect, ChangeKind):
        return ""
    if isinstance(version.effect, MuteFlags):
        return words("muted", day=words.day(version.effect.until))
    made = what_was_agreed(proposal, agreement)
    return " ".join(map(words.said, made)) or words.written(version.text)


# ------------------------------------------------------------------------------------- requests


async def _requests(words: _Words, turn: Turn) -> Table:
    asked = await requests.requests_of(turn)
    zone = words.listener.zone
    return Table(
        key="requests",
        size=PLAIN,
        columns=(0.08, 0.60, 0.32),
        heading=words("requests"),
        heads=words.heads("number", "request", "reply"),
        unseen=frozenset({0, 1}),
        rows=tuple(
            (
                one.ref,
                words.written(one.made.text),
                words("promised", day=words.soon(one.due))
                if one.due
                else words("waiting", day=words.soon(one.made.at.astimezone(zone).date())),
            )
            for one in asked.waiting
        ),
        texts=frozenset({1}),
        floors=(3, 2, 1),
        instead=words("requests-none"),
    )
