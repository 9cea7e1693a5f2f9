"""A picture or file on a real homeserver: all in the room can open it, and nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import aiohttp
import nio  # type: ignore[import-untyped, unused-ignore]
import pytest
import pytest_asyncio
from nio.crypto.attachments import (  # type: ignore[import-untyped, unused-ignore]
    decrypt_attachment,
)
from PIL import Image

from bot import drawing
from bot.demo.homeserver import Homeserver
from bot.matrix import uploads
from bot.room import Document, NotEver, NotNow, Picture, PictureRow, Say
from tests.matrix.hall import Bot, Resident
from tests.matrix.living import MONDAY, PATIENCE, House

pytestmark = pytest.mark.asyncio
NewAccount = Callable[..., Awaitable[Any]]

ROW = PictureRow("chair", "4 Jan 2027", "18 Jan 2027", (("A",), ("B", "C"), ("",)))
PICTURE = Picture((ROW,), "mirror.png", "The same as a picture. A Alice, B Bob, C Carol.")


@pytest_asyncio.fixture
async def bot(new_account: NewAccount, tmp_path: Path) -> AsyncIterator[Bot]:
    """The bot, listening."""
    async with Bot(await new_account("bot"), tmp_path / "bot") as one:
        yield one


@pytest_asyncio.fixture
async def alice(new_account: NewAccount, tmp_path: Path) -> AsyncIterator[Resident]:
    """A resident."""
    async with Resident(await new_account("alice"), tmp_path / "alice") as resident:
        yield resident


@pytest.mark.parametrize("encrypted", [True, False])
async def test_every_member_can_open_a_picture(
    bot: Bot, alice: Resident, new_account: NewAccount, tmp_path: Path, encrypted: bool
) -> None:
    """With its size, its file name, and words for who cannot see it."""
    async with Resident(await new_account("bob"), tmp_path / "bob") as bob:
        room = await alice.make_room(bot.user_id, bob.user_id, encrypted=encrypted)
        await bob.client.join(room)
        await bot.enter(room)
        sent = await bot.send(room, PICTURE)
        for who in (alice, bob):
            event = await who.wait_for_event(sent)
            assert event.decrypted is encrypted
            content = event.source["content"]
            assert content["msgtype"] == "m.image"
            assert (content["filename"], content["body"]) == ("mirror.png", PICTURE.fallback)
            assert content["m.mentions"] == {}
            assert ("url" in content, "file" in content) == (not encrypted, encrypted)

            body = await _opened(who, content, drawing.png(PICTURE))
            assert body == drawing.png(PICTURE)
            with Image.open(BytesIO(body)) as image:
                size = {"w": image.width, "h": image.height}
            assert content["info"] == size | {"size": len(body), "mimetype": "image/png"}


async def _opened(who: Resident, content: dict[str, Any], plain: bytes) -> bytes:
    """What is in the file of an event; on the server it is cipher, without a name."""
    file = content.get("file", content)
    got = await who.client.download(file["url"])
    assert isinstance(got, nio.DiskDownloadResponse | nio.MemoryDownloadResponse), got
    if "file" not in content:
        return bytes(got.body)
    assert got.body != plain
    assert got.filename != content["filename"]
    keys = (file["key"]["k"], file["hashes"]["sha256"], file["iv"])
    return bytes(decrypt_attachment(got.body, *keys))


@pytest.mark.parametrize("encrypted", [True, False])
async def test_every_member_can_open_a_document(bot: Bot, alice: Resident, encrypted: bool) -> None:
    """As a file by its name, the same byte for byte."""
    room = await alice.make_room(bot.user_id, encrypted=encrypted)
    await bot.enter(room)
    written = "Rust vanaf 22:00 uur 🌙".encode()
    sent = await bot.send(room, Document.of("de-eik.md", "text/markdown", written))
    event = await alice.wait_for_event(sent)
    assert event.decrypted is encrypted
    content = event.source["content"]
    assert content["msgtype"] == "m.file"
    assert (content["filename"], content["body"]) == ("de-eik.md", "de-eik.md")
    assert content["m.mentions"] == {}
    assert content["info"] == {"size": len(written), "mimetype": "text/markdown"}
    assert await _opened(alice, content, written) == written


async def test_a_picture_sent_again_is_the_same_message_and_the_same_file(
    bot: Bot, alice: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was uploaded before the event could be sent is not uploaded again."""
    room = await alice.make_room(bot.user_id)
    await bot.enter(room)
    uploads, send = [], bot.client.send

    async def failing(method: str, path: str, *args: Any, **options: Any) -> Any:
        if "/upload" in path:
            uploads.append(path)
        if "/send/m.room.encrypted" in path:
            raise aiohttp.ClientConnectionError
        return await send(method, path, *args, **options)

    with monkeypatch.context() as patch:
        patch.setattr(bot.client, "send", failing)
        for _ in range(2):
            with pytest.raises(NotNow):
                await bot.send(room, PICTURE, tx="mirror")
    assert len(uploads) == 1
    first = await bot.send(room, PICTURE, tx="mirror")
    assert await bot.send(room, PICTURE, tx="mirror") == first
    await alice.wait_for_event(first)
    await bot.send(room, Say("after", "after"))
    await alice.wait_for(lambda one: getattr(one, "body", "") == "after")
    assert sum(isinstance(one, nio.RoomEncryptedImage) for one in alice.events) == 1


def _refusing(status: int, code: str, **more: Any) -> Any:
    """An upload that the homeserver answers with an error."""

    async def upload(*args: Any, **options: Any) -> Any:
        answer = nio.UploadError("?", code, **more)
        answer.transport_response = SimpleNamespace(status=status, headers={})
        return answer, None

    return upload


async def test_what_may_not_be_uploaded_is_let_go(
    bot: Bot, alice: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At once where that is for good; where the server stumbles, after some tries and some time."""
    room = await alice.make_room(bot.user_id)
    await bot.enter(room)
    monkeypatch.setattr(bot.client, "upload", _refusing(413, "M_TOO_LARGE"))
    with pytest.raises(NotEver):
        await bot.send(room, PICTURE, tx="large")

    monkeypatch.setattr(bot.client, "upload", _refusing(500, "M_UNKNOWN"))
    for _ in range(uploads.TRIES + 2):
        with pytest.raises(NotNow):
            await bot.send(room, PICTURE, tx="again")
    monkeypatch.setattr(uploads, "PATIENCE", 0.0)
    with pytest.raises(NotEver):
        await bot.send(room, PICTURE, tx="again")

    limited = _refusing(429, "M_LIMIT_EXCEEDED", retry_after_ms=1500)
    monkeypatch.setattr(bot.client, "upload", limited)
    for _ in range(uploads.TRIES + 2):
        with pytest.raises(NotNow) as told:
            await bot.send(room, PICTURE, tx="limited")
        assert told.value.seconds == 1.5
    assert await bot.send(room, Say("the list", "the list"))


async def test_an_upload_that_hangs_does_not_hold_up_the_room_for_ever(
    bot: Bot, alice: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is broken off, and tried again."""
    room = await alice.make_room(bot.user_id)
    await bot.enter(room)
    send, hangs = bot.client.send, [True]

    async def hanging(method: str, path: str, *args: Any, **options: Any) -> Any:
        if "/upload" in path and hangs:
            raise TimeoutError
        return await send(method, path, *args, **options)

    monkeypatch.setattr(bot.client, "send", hanging)
    with pytest.raises(NotNow):
        await bot.send(room, PICTURE, tx="slow")
    hangs.clear()
    assert await bot.send(room, PICTURE, tx="slow")


async def test_a_picture_that_cannot_be_drawn_is_let_go(
    bot: Bot, alice: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It could not be drawn the next time either."""
    room = await alice.make_room(bot.user_id)
    await bot.enter(room)

    def crash(picture: Picture) -> bytes:
        raise MemoryError

    monkeypatch.setattr(drawing, "png", crash)
    with pytest.raises(NotEver):
        await bot.send(room, PICTURE)
    assert await bot.send(room, Say("the list", "the list"))


async def test_killed_between_the_words_and_the_picture_each_comes_once(
    homeserver: Homeserver, new_account: NewAccount, tmp_path: Path
) -> None:
    """The words are in the room already; the picture follows when the bot is back.

    What the house takes along comes in the same way, and is read on another member's phone.
    """
    house = House(homeserver, new_account, tmp_path)
    async with house:
        await house.start_bot()
        await house.move_in("alice", "bob")
        friday = MONDAY.replace(hour=9, minute=1) + timedelta(days=4)
        await house.pass_time(friday)
        await house.hears("From Monday 30 November")
        await house.pass_time(friday + timedelta(days=3))
        await house.hears("until Monday 7 December")
        await house.people["alice"].say(house.room, "!mirror")
        words = await house.hears("from old to new:")
        house.kill_bot()
        await house.bot.start()
        shown = await house.hears("The same as a picture")
        assert shown.was_encrypted
        assert words.at <= shown.at
        await house.people["bob"].say(house.room, "!roles")
        await house.hears("Who does what")
        assert len(house.said("from old to new:")) == 1
        assert len(house.said("The same as a picture")) == 1
        await _takes_along(house)


async def _takes_along(house: House) -> None:
    """One resident asks for the log; another one opens it."""
    phone: nio.AsyncClient = house.people["alice"]._client  # as a phone keeps what it opens
    files: list[Any] = []

    async def keep(_room: Any, event: Any) -> None:
        files.append(event)

    phone.add_event_callback(keep, nio.RoomEncryptedFile)
    await house.people["bob"].say(house.room, "!propose Soup & bread on *Monday*")
    await house.card("P1")
    await house.people["bob"].say(house.room, "!export")
    words = await house.hears("as a text to read")
    shown = await house.hears(".md")
    assert shown.was_encrypted
    assert words.at <= shown.at
    async with asyncio.timeout(PATIENCE):
        while not files:
            await asyncio.sleep(0.05)
    content = files[0].source["content"]
    assert content["info"]["mimetype"] == "text/markdown"
    got = await phone.download(content["file"]["url"])
    assert b"Soup" not in got.body, "on the homeserver it is cipher"
    keys = (content["file"]["key"]["k"], content["file"]["hashes"]["sha256"], content["file"]["iv"])
    log = decrypt_attachment(got.body, *keys).decode()
    assert len(log.encode()) == content["info"]["size"]
    assert "> Soup & bread on \\*Monday\\*\n" in log
    exported = await house.export()
    for term in exported["terms"]:
        assert f"**chair**: {term['member']}" in log
