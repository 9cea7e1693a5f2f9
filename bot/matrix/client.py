"""nio's client, with what it makes of an answer, and of none, put right."""

from __future__ import annotations

import json
import sys
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import aiohttp
import nio  # type: ignore[import-untyped, unused-ignore]

from bot.matrix.guard import guard_reading
from bot.matrix.patience import Patience, may_be_repeated
from bot.matrix.standing import Standing

guard_reading()


class NotAnAnswer(aiohttp.ClientResponseError):
    """Something of somebody between the homeserver and us, such as a proxy's page."""


_DEEPEST = 40_000
"""Levels of JSON: more than an event of 65,536 bytes can have, and far less than a stack has."""


class Client(nio.AsyncClient):  # type: ignore[misc, unused-ignore]
    """A client that takes no error for a success, and none for a logout; and reads all JSON.

    It does not trust a connection that says nothing, either.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._patience = Patience()
        self.standing = Standing()
        """Among other instances of the account; alone, until somebody says otherwise."""

    async def send(
        self,
        method: str,
        path: str,
        data: Any = None,
        headers: dict[str, str] | None = None,
        trace_context: Any = None,
        timeout: float | None = None,  # noqa: ASYNC109  # as nio has it
    ) -> aiohttp.ClientResponse:
        """The answer to a request, which is made more than once where it hangs.

        Raises NotNow for what only who leads may do, where another instance may lead by now.
        """
        send = partial(super().send, method, path, data)
        other = self.standing.login_for(path)
        if other is not None:
            as_other = {**(headers or {}), "Authorization": f"Bearer {other}"}
            begin = partial(send, as_other, trace_context, timeout)
            answer = await self._answered(method, path, data, begin)
            if answer.status != 401:
                return answer
            self.standing.forget_login(path)
        begin = partial(send, headers, trace_context, timeout)
        return await self._answered(method, path, data, begin)

    async def _answered(
        self,
        method: str,
        path: str,
        data: Any,
        send: Callable[[], Awaitable[aiohttp.ClientResponse]],
    ) -> aiohttp.ClientResponse:
        def begin() -> Awaitable[aiohttp.ClientResponse]:
            self.standing.check(method, path)
            return send()

        if not may_be_repeated(method, path, data):
            return await begin()
        return await self._patience.answer(path, begin)

    async def parse_body(self, transport_response: aiohttp.ClientResponse) -> Any:
        """The JSON of an answer, also where somebody sent an event that is nested deeply.

        Python gives up at a thousand levels; the answer would come again and again.
        """
        await transport_response.read()
        usual = sys.getrecursionlimit()
        sys.setrecursionlimit(max(usual, _DEEPEST))
        try:
            body = await super().parse_body(transport_response)
        finally:
            sys.setrecursionlimit(usual)
        if not body and transport_response.status < 400:
            await _check_is_json(transport_response)
        return body

    async def create_matrix_response(
        self,
        response_class: type,
        transport_response: aiohttp.ClientResponse,
        *args: Any,
        **options: Any,
    ) -> Any:
        """Nio's answer. Raises NotAnAnswer for an error that is none of the homeserver's."""
        answer = await super().create_matrix_response(
            response_class, transport_response, *args, **options
        )
        if transport_response.status >= 400 and not isinstance(answer, nio.ErrorResponse):
            # A body that is no JSON is an empty object to nio: just what a request that shares
            # keys hopes for, and the message after it would be unreadable for ever.
            raise NotAnAnswer(
                transport_response.request_info,
                transport_response.history,
                status=transport_response.status,
            )
        if isinstance(answer, nio.ShareGroupSessionError):
            # nio puts the devices where a soft logout is told, and would drop the access token.
            answer.soft_logout = False
        return answer


async def _check_is_json(response: aiohttp.ClientResponse) -> None:
    """Raises NotAnAnswer for what is none, such as a page with a login to somebody's network.

    nio takes it for an empty object, and that for a success: a room's key was sent, it thinks.
    """
    try:
        json.loads(await response.text())
    except (ValueError, RecursionError):
        raise NotAnAnswer(
            response.request_info, response.history, status=response.status, message="no JSON"
        ) from None
