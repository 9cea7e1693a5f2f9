"""Fresh accounts on the real homeserver of `tests/conftest.py`."""

from __future__ import annotations

import itertools
from collections.abc import Awaitable, Callable
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


def accounts_on(homeserver: Homeserver) -> NewAccount:
    """Awaited with a name, it registers an account there that nobody else has."""

    async def register(name: str = "someone") -> Account:
        localpart, password = f"{name}{next(_numbers)}", "correct horse"
        user_id = await homeserver.register(localpart, password)
        return Account(homeserver.url, user_id, password)

    return register


@pytest.fixture
def new_account(homeserver: Homeserver) -> NewAccount:
    """Accounts of its own for this test."""
    return accounts_on(homeserver)
