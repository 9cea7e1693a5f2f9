"""The audit of what we ship: it asks, it fails for what is known, and it never pretends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Locks of a project with one shipped package, and one for developers."""
    (tmp_path / "locks").mkdir()
    (tmp_path / ".ci").mkdir()
    (tmp_path / "locks" / "run.txt").write_text("shipped==1.0 \\\n    --hash=sha256:00\n")
    for name in ("demo", "dev"):
        more = "shipped==1.0\nours-alone==2.0 ; python_version > '3'\n"
        (tmp_path / "locks" / f"{name}.txt").write_text(more)
    return tmp_path


@contextmanager
def _osv(weak: dict[str, str], status: int = 200) -> Iterator[str]:
    """A stand-in on loopback that knows these weaknesses, by the package's name."""

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
            assert all(one["package"]["ecosystem"] == "PyPI" and one["version"] for one in asked)
            found = [weak.get(one["package"]["name"]) for one in asked]
            results = [{"vulns": [{"id": one}]} if one else {} for one in found]
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps({"results": results}).encode())

        def log_message(self, *_: object) -> None:
            """Quietly."""

    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


def _audit(place: Path, url: str) -> tuple[int, str]:
    environment = os.environ | {"KRING_AUDIT_ROOT": str(place), "KRING_AUDIT_URL": url}
    done = subprocess.run(
        [sys.executable, str(ROOT / ".ci" / "audit.py")],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_nothing_known_is_said_with_how_much_was_asked(place: Path) -> None:
    """So that it is seen to have looked."""
    with _osv({}) as url:
        assert _audit(place, url) == (
            0,
            "audited: 1 packages that we ship and 1 others; 0 faults.\n",
        )


def test_a_weakness_in_what_we_ship_fails(place: Path) -> None:
    """With where to read about it."""
    with _osv({"shipped": "GHSA-x"}) as url:
        code, said = _audit(place, url)
    assert code == 1
    assert "shipped 1.0: https://osv.dev/vulnerability/GHSA-x" in said


def test_a_weakness_in_what_only_developers_use_is_told(place: Path) -> None:
    """Nobody's bot has it."""
    with _osv({"ours-alone": "GHSA-y"}) as url:
        code, said = _audit(place, url)
    assert code == 0
    assert "told only" in said
    assert "GHSA-y" in said


@pytest.mark.parametrize(
    ("listed", "code", "told"),
    [
        ('reason = "not reachable"\nuntil = 2999-01-01', 0, "accepted: shipped 1.0"),
        ('reason = "not reachable"\nuntil = 2020-01-01', 1, "look again"),
        ('reason = "not reachable"', 1, "needs a reason and a day"),
        ("until = 2999-01-01", 1, "needs a reason and a day"),
    ],
)
def test_what_is_accepted_has_a_reason_and_an_end(
    place: Path, listed: str, code: int, told: str
) -> None:
    """And is looked at again when that day has come."""
    (place / ".ci" / "accepted.toml").write_text(f"[GHSA-x]\n{listed}\n")
    with _osv({"shipped": "GHSA-x"}) as url:
        found, said = _audit(place, url)
    assert found == code
    assert told in said


def test_without_an_answer_it_says_so_and_fails_nothing(place: Path) -> None:
    """Nobody there, an error, or something that is no answer."""
    with _osv({}, status=500) as url:
        failing = _audit(place, url)
    for code, said in (failing, _audit(place, "http://127.0.0.1:9/")):
        assert code == 0
        assert said.startswith("NOT AUDITED")
        assert "audited:" not in said
