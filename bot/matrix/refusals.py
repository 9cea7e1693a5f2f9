"""What an error that nio gives back means: try later, never, or log in anew."""

from __future__ import annotations

import traceback
from typing import Any

import aiohttp
import nio  # type: ignore[import-untyped, unused-ignore]

from bot.matrix.http import TOKEN_ERRORS, TokenRevoked
from bot.room import NotEver, NotNow

AWAY = (aiohttp.ClientError, TimeoutError)
"""What a request raises when the homeserver cannot be reached."""

_LIMITED = "M_LIMIT_EXCEEDED"
_DEFAULT_PAUSE = 5.0
_LATER = (408, 425, 429)
_ACCOUNT = ("M_CONSENT_NOT_GIVEN", "M_RESOURCE_LIMIT_EXCEEDED", "M_USER_SUSPENDED", "M_USER_LOCKED")
"""Refusals of all that the account does, whatever it is, until somebody mends that."""


def check_token(client: nio.AsyncClient, response: Any, request: str) -> None:
    """Raise TokenRevoked when the answer says so, or nio dropped the token (a soft logout)."""
    code = getattr(response, "status_code", None)
    if code in TOKEN_ERRORS or not client.access_token:
        raise TokenRevoked(request, 401, {"errcode": code or "M_UNKNOWN_TOKEN"})


def seconds_to_wait(response: Any) -> float | None:
    """How long a rate limit asks to wait; None when it is no rate limit."""
    if _status(response) != 429 and response.status_code != _LIMITED:
        return None
    milliseconds = response.retry_after_ms  # finer than the header, where there is one
    if isinstance(milliseconds, int | float) and milliseconds >= 0:
        return milliseconds / 1000
    header = _header(response, "Retry-After")
    return float(header) if header.isdecimal() else _DEFAULT_PAUSE


def refusal(response: Any) -> NotNow | NotEver:
    """The exception that stands for nio's error value."""
    why = f"{_status(response) or 'no answer'} {response.status_code or ''} {response.message}"
    wait = seconds_to_wait(response)
    if wait is not None:
        return NotNow(why, wait)
    status = _status(response)
    # An answer without an error code is not the homeserver's: a proxy stands before it.
    if status is None or status >= 500 or status in _LATER or not response.status_code:
        return NotNow(why)
    return NotNow(why) if response.status_code in _ACCOUNT else NotEver(why)


def is_malformed(response: Any) -> bool:
    """Whether the homeserver can make nothing of the request, as of a position it never gave."""
    return _status(response) == 400


def is_forbidden(response: Any) -> bool:
    """Whether nio's answer says that the bot may not do this there."""
    return getattr(response, "status_code", None) == "M_FORBIDDEN"


def frames_of(crash: BaseException) -> str:
    """Where it happened, for the log; never its message, which may quote what people wrote."""
    return "".join(traceback.format_tb(crash.__traceback__))


def _status(response: Any) -> int | None:
    transport = getattr(response, "transport_response", None)
    return transport.status if transport is not None else None


def _header(response: Any, name: str) -> str:
    transport = getattr(response, "transport_response", None)
    return str(transport.headers.get(name, "")) if transport is not None else ""
