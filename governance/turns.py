"""What people do with roles and their terms: in and out, pass, take, swap, hand over (design §4).

Each rule answers with a `Ruling`, as those of proposals do. What follows by itself is in
`advance_roles.py`, what the house does with a role as a whole in `setting_up_roles.py`.
"""

from __future__ import annotations

from governance import outcomes
from governance.facts import Fact
from governance.giving import ask_them, begins, named, pass_on, slot_of
from governance.members import MemberId
from governance.outcomes import NameAsTyped, Outcome, Refusal
from governance.role_facts import (
    HandedOver,
    HolderChanged,
    How,
    RoleName,
    SwapOffered,
    Unwilling,
    Way,
    WhyPassed,
    Willing,
)
from governance.roles import A_MOMENT, Role, RoleCircumstances, Roles, Term
from governance.rotation import in_a_row, in_pool, is_short_of_people, mentor
from governance.ruling import Ruling, refused


def willing(roles: Roles, name: RoleName, by: MemberId, here: RoleCircumstances) -> Ruling:
    """Want to be asked for a role (everyone in the pool is, until they say otherwise)."""
    role = roles.get(name)
    if role is None:
        return refused(outcomes.RoleUnknown(name))
    if refusal := _not_in_the_pool(role, by, here):
        return refused(refusal)
    facts: tuple[Fact, ...] = ()
    if by in role.unwilling:
        facts = (Willing(here.now, name, by),)
    return Ruling(facts, (outcomes.WillingNoted(name),))


def unwilling(roles: Roles, name: RoleName, by: MemberId, here: RoleCircumstances) -> Ruling:
    """Do not want to be asked for a role; a next turn that is told already goes on."""
    role = roles.get(name)
    if role is None:
        return refused(outcomes.RoleUnknown(name))
    if by in role.unwilling:
        return Ruling(outcomes=(outcomes.UnwillingNoted(name),))
    if refusal := _not_in_the_pool(role, by, here):
        return refused(refusal)
    ruling = Ruling((Unwilling(here.now, name, by),), (outcomes.UnwillingNoted(name),))
    term = role.published
    if term is None or term.holder != by:
        return ruling
    passed = pass_on(roles, term, by, WhyPassed.UNWILLING, here)
    return Ruling(ruling.facts + passed.facts, ruling.outcomes + passed.outcomes)


def pass_turn(roles: Roles, name: RoleName, by: MemberId, here: RoleCircumstances) -> Ruling:
    """Do not have the next term, or the rest of this one: it goes on, at no cost."""
    role = roles.get(name)
    if role is None:
        return refused(outcomes.RoleUnknown(name))
    term = turn_of(role, by, here)
    if term is None:
        return refused(_not_yours(role, here))
    return pass_on(roles, term, by, WhyPassed.DECLINED, here)


def take(roles: Roles, name: RoleName, by: MemberId, here: RoleCircumstances) -> Ruling:
    """Have an open term, or stand in now for who has it; never refused for a limit."""
    role = roles.get(name)
    if role is None:
        return refused(outcomes.RoleUnknown(name))
    if refusal := _not_in_the_pool(role, by, here):
        return refused(refusal)
    term = _to_take(role, by, here)
    if isinstance(term, Refusal):
        return refused(term)
    if refusal := _may_not_have(roles, role, term, by, here):
        return refused(refusal)
    how = How.VOLUNTEER if role.way is Way.VOLUNTEER and term.holder is None else How.TAKE
    changed = _handed(roles, term, by, how, here)
    told: Outcome
    if term is role.present:
        has_served = here.now - term.stretches[-1].since >= A_MOMENT
        before = named(term.holder) if has_served else ()
        told = outcomes.StandsIn(name, by, before, term.ends_at)
        note = begins(role, by, changed.mentor, term.ends_at)
        return Ruling((changed,), (told, note))
    is_first = role.last_had(by) is None
    told = outcomes.TurnTaken(name, by, named(changed.mentor), is_first, term.starts_at)
    return Ruling((changed,), (told,))


def swap(
    roles: Roles,
    name: RoleName,
    by: MemberId,
    other: MemberId,
    here: RoleCircumstances,
    said_by: MemberId | None = None,
) -> Ruling:
    """Ask somebody to have one's turn; when they ask back, they have it.

    `said_by` speaks for `by`, who has no account. Nobody speaks for both sides.
    """
    role = roles.get(name)
    if role is None:
        return refused(outcomes.RoleUnknown(name))
    for term in (role.published, role.running(here.now)):
        voices = _voices(term, other, by)
        if term and term.holder == other and voices:
            return _agreed(roles, term, by, here, said_by, voices)
    mine = turn_of(role, by, here)
    if mine is None:
        return refused(_not_yours(role, here))
    if by == other:
        return refused(outcomes.HasItAlready(name, by))
    if refusal := _may_not_swap(roles, role, mine, other, here):
        return refused(refusal)
    asked = outcomes.SwapWasAsked(name, other)
    if (said_by or by) in _voices(mine, by, other):
        return Ruling(outcomes=(asked,))
    question = outcomes.SwapQuestion(
        other,
        "",
        name,
        by,
        mine.starts_at,
        mine.ends_at,
        is_running=mine is role.present,
        is_offline=bool(ask_them(name, other, here)),
        first=NameAsTyped(other),
    )
    offered = SwapOffered(here.now, name, mine.day, by, other, said_by)
    return Ruling((offered,), (question, asked))


def hand_over(
    roles: Roles, name: RoleName, by: MemberId, text: str, here: RoleCircumstances
) -> Ruling:
    """Leave a word to the next holder: who holds the role, or held it last.

    Who has begun already reads the word of the one before at once.
    """
    role = roles.get(name)
    if role is None:
        return refused(outcomes.RoleUnknown(name))
    running = role.running(here.now)
    terms = [*role.past[-1:], *([running] if running else [])]
    if all(stretch.holder != by for term in terms for stretch in term.stretches):
        return refused(outcomes.NothingToHandOver(name, named(running.holder if running else None)))
    following = running.holder if running and running.holder != by else None
    kept = outcomes.HandoverKept(name, is_read=following is not None)
    if following is not None:
        return Ruling(outcomes=(outcomes.HandoverRead(following, "", name, by, text), kept))
    return Ruling((HandedOver(here.now, name, by, text),), (kept,))


def asked_by(roles: Roles, name: RoleName, member: MemberId) -> tuple[MemberId, ...]:
    """Who asked somebody to have their turn, and waits for the answer."""
    role = roles.get(name)
    known = role.known if role else ()
    return tuple(sorted({one.by for term in known for one in term.offers if one.to == member}))


def turn_of(role: Role, member: MemberId, here: RoleCircumstances) -> Term | None:
    """The term somebody has of this role: the next one if it is theirs, else the present one."""
    for term in (role.published, role.running(here.now)):
        if term and term.holder == member:
            return term
    return None


def turns_of(roles: Roles, member: MemberId, here: RoleCircumstances) -> tuple[Term, ...]:
    """The terms that somebody could pass on or swap, one a role."""
    turns = (turn_of(role, member, here) for role in roles.live)
    return tuple(term for term in turns if term)


def _voices(term: Term | None, by: MemberId, to: MemberId) -> frozenset[MemberId]:
    """Who said that `by` asks `to` to have this term."""
    if term is None:
        return frozenset()
    return frozenset(offer.voice for offer in term.offers if (offer.by, offer.to) == (by, to))


def _agreed(
    roles: Roles,
    term: Term,
    by: MemberId,
    here: RoleCircumstances,
    said_by: MemberId | None,
    voices: frozenset[MemberId],
) -> Ruling:
    role = roles.roles[term.role]
    if refusal := _may_not_swap(roles, role, term, by, here):
        return refused(refusal)
    assert term.holder is not None
    if voices == {said_by or by}:
        silent, speaker = (by, term.holder) if said_by else (term.holder, by)
        first, other = NameAsTyped(silent), NameAsTyped(speaker)
        is_answer = said_by is not None
        return refused(outcomes.SwapTakesTwo(term.role, silent, first, other, is_answer))
    changed = _handed(roles, term, by, How.SWAP, here)
    is_running = term is role.present
    told = outcomes.Swapped(
        term.role, by, term.holder, term.starts_at, term.ends_at, is_running=is_running
    )
    if is_running:
        return Ruling((changed,), (told, begins(role, by, changed.mentor, term.ends_at)))
    return Ruling((changed,), (told,))


def _handed(
    roles: Roles, term: Term, to: MemberId, how: How, here: RoleCircumstances
) -> HolderChanged:
    role = roles.roles[term.role]
    by_them = mentor(roles, slot_of(role, term, here), to, here)
    return HolderChanged(here.now, term.role, term.day, to, how, by_them)


def _to_take(role: Role, by: MemberId, here: RoleCircumstances) -> Term | Refusal:
    """Which term is meant: one that is open, or else the one that runs."""
    running, following = role.running(here.now), role.published
    open_ones = [term for term in (running, following) if term and term.holder is None]
    if role.way is Way.VOLUNTEER:
        open_ones.reverse()  # the call for the next term is what they answer
    if open_ones:
        return open_ones[0]
    if running and running.holder != by:
        return running
    if running or (following and following.holder == by):
        return outcomes.HasItAlready(role.name, by)
    if following:
        holder = named(following.holder)
        return outcomes.NothingToTake(role.name, holder, following.starts_at)
    starts_at = role.rhythm.moment(role.next_day, here.zone)
    return outcomes.NothingToTake(role.name, (), starts_at)


def _may_not_swap(
    roles: Roles, role: Role, term: Term, to: MemberId, here: RoleCircumstances
) -> Refusal | None:
    if refusal := _may_not_have(roles, role, term, to, here):
        return refusal
    slot = slot_of(role, term, here)
    assert slot.account is not None
    limit = role.limit_in(here.settings)
    if in_a_row(slot.account, slot, to) > limit:
        return outcomes.OverTheLimit(role.name, to, limit)
    return None


def _may_not_have(
    roles: Roles, role: Role, term: Term, who: MemberId, here: RoleCircumstances
) -> Refusal | None:
    """Why a term cannot be given to somebody who wants it."""
    if refusal := _not_in_the_pool(role, who, here):
        return refusal
    slot = slot_of(role, term, here)
    person = here.person(who)
    if person and person.is_away(slot.starts_at, slot.ends_at):
        return outcomes.AwayThen(role.name, who)
    others = roles.held(who, slot.starts_at, slot.ends_at, role.name)
    if others and not is_short_of_people(roles, slot, here):
        return outcomes.HoldsAnother(role.name, who, others[0].name)
    return None


def _not_in_the_pool(role: Role, who: MemberId, here: RoleCircumstances) -> Refusal | None:
    person = here.person(who)
    if person is None or not in_pool(role, person):
        return outcomes.NotInThePool(role.name, who, role.pool)
    return None


def _not_yours(role: Role, here: RoleCircumstances) -> Refusal:
    term = role.published or role.running(here.now)
    if term is None:
        return outcomes.NoTurn()
    return outcomes.NotYourTurn(role.name, named(term.holder))
