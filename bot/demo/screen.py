"""What the demo prints: each line with its house time and a colour for each name."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from time import monotonic
from zoneinfo import ZoneInfo

from babel.dates import format_date
from rich.console import Console
from rich.control import Control
from rich.rule import Rule
from rich.segment import ControlType
from rich.text import Text

from bot.demo.in_short import Week, brief, kind_of, monday_of

BOT = "kring"
_COLOURS = ("green", "yellow", "magenta", "blue", "bright_red", "bright_green", "bright_magenta")
_TIME_WIDTH = 7
_EDIT_LENGTH = 150
_RULE_WIDTH = 78


_Line = tuple[datetime, Text, Text]


class _Console(Console):
    """Rich's console, for which a reader that went away is a reason to stop in order."""

    def on_broken_pipe(self) -> None:
        """Say no more, and end as when the terminal is closed."""
        self.quiet = True
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        signal.raise_signal(signal.SIGHUP)


class Screen:
    """The console, in the language of the house; on a terminal with colours, wrapped and paced."""

    def __init__(self, zone: ZoneInfo, language: str, names: tuple[str, ...] = ()) -> None:
        self._console = _Console(highlight=False)
        self.is_terminal = self._console.is_terminal
        self._zone = zone
        self._language = language
        self._styles = {BOT: "bold cyan"}
        for name in names:
            self._style(name)
        self._day: date | None = None
        self._prompt = ""
        self._kinds: set[str] = set()
        """Of what was said before."""
        self._is_short = False
        self._week: Week | None = None
        """What was left out of the week that goes by."""
        self._whole: list[_Line] = []
        """All that was said while it was told in short."""

    # --------------------------------------------------------------------- the demo's own words

    def tell(self, text: str, style: str = "") -> None:
        """Something the demo says itself."""
        self._print(Text(text, style=style))

    def command(self, text: str) -> None:
        """Something to copy, on one line however long."""
        self._print(Text(f"  {text}", style="bold"), is_whole=True)

    def title(self, text: str) -> None:
        """The head of a part."""
        self._rule(Text(text, style="bold"))

    @contextmanager
    def working(self, doing: str, done: str) -> Iterator[None]:
        """A spinner on a terminal, and a line with the seconds when it is done."""
        begin = monotonic()
        if self.is_terminal:
            with self._console.status(doing):
                yield
        else:
            self.tell(f"{doing} …")
            yield
        line = Text("✓ ", style="green")
        line.append(done, style="default")
        line.append(f"  ({monotonic() - begin:.1f} s)", style="dim")
        self._print(line)

    def days_pass(self, told: str) -> None:
        """Time goes by because the demo moves the clock."""
        self._print(Text(f"\n··· {told} ···\n", style="bold yellow"))

    @contextmanager
    def in_short(self) -> Iterator[None]:
        """Meanwhile what is like something before is told in a line a week; `more` shows it."""
        self._is_short, self._whole = True, []
        try:
            yield
        finally:
            self._tell_week()
            self._is_short = False
            if self._whole:
                self.tell("\nTold in short; `more` shows all of it.", "dim")

    def more(self) -> None:
        """All of what was told in short the last time."""
        if not self._whole:
            self.tell("Nothing was told in short.", "dim")
        self._day = None
        for line in self._whole:
            self._show(*line)
        self._day = None

    def _tell_week(self) -> None:
        week, self._week = self._week, None
        if week is None:
            return
        day = format_date(week.monday, "d MMM", locale=self._language)
        line = Text(f"{day.rjust(_TIME_WIDTH - 1)} ", style="dim")
        line.append(" · ".join(week.said), style="dim")
        line.truncate(max(self._console.width - 1, 40), overflow="ellipsis")
        self._print(line)

    # --------------------------------------------------------------- what happens in the house

    def said(self, at: datetime, who: str, where: str, text: str) -> None:
        """Somebody wrote something; `where` follows the name."""
        head = Text()
        head.append(who, style=self._style(who))
        head.append(f"{where}: ", style="dim")
        self._line(at, head, Text(text))

    def did(self, at: datetime, who: str, what: str) -> None:
        """Somebody did something without words."""
        head = Text()
        head.append(who, style=self._style(who))
        head.append(" ")
        self._line(at, head, Text(what, style="italic"))

    def edited(self, at: datetime, who: str, about: str, text: str) -> None:
        """Somebody changed a message: one dim line."""
        body = Text(" · ".join(text.splitlines()), style="dim")
        body.truncate(_EDIT_LENGTH, overflow="ellipsis")
        self._line(at, Text(f"{who} edits {about}: ", style="dim"), body)

    def _line(self, at: datetime, head: Text, body: Text) -> None:
        kind = kind_of(head.plain, body.plain, self._styles)
        is_new = kind not in self._kinds
        self._kinds.add(kind)
        if self._is_short:
            self._whole.append((at, head, body))
            day = at.astimezone(self._zone).date()
            if self._week and not self._week.has(day):
                self._tell_week()
            if not is_new:
                self._week = self._week or Week(monday_of(day))
                self._week.note(brief(head.plain, body.plain))
                return
        self._show(at, head, body)

    def _show(self, at: datetime, head: Text, body: Text) -> None:
        local = at.astimezone(self._zone)
        if local.date() != self._day:
            self._day = local.date()
            day = format_date(local.date(), "EEEE d MMMM y", locale=self._language)
            self._rule(Text(day, style="dim"))
        indent = " " * _TIME_WIDTH
        line = Text(f"{local:%H:%M}".ljust(_TIME_WIDTH), style="dim")
        line.append_text(head)
        parts = list(body.split("\n"))
        if self.is_terminal:
            line, parts = self._wrapped(line, parts)
        for number, part in enumerate(parts):
            line.append_text(part if number == 0 else Text(f"\n{indent}  ") + part)
        self._print(line)

    def _wrapped(self, head: Text, parts: list[Text]) -> tuple[Text, list[Text]]:
        # The first line is shorter by its head: it is wrapped together with it.
        width = max(self._console.width - _TIME_WIDTH - 2, 20)
        first = list((head + parts[0]).wrap(self._console, self._console.width))
        rest = Text(" ").join(first[1:]) if len(first) > 1 else None
        wrapped = list(rest.wrap(self._console, width)) if rest else []
        for part in parts[1:]:
            wrapped += list(part.wrap(self._console, width))
        return first[0], [Text(), *wrapped]

    def _style(self, name: str) -> str:
        colour = _COLOURS[(len(self._styles) - 1) % len(_COLOURS)]
        return self._styles.setdefault(name, f"bold {colour}")

    # ------------------------------------------------------------------------------ the prompt

    def prompt(self, text: str) -> None:
        """From now on, a line to type on stands under everything; empty: no more."""
        self._prompt = text
        if text:
            self._show_prompt()

    def typed(self) -> None:
        """A line was typed: it goes away, since it comes back through the room."""
        up = (ControlType.CURSOR_UP, 1)
        self._console.control(Control(up, (ControlType.ERASE_IN_LINE, 2)))
        self._show_prompt()

    def _show_prompt(self) -> None:
        self._console.print(Text(self._prompt, style="bold"), end="")

    def _rule(self, title: Text) -> None:
        self._print(Rule(title, style="dim", align="left"))

    def _print(self, what: Text | Rule, *, is_whole: bool = False) -> None:
        try:
            if self._prompt:
                clear = Control(ControlType.CARRIAGE_RETURN, (ControlType.ERASE_IN_LINE, 2))
                self._console.control(clear)
            width = None if self.is_terminal else _RULE_WIDTH
            if isinstance(what, Rule):
                self._console.print(what, width=width)
            else:
                # What is read by a program is not wrapped.
                self._console.print(what, soft_wrap=is_whole or not self.is_terminal)
            if self._prompt:
                self._show_prompt()
        except OSError:
            # The terminal is gone; its signal ends the demo.
            self._console.quiet = True
