"""One real homeserver for all Matrix tests, and fresh accounts on it."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

import pytest

from bot.demo.homeserver import Homeserver


@dataclass(frozen=True)
class Account:
    """A registered account that has no device yet."""

    homeserver: str
    user_id: str
    password: str

    @property
    def localpart(self) -> str:
        """The name before the colon, without the at sign."""
        return self.user_id[1:].partition(":")[0]


NewAccount = Callable[..., Awaitable[Account]]
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def homeserver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Homeserver]:
    """A Synapse without rate limits; it belongs to no event loop, so any test may use it."""
    server = Homeserver(tmp_path_factory.mktemp("homeserver"))
    asyncio.run(server.start())
    yield server
    asyncio.run(server.stop())


@pytest.fixture
def new_account(homeserver: Homeserver) -> NewAccount:
    """Awaited with a name, it registers an account of its own for this test."""

    async def register(name: str = "someone") -> Account:
        localpart, password = f"{name}{next(_numbers)}", "correct horse"
        user_id = await homeserver.register(localpart, password)
        return Account(homeserver.url, user_id, password)

    return register
