"""A strict Matrix client for tests: it talks to cross-signed devices only (matrix-js-sdk in Node).

async with StrictClient(homeserver.url, "alice", "secret") as alice:
    room = await alice.create_room("@kring:house.test")
    await alice.say(room, "!help")
    answer = await alice.wait_for(room_id=room, containing="commands")
"""

from __future__ import annotations

import asyncio
import fcntl
import hashlib
import itertools
import json
import shutil
import subprocess
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

_Found = TypeVar("_Found")
_SOURCE = Path(__file__).parent / "strict_client"
_BUILD = Path(__file__).parents[2] / "build" / "strict_client"
_OLDEST_NODE = 20  # what matrix-js-sdk asks for
_LONGEST_LINE = 16 * 1024 * 1024


def why_no_strict_client() -> str | None:
    """Why this machine cannot run the strict client, for a skip; None when it can."""
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            return f"the strict client needs {program}, which is not installed"
    version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True)
    if int(version.stdout.strip().lstrip("v").split(".")[0]) < _OLDEST_NODE:
        return f"the strict client needs Node {_OLDEST_NODE}, here is {version.stdout.strip()}"
    return None


def install(folder: Path = _BUILD) -> Path:
    """Install the pinned packages into `folder` when the lock file changed; gives the script.

    Raises RuntimeError with npm's last words.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wanted = hashlib.sha256((_SOURCE / "package-lock.json").read_bytes()).hexdigest()
    done = folder / "installed"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists() or done.read_text() != wanted:
            for name in ("package.json", "package-lock.json"):
                shutil.copy(_SOURCE / name, folder / name)
            command = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
            npm = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
            if npm.returncode:
                raise RuntimeError(f"npm ci failed:\n{npm.stderr[-2000:]}")
            done.write_text(wanted)
        # Node looks for packages from where the script lies.
        shutil.copy(_SOURCE / "client.mjs", folder / "client.mjs")
    return folder / "client.mjs"


class StrictClientError(Exception):
    """A command failed, something awaited did not come, or the client ended."""


@dataclass(frozen=True)
class StrictEvent:
    """What came in from somebody else; `failure` says why it could not be decrypted, else None."""

    room_id: str
    event_id: str
    sender: str
    type: str
    content: dict[str, Any]
    state_key: str | None
    redacts: str | None
    encrypted: bool
    failure: str | None

    @property
    def body(self) -> str:
        """The message's plain text, empty when it has none."""
        return str(self.content.get("body", ""))


@dataclass(frozen=True)
class Withheld:
    """A room key that was refused: by this client (`sent`) to a device, or by `user_id` to us."""

    sent: bool
    user_id: str
    device_id: str | None
    content: dict[str, Any]

    @property
    def code(self) -> str:
        """Why, such as `m.unverified`."""
        return str(self.content.get("code", ""))


class StrictClient:
    """One resident at a client that trusts cross-signed devices only.

    Lists for looking back: `events` (others' events in order of arrival, each once, the decrypted
    form in place of the undecryptable one), `invites` (room ids), `withheld`, and
    `verification_steps` (what came straight to this device: step, sender, content).
    `make_identity=False` leaves the account's own cross-signing alone, for `recover`.
    """

    def __init__(self, url: str, user: str, password: str, *, make_identity: bool = True) -> None:
        self.user_id = ""
        self.device_id = ""
        self.events: list[StrictEvent] = []
        self.invites: list[str] = []
        self.withheld: list[Withheld] = []
        self.verification_steps: list[dict[str, Any]] = []
        self._first = {"url": url, "user": user, "password": password}
        self._make_identity = make_identity
        self._process: asyncio.subprocess.Process | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._numbers = itertools.count(1)
        self._seen: set[str] = set()
        self._news = asyncio.Event()
        self._ended = False
        self._last_words: deque[str] = deque(maxlen=40)

    async def __aenter__(self) -> Self:
        script = await asyncio.to_thread(install)
        self._process = await asyncio.create_subprocess_exec(
            "node",
            str(script),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            limit=_LONGEST_LINE,
        )
        self._tasks = [
            asyncio.create_task(self._listen(self._process)),
            asyncio.create_task(self._overhear(self._process)),
        ]
        try:
            await self._write(self._first | {"make_identity": self._make_identity})
            await self._until("ready", lambda: self.user_id or None, 60)
        except BaseException:
            await self._end()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._end()

    @property
    def undecryptable(self) -> list[StrictEvent]:
        """The events that still could not be decrypted."""
        return [event for event in self.events if event.failure]

    async def create_room(
        self, *invite: str, name: str | None = None, encrypted: bool = True, **options: Any
    ) -> str:
        """Make a private room and invite; `options` go into the createRoom request. The room id."""
        return str(
            await self.command(
                "create_room", invite=invite, name=name, encrypted=encrypted, options=options
            )
        )

    async def invite(self, room_id: str, user_id: str) -> None:
        """Invite somebody to a room."""
        await self.command("invite", room_id=room_id, user_id=user_id)

    async def wait_for_invite(self, *, seconds: float = 15) -> str:
        """The room of the oldest invitation not yet handed out."""
        return await self._until(
            "invitation", lambda: self.invites.pop(0) if self.invites else None, seconds
        )

    async def join(self, room_id: str) -> None:
        """Join a room, and wait until the sync shows it."""
        await self.command("join", room_id=room_id)

    async def leave(self, room_id: str) -> None:
        """Leave a room."""
        await self.command("leave", room_id=room_id)

    async def say(
        self, room_id: str, text: str, *, reply_to: str | None = None, thread: str | None = None
    ) -> str:
        """Send a text, if asked as a reply or in a thread (both event ids). The event id."""
        content: dict[str, Any] = {"msgtype": "m.text", "body": text, "m.mentions": {}}
        relation: dict[str, Any] = {}
        if thread:
            relation = {"rel_type": "m.thread", "event_id": thread}
        if reply_to:
            relation["m.in_reply_to"] = {"event_id": reply_to}
        if relation:
            content["m.relates_to"] = relation
        return await self.send(room_id, "m.room.message", content)

    async def edit(self, room_id: str, event_id: str, text: str) -> str:
        """Replace an own text. The edit's event id."""
        content = {
            "msgtype": "m.text",
            "body": f"* {text}",
            "m.new_content": {"msgtype": "m.text", "body": text, "m.mentions": {}},
            "m.relates_to": {"rel_type": "m.replace", "event_id": event_id},
            "m.mentions": {},
        }
        return await self.send(room_id, "m.room.message", content)

    async def vote(self, room_id: str, poll: str, *answers: str) -> str:
        """Answer a poll (the event id of its start) with answer ids; none takes it back."""
        content = {
            "m.relates_to": {"rel_type": "m.reference", "event_id": poll},
            "org.matrix.msc3381.poll.response": {"answers": list(answers)},
        }
        return await self.send(room_id, "org.matrix.msc3381.poll.response", content)

    async def react(self, room_id: str, event_id: str, key: str) -> str:
        """Put an emoji under an event. The reaction's event id, by which redact takes it back."""
        relation = {"rel_type": "m.annotation", "event_id": event_id, "key": key}
        return await self.send(room_id, "m.reaction", {"m.relates_to": relation})

    async def redact(self, room_id: str, event_id: str) -> str:
        """Remove an event. The redaction's event id."""
        return str(await self.command("redact", room_id=room_id, event_id=event_id))

    async def send(self, room_id: str, kind: str, content: dict[str, Any]) -> str:
        """Send any event, encrypted where the room is. The event id."""
        return str(await self.command("send", room_id=room_id, type=kind, content=content))

    async def recover(self, recovery_key: str) -> dict[str, bool]:
        """Open the account's secret storage and take up its identity, as an ordinary client does.

        The answer: signed_by_owner, private_keys_here, secrets_readable.
        """
        found: dict[str, bool] = await self.command("recover", recovery_key=recovery_key)
        return found

    async def ask_to_verify(
        self, user_id: str, *, device_id: str | None = None, room_id: str | None = None
    ) -> str:
        """Ask for emoji verification of a device, in a room, or of all own devices. Its id."""
        place = {"device_id": device_id, "room_id": room_id}
        return str(await self.command("ask_to_verify", user_id=user_id, **place))

    async def verification_answer(self) -> dict[str, Any]:
        """How the one asked for last stands: phase `Ready` or `Cancelled`, and a code."""
        found: dict[str, Any] = await self.command("verification_answer")
        return found

    async def compare(self, *, they_match: bool = True) -> dict[str, Any]:
        """Go through with it: the pictures and numbers, the last phase, a code and a failure."""
        found: dict[str, Any] = await self.command("compare", they_match=they_match)
        return found

    async def trusts(self, user_id: str, device_id: str) -> dict[str, bool]:
        """How this client sees a device: verified, signed_by_owner, by_signature."""
        found: dict[str, bool] = await self.command("trusts", user_id=user_id, device_id=device_id)
        return found

    async def to_device(
        self, kind: str, user_id: str, device_id: str, content: dict[str, Any]
    ) -> None:
        """Send anything straight to a device."""
        place = {"user_id": user_id, "device_id": device_id}
        await self.command("to_device", type=kind, content=content, **place)

    async def wait_for(
        self,
        matching: Callable[[StrictEvent], bool] = lambda event: True,
        *,
        room_id: str | None = None,
        sender: str | None = None,
        kind: str | None = None,
        containing: str | None = None,
        seconds: float = 15,
    ) -> StrictEvent:
        """The oldest fitting event that no wait_for handed out before, come already or to come.

        `kind` is the event type, `containing` a part of the body. An undecryptable event comes
        as `m.room.message` too: look at `failure`.
        """

        def fits(event: StrictEvent) -> bool:
            return (
                room_id in (None, event.room_id)
                and sender in (None, event.sender)
                and kind in (None, event.type)
                and (containing is None or containing in event.body)
                and matching(event)
            )

        def oldest() -> StrictEvent | None:
            fresh = (event for event in self.events if event.event_id not in self._seen)
            found = next((event for event in fresh if fits(event)), None)
            if found:
                self._seen.add(found.event_id)
            return found

        wanted = {"room": room_id, "sender": sender, "kind": kind, "containing": containing}
        shown = ", ".join(f"{name} {value!r}" for name, value in wanted.items() if value)
        return await self._until(f"event ({shown or 'any'})", oldest, seconds)

    async def command(self, do: str, /, **arguments: Any) -> Any:
        """Give the Node side one command and await its result. Raises StrictClientError."""
        number = next(self._numbers)
        answer = asyncio.get_running_loop().create_future()
        self._answers[number] = answer
        await self._write({"id": number, "do": do} | arguments)
        async with asyncio.timeout(60):
            return await answer

    async def _until(self, what: str, find: Callable[[], _Found | None], seconds: float) -> _Found:
        end = asyncio.get_running_loop().time() + seconds
        while True:
            self._news.clear()
            if (found := find()) is not None:
                return found
            left = end - asyncio.get_running_loop().time()
            if self._ended or left <= 0:
                why = "the client ended" if self._ended else f"not within {seconds:g} s"
                came = "\n".join(f"  {event}" for event in self.events[-10:])
                raise StrictClientError(f"No {what}: {why}. Last:\n{came}\n{self._words()}")
            try:
                async with asyncio.timeout(left):
                    await self._news.wait()
            except TimeoutError:
                continue

    async def _write(self, line: dict[str, Any]) -> None:
        assert self._process
        assert self._process.stdin
        self._process.stdin.write(json.dumps(line).encode() + b"\n")
        await self._process.stdin.drain()

    async def _listen(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout
        try:
            async for line in process.stdout:
                self._take(json.loads(line))
        finally:
            self._ended = True
            self._news.set()
            for answer in self._answers.values():
                if not answer.done():
                    answer.set_exception(StrictClientError(f"The client ended.\n{self._words()}"))

    async def _overhear(self, process: asyncio.subprocess.Process) -> None:
        assert process.stderr
        async for line in process.stderr:
            self._last_words.append(line.decode(errors="replace").rstrip())

    def _take(self, line: dict[str, Any]) -> None:
        report = line.pop("report", None)
        if report is None:
            answer = self._answers.pop(line["id"])
            if answer.cancelled():
                return
            if line["ok"]:
                answer.set_result(line["result"])
            else:
                answer.set_exception(StrictClientError(line["error"]))
        elif report == "event":
            self._take_event(StrictEvent(**line))
        elif report == "invite":
            self.invites.append(line["room_id"])
        elif report == "withheld":
            self.withheld.append(Withheld(**line))
        elif report == "verification":
            self.verification_steps.append(line)
        elif report == "ready":
            self.user_id, self.device_id = line["user_id"], line["device_id"]
        self._news.set()

    def _take_event(self, event: StrictEvent) -> None:
        for place, known in enumerate(self.events):
            if known.event_id == event.event_id:
                self.events[place] = event
                return
        self.events.append(event)

    def _words(self) -> str:
        return "\n".join(self._last_words)

    async def _end(self) -> None:
        process = self._process
        if process and process.returncode is None:
            assert process.stdin
            process.stdin.close()
            try:
                async with asyncio.timeout(3):
                    await process.wait()
            except TimeoutError:
                process.kill()
                await process.wait()
        for task in self._tasks:
            await task
