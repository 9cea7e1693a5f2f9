"""nio's client, with three of its readings of an answer put right."""

from __future__ import annotations

import sys
from typing import Any

import aiohttp
import nio  # type: ignore[import-untyped, unused-ignore]

from bot.matrix.guard import guard_reading

guard_reading()


class NotAnAnswer(aiohttp.ClientResponseError):
    """An error of somebody between the homeserver and us, such as a proxy's page."""


_DEEPEST = 40_000
"""Levels of JSON: more than an event of 65,536 bytes can have, and far less than a stack has."""


class Client(nio.AsyncClient):  # type: ignore[misc, unused-ignore]
    """A client that takes no error for a success, and none for a logout; and reads all JSON."""

    async def parse_body(self, transport_response: aiohttp.ClientResponse) -> Any:
        """The JSON of an answer, also where somebody sent an event that is nested deeply.

        Python gives up at a thousand levels; the answer would come again and again.
        """
        await transport_response.read()
        usual = sys.getrecursionlimit()
        sys.setrecursionlimit(max(usual, _DEEPEST))
        try:
            return await super().parse_body(transport_response)
        finally:
            sys.setrecursionlimit(usual)

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
