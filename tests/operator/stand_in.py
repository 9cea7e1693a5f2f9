"""A stand-in for a homeserver on loopback, which answers as a test wants it to: well, or oddly."""

from __future__ import annotations

import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

Answer = tuple[int, Any]
"""A status, and what is there: JSON, or words as they are."""

NOTHING: Answer = (404, {"errcode": "M_UNRECOGNIZED"})
PASSED_ON: Answer = (0, None)
"""Answered by the homeserver that it stands before."""

VERSIONS = "/_matrix/client/versions"
LOGIN = "/_matrix/client/v3/login"
WELL_KNOWN = "/.well-known/matrix/client"


@dataclass
class StandIn:
    """What it answers, by the path, and what it was asked."""

    port: int = 0
    seconds_ahead: float = 0.0
    behind: str = ""
    """The address of a homeserver that answers all else."""
    answers: dict[str, Answer | Callable[[], Answer]] = field(
        default_factory=lambda: {
            VERSIONS: (200, {"versions": ["v1.11"]}),
            LOGIN: (200, {"flows": [{"type": "m.login.password"}]}),
        }
    )
    asked: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"


class _Server(ThreadingHTTPServer):
    """Its socket, with a certificate or without."""

    def __init__(self, stand_in: StandIn, certificate: ssl.SSLContext | None) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        stand_in.port = self.server_port
        self.stand_in = stand_in
        self._certificate = certificate

    def get_request(self) -> tuple[socket.socket, Any]:
        asking, where = super().get_request()
        if self._certificate is None:
            return asking, where
        return self._certificate.wrap_socket(asking, server_side=True), where


class _Answers(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        self._answer(self.path)

    def do_POST(self) -> None:
        self._answer(f"POST {self.path}")

    def do_PUT(self) -> None:
        self._answer(f"PUT {self.path}")

    def _answer(self, asked: str) -> None:
        stand_in = self.server.stand_in
        given = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        stand_in.asked.append(asked)
        found = stand_in.answers.get(asked, NOTHING)
        status, said = found() if callable(found) else found
        if stand_in.behind and (status, said) in (NOTHING, PASSED_ON):
            status, said = self._passed_on(stand_in.behind, given)
        body = (said if isinstance(said, str) else json.dumps(said)).encode()
        with suppress(ConnectionError):  # who asked may have gone
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def _passed_on(self, behind: str, given: bytes) -> Answer:
        kept = {name: self.headers[name] for name in ("Authorization",) if self.headers[name]}
        more = kept | {"Content-Type": "application/json"}
        request = Request(behind + self.path, given or None, headers=more, method=self.command)
        try:
            with urlopen(request, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as refused:
            return refused.code, refused.read().decode()

    def date_time_string(self, timestamp: float | None = None) -> str:
        return formatdate(time.time() + self.server.stand_in.seconds_ahead, usegmt=True)

    def log_message(self, *_: object) -> None:
        """Quietly."""


@contextmanager
def standing_in(certificate: ssl.SSLContext | None = None) -> Iterator[StandIn]:
    """One that answers well, until it is told otherwise; by https with a certificate."""
    stand_in = StandIn()
    with _Server(stand_in, certificate) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield stand_in
        finally:
            server.shutdown()
            thread.join()
