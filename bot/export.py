"""The export: everything a house decided, as JSON that others rely on (design §7.7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from bot.export_changes import changes_made, changes_of
from bot.export_flags import flags_seen
from bot.export_professionals import nudges_sent, requests_made
from bot.export_roles import roles_and_terms
from commands import flags, nudges, requests, rota
from governance.facts import ProposalKind
from governance.fold import fold
from governance.fold_changes import Changes
from governance.fold_flags import Flags
from governance.fold_roles import fold_roles
from governance.members import Member, MemberId
from governance.mentioned import with_names
from governance.nudges import Nudges
from governance.proposals import Agreement, Proposal, StanceRecord, State
from governance.requests import Requests
from governance.roles import Roles
from storage.records import House
from storage.transaction import Transaction

Json = dict[str, Any]

SCHEMA = 1


class UnknownMember(Exception):
    """A fact names somebody whom the house never knew."""


class _Names:
    """Names of members; ids where two share one."""

    def __init__(self, members: list[Member]) -> None:
        shared = Counter(member.name for member in members if member.same_as is None)
        own = {
            member.id: member.name if shared[member.name] == 1 else str(member.id)
            for member in members
            if member.same_as is None
        }
        # Who turned out to be somebody the house knew goes by that one's name.
        self.by_id = own | {m.id: own[m.same_as] for m in members if m.same_as is not None}

    def __getitem__(self, member: MemberId) -> str:
        if member not in self.by_id:
            raise UnknownMember(f"nobody here is member {member}")
        return self.by_id[member]

    def within(self, text: str) -> str:
        """A text that was kept, with names in it."""
        return with_names(text, self.__getitem__)


@dataclass(frozen=True, slots=True)
class Known:
    """All that a file of a house can tell, as it is now."""

    house: House
    members: list[Member]
    proposals: Mapping[int, Proposal]
    """By their numbers, in that order."""
    roles: Roles
    changes: Changes
    flags: Flags
    nudges: Nudges
    requests: Requests


async def read(tx: Transaction, house: House, *, with_people: bool = False) -> Known:
    """What there is of one house; what was put forward about a person only `with_people`."""
    facts = await tx.proposal_facts(house.id)
    every = {number: fold(facts[number]) for number in sorted(facts)}
    return Known(
        house,
        await tx.members(house.id),
        {
            number: proposal
            for number, proposal in every.items()
            if with_people or proposal.kind is not ProposalKind.PERSON
        },
        fold_roles(await tx.facts(house.id, rota.SUBJECT)),
        await changes_of(tx, house.id),
        await flags.read(tx, house.id),
        await nudges.read_nudges(tx, house.id),
        await requests.read_requests(tx, house.id),
    )


async def export_house(
    tx: Transaction, house: House, exported_at: datetime, *, with_people: bool = False
) -> Json:
    """One house, as JSON values; times in ISO 8601, UTC.

    What was put forward about a person is left out, but `with_people`: for a replay, whose people
    are made up.
    """
    known = await read(tx, house, with_people=with_people)
    names = _Names(known.members)
    all_roles, terms = roles_and_terms(known.roles, names.__getitem__, _time, exported_at)
    return {
        "schema": SCHEMA,
        "exported_at": _time(exported_at),
        "house": {
            "name": house.name,
            "language": house.language,
            "timezone": house.timezone,
            "settings": asdict(house.settings),
        },
        "members": [_member(one, exported_at) for one in known.members if one.same_as is None],
        "proposals": [_proposal(proposal, names) for proposal in known.proposals.values()],
        "agreements": _agreements(known.proposals, names),
        "roles": all_roles,
        "terms": terms,
        "changes": changes_made(known.changes, names.within, _time),
        "flags": flags_seen(known.flags, names.__getitem__, _time, with_private=with_people),
        "nudges": nudges_sent(
            known.nudges, known.requests, house, names.by_id, names.__getitem__, _time
        ),
        "requests": requests_made(known.requests),
    }


def _time(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z") if moment else None


def _reason(reason: str | None) -> str | None:
    """In their own words; what was spoken in is not kept, only that it was (rule 5)."""
    return "said by voice" if reason == "" else reason


UNTIL_BACK = datetime(9999, 12, 31, tzinfo=UTC)
"""Until when somebody is away who did not say; no date, but never mistaken for being here."""


def _away_until(member: Member, at: datetime) -> datetime | None:
    return (member.away_until or UNTIL_BACK) if member.is_away(at) else None


def _member(member: Member, at: datetime) -> Json:
    return {
        "id": str(member.id),
        "name": member.name,
        "kind": member.kind.value,
        "joined_at": _time(member.joined_at),
        "left_at": _time(member.left_at),
        "away_until": _time(_away_until(member, at)),
        "resting": member.resting_since is not None,
    }


def _proposal(proposal: Proposal, names: _Names) -> Json:
    # What somebody said who left counts no more, but an objection that waits to be taken over.
    uncounted = proposal.gone - {objection.member for objection in proposal.blocking()}
    live = {record.seq for by, record in proposal.live.items() if by not in uncounted}
    return {
        "ref": proposal.ref,
        "kind": proposal.kind.value,
        "author": names[proposal.author],
        "state": proposal.state.value,
        "versions": [
            {"number": version.number, "text": names.within(version.text), "at": _time(version.at)}
            for version in proposal.versions
        ],
        "round": _round(proposal, names),
        "stances": [
            _stance(record, names, is_live=record.seq in live)
            for record in proposal.stances
            if record.taken.stance is not None
        ],
        "objections": [
            {
                "member": names[objection.member],
                "reason": _reason(objection.reason),
                "state": objection.state.value,
                "version": objection.version,
            }
            for objection in proposal.objections
        ],
    }


def _round(proposal: Proposal, names: _Names) -> Json | None:
    round_ = proposal.round
    if round_ is None:
        return None
    return {
        "opened_at": _time(round_.opened_at),
        "closes_at": _time(round_.closes_at),
        "closed_at": _time(round_.closed_at),
        "roll": [names[member] for member in proposal.roll],
        "heard": len(proposal.heard),
    }


def _stance(record: StanceRecord, names: _Names, *, is_live: bool) -> Json:
    taken = record.taken
    return {
        "member": names[taken.by],
        "stance": taken.stance.value if taken.stance else None,
        "reason": _reason(taken.reason),
        "version": taken.version,
        "at": _time(taken.at),
        "live": is_live,
        "by": names[taken.said_by] if taken.said_by else None,
    }


def _agreements(proposals: Mapping[int, Proposal], names: _Names) -> list[Json]:
    found = [
        (agreement.number, _agreement(proposal, agreement, names))
        for proposal in proposals.values()
        for agreement in proposal.agreements
    ]
    return [agreement for _, agreement in sorted(found, key=lambda pair: pair[0])]


def concerns_of(proposal: Proposal, agreement: Agreement) -> tuple[str, ...]:
    """What goes along with an agreement, also what people said while it settled.

    What they said after it ended does not. Empty: said by voice.
    """
    is_it = proposal.state is State.ADOPTED and agreement == proposal.agreement
    return proposal.concerns if is_it else agreement.concerns


def _agreement(proposal: Proposal, agreement: Agreement, names: _Names) -> Json:
    return {
        "ref": agreement.ref,
        "proposal": proposal.ref,
        "text": names.within(proposal.versions[agreement.version - 1].text),
        "state": agreement.state.value,
        "adopted_at": _time(agreement.adopted_at),
        "in_force_at": _time(agreement.in_force_at),
        "review_at": _time(agreement.review_at),
        "ended_at": _time(agreement.ended_at),
        "concerns": [_reason(concern) for concern in concerns_of(proposal, agreement)],
    }
