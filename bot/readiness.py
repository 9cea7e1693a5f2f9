"""What a service manager is told: that the bot is ready, that it stops, that it is alive.

The protocol is systemd's `sd_notify`: a datagram to the socket that the environment names. Without
one nobody is told, and nothing is different.
"""

from __future__ import annotations

import asyncio
import os
import socket

import structlog

log = structlog.get_logger()

READY = "READY=1"
STOPPING = "STOPPING=1"
_ALIVE = "WATCHDOG=1"


def tell_manager(*what: str) -> None:
    """Tell it these things at once; one that does not listen holds up nobody."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    if address.startswith("@"):
        address = f"\0{address[1:]}"  # of Linux alone: a name that is no file
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as out:
            out.sendto("\n".join(what).encode(), address)
    except OSError as fault:
        log.warning("the service manager could not be told", what=what[0], why=fault.strerror)


async def keep_alive() -> None:
    """Tell that this process still gets its turn, twice as often as is asked; or end at once.

    A homeserver that is away is waited for, and is no reason to be started again.
    """
    asked = os.environ.get("WATCHDOG_USEC", "")
    if os.environ.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()) or not asked.isdigit():
        return
    while True:
        tell_manager(_ALIVE)
        await asyncio.sleep(int(asked) / 1_000_000 / 2)
