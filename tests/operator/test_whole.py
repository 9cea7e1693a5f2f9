"""Exports and posters are written whole or not at all."""

from __future__ import annotations

import errno
import os
import threading
from pathlib import Path

import pytest

from bot.whole import write_whole


def test_what_was_there_stays_until_all_of_the_new_one_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that is full in the middle leaves the old file, and nothing beside it."""

    class Full:
        """Takes half of it."""

        def __init__(self, descriptor: int, _mode: str) -> None:
            self._descriptor = descriptor

        def __enter__(self) -> Full:
            return self

        def __exit__(self, *_: object) -> None:
            os.close(self._descriptor)

        def write(self, content: bytes) -> None:
            os.write(self._descriptor, content[: len(content) // 2])
            raise OSError(errno.ENOSPC, "No space left on device")

    file = tmp_path / "house.md"
    write_whole(file, b"of yesterday", 0o600)
    with monkeypatch.context() as disk:
        disk.setattr(os, "fdopen", Full)
        with pytest.raises(OSError, match="No space left"):
            write_whole(file, b"of today", 0o600)
    assert file.read_bytes() == b"of yesterday"
    assert [one.name for one in tmp_path.iterdir()] == ["house.md"]


def test_a_pipe_is_written_into(tmp_path: Path) -> None:
    """It stays a pipe, and who reads it gets all."""
    pipe, read = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    write_whole(pipe, b"of today", 0o600)
    reader.join(timeout=10)
    assert read == [b"of today"]
    assert pipe.is_fifo()


def test_a_file_that_stands_in_the_way_is_not_written_into(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody can lay one ready, such as a link to another file, to have it overwritten."""
    monkeypatch.setattr("bot.whole.secrets.token_hex", lambda _: "known")
    kept = tmp_path / "kept"
    kept.write_bytes(b"somebody's")
    (tmp_path / ".house.md.known").symlink_to(kept)
    with pytest.raises(FileExistsError):
        write_whole(tmp_path / "house.md", b"of today", 0o600)
    assert kept.read_bytes() == b"somebody's"
    assert (tmp_path / ".house.md.known").is_symlink()
