"""`kring check`: is everything in order, and if not, what is the mend."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from types import UnionType

from bot.config import Config
from bot.matrix.cross_signing import load_seeds
from bot.matrix.http import MatrixHttp, SessionError
from bot.matrix.published import SignatureReport, signature_report
from bot.matrix.session import stored_session
from commands import flags, nudges, questions, requests, rota, wheel
from commands.turn import CHANGES
from governance.cards import CARDS, QUESTIONS
from governance.change_facts import ChangeMade, ChangeVoid
from governance.facts import Fact
from governance.fold import ImpossibleHistory, fold
from governance.fold_roles import fold_roles
from governance.members import MemberId
from governance.professional_facts import (
    MandateSaid,
    NudgeFact,
    NudgeSent,
    QuestionFact,
    QuestionPosed,
    QuestionReplied,
    RequestAnswered,
    RequestFact,
    RequestMade,
    RequestPromised,
    VoteExplained,
)
from governance.proposals import Proposal
from governance.rhythm import LONGEST, SHORTEST
from governance.roles import Role
from storage.codec import UnreadableFact
from storage.records import House
from storage.store import Store
from storage.transaction import Transaction

Say = Callable[[str], None]


async def check_up(config: Config, *, with_data: bool, say: Say) -> int:
    """Say line by line what is in order; the number of faults."""
    found = [
        *_secrets(config.store),
        *_opened_database(config.database_file),
        *await _database(config, with_data),
        *await _account(config),
    ]
    for is_fine, line in found:
        say(f"{'ok ' if is_fine else 'NO '} {line}")
    return sum(not is_fine for is_fine, _ in found)


Line = tuple[bool, str]


def _secrets(store: Path) -> Iterator[Line]:
    if not store.exists():
        yield False, f"{store} is not there: run `kring init`, or `kring run` with a password."
        return
    opened = [path for path in (store, *store.rglob("*")) if path.stat().st_mode & 0o077]
    if opened:
        yield False, f"Others can read {opened[0]}: chmod -R go= {store}"
    else:
        yield True, f"The secrets in {store} are readable by you alone."


def _opened_database(database: Path) -> Iterator[Line]:
    if database.exists() and database.stat().st_mode & 0o077:
        yield False, f"Others can read what the houses said: chmod go= {database}"


async def _database(config: Config, with_data: bool) -> list[Line]:
    file = config.database_file
    if not _exists(file):
        return [(True, "The database is not there yet; `kring run` makes it.")]
    try:
        store = await Store.open(config.database)
    except Exception as fault:  # whatever it is, it is told
        return [(False, f"The database cannot be opened ({type(fault).__name__}): {file}")]
    try:
        async with store.transaction() as tx:
            houses = await tx.houses()
            lines = [(True, f"The database opens; it holds {len(houses)} house(s).")]
            if with_data:
                for house in houses:
                    lines += await check_house(tx, house)
            return lines
    finally:
        await store.close()


def _exists(file: Path) -> bool:
    return file.exists()


async def check_house(tx: Transaction, house: House) -> list[Line]:
    """Fold every fact of a house and look whether the present that it tells can be true."""
    proposals, about_proposals, wrong = await _proposals(tx, house)
    roles, about_roles, wrong_with_roles = await _roles(tx, house)
    _, about_others, wrong_with_others = await _professionals(tx, house)
    wrong_with_changes = [] if wrong else [what async for what in _changes(tx, house)]
    every = (*wrong, *wrong_with_roles, *wrong_with_others, *wrong_with_changes)
    faults = [(False, f"{house.name}, {what}") for what in every]
    total = about_proposals + about_roles
    agree = f"{total} facts about {proposals} proposal(s) and {roles} role(s) agree."
    if about_others:
        agree += f" So do {about_others} about requests, nudges and questions."
    return faults or [(True, f"{house.name}: {agree}")]


Looked = tuple[int, int, list[str]]
"""How many there are, how many facts there are about them, and what is wrong."""


async def _proposals(tx: Transaction, house: House) -> Looked:
    faults: list[str] = []
    agreements: list[int] = []
    try:
        facts = await tx.proposal_facts(house.id)
    except UnreadableFact as fault:
        return 0, 0, [str(fault)]
    for number, recorded in facts.items():
        try:
            proposal = fold(recorded)
        except ImpossibleHistory as fault:
            faults.append(f"P{number}: {fault}")
            continue
        agreements += [agreement.number for agreement in proposal.agreements]
        faults += [f"P{number}: {what}" for what in _wrong_with(proposal)]
    if sorted(agreements) != list(range(1, len(agreements) + 1)):
        faults.append("the agreements are not numbered 1, 2, 3 …")
    return len(facts), sum(map(len, facts.values())), faults


async def _roles(tx: Transaction, house: House) -> Looked:
    try:
        facts = await tx.facts(house.id, rota.SUBJECT)
        roles = fold_roles(facts).roles.values()
    except (UnreadableFact, ImpossibleHistory) as fault:
        return 0, 0, [f"roles: {fault}"]
    known = {member.id for member in await tx.members(house.id)}
    faults = [f"roles: {role.name}: {what}" for role in roles for what in _wrong_with_role(role)]
    try:
        await flags.read(tx, house.id)
    except UnreadableFact as fault:
        faults.append(f"roles: what was seen in them: {fault}")
    try:
        await wheel.read(tx, house.id)
    except (UnreadableFact, ImpossibleHistory) as fault:
        faults.append(f"wheel: {fault}")
    named = sorted({member for role in roles for member in _named(role)} - known)
    faults += [f"roles: nobody here is member {member}" for member in named]
    return len(roles), len(facts), faults


BETWEEN: dict[str, tuple[str, UnionType]] = {
    requests.SUBJECT: ("requests", RequestFact),
    nudges.SUBJECT: ("nudges", NudgeFact),
    questions.SUBJECT: ("questions", QuestionFact),
}
"""By their subject: what these facts are about, and which they are."""


async def _professionals(tx: Transaction, house: House) -> Looked:
    """The requests, the nudges and the questions of a house."""
    faults: list[str] = []
    found: list[Fact] = []
    for subject, (what, kinds) in BETWEEN.items():
        try:
            facts = [one.fact for one in await tx.facts(house.id, subject)]
        except UnreadableFact as fault:
            return 0, 0, [f"{what}: {fault}"]
        others = {type(fact).__name__ for fact in facts if not isinstance(fact, kinds)}
        faults += [f"{other} is not about {what}" for other in sorted(others)]
        found += facts
    known = {member.id for member in await tx.members(house.id)}
    named = {member for fact in found for member in _told_of(fact)}
    faults += [f"nobody here is member {member}" for member in sorted(named - known)]
    faults += [*_wrong_with_requests(found), *_wrong_with_nudges(found)]
    faults += _wrong_with_questions(found)
    return len(BETWEEN), len(found), faults


def _told_of(fact: Fact) -> Iterator[MemberId]:
    match fact:
        case RequestMade(by=by) | RequestPromised(by=by) | RequestAnswered(by=by):
            yield by
        case MandateSaid(by=by):
            yield by
        case VoteExplained(member=member):
            yield member
        case NudgeSent(to=to, without_card=without_card, turns=turns):
            yield from (*to, *without_card)
            for turn in turns:
                people = (turn.holder, turn.before, turn.mentor)
                yield from (who for who in people if who is not None)


def _wrong_with_requests(facts: list[Fact]) -> Iterator[str]:
    made = [fact.number for fact in facts if isinstance(fact, RequestMade)]
    if made != _counted(made):
        yield "the requests are not numbered 1, 2, 3 …"
    later = (fact for fact in facts if isinstance(fact, RequestPromised | RequestAnswered))
    for number in sorted({fact.number for fact in later} - {*made}):
        yield f"R{number} was not asked"


def _wrong_with_nudges(facts: list[Fact]) -> Iterator[str]:
    sent = [fact for fact in facts if isinstance(fact, NudgeSent)]
    for week, times in sorted(Counter(one.week for one in sent).items()):
        if times > 1:
            yield f"week {week} had two nudges"
    for key in sorted({one.card for one in sent if one.card} - {card.key for card in CARDS}):
        yield f"there is no card {key}"


def _wrong_with_questions(facts: list[Fact]) -> Iterator[str]:
    posed = [fact for fact in facts if isinstance(fact, QuestionPosed)]
    numbers = [one.number for one in posed]
    if numbers != _counted(numbers):
        yield "the questions are not numbered 1, 2, 3 …"
    replied = {fact.number for fact in facts if isinstance(fact, QuestionReplied)}
    for number in sorted(replied - {*numbers}):
        yield f"question {number} was not asked"
    for key in sorted({one.key for one in posed} - {*QUESTIONS}):
        yield f"there is no question {key}"


def _counted(numbers: list[int]) -> list[int]:
    return list(range(1, len(numbers) + 1))


async def _changes(tx: Transaction, house: House) -> AsyncIterator[str]:
    """What the house changed in itself: every agreement that changes it ran, and ran once."""
    try:
        facts = [one.fact for one in await tx.facts(house.id, CHANGES)]
    except UnreadableFact as fault:
        yield f"changes: {fault}"
        return
    made = [fact for fact in facts if isinstance(fact, ChangeMade)]
    void = [fact for fact in facts if isinstance(fact, ChangeVoid)]
    if len(made) + len(void) < len(facts):
        yield "changes: a fact about something else"
    if [one.number for one in made] != list(range(1, len(made) + 1)):
        yield "changes: not numbered 1, 2, 3 …"
    ran = [*(one.agreement for one in made if one.agreement), *(one.agreement for one in void)]
    for recorded in (await tx.proposal_facts(house.id)).values():
        for agreement in (proposal := fold(recorded)).agreements:
            is_one = proposal.versions[agreement.version - 1].effect is not None
            times = ran.count(agreement.number)
            if times != int(is_one and agreement.in_force_at is not None):
                yield f"changes: what {agreement.ref} brings ran {times} times"


def _wrong_with_role(role: Role) -> Iterator[str]:
    if not SHORTEST <= role.rhythm.every <= LONGEST:
        yield f"a term of {role.rhythm.every} weeks"


def _named(role: Role) -> Iterator[MemberId]:
    """Everybody of whom the facts about a role tell something."""
    yield from role.unwilling
    if role.election:
        yield role.election.member
    for term in (*role.past, *role.known):
        yield from (*term.eligible, *term.passed)
        for stretch in term.stretches:
            yield from (who for who in (stretch.holder, stretch.mentor) if who is not None)


def _wrong_with(proposal: Proposal) -> Iterator[str]:
    if proposal.agreement and not proposal.is_settling and proposal.is_over:
        open_ = [o for o in proposal.blocking() if o.at <= proposal.agreement.adopted_at]
        if open_:
            yield "adopted with an open objection"
    was_asked = proposal.round is not None  # an urgent one begins without a round
    if proposal.agreement and was_asked and not proposal.heard:
        yield "adopted while nobody was heard"


async def _account(config: Config) -> list[Line]:
    try:
        session = stored_session(config.store)
        if session is None:
            mend = "run `kring init`, or `kring run` with a password."
            return [(False, f"Nobody is logged in: {mend}")]
        async with MatrixHttp(session.homeserver, session.access_token) as http:
            await http.call("GET", "/_matrix/client/v3/account/whoami")
            report = await signature_report(http, session.user_id, session.device_id)
    except SessionError as fault:
        return [(False, f"{fault.message} {fault.mend}")]
    device = f"device {session.device_id} (session key {_grouped(report.device_key)})"
    return [
        (True, f"{session.user_id} is logged in at {session.homeserver} as {device}."),
        *_signatures(report),
        *_identity_keys(config.store, report),
    ]


def _signatures(report: SignatureReport) -> Iterator[Line]:
    if report.fault is None:
        key = f"ed25519:{report.self_signing_key}"
        yield True, f"The device is cross-signed, by the self-signing key {key}."
        yield True, "Strict clients, which trust cross-signed devices alone, talk to the bot."
    else:
        yield False, f"{report.fault} Strict clients will not talk to the bot. {report.mend}"
    if report.master_key:
        yield True, f"The account's master key, to compare: {_grouped(report.master_key)}"


def _identity_keys(store: Path, report: SignatureReport) -> Iterator[Line]:
    """Whether a next device could be signed, too."""
    file = store / "cross_signing.json"
    try:
        seeds = load_seeds(file)
    except SessionError as fault:
        yield False, f"{fault.message} {fault.mend}"
        return
    if seeds is None and report.master_key:
        mend = "Put it back, or run `kring init`: it asks for the recovery key."
        yield False, f"{file} is not there: the bot cannot sign with its identity. {mend}"
    elif seeds and report.master_key and seeds.public("master") != report.master_key:
        mend = "Put the right file back, or move this one away and run `kring init`."
        yield False, f"{file} holds the keys of another identity. {mend}"


def _grouped(key: str) -> str:
    """In fours, as clients show keys."""
    return " ".join(key[at : at + 4] for at in range(0, len(key), 4)) or "none"
