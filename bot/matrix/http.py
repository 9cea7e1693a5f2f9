"""The requests nio lacks, made with errors as exceptions: what the operator can mend."""

from __future__ import annotations

import json
from types import TracebackType
from typing import Any, Self

import aiohttp

TOKEN_ERRORS = ("M_UNKNOWN_TOKEN", "M_MISSING_TOKEN", "M_USER_DEACTIVATED")
"""The error codes after which only a new login helps."""


class SessionError(Exception):
    """Something the operator can mend: `message` says what is wrong, `mend` what to do."""

    def __init__(self, message: str, mend: str) -> None:
        super().__init__(f"{message} {mend}")
        self.message = message
        self.mend = mend


class HomeserverAway(SessionError):
    """The homeserver could not be reached, or what answered speaks no Matrix."""


class RequestRefused(SessionError):
    """The homeserver answered with an error: `status`, `errcode` and the whole `body`."""

    def __init__(self, request: str, status: int, body: dict[str, Any]) -> None:
        self.status = status
        self.errcode = str(body.get("errcode", ""))
        self.body = body
        what = " ".join(str(part) for part in (status, self.errcode, body.get("error")) if part)
        super().__init__(f"The homeserver refused {request}: {what}.", "See its log.")


class TokenRevoked(RequestRefused):
    """The homeserver does not know the access token any more: nothing works until a new login."""

    def __init__(self, request: str, status: int = 401, body: dict[str, Any] | None = None) -> None:
        super().__init__(request, status, body or {"errcode": "M_UNKNOWN_TOKEN"})
        self.message = (
            f"The homeserver does not accept the access token any more (at {request}): "
            "this device was logged out, or deleted."
        )
        self.mend = "Log in anew: move session.json out of the store, and set a password."
        self.args = (f"{self.message} {self.mend}",)


class RateLimited(RequestRefused):
    """The homeserver asks to wait `seconds` before the same request."""

    def __init__(self, request: str, status: int, body: dict[str, Any], seconds: float) -> None:
        super().__init__(request, status, body)
        self.seconds = seconds
        self.mend = f"Try again in {seconds:.0f} seconds."
        self.args = (f"{self.message} {self.mend}",)


class MatrixHttp:
    """The few requests nio lacks, with errors as exceptions and no retries; `async with` it."""

    def __init__(self, homeserver: str, access_token: str = "", *, timeout: float = 30.0) -> None:
        self.homeserver = homeserver.rstrip("/")
        self._http = aiohttp.ClientSession(
            headers={"Authorization": f"Bearer {access_token}"} if access_token else None,
            timeout=aiohttp.ClientTimeout(total=timeout),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._http.close()

    async def call(
        self, method: str, path: str, body: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """The JSON answer to one request; `path` begins at `/_matrix`, quoted where needed.

        Raises RateLimited, RequestRefused or HomeserverAway.
        """
        request = f"{method} {path}"
        try:
            async with self._http.request(method, self.homeserver + path, json=body) as response:
                text = await response.text()
                status, retry_after = response.status, response.headers.get("Retry-After", "")
        except (TimeoutError, aiohttp.ClientError, ValueError) as error:
            raise away(self.homeserver, str(error) or type(error).__name__, error) from error
        try:
            answer = json.loads(text)
        except ValueError as error:
            raise away(self.homeserver, f"{request} got {status} and no JSON") from error
        if not isinstance(answer, dict):
            raise away(self.homeserver, f"{request} got {status} and no JSON object")
        if status == 429:
            raise RateLimited(request, status, answer, _seconds_to_wait(answer, retry_after))
        if answer.get("errcode") in TOKEN_ERRORS:
            raise TokenRevoked(request, status, answer)
        if status >= 400:
            raise RequestRefused(request, status, answer)
        return answer


_UNTRUSTED = (
    "Its certificate is not to be trusted: is the address right (http:// or https://), and the "
    "certificate of that name, and not over?"
)
_MENDS: tuple[tuple[tuple[type[BaseException], ...], str], ...] = (
    (
        (aiohttp.ClientConnectorDNSError,),
        "This machine does not know that name: is the address right, and has it a network?",
    ),
    ((aiohttp.ClientConnectorCertificateError, aiohttp.ClientSSLError), _UNTRUSTED),
    ((TimeoutError,), "Is the address right, and does a firewall let this machine through?"),
)
_IS_ANOTHER = (
    "Is the address right, and is the server up? Something else answers there: `kring init` finds "
    "the address by the account's server, what comes after its colon."
)


def away(address: str, why: str, error: BaseException | None = None) -> HomeserverAway:
    """Nothing that speaks Matrix answers; with the mend of what was met (None: other words)."""
    mend = "Is the address right, and is the server up?" if error else _IS_ANOTHER
    mend = next((told for kinds, told in _MENDS if isinstance(error, kinds)), mend)
    return HomeserverAway(f"No Matrix homeserver answers at {address} ({why}).", mend)


def _seconds_to_wait(body: dict[str, Any], header: str) -> float:
    if header.isdigit():
        return float(header)
    return float(body.get("retry_after_ms") or 5000) / 1000
