"""A stand-in for a homeserver on loopback, which answers as a test wants it to: well, or oddly."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = tuple[int, Any]
"""A status, and what is there: JSON, or words as they are."""

VERSIONS = "/_matrix/client/versions"
LOGIN = "/_matrix/client/v3/login"
WELL_KNOWN = "/.well-known/matrix/client"


@dataclass
class StandIn:
    """What it answers, by the path, and what it was asked."""

    port: int = 0
    seconds_ahead: float = 0.0
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


@contextmanager
def standing_in() -> Iterator[StandIn]:
    """One that answers well, until it is told otherwise."""
    stand_in = StandIn()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            stand_in.asked.append(self.path)
            found = stand_in.answers.get(self.path, (404, {"errcode": "M_UNRECOGNIZED"}))
            status, said = found() if callable(found) else found
            body = (said if isinstance(said, str) else json.dumps(said)).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.path = f"POST {self.path}"
            self.do_GET()

        def date_time_string(self, timestamp: float | None = None) -> str:
            return formatdate(time.time() + stand_in.seconds_ahead, usegmt=True)

        def log_message(self, *_: object) -> None:
            """Quietly."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        stand_in.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield stand_in
        finally:
            server.shutdown()
            thread.join()
