"""A homeserver, looked at without an account: where it is, what it takes, what time it has."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp

from bot.matrix.http import HomeserverAway, away

_SECONDS = 15.0

_OF_THIS_MACHINE = re.compile(r"(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?")


@dataclass(frozen=True)
class Server:
    """A homeserver that answered."""

    address: str
    """Where its clients go, without a slash at the end."""
    ahead: timedelta | None
    """How far its clock is before ours; None when it told no time."""
    takes_passwords: bool


async def find_server(typed: str) -> Server:
    """The homeserver at an address, or of a name such as `example.org` (by its .well-known).

    Raises HomeserverAway.
    """
    address = _address(typed)
    async with _client() as http:
        try:
            return await _look(http, address)
        except HomeserverAway:
            # An address of its own is the usual thing: the name tells which.
            if not (named := await _well_known(http, address)):
                raise
        return await _look(http, named)


async def look_at_server(address: str) -> Server:
    """The homeserver at exactly this address. Raises HomeserverAway."""
    async with _client() as http:
        return await _look(http, address.rstrip("/"))


def _client() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_SECONDS))


def _address(typed: str) -> str:
    """What is meant; of an account it is the server, which comes after its colon."""
    name = typed.strip().rstrip("/")
    if name.startswith("@"):
        name = name.partition(":")[2]
    if re.match(r"https?://", name):
        return name
    return f"http://{name}" if _OF_THIS_MACHINE.fullmatch(name) else f"https://{name}"


async def _look(http: aiohttp.ClientSession, address: str) -> Server:
    before = datetime.now(UTC)
    answer, date = await _get(http, address, "/_matrix/client/versions")
    after = datetime.now(UTC)
    if not isinstance(answer, dict) or not isinstance(answer.get("versions"), list):
        raise away(address, "what answers there does not say which versions of Matrix it speaks")
    flows, _ = await _get(http, address, "/_matrix/client/v3/login")
    offered = flows.get("flows", []) if isinstance(flows, dict) else []
    kinds = [flow.get("type") for flow in offered if isinstance(flow, dict)]
    theirs = _time_in(date)
    ahead = theirs - before - (after - before) / 2 if theirs else None
    return Server(address, ahead, "m.login.password" in kinds)


async def _well_known(http: aiohttp.ClientSession, address: str) -> str | None:
    """Where the name says that its homeserver is; None when it says nothing that can be read."""
    try:
        answer, _ = await _get(http, address, "/.well-known/matrix/client")
        named = answer["m.homeserver"]["base_url"]
    except (HomeserverAway, LookupError, TypeError):
        return None
    return named.rstrip("/") if isinstance(named, str) and re.match(r"https?://", named) else None


async def _get(http: aiohttp.ClientSession, address: str, path: str) -> tuple[Any, str]:
    """The JSON that is there, and the time the server has."""
    try:
        async with http.get(address + path) as response:
            text = await response.text()
            status, date = response.status, response.headers.get("Date", "")
    except (TimeoutError, aiohttp.ClientError, ValueError) as error:
        raise away(address, str(error) or type(error).__name__, error) from error
    try:
        return json.loads(text), date
    except ValueError as error:
        raise away(address, f"{path} got {status} and no JSON") from error


def _time_in(date: str) -> datetime | None:
    try:
        return parsedate_to_datetime(date).astimezone(UTC)
    except ValueError:
        return None
