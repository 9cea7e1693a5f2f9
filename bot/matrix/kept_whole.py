"""What devices tell each other is kept whole, or not at all; what they are promised is kept first.

nio moves its ratchets on and writes each part by itself. Where a write fails, or a kill comes
between two, a room's key is lost for good: the same message cannot be opened a second time. So all
that is written for one message is one transaction, and when that fails nio's memory goes back with
it. The sync then fails too, and the homeserver brings the same message again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import nio  # type: ignore[import-untyped, unused-ignore]
from nio.crypto import OlmAccount, Session  # type: ignore[import-untyped, unused-ignore]


@contextmanager
def kept_whole(olm: Any, event: Any) -> Iterator[None]:
    """While nio takes in a message between devices. What is raised within undoes all of it."""
    undo = _memory(olm, event.sender_key) if isinstance(event, nio.OlmEvent) else None
    try:
        with olm.store.database.atomic():
            yield
    except Exception:
        if undo:
            undo()
        raise


def kept_before_sharing(olm: Any) -> Callable[[], dict[str, Any]]:
    """In place of `olm.share_keys`: new keys are written down before anybody is offered them.

    nio does so when the homeserver's answer is here. Who dies before that has offered keys whose
    private half is gone: what others send under them is lost, and no other keys are taken instead.
    They count as offered at once: a key that was offered and used is never offered again, and one
    that was not offered after all costs nothing.
    """
    share: Callable[[], dict[str, Any]] = olm.share_keys

    def keep_and_share() -> dict[str, Any]:
        keys = share()
        olm.mark_keys_as_published()
        olm.save_account()
        return keys

    return keep_and_share


def _memory(olm: Any, sender_key: str) -> Callable[[], None]:
    """How to put back what opening a message from this device may change in nio's memory."""
    account, is_shared = olm.account.pickle(), olm.account.shared
    sessions = [
        (one.pickle(), one.creation_time, one.use_time) for one in olm.session_store[sender_key]
    ]

    def put_back() -> None:
        olm.account = OlmAccount.from_pickle(account, shared=is_shared)
        olm.session_store[sender_key][:] = [
            Session.from_pickle(pickled, created, use_time=used)
            for pickled, created, used in sessions
        ]
        # Room keys are in memory only once they are written.
        olm.inbound_group_store = olm.store.load_inbound_group_sessions()

    return put_back
