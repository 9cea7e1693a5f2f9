"""Emoji verification, answered: a client that asks for it must not wait for ever.

Nobody sits at the bot's screen to compare pictures, so other people are declined, once and kindly.
The bot's own account is gone along with: the pictures stand in the bot's log, for the operator to
compare. The bot proves its own keys in that, and vouches for nobody: if it signed the device that
asked, whoever has the password, or runs the homeserver, could add one that everybody trusts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any

import nio  # type: ignore[import-untyped, unused-ignore]
import structlog

from bot.matrix.http import TokenRevoked
from bot.matrix.keys import ask_for_devices
from bot.matrix.plain import as_text, as_texts, as_time
from bot.matrix.refusals import AWAY, check_token, frames_of, refusal
from bot.matrix.restraint import Restraint
from bot.matrix.sas import METHOD, Party, Sas, is_possible
from bot.matrix.sender import MatrixRoom
from bot.matrix.verification_events import OPENING, Asked, Letter, asked_in
from bot.room import NotEver, NotNow

log = structlog.get_logger()

_PATIENCE = timedelta(minutes=10)  # as long as the specification lets a request stand
_MOST_AT_ONCE = 3
_MOST_REMEMBERED = 1000
_NOBODY_HERE = (
    "This is a bot: nobody is there to compare emoji with you. You need not: its device is signed "
    "by its own account."
)
_REASONS = {
    "m.user": "Too many verifications at once.",
    "m.unknown_transaction": "There was no request for this, or it was before a restart.",
    "m.unknown_method": "Only emoji and numbers can be compared with a bot.",
    "m.unexpected_message": "That was not the next step.",
    "m.invalid_message": "That made no sense.",
    "m.key_mismatch": "The keys do not agree.",
    "m.timeout": "The homeserver gave no answer.",
}


class _Stage(Enum):
    """The step that a verification under way waits for."""

    START = "start"
    KEY = "key"
    PROOF = "mac"


@dataclass(slots=True)
class _Running:
    """A verification by one of the account's own devices."""

    other: Party
    transaction: str
    begun: datetime
    sas: Sas
    stage: _Stage = _Stage.START


@dataclass(slots=True)
class Verifications:
    """All verifications of one account; `answer` is called with each sync, one at a time."""

    client: nio.AsyncClient
    room: MatrixRoom
    master_key: str
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    _running: dict[str, _Running] = field(default_factory=dict)
    _answered: dict[tuple[str, str], None] = field(default_factory=dict)
    _letters: list[Letter] = field(default_factory=list)
    _for_own: Restraint = field(default_factory=lambda: Restraint(each=6, all_of_them=6))
    _for_others: Restraint = field(default_factory=lambda: Restraint(each=3, all_of_them=20))

    def __post_init__(self) -> None:
        # nio's own answers go to anybody, without end, and no present client accepts them.
        self.client.olm.handle_key_verification = lambda event: None

    async def answer(self, response: nio.SyncResponse) -> None:
        """Take each step that the sync asks for; what cannot be sent waits for the next one.

        Raises TokenRevoked.
        """
        for asked in asked_in(response, self.client.user_id):
            try:
                await self._take(asked)
            except TokenRevoked:
                raise
            except AWAY:
                self._give_up(asked.transaction, "m.timeout")
            except ValueError:
                self._give_up(asked.transaction, "m.invalid_message")
            except Exception as crash:
                kind = type(crash).__name__
                log.error("verification crashed", kind=kind, frames=frames_of(crash))
        await self._deliver()

    async def _take(self, asked: Asked) -> None:
        if asked.step == "request" and not self._is_recent(asked):
            return
        if asked.sender != self.client.user_id:
            if asked.step in OPENING:
                self._cancel(asked, "m.user", _NOBODY_HERE)
        elif asked.step == "request":
            self._begin(asked)
        elif asked.transaction in self._running:
            await self._go_on(self._running[asked.transaction], asked)
        elif asked.step in OPENING:
            self._cancel(asked, "m.unknown_transaction")

    def _is_recent(self, asked: Asked) -> bool:
        at = as_time(asked.content.get("timestamp"), lambda at: at)
        return at is not None and abs(self.now() - at) < _PATIENCE

    # ------------------------------------------------------------------- the account's own devices

    def _begin(self, asked: Asked) -> None:
        now = self.now()
        self._running = {k: r for k, r in self._running.items() if now - r.begun < _PATIENCE}
        if METHOD not in as_texts(asked.content.get("methods")):
            self._cancel(asked, "m.unknown_method")
        elif len(self._running) >= _MOST_AT_ONCE:
            self._cancel(asked, "m.user")
        elif self._may_answer(asked):
            own = Party(self.client.user_id, self.client.device_id)
            other = Party(asked.sender, asked.device)
            sas = Sas(own, other, asked.transaction)
            running = _Running(other, asked.transaction, now, sas)
            self._running[asked.transaction] = running
            self._write("ready", running, {"from_device": own.device_id, "methods": [METHOD]})

    async def _go_on(self, running: _Running, asked: Asked) -> None:
        if asked.step == "cancel":
            del self._running[running.transaction]
        elif asked.step not in [stage.value for stage in _Stage]:
            return
        elif running.stage.value != asked.step:
            self._give_up(running.transaction, "m.unexpected_message")
        elif running.stage is _Stage.START:
            self._accept(running, asked)
        elif running.stage is _Stage.KEY:
            self._show(running, asked.content)
        else:
            await self._prove(running, asked.content)

    def _accept(self, running: _Running, start: Asked) -> None:
        if start.device != running.other.device_id:
            self._give_up(running.transaction, "m.key_mismatch")
        elif not is_possible(start.content):
            self._give_up(running.transaction, "m.unknown_method")
        else:
            self._write("accept", running, running.sas.accept(start.content))
            running.stage = _Stage.KEY

    def _show(self, running: _Running, content: dict[str, Any]) -> None:
        sas = running.sas
        sas.take_key(as_text(content.get("key")) or "")
        self._write("key", running, {"key": sas.public_key})
        running.stage = _Stage.PROOF
        shown = {"pictures": ", ".join(sas.pictures()), "numbers": sas.numbers()}
        log.info("verification: compare", device=running.other.device_id, **shown)

    async def _prove(self, running: _Running, content: dict[str, Any]) -> None:
        # The bot concludes nothing from it, but must not say "done" to what is not.
        known = await self._key_of(running.other)
        if not known or not running.sas.is_proved(content, known):
            self._give_up(running.transaction, "m.key_mismatch")
            return
        device = self.client.olm.account.identity_keys["ed25519"]
        own = {f"ed25519:{self.client.device_id}": device}
        proof = running.sas.proof(own | {f"ed25519:{self.master_key}": self.master_key})
        self._write("mac", running, proof)
        self._write("done", running, {})
        del self._running[running.transaction]
        log.info("verification done", device=running.other.device_id)

    async def _key_of(self, party: Party) -> str:
        # A device that just logged in may not be known yet.
        self.client.olm.users_for_key_query.add(party.user_id)
        check_token(self.client, await ask_for_devices(self.client), "the operator's device")
        device = self.client.device_store[party.user_id].get(party.device_id)
        return str(device.ed25519) if device else ""

    def _give_up(self, transaction: str, code: str) -> None:
        running = self._running.pop(transaction, None)
        if running:
            self._write("cancel", running, {"code": code, "reason": _REASONS[code]})

    # ---------------------------------------------------------------------------------- going out

    def _may_answer(self, asked: Asked) -> bool:
        """Whether this is a new verification of somebody who did not ask too often; noted."""
        known = (asked.sender, asked.transaction)
        restraint = self._for_own if asked.sender == self.client.user_id else self._for_others
        if known in self._answered or not restraint.allows(asked.sender, self.now()):
            return False
        self._answered[known] = None
        if len(self._answered) > _MOST_REMEMBERED:
            del self._answered[next(iter(self._answered))]
        return True

    def _cancel(self, asked: Asked, code: str, reason: str | None = None) -> None:
        if self._may_answer(asked):
            log.info("verification declined", sender=asked.sender, code=code)
            said = {"code": code, "reason": reason or _REASONS[code]}
            to = Party(asked.sender, asked.device)
            letter = Letter("cancel", to, asked.transaction, said, self.now(), asked.room)
            self._letters.append(letter)

    def _write(self, step: str, running: _Running, content: dict[str, Any]) -> None:
        self._letters.append(Letter(step, running.other, running.transaction, content, self.now()))

    async def _deliver(self) -> None:
        letters, self._letters = self._letters, []
        held_up: set[str] = set()
        for letter in letters:
            if self.now() - letter.written > _PATIENCE:
                continue
            if letter.transaction in held_up or not await self._is_dealt_with(letter):
                held_up.add(letter.transaction)
                self._letters.append(letter)

    async def _is_dealt_with(self, letter: Letter) -> bool:
        """Whether it went out, or never can; if not, it is worth another try."""
        try:
            await self._send(letter)
        except (NotNow, *AWAY) as error:
            log.warning("verification not answered yet", error=type(error).__name__)
            return False
        except NotEver as error:
            log.warning("verification not answered", why=str(error))
        except TokenRevoked:
            raise
        except Exception as crash:
            kind = type(crash).__name__
            log.error("verification not answered", kind=kind, frames=frames_of(crash))
        return True

    async def _send(self, letter: Letter) -> None:
        if letter.room is not None:
            reference = letter.reference
            await self.room.signal(letter.room, letter.kind, letter.whole, transaction_id=reference)
            return
        message = nio.ToDeviceMessage(letter.kind, *letter.to, letter.whole)
        answer = await self.client.to_device(message, tx_id=letter.reference)
        if not isinstance(answer, nio.ToDeviceResponse):
            check_token(self.client, answer, "a verification")
            raise refusal(answer)
