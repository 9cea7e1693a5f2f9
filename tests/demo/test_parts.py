"""The demo's folder, its prompt, and how a resident tells a card from an answer."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.demo.folder import make_folder
from bot.demo.house_time import HouseTime
from bot.demo.screen import Screen
from bot.demo.seen import Board, Kind, Seen
from bot.demo.show import STORY
from bot.demo.stage import check_people
from bot.demo.taking_part import Unclear, read
from bot.transcript import Acts, Passes, Says, Step, Taps, Unreadable, read_transcript


@pytest.fixture(autouse=True)
def _temporary_folders_go_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def test_the_folder_is_made_afresh(tmp_path: Path) -> None:
    """What an earlier demo left is gone, and nobody else can look in."""
    usual = tmp_path / "build" / "demo"
    folder, lock = make_folder(usual)
    (folder / "store").mkdir()
    (folder / "store" / "keys").write_text("old")
    lock.release()
    again, lock = make_folder(usual)
    lock.release()
    assert again == folder == usual
    assert [entry.name for entry in again.iterdir()] == ["lock"]
    assert again.stat().st_mode & 0o077 == 0


def test_two_demos_never_share_a_folder(tmp_path: Path) -> None:
    """The second one takes a temporary folder."""
    first, lock = make_folder(tmp_path / "demo")
    (first / "kring.db").write_text("in use")
    second, other = make_folder(tmp_path / "demo")
    lock.release()
    other.release()
    assert second != first
    assert (first / "kring.db").read_text() == "in use"


def test_nothing_is_deleted_that_no_demo_made(tmp_path: Path) -> None:
    """A folder with something else in it, and a link to one, are left alone."""
    theirs = tmp_path / "demo"
    theirs.mkdir()
    (theirs / "photo").write_text("mine")
    link = tmp_path / "link"
    link.symlink_to(theirs)
    for usual in (theirs, link):
        folder, lock = make_folder(usual)
        lock.release()
        assert folder not in {theirs, link}
    assert (theirs / "photo").read_text() == "mine"


@pytest.mark.parametrize(
    ("typed", "step"),
    [
        ("hello all", Says(0, "frank", "hello all")),
        ("!propose Soup", Says(0, "frank", "!propose Soup")),
        ("tap consent", Taps(0, "frank", "votes", "consent", "P2")),
        ("/vote objection p1", Taps(0, "frank", "votes", "objection", "P1")),
        ("bob: react ✋ on P1", Taps(0, "bob", "reacts", "✋", "P1")),
        ("note: tap water", Says(0, "frank", "note: tap water")),
        ("reply I like soup", Says(0, "frank", "I like soup", is_reply=True, about="P2")),
        ("private !help", Says(0, "frank", "!help", is_private=True)),
        ("tap Object", Taps(0, "frank", "votes", "objection", "P2")),
        ("tap keep", Taps(0, "frank", "votes", "keep", "A1")),
        ("tap end on a2", Taps(0, "frank", "votes", "end", "A2")),
        ("react 👍 on A1", Taps(0, "frank", "reacts", "👍", "A1")),
        ("days 2", Passes(0, length=timedelta(days=2))),
        ("months 6", Passes(0, length=timedelta(days=186))),
        ("leave", Acts(0, "frank", "leaves")),
        ("  ", None),
    ],
)
def test_what_is_typed_at_the_prompt_becomes_a_step(typed: str, step: Step | None) -> None:
    """Without a number the newest proposal is meant; a housemate's name speaks for them."""
    assert read(typed, "frank", {"frank", "bob"}, "P2", "A1") == step


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("tap maybe", "You can tap consent, concern, objection or aside."),
        ("bob: tap", "You can tap consent, concern, objection or aside."),
        ("tap keep on P1", "You can tap consent, concern, objection or aside on P1."),
        ("tap consent on A1", "You can tap keep, change or end on A1."),
        ("tap keep", "Nothing is looked at again now. After `months 6`, A1 is."),
        ("private", "Something comes after it, such as `private !help`."),
        ("bob: react", "Something comes after it, such as `react ✋`."),
        ("days", "Something comes after it, such as `days 2`."),
    ],
)
def test_what_cannot_be_done_is_answered_kindly(typed: str, told: str) -> None:
    """What can be done is said; nothing is sent."""
    assert read(typed, "frank", {"frank", "bob"}, "P2") == Unclear(told)


@pytest.mark.parametrize(
    ("typed", "step"),
    [
        ("react ✋", Taps(0, "frank", "reacts", "✋", "", is_line=True)),
        ("react 👍", Taps(0, "frank", "reacts", "👍", "P2")),
        ("react ✋ on p1", Taps(0, "frank", "reacts", "✋", "P1")),
        ("bob: react 👎 turn", Taps(0, "bob", "reacts", "👎", "", is_turn=True)),
        ("react ✋ on the turn of chair", Taps(0, "frank", "reacts", "✋", "chair", is_turn=True)),
    ],
)
def test_a_hand_goes_where_one_was_asked_for_last(typed: str, step: Step) -> None:
    """Here a turn was told after the newest card; other signs are for cards alone."""
    assert read(typed, "frank", {"frank", "bob"}, "P2", asks_last=True) == step


TURN = (
    "From Monday 30 November at 09:00 on:\n{0}: erin.\nNot so? React here with ✋, or write !pass."
)


def test_it_is_known_what_asks_for_a_hand() -> None:
    """A turn and what is said for somebody do; thanks for an objection and a list do not."""
    board = Board("@kring:house.test", "house")
    board.note(said("kitchen", TURN.format("kitchen")))
    board.note(said("chair", TURN.format("chair")))
    board.note(said("thanks", "✋ Your objection to P1 is heard. Thank you."))
    board.note(said("list", "👍 !consent P1 · ✋ !object P1 …"))
    assert board.asks_last
    assert board.asks_for_a_hand() == board.turn() == board.turn("chair") == "chair"
    assert board.turn("kitchen") == "kitchen"
    board.note(said("spoken", "dan says for Jan: consent on P1. Not so? ✋", reply_to="asked"))
    assert (board.asks_for_a_hand(), board.turn()) == ("spoken", "chair")
    board.note(said("card", "P1 “Soup”\nFrom alice."))
    assert not board.asks_last


def test_what_is_heard_late_keeps_its_time(tmp_path: Path) -> None:
    """The clock was moved on while it was under way to the phones."""
    start = datetime(2026, 11, 23, tzinfo=UTC)
    time = HouseTime(tmp_path / "offset", start)
    sent = datetime.now(UTC)
    time.move_to(start + timedelta(days=7))
    assert time.of(sent) - start < timedelta(minutes=1)
    assert time.of(datetime.now(UTC)) - start >= timedelta(days=7)


def test_weeks_that_go_by_at_once_are_told_in_short(capsys: pytest.CaptureFixture[str]) -> None:
    """What is new whole, what came before in a line a week; and nothing is lost."""
    screen = Screen(ZoneInfo("UTC"), "en", ("erin", "bob"))
    start = datetime(2026, 11, 23, 9, tzinfo=UTC)
    screen.said(start, "kring", "", "Starting now:\nchair: erin, the first time.")
    capsys.readouterr()
    with screen.in_short():
        for week in range(1, 5):
            at = start + timedelta(weeks=week)
            screen.said(at, "kring", "", f"Starting now:\nchair: bob. Number {week}.")
            screen.said(at, "kring", " → bob", f"bob, it is week {week}. Welcome.")
            if week == 2:
                screen.said(at, "kring", "", "Time to look at A1 again:\nkeep it?")
    told = capsys.readouterr().out.splitlines()
    assert [line.strip() for line in told if "chair" in line] == [
        "30 Nov chair: bob.",
        "7 Dec chair: bob. · → bob bob, it is week 2.",
        "14 Dec chair: bob. · → bob bob, it is week 3.",
        "21 Dec chair: bob. · → bob bob, it is week 4.",
    ]
    assert "Time to look at A1 again:" in "\n".join(told)
    assert "Welcome." in "\n".join(told)  # the first of its kind
    screen.more()
    whole = capsys.readouterr().out
    assert [whole.count(words) for words in ("Number", "Welcome.", "keep it?")] == [4, 4, 1]


def said(event: str, text: str, *, room: str = "house", reply_to: str | None = None) -> Seen:
    at = datetime(2026, 11, 23, tzinfo=UTC)
    return Seen(event, room, "@kring:house.test", at, Kind.MESSAGE, text, reply_to=reply_to)


def test_only_a_card_is_taken_for_a_card() -> None:
    """Not the answer to `!show P1`, not the outcome, not what is said in private."""
    board = Board("@kring:house.test", "house")
    for one in (
        said("card", "P1 “Soup”\nFrom alice."),
        said("shown", "P1 “Soup”\nFrom alice.", reply_to="asked"),
        said("agreed", "P1 is agreed: A1."),
        said("private", "P1 “Soup”\nFrom alice.", room="for two"),
    ):
        board.note(one)
    assert board.card("P1") == "card"
    assert board.about("shown") == ""
    assert board.last_private("for two") == "private"


def test_a_story_with_a_stranger_in_it_is_refused(tmp_path: Path) -> None:
    """Before anything is started, with the line; the demo's own story is fine."""
    check_people(read_transcript(STORY))
    file = tmp_path / "odd.chat"
    file.write_text('+++\nstart = 2026-11-23T10:00:00\nmembers = ["bob"]\n+++\nzoe: hello\n')
    with pytest.raises(Unreadable, match=r"odd\.chat:5: zoe is not in this house"):
        check_people(read_transcript(file))


def test_a_story_with_roles_of_its_own_is_refused(tmp_path: Path) -> None:
    """They would have no effect there; nothing is left out without a word."""
    file = tmp_path / "odd.chat"
    header = 'start = 2026-11-23T10:00:00\nmembers = ["bob"]\nroles = []'
    file.write_text(f"+++\n{header}\n+++\nbob: hello\n")
    with pytest.raises(Unreadable, match=r"odd\.chat:1: header: the demo's house"):
        check_people(read_transcript(file))
